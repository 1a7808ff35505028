"""Tables that have horizontal rules or shaded bands only."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from models.document import Box, Fill, Page
from pipeline.tables.edges import Edge
from pipeline.tables.lattice import Grid
from pipeline.tables.lines import (
    Row,
    Strip,
    column_borders,
    figure_columns,
    grid_of,
    headings,
    is_diagram,
    only_words,
    strips_between,
)
from pipeline.tables.text import is_number, opening_lines, row_borders

_SAME_END = 4.0  # points between the ends of rules of one table
_SHORTEST = 90.0  # points: a shorter rule underlines text
_TALLEST = 260.0  # points between two rules of one table
_BAND = (7.0, 60.0)  # points: height of a shaded row
_WHITE = 0.97
_PITCH = 40.0  # points: rows taller than this do not go on beyond their rules
_LINES = 12  # lines of one row of words


def find_banded(page: Page, rows: Sequence[Row], horizontal: Sequence[Edge], taken: Sequence[Box]) -> list[Grid]:
    """Grids of the tables among ``rows`` (all lines of a column of the page) that rules or shaded bands mark off."""
    marks = _recurring_ends(page)
    grids: list[Grid] = []
    for rules in _rule_groups(page, horizontal, taken):
        left, right = min(e.low for e in rules) - 3, max(e.high for e in rules) + 3
        held = [part for row in rows if (part := row.within(left, right))]
        grids += _between_rules(held, rules, marks)
    return grids


def _rule_groups(page: Page, horizontal: Sequence[Edge], taken: Sequence[Box]) -> list[list[Edge]]:
    """Groups of horizontal edges with the same ends, top to bottom; edges of wide shadings count too."""
    edges = [e for e in horizontal if e.length >= _SHORTEST]
    for f in _wide_fills(page.fills):
        edges += [Edge(f.top, f.x0, f.x1), Edge(f.bottom, f.x0, f.x1)]
    edges = [
        e for e in edges if not any(b.top - 2 <= e.at <= b.bottom + 2 and b.x0 - 2 <= e.low <= b.x1 for b in taken)
    ]
    groups: list[list[Edge]] = []
    for edge in sorted(edges, key=lambda e: (e.low, e.high)):
        for group in reversed(groups[-40:]):
            if abs(group[0].low - edge.low) <= _SAME_END and abs(group[0].high - edge.high) <= _SAME_END:
                group.append(edge)
                break
        else:
            groups.append([edge])
    return [run for group in groups for run in _near_ones(sorted(group)) if len(run) >= 2]


def _wide_fills(fills: Sequence[Fill]) -> list[Fill]:
    """Shaded bands: the shadings of a row's cells that touch are one."""
    joined: list[Fill] = []
    for f in sorted(fills, key=lambda f: (round(f.top), round(f.bottom), f.x0)):
        if f.grey >= _WHITE or not _BAND[0] <= f.bottom - f.top <= _BAND[1]:
            continue
        last = joined[-1] if joined else None
        if last and abs(last.top - f.top) <= 1 and abs(last.bottom - f.bottom) <= 1 and f.x0 - last.x1 <= 3:
            joined[-1] = Fill(last.x0, last.top, max(last.x1, f.x1), last.bottom, last.grey)
        else:
            joined.append(f)
    return [f for f in joined if f.x1 - f.x0 >= _SHORTEST]


def _near_ones(edges: Sequence[Edge]) -> list[list[Edge]]:
    """Edges cut into runs where the next is far away; edges at one height are one."""
    runs: list[list[Edge]] = [[]]
    for edge in edges:
        run = runs[-1]
        if run and edge.at - run[-1].at <= 3.0:
            continue
        if run and edge.at - run[-1].at > _TALLEST:
            runs.append([edge])
        else:
            run.append(edge)
    return runs


def _recurring_ends(page: Page) -> list[float]:
    """Places where three horizontal rules or more end: borders of cells that are drawn one by one."""
    counts: dict[int, list[float]] = {}
    for rule in page.rules:
        if rule.horizontal:
            for x in (rule.x0, rule.x1):
                counts.setdefault(round(x), []).append(x)
    return sorted(xs[0] for xs in counts.values() if len(xs) >= 3)


def _between_rules(rows: Sequence[Row], rules: Sequence[Edge], marks: Sequence[float]) -> list[Grid]:
    """Tables between rules of the same length: the longest runs of bands whose text falls into columns."""
    tops = [r.top for r in rows]
    bands: list[list[Row]] = []
    for high, low in pairwise(rules):
        inside = rows[bisect_left(tops, high.at - 8) : bisect_left(tops, low.at)]
        bands.append([r for r in inside if high.at - 1 <= r.middle <= low.at + 1])
    grids: list[Grid] = []
    start = 0
    while start < len(bands):
        end = start
        while end < len(bands) and _tabular(bands[end]):
            end += 1
        if end > start:
            ys = [e.at for e in rules[start : end + 1]]
            grid = _of_figures(bands[start:end], ys, rows, (rules[0].low, rules[0].high), marks)
            grids += [grid] if grid else []
        start = max(end, start + 1)
    return grids or _of_words(bands, [e.at for e in rules], (rules[0].low, rules[0].high), marks)


def _tabular(band: Sequence[Row]) -> bool:
    """Whether the lines of a band may be rows of a table rather than prose between two rules."""
    if not band:
        return False
    several = sum(len(r.chunks) >= 2 for r in band)
    return len(band) <= 2 or several >= 0.5 * len(band)


def _of_figures(
    bands: Sequence[Sequence[Row]], ys: Sequence[float], rows: Sequence[Row], ends: Strip, marks: Sequence[float]
) -> Grid | None:
    """The grid of bands in which columns of figures line up, None when they do not."""
    inside = [r for band in bands for r in band]
    data = [r for r in inside if r.numbers and len(r.chunks) >= 2]
    if len(data) < 2 or len(data) + len(ys) < 6:
        return None
    strips = strips_between(data)
    if not strips:
        return None
    xs = column_borders(strips, inside, *ends, marks)
    if not figure_columns(data, xs, 2) or is_diagram(data, xs):
        return None
    over, under = _outer_rows(rows, ys, xs)
    head: list[Row] = []
    headed = all(only_words(r) for r in bands[0])
    if not headed and not over:
        head = headings(inside[0], [r for r in rows if r.bottom <= inside[0].top + 1], strips, ends[1])
        xs = column_borders(strips, [*head, *inside], *ends, marks)
    cuts: list[float] = [head[0].top - 1] if head else []
    cuts += [over.top - 1] if over else []
    for n, band in enumerate(bands):
        cuts.append(ys[n])
        if n or not headed:
            cuts += _inner_cuts(band, xs)
    cuts += [ys[-1], under.bottom + 1] if under else [ys[-1]]
    return grid_of(cuts, xs, [*head, *([over] if over else []), *inside, *([under] if under else [])])


def _inner_cuts(band: Sequence[Row], xs: Sequence[float]) -> list[float]:
    """Heights between the rows of one band."""
    if len(band) < 2:
        return []
    anchors = [r.figures > 0 and len(r.chunks) >= 2 for r in band]
    firsts = row_borders([(r.top, r.bottom) for r in band], anchors, opening_lines([r.words for r in band], xs[1]))
    return [(band[n - 1].bottom + band[n].top) / 2 for n in firsts[1:]]


def _outer_rows(rows: Sequence[Row], ys: Sequence[float], xs: Sequence[float]) -> tuple[Row | None, Row | None]:
    """The data lines just over the first rule and just under the last, where each row has one rule only."""
    steps = sorted(b - a for a, b in pairwise(ys))
    pitch = steps[len(steps) // 2]
    if len(ys) < 4 or pitch > _PITCH:
        return None, None
    over = [r for r in rows if 0 < ys[0] - r.middle < pitch and _fits(r, xs)]
    under = [r for r in rows if 0 < r.middle - ys[-1] < pitch and _fits(r, xs)]
    return (over[-1] if over else None), (under[0] if under else None)


def _fits(row: Row, xs: Sequence[float]) -> bool:
    """Whether a line has a chunk in each column, figures among them, and none across a border."""
    held = [c for c in row.chunks if xs[0] - 3 <= c.middle <= xs[-1] + 3]
    across = any(c.x0 + 1 < x < c.x1 - 1 for c in held for x in xs[1:-1])
    return not across and len(held) >= len(xs) - 1 and any(is_number(c.text) for c in held[1:])


def _of_words(bands: Sequence[Sequence[Row]], ys: Sequence[float], ends: Strip, marks: Sequence[float]) -> list[Grid]:
    """The grid of bands of words: the same columns in each of four bands or more (three with a heading row)."""
    if len(bands) < 3 or not all(0 < len(band) <= _LINES for band in bands):
        return []
    inside = [r for band in bands for r in band]
    strips = strips_between(inside, 1.0, 0.0)
    if not strips:
        return []
    firsts = [band[0] for band in bands]
    filled = sum(len(r.chunks) >= 2 for r in firsts)
    headed = firsts[0].bold and not firsts[1].bold and len(firsts[0].chunks) == len(strips) + 1
    if filled < len(bands) - 1 or not (headed or (len(bands) >= 4 and len(strips) >= 2)):
        return []
    return [grid_of(ys, column_borders(strips, inside, *ends, marks), inside)]
