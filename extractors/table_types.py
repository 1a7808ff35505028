"""What a table is about, and what each of its columns holds.

A table is typed by the wording of its headings, of the heading above it and of its row labels, and by the shape of
its columns: amounts, codes, years, text. ``extractors.budget`` and ``extractors.fiche_tables`` read rows from what is
said here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.fiche_sheets import is_sheet
from extractors.fiche_words import label_alone
from extractors.grids import Grid, grid_of, holds_amounts, looks_like_money
from extractors.headings import begins, says, senses, years_in
from extractors.money_types import classify_money, excluded_by
from extractors.table_model import MONEY_KINDS, NAMES, STRONG, Column, Flavour, Group, Kind, Typed
from models.document import Table
from models.memo import once

__all__ = ["MONEY_KINDS", "NAMES", "Column", "Flavour", "Group", "Kind", "Typed", "begins_measure", "classify"]


def classify(table: Table, heading: str | None = None, told: str = "", heads: Sequence[str] = ()) -> Typed:
    """What ``table`` is about.

    ``heading`` is the heading or the line printed above it, None when there is none; ``told`` is more text above it,
    such as the title of the act; ``heads`` are column headings printed above a table without a header row.
    """
    grid = grid_of(table, tuple(heads))
    above = heading or ""
    other = _by_names(grid)
    if other:
        return Typed(other, grid)
    fiche = _fiche_kind(grid, above)
    money = classify_money(grid, f"{above} {told}")
    if fiche and (money.kind not in MONEY_KINDS or _stronger(fiche, above)):
        return Typed(fiche, grid, [*_columns(grid, "actions" if fiche in ("actions", "calendar") else "indicators")])
    return money


def _stronger(kind: Kind, above: str) -> bool:
    """Whether the heading above, or the kind itself, settles a table for a fiche and against a budget."""
    found = label_alone(above)
    return kind in ("summary", "actions") or (
        found is not None and found.meaning in ("indicators", "evaluation", "calendar")
    )


@once
def _by_names(grid: Grid) -> Kind | None:
    """Attendance lists and votes, by their headings."""
    heads = [c.text for row in range(max(grid.header_rows, 1)) for c in grid.filled(row)]
    firsts = [grid.text(row, 0) for row in range(grid.n_rows)]
    for kind in ("attendance", "vote"):
        named = sum(begins(h, f"kinds.{kind}") for h in heads if len(h) < 60)
        down = sum(begins(f, f"kinds.{kind}") for f in firsts if f and len(f) < 40)
        if (named >= 2 or (down >= 2 and down * 2 >= len(firsts))) and not any(
            looks_like_money(t) for col in range(grid.n_cols) for t in grid.column(col)
        ):
            return "attendance" if kind == "attendance" else "vote"
    return None


# -- tables of fiches


@once
def _fiche_kind(grid: Grid, above: str) -> Kind | None:
    """The kind of a table of a fiche, None for any other table."""
    if excluded_by([h for col in range(grid.n_cols) for h in grid.path(col)]) in (
        "contract",
        "land",
        "loan",
        "people",
    ):
        return None
    heads = [grid.path(col) for col in range(grid.n_cols)]
    lowest = [path[-1] if path else "" for path in heads]
    meanings = {found.meaning for h in lowest if h and (found := label_alone(h))}
    if ("description" in meanings and meanings & {"starts_on", "duration"}) or is_sheet(grid.table):
        return "summary"
    named = label_alone(above)
    if (
        named is not None
        and named.meaning == "budget"
        and any(holds_amounts(grid, col) for col in range(grid.n_cols))
    ):
        return None
    indicators = _columns(grid, "indicators")
    actions = [c.meaning for c in _columns(grid, "actions")]
    planned = actions[:1] == ["action"] and "schedule" in actions
    if any(c.meaning == "indicator" for c in indicators) or (_deliverables(indicators) and not planned):
        return "indicators"
    if _measured(grid, heads, above):
        return "indicators"
    told = [m for m in actions[1:] if m in ("progress", "schedule", "partners", "pilot")]
    amounts = sum(holds_amounts(grid, col) for col in range(grid.n_cols))
    if any(s.measure in STRONG for path in heads if path for s in senses(path[-1])[:1]):
        return None
    if grid.header_rows and actions and told and amounts <= 1:
        if "progress" in told or "partners" in told or "pilot" in told:
            return "actions" if actions[0] in ("action", None, "schedule", "pilot") else None
        dated = named is not None and named.meaning == "calendar"
        return "calendar" if (actions[0] == "action" or dated) and "schedule" in told else None
    if grid.header_rows and actions[:1] == ["schedule"] and "action" in actions and amounts == 0:
        return "calendar"
    return None


def _deliverables(columns: Sequence[Column]) -> bool:
    return any(c.meaning == "deliverable" and begins(c.heading, "deliverables.words") for c in columns)


def _measured(grid: Grid, heads: Sequence[tuple[str, ...]], above: str) -> bool:
    """Whether the columns behind the first are years or measures of indicators ("BILAN 2023", "Cible")."""
    values = [" ".join(path) for path in heads[1:]]
    if not values or not all(values):
        return False
    measured = [v for v in values if begins_measure(v)]
    dated = [v for v in values if years_in(v)]
    named = label_alone(above)
    told = named is not None and named.meaning in ("indicators", "evaluation")
    if len(set(measured) | set(dated)) < len(values) or (not measured and not told):
        return False
    first = [grid.text(row, 0) for row in grid.body()]
    counted = sum(bool(_COUNTED.match(f)) for f in first)
    return told or counted * 3 >= len(first)


_COUNTED = re.compile(
    r"\W*(?:nombre|nb|nbre|taux|part|%|pourcentage|d[ée]lai|dur[ée]e|volume|effectif|ratio)\b", re.I
)


def begins_measure(heading: str) -> str | None:
    """The measure of an indicator that a heading names: "actual", "target" or None."""
    for measure in ("target", "actual"):
        if says(heading, f"measures.{measure}"):
            return measure
    return None


@once
def _columns(grid: Grid, family: str) -> tuple[Column, ...]:
    """The columns as tables of actions or indicators read them."""
    out = []
    for col in range(grid.n_cols):
        path = grid.path(col)
        found = senses(path[-1], family) if path else []
        if not found and len(path) > 1:
            found = senses(" ".join(path), family)
        out.append(Column(col, path, found[0] if found else None, holds_amounts(grid, col), len(grid.column(col))))
    return tuple(out)
