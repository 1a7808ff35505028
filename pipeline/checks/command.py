"""`actable check`: findings made anew from the tables of a run, and shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from models.schema import arrow_schema
from pipeline.batch.publish import Staging
from pipeline.batch.store import STATE
from pipeline.batch.write import read_table, table_files, to_arrow, write_file
from pipeline.checks.catalogue import CHECKS
from pipeline.checks.registry import SEVERITIES, Severity
from pipeline.checks.run import STAGE, Report, check_folder

if TYPE_CHECKING:
    from rich.console import Console

_MOST = 50  # findings shown; the findings table has them all
_COLOURS = {"error": "red", "warning": "yellow", "info": "dim"}


def recheck(folder: Path) -> Report:
    """Check the tables in ``folder`` and replace its findings, and what its diagnostics say of checks, in one step.

    Raises FileNotFoundError when ``folder`` holds no tables, OutputError when it cannot be written.
    """
    if not table_files(folder, "documents"):
        raise FileNotFoundError(f"{folder} holds no tables: documents.parquet is missing")
    changed = ("findings", "diagnostics")
    staging = Staging(folder, [*changed, *(f"{name}.parquet" for name in changed)], [STATE])
    staging.open()  # first, so that no run changes the tables meanwhile
    try:
        report = check_folder(folder)
        tables = to_arrow({"findings": report.findings, "diagnostics": report.diagnostics})
        for name, others in (("findings", iter(())), ("diagnostics", _of_others(folder))):
            told = [tables[name]] if name in tables else []
            write_file(staging.folder / f"{name}.parquet", name, chain(others, told))
        staging.publish()
    finally:
        staging.close()
    return report


def _of_others(folder: Path) -> Iterator[pa.Table]:
    """The diagnostics of a run, without what an earlier check said."""
    schema = arrow_schema("diagnostics")
    for path in table_files(folder, "diagnostics"):
        table = pq.ParquetFile(path).read().select(schema.names).cast(schema)
        yield table.filter(pc.fill_null(pc.not_equal(table["stage"], STAGE), True))


def chosen(rows: Iterable[dict[str, Any]], only: Collection[str], least: Severity) -> list[dict[str, Any]]:
    """The findings of some checks (all where ``only`` is empty) that are ``least`` or worse."""
    wanted = SEVERITIES[: SEVERITIES.index(least) + 1]
    return [row for row in rows if row["severity"] in wanted and (not only or row["check"] in only)]


def show_checks(console: Console) -> None:
    """Print the checks, in the order in which they are made."""
    from rich.table import Table

    grid = Table("check", "worst", "what holds", "source", box=None, pad_edge=False)
    for check in CHECKS.values():
        grid.add_row(check.slug, check.severity, check.title, check.law)
    console.print(grid)


def show_findings(rows: list[dict[str, Any]], folder: Path, console: Console) -> None:
    """Print how many findings each check made, then the findings, worst first."""
    from rich.markup import escape
    from rich.table import Table

    counts = Counter(row["severity"] for row in rows)
    told = ", ".join(
        f"{counts[s]} {s}{'s' if counts[s] != 1 and s != 'info' else ''}" for s in SEVERITIES if counts[s]
    )
    console.print(f"[bold]{len(rows)} finding{'' if len(rows) == 1 else 's'}[/]{': ' + told if told else ''}")
    if not rows:
        return
    grid = Table("check", *SEVERITIES, box=None, pad_edge=False)
    by_check = Counter((row["check"], row["severity"]) for row in rows)
    for slug in CHECKS:
        figures = [by_check[slug, severity] for severity in SEVERITIES]
        if any(figures):
            grid.add_row(slug, *(str(n or "") for n in figures))
    console.print(grid)
    console.print()
    documents = read_table(folder, "documents").select(["document_id", "file_name"]).to_pylist()
    names = {row["document_id"]: row["file_name"] for row in documents}
    for row in sorted(rows, key=lambda row: SEVERITIES.index(row["severity"]))[:_MOST]:
        place = names.get(row["document_id"]) or "several documents"
        page = f" p. {row['page']}" if row["page"] else ""
        colour = _COLOURS[row["severity"]]
        line = (
            f"[{colour}]{row['severity']}[/] {row['check']} [bold]{escape(place)}{page}[/]: {escape(row['message'])}"
        )
        console.print(line, soft_wrap=True, highlight=False)
    if len(rows) > _MOST:
        console.print(f"… and {len(rows) - _MOST} more (findings table)")
