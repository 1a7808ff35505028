"""Text that knows where it came from.

A passage is flowing text (lines joined, words split at a line end made whole again) in which every character
maps to a word on a page. A match found in the text therefore gives its page and box for free.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.document import Box, Word

DOUBTFUL = 0.6  # confidence below which a recognised word is not to be relied on


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: one page and, where the input has geometry, the box around it.

    ``confidence`` is that of its weakest recognised word, None where none was recognised; ``doubtful`` are the words
    that recognition was not sure of.
    """

    page: int
    bbox: tuple[float, float, float, float] | None
    text: str
    confidence: float | None = None
    doubtful: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters ``start`` to ``end`` of a passage come from ``word`` (all of it, or its part after a joined hyphen)."""

    start: int
    end: int
    word: Word


class Passage:
    """Immutable text with the words behind its characters.

    ``text`` has "\\n" between paragraphs and one space between words. ``line_starts`` are the offsets at which a
    printed line begins, for rules that need to know it.
    """

    __slots__ = ("_ends", "_starts", "line_starts", "pieces", "text")

    def __init__(self, text: str, pieces: Sequence[Piece] = (), line_starts: Sequence[int] = ()) -> None:
        self.text = text
        self.pieces = tuple(pieces)
        self.line_starts = tuple(line_starts)
        self._starts = [p.start for p in self.pieces]
        self._ends = [p.end for p in self.pieces]

    def __bool__(self) -> bool:
        return bool(self.text)

    def __len__(self) -> int:
        return len(self.text)

    def __repr__(self) -> str:
        return f"Passage({self.text!r})"

    @property
    def flat(self) -> str:
        """The text on one line, white space collapsed."""
        return " ".join(self.text.split())

    @property
    def page(self) -> int:
        """The page on which the passage begins, 1 when it is empty."""
        return self.pieces[0].word.page if self.pieces else 1

    @property
    def page_last(self) -> int:
        return self.pieces[-1].word.page if self.pieces else 1

    def words(self, start: int = 0, end: int | None = None) -> list[Word]:
        """The words that any character from ``start`` to ``end`` comes from."""
        stop = len(self.text) if end is None else end
        first = bisect_right(self._ends, start)
        last = bisect_left(self._starts, stop)
        return [p.word for p in self.pieces[first:last]]

    def sub(self, start: int, end: int | None = None) -> Passage:
        """The passage from ``start`` to ``end``, outer white space dropped; places are kept."""
        stop = len(self.text) if end is None else min(end, len(self.text))
        start = max(start, 0)
        while start < stop and self.text[start].isspace():
            start += 1
        while stop > start and self.text[stop - 1].isspace():
            stop -= 1
        if stop <= start:
            return Passage("")
        first = bisect_right(self._ends, start)
        last = bisect_left(self._starts, stop)
        pieces = [
            Piece(max(p.start, start) - start, min(p.end, stop) - start, p.word) for p in self.pieces[first:last]
        ]
        starts = [s - start for s in self.line_starts if start <= s < stop]
        return Passage(self.text[start:stop], pieces, starts)

    def match(self, m: re.Match[str], group: int | str = 0) -> Passage:
        """The passage behind a group of a match in ``text``."""
        return self.sub(*m.span(group))

    def paragraphs(self) -> Iterator[Passage]:
        """The non-empty paragraphs, in order."""
        if self.text and "\n" not in self.text and self.text == self.text.strip():
            yield self  # most are one paragraph: no need to copy it
            return
        offset = 0
        for paragraph in self.text.split("\n"):
            if paragraph.strip():
                yield self.sub(offset, offset + len(paragraph))
            offset += len(paragraph) + 1

    def places(self) -> list[Place]:
        """One place per page that the passage touches, each with the words that stand on it."""
        return places_of(self.words(), self.flat)


def places_of(words: Sequence[Word], text: str) -> list[Place]:
    """Places of ``words``, one per page; ``text`` serves when all stand on one page."""
    pages: dict[int, list[Word]] = {}
    for word in words:
        pages.setdefault(word.page, []).append(word)
    return [
        Place(
            page,
            around(group),
            text if len(pages) == 1 else " ".join(w.text for w in group),
            min((w.confidence for w in group if w.confidence is not None), default=None),
            tuple(w.text for w in group if w.confidence is not None and w.confidence < DOUBTFUL),
        )
        for page, group in sorted(pages.items())
    ]


def around(words: Iterable[Word]) -> tuple[float, float, float, float] | None:
    """The box around words of one page, None when they have no geometry."""
    placed = [w for w in words if w.has_geometry]
    if not placed:
        return None
    return (
        min(w.x0 for w in placed),
        min(w.top for w in placed),
        max(w.x1 for w in placed),
        max(w.bottom for w in placed),
    )


def join(passages: Iterable[Passage], separator: str = "\n") -> Passage:
    """One passage from several, with ``separator`` between them."""
    texts: list[str] = []
    pieces: list[Piece] = []
    starts: list[int] = []
    offset = 0
    for passage in passages:
        if not passage.text:
            continue
        if texts:
            offset += len(separator)
        texts.append(passage.text)
        pieces.extend(Piece(p.start + offset, p.end + offset, p.word) for p in passage.pieces)
        starts.extend(s + offset for s in passage.line_starts)
        offset += len(passage.text)
    return Passage(separator.join(texts), pieces, starts)


# A word cut at a line end: letters, then a hyphen that ends the line. U+0002 is PDFium's mark for one.
_HYPHENS = "-\u2010\u00ad\u0002"
_SOFT = "\u00ad"

HyphenRule = Callable[[str, str], bool]
"""Whether the hyphen between the end of a line and the start of the next is part of the word: (left, right) -> bool."""


def keep_hyphen(left: str, right: str) -> bool:
    """The rule without knowledge of the document: keep it, since names and compound words break at theirs."""
    return True


def from_lines(lines: Iterable[Sequence[Word]], separator: str = " ", keeps: HyphenRule = keep_hyphen) -> Passage:
    """A passage from printed lines, each a sequence of words; a word split at a line end is made whole again.

    A soft hyphen is dropped; for any other hyphen at a line end ``keeps`` decides. No space is put behind either.
    """
    out: list[str] = []
    pieces: list[Piece] = []
    starts: list[int] = []
    offset = 0
    rows = [line for line in lines if line]
    glue = True
    for number, line in enumerate(rows):
        following = rows[number + 1][0].text if number + 1 < len(rows) else ""
        for rank, word in enumerate(line):
            text = word.text
            if not glue:
                gap = " " if rank else separator
                out.append(gap)
                offset += len(gap)
            glue = False
            if rank == len(line) - 1 and following and _is_cut(text, following):
                glue = True
                soft = text[-1] in _SOFT or (following[0].isalpha() and not keeps(text[:-1], following))
                if soft:
                    text = text[:-1]
            text = text.replace("\u00ad", "").replace("\u0002", "-")
            if rank == 0:
                starts.append(offset)
            pieces.append(Piece(offset, offset + len(text), word))
            out.append(text)
            offset += len(text)
    return Passage("".join(out), pieces, starts)


def _is_cut(text: str, following: str) -> bool:
    return (
        len(text) > 1
        and text[-1] in _HYPHENS
        and ((text[-2].isalpha() and following[0].isalpha()) or (text[-2].isdigit() and following[0].isdigit()))
    )


def from_text(text: str, page: int = 1) -> Passage:
    """A passage without geometry, for text inputs and tests."""
    from models.document import Word

    pieces = [
        Piece(m.start(), m.end(), Word(m.group(), 0, 0, 0, 0, page, has_geometry=False))
        for m in re.finditer(r"\S+", text)
    ]
    return Passage(text, pieces, [m.start() for m in re.finditer(r"(?m)^.", text)])


def box_of(passage: Passage) -> Box | None:
    """The box of the passage on its first page."""
    from models.document import Box

    places = passage.places()
    return Box(*places[0].bbox) if places and places[0].bbox else None
