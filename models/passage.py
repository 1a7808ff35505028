"""Text that knows where it came from.

A passage is flowing text (lines joined, words split at a line end made whole again) in which every character
maps to a word on a page. A match found in the text therefore gives its page and box for free.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from models.values import value

if TYPE_CHECKING:
    from models.document import Box, Word

DOUBTFUL = 0.6  # confidence below which a recognised word is not to be relied on


@value
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


@value
class Piece:
    """Characters ``start`` to ``end`` of a passage come from ``word`` (all of it, or its part after a joined hyphen)."""

    start: int
    end: int
    word: Word


class Passage:
    """Immutable text with the words behind its characters.

    ``text`` has "\\n" between paragraphs and one space between words. A part of a passage is a window on the words of
    the whole, so that cutting costs nothing but the text.
    """

    __slots__ = ("_ends", "_flat", "_lines", "_offset", "_starts", "_words", "text")

    def __init__(self, text: str, pieces: Iterable[Piece] = (), line_starts: Iterable[int] = ()) -> None:
        """``line_starts`` are the offsets at which a printed line begins."""
        listed = list(pieces)
        self._set(
            text, 0, [p.start for p in listed], [p.end for p in listed], [p.word for p in listed], list(line_starts)
        )

    def _set(
        self, text: str, offset: int, starts: list[int], ends: list[int], words: list[Word], lines: list[int]
    ) -> Passage:
        """Make this the passage ``text`` whose words lie ``offset`` characters further on in the lists."""
        self.text, self._offset = text, offset
        self._flat: str | None = None
        self._starts, self._ends, self._words, self._lines = starts, ends, words, lines
        return self

    def __bool__(self) -> bool:
        return bool(self.text)

    def __len__(self) -> int:
        return len(self.text)

    def __repr__(self) -> str:
        return f"Passage({self.text!r})"

    @property
    def flat(self) -> str:
        """The text on one line, white space collapsed."""
        if self._flat is None:
            self._flat = " ".join(self.text.split())
        return self._flat

    @property
    def pieces(self) -> list[Piece]:
        """The words behind the text with the characters that come from each."""
        first, last = self._span(0, len(self.text))
        offset, size = self._offset, len(self.text)
        return [
            Piece(max(start - offset, 0), min(end - offset, size), word)
            for start, end, word in zip(
                self._starts[first:last], self._ends[first:last], self._words[first:last], strict=True
            )
        ]

    @property
    def line_starts(self) -> tuple[int, ...]:
        """The offsets at which a printed line begins, for rules that need to know it."""
        offset, stop = self._offset, self._offset + len(self.text)
        lines = self._lines[bisect_left(self._lines, offset) : bisect_left(self._lines, stop)]
        return tuple(start - offset for start in lines) if offset else tuple(lines)

    @property
    def page(self) -> int:
        """The page on which the passage begins, 1 when it is empty."""
        first, last = self._span(0, len(self.text))
        return self._words[first].page if first < last else 1

    @property
    def page_last(self) -> int:
        first, last = self._span(0, len(self.text))
        return self._words[last - 1].page if first < last else 1

    def _span(self, start: int, stop: int) -> tuple[int, int]:
        """Which of the words listed any character from ``start`` to ``stop`` comes from."""
        return bisect_right(self._ends, self._offset + start), bisect_left(self._starts, self._offset + stop)

    def words(self, start: int = 0, end: int | None = None) -> list[Word]:
        """The words that any character from ``start`` to ``end`` comes from."""
        stop = len(self.text) if end is None else min(end, len(self.text))
        first, last = self._span(max(start, 0), stop)
        return self._words[first:last]

    def sub(self, start: int, end: int | None = None) -> Passage:
        """The passage from ``start`` to ``end``, outer white space dropped; places are kept."""
        part = self.text[max(start, 0) : len(self.text) if end is None else end]
        text = part.strip()
        if not text:
            return Passage("")
        offset = self._offset + max(start, 0) + len(part) - len(part.lstrip())
        window = Passage.__new__(Passage)
        return window._set(text, offset, self._starts, self._ends, self._words, self._lines)

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
    if len(pages) == 1:
        return [_place(words[0].page, words, text)]
    return [_place(page, group, " ".join(w.text for w in group)) for page, group in sorted(pages.items())]


def _place(page: int, words: Sequence[Word], text: str) -> Place:
    told = [w for w in words if w.confidence is not None]
    if not told:
        return Place(page, around(words), text)
    doubtful = tuple(w.text for w in told if w.confidence is not None and w.confidence < DOUBTFUL)
    return Place(page, around(words), text, min(w.confidence for w in told if w.confidence is not None), doubtful)


def around(words: Iterable[Word]) -> tuple[float, float, float, float] | None:
    """The box around words of one page, None when they have no geometry."""
    from models.document import around as box_around

    placed = [w for w in words if w.has_geometry]
    return box_around(placed) if placed else None


def join(passages: Iterable[Passage], separator: str = "\n") -> Passage:
    """One passage from several, with ``separator`` between them."""
    parts = [passage for passage in passages if passage.text]
    if len(parts) == 1:
        return parts[0]
    starts: list[int] = []
    ends: list[int] = []
    words: list[Word] = []
    lines: list[int] = []
    offset = 0
    for part in parts:
        size = len(part.text)
        first, last = part._span(0, size)
        shift = offset - part._offset
        begin = len(starts)
        starts += [start + shift for start in part._starts[first:last]]
        ends += [end + shift for end in part._ends[first:last]]
        if len(starts) > begin:  # a word of which the part holds only some characters
            starts[begin], ends[-1] = max(starts[begin], offset), min(ends[-1], offset + size)
        words += part._words[first:last]
        lines += [start + offset for start in part.line_starts]
        offset += size + len(separator)
    text = separator.join(part.text for part in parts)
    return Passage.__new__(Passage)._set(text, 0, starts, ends, words, lines)


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
    starts: list[int] = []
    ends: list[int] = []
    words: list[Word] = []
    line_starts: list[int] = []
    offset = 0
    rows = [line for line in lines if line]
    for number, line in enumerate(rows):
        texts = [word.text for word in line]
        last, following = texts[-1], rows[number + 1][0].text if number + 1 < len(rows) else ""
        gap = separator
        if following and last[-1] in _HYPHENS and _is_cut(last, following):
            gap = ""
            if last[-1] not in _SOFT and following[0].isalpha() and not keeps(last[:-1], following):
                texts[-1] = last[:-1]
        printed = " ".join(texts)
        if "\u00ad" in printed or "\u0002" in printed:
            texts = [_printed(text) for text in texts]
            printed = " ".join(texts)
        line_starts.append(offset)
        for text in texts:
            starts.append(offset)
            offset += len(text)
            ends.append(offset)
            offset += 1
        offset += len(gap) - 1
        words += line
        out += (printed, gap)
    return Passage.__new__(Passage)._set("".join(out[:-1]), 0, starts, ends, words, line_starts)


def _printed(text: str) -> str:
    return text.replace("\u00ad", "").replace("\u0002", "-")


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
