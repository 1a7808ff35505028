"""Who joined, left or was recused while the assembly sat, as told in prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from extractors.attendance_headings import LEXICON, patterns
from extractors.attendance_sections import sentences
from models.normalise.folding import fold
from models.normalise.lexicon import load
from models.normalise.name_tokens import blank_remarks
from models.normalise.names import Person, Piece, fold_name, split_people, within_one_edit
from models.passage import Passage

Kind = Literal["joined", "left", "left_temporarily", "recused"]
_Told = Literal["joined", "returned", "left", "left_temporarily", "withdrew", "recused"]


_HONORIFIC = re.compile(r"\b(?:mm|mmes?|mlles?|mr|m|monsieur|madame|messieurs|mesdames|mademoiselle)\b\.?(?=\s?\w)")


# What may stand between people who are told of together, in folded text.
_JOINED = re.compile(
    r"[\s,;:–-]*(?:(?:et|ou|&|de|d'|ainsi\s+que|puis)[\s,:]*)*(?:(?:les?\s+\w+|messieurs|mesdames|mm\.?|mmes)\s+)?"
)
_AT_TIME = re.compile(r"\s*\ba\s+\d{1,2}\s*(?:h|:|heures?)\s*\d{0,2}(?:\s*mn|\s*min\w*)?")


@dataclass(slots=True)
class Change:
    """A movement of one person. ``known`` is False when the attendance list names nobody like them."""

    person: str
    source: Passage
    kind: Kind
    holder: str | None = None
    holder_source: Passage | None = None
    known: bool = True
    sentence: Passage | None = None


class _Move(NamedTuple):
    start: int
    end: int
    told: _Told
    behind: bool  # the people stand behind the words


class _Named(NamedTuple):
    """Someone named in a sentence: where, and by what name."""

    start: int
    end: int
    name: str
    known: bool


class Assembly(NamedTuple):
    """Who is known to sit: the folded family names of the lists, and who holds the office of maire and président."""

    families: frozenset[str]
    maire: str | None = None
    president: str | None = None


def find_changes(body: Passage, assembly: Assembly) -> list[Change]:
    """The movements that ``body`` tells, in order, one per person and kind.

    A person is named as printed, by the family name; one told by office ("Monsieur le Maire") by the name that the
    head prints for the office. Someone whom no list names counts only in a sentence that tells nothing else.
    """
    changes: list[Change] = []
    told = list(_sentences(body))
    for rank, sentence in enumerate(told):
        folded = fold(sentence.text)
        before = told[rank - 1] if rank else None
        moves = list(_moves(folded))
        changes += _remarks(sentence, folded, assembly)
        if moves:
            changes += _read(sentence, folded, moves, assembly, before)
        elif before is not None and changes and changes[-1].sentence is before:
            _late_proxy(sentence, folded, changes[-1])
    return _settled(changes)


def _sentences(body: Passage) -> Iterator[Passage]:
    at = 0
    for paragraph in body.text.split("\n"):
        for a, b in sentences(body.text, at, at + len(paragraph)):
            piece = body.sub(a, b)
            if piece:
                yield piece
        at += len(paragraph) + 1


# --- the words ------------------------------------------------------------------------------------------------


@cache
def _move_patterns() -> list[tuple[bool, _Told, re.Pattern[str]]]:
    changes: dict[str, Any] = load(LEXICON)["changes"]
    out: list[tuple[bool, _Told, re.Pattern[str]]] = []
    for side in ("before", "after"):
        for told, listed in changes[side].items():
            text = "|".join(listed).replace("{place}", changes["place"]).replace("{vote}", changes["vote"])
            out.append((side == "after", told, re.compile(text)))
    return out


def _moves(folded: str) -> Iterator[_Move]:
    """The words of movement in a sentence, in order."""
    found = [
        _Move(m.start(), m.end(), told, behind)
        for behind, told, pattern in _move_patterns()
        for m in pattern.finditer(folded)
    ]
    end = -1
    for move in sorted(found, key=lambda m: (m.start, -m.end)):
        if move.start >= end:
            yield move
            end = move.end


def _kind(told: _Told, folded: str, office: bool) -> Kind:
    """What the words amount to in their sentence."""
    conflict = patterns("changes", "conflict").search(folded) is not None
    if told in ("joined", "returned"):
        return "joined"
    if told == "recused" or (conflict and told in ("left", "left_temporarily", "withdrew")):
        return "recused"
    if told == "withdrew":
        return "left_temporarily" if office else "recused"
    if told == "left" and patterns("changes", "momentary").search(folded):
        return "left" if patterns("changes", "lasting").search(folded) else "left_temporarily"
    return "left" if told == "left" else "left_temporarily"


@cache
def _remark_patterns() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    listed: dict[str, list[str]] = load(LEXICON)["changes"]["remarks"]
    kinds: tuple[Kind, ...] = ("joined", "left")
    return tuple((kind, re.compile("|".join(listed[kind]))) for kind in kinds)


_REMARK = re.compile(r"\((?P<said>[^()]{4,90})\)")


def _remarks(sentence: Passage, folded: str, assembly: Assembly) -> list[Change]:
    """The movements told in brackets beside a name of a list: "M. X (arrivé à 19 h 20)"."""
    changes: list[Change] = []
    done = 0
    for match in _REMARK.finditer(folded):
        kind = next((k for k, p in _remark_patterns() if p.match(match["said"].strip())), None)
        people = split_people(sentence.text[done : match.start()]) if kind else []
        if kind and people and not sentence.text[done + people[-1].end : match.start()].strip():
            person = people[-1].person
            name = person.family_name or person.name
            if fold_name(name) in assembly.families:
                source = sentence.sub(done + people[-1].start, match.end())
                changes.append(Change(name, source, kind, sentence=sentence))
        done = match.end()
    return changes


# --- the people -----------------------------------------------------------------------------------------------


def _read(
    sentence: Passage, folded: str, moves: Sequence[_Move], assembly: Assembly, before: Passage | None
) -> list[Change]:
    changes: list[Change] = []
    named: list[_Named] = []
    done = 0
    for rank, move in enumerate(moves):
        limit = moves[rank + 1].start if rank + 1 < len(moves) else len(folded)
        if move.behind:
            people = _behind(sentence.text, folded, move.end, limit, assembly)
        else:
            opened = folded.rfind("(", done, move.start)
            begin = opened if opened >= 0 and ")" not in folded[opened : move.start] else done
            people = _ahead(sentence.text, folded, begin, move.start, assembly)
            if begin > done and not people:
                continue  # a remark in a list, read by itself
            if not people and named and re.fullmatch(r"[^.;]{0,40}?", folded[done : move.start]):
                people = named
            if not people:
                people = _meant(sentence, folded, move.start, before if done == 0 else None, assembly)
        for person in people:
            change = _change(sentence, folded, move, person)
            if person.known or _tells_nothing_else(folded):
                changes.append(change)
        if people and move.told in ("joined", "left"):
            for person in _likewise(sentence.text, folded, move.end, limit, assembly):
                changes.append(_change(sentence, folded, move, person))
        if people:
            named = people
        done = move.end
    _give_holder(sentence, folded, moves[-1].end, changes)
    return changes


def _change(sentence: Passage, folded: str, move: _Move, person: _Named) -> Change:
    office = person.start >= 0 and patterns("proxies", "office").match(folded, person.start) is not None
    source = sentence.sub(person.start, person.end) if person.start >= 0 else sentence
    return Change(person.name, source, _kind(move.told, folded, office), known=person.known, sentence=sentence)


def _tells_nothing_else(folded: str) -> bool:
    """Whether a sentence is about the movement alone, of someone who is no guest."""
    told = patterns("stops", "told").search(folded) or patterns("plain", "staff").search(folded)
    return len(folded) < 130 and not told


def named_in(text: str, folded: str, start: int, end: int) -> list[Piece]:
    """The people named with an honorific, or as in a list, between ``start`` and ``end`` of a sentence."""
    marks = [m.start() for m in _HONORIFIC.finditer(folded, start, end)]
    cuts = sorted({start, *marks, end})
    found: list[Piece] = []
    for a, b in pairwise(cuts):
        pieces = split_people(text[a:b])
        found += [Piece(a + p.start, a + p.end, p.person) for p in pieces]
    return found


def _people(text: str, folded: str, start: int, end: int, assembly: Assembly) -> list[_Named]:
    """Who is named between ``start`` and ``end``: with an honorific, by office, or by a name on the lists."""
    found: list[_Named] = []
    for piece in named_in(text, folded, start, end):
        person = piece.person
        known = _is_known(person, assembly)
        if person.honorific is not None or known:
            found.append(_Named(piece.start, piece.end, person.family_name or person.name, known))
    for office in patterns("proxies", "office").finditer(folded, start, end):
        if any(n.start <= office.end() + 3 and n.end > office.start() for n in found):
            continue
        name = assembly.maire if "maire" in office.group() else assembly.president
        if name and office.group().split()[0] not in ("maire", "president", "presidente"):
            found.append(_Named(office.start(), office.end(), name, True))
    return sorted(found)


def _is_known(person: Person, assembly: Assembly) -> bool:
    family = fold_name(person.family_name or person.name)
    if family in assembly.families:
        return True
    return len(family) > 4 and any(within_one_edit(family, member) for member in assembly.families)


def _ahead(text: str, folded: str, start: int, end: int, assembly: Assembly) -> list[_Named]:
    """Those who stand before the verb at ``end``: the group of names nearest to it, with nothing told between."""
    clear_text = blank_remarks(text[:end])  # same length
    people = _people(clear_text, folded, start, end, assembly)
    if not people:
        return []
    group = [people[-1]]
    for person in reversed(people[:-1]):
        if not _JOINED.fullmatch(folded[person.end : group[0].start]):
            break
        group.insert(0, person)
    gap = folded[group[-1].end : end]
    clear = re.sub(r"\([^)]*\)", " ", gap)
    clear = re.sub(r"(?:\ben\s+tant\s+que\b|\bainsi\s+que\b|,\s*qui\b[^,]*,)", " ", clear)
    if re.search(r"\bque?\b|\bqu'|[:;]", clear) or patterns("changes", "speech").search(clear):
        return []
    if (
        re.search(r"\b(?:de|du|des|a|aux?|pour|par|avec|contre)\s+(?:l[ea]s?\s+)?$", folded[start : group[0].start])
        and "," not in gap
    ):
        return []
    return group


def _likewise(text: str, folded: str, start: int, end: int, assembly: Assembly) -> list[_Named]:
    """Those for whom the verb is not said again: "Mme X est arrivée à 18h50 et M. Y à 19h"."""
    return [
        named
        for named in _people(text, folded, start, end, assembly)
        if named.known
        and re.search(r"(?:\bet|,|;)\s*$", folded[start : named.start])
        and _AT_TIME.match(folded[named.end :])
    ]


def _behind(text: str, folded: str, start: int, end: int, assembly: Assembly) -> list[_Named]:
    """Those who stand right behind the words that end at ``start``, and the names joined to them."""
    stop = re.compile(r"\b(?:qui|fin\s+du|a\s+qui|donn|remplac|pouvoir|procuration)").search(folded, start, end)
    people = _people(text, folded, start, stop.start() if stop else end, assembly)
    group: list[_Named] = []
    at = start
    for person in people:
        between = _AT_TIME.sub(" ", re.sub(r"\([^)]*\)", " ", folded[at : person.start]))
        if not _JOINED.fullmatch(between):
            break
        group.append(person)
        at = person.end
    return [] if group and patterns("changes", "elsewhere").search(folded[at:]) else group


def _meant(sentence: Passage, folded: str, end: int, before: Passage | None, assembly: Assembly) -> list[_Named]:
    """Whom a pronoun right before the verb at ``end`` means: people of the same sentence, or of the one before."""
    lead = folded[:end]
    if not patterns("changes", "pronoun").search(lead) or patterns("changes", "speech").search(lead):
        return []
    people = _people(sentence.text, folded, 0, end, assembly)
    if not people and before is not None:
        people = [
            n._replace(start=-1, end=-1) for n in _people(before.text, fold(before.text), 0, len(before), assembly)
        ]
    return people[-1:] if patterns("changes", "last_named").search(lead) else people


def _give_holder(sentence: Passage, folded: str, start: int, changes: Sequence[Change]) -> None:
    """The one whom a leaver empowers in the same sentence."""
    leavers = [c for c in changes if c.kind in ("left", "left_temporarily")]
    gives = patterns("proxies", "gives").search(folded, start)
    if not leavers or gives is None:
        return
    holder = _holder_at(sentence, gives.end())
    if holder is None:
        return
    for change in (
        leavers[-1:] if len(leavers) > 1 and not patterns("proxies", "several").search(gives.group()) else leavers
    ):
        change.holder, change.holder_source = holder


def _holder_at(sentence: Passage, at: int) -> tuple[str, Passage] | None:
    people: list[Piece] = split_people(sentence.text[at:])
    if not people or people[0].start > 4:
        return None
    piece = people[0]
    return piece.person.family_name or piece.person.name, sentence.sub(at + piece.start, at + piece.end)


def _late_proxy(sentence: Passage, folded: str, change: Change) -> None:
    """ "Il donne pouvoir à Mme X." right behind the sentence of a departure."""
    if change.kind not in ("left", "left_temporarily") or change.holder is not None:
        return
    gives = patterns("proxies", "gives").search(folded)
    if gives and (
        not folded[: gives.start()].strip() or patterns("changes", "pronoun").search(folded[: gives.start()])
    ):
        found = _holder_at(sentence, gives.end())
        if found:
            change.holder, change.holder_source = found


# --- all of them ----------------------------------------------------------------------------------------------


def tells_movement(text: str) -> bool:
    """Whether ``text`` holds words of movement at all: a cheap look before anything else is read."""
    folded = fold(text)
    return patterns("changes", "moves").search(folded) is not None and next(_moves(folded), None) is not None


def _settled(changes: Sequence[Change]) -> list[Change]:
    """One change per person and kind; who is recused did not just leave; who comes back had left for a while."""
    out: list[Change] = []
    for change in changes:
        same = [c for c in out if fold_name(c.person) == fold_name(change.person)]
        if any(c.kind == change.kind for c in same):
            continue
        away = next((c for c in same if c.kind in ("left_temporarily", "left")), None)
        if change.kind == "recused" and away is not None and away.holder is None:
            away.kind = "recused"
            continue
        if change.kind == "left_temporarily" and any(c.kind == "recused" for c in same):
            continue
        if change.kind == "joined" and same and same[-1].kind != "joined":
            if same[-1].kind == "left" and same[-1].holder is None:
                same[-1].kind = "left_temporarily"
            continue
        out.append(change)
    return out
