"""The picture of a page made ready for recognition: upright, straight, on white ground."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Mask = NDArray[np.bool_]

_LETTER = 9.0  # points: what is narrower than this stands on the ground, what is wider belongs to it
_DARK = 5.0  # points: narrower dark strokes are letters
_SKEW = 6.0  # degrees looked at on either side
_NO_SKEW = 0.06  # degrees that turning back is not worth its blur
_SMALL = 1000  # pixels of the height at which lines of text are looked for
_SPECK = 4  # pixels
_SPECKLE = 0.3  # share of specks among all spots of ink that makes a page noisy


def flatten(grey: Picture, scale: float) -> Picture:
    """The page on even white ground: shadows, paper tone and shading behind text are divided out.

    ``scale`` is pixels a point. White letters on a dark ground come out dark on white.
    """
    grey = _without_dark_ground(grey, scale)
    small = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    reach = max(int(_LETTER * scale / 2), 3) | 1
    ground = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    ground = cv2.blur(ground, (5, 5))
    ground = cv2.resize(ground, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return _picture(cv2.divide(grey, np.maximum(ground, 1), scale=255))


def _without_dark_ground(grey: Picture, scale: float) -> Picture:
    """The page with the dark areas that hold light letters turned to their negative."""
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = float(np.percentile(small, 90))
    dark = (small < 0.45 * paper).astype(np.uint8)
    side = max(int(_DARK * scale / 4), 2)
    solid = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    if not solid.any():
        return grey
    # The letters inside belong to the area: close it over them, within its own rows and columns.
    closed = cv2.morphologyEx(solid, cv2.MORPH_CLOSE, np.ones((3 * side, 3 * side), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(closed)
    boxes = [stats[n] for n in range(1, len(stats)) if _is_band(stats[n], scale / 4)]
    out = grey
    for x, y, width, height, _area in boxes:
        area = np.s_[4 * y : 4 * (y + height), 4 * x : 4 * (x + width)]
        inside = cv2.resize(
            (labels[y : y + height, x : x + width] == labels[y + height // 2, x + width // 2]).astype(np.uint8),
            (4 * width, 4 * height),
            interpolation=cv2.INTER_NEAREST,
        )
        part = grey[area]
        inside = inside[: part.shape[0], : part.shape[1]]
        low, high = (float(np.percentile(part, share)) for share in (20, 99))
        if high - low < 60 or high < 0.6 * paper:  # nothing light in it
            continue
        light = np.clip((high - part.astype(np.float32)) * (255 / (high - low)), 0, 255)
        out = out.copy() if out is grey else out
        out[area] = np.where(inside > 0, light, part).astype(np.uint8)
    return out


def _is_band(stats: NDArray[Any], scale: float) -> bool:
    """Whether a dark area is a filled cell or bar, not a picture or the edge of the scan."""
    _, _, width, height, area = (float(v) for v in stats)
    return 8 * scale <= min(width, height) <= 60 * scale and area > 0.8 * width * height


def ink_of(flat: Picture) -> Mask:
    """Where there is ink on a flattened page."""
    level, _ = cv2.threshold(flat, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    # On an empty page the threshold falls into the noise of the paper.
    return np.asarray(flat <= min(level, 200.0), dtype=np.bool_)


def despeckle(flat: Picture) -> Picture:
    """The page without the pepper of a bad black-and-white scan; a clean page comes back as it is."""
    ink = ink_of(flat).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    specks = stats[:, cv2.CC_STAT_AREA] <= _SPECK
    specks[0] = False
    if specks.sum() <= _SPECKLE * (count - 1):
        return flat
    # A filter over the whole page would take thin bars of letters along.
    spots = np.asarray(specks[labels], dtype=np.uint8)
    out = flat.copy()
    out[(cv2.dilate(spots, np.ones((3, 3), np.uint8)) > 0) & ((ink == 0) | (spots > 0))] = 255
    return out


def is_sideways(ink: Mask) -> bool:
    """Whether lines of text run up or down the page."""
    spots = _text_spots(ink)
    across, along = _contrast(spots.sum(axis=1)), _contrast(spots.sum(axis=0))
    return along > 1.6 * across


def skew_of(ink: Mask) -> float:
    """Degrees by which lines of text fall to the right; 0 where nothing tells."""
    ys, xs = np.nonzero(_text_spots(ink))
    if len(xs) < 400:
        return 0.0
    step = len(xs) // 60_000 + 1
    xs, ys = xs[::step], ys[::step]

    def sharpness(angle: float) -> float:
        rows = np.round(ys - xs * np.tan(np.radians(angle))).astype(np.int64)
        profile = np.bincount(rows - rows.min()).astype(np.float64)
        return float((profile**2).sum())

    best = 0.0
    for reach, step_size in ((_SKEW, 0.5), (0.5, 0.1), (0.1, 0.02)):
        angles = np.arange(best - reach, best + reach + step_size / 2, step_size)
        best = float(max(angles, key=sharpness))
    return 0.0 if abs(best) < _NO_SKEW else round(best, 2)


def straighten(grey: Picture, angle: float) -> Picture:
    """The page turned about its centre so that lines which fall by ``angle`` degrees lie level."""
    if not angle:
        return grey
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return _picture(cv2.warpAffine(grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255))


def turned(grey: Picture, quarters: int) -> Picture:
    """The page turned clockwise by quarters of a turn."""
    return np.ascontiguousarray(np.rot90(grey, -quarters))


def _text_spots(ink: Mask) -> NDArray[np.bool_]:
    """Spots of the size of letters, on a smaller page: borders, pictures and rules would drown the lines."""
    factor = min(_SMALL / ink.shape[0], 1.0)
    small = cv2.resize(ink.astype(np.uint8) * 255, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    _, labels, stats, _ = cv2.connectedComponentsWithStats((small > 96).astype(np.uint8))
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    # Grain of the paper is smaller than any letter.
    letters = (high < 40) & (wide < 120) & (np.maximum(wide, high) > 3) & (stats[:, cv2.CC_STAT_AREA] > 5)
    letters[0] = False
    return np.asarray(letters[labels], dtype=np.bool_)


def _contrast(profile: NDArray[Any]) -> float:
    """How sharply a profile changes from one line to the next, against its size."""
    steps = np.diff(profile.astype(np.float64))
    total = float((profile.astype(np.float64) ** 2).sum())
    return float((steps**2).sum()) / total if total else 0.0


def _picture(array: Any) -> Picture:
    return np.asarray(array, dtype=np.uint8)
