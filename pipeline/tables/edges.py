"""The drawn edges of a page: rules and the borders of shadings, snapped and joined into whole lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from models.document import Box, Fill, Page

SNAP = 3.0  # points: lines nearer than this are one line (double rules, borders of neighbouring cells)
_GAP = 3.5  # a gap in a line that does not end it
_DASH = 8.0  # a stroke shorter than this may be one dash of a dashed line
_DASH_GAP = 6.0  # dashes farther apart than this, or than twice their length, are no line
_SHORT = 6.0  # a joined line shorter than this is a speck, an underline of a letter or a box to tick


class Edge(NamedTuple):
    """A straight line: at ``at`` across, from ``low`` to ``high`` along."""

    at: float
    low: float
    high: float

    @property
    def length(self) -> float:
        return self.high - self.low


class Edges(NamedTuple):
    """The horizontal and vertical edges of a page, each sorted by place."""

    horizontal: list[Edge]
    vertical: list[Edge]


def rule_edges(page: Page) -> Edges:
    """The edges that the rules of ``page`` make."""
    return Edges(
        join_edges(Edge(r.top, r.x0, r.x1) for r in page.rules if r.horizontal),
        join_edges(Edge(r.x0, r.top, r.bottom) for r in page.rules if not r.horizontal),
    )


def with_fills(edges: Edges, page: Page, ruled: Sequence[Box]) -> Edges:
    """``edges`` and the borders of shaded areas that stand side by side outside the ``ruled`` tables.

    Inside a ruled table shadings are no borders: word processors lay one behind each line of text.
    """
    tiles = [f for f in _tiles(page) if not any(b.contains(f.box) for b in ruled)]
    if not tiles:
        return edges
    horizontal = [Edge(y, f.x0, f.x1) for f in tiles for y in (f.top, f.bottom)]
    vertical = [Edge(x, f.top, f.bottom) for f in tiles for x in (f.x0, f.x1)]
    return Edges(join_edges([*edges.horizontal, *horizontal]), join_edges([*edges.vertical, *vertical]))


def join_edges(edges: Iterable[Edge]) -> list[Edge]:
    """Edges snapped to common places and joined along them; specks are dropped."""
    joined: list[Edge] = []
    for group in _snapped(sorted(edges)):
        at = _middle(group)
        joined += _joined(at, sorted(group, key=lambda e: e.low))
    return sorted(e for e in joined if e.length >= _SHORT)


def _snapped(edges: list[Edge]) -> list[list[Edge]]:
    """Groups of edges at one place; a group never spreads over more than twice SNAP."""
    groups: list[list[Edge]] = []
    for edge in edges:
        if groups and edge.at - groups[-1][-1].at <= SNAP and edge.at - groups[-1][0].at <= 2 * SNAP:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    return groups


def _middle(group: list[Edge]) -> float:
    """The place of a group, long edges counting more."""
    weight = sum(e.length for e in group)
    return sum(e.at * e.length for e in group) / weight if weight else group[0].at


def _joined(at: float, group: list[Edge]) -> list[Edge]:
    out: list[Edge] = []
    last = 0.0  # length of the stroke joined last
    for edge in group:
        if out:
            gap = edge.low - out[-1].high
            stroke = max(last, edge.length)
            if gap <= _GAP or (stroke < _DASH and gap <= min(_DASH_GAP, 2 * stroke)):
                last = edge.length
                out[-1] = Edge(at, out[-1].low, max(out[-1].high, edge.high))
                continue
        out.append(Edge(at, edge.low, edge.high))
        last = edge.length
    return out


def _tiles(page: Page) -> list[Fill]:
    """Shaded areas that have a neighbour beside or under them: cells, not highlights or backgrounds."""
    areas = [
        f
        for f in page.fills
        if f.x1 - f.x0 >= 8
        and 5 <= f.bottom - f.top <= 0.7 * page.height
        and f.x1 - f.x0 <= 0.98 * page.width
        and f.x1 > 0
        and f.x0 < page.width
    ]
    areas = list({(round(f.x0), round(f.top), round(f.x1), round(f.bottom)): f for f in areas}.values())
    if not any(f.grey < 0.97 for f in areas):
        return []
    kept: set[int] = set()
    for one, two in _neighbours(areas):
        kept.update((one, two))
    return [areas[n] for n in sorted(kept)]


def _neighbours(areas: list[Fill]) -> Iterable[tuple[int, int]]:
    """Pairs of areas that share a border's place and its extent."""
    beside: dict[tuple[int, int, int], list[int]] = {}
    for n, f in enumerate(areas):
        for x, way in ((f.x0, 0), (f.x1, 1)):
            beside.setdefault((round(x / SNAP), round(f.top / SNAP), way), []).append(n)
    for n, f in enumerate(areas):
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                for m in beside.get((round(f.x1 / SNAP) + dx, round(f.top / SNAP) + dy, 0), ()):
                    if m != n and abs(areas[m].bottom - f.bottom) <= SNAP:
                        yield n, m
