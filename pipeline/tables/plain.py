"""Stitching for callers without a layout: running headers and footers are told by their repetition."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.document import Page, Table, Word
from pipeline.tables.cells import lines_of
from pipeline.tables.stitch import PageTables, stitch

_MARGIN = 0.06  # of the page height: text above or below this is no running text
_BAND = 0.16  # of the page height: where running headers and footers stand
_DRIFT = 6.0  # points that a running line may move between pages


def stitched(pages: Sequence[Page], tables: Sequence[list[Table]]) -> list[Table]:
    """The tables of consecutive pages, joined over page ends; ``tables`` holds those of each page."""
    lines = [_margin_lines(page) for page in pages]
    out = []
    for n, (page, found) in enumerate(zip(pages, tables, strict=True)):
        near = [line for other in (n - 1, n + 1) if 0 <= other < len(pages) for line in lines[other]]
        out.append(_with_body(page, found, near))
    return stitch(out)


def _margin_lines(page: Page) -> list[tuple[str, float]]:
    band = [w for w in page.words if not _BAND * page.height < w.top < (1 - _BAND) * page.height]
    return [(_key(line), line[0].top) for line in lines_of(band)]


def _key(line: Sequence[Word]) -> str:
    return re.sub(r"\d+", "#", " ".join(w.text for w in line))


def _with_body(page: Page, tables: list[Table], near: Sequence[tuple[str, float]]) -> PageTables:
    held = {w for t in tables for c in t.cells for w in c.passage.words()}
    low, high = _MARGIN * page.height, (1 - _MARGIN) * page.height
    body: list[Word] = []
    for line in lines_of([w for w in page.words if w not in held]):
        key, top = _key(line), line[0].top
        if low <= top <= high and not any(k == key and abs(t - top) <= _DRIFT for k, t in near):
            body += line
    first = min((w.top for w in body), default=None)
    last = max((w.bottom for w in body), default=None)
    return PageTables(page, tables, first, last)
