"""What worker processes need, loaded once for all of them where the system can fork."""

from __future__ import annotations

import multiprocessing
from multiprocessing import forkserver
from multiprocessing.context import BaseContext

from extractors import MODULES

_ALL = (
    "pipeline.document",
    "pipeline.layout",
    "pipeline.readers.native",
    *MODULES,
    "pipeline.batch.build",
    "pipeline.batch.whole",
    "pipeline.checks",
    "duckdb",
    "pipeline.batch.warm",
)


def context() -> BaseContext:
    """Processes that share nothing with this one, started fast where the system can."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    chosen = multiprocessing.get_context("forkserver")
    chosen.set_forkserver_preload(list(_ALL))
    return chosen


def begin() -> None:
    """Have it loaded in the background, while this process still loads what it needs itself."""
    if context().get_start_method() == "forkserver":
        forkserver.ensure_running()
