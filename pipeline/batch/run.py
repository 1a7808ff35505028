"""A run: inputs in, one Parquet file per table out, whatever happens to single documents on the way."""

from __future__ import annotations

import logging
import os
import shutil
import time
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from heapq import nlargest
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.batch.blocks import Entry, entry
from pipeline.batch.build import unread
from pipeline.batch.cells import Cell
from pipeline.batch.cluster import Cluster
from pipeline.batch.corrections_csv import Said
from pipeline.batch.inputs import Input, find_inputs
from pipeline.batch.inventory import Inventory
from pipeline.batch.persons import Corrections
from pipeline.batch.plan import left_out, planned
from pipeline.batch.pool import Lost, Pool
from pipeline.batch.remote import upload, working_folder
from pipeline.batch.report import FILES, SLOWEST, write_report
from pipeline.batch.sources import is_url
from pipeline.batch.store import STATE, Store, pack, stamp_of
from pipeline.batch.summary import RunSummary
from pipeline.batch.tables import Makers, forget_blocks, write_tables
from pipeline.batch.write import ArrowTables, RunWriter, to_arrow, written
from pipeline.readers import ReadOptions

log = logging.getLogger("actable")

Results = Generator[tuple[int, "Packed | Lost"], None, None]
Progress = Callable[[int, int, int], None]
"""Called after each document with (documents done, documents in all, pages done)."""

TIMEOUT = 600.0  # seconds for one document
MEMORY = 4_000_000_000  # bytes of data for one worker
_INVENTORY = "inventory.sqlite"
_WRITING = 8  # documents on their way to the disk at a time
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
    with RunWriter(output) as writer, _scratch(output) as scratch, Inventory(output / STATE / _INVENTORY) as known:
        found = find_inputs(inputs, scratch, [Path(manifest) for manifest in manifests], known)
        known.save()
        store = Store(output / STATE / "documents", stamp_of(reading.ocr, reading.languages))
        items = planned(found, output, store, prune)
        new = [item for item in found if item.error is None and (force or not known.has(store, item.key))]
        summary = RunSummary(address, copies=sum(len(item.copies) for item in items))
        summary.read = len(new)
        account = _Account(len(items), len(items) - len(new), progress)
        jobs = jobs or _cores()
        # With fewer documents than processes, pages of one document are recognised side by side.
        options = replace(reading, threads=max(1, jobs // max(len(new), 1)), seconds=timeout)
        passing = frozenset() if reading.ocr == "never" else _PASSING
        worker = partial(_packed, work or partial(extract_one, options=options), passing)
        if scheduler:
            results = Cluster(worker, scheduler, timeout, memory).run(_shipped(new))
        else:
            results = Pool(worker, jobs, timeout, verbose, memory).run(new)
        lost = _read(results, new, store, account)
        rows: Counter[str] = Counter()
        entries = [_entry(item, store, known, lost.get(item.key), rows) for item in items]
        makers = Makers(jobs, output / STATE, scratch, verbose)
        built = write_tables(
            writer, entries, rows, store, makers, Said(persons or Corrections(), tuple(cells)), summary
        )
        unwanted = left_out(items, output)
    forget_blocks(makers, built)
    for key in unwanted:
        store.drop(key)
    summary.rows, summary.times = writer.rows, account.times
    summary.seconds = time.monotonic() - began
    log.info("run", extra={"fields": {"output": str(output), **summary.statuses, "seconds": summary.seconds}})
    write_report(output, summary, datetime.now().astimezone().isoformat(" ", "minutes"))
    if is_url(address):
        upload(output, address, [*written(output), *FILES])
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
    """Put the results of ``items`` into the store, in any order. Returns those without one, by their keys.

    Several are written at a time: most of it is waiting for the disk. Raises OSError when it is full.
    """
    lost: dict[str, Lost] = {}
    under_way: deque[Future[None]] = deque()
    with ThreadPoolExecutor(_WRITING) as disk:
        try:
            for index, result in results:
                if isinstance(result, Lost):
                    lost[items[index].key] = result
                else:
                    under_way.append(disk.submit(store.put, items[index].key, result.data, result.final))
                account.arrived(items[index], result)
                while under_way and (under_way[0].done() or len(under_way) > 4 * _WRITING):
                    under_way.popleft().result()
            for written in under_way:
                written.result()
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
            if len(self.times) > 10 * SLOWEST:
                self.times = nlargest(SLOWEST, self.times)
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
        return unread(item, f"{item.source_uri}: cannot be read ({problem.strerror}); check its permissions")
    except Exception as problem:
        log.debug("extracting %s", item.source_uri, exc_info=True)
        return unread(item, f"{item.source_uri}: the extraction broke down ({type(problem).__name__})")


def _packed(work: Callable[[Input], ArrowTables], passing: frozenset[str], item: Input) -> Packed:
    """What ``work`` gives, final unless it has a diagnostic of a code that is ``passing``."""
    began = time.monotonic()
    tables = work(item)
    codes = set(tables["diagnostics"]["code"].to_pylist()) if "diagnostics" in tables else set()
    pages = tables["documents"]["page_count"][0].as_py() or 0
    return Packed(pack(tables), pages, codes.isdisjoint(passing), time.monotonic() - began)


def _entry(item: Input, store: Store, known: Inventory, lost: Lost | None, rows: Counter[str]) -> Entry:
    """What is had of one document of the run; its rows are added to those of each table."""
    if item.error:
        return Entry(item, item.error)
    if lost:
        hint = f"; {lost.hint}" if lost.hint else ""
        return Entry(item, f"{item.source_uri}: {lost.reason}{hint}")
    head = known.head(store, item.key)
    rows.update(head.rows if head else {})
    return entry(item, head)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
