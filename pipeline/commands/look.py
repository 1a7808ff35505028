"""Commands that look at one file."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands import FAILED, USAGE, app, log, stop


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

    log(verbose)
    try:
        description = describe(file)
    except ReadError as problem:
        stop(str(problem), FAILED)
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

    log(verbose)
    try:
        sight = see(file, pages)
        drawn = draw_pages(sight, debug) if debug else []
    except ReadError as problem:
        stop(str(problem), FAILED)
    except ValueError as problem:
        stop(str(problem), USAGE)
    except OSError as problem:
        stop(f"{debug} could not be written ({problem.strerror}); name a file in a folder that exists", 1)
    if output is None:
        show(sight, Console())
    else:
        typer.echo(FORMATS[output.value](sight), nl=False)
    for line in [*doubts_of(sight), *(f"drawn: {path}" for path in drawn)]:
        typer.echo(f"actable: {line}", err=True)
