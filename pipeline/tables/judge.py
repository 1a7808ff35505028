"""What is drawn like a table and is none: frames, text boxes, letterheads, diagrams."""

from __future__ import annotations

import itertools

from models.document import Cell, Page, Table
from models.lexicon import any_of
from pipeline.tables.text import is_number

_MANY = 30  # cells
_SPARSE = 0.12  # of many cells: with fewer filled a grid is a diagram
_WIDE = 0.45  # of the page width: a narrower list of boxes is a stamp or a caption
_HEAD = 0.4  # of the page height: where letterheads stand
_PROSE = 25  # words in one cell
_SHEET = 0.5  # of the page: a frame this large around prose is the page's own


def is_table(table: Table, page: Page) -> bool:
    """Whether a ruled grid with its text is a table.

    A table has two filled cells side by side in some row, or a wide column of three or more ruled rows. A single row
    counts only where a page end may have cut it off. The frames in which minutes and letterheads are set are told by
    their wording.
    """
    filled = [c for c in table.cells if c.passage]
    if table.n_rows == 1 and table.n_cols > 1:
        return _may_be_cut(filled, table, page)
    if len(filled) < 2 or (len(table.cells) >= _MANY and len(filled) < _SPARSE * len(table.cells)):
        return False
    box = table.boxes[page.number]
    rows = {c.row for c in filled}
    if len({c.col for c in filled}) == 1:
        at_head = page.number == 1 and box.top < _HEAD * page.height
        return len(rows) >= 3 and box.width >= _WIDE * page.width and not at_head
    if not any(sum(c.row == row for c in filled) >= 2 for row in rows):
        return False
    return not (_is_heading_box(filled, table) or _is_frame(filled, table, page))


def _is_heading_box(filled: list[Cell], table: Table) -> bool:
    """Whether the grid is a box around a page heading: one or two rows of bold text without figures."""
    if table.n_rows > 2 or table.n_cols > 3 or len(filled) > 4:
        return False
    words = [w for c in filled for w in c.passage.words() if any(ch.isalnum() for ch in w.text)]
    return all(w.bold for w in words) and not any(is_number(c.text) for c in filled)


def _may_be_cut(filled: list[Cell], table: Table, page: Page) -> bool:
    """Whether a single row stands where a table may go on over a page end."""
    box = table.boxes[page.number]
    if page.number > 1 and not _text_between(page, 0.08 * page.height, box.top):
        return len(filled) >= 2 or (len(filled) == 1 and len(table.cells) >= 3)
    return len(filled) > 2 and not _text_between(page, box.bottom, 0.92 * page.height)


def _text_between(page: Page, top: float, bottom: float) -> bool:
    return any(top < (w.top + w.bottom) / 2 < bottom - 1 for w in page.words)


def _is_frame(filled: list[Cell], table: Table, page: Page) -> bool:
    """Whether the grid is the frame of a letterhead or of the opening of a sitting."""
    if table.n_cols > 4 or len(filled) > 24:
        return False
    box = table.boxes[page.number]
    lines = [line for c in filled for line in _printed_lines(c)]
    letterhead, authority = (
        any_of("tables", "letterhead", prefix=r"\W*"),
        any_of("tables", "authority", prefix=r"\W*"),
    )
    told = sum(bool(letterhead.match(line)) for line in lines)
    if told and box.top < _HEAD * page.height and not any(is_number(c.text) for c in filled):
        return told + sum(bool(authority.match(line)) for line in lines) >= 2
    if max(len(c.text.split()) for c in filled) < _PROSE:
        return False
    session = any_of("tables", "session", prefix=r"\W*")
    return sum(bool(session.match(line)) for line in lines) >= 2


def _printed_lines(cell: Cell) -> list[str]:
    passage = cell.passage
    bounds = [*passage.line_starts, len(passage.text)]
    return [passage.text[a:b].strip() for a, b in itertools.pairwise(bounds)]
