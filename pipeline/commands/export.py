"""The command that hands the tables on."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands import USAGE, app, stop


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
        stop(str(problem), USAGE)
    except ModuleNotFoundError as problem:
        stop(f"{form.value} needs {problem.name}; install it with: pip install 'actable[export]'", 1)
    show(exported, Console())
