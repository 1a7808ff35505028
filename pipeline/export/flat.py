"""Text files: CSV, with the habits of a French spreadsheet where they are wanted, and JSON Lines."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from models.schema import TABLES
from pipeline.export.tables import Run

# A spreadsheet runs a cell that begins with one of these (OWASP, CSV injection), full-width forms too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_EXACT = 15  # digits that a float keeps


def safe_cell(text: str) -> str:
    """``text`` so that no spreadsheet runs it: an apostrophe goes before a sign that begins a formula.

    >>> safe_cell("=1+1"), safe_cell("- de 12 ans"), safe_cell("2024-12")
    ("'=1+1", "'- de 12 ans", '2024-12')
    """
    return "'" + text if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text


def cell(value: Any, french: bool = False) -> str:
    """A value as a CSV cell: ISO dates, exact decimals, lists as JSON; null is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return ("VRAI" if value else "FAUX") if french else ("true" if value else "false")
    if isinstance(value, str):
        return safe_cell(value)
    if isinstance(value, (Decimal, float)):
        text = f"{value:f}" if isinstance(value, Decimal) else f"{value:.6g}"
        return text.replace(".", ",") if french else text
    if isinstance(value, (list, tuple)):
        return safe_cell(json.dumps(value, ensure_ascii=False))
    return value.isoformat() if isinstance(value, date) else str(value)


def write_csv(path: Path, columns: Iterable[str], rows: Iterable[Mapping[str, Any]], french: bool = False) -> None:
    """Write one CSV file; ``french``: byte order mark, semicolons, decimal commas."""
    names = list(columns)
    with path.open("w", encoding="utf-8-sig" if french else "utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";" if french else ",", lineterminator="\r\n" if french else "\n")
        writer.writerow(names)
        writer.writerows([cell(row.get(name), french) for name in names] for row in rows)


def write_csvs(run: Run, folder: Path, french: bool = False) -> None:
    """Write a CSV file per table."""
    for name, spec in TABLES.items():
        write_csv(folder / f"{name}.csv", spec.columns, run.rows(name), french)


def write_jsonl(run: Run, folder: Path) -> None:
    """Write a file per table, one JSON object a line, with every column."""
    for name in TABLES:
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8", newline="\n") as file:
            for row in run.rows(name):
                file.write(json.dumps({k: plain(v) for k, v in row.items()}, ensure_ascii=False) + "\n")


def plain(value: Any) -> Any:
    """A value as JSON knows it; a decimal that a float would not keep stays text."""
    if isinstance(value, Decimal):
        digits = value.normalize()
        return float(value) if len(digits.as_tuple().digits) <= _EXACT else f"{value:f}"
    if isinstance(value, float):
        return float(f"{value:.6g}")
    return value.isoformat() if isinstance(value, date) else value
