"""Tables drawn inside a cell of another: taken out of the grid that their rules touch."""

from __future__ import annotations

from collections.abc import Sequence

from models.document import Word
from pipeline.tables.cells import contents
from pipeline.tables.lattice import Grid, Span

_MARGIN = 30.0  # points: the strip between the side of a cell and a table inside it


def part_nested(grid: Grid, words: Sequence[Word]) -> list[Grid]:
    """The grid, and before it the grid of a table inside one of its cells, if there is one.

    Such a table shows by an empty strip on its left and right: one cell beside two rows or more.
    """
    strips = [s for s in grid.spans if s.row_end - s.row >= 2 and _is_strip(grid, s)]
    if len(strips) < 2:
        return [grid]
    held = contents(grid, words)
    for left in strips:
        if held[left]:
            continue
        right = next((s for s in grid.spans if _mirrors(grid, left, s) and not held[s]), None)
        if right is not None and right.col - left.col_end >= 2:
            return _cut_out(grid, left, right)
    return [grid]


def _is_strip(grid: Grid, span: Span) -> bool:
    return span.col_end == span.col + 1 and grid.xs[span.col_end] - grid.xs[span.col] <= _MARGIN


def _mirrors(grid: Grid, left: Span, span: Span) -> bool:
    same = span.row == left.row and span.row_end == left.row_end
    return same and span.col > left.col and _is_strip(grid, span)


def _cut_out(grid: Grid, left: Span, right: Span) -> list[Grid]:
    rows, cols = (left.row, left.row_end), (left.col_end, right.col)
    inner = [
        Span(s.row - rows[0], s.col - cols[0], s.row_end - rows[0], s.col_end - cols[0])
        for s in grid.spans
        if rows[0] <= s.row and s.row_end <= rows[1] and cols[0] <= s.col and s.col_end <= cols[1]
    ]
    nested = Grid(grid.xs[cols[0] : cols[1] + 1], grid.ys[rows[0] : rows[1] + 1], inner, grid.ruled)
    top, bottom = _outer_rows(grid, left, right)
    outer = Span(top, left.col, bottom, right.col_end)
    rest = [s for s in grid.spans if not _within(s, outer)]
    return [nested, Grid(grid.xs, grid.ys, sorted([*rest, outer]), grid.ruled)]


def _within(span: Span, outer: Span) -> bool:
    return (
        outer.row <= span.row
        and span.row_end <= outer.row_end
        and outer.col <= span.col
        and span.col_end <= outer.col_end
    )


def _outer_rows(grid: Grid, left: Span, right: Span) -> tuple[int, int]:
    """The rows of the cell around a nested table: those of the cell beside it, else its own and a cell over it."""
    for s in grid.spans:
        beside = s.col_end <= left.col or s.col >= right.col_end
        if beside and s.row <= left.row and s.row_end >= left.row_end:
            outer = Span(s.row, left.col, s.row_end, right.col_end)
            touching = [t for t in grid.spans if t.row < outer.row_end and t.row_end > outer.row]
            inside = [t for t in touching if t.col < outer.col_end and t.col_end > outer.col]
            if all(_within(t, outer) for t in inside):
                return s.row, s.row_end
    return left.row, left.row_end
