"""Tables without vertical rules: between horizontal rules, on shaded bands, or by aligned columns alone.

French acts set attendance lists, signatures, letterheads and votes in columns too. A table is therefore only seen
where columns of figures line up over several rows, under headings or within rules.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.document import Box, Page, Word
from pipeline.tables.cells import lines_of
from pipeline.tables.edges import Edge
from pipeline.tables.lattice import Grid, Span
from pipeline.tables.text import Chunk, chunks, is_figure, is_number, is_year, opening_lines, rivers, row_borders

_SAME_END = 4.0  # points between the ends of rules of one table
_SHORTEST = 90.0  # points: a shorter rule underlines text
_TALLEST = 260.0  # points between two rules of one table
_WIDE = 1.1  # of the type size: a gap that parts columns where no rule helps
_STEP = 2.6  # of the line height: a wider step ends a table without rules
_ALIGNED = 3.5  # points between ends of figures that line up
_CLOSE = 2.2  # of the line height: headings stand this near to the figures below


@dataclass(slots=True)
class _Row:
    """A printed line of a candidate."""

    words: list[Word]
    chunks: list[Chunk]
    top: float
    bottom: float

    @property
    def figures(self) -> int:
        return sum(is_figure(c.text) for c in self.chunks)

    @property
    def numbers(self) -> int:
        return sum(is_number(c.text) for c in self.chunks)


def find_aligned(page: Page, words: Sequence[Word], horizontal: Sequence[Edge], taken: Sequence[Box]) -> list[Grid]:
    """Grids of the tables among ``words`` (those outside other tables), from their alignment.

    ``horizontal`` are the horizontal edges of the page, ``taken`` the boxes of tables already found.
    """
    upright = [w for w in words if w.upright]
    if sum(w.text[:1].isdigit() or w.text[-1:].isdigit() for w in upright) < 4:
        return []
    grids: list[Grid] = []
    rows = _rows(upright)
    ends = _recurring_ends(page)
    for rules in _bands(page, horizontal, taken):
        grids += _ruled_off(rows, rules, ends)
    boxes = [*taken, *(g.box for g in grids)]
    free = [r for r in rows if not any(_inside(r, b) for b in boxes)]
    for run in _runs(free):
        grid = _by_alignment(run, free)
        if grid and not any(_overlap(grid.box, b) for b in boxes):
            grids.append(grid)
            boxes.append(grid.box)
    return grids


def _rows(words: Sequence[Word]) -> list[_Row]:
    out = []
    for line in lines_of(words):
        top, bottom = min(w.top for w in line), max(w.bottom for w in line)
        out.append(_Row(line, chunks(line), top, bottom))
    return out


def _inside(row: _Row, box: Box) -> bool:
    return box.top - 1 <= (row.top + row.bottom) / 2 <= box.bottom + 1 and any(
        box.x0 - 1 <= c.middle <= box.x1 + 1 for c in row.chunks
    )


def _overlap(one: Box, two: Box) -> bool:
    return one.x0 < two.x1 and two.x0 < one.x1 and one.top < two.bottom and two.top < one.bottom


# ---------------------------------------------------------------- between horizontal rules


def _bands(page: Page, horizontal: Sequence[Edge], taken: Sequence[Box]) -> list[list[Edge]]:
    """Groups of horizontal edges with the same ends, top to bottom; edges of full-width shadings count too."""
    edges = [e for e in horizontal if e.length >= _SHORTEST]
    for fill in page.fills:
        if fill.x1 - fill.x0 >= _SHORTEST and 7 <= fill.bottom - fill.top <= 60 and fill.grey < 0.97:
            edges += [Edge(fill.top, fill.x0, fill.x1), Edge(fill.bottom, fill.x0, fill.x1)]
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
    out: list[list[Edge]] = []
    for group in groups:
        run: list[Edge] = []
        for edge in sorted(group):
            if run and edge.at - run[-1].at <= 3.0:
                continue
            if run and edge.at - run[-1].at > _TALLEST:
                out.append(run)
                run = []
            run.append(edge)
        out.append(run)
    return [run for run in out if len(run) >= 2]


def _ruled_off(rows: Sequence[_Row], rules: Sequence[Edge], ends: Sequence[float]) -> list[Grid]:
    """Tables between rules of the same length: the longest runs of bands whose text falls into columns."""
    left, right = min(e.low for e in rules), max(e.high for e in rules)
    bands: list[list[_Row]] = []
    tops = [r.top for r in rows]
    for high, low in pairwise(rules):
        first, last = bisect_left(tops, high.at - 6), bisect_left(tops, low.at)
        inside = []
        for row in rows[first:last]:
            if not high.at - 1 <= (row.top + row.bottom) / 2 <= low.at + 1:
                continue
            words = [w for w in row.words if left - 3 <= (w.x0 + w.x1) / 2 <= right + 3]
            if words:
                inside.append(_Row(words, chunks(words), row.top, row.bottom))
        bands.append(inside)
    grids: list[Grid] = []
    start = 0
    while start < len(bands):
        end = start
        while end < len(bands) and _tabular(bands[end]):
            end += 1
        if end > start:
            ys = [e.at for e in rules[start : end + 1]]
            grid = _grid_between(bands[start:end], ys, [left, right, *ends])
            if grid:
                near = rows[bisect_left(tops, ys[0] - 60) : bisect_left(tops, ys[-1] + 60)]
                grids.append(_with_outer_rows(grid, near, ys))
        start = max(end, start + 1)
    return grids


def _tabular(band: Sequence[_Row]) -> bool:
    """Whether the lines of a band may be rows of a table rather than prose between two rules."""
    if not band:
        return False
    several = sum(len(r.chunks) >= 2 for r in band)
    return len(band) <= 2 or several >= 0.5 * len(band)


def _grid_between(bands: Sequence[Sequence[_Row]], ys: Sequence[float], marks: Sequence[float]) -> Grid | None:
    rows = [r for band in bands for r in band]
    data = [r for r in rows if r.numbers and len(r.chunks) >= 2]
    if len(data) < 2 or len(data) + len(ys) < 6:
        return None
    xs = _column_borders(data, rows, marks)
    if xs is None or not _figures_line_up(data, xs, 2):
        return None
    if _is_diagram(data, xs):
        return None
    cuts: list[float] = []
    header = _header_bands(bands)
    for n, band in enumerate(bands):
        cuts.append(ys[n])
        if n >= header:
            cuts += _inner_cuts(band, xs)
    cuts.append(ys[-1])
    return _grid(cuts, xs, rows)


def _with_outer_rows(grid: Grid, rows: Sequence[_Row], ys: Sequence[float]) -> Grid:
    """The grid with the data lines just over its first rule and under its last, where a row has only one rule."""
    steps = sorted(b - a for a, b in pairwise(ys))
    pitch = steps[len(steps) // 2]
    if len(ys) < 4 or pitch > 40:
        return grid
    top, bottom = grid.ys[0], grid.ys[-1]
    for row in rows:
        middle = (row.top + row.bottom) / 2
        if not (0 < ys[0] - middle < pitch or 0 < middle - ys[-1] < pitch) or not _fits(row, grid.xs):
            continue
        top, bottom = min(top, row.top - 1), max(bottom, row.bottom + 1)
    cols = range(len(grid.xs) - 1)
    over, under = int(top < grid.ys[0]), int(bottom > grid.ys[-1])
    spans = [Span(s.row + over, s.col, s.row_end + over, s.col_end) for s in grid.spans]
    last = len(grid.ys) - 1 + over
    spans = (
        [Span(0, c, 1, c + 1) for c in cols if over] + spans + [Span(last, c, last + 1, c + 1) for c in cols if under]
    )
    return Grid(grid.xs, [*([top] if over else []), *grid.ys, *([bottom] if under else [])], spans, ruled=False)


def _fits(row: _Row, xs: Sequence[float]) -> bool:
    """Whether a line has a chunk in each column, figures among them, and none across a border."""
    held = [c for c in row.chunks if xs[0] - 3 <= c.middle <= xs[-1] + 3]
    across = any(c.x0 + 1 < x < c.x1 - 1 for c in held for x in xs[1:-1])
    return not across and len(held) >= len(xs) - 1 and any(is_number(c.text) for c in held[1:])


def _header_bands(bands: Sequence[Sequence[_Row]]) -> int:
    return 1 if bands and not any(r.numbers and not _only_years(r) for r in bands[0]) else 0


def _only_years(row: _Row) -> bool:
    return all(is_year(c.text) or not is_number(c.text) for c in row.chunks)


def _inner_cuts(band: Sequence[_Row], xs: Sequence[float]) -> list[float]:
    """Heights between the rows of one band."""
    if len(band) < 2:
        return []
    anchors = [r.figures > 0 and len(r.chunks) >= 2 for r in band]
    firsts = row_borders([(r.top, r.bottom) for r in band], anchors, opening_lines([r.words for r in band], xs[1]))
    return [(band[n - 1].bottom + band[n].top) / 2 for n in firsts[1:]]


def _recurring_ends(page: Page) -> list[float]:
    """Places where three horizontal rules or more end: borders of cells that are drawn one by one."""
    counts: dict[int, list[float]] = {}
    for rule in page.rules:
        if rule.horizontal:
            for x in (rule.x0, rule.x1):
                counts.setdefault(round(x), []).append(x)
    return sorted(xs[0] for xs in counts.values() if len(xs) >= 3)


def _column_borders(data: Sequence[_Row], rows: Sequence[_Row], marks: Sequence[float]) -> list[float] | None:
    """Column borders in the strips that the chunks of data rows leave empty.

    ``marks`` are the left and right end of the table, then places where a border is likely. In a strip the border
    goes through such a place, or where the headings leave room as well.
    """
    left, right, *ends = marks
    size = max(w.size for r in data for w in r.words) or 8.0
    strips = rivers([r.chunks for r in data], 0.45 * size, 0.05)
    if not strips:
        return None
    between = _between_headings(rows, len(strips) + 1)
    return [left, *(_border(strip, rows, ends, gap) for strip, gap in zip(strips, between, strict=True)), right]


def _between_headings(rows: Sequence[_Row], n_cols: int) -> list[tuple[float, float]]:
    """For each inner border the gap between the headings on its sides, where a line has one for each column.

    The first column may go without.
    """
    for row in rows:
        held = row.chunks
        if any(is_number(c.text) and not is_year(c.text) for c in held):
            continue
        if len(held) == n_cols and n_cols > 2:
            return [(a.x1, b.x0) for a, b in pairwise(held)]
        if len(held) == n_cols - 1 and n_cols > 3:
            return [(-1e9, held[0].x0), *((a.x1, b.x0) for a, b in pairwise(held))]
    return [(-1e9, 1e9)] * (n_cols - 1)


def _border(
    strip: tuple[float, float], rows: Sequence[_Row], ends: Sequence[float], between: tuple[float, float]
) -> float:
    low, high = max(strip[0], between[0]), min(strip[1], between[1])
    if low >= high:
        low, high = strip
    strip = low, high
    drawn = [x for x in ends if low <= x <= high]
    if drawn:
        return drawn[0]
    free = [strip]
    for row in rows:
        for c in row.chunks:
            if c.x0 < high and low < c.x1 and (c.x0 > low or c.x1 < high):
                cut = [(a, min(b, c.x0)) for a, b in free] + [(max(a, c.x1), b) for a, b in free]
                free = [(a, b) for a, b in cut if b - a > 2] or free
    low, high = max(free, key=lambda f: f[1] - f[0])
    return (low + high) / 2


def _figures_line_up(data: Sequence[_Row], xs: Sequence[float], least: int) -> bool:
    """Whether at least one column holds figures in ``least`` rows or more, one above the other."""
    return _figure_columns(data, xs, least) >= 1


def _figure_columns(data: Sequence[_Row], xs: Sequence[float], least: int) -> int:
    count = 0
    for low, high in pairwise(xs):
        held = [c for r in data for c in r.chunks if low <= c.middle < high]
        figures = [c for c in held if is_figure(c.text)]
        if sum(is_number(c.text) for c in figures) < least or len(figures) < 0.7 * len(held):
            continue
        if _line_up(figures):
            count += 1
    return count


def _line_up(figures: Sequence[Chunk]) -> bool:
    """Whether figures stand one above the other: by their right ends, left ends or middles."""
    ends = ([c.x1 for c in figures], [c.x0 for c in figures], [c.middle for c in figures])
    for places in map(sorted, ends):
        middle = places[len(places) // 2]
        if sum(abs(p - middle) <= _ALIGNED for p in places) >= 0.6 * len(places):
            return True
    widths = [c.x1 - c.x0 for c in figures]
    return max(c.x1 for c in figures) - min(c.x0 for c in figures) <= 1.6 * max(widths)


# ---------------------------------------------------------------- by alignment alone


def _runs(rows: Sequence[_Row]) -> list[list[_Row]]:
    """Runs of close lines that begin and end with a data line: text, then figures set apart."""
    runs: list[list[_Row]] = []
    run: list[_Row] = []
    waiting: list[_Row] = []
    for row in rows:
        near = not run or row.top - (waiting or run)[-1].bottom <= (_STEP - 1) * (row.bottom - row.top) + 2
        if run and (not near or len(waiting) >= 3):
            runs.append(run)
            run, waiting = [], []
        if _is_data(row):
            run += [*waiting, row] if run else [row]
            waiting = []
        elif run:
            waiting.append(row)
    if run:
        runs.append(run)
    return [r for r in runs if sum(map(_is_data, r)) >= 3]


def _is_data(row: _Row) -> bool:
    if len(row.chunks) < 2:
        return False
    apart = [
        b for a, b in pairwise(row.chunks) if b.x0 - a.x1 >= _WIDE * max(b.words[0].size, 5.0) and is_number(b.text)
    ]
    label = row.chunks[0].text
    return bool(apart) and not label.endswith(":") and ". ." not in label and ".." not in label


def _by_alignment(run: Sequence[_Row], rows: Sequence[_Row]) -> Grid | None:
    """The grid of a run of lines whose figures line up, with the headings over it."""
    data = [r for r in run if _is_data(r)]
    left = min(r.words[0].x0 for r in run)
    right = max(w.x1 for r in run for w in r.words)
    place = next(n for n, r in enumerate(rows) if r is run[0])
    xs = _column_borders(data, [*rows[max(place - 4, 0) : place], *run], [left - 2, right + 2])
    if xs is None:
        return None
    n_cols = len(xs) - 1
    figure_columns = _figure_columns(data, xs, 3)
    if not figure_columns or (n_cols == 2 and len(data) < 5):
        return None
    if _is_diagram(data, xs):
        return None
    head = _headings(run[0], rows, xs)
    money = sum(any(_is_money(c.text) for c in r.chunks[1:]) for r in data) >= 0.6 * len(data)
    if n_cols == 2 and not (head and money):
        return None
    if figure_columns == 1 and not head:
        return None
    if figure_columns > 1 and not head and len(data) < 4:
        return None
    lines = [*head, *run]
    left = min(left, *(r.words[0].x0 for r in lines)) - 2
    right = max(right, *(w.x1 for r in lines for w in r.words)) + 2
    xs = [min(xs[0], left), *xs[1:-1], max(xs[-1], right)]
    anchors = [_is_data(r) or r.figures > 0 for r in run]
    firsts = row_borders([(r.top, r.bottom) for r in run], anchors, opening_lines([r.words for r in run], xs[1]))
    ys = [(run[n - 1].bottom + run[n].top) / 2 for n in firsts[1:]]
    top = [head[0].top - 1, (head[-1].bottom + run[0].top) / 2] if head else [run[0].top - 1]
    return _grid([*top, *ys, run[-1].bottom + 1], xs, lines)


def _is_diagram(data: Sequence[_Row], xs: Sequence[float]) -> bool:
    """Whether the figures are the marks of an axis: no line has a label, or all columns run in even steps."""
    labelled = sum(any(ch.isalpha() for ch in r.chunks[0].text) or not is_number(r.chunks[0].text) for r in data)
    if labelled >= 0.5 * len(data):
        return False
    for low, high in pairwise(xs):
        values = [_value(c.text) for r in data for c in r.chunks if low <= c.middle < high and is_number(c.text)]
        steps = {round(b - a, 6) for a, b in pairwise(values)}
        if len(values) >= 4 and (len(steps) > 1 or steps == {1.0}):
            return False
    return True


def _value(text: str) -> float:
    digits = "".join(ch for ch in text.replace(",", ".") if ch.isdigit() or ch in ".-")
    try:
        return float(digits)
    except ValueError:
        return 0.0


def _is_money(text: str) -> bool:
    digits = sum(ch.isdigit() for ch in text)
    return is_number(text) and (digits >= 4 or "," in text or "€" in text or "%" in text) and not is_year(text)


def _headings(first: _Row, rows: Sequence[_Row], xs: Sequence[float]) -> list[_Row]:
    """The lines just over the first data line that stand over its columns."""
    place = next(n for n, r in enumerate(rows) if r is first)
    head: list[_Row] = []
    below = first
    for row in reversed(rows[max(place - 4, 0) : place]):
        if below.top - row.bottom > (_CLOSE - 1) * (row.bottom - row.top) + 3:
            break
        if any(is_number(c.text) and not is_year(c.text) for c in row.chunks) or not _stands_over(row, xs):
            break
        head.insert(0, row)
        below = row
    several = any(len(r.chunks) >= max(2, (len(xs) - 1) // 2) for r in head)
    return head if several else []


def _stands_over(row: _Row, xs: Sequence[float]) -> bool:
    """Whether the chunks of a line keep to the columns (the first column may be left empty)."""
    if row.words[0].x0 < xs[0] - 3 or row.words[-1].x1 > xs[-1] + 30:
        return False
    inner = list(xs[1:-1])
    crossing = sum(any(c.x0 + 1 < x < c.x1 - 1 for x in inner) for c in row.chunks)
    return crossing == 0 or (len(row.chunks) > 1 and crossing < len(row.chunks)) or crossing == 1 < len(xs) - 2


# ---------------------------------------------------------------- the grid


def _grid(ys: Sequence[float], xs: Sequence[float], rows: Sequence[_Row]) -> Grid:
    """A grid whose cells lie over several columns where a line's text does."""
    spans: list[Span] = []
    for n, (top, bottom) in enumerate(pairwise(ys)):
        held = [r for r in rows if top <= (r.top + r.bottom) / 2 < bottom]
        walls = set(range(1, len(xs) - 1))
        for row in held:
            for c in row.chunks:
                walls -= {k for k in walls if c.x0 + 1.5 < xs[k] < c.x1 - 1.5}
        marks = [0, *sorted(walls), len(xs) - 1]
        spans += [Span(n, a, n + 1, b) for a, b in pairwise(marks)]
    return Grid(list(xs), list(ys), spans, ruled=False)
