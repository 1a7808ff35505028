"""A run: inputs in, one Parquet file per table out, whatever happens to single documents on the way."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from actable import __version__
from models.ids import document_id, place_id
from models.schema import TABLES, Tables
from pipeline.inputs import Input, find_inputs
from pipeline.persons import Corrections, Persons
from pipeline.pool import Lost, Pool
from pipeline.readers import ReadOptions
from pipeline.summary import RunSummary
from pipeline.write import RunWriter, to_arrow

log = logging.getLogger("actable")

ArrowTables = dict[str, pa.Table]
Progress = Callable[[int, int, int], None]
"""Called after each document with (documents done, documents in all, pages done)."""

TIMEOUT = 600.0  # seconds for one document
_PRELOAD = ("pipeline.document", "pipeline.write", "pipeline.checks")  # what workers need, loaded once for all
_CHECK_TIMEOUT = 3600.0  # seconds for the checks of a whole run


def extract(
    inputs: Iterable[str | os.PathLike[str]],
    output: str | os.PathLike[str],
    *,
    jobs: int | None = None,
    timeout: float = TIMEOUT,
    verbose: bool = False,
    progress: Progress | None = None,
    reading: ReadOptions | None = None,
    persons: Corrections | None = None,
    work: Callable[[Input], ArrowTables] | None = None,
) -> RunSummary:
    """Extract ``inputs`` (files, folders, glob patterns) into the Parquet files of folder ``output``.

    Each document is read in one of ``jobs`` worker processes (default: one a core) within ``timeout`` seconds; one
    that cannot be read, hangs or crashes has its ``documents`` row with status failed and the reason. ``reading`` says
    what is recognised and how; its ``threads`` and ``seconds`` follow from ``jobs`` and ``timeout``. ``persons`` are
    corrections that go before the rules of who is who. What is written depends on the inputs and on these alone.
    Raises OutputError when ``output`` cannot be written. A script that calls this needs the usual
    ``if __name__ == "__main__":`` around its code, because workers are processes of their own.
    """
    began = time.monotonic()
    found = find_inputs(inputs)
    readable = [item for item in found if item.error is None]
    summary = RunSummary(str(output), copies=sum(len(item.copies) for item in found))
    account = _Account(len(found), len(found) - len(readable), progress)
    whole = _WholeRun(persons)
    jobs = jobs or _cores()
    # With fewer documents than processes, pages of one document are recognised side by side.
    threads = max(1, jobs // max(len(readable), 1))
    options = replace(reading or ReadOptions(), threads=threads, seconds=timeout)
    pool = Pool(work or partial(extract_one, options=options), jobs, timeout, _PRELOAD, verbose)
    results = pool.run(readable, account.arrived)
    try:
        with RunWriter(Path(output)) as writer:
            for item in found:
                tables = _unread(item, item.error) if item.error else _result(item, next(results))
                summary.count(tables["documents"].to_pylist()[0], _rows(tables, "diagnostics"))
                writer.append(whole.take(tables))
            for tables in whole.tables():
                writer.append(tables)
                summary.noted(_rows(tables, "diagnostics"))
            writer.amend(lambda folder: _checked(folder, summary, verbose))
    finally:
        results.close()
    summary.rows = writer.rows
    summary.seconds = time.monotonic() - began
    return summary


@dataclass(slots=True)
class _Account:
    """Tells ``progress`` of each document as it comes, whatever its turn in the output."""

    documents: int
    done: int
    progress: Progress | None
    pages: int = 0

    def arrived(self, result: ArrowTables | Lost) -> None:
        self.done += 1
        if not isinstance(result, Lost):
            self.pages += result["documents"]["page_count"][0].as_py() or 0
        if self.progress:
            self.progress(self.done, self.documents, self.pages)


def extract_one(item: Input, options: ReadOptions | None = None) -> ArrowTables:
    """The tables of one readable input, as a worker makes them; ``sessions`` not merged yet."""
    from pipeline.document import process

    try:
        tables = process(item.path.read_bytes(), item.file_name, item.source_uri, options)
        tables["documents"][0]["other_uris"] = list(item.copies) or None
        return to_arrow(tables)
    except OSError as problem:
        return _unread(item, f"{item.source_uri}: cannot be read ({problem.strerror}); check its permissions")
    except Exception as problem:
        log.debug("extracting %s", item.source_uri, exc_info=True)
        return _unread(item, f"{item.source_uri}: the extraction broke down ({type(problem).__name__})")


def _result(item: Input, result: ArrowTables | Lost) -> ArrowTables:
    if isinstance(result, Lost):
        hint = "; give more time with --timeout" if result.timed_out else ""
        return _unread(item, f"{item.source_uri}: {result.reason}{hint}")
    return result


def check(folder: Path) -> Tables:
    """What the checks say of the tables in ``folder``, as a worker makes it."""
    from pipeline.checks import check_folder

    report = check_folder(folder)
    return {"findings": report.findings, "diagnostics": report.diagnostics}


def _checked(folder: Path, summary: RunSummary, verbose: bool) -> Tables:
    """Findings and their diagnostics, made in a process of its own: a crash costs the findings alone."""
    (result,) = Pool(check, 1, _CHECK_TIMEOUT, verbose=verbose).run([folder])
    if isinstance(result, Lost):
        message = f"checking the tables {result.reason}; there are no findings"
        row = {"row_id": "run-check", "stage": "check", "severity": "error", "code": "broke_down", "message": message}
        result = {"diagnostics": [row]}
    summary.checked(result)
    return result


def _unread(item: Input, error: str) -> ArrowTables:
    """The tables of an input without result: its ``documents`` row."""
    row = {
        "document_id": document_id(item.sha256) if item.sha256 else place_id(item.source_uri),
        "file_name": item.file_name,
        "source_uri": item.source_uri,
        "sha256": item.sha256,
        "size_bytes": item.size_bytes,
        "text_source": "none",
        "status": "failed",
        "error": error,
        "extractor_version": __version__,
        "other_uris": list(item.copies) or None,
    }
    return to_arrow({"documents": [row]})


def _rows(tables: ArrowTables, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tables[name].to_pylist() if name in tables else []
    return rows


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _WholeRun:
    """What belongs to no single document: sittings and persons, in the order in which documents name them."""

    def __init__(self, corrections: Corrections | None) -> None:
        self._sessions: dict[str, dict[str, Any]] = {}
        self._persons = Persons(corrections)
        self._attendees: list[pa.Table] = []  # they wait for the ids of their persons

    def take(self, tables: ArrowTables) -> ArrowTables:
        """Take the sittings and attendees of one document; returns the tables that are the document's own."""
        sessions = _rows(tables, "sessions")
        for row in sessions:
            self._add_session(row)
        attendees = tables.get("attendees")
        if attendees is not None:
            others = (_rows(tables, name) for name in ("deliberations", "sessions", "proxies"))
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
