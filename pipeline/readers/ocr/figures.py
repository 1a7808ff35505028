"""Figures and doubtful words read a second time at a larger size, so that a misread digit is seen."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.readers.ocr.again import Spot, read_spots
from pipeline.readers.ocr.image import Picture
from pipeline.readers.ocr.need import is_odd
from pipeline.readers.ocr.tesseract import Engine, Reading

_SURE = 0.95  # confidence from which one reading of a figure is enough
_DOUBTFUL = 0.6  # the same for a word
_MOST = 200  # of one page
_DIGIT_LIKE = re.compile(r"[\dOoIl|SBZ.,/%€+()-]+")
_CLEAR, _FAINT = 0.9, 0.5  # confidence of a reading that overrules another, and of one that is overruled
_DISPUTED = 0.4  # confidence of a figure on which two readings do not agree


def read_figures_again(
    engine: Engine, clean: Picture, readings: Sequence[Reading], tall: float, dpi: int
) -> list[Reading]:
    """The readings, with doubtful figures read anew: the surer reading is kept, and trusted where both agree.

    Where they do not agree and none is clearly the better, the figure keeps its first reading at a low confidence.
    """
    doubtful = [n for n, r in enumerate(readings) if _is_doubtful(r)][:_MOST]
    spots = [
        Spot(int(readings[n].x0), int(readings[n].y0), int(readings[n].x1) + 1, int(readings[n].y1) + 1)
        for n in doubtful
    ]
    again = dict(zip(doubtful, read_spots(engine, clean, spots, tall, dpi), strict=True))
    out: list[Reading] = []
    for n, first in enumerate(readings):
        if n not in again:
            out.append(first)
        elif is_figure(first.text):
            out.append(settled(first, again[n]))
        else:
            out += _better(first, again[n])
    return out


def _is_doubtful(reading: Reading) -> bool:
    if not reading.text:
        return False
    return reading.confidence < (_SURE if is_figure(reading.text) else _DOUBTFUL) or is_odd(reading.text)


def _better(first: Reading, second: Sequence[Reading]) -> list[Reading]:
    """The surer of two readings of a word; the second may be of several words that were read as one."""
    if not second or not any(c.isalnum() for r in second for c in r.text):
        return [first]
    text, confidence = "".join(r.text for r in second), min(r.confidence for r in second)
    if text == first.text and len(second) == 1:
        return [first._replace(confidence=max(first.confidence, confidence, _DOUBTFUL))]
    if is_odd(first.text) and confidence > _FAINT and not any(is_odd(r.text) for r in second):
        return [r._replace(line=first.line, baseline=first.baseline, glyphs=first.glyphs) for r in second]
    surer = confidence > max(first.confidence + 0.1, _FAINT) and second[0].weakest >= first.weakest
    if len(second) == 1 and surer:
        return [first._replace(text=text, confidence=confidence, weakest=second[0].weakest)]
    return [first]


def is_figure(text: str) -> bool:
    """Whether a word is a number, or what a misread number looks like.

    >>> [is_figure(t) for t in ("1250,00", "2O23", "Lille", "(3", "à")]
    [True, True, False, True, False]
    """
    return any(c.isdigit() for c in text) and _DIGIT_LIKE.fullmatch(text) is not None


def settled(first: Reading, second: Sequence[Reading]) -> Reading:
    """One reading out of two of the same figure."""
    text = "".join(r.text for r in second)
    confidence = min((r.confidence for r in second), default=0.0)
    if _digits(text) == _digits(first.text):
        return first._replace(
            confidence=max(first.confidence, confidence, _CLEAR), weakest=max(first.weakest, _CLEAR)
        )
    if not is_figure(text) or confidence < _FAINT:
        # The second look saw no number: the first stands, no surer than it was.
        return first
    if confidence >= _CLEAR and first.confidence < _FAINT:
        return first._replace(text=text, confidence=confidence, weakest=min(r.weakest for r in second))
    return first._replace(confidence=min(first.confidence, _DISPUTED))


def _digits(text: str) -> str:
    """What tells two readings of a figure apart: its digits and the marks between them."""
    return re.sub(r"[^\d.,/%-]", "", text).strip(".,-/")
