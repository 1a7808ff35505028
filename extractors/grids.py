"""A table as a grid whose every place knows its cell, and how deep its header really is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from extractors.headings import senses, years_in
from models.document import Cell, Table
from models.memo import once
from models.normalise.amounts import find_amounts, parse_amount
from models.normalise.folding import fold

DASHES = re.compile(r"[\s\-–—_.·/*€]*(?:euros?)?\s*")
_DATED = re.compile(r"[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{2,4}|[0-9]{4}[_-][0-9]+")
_MONEY = re.compile(
    r"[0-9]\s?€|€\s?[0-9]|[0-9](?:,|\.)[0-9]{2}(?![0-9%])|[0-9]{1,3}(?:[\s\u00a0\u202f.][0-9]{3})+(?![0-9])"
)


class Grid:
    """Fast access to a table: rows, columns, the cell at a place, and the body below the header."""

    def __init__(self, table: Table, heads: Sequence[str] = ()) -> None:
        """``heads`` are column headings printed above a table that has no header row."""
        self.table = table
        self._heads = heads
        self._rows: dict[int, list[Cell]] = {}
        self._columns: dict[int, list[str]] = {}
        self._places: dict[tuple[int, int], Cell] = {}
        for cell in table.cells:
            for row in range(cell.row, cell.row + cell.row_span):
                for col in range(cell.col, cell.col + cell.col_span):
                    self._places.setdefault((row, col), cell)
        self.n_rows = table.n_rows
        self.n_cols = table.n_cols
        self.header_rows = _header_depth(self)

    def at(self, row: int, col: int) -> Cell | None:
        """The cell that covers a place."""
        return self._places.get((row, col))

    def text(self, row: int, col: int) -> str:
        """The text at a place, "" where there is none."""
        cell = self.at(row, col)
        return cell.text if cell else ""

    def own(self, row: int, col: int) -> Cell | None:
        """The cell that covers a place when its row begins here: no value of a row above."""
        cell = self.at(row, col)
        return cell if cell is not None and cell.row == row else None

    def cells(self, row: int) -> list[Cell]:
        """The cells that begin in a row, left to right."""
        found = self._rows.get(row)
        if found is None:
            places = (self._places.get((row, col)) for col in range(self.n_cols))
            found = self._rows[row] = list({id(c): c for c in places if c is not None and c.row == row}.values())
        return found

    def filled(self, row: int) -> list[Cell]:
        """The cells with text that begin in a row."""
        return [c for c in self.cells(row) if c.text]

    def body(self) -> Iterator[int]:
        """The rows below the header that hold text."""
        return (row for row in range(self.header_rows, self.n_rows) if self.filled(row))

    def path(self, col: int) -> tuple[str, ...]:
        """The headings over a column, top to bottom, a title over the whole width left out."""
        out: list[Cell] = []
        if self._heads:
            return (self._heads[col],) if self._heads[col] else ()
        for row in range(self.header_rows):
            cell = self.at(row, col)
            if cell is None or not cell.text or cell in out:
                continue
            if cell.col_span < self.n_cols or self.n_cols == 1:
                out.append(cell)
        return tuple(c.text for c in out)

    def title(self) -> Cell | None:
        """The heading over the whole width of the header, if there is one."""
        for row in range(self.header_rows):
            cell = self.at(row, 0)
            if cell is not None and cell.text and cell.col_span == self.n_cols > 1:
                return cell
        return None

    def column(self, col: int) -> list[str]:
        """The texts of a column's own body cells, empty and joined ones left out."""
        found = self._columns.get(col)
        if found is None:
            cells = (self.own(row, col) for row in range(self.header_rows, self.n_rows))
            found = [c.text for c in cells if c is not None and c.text and c.col == col and c.col_span == 1]
            self._columns[col] = found
        return found


@once
def upright(table: Table) -> Table:
    """The table with rows and columns exchanged where its headings run down the first column, else the table itself.

    Such a table has no header row, headings of a beneficiary and of an amount down its first column, and one line in
    each of the others.
    """
    if table.header_rows or not 2 <= table.n_cols <= 12 or table.n_rows > 30:
        return table
    firsts = [c for c in table.cells if c.col == 0 and c.text and c.col_span == 1]
    found = {c.row: kinds for c in firsts if (kinds := [s.meaning for s in senses(c.text)[:1]])}
    meanings = {m for kinds in found.values() for m in kinds}
    if (
        len(firsts) < table.n_rows
        or not {"beneficiary", "amount"} <= meanings
        or "beneficiary" not in found.get(0, [])
    ):
        return table
    amounts = [r for r, kinds in found.items() if kinds == ["amount"]]
    values = [c.text for c in table.cells if c.row in amounts and c.col > 0 and c.text]
    if not values or sum(map(is_money, values)) * 2 < len(values):
        return table
    cells = [
        replace(c, row=c.col, col=c.row, row_span=c.col_span, col_span=c.row_span, is_header=c.col == 0)
        for c in table.cells
    ]
    return replace(table, cells=cells, n_rows=table.n_cols, n_cols=table.n_rows)


@once
def grid_of(table: Table, heads: Sequence[str] = ()) -> Grid:
    """The grid of a table; ``heads`` (a tuple) as in ``Grid``."""
    return Grid(table, heads)


@lru_cache(maxsize=4096)
def is_blank(text: str) -> bool:
    """Whether a cell says nothing: empty, a dash, a currency sign alone."""
    return bool(DASHES.fullmatch(fold(text)))


@lru_cache(maxsize=8192)
def is_money(text: str) -> bool:
    """Whether a cell reads as an amount: a number alone or with a currency, notes in brackets aside."""
    if not any(c.isdigit() for c in text) or "%" in text or len(text) > 160:
        return False
    if parse_amount(text) is not None:
        return True
    found = find_amounts(text)
    return bool(found) and found[0].start <= 2


def looks_like_money(text: str) -> bool:
    """Whether a cell shows the marks of money: a euro sign, cents or grouped figures."""
    return is_money(text) and bool(_MONEY.search(text))


@once
def holds_amounts(grid: Grid, col: int) -> bool:
    """Whether the cells of a column are amounts, blanks and dashes aside."""
    texts = [t for t in grid.column(col) if not is_blank(t)]
    if not texts:
        return False
    return sum(map(is_money, texts)) >= 0.6 * len(texts)


def _header_depth(grid: Grid) -> int:
    """How many leading rows are headings: what the table reader saw, set right by wording and shape."""
    marked = grid.table.header_rows
    depth = 0
    while depth < marked and _may_head(grid, depth):
        depth += 1
    if depth == 0 and marked == 0 and grid.n_rows > 1 and _reads_as_header(grid, 0):
        depth = 1
    title = depth == 1 and _full_width(grid, 0)
    if (title or depth == 0) and grid.n_rows > depth + 1 and _full_width(grid, 0) and _reads_as_header(grid, 1):
        depth = 2
    if depth and depth + 1 < grid.n_rows and _goes_under(grid, depth):
        depth += 1
    return depth


def _full_width(grid: Grid, row: int) -> bool:
    cell = grid.at(row, 0)
    return cell is not None and bool(cell.text) and cell.col_span == grid.n_cols > 1


def _may_head(grid: Grid, row: int) -> bool:
    """Whether a row that the reader took for a heading holds no amount and no date of the body."""
    if row == 0:
        return True
    return not any(
        (looks_like_money(c.text) and not years_in(c.text)) or _DATED.fullmatch(c.text) for c in grid.filled(row)
    )


def _reads_as_header(grid: Grid, row: int) -> bool:
    """Whether the texts of a row are column headings: most of them known, none an amount."""
    cells = grid.filled(row)
    if len(cells) < 2 or any(is_money(c.text) and not years_in(c.text) for c in cells):
        return False
    known = sum(_known(c.text) for c in cells)
    return known >= 2 and known * 3 >= len(cells) * 2


def _known(text: str) -> bool:
    if len(text) > 80:
        return False
    return any(senses(text, family) for family in ("money", "actions", "indicators")) or bool(years_in(text))


def _goes_under(grid: Grid, row: int) -> bool:
    """Whether a row goes on with the header: headings under one over several columns, nothing under the first."""
    above = [c for c in grid.cells(row - 1) if c.col_span > 1 and c.text and c.col_span < grid.n_cols]
    cells = grid.filled(row)
    if not above or not cells or any(is_money(c.text) and not years_in(c.text) for c in cells):
        return False
    spanned = {col for c in above for col in range(c.col, c.col + c.col_span)}
    under = [c for c in cells if c.col in spanned]
    if len(under) < 2 or any(len(c.text) > 60 for c in cells):
        return False
    first = grid.own(row, 0)
    nothing_first = first is None or not first.text
    return (nothing_first and len(under) == len(cells)) or all(_known(c.text) for c in cells)
