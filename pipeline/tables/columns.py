"""Columns of one table matched with those of another by their borders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from models.document import Table

_NEAR = 5.0  # points between borders that are the same
_SHIFT = 60.0  # left margins of facing pages may differ by this much


class Match(NamedTuple):
    """How the columns of two tables fall into common ones: for each border its rank among the common borders."""

    above: list[int]
    below: list[int]
    n_cols: int


def borders(table: Table, page: int) -> list[float] | None:
    """The column borders of ``table`` on ``page``, None when its cells do not tell."""
    places: list[list[float]] = [[] for _ in range(table.n_cols + 1)]
    for cell in table.cells:
        if cell.bbox is not None and cell.page == page:
            places[cell.col].append(cell.bbox.x0)
            places[cell.col + cell.col_span].append(cell.bbox.x1)
    if any(not p for p in places):
        return None
    return [sorted(p)[len(p) // 2] for p in places]


def matched_columns(above: Table, below: Table) -> Match | None:
    """How ``below`` fits under ``above``, None when their columns are not the same.

    The same columns, some of them missing on one side, or drawn as one there.
    """
    one = _any_borders(above)
    two = borders(below, below.page_first)
    if one is None or two is None:
        same = above.n_cols == below.n_cols
        return _equal(above.n_cols) if same else None
    if not (above.ruled and below.ruled):
        return _equal(above.n_cols) if above.n_cols == below.n_cols and _overlap(one, two) else None
    for shift in (0.0, one[0] - two[0], one[-1] - two[-1]):
        if abs(shift) <= _SHIFT:
            match = _aligned(one, [x + shift for x in two])
            if match is not None:
                return match
    return None


def _any_borders(table: Table) -> list[float] | None:
    for page in range(table.page_last, table.page_first - 1, -1):
        found = borders(table, page)
        if found is not None:
            return found
    return None


def _equal(n_cols: int) -> Match:
    ranks = list(range(n_cols + 1))
    return Match(ranks, ranks, n_cols)


def _aligned(one: Sequence[float], two: Sequence[float]) -> Match | None:
    """The match of two rows of borders: one holds the other's, or the outer and most inner ones agree."""
    common = [(a, b) for a in one for b in two if abs(a - b) <= _NEAR]
    shared = len({b for _, b in common})
    subset = shared == len(two) or len({a for a, _ in common}) == len(one)
    inner = min(len(one), len(two)) - 2
    outer = abs(one[0] - two[0]) <= _NEAR and abs(one[-1] - two[-1]) <= _NEAR
    mostly = outer and inner > 0 and shared - 2 >= 0.75 * inner
    if not (subset or mostly) or shared < 2:
        return None
    if not outer and shared < 3:  # a narrow table that happens to stand under two borders of a wide one
        return None
    places: list[float] = []
    for x in sorted([*one, *two]):
        if not places or x - places[-1] > _NEAR:
            places.append(x)
    ranks = [[min(range(len(places)), key=lambda n: abs(places[n] - x)) for x in side] for side in (one, two)]
    if any(len(set(r)) < len(r) for r in ranks):
        return None
    return Match(ranks[0], ranks[1], len(places) - 1)


def _overlap(one: Sequence[float], two: Sequence[float]) -> bool:
    """Whether each column of one lies mostly over that of the other."""
    for n in range(len(one) - 1):
        shared = min(one[n + 1], two[n + 1]) - max(one[n], two[n])
        if shared < 0.5 * min(one[n + 1] - one[n], two[n + 1] - two[n]):
            return False
    return True


def remapped(table: Table, ranks: Sequence[int], n_cols: int) -> Table:
    """A copy of ``table`` whose column borders have the new ``ranks``."""
    if ranks == list(range(n_cols + 1)) and n_cols == table.n_cols:
        return replace(table, cells=list(table.cells), boxes=dict(table.boxes))
    cells = [replace(c, col=ranks[c.col], col_span=ranks[c.col + c.col_span] - ranks[c.col]) for c in table.cells]
    return replace(table, cells=cells, n_cols=n_cols, boxes=dict(table.boxes))
