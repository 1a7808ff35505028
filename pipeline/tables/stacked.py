"""Pieces of one table that are drawn a little apart, one under the other."""

from __future__ import annotations

from collections.abc import Sequence

from models.document import Word
from pipeline.tables.lattice import Grid, Span

_APART = 22.0  # points between two pieces of a table
_SAME = 3.0  # points between column borders that are the same


def join_stacked(grids: Sequence[Grid], words: Sequence[Word]) -> list[Grid]:
    """Grids with the same columns, a narrow empty strip between them, made one.

    Budget forms draw the heading row, the body and the totals as boxes of their own. A piece of which no other is
    under it, or that text parts from the next, stays as it is; so does one that has a heading row of its own, told
    by bold text without figures.
    """
    out: list[Grid] = []
    for grid in grids:
        above = next((g for g in reversed(out) if _fits(g, grid)), None)
        if above is None or _parted(above, grid, words) or _opens_table(grid, words):
            out.append(grid)
        else:
            out[out.index(above)] = _join(above, grid)
    return out


def _fits(above: Grid, below: Grid) -> bool:
    return (
        len(above.xs) == len(below.xs) > 3
        and all(abs(a - b) <= _SAME for a, b in zip(above.xs, below.xs, strict=True))
        and -_SAME <= below.ys[0] - above.ys[-1] <= _APART
    )


def _parted(above: Grid, below: Grid, words: Sequence[Word]) -> bool:
    low, high = above.ys[-1], below.ys[0]
    left, right = above.xs[0], above.xs[-1]
    return any(low < (w.top + w.bottom) / 2 < high and left <= (w.x0 + w.x1) / 2 <= right for w in words)


def _opens_table(grid: Grid, words: Sequence[Word]) -> bool:
    """Whether the first row of a grid reads as headings: several filled cells, no figures."""
    top, bottom = grid.ys[0], grid.ys[1]
    first = [w for w in words if top < (w.top + w.bottom) / 2 < bottom and grid.xs[0] < w.x0 < grid.xs[-1]]
    if any(ch.isdigit() for w in first for ch in w.text):
        return False
    cells = {n for w in first for n in range(len(grid.xs) - 1) if grid.xs[n] <= (w.x0 + w.x1) / 2 < grid.xs[n + 1]}
    return len(cells) >= 2 or (bool(first) and all(w.bold for w in first) and len(grid.ys) > 2)


def _join(above: Grid, below: Grid) -> Grid:
    """One grid; the strip between the two goes to the piece above."""
    shift = len(above.ys) - 1
    spans = [Span(s.row + shift, s.col, s.row_end + shift, s.col_end) for s in below.spans]
    return Grid(above.xs, [*above.ys[:-1], *below.ys], [*above.spans, *spans], above.ruled)
