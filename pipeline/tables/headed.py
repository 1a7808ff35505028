"""Tables of which only the heading row is drawn: shaded cells side by side, and text in their columns below."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from models.document import Word
from pipeline.tables.edges import Edge
from pipeline.tables.lattice import Grid
from pipeline.tables.lines import Row, grid_of, rows_of
from pipeline.tables.text import is_figure, is_number, opening_lines, row_borders

_NEAR = 1.8  # of the line height: text this near to the headings is their body
_STEP = 1.6  # of the line height: a wider gap ends the body
_ROW_GAP = 0.45  # of the line height: a wider gap parts two rows of words
_SAME_END = 6.0  # points between the ends of headings and of the rules below


def with_body(grid: Grid, words: Sequence[Word], horizontal: Sequence[Edge]) -> Grid:
    """A grid of one row, drawn as headings, with the lines below that keep to its columns; else the grid as it is."""
    if len(grid.ys) != 2 or len(grid.spans) < 3:
        return grid
    left, right, top, bottom = grid.xs[0], grid.xs[-1], grid.ys[0], grid.ys[-1]
    inside = [w for w in words if left - 2 <= (w.x0 + w.x1) / 2 <= right + 2 and w.upright]
    head = rows_of([w for w in inside if top < (w.top + w.bottom) / 2 < bottom])
    below = rows_of([w for w in inside if (w.top + w.bottom) / 2 > bottom])
    rules = [e.at for e in horizontal if abs(e.low - left) <= _SAME_END and abs(e.high - right) <= _SAME_END]
    body = _body(below, bottom, grid.xs, rules)
    filled = {n for r in body for n in _columns(r, grid.xs)}
    if not head or len(body) < 2 or len(filled) < max(2, len(grid.xs) // 2):
        return grid
    ys = [bottom, *_row_places(body, grid.xs, rules), body[-1].bottom + 1]
    return grid_of([top, *ys], grid.xs, [*head, *body])


def _body(rows: Sequence[Row], edge: float, xs: Sequence[float], rules: Sequence[float]) -> list[Row]:
    """The lines under ``edge`` that keep to the columns and follow each other closely, or with a rule between."""
    body: list[Row] = []
    for row in rows:
        reach = (_STEP if body else _NEAR) * row.height + 3
        ruled = any(edge - 2 <= y <= row.top + 2 for y in rules) and body
        if row.top - edge > (2 * reach if ruled else reach):
            break
        if any(c.x0 + 1 < x < c.x1 - 1 for c in row.chunks for x in xs[1:-1]):
            break
        body.append(row)
        edge = row.bottom
    return body


def _columns(row: Row, xs: Sequence[float]) -> set[int]:
    return {sum(x < c.middle for x in xs[1:-1]) for c in row.chunks}


def _row_places(body: Sequence[Row], xs: Sequence[float], rules: Sequence[float]) -> list[float]:
    """Heights between the rows: at rules, else by lines of figures, else at gaps wider than those inside a cell."""
    inner = [y for y in rules if body[0].bottom < y < body[-1].top]
    if inner:
        return inner
    figures = [any(is_figure(c.text) for c in r.chunks[1:]) for r in body]
    if sum(any(is_number(c.text) for c in r.chunks[1:]) for r in body) >= 2:
        starts = opening_lines([r.words for r in body], xs[1])
        firsts = row_borders([(r.top, r.bottom) for r in body], figures, starts)
    else:
        firsts = [n for n, (a, b) in enumerate(pairwise(body), 1) if b.top - a.bottom > _ROW_GAP * b.height]
        firsts = [0, *firsts] if firsts else _openings(body, xs)
    return [(body[n - 1].bottom + body[n].top) / 2 for n in firsts[1:]]


def _openings(body: Sequence[Row], xs: Sequence[float]) -> list[int]:
    """Lines that open a cell in the first column while another column has text too."""
    starts = opening_lines([r.words for r in body], xs[1])
    return [0, *(n for n, r in enumerate(body) if n and starts[n] and len(_columns(r, xs)) >= 2)]
