"""Rows and segments: words that share a baseline, cut where a wide gap parts them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.document import Box, Page, Table, Word, union

# A gap this wide (in glyph sizes, and in points) may part two columns; justified text stays below it.
_GAP_SIZES = 1.3
_GAP_POINTS = 9.0
_SAME_LINE = 0.3  # of the glyph size: how far baselines of one row may lie apart


@dataclass(slots=True)
class Segment:
    """Words of one row without a wide gap between them, left to right."""

    words: list[Word]

    @property
    def text(self) -> str:
        return " ".join(w.text for w in self.words)

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return max(w.x1 for w in self.words)

    @property
    def size(self) -> float:
        return max(w.size for w in self.words)

    @property
    def box(self) -> Box:
        return union(w.box for w in self.words)


@dataclass(slots=True)
class Row:
    """The segments that stand on one baseline of a page, left to right."""

    segments: list[Segment]
    page: int

    @property
    def words(self) -> list[Word]:
        return [w for s in self.segments for w in s.words]

    @property
    def text(self) -> str:
        return " ".join(s.text for s in self.segments)

    @property
    def top(self) -> float:
        return min(w.top for w in self.words)

    @property
    def bottom(self) -> float:
        return max(w.bottom for w in self.words)

    @property
    def x0(self) -> float:
        return self.segments[0].x0

    @property
    def x1(self) -> float:
        return max(s.x1 for s in self.segments)


def page_rows(page: Page, tables: Iterable[Table] = ()) -> list[Row]:
    """The rows of a page, top to bottom; words inside ``tables`` and turned words are left out."""
    boxes = [t.boxes[page.number] for t in tables if page.number in t.boxes]
    words = [w for w in page.words if w.upright and not any(b.contains(w.box, 0.5) for b in boxes)]
    return [Row(_segments(group), page.number) for group in _baselines(words)]


def _baselines(words: list[Word]) -> list[list[Word]]:
    """Words grouped by baseline, top to bottom, each group left to right."""
    groups: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.foot, w.x0)):
        for group in reversed(groups[-4:]):
            nearest = group[0]
            if abs(word.foot - nearest.foot) <= _SAME_LINE * max(min(_size(word), _size(nearest)), 1.0):
                group.append(word)
                break
        else:
            groups.append([word])
    return [sorted(g, key=lambda w: w.x0) for g in _with_superscripts(groups)]


def _size(word: Word) -> float:
    return word.size or word.bottom - word.top


def _with_superscripts(groups: list[list[Word]]) -> list[list[Word]]:
    """Small raised words ("er", "ème", a note mark) go to the line that they are raised from."""
    out: list[list[Word]] = []
    held: list[Word] = []
    for group in groups:
        tall = max(_size(w) for w in group)
        stay: list[Word] = []
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
    segments = [Segment([words[0]])]
    for word in words[1:]:
        last = segments[-1]
        gap = word.x0 - last.x1
        if gap > max(_GAP_POINTS, _GAP_SIZES * min(word.size or 10, last.words[-1].size or 10)):
            segments.append(Segment([word]))
        else:
            last.words.append(word)
    return segments
