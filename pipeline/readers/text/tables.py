"""Tables as OCR tools write them (tabs, pipes, HTML), made into tables without geometry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from models.document import Box, Cell, Page, Table
from models.passage import HyphenRule, Passage, from_lines, join
from pipeline.readers.text.marks import Weight, lines_in, words_of
from pipeline.tables.headers import mark_headers
from pipeline.tables.stitch import PageTables, stitch
from pipeline.tables.text import is_figure, is_year

_DASHES = re.compile(r"[\s:]*(?:[-–—]{2,}[\s:]*|:-+:?)")
_NO_PLACE = Box(0.0, 0.0, 0.0, 0.0)
_SIZE = 10.0
_GROUPED = 3  # leading rows that may hold headings over several columns
_MOST_SPAN = 60


@dataclass(slots=True)
class Draft:
    """A cell as written: marked text and how far it reaches."""

    text: str = ""
    col_span: int = 1
    row_span: int = 1
    heading: bool = False


@dataclass(slots=True)
class Piece:
    """Rows of a table that stand together; ``header_rows`` is None where the writing does not tell."""

    rows: list[list[Draft]]
    page: int
    header_rows: int | None = None
    lone: bool = field(default=False)  # one cell a row was written, though the table has more columns

    @property
    def n_cols(self) -> int:
        return max((sum(cell.col_span for cell in row) for row in self.rows), default=0)


def tab_piece(lines: Sequence[str], page: int) -> Piece | None:
    """The rows of lines whose cells are parted by tabs; None when only lines of dashes are there."""
    kept = [[Draft(cell.strip()) for cell in line.split("\t")] for line in lines if not is_dashes(line)]
    width = max(line.count("\t") + 1 for line in lines)
    if not kept:
        return None
    lone = width > 1 and all(len(row) == 1 for row in kept)
    return Piece([row + [Draft() for _ in range(width - len(row))] for row in kept], page, None, lone)


def is_dashes(line: str) -> bool:
    """Whether a line holds nothing but the rule that such tables have under their header."""
    cells = [cell for cell in re.split(r"[\t|]", line) if cell.strip()]
    return bool(cells) and all(_DASHES.fullmatch(cell.strip()) for cell in cells)


def pipe_piece(lines: Sequence[str], page: int) -> Piece | None:
    """The rows of a pipe table; the rows over its rule of dashes are header rows."""
    rows: list[list[Draft]] = []
    header: int | None = None
    for line in lines:
        if is_dashes(line):
            header = len(rows) if header is None and rows else header
            continue
        cells = re.split(r"(?<!\\)\|", line.strip())
        cells = cells[1:] if not cells[0].strip() else cells
        cells = cells[:-1] if cells and not cells[-1].strip() else cells
        rows.append([Draft(cell.strip().replace(r"\|", "|")) for cell in cells])
    if not rows:
        return None
    width = max(len(row) for row in rows)
    return Piece([row + [Draft() for _ in range(width - len(row))] for row in rows], page, header)


def html_piece(text: str, page: int) -> Piece | None:
    """The rows of an HTML table; a table inside a cell gives its text to the cell."""
    reader = _TableReader()
    reader.feed(text)
    reader.close()
    rows = [row for row in reader.rows if row]
    header = 0
    while header < len(rows) and all(cell.heading for cell in rows[header]):
        header += 1
    return Piece(rows, page, header if 0 < header < len(rows) else None) if rows else None


class _TableReader(HTMLParser):
    """Collects rows of cells, inner marks kept."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.rows: list[list[Draft]] = []
        self._cell: Draft | None = None
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
        elif self._depth > 1:
            self._write("<br>" if tag == "tr" else " ")
        elif tag == "tr":
            self.rows.append([])
            self._cell = None
        elif tag in ("td", "th"):
            given = dict(attrs)
            width, height = _span(given.get("colspan")), _span(given.get("rowspan"))
            self._cell = Draft("", width, height, heading=tag == "th")
            if not self.rows:
                self.rows.append([])
            self.rows[-1].append(self._cell)
        else:
            self._write(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._depth -= 1
        elif self._depth > 1:
            return
        elif tag in ("td", "th", "tr"):
            self._cell = None
        else:
            self._write(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._write(data)

    def handle_entityref(self, name: str) -> None:
        self._write(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._write(f"&#{name};")

    def _write(self, text: str) -> None:
        if self._cell is not None:
            self._cell.text += text


def _span(written: str | None) -> int:
    digits = (written or "").strip()
    return min(max(int(digits), 1), _MOST_SPAN) if digits.isdecimal() and len(digits) < 6 else 1


def build_tables(pieces: Sequence[Piece], keeps: HyphenRule) -> list[Table]:
    """The tables of pieces that follow each other without text between them; one cut by a page end is one table."""
    tables: list[Table] = []
    for piece in pieces:
        if piece.lone and tables:
            _move_to_running_column(piece, tables[-1])
        tables.append(_table(piece, keeps))
    places = [PageTables(Page(n, 0.0, 0.0, []), [_on(table, n)], None, None) for n, table in enumerate(tables, 1)]
    pages = {n: piece.page for n, piece in enumerate(pieces, 1)}
    return [_back(table, pages) for table in stitch(places)]


def _move_to_running_column(piece: Piece, above: Table) -> None:
    """A cell written alone goes on with the longest cell of the row before it, in that cell's column."""
    last = [c for c in above.cells if c.row == above.n_rows - 1 and c.passage]
    col = max(last, key=lambda c: len(c.text)).col if last else 0
    if 0 < col < piece.n_cols:
        first = piece.rows[0]
        first[0], first[col] = first[col], first[0]


def _on(table: Table, page: int) -> Table:
    cells = [replace(c, page=page) for c in table.cells]
    return replace(table, cells=cells, page_first=page, page_last=page, boxes={page: _NO_PLACE})


def _back(table: Table, pages: dict[int, int]) -> Table:
    cells = [replace(c, page=pages[c.page]) for c in table.cells]
    return replace(table, cells=cells, page_first=pages[table.page_first], page_last=pages[table.page_last], boxes={})


def _table(piece: Piece, keeps: HyphenRule) -> Table:
    if piece.header_rows is None:
        _find_groups(piece.rows)
    n_cols, cells, taken = piece.n_cols, list[Cell](), set[tuple[int, int]]()
    for row, drafts in enumerate(piece.rows):
        col = 0
        for draft in drafts:
            while (row, col) in taken:
                col += 1
            spot = [(r, c) for r in range(row, row + draft.row_span) for c in range(col, col + draft.col_span)]
            taken.update(spot)
            row_span = min(draft.row_span, len(piece.rows) - row)
            passage = cell_passage(draft.text, piece.page, keeps)
            cells.append(Cell(row, col, row_span, draft.col_span, False, passage, piece.page, None))
            col += draft.col_span
        n_cols = max(n_cols, col)
    table = Table(cells, len(piece.rows), n_cols, piece.page, piece.page)
    if piece.header_rows is None:
        mark_headers(table, Page(piece.page, 0.0, 0.0, []))
    else:
        table.cells = [replace(c, is_header=c.row < (piece.header_rows or 0)) for c in cells]
    return table


def cell_passage(text: str, page: int, keeps: HyphenRule) -> Passage:
    """The passage of a cell, one paragraph a line of its marked text."""
    weight = Weight()
    return join(
        from_lines([words], keeps=keeps) for line in lines_in(text) if (words := words_of(line, page, weight, _SIZE))
    )


def _find_groups(rows: list[list[Draft]]) -> None:
    """Headings over several columns, written as one cell and empty ones: told by the second level under them."""
    for number in range(min(_GROUPED, len(rows) - 1)):
        row, below = rows[number], rows[number + 1]
        if any(_figure(c) for c in (*row, *below)) or not any(c.text for c in row):
            return
        merged: list[Draft] = []
        for col, cell in enumerate(row):
            leads = merged and merged[-1].text and not cell.text and _under(below, col) and _under(below, col - 1)
            if leads:
                merged[-1].col_span += 1
            else:
                merged.append(cell)
        if len(merged) == len(row):
            return
        rows[number] = merged
        if any(c.col_span > 1 for c in below):
            return


def _under(row: list[Draft], col: int) -> bool:
    return col < len(row) and bool(row[col].text)


def _figure(cell: Draft) -> bool:
    return is_figure(cell.text) and not is_year(cell.text)
