"""Tables, blocks and parts made of plain texts, for tests of what reads them."""

from __future__ import annotations

from collections.abc import Sequence

from models.document import Block, Cell, Table
from models.parts import Act, Part, PartKind
from models.passage import from_text
from models.rows import Row

Text = str | tuple[str, int] | tuple[str, int, int]  # text, column span, row span


def table(rows: Sequence[Sequence[Text]], header: int = 1, page: int = 1) -> Table:
    """A table from rows of texts; a tuple gives spans; the first ``header`` rows are header rows."""
    taken: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    for n, row in enumerate(rows):
        col = 0
        for item in row:
            text, width, height = (*((item,) if isinstance(item, str) else item), 1, 1)[:3]
            while (n, col) in taken:
                col += 1
            taken |= {(n + i, col + j) for i in range(height) for j in range(width)}
            cells.append(Cell(n, col, height, width, n < header, from_text(text, page), page, None))
            col += width
    return Table(cells, len(rows), max(c + 1 for _, c in taken), page, page)


def grid_block(rows: Sequence[Sequence[Text]], header: int = 1, page: int = 1) -> Block:
    """A table as a block."""
    return Block(from_text(""), table=table(rows, header, page), page_first=page, page_last=page)


def paragraph(text: str, *, bold: bool = False, centred: bool = False, page: int = 1) -> Block:
    """A paragraph as a block."""
    return Block(from_text(text, page), page_first=page, page_last=page, bold=bold, centred=centred)


def heading(text: str, page: int = 1) -> Block:
    """A bold paragraph."""
    return paragraph(text, bold=True, page=page)


def part(*blocks: Block, kind: PartKind = "deliberation", annex: bool = False, part_id: str = "p1") -> Part:
    return Part(kind, list(blocks), part_id=part_id, annex=annex)


def act(title: str = "", *parts: Part) -> Act:
    """A deliberation with a title and the parts that follow it."""
    body = part(paragraph(title or "Délibération"))
    return Act(1, "d1", [], body, title=from_text(title) if title else None, parts=list(parts))


def plain(rows: Sequence[Row], name: str, *columns: str) -> list[tuple[object, ...]]:
    """The named columns of the rows of one table."""
    return [tuple(row[c] for c in columns) for row in rows if row.table == name]


def amounts(rows: Sequence[Row]) -> list[dict[str, str]]:
    """The amounts of each line, in order: measure -> first amount with that measure, as text."""
    out: list[dict[str, str]] = []
    by_line: dict[object, dict[str, str]] = {}
    for row in rows:
        if row.table == "budget_lines":
            by_line[row["line_id"]] = {}
            out.append(by_line[row["line_id"]])
        elif row.table == "budget_amounts":
            by_line[row["line_id"]].setdefault(row["measure"], str(row["amount_eur"]))
    return out


def codes(rows: Sequence[Row]) -> list[str]:
    """The codes of the diagnostics among rows."""
    return [row["code"] for row in rows if row.table == "diagnostics"]
