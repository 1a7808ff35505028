"""The people and vote delegations of a head, brought together from its lists."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractors.attendance_headings import Status, patterns
from models.normalise.folding import fold
from models.normalise.names import Person, fold_name, same_person, split_people, within_one_edit
from models.passage import Passage


@dataclass(slots=True)
class Attendee:
    """One name of a list, with what the list says of it; ``remark`` and ``lead`` are what stands
    behind and before the name, up to its neighbours."""

    person: Person
    source: Passage
    status: Status
    voting: bool = True
    remark: str = ""
    lead: str = ""  # what stands before the name, from the one before
    deputy: bool = False  # sits for a member who is away
    told: bool = False  # named beside who holds their vote, not on a list of their own


@dataclass(slots=True)
class Proxy:
    """A vote delegation; ``office`` is a holder told by office only ("M. le Maire")."""

    giver: Person
    source: Passage
    holder: Person | None = None
    held_at: Passage | None = None
    office: str | None = None
    counted: bool = True


@dataclass(slots=True)
class Roll:
    """What the lists of a head tell. ``unreadable`` are stretches of a list in which no name could be read."""

    attendees: list[Attendee] = field(default_factory=list)
    proxies: list[Proxy] = field(default_factory=list)
    unreadable: list[Passage] = field(default_factory=list)

    def add(self, attendee: Attendee) -> None:
        self.attendees.append(attendee)


def settle(roll: Roll, head_text: str) -> None:
    """Bring the lists together: one row for who is listed as absent and again as giving a vote; offices resolved."""
    _merge_givers(roll)
    _merge_told(roll)
    sitting = [a for a in roll.attendees if a.status == "present" and not a.deputy]
    roll.attendees = [
        a for a in roll.attendees if not (a.deputy and any(is_same(a.person, s.person) for s in sitting))
    ]
    for proxy in roll.proxies:
        if proxy.office is None:
            continue
        key = "maire" if "maire" in fold(proxy.office) else "president"
        bare = re.sub(r"(?i)^(?:m\.?|mr|monsieur|mme|madame)\s+", "", proxy.office).strip()
        proxy.holder = office_holder(key, roll, head_text) or Person(None, None, bare, bare)


def office_holder(key: str, roll: Roll, head_text: str) -> Person | None:
    """Who holds the office ``key`` ("maire" or "president"): as printed beside a name, or of the chair."""
    behind = re.compile(rf"[\s,(–-]*(?:le\s+|la\s+)?{key}e?\b(?!\s*-?\s*(?:adjoint|delegue|honoraire))")
    before = re.compile(rf"[\s,;:.–-]*(?:m|mme|mr|monsieur|madame|le|la)\b\.?\s*(?:le|la)?\s*{key}e?\s*[,:]?\s*$")
    for attendee in roll.attendees:
        if behind.match(attendee.remark) or before.match(attendee.lead):
            return attendee.person
    folded = fold(head_text)
    for chair in patterns("proxies", "chair").finditer(folded):
        people = split_people(head_text[chair.end() : chair.end() + 100].partition("\n\n")[0])
        told = folded[chair.start() : chair.end() + (people[0].end if people else 0) + 30]
        if people and key in told:
            return people[0].person
    return None


def _merge_givers(roll: Roll) -> None:
    """A giver listed as absent or excused becomes represented there; the second mention is no second row."""
    away = [a for a in roll.attendees if a.status in ("excused", "absent")]
    if not away:
        return
    for attendee in [a for a in roll.attendees if a.status == "represented"]:
        for other in away:
            if is_same(attendee.person, other.person):
                _join(roll, attendee, other)
                break


def _merge_told(roll: Roll) -> None:
    """One row and one delegation for who is named beside the holder and again on the list of those represented."""
    for told in [a for a in roll.attendees if a.told]:
        listed = next((a for a in roll.attendees if not a.told and is_same(a.person, told.person)), None)
        if listed is None or listed.status == "present":
            continue
        roll.attendees = [a for a in roll.attendees if a is not told]
        listed.status = "represented"
        roll.proxies = [p for p in roll.proxies if p.holder is not None or not is_same(p.giver, told.person)]


def _join(roll: Roll, given: Attendee, listed: Attendee) -> None:
    first, second = sorted((given, listed), key=roll.attendees.index)
    keep = first if len(first.person.name) >= len(second.person.name) else second
    first.status, first.person = "represented", keep.person
    roll.attendees = [a for a in roll.attendees if a is not second]


def is_same(one: Person, other: Person) -> bool:
    """Whether two names may be one person's; a family name alone stands for the whole name."""
    families = [fold_name(p.family_name or p.name) for p in (one, other)]
    if families[0] != families[1] and not within_one_edit(*families):
        return sorted(fold_name(one.name).split()) == sorted(fold_name(other.name).split())
    if one.given_name and other.given_name:
        return same_person(one.name, other.name)
    if one.honorific and other.honorific and one.honorific != other.honorific:
        return False
    return families[0] == families[1]


def is_staff(attendee: Attendee) -> bool:
    """Whether what is printed behind the name is an office of someone who serves the sitting."""
    return patterns("plain", "staff").search(attendee.remark[:120]) is not None
