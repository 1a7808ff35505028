"""What the rules of a grid leave open: cells drawn as one that hold several columns or several rows."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from models.document import Word
from pipeline.tables.cells import Contents, Lines, contents, lines_of, place
from pipeline.tables.lattice import Grid, Span
from pipeline.tables.text import (
    Chunk,
    chunks,
    is_figure,
    is_number,
    may_be_wrapped,
    may_set_figures_apart,
    opening_lines,
    rivers,
    row_borders,
)

_APART = 1.0  # points that a chunk may reach over a column border
_SAME = 3.0  # points between baselines of one row
_DRAWN = 4  # times as many rows drawn one by one as rows drawn together: every row is drawn


def refine(grid: Grid, words: Sequence[Word]) -> tuple[Grid, Contents]:
    """The grid with columns and rows that only the text shows, and the lines in its cells.

    ``words`` come ``in_order``.
    """
    held = contents(grid, words)
    for step in (split_columns, split_spans, split_rows):
        finer = step(grid, held)
        if finer is not grid:
            grid, held = finer, contents(finer, words)
    return grid, held


def split_spans(grid: Grid, held: Contents) -> Grid:
    """Cells over several columns cut at the column borders that their text keeps clear of.

    Below a ruled header the columns often go on without vertical rules. A cell is cut only when its text falls into
    chunks that stand in different columns, and when figures or a second row of the same shape bear it out.
    """
    wide = [s for s in grid.spans if s.col_end - s.col > 1]
    if not wide:
        return grid
    patterns: dict[Span, list[tuple[int, int]]] = {}
    for span in wide:
        pattern = _column_groups(grid, span, held[span])
        if len(pattern) > 1:
            patterns[span] = pattern
    if not patterns:
        return grid
    spans: list[Span] = []
    for span in grid.spans:
        pattern = patterns.get(span, [])
        alike = sum((s.col, s.col_end) == (span.col, span.col_end) for s in patterns)
        if len(pattern) > 1 and (alike >= 2 or _has_figures(held[span])):
            spans += _cut(span, pattern)
        else:
            spans.append(span)
    return Grid(grid.xs, grid.ys, spans, grid.ruled)


def _column_groups(grid: Grid, span: Span, lines: Lines) -> list[tuple[int, int]]:
    """The column ranges (first, end) that the chunks of a cell stand in; overlapping ranges are one."""
    ranges: list[tuple[int, int]] = []
    for line in lines:
        for chunk in chunks(line):
            first = place(grid.xs, chunk.x0 + _APART)
            last = place(grid.xs, chunk.x1 - _APART)
            if first is None or last is None:
                return []
            ranges.append((first, last + 1))
    merged: list[tuple[int, int]] = []
    for low, high in sorted(set(ranges)):
        if merged and low < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged


def _has_figures(lines: Lines) -> bool:
    return any(is_number(c.text) for line in lines for c in chunks(line)[1:])


def _cut(span: Span, pattern: Sequence[tuple[int, int]]) -> list[Span]:
    """``span`` cut so that each range of ``pattern`` is one cell and every free column its own."""
    pieces: list[Span] = []
    col = span.col
    for low, high in pattern:
        pieces += [Span(span.row, c, span.row_end, c + 1) for c in range(col, low)]
        pieces.append(Span(span.row, low, span.row_end, high))
        col = high
    pieces += [Span(span.row, c, span.row_end, c + 1) for c in range(col, span.col_end)]
    return pieces


def split_columns(grid: Grid, held: Contents) -> Grid:
    """Columns cut where their text shows several aligned columns of figures without a rule between them."""
    columns: list[Lines] = [[] for _ in grid.xs[1:]]
    for s in grid.spans:
        if s.col_end == s.col + 1:
            columns[s.col] += held[s]
    borders = [x for lines in columns for x in _inner_borders(lines)]
    if not borders:
        return grid
    xs = sorted([*grid.xs, *borders])
    new = {x: n for n, x in enumerate(xs)}
    old = [new[x] for x in grid.xs]
    spans: list[Span] = []
    for s in grid.spans:
        spans.append(Span(s.row, old[s.col], s.row_end, old[s.col_end]))
    return Grid(xs, grid.ys, spans, grid.ruled)


def _inner_borders(lines: Lines) -> list[float]:
    """Borders between columns of figures inside one drawn column."""
    likely = [chunks(line) for line in lines if may_set_figures_apart(line)]
    data = [line for line in likely if sum(is_figure(c.text) for c in line) >= 2 or _label_and_figure(line)]
    if len(data) < 3 or len(data) < 0.5 * len(lines):
        return []
    size = max((w.size for line in data for c in line for w in c.words), default=8.0)
    strips = rivers(data, 0.5 * max(size, 5.0), 0.0)
    borders = [(a + b) / 2 for a, b in strips]
    columns = [-1e9, *borders, 1e9]
    figured = 0
    for low, high in itertools.pairwise(columns):
        texts = [c.text for line in data for c in line if low < c.middle < high]
        if len(texts) >= 2 and sum(map(is_figure, texts)) >= 0.7 * len(texts):
            figured += 1
    return borders if figured >= 2 or (figured == 1 and len(data) >= 3 and len(columns) == 3) else []


def _label_and_figure(line: Sequence[Chunk]) -> bool:
    return len(line) >= 2 and is_number(line[-1].text) and not is_figure(line[0].text)


def split_rows(grid: Grid, held: Contents) -> Grid:
    """Rows cut at the lines of figures where a drawn row holds several of them.

    Where nearly every row of figures has rules of its own, a row that holds two figures in a cell is one row (a fee
    and a grant to one association), unless it is plain lines one under the other.
    """
    rows: list[list[Span]] = [[] for _ in grid.ys[1:]]
    for s in grid.spans:
        if s.row_end == s.row + 1:
            rows[s.row].append(s)
    cuts = {row: found for row, cells in enumerate(rows) if (found := _row_cuts(grid, cells, held))}
    if not cuts:
        return grid
    drawn = sum(
        any(s.col > 0 and _opens_with_figure(held[s]) for s in cells)
        for row, cells in enumerate(rows)
        if row not in cuts
    )
    if drawn >= _DRAWN * len(cuts):
        cuts = {row: found for row, found in cuts.items() if len(_lines_in(rows[row], held)) == len(found) + 1}
        if not cuts:
            return grid
    ys: list[float] = []
    start: list[int] = []
    for row, y in enumerate(grid.ys):
        start.append(len(ys))
        ys.append(y)
        ys += cuts.get(row, [])
    spans: list[Span] = []
    for s in grid.spans:
        if s.row_end == s.row + 1 and s.row in cuts:
            spans += [Span(r, s.col, r + 1, s.col_end) for r in range(start[s.row], start[s.row_end])]
        else:
            spans.append(Span(start[s.row], s.col, start[s.row_end], s.col_end))
    return Grid(grid.xs, ys, spans, grid.ruled)


def _opens_with_figure(lines: Lines) -> bool:
    return bool(lines) and is_number(_text(lines[0]))


def _lines_in(cells: Iterable[Span], held: Contents) -> Lines:
    """The lines that the cells of a drawn row have together."""
    return lines_of(w for s in cells for line in held[s] for w in line)


def _text(line: Sequence[Word]) -> str:
    return " ".join(w.text for w in line)


def _row_cuts(grid: Grid, cells: Sequence[Span], held: Contents) -> list[float]:
    """Heights at which one drawn row of ``cells`` is to be cut, none when it is a single row."""
    several = [s for s in cells if len(held[s]) >= 2]
    if not several or any(may_be_wrapped(held[s], grid.xs[s.col], grid.xs[s.col_end]) for s in several):
        return []
    columns = [
        [(line[0].top + line[0].bottom) / 2 for line in held[s]]
        for s in several
        if all(is_figure(_text(line)) for line in held[s]) and any(is_number(_text(line)) for line in held[s])
    ]
    if not columns or (len(columns) < 2 and len(columns[0]) < 3):
        return []
    anchors = _common([y for column in columns for y in column])
    if len(columns) >= 2 and sum(len(c) for c in columns) < 1.5 * len(anchors):
        return []  # figures at unlike heights: not lines of one table
    lines = _lines_in(cells, held)
    centres = [(line[0].top + line[0].bottom) / 2 for line in lines]
    anchored = [any(abs(y - a) <= _SAME for a in anchors) for y in centres]
    if sum(anchored) < 2:
        return []
    tops = [(min(w.top for w in line), max(w.bottom for w in line)) for line in lines]
    firsts = row_borders(tops, anchored, opening_lines(lines, grid.xs[1]))
    return [(tops[n - 1][1] + tops[n][0]) / 2 for n in firsts[1:]]


def _common(places: Sequence[float]) -> list[float]:
    out: list[float] = []
    for y in sorted(places):
        if not out or y - out[-1] > _SAME:
            out.append(y)
    return out
