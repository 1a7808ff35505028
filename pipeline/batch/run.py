"""A run: inputs in, one Parquet file per table out, whatever happens to single documents on the way."""

from __future__ import annotations

import logging
import os
import shutil
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from actable import __version__
from models.ids import document_id, place_id
from models.schema import Tables, arrow_schema
from pipeline.batch.cells import Cell, Correcting
from pipeline.batch.cluster import Cluster
from pipeline.batch.inputs import Input, find_inputs
from pipeline.batch.persons import Corrections
from pipeline.batch.plan import left_out, planned
from pipeline.batch.pool import Lost, Pool
from pipeline.batch.remote import upload, working_folder
from pipeline.batch.report import FILES, write_report
from pipeline.batch.sources import is_url
from pipeline.batch.store import STATE, Store, StoreError, pack, stamp_of
from pipeline.batch.summary import RunSummary
from pipeline.batch.whole import ArrowTables, WholeRun, rows_of
from pipeline.batch.write import RunWriter, file_names, to_arrow
from pipeline.readers import ReadOptions

log = logging.getLogger("actable")

Results = Generator[tuple[int, "Packed | Lost"], None, None]
Progress = Callable[[int, int, int], None]
"""Called after each document with (documents done, documents in all, pages done)."""

TIMEOUT = 600.0  # seconds for one document
MEMORY = 4_000_000_000  # bytes of data for one worker
_PRELOAD = ("pipeline.document", "pipeline.batch.write", "pipeline.checks")  # what workers need, loaded once for all
_CHECK_TIMEOUT = 3600.0  # seconds for the checks of a whole run
_PASSING = frozenset({"ocr_unavailable", "ocr_out_of_time"})  # what the next run may get past with the same code


class Packed(NamedTuple):
    """What a worker sends: the document's tables as the store keeps them.

    It is ``final`` when another run gives the same.
    """

    data: bytes
    pages: int
    final: bool
    seconds: float


def extract(
    inputs: Iterable[str | os.PathLike[str]],
    output: str | os.PathLike[str],
    *,
    jobs: int | None = None,
    timeout: float = TIMEOUT,
    memory: int | None = MEMORY,
    force: bool = False,
    prune: bool = False,
    manifests: Iterable[str | os.PathLike[str]] = (),
    scheduler: str | None = None,
    verbose: bool = False,
    progress: Progress | None = None,
    reading: ReadOptions | None = None,
    persons: Corrections | None = None,
    cells: Iterable[Cell] = (),
    work: Callable[[Input], ArrowTables] | None = None,
) -> RunSummary:
    """Extract ``inputs`` (files, folders, archives, glob patterns, URLs) into the Parquet files of ``output``.

    ``output`` is a folder or a URL such as ``s3://bucket/tables``; a run to a URL is made on this machine, then copied.

    Each document is read in one of ``jobs`` worker processes (default: one a core) within ``timeout`` seconds and
    ``memory`` bytes; one that cannot be read, hangs or crashes is tried once more, then has its ``documents`` row with
    status failed and the reason. What was read is kept in ``output``/.actable: a document whose bytes, options and
    code are the same is not read again, unless ``force`` asks for it. ``manifests`` are files that list more inputs
    (see ``read_manifest``). With the address of a Dask ``scheduler``, its workers read them. Documents of the last run stay, unless
    ``prune`` asks for ``inputs`` alone. ``reading`` says what is recognised and how; its ``threads`` and ``seconds``
    follow from ``jobs`` and ``timeout``. ``persons`` are corrections that go before the rules of who is who, ``cells``
    values that readers corrected (see ``read_corrections``): nothing is read again for them. What is written depends
    on the inputs and on these alone. Raises OutputError when ``output`` cannot be written and ClusterError when
    ``scheduler`` cannot be used. A script that calls this needs the usual ``if __name__ == "__main__":`` around its
    code, because workers are processes of their own.
    """
    began = time.monotonic()
    address = os.fspath(output)
    output = working_folder(address) if is_url(address) else Path(address)
    reading = reading or ReadOptions()
    with RunWriter(output) as writer, _scratch(output) as scratch:
        found = find_inputs(inputs, scratch, [Path(manifest) for manifest in manifests])
        store = Store(output / STATE / "documents", stamp_of(reading.ocr, reading.languages))
        items = planned(found, output, store, prune)
        new = [item for item in found if item.error is None and (force or not store.has(item.key))]
        summary = RunSummary(address, copies=sum(len(item.copies) for item in items))
        summary.read = len(new)
        account = _Account(len(items), len(items) - len(new), progress)
        jobs = jobs or _cores()
        # With fewer documents than processes, pages of one document are recognised side by side.
        options = replace(reading, threads=max(1, jobs // max(len(new), 1)), seconds=timeout)
        worker = partial(_packed, work or partial(extract_one, options=options))
        if scheduler:
            results = Cluster(worker, scheduler, timeout, _PRELOAD, memory).run(_shipped(new))
        else:
            results = Pool(worker, jobs, timeout, _PRELOAD, verbose, memory).run(new)
        lost = _read(results, new, store, account)
        whole, correcting = WholeRun(persons), Correcting(cells)
        for item in items:
            tables = correcting.apply(_tables(item, store, lost.get(item.key)))
            summary.count(tables["documents"].to_pylist()[0], rows_of(tables, "diagnostics"))
            writer.append(whole.take(tables))
        for tables in whole.tables():
            writer.append(tables)
            summary.noted(rows_of(tables, "diagnostics"))
        unused = list(correcting.unused())
        writer.append(to_arrow({"diagnostics": unused}))
        summary.noted(unused)
        writer.amend(lambda folder: _checked(folder, summary, verbose))
        unwanted = left_out(items, output)
    for key in unwanted:
        store.drop(key)
    summary.rows, summary.times = writer.rows, account.times
    summary.seconds = time.monotonic() - began
    log.info("run", extra={"fields": {"output": str(output), **summary.statuses, "seconds": summary.seconds}})
    write_report(output, summary, datetime.now().astimezone().isoformat(" ", "minutes"))
    if is_url(address):
        upload(output, address, [*sorted(file_names(), key=lambda name: name == "documents.parquet"), *FILES])
    return summary


@contextmanager
def _scratch(output: Path) -> Iterator[Path]:
    """A folder for what is fetched and unpacked; what a killed run left in it goes first."""
    folder = output / STATE / "fetched"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _shipped(items: Iterable[Input]) -> Iterator[Input]:
    """The items with their bytes, since other machines need not see the same disk."""
    for item in items:
        try:
            yield replace(item, data=item.content())
        except OSError:
            yield item  # the worker says why


def _read(results: Results, items: list[Input], store: Store, account: _Account) -> dict[str, Lost]:
    """Put the results of ``items`` into the store, in any order. Returns those without one, by their keys."""
    lost: dict[str, Lost] = {}
    try:
        for index, result in results:
            if isinstance(result, Lost):
                lost[items[index].key] = result
            else:
                store.put(items[index].key, result.data, result.final)
            account.arrived(items[index], result)
    finally:
        results.close()
    return lost


@dataclass(slots=True)
class _Account:
    """Tells ``progress`` of each document as it comes, whatever its turn in the output."""

    documents: int
    done: int
    progress: Progress | None
    pages: int = 0
    times: list[tuple[float, str]] = field(default_factory=list)

    def arrived(self, item: Input, result: Packed | Lost) -> None:
        self.done += 1
        if not isinstance(result, Lost):
            self.pages += result.pages
            self.times.append((result.seconds, item.source_uri))
        log.info("document", extra={"fields": _logged(item, result)})
        if self.progress:
            self.progress(self.done, self.documents, self.pages)


def _logged(item: Input, result: Packed | Lost) -> dict[str, Any]:
    told = {"source_uri": item.source_uri, "sha256": item.sha256}
    if isinstance(result, Lost):
        return {**told, "lost": result.reason}
    return {**told, "pages": result.pages, "seconds": round(result.seconds, 3)}


def extract_one(item: Input, options: ReadOptions | None = None) -> ArrowTables:
    """The tables of one readable input, as a worker makes them; ``sessions`` not merged yet.

    Raises MemoryError when the worker's memory does not suffice.
    """
    from pipeline.document import process

    try:
        return to_arrow(process(item.content(), item.file_name, item.source_uri, options))
    except MemoryError:
        raise
    except OSError as problem:
        return _unread(item, f"{item.source_uri}: cannot be read ({problem.strerror}); check its permissions")
    except Exception as problem:
        log.debug("extracting %s", item.source_uri, exc_info=True)
        return _unread(item, f"{item.source_uri}: the extraction broke down ({type(problem).__name__})")


def _packed(work: Callable[[Input], ArrowTables], item: Input) -> Packed:
    began = time.monotonic()
    tables = work(item)
    codes = set(tables["diagnostics"]["code"].to_pylist()) if "diagnostics" in tables else set()
    pages = tables["documents"]["page_count"][0].as_py() or 0
    return Packed(pack(tables), pages, codes.isdisjoint(_PASSING), time.monotonic() - began)


def _tables(item: Input, store: Store, lost: Lost | None) -> ArrowTables:
    """The tables of one document of the run."""
    if item.error:
        return _unread(item, item.error)
    if lost:
        hint = f"; {lost.hint}" if lost.hint else ""
        return _unread(item, f"{item.source_uri}: {lost.reason}{hint}")
    try:
        tables = store.get(item.key)
        if any(table.schema != arrow_schema(name) for name, table in tables.items()):
            raise StoreError("it was read by an older version, into other columns")
    except StoreError as problem:
        return _unread(item, f"{item.source_uri}: {problem}; give it as an input with --force")
    return {**tables, "documents": _placed(item, tables["documents"])}


def _placed(item: Input, documents: pa.Table) -> pa.Table:
    """The ``documents`` row with the places of this run: what was read is the same wherever the bytes lie."""
    (row,) = documents.to_pylist()
    before = f"{row['file_name']}: "
    if row["error"] and row["error"].startswith(before):
        row["error"] = f"{item.file_name}: {row['error'].removeprefix(before)}"
    row |= {"file_name": item.file_name, "source_uri": item.source_uri, "given": item.given}
    row["other_uris"] = list(item.copies) or None
    return to_arrow({"documents": [row]})["documents"]


def check(folder: Path) -> Tables:
    """What the checks say of the tables in ``folder``, as a worker makes it."""
    from pipeline.checks import check_folder

    report = check_folder(folder)
    return {"findings": report.findings, "diagnostics": report.diagnostics}


def _checked(folder: Path, summary: RunSummary, verbose: bool) -> Tables:
    """Findings and their diagnostics, made in a process of its own: a crash costs the findings alone."""
    ((_, result),) = Pool(check, 1, _CHECK_TIMEOUT, verbose=verbose).run([folder])
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
        "given": item.given,
    }
    return to_arrow({"documents": [row]})


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
