"""Header rows, the path of headings over a column, and headings inside a table."""

from __future__ import annotations

import re
from dataclasses import replace

from models.document import Box, Cell, Page, Table

_NUMBER = re.compile(r"[-+(]?\s?\d[\d\s.,\u00a0\u202f]*\s?(%|€|euros?|k€|M€)?\)?|[-–/]")
_MOST = 4  # header rows at the most
_SHADED = 0.97


def mark_headers(table: Table, page: Page) -> None:
    """Mark the header rows of ``table`` in place."""
    count = _count(table, page)
    table.cells = [replace(c, is_header=c.row < count) for c in table.cells]


def _count(table: Table, page: Page) -> int:
    """How many leading rows are header rows."""
    if table.n_cols < 2 or table.n_rows < 2:
        return 0
    looks = [_row_look(table, row, page) for row in range(min(table.n_rows, _MOST + 2))]
    first = looks[0]
    if not first.headed:
        return 0
    count = 1
    while count < min(len(looks) - 1, _MOST) and looks[count].headed and looks[count].goes_on(first):
        count += 1
    spans = [c.row + c.row_span for c in table.cells if c.row < count]
    reach = max(spans, default=count)
    return reach if reach < table.n_rows and reach <= _MOST else count


class _Look:
    """How a row is set."""

    def __init__(self, shaded: bool, bold: bool, capitals: bool, numbers: bool, filled: int) -> None:
        self.shaded, self.bold, self.capitals, self.numbers = shaded, bold, capitals, numbers
        self.filled = filled

    @property
    def headed(self) -> bool:
        return self.filled > 0 and (self.shaded or ((self.bold or self.capitals) and not self.numbers))

    def goes_on(self, first: _Look) -> bool:
        """Whether a second row is set like the first."""
        return (not first.shaded or self.shaded) and (not first.bold or self.bold) and self.filled > 1


def _row_look(table: Table, row: int, page: Page) -> _Look:
    cells = [c for c in table.cells if c.row == row and c.passage]
    words = [w for c in cells for w in c.passage.words()]
    text = " ".join(c.text for c in cells)
    letters = [w for w in words if any(ch.isalpha() for ch in w.text)]
    return _Look(
        shaded=bool(cells) and all(_is_shaded(c, page) for c in cells),
        bold=bool(letters) and all(w.bold for w in letters),
        capitals=bool(letters) and text == text.upper(),
        numbers=any(_NUMBER.fullmatch(c.text) and not _is_year(c.text) for c in cells),
        filled=len(cells),
    )


def _is_year(text: str) -> bool:
    return bool(re.fullmatch(r"(19|20)\d\d", text))


def _is_shaded(cell: Cell, page: Page) -> bool:
    if cell.bbox is None:
        return False
    box = cell.bbox
    middle = Box((box.x0 + box.x1) / 2, (box.top + box.bottom) / 2, (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2)
    return any(f.grey < _SHADED and f.box.contains(middle) for f in page.fills)


def header_path(table: Table, col: int) -> list[str]:
    """The texts of the header cells over column ``col``, top to bottom; a cell over several rows counts once."""
    over = [c for c in table.cells if c.is_header and c.col <= col < c.col + c.col_span]
    return [c.text for c in sorted(over, key=lambda c: c.row) if c.text]


def section_rows(table: Table) -> dict[int, str]:
    """Heading rows inside the body: row -> text, for rows whose only text runs over the whole width."""
    out: dict[int, str] = {}
    for row in range(table.header_rows, table.n_rows):
        cells = [c for c in table.cells if c.row <= row < c.row + c.row_span]
        if len(cells) == 1 and cells[0].row == row and cells[0].passage and table.n_cols > 1:
            out[row] = cells[0].text
    return out
