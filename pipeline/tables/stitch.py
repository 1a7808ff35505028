"""Tables that run over pages, made one."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from models.document import Cell, Page, Table
from models.passage import join


class PageTables(NamedTuple):
    """A page with its tables and the extent of its running text outside them.

    ``body_top`` and ``body_bottom`` leave out running headers, footers and page numbers; None when the page holds
    nothing but tables.
    """

    page: Page
    tables: list[Table]
    body_top: float | None
    body_bottom: float | None


def stitch(pages: list[PageTables]) -> list[Table]:
    """All tables of the pages in order, those that go on over a page end joined into one."""
    out: list[Table] = []
    open_table: Table | None = None
    for rank, (page, tables, body_top, body_bottom) in enumerate(pages):
        tables = sorted(tables, key=lambda t: (t.boxes[page.number].top, t.boxes[page.number].x0))
        for n, table in enumerate(tables):
            box = table.boxes[page.number]
            first = n == 0 and (body_top is None or body_top >= box.top - 2)
            follows = rank > 0 and open_table is not None and open_table.page_last == pages[rank - 1].page.number
            if first and follows and open_table is not None and _goes_on(open_table, table):
                _append(open_table, table)
                table = open_table
            else:
                out.append(table)
            last = n == len(tables) - 1 and (body_bottom is None or body_bottom <= box.bottom + 2)
            open_table = table if last else None
        if not tables:
            open_table = None
    return out


def _goes_on(above: Table, below: Table) -> bool:
    return above.n_cols == below.n_cols


def _append(above: Table, below: Table) -> None:
    """Put the rows of ``below`` under ``above``, its repeated header left out."""
    skip = _repeated(above, below)
    shift = above.n_rows - skip
    cells = [c for c in below.cells if c.row >= skip]
    joined = _continues_row(above, below, skip)
    if joined:
        shift -= 1
        _join_rows(above, [c for c in cells if c.row == skip])
        cells = [c for c in cells if c.row > skip]
    above.cells += [replace(c, row=c.row + shift, is_header=False) for c in cells]
    above.n_rows += below.n_rows - skip - joined
    above.page_last = below.page_last
    above.boxes.update(below.boxes)
    above.confidence = min(above.confidence, below.confidence)


def _repeated(above: Table, below: Table) -> int:
    """How many leading rows of ``below`` repeat those of ``above``."""
    count = 0
    while count < min(below.n_rows, above.n_rows, 6):
        one = [c.text for c in above.row(count)]
        two = [c.text for c in below.row(count)]
        if one != two or not any(one):
            break
        count += 1
    return count


def _continues_row(above: Table, below: Table, row: int) -> bool:
    cells = below.row(row)
    return any(c.passage for c in cells) and any(not c.passage for c in cells)


def _join_rows(above: Table, cells: list[Cell]) -> None:
    last = above.n_rows - 1
    for more in cells:
        if not more.passage:
            continue
        for n, cell in enumerate(above.cells):
            if cell.row <= last < cell.row + cell.row_span and cell.col == more.col:
                above.cells[n] = replace(cell, passage=join([cell.passage, more.passage], " "))
                break
