"""Worker processes with limits of time and memory: a task that hangs, crashes or swells costs itself alone."""

from __future__ import annotations

import logging
import os
import resource
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from pipeline.batch.preload import context

log = logging.getLogger("actable")

Task = TypeVar("Task")
Result = TypeVar("Result")

_BEGUN = "begun"  # what a worker says when it takes a task up
_STARTUP = 120.0  # seconds that a new process may take before that: its imports are no fault of the task
_TASKS_OF_A_WORKER = 200  # then it is replaced, so that what libraries leak is given back


@dataclass(frozen=True, slots=True)
class Lost:
    """Why a task has no result."""

    reason: str
    hint: str = ""


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    task: int | None = None
    deadline: float = 0.0
    served: int = 0


class Pool(Generic[Task, Result]):
    """Runs ``work`` on tasks in ``jobs`` processes; ``work`` must be importable by name in a new process.

    A task may take ``timeout`` seconds and ``memory`` bytes of data; one that is lost is tried once more.
    """

    def __init__(
        self,
        work: Callable[[Task], Result],
        jobs: int,
        timeout: float,
        verbose: bool = False,
        memory: int | None = None,
    ) -> None:
        self._work = work
        self._jobs = max(1, jobs)
        self._timeout = timeout
        self._verbose = verbose
        self._memory = memory
        self._context = context()
        self._workers: list[_Worker] = []

    def run(self, tasks: Sequence[Task]) -> Generator[tuple[int, Result | Lost], None, None]:
        """The result of each task with its index, as they come. Workers end with the iterator.

        They begin at once, also when the caller does something else before it asks for results.
        """
        waiting = deque(range(len(tasks)))
        self._hand_out(waiting, tasks)
        return self._results(tasks, waiting)

    def _results(
        self, tasks: Sequence[Task], waiting: deque[int]
    ) -> Generator[tuple[int, Result | Lost], None, None]:
        again: set[int] = set()
        left = len(tasks)
        try:
            while left:
                self._hand_out(waiting, tasks)
                done: list[tuple[int, Result | Lost]] = []
                for index, result in self._collect():
                    if isinstance(result, Lost) and index not in again:
                        again.add(index)
                        waiting.append(index)
                        continue
                    done.append((index, result))
                left -= len(done)
                self._hand_out(waiting, tasks)  # before the caller takes its time with what is done
                yield from done
        finally:
            self.end()

    def end(self) -> None:
        """End the workers, whatever they do."""
        for worker in self._workers:
            _end(worker)
        self._workers.clear()

    def _hand_out(self, waiting: deque[int], tasks: Sequence[Task]) -> None:
        for worker in self._idle(len(waiting)):
            if not waiting:
                break
            index = waiting.popleft()
            self._start(worker, index, tasks[index])

    def _idle(self, waiting: int) -> Iterator[_Worker]:
        """The workers without a task, after new ones were started for what waits."""
        busy = sum(worker.task is not None for worker in self._workers)
        while len(self._workers) < min(self._jobs, busy + waiting):
            here, there = self._context.Pipe()
            process = self._context.Process(  # type: ignore[attr-defined]
                target=_serve, args=(self._work, there, self._verbose, self._memory), daemon=True
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
                result = Lost(f"took more than {self._timeout:g} s and was stopped", "give more time with --timeout")
            else:
                continue
            collected.append((worker.task, result))
            worker.task = None
            worker.served += 1
            if isinstance(result, Lost) or worker.served == _TASKS_OF_A_WORKER:
                self._workers.remove(worker)
                _end(worker)
        return collected


def _receive(worker: _Worker) -> Any:
    """What the worker sends, or why it ended instead."""
    try:
        return worker.pipe.recv()
    except (EOFError, OSError):
        worker.process.join()
        return _death(worker.process.exitcode)


def _serve(work: Callable[[Task], Result], pipe: Connection, verbose: bool, memory: int | None) -> None:
    """The life of a worker: a task in, a result out, until the pipe closes."""
    os.setpgid(0, 0)  # what it starts ends with it; the parent decides what an interrupt means
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if verbose:
        logging.basicConfig(format="%(name)s: %(message)s")
        logging.getLogger("actable").setLevel(logging.DEBUG)
    if memory is not None:
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    try:
        while True:
            task = pipe.recv()
            pipe.send(_BEGUN)
            try:
                result: Result | Lost = work(task)
            except MemoryError:
                needs = f"needs more than {(memory or 0) / 1e9:.1f} GB of memory and was stopped"
                result = Lost(needs, "give more with --memory")
            pipe.send(result)
    except (EOFError, BrokenPipeError):
        return
    except Exception:
        log.debug("a worker ends", exc_info=True)
        sys.exit(1)


def _death(code: int | None) -> Lost:
    if code is not None and code < 0:
        name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
        hint = "it may need more memory than there is" if name in ("SIGKILL", "SIGABRT") else ""
        return Lost(f"crashed the process that worked on it ({name})", hint)
    return Lost(f"ended the process that worked on it (exit status {code})")


def _end(worker: _Worker) -> None:
    worker.pipe.close()
    if worker.process.pid is not None:
        with suppress(OSError):  # a process that has just begun leads no group yet
            os.killpg(worker.process.pid, signal.SIGKILL)
    worker.process.kill()
    worker.process.join()
