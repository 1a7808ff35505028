"""Tables without any rules, by aligned columns alone, and the search for all tables without vertical rules.

French acts set attendance lists, signatures, letterheads and votes in columns too. A table is therefore only seen
where columns of figures line up over several rows, under headings or within rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from models.document import Box, Page, Word
from pipeline.tables.banded import find_banded
from pipeline.tables.edges import Edge, Edges
from pipeline.tables.lattice import Grid
from pipeline.tables.lines import (
    Row,
    column_borders,
    figure_columns,
    grid_of,
    headings,
    is_diagram,
    only_words,
    rows_of,
    strips_between,
    with_labels,
)
from pipeline.tables.text import is_number, is_year, opening_lines, row_borders

_STEP = 1.6  # of the line height: a wider gap ends a table without rules
_TALL = 0.3  # of the page height: a vertical rule this long parts the page
_GUTTER = 9.0  # points between columns of a page
_BARE = 0.34  # of the lines: with more that have no label, figures may be wrapped
_FEW = 4  # words with digits: with fewer on a page there is no table of figures


def find_aligned(page: Page, words: Sequence[Word], edges: Edges, taken: Sequence[Box]) -> list[Grid]:
    """Grids of the tables among ``words`` (those outside other tables), from their alignment.

    ``words`` come ``in_order``. ``edges`` are the edges of the page, ``taken`` the boxes of tables already found.
    """
    upright = [w for w in words if w.upright]
    if len(edges.horizontal) < _FEW and not _has_figures(upright):
        return []
    grids: list[Grid] = []
    boxes = list(taken)
    for rows in _zones(page, upright, edges.vertical, taken):
        found = find_banded(page, rows, edges.horizontal, taken)
        for grid in found:
            if not any(_overlap(grid.box, b) for b in boxes):
                grids.append(grid)
                boxes.append(grid.box)
        free = with_labels([r for r in rows if not any(_inside(r, b) for b in boxes)])
        for first, last in _runs(free):
            first, last = _with_wrapped(free, first, last)
            bare = _by_alignment(free[first:last], free[:first])
            if bare and not any(_overlap(bare.box, b) for b in boxes):
                grids.append(bare)
                boxes.append(bare.box)
    return grids


def _has_figures(words: Iterable[Word]) -> bool:
    """Whether there are as many words with digits as a table of figures has."""
    figures = (w for w in words if w.text[-1:].isdigit() or w.text[:1].isdigit())
    return next(islice(figures, _FEW - 1, None), None) is not None


def _inside(row: Row, box: Box) -> bool:
    return box.top - 1 <= row.middle <= box.bottom + 1 and any(
        box.x0 - 1 <= c.middle <= box.x1 + 1 for c in row.chunks
    )


def _overlap(one: Box, two: Box) -> bool:
    return one.x0 < two.x1 and two.x0 < one.x1 and one.top < two.bottom and two.top < one.bottom


# ---------------------------------------------------------------- columns of the page


def _zones(page: Page, words: Sequence[Word], vertical: Sequence[Edge], taken: Sequence[Box]) -> list[list[Row]]:
    """The lines of each column of the page: parted by long vertical rules, and by gutters between texts of their own.

    Lines beside a table's column have their baselines in common, lines of two texts hardly.
    """
    rules = [
        e.at
        for e in vertical
        if e.length >= _TALL * page.height and not any(b.x0 - 3 <= e.at <= b.x1 + 3 for b in taken)
    ]
    out: list[list[Row]] = []
    for zone in _parted(words, rules) if rules else [words]:
        rows = rows_of(zone)
        cuts: list[float] = []
        if len(rows) >= 12 and sum(r.is_data for r in rows) >= 2:
            gutters = [(a + b) / 2 for a, b in strips_between(rows, 0.9, 0.12) if b - a >= _GUTTER]
            cuts = [x for x in gutters if _own_baselines(rows, x)]
        out += [rows_of(part) for part in _parted(zone, cuts)] if cuts else [rows]
    return out


def _parted(words: Sequence[Word], places: Sequence[float]) -> list[list[Word]]:
    groups: dict[int, list[Word]] = {}
    for word in words:
        groups.setdefault(sum(x < (word.x0 + word.x1) / 2 for x in places), []).append(word)
    return [groups[n] for n in sorted(groups)]


def _own_baselines(rows: Sequence[Row], x: float) -> bool:
    """Whether there are texts, not columns of figures, left and right of ``x``, each with lines of its own."""
    clear = [w for r in rows if not any(c.x0 < x < c.x1 for c in r.chunks) for w in r.words]
    sides = _parted(clear, [x])
    if len(sides) < 2 or any(_is_mostly_digits(side) for side in sides):
        return False
    left, right = (sorted({round(w.bottom) for w in side}) for side in sides)
    short, long = sorted((left, right), key=len)
    shared = sum(any(abs(a - b) <= 1 for b in long) for a in short)
    return len(short) >= 5 and shared < 0.6 * len(short)


def _is_mostly_digits(words: Sequence[Word]) -> bool:
    return 2 * sum(ch.isdigit() for w in words for ch in w.text) > sum(len(w.text) for w in words)


# ---------------------------------------------------------------- by alignment alone


def _runs(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Runs (first, end) of close lines that begin and end with a data line: text, then figures set apart."""
    runs: list[tuple[int, int]] = []
    first = last = -1
    for n, row in enumerate(rows):
        if first >= 0:
            far = row.top - rows[n - 1].bottom > _STEP * row.height + 2
            if far or n - last > 3 or _opens_table(row, rows[last]):
                runs.append((first, last + 1))
                first = -1
        if row.is_data:
            first = n if first < 0 else first
            last = n
    if first >= 0:
        runs.append((first, last + 1))
    return [(a, b) for a, b in runs if sum(r.is_data for r in rows[a:b]) >= 2]


def _with_wrapped(rows: Sequence[Row], first: int, last: int) -> tuple[int, int]:
    """The run with the lines of wrapped cells that stick out over its first and under its last data line."""
    while first > 0 and rows[first - 1].bottom > rows[first].top + 0.1 * rows[first].height:
        first -= 1
    while last < len(rows) and len(rows[last].chunks) == 1:
        row, above = rows[last], rows[last - 1]
        gap = row.top - above.bottom
        wrapped = (
            row.chunks[0].text[0].islower() and gap < 0.3 * row.height and row.chunks[0].x1 < above.chunks[-1].x0
        )
        if not (gap < -0.1 * row.height or wrapped):
            break
        last += 1
    return first, last


def _opens_table(row: Row, data: Row) -> bool:
    """Whether a line under a data line has headings of another table."""
    return row.bold and not data.bold and len(row.chunks) >= 2 and only_words(row)


def _by_alignment(run: Sequence[Row], over: Sequence[Row]) -> Grid | None:
    """The grid of a run of lines whose figures line up, with the headings over it."""
    data = [r for r in run if r.is_data]
    strips = strips_between(data)
    if not strips:
        return None
    left, right = min(r.chunks[0].x0 for r in run), max(w.x1 for r in run for w in r.words)
    head = headings(run[0], over, strips, (left, right))
    lines = [*head, *run]
    left = min(r.words[0].x0 for r in lines) - 2
    right = max(w.x1 for r in lines for w in r.words) + 2
    xs = column_borders(strips, lines, left, right)
    if not _is_borne_out(data, xs, head) or is_diagram(data, xs):
        return None
    anchors = [r.is_data or r.figures > 0 for r in run]
    firsts = row_borders([(r.top, r.bottom) for r in run], anchors, opening_lines([r.words for r in run], xs[1]))
    ys = [(run[n - 1].bottom + run[n].top) / 2 for n in firsts[1:]]
    top = [head[0].top - 1, (head[-1].bottom + run[0].top) / 2] if head else [run[0].top - 1]
    return grid_of([*top, *ys, run[-1].bottom + 1], xs, lines)


def _is_borne_out(data: Sequence[Row], xs: Sequence[float], head: Sequence[Row]) -> bool:
    """Whether there is evidence enough for a table: the fewer columns and headings, the more rows and money."""
    n_cols, headed = len(xs) - 1, bool(head)
    columns = figure_columns(data, xs, 2 if headed and n_cols > 2 else 3)
    bare = sum(r.chunks[0].middle > xs[1] for r in data)  # lines without a label
    if not columns or bare > _BARE * len(data):
        return False
    money = sum(any(_is_money(c.text) for c in r.chunks[1:]) for r in data) >= 0.6 * len(data)
    if n_cols == 2:
        return headed and money and len(data) >= 3
    if headed:
        set_apart = all(r.bold for r in head) and not any(r.bold for r in data) and len(head[-1].chunks) == n_cols
        return len(data) >= 3 or money or (set_apart and columns >= 3)
    return columns > 1 and len(data) >= 4


def _is_money(text: str) -> bool:
    digits = sum(ch.isdigit() for ch in text)
    return is_number(text) and (digits >= 4 or "," in text or "€" in text or "%" in text) and not is_year(text)
