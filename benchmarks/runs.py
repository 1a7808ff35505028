"""What a run costs as documents grow in number: time, memory and disk, and what one more document costs then.

    python -m benchmarks.runs [FOLDER] [COUNT ...] [--jobs N]

FOLDER (default data/raw) is repeated with a changed byte until there are COUNT documents (default 100 and 1000). Each
run is `actable extract` in processes of its own, without recognition; then one document is added and it runs again.
Seconds of CPU are those of all processes together, and hardly depend on what else the machine does.

Measured on 2 cores: see docs/cluster.md.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

_LOOK = 0.2  # seconds between two looks at the memory


@dataclass(frozen=True)
class Cost:
    """One run: ``parent`` and ``worker`` are peaks of resident memory in MB, of the largest process of each kind.

    ``cpu`` are seconds of all processes, ``own`` those of the parent alone: what more workers do not make faster.
    """

    seconds: float
    cpu: float
    own: float
    parent: float
    worker: float


def measure(command: list[str]) -> Cost:
    """Run ``command`` and look at the memory of its processes meanwhile. Raises CalledProcessError when it fails."""
    began = time.monotonic()
    process = psutil.Popen(command, stdout=subprocess.DEVNULL)
    parent = worker = own = 0.0
    spent: dict[int, float] = {}
    while process.poll() is None:
        try:
            parent, own = max(parent, process.memory_info().rss / 1e6), sum(process.cpu_times()[:2])
            for child in process.children(recursive=True):
                worker = max(worker, child.memory_info().rss / 1e6)
                spent[child.pid] = sum(child.cpu_times()[:2])
        except psutil.Error:
            pass  # it has just ended
        time.sleep(_LOOK)
    if process.returncode not in (0, 3):
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(time.monotonic() - began, own + sum(spent.values()), own, parent, worker)


def repeat(sources: list[Path], folder: Path, first: int, last: int) -> None:
    """Write the documents ``first`` to ``last``: the sources in turn, each with a byte of its own at its end."""
    for number in range(first, last):
        source = sources[number % len(sources)]
        (folder / f"{number:06}.pdf").write_bytes(source.read_bytes() + f"\n% {number}\n".encode())


def size_of(folder: Path) -> float:
    """What the files below ``folder`` take, in MB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def main(folder: Path, counts: list[int], jobs: int) -> None:
    sources = [path for path in sorted(folder.rglob("*.pdf")) if path.stem != "scan"]
    place = Path(tempfile.mkdtemp(prefix="actable-runs-"))
    acts, tables = place / "acts", place / "tables"
    command = [sys.executable, "-m", "actable", "extract", str(acts), "-o", str(tables), "--ocr", "never"]
    command += ["--jobs", str(jobs)]
    print(
        "| documents | a minute | ms of CPU each | of it parent | parent, MB | worker, MB | disk, KB each | one more, s of CPU |"
    )
    print("|---|---|---|---|---|---|---|---|")
    try:
        for count in counts:
            shutil.rmtree(place)
            acts.mkdir(parents=True)
            repeat(sources, acts, 0, count)
            whole = measure(command)
            disk = size_of(tables)
            repeat(sources, acts, count, count + 1)
            more = measure(command)
            each = [1000 * figure / count for figure in (whole.cpu, whole.own, disk)]
            row = (
                f"{count:,}",
                f"{count * 60 / whole.seconds:.0f}",
                f"{each[0]:.1f}",
                f"{each[1]:.1f}",
                f"{whole.parent:.0f}",
            )
            row += (f"{whole.worker:.0f}", f"{each[2]:.0f}", f"{more.cpu:.1f}")
            print(f"| {' | '.join(row)} |", flush=True)
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    workers = int(arguments.pop()) if "--jobs" in arguments else 2
    where = Path(arguments.pop(0)) if arguments and not arguments[0].isdigit() else Path("data/raw")
    main(where, [int(argument) for argument in arguments if argument.isdigit()] or [100, 1000], workers)
