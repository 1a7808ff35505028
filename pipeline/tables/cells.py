"""From a grid and the words of a page to a table: each word in its cell, each cell a passage."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, count, pairwise
from operator import attrgetter

from models.document import Box, Cell, Table, Word
from models.passage import Passage, from_lines, join
from pipeline.tables.lattice import Grid, Span

_BULLET = re.compile(r"[•●◦○▪▫■□➢➔→✓✔‣⁃»☒☐]|[-–—*+o>]$")
_GOES_ON = ",-–/'’(\u00ad\u0002"  # ends of a line whose paragraph goes on
_PADDING = 6.0  # points: the most white that a cell is taken to leave beside its text
_PARAGRAPH_GAP = 1.5  # of the usual step from line to line
_NARROW = 12.0  # points: an empty column this narrow is a gap

Lines = list[list[Word]]  # printed lines, top to bottom, each left to right
Contents = dict[Span, Lines]


def contents(grid: Grid, words: Iterable[Word]) -> Contents:
    """The printed lines in each cell; ``words`` come ``in_order``."""
    owner = {
        (row, col): span
        for span in grid.spans
        for row in range(span.row, span.row_end)
        for col in range(span.col, span.col_end)
    }
    xs, ys = grid.xs, grid.ys
    held: dict[Span, list[Word]] = {span: [] for span in grid.spans}
    for word in words:
        at = bisect_right(ys, (word.top + word.bottom) / 2) - 1, bisect_right(xs, (word.x0 + word.x1) / 2) - 1
        span = owner.get(at)
        if span is not None:
            held[span].append(word)
    return {span: grouped(own) for span, own in held.items()}


def build(grid: Grid, held: Contents, page: int) -> Table:
    """The table of ``grid`` filled with the lines ``held`` by its cells; header rows are not marked yet.

    Rows and columns that hold neither text nor room for it are left out.
    """
    rows, cols = _ranks(_kept_rows(grid, held)), _ranks(_kept_cols(grid, held))
    cells = []
    for span, lines in held.items():
        row, col = rows[span.row], cols[span.col]
        row_span, col_span = rows[span.row_end] - row, cols[span.col_end] - col
        if row_span and col_span:
            box = grid.cell_box(span)
            cells.append(Cell(row, col, row_span, col_span, False, passage_of(lines, box), page, box))
    cells.sort(key=attrgetter("row", "col"))
    return Table(cells, rows[-1], cols[-1], page, page, {page: grid.box}, ruled=grid.ruled)


def place(borders: Sequence[float], at: float) -> int | None:
    """The interval of ``borders`` that ``at`` falls into, None outside."""
    n = bisect_right(borders, at) - 1
    return n if 0 <= n < len(borders) - 1 else None


def _ranks(kept: Sequence[bool]) -> list[int]:
    """For each border how many of the rows (or columns) before it are kept."""
    return list(accumulate(kept, initial=0))


def _kept_rows(grid: Grid, held: Contents) -> list[bool]:
    """Which rows stay: empty ones, and those that hold just the cells of the row above, are dropped."""
    filled: list[list[Span]] = [[] for _ in grid.ys[1:]]
    for span, lines in held.items():
        if lines:
            for row in range(span.row, span.row_end):
                filled[row].append(span)
    kept: list[bool] = []
    last: list[Span] = []
    for here in filled:
        kept.append(bool(here) and here != last)
        last = here or last
    return kept


def _kept_cols(grid: Grid, held: Contents) -> list[bool]:
    """Which columns stay: narrow empty ones, and those with just the cells before them, are dropped."""
    filled: list[list[Span]] = [[] for _ in grid.xs[1:]]
    for span, lines in held.items():
        if lines:
            for col in range(span.col, span.col_end):
                filled[col].append(span)
    kept: list[bool] = []
    last: list[Span] = []
    for col, here in enumerate(filled):
        wide = grid.xs[col + 1] - grid.xs[col] >= _NARROW
        own = any(s.col == col or s.col_end == col + 1 for s in here)
        kept.append((here != last and (own or wide)) or (not here and wide))
        last = here if kept[-1] else last
    return kept


def in_order(words: Iterable[Word]) -> list[Word]:
    """Words by the height of their middle, then left to right, as they fall into lines.

    Turned ones come last and keep the order of the content stream, which is their reading order.
    """
    listed = list(words)
    upright = [w for w in listed if w.upright]
    middles = [w.top + w.bottom for w in upright]
    ordered = [upright[n] for _, _, n in sorted(zip(middles, map(_left, upright), count(), strict=False))]
    return ordered if len(ordered) == len(listed) else ordered + [w for w in listed if not w.upright]


_left = attrgetter("x0")


def grouped(words: Sequence[Word]) -> Lines:
    """Words that come ``in_order`` as printed lines, top to bottom, each left to right; the turned ones are one."""
    if len(words) < 2:
        return [list(words)] if words else []
    lines: Lines = []
    line: list[Word] = []
    middle = height = 0.0
    for n, word in enumerate(words):
        if not word.upright:
            lines.append(list(words[n:]))
            break
        own = word.bottom - word.top
        centre = (word.top + word.bottom) / 2
        if line and centre - middle <= 0.5 * (own if own < height else height):
            line.append(word)
        else:
            line = [word]
            lines.append(line)
            middle, height = centre, own
    for line in lines:
        if len(line) > 1 and line[0].upright:
            line.sort(key=_left)
    return lines


def lines_of(words: Iterable[Word]) -> Lines:
    """Words grouped into printed lines, top to bottom, each left to right; turned ones are the last line."""
    return grouped(in_order(words))


def passage_of(lines: Lines, box: Box) -> Passage:
    """The lines of a cell as a passage: lines joined, paragraphs parted by line breaks."""
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
