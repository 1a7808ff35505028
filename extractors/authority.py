"""Which authority deliberated, and through which assembly."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from models.lexicon import load
from models.normalise.departments import department
from models.passage import Passage

# What ends the name of an authority in running text.
_OF = r"(?:\s+(?i:de\s+la\b|de\s+l\s?['’]|du\b|des\b|de\b|d\s?['’]))\s*"
_PROPER = (
    r"(?P<name>[A-ZÀ-ÖØ-Þ][\w’'.-]*(?:(?:\s|-|\s?['’]\s?)(?:[A-ZÀ-ÖØ-Þ][\w’'.-]*|(?:de|du|des|la|le|les|et|en|sur|sous|d['’]|l['’]|aux?|lès|lez|à)"
    r"(?=[\s'’-]+(?:[A-ZÀ-ÖØ-Þ]|l[ae]s?\b|l['’]))|[ld]['’][A-ZÀ-ÖØ-Þ][\w’'.-]*)){0,9})"
)
_NAME = _OF + _PROPER
# "Région Bretagne": no link; what follows may be another line of the heading.
_BARE = r"[ ](?!(?i:pr[ée]sident|vice|monsieur|madame|s[ée]ance|r[ée]union|conseil|commission|d[ée]lib|extrait|session|assembl|du|de|des|le|la|les|et)\w*\b)"


# Words that stand behind the name of an authority without being part of it.
_AFTER_NAME = re.compile(
    r"\s+(?=(?i:canton|arrondissement|s[ée]ance|extrait|conseil|proc[èe]s|compte|pv|d[ée]lib[ée]ration|r[ée]publique|r[ée]union"
    r"|d[ée]partement|monsieur|madame|registre|nombre|date|sommaire|comit[ée]\s+syndical|bureau|commission\s+permanente|assembl[ée]e|recueil|rapport|objet)\b|\w*\d|Le\b|et\s+(?:la|le|les|l['’]|Le|La)\b)"
)


_OFTEN = 3  # how often running text names the authority that sits; others are named in passing
_LINK = re.compile(r"^(?:de la |de l'|du |des |de |d'|La )+")


class Assembly(NamedTuple):
    """The body as the contract names it, and where it is printed."""

    body: str
    source: Passage


class Authority(NamedTuple):
    """The authority as it is written out, with the code of the département where that is known."""

    name: str
    source: Passage
    department_code: str | None


class _Kind(NamedTuple):
    """A kind of authority; ``as_printed`` keeps the words of the kind as they stand ("Syndicat mixte")."""

    name: str
    bodies: frozenset[str]
    pattern: re.Pattern[str]
    as_printed: bool


@cache
def _bodies() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((b["value"], re.compile(b["pattern"], re.IGNORECASE)) for b in load("header")["body"])


@cache
def _kinds() -> tuple[_Kind, ...]:
    return tuple(
        _Kind(
            a["kind"],
            frozenset(a["bodies"]),
            re.compile(rf"\b(?P<kind>(?i:{a['pattern']}))(?:{_OF}{'|' + _BARE if a.get('bare') else ''}){_PROPER}"),
            a.get("as_printed", False),
        )
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


def find_authority(body: str | None, headings: Sequence[Passage], texts: Sequence[Passage] = ()) -> Authority | None:
    """The authority of ``body``: the first that ``headings`` name, of a kind that fits, else the one of ``texts``.

    Running text names other authorities too, so one counts there only when it is named clearly more often than any
    other. The kind is written as usual ("Département"), the rest as printed; a département's name is written as the
    official list has it.
    """
    for passage in headings:
        first = min(_named_in(body, passage, official=False), key=lambda pair: pair[0], default=None)
        if first:
            return first[1]
    for passage in headings:
        second = _by_assembly(body, passage) or _named_before(body, passage)
        if second:
            return second
    everywhere = [found for passage in texts for _, found in _named_in(body, passage, official=True)]
    counts = Counter(found.name.casefold() for found in everywhere).most_common(2)
    if not counts or counts[0][1] < _OFTEN or (len(counts) > 1 and counts[0][1] < 2 * counts[1][1]):
        return None
    return next(found for found in everywhere if found.name.casefold() == counts[0][0])


def _named_in(body: str | None, passage: Passage, *, official: bool) -> Iterator[tuple[int, Authority]]:
    """Every authority of a fitting kind that ``passage`` names, with its offset."""
    for kind in _kinds():
        if body is not None and body not in kind.bodies:
            continue
        if kind.name == "Département":
            found = list(find_departments(passage))
            yield from found
            if found or official:
                continue
        for match in kind.pattern.finditer(passage.text):
            name = _trimmed(match["name"])
            if name:
                printed = " ".join(match["kind"].split()) if kind.as_printed else kind.name
                yield (
                    match.start(),
                    _named(printed, passage.sub(match.start(), match.start("name") + len(name)), match, name),
                )


def _by_assembly(body: str | None, passage: Passage) -> Authority | None:
    """The authority told by its assembly alone: "Conseil régional de Bretagne", "Conseil départemental du Nord"."""
    for kind, pattern in load("header")["of_assembly"].items():
        match = re.search(rf"\b(?i:{pattern}){_NAME}", passage.text)
        if match is None:
            continue
        source = passage.match(match)
        if kind == "Département":
            found = department(_trimmed(match["name"]))
            if found and found.code:
                return Authority(found.name, source, found.code)
        elif body in ("conseil_regional", "commission_permanente"):
            return _named(kind, source, match, _trimmed(match["name"]))
    return None


def _named_before(body: str | None, passage: Passage) -> Authority | None:
    """An authority whose name stands before its kind: "Brest Métropole"."""
    table = load("header")["named_before"]
    if body not in table["bodies"]:
        return None
    word = r"[A-ZÀ-ÖØ-Þ][\w’']*(?:-[\w’']+)*"
    match = re.search(
        rf"(?m)^\W*(?P<name>{word}(?:\s{word}){{0,3}}\s(?:{'|'.join(table['words'])}))\b(?!\s+d)", passage.text
    )
    if match is None or re.match(r"(?i:conseil|bureau|commission|extrait|d[ée]lib|la|le)\b", match["name"]):
        return None
    return Authority(" ".join(match["name"].split()), passage.match(match, "name"), None)


def _trimmed(name: str) -> str:
    name = re.split(r"(?<=[^\W\d_]{4})\.\s", _AFTER_NAME.split(name)[0])[0]  # "St. Martin", but not the next sentence
    return re.sub(r"[\s.,’'-]+$", "", name.split("\n")[0])


@cache
def _departments() -> re.Pattern[str]:
    """ "Département" with an official name behind it, however capitals, accents, hyphens and articles are printed."""
    names = {_LINK.sub("", name) for name in load("departments")["departments"].values()}
    alternatives = "|".join(_loose(name) for name in sorted(names, key=len, reverse=True))
    link = r"(?:de\s+la\s+|de\s+l\s?['’]\s?|du\s+|des\s+|de\s+|d\s?['’]\s?)"
    return re.compile(rf"\bd[ée]partement\s+(?P<name>{link}(?:{alternatives}))(?!\w)", re.IGNORECASE)


def _loose(name: str) -> str:
    accents = {"é": "[eé]", "è": "[eè]", "ô": "[oô]", "'": r"\s?['’]\s?", "-": r"[\s–-]+", " ": r"\s+"}
    return "".join(accents.get(c, c) for c in name)


def find_departments(passage: Passage) -> Iterator[tuple[int, Authority]]:
    """The départements that ``passage`` names as such, with their offsets."""
    for match in _departments().finditer(passage.text):
        found = department(match["name"])
        if found:
            yield match.start(), Authority(found.name, passage.match(match), found.code)


def _named(kind: str, source: Passage, match: re.Match[str], name: str) -> Authority:
    link = match.group()[: match.start("name") - match.start()]
    article = re.search(r"(de\s+la|de\s+l\s?['’]|du|des|de|d\s?['’])\s*$", link, re.IGNORECASE)
    printed = article[1].lower() if article else ""
    if not printed:
        return Authority(f"{kind} {name}", source, None)
    joint = "" if printed.endswith(("'", "’")) else " "
    return Authority(f"{kind} {printed}{joint}{name}", source, None)
