"""Header rows, the path of headings over a column, and headings inside a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from models.document import Cell, Fill, Page, Table
from pipeline.tables.text import is_figure, is_year

_MOST = 4  # header rows at the most
_WHITE = 0.97  # a lighter fill is no shading
_UNLIKE = 0.02  # shades that differ less are the same
_LONGEST = 160  # characters of a heading


class _Look:
    """How a row is set, its cells from rows above left out; worked out where it is asked for."""

    def __init__(self, cells: list[Cell], columns: int, fills: Sequence[Fill]) -> None:
        """``cells`` are those that begin in the row, ``columns`` how many the table has."""
        self.cells = [c for c in cells if c.passage]
        self.filled = len(self.cells)
        self.full_width = len(cells) == 1 and cells[0].col_span == columns and columns > 1
        self.columns = columns
        self._fills = fills

    @cached_property
    def shade(self) -> float:
        return max((_shade(c, self._fills) for c in self.cells), default=1.0)

    @cached_property
    def bold(self) -> bool:
        words = [w for c in self.cells for w in c.passage.words() if any(ch.isalnum() for ch in w.text)]
        return bool(words) and all(w.bold for w in words)

    @cached_property
    def capitals(self) -> bool:
        text = " ".join(c.text for c in self.cells)
        return bool(self.cells) and text == text.upper() and any(ch.isalpha() for ch in text)

    @cached_property
    def figures(self) -> bool:
        return any(is_figure(c.text) and not is_year(c.text) for c in self.cells)

    @cached_property
    def texts(self) -> dict[int, str]:
        """By column; a cell over several columns counts for each."""
        return {col: c.text for c in self.cells for col in range(c.col, c.col + c.col_span)}


def _looks(table: Table, fills: Sequence[Fill]) -> list[_Look]:
    """How each row of a table is set."""
    rows: list[list[Cell]] = [[] for _ in range(table.n_rows)]
    for cell in table.cells:
        rows[cell.row].append(cell)
    return [_Look(cells, table.n_cols, fills) for cells in rows]


def mark_headers(table: Table, page: Page) -> None:
    """Mark the header rows of ``table`` in place."""
    count = _count(table, page.fills)
    table.cells = [c if c.is_header == (c.row < count) else replace(c, is_header=c.row < count) for c in table.cells]


def _count(table: Table, fills: Sequence[Fill]) -> int:
    """How many leading rows are header rows."""
    if table.n_cols < 2 or table.n_rows < 2:
        return 0
    looks = _looks(table, fills)
    # A title over the whole width belongs to the header only when column headings follow it.
    title = int(looks[0].full_width)
    if title >= len(looks) - 1 or not (_heads(looks, title) or _has_groups(looks[title], table, title)):
        return 0
    count = title + 1
    while count < min(len(looks) - 1, title + _MOST) and _goes_on(looks, title, count, table):
        count += 1
    return count


def _heads(looks: list[_Look], row: int) -> bool:
    """Whether ``row`` is set apart from the rows below it as column headings are."""
    look, body = looks[row], [b for b in looks[row + 1 :] if b.filled]
    if look.filled == 0 or look.full_width or not body:
        return False
    if look.filled == 1 and (0 in look.texts or len(look.texts) < 2 < look.columns):
        return False
    if any(t.count(")") > t.count("(") for t in look.texts.values()) or next(iter(look.texts.values()))[0].islower():
        return False
    if look.shade < _WHITE:
        usual = Counter(b.shade for b in body).most_common(1)[0][0]
        if abs(look.shade - usual) > _UNLIKE:
            return True
    if look.figures:
        return False
    if look.bold and 2 * sum(b.bold for b in body) <= len(body):
        return True
    if look.capitals and 2 * sum(b.capitals for b in body) <= len(body):
        return True
    return _contrasts(look, body)


def _has_groups(look: _Look, table: Table, row: int) -> bool:
    """Whether a row without figures has groups of columns beside a cell that reaches down over their headings."""
    if look.figures or row + 2 >= table.n_rows:
        return False
    cells = [c for c in table.cells if c.row == row]
    groups = [c for c in cells if c.passage and c.col_span > 1 and c.row_span == 1]
    deep = [c for c in cells if c.col == 0 and c.row_span == 2]
    return bool(groups and deep) and all(c.passage for c in cells if c.col > 0)


def _contrasts(look: _Look, body: list[_Look]) -> bool:
    """Whether words stand over a column of figures, or over a column left to be filled in by hand."""
    width = max(max(b.texts, default=0) for b in [look, *body]) + 1
    if len(look.texts) < max(2, width - 1) or not all(_may_head(t) for t in look.texts.values()):
        return False
    for col, text in look.texts.items():
        if is_year(text):
            continue
        below = [b.texts[col] for b in body if col in b.texts]
        enough = len(below) >= 2 or (len(below) == 1 and width >= 3)
        if enough and sum(map(is_figure, below)) >= 0.6 * len(below):
            return True
        if not below and len(body) >= 3:
            return True
    return False


def _may_head(text: str) -> bool:
    """Whether a text may be a heading: no figure, and not the end of something."""
    whole = text.count(")") <= text.count("(")
    return is_year(text) or (not is_figure(text) and text[:1] not in "(,;)" and whole and not text.endswith(":"))


def mark_by_contrast(table: Table) -> None:
    """Mark the first row of a table without header rows when it stands over figures; for tables joined from parts."""
    if table.header_rows or table.n_rows < 2 or table.n_cols < 2:
        return
    looks = _looks(table, ())
    body = [b for b in looks[1:] if b.filled and not b.full_width]
    if body and not looks[0].figures and not looks[0].full_width and _contrasts(looks[0], body):
        table.cells = [replace(c, is_header=c.is_header or c.row == 0) for c in table.cells]


def _goes_on(looks: list[_Look], first: int, row: int, table: Table) -> bool:
    """Whether ``row`` is one more level of the header that begins at ``first``."""
    top, look = looks[first], looks[row]
    if not look.figures and _is_under_groups(look, table, first, row):
        return True
    if (top.shade < _WHITE <= look.shade) or (top.bold and not look.bold) or look.full_width:
        return False
    if any(c.passage and first <= c.row < row < c.row + c.row_span for c in table.cells):
        return not look.figures or (look.shade < _WHITE and _heads(looks, row))
    same_shade = top.shade < _WHITE and abs(look.shade - top.shade) <= _UNLIKE
    return look.filled > 1 and same_shade and _heads(looks, row)


def _is_under_groups(look: _Look, table: Table, first: int, row: int) -> bool:
    """Whether all texts of a row stand under cells of the rows above that span several columns, two or more each."""
    groups = [
        c
        for c in table.cells
        if first <= c.row < row and 1 < c.col_span < table.n_cols and c.row + c.row_span == row and c.passage
    ]
    if not groups or not look.texts:
        return False
    under = {col for c in groups for col in range(c.col, c.col + c.col_span)}
    labelled = look.texts.keys() - under
    parted = all(len({look.texts.get(col) for col in range(c.col, c.col + c.col_span)}) > 1 for c in groups)
    return parted and not labelled


def _shade(cell: Cell, fills: Iterable[Fill]) -> float:
    """The lightness of the smallest shading behind the middle of a cell, 1.0 without any."""
    if cell.bbox is None:
        return 1.0
    x, y = (cell.bbox.x0 + cell.bbox.x1) / 2, (cell.bbox.top + cell.bbox.bottom) / 2
    behind = [f for f in fills if f.x0 <= x <= f.x1 and f.top <= y <= f.bottom]
    return min(behind, key=lambda f: (f.x1 - f.x0) * (f.bottom - f.top)).grey if behind else 1.0


def header_path(table: Table, col: int) -> list[str]:
    """The texts of the header cells over column ``col``, top to bottom.

    A heading over several columns counts for each of them, one that reaches down several rows counts once; a title
    over the whole width is left out.
    """
    over = [
        c
        for c in table.cells
        if c.is_header and c.col <= col < c.col + c.col_span and (c.col_span < table.n_cols or table.n_cols == 1)
    ]
    return [c.text for c in sorted(over, key=lambda c: c.row) if c.passage]


def section_rows(table: Table) -> dict[int, str]:
    """Heading rows inside the body: row -> text.

    A row whose only text lies over the whole width, or stands in the first cell, set in bold or capitals where the
    first cells of other rows are not, with all other cells empty. A title row over the header is one too.
    """
    if table.n_cols < 2:
        return {}
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            rows.setdefault(row, []).append(cell)
    firsts = [
        c
        for c in table.cells
        if c.col == 0 and c.col_span < table.n_cols and c.passage and c.row >= table.header_rows
    ]
    out: dict[int, str] = {}
    for row, cells in sorted(rows.items()):
        filled = [c for c in cells if c.passage]
        if len(filled) != 1 or filled[0].row != row or filled[0].row_span > 1:
            continue
        cell = filled[0]
        if len(cell.text) > _LONGEST or is_figure(cell.text):
            continue
        if cell.col_span == table.n_cols or (
            cell.col == 0 and row >= table.header_rows and _stands_out(cell, firsts)
        ):
            out[row] = cell.text
    return out


def _stands_out(cell: Cell, firsts: list[Cell]) -> bool:
    """Whether a first cell is set in bold or capitals unlike most others of its column."""
    others = [c for c in firsts if c is not cell]
    if _bold(cell) and 2 * sum(map(_bold, others)) <= len(others):
        return True
    return _capitals(cell) and 2 * sum(map(_capitals, others)) <= len(others)


def _bold(cell: Cell) -> bool:
    words = [w for w in cell.passage.words() if any(ch.isalnum() for ch in w.text)]
    return bool(words) and all(w.bold for w in words)


def _capitals(cell: Cell) -> bool:
    return cell.text == cell.text.upper() and sum(ch.isalpha() for ch in cell.text) > 3
