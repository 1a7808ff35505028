"""The command of the auditor."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands import USAGE, app, log, stop


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

    log(verbose)
    if list_checks:
        show_checks(Console())
        return
    if folder is None:
        stop("name the folder of the tables, or --list", USAGE)
    unknown = [slug for slug in only or () if slug not in CHECKS]
    if unknown:
        stop(f"there is no check {', '.join(unknown)}; --list names them", USAGE)
    try:
        report = recheck(folder)
    except (FileNotFoundError, OutputError) as problem:
        stop(str(problem), USAGE)
    rows = chosen(report.findings, only or (), severity.value)
    show_findings(rows, folder, Console())
    broken = [row["message"] for row in report.diagnostics if row["severity"] == "error"]
    for message in broken:
        typer.echo(f"actable: {message}", err=True)
    if fail_on and (broken or chosen(rows, (), fail_on.value)):
        raise typer.Exit(1)
