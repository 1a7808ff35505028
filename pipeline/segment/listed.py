"""Lists of deliberations: a table whose rows tell number, object and outcome of each act, in place of the acts.

Communes and their groups post one within a week of each sitting (CGCT L2121-25), and keep one a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from models.document import Block, Cell, Table
from models.lexicon import load
from models.normalise.dates import find_dates
from models.normalise.folding import fold
from models.passage import Passage, join

_ABOVE = 14  # blocks above the table that may say what it lists
_LEAST = 2  # rows of a list


@dataclass(slots=True)
class Entry:
    """One row of a list: the act that it names, and the cells that tell what became of it, as paragraphs."""

    title: Passage
    number: Passage | None = None
    item: str | None = None
    session: Passage | None = None
    told: list[Block] = field(default_factory=list)

    @property
    def blocks(self) -> list[Block]:
        page = self.title.page
        return [Block(self.title, page_first=page, page_last=page), *self.told]


def entries_of(blocks: Sequence[Block], at: int) -> list[Entry]:
    """The acts that the table at ``at`` lists, in order; none where it is no list of deliberations."""
    table = blocks[at].table
    if table is None or table.n_rows <= _LEAST:
        return []
    columns = _columns(table)
    if "title" not in columns.values():
        return []
    above = " ".join(fold(b.text) for b in [*blocks[:6], *blocks[max(0, at - _ABOVE) : at]] if b.table is None)
    announced = _pattern("announced").search(above) is not None
    told = {"number", "result"} <= set(columns.values()) or ("number" in columns.values() and announced)
    if not told or (not announced and not _names_acts(table)):
        return []
    entries = list(_rows(table, columns))
    return entries if len(entries) >= _LEAST else []


def _columns(table: Table) -> dict[int, str]:
    """What each column holds, by its heading; the first column of a kind counts."""
    found: dict[int, str] = {}
    headings = {cell.col: fold(cell.text) for cell in _headings(table) if cell.col_span == 1}
    for kind in ("number", "date", "result", "title", "count", "rank"):
        for col, heading in sorted(headings.items()):
            if col in found or (kind != "count" and kind in found.values()):
                continue
            if _pattern(kind).match(heading):
                found[col] = kind
    return found


def _headings(table: Table) -> list[Cell]:
    """The cells that head the columns: those of the first row where a table marks none."""
    return [cell for cell in table.cells if cell.is_header or (not table.header_rows and cell.row == 0)]


def _names_acts(table: Table) -> bool:
    return any("deliberation" in fold(cell.text) for cell in _headings(table))


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in load("segment")["listed"][kind]))


def _rows(table: Table, columns: dict[int, str]) -> Iterator[Entry]:
    headings = {cell.col: cell for cell in _headings(table)}
    last: Passage | None = None  # a date that stands once for several rows
    for index in range(table.header_rows or 1, table.n_rows):
        cells = {columns[c.col]: c for c in table.row(index) if c.col in columns and c.text.strip()}
        if "date" in cells and find_dates(cells["date"].text):
            last = cells["date"].passage
        if "title" not in cells or not ("number" in cells or "rank" in cells):
            continue
        number = cells.get("number")
        if number is not None and not re.search(r"\d", number.text):
            continue
        entry = Entry(cells["title"].passage, number.passage if number else None, session=last)
        entry.item = cells["rank"].text.strip() if "rank" in cells else None
        if "result" in cells:
            entry.told.append(_block(cells["result"].passage, cells["result"]))
        for cell in (c for c in table.row(index) if columns.get(c.col) == "count" and c.text.strip()):
            heading = headings.get(cell.col)
            if heading is not None:
                entry.told.append(_block(join([heading.passage, cell.passage], " : "), cell))
        yield entry


def _block(passage: Passage, cell: Cell) -> Block:
    return Block(passage, page_first=cell.page, page_last=cell.page)
