"""A second look: what the first reading of a page passed over, and figures read again at a larger size."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

import cv2
import numpy as np

from pipeline.readers.ocr.image import Mask, Picture
from pipeline.readers.ocr.rules import Stroke
from pipeline.readers.ocr.tesseract import Engine, Reading, read_snippets

_TALL = 34  # pixels that capitals are brought to
_BORDER = 24  # white pixels around a snippet
_PAPER = 215  # grey level from which there is no ink
_MARGIN = 0.1  # of the height of capitals, around the box of a word
_MOST = 160  # snippets of one page
_SURE = 0.6
_BESIDE = 0.4  # of the height of capitals: closer, a lone character is the edge of a word read already
_COVERED = 0.3  # share of a letter's ink in the box of a word from which it was read
_BELOW = (-0.15, 0.4)  # of the height of capitals: how far an underline lies below the baseline
_DRAWING = 3.0  # of the height of capitals, both ways: larger spots of ink are logos, seals, signatures
_FILLED = 0.12  # share of its box that a logo fills, more than a frame or a signature
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
    rest = ink.copy()
    for r in readings:
        margin = 0.12 * tall
        rest[_rows(r.y0 - margin, r.y1 + margin), _rows(r.x0 - margin, r.x1 + margin)] = False
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8))
    high, wide, area = (stats[:, n] for n in (cv2.CC_STAT_HEIGHT, cv2.CC_STAT_WIDTH, cv2.CC_STAT_AREA))
    letters = (high >= 0.55 * tall) & (high <= 1.9 * tall) & (wide <= 3 * tall) & (area > 0.08 * tall * tall)
    letters &= np.bincount(labels[rest], minlength=len(stats)) >= (1 - _COVERED) * area
    letters[0] = False
    # Small things beside letters (points, commas, accents) come along.
    joined = cv2.dilate(np.asarray(letters[labels], dtype=np.uint8), np.ones((1, int(1.1 * tall) | 1), np.uint8))
    _, _, groups, _ = cv2.connectedComponentsWithStats(joined)
    spots = []
    for x, y, width, height, _ in groups[1:]:
        if height <= 2.2 * tall:
            inset = int(0.55 * tall)
            spot = Spot(int(x) + inset, int(y), int(x + width) - inset, int(y + height))
            spots.append(_with_stop(spot, rest, tall))
    return spots if len(spots) <= _MOST else []


def _with_stop(spot: Spot, rest: Mask, tall: float) -> Spot:
    """The spot with the full stop, bracket or degree sign that stands close behind it."""
    beside = rest[_rows(spot.y0, spot.y1), spot.x1 : spot.x1 + int(0.6 * tall)].any(axis=0)
    columns = np.nonzero(beside)[0]
    return spot._replace(x1=spot.x1 + int(columns[-1]) + 1) if len(columns) else spot


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
        # White around it, so that no piece of a neighbour is read along; where paper is not as white, its edge
        # would be read as an upright stroke.
        piece = np.where(piece > _PAPER, 255, piece)
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


def is_sure(reading: Reading, others: Sequence[Reading], tall: float) -> bool:
    """Whether a reading of what was passed over may be kept."""
    text = reading.text
    if reading.confidence < _SURE or not text:
        return False
    if len(text) > 1:
        return any(c.isalnum() for c in text)
    return bool(_LONE.fullmatch(text)) and not any(
        _gap(reading.x0, reading.x1, other.x0, other.x1) < _BESIDE * tall
        and _gap(reading.y0, reading.y1, other.y0, other.y1) <= 0
        for other in others
    )


def _gap(start: float, end: float, other_start: float, other_end: float) -> float:
    return max(start - other_end, other_start - end)


def without_drawings(ink: Mask, readings: Sequence[Reading], tall: float) -> list[Reading]:
    """The readings less what was read into logos, seals and signatures."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8))
    x, y, wide, high, area = (stats[:, n] for n in range(5))
    large = (wide >= _DRAWING * tall) & (high >= _DRAWING * tall)
    large[0] = False
    filled = np.nonzero(large & (area >= _FILLED * wide * high))[0]
    if not large.any():
        return list(readings)

    def is_drawn(r: Reading) -> bool:
        if sum(c.isalnum() for c in r.text) >= 3 and r.confidence > _SURE:
            return False
        centre, middle = (r.x0 + r.x1) / 2, (r.y0 + r.y1) / 2
        if any(x[n] <= centre <= x[n] + wide[n] and y[n] <= middle <= y[n] + high[n] for n in filled):
            return True
        found = labels[_rows(r.y0, r.y1), _rows(r.x0, r.x1)]
        return bool(large[found].sum() > 0.5 * (found > 0).sum())

    return [r for r in readings if not is_drawn(r)]


def read_underlined(
    engine: Engine, straight: Picture, rules: Sequence[Stroke], readings: Sequence[Reading], tall: float, dpi: int
) -> list[Reading]:
    """The readings, those of underlined lines replaced where they read better with the rule left in.

    Without its rule an underlined g, j, p, q or y has lost its lower half.
    """
    lines: dict[int, list[int]] = {}
    for n, r in enumerate(readings):
        if any(_is_underline(rule, r, tall) for rule in rules):
            lines.setdefault(r.line, []).append(n)
    groups = list(lines.values())[:_MOST]
    spots = [
        Spot(
            int(min(readings[n].x0 for n in group)),
            int(min(readings[n].y0 for n in group)),
            int(max(readings[n].x1 for n in group)) + 1,
            int(max(readings[n].baseline for n in group) + 0.5 * tall),
        )
        for group in groups
    ]
    out = list(readings)
    for group, held in zip(groups, read_spots(engine, straight, spots, tall, dpi), strict=True):
        if len(held) == len(group):
            for n, again in zip(group, held, strict=True):
                old = readings[n]
                if again.weakest > old.weakest and len(again.text) == len(old.text):
                    out[n] = old._replace(text=again.text, confidence=again.confidence, weakest=again.weakest)
    return out


def _is_underline(rule: Stroke, reading: Reading, tall: float) -> bool:
    below = (rule.y0 + rule.y1) / 2 - reading.baseline
    shared = min(rule.x1, reading.x1) - max(rule.x0, reading.x0)
    return rule.lying and _BELOW[0] * tall <= below <= _BELOW[1] * tall and shared > 0.5 * (reading.x1 - reading.x0)
