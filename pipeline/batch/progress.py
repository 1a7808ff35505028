"""The progress bar of a run: documents and pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.batch.run import Progress as Report


@contextmanager
def progress_bar(console: Console) -> Iterator[Report]:
    """Shows a bar on ``console`` while the context lasts, nothing where that is no terminal; gives its update."""
    columns = (
        TextColumn("documents"),
        MofNCompleteColumn(),
        BarColumn(),
        TextColumn("{task.fields[pages]} pages"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("documents", total=None, pages=0)

        def report(done: int, documents: int, pages: int) -> None:
            bar.update(task, completed=done, total=documents, pages=pages)

        yield report
