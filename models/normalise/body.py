"""The assembly that an act comes from, and the code of its département."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from models.normalise.departments import department, find_department
from models.normalise.folding import fold
from models.normalise.lexicon import load


class FoundBody(NamedTuple):
    """Characters ``start`` to ``end`` of a text name an assembly of the kind ``body`` (see the contract)."""

    start: int
    end: int
    body: str


@cache
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    kinds = {fold(name).replace("-", " "): kind for kind, names in load("bodies")["bodies"].items() for name in names}
    longest = sorted(kinds, key=len, reverse=True)
    loose = "|".join(re.escape(n).replace(r"\ ", "[ ]{1,3}").replace("'", "[ ]?'[ ]?") for n in longest)
    return re.compile(rf"(?<![a-z])(?:{loose})(?![a-z])"), kinds


def find_bodies(text: str) -> list[FoundBody]:
    """The assemblies that ``text`` names, in order."""
    pattern, kinds = _names()
    folded = fold(text).replace("-", " ")
    found: list[FoundBody] = []
    for match in pattern.finditer(folded):
        key = re.sub(r"[ ]?'[ ]?", "'", re.sub(r" +", " ", match.group()))
        found.append(FoundBody(match.start(), match.end(), kinds[key]))
    return found


def find_body(text: str) -> str | None:
    """The kind of the first assembly that ``text`` names, a value of the contract's enum ``body``; None without one.

    >>> find_body("LA COMMISSION PERMANENTE DU CONSEIL DÉPARTEMENTAL"), find_body("Le comité syndical")
    ('commission_permanente', 'other')
    """
    found = find_bodies(text)
    return found[0].body if found else None


def department_code(text: str) -> str | None:
    """The code of the département that ``text`` is the name of or names as one ("Département du Nord" -> "59")."""
    found = department(text) or find_department(text)
    return found.code if found else None
