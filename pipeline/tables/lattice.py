"""Grids of drawn edges: which edges hang together, and the cells, spans included, that they bound."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from models.document import Box
from pipeline.tables.edges import SNAP, Edge, Edges

_TOUCH = 3.5  # points between lines that still meet
_COVERED = 0.55  # of the side of a cell: a side that is drawn this far is drawn
_OVERHANG = 9.0  # a line that goes on this far past the outermost crossing line bounds an outer column
_MOST = 1500  # edges of one direction on a page
_LONG = 25.0  # points


class Span(NamedTuple):
    """A cell's place in a grid: rows ``row`` to ``row_end`` (left out), columns likewise."""

    row: int
    col: int
    row_end: int
    col_end: int


@dataclass(slots=True)
class Grid:
    """Column borders ``xs``, row borders ``ys`` and the cells between them."""

    xs: list[float]
    ys: list[float]
    spans: list[Span]
    ruled: bool = True
    extra: dict[str, float] = field(default_factory=dict)

    @property
    def box(self) -> Box:
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def cell_box(self, span: Span) -> Box:
        return Box(self.xs[span.col], self.ys[span.row], self.xs[span.col_end], self.ys[span.row_end])


def find_grids(edges: Edges) -> list[Grid]:
    """The grids that crossing edges make, top to bottom, left to right; a lone rectangle is none.

    Drawings (maps, hatchings) have edges beyond number: then only long ones are looked at, or none.
    """
    if max(map(len, edges)) > _MOST:
        edges = Edges(*([e for e in side if e.length >= _LONG] for side in edges))
        if max(map(len, edges)) > _MOST:
            return []
    grids = []
    for horizontal, vertical in _components(edges):
        grid = _grid(horizontal, vertical)
        if grid and len(grid.spans) > 1:
            grids.append(grid)
    return sorted(grids, key=lambda g: (g.ys[0], g.xs[0]))


def _components(edges: Edges) -> list[tuple[list[Edge], list[Edge]]]:
    """Edges that touch each other, directly or through others."""
    hs, vs = edges
    parent = list(range(len(hs) + len(vs)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    places = [h.at for h in hs]
    for m, v in enumerate(vs, len(hs)):
        first, last = bisect_left(places, v.low - _TOUCH), bisect_right(places, v.high + _TOUCH)
        for n in range(first, last):
            if hs[n].low - _TOUCH <= v.at <= hs[n].high + _TOUCH:
                parent[root(n)] = root(m)
    groups: dict[int, tuple[list[Edge], list[Edge]]] = {}
    for n, edge in enumerate([*hs, *vs]):
        groups.setdefault(root(n), ([], []))[0 if n < len(hs) else 1].append(edge)
    return [g for g in groups.values() if len(g[0]) + len(g[1]) >= 3 and g[0] and g[1]]


def _grid(horizontal: list[Edge], vertical: list[Edge]) -> Grid | None:
    horizontal, vertical = _closed(horizontal, vertical)
    xs, ys = _places(vertical), _places(horizontal)
    if len(xs) < 2 or len(ys) < 2:
        return None
    right = _walls(xs, ys, vertical)
    below = _walls(ys, xs, horizontal)
    return Grid(xs, ys, _spans(len(ys) - 1, len(xs) - 1, right, below))


def _closed(horizontal: list[Edge], vertical: list[Edge]) -> tuple[list[Edge], list[Edge]]:
    """The edges with the outer borders that were not drawn but that the crossing lines reach out to."""
    x0, x1 = min(h.low for h in horizontal), max(h.high for h in horizontal)
    top, bottom = min(v.low for v in vertical), max(v.high for v in vertical)
    left, right = min(v.at for v in vertical), max(v.at for v in vertical)
    high, low = min(h.at for h in horizontal), max(h.at for h in horizontal)
    top, bottom = min(top, high), max(bottom, low)
    x0, x1 = min(x0, left), max(x1, right)
    vertical = list(vertical)
    horizontal = list(horizontal)
    if left - x0 > _OVERHANG:
        vertical.append(Edge(x0, top, bottom))
    if x1 - right > _OVERHANG:
        vertical.append(Edge(x1, top, bottom))
    if high - top > _OVERHANG:
        horizontal.append(Edge(top, x0, x1))
    if bottom - low > _OVERHANG:
        horizontal.append(Edge(bottom, x0, x1))
    return horizontal, vertical


def _places(edges: Iterable[Edge]) -> list[float]:
    """The distinct places of edges, near ones taken together."""
    groups: list[list[float]] = []
    for at in sorted(e.at for e in edges):
        if groups and at - groups[-1][-1] <= SNAP:
            groups[-1].append(at)
        else:
            groups.append([at])
    return [sum(g) / len(g) for g in groups]


def nearest(places: Sequence[float], at: float) -> int:
    """Which of ``places``, low to high, lies nearest to ``at``; the lower one of two as near."""
    n = bisect_left(places, at)
    return n - 1 if n == len(places) or (n and at - places[n - 1] <= places[n] - at) else n


def _walls(lines: list[float], across: list[float], edges: list[Edge]) -> list[list[bool]]:
    """For each line and each interval of ``across``, whether an edge is drawn there."""
    walls = [[0.0] * (len(across) - 1) for _ in lines]
    for edge in edges:
        n = nearest(lines, edge.at)
        first = max(bisect_right(across, edge.low) - 1, 0)
        for k in range(first, len(across) - 1):
            if across[k] >= edge.high:
                break
            size = across[k + 1] - across[k]
            walls[n][k] += max(0.0, min(edge.high, across[k + 1]) - max(edge.low, across[k])) / size
    return [[share >= _COVERED for share in line] for line in walls]


def _spans(n_rows: int, n_cols: int, right: list[list[bool]], below: list[list[bool]]) -> list[Span]:
    """Cells as rectangles of places with no wall between them."""
    owner = [[-1] * n_cols for _ in range(n_rows)]
    spans: list[Span] = []
    for row in range(n_rows):
        for col in range(n_cols):
            if owner[row][col] >= 0:
                continue
            end = col + 1
            while end < n_cols and owner[row][end] < 0 and not right[end][row]:
                end += 1
            down = row + 1
            while down < n_rows and _goes_down(owner, right, below, down, col, end):
                down += 1
            for r in range(row, down):
                for c in range(col, end):
                    owner[r][c] = len(spans)
            spans.append(Span(row, col, down, end))
    return spans


def _goes_down(
    owner: list[list[int]], right: list[list[bool]], below: list[list[bool]], row: int, col: int, end: int
) -> bool:
    """Whether a cell over columns ``col`` to ``end`` goes on into ``row``: nothing drawn above it or inside it."""
    if any(below[row][c] or owner[row][c] >= 0 for c in range(col, end)):
        return False
    if any(right[c][row] for c in range(col + 1, end)):
        return False
    inner_left = col == 0 or right[col][row]
    inner_right = end == len(owner[0]) or right[end][row]
    return inner_left and inner_right
