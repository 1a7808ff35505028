"""Straight rules in the picture of a page: found, and taken out so that letters stand free."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.readers.ocr.image import Mask, Picture

# In points.
_ACROSS = 16.0  # shortest rule that lies: an underline of a short word
_UPRIGHT = 20.0  # shortest that stands alone: taller than letters
_BETWEEN = 8.0  # shortest that stands between two that lie
_THICK = 3.2
_GAP = 1.2  # a break in a rule that is read over
_TOUCH = 1.5
# Share of a rule that is ink, long or short.
_SOLID, _SOLID_SHORT = 0.85, 0.97
_TOUCHED = 0.2  # share of a short rule along which letters touch one side of it
_LONG = 150.0
_FAINT = 190  # grey level below which a hair line may still be one

Spots = NDArray[np.uint8]


class Stroke(NamedTuple):
    """A rule in pixels; ``lying`` tells across from upright."""

    x0: int
    y0: int
    x1: int
    y1: int
    lying: bool = True


def take_rules(flat: Picture, ink: Mask, scale: float) -> tuple[list[Stroke], Picture]:
    """The rules of a flattened page, and the page without them; ``scale`` is pixels a point.

    Where a letter crosses a rule its stroke stays.
    """
    faint = flat < _FAINT
    lying, across = _find(faint, ink, _ACROSS, scale, lambda rule: True)

    def stands(rule: Stroke) -> bool:
        return rule.x1 - rule.x0 >= _UPRIGHT * scale or _joins(rule, lying, _TOUCH * scale)

    upright, down = _find(faint.T, ink.T, _BETWEEN, scale, stands)
    found = [*lying, *(Stroke(r.y0, r.x0, r.y1, r.x1, False) for r in upright)]
    clean = _erase(flat, ink, across, np.ascontiguousarray(down.T), scale)
    return sorted(found, key=lambda s: (s.y0, s.x0, s.lying)), clean


def _carries_letters(part: Mask, x: int, y: int, ink: Mask, scale: float) -> bool:
    """Whether letters stand on a rule, or hang from it, all along: it is their feet or bars, no rule."""
    columns = np.nonzero(part.any(axis=0))[0]
    if not len(columns):
        return True
    if len(columns) >= _LONG * scale:
        return False  # no word is that long, and the space between words breaks what feet make
    rows = part[:, columns]
    top, foot = rows.argmax(axis=0) + y, rows.shape[0] - 1 - rows[::-1].argmax(axis=0) + y
    steps = range(1, max(round(scale / 2.5), 1) + 3)
    above = np.all([ink[np.maximum(top - n, 0), columns + x] for n in steps], axis=0)
    below = np.all([ink[np.minimum(foot + n, len(ink) - 1), columns + x] for n in steps], axis=0)
    touched = max((above & ~below).mean(), (below & ~above).mean())
    return bool(touched > _TOUCHED)


def _erase(flat: Picture, ink: Mask, across: Mask, down: Mask, scale: float) -> Picture:
    """The page without the ink of rules."""
    blur = max(round(scale / 2.5), 1)
    lies = _spread(across.astype(np.uint8), np.ones((3, 1), np.uint8), iterations=blur)
    stands = _spread(down.astype(np.uint8), np.ones((1, 3), np.uint8), iterations=blur)
    zone = (lies | stands) > 0
    letters = (ink & ~zone).astype(np.uint8)
    kept = _crossing(letters, lies, scale) | _crossing(letters.T, stands.T, scale).T
    clean = flat.copy()
    clean[zone & ~(kept & ink)] = 255
    # What is left of a rule beside letters: crumbs that lie wholly in its zone.
    near = _spread(zone.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    rest = (clean < _FAINT).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(rest)
    outside = np.bincount(labels[~near], minlength=len(stats))
    crumbs = outside == 0
    crumbs[0] = False
    clean[crumbs[labels]] = 255
    return clean


def _joins(upright: Stroke, lying: list[Stroke], touch: float) -> bool:
    """Whether both ends of an upright rule (x and y swapped) meet a lying one."""
    across = (upright.y0 + upright.y1) / 2
    near = [r for r in lying if r.x0 - touch <= across <= r.x1 + touch]
    return all(any(r.y0 - touch <= end <= r.y1 + touch for r in near) for end in (upright.x0, upright.x1))


def _find(
    faint: Mask, ink: Mask, shortest: float, scale: float, accept: Callable[[Stroke], bool]
) -> tuple[list[Stroke], Mask]:
    """The rules that lie in a picture, and where their ink is."""
    length, gap = int(shortest * scale), int(_GAP * scale) | 1
    picture = np.ascontiguousarray(faint).astype(np.uint8)
    bridged = cv2.morphologyEx(picture, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    runs = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    # Pieces of one rule that wanders by a pixel touch once they are a little thicker.
    thick = _spread(np.asarray(runs, dtype=np.uint8), np.ones((3, gap), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(thick)
    found: list[Stroke] = []
    mask = np.zeros(picture.shape, dtype=np.bool_)
    for label in range(1, count):
        x, y, width, height, _ = (int(v) for v in stats[label])
        box = np.s_[y : y + height, x : x + width]
        part = _along_line((labels[box] == label) & (runs[box] > 0))
        rule = _measure(part, picture[box] > 0, length, scale)
        if rule is None or _carries_letters(part, x, y, ink, scale):
            continue
        rule = Stroke(rule.x0 + x, rule.y0 + y, rule.x1 + x, rule.y1 + y)
        if accept(rule):
            mask[box] |= part
            found.append(rule)
    return found, mask


def _along_line(part: Mask) -> Mask:
    """The pixels of a part that lie along its own line: feet of letters that touch it are left out."""
    columns = np.nonzero(part.any(axis=0))[0]
    counts = part.sum(axis=0)[columns]
    usual = float(np.median(counts))
    plain = columns[counts <= usual + 1]
    if part.shape[0] <= usual + 2 or len(plain) < 8:
        return part
    rows = np.arange(part.shape[0])[:, None]
    middles = (part * rows).sum(axis=0)[plain] / part.sum(axis=0)[plain]
    line = np.polyval(np.polyfit(plain, middles, 2 if len(plain) > 200 else 1), np.arange(part.shape[1]))
    return np.asarray(part & (np.abs(rows - line) <= usual / 2 + 1.5), dtype=np.bool_)


def _measure(part: Mask, ink: Mask, length: int, scale: float) -> Stroke | None:
    """The rule that a connected part of long runs makes, None when it is a bar, a letter or the feet of letters."""
    columns = np.nonzero(part.any(axis=0))[0]
    thickness = float(np.median(part.sum(axis=0)[columns]))
    high, wide = part.shape
    if thickness > _THICK * scale or thickness * 5 > len(columns) or high > _THICK * scale + 0.02 * wide + 2:
        return None
    solid = (part & ink).any(axis=0).sum() / len(columns)
    if solid < (_SOLID if len(columns) > 3 * length else _SOLID_SHORT):
        return None
    weights = part.sum(axis=1)
    middle = float((np.arange(high) * weights).sum() / weights.sum()) + 0.5
    top = round(middle - thickness / 2)
    return Stroke(int(columns[0]), top, int(columns[-1]) + 1, top + max(round(thickness), 1))


def _crossing(letters: Spots, zone: Spots, scale: float) -> Mask:
    """Where a stroke of a letter goes on through a rule that lies: there is ink above and below."""
    letters, zone = np.ascontiguousarray(letters), np.ascontiguousarray(zone)
    touched = _spread(letters, np.ones((3, 1), np.uint8)) & zone
    reach = int(_THICK * scale) * 2 + 1
    column = np.ones((reach, 1), np.uint8)
    from_above = _spread(touched & _shifted(letters, 1), column, anchor=(0, reach - 1))
    from_below = _spread(touched & _shifted(letters, -1), column, anchor=(0, 0))
    through = _spread(from_above & from_below & zone, np.ones((1, 3), np.uint8))
    return np.asarray((through & zone) > 0, dtype=np.bool_)


def _spread(mask: Spots, kernel: Spots, iterations: int = 1, anchor: tuple[int, int] = (-1, -1)) -> Spots:
    return np.asarray(cv2.dilate(mask, kernel, anchor=anchor, iterations=iterations), dtype=np.uint8)


def _shifted(mask: Spots, rows: int) -> Spots:
    """The mask moved down by ``rows`` (up when negative)."""
    out = np.zeros_like(mask)
    if rows > 0:
        out[rows:] = mask[:-rows]
    else:
        out[:rows] = mask[-rows:]
    return out
