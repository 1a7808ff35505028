"""Values that rest on weakly recognised words: a figure is left empty, a name is pointed at."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from models.document import Document
from models.passage import Place
from models.rows import Row, diagnostic
from models.schema import TABLES

_FIGURES = frozenset(["date", "eur", "decimal", "int16", "int32"])
_IDENTIFIERS = frozenset(
    [
        ("deliberations", "number"), ("deliberations", "act_id"), ("deliberations", "authority_siren"),
        ("deliberations", "report_reference"), ("legal_references", "number"),
    ]
)  # fmt: skip
_NAMES = frozenset(["name", "giver", "holder", "person", "chair", "secretary", "signatory", "beneficiary"])
_PEOPLE = ("attendees", "proxies", "vote_positions", "attendance_changes")
_POOR = 0.72  # confidence below which the letters of a hand are read; few printed names of a poor scan are
_LIST = 3  # names that tell a hand from a smudge
_SURE = 0.9  # confidence of a word that bears out a weak one of the same text
_LONG = 4  # digits from which the same figure does not stand twice by chance
_QUOTED = 5
_EDGES = ".,;:()[]«»\"'’"


def settle(document: Document, rows: Iterable[Row]) -> list[Row]:
    """The rows, their weak figures emptied, and a diagnostic a page that names what was emptied or is doubtful.

    A figure is weak when a word with a digit behind it was read without confidence, unless the document has the same
    figure elsewhere, read with confidence. Rows of pages with a text layer of their own are never touched.
    """
    out = list(rows)
    if all(page.text_source in ("native", "text") for page in document.pages):
        return out
    sure = _sure_texts(document)
    emptied: dict[int, list[str]] = defaultdict(list)
    names: dict[int, list[str]] = defaultdict(list)
    unread = _unread_people(out)
    out = [row for row in out if id(row) not in unread]
    for row in out:
        if row.table not in TABLES:
            continue
        for column, places in list(row.sources.items()):
            weak = [(place.page, word) for place in places for word in _weak(place, sure)]
            if not weak or row[column] is None or column not in TABLES[row.table].columns:
                continue
            page = weak[0][0]
            if _is_figure(row.table, column):
                if any(c.isdigit() for _, word in weak for c in word):
                    row.values[column] = None
                    emptied[page].append(f"{row.table}.{column} « {places[0].text[:40]} »")
            elif column in _NAMES:
                names[page] += [word for _, word in weak if word not in names[page]]
    out += _diagnostics(_names_of(unread.values()), "laissés de côté", "noms que rien ne permet de lire,")
    out += _diagnostics(emptied, "laissés vides", "chiffres lus sans certitude et")
    out += _diagnostics(names, "à vérifier", "noms lus sans certitude,")
    return out


def _unread_people(rows: Sequence[Row]) -> dict[int, Row]:
    """The rows of people of a document that was filled in by hand, by identity: most names are guesses there."""
    read = {
        id(row): min(known)
        for row in rows
        if row.table in _PEOPLE
        and (known := [p.confidence for ps in row.sources.values() for p in ps if p.confidence is not None])
    }
    people = [row for row in rows if id(row) in read]
    poor = [row for row in people if read[id(row)] < _POOR]
    by_hand = len(people) >= _LIST and 2 * len(poor) > len(people)
    return {id(row): row for row in poor} if by_hand else {}


def _names_of(rows: Iterable[Row]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        place = next(place for places in row.sources.values() for place in places)
        names[place.page].append(place.text)
    return names


def _is_figure(table: str, column: str) -> bool:
    """Whether one misread digit makes a value another one: a number of an act is one too, though it is a text."""
    kind = TABLES[table].columns[column].type
    return kind in _FIGURES or column.endswith("_at") or (table, column) in _IDENTIFIERS


def _weak(place: Place, sure: frozenset[str]) -> Iterator[str]:
    """The doubtful words behind a value that nothing else bears out."""
    for word in place.doubtful:
        text = word.strip(_EDGES)
        if text in sure and (not text.isdigit() or len(text) >= _LONG):
            continue
        yield text


def _sure_texts(document: Document) -> frozenset[str]:
    words = (word for page in document.pages for word in page.words)
    return frozenset(w.text.strip(_EDGES) for w in words if w.confidence is None or w.confidence >= _SURE)


def _diagnostics(found: dict[int, list[str]], then: str, what: str) -> Iterator[Row]:
    for page, told in sorted(found.items()):
        held = list(dict.fromkeys(told))
        more = f" et {len(held) - _QUOTED} autres" if len(held) > _QUOTED else ""
        listed = re.sub(r"\s+", " ", ", ".join(held[:_QUOTED]))
        yield diagnostic("read", "warning", "ocr_weak", f"page {page} : {what} {then} : {listed}{more}", page)
