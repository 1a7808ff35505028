"""Lines of text as rows of a table without vertical rules: columns of figures, borders between them, headings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from operator import attrgetter

from models.document import Word
from pipeline.tables.cells import grouped
from pipeline.tables.lattice import Grid, Span
from pipeline.tables.text import (
    Chunk,
    chunks,
    is_figure,
    is_number,
    is_year,
    may_open_figure,
    may_set_figures_apart,
    rivers,
)

_WIDE = 1.1  # of the type size: a gap that parts columns where no rule helps
_ALIGNED = 3.5  # points between ends of figures that line up
_NARROWEST = 0.45  # of the type size: a narrower strip parts no columns
_CLOSE = 1.2  # of the line height: headings stand this near to the figures below
_NEXT = 0.8  # of the line height: levels of headings stand this near
_TIGHT = 0.35  # of the line height: lines of one heading stand this near

_BEYOND = 80.0  # points: a heading may reach this far beyond the figures under it
_STAGGERED = 0.25  # of the line height: lines that overlap more stand side by side

Strip = tuple[float, float]
_ANYWHERE: Strip = (-1e9, 1e9)


class Row:
    """A printed line of a candidate. What follows from its words is worked out when it is asked for, and once."""

    def __init__(self, words: list[Word], top: float, bottom: float, pieces: list[Chunk] | None = None) -> None:
        self.words, self.top, self.bottom = words, top, bottom
        self.middle = (top + bottom) / 2
        self.height = bottom - top
        self._joined = pieces is not None  # lines made one: their words are not left to right
        if pieces is not None:
            self.chunks = pieces

    @cached_property
    def chunks(self) -> list[Chunk]:
        return chunks(self.words)

    @cached_property
    def figures(self) -> int:
        return sum(is_figure(c.text) for c in self.chunks)

    @cached_property
    def numbers(self) -> int:
        return sum(is_number(c.text) for c in self.chunks)

    @property
    def all_figures(self) -> bool:
        """Whether there is nothing but figures, a number among them."""
        return may_open_figure(self.words[0].text) and self.figures == len(self.chunks) and self.numbers > 0

    @cached_property
    def is_data(self) -> bool:
        """Whether it is text with figures set apart behind it, and no entry of a table of contents or of a list."""
        if not (self._joined or may_set_figures_apart(self.words, _WIDE)) or len(self.chunks) < 2:
            return False
        apart = any(
            b.x0 - a.x1 >= _WIDE * max(b.words[0].size, 5.0) and is_figure(b.text) for a, b in pairwise(self.chunks)
        )
        label = self.chunks[0].text
        return apart and not label.endswith(":") and not any(". ." in c.text or ".." in c.text for c in self.chunks)

    @cached_property
    def bold(self) -> bool:
        return all(w.bold for w in self.words)

    def within(self, left: float, right: float) -> Row | None:
        """The part of the line between two places, None when nothing stands there."""
        words = [w for w in self.words if left <= (w.x0 + w.x1) / 2 <= right]
        return Row(words, self.top, self.bottom) if words else None


_top, _bottom = attrgetter("top"), attrgetter("bottom")


def rows_of(words: Sequence[Word]) -> list[Row]:
    """The printed lines of ``words``, which come ``in_order``, top to bottom."""
    return [Row(line, min(map(_top, line)), max(map(_bottom, line))) for line in grouped(words)]


def with_labels(rows: Sequence[Row]) -> list[Row]:
    """``rows`` where a line of figures only, set at half height beside a label of two lines, is one with it."""
    out: list[Row] = []
    n = 0
    while n < len(rows):
        row = rows[n]
        after = rows[n + 1] if n + 1 < len(rows) else None
        near = (out and _overlap(out[-1], row)) or (after is not None and _overlap(row, after))
        if near and row.all_figures:
            parts = [out.pop()] if out and _beside(out[-1], row) else []
            parts += [row, after] if after is not None and _beside(row, after) else [row]
            n += len(parts) - parts.index(row)
            out.append(_joined(parts) if len(parts) > 1 else row)
        else:
            out.append(row)
            n += 1
    return out


def _beside(above: Row, below: Row) -> bool:
    """Whether two lines overlap in height and stand side by side."""
    apart = above.chunks[-1].x1 < below.chunks[0].x0 or below.chunks[-1].x1 < above.chunks[0].x0
    return apart and _overlap(above, below)


def _overlap(above: Row, below: Row) -> bool:
    """Whether two lines overlap in height."""
    return above.bottom - below.top > _STAGGERED * min(above.height, below.height)


def _joined(parts: Sequence[Row]) -> Row:
    """Lines that stand side by side as one: pieces over each other are one chunk."""
    pieces: list[Chunk] = []
    for c in sorted((c for row in parts for c in row.chunks), key=lambda c: c.x0):
        if pieces and c.x0 < pieces[-1].x1:
            last = pieces[-1]
            pieces[-1] = Chunk(last.x0, max(last.x1, c.x1), f"{last.text} {c.text}", last.words + c.words)
        else:
            pieces.append(c)
    words = [w for row in parts for w in row.words]
    return Row(words, min(r.top for r in parts), max(r.bottom for r in parts), pieces)


def only_words(row: Row) -> bool:
    """Whether a line has no figures but years."""
    return all(is_year(c.text) or not is_number(c.text) for c in row.chunks)


def strips_between(data: Sequence[Row], least: float = _NARROWEST, slack: float = 0.05) -> list[Strip]:
    """The empty strips between the columns of ``data``."""
    size = max((w.size for r in data for w in r.words), default=8.0) or 8.0
    return rivers([r.chunks for r in data], least * size, slack)


def figure_columns(data: Sequence[Row], xs: Sequence[float], least: int) -> int:
    """How many of the columns hold figures, one above the other, in ``least`` rows or more."""
    count = 0
    for low, high in pairwise(xs):
        held = [c for r in data for c in r.chunks if low <= c.middle < high]
        figures = [c for c in held if is_figure(c.text)]
        enough = sum(is_number(c.text) for c in figures) >= least and len(figures) >= 0.7 * len(held)
        count += enough and _line_up(figures)
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


def is_diagram(data: Sequence[Row], xs: Sequence[float]) -> bool:
    """Whether the figures are the marks of an axis: no line has a label, and all columns run in even steps."""
    labelled = sum(not is_number(r.chunks[0].text) for r in data)
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


# ---------------------------------------------------------------- headings


def headings(first: Row, rows: Sequence[Row], strips: Sequence[Strip], ends: Strip) -> list[Row]:
    """The lines just over ``first`` that stand over its columns, top to bottom; empty when there are none.

    ``rows`` holds the lines over ``first``, top to bottom; ``strips`` parts the columns between ``ends``.
    Some line must have headings for half of the columns. A line of prose, or a title, is no heading.
    """
    head: list[Row] = []
    below = first
    for row in reversed(rows[-4:]):
        reach = _CLOSE if not head else _NEXT
        if below.top - row.bottom > reach * row.height + 3 or not only_words(row):
            break
        if not _may_stand_over(row, head, strips, ends):
            break
        head.insert(0, row)
        below = row
    several = any(len(r.chunks) >= max(2, (len(strips) + 1) // 2) for r in head)
    while head and len(head[0].chunks) == 1 and not several:
        head.pop(0)
    return head if several else []


def _may_stand_over(row: Row, head: Sequence[Row], strips: Sequence[Strip], ends: Strip) -> bool:
    left, right = ends
    last = row.chunks[-1]
    if row.chunks[0].x0 < left - 4 or last.x0 > right + 4 or last.x1 > right + _BEYOND:
        return False
    if head and head[0].bold != row.bold:
        return False
    covered = [[k for k, (low, high) in enumerate(strips) if c.x0 < low + 1 and c.x1 > high - 1] for c in row.chunks]
    if len(row.chunks) == 1:
        in_first = row.chunks[0].x0 < strips[0][0]
        if covered[0]:  # over several columns: a group heading, but not a title that begins at the left
            return bool(head) and not in_first
        wrapped = bool(head) and head[0].top - row.bottom <= _TIGHT * row.height and row.words[-1].text[-1] != ":"
        return not in_first or wrapped
    columns = [sum((low + high) / 2 < c.middle for low, high in strips) for c in row.chunks]
    return sum(map(bool, covered)) <= len(row.chunks) / 2 and len(set(columns)) >= len(columns) - 1


# ---------------------------------------------------------------- column borders


def column_borders(
    strips: Sequence[Strip], rows: Sequence[Row], left: float, right: float, marks: Sequence[float] = ()
) -> list[float]:
    """Column borders, one in each strip, and the outer ones.

    In a strip the border goes through one of ``marks`` (places where cells are drawn to end), or between the headings
    on its sides, or where the other ``rows`` leave most room.
    """
    between = _between_headings(rows, len(strips) + 1)
    return [left, *(_border(s, rows, marks, gap) for s, gap in zip(strips, between, strict=True)), right]


def _between_headings(rows: Sequence[Row], n_cols: int) -> list[Strip]:
    """For each inner border the gap between its headings, where a line has one for each column (or but the first)."""
    for row in rows:
        held = row.chunks
        if not only_words(row):
            continue
        if len(held) == n_cols and n_cols > 2:
            return [(a.x1, b.x0) for a, b in pairwise(held)]
        if len(held) == n_cols - 1 and n_cols > 3:
            return [(-1e9, held[0].x0), *((a.x1, b.x0) for a, b in pairwise(held))]
    return [_ANYWHERE] * (n_cols - 1)


def _border(strip: Strip, rows: Sequence[Row], marks: Sequence[float], between: Strip) -> float:
    low, high = max(strip[0], between[0]), min(strip[1], between[1])
    if low >= high:
        low, high = strip
    drawn = [x for x in marks if low <= x <= high]
    if drawn:
        return drawn[0]
    free = [(low, high)]
    for row in rows:
        for c in row.chunks:
            if c.x0 < high and low < c.x1 and (c.x0 > low or c.x1 < high):
                cut = [(a, min(b, c.x0)) for a, b in free] + [(max(a, c.x1), b) for a, b in free]
                free = [(a, b) for a, b in cut if b - a > 2] or free
    low, high = max(free, key=lambda f: f[1] - f[0])
    return (low + high) / 2


def grid_of(ys: Sequence[float], xs: Sequence[float], rows: Sequence[Row]) -> Grid:
    """A grid whose cells lie over several columns where a line's text does."""
    spans: list[Span] = []
    for n, (top, bottom) in enumerate(pairwise(ys)):
        walls = set(range(1, len(xs) - 1))
        for row in rows:
            if top <= row.middle < bottom:
                walls -= {k for c in row.chunks for k in walls if c.x0 + 1.5 < xs[k] < c.x1 - 1.5}
        marks = [0, *sorted(walls), len(xs) - 1]
        spans += [Span(n, a, n + 1, b) for a, b in pairwise(marks)]
    return Grid(list(xs), list(ys), spans, ruled=False)
