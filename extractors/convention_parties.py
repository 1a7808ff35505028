"""The parties of a convention: of its "Entre … et …" block, else of its signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from extractors.grant_prose import is_acronym
from models.document import Block
from models.lexicon import load
from models.normalise.names import parse_person
from models.passage import Passage, join

_LONGEST_BLOCK = 60  # paragraphs between "Entre" and the last party


@dataclass(frozen=True, slots=True)
class Party:
    """A party as printed: name without article, alias, who represents it and as what."""

    name: Passage | None
    alias: Passage | None
    representative: Passage | None
    role: Passage | None
    source: Passage
    name_text: str | None = None  # the name, where it is less than what ``name`` covers


@cache
def _pattern(key: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    value = load("conventions")["parties"][key]
    return re.compile("|".join(value) if isinstance(value, list) else value, flags)


def find_parties(head: Sequence[Block], tail: Sequence[Block]) -> list[Party]:
    """The parties named in the blocks before the articles, or, without an "Entre" block, in those behind them."""
    block = _between(head)
    chunks = list(_chunks(block)) if block else []
    parties = [party for chunk in chunks if (party := _party(chunk))]
    return parties if len(parties) > 1 else list(_signatories(tail))


def _between(head: Sequence[Block]) -> Passage | None:
    """The text from "Entre" to the agreement, the visas or the preamble.

    A title may hold "entre … et …" as well: the text that tells who represents or how a party is called is preferred.
    """
    opening = re.compile(rf"[\W_]*(?:{load('conventions')['parties']['open']})", re.IGNORECASE)
    found: list[Passage] = []
    for index, block in enumerate(head):
        match = opening.match(block.text) if block.table is None else None
        if match is None:
            continue
        parts = [block.passage.sub(match.end())]
        for following in head[index + 1 : index + _LONGEST_BLOCK]:
            until = _closes(following)
            if following.table is None and until is None:
                parts.append(following.passage)
                continue
            if until:
                parts.append(following.passage.sub(0, until))
            break
        found.append(join(parts))
    told = re.compile(r"repr[ée]sent|ci[- ]?apr[èe]s|d[ée]nomm|d[ée]sign|agissant", re.IGNORECASE)
    return next((p for p in found if told.search(p.text)), found[0] if found else None)


def _closes(block: Block) -> int | None:
    """Where the block of the parties ends inside a paragraph, None where it goes on."""
    close = re.compile(rf"[\W_]*(?:{_pattern('close').pattern})", re.IGNORECASE)
    starts = sorted({0, *block.passage.line_starts})
    return next((start for start in starts if close.match(block.text, start)), None)


def _chunks(block: Passage) -> Iterator[Passage]:
    """The text of each party: cut at "Et" that begins a paragraph and at "d'une part", "d'autre part"."""
    text = block.text
    cuts = [(m.start(), m.end()) for m in _pattern("between").finditer(text)]
    cuts += [(m.start(), m.end()) for m in re.finditer(r"(?:^|\n)[ \u00a0-]*(?:ET|Et)\b[ \u00a0]*:?", text)]
    cuts += [(m.start(), m.end()) for m in re.finditer(r"(?:^|\n)[ \u00a0-]*et(?=\s+(?:L[ea]s?\s|L['’]))", text)]
    cuts += [(m.start(), m.end()) for m in re.finditer(r"(?<=[,;])[ \u00a0]*(?:ET|Et)[ \u00a0]*:[ \u00a0]*$", text)]
    cuts.sort()
    start = 0
    found: list[Passage] = []
    for begin, end in [*cuts, (len(text), len(text))]:
        if begin >= start and re.search(r"[^\W\d_]{2}", text[start:begin]):
            found.append(block.sub(start, begin))
        start = max(start, end)
    named = [p for p in found if not _goes_with_previous(p)]
    if len(named) == 1:
        yield from _in_one_sentence(named[0])
        return
    for rank, chunk in enumerate(found):
        if _goes_with_previous(chunk):
            continue
        following = found[rank + 1] if rank + 1 < len(found) else None
        yield join([chunk, following], "\n") if following and _goes_with_previous(following) else chunk


def _goes_with_previous(chunk: Passage) -> bool:
    """Whether a chunk only tells how the party before it is called or represented."""
    called = r"[\W_]*(?:ci[- ]?apr|d[ée]nomm|d[ée]sign|repr[ée]sent|ensemble\b)"
    return re.match(called, chunk.text, re.IGNORECASE) is not None


def _in_one_sentence(chunk: Passage) -> Iterator[Passage]:
    """The parties of one sentence: "le Département, représenté par…, et l'association X, représentée par…"."""
    start = 0
    for match in re.finditer(r",?\s+et\s+(?=(?:l[ae]s?\s|l['’])[^\n]{3,160}?repr[ée]sent)", chunk.text):
        if re.search(r"repr[ée]sent", chunk.text[start : match.start()]):
            yield chunk.sub(start, match.start())
            start = match.end()
    yield chunk.sub(start)


_ARTICLE = re.compile(r"[\s\u00a0«\"–•:,-]*(?:(?:l['’]\s?|(?:la|le|les)\s+))?", re.IGNORECASE)


def _party(chunk: Passage) -> Party | None:
    text = chunk.text
    article = _ARTICLE.match(text)
    start = article.end() if article else 0
    stop = _pattern("name_ends").search(text, start + 1)
    name = _name(chunk.sub(start, stop.start() if stop else len(text)))
    if name is None:
        return None
    representative, role = _representative(chunk)
    plain, acronym = _without_acronym(name)
    return Party(name, _alias(chunk), representative, role, chunk, plain if acronym else None)


def _name(passage: Passage) -> Passage | None:
    honorific = _honorific().match(passage.text)
    passage = passage.sub(honorific.end() if honorific else 0)
    text = passage.text.rstrip(" \u00a0\n.:;,–-«")
    for opening, closing in ("«»", '""', "“”"):
        if text.endswith(closing) and text.count(opening) + text.count(closing) in (1, 3):
            text = text.rstrip(closing + " \u00a0")
    return passage.sub(0, len(text)) if re.search(r"[^\W\d_]{2}", text) and len(text) < 250 else None


def _without_acronym(name: Passage) -> tuple[str, bool]:
    match = re.search(r"\s*\(([^()]+)\)", name.flat)
    if match and is_acronym(match.group(1)):
        return (name.flat[: match.start()] + name.flat[match.end() :]).strip(), True
    return name.flat, False


def _alias(chunk: Passage) -> Passage | None:
    for key in ("alias", "alias_bare"):
        match = _pattern(key).search(chunk.text)
        if match:
            return chunk.match(match, "alias")
    return None


def _representative(chunk: Passage) -> tuple[Passage | None, Passage | None]:
    """Who represents a party, without honorific, and the role as printed, in either order."""
    match = _pattern("represented").search(chunk.text)
    if match is None:
        return None, None
    rest = chunk.sub(match.end())
    office = _honorific().match(rest.text)
    if office and re.match(r"l[ea]\s", rest.text[office.end() :]):  # "Monsieur le Maire, Paul ROY"
        return _role_first(rest.sub(office.end()))
    if re.match(r"(?:son|sa|le|la|l['’]|un|une)\s?", rest.text, re.IGNORECASE) and not _honorific().match(rest.text):
        return _role_first(rest)
    person, end = _person(rest)
    if person is None:
        return None, None
    behind = rest.sub(end)
    leads = rf"[\s,]*(?:{_pattern('role_leads').pattern})?[\s,]*(?:(?:le|la|son|sa)\s)?"
    lead = re.match(leads, behind.text, re.IGNORECASE)
    return person, _role(behind.sub(lead.end() if lead else 0))


@cache
def _honorific() -> re.Pattern[str]:
    return re.compile(load("conventions")["parties"]["honorific"])


def _role_first(rest: Passage) -> tuple[Passage | None, Passage | None]:
    lead = re.match(r"(?:(?:son|sa|le|la|un|une)\s+|l['’]\s?)", rest.text, re.IGNORECASE)
    at = lead.end() if lead else 0
    honorific = _honorific().search(rest.text, at)
    comma = re.compile(r"[,:]\s*").search(rest.text, at)
    cut = min((m.start() for m in (honorific, comma) if m), default=len(rest.text))
    role = rest.sub(at, cut)
    start = comma.end() if comma else None
    if honorific and (comma is None or honorific.start() < comma.end() + 3):
        start = honorific.start()
    person = _person(rest.sub(start))[0] if start is not None else None
    return person, _role(role)


def _person(rest: Passage) -> tuple[Passage | None, int]:
    """The name that a text begins with, honorific off, and where it ends; several after "Mmes", "MM."."""
    honorific = _honorific().match(rest.text)
    start = honorific.end() if honorific else 0
    several = honorific is not None and honorific.group().strip() in ("MM.", "Mmes", "Messieurs", "Mesdames")
    end = _pattern("several_end" if several else "person_ends").search(rest.text, start)
    stop = end.start() if end else len(rest.text)
    name = rest.sub(start, stop)
    words = name.text.split()
    capital = bool(words) and any(w[:1].isupper() for w in words)
    if not (1 <= len(words) <= (12 if several else 6)) or not capital or re.search(r"\d|[_.…]{3}|XX", name.text):
        return None, stop
    return name, stop


def _role(rest: Passage) -> Passage | None:
    text = rest.text
    end = _pattern("role_ends").search(text)
    role = text[: end.start()] if end else text
    # "Préfet de la région, Préfet du Nord": a second role goes on with the first.
    while end and (again := _pattern("second_role").match(text, end.start())):
        end = _pattern("role_ends").search(text, again.end())
        role = text[: end.start()] if end else text
    role = role.rstrip(" \u00a0\n:;,–-")
    return rest.sub(0, len(role)) if re.search(r"[^\W\d_]{3}", role) and len(role) < 160 else None


# -- signatures

_OF = re.compile(r"(?:\b(?:du|de\s+la|de\s+l['’]|de\s+l’|des|d['’])\s?)(?P<name>[^\W\d_].*)$", re.IGNORECASE)
_FOR = re.compile(r"pour\s+(?:(?:le|la|les)\s+|l['’]\s?)?(?P<name>\S.*)$", re.IGNORECASE | re.DOTALL)


def _signatories(tail: Sequence[Block]) -> Iterator[Party]:
    """The parties of a signature block: one a column, or one a pair of lines."""
    for lines in _columns(tail):
        yield from _signed(lines)


def _columns(tail: Sequence[Block]) -> list[list[Passage]]:
    """The short lines of the block, column by column; a line of one column breaks a group."""
    groups: dict[int, list[Passage]] = {}
    for block in tail[:40]:
        if block.table is not None:
            groups.setdefault(-1 - len(groups), []).extend(c.passage for c in block.table.cells if c.text)
            continue
        lines = list(block.passage.paragraphs()) if "\n" in block.text else [block.passage]
        groups.setdefault(block.column, []).extend(line for line in lines if len(line) < 140)
    return list(groups.values())


def _signed(lines: list[Passage]) -> Iterator[Party]:
    """The parties of one column: "Pour X", a role and a name, in any order."""
    what: Passage | None = None
    role: Passage | None = None
    person: Passage | None = None
    for line in [*lines, None]:
        begins = line is None or (_FOR.match(line.text) and (what or person)) or (person and role and _starts(line))
        if begins and person is not None:
            found = _of_signature(what, role, person)
            if found:
                yield found
            what = role = person = None
        if line is None:
            return
        if match := _FOR.match(line.text):
            what = line.match(match, "name")
        elif _pattern("signing_role").match(line.text):
            role = join([role, line], " ") if role is not None and person is None else line
        elif role is not None and person is None and line.text[:1].islower():
            role = join([role, line], " ")
        elif _is_person(line):
            person = _person(line)[0]


def _starts(line: Passage) -> bool:
    return bool(_pattern("signing_role").match(line.text)) or _is_person(line)


def _is_person(line: Passage) -> bool:
    text = line.text
    if len(text) > 60 or text.endswith((".", ":", ",")) or not re.search(r"[A-ZÀ-Ý]{2}", text):
        return False
    return parse_person(text) is not None and len(text.split()) <= 6


def _of_signature(what: Passage | None, role: Passage | None, person: Passage) -> Party | None:
    """A party of the signatures; its name from "Pour X", else from what its role is a role of."""
    name = what
    if name is None and role is not None and (match := _OF.search(role.text)):
        name = role.match(match, "name")
    if name is None and role is None:
        return None
    return Party(_name(name) if name else None, None, person, role, name or role or person)
