"""Boxes laid over a table after it was drawn: receipt stamps, notes. They are no part of the table's grid."""

from __future__ import annotations

from collections.abc import Sequence

from models.document import Box, Page, Rule, Word

_CORNER = 2.5  # points between the ends of rules that meet
_INSIDE = 3.0  # points that a rule must reach past the side of a box to cross it
_RUN = 4  # words that follow each other in the content stream inside the box


def find_overlays(page: Page) -> list[Box]:
    """Rectangles whose sides are crossed by other rules while their corners stand on none: laid over a drawing."""
    rules = page.rules
    found: list[Box] = []
    n = 0
    while n + 4 <= len(rules):
        box = _rectangle(rules[n : n + 4])
        if box is None:
            n += 1
            continue
        others = rules[:n] + rules[n + 4 :]
        if box.width >= 40 and box.height >= 15 and _crossed(box, others) and _corners_held(box, others) <= 1:
            found.append(box)
        n += 4
    return found


def _rectangle(four: Sequence[Rule]) -> Box | None:
    """The rectangle that four rules make, None when they do not."""
    level = [r for r in four if r.horizontal]
    upright = [r for r in four if not r.horizontal]
    if len(level) != 2 or len(upright) != 2:
        return None
    top, bottom = sorted(r.top for r in level)
    left, right = sorted(r.x0 for r in upright)
    fits = all(abs(r.x0 - left) <= _CORNER and abs(r.x1 - right) <= _CORNER for r in level) and all(
        abs(r.top - top) <= _CORNER and abs(r.bottom - bottom) <= _CORNER for r in upright
    )
    return Box(left, top, right, bottom) if fits else None


def _crossed(box: Box, rules: Sequence[Rule]) -> bool:
    """Whether a rule runs through a side of ``box``."""
    for r in rules:
        if r.horizontal:
            if box.top + _INSIDE < r.top < box.bottom - _INSIDE and any(
                r.x0 < side - _INSIDE and r.x1 > side + _INSIDE for side in (box.x0, box.x1)
            ):
                return True
        elif box.x0 + _INSIDE < r.x0 < box.x1 - _INSIDE and any(
            r.top < side - _INSIDE and r.bottom > side + _INSIDE for side in (box.top, box.bottom)
        ):
            return True
    return False


def _corners_held(box: Box, rules: Sequence[Rule]) -> int:
    """How many corners of ``box`` lie on other rules."""
    count = 0
    for x in (box.x0, box.x1):
        for y in (box.top, box.bottom):
            count += any(
                r.x0 - _CORNER <= x <= r.x1 + _CORNER and r.top - _CORNER <= y <= r.bottom + _CORNER for r in rules
            )
    return count


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
