"""What belongs to no single document of a run: its sittings, its persons, and what documents say against each other.

Made from what the blocks have ready, by DuckDB, which spills to the disk what does not fit into memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from models.schema import TABLES, arrow_schema
from pipeline.batch.build import NAMES, SESSIONS, WHO, Built
from pipeline.batch.parts import Parts
from pipeline.batch.persons import Corrections, Person, Persons
from pipeline.batch.write import ArrowTables, Sealed, to_arrow, write_file

_MEMORY = "512MB"
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Task:
    """Blocks in their order; ``scratch`` is for what this run alone wants, ``parts`` for what the next one may.

    ``checked`` asks for what documents say against each other.
    """

    blocks: Sequence[Built]
    corrections: Corrections
    scratch: Path
    parts: Path
    checked: bool = True


@dataclass(frozen=True, slots=True)
class Whole:
    """The sittings, the persons, the attendees of each block that has some, and corrections that meet nobody.

    ``found`` are findings and diagnostics of the checks, where they were asked for.
    """

    sessions: Sealed
    persons: Sealed
    attendees: Mapping[int, Sealed]
    unmatched: list[tuple[str, str]]
    found: ArrowTables = field(default_factory=dict)

    def files(self, blocks: Sequence[Built], name: str) -> list[Sealed]:
        """The files of a table, in the order of its rows."""
        if name in ("sessions", "persons"):
            return [self.sessions if name == "sessions" else self.persons]
        if name == "attendees":
            return [self.attendees[number] for number in sorted(self.attendees)]
        return [block.sealed(name) for block in blocks if block.rows.get(name)]


def tell(task: Task) -> Whole:
    """What the whole run tells. Raises OSError when the disk is full."""
    told = resolve(task)
    if not task.checked or not task.blocks:
        return told
    from pipeline.checks import check_files

    files = {name: [sealed.path for sealed in told.files(task.blocks, name)] for name in TABLES}
    report = check_files(files, "run")
    return replace(told, found=to_arrow({"findings": report.findings, "diagnostics": report.diagnostics}))


def resolve(task: Task) -> Whole:
    """Tell who is who over all blocks, and merge their sittings. Raises OSError when the disk is full."""
    import duckdb  # here, because the parent of the workers imports this module and never opens a database

    with duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": str(task.scratch / "spilled")}) as db:
        db.execute("SET enable_progress_bar = false")
        places = [(str(block.folder / NAMES), str(block.folder / SESSIONS), n) for n, block in enumerate(task.blocks)]
        db.execute("CREATE TABLE blocks (names VARCHAR, sessions VARCHAR, rank BIGINT)")
        if places:
            db.executemany("INSERT INTO blocks VALUES (?, ?, ?)", places)
        sessions = _sessions(db, task)
        people = _People(task.corrections)
        persons = _write(task.scratch, "persons", _in_tables("persons", people.rows(_names(db, task), db)))
        attendees = {
            n: _attendees(db, block, Parts(task.parts))
            for n, block in enumerate(task.blocks)
            if block.rows.get("attendees")
        }
        return Whole(sessions, persons, attendees, people.unmatched())


def _write(folder: Path, name: str, tables: Iterator[pa.Table]) -> Sealed:
    path = folder / f"{name}.parquet"
    write_file(path, name, tables)
    return Sealed(path, pq.read_metadata(path).num_rows, name)


def _in_tables(name: str, rows: Iterator[dict[str, Any]]) -> Iterator[pa.Table]:
    waiting: list[dict[str, Any]] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == _BATCH:
            yield from to_arrow({name: waiting}).values()
            waiting = []
    yield from to_arrow({name: waiting}).values()


def _sessions(db: Any, task: Task) -> Sealed:
    """Sittings in the order in which documents name them; the first that says something of one is believed."""
    schema = arrow_schema("sessions")
    if not task.blocks:
        return _write(task.scratch, "sessions", iter(()))
    values = ", ".join(
        f'arg_min("{name}", place) FILTER ("{name}" IS NOT NULL) AS "{name}"'
        for name in schema.names
        if name != "session_id"
    )
    files = _numbered([block.folder / SESSIONS for block in task.blocks])
    sql = f"""SELECT session_id, {values} FROM (SELECT s.*, rank * 1000000000 + file_row_number AS place
        FROM {files} s JOIN blocks ON blocks.sessions = s.filename) GROUP BY session_id ORDER BY min(place)"""
    reader = db.sql(sql).to_arrow_reader(_BATCH)
    tables = (pa.Table.from_batches([batch]).select(schema.names).cast(schema) for batch in reader)
    return _write(task.scratch, "sessions", tables)


def _numbered(paths: Sequence[Path]) -> str:
    from pipeline.checks.tables import parquet

    return parquet(paths).removesuffix(")") + ", filename = true, file_row_number = true)"


def _names(db: Any, task: Task) -> Iterator[list[dict[str, Any]]]:
    """What the blocks know of names, one authority after the other as documents name them."""
    if not task.blocks:
        return
    files = _numbered([block.folder / NAMES for block in task.blocks])
    place = "rank * 1000000000 + file_row_number"
    joined = f"{files} n JOIN blocks ON blocks.names = n.filename"
    db.execute(f"CREATE TABLE scopes AS SELECT scope, min({place}) AS first FROM {joined} GROUP BY scope")
    cursor = db.cursor().execute(f"SELECT n.* FROM {joined} JOIN scopes USING (scope) ORDER BY first, {place}")
    columns = [column[0] for column in cursor.description]
    for _, rows in groupby(_fetched(cursor, columns), key=lambda row: row["scope"]):
        yield list(rows)


def _fetched(cursor: Any, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    while batch := cursor.fetchmany(_BATCH):
        for row in batch:
            yield dict(zip(columns, row, strict=True))


class _People:
    """Persons, authority by authority, so that no more than one authority's names are held."""

    def __init__(self, corrections: Corrections) -> None:
        self._corrections = corrections
        self._shared = corrections.several_scopes()
        self._seen: set[tuple[str, str]] = set()

    def rows(self, scopes: Iterator[list[dict[str, Any]]], db: Any) -> Iterator[dict[str, Any]]:
        """The rows of ``persons``; the table ``ids`` gets what each key means. Who has several authorities comes last."""
        db.execute("CREATE TABLE ids (who VARCHAR, id VARCHAR)")
        shared: dict[str, Person] = {}
        for names in scopes:
            persons = Persons(self._corrections)
            for name in names:
                persons.load(name)
            self._seen |= persons.seen()
            ids, people = persons.people()
            if ids:
                told = pa.table({"who": pa.array(ids, pa.string()), "id": pa.array(ids.values(), pa.string())})
                db.register("told", told)
                db.execute("INSERT INTO ids SELECT * FROM told")
                db.unregister("told")
            for person in people:
                if person.id in self._shared:
                    shared.setdefault(person.id, Person(person.id, [], [])).names.extend(person.names)
                else:
                    yield person.row()
        yield from (person.row() for person in shared.values())

    def unmatched(self) -> list[tuple[str, str]]:
        """Authority and name, folded, of the corrections that no attendee answers to."""
        return sorted({(scope, name) for scope, _, name in self._corrections.ids} - self._seen)


def _attendees(db: Any, block: Built, parts: Parts) -> Sealed:
    """The attendees of a block with the ids of their persons."""
    who = pq.ParquetFile(block.folder / WHO).read()["who"].combine_chunks()
    db.register("asked", pa.table({"who": who.dictionary, "place": pa.array(range(len(who.dictionary)), pa.int64())}))
    found = db.execute("SELECT id FROM asked LEFT JOIN ids USING (who) ORDER BY place").fetchall()
    db.unregister("asked")
    ids = pa.array([row[0] for row in found], pa.string())
    told = hashlib.sha256(repr(ids.to_pylist()).encode()).hexdigest()[:32]

    def write(path: Path) -> None:
        table = pq.ParquetFile(block.folder / "attendees.parquet").read()
        at = table.schema.get_field_index("person_id")
        filled = table.set_column(at, table.schema.field(at), ids.take(who.indices))
        write_file(path, "attendees", [filled])

    name = f"{block.folder.name}/attendees/{told}"
    return Sealed(parts.made(name, write), block.rows["attendees"], name, block.whose)


def unmatched_rows(pairs: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """The diagnostics of corrections that nobody answers to."""
    rows = []
    for rank, (authority, name) in enumerate(pairs, 1):
        where = f"no list of the authority {authority!r}" if authority else "no list without a known authority"
        text = f"the corrections of persons name {name!r}, whom {where} names in this run"
        row = {
            "row_id": f"run-persons-{rank}",
            "stage": "persons",
            "severity": "warning",
            "code": "correction_unused",
        }
        rows.append({**row, "message": text})
    return rows
