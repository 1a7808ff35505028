"""Printed lines read as table text: chunks of words, numbers, empty strips between columns, rows of wrapped lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from models.document import Word

# Amounts, percentages, counts, ranks, codes such as 6568/93428, and the marks that stand for no amount.
_NUMBER = re.compile(
    r"[-+–−(]?\s?[€$£]?\s?\d[\d\s.,'’\u00a0\u202f]*"
    r"(?:\s?(?:%|‰|€|\$|£|k€|M€|h|m²|m2|ha|kms?|ans?|jours?|euros?|EUR|H\.?T\.?|T\.?T\.?C\.?|pts?))*\)?\*?",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"(?:[-–—/.…]+|n\.?[adsc]\.?|ND|NC|s\.?o\.?|néant|[-–]\s*(?:€|%))", re.IGNORECASE)
_UNIT = re.compile(r"[€%$£]|euros?|k€|M€|h|j|m²|HT|TTC", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_GROUP = re.compile(r"\d{3}(?:[.,]\d\d?)?")  # as a figure goes on after a thousands space
_GROUPS = re.compile(r"[-+–−(]?\d{1,3}")
_PADDING = 8.0  # points: white on both sides of a cell's text
CHUNK_GAP = 0.55  # of the type size: a wider gap parts two chunks of a line
_MARKS = frozenset("+-–−—(€$£/.…")  # what figures, and marks for none, begin with besides digits


class Chunk(NamedTuple):
    """Words of one line that stand together."""

    x0: float
    x1: float
    text: str
    words: tuple[Word, ...]

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


def is_number(text: str) -> bool:
    """Whether a cell's text is a figure and nothing else."""
    return bool(_NUMBER.fullmatch(text))


def is_figure(text: str) -> bool:
    """Whether a cell's text is a figure or a mark that stands for none ("-", "ND")."""
    return bool(_NUMBER.fullmatch(text) or _NOTHING.fullmatch(text))


def is_year(text: str) -> bool:
    return bool(_YEAR.fullmatch(text))


def may_open_figure(text: str) -> bool:
    """Whether a figure, or a mark that stands for none, may begin with ``text``."""
    first = text[:1]
    return first in _MARKS or first.isdigit() or (first in "nNsS" and len(text) <= 5)  # "n.d.", "néant"


def may_set_figures_apart(line: Sequence[Word], gap: float = CHUNK_GAP) -> bool:
    """Whether a figure may stand behind such a gap, not first in a line: a test that costs less than the chunks."""
    last, least = line[0], gap * 5.0
    for word in line:
        space = word.x0 - last.x1
        if space >= least and space >= gap * word.size and may_open_figure(word.text):
            return True
        last = word
    return False


def chunks(line: Sequence[Word], gap: float = CHUNK_GAP) -> list[Chunk]:
    """The words of one line (left to right) grouped where the gaps between them are narrow."""
    groups: list[list[Word]] = []
    for word in line:
        if groups and word.x0 - groups[-1][-1].x1 <= gap * max(word.size, groups[-1][-1].size, 5.0):
            groups[-1].append(word)
        else:
            groups.append([word])
    # A currency or percent sign set apart belongs to the figure before it.
    for n in range(len(groups) - 1, 0, -1):
        near = len(groups[n]) == 1 and groups[n][0].x0 - groups[n - 1][-1].x1 < 40
        if near and _UNIT.fullmatch(groups[n][0].text) and is_figure(groups[n - 1][-1].text):
            groups[n - 1] += groups.pop(n)
    return [Chunk(g[0].x0, max(w.x1 for w in g), " ".join(w.text for w in g), tuple(g)) for g in groups]


def rivers(lines: Sequence[Sequence[Chunk]], least: float, slack: float = 0.08) -> list[tuple[float, float]]:
    """The strips between the chunks of ``lines`` that hardly any of them crosses, left to right.

    ``least`` is the width that a strip must have, ``slack`` the share of lines that may cross it.
    """
    events = sorted((x, step) for line in lines for c in line for x, step in ((c.x0, 1), (c.x1, -1)))
    if not events:
        return []
    allowed = int(slack * len(lines))
    found: list[tuple[float, float]] = []
    depth = 0
    opened: float | None = None
    for x, step in events:
        depth += step
        if depth <= allowed:
            opened = x if opened is None else opened
        else:
            if opened is not None and x - opened >= least:
                found.append((opened, x))
            opened = None
    low, high = events[0][0], events[-1][0]
    return [(a, b) for a, b in found if a > low and b < high]


def row_borders(tops: Sequence[tuple[float, float]], anchors: Sequence[bool], starts: Sequence[bool]) -> list[int]:
    """Where rows begin among the lines of a table: the index of the first line of each row.

    ``tops`` holds top and bottom of each line, ``anchors`` whether it has a figure (each line of figures is a row of
    its own), ``starts`` whether its text opens a cell rather than goes on with the line above. A line without figures
    joins the nearest row; at equal distance it joins the line that it goes on with, or is a row of its own.
    """
    places = [n for n, anchor in enumerate(anchors) if anchor]
    if not places:
        return [0] if tops else []
    owner: list[int] = []
    for n, anchor in enumerate(anchors):
        above = max((p for p in places if p < n), default=None)
        below = min((p for p in places if p > n), default=None)
        if anchor:
            owner.append(n)
        elif above is None or below is None:
            lone = above is not None and starts[n] and _gap(tops, n - 1, n) > _usual_gap(tops) - 0.5
            owner.append(n if lone else owner[-1] if above is not None else below or 0)
        else:
            up, down = _gap(tops, above, n), _gap(tops, n, below)
            if abs(up - down) > 1.5:
                owner.append((owner[-1] if n - 1 > above else above) if up < down else below)
            elif starts[n] and starts[n + 1]:
                owner.append(n)
            else:
                owner.append(below if starts[n] else owner[-1])
    return [n for n in range(len(owner)) if n == 0 or owner[n] != owner[n - 1]]


def _usual_gap(tops: Sequence[tuple[float, float]]) -> float:
    gaps = sorted(b[0] - a[1] for a, b in pairwise(tops))
    return gaps[len(gaps) // 2] if gaps else 0.0


def opening_lines(lines: Sequence[Sequence[Word]], right: float) -> list[bool]:
    """For each line whether its first column opens a cell: a capital, and room on the line above for its first word.

    ``right`` is the right border of the first column.
    """
    out: list[bool] = []
    room = 1e9
    for line in lines:
        held = [w for w in line if (w.x0 + w.x1) / 2 < right]
        if not held:
            out.append(False)
            continue
        first = held[0]
        space = 0.3 * max(first.size, 5.0)
        out.append(opens_row(first.text) and room > first.x1 - first.x0 + space)
        room = right - space - held[-1].x1
    return out


def _gap(tops: Sequence[tuple[float, float]], one: int, two: int) -> float:
    """The widest gap between successive lines from ``one`` to ``two``."""
    return max(tops[n + 1][0] - tops[n][1] for n in range(one, two))


def opens_row(text: str) -> bool:
    """Whether a line of text may be the beginning of a cell rather than its continuation."""
    return bool(text) and not text[0].islower() and text[0] not in "(,;:)»/'’"


def may_be_wrapped(lines: Sequence[Sequence[Word]], left: float, right: float) -> bool:
    """Whether the lines of figures in a cell from ``left`` to ``right`` may be one figure that found no room.

    "8 957" over "295,41" is one amount unless there was room for more on the first line. The white beside the text is
    taken to be the same on both sides.
    """
    if len(lines) < 2:
        return False
    white = min(min(line[0].x0 for line in lines) - left, right - max(line[-1].x1 for line in lines))
    width = right - left - max(2 * white, _PADDING)
    for above, line in pairwise(lines):
        first = line[0]
        goes_on = _GROUP.fullmatch(first.text) and _GROUPS.fullmatch(above[-1].text)
        if not goes_on and not _UNIT.fullmatch(first.text):
            continue
        if width - (above[-1].x1 - above[0].x0) < first.x1 - first.x0 + 0.25 * max(first.size, 5.0):
            return True
    return False


def extent(words: Iterable[Word]) -> tuple[float, float]:
    """Left and right end of words."""
    items = list(words)
    return min(w.x0 for w in items), max(w.x1 for w in items)
