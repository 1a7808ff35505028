"""The tables of one file as they were seen: as text, CSV, JSON or HTML, and drawn over the pages."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.document import Document, Page, Table
from models.passage import Passage
from pipeline.assemble import MASK, clean
from pipeline.labels import label_tables
from pipeline.readers import ReadError, is_text, open_document
from pipeline.segment import segment
from pipeline.tables import find_tables, header_path, section_rows

if TYPE_CHECKING:
    from rich.console import Console

_RANGE = re.compile(r"(\d+)?(-)?(\d+)?")
_STYLE = (
    "body{font:14px/1.4 sans-serif;margin:2em}table{border-collapse:collapse;margin:0 0 2em}"
    "th,td{border:1px solid #888;padding:.25em .5em;vertical-align:top;text-align:left}th{background:#eee}"
    "caption{text-align:left;padding:.5em 0;font-weight:bold}"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One table: its rank in the file, what it holds and its printed title."""

    rank: int
    kind: str
    title: str | None
    table: Table


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen in a file: the pages asked for, and the tables that stand on them."""

    document: Document
    data: bytes
    pages: list[int]
    tables: list[Seen]


def see(file: Path, pages: str | None = None) -> Sight:
    """Find the tables of ``file`` on ``pages`` ("3", "3-5", "2,7-"; None for all).

    A table that runs over pages is shown whole when one of its pages was asked for. Raises ReadError when the file
    cannot be read, ValueError when the pages make no sense.
    """
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        raise ReadError(f"{file}: there is no such file; check the path") from None
    except OSError as problem:
        raise ReadError(f"{file}: cannot be read ({problem.strerror}); give a PDF or a text file") from None
    document = open_document(data, file.name)
    wanted = page_numbers(pages, document.page_count)
    labels = label_tables(document, segment(document).parts)
    seen = [
        Seen(rank, label.kind, _flat(label.title), table)
        for rank, (table, label) in enumerate(zip(document.tables, labels, strict=True), 1)
        if any(table.page_first <= number <= table.page_last for number in wanted)
    ]
    return Sight(document, data, wanted, seen)


def _flat(title: Passage | None) -> str | None:
    return clean(title.flat) if title else None


def page_numbers(told: str | None, count: int) -> list[int]:
    """The pages that "3", "3-5", "-2", "7-" or a list of these ("1,3-5") name, in order.

    Raises ValueError, with a sentence for the person who typed it, when it names none of ``count`` pages.
    """
    if told is None:
        return list(range(1, count + 1))
    pages: set[int] = set()
    for piece in told.split(","):
        found = _RANGE.fullmatch(piece.strip())
        if found is None or not (found[1] or found[3]):
            raise ValueError(f"pages {told!r} are not understood; write them as 3, 3-5 or 2,7-9")
        first = int(found[1] or 1)
        last = int(found[3] or count) if found[2] else first
        if first < 1 or last < first:
            raise ValueError(f"pages {told!r} are not understood; write them as 3, 3-5 or 2,7-9")
        pages.update(range(first, min(last, count) + 1))
    if not pages:
        raise ValueError(f"the file has {count} page{'s' if count > 1 else ''}; there is no page {told}")
    return sorted(pages)


# -- as data


def as_json(sight: Sight) -> str:
    """Every table with its cells, the headings over each column and the headings inside it."""
    return json.dumps([_described(seen) for seen in sight.tables], ensure_ascii=False, indent=1) + "\n"


def _described(seen: Seen) -> dict[str, Any]:
    table = seen.table
    return {
        "table": seen.rank,
        "kind": seen.kind,
        "title": seen.title,
        "page_first": table.page_first,
        "page_last": table.page_last,
        "n_rows": table.n_rows,
        "n_cols": table.n_cols,
        "header_rows": table.header_rows,
        "ruled": table.ruled,
        "confidence": table.confidence,
        "columns": [[clean(text) for text in header_path(table, col)] for col in range(table.n_cols)],
        "sections": {str(row): clean(text) for row, text in section_rows(table).items()},
        "cells": [
            {
                "row": c.row,
                "col": c.col,
                "row_span": c.row_span,
                "col_span": c.col_span,
                "is_header": c.is_header,
                "text": clean(c.text),
                "page": c.page,
                "bbox": [round(side, 2) for side in c.bbox] if c.bbox else None,
            }
            for c in table.cells
        ],
    }


def as_csv(sight: Sight) -> str:
    """One line a row of a table: the table's rank, the page, the row, whether it is a header row, then its cells.

    The text of a cell that spans several places stands in the first of them.
    """
    width = max((seen.table.n_cols for seen in sight.tables), default=0)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["table", "page", "row", "is_header", *(f"col_{n}" for n in range(width))])
    for seen in sight.tables:
        for row, (page, header, texts) in enumerate(_rows(seen.table)):
            writer.writerow([seen.rank, page, row, str(header).lower(), *texts, *[""] * (width - len(texts))])
    return out.getvalue()


def _rows(table: Table) -> list[tuple[int, bool, list[str]]]:
    """Page, whether it is a header row, and the texts of each row."""
    rows = []
    page = table.page_first
    for row in range(table.n_rows):
        cells = table.row(row)
        texts = [""] * table.n_cols
        for cell in cells:
            texts[cell.col] = clean(cell.text)
        page = max([page, *(c.page for c in cells)])
        rows.append((page, any(c.is_header for c in cells), texts))
    return rows


def as_html(sight: Sight) -> str:
    """A page of its own with every table, spans and header cells included."""
    name = html.escape(sight.document.file_name)
    out = [
        f'<!doctype html>\n<html lang="fr">\n<meta charset="utf-8">\n<title>{name}</title>\n<style>{_STYLE}</style>'
    ]
    out.append(f"<h1>{name}</h1>")
    for seen in sight.tables:
        out.append(f'<table class="data" id="t{seen.rank}">\n<caption>{html.escape(_headline(seen))}</caption>')
        for row in range(seen.table.n_rows):
            cells = []
            for c in seen.table.row(row):
                tag = "th" if c.is_header else "td"
                spans = f' rowspan="{c.row_span}"' if c.row_span > 1 else ""
                spans += f' colspan="{c.col_span}"' if c.col_span > 1 else ""
                text = "<br>".join(html.escape(clean(p.text)) for p in c.passage.paragraphs())
                cells.append(f"<{tag}{spans}>{text}</{tag}>")
            out.append(f"<tr>{''.join(cells)}</tr>")
        out.append("</table>")
    return "\n".join([*out, "</html>"]) + "\n"


def _headline(seen: Seen) -> str:
    table = seen.table
    pages = f"page {table.page_first}"
    if table.page_last > table.page_first:
        pages = f"pages {table.page_first}-{table.page_last}"
    size = f"{table.n_rows} x {table.n_cols}"
    told = f"table {seen.rank}, {pages}, {size}, {seen.kind}, confidence {table.confidence:.2f}"
    return f"{told}: {seen.title}" if seen.title else told


FORMATS = {"csv": as_csv, "json": as_json, "html": as_html}


# -- for the eye


def show(sight: Sight, console: Console) -> None:
    """Print every table as a grid, and then what was said of tables that are not sure."""
    from rich.markup import escape
    from rich.table import Table as RichTable

    for seen in sight.tables:
        console.print(f"\n[bold]{escape(_headline(seen))}[/]")
        grid = RichTable(show_header=False, show_lines=True)
        for _ in range(seen.table.n_cols):
            grid.add_column(overflow="fold")
        for _, header, texts in _rows(seen.table):
            grid.add_row(*(escape(text) for text in texts), style="bold" if header else None)
        console.print(grid)
    count = len(sight.tables)
    console.print(
        f"\n{count} table{'' if count == 1 else 's'} on {len(sight.pages)} of {sight.document.page_count} pages"
    )


def doubts_of(sight: Sight) -> list[str]:
    """What a reader of the output should know: tables that are not sure, pages that could not be read."""
    wanted = set(sight.pages)
    codes = ("table_uncertain", "page_without_text", "page_unreadable", "too_many_shapes", "ocr_unavailable")
    return [n.message for n in sight.document.notes if n.code in codes and (n.page is None or n.page in wanted)]


def _on_page(sight: Sight, page: Page) -> list[Table]:
    """The tables of a page as they were before they were joined over page ends: with their own header rows."""
    kept = {seen.table.boxes[page.number] for seen in sight.tables if page.number in seen.table.boxes}
    return [table for table in find_tables(page) if table.boxes[page.number] in kept]


def draw_pages(sight: Sight, target: Path) -> list[Path]:
    """Draw rules, cells and header rows over the pages, and write the pictures.

    One page makes ``target``; of several, those with a table make target-3.png, target-5.png and so on. Bank details
    are blacked out. Returns the files written. Raises ReadError for an input without pages to draw, OSError when a
    picture cannot be written.
    """
    from pipeline.readers.page_image import page_images
    from pipeline.tables.picture import draw

    if is_text(sight.document.file_name):
        raise ReadError(f"{sight.document.file_name}: a text has no pages to draw; leave --debug out")
    numbers = sight.pages
    if len(numbers) > 1:
        numbers = [n for n in numbers if any(n in seen.table.boxes for seen in sight.tables)]
    written = []
    for number, image, shown in page_images(sight.data, numbers):
        page = sight.document.pages[number - 1]
        path = (
            target if len(sight.pages) == 1 else target.with_name(f"{target.stem}-{number}{target.suffix or '.png'}")
        )
        draw(image, page, _on_page(sight, page), shown, MASK).save(path, format="PNG")
        written.append(path)
    return written
