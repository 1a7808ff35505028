"""Figures held against the ink that they were read from: what recognition lost beside, below or above their digits.

Recognition drops a stroke without lowering its confidence: an underscore between digits ("2022_13" as "202213"), a
digit that a stamp crosses, the raised letters of "1er". What is beyond doubt is put right; else the figure gets a low
confidence, so that it is left empty rather than printed wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.readers.ocr.figures import is_figure
from pipeline.readers.ocr.image import Mask
from pipeline.readers.ocr.tesseract import Reading

# Of the height of capitals.
_DRAWING = 3.0  # larger spots of ink, both ways, are stamps, seals and signatures
_REACH = 0.45  # beside a figure: nearer than the next word
_PARTED = 0.8  # between two figures that a comma may join
_SPACE = 0.25  # less than any space
_EDGE = 0.08  # how exact the box of a word is
_LETTER = 0.5  # height of ink that may be a digit
_LINE = (0.3, 1.4)  # width of an underscore ...
_THIN = 0.22  # ... and its height
_UNDER = (-0.12, 0.5)  # how far it lies below the baseline
_RAISED = (0.25, 0.75)  # least distance of raised letters from the baseline, and their greatest height
_HIGHEST = 1.4  # how high they reach: above is the line before
_DOUBT = 0.3  # confidence of a figure that the ink speaks against
_UNREAD = 0.4  # share of a spot of ink that lies in no box
_CROSSED = 0.04  # share of the box of a figure that a drawing inks

_JOINED = re.compile(r"[\w./-]*\d")
_ENDS = re.compile(r"\d[.,]?$")
_GOES_ON = re.compile(r"[\dA-Z][\w./-]*[.,;:)]*")


class _Page(NamedTuple):
    labels: NDArray[Any]
    stats: NDArray[Any]
    rest: Mask  # ink in the box of no reading
    tall: float


def hold_against_ink(ink: Mask, readings: Sequence[Reading], tall: float) -> list[Reading]:
    """The readings, with figures mended or made doubtful where the ink shows more than was read. Pixels throughout."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8))
    rest = ink.copy()
    margin = max(_EDGE * tall, 1.0)
    for r in readings:
        rest[_span(r.y0 - margin, r.y1 + margin), _span(r.x0 - margin, r.x1 + margin)] = False
    # The edge of a letter that its box cuts short is no ink that was passed over.
    unread = np.bincount(labels[rest], minlength=len(stats)) >= _UNREAD * stats[:, cv2.CC_STAT_AREA]
    page = _Page(labels, stats, rest & unread[labels], tall)
    return [_held(page, r) if _has_digit(r) else r for r in _parted(page, _rejoined(page, readings))]


def _held(page: _Page, r: Reading) -> Reading:
    parts = _parts(page, r)
    if r.text.isdigit() and _ends_raised(parts, r, page.tall):
        return r._replace(text="1er") if r.text == "10" else _doubted(r)
    lines = [p for p in parts if _is_underscore(p, r, page.tall)]
    if lines and "_" not in r.text:
        return _with_underscores(r, parts, lines)
    return _doubted(r) if _is_crossed(page, r) or _goes_on(page, r) else r


def _parts(page: _Page, r: Reading) -> list[NDArray[Any]]:
    """The spots of ink that lie wholly in a word's columns, left to right."""
    foot = r.y1 + 0.4 * page.tall
    held = np.unique(page.labels[_span(r.y0, foot), _span(r.x0, r.x1)])
    spots = [page.stats[n] for n in held if n]
    edge = max(_EDGE * page.tall, 2.0)
    inside = [
        s for s in spots if s[0] >= r.x0 - edge and s[0] + s[2] <= r.x1 + edge and s[1] >= r.y0 - 0.3 * page.tall
    ]
    return sorted((s for s in inside if s[1] + s[3] <= foot + 1), key=lambda s: int(s[0]))


def _ends_raised(parts: Sequence[NDArray[Any]], r: Reading, tall: float) -> bool:
    """Whether the last of the spots of a number are small and stand above the baseline, behind digits that do not."""
    raised = [
        r.baseline - (top + high) >= _RAISED[0] * tall
        and 0.3 * tall <= high <= _RAISED[1] * tall
        and top >= r.baseline - _HIGHEST * tall
        for _, top, _, high, _ in parts
    ]
    return len(r.text) > 1 and len(parts) >= len(r.text) and not raised[0] and raised[-1]


def _is_underscore(spot: NDArray[Any], r: Reading, tall: float) -> bool:
    _, top, wide, high, _ = (float(v) for v in spot)
    own = min(tall, r.y1 - r.y0)  # small print has small underscores
    flat = _LINE[0] * own <= wide <= _LINE[1] * tall and high <= max(_THIN * tall, 2) and wide >= 2.5 * high
    return flat and _UNDER[0] * tall <= top - r.baseline <= _UNDER[1] * tall


def _with_underscores(r: Reading, parts: Sequence[NDArray[Any]], lines: Sequence[NDArray[Any]]) -> Reading:
    """The figure with its underscores, where every other spot of ink is one character; else a doubtful figure."""
    letters = [p for p in parts if not any(p is line for line in lines)]
    if len(letters) != len(r.text):
        return _doubted(r)
    text, done = "", 0
    for line in lines:
        before = sum(p[0] + p[2] / 2 < line[0] + line[2] / 2 for p in letters)
        if any(p[0] + p[2] / 4 > line[0] and p[0] + 3 * p[2] / 4 < line[0] + line[2] for p in letters):
            return _doubted(r)  # under a character, not between two
        text, done = text + r.text[done:before] + "_", before
    return r._replace(text=text + r.text[done:])


def _rejoined(page: _Page, readings: Sequence[Reading]) -> list[Reading]:
    """The readings, with those made one that an unread underscore joins."""
    out: list[Reading] = []
    for r in readings:
        last = out[-1] if out else None
        if last is not None and _is_joined(page, last, r):
            out[-1] = last._replace(
                text=f"{last.text}_{r.text}",
                x1=r.x1,
                y0=min(last.y0, r.y0),
                y1=max(last.y1, r.y1),
                confidence=min(last.confidence, r.confidence),
                weakest=min(last.weakest, r.weakest),
            )
        else:
            out.append(r)
    return out


def _is_joined(page: _Page, one: Reading, two: Reading) -> bool:
    gap = two.x0 - one.x1
    if not (0 < gap <= _LINE[1] * page.tall and abs(one.baseline - two.baseline) < 0.3 * page.tall):
        return False
    if not (_JOINED.fullmatch(one.text) and _GOES_ON.fullmatch(two.text)):
        return False
    between = _span(one.baseline - 0.2 * page.tall, one.baseline + (_UNDER[1] + _THIN) * page.tall)
    held = np.unique(page.labels[between, _span(one.x1 - 2, two.x0 + 2)])
    flat = [page.stats[n] for n in held if n and _is_underscore(page.stats[n], one, page.tall)]
    return any(s[2] >= 0.5 * gap and s[0] >= one.x1 - 0.3 * page.tall for s in flat)


def _parted(page: _Page, readings: Sequence[Reading]) -> list[Reading]:
    """The readings; two figures with an unread point or comma between them are doubtful: they are one number."""
    out = list(readings)
    for n, (one, two) in enumerate(pairwise(readings)):
        gap = two.x0 - one.x1
        level = abs(one.baseline - two.baseline) < 0.3 * page.tall
        if not (level and 0 < gap <= _PARTED * page.tall and _ENDS.search(one.text) and two.text[:1].isdigit()):
            continue
        rows = _span(one.baseline - 0.2 * page.tall, one.baseline + 0.3 * page.tall)
        marked = not one.text[-1:].isdigit() and gap <= _SPACE * page.tall
        if marked or page.rest[rows, _span(one.x1 + 1, two.x0 - 1)].any():
            out[n], out[n + 1] = _doubted(one), _doubted(two)
    return out


def _is_crossed(page: _Page, r: Reading) -> bool:
    """Whether a stamp or a signature goes through the box of a word."""
    box = page.labels[_span(r.y0, r.y1), _span(r.x0, r.x1)]
    wide, high = page.stats[:, cv2.CC_STAT_WIDTH], page.stats[:, cv2.CC_STAT_HEIGHT]
    drawn = (wide > _DRAWING * page.tall) & (high > _DRAWING * page.tall)
    drawn[0] = False
    return box.size > 0 and bool(drawn[box].sum() > _CROSSED * box.size)


def _goes_on(page: _Page, r: Reading) -> bool:
    """Whether ink of the height of a digit that nothing was read from stands close beside a figure."""
    if not is_figure(r.text):
        return False
    reach = _REACH * page.tall
    rows = _span(r.baseline - 1.05 * page.tall, r.baseline)
    for columns in (_span(r.x0 - reach, r.x0 - 1), _span(r.x1 + 1, r.x1 + reach)):
        beside = page.rest[rows, columns]
        if beside.size and beside.any(axis=1).sum() >= _LETTER * page.tall:
            return True
    return False


def _doubted(r: Reading) -> Reading:
    return r._replace(confidence=min(r.confidence, _DOUBT))


def _has_digit(r: Reading) -> bool:
    return any(c.isdigit() for c in r.text)


def _span(start: float, end: float) -> slice:
    return slice(max(int(start), 0), max(int(end) + 1, 0))
