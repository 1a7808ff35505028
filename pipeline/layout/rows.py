"""Rows and segments: words that share a baseline, cut where a wide gap parts them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from math import inf
from operator import attrgetter

from models.document import Box, Page, Table, Word, around

# A gap this wide (in glyph sizes, and in points) may part two columns; justified text stays below it.
_GAP_SIZES = 1.3
_GAP_POINTS = 9.0
_SAME_LINE = 0.3  # of the glyph size: how far baselines of one row may lie apart


_text: Callable[[Word], str] = attrgetter("text")
_left: Callable[[Word], float] = attrgetter("x0")
_top: Callable[[Word], float] = attrgetter("top")
_right: Callable[[Word], float] = attrgetter("x1")
_bottom: Callable[[Word], float] = attrgetter("bottom")


@dataclass(slots=True, eq=False)
class Segment:
    """Words of one row without a wide gap between them, left to right."""

    words: list[Word]
    text: str = field(init=False)
    x0: float = field(init=False)
    x1: float = field(init=False)

    def __post_init__(self) -> None:
        self.text = " ".join(map(_text, self.words))
        self.x0 = self.words[0].x0
        self.x1 = max(map(_right, self.words))

    @property
    def box(self) -> Box:
        return around(self.words)


@dataclass(slots=True, eq=False)
class Row:
    """The segments that stand on one baseline of a page, left to right."""

    segments: list[Segment]
    page: int
    words: list[Word] = field(init=False)
    text: str = field(init=False)
    x0: float = field(init=False)
    top: float = field(init=False)
    x1: float = field(init=False)
    bottom: float = field(init=False)

    def __post_init__(self) -> None:
        segments = self.segments
        self.words = [w for s in segments for w in s.words] if len(segments) > 1 else segments[0].words
        self.text = " ".join([s.text for s in segments]) if len(segments) > 1 else segments[0].text
        self.x0 = segments[0].x0
        self.top = min(map(_top, self.words))
        self.x1 = max([s.x1 for s in segments])
        self.bottom = max(map(_bottom, self.words))


def page_rows(page: Page, tables: Iterable[Table] = ()) -> list[Row]:
    """The rows of a page, top to bottom; words inside ``tables`` and turned words are left out."""
    words = [w for w in page.words if w.upright]
    for table in tables:
        if page.number in table.boxes:
            words = _outside(table.boxes[page.number], words)
    return [Row(_segments(group), page.number) for group in _baselines(words)]


def _outside(box: Box, words: list[Word]) -> list[Word]:
    """The words whose middle does not lie in ``box``, give or take half a point."""
    x0, top, x1, bottom = 2 * box.x0 - 1, 2 * box.top - 1, 2 * box.x1 + 1, 2 * box.bottom + 1
    return [w for w in words if not (x0 <= w.x0 + w.x1 <= x1 and top <= w.top + w.bottom <= bottom)]


def _baselines(words: list[Word]) -> list[list[Word]]:
    """Words grouped by baseline, top to bottom, each group left to right."""
    groups: list[list[Word]] = []
    firsts: list[tuple[float, float]] = []  # baseline and size of the first word of each group
    feet = [word.baseline or word.foot for word in words]
    last = -inf  # the baseline of the last group
    for foot, _, at in sorted(zip(feet, map(_left, words), count(), strict=False)):
        word = words[at]
        if foot - last <= _SAME_LINE:  # even in the smallest type
            groups[-1].append(word)
            continue
        size = _size(word)
        for back in range(len(groups) - 1, max(len(groups) - 5, -1), -1):
            level, height = firsts[back]
            if foot - level <= _SAME_LINE * max(min(size, height), 1.0):
                groups[back].append(word)
                break
        else:
            groups.append([word])
            firsts.append((foot, size))
            last = foot
    return [sorted(group, key=_left) for group in _with_superscripts(groups)]


def _size(word: Word) -> float:
    return word.size or word.bottom - word.top


def _with_superscripts(groups: list[list[Word]]) -> list[list[Word]]:
    """Small raised words ("er", "ème", a note mark) go to the line that they are raised from."""
    out: list[list[Word]] = []
    held: list[Word] = []
    for group in groups:
        stay: list[Word] = []
        tall = max(map(_size, group)) if held else 0.0
        for word in held:
            close = any(-1 < word.x0 - w.x1 < 0.4 * tall for w in group)
            raised = _size(word) < 0.8 * tall and close and group[0].foot - word.foot < 0.6 * tall
            (group if raised else stay).append(word)
        if stay:
            out.append(stay)
        held = []
        if len(group) <= 3 and all(len(w.text) <= 4 for w in group):
            held = group
        else:
            out.append(group)
    if held:
        out.append(held)
    return out


def _segments(words: list[Word]) -> list[Segment]:
    """The words of one baseline, left to right, cut at wide gaps."""
    segments: list[Segment] = []
    first = 0
    last, right = words[0], words[0].x1
    for n, word in enumerate(words):
        gap = word.x0 - right
        if gap > _GAP_POINTS and gap > _GAP_SIZES * min(word.size or 10, last.size or 10):
            segments.append(Segment(words[first:n]))
            first = n
            right = word.x1
        elif word.x1 > right:
            right = word.x1
        last = word
    segments.append(Segment(words[first:] if first else words))
    return segments
