"""What one file holds, for a first look at it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.schema import Tables
from pipeline.document import process
from pipeline.readers import ReadError

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True)
class Description:
    """The rows of one file that describe it as a whole."""

    document: dict[str, Any]
    acts: list[dict[str, Any]]
    parts: list[dict[str, Any]]
    tables: list[dict[str, Any]]
    unrecognised: list[dict[str, Any]]
    rows: dict[str, int]


def describe(file: Path) -> Description:
    """Read ``file`` and describe it. Raises ReadError with one sentence when it cannot be read."""
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        raise ReadError(f"{file}: there is no such file; check the path") from None
    except OSError as problem:
        raise ReadError(f"{file}: cannot be read ({problem.strerror}); give a PDF or a text file") from None
    tables: Tables = process(data, file.name, file.as_posix())
    document = tables["documents"][0]
    if document["status"] == "failed":
        raise ReadError(document["error"])
    rows = {name: len(rows) for name, rows in tables.items() if rows}
    unrecognised = [row for row in tables["diagnostics"] if row["subject"]]
    return Description(document, tables["deliberations"], tables["parts"], tables["tables"], unrecognised, rows)


def show(description: Description, console: Console) -> None:
    """Print the description."""
    from rich.markup import escape
    from rich.table import Table

    document = description.document
    console.print(f"[bold]{escape(document['file_name'])}[/]")
    console.print(f"{document['page_count']} pages, text: {document['text_source']}, status: {document['status']}")
    if document["error"]:
        console.print(f"[yellow]{escape(document['error'])}[/]")
    if document["unused_text_share"] is not None:
        console.print(f"running text in no table: {document['unused_text_share']:.0%}")
    for title, rows, columns in (
        ("acts", description.acts, ("number", "title", "session_on", "outcome")),
        ("parts", description.parts, ("kind", "title")),
        ("tables", description.tables, ("kind", "n_rows", "n_cols", "title")),
        ("wordings not recognised", description.unrecognised, ("code", "subject")),
    ):
        console.print(f"\n[bold]{len(rows)} {title}[/]")
        if rows:
            grid = Table("pages", *columns, box=None, pad_edge=False)
            for row in rows:
                shown = ("" if row[c] is None else escape(str(row[c])) for c in columns)
                grid.add_row(_pages(row), *shown)
            console.print(grid)
    console.print("\nrows: " + ", ".join(f"{name} {count}" for name, count in description.rows.items()))


def _pages(row: dict[str, Any]) -> str:
    first, last = (row["page"], row["page"]) if "page" in row else (row["page_first"], row["page_last"])
    return f"{first}" if first == last else f"{first}-{last}"
