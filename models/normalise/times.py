"""Times of day, as acts print them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from models.normalise.folding import fold
from models.normalise.numbers import find_number_words


class FoundTime(NamedTuple):
    """Characters ``start`` to ``end`` of a text are the time ``value``, "HH:MM"."""

    start: int
    end: int
    value: str


_FIGURES = re.compile(
    r"(?<![0-9a-z])(?<![0-9][,./:-])(?P<hour>[0-9]{1,2})"
    r"(?:[ ]?:[ ]?(?P<clock>[0-9]{2})(?![0-9])(?::[0-9]{2}(?![0-9]))?"
    r"|[ ]{0,2}(?:heures?|hrs?|h)(?![a-ln-z])[ ]{0,2}"
    r"(?P<rest>(?:et[ ])?[0-9]{1,2}(?![0-9])[ ]?(?:minutes?|min|mn)?)?)(?![0-9])"
)
_HOUR = re.compile(r"[ ]{1,2}heures?(?![a-z])")
_PART = re.compile(
    r"[ ]{0,2}(?:(?P<half>et demie?)|(?P<quarter>et quart)|(?P<less>moins (?:le |un )?quart))(?![a-z])"
)
_MINUTES = re.compile(r"[ ]{1,2}(?:et[ ])?(?:(?P<figures>[0-5]?[0-9])(?![0-9])|(?=[a-z]))")
_UNIT = re.compile(r"[ ]{1,2}minutes?(?![a-z])")
_NAMED = re.compile(r"(?<![a-z-])(?P<name>midi|minuit)(?![a-z])")
_OPEN_HOURS = re.compile(r"[ ]?/[ ]?24")


def _at(hour: int, minute: int) -> str | None:
    if minute < 0:
        hour, minute = hour - 1, minute + 60
    return f"{hour:02d}:{minute:02d}" if 0 <= hour <= 23 and 0 <= minute <= 59 else None


def _in_figures(folded: str) -> Iterator[FoundTime]:
    """Times like "14 h 26", "19h", "18:30", "18 heures trente", "18 heures et demie"."""
    for match in _FIGURES.finditer(folded):
        clock, rest, end = match["clock"], match["rest"] or "", match.end()
        figures = clock or re.sub(r"[^0-9]", "", rest)
        if len(figures) == 1 and "m" not in rest:
            continue  # "18 h 3" is a misreading of "18 h 30"
        minute = int(figures or 0)
        if not figures:
            end = match.start() + len(match.group().rstrip(" "))
            minute, end = _spelt_minutes(folded, end)
        value = _at(int(match["hour"]), minute)
        if value and not _OPEN_HOURS.match(folded, end):
            yield FoundTime(match.start(), match.start() + len(folded[match.start() : end].rstrip(" ")), value)


def _spelt_minutes(folded: str, at: int) -> tuple[int, int]:
    """What is spelt behind a full hour ("trente", "et demie", "moins le quart"), in minutes, and where it ends."""
    part = _PART.match(folded, at)
    if part:
        return (30 if part["half"] else 15 if part["quarter"] else -15), part.end()
    return _lettered_minutes(folded, at) or (0, at)


def _lettered_minutes(folded: str, at: int) -> tuple[int, int] | None:
    """Minutes in letters right behind the hour ("trente", "trente minutes"), and where they end."""
    gap = _MINUTES.match(folded, at)
    if gap is None or gap.group("figures"):
        return None
    number = next(find_number_words(folded[gap.end() : gap.end() + 40]), None)
    if number is None or number.start != 0 or number.value > 59:
        return None
    end = gap.end() + number.end
    unit = _UNIT.match(folded, end)
    return number.value, unit.end() if unit else end


def _in_letters(folded: str) -> Iterator[FoundTime]:
    """ "dix-neuf heures trente", "vingt heures", "dix-huit heures et demie"."""
    if "heure" not in folded:
        return
    for number in find_number_words(folded):
        hour = _HOUR.match(folded, number.end)
        if hour is None or number.value > 24:
            continue
        gap = _MINUTES.match(folded, hour.end())
        if gap and gap["figures"]:
            minute, end = int(gap["figures"]), gap.end()
        else:
            minute, end = _spelt_minutes(folded, hour.end())
        value = _at(number.value, minute)
        if value:
            yield FoundTime(number.start, end, value)


def find_times(text: str) -> list[FoundTime]:
    """The times of day in ``text``, in order, without overlap: "19h", "14 h 26", "dix-neuf heures trente".

    >>> find_times("La séance est levée à 20 h 05.")
    [FoundTime(start=22, end=29, value='20:05')]
    """
    folded = fold(text)
    found = [*_in_figures(folded), *_in_letters(folded)]
    for match in _NAMED.finditer(folded):
        found.append(FoundTime(match.start(), match.end(), "12:00" if match["name"] == "midi" else "00:00"))
    result: list[FoundTime] = []
    for item in sorted(found, key=lambda f: (f.start, -f.end)):
        if not result or item.start >= result[-1].end:
            result.append(item)
    return result


@lru_cache(maxsize=1024)
def parse_time(text: str) -> str | None:
    """The time that ``text`` is, as "HH:MM"; None when it is none or more than a time ("à 19h" is one).

    >>> parse_time("14 h 26"), parse_time("dix-neuf heures trente"), parse_time("35 heures")
    ('14:26', '19:30', None)
    """
    if len(text) > 80:
        return None
    found = find_times(text)
    if len(found) != 1:
        return None
    folded = fold(text)
    rest = f"{folded[: found[0].start]} {folded[found[0].end :]}".strip(" .,;:")
    return found[0].value if rest in ("", "a", "vers", "des", "heure", "precises", "a precises") else None
