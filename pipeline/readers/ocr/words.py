"""From what was recognised, in pixels, to the words and rules of a page, in points."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

from models.document import Rule, Word
from pipeline.readers.ocr.page import Recognised
from pipeline.readers.ocr.tesseract import Reading

# Of the size of type: height of capitals, and how far boxes of words reach, as native readers give them.
_CAPITALS = 0.715
_LOW = 0.7  # of the height of capitals
_TOP, _FOOT = 0.9, 0.22
_GUESS = 0.94  # Tesseract's own height of a line
_SAME_SIZE = 0.09  # sizes that differ less are one
_SAME_ROW = 0.3
_JUNK = 0.3  # confidence below which a word without meaning is dropped
_SOUND = 0.8  # confidence of two words in three of a line that was well read
_MARK = 0.9  # confidence of list marks
_BOLD = 1.16  # strokes of bold type, against those of running text
_THINNING = 0.35  # power by which strokes of larger type are thinner against its size
_TOUCH = 0.07  # of the size of type: closer pieces are one word
_STEP = 2.2  # of the size of type: the next line of a column is not farther down
_APART = 1.6  # of the size of type: a wider gap parts columns
_ENOUGH = 15
_WORDLIKE = re.compile(r"[\w’'_-]+[.,;:)]*")
_PLAIN = frozenset("-–—:;.,%€/+=()«»\"'’•&n°")


class Frame(NamedTuple):
    """Where the picture lies: points a pixel, and the page's corner that the first pixel is at."""

    unit: float
    x: float
    y: float


class _Draft(NamedTuple):
    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    confidence: float
    weight: float  # width of strokes against the size of type, 0 where it was not measured
    line: int  # as recognition parted them


def words_of(found: Recognised, frame: Frame, page: int) -> list[Word]:
    """The words of a page. Those of one row have one size, and boxes from the ascent to the descent of that size."""
    sound = _sound_lines(found.readings)
    kept = [
        r for r in found.readings if r.text.strip() and (_fits(r, sound, found.tall) or not _is_junk(r, found.tall))
    ]
    low = _low_share(kept)
    drafts = [_draft(reading, frame, found.tall, low) for reading in kept]
    drafts += _marks(found, drafts, frame)
    sizes = _usual_sizes(drafts)
    rows = [(row, _row_size(row, sizes)) for row in _rows(drafts)]
    least = _least_bold(rows)
    runs = []
    for row, size in rows:
        bold = dict(zip(row, _bold(row, least.get(size, 0.0)), strict=True))
        runs += [[_word(draft, size, bold[draft], page) for draft in run] for run in _runs(row)]
    return [word for run in _in_columns(runs) for word in run]


def _word(draft: _Draft, size: float, bold: bool, page: int) -> Word:
    box = (draft.x0, draft.baseline - _TOP * size, draft.x1, draft.baseline + _FOOT * size)
    return Word(draft.text, *box, page, size=size, bold=bold, confidence=draft.confidence, baseline=draft.baseline)


def _in_columns(runs: Sequence[list[Word]]) -> Iterator[list[Word]]:
    """Pieces of rows in reading order: each followed by the one right below it, as columns are written."""
    left = dict(enumerate(runs))
    while left:
        number = next(iter(left))
        while True:
            run = left.pop(number)
            yield run
            below = next((n for n, other in left.items() if _stands_under(run, other)), None)
            if below is None:
                break
            number = below


def _stands_under(run: Sequence[Word], other: Sequence[Word]) -> bool:
    step = other[0].baseline - run[0].baseline
    shared = min(run[-1].x1, other[-1].x1) - max(run[0].x0, other[0].x0)
    return 0 < step < _STEP * run[0].size and shared > 0.5 * min(run[-1].x1 - run[0].x0, other[-1].x1 - other[0].x0)


def rules_of(found: Recognised, frame: Frame) -> list[Rule]:
    """The rules of a page as lines without thickness."""
    rules = []
    for stroke in found.rules:
        x0, y0 = stroke.x0 * frame.unit + frame.x, stroke.y0 * frame.unit + frame.y
        x1, y1 = stroke.x1 * frame.unit + frame.x, stroke.y1 * frame.unit + frame.y
        if stroke.lying:
            y0 = y1 = (y0 + y1) / 2
        else:
            x0 = x1 = (x0 + x1) / 2
        rules.append(Rule(round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2)))
    return rules


def _sound_lines(readings: Sequence[Reading]) -> set[int]:
    """Lines that were well read as a whole: a doubtful word among their words stands there too."""
    lines: dict[int, list[float]] = {}
    for r in readings:
        lines.setdefault(r.line, []).append(r.confidence)
    return {
        line for line, held in lines.items() if line and sorted(held)[len(held) // 3] >= _SOUND and len(held) >= 3
    }


def _fits(reading: Reading, sound: set[int], tall: float) -> bool:
    """Whether a word belongs to a line that was well read, by its height and its letters."""
    letters = sum(c.isalnum() for c in reading.text)
    if reading.line not in sound or reading.y1 - reading.y0 > 2.2 * tall:
        return False
    return set(reading.text) <= _PLAIN or (letters >= 3 and 5 * letters >= 4 * len(reading.text))


def _is_junk(reading: Reading, tall: float) -> bool:
    """What recognition makes of logos, seals, signatures and dust."""
    text, high = reading.text, reading.y1 - reading.y0
    letters = sum(c.isalnum() for c in text)
    if not letters:
        return reading.confidence < (_JUNK if set(text) <= _PLAIN else 2 * _JUNK)
    if reading.confidence < 0.15 or (high < 0.45 * tall and len(text) < 3 and text.isupper()):
        return True
    if reading.confidence < _JUNK:
        return letters < 3 or 2 * letters < len(text) or high > 2.2 * tall
    return high > 4 * tall and reading.confidence < 2 * _JUNK


def _low_share(readings: Sequence[Reading]) -> float:
    """The height of an x against that of capitals, in the type of this page."""
    shares = [r.glyphs.low / r.glyphs.tall for r in readings if r.glyphs.low and r.glyphs.tall]
    return min(max(median(shares), 0.6), 0.8) if len(shares) >= _ENOUGH else _LOW


def _draft(reading: Reading, frame: Frame, tall: float, low: float) -> _Draft:
    glyphs = reading.glyphs
    if glyphs.tall:
        size = glyphs.tall / _CAPITALS
    elif glyphs.low:
        size = glyphs.low / low / _CAPITALS
    else:
        size = glyphs.size / _GUESS if glyphs.size else tall / _CAPITALS
    return _Draft(
        unicodedata.normalize("NFC", "".join(reading.text.split())),
        round(reading.x0 * frame.unit + frame.x, 2),
        round(reading.x1 * frame.unit + frame.x, 2),
        round(reading.baseline * frame.unit + frame.y, 2),
        size * frame.unit,
        round(min(reading.confidence, reading.weakest), 3),
        reading.weight * frame.unit / size,
        reading.line,
    )


def _marks(found: Recognised, drafts: Sequence[_Draft], frame: Frame) -> list[_Draft]:
    """List marks, each on the line of the word that it stands before."""
    out = []
    for mark in found.marks:
        x0, x1 = mark.x0 * frame.unit + frame.x, mark.x1 * frame.unit + frame.x
        middle = (mark.y0 + mark.y1) / 2 * frame.unit + frame.y
        beside = [d for d in drafts if d.x0 > x1 and 0 <= d.baseline - middle < 0.75 * d.size]
        if beside:
            nearest = min(beside, key=lambda d: d.x0)
            out.append(_Draft(mark.text, round(x0, 2), round(x1, 2), nearest.baseline, nearest.size, _MARK, 0.0, -1))
    return out


def _usual_sizes(drafts: Sequence[_Draft]) -> list[float]:
    """The sizes of type that the page is set in, the most frequent first."""
    weights: Counter[float] = Counter()
    for draft in drafts:
        weights[round(2 * draft.size) / 2] += len(draft.text)
    chosen: list[float] = []
    for size, _ in sorted(weights.items(), key=lambda item: (-item[1], item[0])):
        if all(abs(size - other) > _SAME_SIZE * other for other in chosen):
            chosen.append(size)
    return chosen


def _rows(drafts: Sequence[_Draft]) -> list[list[_Draft]]:
    """Drafts by baseline, in the order in which rows stand, each row left to right."""
    rows: list[list[_Draft]] = []
    for draft in sorted(drafts, key=lambda d: (d.baseline, d.x0)):
        for row in reversed(rows[-3:]):
            if abs(row[0].baseline - draft.baseline) <= _SAME_ROW * min(row[0].size, draft.size):
                row.append(draft)
                break
        else:
            rows.append([draft])
    return [_joined(sorted(row, key=lambda d: d.x0)) for row in rows]


def _joined(row: Sequence[_Draft]) -> list[_Draft]:
    """The row with words made whole whose pieces were read apart: no room for a space is between them."""
    out: list[_Draft] = []
    for draft in row:
        last = out[-1] if out else None
        if (
            last is not None
            and last.line != draft.line
            and -_TOUCH * draft.size <= draft.x0 - last.x1 <= _TOUCH * draft.size
            and _WORDLIKE.fullmatch(last.text)
            and _WORDLIKE.fullmatch(draft.text)
        ):
            out[-1] = last._replace(
                text=last.text + draft.text,
                x1=max(draft.x1, last.x1),
                confidence=min(last.confidence, draft.confidence),
                weight=last.weight or draft.weight,
            )
        else:
            out.append(draft)
    return out


def _row_size(row: Sequence[_Draft], sizes: Sequence[float]) -> float:
    """The size that most characters of a row have, as one of the usual sizes where it is near to one."""
    weights: Counter[float] = Counter()
    for draft in row:
        weights[round(2 * draft.size) / 2] += len(draft.text)
    size = max(weights, key=lambda s: (weights[s], -s))
    near = [usual for usual in sizes if abs(usual - size) <= _SAME_SIZE * usual]
    return near[0] if near else size


def _least_bold(rows: Sequence[tuple[Sequence[_Draft], float]]) -> dict[float, float]:
    """The weight from which words of each size are bold; nothing where too little tells."""
    weights: dict[float, list[float]] = {}
    for row, size in rows:
        weights.setdefault(size, []).extend(d.weight for d in row if d.weight)
    all_weights = [weight for held in weights.values() for weight in held]
    if len(all_weights) < _ENOUGH:
        return {}
    usual = median(all_weights)
    main = max(weights, key=lambda size: len(weights[size]))
    return {
        size: _BOLD * (median(held) if len(held) >= 3 * _ENOUGH else usual * (main / size) ** _THINNING)
        for size, held in weights.items()
    }


def _bold(row: Sequence[_Draft], least: float) -> list[bool]:
    """Which words of a row are bold: all words between two wide gaps, or those that such a run begins with."""
    out: list[bool] = []
    for run in _runs(row):
        heavy = [least > 0 and draft.weight >= least for draft in run]
        known = [draft for draft in run if draft.weight]
        letters = sum(len(draft.text) for draft in known)
        mean = sum(len(d.text) * d.weight for d in known) / letters if letters else 0.0
        if least > 0 and mean >= least and 3 * sum(heavy) >= 2 * len(known):
            out += [True] * len(run)
        else:
            leading = next((n for n, (h, d) in enumerate(zip(heavy, run, strict=True)) if not h and d.weight), 0)
            out += [n < leading for n in range(len(run))]
    return out


def _runs(row: Sequence[_Draft]) -> list[list[_Draft]]:
    """The words of a row between wide gaps."""
    runs: list[list[_Draft]] = []
    for draft in row:
        if runs and draft.x0 - runs[-1][-1].x1 <= _APART * draft.size:
            runs[-1].append(draft)
        else:
            runs.append([draft])
    return runs
