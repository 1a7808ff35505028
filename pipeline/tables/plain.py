"""Stitching for callers without a layout: page numbers and running heads are guessed from their place."""

from __future__ import annotations

from models.document import Page, Table
from pipeline.tables.stitch import PageTables, stitch

_MARGIN = 0.075  # of the page height: text above or below this is a running header or footer


def stitched(pages: list[Page], tables: list[list[Table]]) -> list[Table]:
    """The tables of consecutive pages, joined over page ends; ``tables`` holds those of each page."""
    return stitch([_with_body(page, found) for page, found in zip(pages, tables, strict=True)])


def _with_body(page: Page, tables: list[Table]) -> PageTables:
    boxes = [t.boxes[page.number] for t in tables]
    low, high = _MARGIN * page.height, (1 - _MARGIN) * page.height
    outside = [
        w
        for w in page.words
        if low <= (w.top + w.bottom) / 2 <= high and not any(b.contains(w.box, 0) for b in boxes)
    ]
    top = min((w.top for w in outside), default=None)
    bottom = max((w.bottom for w in outside), default=None)
    return PageTables(page, tables, top, bottom)
