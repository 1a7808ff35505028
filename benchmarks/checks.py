"""Time and memory of the checks over many documents: the tables of a run, repeated under new ids.

python -m benchmarks.checks TABLES [DOCUMENTS]

Measured on one of two shared cores: 10,024 documents with 6,064,878 rows, 7,876 findings, in 38 s of CPU and 524 MB of
memory; 3.8 ms a document. Sums of columns take 6 s of it, opening the tables 4 s.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from models.schema import TABLES
from pipeline.checks import CHECKS
from pipeline.checks.registry import Finding
from pipeline.checks.tables import Run

DOCUMENTS = 10_000


def main() -> int:
    if not 2 <= len(sys.argv) <= 3 or not Path(sys.argv[1], "documents.parquet").exists():
        print(__doc__, file=sys.stderr)
        return 2
    wanted = int(sys.argv[2]) if len(sys.argv) == 3 else DOCUMENTS
    with tempfile.TemporaryDirectory(prefix="actable-bench-") as folder:
        # In a process of its own: the memory of a parent counts as its child's.
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            rows = pool.submit(repeat, Path(sys.argv[1]), Path(folder), wanted).result()
        size = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6
        print(f"{rows['documents']:,} documents, {sum(rows.values()):,} rows, {size:,.0f} MB of Parquet")
        spent, cpu, peak = measure(Path(folder))
        found = pq.read_metadata(Path(folder, "findings.parquet")).num_rows
        print(
            f"actable check: {spent:.1f} s ({cpu:.1f} s of CPU), {found:,} findings, at most {peak:,.0f} MB of memory"
        )
        print_each(Path(folder))
    return 0


def measure(folder: Path) -> tuple[float, float, float]:
    """Seconds by the clock and of CPU, and megabytes, that ``actable check`` takes as a process of its own."""
    began = time.perf_counter()
    command = [sys.executable, "-c", "from pipeline.cli import app; app()", "check", str(folder)]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"actable check ended with status {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def repeat(source: Path, target: Path, documents: int) -> dict[str, int]:
    """Write the tables of ``source`` so often into ``target`` that it holds ``documents``; returns rows a table.

    Ids, names of files and of authorities are those of the copy, as if each were another authority's.
    """
    db = duckdb.connect()
    db.execute("SET enable_progress_bar = false")
    held = db.execute(f"SELECT count(*) FROM read_parquet('{source}/documents.parquet')").fetchone()
    copies = -(-documents // max(held[0] if held else 1, 1))
    rows = {}
    for name, spec in TABLES.items():
        path = source / f"{name}.parquet"
        if not path.exists():
            continue
        own = [c for c in spec.columns if c.endswith("_id") and c != "act_id"] + ["authority", "file_name"]
        change = ", ".join(f"'c' || copy || '-' || {c} AS {c}" for c in own if c in spec.columns)
        replaced = f"REPLACE ({change})" if change else ""
        sql = f"SELECT r.* {replaced} FROM range({copies}) c(copy), read_parquet('{path}') r ORDER BY copy"
        db.execute(f"COPY ({sql}) TO '{target}/{name}.parquet' (FORMAT parquet, COMPRESSION zstd)")
        count = db.execute(f"SELECT count(*) FROM read_parquet('{target}/{name}.parquet')").fetchone()
        rows[name] = count[0] if count else 0
    return rows


def print_each(folder: Path) -> None:
    """Seconds and findings of each check, the tables open already."""
    began = time.perf_counter()
    with Run(folder) as run:
        print(f"{'opening the tables':<28}{time.perf_counter() - began:>8.2f} s")
        for check in CHECKS.values():
            began = time.perf_counter()
            found = sum(isinstance(outcome, Finding) for outcome in check.run(run))
            print(f"{check.slug:<28}{time.perf_counter() - began:>8.2f} s{found:>10,}")


if __name__ == "__main__":
    sys.exit(main())
