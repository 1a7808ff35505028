"""Tables of money: what their columns measure, and what kind of money they hold.

A table counts as one of budget lines only where its headings, its labels or the text above it prove it; tables of
prices, taxes, contracts, staff or land are told apart by their own words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from extractors.grids import Grid, holds_amounts, is_blank, is_money, looks_like_money
from extractors.headings import Sense, begins, excluded, says, senses, years_in
from extractors.table_model import CODES, EXCLUDED_BY, NAMES, STRONG, Column, Flavour, Group, Typed
from models.memo import once

_ACCOUNT = re.compile(r"[0-9]{2,6}(?:-[0-9]{1,4})?[ ]?[-–: ][ ]?[^\W\d]{3}")
_YEAR = re.compile(r"(?:Année |Exercice )?20[0-9]{2}")
FIGURES = ("code", "imputation", "chapter", "year", "note")  # what figures without cents may be but amounts


def excluded_by(heads: Sequence[str]) -> str | None:
    """The family of tables that are not of money which enough of the headings speak of."""
    family = excluded(heads)
    if family and sum(excluded([h]) == family for h in heads) >= EXCLUDED_BY[family]:
        return family
    return None


def _is_code(grid: Grid, col: int) -> bool:
    """Whether a column of figures without cents, groups or currency may hold codes or years."""
    texts = [t for t in grid.column(col) if is_money(t) or t.isdigit()]
    return bool(texts) and all(re.fullmatch(r"[0-9]{1,8}", t) for t in texts)


def _names_years(texts: Sequence[str]) -> bool:
    """Whether a column without a heading names each line by its year, totals aside."""
    years = [t for t in texts if _YEAR.fullmatch(t)]
    return bool(years) and all(begins(t, "totals.words") for t in texts if t not in years)


def _wordy(texts: Sequence[str]) -> bool:
    """Whether most texts are names and no codes: two words, or one without a figure."""
    counts = [(len(re.findall(r"[^\W\d_]{4,}", t)), bool(re.search(r"[0-9]", t))) for t in texts]
    named = [w >= 2 or (w == 1 and not coded) for w, coded in counts]
    return sum(n or bool(_ACCOUNT.match(t)) for n, t in zip(named, texts, strict=True)) * 2 > len(texts)


def _shares_heading(grid: Grid, col: int) -> bool:
    """Whether the heading over a column of codes reaches over the column of labels beside it."""
    cell = grid.at(grid.header_rows - 1, col) if grid.header_rows else None
    if cell is None or cell.col_span < 2 or cell.col_span == grid.n_cols:
        return False
    spanned = range(cell.col, cell.col + cell.col_span)
    return any(c != col and grid.column(c) and not holds_amounts(grid, c) for c in spanned)


@once
def _money_column(grid: Grid, col: int) -> Column:
    """A column as tables of money read it: amounts by their measure, text by what it names."""
    path, texts = grid.path(col), grid.column(col)
    if not path and _names_years(texts):
        return Column(col, path, Sense("year"), False, len(texts))
    numeric = holds_amounts(grid, col)
    filled = len([t for t in texts if not is_blank(t)])
    coded = numeric and _is_code(grid, col)
    if coded and _shares_heading(grid, col):
        return Column(col, path, Sense("code"), False, filled)
    sense: Sense | None = None
    for heading in (path[-1] if path else "", " ".join(path)):
        found = senses(heading)
        if not filled:
            sense = found[0] if found else None
        elif numeric:
            sense = _sense_of_figures(found, texts, coded=coded)
        else:
            sense = _sense_of_words(found, texts)
        if sense:
            break
    if sense is None and numeric and not (coded and not path):
        sense = Sense("amount", "generic", "unnamed" if not path else ("year" if years_in(path[-1]) else "unknown"))
    return Column(col, path, sense, numeric, filled)


def _sense_of_figures(found: Sequence[Sense], texts: Sequence[str], *, coded: bool) -> Sense | None:
    """What a column of figures is: an amount, unless its heading names codes, years or counts."""
    amounts = [s for s in found if s.meaning == "amount"]
    named = [s for s in found if s.meaning != "amount"]
    if not named:
        return amounts[0] if amounts else None
    surer = not amounts or named[0].words >= amounts[0].words
    if surer and (named[0].meaning == "rate" or (coded and named[0].meaning in FIGURES)):
        return named[0]
    if amounts:
        return amounts[0]
    if coded and named[0].meaning == "label":
        return Sense("imputation", rank=named[0].rank, words=named[0].words)  # "Nature" over account numbers
    return None if any(map(looks_like_money, texts)) else named[0]


def _sense_of_words(found: Sequence[Sense], texts: Sequence[str]) -> Sense | None:
    """What a column of words is: never an amount; one headed as codes that holds names is a label."""
    sense = next((s for s in found if s.meaning != "amount"), None)
    if sense and sense.meaning in CODES and _wordy(texts):
        return Sense("label", rank=sense.rank, words=sense.words)
    return sense


def classify_money(grid: Grid, above: str) -> Typed:
    """A table as one of money: its kind, flavour and groups of columns; kind other when it is none."""
    columns = [_money_column(grid, col) for col in range(grid.n_cols)]
    amounts = [c for c in columns if c.meaning == "amount" and c.numeric]
    shown = sum(looks_like_money(t) for c in amounts for t in grid.column(c.index))
    typed = Typed("other", grid, columns, money=bool(amounts) and shown >= 2)
    if not amounts:
        return typed
    heads = [h for c in columns for h in c.path] + [t.text for t in [grid.title()] if t]
    typed.excluded = _excluded(grid, columns, heads, above)
    if typed.excluded:
        return typed
    typed.groups = _groups(grid, columns)
    imputed = any(c.meaning == "imputation" and says(c.heading, "context.imputation") for c in columns)
    flavour = _flavour(_signs(grid, columns, typed.groups, heads, above), imputed)
    if flavour is None:
        return typed
    typed.flavour = flavour
    typed.kind = flavour if flavour in ("imputation", "commitment") else "budget"
    return typed


def _excluded(grid: Grid, columns: Sequence[Column], heads: Sequence[str], above: str) -> str | None:
    """Why a table with amounts is none of budget lines, None when it may be one."""
    if any(c.meaning in ("operation", "envelope") for c in columns):
        return None
    amounts = [c.sense for c in columns if c.sense and c.meaning == "amount" and c.numeric]
    granted = any(s.rank == 2 or s.kind == "grant" for s in amounts)
    funded = says(above, "context.funding") or len({_side(h) for h in heads} - {None}) == 2
    family = excluded_by(heads)
    if family:
        excused = granted or (funded and family in ("contract", "land", "people"))
        if family in ("tariff", "tax") or not excused:
            return family
    labels = [grid.text(row, col) for row in grid.body() for col in range(min(2, grid.n_cols)) if grid.text(row, col)]
    cells = [c.text for row in grid.body() for c in grid.filled(row)]
    known = _budget_rows(labels)
    strong = any(s.measure in STRONG or (s.measure == "proposed" and s.rank <= 4) for s in amounts)
    if not strong and not known:
        for family in ("tariff", "staff", "contract", "loan"):
            if says(above, f"context.{family}") and not (says(above, "context.budget") or funded):
                return family
        priced = sum(says(t, "context.tariff") for t in cells)
        if priced >= 2 and priced * 8 >= len(cells):
            return "tariff"
        firsts = [grid.text(row, 0) for row in range(grid.n_rows) if 0 < len(grid.text(row, 0)) < 60]
        for family in () if funded else ("contract", "land"):
            if sum(excluded([f]) == family for f in firsts) >= 2:
                return family
    return None


def _budget_rows(labels: Sequence[str]) -> bool:
    """Whether two labels, or a third of them, are those of a budget, a result or its funders."""
    known = sum(any(begins(t, f"rows.{key}") for key in ("budget", "result", "funder")) for t in labels)
    return known >= 3 or (known >= 2 and known * 6 >= len(labels)) or (known > 0 and known * 3 >= len(labels))


def _side(text: str) -> Literal["expense", "receipt"] | None:
    if begins(text, "sides.expense"):
        return "expense"
    return "receipt" if begins(text, "sides.receipt") else None


def _groups(grid: Grid, columns: Sequence[Column]) -> list[Group]:
    """The columns parted where a second run of labels and amounts begins."""
    halves = _halves(grid)
    if halves and all(any(c.filled and not c.numeric for c in columns[a:b]) for a, b, _, _ in halves):
        return [Group(tuple(columns[a:b]), title, side) for a, b, title, side in halves]
    cuts = [0]
    seen_amount = False
    for n, column in enumerate(columns):
        if column.meaning == "amount" and column.numeric:
            seen_amount = True
        elif seen_amount and _begins_group(grid, columns, n, cuts[-1]):
            cuts.append(n)
            seen_amount = False
    parts = [tuple(columns[a:b]) for a, b in zip(cuts, [*cuts[1:], len(columns)], strict=True)]
    return [Group(part, None, _side_of(part)) for part in parts]


def _side_of(part: Sequence[Column]) -> Literal["expense", "receipt"] | None:
    named = [c for c in part if c.path and not (c.meaning == "amount" and len(part) > 2)]
    return next((s for c in named if (s := _side(c.heading))), None) if len(part) <= 4 else None


def _begins_group(grid: Grid, columns: Sequence[Column], at: int, start: int) -> bool:
    """Whether the text column ``at``, behind amounts, is the label of a second set of lines."""
    column = columns[at]
    rest = columns[at + 1 :]
    if column.numeric or column.filled < 1 or not any(c.numeric and c.meaning == "amount" for c in rest):
        return False
    names = [c for c in columns[start:at] if not c.numeric and c.filled]
    if not names:
        return False
    if column.path:
        return column.meaning in NAMES and column.filled * 4 >= len(list(grid.body()))
    if grid.header_rows or any(c.path for c in columns):
        return False
    return set(grid.column(column.index)) != set(grid.column(names[0].index))


def _halves(grid: Grid) -> list[tuple[int, int, str, Literal["expense", "receipt"] | None]]:
    """The two sides that the first header row names over several columns each ("Dépenses" | "Recettes")."""
    for row in range(min(grid.header_rows, 2)):
        cells = [c for c in grid.cells(row) if c.text]
        sides = [(c, _side(c.text)) for c in cells]
        named = [(c, s) for c, s in sides if s and c.col_span > 1]
        if len(named) == 2 and len({s for _, s in named}) == 2:
            (a, first), (b, second) = named
            if a.col_span + b.col_span + (a.col > 0) >= grid.n_cols - 1 and a.col <= 1:
                return [(0, b.col, a.text, first), (b.col, grid.n_cols, b.text, second)]
    return []


@dataclass(frozen=True, slots=True)
class _Signs:
    """What tells the kind of money of a table."""

    told: str  # the text above it, its title and its headings
    names: frozenset[str | None]  # what its filled columns hold
    senses: tuple[Sense, ...]  # those of its amounts
    sides: frozenset[str | None]
    sided: bool  # a column of labels is headed "Dépenses" or "Recettes" and no more
    rows: int  # labels known as those of budgets, results or funders
    results: int  # labels known as those of results
    funders: int  # labels that name a funder
    labels: int
    accounts: int  # labels that begin with the number of an account or a chapter

    def says(self, key: str) -> bool:
        return says(self.told, f"context.{key}")

    def measured(self, *measures: str) -> bool:
        return any(s.measure in measures for s in self.senses)

    @property
    def granted(self) -> bool:
        """Whether a column is headed as money asked for, proposed, voted or granted."""
        return any(s.kind in ("asked", "grant") or (s.measure == "proposed" and s.rank <= 3) for s in self.senses)

    @property
    def plain(self) -> bool:
        """Whether a column is headed as an amount without more ("Montant", "Total")."""
        return any(s.measure in ("generic", "total") and s.kind not in ("unknown", "unnamed") for s in self.senses)

    @property
    def listed(self) -> bool:
        """Whether one column of amounts without any heading stands beside names."""
        return len(self.senses) == 1 and self.senses[0].kind == "unnamed"

    @property
    def by_rows(self) -> bool:
        """Whether its labels prove a budget: three known ones, or two among few, or a third of them."""
        return self.rows >= 3 or (self.rows >= 2 and self.rows * 6 >= self.labels) or 0 < self.labels <= self.rows * 3


def _signs(
    grid: Grid, columns: Sequence[Column], groups: Sequence[Group], heads: Sequence[str], above: str
) -> _Signs:
    labels = [t for row in grid.body() for c in columns[:3] if not c.numeric and (t := grid.text(row, c.index))]
    return _Signs(
        told=" ".join([above, *heads]),
        names=frozenset(c.meaning for c in columns if c.filled),
        senses=tuple(c.sense for c in columns if c.meaning == "amount" and (c.numeric or not c.filled) and c.sense),
        sides=frozenset(g.side for g in groups) if len(groups) == 2 else frozenset(),
        sided=any(c.filled and not c.numeric and says(c.heading, "sides.names") for c in columns),
        rows=sum(_known_row(t) for t in labels),
        results=sum(begins(t, "rows.result") for t in labels),
        funders=sum(begins(t, "rows.funder") for t in labels),
        labels=len(labels),
        accounts=sum(bool(_ACCOUNT.match(t)) for t in labels),
    )


def _known_row(label: str) -> bool:
    return any(begins(label, f"rows.{key}") for key in ("budget", "result", "funder"))


def _flavour(signs: _Signs, imputation_column: bool) -> Flavour | None:
    """What kind of money a table holds, None when nothing proves that it is one of budget lines.

    ``imputation_column`` says that a column is headed "Imputation". The first rule that holds decides.
    """
    names, measured, says = signs.names, signs.measured, signs.says
    charged = bool({"imputation", "chapter"} & names)
    receipts = any(s.kind == "receipt" for s in signs.senses)
    primary = any(s.measure == "proposed" and s.rank == 4 for s in signs.senses)
    awarded = any(s.measure == "proposed" and s.rank <= 2 for s in signs.senses)  # to communes too, not by them
    rules: tuple[tuple[Flavour, bool], ...] = (
        ("commitment", "envelope" in names or ("operation" in names and measured("committed"))),
        ("imputation", "operation" in names and not ("beneficiary" in names and (signs.granted or signs.plain))),
        (
            "modification",
            says("modification") and "beneficiary" not in names and charged,
        ),
        ("imputation", imputation_column),
        ("modification", signs.sides == {"expense", "receipt"} and says("modification")),
        ("funding", signs.sides == {"expense", "receipt"}),
        ("allocation", says("allocation") and receipts and not measured("balance")),
        ("subsidies", "beneficiary" in names and awarded and signs.rows == signs.funders),
        ("funding", signs.funders >= 2 and signs.rows - signs.funders <= 1 and not receipts),
        ("modification", says("modification") and "beneficiary" not in names),
        ("funding", measured("state_share", "department_share") or any(s.kind == "funder" for s in signs.senses)),
        ("subsidies", "beneficiary" in names and signs.granted and signs.rows == signs.funders),
        ("subsidies", "beneficiary" in names and (signs.granted or signs.plain) and not signs.by_rows),
        ("imputation", charged and says("charging") and (signs.plain or signs.granted)),
        ("subsidies", says("subsidies") and not signs.by_rows and (signs.granted or signs.plain or signs.listed)),
        ("funding", says("funding") and (signs.by_rows or bool(signs.sides) or signs.plain)),
        ("result", measured("spent") and receipts and (says("result") or measured("balance"))),
        ("budget", measured("spent") and any(s.kind == "planned" for s in signs.senses)),
        ("budget", measured("spent") and receipts),
        ("imputation", measured("authorised", "available", "committed") and "imputation" in names),
        ("budget", measured("authorised", "available", "committed")),
        ("budget", primary),
        ("result", signs.by_rows and signs.results * 2 >= signs.labels),
        ("result", signs.by_rows and says("result")),
        ("budget", signs.by_rows and (says("budget") or signs.rows >= 3)),
        ("budget", says("plan") and (signs.plain or measured("other"))),
        ("budget", signs.accounts * 2 >= signs.labels > 0 and (says("budget") or signs.plain)),
        ("budget", signs.granted and (says("budget") or says("charging"))),
        ("budget", says("budget") and charged and signs.plain),
        ("budget", signs.sided and signs.plain),
    )
    return next((flavour for flavour, holds in rules if holds), None)
