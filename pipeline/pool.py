"""Worker processes with a time limit for each task: one that hangs or crashes costs its own task alone."""

from __future__ import annotations

import logging
import multiprocessing
import signal
import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

log = logging.getLogger("actable")

Task = TypeVar("Task")
Result = TypeVar("Result")

_BEGUN = "begun"  # what a worker says when it takes a task up
_STARTUP = 120.0  # seconds that a new process may take before that: its imports are no fault of the task
_AHEAD = 64  # tasks a worker may run ahead of the slowest: bounds what waits to be written


@dataclass(frozen=True, slots=True)
class Lost:
    """Why a task has no result."""

    reason: str
    timed_out: bool = False


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    task: int | None = None
    deadline: float = 0.0


class Pool(Generic[Task, Result]):
    """Runs ``work`` on tasks in ``jobs`` processes; ``work`` must be importable by name in a new process.

    ``preload`` names the modules that workers need, loaded once for all of them where the system can fork.
    """

    def __init__(
        self,
        work: Callable[[Task], Result],
        jobs: int,
        timeout: float,
        preload: Sequence[str] = (),
        verbose: bool = False,
    ) -> None:
        self._work = work
        self._jobs = max(1, jobs)
        self._timeout = timeout
        self._verbose = verbose
        self._context = _context(preload)
        self._workers: list[_Worker] = []

    def run(
        self, tasks: Sequence[Task], arrived: Callable[[Result | Lost], None] | None = None
    ) -> Generator[Result | Lost, None, None]:
        """Results in the order of tasks; ``arrived`` is told of each as it comes. Workers end with the iterator."""
        done: dict[int, Result | Lost] = {}
        waiting = iter(range(len(tasks)))
        upcoming = next(waiting, None)
        try:
            for index in range(len(tasks)):
                while index not in done:
                    for worker in self._idle(len(tasks)):
                        if upcoming is None or upcoming > index + _AHEAD * self._jobs:
                            break
                        self._start(worker, upcoming, tasks[upcoming])
                        upcoming = next(waiting, None)
                    for number, result in self._collect():
                        done[number] = result
                        if arrived:
                            arrived(result)
                yield done.pop(index)
        finally:
            for worker in self._workers:
                _end(worker)
            self._workers.clear()

    def _idle(self, tasks: int) -> Iterator[_Worker]:
        while len(self._workers) < min(self._jobs, tasks):
            here, there = self._context.Pipe()
            process = self._context.Process(  # type: ignore[attr-defined]
                target=_serve, args=(self._work, there, self._verbose), daemon=True
            )
            process.start()
            there.close()
            self._workers.append(_Worker(process, here))
        return (worker for worker in self._workers if worker.task is None)

    def _start(self, worker: _Worker, index: int, task: Task) -> None:
        worker.task = index
        worker.deadline = time.monotonic() + _STARTUP + self._timeout
        with suppress(OSError):  # it died while idle: _collect sees its end
            worker.pipe.send(task)

    def _collect(self) -> list[tuple[int, Result | Lost]]:
        """Wait for a result, an end or a deadline; what it gave, with the index of the task."""
        busy = [worker for worker in self._workers if worker.task is not None]
        patience = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
        ready = wait([worker.pipe for worker in busy], patience)
        collected: list[tuple[int, Result | Lost]] = []
        for worker in busy:
            assert worker.task is not None
            result: Result | Lost
            if worker.pipe in ready:
                message = _receive(worker)
                if message == _BEGUN:
                    worker.deadline = time.monotonic() + self._timeout
                    continue
                result = message
            elif time.monotonic() >= worker.deadline:
                result = Lost(f"took more than {self._timeout:g} s and was stopped", timed_out=True)
            else:
                continue
            collected.append((worker.task, result))
            worker.task = None
            if isinstance(result, Lost):
                self._workers.remove(worker)
                _end(worker)
        return collected


def _receive(worker: _Worker) -> Any:
    """What the worker sends, or why it ended instead."""
    try:
        return worker.pipe.recv()
    except (EOFError, OSError):
        worker.process.join()
        return Lost(_death(worker.process.exitcode))


def _serve(work: Callable[[Task], Result], pipe: Connection, verbose: bool) -> None:
    """The life of a worker: a task in, a result out, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    if verbose:
        logging.basicConfig(format="%(name)s: %(message)s")
        logging.getLogger("actable").setLevel(logging.DEBUG)
    try:
        while True:
            task = pipe.recv()
            pipe.send(_BEGUN)
            pipe.send(work(task))
    except (EOFError, BrokenPipeError):
        return
    except Exception:
        log.debug("a worker ends", exc_info=True)
        sys.exit(1)


def _context(preload: Sequence[str]) -> BaseContext:
    """Processes that share nothing with this one, started fast where the system can."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    return context


def _death(code: int | None) -> str:
    if code is not None and code < 0:
        name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
        hint = "; it may need more memory than there is" if name == "SIGKILL" else ""
        return f"crashed the process that worked on it ({name}){hint}"
    return f"ended the process that worked on it (exit status {code})"


def _end(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.kill()
    worker.process.join()
