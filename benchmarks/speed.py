"""Milliseconds a page, stage by stage, on one core.

python -m benchmarks.speed FOLDER
"""

from __future__ import annotations

import sys
import time
from itertools import pairwise
from pathlib import Path

from extractors import run_extractors
from pipeline.assemble import assemble
from pipeline.batch.write import to_arrow
from pipeline.readers import ReadError, open_document
from pipeline.segment import segment

STAGES = ("read", "segment", "extract", "assemble", "to Arrow")


def main() -> int:
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        print(__doc__, file=sys.stderr)
        return 2
    totals = dict.fromkeys(STAGES, 0.0)
    pages = 0
    files = sorted(path for path in Path(sys.argv[1]).rglob("*") if path.suffix.lower() == ".pdf")
    print(f"{'file':<44}{'pages':>6}" + "".join(f"{stage:>10}" for stage in STAGES))
    for file in files:
        try:
            count, seconds = measure(file)
        except ReadError as problem:
            print(problem)
            continue
        pages += count
        print(f"{file.name[:43]:<44}{count:>6}" + "".join(f"{1000 * s / count:>10.1f}" for s in seconds))
        for stage, spent in zip(STAGES, seconds, strict=True):
            totals[stage] += spent
    if pages:
        print(f"{'all':<44}{pages:>6}" + "".join(f"{1000 * s / pages:>10.1f}" for s in totals.values()))
        print(f"{1000 * sum(totals.values()) / pages:.1f} ms a page")
    return 0


def measure(file: Path) -> tuple[int, list[float]]:
    """Pages of ``file`` and the seconds that each stage takes. Raises ReadError when it cannot be read."""
    clock = [time.perf_counter()]
    document = open_document(file.read_bytes(), file.name)
    clock.append(time.perf_counter())
    segmented = segment(document)
    clock.append(time.perf_counter())
    rows = run_extractors(document, segmented)
    clock.append(time.perf_counter())
    tables = assemble(document, segmented.acts, segmented.parts, rows)
    clock.append(time.perf_counter())
    to_arrow(tables)
    clock.append(time.perf_counter())
    return document.page_count, [after - before for before, after in pairwise(clock)]


if __name__ == "__main__":
    sys.exit(main())
