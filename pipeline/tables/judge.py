"""What is drawn like a table and is none: frames, text boxes, letterheads."""

from __future__ import annotations

from models.document import Page, Table

_MANY = 30  # cells
_SPARSE = 0.12  # of many cells: with fewer filled a grid is a diagram


def is_table(table: Table, page: Page) -> bool:
    """Whether a ruled grid with its text is a table."""
    filled = [c for c in table.cells if c.passage]
    if len(filled) < 2 or (len(table.cells) >= _MANY and len(filled) < _SPARSE * len(table.cells)):
        return False
    rows = {c.row for c in filled}
    cols = {c.col for c in filled}
    if len(cols) == 1:
        return len(rows) >= 3
    if len(rows) == 1:
        return page.number > 1 and table.boxes[page.number].top < 0.2 * page.height
    return any(sum(c.row == row for c in filled) >= 2 for row in rows)
