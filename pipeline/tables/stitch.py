"""Tables that run over pages, made one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from models.document import Cell, Page, Table, Word
from models.passage import Passage, from_lines, join
from pipeline.tables.columns import matched_columns, remapped
from pipeline.tables.headers import mark_by_contrast, section_rows
from pipeline.tables.text import is_number
from pipeline.tables.trust import clashes

_NEAR = 2.0  # points: text this close to a table's end does not lie beyond it
_FILLED = 0.75  # of the rows: a column filled this often is not expected to be empty
_SUITE = re.compile(r"\(?\s*\(?suite(?:\s+(?:et fin|\d+))?\s*\)?\s*$", re.IGNORECASE)


class PageTables(NamedTuple):
    """A page with its tables and the extent of its running text outside them.

    ``body_top`` and ``body_bottom`` leave out running headers, footers and page numbers; None when the page holds
    nothing but tables.
    """

    page: Page
    tables: list[Table]
    body_top: float | None
    body_bottom: float | None


def stitch(pages: Sequence[PageTables]) -> list[Table]:
    """All tables of consecutive pages in order, those that go on over a page end joined into one.

    A table goes on when it is the last thing of its page and the first of the next, with the same columns (some may
    be missing) and without other headings. Repeated header rows are dropped, and a row that the page end cut is
    joined cell by cell. The tables given are not changed.
    """
    out: list[Table] = []
    open_table: Table | None = None
    last_page = -1
    for page, tables, body_top, body_bottom in pages:
        ordered = sorted(tables, key=lambda t: (t.boxes[page.number].top, t.boxes[page.number].x0))
        follows = open_table if last_page == page.number - 1 else None
        open_table = None
        for n, table in enumerate(ordered):
            box = table.boxes[page.number]
            first = n == 0 and (body_top is None or body_top >= box.top - _NEAR)
            whole = _joined(follows, table) if first and follows is not None else None
            if whole is None:
                whole = replace(table, cells=list(table.cells), boxes=dict(table.boxes))
                out.append(whole)
            else:
                out[-1] = whole
            if n == len(ordered) - 1 and (body_bottom is None or body_bottom <= box.bottom + _NEAR):
                open_table = whole
        last_page = page.number
    for table in out:
        if table.page_last > table.page_first:
            mark_by_contrast(table)
            table.confidence = round(table.confidence * (1 - clashes(table)), 3)
    return out


def _joined(above: Table, below: Table) -> Table | None:
    """``below`` put under ``above``, None when they are two tables."""
    match = matched_columns(above, below)
    if match is None:
        return None
    one, two = remapped(above, match.above, match.n_cols), remapped(below, match.below, match.n_cols)
    skip = _repeated(one, two)
    if not skip and _has_own_header(one, two):
        return None
    if skip:
        one.cells = [c if c.is_header or c.row >= skip else replace(c, is_header=True) for c in one.cells]
    body = [c for c in two.cells if c.row >= skip]
    shift = one.n_rows - skip
    used = two.n_rows - skip
    if used and _continues_row(one, two, skip):
        _join_rows(one, [c for c in body if c.row == skip])
        body = [c for c in body if c.row > skip]
        shift, used = shift - 1, used - 1
    elif used:
        body = _extend_spans(one, body, skip)
    one.cells += [replace(c, row=c.row + shift, is_header=False) for c in body]
    one.cells.sort(key=lambda c: (c.row, c.col))
    one.n_rows += used
    one.page_last = two.page_last
    one.boxes = {**one.boxes, **two.boxes}
    one.confidence = min(one.confidence, two.confidence)
    return one


def _key(text: str) -> str:
    return re.sub(r"\W+", "", _SUITE.sub("", text)).casefold()


def _repeats(above: Sequence[Cell], below: Sequence[Cell]) -> bool:
    """Whether the filled cells of two rows have the same texts."""
    return (
        bool(above)
        and [c.col for c in above] == [c.col for c in below]
        and all(_key(a.text) == _key(b.text) for a, b in zip(above, below, strict=True))
    )


def _filled(table: Table, row: int) -> list[Cell]:
    return [c for c in table.row(row) if c.passage]


def _repeated(above: Table, below: Table) -> int:
    """How many leading rows of ``below`` repeat the first rows of ``above``, or its rows under a title."""
    best = 0
    for start in range(min(3, above.n_rows)):
        count = 0
        while count < min(below.n_rows, above.n_rows - start, 6):
            if not _repeats(_filled(above, start + count), _filled(below, count)):
                break
            count += 1
        if count and (start == 0 or start + count <= above.header_rows):
            best = max(best, count)
    return best


def _has_own_header(above: Table, below: Table) -> bool:
    """Whether ``below`` opens with column headings of its own, or with a title as ``above`` does."""
    if not below.header_rows:
        titles = section_rows(above)
        return 0 in section_rows(below) and 0 in titles and len(titles) == 1
    texts = [c.text for c in below.row(0) if c.passage]
    if len(texts) < 2 or any(t[:1].islower() for t in texts):
        return False
    # Where the part above is nothing but a heading row, what follows is its body.
    return above.n_rows > 1 or above.header_rows > 0


def _continues_row(above: Table, below: Table, row: int) -> bool:
    """Whether the first body row of ``below`` is the rest of the last row of ``above``, cut by the page end."""
    last = above.n_rows - 1
    if last < above.header_rows or row in section_rows(below) or last in section_rows(above):
        return False
    upper = {c.col: c for c in above.cells if c.row <= last < c.row + c.row_span}
    lower = {c.col: c for c in below.cells if c.row == row}
    if all(c.col_span == below.n_cols for c in lower.values()):
        return False
    pairs = [(upper.get(col), cell) for col, cell in lower.items() if cell.passage]
    if not pairs or any(a is not None and is_number(a.text) and is_number(b.text) for a, b in pairs):
        return False
    if any(a is None for a, _ in pairs):
        return False
    if any(_runs_on(a, b, above) for a, b in pairs if a is not None and a.passage):
        return True
    return _lacks_cells(above, below, lower, row)


def _runs_on(above: Cell, below: Cell, table: Table) -> bool:
    """Whether the text of a cell goes on in the cell below: no end of sentence, then a small letter."""
    if above.text[-1:] in "-\u00ad\u0002":
        return True
    if not below.text[:1].islower() or above.text[-1:] in ".!?":
        return False
    starts = [c.text[:1] for c in table.cells if c.col == below.col and c.passage and not c.is_header]
    return 2 * sum(s.islower() for s in starts) <= len(starts)


def _lacks_cells(above: Table, below: Table, lower: dict[int, Cell], row: int) -> bool:
    """Whether cells are empty that the other rows have filled."""
    rest = [c for c in above.cells if not c.is_header] + [c for c in below.cells if c.row > row]
    spans_down = any(c.row_span > 1 and c.col == 0 for c in rest)
    missing = [col for col, cell in lower.items() if not cell.passage and _is_filled(rest, col)]
    if not missing:
        return False
    if 0 in missing:
        return not spans_down
    return all(not c.passage for col, c in lower.items() if col > 0)


def _is_filled(cells: Sequence[Cell], col: int) -> bool:
    held = [c for c in cells if c.col == col]
    return bool(held) and sum(bool(c.passage) for c in held) >= _FILLED * len(held)


def _join_rows(above: Table, cells: Sequence[Cell]) -> None:
    """Add the texts of ``cells`` to the cells of the last row of ``above``."""
    last = above.n_rows - 1
    more = {c.col: c.passage for c in cells if c.passage}
    for n, cell in enumerate(above.cells):
        if cell.row <= last < cell.row + cell.row_span and cell.col in more:
            above.cells[n] = replace(cell, passage=_run_on(cell.passage, more[cell.col]))


def _run_on(one: Passage, two: Passage) -> Passage:
    """Two parts of a cell's text: one paragraph where a sentence goes on, else two."""
    if not one or not two:
        return one or two
    if not two.text[:1].islower() and one.text[-1:] not in "-\u00ad\u0002,'’":
        return join([one, two], "\n")
    head, tail = list(one.paragraphs()), list(two.paragraphs())
    middle = from_lines([*_lines(head[-1]), *_lines(tail[0])])
    return join([*head[:-1], middle, *tail[1:]], "\n")


def _lines(passage: Passage) -> list[list[Word]]:
    """The printed lines of a paragraph, each a list of words."""
    starts = [s for s in passage.line_starts if s > 0]
    bounds = [0, *starts, len(passage.text)]
    lines = [passage.words(a, b) for a, b in itertools.pairwise(bounds)]
    return [line for line in lines if line]


def _extend_spans(above: Table, body: list[Cell], row: int) -> list[Cell]:
    """A row heading that spans rows goes on over an empty first cell after the page end."""
    first = next((c for c in body if c.row == row and c.col == 0), None)
    last = above.n_rows - 1
    spans = any(c.col == 0 and c.row_span > 1 for c in [*above.cells, *body])
    if first is None or first.passage or first.col_span > 1 or not spans:
        return body
    for n, cell in enumerate(above.cells):
        if cell.col == 0 and cell.row <= last < cell.row + cell.row_span and not cell.is_header:
            above.cells[n] = replace(cell, row_span=cell.row_span + first.row_span)
            return [c for c in body if c is not first]
    return body
