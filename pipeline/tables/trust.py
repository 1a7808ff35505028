"""How far a table can be trusted: how much of its text fell into cells, and how many cells lie over each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from models.document import Box, Note, Page, Table, Word

SURE = 0.85  # below this a table is reported
_ACROSS = 0.7  # of a word's width: less than this in its cell and the word lies over a border
_DOWN = 0.6  # of its height, which has room for accents and tails that many glyphs lack
_TOUCHED = 0.3  # of a word: so much inside the frame and the table should have it
_OVER = 0.1  # of the smaller cell: cells that share more lie over each other


def confidence(table: Table, page: Page, others: Sequence[Table] = ()) -> float:
    """The share of the table's text that lies in cells, times the share of cells that lie over no other; 0 to 1.

    Takes a table of one page, the words of that page without those of stamps, and the other tables found on it. Text
    counts by characters: in a cell is what lies wholly in the cell that has it. What the frame cuts, or holds without
    any table having it, lies in none.
    """
    inside = 0
    own: list[Word] = []
    for cell in table.cells:
        words = cell.passage.words()
        own += words
        if cell.bbox is not None:
            inside += sum([len(w.text) for w in words if _lies_in(w, cell.bbox, _ACROSS, _DOWN)])
    frame = table.boxes[page.number]
    loose = [w for w in _not_among(own, _near(frame, page.words)) if _lies_in(w, frame, _TOUCHED, _TOUCHED)]
    for other in others:
        if loose and other is not table:
            loose = _not_among((w for c in other.cells for w in c.passage.words()), loose)
    total = sum([len(w.text) for w in own]) + sum([len(w.text) for w in loose])
    share = inside / total if total else 1.0
    return round(share * (1 - _overlapping(table, page.number, others)), 3)


def _lies_in(word: Word, box: Box, across: float, down: float) -> bool:
    """Whether at least these shares of the word's width and height lie in ``box``."""
    x0, top, x1, bottom = box
    if x0 <= word.x0 < word.x1 <= x1 and top <= word.top < word.bottom <= bottom:
        return True  # whole, as most do
    width = min(word.x1, x1) - max(word.x0, x0)
    height = min(word.bottom, bottom) - max(word.top, top)
    return width >= across * (word.x1 - word.x0) and height >= down * (word.bottom - word.top) and width > 0 < height


def _not_among(held: Iterable[Word], words: Iterable[Word]) -> list[Word]:
    taken = set(map(id, held))
    return [w for w in words if id(w) not in taken]


def _near(frame: Box, words: Iterable[Word]) -> list[Word]:
    """The words that share some place with the frame of a table."""
    x0, top, x1, bottom = frame
    return [w for w in words if w.top < bottom and w.bottom > top and w.x0 < x1 and w.x1 > x0]


def _overlapping(table: Table, page: int, others: Iterable[Table]) -> float:
    """The share of cells that lie over a cell of another table; one that holds that table whole does not."""
    frame = table.boxes[page]
    near = [t for t in others if t is not table and _shared(frame, t.boxes[page]) > 0]
    cells = [c.bbox for c in table.cells if c.bbox is not None]
    over = set()
    for other in near:
        if any(_is_within(other.boxes[page], box) for box in cells) or _is_nested(table, other, page):
            continue
        theirs = [c.bbox for c in other.cells if c.bbox is not None]
        over |= {n for n, box in enumerate(cells) if any(_covers(box, b) for b in theirs)}
    return len(over) / len(cells) if cells else 0.0


def _is_nested(table: Table, other: Table, page: int) -> bool:
    return any(c.bbox is not None and _is_within(table.boxes[page], c.bbox) for c in other.cells)


def _is_within(inner: Box, outer: Box) -> bool:
    return _shared(inner, outer) >= 0.95 * inner.width * inner.height


def _shared(one: Box, two: Box) -> float:
    width, height = min(one.x1, two.x1) - max(one.x0, two.x0), min(one.bottom, two.bottom) - max(one.top, two.top)
    return max(width, 0.0) * max(height, 0.0)


def _covers(one: Box, two: Box) -> bool:
    return _shared(one, two) > _OVER * min(one.width * one.height, two.width * two.height)


def clashes(table: Table) -> float:
    """The share of places (row, column) that more than one cell claims, as a bad join over a page end makes them."""
    claimed = Counter(
        (row, col)
        for c in table.cells
        for row in range(c.row, c.row + c.row_span)
        for col in range(c.col, c.col + c.col_span)
    )
    return sum(n > 1 for n in claimed.values()) / len(claimed) if claimed else 0.0


def doubts(tables: Iterable[Table]) -> list[Note]:
    """A note for each table that is not to be trusted without a look at its page."""
    return [
        Note("tables", "warning", "table_uncertain", _sentence(t), t.page_first)
        for t in tables
        if t.confidence < SURE
    ]


def _sentence(table: Table) -> str:
    pages = f"la page {table.page_first}"
    if table.page_last > table.page_first:
        pages = f"les pages {table.page_first} à {table.page_last}"
    return (
        f"Le tableau de {table.n_rows} lignes et {table.n_cols} colonnes n'est pas sûr : du texte est hors de ses"
        f" cellules ou à cheval sur elles (confiance {table.confidence:.2f}) ; à vérifier sur {pages}."
    )
