"""Table reading: a page of words, rules and shadings in, tables with spans, header rows and places out.

This package knows nothing of acts and nothing of PDF.
"""

from __future__ import annotations

from collections.abc import Iterable

from models.document import Box, Page, Table, Word
from pipeline.tables.aligned import find_aligned
from pipeline.tables.breaks import row_breaks
from pipeline.tables.cells import build, contents, in_order
from pipeline.tables.edges import rule_edges, with_fills
from pipeline.tables.headed import with_body
from pipeline.tables.headers import header_path, mark_headers, section_rows
from pipeline.tables.judge import is_table
from pipeline.tables.lattice import find_grids
from pipeline.tables.nested import part_nested
from pipeline.tables.overlays import find_overlays, lift
from pipeline.tables.refine import refine
from pipeline.tables.stacked import join_stacked
from pipeline.tables.stitch import PageTables, stitch
from pipeline.tables.trust import confidence, doubts
from pipeline.tables.turned import turn_back, turn_page, way_of

__all__ = ["PageTables", "doubts", "find_tables", "header_path", "section_rows", "stitch"]


def find_tables(page: Page) -> list[Table]:
    """The tables of one page, top to bottom; rows and columns count from 0.

    Frames, text boxes and other drawn things that are not tables are left out. A table that stands in a cell of
    another is a table of its own, and the outer cell does not repeat its words. Words of a stamp laid over a table
    are in no cell.
    """
    way = way_of(page)
    if way is not None:
        turned, originals = turn_page(page, way)
        return turn_back(_find_upright(turned), page, way, originals)
    overlays = find_overlays(page)
    return _find_upright(lift(page, overlays) if overlays else page)


def _within(box: Box, words: Iterable[Word]) -> list[Word]:
    """The words whose middle lies in ``box``."""
    x0, top, x1, bottom = 2 * box.x0, 2 * box.top, 2 * box.x1, 2 * box.bottom
    return [w for w in words if top <= w.top + w.bottom <= bottom and x0 <= w.x0 + w.x1 <= x1]


def _find_upright(page: Page) -> list[Table]:
    edges = rule_edges(page)
    vertical = [r for r in page.rules if not r.horizontal]
    grids = find_grids(edges)
    if page.fills:
        more = with_fills(edges, page, [g.box for g in grids if len(g.spans) >= 4])
        grids = find_grids(more) if more is not edges else grids
    free = in_order(page.words)
    tables: list[Table] = []
    # Inner grids first: their words belong to them, not to the cell or frame around them.
    pieces = [piece for grid in join_stacked(grids, free) for piece in part_nested(grid, free)]
    pieces = [with_body(piece, free, edges.horizontal) for piece in pieces]
    for grid in sorted(pieces, key=lambda g: g.box.width * g.box.height):
        words = _within(grid.box, free)
        table = build(*refine(row_breaks(grid, vertical, words), words), page.number)
        if is_table(table, page):
            tables.append(table)
            held = set(map(id, words))
            free = [w for w in free if id(w) not in held]
    for grid in find_aligned(page, free, edges, [t.boxes[page.number] for t in tables]):
        table = build(grid, contents(grid, free), page.number)
        if is_table(table, page):
            tables.append(table)
    for table in tables:
        mark_headers(table, page)
        table.confidence = confidence(table, page, tables)
    return sorted(tables, key=lambda t: (t.boxes[page.number].top, t.boxes[page.number].x0))
