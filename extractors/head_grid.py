"""Grids of labels and values in the head of an act, read as the lines that other acts print ("Objet : …")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from models.document import Block, Table
from models.lexicon import load
from models.normalise.folding import fold
from models.passage import Passage, join
from models.signals import says

_LONGEST = 70  # characters of a label
_BLOCKS = 30  # blocks of an act that may hold the grid of its head


def grid_lines(head: Sequence[Block], own: Sequence[Block]) -> list[Passage]:
    """The lines "label : value" of the grids in a head and in the first blocks of an act, up to its decision.

    A grid has its labels in its first column, or over its values. Tables that list people or money are none.
    """
    lines: list[Passage] = []
    seen: set[int] = set()
    for block in [*head, *own[:_BLOCKS]]:
        if block.table is None and says(block, "decided"):
            break
        if block.table is not None and id(block.table) not in seen:
            seen.add(id(block.table))
            lines += _lines(block.table)
    return lines


@cache
def _label() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in load("header")["grid"]["labels"]))


def _is_label(text: str) -> bool:
    return len(text) <= _LONGEST and _label().match(fold(text)) is not None


def _lines(table: Table) -> Iterator[Passage]:
    cells = {(cell.row, cell.col): cell for cell in table.cells if cell.text.strip()}
    for (row, col), cell in sorted(cells.items()):
        if not _is_label(cell.text):
            continue
        value = cells.get((row, col + cell.col_span))
        if value is None or _is_label(value.text):
            value = cells.get((row + cell.row_span, col))
        if value is not None and not _is_label(value.text):
            open_ = re.search(r"[:°º]\s*$", cell.text)
            yield join([cell.passage, value.passage], " " if open_ else " : ")
