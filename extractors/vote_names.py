"""Who voted: the members and groups printed beside the counts of a vote."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from models.lexicon import load
from models.normalise.folding import fold
from models.normalise.names import split_people


class Voter(NamedTuple):
    """Characters ``start`` to ``end`` name a member (without honorific) or a group (with the word "Groupe")."""

    kind: Literal["group", "member"]
    name: str
    start: int
    end: int


_HONORIFIC_GUARD = r"(?!(?:le|la|les|l['’])\s?[a-zà-ÿ])(?!(?:Le|La)\s(?:[Mm]aire|[Pp]r[ée]sident))"
_STOPS = (
    r"(?!(?:Pour|POUR|Contre|CONTRE|Abst\w*|ABST\w*|Votes?|VOTES?|Votants?|Groupes?|Adopt\w+|ADOPT\w+|Unanim\w+|Ne|Non|Se|Ont|Sont)\b"
    r"|(?:Le|La|Les|Il|Elle)\s[a-zà-ÿ]|Le [Cc]onseil)"
)
_WORD = rf"{_STOPS}(?:[A-ZÀ-ÖØ-Þ]\.(?:-?[A-ZÀ-ÖØ-Þ]\.)*|(?:[dl]['’])?[A-ZÀ-ÖØ-Þ][^\W\d_]*(?:[-'’‑][^\W\d_]+)*)"
_PARTICLE = r"(?:d[eu]s?|de la|de l['’]|van|von|der|den|ter|el|al|ben|di|da|dos)"
_NAME = rf"(?:{_PARTICLE}\s+)?(?:d['’])?{_WORD}(?:\s(?:{_PARTICLE}\s)?(?:d['’]\s?)?{_WORD}){{0,4}}"
_REMARK = r"(?:\s*\([^()]{0,90}\))?"
_LINK = r"\s*(?:[,;/+&\n]|\s[-–—]\s|[-–—•]\s|\bet\b|\bainsi que\b|\bpuis\b)\s*"
_SEPARATOR = (
    rf"(?:{_LINK}(?:et\s+|ainsi que\s+)?(?:(?:le\s+|la\s+|son\s+)?(?:pouvoir|procuration)\s+)?(?:de\s+(?=M))?)"
)


@cache
def _honorific() -> str:
    groups = load("honorifics")["honorifics"]
    forms = {form.rstrip(".") for group in groups.values() for form in group}
    forms |= {form.upper() for form in forms if len(form) > 3} | {form.lower() for form in forms if len(form) > 5}
    words = "|".join(sorted(map(re.escape, forms), key=len, reverse=True))
    return rf"(?<![^\W\d_])(?:{words})\b\.?\s*{_HONORIFIC_GUARD}"


@cache
def _person() -> re.Pattern[str]:
    return re.compile(rf"(?:{_honorific()})?{_NAME}{_REMARK}")


@cache
def _polite_list() -> re.Pattern[str]:
    """People, the first of them with an honorific."""
    one = rf"{_honorific()}{_NAME}{_REMARK}"
    more = rf"(?:{_honorific()})?{_NAME}{_REMARK}"
    quality = r"(?:\s*,\s*[a-zà-ÿ][^,;.:()\n]{2,60}(?=\s*[,;]|\s+et\s|$))?"
    return re.compile(rf"{one}{quality}(?:{_SEPARATOR}{more}{quality})*")


@cache
def _bare_list() -> re.Pattern[str]:
    return re.compile(rf"{_NAME}{_REMARK}(?:{_SEPARATOR}{_NAME}{_REMARK})*")


@cache
def _polite_start() -> re.Pattern[str]:
    return re.compile(_honorific())


@cache
def _group_words() -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{'|'.join(load('votes')['words']['group_words'])})(?![a-z])")


_GROUP = re.compile(r"^\W*(?:les?\s+|la\s+)?(groupes?\b)", re.IGNORECASE)
_UNATTACHED = re.compile(r"^\W*(?:les?\s+)?non[- ]inscrit(?:e|s|es|\(s\)|\(e\)\(s\))?\W*$", re.IGNORECASE)
_COUNT_BEHIND = re.compile(r"\s*(?:[:=(]\s*)?\d{1,3}\s*(?:voix|votes?|élus?|membres?)?\s*\)?\s*$", re.IGNORECASE)
_COUNT_BEFORE = re.compile(r"^\s*\d{1,3}\s*(?:voix\s*)?(?:[:,–-]|du\s|pour\s)?\s*", re.IGNORECASE)


def voters_in(text: str, offset: int = 0) -> list[Voter]:
    """The voters of a bracket or a line that holds nothing else: groups, members, or both.

    Offsets are those in ``text`` plus ``offset``. A remark without any voter gives an empty list.
    """
    if "roupe" in text or "GROUPE" in text or _UNATTACHED.match(text):
        out: list[Voter] = []
        for start, end in _items(text):
            out += _item(text, start, end, offset)
        return out
    people, _ = people_at(text, 0, polite=False, offset=offset)
    if people:
        return people
    items = _items(text)
    if all(_group_words().search(fold(text[a:b])) and len(text[a:b].split()) < 9 for a, b in items):
        return [Voter("group", *_clean(text, a, b, offset)) for a, b in items]
    return []


def _items(text: str) -> list[tuple[int, int]]:
    """The bounds of the items of a list of groups, whose names may themselves hold commas and "et"."""
    for separator in (
        r"\s*[;\n]\s*",
        r"\s+[-–—]\s+|\s*[•]\s*",
        r"\s*,\s*(?:et\s+)?(?=(?:le\s+|les\s+)?[Gg]roupe|GROUPE|[Nn]on|M\.|Mme|Mmes|MM|Mons|Mad)",
    ):
        if re.search(separator, text.strip()):
            break
    bounds, start = [], 0
    for match in re.finditer(separator, text):
        bounds.append((start, match.start()))
        start = match.end()
    bounds.append((start, len(text)))
    return [(a, b) for a, b in bounds if text[a:b].strip(" .,;:")]


def _item(text: str, start: int, end: int, offset: int) -> list[Voter]:
    piece = text[start:end]
    if _UNATTACHED.match(_COUNT_BEHIND.sub("", piece)) or _GROUP.match(_COUNT_BEFORE.sub("", piece)):
        return [Voter("group", *_clean(text, start, end, offset))]
    people, _ = people_at(piece, 0, polite=False, offset=offset + start)
    return people


def _clean(text: str, start: int, end: int, offset: int) -> tuple[str, int, int]:
    """The name of a group without article and count, and its bounds."""
    piece = text[start:end]
    before = re.match(r"\W*", _COUNT_BEFORE.sub("", piece))
    lead = len(piece) - len(_COUNT_BEFORE.sub("", piece)) + (before.end() if before else 0)
    article = re.match(r"(?:les?|la|du|des)\s+(?=[Gg]roupe)", piece[lead:])
    lead += article.end() if article else 0
    name = _COUNT_BEHIND.sub("", piece[lead:]).rstrip(" .,;:–-")
    return name, offset + start + lead, offset + start + lead + len(name)


def people_at(text: str, at: int, *, polite: bool, offset: int = 0) -> tuple[list[Voter], int]:
    """The members named in a list that begins at ``at``, and where the list ends; none where no name stands there.

    With ``polite`` the first must bear an honorific; else a list without any is read too ("Jean DUPONT, Anne ROY").
    """
    while at < len(text) and text[at] in " \n":
        at += 1
    match = _polite_list().match(text, at)
    if match is None and not polite and not _polite_start().match(text, at):
        match = _bare_list().match(text, at)
    if match is None:
        return [], at
    return _split(match.group(), match.start(), offset), match.end()


def _split(text: str, start: int, offset: int) -> list[Voter]:
    plain = re.sub(r"\bainsi que\b|\bpuis\b", lambda m: ",".ljust(len(m.group())), text)
    plain = re.sub(r"(?<=\s)[-–—+/•](?=\s)", ",", plain)
    plain = re.sub(
        r"(?:\b(?:le |la |son )?(?:pouvoir|procuration) )?\bde (?=M)", lambda m: " ".ljust(len(m.group())), plain
    )
    out = []
    for piece in split_people(plain):
        begin, end = start + piece.start, start + piece.end
        out.append(Voter("member", piece.person.name, offset + begin, offset + end))
    return out


_GROUP_SUBJECT = re.compile(
    r"(?:^|\s)(?:les?\s|du\s|des\s)?(?P<group>[Gg]roupes?\s[^,;.:()]{2,70}?)\s*$", re.IGNORECASE
)


_GROUP_LINE = re.compile(
    r"(?:^|[\n;])\W*(?:les?\s+)?(?P<group>(?:groupe\s|non[- ]inscrit)[^:;\n]{0,70}?)\s*(?:\(\d+[^()]*\))?\s*[:–-]\s*(?:a\s+voté\s+|vote(?:nt)?\s+)?$",
    re.IGNORECASE,
)


def group_of_line(text: str, end: int) -> Voter | None:
    """The group whose line tells how it voted: "Groupe « Agir » (8) : pour", up to the word of the choice."""
    match = _GROUP_LINE.search(text, 0, end)
    return Voter("group", *_clean(text, match.start("group"), match.end("group"), 0)) if match else None


def people_before(text: str, end: int) -> list[Voter]:
    """The members named right before ``end`` as the subject of what follows, with or without words between.

    Only words that carry the subject over may stand between: "M. DURAND, adjoint, indique".
    """
    sentence = max(
        (m.end() for m in re.finditer(r"[.;:!?](?<!\bM\.)(?<!\bMM\.)(?<![A-Z]\.)\s|\n|\(", text[:end])), default=0
    )
    found: list[Voter] = []
    at = sentence
    while at < end:
        match = _polite_list().search(text, at, end)
        if match is None:
            break
        if _glue().fullmatch(fold(text[match.end() : end])):
            found = _split(match.group(), match.start(), 0)
        at = match.end()
    group = _GROUP_SUBJECT.search(text[sentence:end])
    if not found and group:
        found = [Voter("group", *_clean(text, sentence + group.start("group"), sentence + group.end("group"), 0))]
    if not found:
        match = re.search(rf"(?:^|[\s(,]){_NAME}\s*$", text[sentence:end])
        if match:
            found = [v for v in _split(match.group(), sentence + match.start(), 0) if len(v.name.split()) > 1]
    return found


@cache
def _glue() -> re.Pattern[str]:
    words = "|".join(load("votes")["words"]["glue"])
    return re.compile(rf"\s*(?:,[^,.;:()]{{1,90}},\s*|,\s*)?(?:\([^()]{{0,90}}\)\s*)?(?:(?:{words})[\s,]+){{0,6}}")
