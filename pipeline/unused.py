"""How much of a document's running text no row rests on, and where: what the extraction did not understand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from models.document import Block
from models.parts import Part
from models.passage import Passage
from models.rows import Row, diagnostic
from pipeline.assemble import TableLabel, clean, mask_contacts

STAGE = "unused"
_LINK = 30  # a shorter run between values belongs to them: labels, honorifics, list marks, "donne pouvoir à"
_LONG = 200  # characters; a shorter passage is not worth a diagnostic
_NAMED = 5  # passages named for a document, the longest
_QUOTED = 90  # characters quoted of each


@dataclass(frozen=True, slots=True)
class UnusedText:
    """What no row rests on: its ``share`` of the running text (None where there is no text), and the longest passages."""

    share: float | None
    rows: list[Row]


@dataclass(slots=True)
class _Stretch:
    """Consecutive unused text of one part, however many paragraphs."""

    part: Part
    first: Passage
    last: Passage
    size: int


def used_words(rows: Iterable[Row], parts: Iterable[Part], labels: Iterable[TableLabel]) -> frozenset[int]:
    """The identities of the words that rows, titles of parts and titles of tables were read from."""
    passages = [passage for row in rows if row.table != "diagnostics" for passage in row.read]
    passages += [part.title for part in parts if part.title]
    passages += [label.title for label in labels if label.title]
    return frozenset(chain.from_iterable(map(id, passage.words()) for passage in passages))


def unused_text(parts: Sequence[Part], used: frozenset[int]) -> UnusedText:
    """How much of the running text of ``parts`` stands in no row, by the identities of the ``used`` words.

    Running text is all of it but tables (their cells are rows), headers, footers and stamps. Characters are counted
    without white space. A few words between two values or beside one count as used with them.
    """
    total = 0
    stretches: list[_Stretch] = []
    for part in parts:
        open_: _Stretch | None = None
        for block in part.blocks:
            for passage, is_used in _runs(block, used):
                size = len(passage.text) - passage.text.count(" ")
                total += size
                if is_used:
                    open_ = None
                elif open_ is None:
                    open_ = _Stretch(part, passage, passage, size)
                    stretches.append(open_)
                else:
                    open_.last = passage
                    open_.size += size
    missed = sum(stretch.size for stretch in stretches)
    longest = sorted((s for s in stretches if s.size >= _LONG), key=lambda s: -s.size)[:_NAMED]
    return UnusedText(round(missed / total, 4) if total else None, [_told(s) for s in longest])


def _runs(block: Block, used: frozenset[int]) -> Iterator[tuple[Passage, bool]]:
    """The text of a block cut where used and unused words meet."""
    passage = block.passage
    words = set(map(id, passage.words()))
    if not words:
        return
    if words <= used or words.isdisjoint(used):
        yield passage, words <= used
        return
    cuts: list[tuple[int, bool]] = []
    for piece in passage.pieces:
        is_used = id(piece.word) in used
        if not cuts or cuts[-1][1] != is_used:
            cuts.append((piece.start, is_used))
    ends = [start for start, _ in cuts[1:]] + [len(passage.text)]
    for (start, is_used), end in zip(cuts, ends, strict=True):
        if part := passage.sub(start, end):
            yield part, is_used or len(part) < _LINK


def _told(stretch: _Stretch) -> Row:
    page, last = stretch.first.page, stretch.last.page_last
    where = f"page {page}" if page == last else f"pages {page}-{last}"
    text = f"{where}: {stretch.size:,} characters in a row are in no table, from « {quoted(stretch.first)} » on ({stretch.part.kind})"
    return diagnostic(STAGE, "info", "text_unused", text, page)


def quoted(passage: Passage, most: int = _QUOTED) -> str:
    """The beginning of ``passage`` as it may be shown: bank details, e-mail addresses and telephone numbers masked."""
    text = mask_contacts(clean(passage.text[: 3 * most]))
    return text if len(text) <= most else text[: text.rfind(" ", 1, most) if " " in text[1:most] else most] + " …"
