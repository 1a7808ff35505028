"""From what is kept of documents to the tables of a run: blocks built side by side, then what the whole run tells."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from pipeline.batch import whole
from pipeline.batch.blocks import Block, Entry, cut
from pipeline.batch.build import OWN, Built, Task, broke_down, build, kept
from pipeline.batch.cells import Correcting
from pipeline.batch.corrections_csv import Said
from pipeline.batch.pool import Lost, Pool
from pipeline.batch.publish import OutputError
from pipeline.batch.store import Store, stamp_of
from pipeline.batch.summary import RunSummary
from pipeline.batch.write import RunWriter, to_arrow

_OF_BLOCKS = tuple(name for name in OWN if name != "attendees")  # those wait for the ids of persons
_SAID_LAST = ("findings", "diagnostics")  # tables that rows of the whole run come behind
_TIMEOUT = 3600.0  # seconds for a block, or for what the whole run tells

Made = TypeVar("Made")
Work = TypeVar("Work")


@dataclass(frozen=True, slots=True)
class Makers:
    """Who makes tables and where: ``jobs`` processes, the run's books in ``state``, a folder for this run alone."""

    jobs: int
    state: Path
    scratch: Path
    verbose: bool = False

    @property
    def blocks(self) -> Path:
        """Where blocks are kept for the next run."""
        return self.state / "blocks"

    def make(self, work: Callable[[Work], Made], tasks: Sequence[Work]) -> Iterator[tuple[int, Made | Lost]]:
        """What ``work`` makes of each task, in processes of their own. Raises OSError when one could not write."""
        for index, result in self._pool(work, len(tasks)).run(tasks):
            if isinstance(result, OSError):
                raise result
            yield index, result

    @contextmanager
    def beside(self, work: Callable[[Work], Made], task: Work) -> Iterator[Callable[[], Made | Lost]]:
        """Has ``work`` done in a process of its own while the context does something else, until it calls for it."""
        pool = self._pool(work, 1)
        results = pool.run([task])

        def wait() -> Made | Lost:
            ((_, result),) = results
            if isinstance(result, OSError):
                raise result
            return result

        try:
            yield wait
        finally:
            pool.end()

    def _pool(self, work: Callable[[Work], Made], tasks: int) -> Pool[Work, Made | OSError]:
        return Pool(partial(_told, work), min(self.jobs, tasks), _TIMEOUT, self.verbose)


def _told(work: Callable[[Work], Made], task: Work) -> Made | OSError:
    try:
        return work(task)
    except OSError as problem:
        return problem


def write_tables(
    writer: RunWriter,
    entries: Sequence[Entry],
    rows: Mapping[str, int],
    store: Store,
    makers: Makers,
    said: Said,
    summary: RunSummary,
) -> list[Built]:
    """Put the tables of ``entries`` into ``writer`` and their account into ``summary``. Returns the blocks.

    ``rows`` are those of each table that are kept of documents.

    Raises OSError when the disk is full, OutputError when the tables cannot be put together.
    """
    blocks = list(cut(entries, any(count > writer.large for count in rows.values())))
    correcting = Correcting(said.cells)
    built = _built(blocks, store, makers, correcting)
    for block in built:
        summary.add(block.summary)
        correcting.meet(block.met)
    task = whole.Task(built, said.persons, makers.scratch, makers.state / "parts")
    with makers.beside(whole.tell, task) as wait:
        for name in _OF_BLOCKS:
            for block in built:
                if block.rows.get(name):
                    writer.link(name, block.sealed(name))
        writer.lay(name for name in _OF_BLOCKS if name not in _SAID_LAST)
        told = wait()
    if isinstance(told, Lost):
        told = _without_checks(task, makers, told)
    for name in ("attendees", "sessions", "persons"):
        for sealed in told.files(built, name):
            writer.link(name, sealed)
    unused = [*whole.unmatched_rows(told.unmatched), *correcting.unused()]
    summary.noted(unused)
    summary.checked({name: table.to_pylist() for name, table in told.found.items()})
    writer.append(to_arrow({"diagnostics": unused}))
    writer.append(told.found)
    writer.lay()
    return built


def _without_checks(task: whole.Task, makers: Makers, lost: Lost) -> whole.Whole:
    """What the whole run tells, made once more without the checks: their crash costs what they say alone."""
    ((_, told),) = makers.make(whole.tell, [replace(task, checked=False)])
    if isinstance(told, Lost):
        raise OutputError(f"the tables could not be written: telling persons apart {told.reason}")
    return replace(told, found=to_arrow({"diagnostics": [broke_down("run-check", lost.reason)]}))


def _built(blocks: Sequence[Block], store: Store, makers: Makers, correcting: Correcting) -> list[Built]:
    """Each block, as an earlier run left it or made now."""
    tasks = []
    for block in blocks:
        cells = correcting.of(entry.item.document_id for entry in block.entries)
        tasks.append(Task(block, store, makers.blocks / f"{block.digest}.{stamp_of(cells)}", cells))
    done: dict[int, Built] = {}
    for number, task in enumerate(tasks):
        known = kept(task.folder, task.block.whose)
        if known:
            done[number] = known
    missing = [number for number in range(len(tasks)) if number not in done]
    for index, result in makers.make(build, [tasks[number] for number in missing]):
        number = missing[index]
        # What breaks a process down is a check: without, the block is the work of plain code, and done here.
        done[number] = build(replace(tasks[number], checked=False)) if isinstance(result, Lost) else result
    return [done[number] for number in range(len(tasks))]


def forget_blocks(makers: Makers, built: Sequence[Built]) -> None:
    """Remove the blocks that are not ``built``."""
    wanted = {block.folder.name for block in built}
    if makers.blocks.is_dir():
        for entry in os.scandir(makers.blocks):
            if entry.name not in wanted:
                shutil.rmtree(entry.path)
