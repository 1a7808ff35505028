"""The number and date of an act that a visa cites, told apart from those of others around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from models.lexicon import load
from models.normalise.dates import FoundDate, find_dates
from models.normalise.references import act_number

_NEAR = 70  # characters between the noun of an act cited inside a visa and its number or date
_BARE = 45  # the same for a number without "n°"
_BEFORE = 45  # how far back a word tells what a date is


class Noun(NamedTuple):
    """The noun of an act in a visa; ``head`` when the visa is about it, rather than citing it inside."""

    kind: str
    start: int
    end: int
    head: bool
    known: bool = True  # a noun of the lexicon, not just the first word


class Item(NamedTuple):
    """One act behind a noun."""

    number: str | None = None
    date: FoundDate | None = None


class _Token(NamedTuple):
    """A number or a date, and where it stands."""

    start: int
    end: int
    item: Item


@cache
def nouns() -> re.Pattern[str]:
    """The nouns of acts, each in a group named by its kind."""
    kinds = "|".join(f"(?P<{kind}>{'|'.join(words)})" for kind, words in load("visas")["kinds"].items())
    other = "|".join(load("visas")["formal"]["other"])
    return re.compile(rf"(?<![a-z])(?:{kinds}|(?P<other>{other}))(?![a-z])")


@cache
def _words(key: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{'|'.join(load('visas')['citation'][key])})(?![a-z])")


@cache
def _glue() -> re.Pattern[str]:
    """What may stand between the acts of a list: ", et n° "."""
    words = "|".join(load("visas")["citation"]["glue"])
    return re.compile(rf"[\s,;()]*(?:(?:{words})[\s,]*)*")


_NEXT_DATE = re.compile(r"\s*(?:,|(?:, )?et(?: du| le)?)\s*")  # "la délibération des 21 et 22 mars"


@cache
def _own_far() -> re.Pattern[str]:
    return re.compile(rf"(?:{_words('own_far').pattern})[ ,]*(?:le |du |les |des )?$")


def items_of(text: str, folded: str, noun: Noun, stop: int) -> list[Item]:
    """The numbers and dates of the acts that ``noun`` stands for, looked for up to ``stop``.

    A noun in the singular gives one act at most; a plural as many as are listed ("du 3 mai et du 4 juin").
    """
    zone = _zone(folded, noun, stop)
    tokens = sorted([*_numbers(text, folded, noun, zone), *_dates(text, folded, noun, zone, stop)])
    plural = folded[noun.start : noun.end].endswith("s")
    if noun.kind == "opinion":  # "avis" has one form
        plural = folded.endswith("les ", 0, noun.start)
    out: list[Item] = []
    last = 0
    for start, end, new in tokens:
        current = out[-1] if out else Item()
        taken = current.number if new.number is not None else current.date
        joint = _glue() if plural else _NEXT_DATE
        if taken is not None and not joint.fullmatch(folded[last:start]):
            continue
        if taken is not None or not out:
            out.append(new)
        else:
            out[-1] = Item(current.number or new.number, current.date or new.date)
        last = end
    if len(out) > 1 and all(i.number and not i.date for i in out[:-1]):
        out = [Item(i.number, out[-1].date) for i in out]  # "n° 12 et n° 13 du 15 juillet"
    return out


def _zone(folded: str, noun: Noun, stop: int) -> int:
    """Where the description of an act begins: behind it numbers are others'."""
    limit = stop if noun.head else min(stop, noun.end + _NEAR)
    description = _words("description").search(folded, noun.end, limit)
    return description.start() if description else limit


# --- numbers ------------------------------------------------------------------------------------------------------

_SIGN = re.compile(r"(?<![a-z])(?:n(?:um(?:ero)?|o)?s? ?[°º]s?|no(?=[ .])|numeros?(?![a-z])|nos? (?=[0-9]))")


def _numbers(text: str, folded: str, noun: Noun, zone: int) -> Iterator[_Token]:
    signs = list(_SIGN.finditer(folded, noun.end, zone))
    if not signs:
        bare = act_number(text[noun.start : min(zone, noun.end + _BARE)])
        at = max(noun.end, text.find((bare or "").split("/")[0], noun.end))
        if bare:
            yield _Token(at, at + len(bare), Item(number=bare))
        return
    for rank, sign in enumerate(signs):
        word = re.search(r"([a-z]+)\W*$", folded[noun.end if noun.known else noun.start : sign.start()])
        if word and _words("not_numbered").fullmatch(word.group(1)):
            continue
        if not noun.known and sign.start() - noun.end > 3:
            continue  # "la demande de permis n° 059 350": of what, nothing tells
        reach = signs[rank + 1].start() if rank + 1 < len(signs) else sign.end() + _NEAR
        number = act_number(text[sign.start() : reach])
        if number:
            yield _Token(sign.start(), sign.end() + len(number) + 1, Item(number=number))


# --- dates --------------------------------------------------------------------------------------------------------


def _dates(text: str, folded: str, noun: Noun, zone: int, stop: int) -> Iterator[_Token]:
    """The dates that may be the act's own; behind its description only the ones said to be its own."""
    last: int | None = None
    for found in find_dates(text[: stop if noun.head else zone]):
        if found.start < noun.end:
            continue
        before = folded[max(noun.end, found.start - _BEFORE) : found.start]
        if _is_not_own(before, found.start - noun.end) or _is_anothers(folded, noun, found):
            continue
        if found.start > zone:
            linked = last is not None and _glue().fullmatch(folded[last : found.start])
            if not (linked or (last is None and _own_far().search(before))):
                continue
        last = found.end
        yield _Token(found.start, found.end, Item(date=found))


def _is_not_own(before: str, distance: int) -> bool:
    """Whether the words before a date say that it is of the act's sending, posting or effect."""
    clause = re.split(r"[,;(]", before)[-1] if distance > _BEFORE else before
    return _words("not_own").search(clause) is not None or before.endswith(" au ")


def _is_anothers(folded: str, noun: Noun, found: FoundDate) -> bool:
    """Whether a date stands right behind another noun: "l'avenant n° 2 à la convention du 3 mars"."""
    between = list(nouns().finditer(folded, noun.end, found.start))
    if not between:
        return False
    return re.fullmatch(r"[a-z '-]{0,30} (?:du|en date du) ", folded[between[-1].end() : found.start]) is not None
