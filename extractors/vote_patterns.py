"""The patterns by which votes are read, built once from the wording of ``lexicon/votes.toml``.

All are matched on folded text (``models.normalise.folding``), whose offsets are those of the printed text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from models.lexicon import load
from models.normalise.numbers import run_pattern, words_value

LARGEST = 999  # no French assembly has a thousand members; larger figures are years or amounts


def any_of(patterns: Iterable[str]) -> str:
    """One pattern that matches any of ``patterns``."""
    return "|".join(patterns)


@cache
def number() -> str:
    """A figure in digits or words, "néant" and the like included."""
    none = any_of(load("votes")["figures"]["none"])
    return rf"(?:(?<![0-9.,/°])[0-9]{{1,4}}(?![0-9])|{run_pattern().pattern}|(?<![a-z])(?:{none})(?![a-z]))"


def number_value(text: str) -> int | None:
    """The value of a folded figure; "néant" is 0. None when it is too large to count votes."""
    if text.isdigit():
        value: int | None = int(text)
    elif re.fullmatch(any_of(load("votes")["figures"]["none"]), text):
        value = 0
    else:
        value = words_value(text)
    return value if value is not None and value <= LARGEST else None


def _bounded(labels: str) -> str:
    return rf"(?<![a-z0-9])(?:{labels})(?![a-z0-9])"


@cache
def labels() -> re.Pattern[str]:
    """The labels of figures, each in a group named by its column; a plain one's name ends in "__plain"."""
    groups = []
    for rank, tail in (("clear", ""), ("plain", "__plain")):
        for column, lists in load("votes")["labels"].items():
            if lists[rank]:
                groups.append(rf"(?P<{column}{tail}>{any_of(lists[rank])})")
    return re.compile(_bounded(any_of(groups)))


@cache
def _any_label() -> str:
    lists = load("votes")["labels"].values()
    return _bounded(any_of(p for ranks in lists for p in ranks["clear"] + ranks["plain"]))


def column_of(match: re.Match[str]) -> str:
    """The column that a label stands for."""
    return (match.lastgroup or "").removesuffix("__plain")


@cache
def hint() -> re.Pattern[str]:
    """A cheap look whether a paragraph may tell a vote at all."""
    return re.compile(any_of(load("votes")["words"]["hints"]))


@cache
def right() -> re.Pattern[str]:
    """The figure behind a label."""
    return re.compile(
        r"(?:\(e?s?\)){0,2}[ »”\"')]{0,3}(?P<sep>[:=]| ?->| ?[-→]|[. …_]{3,}| est de| sont de)?[ «“\"(]{0,3}"
        rf"(?P<num>{number()})(?! ?[%€]|[.,][0-9]|[ ]?(?:euros?|ans|h[0-9]|h )\b)"
    )


@cache
def left() -> re.Pattern[str]:
    """The figure before a label, at the end of a text."""
    units = any_of(load("votes")["figures"]["units"])
    return re.compile(
        rf"(?P<num>{number()})(?: ?\({number()}\))?(?: (?:{units}))?(?: (?:ont|se|s'|qui|a))?[ «“\"'(]{{0,3}}$"
    )


@cache
def unit_behind() -> re.Pattern[str]:
    """What belongs to a figure behind it: "douze (12) voix". It matches the empty text too."""
    units = any_of(load("votes")["figures"]["units"])
    return re.compile(rf"(?: ?\({number()}\))?(?: (?:{units})(?![a-z]))?\)?")


@cache
def voiced() -> re.Pattern[str]:
    """A unit that tells that a figure counts votes."""
    return re.compile(rf"(?<![a-z])(?:{any_of(load('votes')['figures']['units'])})(?![a-z])")


@cache
def follows() -> re.Pattern[str]:
    """What may stand behind a plain label with its figure: an end, a mark, a link, another figure or label."""
    words = any_of(load("votes")["words"]["followers"])
    return re.compile(
        rf"[ »”\"']*(?:$|[].,;:/)([»”\"|_=→…•-])| (?:{words})"
        rf"| ?{number()} ?[«\"]? ?(?:voix|votes?|{_any_label()})| ?(?:{_any_label()})"
    )


@cache
def opener() -> re.Pattern[str]:
    """Words at the end of a text behind which a plain figure tells a vote."""
    words = any_of(load("votes")["words"]["openers"])
    return re.compile(rf"(?:(?<![a-z])(?:{words})|^)[ :,;«\"'(•*–-]*(?:a )?$")


@cache
def prose() -> list[tuple[str, re.Pattern[str]]]:
    """Sentences that give a figure without a label, by column; group "n" is the figure."""
    return [
        (column, re.compile(pattern.replace("NUM", number())))
        for column, patterns in load("votes")["prose"].items()
        for pattern in patterns
    ]


@cache
def times() -> list[tuple[str, re.Pattern[str]]]:
    """What stands before a time of the vote, by column."""
    return [(column, re.compile(any_of(patterns))) for column, patterns in load("votes")["times"].items()]
