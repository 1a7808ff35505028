"""Budgets told as the value of a label in a fiche: "Coût total : 36 000 €, État : 12 000 €"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from extractors.fiche_sheets import Entry
from extractors.headings import begins
from models.normalise.amounts import find_amounts
from models.passage import Passage

MAX_LABEL = 80  # a longer text before an amount is a sentence
_EDGES = " :;,.–—-•▪\n\t=()"
_FUNDER_AFTER = re.compile(r"\s*\(([^()]{2,60})\)")


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One amount of a budget with the words that name it."""

    label: Passage
    amount: Decimal
    source: Passage
    measure: str
    total: bool


def sheet_lines(entry: Entry) -> list[SheetLine]:
    """The lines that the value of a budget label lists; none where it is a sentence or holds no amount.

    A single amount without words of its own takes the label of the sheet.
    """
    value = entry.value
    found = find_amounts(value.text)
    lines: list[SheetLine] = []
    at = 0
    for amount in found:
        label = _between(value, at, amount.start)
        at = amount.end
        after = _FUNDER_AFTER.match(value.text, amount.end)
        if label is None and after is not None:
            label, at = value.match(after, 1), after.end()
        if label is not None and len(label) > MAX_LABEL:
            return []
        if label is None and len(found) > 1:
            return []
        named = label or entry.label
        source = value.sub(amount.start, amount.end)
        lines.append(SheetLine(named, amount.value, source, _measure(named.text, len(found)), _total(named.text)))
    rest = _between(value, at, len(value))
    return [] if rest is not None and len(rest) > MAX_LABEL else lines


def _between(value: Passage, start: int, end: int) -> Passage | None:
    text = value.text[start:end]
    left = start + len(text) - len(text.lstrip(_EDGES))
    right = start + len(text.rstrip(_EDGES))
    part = value.sub(left, right) if right > left else None
    return part if part is not None and re.search(r"[^\W\d]{2}", part.text) else None


def _measure(label: str, count: int) -> str:
    if begins(label, "funders.state"):
        return "state_share"
    if begins(label, "funders.department"):
        return "department_share"
    if count > 1 and begins(label, "rows.funder"):
        return "other"
    return "total" if count == 1 or begins(label, "totals.words") or begins(label, "rows.cost") else "other"


def _total(label: str) -> bool:
    return begins(label, "totals.words")
