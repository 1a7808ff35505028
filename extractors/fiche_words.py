"""The vocabulary of fiches-action: what a label, a column heading or a section heading tells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from models.normalise.folding import fold
from models.normalise.lexicon import alternation, load


class Label(NamedTuple):
    """A phrase of the vocabulary at the start of a text: what it tells and where it ends."""

    meaning: str
    end: int


def spelled(phrases: Iterable[str]) -> str:
    """A regex alternation of folded phrases, with "œ" and "oe" alike, longest first."""
    both = {form for p in phrases for form in (p, p.replace("œ", "oe"), p.replace("oe", "œ"))}
    return alternation(both)


@cache
def words(key: str, name: str = "fiches") -> str:
    """The alternation of the phrases under ``key`` in lexicon file ``name``."""
    value = load(name)
    for step in key.split("."):
        value = value[step]
    return spelled(value)


@cache
def _labels() -> tuple[re.Pattern[str], dict[str, str]]:
    meanings: dict[str, str] = {}
    for meaning, phrases in load("fiches")["labels"].items():
        for phrase in phrases:
            for form in (phrase, phrase.replace("œ", "oe"), phrase.replace("oe", "œ")):
                meanings.setdefault(fold(form), meaning)
    bullets = r"[ \n]*(?:[-•▪◦●■□➢➔→✓✔*·‣>][ ]?)?"
    return re.compile(rf"{bullets}(?P<phrase>{alternation(meanings)})(?![a-z0-9œ'])"), meanings


MAX_TAIL = 60  # a label may go on with a few words: "Calendrier janvier à décembre", "Évaluation (indicateurs)"


def label(text: str) -> Label | None:
    """The phrase of the vocabulary that ``text`` begins with, a bullet before it allowed; None when there is none.

    >>> label("Pilote :").meaning, label("Évaluation (indicateurs et livrables)").meaning
    ('pilot', 'evaluation')
    """
    return _label(text[:200])


@lru_cache(maxsize=4096)  # the cells of a table are asked about several times
def _label(head: str) -> Label | None:
    pattern, meanings = _labels()
    match = pattern.match(fold(head))
    if match is None:
        return None
    return Label(meanings[" ".join(match.group("phrase").split())], match.end())


def label_alone(text: str) -> Label | None:
    """The phrase that ``text`` is, give or take a few words behind it; None for a sentence that begins with one."""
    found = label(text)
    if found is None:
        return None
    tail = text[found.end :].strip()
    sentence = len(tail) > MAX_TAIL or (tail.endswith((".", ";")) and not tail.endswith("..."))
    return None if sentence else found
