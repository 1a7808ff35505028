"""List marks in the picture of a page: dots and dashes that stand before a line, which recognition loses or misreads."""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.readers.ocr.image import Mask, Picture

# In points.
_DOT = (1.7, 7.0)
_DASH = (2.4, 11.0)
_THIN = 1.7
_FREE_LEFT = 9.0
_FREE_RIGHT = 1.6
_REACH = 42.0  # how far off the text of the line may begin
_LETTER = (3.0, 22.0)  # heights of letters


class Mark(NamedTuple):
    """A list mark and its box in pixels."""

    text: str
    x0: int
    y0: int
    x1: int
    y1: int


def take_marks(clean: Picture, ink: Mask, scale: float) -> tuple[list[Mark], Picture]:
    """The list marks of a page without rules, and the page without them; ``scale`` is pixels a point."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8))
    marks: list[Mark] = []
    out = clean
    for label in range(1, len(stats)):
        text = _shape(stats[label], scale)
        if text and _leads(stats[label], labels, stats, label, scale):
            x, y, width, height = (int(v) for v in stats[label][:4])
            marks.append(Mark(text, x, y, x + width, y + height))
            out = out.copy() if out is clean else out
            out[max(y - 1, 0) : y + height + 1, max(x - 1, 0) : x + width + 1] = 255
    return marks, out


def _shape(stats: NDArray[Any], scale: float) -> str:
    """The mark that a spot of ink may be, "" for none."""
    _, _, width, height, area = (float(v) for v in stats)
    full = area / (width * height)
    if all(_DOT[0] * scale <= side <= _DOT[1] * scale for side in (width, height)):
        return "•" if 0.7 <= width / height <= 1.4 and full >= 0.66 else ""
    if _DASH[0] * scale <= width <= _DASH[1] * scale and height <= _THIN * scale:
        return "-" if width >= 2.2 * height and full >= 0.7 else ""
    return ""


def _leads(stats: NDArray[Any], labels: NDArray[Any], all_stats: NDArray[Any], label: int, scale: float) -> bool:
    """Whether a spot stands free before the text of a line."""
    x, y, width, height = (int(v) for v in stats[:4])
    middle = y + height / 2
    top, foot = max(int(middle - 5 * scale), 0), int(middle + 5 * scale) + 1
    left = labels[top:foot, max(int(x - _FREE_LEFT * scale), 0) : x]
    near = labels[top:foot, x + width : int(x + width + _FREE_RIGHT * scale)]
    if _others(left, label, all_stats, scale) or _others(near, label, all_stats, scale):
        return False
    right = labels[int(middle - scale) : int(middle + scale) + 1, x + width : int(x + width + _REACH * scale)]
    found = right[right > 0]
    if not found.size:
        return False
    columns = np.nonzero((right > 0).any(axis=0))[0]
    first = int(right[:, columns[0]].max())
    _, letter_top, _, letter_height, _ = (float(v) for v in all_stats[first])
    fits = _LETTER[0] * scale <= letter_height <= _LETTER[1] * scale
    return fits and letter_top + 0.05 * letter_height <= middle <= letter_top + 0.95 * letter_height


def _others(area: NDArray[Any], label: int, stats: NDArray[Any], scale: float) -> bool:
    """Whether anything but noise stands in an area."""
    found = np.unique(area[(area > 0) & (area != label)])
    return any(stats[n][cv2.CC_STAT_AREA] > 0.3 * scale * scale for n in found)
