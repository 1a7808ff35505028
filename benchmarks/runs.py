"""What a run costs as documents grow in number: time, memory and disk, and what one more document costs then.

    python -m benchmarks.runs [FOLDER] [COUNT ...] [--jobs N] [--read-once]

FOLDER (default data/raw) is repeated with a changed byte until there are COUNT documents (default 100 and 1000). Each
run is `actable extract` in processes of its own, without recognition; then one document is added and it runs again.
Seconds of CPU are those of all processes together, and hardly depend on what else the machine does. With --read-once
each document of FOLDER is read once, and its copies take its rows under ids of their own: what is left is the cost of
the run itself, which is the part that could grow.

Measured on 2 cores: see docs/cluster.md.
"""

from __future__ import annotations

import pickle
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import psutil
import pyarrow as pa

from pipeline.batch.inputs import Input
from pipeline.batch.run import extract
from pipeline.batch.write import ArrowTables, to_arrow
from pipeline.document import process
from pipeline.readers import ReadOptions

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
    """Run ``command`` and look at its processes meanwhile. Raises CalledProcessError when it fails.

    What processes spent that end between two looks is in the system's account of those that were waited for; workers
    that outlive who began them are not. The larger figure is told.
    """
    began, before = time.monotonic(), _waited_for()
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
        with suppress(psutil.TimeoutExpired):
            process.wait(_LOOK)
    if process.returncode not in (0, 3):
        raise subprocess.CalledProcessError(process.returncode, command)
    cpu = max(own + sum(spent.values()), _waited_for() - before)
    return Cost(time.monotonic() - began, cpu, own, parent, worker)


def _waited_for() -> float:
    """Seconds of CPU of the processes that ended so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def read_once(folder: Path, target: Path) -> None:
    """Keep the rows of each document of ``folder``, in order, for ``reread``."""
    kept = []
    for path in sources_of(folder):
        tables = to_arrow(process(path.read_bytes(), path.name, path.name, ReadOptions(ocr="never")))
        kept.append({name: _plain(table) for name, table in tables.items()})
    target.write_bytes(pickle.dumps(kept))


def _plain(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    stream: bytes = sink.getvalue().to_pybytes()
    return stream


@cache
def _kept(source: Path) -> Any:
    return pickle.loads(source.read_bytes())


def reread(item: Input, source: Path) -> ArrowTables:
    """The rows that ``read_once`` kept of the document that ``item`` is a copy of, under its own id."""
    kept = _kept(source)
    tables = kept[int(item.path.stem) % len(kept)]
    row = pa.ipc.open_stream(tables["documents"]).read_all().to_pylist()[0]
    names = ((row["sha256"], str(item.sha256)), (row["document_id"], item.document_id))
    for old, new in names:
        tables = {name: stream.replace(old.encode(), new.encode()) for name, stream in tables.items()}
    return {name: pa.ipc.open_stream(stream).read_all() for name, stream in tables.items()}


def sources_of(folder: Path) -> list[Path]:
    """The PDFs below ``folder``, without the scan, in order."""
    return [path for path in sorted(folder.rglob("*.pdf")) if path.stem != "scan"]


def repeat(sources: list[Path], folder: Path, first: int, last: int) -> None:
    """Write the documents ``first`` to ``last``: the sources in turn, each with a byte of its own at its end."""
    for number in range(first, last):
        source = sources[number % len(sources)]
        (folder / f"{number:06}.pdf").write_bytes(source.read_bytes() + f"\n% {number}\n".encode())


def size_of(folder: Path) -> float:
    """What the files below ``folder`` take, in MB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def main(folder: Path, counts: list[int], jobs: int, once: bool) -> None:
    """Print a row for each of ``counts``."""
    sources = sources_of(folder)
    place = Path(tempfile.mkdtemp(prefix="actable-runs-"))
    acts, tables = place / "acts", place / "tables"
    command = [sys.executable, "-m", "actable", "extract", str(acts), "-o", str(tables), "--ocr", "never"]
    command += ["--jobs", str(jobs)]
    kept = Path(f"{place}.kept")
    if once:
        read_once(folder, kept)
        command = [sys.executable, "-m", "benchmarks.runs", "--run", str(acts), str(tables), str(jobs), str(kept)]
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
        kept.unlink(missing_ok=True)


def run(acts: str, tables: str, jobs: str, kept: str) -> None:
    """A run over copies that are not read again."""
    from benchmarks.runs import reread as work  # workers know it by this name

    extract([acts], tables, jobs=int(jobs), work=partial(work, source=Path(kept)))


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments[:1] == ["--run"]:
        run(*arguments[1:])
        sys.exit()
    once = "--read-once" in arguments
    arguments = [argument for argument in arguments if argument != "--read-once"]
    workers = int(arguments.pop()) if "--jobs" in arguments else 2
    where = Path(arguments.pop(0)) if arguments and arguments[0][:1] not in "0123456789-" else Path("data/raw")
    main(where, [int(argument) for argument in arguments if argument.isdigit()] or [100, 1000], workers, once)
