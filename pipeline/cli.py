"""The command line. Heavy imports wait inside the commands, so that help answers at once."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

from actable import __version__
from pipeline.readers import OcrChoice, ReadOptions

if TYPE_CHECKING:
    from pipeline.batch.persons import Corrections

app = typer.Typer(
    name="actable",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Turns the acts that French local authorities publish as PDFs into Parquet tables.\n\n"
    "Example: actable extract acts/ -o tables/",
)

Engine = Literal["local", "dask"]
FAILED = 3  # exit status when some inputs could not be read
_USAGE = 2


def main() -> None:
    """Run the command line."""
    app()


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"actable {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass


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
    persons: Annotated[
        Path | None,
        typer.Option("--persons", metavar="CSV", help="Corrections of who is who, as 'actable persons' writes them."),
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
    """Read every INPUT and write one Parquet file per table into DIR.

    A folder stands for all PDFs, text files (.txt, .md, .html) and ZIP archives below it. What an earlier run into DIR
    read with the same code and options is not read again; a run that was stopped goes on. The exit status is 0 when
    every input was read, 3 when some could not be.
    """
    from rich.console import Console

    from pipeline.batch.cluster import ClusterError
    from pipeline.batch.progress import progress_bar
    from pipeline.batch.publish import OutputError
    from pipeline.batch.run import extract as run
    from pipeline.batch.summary import show

    if output is None:
        _stop("name the folder of the tables with --output", _USAGE)
    if not inputs and not manifest:
        _stop("name something to read, or a --manifest", _USAGE)
    if (engine == "dask") != bool(scheduler):
        _stop("--engine dask and --scheduler ADDRESS go together", _USAGE)
    console = Console(stderr=True)
    _log(verbose, log_json)
    corrections = _corrections(persons) if persons else None
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
                persons=corrections,
            )
    except (OutputError, ClusterError) as problem:
        _stop(str(problem), _USAGE)
    except KeyboardInterrupt:
        _stop(f"stopped; what {output} held before is unchanged, and the same command goes on from here", 130)
    except OSError as problem:
        reason = os.strerror(problem.errno) if problem.errno else str(problem)
        _stop(
            f"{output} could not be written ({reason}); what it held before is unchanged; make room or give another folder",
            1,
        )
    show(summary, Console())
    if summary.failed:
        raise typer.Exit(FAILED)


@app.command(
    epilog="Example: actable persons tables/ -o persons.csv; then: actable extract acts/ -o tables/ --persons persons.csv",
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
    part it from the others, and hand the file to actable extract --persons.
    """
    from pipeline.batch.persons_csv import first_corrections

    try:
        text = first_corrections(folder)
    except FileNotFoundError:
        _stop(f"{folder} holds no tables; give the folder that actable extract wrote", _USAGE)
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        with output.open("x", encoding="utf-8-sig", newline="") as stream:  # marked, so that Excel sees UTF-8
            stream.write(text)
    except FileExistsError:
        _stop(f"{output} exists, and may hold corrections; name another file", _USAGE)
    except OSError as problem:
        _stop(f"{output} could not be written ({problem.strerror})", 1)


@app.command(epilog="Example: actable info deliberation.pdf", short_help="Say what one PDF holds.")
def info(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A PDF.")],
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what goes wrong inside.")] = False,
) -> None:
    """Say what FILE holds: pages, where its text comes from, acts, parts and tables.

    The exit status is 0 when it was read, 3 when it could not be.
    """
    from rich.console import Console

    from pipeline.info import describe, show
    from pipeline.readers import ReadError

    _log(verbose)
    try:
        description = describe(file)
    except ReadError as problem:
        _stop(str(problem), FAILED)
    show(description, Console())


class TableFormat(StrEnum):
    """How tables are printed for other programs."""

    csv = "csv"
    json = "json"
    html = "html"


@app.command(
    epilog="Example: actable tables budget.pdf --pages 3-5 --format csv > budget.csv",
    short_help="Show the tables of one file as they were seen.",
)
def tables(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A PDF or a text file.")],
    pages: Annotated[str | None, typer.Option("--pages", metavar="PAGES", help="Such as 3, 3-5 or 2,7-9.")] = None,
    output: Annotated[TableFormat | None, typer.Option("--format", help="Print data in place of grids.")] = None,
    debug: Annotated[
        Path | None,
        typer.Option(
            "--debug", metavar="PNG", help="Draw rules, cells and header rows over the page; one file a page."
        ),
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what goes wrong inside.")] = False,
) -> None:
    """Show the tables of FILE: their cells, header rows and spans, and how sure the reading is.

    A table that runs over pages is shown whole when one of its pages is asked for. Bank details are masked. The exit
    status is 0 when FILE was read, 3 when it could not be.
    """
    from rich.console import Console

    from pipeline.readers import ReadError
    from pipeline.show_tables import FORMATS, doubts_of, draw_pages, see, show

    _log(verbose)
    try:
        sight = see(file, pages)
        drawn = draw_pages(sight, debug) if debug else []
    except ReadError as problem:
        _stop(str(problem), FAILED)
    except ValueError as problem:
        _stop(str(problem), _USAGE)
    except OSError as problem:
        _stop(f"{debug} could not be written ({problem.strerror}); name a file in a folder that exists", 1)
    if output is None:
        show(sight, Console())
    else:
        typer.echo(FORMATS[output.value](sight), nl=False)
    for line in [*doubts_of(sight), *(f"drawn: {path}" for path in drawn)]:
        typer.echo(f"actable: {line}", err=True)


@app.command(epilog="Example: actable status tables/", short_help="Say what a folder of tables holds.")
def status(folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the tables.")]) -> None:
    """Say how the last run into DIR ended, what is kept of it, and whether a run is going on."""
    from rich.console import Console

    from pipeline.batch.status import show, status_of

    try:
        show(status_of(folder), Console())
    except FileNotFoundError as problem:
        _stop(str(problem), _USAGE)


class Worst(StrEnum):
    """How bad a finding is."""

    error = "error"
    warning = "warning"
    info = "info"


@app.command(
    epilog="Example: actable check tables/ --severity warning --fail-on error",
    short_help="Check the tables of a run as an auditor would.",
)
def check(
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help="Folder of the tables.")] = None,
    list_checks: Annotated[bool, typer.Option("--list", help="List the checks and stop.")] = False,
    only: Annotated[list[str] | None, typer.Option("--only", metavar="CHECK", help="Show this check alone.")] = None,
    severity: Annotated[Worst, typer.Option("--severity", help="Show findings that are this or worse.")] = Worst.info,
    fail_on: Annotated[
        Worst | None, typer.Option("--fail-on", help="End with status 1 on a shown finding that is this or worse.")
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what goes wrong inside.")] = False,
) -> None:
    """Check the tables in DIR and write the findings beside them.

    All checks are made and written; --only (more than once for several) and --severity choose what is shown.
    """
    from rich.console import Console

    from pipeline.batch.publish import OutputError
    from pipeline.checks import CHECKS
    from pipeline.checks.command import chosen, recheck, show_checks, show_findings

    _log(verbose)
    if list_checks:
        show_checks(Console())
        return
    if folder is None:
        _stop("name the folder of the tables, or --list", _USAGE)
    unknown = [slug for slug in only or () if slug not in CHECKS]
    if unknown:
        _stop(f"there is no check {', '.join(unknown)}; --list names them", _USAGE)
    try:
        report = recheck(folder)
    except (FileNotFoundError, OutputError) as problem:
        _stop(str(problem), _USAGE)
    rows = chosen(report.findings, only or (), severity.value)
    show_findings(rows, folder, Console())
    broken = [row["message"] for row in report.diagnostics if row["severity"] == "error"]
    for message in broken:
        typer.echo(f"actable: {message}", err=True)
    if fail_on and (broken or chosen(rows, (), fail_on.value)):
        raise typer.Exit(1)


def _corrections(file: Path) -> Corrections:
    from pipeline.batch.persons_csv import CorrectionsError, read_corrections

    try:
        return read_corrections(file)
    except CorrectionsError as problem:
        _stop(str(problem), _USAGE)


class Form(StrEnum):
    """What the tables are written as."""

    csv = "csv"
    xlsx = "xlsx"
    sqlite = "sqlite"
    duckdb = "duckdb"
    jsonl = "jsonl"
    scdl = "scdl"
    popolo = "popolo"


@app.command(
    epilog="Example: actable export tables/ --format csv --french -o tables-csv/",
    short_help="Write the tables in another format.",
)
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the tables.")],
    form: Annotated[Form, typer.Option("--format", "-f", help="What to write.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="Folder of the export.", show_default="DIR-FORMAT"),
    ] = None,
    french: Annotated[
        bool, typer.Option("--french", help="CSV as a French spreadsheet reads it: BOM, semicolons, decimal commas.")
    ] = False,
    values: Annotated[
        Path | None,
        typer.Option("--values", metavar="FILE", help="SCDL: what acts do not print, a-completer.csv filled in."),
    ] = None,
) -> None:
    """Write the tables in DIR in another format, with a datapackage.json that describes them.

    scdl writes the open-data files deliberations 2.1.5 and subventions 2.1.1, popolo JSON of votes and memberships.
    """
    from rich.console import Console

    from pipeline.batch.publish import OutputError
    from pipeline.export.report import show
    from pipeline.export.run import Options
    from pipeline.export.run import export as run
    from pipeline.export.side_values import SideFileError

    try:
        exported = run(folder, form.value, output, Options(french, values))
    except (FileNotFoundError, OutputError, SideFileError) as problem:
        _stop(str(problem), _USAGE)
    except ModuleNotFoundError as problem:
        _stop(f"{form.value} needs {problem.name}; install it with: pip install 'actable[export]'", 1)
    show(exported, Console())


def _log(verbose: bool, as_json: bool = False) -> None:
    from pipeline.batch.logs import set_up

    set_up(verbose, as_json)


def _stop(message: str, status: int) -> NoReturn:
    typer.echo(f"actable: {message}", err=True)
    raise typer.Exit(status)
