"""Borders that are not drawn but where rules end: cells drawn one by one leave breaks in the rules along them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from models.document import Rule, Word
from pipeline.tables.lattice import Grid, Span, nearest

_SAME = 1.6  # points between ends at one place
_LEAST = 9.0  # points: rows and columns are not smaller
_SHARE = 0.7  # of the rules across: so many must break at a border
_ROWS = 3  # rows without a rule between: two may be meant as one
_CUT = 0.35  # of a word's height: a border may not run deeper through words


def row_breaks(grid: Grid, vertical: Iterable[Rule], words: Sequence[Word]) -> Grid:
    """``grid`` with the row borders that show only as breaks in the ``vertical`` rules of its page.

    A cell is cut where the rules on both its sides break; one beside which they run through keeps its rows. A frame
    of one column is left alone: word processors draw the frame of a paragraph line by line.
    """
    if len(grid.xs) < 3:
        return grid
    top, bottom = grid.ys[0] - _SAME, grid.ys[-1] + _SAME
    ends = [
        (y, n)
        for r in vertical
        if top <= r.top and r.bottom <= bottom
        if (n := _nearest(grid.xs, r.x0)) is not None
        for y in (r.top, r.bottom)
    ]
    found = {
        y: sides
        for y, sides in _recurring(ends, _least(len({n for _, n in ends})))
        if all(abs(y - old) >= _LEAST for old in grid.ys) and not _through_words(y, words)
    }
    found = {y: sides for y, sides in found.items() if _parts(y, grid.ys, sorted(found), words) >= _ROWS}
    drawn = {n for _, n in ends}
    places = sorted(found)
    if not places or any(b - a < _LEAST for a, b in itertools.pairwise(places)):
        return grid
    ys = sorted([*grid.ys, *places])
    rank = {y: n for n, y in enumerate(ys)}
    spans: list[Span] = []
    for s in grid.spans:
        first, last = rank[grid.ys[s.row]], rank[grid.ys[s.row_end]]
        sides = {n for n in (s.col, s.col_end) if n in drawn}
        cuts = [n for n in range(first + 1, last) if sides <= found[ys[n]]]
        marks = [first, *cuts, last]
        spans += [Span(a, s.col, b, s.col_end) for a, b in itertools.pairwise(marks)]
    return Grid(grid.xs, ys, spans, grid.ruled)


def column_breaks(ys: Sequence[float], left: float, right: float, rules: Iterable[Rule]) -> list[float]:
    """Places between ``left`` and ``right`` where most of the horizontal rules at ``ys`` break."""
    ends = [
        (x, n)
        for r in rules
        if r.horizontal and ys[0] - 3 <= r.top <= ys[-1] + 3 and r.x1 > left - _SAME and r.x0 < right + _SAME
        if (n := _nearest(ys, r.top)) is not None
        for x in (r.x0, r.x1)
    ]
    found = [x for x, _ in _recurring(ends, max(3, round(_SHARE * len(ys))))]
    return [x for x in found if left + _LEAST < x < right - _LEAST]


def _least(lines: int) -> int:
    """How many of the rules across must break at a border."""
    return max(min(2, lines), round(_SHARE * lines))


def _parts(y: float, ys: Sequence[float], places: Sequence[float], words: Sequence[Word]) -> int:
    """Into how many parts with text the row of ``ys`` around ``y`` falls at ``places``."""
    top, bottom = max(b for b in ys if b < y), min(b for b in ys if b > y)
    marks = [top, *(p for p in places if top < p < bottom), bottom]
    middles = [(w.top + w.bottom) / 2 for w in words]
    return sum(any(a < m < b for m in middles) for a, b in itertools.pairwise(marks))


def _nearest(places: Sequence[float], at: float) -> int | None:
    n = nearest(places, at)
    return n if abs(places[n] - at) <= 3.0 else None


def _recurring(ends: Sequence[tuple[float, int]], least: int) -> list[tuple[float, set[int]]]:
    """Places where rules of at least ``least`` different lines end, with those lines."""
    groups: list[tuple[list[float], set[int]]] = []
    for place, line in sorted(ends):
        if groups and place - groups[-1][0][-1] <= _SAME:
            groups[-1][0].append(place)
            groups[-1][1].add(line)
        else:
            groups.append(([place], {line}))
    return [(sum(places) / len(places), lines) for places, lines in groups if len(lines) >= least]


def _through_words(y: float, words: Sequence[Word]) -> bool:
    """Whether a border at ``y`` would run through words."""
    for w in words:
        depth = min(y - w.top, w.bottom - y)
        if depth > _CUT * (w.bottom - w.top):
            return True
    return False
