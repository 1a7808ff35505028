"""A run over many machines: the same tasks on the workers of a Dask scheduler, each in a process of its own there."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import Any, Generic, TypeVar

from pipeline.batch.pool import Lost, Pool

Task = TypeVar("Task")
Result = TypeVar("Result")

_PATIENCE = "20s"  # for the scheduler to answer
_AHEAD = 4  # tasks in the cluster for each of its threads: enough to keep it busy, few enough to hold


class ClusterError(Exception):
    """A scheduler that cannot be used; the message is one sentence for the operator."""


class Cluster(Generic[Task, Result]):
    """Runs ``work`` on tasks in the workers of the Dask scheduler at ``address``, as ``Pool`` does on this machine.

    Raises ClusterError when the scheduler cannot be reached or has no workers.
    """

    def __init__(
        self,
        work: Callable[[Task], Result],
        address: str,
        timeout: float,
        memory: int | None = None,
    ) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise ClusterError("--engine dask needs the extra 'dask'; pip install 'actable[dask]'") from None
        try:
            self._client = Client(address, timeout=_PATIENCE, set_as_default=False)
            self._client.wait_for_workers(1, timeout=60)
        except (OSError, TimeoutError, ValueError) as problem:
            raise ClusterError(
                f"no Dask scheduler with workers answers at {address} ({type(problem).__name__}); start one, see docs/cluster.md"
            ) from None
        self._arguments = (work, timeout, memory)

    def run(self, tasks: Iterable[Task]) -> Generator[tuple[int, Result | Lost], None, None]:
        """The result of each task with its index, as they come. The connection ends with the iterator."""
        from distributed import as_completed

        try:
            waiting = iter(enumerate(tasks))
            flowing = as_completed(loop=self._client.loop)
            numbers: dict[str, int] = {}

            def send() -> None:
                number, task = next(waiting, (None, None))
                if number is not None:
                    future = self._client.submit(_alone, *self._arguments, task, pure=False, retries=1)
                    numbers[future.key] = number
                    flowing.add(future)

            for _ in range(_AHEAD * max(sum(self._client.nthreads().values()), 1)):
                send()
            for future in flowing:
                yield numbers.pop(future.key), _outcome(future)
                send()
        finally:
            self._client.close()


def _outcome(future: Any) -> Any:
    """The result of a task, or why there is none."""
    if future.status == "finished":
        return future.result()
    problem = future.exception()
    return Lost(f"was given up by the cluster ({type(problem).__name__})", "see the logs of its workers")


def _alone(work: Callable[[Task], Result], timeout: float, memory: int | None, task: Task) -> Result | Lost:
    """Run one task in a process of its own, so that what hangs or crashes does not cost the worker."""
    try:
        ((_, result),) = Pool(work, 1, timeout, memory=memory).run([task])
    except AssertionError:  # what Python says of a process that may have no children
        return Lost(
            "was not read: the Dask workers may start no process",
            "start them with --no-nanny, or with DASK_DISTRIBUTED__WORKER__DAEMON=False",
        )
    return result
