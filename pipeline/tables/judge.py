"""What is drawn like a table and is none: frames, text boxes, letterheads."""

from __future__ import annotations

from models.document import Page, Table


def is_table(table: Table, page: Page) -> bool:
    """Whether a ruled grid with its text is a table."""
    filled = [c for c in table.cells if c.passage]
    if len(filled) < 2:
        return False
    rows = {c.row for c in filled}
    cols = {c.col for c in filled}
    if len(cols) == 1:
        return len(rows) >= 3
    if len(rows) == 1:
        return page.number > 1 and table.boxes[page.number].top < 0.2 * page.height
    return True
