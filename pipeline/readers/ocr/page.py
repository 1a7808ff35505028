"""One picture of a page, from pixels to words, list marks and rules, still in pixels."""

from __future__ import annotations

from statistics import fmean

from models.values import value
from pipeline.readers.ocr import again, image
from pipeline.readers.ocr.figures import read_figures_again
from pipeline.readers.ocr.image import Picture
from pipeline.readers.ocr.ink import hold_against_ink
from pipeline.readers.ocr.marks import Mark, take_marks
from pipeline.readers.ocr.rules import Stroke, take_rules
from pipeline.readers.ocr.tesseract import Engine, Reading, orientation, read_picture
from pipeline.readers.ocr.weight import weigh

_SPARSE = 11  # page segmentation that finds text anywhere, in any order: layout is ours
_POINT = 72
_DOUBTFUL = 0.6  # mean confidence below which a page may stand on its head
_FEW = 12


@value
class Recognised:
    """What was recognised on a page, in pixels of the straightened picture.

    ``turn`` is the number of clockwise quarters that set the page upright, ``skew`` the degrees it was turned back.
    """

    width: int
    height: int
    turn: int
    skew: float
    tall: float  # usual height of capitals
    readings: list[Reading]
    marks: list[Mark]
    rules: list[Stroke]


def recognise(engine: Engine, grey: Picture, dpi: int, upright: bool) -> Recognised:
    """Recognise one page. ``upright`` tells that it is straight already. Raises TesseractError."""
    scale = dpi / _POINT
    flat = image.flatten(grey, scale)
    ink = image.ink_of(flat)
    turn, other = 0, None
    if not upright and image.is_sideways(ink):
        turn = orientation(engine, flat, dpi)
        if not turn:  # too little text to tell
            other = _read(engine, image.turned(flat, 1), dpi, 1, upright)
        flat = image.turned(flat, turn)
    found = _read(engine, flat, dpi, turn, upright)
    if other is not None and _goodness(other.readings) > _goodness(found.readings):
        flat, turn, found = image.turned(flat, 1), 1, other
    if not upright and _is_doubtful(found.readings):
        more = orientation(engine, flat, dpi)
        if more:
            other = _read(engine, image.turned(flat, more), dpi, (turn + more) % 4, upright)
            found = max(found, other, key=lambda r: _goodness(r.readings))
    return found


def _read(engine: Engine, flat: Picture, dpi: int, turn: int, upright: bool) -> Recognised:
    scale = dpi / _POINT
    skew = 0.0 if upright else image.skew_of(image.ink_of(flat))
    straight = image.despeckle(image.straighten(flat, skew))
    rules, clean = take_rules(straight, image.ink_of(straight), scale)
    marks, clean = take_marks(clean, image.ink_of(clean), scale)
    readings = read_picture(engine, clean, dpi, _SPARSE)
    tall = again.tall_of(readings, scale)
    ink = image.ink_of(clean)
    spots = again.passed_over(ink, readings, tall)
    for held in again.read_spots(engine, clean, spots, tall, dpi):
        readings += [reading for reading in held if again.is_sure(reading, readings, tall)]
    readings = again.without_drawings(ink, readings, tall)
    readings = again.read_underlined(engine, straight, rules, readings, tall, dpi)
    readings = read_figures_again(engine, clean, readings, tall, dpi)
    readings = hold_against_ink(ink, readings, tall)
    readings = weigh(clean, readings)
    height, width = flat.shape
    return Recognised(width, height, turn, skew, tall, readings, marks, rules)


def _is_doubtful(readings: list[Reading]) -> bool:
    return len(readings) >= _FEW and fmean(r.confidence for r in readings) < _DOUBTFUL


def _goodness(readings: list[Reading]) -> float:
    return sum(r.confidence * len(r.text) for r in readings if r.confidence > 0.5)
