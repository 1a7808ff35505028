"""A second look: what the first reading of a page passed over, and figures read again at a larger size."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

import cv2
import numpy as np

from pipeline.readers.ocr_image import Mask, Picture
from pipeline.readers.ocr_tesseract import Engine, Reading, read_snippets

_TALL = 34  # pixels that capitals are brought to
_BORDER = 24  # white pixels around a snippet
_MARGIN = 0.1  # of the height of capitals, around the box of a word
_MOST = 160  # snippets of one page
_SURE = 0.6
_LONE = re.compile(r"[\d/€%&+xX=-]|[A-Z]|à|y|a")  # single characters that stand alone in print


class Spot(NamedTuple):
    """A piece of a line of ink, in pixels."""

    x0: int
    y0: int
    x1: int
    y1: int


def tall_of(readings: Sequence[Reading], scale: float) -> float:
    """The usual height of capitals on the page in pixels; that of 10 point type where nothing was read."""
    heights = [r.glyphs.tall for r in readings if r.glyphs.tall > 0 and r.confidence > 0.5]
    return median(heights) if heights else 7.0 * scale


def passed_over(ink: Mask, readings: Sequence[Reading], tall: float) -> list[Spot]:
    """Pieces of lines that no reading covers: spots of the size of letters, joined along the line."""
    rest = ink.astype(np.uint8)
    for r in readings:
        margin = 0.12 * tall
        rest[_rows(r.y0 - margin, r.y1 + margin), _rows(r.x0 - margin, r.x1 + margin)] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(rest)
    high, wide, area = (stats[:, n] for n in (cv2.CC_STAT_HEIGHT, cv2.CC_STAT_WIDTH, cv2.CC_STAT_AREA))
    letters = (high >= 0.55 * tall) & (high <= 1.9 * tall) & (wide <= 3 * tall) & (area > 0.08 * tall * tall)
    letters[0] = False
    # Small things beside letters (points, commas, accents) come along.
    joined = cv2.dilate(np.asarray(letters[labels], dtype=np.uint8), np.ones((1, int(1.1 * tall) | 1), np.uint8))
    _, _, groups, _ = cv2.connectedComponentsWithStats(joined)
    spots = []
    for x, y, width, height, _ in groups[1:]:
        if height <= 2.2 * tall:
            inset = int(0.55 * tall)
            spots.append(Spot(int(x) + inset, int(y), int(x + width) - inset, int(y + height)))
    return spots if len(spots) <= _MOST else []


def _rows(start: float, end: float) -> slice:
    return slice(max(int(start), 0), max(int(end) + 1, 0))


def read_spots(engine: Engine, clean: Picture, spots: Sequence[Spot], tall: float, dpi: int) -> list[list[Reading]]:
    """What stands in each spot, read at a size that suits the program, in pixels of the page."""
    if not spots:
        return []
    factor = _TALL / tall
    pictures, corners = [], []
    margin = max(round(_MARGIN * tall), 1)
    for spot in spots:
        y0, y1 = max(spot.y0 - margin, 0), min(spot.y1 + margin, clean.shape[0])
        x0, x1 = max(spot.x0 - margin, 0), min(spot.x1 + margin, clean.shape[1])
        piece = cv2.resize(clean[y0:y1, x0:x1], None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
        # White around it, so that no piece of a neighbour is read along.
        pictures.append(np.pad(piece, _BORDER, constant_values=255).astype(np.uint8))
        corners.append((x0, y0))
    found = read_snippets(engine, pictures, round(dpi * factor))
    return [
        [_moved(reading, factor, *corner) for reading in readings]
        for readings, corner in zip(found, corners, strict=True)
    ]


def _moved(reading: Reading, factor: float, x: int, y: int) -> Reading:
    """A reading of a snippet in the pixels of the page."""

    def across(value: float) -> float:
        return (value - _BORDER) / factor + x

    def down(value: float) -> float:
        return (value - _BORDER) / factor + y

    return reading._replace(
        x0=across(reading.x0),
        x1=across(reading.x1),
        y0=down(reading.y0),
        y1=down(reading.y1),
        baseline=down(reading.baseline),
        glyphs=reading.glyphs._replace(
            tall=reading.glyphs.tall / factor, low=reading.glyphs.low / factor, size=reading.glyphs.size / factor
        ),
    )


def is_sure(reading: Reading) -> bool:
    """Whether a reading of what was passed over may be kept."""
    text = reading.text
    if reading.confidence < _SURE or not text:
        return False
    return bool(_LONE.fullmatch(text)) if len(text) == 1 else any(c.isalnum() for c in text)
