"""What belongs to no single document of a run: its sittings and its persons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from models.schema import TABLES
from pipeline.batch.persons import Corrections, Persons
from pipeline.batch.write import to_arrow

ArrowTables = dict[str, pa.Table]


def rows_of(tables: ArrowTables, name: str) -> list[dict[str, Any]]:
    """The rows of one table, none when it is not there."""
    rows: list[dict[str, Any]] = tables[name].to_pylist() if name in tables else []
    return rows


class WholeRun:
    """What belongs to no single document: sittings and persons, in the order in which documents name them."""

    def __init__(self, corrections: Corrections | None) -> None:
        self._sessions: dict[str, dict[str, Any]] = {}
        self._persons = Persons(corrections)
        self._attendees: list[pa.Table] = []  # they wait for the ids of their persons

    def take(self, tables: ArrowTables) -> ArrowTables:
        """Take the sittings and attendees of one document; returns the tables that are the document's own."""
        sessions = rows_of(tables, "sessions")
        for row in sessions:
            self._add_session(row)
        attendees = tables.get("attendees")
        if attendees is not None:
            others = (rows_of(tables, name) for name in ("deliberations", "sessions", "proxies"))
            keys = self._persons.take(attendees.to_pylist(), *others)
            self._attendees.append(_with_ids(attendees, keys))
        return {name: table for name, table in tables.items() if not TABLES[name].of_run and name != "attendees"}

    def _add_session(self, row: Mapping[str, Any]) -> None:
        """The first document that says something of a sitting is believed; the next ones fill its gaps."""
        known = self._sessions.setdefault(row["session_id"], {})
        for column, value in row.items():
            if known.get(column) is None:
                known[column] = value

    def tables(self) -> Iterator[ArrowTables]:
        """The tables that only the whole run can tell."""
        ids, persons = self._persons.resolve()
        for attendees in self._attendees:
            keys = attendees["person_id"].to_pylist()
            yield {"attendees": _with_ids(attendees, [ids[key] if key else None for key in keys])}
        yield to_arrow({"sessions": list(self._sessions.values()), "persons": persons})
        yield to_arrow({"diagnostics": [_unmatched(n, *pair) for n, pair in enumerate(self._persons.unmatched(), 1)]})


def _with_ids(attendees: pa.Table, ids: list[str | None]) -> pa.Table:
    at = attendees.schema.get_field_index("person_id")
    return attendees.set_column(at, attendees.schema.field(at), pa.array(ids, pa.string()))


def _unmatched(rank: int, authority: str, name: str) -> dict[str, Any]:
    where = f"no list of the authority {authority!r}" if authority else "no list without a known authority"
    text = f"the corrections of persons name {name!r}, whom {where} names in this run"
    row = {"row_id": f"run-persons-{rank}", "stage": "persons", "severity": "warning", "code": "correction_unused"}
    return {**row, "message": text}
