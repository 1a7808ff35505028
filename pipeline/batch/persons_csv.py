"""What a reader may say of who is who: a line of a file of corrections, and the first such file, made from a run."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.ids import authority_key
from models.normalise.names import fold_name
from pipeline.batch.persons import authorities
from pipeline.batch.write import read_table

NEEDED = ("authority", "name", "person_id")
COLUMNS = ("authority", "honorific", "name", "person_id", "person", "documents")
_HONORIFICS = ("", "M.", "Mme")


class CorrectionsError(ValueError):
    """A file of corrections that cannot be used; the message is one sentence for the reader."""


def person_line(where: str, row: Mapping[str, Any]) -> tuple[tuple[str, str, str], str]:
    """The name (authority, honorific, folded) that one line is about, and the id of the person whom it means.

    Raises CorrectionsError where it says nothing clear; ``where`` names file and line.
    """
    values = {column: (row.get(column) or "").strip() for column in (*NEEDED, "honorific")}
    folded = fold_name(values["name"])
    for column, held in (("name", folded), ("person_id", values["person_id"])):
        if not held:
            raise CorrectionsError(f"{where}: the column {column} is empty; fill it or delete the line")
    if values["honorific"] not in _HONORIFICS:
        raise CorrectionsError(f"{where}: the honorific is « {values['honorific']} »; write M., Mme or nothing")
    return (authority_key(values["authority"]) or "", values["honorific"], folded), values["person_id"]


def first_corrections(folder: Path) -> str:
    """Who is who by the tables in ``folder``, as the text of a file to correct.

    Raises FileNotFoundError when ``folder`` holds no tables.
    """
    tables = {name: read_table(folder, name).to_pylist() for name in ("attendees", "deliberations", "persons")}
    sessions = {row["session_id"]: row for row in read_table(folder, "sessions").to_pylist()}
    acts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for act in tables["deliberations"]:
        acts[act["document_id"]].append(act)
    people = {row["person_id"]: row for row in tables["persons"]}
    forms: dict[tuple[str, str, str, str], Counter[str]] = defaultdict(Counter)
    shown: dict[str, str] = {}
    for row in tables["attendees"]:
        if row["person_id"]:
            own = acts[row["document_id"]]
            sat = [
                sessions[key] for key in {act["session_id"] for act in own} | {row["session_id"]} if key in sessions
            ]
            authority = authorities(own, sat)(row) or ""
            scope = authority_key(authority) or ""
            shown.setdefault(scope, authority)
            forms[scope, fold_name(row["name"]), row["honorific"] or "", row["person_id"]][row["name"]] += 1
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_lines(forms, shown, people))
    return out.getvalue()


def _lines(
    forms: dict[tuple[str, str, str, str], Counter[str]], shown: dict[str, str], people: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """One line a name; the honorific only where people of one name are told apart by it."""
    meant: dict[tuple[str, str], set[str]] = defaultdict(set)
    for scope, folded, _, person in forms:
        meant[scope, folded].add(person)
    lines: dict[tuple[str, str, str, str], Counter[str]] = defaultdict(Counter)
    for (scope, folded, honorific, person), found in forms.items():
        lines[scope, folded, honorific if len(meant[scope, folded]) > 1 else "", person] += found
    rows = []
    for (scope, _, honorific, person), found in lines.items():
        name = min(found, key=lambda form: (-found[form], form))
        known = people.get(person, {})
        values = (shown[scope], honorific, name, person, known.get("name"), known.get("document_count"))
        rows.append(dict(zip(COLUMNS, values, strict=True)))
    return sorted(rows, key=lambda row: (row["authority"], row["person"] or "", row["person_id"], row["name"]))
