"""Commands of the operator: a run, its state, and who is who in it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipeline.commands import FAILED, USAGE, app, log, stop
from pipeline.readers import OcrChoice, ReadOptions

if TYPE_CHECKING:
    from pipeline.batch.corrections_csv import Said

Engine = Literal["local", "dask"]


@app.command(
    epilog="Example: actable extract acts/ '2023/**/*.pdf' -o tables/ --jobs 4",
    short_help="Read acts into Parquet tables.",
)
def extract(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="INPUT", help="Files, folders, ZIP archives, glob patterns or URLs (https, s3, gs)."),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="DIR", help="Folder of the tables, or a URL (s3, gs).", show_default=False
        ),
    ] = None,
    manifest: Annotated[
        list[Path] | None,
        typer.Option("--manifest", metavar="FILE", help="CSV or Parquet whose column 'path' or 'url' names inputs."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Read again what an earlier run read.")] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Drop the documents of earlier runs not named here.")
    ] = False,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=1, help="Worker processes.", show_default="one a core")
    ] = None,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.1, metavar="S", help="Seconds that one document may take.")
    ] = 600.0,
    memory: Annotated[
        float, typer.Option("--memory", min=0.5, metavar="GB", help="Memory that one worker process may take.")
    ] = 4.0,
    ocr: Annotated[
        OcrChoice, typer.Option("--ocr", help="Recognise the pages that need it, none, or all of them.")
    ] = "auto",
    ocr_lang: Annotated[
        str, typer.Option("--ocr-lang", metavar="LANG", help="Languages as Tesseract names them, such as fra+deu.")
    ] = "fra",
    cache: Annotated[
        Path | None,
        typer.Option(
            "--cache", metavar="DIR", help="Folder that keeps what was recognised.", show_default="~/.cache"
        ),
    ] = None,
    corrections: Annotated[
        list[Path] | None,
        typer.Option(
            "--corrections",
            "--persons",
            metavar="CSV",
            help="What readers corrected, as the review site or 'actable persons' writes it; may be given again.",
        ),
    ] = None,
    engine: Annotated[
        Engine, typer.Option("--engine", help="Where documents are read: here, or on a Dask cluster.")
    ] = "local",
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", metavar="ADDRESS", help="Dask scheduler, such as tcp://host:8786.")
    ] = None,
    log_json: Annotated[bool, typer.Option("--log-json", help="Log each document as a line of JSON.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what goes wrong inside.")] = False,
) -> None:
    """Read every INPUT and write one Parquet file per table into DIR, or a folder of files where a table is large.

    A folder stands for all PDFs, text files (.txt, .md, .html) and ZIP archives below it. What an earlier run into DIR
    read with the same code and options is not read again; a run that was stopped goes on. --corrections go into the
    tables of all documents of DIR, without reading them again; a correction holds while what it corrects reads as it
    did. The exit status is 0 when every input was read, 3 when some could not be.
    """
    from pipeline.batch.preload import begin

    if output is None:
        stop("name the folder of the tables with --output", USAGE)
    if not inputs and not manifest and not corrections:
        stop("name something to read, a --manifest or --corrections", USAGE)
    begin()
    from rich.console import Console

    from pipeline.batch.cluster import ClusterError
    from pipeline.batch.progress import progress_bar
    from pipeline.batch.publish import OutputError
    from pipeline.batch.report import last_report
    from pipeline.batch.run import extract as run
    from pipeline.batch.sources import is_url
    from pipeline.batch.summary import show
    from pipeline.batch.write import table_files

    if not inputs and not manifest and not is_url(output) and not table_files(output, "documents"):
        stop(f"{output} holds no tables to correct; name something to read", USAGE)
    if (engine == "dask") != bool(scheduler):
        stop("--engine dask and --scheduler ADDRESS go together", USAGE)
    console = Console(stderr=True)
    log(verbose, log_json)
    said = _corrections(corrections or [])
    held = (last_report(Path(output)) or {}).get("corrected", 0)
    try:
        with progress_bar(console) as progress:
            reading = ReadOptions(ocr, ocr_lang, str(cache) if cache else None)
            summary = run(
                inputs or (),
                output,
                jobs=jobs,
                timeout=timeout,
                memory=int(memory * 1e9),
                force=force,
                prune=prune,
                manifests=manifest or (),
                scheduler=scheduler,
                verbose=verbose,
                progress=progress,
                reading=reading,
                persons=said.persons,
                cells=said.cells,
            )
    except (OutputError, ClusterError) as problem:
        stop(str(problem), USAGE)
    except KeyboardInterrupt:
        stop(f"stopped; what {output} held before is unchanged, and the same command goes on from here", 130)
    except OSError as problem:
        reason = os.strerror(problem.errno) if problem.errno else str(problem)
        stop(
            f"{output} could not be written ({reason}); what it held before is unchanged; make room or give another folder",
            1,
        )
    show(summary, Console())
    if held and not corrections:
        what = "1 value" if held == 1 else f"{held} values"
        typer.echo(
            f"actable: the run before held {what} corrected by readers; --corrections puts them back", err=True
        )
    if summary.failed:
        raise typer.Exit(FAILED)


def _corrections(files: list[Path]) -> Said:
    from pipeline.batch.corrections_csv import read_corrections
    from pipeline.batch.persons_csv import CorrectionsError

    try:
        return read_corrections(*files)
    except CorrectionsError as problem:
        stop(str(problem), USAGE)


@app.command(
    epilog="Example: actable persons tables/ -o persons.csv; then: actable extract acts/ -o tables/ --corrections persons.csv",
    short_help="Write who is who, as a file to correct.",
)
def persons(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the tables.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="CSV", help="File to write.", show_default="print it")
    ] = None,
) -> None:
    """Write the persons that the tables in DIR tell apart: one line for each name of an authority.

    Lines with one person_id are one person. Give two lines the same to join them, or one line an id of your own to
    part it from the others, and hand the file to actable extract --corrections.
    """
    from pipeline.batch.persons_csv import first_corrections

    try:
        text = first_corrections(folder)
    except FileNotFoundError:
        stop(f"{folder} holds no tables; give the folder that actable extract wrote", USAGE)
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        with output.open("x", encoding="utf-8-sig", newline="") as stream:  # marked, so that Excel sees UTF-8
            stream.write(text)
    except FileExistsError:
        stop(f"{output} exists, and may hold corrections; name another file", USAGE)
    except OSError as problem:
        stop(f"{output} could not be written ({problem.strerror})", 1)


@app.command(epilog="Example: actable status tables/", short_help="Say what a folder of tables holds.")
def status(folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the tables.")]) -> None:
    """Say how the last run into DIR ended, what is kept of it, and whether a run is going on."""
    from rich.console import Console

    from pipeline.batch.status import show, status_of

    try:
        show(status_of(folder), Console())
    except FileNotFoundError as problem:
        stop(str(problem), USAGE)
