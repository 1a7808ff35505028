"""Persons of a run: the same one across acts and files, by name, within one authority.

A name is the same whatever its accents, capitals and hyphens. Another spelling joins a person when it is clearly the
same name and never stands beside it in one list; where two persons would fit, it joins neither. What a reader says in
a file of corrections goes before all rules.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from models.ids import authority_key, person_id
from models.normalise.names import fold_name, same_person, within_one_edit

Rows = Sequence[Mapping[str, Any]]
_DIGRAPHS = ("ch", "ph", "th")  # that stand for a given name as one letter does: "Ch. ROY"


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a reader says: the id of the person whom a name means, by authority, honorific ("" for any) and name."""

    ids: Mapping[tuple[str, str, str], str] = field(default_factory=dict)  # authority and name folded

    def get(self, scope: str, honorific: str, folded: str) -> str | None:
        return self.ids.get((scope, honorific, folded)) or self.ids.get((scope, "", folded))

    def several_scopes(self) -> frozenset[str]:
        """The ids that names of several authorities are given."""
        scopes: dict[str, set[str]] = defaultdict(set)
        for (scope, _, _), wanted in self.ids.items():
            scopes[wanted].add(scope)
        return frozenset(wanted for wanted, found in scopes.items() if len(found) > 1 or "" in found)

    def split(self, scope: str, folded: str) -> bool:
        """Whether the honorific counts for this name."""
        return any((scope, honorific, folded) in self.ids for honorific in ("M.", "Mme"))


@dataclass(slots=True, eq=False)
class _Name:
    """One name in one authority, in all its capitals, accents and hyphens."""

    scope: str
    folded: str
    honorific: str = ""  # where M. and Mme of one name sit in one list, the one that is meant
    authority: str | None = None
    forms: Counter[str] = field(default_factory=Counter)
    documents: set[str] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)
    honorifics: set[str] = field(default_factory=set)
    given: str = ""
    family: str = ""

    @property
    def abbreviated(self) -> bool:
        return any(len(word) == 1 or word in _DIGRAPHS for word in self.given.split())

    @property
    def id(self) -> str | None:
        return person_id(f"{self.honorific} {self.folded}", self.scope)

    def take(self, other: _Name) -> None:
        self.forms += other.forms
        self.documents |= other.documents
        self.lists |= other.lists
        self.honorifics |= other.honorifics
        self.given, self.family = self.given or other.given, self.family or other.family


@dataclass(slots=True, eq=False)
class Person:
    """Names that mean one person; another spelling must be like one of ``models`` to join them."""

    id: str | None
    models: list[_Name]
    names: list[_Name]

    @property
    def lists(self) -> set[str]:
        return set().union(*(name.lists for name in self.names))

    @property
    def honorifics(self) -> set[str]:
        return set().union(*(name.honorifics for name in self.names))

    def row(self) -> dict[str, Any]:
        """The row of the table ``persons``."""
        forms: Counter[str] = sum((name.forms for name in self.names), Counter())
        return {
            "person_id": self.id,
            "name": min(forms, key=lambda form: (-forms[form], form)),
            "variants": sorted(forms),
            "document_count": len(set().union(*(name.documents for name in self.names))),
            "authorities": sorted({name.authority for name in self.names if name.authority}),
        }


class Persons:
    """Gathers the attendees of a run, document by document, and tells at its end who is who."""

    def __init__(self, corrections: Corrections | None = None) -> None:
        self._corrections = corrections or Corrections()
        self._names: dict[tuple[str, str, str], _Name] = {}
        self._genders: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._split: set[tuple[str, str]] = set()
        self._apart: dict[tuple[str, str], set[str]] = defaultdict(set)

    def take(self, attendees: Rows, deliberations: Rows, sessions: Rows, proxies: Rows = ()) -> list[str | None]:
        """Take the rows of one document. Returns for each attendee the key under which ``ids`` tells the person."""
        authority_of = authorities(deliberations, sessions)
        keys: list[str | None] = []
        for row in attendees:
            authority = authority_of(row)
            scope = authority_key(authority) or f"document {row['document_id']}"
            folded = _folded(row["name"] or "")
            if not folded:
                keys.append(None)
                continue
            honorific = row["honorific"] or ""
            key = (scope, folded, honorific)
            name = self._names.setdefault(key, _Name(scope, folded, honorific, authority))
            name.forms[row["name"]] += 1
            name.documents.add(row["document_id"])
            name.lists.add(_list_of(row))
            name.honorifics |= {honorific} - {""}
            name.given, name.family = _folded(row["given_name"] or ""), _folded(row["family_name"] or "")
            self._genders[scope, folded][_list_of(row)] |= {honorific} - {""}
            keys.append("\n".join(key))
        for row in proxies:  # those who give a proxy in one list are different people
            if row["giver"]:
                scope = authority_key(authority_of(row)) or f"document {row['document_id']}"
                self._apart[scope, _folded(row["giver"])].add(f"givers {_list_of(row)}")
        return keys

    def dump(self) -> Iterator[dict[str, Any]]:
        """What was taken, one row a name, for ``load`` of another that puts several together."""
        split = {name for name, lists in self._genders.items() if any(len(genders) > 1 for genders in lists.values())}
        for name in self._names.values():
            yield {
                **{field: getattr(name, field) for field in ("scope", "folded", "honorific", "authority", "given")},
                "family": name.family,
                "forms": list(name.forms),
                "times": list(name.forms.values()),
                "documents": sorted(name.documents),
                "lists": sorted(name.lists),
                "split": (name.scope, name.folded) in split | self._split,
            }
        for (scope, folded), lists in self._apart.items():
            yield {"scope": scope, "folded": folded, "lists": sorted(lists)}

    def load(self, row: Mapping[str, Any]) -> None:
        """Take a row of ``dump``, rows of earlier documents first."""
        scope, folded, honorific = row["scope"], row["folded"], row["honorific"]
        if honorific is None:
            self._apart[scope, folded].update(row["lists"])
            return
        new = _Name(scope, folded, honorific, row["authority"], given=row["given"], family=row["family"])
        name = self._names.setdefault((scope, folded, honorific), new)
        name.given, name.family = row["given"], row["family"]
        name.forms.update(dict(zip(row["forms"], row["times"], strict=True)))
        name.documents.update(row["documents"])
        name.lists.update(row["lists"])
        name.honorifics |= {honorific} - {""}
        if row["split"]:
            self._split.add((scope, folded))

    def resolve(self) -> tuple[dict[str, str | None], list[dict[str, Any]]]:
        """The id of the person behind each key of ``take``, and the rows of the table ``persons`` in their order."""
        ids, people = self.people()
        return ids, [person.row() for person in people]

    def people(self) -> tuple[dict[str, str | None], list[Person]]:
        """The id of the person behind each key of ``take``, and the persons in the order in which they are named."""
        by_key: dict[str, _Name] = {}
        names: dict[tuple[str, str, str], _Name] = {}
        for (scope, folded, honorific), taken in self._names.items():
            split = any(len(genders) > 1 for genders in self._genders[scope, folded].values())
            split = split or (scope, folded) in self._split or self._corrections.split(_scope_written(scope), folded)
            kept = names.setdefault(
                (scope, folded, honorific if split else ""),
                _Name(scope, folded, honorific if split else "", taken.authority),
            )
            kept.take(taken)
            kept.lists |= self._apart.get((scope, folded), set())
            by_key["\n".join((scope, folded, honorific))] = kept
        people = list(_people(list(names.values()), self._corrections))
        ids = {id(name): person.id for person in people for name in person.names}
        rank = {id(name): n for n, name in enumerate(names.values())}
        people.sort(key=lambda person: min(rank[id(name)] for name in person.names))
        return {key: ids[id(name)] for key, name in by_key.items()}, people

    def unmatched(self) -> list[tuple[str, str]]:
        """Authority and name, folded, of the corrections that no attendee of the run answers to."""
        return sorted({(scope, name) for scope, _, name in self._corrections.ids} - self.seen())

    def seen(self) -> set[tuple[str, str]]:
        """Authority and name, folded, of all attendees, as corrections name them."""
        return {(_scope_written(scope), folded) for scope, folded, _ in self._names}


def authorities(deliberations: Rows, sessions: Rows) -> Callable[[Mapping[str, Any]], str | None]:
    """A function that tells the authority of a row of one document: by its deliberation, its sitting, or the only one."""
    by_act = {row["deliberation_id"]: row["authority"] for row in deliberations}
    by_session = {row["session_id"]: row["authority"] for row in sessions}
    known = {authority_key(name): name for name in [*by_act.values(), *by_session.values()] if name}
    only = next(iter(known.values())) if len(known) == 1 else None

    def authority_of(row: Mapping[str, Any]) -> str | None:
        return by_act.get(row["deliberation_id"]) or by_session.get(row["session_id"]) or only

    return authority_of


@lru_cache(4096)
def _folded(name: str) -> str:
    return fold_name(name)


def _list_of(row: Mapping[str, Any]) -> str:
    """The printed list that a row stands in."""
    return row["deliberation_id"] or f"{row['document_id']} {row['session_id'] or ''}"


def _scope_written(scope: str) -> str:
    """A scope as corrections name it: without authority for documents that tell none."""
    return "" if scope.startswith("document ") else scope


def _people(names: Sequence[_Name], corrections: Corrections) -> Iterator[Person]:
    """The persons behind ``names``. The order in which documents were read does not count."""
    pinned: dict[str, Person] = {}
    free: dict[str, list[_Name]] = defaultdict(list)
    people: dict[str, list[Person]] = defaultdict(list)
    for name in names:
        wanted = corrections.get(_scope_written(name.scope), name.honorific, name.folded)
        if wanted is None:
            free[name.scope].append(name)
            continue
        person = pinned.setdefault(wanted, Person(wanted, [], []))
        person.models.append(name)
        person.names.append(name)
        if person not in people[name.scope]:
            people[name.scope].append(person)
    for scope, waiting in free.items():
        index = _Index(
            [*waiting, *(name for person in people[scope] for name in person.names if name.scope == scope)]
        )
        for person in people[scope]:
            index.know(person)
        for name in sorted(waiting, key=_rank):
            meant, torn = index.find(name)
            if meant is not None:
                meant.names.append(name)
                continue
            person = Person(name.id, [name], [name])
            people[scope].append(person)
            if not torn:  # a name that may mean several people is no model for others
                index.know(person)
    yield from {id(person): person for group in people.values() for person in group}.values()


def _rank(name: _Name) -> tuple[bool, int, int, str, str]:
    """Who comes first is a model for the others: whole names before abbreviated ones, then the most frequent."""
    return name.abbreviated, -len(name.documents), -name.forms.total(), name.folded, name.honorific


class _Index:
    """The names and persons of one authority, to be found by what a variant shares with them."""

    def __init__(self, names: Iterable[_Name]) -> None:
        self._by: dict[tuple[str, str], list[_Name]] = defaultdict(list)
        self._meant: dict[int, Person] = {}
        for name in names:
            for key in _keys(name):
                self._by[key].append(name)

    def know(self, person: Person) -> None:
        """Take the models of ``person`` as names that others may be like."""
        self._meant.update((id(model), person) for model in person.models)

    def find(self, name: _Name) -> tuple[Person | None, bool]:
        """The person that ``name`` clearly means, by the surest rule that knows one; and whether there are several."""
        near = {id(other): other for key in _keys(name) for other in self._by[key] if other.folded != name.folded}
        for alike in (_same_letters, _slip, _initials):
            found = [other for other in near.values() if alike(name, other) and _may_be(name, other)]
            if any(not _may_be(one, two) for n, one in enumerate(found) for two in found[:n]):
                return None, True  # one of two people, and nothing tells which
            people = {id(person): person for other in found if (person := self._meant.get(id(other)))}
            fitting = [person for person in people.values() if _may_be(name, person)]
            if fitting:
                return (fitting[0], False) if len(fitting) == 1 else (None, True)
        return None, False


def _keys(name: _Name) -> Iterator[tuple[str, str]]:
    yield "letters", name.folded.replace(" ", "")
    yield "words", " ".join(sorted(name.folded.split()))
    if name.given and name.family:
        yield "given", name.given
        yield "family", name.family


def _may_be(one: _Name, other: _Name | Person) -> bool:
    """Whether nothing speaks against the two being one: no list names both, and M. is not Mme."""
    if one.lists & other.lists:
        return False
    return not (one.honorifics and other.honorifics) or bool(one.honorifics & other.honorifics)


def _same_letters(one: _Name, other: _Name) -> bool:
    """Whether only spaces or the order of words differ: "DE LA TOUR", "DELATOUR"."""
    return one.folded.replace(" ", "") == other.folded.replace(" ", "") or (
        sorted(one.folded.split()) == sorted(other.folded.split())
    )


def _slip(one: _Name, other: _Name) -> bool:
    """Whether a typing slip may part them, by the rule of ``same_person``."""
    if not (one.given and one.family and other.given and other.family) or one.abbreviated or other.abbreviated:
        return False
    return within_one_edit(one.folded, other.folded) and same_person(_form(one), _form(other))  # cheap test first


def _initials(one: _Name, other: _Name) -> bool:
    """Whether one abbreviates the given name of the other: "J.-M. ROY" and "Jean-Marc ROY"."""
    if one.family != other.family or not one.family or one.abbreviated == other.abbreviated:
        return False
    short, full = (one.given, other.given) if one.abbreviated else (other.given, one.given)
    pairs = list(zip(re.split(" ", short), re.split(" ", full), strict=False))
    return len(short.split()) == len(full.split()) and all(b.startswith(a) for a, b in pairs)


def _form(name: _Name) -> str:
    """The most frequent form, the first in the alphabet among equals."""
    return min(name.forms, key=lambda form: (-name.forms[form], form))
