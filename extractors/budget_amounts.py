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
_MARK = re.compile(r"^\s*[IVX]{1,4}\s+(?=[-+(]?\s?[0-9])")  # "II 609 368 100,00": the total that another one adds up
_MOST = Decimal(10) ** 13  # euros: no account of a local authority comes near
_BRACKETS = re.compile(r"\([^()]*\)?")


@dataclass(frozen=True, slots=True)
class Measured:
    """An amount column and the measure that its figures have."""

    column: Column
    measure: str
    generic: bool = False  # the row's label may say more: "État", "Total"


def measured(group: Group, flavour: Flavour, *, fiche: bool, sides_apart: bool = False) -> list[Measured]:
    """The amount columns of a group with their measures, surest first.

    Where several columns would give one measure, the latest year, then the surest wording wins; the others are other.
    In tables of proposals the sides "Dépenses" and "Recettes" are proposed, unless a line has both
    (``sides_apart``).
    """
    amounts = [c for c in group.columns if c.meaning == "amount" and c.sense is not None]
    proposals = _proposes(group, flavour, amounts) and not sides_apart
    raw = [(c, _measure(c, group, flavour, amounts, fiche=fiche, proposals=proposals)) for c in amounts]
    out: list[Measured] = []
    for column, measure in raw:
        rivals = [c for c, m in raw if m == measure]
        latest = max((c.year for c in rivals if c.year), default=0)
        best = max(rivals, key=lambda c: _weight(c, latest)) if rivals else column
        sided = (proposals and by_side(column)) or (column.sense is not None and column.sense.kind == "change")
        if measure not in ("other", *SHARES) and best is not column and not sided:
            measure = "other"
        out.append(Measured(column, measure, _is_generic(column, group)))
    order = ("proposed", "total", "spent", "authorised")
    return sorted(out, key=lambda m: (order.index(m.measure) if m.measure in order else 9, m.column.index))


def _is_generic(column: Column, group: Group) -> bool:
    """Whether a column is headed as an amount without more, or by the title of its side alone."""
    titled = group.title is not None and column.path == (group.title,)
    return titled or (column.sense is not None and column.sense.measure == "generic")


def by_side(column: Column) -> bool:
    """Whether a column holds the expenses or the receipts of the lines, and not what was spent or received of them."""
    if column.sense is None or says(column.heading, "measures.actual"):
        return False
    return column.sense.measure == "spent" or column.sense.kind == "receipt"


def _proposes(group: Group, flavour: Flavour, amounts: Sequence[Column]) -> bool:
    """Whether expenses and receipts are proposed ones: of a budget, of its modification, of an allocation."""
    told = any(c.sense and c.sense.measure in ("proposed", "balance") for c in amounts)
    return group.side is None and (flavour in ("modification", "allocation") or (flavour == "budget" and not told))


def _measure(
    column: Column, group: Group, flavour: Flavour, amounts: Sequence[Column], *, fiche: bool, proposals: bool
) -> str:
    sense = column.sense
    assert sense is not None and sense.measure is not None
    if by_side(column) and proposals:
        return "proposed"
    ranks = [c.sense.rank for c in amounts if c.sense and c.sense.measure == "proposed"]
    if flavour in ("imputation", "commitment") and sense.measure == "proposed" and sense.rank == 1 < max(ranks):
        return "authorised"  # the credits voted before, where a proposal stands beside them
    if sense.kind == "grant" and flavour not in ("subsidies", "imputation", "commitment"):
        return "other"
    if sense.measure != "generic":
        return sense.measure
    if group.side == "expense" and flavour == "funding":
        return "spent"
    if group.side == "receipt" and flavour == "funding":
        return "other"
    named = any(c.sense and c.sense.measure == "proposed" and c.sense.kind != "grant" for c in amounts)
    years = [c.year for c in amounts if c.year]
    planned = says(" ".join(column.path), "context.plan")
    plain = [c for c in amounts if c.sense and c.sense.measure == "generic"]
    dated = len(years) == len(plain) == 2 or (len(years) == len(plain) and flavour == "subsidies")
    alone = len(plain) == 1 or (dated and column.year == max(years))
    if named or planned or not alone:
        return "other"
    return "total" if fiche else GENERIC[flavour]


def _weight(column: Column, latest: int) -> tuple[int, int, int]:
    """How sure a column is of its measure: its year (none counts as the latest), its wording, its place."""
    sense = column.sense
    rank = sense.rank if sense else 9
    return (column.year or latest, -rank, -column.index if sense and sense.measure == "proposed" else column.index)


def of_row(item: Measured, label: str, group: Group, flavour: Flavour, *, fiche: bool, total: bool = False) -> str:
    """The measure of a cell: where its column alone holds amounts and says nothing, what the row's label says."""
    if sum(c.meaning == "amount" for c in group.columns) > 1:
        return item.measure
    if item.generic and (flavour == "funding" or fiche) and group.side != "expense":
        if begins(label, "funders.state"):
            return "state_share"
        if begins(label, "funders.department"):
            return "department_share"
        if begins(label, "totals.words"):
            return "total"
        if begins(label, "rows.funder"):
            return "other"
    if item.generic and flavour == "funding" and group.side is not None and total:
        return "total"
    return item.measure


def scale(texts: Sequence[str]) -> int:
    """What one printed unit is worth in euros: 1, or more where a heading says so ("en milliers d'euros", "k€")."""
    for text in texts:
        if says(text, "scales.thousand"):
            return 1000
        if says(text, "scales.million"):
            return 1_000_000
    return 1


def _is_money(value: Decimal) -> bool:
    """Whether a number may be euros and cents of an account; codes of functions set side by side are not."""
    exponent = value.as_tuple().exponent
    return abs(value) < _MOST and isinstance(exponent, int) and exponent >= -2


def amount_of(text: str) -> tuple[Decimal | None, bool]:
    """The amount of a cell, and whether the cell holds figures that could not be read as one.

    Notes in brackets behind an amount are left out; two amounts outside brackets are none.

    >>> amount_of("900,00 € (sur facture)"), amount_of("12 € 15 €"), amount_of("- €")
    ((Decimal('900.00'), False), (None, True), (None, False))
    """
    if is_blank(text):
        return None, False
    text = _MARK.sub("", text)
    bare = _BRACKETS.sub(" ", text)
    for wording in (text, bare.strip()):
        value = parse_amount(wording)
        if value is not None:
            return (value, False) if _is_money(value) else (None, True)
    found = find_amounts(bare)
    rest = re.sub(r"[0-9]", "", bare[found[0].end :]) if found else ""
    if len(found) == 1 and found[0].start <= 2 and rest == bare[found[0].end :]:
        return found[0].value, False
    return None, bool(re.search(r"[0-9]", text))
