"""Paragraphs and tables in reading order, from the lines of all pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from statistics import median

from models.document import Block, Page, Table
from models.lexicon import any_of, load
from models.passage import HyphenRule, Passage, from_lines
from pipeline.layout.columns import Flow, reading_order
from pipeline.layout.rows import Row

_CLOSING = re.compile(r"[.;:!?…»)]\W*$")
_SPACING = 1.45  # a gap to the next baseline this many times the usual one parts paragraphs
_INDENT = 9.0  # points


@cache
def _opens() -> re.Pattern[str]:
    lexicon = load("blocks")
    return re.compile("(?:" + "|".join([*lexicon["marks"], *lexicon["openings"]]) + ")")


@cache
def _marked() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(load("blocks")["marks"]) + ")")


@dataclass(slots=True)
class _Draft:
    """A paragraph being gathered."""

    flows: list[Flow] = field(default_factory=list)
    marked: bool = False

    @property
    def last(self) -> Flow:
        return self.flows[-1]


def build_blocks(pages: list[Page], rows: list[list[Row]], tables: list[Table], keeps: HyphenRule) -> list[Block]:
    """The blocks of a document in reading order; ``rows`` are the running text of each page.

    A table stands where it begins; a paragraph that runs over a page end is one block.
    """
    pitch = _pitch(rows)
    blocks: list[Block] = []
    draft: _Draft | None = None
    for page, page_rows in zip(pages, rows, strict=True):
        starting = sorted((t for t in tables if t.page_first == page.number), key=lambda t: t.boxes[page.number].top)
        running = [t for t in tables if t.page_first < page.number <= t.page_last]
        if running and draft is not None:
            blocks.append(_finish(draft, keeps))
            draft = None
        for band, table in _bands(page_rows, starting, page.number):
            for flow in reading_order(band):
                if draft is not None and not _starts(draft, flow, pitch):
                    draft.flows.append(flow)
                    continue
                if draft is not None:
                    blocks.append(_finish(draft, keeps))
                draft = _Draft([flow], bool(_marked().match(flow.line.text)))
            if table is not None:
                if draft is not None:
                    blocks.append(_finish(draft, keeps))
                    draft = None
                blocks.extend(unfold(table) if is_layout(table) else [_table_block(table)])
    if draft is not None:
        blocks.append(_finish(draft, keeps))
    usual = _usual_size(blocks)
    for block in blocks:
        block.large = block.table is None and block.size >= 1.15 * usual
    return blocks


def _usual_size(blocks: list[Block]) -> float:
    """The glyph size of most of the running text."""
    sizes: dict[float, int] = {}
    for block in blocks:
        sizes[block.size] = sizes.get(block.size, 0) + len(block.text)
    return max(sizes, key=lambda s: (sizes[s], s), default=0.0)


def _bands(rows: list[Row], tables: list[Table], page: int) -> list[tuple[list[Row], Table | None]]:
    """The rows above each table, with the table that ends the band; the rest of the page comes last."""
    out: list[tuple[list[Row], Table | None]] = []
    rest = list(rows)
    for table in tables:
        middle = table.boxes[page].top
        above = [r for r in rest if (r.top + r.bottom) / 2 < middle]
        rest = [r for r in rest if (r.top + r.bottom) / 2 >= middle]
        out.append((above, table))
    out.append((rest, None))
    return out


def _pitch(rows: list[list[Row]]) -> float:
    """The usual distance between baselines, in glyph sizes."""
    steps = [(b.bottom - a.bottom) / max(b.bottom - b.top, 1.0) for page_rows in rows for a, b in pairwise(page_rows)]
    close = [s for s in steps if 0.8 < s < 2.2]
    return median(close) if close else 1.2


def _starts(draft: _Draft, flow: Flow, pitch: float) -> bool:
    """Whether ``flow`` begins a paragraph rather than going on with ``draft``."""
    last = draft.last
    text, above = flow.line.text, last.line.text
    if flow.continues:
        return False
    if flow.line.page != last.line.page:
        return not _runs_over(draft, flow)
    if flow.column != last.column:
        return True
    if flow.listed and last.listed and not text[0].islower() and not above.endswith((",", "-", ":")):
        return True
    if _is_apart(last, flow, pitch) or (_opens().match(text) and not _is_mid_sentence(above, text)):
        return True
    shaped = _shape_starts(draft, flow)
    if shaped is not None:
        return shaped
    if text[0].islower() and not _CLOSING.search(above) and flow.line.bold == last.line.bold:
        return False  # a sentence or a heading that wraps, whatever its indent
    if _indent_starts(draft, flow):
        return True
    if _CLOSING.search(above):
        return not _wraps(last, flow)
    return _is_short(last, flow) and (text[0].isupper() or text[0].isdigit())


def _is_apart(last: Flow, flow: Flow, pitch: float) -> bool:
    """Whether more than the usual space parts two lines."""
    height = max(flow.line.size, last.line.size, 1.0)
    box, box_above = flow.line.box, last.line.box
    step = max(_SPACING * pitch, pitch + 0.35) * height
    return box.bottom - box_above.bottom > step or box.bottom < box_above.top


def _shape_starts(draft: _Draft, flow: Flow) -> bool | None:
    """What centring, weight and size of two lines say; None where they say nothing."""
    last = draft.last
    box, box_above = flow.line.box, last.line.box
    both_bold = flow.line.bold and last.line.bold
    aligned = abs(box.x0 - box_above.x0) < 4.0  # lines that begin alike are one column of text, not centred ones
    axis = abs(box.x0 + box.x1 - box_above.x0 - box_above.x1) < 6.0  # lines about one axis, as in signatures
    centred = (_centred(flow) or axis) and not aligned
    if centred and not _centred(last) and not axis:
        return not (_is_full(last) and both_bold)
    if _centred(last) and not centred and not aligned:
        return not (_is_full(flow) and both_bold)
    if flow.line.bold != last.line.bold and _weight_starts(draft, flow):
        return True
    height = max(flow.line.size, last.line.size, 1.0)
    if abs(flow.line.size - last.line.size) > (0.06 if both_bold else 0.2) * height:
        return True
    if centred:
        return not (both_bold and box_above.width >= 0.9 * box.width)
    return None


def _weight_starts(draft: _Draft, flow: Flow) -> bool:
    """A change of weight: a heading over its text, unless a bold beginning just wraps into the sentence."""
    last = draft.last
    if abs(flow.line.size - last.line.size) > 0.5:
        return True
    heading = last.line.bold and not flow.line.words[0].bold and all(f.line.bold for f in draft.flows)
    return heading and not (_is_full(last) and flow.line.text[0].islower())


def _wraps(last: Flow, flow: Flow) -> bool:
    """Whether the first word of ``flow`` had no room at the end of the line above: the text just wraps."""
    first = flow.line.words[0]
    room = last.right - last.line.box.x1
    return room < (first.x1 - first.x0) + 0.3 * first.size


def _is_short(last: Flow, flow: Flow) -> bool:
    """Whether the line above ends where the next word would still have fitted: a break that somebody made."""
    text = last.line.text.rstrip()
    if text.endswith((",", "-", "–", "(", "«", "'", "’")) or _is_mid_sentence(text, flow.line.text):
        return False
    first = flow.line.words[0]
    room = last.right - last.line.box.x1
    return room > (first.x1 - first.x0) + 1.2 * first.size


def _is_full(flow: Flow) -> bool:
    return flow.line.box.x1 > flow.right - 0.06 * (flow.right - flow.left)


def _is_mid_sentence(above: str, text: str) -> bool:
    """Whether a line that looks like an opening just goes on with the sentence above ("… et à l' / article 5 …")."""
    if not text[0].isalpha():
        return False
    tail = above.rsplit(None, 1)[-1].lower().strip("’'(")
    return tail in {"l", "d", "de", "du", "des", "les", "la", "le", "à", "et", "ou", "aux", "au", "par", "ses", "n°"}


def _centred(flow: Flow) -> bool:
    box = flow.line.box
    left, right = box.x0 - flow.left, flow.right - box.x1
    width = flow.right - flow.left
    return left > 0.06 * width and right > 0.06 * width and abs(left - right) < 0.06 * width + 4


def _indent_starts(draft: _Draft, flow: Flow) -> bool:
    """First-line indents, and the way back from a hanging list item to the margin."""
    x0 = flow.line.box.x0
    first = draft.flows[0].line.box.x0
    if len(draft.flows) == 1:
        if draft.marked:
            return x0 < first - _INDENT
        if first - x0 > 0.25 * (flow.right - flow.left):
            return True
        return abs(x0 - first) > _INDENT and not (x0 < first and _is_full(draft.last) and not draft.marked)
    usual = draft.flows[1].line.box.x0
    return abs(x0 - usual) > _INDENT


def _runs_over(draft: _Draft, flow: Flow) -> bool:
    """Whether a paragraph goes on on the next page."""
    above, text = draft.last.line.text, flow.line.text
    if _opens().match(text) and not _is_mid_sentence(above, text):
        return False
    if _centred(flow) or _centred(draft.last):
        return False
    if _CLOSING.search(above) and not above.rstrip().endswith((")", "»")):
        return False
    return text[0].islower() or (_is_full(draft.last) and flow.line.bold == draft.last.line.bold)


def _finish(draft: _Draft, keeps: HyphenRule) -> Block:
    lines = tuple(f.line for f in draft.flows)
    first = draft.flows[0]
    return Block(
        passage=from_lines([line.words for line in lines], keeps=keeps),
        lines=lines,
        page_first=lines[0].page,
        page_last=lines[-1].page,
        bold=all(line.bold for line in lines),
        centred=all(_centred(f) for f in draft.flows),
        underlined=False,
        size=max(line.size for line in lines),
        column=first.column,
    )


def _table_block(table: Table) -> Block:
    return Block(Passage(""), table=table, page_first=table.page_first, page_last=table.page_last)


def is_layout(table: Table) -> bool:
    """Whether a grid only arranges the head of an act: a cell opens one (who was present, who presided) in prose."""
    opening = any_of("furniture", "opening", prefix=r"(?:^|\n)\W*")
    return any(len(c.text) > 90 and opening.search(c.passage.text) for c in table.cells)


def unfold(table: Table) -> list[Block]:
    """The cells of a layout grid as text blocks, row by row."""
    blocks = []
    for cell in sorted(table.cells, key=lambda c: (c.row, c.col)):
        for passage in cell.passage.paragraphs():
            words = passage.words()
            blocks.append(
                Block(
                    passage,
                    page_first=passage.page,
                    page_last=passage.page_last,
                    bold=bool(words) and all(w.bold for w in words),
                    size=max((w.size for w in words), default=0.0),
                    column=cell.col + 1,
                )
            )
    return blocks
