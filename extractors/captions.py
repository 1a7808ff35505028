"""What stands above a table: the heading that its lines stand under, and the words that tell what it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.grids import grid_of
from extractors.headings import begins, says, senses
from models.document import Block, Box, Table
from models.passage import Passage

MAX_HEADING = 150
REACH = 3  # paragraphs above a table that tell what it is about
TOLD = 400  # characters of each that count
SHORT = 80  # a text shorter than this does not tell enough
_BULLET = re.compile(r"^[ \n]*[-–—•▪▫●○◦■□➢➔→✓✔*·‣⁃>]+[ \n]*")
_BRACKETED = re.compile(r"^\W*\(.*\)\W*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Caption:
    """The heading of a table (None where no heading stands right above it) and the text above it."""

    heading: Passage | None
    told: str
    columns: tuple[str, ...] = ()  # headings printed above a table that has no header row of its own


def caption(blocks: Sequence[Block], at: int, _depth: int = 0) -> Caption:
    """What stands above the table at index ``at`` of ``blocks``.

    Where that tells little, what stands above the table before it is told too.
    """
    table = blocks[at].table
    assert table is not None
    first = at
    while first > 0 and (left := blocks[first - 1].table) is not None and _beside(left, table):
        first -= 1
    above: list[Passage] = []
    shared: list[Passage] = []
    units: list[str] = []
    earlier: int | None = None
    for index in range(first - 1, max(-1, first - REACH - 2), -1):
        if blocks[index].table is not None:
            earlier = index
        if earlier is not None or len(above) == REACH:
            break
        if _is_unit(blocks[index].text):
            units.append(blocks[index].text)
        elif blocks[index].text.strip() and _stands_over(blocks[index].passage, table):
            above.append(blocks[index].passage)
        elif blocks[index].text.strip() and first != at and not blocks[index].column:
            shared.append(blocks[index].passage)
    above = above or shared  # printed over the table on the left for all those beside it
    told = " ".join([*(p.flat[-TOLD:] for p in reversed(above)), *units])
    if earlier is not None and len(told) < SHORT and _depth < 2:
        told = f"{caption(blocks, earlier, _depth + 1).told} {told}"
    columns = _column_heads(table, above[0]) if above else ()
    if columns:
        above = above[1:]
    heading = _heading(above[0], blocks, table, beside=first != at or _has_neighbour(blocks, at)) if above else None
    return Caption(heading, told, columns)


def _stands_over(passage: Passage, table: Table) -> bool:
    """Whether a text stands over a table and not in another column of its page."""
    box = table.boxes.get(table.page_first)
    words = [w for w in passage.words() if w.has_geometry and w.page == table.page_first]
    if box is None or not words:
        return True
    return any(w.x1 > box.x0 - 8 and w.x0 < box.x1 + 8 for w in words)


def _is_unit(text: str) -> bool:
    """Whether a line only tells the unit of a table ("(en milliers d'euros)")."""
    return len(text) <= 40 and begins(text, "lead_in.unit")


def _beside(one: Table, other: Table) -> bool:
    """Whether two tables stand side by side on a page."""
    for page in one.boxes.keys() & other.boxes.keys():
        a, b = one.boxes[page], other.boxes[page]
        overlap = min(a.bottom, b.bottom) - max(a.top, b.top)
        if overlap > 0.5 * min(a.height, b.height) and (a.x1 <= b.x0 + 2 or b.x1 <= a.x0 + 2):
            return True
    return False


def _has_neighbour(blocks: Sequence[Block], at: int) -> bool:
    following = blocks[at + 1].table if at + 1 < len(blocks) else None
    own = blocks[at].table
    return following is not None and own is not None and _beside(own, following)


def _heading(passage: Passage, blocks: Sequence[Block], table: Table, *, beside: bool) -> Passage | None:
    """The heading in the paragraph right above a table: all of it, its last line, or the words over the table."""
    lines = _lines(passage)
    last = lines[-1] if lines else passage
    if beside and len(last) <= MAX_HEADING:
        part = _over(last, table)
        if part is not None and part.text != last.text and part.text:
            return trimmed(part)
    if len(lines) > 1 and len(last) <= MAX_HEADING and _stands_out(passage, last):
        return trimmed(last)
    if len(passage) > MAX_HEADING or (lead_in(passage.text) and not _set_as_heading(passage, blocks)):
        return None
    if passage.text.rstrip().endswith((".", ";", ",")) and not _set_as_heading(passage, blocks):
        return None
    return trimmed(passage)


def lead_in(text: str) -> bool:
    """Whether a line only leads up to what follows ("… comme suit :")."""
    return says(text, "lead_in.words")


def _set_as_heading(passage: Passage, blocks: Sequence[Block]) -> bool:
    block = next((b for b in blocks if b.passage is passage), None)
    if block is None:
        return False
    return (block.bold or block.underlined or block.centred or passage.text.isupper()) and not (
        passage.text.rstrip().endswith(":") and lead_in(passage.text)
    )


def _lines(passage: Passage) -> list[Passage]:
    """The printed lines of a passage."""
    starts = [s for s in passage.line_starts if s < len(passage.text)]
    return [p for a, b in zip(starts, [*starts[1:], len(passage.text)], strict=True) if (p := passage.sub(a, b))]


def _stands_out(passage: Passage, last: Passage) -> bool:
    """Whether the last line is set apart from the rest: bold alone, or behind a line that ends with a colon."""
    rest = passage.text[: -len(last.text)].rstrip()
    if rest.endswith(":") and last.text[:1].isupper() and not last.text.rstrip().endswith((".", ";")):
        return True
    words, others = last.words(), passage.sub(0, len(rest)).words()
    return bool(words) and all(w.bold for w in words) and bool(others) and not all(w.bold for w in others)


def _over(passage: Passage, table: Table) -> Passage | None:
    """The words of a line that stand over a table, None where the input has no geometry."""
    page = passage.page
    box = table.boxes.get(page)
    if box is None or not passage.pieces:
        return None
    inside = [
        p for p in passage.pieces if p.word.has_geometry and box.x0 - 8 <= (p.word.x0 + p.word.x1) / 2 <= box.x1 + 8
    ]
    if not inside:
        return None
    return passage.sub(min(p.start for p in inside), max(p.end for p in inside))


def trimmed(passage: Passage) -> Passage | None:
    """A heading without bullet and closing colon; None for one that is in brackets."""
    text = passage.text
    bullet = _BULLET.match(text)
    start = bullet.end() if bullet else 0
    end = len(text.rstrip(" :\n.–-"))
    return passage.sub(start, end) if end > start and not _BRACKETED.match(text) else None


def _column_heads(table: Table, above: Passage) -> tuple[str, ...]:
    """The headings of the columns where they stand in the line above a table without a header row."""
    if table.header_rows or grid_of(table).header_rows or len(above) > 200 or table.n_cols < 2:
        return ()
    spans = _column_spans(table)
    if len(spans) < table.n_cols:
        return ()
    texts = [""] * table.n_cols
    for piece in above.pieces:
        middle = (piece.word.x0 + piece.word.x1) / 2
        col = next((c for c, (x0, x1) in spans.items() if x0 - 1 <= middle <= x1 + 1), None)
        if col is None or not piece.word.has_geometry:
            return ()
        texts[col] = f"{texts[col]} {above.text[piece.start : piece.end]}".strip()
    known = sum(bool(senses(t)) for t in texts if t)
    return tuple(texts) if known >= 2 and known * 3 >= 2 * sum(map(bool, texts)) else ()


def _column_spans(table: Table) -> dict[int, tuple[float, float]]:
    spans: dict[int, Box] = {}
    for cell in table.cells:
        if cell.col_span == 1 and cell.bbox is not None:
            spans.setdefault(cell.col, cell.bbox)
    return {col: (box.x0, box.x1) for col, box in spans.items()}
