"""Wording compared word by word: column headings, captions and row labels against the lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from models.normalise.folding import fold
from models.normalise.lexicon import load

LEXICON = "columns"
_MARKS = re.compile(r"\((?:e|s|es|x)\)|[·.](?:e|s|es)(?:[·.]s)?(?![a-z])")
_WORD = re.compile(r"[a-z0-9]+[€%+]?|[€%]")
_YEAR = re.compile(r"(?<![0-9])(?:19[5-9]|20[0-9])[0-9](?![0-9])")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The words of ``text`` with one space around each: no accents, case, plural or feminine marks.

    >>> plain("Subventions votées (en €)")
    ' subvention vote en € '
    """
    folded = _MARKS.sub("", fold(text).replace("œ", "oe"))
    return " " + "".join(_stem(word) + " " for word in _WORD.findall(folded))


def _stem(word: str) -> str:
    if len(word) > 3 and word[-1] in "sx":
        word = word[:-1]
    if len(word) > 3 and word[-1] == "e" and word[-2] in "eui":
        word = word[:-1]
    return word


@dataclass(frozen=True, slots=True)
class Sense:
    """What a column heading says: the meaning of the column and, for amounts, their measure."""

    meaning: str
    measure: str | None = None
    kind: str | None = None
    rank: int = 9
    words: int = 1


@cache
def _senses(family: str) -> list[tuple[str, Sense]]:
    """(phrase, sense), longest phrases first."""
    out: dict[str, Sense] = {}
    for entry in load(LEXICON)["column"]:
        if entry.get("family", "money") != family:
            continue
        for phrase in entry["phrases"]:
            key = ("=" if phrase.startswith("=") else "") + plain(phrase)
            sense = Sense(
                entry["meaning"],
                entry.get("measure"),
                entry.get("kind"),
                entry.get("rank", 9),
                plain(phrase).count(" ") - 1,
            )
            out.setdefault(f"{key}|{sense.meaning == 'amount'}", sense)
    keyed = [(key.rsplit("|", 1)[0], sense) for key, sense in out.items()]
    return sorted(keyed, key=lambda item: (-item[1].words, -len(item[0])))


@lru_cache(maxsize=4096)
def senses(heading: str, family: str = "money") -> tuple[Sense, ...]:
    """What a heading may mean, best first. A heading whose words narrow columns cut ("ACCOR DE") is glued again."""
    text = plain(_YEAR.sub(" ", heading))
    found = [s for phrase, s in _senses(family) if (phrase[1:] == text if phrase[0] == "=" else phrase in text)]
    if not found and " " in heading.strip():
        glued = plain(re.sub(r"\s+", "", heading))
        found = [sense for phrase, sense in _senses(family) if phrase.lstrip("=") == glued]
    return tuple(found)


@cache
def _phrases(key: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The phrases of a lexicon key that may stand anywhere, and those (marked "=") that must be the whole text."""
    value = load(LEXICON)
    for step in key.split("."):
        value = value[step]
    loose = sorted({plain(p) for p in value if not p.startswith("=")}, key=len, reverse=True)
    return tuple(loose), frozenset(plain(p) for p in value if p.startswith("="))


@lru_cache(maxsize=8192)
def says(text: str, key: str) -> bool:
    """Whether any phrase of ``key`` (such as "context.subsidies") stands in ``text``."""
    words = plain(text)
    loose, whole = _phrases(key)
    return words in whole or any(phrase in words for phrase in loose)


@lru_cache(maxsize=8192)
def begins(text: str, key: str) -> bool:
    """Whether ``text`` begins with a phrase of ``key``."""
    words = plain(text)
    loose, whole = _phrases(key)
    return words in whole or words.startswith(loose)


def excluded(headings: Iterable[str]) -> str | None:
    """The family of tables that are not of money which most of the headings speak of, None without any."""
    counts: dict[str, int] = {}
    for heading in headings:
        for family in load(LEXICON)["excluded"]:
            if says(heading, f"excluded.{family}"):
                counts[family] = counts.get(family, 0) + 1
    return max(counts, key=lambda f: counts[f]) if counts else None


def years_in(text: str) -> list[int]:
    """The years printed in a heading or a label, without repeats, in order."""
    return list(dict.fromkeys(int(m.group()) for m in _YEAR.finditer(text)))
