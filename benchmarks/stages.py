"""Milliseconds a page, stage by stage, in one process."""

from __future__ import annotations

import gc
import time
from itertools import pairwise
from pathlib import Path

from extractors import run_extractors
from pipeline.assemble import assemble
from pipeline.batch.write import to_arrow
from pipeline.layout import lay_out
from pipeline.readers.native import read_pdf
from pipeline.segment import segment

STAGES = ("read", "lay out", "segment", "extract", "assemble", "to Arrow")


def stage_costs(files: list[Path], rounds: int = 3) -> list[str]:
    """The least CPU that each stage took in ``rounds`` over ``files``, as lines of a Markdown table."""
    best = dict.fromkeys(STAGES, float("inf"))
    pages = 0
    for _ in range(rounds):
        pages, spent = 0, dict.fromkeys(STAGES, 0.0)
        for file in files:
            count, seconds = _measure(file)
            pages += count
            for stage, took in zip(STAGES, seconds, strict=True):
                spent[stage] += took
        best = {stage: min(best[stage], spent[stage]) for stage in STAGES}
    total = sum(best.values())
    lines = ["| stage | ms of CPU a page | share |", "|---|---|---|"]
    lines += [f"| {stage} | {1000 * took / pages:.1f} | {took / total:.0%} |" for stage, took in best.items()]
    return [*lines, f"| all | {1000 * total / pages:.1f} | |"]


def _measure(file: Path) -> tuple[int, list[float]]:
    """Pages of ``file`` and the seconds of CPU that each stage takes, without a search for cycles, as in a run."""
    gc.disable()
    clock = [time.process_time()]
    document = read_pdf(file.read_bytes(), file.name)
    clock.append(time.process_time())
    lay_out(document)
    clock.append(time.process_time())
    segmented = segment(document)
    clock.append(time.process_time())
    rows = run_extractors(document, segmented)
    clock.append(time.process_time())
    tables = assemble(document, segmented.acts, segmented.parts, rows)
    clock.append(time.process_time())
    to_arrow(tables)
    clock.append(time.process_time())
    gc.enable()
    return document.page_count, [after - before for before, after in pairwise(clock)]
