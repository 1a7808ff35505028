"""The file in which a reader corrects who is who, and the first version of it, made from the tables of a run."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from models.ids import authority_key
from models.normalise.names import fold_name
from pipeline.batch.persons import Corrections, authorities
from pipeline.batch.write import read_table

NEEDED = ("authority", "name", "person_id")
COLUMNS = ("authority", "honorific", "name", "person_id", "person", "documents")
_HONORIFICS = ("", "M.", "Mme")


class CorrectionsError(ValueError):
    """A file of corrections that cannot be used; the message is one sentence for the reader."""


def read_corrections(path: Path) -> Corrections:
    """What the file says: each name of an authority means the person whose id stands beside it.

    Commas or semicolons part its columns; ``authority``, ``name`` and ``person_id`` are needed, ``honorific`` is for
    people of one name, the others are for the eye. Raises CorrectionsError with one sentence.
    """
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise CorrectionsError(f"{path}: there is no such file; 'actable persons' writes one to begin with") from None
    except UnicodeDecodeError:
        raise CorrectionsError(f"{path} is not UTF-8 text; save it as 'CSV UTF-8'") from None
    except OSError as problem:
        raise CorrectionsError(f"{path}: cannot be read ({problem.strerror}); give a CSV file") from None
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    missing = [column for column in NEEDED if column not in (reader.fieldnames or ())]
    if missing:
        wanted = ", ".join(NEEDED)
        raise CorrectionsError(
            f"{path} has no column {' and no column '.join(missing)}; its first line must name {wanted}"
        )
    ids: dict[tuple[str, str, str], str] = {}
    lines: dict[tuple[str, str, str], int] = {}
    try:
        for row in reader:
            if any(isinstance(value, str) and value.strip() for value in row.values()):
                key, wanted = _correction(path, reader.line_num, row)
                if ids.setdefault(key, wanted) != wanted:
                    text = f"lines {lines[key]} and {reader.line_num} give « {row['name'].strip()} » two person_ids"
                    raise CorrectionsError(f"{path}: {text}; keep one of them")
                lines.setdefault(key, reader.line_num)
    except csv.Error as problem:
        raise CorrectionsError(f"{path}, line {reader.line_num}: not a line of a CSV file ({problem})") from None
    return Corrections(ids)


def _correction(path: Path, line: int, row: dict[str, Any]) -> tuple[tuple[str, str, str], str]:
    """The key and the id of one line. Raises CorrectionsError where it says nothing clear."""
    values = {column: (row.get(column) or "").strip() for column in (*NEEDED, "honorific")}
    if None in row:
        raise CorrectionsError(
            f"{path}, line {line}: there are more cells than columns; put cells with commas in quotes"
        )
    folded = fold_name(values["name"])
    for column, held in (("name", folded), ("person_id", values["person_id"])):
        if not held:
            raise CorrectionsError(f"{path}, line {line}: the column {column} is empty; fill it or delete the line")
    if values["honorific"] not in _HONORIFICS:
        raise CorrectionsError(
            f"{path}, line {line}: the honorific is « {values['honorific']} »; write M., Mme or nothing"
        )
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
