"""What a worker makes of a block of documents: its tables as sealed files, its findings, its share of the summary."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from actable import __version__
from models.schema import TABLES, arrow_schema
from pipeline.batch.blocks import Block, Entry
from pipeline.batch.cells import Cell, Correcting
from pipeline.batch.inputs import Input
from pipeline.batch.persons import Persons
from pipeline.batch.publish import look, sync_below, write_whole
from pipeline.batch.store import Store, StoreError
from pipeline.batch.summary import RunSummary
from pipeline.batch.write import ArrowTables, Sealed, rows_of, to_arrow, write_file

OWN = tuple(name for name, spec in TABLES.items() if not spec.of_run)  # tables of documents, attendees among them
SESSIONS, NAMES, WHO = "sessions.parquet", "names.parquet", "who.parquet"  # what the whole run makes tables of
_MANIFEST = "block.json"

NAMES_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("scope", "folded", "honorific", "authority", "given", "family")),
        ("forms", pa.list_(pa.string())),
        ("times", pa.list_(pa.int64())),
        ("documents", pa.list_(pa.string())),
        ("lists", pa.list_(pa.string())),
        ("split", pa.bool_()),
    ]
)


@dataclass(frozen=True, slots=True)
class Task:
    """A block to build, from ``store``, into ``folder``, with corrected values; ``checked`` asks for its findings."""

    block: Block
    store: Store
    folder: Path
    cells: tuple[Cell, ...] = ()
    checked: bool = True


@dataclass(frozen=True, slots=True)
class Built:
    """A block on the disk: its folder, the rows of its tables, its share of the summary as plain values.

    ``met`` are the corrections that found their document, as ``Correcting.meet`` takes them.
    """

    folder: Path
    whose: tuple[str, int]
    rows: Mapping[str, int]
    summary: Mapping[str, Any]
    met: Sequence[str] = ()

    def sealed(self, name: str) -> Sealed:
        """The file of one of its tables."""
        return Sealed(self.folder / f"{name}.parquet", self.rows[name], f"{self.folder.name}/{name}", self.whose)


def kept(folder: Path, whose: tuple[str, int]) -> Built | None:
    """The block that an earlier run built in ``folder``; None when there is none, or somebody wrote to its files."""
    try:
        told = json.loads((folder / _MANIFEST).read_text("utf-8"))
        if all(look(folder / name) == seen for name, seen in told["looks"].items()):
            return Built(folder, whose, told["rows"], told["summary"], told["met"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def build(task: Task) -> Built:
    """Put the documents of a block together and check them. Raises OSError when the folder cannot be written.

    A document that cannot be had from the store is a row that says so, and the block is then not kept for the next run.
    """
    new = task.folder.with_name(f".{task.folder.name}")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    correcting = Correcting(task.cells)
    summary, tables, sound = _gather(task, correcting, new)
    rows, notes = {}, tables.get("diagnostics", [])
    for name in list(tables):
        parts = tables.pop(name)  # memory is given back before the checks take theirs
        write_file(new / f"{name}.parquet", name, parts)
        rows[name] = sum(part.num_rows for part in parts)
    for name, found in _checked(new, summary, task.checked).items():
        parts = [*(notes if name == "diagnostics" else ()), found]
        write_file(new / f"{name}.parquet", name, parts)
        rows[name] = sum(part.num_rows for part in parts)
    told: dict[str, Any] = {"rows": rows, "summary": summary.share(), "met": correcting.met, "looks": {}}
    if sound:
        sync_below(new)
        told["looks"] = {path.name: look(path) for path in sorted(new.iterdir())}
        write_whole(new / _MANIFEST, lambda path: path.write_text(json.dumps(told), "utf-8"))
    shutil.rmtree(task.folder, ignore_errors=True)
    new.rename(task.folder)
    return Built(task.folder, task.block.whose, rows, told["summary"], told["met"])


def _gather(task: Task, correcting: Correcting, folder: Path) -> tuple[RunSummary, dict[str, list[pa.Table]], bool]:
    """The tables of the documents, and beside them what the whole run wants to know; whether all were had."""
    summary, persons, sound = RunSummary(""), Persons(), True
    tables: dict[str, list[pa.Table]] = {}
    documents: list[dict[str, Any]] = []
    sessions: dict[str, dict[str, Any]] = {}
    who: list[str | None] = []
    for entry in task.block.entries:
        found, whole = _tables(entry, task.store)
        found, sound = correcting.apply(found) if task.cells else found, sound and whole
        documents.append(_placed(entry.item, found.pop("documents")))
        summary.count(documents[-1], _some(found, "diagnostics"))
        sittings = rows_of(found, "sessions")
        who += persons.take(
            _some(found, "attendees"), _some(found, "deliberations"), sittings, _some(found, "proxies")
        )
        fill(sessions, sittings)
        for name in OWN:
            if name in found:
                tables.setdefault(name, []).append(found[name])
    tables = {"documents": [to_arrow({"documents": documents})["documents"]], **tables}
    write_file(
        folder / SESSIONS, "sessions", [pa.Table.from_pylist(list(sessions.values()), arrow_schema("sessions"))]
    )
    pq.write_table(pa.Table.from_pylist(list(persons.dump()), NAMES_SCHEMA), folder / NAMES)
    keys = pa.table({"who": pa.array(who, pa.string()).dictionary_encode()})
    pq.write_table(keys, folder / WHO)
    return summary, tables, sound


def fill(sessions: dict[str, dict[str, Any]], rows: list[dict[str, Any]]) -> None:
    """Add rows to the sittings. The first that says something of one is believed; the next ones fill its gaps."""
    for row in rows:
        known = sessions.setdefault(row["session_id"], dict.fromkeys(row))
        for column, value in row.items():
            if known[column] is None:
                known[column] = value


_ASKED = {
    "diagnostics": ["document_id", "severity", "code", "subject", "message"],
    "attendees": ["document_id", "deliberation_id", "session_id", "name", "honorific", "given_name", "family_name"],
    "deliberations": ["deliberation_id", "authority"],
    "proxies": ["document_id", "deliberation_id", "session_id", "giver"],
}


def _some(tables: ArrowTables, name: str) -> list[dict[str, Any]]:
    """The rows of a table, of its columns those that this module asks for."""
    rows: list[dict[str, Any]] = tables[name].select(_ASKED[name]).to_pylist() if name in tables else []
    return rows


def _tables(entry: Entry, store: Store) -> tuple[ArrowTables, bool]:
    """The tables of one document of the run, and whether they are what is to be had of it."""
    item = entry.item
    if entry.error:
        return unread(item, entry.error), True
    try:
        return store.get(item.key), True
    except StoreError as problem:
        return unread(item, f"{item.source_uri}: {problem}; give it as an input with --force"), False


def _placed(item: Input, documents: pa.Table) -> dict[str, Any]:
    """The ``documents`` row with the places of this run: what was read is the same wherever the bytes lie."""
    row: dict[str, Any]
    (row,) = documents.to_pylist()
    before = f"{row['file_name']}: "
    if row["error"] and row["error"].startswith(before):
        row["error"] = f"{item.file_name}: {row['error'].removeprefix(before)}"
    row |= {"file_name": item.file_name, "source_uri": item.source_uri, "given": item.given}
    row["other_uris"] = list(item.copies) or None
    return row


def unread(item: Input, error: str) -> ArrowTables:
    """The tables of an input without result: its ``documents`` row."""
    row = {
        "document_id": item.document_id,
        "file_name": item.file_name,
        "source_uri": item.source_uri,
        "sha256": item.sha256,
        "size_bytes": item.size_bytes,
        "text_source": "none",
        "status": "failed",
        "error": error,
        "extractor_version": __version__,
        "other_uris": list(item.copies) or None,
        "given": item.given,
    }
    return to_arrow({"documents": [row]})


def _checked(folder: Path, summary: RunSummary, wanted: bool) -> ArrowTables:
    """What the checks that look at one document at a time say of the files in ``folder``."""
    if not wanted:
        return to_arrow({"diagnostics": [broke_down(f"run-check-{folder.name.strip('.')}", "ended its process")]})
    from pipeline.checks import check_files

    files = {name: [path] for name in OWN if (path := folder / f"{name}.parquet").exists()}
    report = check_files(files, "document")
    found = {"findings": report.findings, "diagnostics": report.diagnostics}
    summary.checked(found)
    return to_arrow(found)


def broke_down(row_id: str, reason: str) -> dict[str, Any]:
    """The diagnostic of checks that did not come to an end."""
    message = f"checking the tables {reason}; there are no findings"
    return {"row_id": row_id, "stage": "check", "severity": "error", "code": "broke_down", "message": message}
