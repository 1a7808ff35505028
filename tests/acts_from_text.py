"""Acts and parts made of invented text, one block a line; "|" tables become table blocks."""

from __future__ import annotations

from models.document import Block, Cell, Table
from models.parts import Act, Part
from models.passage import Passage, from_text


def table_of(rows: list[list[str]]) -> Table:
    """A ruled table whose first row is its header."""
    width = max(len(row) for row in rows)
    cells = [
        Cell(r, c, 1, 1, r == 0, from_text(text), 1, None)
        for r, row in enumerate(rows)
        for c, text in enumerate(row + [""] * (width - len(row)))
    ]
    return Table(cells, len(rows), width, 1, 1)


def blocks_of(text: str) -> list[Block]:
    """A block a line; consecutive lines that begin with "|" are the rows of one table."""
    blocks: list[Block] = []
    rows: list[list[str]] = []
    for line in [*text.strip("\n").split("\n"), ""]:
        line = line.strip()
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
            continue
        if rows:
            blocks.append(Block(Passage(""), table=table_of(rows)))
            rows = []
        if line:
            bold = line.startswith("**") and line.endswith("**")
            blocks.append(Block(from_text(line.strip("*") if bold else line), bold=bold))
    return blocks


def act_of(text: str, title: str | None = None) -> Act:
    """A deliberation whose body is ``text``."""
    body = Part("deliberation", blocks_of(text), part_id="p1", act=1)
    return Act(1, "doc-d1", [], body, title=from_text(title) if title else None)


def convention_of(text: str) -> Part:
    """A convention that holds ``text``."""
    return Part("convention", blocks_of(text), part_id="p2", act=1)
