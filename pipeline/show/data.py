"""What the site shows of a run, document by document: rows, the places of their values, findings, persons."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from textwrap import shorten
from typing import Any

import pyarrow as pa

from models.document import Box
from models.ids import authority_key
from models.lexicon import load
from models.normalise.names import fold_name
from models.schema import TABLES, ColumnSpec, TableSpec
from pipeline.batch.cells import can_be_corrected
from pipeline.batch.persons import authorities
from pipeline.export.tables import Run
from pipeline.show.pictures import Told

_APART = ("documents", "persons", "evidence", "findings", "diagnostics")
SHOWN = tuple(name for name in TABLES if name not in _APART)
_UNSEEN = ("position", "page", "bbox")
_WORST = ("error", "warning", "info", None)

Row = dict[str, Any]
Place = list[Any]
"""Page, x0, top, x1, bottom and the text read there; a page alone where the place on it is not known."""


@cache
def labels() -> dict[str, dict[str, str]]:
    """French names of tables, columns and values."""
    return tomllib.loads(files("pipeline.show").joinpath("labels.toml").read_text("utf-8"))


class Documents:
    """The tables of a run, cut by document. Raises FileNotFoundError when the folder holds none."""

    def __init__(self, run: Run) -> None:
        self._tables = {name: run.table(name) for name in (*SHOWN, "findings", "diagnostics", "evidence")}
        self._slices = {name: _slices(table) for name, table in self._tables.items() if name != "sessions"}
        self._sessions = {row["session_id"]: row for row in run.rows("sessions")}
        self._persons = list(run.rows("persons"))
        self.all = list(run.rows("documents"))
        self._meant = self._persons_of_names()
        self._known = self._persons_of_scopes()

    def rows(self, name: str, document_id: str) -> list[Row]:
        """The rows of a table that belong to a document; its sittings are those that its other rows name."""
        if name == "sessions":
            named = [
                row["session_id"]
                for other in ("deliberations", "attendees", "proxies")
                for row in self.rows(other, document_id)
            ]
            return [self._sessions[key] for key in dict.fromkeys(named) if key in self._sessions]
        table = self._tables[name]
        slices = self._slices[name].get(document_id, [])
        return [row for start, length in slices for row in table.slice(start, length).to_pylist()]

    def told(self, document_id: str) -> dict[int, Told]:
        """What decides how each page may be shown."""
        notes = self.rows("diagnostics", document_id)
        counts = Counter(row["page"] for row in notes if row["code"] == "bank_details_masked")
        places: dict[int, list[tuple[Box, str]]] = defaultdict(list)
        for row in self.rows("evidence", document_id):
            if row["page"] is not None and row["bbox"] is not None:
                places[row["page"]].append((Box(*row["bbox"]), row["text"] or ""))
        return {page: Told(counts[page], places[page]) for page in {*counts, *places} if page is not None}

    def page(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """The data of the page of one document."""
        key = document["document_id"]
        places: dict[tuple[str, str], dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
        corrected = set()
        for row in self.rows("evidence", key):
            if row["corrected"]:
                corrected.add((row["table_name"], row["row_id"], row["column_name"]))
            if row["page"] is not None:
                place = _place(row["page"], row["bbox"], row["text"])
                places[row["table_name"], row["row_id"]][row["column_name"]].append(place)
        acts = {row["deliberation_id"]: row["number"] or row["title"] for row in self.rows("deliberations", key)}
        tables = [
            _table(TABLES[name], found, places, acts if len(acts) > 1 else {}, corrected)
            for name in SHOWN
            if (found := self.rows(name, key))
        ]
        people = self._people(key)
        for table in tables:
            if table["name"] == "attendees":
                table["who"] = people["who"]
        return {
            "id": key,
            "file": document["file_name"],
            "status": document["status"],
            "error": document["error"],
            "source": document["text_source"],
            "tables": tables,
            "findings": [
                _finding(row) for row in sorted(self.rows("findings", key), key=lambda r: _WORST.index(r["severity"]))
            ],
            "diagnostics": [_diagnostic(row) for row in self.rows("diagnostics", key)],
            "persons": people["known"],
            "values": labels()["values"],
        }

    def line(self, document: Mapping[str, Any]) -> list[Any]:
        """The document in the index: id, file, status, pages, rows, findings by severity, authorities, titles."""
        key = document["document_id"]
        found = Counter(row["severity"] for row in self.rows("findings", key))
        count = sum(length for name in SHOWN if name != "sessions" for _, length in self._slices[name].get(key, []))
        acts = self.rows("deliberations", key)
        names = dict.fromkeys(row["authority"] for row in acts if row["authority"])
        titles = [
            shorten(" ".join(filter(None, (row["number"], row["title"]))), 120, placeholder=" …") for row in acts[:8]
        ]
        severities = [found["error"], found["warning"], found["info"]]
        text = document["error"] or ""
        return [
            *(key, document["file_name"], document["status"], document["page_count"], count, severities),
            *(", ".join(names), " · ".join(titles), text),
        ]

    def _people(self, key: str) -> dict[str, Any]:
        """For each attendee the line that a correction would write, and the persons it may name."""
        authority_of = authorities(self.rows("deliberations", key), self.rows("sessions", key))
        who, scopes = [], set()
        for row in self.rows("attendees", key):
            authority = authority_of(row) or ""
            scope = authority_key(authority) or ""
            scopes.add(scope)
            several = len(self._meant.get((scope, fold_name(row["name"] or "")), ())) > 1
            who.append([authority, (row["honorific"] or "") if several else "", row["person_id"]])
        known = {person[0]: person for scope in scopes for person in self._known.get(scope, ())}
        return {"who": who, "known": sorted(known.values(), key=lambda one: (fold_name(one[1] or ""), one[0]))}

    def _persons_of_scopes(self) -> dict[str, list[list[str]]]:
        """Id and name of the persons of each authority."""
        known: dict[str, list[list[str]]] = defaultdict(list)
        for person in self._persons:
            for scope in {authority_key(name) or "" for name in person["authorities"] or [""]}:
                known[scope].append([person["person_id"], person["name"]])
        return known

    def _persons_of_names(self) -> dict[tuple[str, str], set[str]]:
        """The persons whom each name of an authority means: where there are two, the honorific tells them apart."""
        meant: dict[tuple[str, str], set[str]] = defaultdict(set)
        for person in self._persons:
            for authority in person["authorities"] or [""]:
                for form in person["variants"] or [person["name"]]:
                    meant[authority_key(authority) or "", fold_name(form or "")].add(person["person_id"])
        return meant


def _slices(table: pa.Table) -> dict[str, list[tuple[int, int]]]:
    """Where the rows of each document stand, as (start, length)."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    start, ids = 0, table["document_id"].to_pylist()
    for at in range(1, len(ids) + 1):
        if at == len(ids) or ids[at] != ids[start]:
            found[ids[start]].append((start, at - start))
            start = at
    return found


def _table(
    spec: TableSpec,
    rows: list[Row],
    places: Mapping[tuple[str, str], Mapping[str, list[Place]]],
    acts: Mapping[str, str | None],
    corrected: Collection[tuple[str, str, str]],
) -> dict[str, Any]:
    """A table as its columns, those that hold nothing last, and its rows.

    Of each row: id, values, places by column, its own place, and the columns that a reader corrected.
    """
    ids = {other.id for other in TABLES.values()} - {"row_id"}
    told = [
        column for column in spec.columns.values() if column.name not in (*_UNSEEN, "document_id", "row_id", *ids)
    ]
    columns = [column for column in told if any(row[column.name] is not None for row in rows)] or told[:1]
    empty = [column for column in told if column not in columns and can_be_corrected(spec, column.name)]
    with_act = bool(acts) and spec.name != "deliberations" and "deliberation_id" in spec.columns
    heads = [_head(spec, column) for column in columns]
    shown = []
    for row in rows:
        row_id = row[spec.id or "row_id"]
        values = [_plain(row[column.name]) for column in columns]
        own = places.get((spec.name, row_id), {})
        at = {n: own[column.name] for n, column in enumerate(columns) if column.name in own}
        page = row.get("page") or row.get("page_first")
        whole = _place(page, row.get("bbox"), "") if page is not None else None
        if with_act:
            values.append(acts.get(row["deliberation_id"]))
        by_readers = [n for n, column in enumerate(columns) if (spec.name, row_id, column.name) in corrected]
        shown.append([row_id, values, at, whole, by_readers])
    if with_act:
        heads.append(["", labels()["columns"]["act"], "act"])
    return {
        "name": spec.name,
        "label": labels()["tables"].get(spec.name, spec.name),
        "main": spec.main,
        "filled": len(heads),
        "columns": [*heads, *(_head(spec, column) for column in empty)],
        "rows": shown,
    }


def _head(spec: TableSpec, column: ColumnSpec) -> list[Any]:
    """A column as its name, French name, type, coded values, and whether a reader may correct it."""
    names = labels()["columns"]
    label = names.get(f"{spec.name}.{column.name}") or names.get(column.name, column.name)
    return [column.name, label, column.type, list(column.values), can_be_corrected(spec, column.name)]


def _diagnostic(row: Row) -> dict[str, Any]:
    """What was not read, in French by its kind; its own sentence, in English, is the detail."""
    title = labels()["codes"].get(row["code"] or "")
    told = {"severity": row["severity"], "page": row["page"], "text": title or row["message"]}
    return {**told, "quoted": row["subject"]} if title and row["subject"] else {**told, "detail": row["message"]}


def _finding(row: Row) -> dict[str, Any]:
    place = _place(row["page"], row["bbox"], "") if row["page"] is not None else None
    kept = {name: row[name] for name in ("severity", "expected", "observed", "source")}
    title = load("rules")["checks"].get(row["check"], {}).get("title", row["check"])
    return {
        **kept,
        "title": title,
        "text": row["message"],
        "place": place,
        "table": row["table_name"],
        "row": row["subject_id"],
    }


def _place(page: int, box: list[float] | None, text: str | None) -> Place:
    return [page, *(round(side, 1) for side in box or ()), *([text] if box and text else [])]


def _plain(value: Any) -> Any:
    """A value as JSON holds it; amounts as text, exact."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return round(value, 3)
    return value
