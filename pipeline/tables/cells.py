"""From a grid and the words of a page to a table: each word in its cell, each cell a passage."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from models.document import Box, Cell, Table, Word
from models.passage import Passage, from_lines, join
from pipeline.tables.lattice import Grid, Span

_BULLET = re.compile(r"[•●◦○▪▫■□➢➔→✓✔‣⁃»☒☐]|[-–—*+o>]$")
_GOES_ON = ",-–/'’(\u00ad\u0002"  # ends of a line whose paragraph goes on
_PADDING = 6.0  # points: the most white that a cell is taken to leave beside its text
_PARAGRAPH_GAP = 1.5  # of the usual step from line to line
_NARROW = 12.0  # points: an empty column this narrow is a gap


def build(grid: Grid, words: Sequence[Word], page: int) -> Table:
    """The table of ``grid`` filled with those of ``words`` that stand in it; header rows are not marked yet.

    Rows and columns that hold neither text nor room for it are left out.
    """
    owner = _owners(grid)
    contents: dict[Span, list[Word]] = {span: [] for span in grid.spans}
    for word in words:
        row, col = place(grid.ys, (word.top + word.bottom) / 2), place(grid.xs, (word.x0 + word.x1) / 2)
        if row is None or col is None:
            continue
        span = owner.get((row, col))
        if span is not None:
            contents[span].append(word)
    rows, cols = _kept_rows(grid, contents), _kept_cols(grid, contents)
    cells = []
    for span, held in contents.items():
        row_span = sum(r in rows for r in range(span.row, span.row_end))
        col_span = sum(c in cols for c in range(span.col, span.col_end))
        if not row_span or not col_span:
            continue
        row = min(rows[r] for r in range(span.row, span.row_end) if r in rows)
        col = min(cols[c] for c in range(span.col, span.col_end) if c in cols)
        box = grid.cell_box(span)
        cells.append(Cell(row, col, row_span, col_span, False, passage_of(held, box), page, box))
    cells.sort(key=lambda c: (c.row, c.col))
    return Table(cells, len(rows), len(cols), page, page, {page: grid.box}, ruled=grid.ruled)


def place(borders: Sequence[float], at: float) -> int | None:
    """The interval of ``borders`` that ``at`` falls into, None outside."""
    n = bisect_right(borders, at) - 1
    return n if 0 <= n < len(borders) - 1 else None


def _owners(grid: Grid) -> dict[tuple[int, int], Span]:
    return {
        (row, col): span
        for span in grid.spans
        for row in range(span.row, span.row_end)
        for col in range(span.col, span.col_end)
    }


def _kept_rows(grid: Grid, contents: dict[Span, list[Word]]) -> dict[int, int]:
    """New numbers of the rows; empty ones, and those that hold just the cells of the row above, are dropped."""
    kept: list[int] = []
    last: list[Span] = []
    for row in range(len(grid.ys) - 1):
        here = [s for s in grid.spans if s.row <= row < s.row_end and contents[s]]
        if here and here != last:
            kept.append(row)
            last = here
    return {r: n for n, r in enumerate(kept)}


def _kept_cols(grid: Grid, contents: dict[Span, list[Word]]) -> dict[int, int]:
    """New numbers of the columns; narrow empty ones, and those with just the cells before them, are dropped."""
    kept: list[int] = []
    last: list[Span] = []
    for col in range(len(grid.xs) - 1):
        here = [s for s in grid.spans if s.col <= col < s.col_end and contents[s]]
        wide = grid.xs[col + 1] - grid.xs[col] >= _NARROW
        own = any(s.col == col or s.col_end == col + 1 for s in here)
        if (here != last and (own or wide)) or (not here and wide):
            kept.append(col)
            last = here
    return {c: n for n, c in enumerate(kept)}


def lines_of(words: Sequence[Word]) -> list[list[Word]]:
    """Words grouped into printed lines, top to bottom, each left to right.

    Words set upright come first; turned ones keep the order of the content stream, which is their reading order.
    """
    if len(words) < 2:
        return [list(words)] if words else []
    lines: list[list[Word]] = []
    middle = height = 0.0
    for word in sorted((w for w in words if w.upright), key=lambda w: (w.top + w.bottom, w.x0)):
        centre = (word.top + word.bottom) / 2
        small = min(height, word.bottom - word.top)
        if lines and abs(centre - middle) <= 0.5 * small:
            lines[-1].append(word)
        else:
            lines.append([word])
            middle, height = centre, word.bottom - word.top
    for line in lines:
        line.sort(key=lambda w: w.x0)
    turned = [w for w in words if not w.upright]
    return [*lines, turned] if turned else lines


def passage_of(words: Sequence[Word], box: Box) -> Passage:
    """The words of a cell as a passage: lines joined, paragraphs parted by line breaks."""
    lines = lines_of(words)
    if len(lines) <= 1:
        return from_lines(lines)
    steps = sorted(b[0].bottom - a[0].bottom for a, b in pairwise(lines))
    usual = steps[len(steps) // 4]
    white = min(min(line[0].x0 for line in lines) - box.x0, box.x1 - max(line[-1].x1 for line in lines), _PADDING)
    width = box.width - 2 * max(white, 0.0)
    groups = [[lines[0]]]
    for above, line in pairwise(lines):
        if _new_paragraph(above, line, usual, width):
            groups.append([line])
        else:
            groups[-1].append(line)
    return join(from_lines(g) for g in groups)


def _new_paragraph(above: list[Word], line: list[Word], usual: float, width: float) -> bool:
    """Whether ``line`` opens a paragraph: a bullet, a wider step, or a capital with room left for it above."""
    first = line[0]
    if _BULLET.match(first.text) and (len(line) > 1 or len(first.text) == 1):
        return True
    if first.bottom - above[0].bottom > _PARAGRAPH_GAP * usual + 1:
        return True
    if above[-1].text[-1:] in _GOES_ON or first.text[:1].islower() or not first.text[:1].isalnum():
        return False
    room = width - (above[-1].x1 - above[0].x0) - 0.3 * max(first.size, 6.0)
    return room > first.x1 - first.x0 + 2
