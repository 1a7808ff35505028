"""Numbers written in full letters, found in folded text and read by text2num."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from models.normalise.lexicon import alternation, load

MAX_WORDS = 16  # "neuf cent quatre-vingt-dix-neuf mille …" stays below; longer runs are not numbers


class FoundNumber(NamedTuple):
    """Characters ``start`` to ``end`` are number words worth ``value``."""

    start: int
    end: int
    value: int


@cache
def _glued() -> dict[str, str]:
    """Two number words in one ("dixneuf") -> apart."""
    glued = load("numbers")["glued"]
    return {f"{one}{two}": f"{one} {two}" for one in glued["first"] for two in glued["second"]}


@cache
def number_words() -> str:
    """A regex alternation of the words that numbers are written with, folded."""
    return alternation([*load("numbers")["words"], *_glued()])


@cache
def _word() -> str:
    return f"(?:{number_words()})(?![a-z0-9])"


@cache
def run_pattern() -> re.Pattern[str]:
    """A maximal run of number words; "et" only before "un", "une", "onze"."""
    word = _word()
    gap = "(?:[ ]++(?:-[ ]*+)?|-[ ]*+)"
    return re.compile(rf"(?<![a-z0-9])(?:{word}(?:{gap}(?:et{gap}(?=un|onze))?{word})*+)")


@lru_cache(maxsize=4096)
def words_value(run: str) -> int | None:
    """The value of a folded run of number words, None when it is not one number.

    >>> words_value("deux mil vingt-trois")
    2023
    """
    words = run.replace("-", " ").split()
    if not words or len(words) > MAX_WORDS:
        return None
    from text_to_num import text2num

    try:
        return int(text2num(" ".join("un" if w == "une" else _glued().get(w, w) for w in words), "fr"))
    except (ValueError, OverflowError):
        return None


def find_number_words(folded: str) -> Iterator[FoundNumber]:
    """Each run of number words in a folded text that is one number, in order."""
    for match in run_pattern().finditer(folded):
        value = words_value(match.group())
        if value is not None:
            yield FoundNumber(match.start(), match.end(), value)


def leading_words_value(folded: str, low: int, high: int) -> tuple[int, int] | None:
    """The value and length of the longest number between ``low`` and ``high`` that ``folded`` begins with."""
    match = run_pattern().match(folded)
    if match is None:
        return None
    ends = [m.end() for m in re.finditer(_word(), match.group())][:MAX_WORDS]
    for end in reversed(ends):
        value = words_value(folded[:end])
        if value is not None and low <= value <= high:
            return value, end
    return None


_ROMAN = {"I": 1, "V": 5, "X": 10}


def roman_value(text: str) -> int | None:
    """The value of a Roman figure in capitals, as ranks have them up to XXXIX; None for other text.

    >>> [roman_value(text) for text in ("IV", "XII", "XXXIX", "L", "iv", "")]
    [4, 12, 39, None, None, None]
    """
    if not text or not set(text) <= _ROMAN.keys():
        return None
    digits = [_ROMAN[c] for c in text]
    return sum(-d if d < max(digits[i:]) else d for i, d in enumerate(digits))
