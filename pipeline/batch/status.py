"""`actable status`: what a folder of tables holds, and whether a run is writing to it."""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.batch.publish import staging_folder
from pipeline.batch.report import last_report
from pipeline.batch.store import STATE

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True)
class Status:
    """``kept`` documents are in the books of the runs, ``report`` is the account of the last one that ended."""

    folder: Path
    running: bool
    kept: int
    report: dict[str, Any] | None


def status_of(folder: Path) -> Status:
    """The state of ``folder``. Raises FileNotFoundError when there is neither a run nor a trace of one."""
    kept = sum(1 for path in (folder / STATE / "documents").glob("*/*") if not path.name.startswith("."))
    status = Status(folder, _locked(staging_folder(folder)), kept, last_report(folder))
    if status.report is None and not kept and not status.running:
        raise FileNotFoundError(f"{folder} holds no run of actable; name the folder given with --output")
    return status


def show(status: Status, console: Console) -> None:
    """Print the state."""
    report = status.report
    if report:
        counts = ", ".join(f"{report['statuses'][name]} {name}" for name in ("ok", "partial", "failed"))
        findings = ", ".join(f"{report['findings'][name]} {name}" for name in ("error", "warning", "info"))
        console.print(
            f"last run: {report['finished']}, {report['documents']} documents ({counts}), {report['read']} read"
        )
        console.print(f"findings: {findings}; see {status.folder / 'report.html'}", highlight=False)
    else:
        console.print("no run has ended here yet")
    console.print(f"{status.kept} documents are read and kept; the next run does not read them again")
    console.print("a run is writing to this folder now" if status.running else "no run is writing to this folder")


def _locked(folder: Path) -> bool:
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return False
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
