"""Budget tables whose cells tell account, amount and label in one text: "Compte 023 : + 5 000 € Virement…"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from extractors.grids import Grid, grid_of
from extractors.headings import begins, says
from models.document import Table
from models.normalise.amounts import find_amounts
from models.passage import Passage

_ACCOUNT = re.compile(
    r"\W*(?:(?:compte|article|art\.?|chapitre|chap\.?|c/|nature)\s*)?(?P<code>[0-9]{2,6}(?:[-./ ]?[0-9]{2,5})?)\b",
    re.IGNORECASE,
)
_SIGN = re.compile(r"(?P<sign>[+\-−–])\s*$")


@dataclass(frozen=True, slots=True)
class Told:
    """One line told in a cell: its heading, label, account and amount."""

    section: Passage
    cell: Passage
    label: Passage | None
    account: Passage | None
    amount: Decimal
    source: Passage
    heading: str


def told_lines(table: Table, context: str) -> list[Told]:
    """The lines that the cells under "Dépenses" and "Recettes" tell in words; none in any other table.

    Every filled cell under these headings must hold exactly one amount with a currency, and the text above the table
    must speak of a modification of the budget.
    """
    grid = grid_of(table)
    row = next((r for r in range(min(3, grid.n_rows)) if _sided(grid, r)), None)
    if row is None or not says(context, "context.modification"):
        return []
    found: list[Told] = []
    for below in range(row + 1, grid.n_rows):
        for cell in grid.filled(below):
            head = grid.at(row, cell.col)
            line = _line(cell.passage, head.passage, head.text) if head is not None and head.text else None
            if line is None:
                return []
            found.append(line)
    return found


def _sided(grid: Grid, row: int) -> bool:
    texts = [c.text for c in grid.filled(row)]
    return any(begins(t, "sides.expense") for t in texts) and any(begins(t, "sides.receipt") for t in texts)


def _line(cell: Passage, head: Passage, heading: str) -> Told | None:
    amounts = find_amounts(cell.text)
    if len(amounts) != 1 or len(cell) > 200:
        return None
    found = amounts[0]
    before = cell.text[: found.start]
    sign = _SIGN.search(before)
    value = -found.value if sign and sign.group("sign") != "+" and found.value > 0 else found.value
    account = _ACCOUNT.match(before)
    label = _label(cell, found.end) or (
        _label(cell, account.end(), found.start) if account else cell.sub(0, found.start)
    )
    return Told(
        section=head,
        cell=cell,
        label=label if label else None,
        account=cell.match(account, "code") if account else None,
        amount=value,
        source=cell.sub(found.start, found.end),
        heading=heading,
    )


def _label(cell: Passage, start: int, end: int | None = None) -> Passage | None:
    """The words between two offsets, outer marks left out; None where no word stands there."""
    text = cell.text[start:end]
    left = start + len(text) - len(text.lstrip(" :.–-+\n"))
    right = start + len(text.rstrip(" :.–-+\n"))
    part = cell.sub(left, right) if right > left else None
    return part if part is not None and re.search(r"[^\W\d]{3}", part.text) else None
