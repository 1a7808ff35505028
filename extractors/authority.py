"""Which authority deliberated, and through which assembly."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from models.lexicon import load
from models.normalise.departments import department
from models.passage import Passage

# What ends the name of an authority in running text.
_NAME = (
    r"(?:\s+(?i:de\s+la\b|de\s+l\s?['’]|du\b|des\b|de\b|d\s?['’]))\s*"
    r"(?P<name>[A-ZÀ-ÖØ-Þ][\w’'.-]*(?:(?:\s|-|\s?['’]\s?)(?:[A-ZÀ-ÖØ-Þ][\w’'.-]*|(?:de|du|des|la|le|les|et|en|sur|sous|d['’]|l['’]|aux?|lès|lez|à)"
    r"(?=[\s'’-]+(?:[A-ZÀ-ÖØ-Þ]|l[ae]s?\b|l['’]))|[ld]['’][A-ZÀ-ÖØ-Þ][\w’'.-]*)){0,9})"
)


# Words that stand behind the name of an authority without being part of it.
_AFTER_NAME = re.compile(
    r"\s+(?=(?i:canton|arrondissement|s[ée]ance|extrait|conseil|proc[èe]s|compte|pv|d[ée]lib[ée]ration|r[ée]publique|r[ée]union"
    r"|d[ée]partement|monsieur|madame|registre|nombre|date)\b|Le\b|et\s+(?:la|le|les|l['’]|Le|La)\b)"
)


_HEADINGS = 1500  # characters: in longer text only an official name of a département counts


class Assembly(NamedTuple):
    """The body as the contract names it, and where it is printed."""

    body: str
    source: Passage


class Authority(NamedTuple):
    """The authority as it is written out, with the code of the département where that is known."""

    name: str
    source: Passage
    department_code: str | None


@cache
def _bodies() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((b["value"], re.compile(b["pattern"], re.IGNORECASE)) for b in load("header")["body"])


@cache
def _kinds() -> tuple[tuple[str, frozenset[str], re.Pattern[str]], ...]:
    return tuple(
        (a["kind"], frozenset(a["bodies"]), re.compile(rf"\b(?i:{a['pattern']}){_NAME}"))
        for a in load("header")["authority"]
    )


def find_assembly(passage: Passage) -> Assembly | None:
    """The assembly named first in ``passage``; a commission permanente counts before the council it belongs to."""
    first: tuple[int, int, Assembly] | None = None
    for rank, (body, pattern) in enumerate(_bodies()):
        match = pattern.search(passage.text)
        if match is None:
            continue
        # "La commission permanente du conseil départemental": one body, whatever stands first.
        place = match.start() // 120
        if first is None or (place, rank) < first[:2]:
            first = (place, rank, Assembly(body, passage.match(match)))
    return first[2] if first else None


def find_authority(body: str | None, passages: list[Passage]) -> Authority | None:
    """The authority of ``body``, from the first of ``passages`` that names one of the fitting kind.

    Headings come before running text in ``passages``. The kind is written as usual ("Département"), the rest as
    printed; a département's name is written as the official list has it.
    """
    for passage in passages:
        found = _in(body, passage)
        if found:
            return found
    return None


def _in(body: str | None, passage: Passage) -> Authority | None:
    best: tuple[int, Authority] | None = None
    for kind, bodies, pattern in _kinds():
        if body is not None and body not in bodies:
            continue
        if kind == "Département":
            found = find_department(passage)
            if found and (best is None or found[0] < best[0]):
                best = found
            if found or len(passage.text) > _HEADINGS:
                continue
        for match in pattern.finditer(passage.text):
            name = _trimmed(match["name"])
            if not name:
                continue
            source = passage.sub(match.start(), match.start("name") + len(name))
            authority = _named(kind, source, match, name)
            if best is None or match.start() < best[0]:
                best = (match.start(), authority)
            break
    return best[1] if best else None


def _trimmed(name: str) -> str:
    name = _AFTER_NAME.split(name)[0]
    return re.sub(r"[\s.,’'-]+$", "", name.split("\n")[0])


@cache
def _departments() -> re.Pattern[str]:
    """ "Département" with an official name behind it, however capitals, accents and hyphens are printed."""
    names = sorted(load("departments")["departments"].values(), key=len, reverse=True)
    alternatives = "|".join(_loose(name) for name in names)
    return re.compile(rf"\bd[ée]partement\s+(?P<name>{alternatives})(?!\w)", re.IGNORECASE)


def _loose(name: str) -> str:
    accents = {"é": "[eé]", "è": "[eè]", "ô": "[oô]", "'": r"\s?['’]\s?", "-": r"[\s–-]+", " ": r"\s+"}
    return "".join(accents.get(c, c) for c in name)


def find_department(passage: Passage) -> tuple[int, Authority] | None:
    """The first département that ``passage`` names as such, with its offset."""
    for match in _departments().finditer(passage.text):
        official = department(match["name"])
        if official:
            return match.start(), Authority(official.name, passage.match(match), official.code)
    return None


def _named(kind: str, source: Passage, match: re.Match[str], name: str) -> Authority:
    link = match.group()[: match.start("name") - match.start()]
    article = re.search(r"(de\s+la|de\s+l\s?['’]|du|des|de|d\s?['’])\s*$", link, re.IGNORECASE)
    printed = article[1].lower() if article else "de"
    joint = "" if printed.endswith(("'", "’")) else " "
    return Authority(f"{kind} {printed}{joint}{name}", source, None)
