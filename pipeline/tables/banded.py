"""Tables that have horizontal rules or shaded bands only."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.document import Box, Fill, Page
from pipeline.tables.breaks import column_breaks
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
from pipeline.tables.text import is_number, may_be_wrapped, opening_lines, row_borders

_SAME_END = 4.0  # points between the ends of rules of one table
_SHORTEST = 90.0  # points: a shorter rule underlines text
_TALLEST = 260.0  # points between two rules of one table
_BAND = (7.0, 60.0)  # points: height of a shaded row
_WHITE = 0.97
_PITCH = 40.0  # points: rows taller than this do not go on beyond their rules
_PADDING = 10.0  # points between a rule and the text of its row
_LINES = 40  # lines of one row of words
_ACROSS = 0.2  # of the lines: with more across its borders a band is no table
_PROSE = 0.6  # of the width: a line of one piece longer than this is prose


def find_banded(page: Page, rows: Sequence[Row], horizontal: Sequence[Edge], taken: Sequence[Box]) -> list[Grid]:
    """Grids of the tables among ``rows`` (all lines of a column of the page) that rules or shaded bands mark off."""
    grids: list[Grid] = []
    for rules in _rule_groups(page, horizontal, taken):
        left, right = min(e.low for e in rules) - 3, max(e.high for e in rules) + 3
        held = [part for row in rows if (part := row.within(left, right))]
        grids += _between_rules(held, rules, page)
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


def _between_rules(rows: Sequence[Row], rules: Sequence[Edge], page: Page) -> list[Grid]:
    """Tables between rules of the same length: runs of bands whose text falls into columns."""
    tops = [r.top for r in rows]
    ys = [e.at for e in rules]
    ends = (rules[0].low, rules[0].high)
    bands: list[list[Row]] = []
    for high, low in pairwise(ys):
        inside = rows[bisect_left(tops, high - 8) : bisect_left(tops, low)]
        bands.append([r for r in inside if high - 1 <= r.middle <= low + 1])
    grids: list[Grid] = []
    start = 0
    while start < len(bands):
        end = start
        while end < len(bands) and _tabular(bands[end], ends) and not _titles_another(bands, start, end):
            end += 1
        if end > start:
            drawn = column_breaks(ys[start : end + 1], *ends, page.rules)
            part = _Part(bands[start:end], ys[start : end + 1], ends, drawn, rows)
            grid = _of_figures(part) or _of_words(part)
            grids += [grid] if grid else []
        start = max(end + (end < len(bands) and _titles_another(bands, start, end)), start + 1)
    return grids


def _titles_another(bands: Sequence[Sequence[Row]], start: int, n: int) -> bool:
    """Whether a band is the title of another table: bold words alone, over bold headings unlike those of the first."""
    if n < start + 2 or n + 2 >= len(bands) or len(bands[n]) != 1 or len(bands[n][0].chunks) != 1:
        return False
    first, title, head = bands[start], bands[n][0], bands[n + 1]
    if not (title.bold and head and all(r.bold for r in first) and all(r.bold and only_words(r) for r in head)):
        return False
    several = max(len(r.chunks) for r in head) > 1
    return several and any(not r.bold for r in bands[n + 2]) and _texts(head) != _texts(first)


def _texts(band: Sequence[Row]) -> list[str]:
    return [c.text for r in band for c in r.chunks]


@dataclass(slots=True)
class _Part:
    """Successive bands between rules at ``ys``, the column borders ``drawn`` there, and all lines around."""

    bands: Sequence[Sequence[Row]]
    ys: Sequence[float]
    ends: Strip
    drawn: Sequence[float]
    rows: Sequence[Row]

    @property
    def inside(self) -> list[Row]:
        return [r for band in self.bands for r in band]


def _tabular(band: Sequence[Row], ends: Strip) -> bool:
    """Whether the lines of a band may be a row of a table rather than prose between two rules."""
    if not band:
        return False
    full = sum(len(r.chunks) == 1 and r.chunks[0].x1 - r.chunks[0].x0 > _PROSE * (ends[1] - ends[0]) for r in band)
    return full < 2 and (len(band) <= 2 or full == 0)


def _of_figures(part: _Part) -> Grid | None:
    """The grid of bands in which columns of figures line up, None when they do not."""
    inside, bands, ys = part.inside, part.bands, part.ys
    data = [r for r in inside if r.numbers and len(r.chunks) >= 2]
    if len(data) < 2 or len(data) + len(ys) < 6:
        return None
    strips = strips_between(data)
    if not strips:
        return None
    xs = _columns(part, strips, inside)
    if not figure_columns(data, xs, 2) or is_diagram(data, xs):
        return None
    over, under = _outer_rows(part.rows, ys, xs)
    head: list[Row] = []
    headed = all(only_words(r) for r in bands[0])
    if not headed and not over:
        head = headings(inside[0], [r for r in part.rows if r.bottom <= inside[0].top + 1], strips, part.ends)
        xs = _columns(part, strips, [*head, *inside])
    cuts: list[float] = [head[0].top - 1] if head else []
    cuts += [over.top - 1] if over else []
    for n, band in enumerate(bands):
        cuts.append(ys[n])
        if n or not headed:
            cuts += _inner_cuts(band, xs)
    cuts += [ys[-1], under.bottom + 1] if under else [ys[-1]]
    return grid_of(cuts, xs, [*head, *([over] if over else []), *inside, *([under] if under else [])])


def _columns(part: _Part, strips: Sequence[Strip], rows: Sequence[Row]) -> list[float]:
    """Column borders: those drawn where there are as many as the text shows, else those of the text."""
    if len(part.drawn) >= len(strips):
        return [part.ends[0], *part.drawn, part.ends[1]]
    return column_borders(strips, rows, *part.ends, part.drawn)


def _inner_cuts(band: Sequence[Row], xs: Sequence[float]) -> list[float]:
    """Heights between the rows of one band."""
    anchors = [r.figures > 0 and len(r.chunks) >= 2 for r in band]
    if sum(anchors) < 2 or _may_be_wrapped(band, xs):
        return []
    firsts = row_borders([(r.top, r.bottom) for r in band], anchors, opening_lines([r.words for r in band], xs[1]))
    return [(band[n - 1].bottom + band[n].top) / 2 for n in firsts[1:]]


def _may_be_wrapped(band: Sequence[Row], xs: Sequence[float]) -> bool:
    """Whether some column of the band may hold a figure that goes on from line to line.

    Not where all columns of figures have the same lines.
    """
    columns = [[r for r in band if any(low <= c.middle < high for c in r.chunks)] for low, high in pairwise(xs)]
    if len({tuple(map(id, rows)) for rows in columns[1:] if rows}) <= 1 < len(columns):
        return False
    for (low, high), rows in zip(pairwise(xs), columns, strict=True):
        lines = [[w for c in r.chunks if low <= c.middle < high for w in c.words] for r in rows]
        if may_be_wrapped(lines, low, high):
            return True
    return False


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


def _of_words(part: _Part) -> Grid | None:
    """The grid of bands of words, None without columns in common.

    Either the rules break at the column borders, or the same empty strips run through three bands or more, under
    headings or with three columns.
    """
    bands, inside = part.bands, part.inside
    if len(bands) < 2 or not all(0 < len(band) <= _LINES for band in bands):
        return None
    several = [band for band in bands if len(band) > 1 or len(band[0].chunks) > 1]
    strips = strips_between([r for band in several for r in band], 1.0, 0.0)
    if part.drawn:
        xs = [part.ends[0], *part.drawn, part.ends[1]]
    elif strips:
        xs = column_borders(strips, inside, *part.ends)
    else:
        return None
    filled = [len(_filled(band, xs)) for band in bands]
    if sum(_crosses(r, xs) for r in inside) > _ACROSS * len(inside):
        return None
    if sum(n >= 2 for n in filled) < 0.7 * len(bands):
        return None
    head = _over_first_rule(part, xs)
    first = head or bands[0]
    headed = len(_filled(first, xs)) == len(xs) - 1 and all(map(only_words, first))
    bold = headed and all(r.bold for r in first) and not all(r.bold for r in bands[-1])
    if not part.drawn and not (bold or (headed and len(xs) > 3)) and not (len(bands) >= 4 and len(xs) > 3):
        return None
    under = _under_last_rule(part, xs) if head else []
    ys = [*([head[0].top - 1] if head else []), *part.ys, *([under[-1].bottom + 1] if under else [])]
    return grid_of(ys, xs, [*head, *inside, *under])


def _filled(rows: Sequence[Row], xs: Sequence[float]) -> set[int]:
    """The columns that lines have text in."""
    return {sum(x < c.middle for x in xs[1:-1]) for r in rows for c in r.chunks}


def _crosses(row: Row, xs: Sequence[float]) -> bool:
    """Whether a line runs over a column border."""
    return any(c.x0 + 1 < x < c.x1 - 1 for c in row.chunks for x in xs[1:-1])


def _over_first_rule(part: _Part, xs: Sequence[float]) -> list[Row]:
    """The lines close over the first rule that stand in several columns: headings without a rule over them."""
    above = [r for r in part.rows if r.middle < part.ys[0]][-6:]
    head = _close_rows(list(reversed(above)), part.ys[0], xs)[::-1]
    return head if len(_filled(head, xs)) >= max(2, 0.6 * (len(xs) - 1)) else []


def _under_last_rule(part: _Part, xs: Sequence[float]) -> list[Row]:
    """The last row of a table with rules only between its rows."""
    found = _close_rows([r for r in part.rows if r.middle > part.ys[-1]][:_LINES], part.ys[-1], xs)
    return found if len(_filled(found, xs)) >= 2 else []


def _close_rows(rows: Sequence[Row], edge: float, xs: Sequence[float]) -> list[Row]:
    """The first of ``rows`` (going away from a rule at ``edge``) that follow closely and keep to the columns."""
    found: list[Row] = []
    low = high = edge
    for row in rows:
        gap = max(low - row.bottom, row.top - high)
        if _crosses(row, xs) or gap > (_PADDING if not found else 0.9 * row.height):
            break
        found.append(row)
        low, high = min(low, row.top), max(high, row.bottom)
    return found
