"""Fiches laid out as labels and values: "Pilote | Direction…", "Calendrier | …", with tables nested in the values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.fiche_words import label, label_alone
from extractors.grids import Grid, grid_of, looks_like_money
from models.document import Block, Box, Cell, Table
from models.memo import once
from models.passage import Passage, join

MIN_LABELS = 3  # labels of the vocabulary that make a table a sheet
_NUMBER = re.compile(r"[ ]*(?:[0-9]{1,2}|[IVX]{1,5}|[A-H])[ ]?[.)–-]{1,2}[ ]*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One label of a sheet with its value; ``place`` is the box of the value's cell, for what is nested in it."""

    meaning: str
    label: Passage
    value: Passage
    page: int
    place: Box | None = None


@once  # each stage asks it of the tables that it meets
def is_sheet(table: Table) -> bool:
    """Whether a table is a sheet of labels and values and not a table with column headings."""
    if table.n_rows < 2 or table.n_cols > 6:
        return False
    grid = grid_of(table)
    if any(looks_like_money(t) for col in range(1, grid.n_cols) for t in grid.column(col)[:1]) and grid.n_cols > 2:
        return False
    found = list(_pairs(grid))
    meanings = {e.meaning for e in found}
    used = {e.label.text for e in found}
    heads = [c for c in table.cells if c.col == 0 and c.text]
    beside = [c for c in heads if c.col_span < grid.n_cols]
    told = sum(_named(c) is not None or _inline(c) is not None for c in beside)
    if grid.n_cols > 2 and told * 2 <= len(beside):
        return False
    return len(meanings) >= MIN_LABELS and len(used) * 2 >= len(heads) and not _headed(grid)


def _headed(grid: Grid) -> bool:
    """Whether the first row holds column headings: three labels or more side by side, not paired with values."""
    cells = grid.filled(0)
    return len(cells) >= 3 and sum(label_alone(c.text) is not None for c in cells) >= len(cells) - 1


def entries(table: Table) -> list[Entry]:
    """The labels and values of a sheet, in order. Call it on what ``is_sheet`` accepts."""
    return list(_pairs(grid_of(table)))


def _pairs(grid: Grid) -> Iterator[Entry]:
    """Label and value side by side, one above the other over the whole width, or in one cell ("Pilote : …")."""
    pending: Cell | None = None
    for row in range(grid.n_rows):
        cells = grid.cells(row)
        filled = [c for c in cells if c.text]
        if pending is not None and len(filled) == 1 and _named(filled[0]) is None:
            yield _entry(pending, filled)
            pending = None
            continue
        pending = None
        if len(cells) == 1 and filled:
            inline = _inline(filled[0])
            if inline is not None:
                yield inline
            elif _named(filled[0]) is not None:
                pending = filled[0]
            continue
        yield from _across(cells)


def _across(cells: Sequence[Cell]) -> Iterator[Entry]:
    """The pairs of one row; a label takes the cells up to the next label."""
    at = 0
    while at < len(cells):
        cell = cells[at]
        inline = _inline(cell)
        named = _named(cell)
        beside = at + 1 < len(cells) and bool(cells[at + 1].text)
        if named is None or (inline is not None and (not beside or ":" in cell.text)):
            if inline is not None:
                yield inline
            at += 1
            continue
        end = at + 1
        while end < len(cells) and (end == at + 1 or _named(cells[end]) is None):
            end += 1
        yield _entry(cell, cells[at + 1 : end])
        at = end


def _named(cell: Cell) -> str | None:
    """The meaning of a label cell, its list number set aside."""
    text = cell.text
    if not text or len(text) > 120:
        return None
    number = _NUMBER.match(text)
    found = label_alone(text[number.end() :] if number else text)
    return found.meaning if found else None


def _entry(named: Cell, values: Sequence[Cell]) -> Entry:
    value = join(c.passage for c in values)
    meaning = _named(named)
    assert meaning is not None
    place = next((c.bbox for c in values if c.bbox is not None), named.bbox)
    return Entry(meaning, trimmed(named.passage), value, named.page, place)


def _inline(cell: Cell) -> Entry | None:
    """A label and its value in one cell, parted by a colon or a line end."""
    return inline(cell.passage, cell.page, cell.bbox)


def inline(passage: Passage, page: int, place: Box | None = None) -> Entry | None:
    """A label and its value in one passage: "Pilote : direction de l'enfance"; None when it is none."""
    found = label(passage.text)
    if found is None:
        return None
    text = passage.text
    mark = re.compile(r"[^:\n]{0,60}?(?:[ ]?:[ \n]*|\n)").match(text, found.end)
    if mark is None or not text[mark.end() :].strip():
        return None
    tail = text[found.end : mark.end()].strip(" :\n")
    if tail and not tail.startswith("("):
        return None
    return Entry(found.meaning, trimmed(passage.sub(0, mark.end())), passage.sub(mark.end()), page, place)


def trimmed(passage: Passage) -> Passage:
    """A label without list mark and closing colon."""
    text = passage.text
    start = len(text) - len(text.lstrip(" -•▪◦●■□➢→✓*·‣>"))
    number = _NUMBER.match(text, start)
    if number:
        start = number.end()
    return passage.sub(start, max(start, len(text.rstrip(" :\n.–-"))))


def _around(outer: Table, inner: Table) -> bool:
    """Whether a table lies inside another on some page."""
    return any(outer.boxes[page].contains(inner.boxes[page]) for page in outer.boxes.keys() & inner.boxes.keys())


def holder(blocks: Sequence[Block], table: Table) -> Entry | None:
    """The entry of a sheet in whose value ``table`` is nested, None when it stands alone."""
    for block in blocks:
        if (
            block.table is None
            or block.table is table
            or not _around(block.table, table)
            or not is_sheet(block.table)
        ):
            continue
        for entry in entries(block.table):
            inner = table.boxes.get(entry.page)
            if entry.place is not None and inner is not None and entry.place.contains(inner):
                return entry
    return None
