"""The départements: from a printed name to the official name and code."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from models.normalise.folding import fold
from models.normalise.lexicon import load


class Department(NamedTuple):
    """``code`` is "59", "2A", "971"; ``name`` is "Département du Nord"."""

    code: str
    name: str


def _key(text: str) -> str:
    """Folded, with spaces for hyphens and apostrophes."""
    return " ".join(re.sub(r"[-'.]", " ", fold(text)).split())


_ARTICLE = re.compile(r"(?:de la|de l|de|du|des|d|la|le|les|l) ")


@cache
def _by_name() -> dict[str, Department]:
    table: dict[str, Department] = {}
    for code, named in load("departments")["departments"].items():
        key = _key(named)
        bare = "reunion" if code == "974" else _ARTICLE.sub("", key, count=1)
        table[bare] = Department(code, f"Département {named}")
    return table


@cache
def _in_text() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _by_name()), key=len, reverse=True))
    head = r"(?:departements?|conseil departemental|conseil general|assemblee departementale|prefecture|prefet)"
    return re.compile(
        rf"\b{head} (?:de la |de l |de |du |des |d )(?:la )?(?P<name>{names})\b(?! (?:et|en|sur) [a-z])"
    )


def department(text: str) -> Department | None:
    """The département that ``text`` is the name of, with or without article or "Département"; None otherwise.

    >>> department("DU PAS DE CALAIS")
    Department(code='62', name='Département du Pas-de-Calais')
    """
    key = _key(text[:100])
    key = re.sub(r"^(?:departement|conseil departemental|conseil general) ", "", key)
    table = _by_name()
    while key not in table:
        shorter = _ARTICLE.sub("", key, count=1) if _ARTICLE.match(key) else key
        if shorter == key:
            return None
        key = shorter
    return table[key]


def find_department(text: str) -> Department | None:
    """The first département that ``text`` names as such: "Département du Nord", "Conseil départemental de l'Ain"."""
    match = _in_text().search(_key(text))
    return _by_name()[match.group("name")] if match else None
