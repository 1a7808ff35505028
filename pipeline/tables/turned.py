"""Pages whose text is set sideways: turned upright for reading, and the tables turned back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from models.document import Box, Cell, Fill, Page, Rule, Table, Word
from models.passage import Passage, Piece

Way = Literal["up", "down"]
_MOST = 0.6  # of the words: with so many set sideways the page is turned


def way_of(page: Page) -> Way | None:
    """Which way the text of ``page`` runs: None when most of it is upright."""
    sideways = [w for w in page.words if not w.upright]
    if len(sideways) < 6 or len(sideways) < _MOST * len(page.words):
        return None
    up = down = 0
    for a, b in pairwise(sideways):
        if abs(a.x0 - b.x0) < 2:
            up += b.top < a.top
            down += b.top > a.top
    return "down" if down > up else "up"


def _turn(box: Box, page: Page, way: Way) -> Box:
    if way == "up":
        return Box(page.height - box.bottom, box.x0, page.height - box.top, box.x1)
    return Box(box.top, page.width - box.x1, box.bottom, page.width - box.x0)


def _back(box: Box, page: Page, way: Way) -> Box:
    if way == "up":
        return Box(box.top, page.height - box.x1, box.bottom, page.height - box.x0)
    return Box(page.width - box.bottom, box.x0, page.width - box.top, box.x1)


def turn_page(page: Page, way: Way) -> tuple[Page, dict[int, Word]]:
    """``page`` turned so that its sideways text is upright, and for each new word (by its id) the original."""
    words: list[Word] = []
    originals: dict[int, Word] = {}
    for word in page.words:
        if word.upright:
            continue
        box = _turn(word.box, page, way)
        new = replace(word, x0=box.x0, top=box.top, x1=box.x1, bottom=box.bottom, upright=True)
        words.append(new)
        originals[id(new)] = word
    rules = [Rule(*_turn(Box(r.x0, r.top, r.x1, r.bottom), page, way), r.dashed) for r in page.rules]
    fills = [Fill(*_turn(f.box, page, way), f.grey) for f in page.fills]
    return Page(page.number, page.height, page.width, words, rules, fills), originals


def turn_back(tables: Sequence[Table], page: Page, way: Way, originals: dict[int, Word]) -> list[Table]:
    """The tables of a turned page with places and words as they stand on ``page``."""
    return [
        replace(
            t,
            cells=[_cell_back(c, page, way, originals) for c in t.cells],
            boxes={n: _back(b, page, way) for n, b in t.boxes.items()},
        )
        for t in tables
    ]


def _cell_back(cell: Cell, page: Page, way: Way, originals: dict[int, Word]) -> Cell:
    pieces = [Piece(p.start, p.end, originals.get(id(p.word), p.word)) for p in cell.passage.pieces]
    passage = Passage(cell.passage.text, pieces, cell.passage.line_starts)
    return replace(cell, passage=passage, bbox=None if cell.bbox is None else _back(cell.bbox, page, way))
