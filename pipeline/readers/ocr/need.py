"""Which pages of a PDF need recognition, by what their text layer and their pictures show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from functools import cache, lru_cache

import cv2
import numpy as np

from models.document import Box, Page, Word
from models.lexicon import load
from pipeline.readers.ocr.image import Picture, flatten, ink_of

LOW_DPI = 100
_PICTURE = 0.05  # share of the page: smaller pictures are logos
_SCAN = 0.75  # share of the page covered by a picture under which text is another tool's recognition
_LINES = 3  # lines of text in a picture from which it is worth reading
_LETTERS = 7  # letters of such a line
# Text layers of scans and of prose, by the share of their words.
_ODD = 0.02
_ODD_ALWAYS = 0.12
_FUNCTION = 0.05
_ENOUGH = 40


class Need(Enum):
    """What a page needs."""

    NOTHING = "nothing"
    ALL = "all"  # it has no text to speak of
    BETTER = "better"  # its text may be worse than ours
    PICTURES = "pictures"  # its pictures hold text that is not in its layer


def covered(page: Page) -> float:
    """The share of the page that its pictures cover, overlaps counted once a picture at the most."""
    area = page.width * page.height
    return max((_clipped(b, page) for b in page.images), default=0.0) / area if area else 0.0


def _clipped(box: Box, page: Page) -> float:
    width = min(box.x1, page.width) - max(box.x0, 0.0)
    height = min(box.bottom, page.height) - max(box.top, 0.0)
    return max(width, 0.0) * max(height, 0.0)


def pictures(page: Page) -> list[Box]:
    """The pictures of a page that are large enough to hold text worth reading."""
    area = page.width * page.height
    return [b for b in page.images if area and _clipped(b, page) > _PICTURE * area and b.width > 60 and b.height > 24]


def is_doubtful(page: Page) -> bool:
    """Whether a text layer is so odd that recognition may do better: mojibake, or poor recognition under a scan."""
    texts = [w.text for w in page.words]
    words = _WORD.findall(" ".join(texts))
    if len(words) < _ENOUGH:
        return False
    odd = odd_share(texts)
    if covered(page) >= _SCAN and odd > _ODD:
        return True
    return odd > _ODD_ALWAYS or (function_share(words) < _FUNCTION and (odd > _ODD or not _is_pronounceable(words)))


def goodness(texts: Iterable[str]) -> float:
    """How far a text reads like French: its function words, less what no French word looks like."""
    held = list(texts)
    words = [w for text in held for w in _WORD.findall(text)]
    return function_share(words) - 2 * odd_share(held) if words else -1.0


_WORD = re.compile(r"[^\W\d_]+")
_EDGES = ".,;:!?()[]«»\"“”'’…•-–—*/_"
_JOINTS = re.compile(r"[-'’/.()·]")
_VOWELS = frozenset("aeiouyàâäéèêëîïôöùûüœæ")
_STRANGE = re.compile(r"[\^{}|~\\<>=*#$£¥§©®™�¤¦¬µ]|[^\W\d_][.,;:!]+[a-zà-ü]{2}")
_ABBREVIATED = re.compile(
    r"\w+(?:[(.·]\w{1,3}[).·]?)+.*|(?:[^\W\d_]{1,3}\.)+[^\W\d_]*\.?|(?:https?|www)\b.*|.*@.*", re.I
)
_MIXED = re.compile(r"[a-zà-ü]\d+[a-zà-ü]|\dO\d?|O\d|\bl\d\d|\d[lI]\d")
_FIGURE = re.compile(r"\d")
_CAMEL = re.compile(r"[a-zà-ü][A-ZÀ-Ü]|[A-ZÀ-Ü]{3}[a-zà-ü]{3}")  # the second: a comma lost between two names
_PREFIXED = re.compile(r"(?:Ma?c|D[eiu]|L[aei]|Des|Les|Saint|[dlnscmj]|n°)[A-ZÀ-Ü]")
_TRIPLE = re.compile(r"([^\W\d_])\1\1")
_NUMERAL = re.compile(r"[IVXLC]+|w{3}|m{2,4}|a{4}|j{2,4}|x+", re.I)


@cache
def _function_words() -> frozenset[str]:
    return frozenset(load("ocr")["function_words"])


def function_share(words: list[str]) -> float:
    """The share of words that any French prose is full of."""
    known = _function_words()
    return sum(w.lower() in known for w in words) / len(words) if words else 0.0


def odd_share(texts: Iterable[str]) -> float:
    """The share of words with letters that look like no word, name or reference."""
    told = list(map(_oddness, texts))
    held = len(told) - told.count(None)
    return told.count(True) / held if held else 0.0


@lru_cache(maxsize=1 << 15)  # the same few thousand words are most of any text
def _oddness(text: str) -> bool | None:
    """Whether a word is odd, None where it has no letters."""
    return is_odd(text) if _WORD.search(text) else None


def is_odd(text: str) -> bool:
    """Whether a word looks like nothing that is printed on purpose.

    >>> [is_odd(t) for t in ("L.2121-7", "s'ç|st{éuni", "PIERREFONDS", "déc1sion")]
    [False, True, False, True]
    """
    text = text.strip(_EDGES)
    if len(text) < 2:
        return False
    if _STRANGE.search(text) and not _ABBREVIATED.fullmatch(text):
        return True
    if _FIGURE.search(text):
        return bool(_MIXED.search(text)) and not text.isupper()
    for part in _JOINTS.split(text):
        if _CAMEL.search(part) and not _PREFIXED.match(part):
            return True
        if len(part) >= 5 and not part.isupper() and not _VOWELS & set(part.lower()):
            return True
        if _TRIPLE.search(part) and not _NUMERAL.fullmatch(part):
            return True
    return False


def _is_pronounceable(words: list[str]) -> bool:
    letters = "".join(words).lower()
    return 0.3 <= sum(c in _VOWELS for c in letters) / len(letters) <= 0.65


def has_ink(grey: Picture) -> bool:
    """Whether anything is printed on a page; the specks of an empty sheet are not."""
    ink = ink_of(flatten(grey, LOW_DPI / 72)).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    spots = stats[1:]
    size = spots[:, cv2.CC_STAT_AREA]
    high = spots[:, cv2.CC_STAT_HEIGHT]
    return int(((size >= 8) & (high >= 4) & (high <= 60)).sum()) >= _LETTERS


def uncovered_text(grey: Picture, boxes: Iterable[Box], words: Iterable[Word]) -> bool:
    """Whether pictures show lines of letters that the words of the page do not cover (a page at ``LOW_DPI``)."""
    scale = LOW_DPI / 72
    inside = np.zeros(grey.shape, dtype=np.bool_)
    for box in boxes:
        inside[_span(box.top, box.bottom, scale), _span(box.x0, box.x1, scale)] = True
    for word in words:
        inside[_span(word.top - 2, word.bottom + 2, scale), _span(word.x0 - 3, word.x1 + 3, scale)] = False
    ink = (ink_of(flatten(grey, scale)) & inside).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    high, wide = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH]
    letters = (high >= 4 * scale) & (high <= 16 * scale) & (wide <= 4 * high) & (wide >= 0.6 * scale)
    letters[0] = False
    feet = np.sort((stats[:, cv2.CC_STAT_TOP] + high)[letters])
    # Letters of one line stand on one foot line; spots of a photograph do not.
    lines, start = 0, 0
    for n in range(1, len(feet) + 1):
        if n == len(feet) or feet[n] - feet[n - 1] > 1.5 * scale:
            lines += n - start >= _LETTERS
            start = n
    return lines >= _LINES


def _span(start: float, end: float, scale: float) -> slice:
    return slice(max(int(start * scale), 0), max(int(end * scale) + 1, 0))
