"""Boxes laid over a table after it was drawn: receipt stamps, notes. They are no part of the table's grid."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from models.document import Box, Page, Rule, Word

_CORNER = 2.5  # points between the ends of rules that meet
_INSIDE = 3.0  # points that a rule must reach past the side of a box to cross it
_SMALLEST = (40.0, 15.0)  # points: width and height of a stamp
_FEW = 8  # boxes laid over a page: more are a drawing
_MOST = 20_000  # rules: past that it is a drawing
_RUN = 4  # words that follow each other in the content stream inside the box

_Line = tuple[float, float, float]  # place across, from, to


def find_overlays(page: Page) -> list[Box]:
    """Rectangles whose sides are crossed by other rules while their corners stand on none: laid over a drawing."""
    rules = page.rules
    boxes: list[Box] = []
    flat = [r.horizontal for r in rules]
    n = 0
    while n + 4 <= len(rules):
        box = _rectangle(rules[n : n + 4]) if sum(flat[n : n + 4]) == 2 else None
        n += 1 if box is None else 4
        if box is not None and box.width >= _SMALLEST[0] and box.height >= _SMALLEST[1]:
            boxes.append(box)
    if not boxes or len(rules) > _MOST:
        return []
    level = sorted((r.top, r.x0, r.x1) for r in rules if r.horizontal)
    upright = sorted((r.x0, r.top, r.bottom) for r in rules if not r.horizontal)
    found = [b for b in boxes if _is_crossed(b, level, upright) and _corners_held(b, level, upright) <= 1]
    return found if len(found) <= _FEW else []


def _rectangle(four: Sequence[Rule]) -> Box | None:
    """The rectangle that two horizontal and two vertical rules make, None when they do not."""
    level = [r for r in four if r.horizontal]
    upright = [r for r in four if not r.horizontal]
    top, bottom = sorted(r.top for r in level)
    left, right = sorted(r.x0 for r in upright)
    fits = all(abs(r.x0 - left) <= _CORNER and abs(r.x1 - right) <= _CORNER for r in level) and all(
        abs(r.top - top) <= _CORNER and abs(r.bottom - bottom) <= _CORNER for r in upright
    )
    return Box(left, top, right, bottom) if fits else None


def _is_crossed(box: Box, level: Sequence[_Line], upright: Sequence[_Line]) -> bool:
    """Whether a rule runs through a side of ``box``."""
    return _runs_through(level, (box.top, box.bottom), (box.x0, box.x1)) or _runs_through(
        upright, (box.x0, box.x1), (box.top, box.bottom)
    )


def _runs_through(lines: Sequence[_Line], across: tuple[float, float], sides: tuple[float, float]) -> bool:
    first = bisect_right(lines, (across[0] + _INSIDE,))
    last = bisect_left(lines, (across[1] - _INSIDE,))
    return any(low < side - _INSIDE and high > side + _INSIDE for _, low, high in lines[first:last] for side in sides)


def _corners_held(box: Box, level: Sequence[_Line], upright: Sequence[_Line]) -> int:
    """How many corners of ``box`` lie on rules other than its own."""
    return sum(
        _meets(level, y, x, (box.x0, box.x1)) or _meets(upright, x, y, (box.top, box.bottom))
        for x in (box.x0, box.x1)
        for y in (box.top, box.bottom)
    )


def _meets(lines: Sequence[_Line], at: float, along: float, own: tuple[float, float]) -> bool:
    near = lines[bisect_left(lines, (at - _CORNER,)) : bisect_right(lines, (at + _CORNER, 1e9))]
    return any(
        low - _CORNER <= along <= high + _CORNER
        for _, low, high in near
        if abs(low - own[0]) > _CORNER or abs(high - own[1]) > _CORNER
    )


def lift(page: Page, overlays: Sequence[Box]) -> Page:
    """``page`` without the rules and words of ``overlays``.

    Words of a table under the box stay: those of the box follow each other in the content stream.
    """
    rules = [r for r in page.rules if not any(_side_of(r, box) for box in overlays)]
    words = list(page.words)
    for box in overlays:
        words = _without(words, box)
    return Page(page.number, page.width, page.height, words, rules, page.fills, page.images, page.text_source)


def _side_of(rule: Rule, box: Box) -> bool:
    ends = (rule.x0, rule.top, rule.x1, rule.bottom)
    sides = (
        (box.x0, box.top, box.x1, box.top),
        (box.x0, box.bottom, box.x1, box.bottom),
        (box.x0, box.top, box.x0, box.bottom),
        (box.x1, box.top, box.x1, box.bottom),
    )
    return any(all(abs(a - b) <= _CORNER for a, b in zip(ends, side, strict=True)) for side in sides)


def _without(words: Sequence[Word], box: Box) -> list[Word]:
    kept: list[Word] = []
    run: list[Word] = []
    for word in words:
        if box.contains(word.box, 0.5):
            run.append(word)
            continue
        kept += run if len(run) < _RUN else []
        run = []
        kept.append(word)
    return kept + (run if len(run) < _RUN else [])
