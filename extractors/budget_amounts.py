"""Which measure each amount column of a table gives, and what its cells are worth."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractors.grids import is_blank
from extractors.headings import begins, says
from extractors.table_types import Column, Flavour, Group
from models.normalise.amounts import find_amounts, parse_amount

# What an amount without more ("Montant", a year, no heading) is, by the kind of money of the table.
GENERIC: dict[Flavour, str] = {
    "imputation": "proposed",
    "commitment": "proposed",
    "subsidies": "proposed",
    "modification": "proposed",
    "allocation": "proposed",
    "budget": "proposed",
    "funding": "total",
    "result": "other",
}
SHARES = ("state_share", "department_share")
_BRACKETS = re.compile(r"\([^()]*\)?")


@dataclass(frozen=True, slots=True)
class Measured:
    """An amount column and the measure that its figures have."""

    column: Column
    measure: str
    generic: bool = False  # the row's label may say more: "État", "Total"


def measured(group: Group, flavour: Flavour, *, fiche: bool) -> list[Measured]:
    """The amount columns of a group with their measures, surest first.

    Where several columns would give one measure, the latest year, then the surest wording wins; the others are other.
    In tables of proposals the sides "Dépenses" and "Recettes" are proposed.
    """
    amounts = [c for c in group.columns if c.meaning == "amount" and c.sense is not None]
    raw = [(c, _measure(c, group, flavour, amounts, fiche=fiche)) for c in amounts]
    out: list[Measured] = []
    for column, measure in raw:
        rivals = [c for c, m in raw if m == measure]
        latest = max((c.year for c in rivals if c.year), default=0)
        best = max(rivals, key=lambda c: _weight(c, latest)) if rivals else column
        sided = flavour in ("modification", "allocation") and _by_side(column)
        if measure not in ("other", *SHARES) and best is not column and not sided:
            measure = "other"
        out.append(Measured(column, measure, _is_generic(column)))
    order = ("proposed", "total", "spent", "authorised")
    return sorted(out, key=lambda m: (order.index(m.measure) if m.measure in order else 9, m.column.index))


def _is_generic(column: Column) -> bool:
    return column.sense is not None and column.sense.measure == "generic"


def _by_side(column: Column) -> bool:
    return column.sense is not None and (column.sense.measure == "spent" or column.sense.kind == "receipt")


def _measure(column: Column, group: Group, flavour: Flavour, amounts: Sequence[Column], *, fiche: bool) -> str:
    sense = column.sense
    assert sense is not None and sense.measure is not None
    if _by_side(column) and flavour in ("modification", "allocation"):
        return "proposed"
    if sense.measure != "generic":
        return sense.measure
    if group.side == "expense" and flavour == "funding":
        return "spent"
    if group.side == "receipt" and flavour == "funding":
        return "other"
    named = any(c.sense and c.sense.measure == "proposed" for c in amounts)
    years = [c.year for c in amounts if c.year]
    if named or (column.year and years and column.year < max(years)):
        return "other"
    return "total" if fiche else GENERIC[flavour]


def _weight(column: Column, latest: int) -> tuple[int, int, int]:
    """How sure a column is of its measure: its year (none counts as the latest), its wording, its place."""
    sense = column.sense
    rank = sense.rank if sense else 9
    return (column.year or latest, -rank, -column.index if sense and sense.measure == "proposed" else column.index)


def of_row(item: Measured, label: str, group: Group, flavour: Flavour, *, fiche: bool) -> str:
    """The measure of a cell: where the column says nothing, the funder or the total that the row names."""
    if item.generic and (flavour == "funding" or fiche) and group.side != "expense":
        if begins(label, "funders.state"):
            return "state_share"
        if begins(label, "funders.department"):
            return "department_share"
        if begins(label, "totals.words"):
            return "total"
        if begins(label, "rows.funder"):
            return "other"
    if item.generic and flavour == "funding" and group.side is not None and begins(label, "totals.words"):
        return "total"
    return item.measure


def scale(texts: Sequence[str]) -> int:
    """What one unit of a table is worth in euros: 1, or more where its headings say k€ or M€."""
    for text in texts:
        if says(text, "scales.thousand"):
            return 1000
        if says(text, "scales.million"):
            return 1_000_000
    return 1


def amount_of(text: str) -> tuple[Decimal | None, bool]:
    """The amount of a cell, and whether the cell holds figures that could not be read as one.

    Notes in brackets behind an amount are left out; two amounts outside brackets are none.

    >>> amount_of("900,00 € (sur facture)"), amount_of("12 € 15 €"), amount_of("- €")
    ((Decimal('900.00'), False), (None, True), (None, False))
    """
    if is_blank(text):
        return None, False
    value = parse_amount(text)
    if value is not None:
        return value, False
    bare = _BRACKETS.sub(" ", text)
    value = parse_amount(bare.strip())
    if value is not None:
        return value, False
    found = find_amounts(bare)
    rest = re.sub(r"[0-9]", "", bare[found[0].end :]) if found else ""
    if len(found) == 1 and found[0].start <= 2 and rest == bare[found[0].end :]:
        return found[0].value, False
    return None, bool(re.search(r"[0-9]", text))
