"""The data dictionary: table, column, type, meaning, example, source; from the contract alone."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from models.schema import TABLES, ColumnSpec

_TYPES = {
    "string": "text",
    "enum": "one of a list",
    "bool": "true or false",
    "date": "date",
    "int16": "whole number",
    "int32": "whole number",
    "int64": "whole number",
    "float32": "number",
    "eur": "amount in euros, exact to the cent",
    "decimal": "number, exact to four decimals",
    "strings": "list of texts",
    "bbox": "box: x0, top, x1, bottom in points from the top-left corner",
}


class Entry(NamedTuple):
    """One column of the dictionary."""

    table: str
    column: str
    type: str
    meaning: str
    values: str
    example: str
    source: str


def entries() -> list[Entry]:
    """Every column of every table, in the order of the contract."""
    return [
        Entry(name, c.name, _TYPES[c.type], c.meaning, ", ".join(c.values), _example(name, c), _source(name, c))
        for name, spec in TABLES.items()
        for c in spec.columns.values()
    ]


@cache
def _examples() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("models").joinpath("examples.toml").read_text("utf-8"))


def _example(table: str, column: ColumnSpec) -> str:
    """The contract's own example, else the one out of the invented acts, else the first of its values."""
    if column.example is not None:
        return column.example
    return _examples().get(table, {}).get(column.name) or next(iter(column.values), "")


def _source(table: str, column: ColumnSpec) -> str:
    """Where the values of a column come from."""
    if column.source is not None:
        return column.source
    if table == "documents":
        return "the file"
    if table in ("evidence", "diagnostics"):
        return "the reading"
    if table == "findings":
        return "the checks"
    if column.name.endswith("_id") and column.name not in ("act_id",):
        return "made by Actable"
    if column.name in ("page", "bbox", "page_first", "page_last", "position", "row", "col"):
        return "the place on the page"
    if table == "persons":
        return "names of all documents"
    return "classified from the text" if column.type == "enum" else "printed in the act"


def markdown() -> str:
    """The dictionary as a Markdown page."""
    lines = [
        "# Data dictionary",
        "",
        "Generated from `models/contract.toml` by `make docs`; do not edit. Null means that the document does not say,",
        "never zero. Columns of our own beyond the contract are marked +.",
        "",
    ]
    by_table: dict[str, list[Entry]] = {}
    for entry in entries():
        by_table.setdefault(entry.table, []).append(entry)
    for name, columns in by_table.items():
        spec = TABLES[name]
        lines += [f"## {name}", "", spec.description, ""]
        lines += ["| column | type | meaning | example | source |", "|---|---|---|---|---|"]
        for e in columns:
            kind = e.values.replace(", ", " · ") if e.values else e.type
            mark = " +" if spec.columns[e.column].extra else ""
            cells = [f"`{e.column}`{mark}", kind, e.meaning, e.example, e.source]
            lines.append("| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |")
        lines.append("")
    return "\n".join(lines)
