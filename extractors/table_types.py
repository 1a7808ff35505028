"""What a table is about, and what each of its columns holds.

A table is typed by the wording of its headings, of the heading above it and of its row labels, and by the shape of
its columns: amounts, codes, years, text. ``extractors.budget`` and ``extractors.fiche_tables`` read rows from what is
said here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from extractors.fiche_words import label_alone
from extractors.grids import Grid, is_blank, is_money, looks_like_money
from extractors.headings import Sense, begins, excluded, says, senses, years_in
from models.document import Table

Kind = Literal[
    "imputation",
    "commitment",
    "budget",
    "actions",
    "calendar",
    "indicators",
    "summary",
    "attendance",
    "vote",
    "other",
]
Flavour = Literal[
    "imputation", "commitment", "subsidies", "funding", "modification", "allocation", "result", "budget"
]

CODES = frozenset({"operation", "envelope", "imputation", "chapter", "code"})
MONEY_KINDS = frozenset({"imputation", "commitment", "budget"})
NAMES = ("beneficiary", "label", "project")  # columns that may name a line, best first
# How many headings of a family it takes to say that a table is not one of budget lines.
STRONG = ("authorised", "available", "committed", "state_share", "department_share")
EXCLUDED_BY = {"tariff": 1, "tax": 1, "contract": 1, "land": 1, "staff": 2, "loan": 2, "people": 2}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its headings top to bottom, what they say, and whether its cells are amounts."""

    index: int
    path: tuple[str, ...]
    sense: Sense | None = None
    numeric: bool = False
    filled: int = 0

    @property
    def heading(self) -> str:
        return " / ".join(self.path)

    @property
    def meaning(self) -> str | None:
        return self.sense.meaning if self.sense else None

    @property
    def year(self) -> int | None:
        found = years_in(self.heading)
        return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Group:
    """Columns that make lines of their own: one side of a table whose halves stand side by side, or all of it."""

    columns: tuple[Column, ...]
    title: str | None = None
    side: Literal["expense", "receipt"] | None = None

    def of(self, *meanings: str) -> list[Column]:
        return [c for c in self.columns if c.meaning in meanings]


@dataclass(slots=True)
class Typed:
    """What is known of a table: its kind, its columns, and the headings that nothing recognises."""

    kind: Kind
    grid: Grid
    columns: list[Column] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    flavour: Flavour | None = None
    money: bool = False  # looks like a table of money, typed or not
    excluded: str | None = None  # why a table of money is none of budget lines: "tariff", "contract"…

    @property
    def header_rows(self) -> int:
        return self.grid.header_rows

    @property
    def unknown(self) -> list[str]:
        """The headings that no rule recognises."""
        return [c.heading for c in self.columns if c.sense is None and c.path and not years_in(c.heading)]


def classify(table: Table, heading: str | None = None, told: str = "", heads: Sequence[str] = ()) -> Typed:
    """What ``table`` is about.

    ``heading`` is the heading or the line printed above it, None when there is none; ``told`` is more text above it,
    such as the title of the act; ``heads`` are column headings printed above a table without a header row.
    """
    grid = Grid(table, heads)
    above = heading or ""
    other = _by_names(grid)
    if other:
        return Typed(other, grid)
    fiche = _fiche_kind(grid, above)
    money = classify_money(grid, f"{above} {told}")
    if fiche and (money.kind not in MONEY_KINDS or _stronger(fiche, above)):
        return Typed(fiche, grid, _columns(grid, "actions" if fiche in ("actions", "calendar") else "indicators"))
    return money


def _stronger(kind: Kind, above: str) -> bool:
    """Whether the heading above, or the kind itself, settles a table for a fiche and against a budget."""
    found = label_alone(above)
    return kind in ("summary", "actions") or (
        found is not None and found.meaning in ("indicators", "evaluation", "calendar")
    )


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


def _fiche_kind(grid: Grid, above: str) -> Kind | None:
    """The kind of a table of a fiche, None for any other table."""
    if _excluded_by([h for col in range(grid.n_cols) for h in grid.path(col)]) in (
        "contract",
        "land",
        "loan",
        "people",
    ):
        return None
    heads = [grid.path(col) for col in range(grid.n_cols)]
    lowest = [path[-1] if path else "" for path in heads]
    meanings = {found.meaning for h in lowest if h and (found := label_alone(h))}
    if "description" in meanings and meanings & {"starts_on", "duration"}:
        return "summary"
    named = label_alone(above)
    if named is not None and named.meaning == "budget" and any(_numeric(grid, col) for col in range(grid.n_cols)):
        return None
    indicators = _columns(grid, "indicators")
    if any(c.meaning == "indicator" for c in indicators) or _deliverables(indicators):
        return "indicators"
    if _measured(grid, heads, above):
        return "indicators"
    actions = [c.meaning for c in _columns(grid, "actions")]
    told = [m for m in actions[1:] if m in ("progress", "schedule", "partners", "pilot")]
    amounts = sum(_numeric(grid, col) for col in range(grid.n_cols))
    if any(s.measure in STRONG for path in heads if path for s in senses(path[-1])[:1]):
        return None
    if grid.header_rows and actions and told and amounts <= 1:
        if "progress" in told or "partners" in told or "pilot" in told:
            return "actions" if actions[0] in ("action", None, "schedule", "pilot") else None
        return "calendar" if actions[0] in ("action", None) and "schedule" in told else None
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


def _columns(grid: Grid, family: str) -> list[Column]:
    """The columns as tables of actions or indicators read them."""
    out = []
    for col in range(grid.n_cols):
        path = grid.path(col)
        found = senses(path[-1], family) if path else []
        if not found and len(path) > 1:
            found = senses(" ".join(path), family)
        out.append(Column(col, path, found[0] if found else None, _numeric(grid, col), len(grid.column(col))))
    return out


# -- tables of money


def _numeric(grid: Grid, col: int) -> bool:
    """Whether the cells of a column are amounts, blanks and dashes aside."""
    texts = [t for t in grid.column(col) if not is_blank(t)]
    if not texts:
        return False
    return sum(map(is_money, texts)) >= 0.6 * len(texts)


def _is_code(grid: Grid, col: int) -> bool:
    """Whether a column of figures without cents, groups or currency may hold codes or years."""
    texts = [t for t in grid.column(col) if is_money(t) or t.isdigit()]
    return bool(texts) and all(re.fullmatch(r"[0-9]{1,8}", t) for t in texts)


def _wordy(texts: Sequence[str]) -> bool:
    """Whether most texts are names and no codes: two words, or one without a figure."""
    counts = [(len(re.findall(r"[^\W\d_]{4,}", t)), bool(re.search(r"[0-9]", t))) for t in texts]
    return sum(words >= 2 or (words == 1 and not coded) for words, coded in counts) * 2 > len(texts)


def _shares_heading(grid: Grid, col: int) -> bool:
    """Whether the heading over a column of codes reaches over the column of labels beside it."""
    cell = grid.at(grid.header_rows - 1, col) if grid.header_rows else None
    if cell is None or cell.col_span < 2 or cell.col_span == grid.n_cols:
        return False
    spanned = range(cell.col, cell.col + cell.col_span)
    return any(c != col and grid.column(c) and not _numeric(grid, c) for c in spanned)


def _money_column(grid: Grid, col: int) -> Column:
    """A column as tables of money read it: amounts by their measure, text by what it names."""
    path = grid.path(col)
    numeric = _numeric(grid, col)
    texts = grid.column(col)
    filled = len([t for t in texts if not is_blank(t)])
    sense: Sense | None = None
    if numeric and _is_code(grid, col) and _shares_heading(grid, col):
        return Column(col, path, Sense("code"), False, filled)
    for heading in (path[-1] if path else "", " ".join(path)):
        found = senses(heading)
        amounts = [s for s in found if s.meaning == "amount"]
        named = [s for s in found if s.meaning != "amount"]
        if numeric:
            coded = (
                _is_code(grid, col)
                and named
                and named[0].meaning in ("code", "imputation", "chapter", "year", "note")
            )
            sense = named[0] if coded and (not amounts or named[0].words >= amounts[0].words) else None
            sense = sense or (amounts[0] if amounts else None)
            if sense is None and named and not any(map(looks_like_money, texts)):
                sense = named[0]
        elif not filled:
            sense = found[0] if found else None
        else:
            sense = named[0] if named else None
            if sense and sense.meaning in CODES and _wordy(texts):
                sense = Sense("label", rank=sense.rank, words=sense.words)
        if sense:
            break
    if sense is None and numeric and not (_is_code(grid, col) and not path):
        sense = Sense("amount", "generic", "unnamed" if not path else ("year" if years_in(path[-1]) else "unknown"))
    return Column(col, path, sense, numeric, filled)


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


def _excluded_by(heads: Sequence[str]) -> str | None:
    """The family of tables that are not of money which enough of the headings speak of."""
    family = excluded(heads)
    if family and sum(excluded([h]) == family for h in heads) >= EXCLUDED_BY[family]:
        return family
    return None


def _excluded(grid: Grid, columns: Sequence[Column], heads: Sequence[str], above: str) -> str | None:
    """Why a table with amounts is none of budget lines, None when it may be one."""
    if any(c.meaning in ("operation", "envelope") for c in columns):
        return None
    amounts = [c.sense for c in columns if c.sense and c.meaning == "amount" and c.numeric]
    granted = any(s.rank == 2 or s.kind == "grant" for s in amounts)
    funded = says(above, "context.funding") or len({_side(h) for h in heads} - {None}) == 2
    family = _excluded_by(heads)
    if family:
        excused = granted or (funded and family in ("contract", "land", "people"))
        if family in ("tariff", "tax") or not excused:
            return family
    labels = [grid.text(row, col) for row in grid.body() for col in range(min(2, grid.n_cols)) if grid.text(row, col)]
    cells = [c.text for row in grid.body() for c in grid.filled(row)]
    known = _budget_rows(labels)
    strong = any(s.measure in STRONG or (s.measure == "proposed" and s.rank <= 4) for s in amounts)
    if not strong and not known:
        for family in ("tariff", "staff", "contract"):
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
    if halves:
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
    rows: int  # labels known as those of budgets, results or funders
    results: int  # labels known as those of results
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
        rows=sum(_known_row(t) for t in labels),
        results=sum(begins(t, "rows.result") for t in labels),
        labels=len(labels),
        accounts=sum(bool(_ACCOUNT.match(t)) for t in labels),
    )


_ACCOUNT = re.compile(r"[0-9]{2,6}(?:-[0-9]{1,4})?[ ]?[-–: ][ ]?[^\W\d]{3}")


def _known_row(label: str) -> bool:
    return any(begins(label, f"rows.{key}") for key in ("budget", "result", "funder"))


def _flavour(signs: _Signs, imputation_column: bool) -> Flavour | None:
    """What kind of money a table holds, None when nothing proves that it is one of budget lines.

    ``imputation_column`` says that a column is headed "Imputation". The first rule that holds decides.
    """
    names, measured, says = signs.names, signs.measured, signs.says
    receipts = any(s.kind == "receipt" for s in signs.senses)
    primary = any(s.measure == "proposed" and s.rank == 4 for s in signs.senses)
    rules: tuple[tuple[Flavour, bool], ...] = (
        ("commitment", "envelope" in names or ("operation" in names and measured("committed"))),
        ("imputation", "operation" in names or imputation_column),
        ("modification", signs.sides == {"expense", "receipt"} and says("modification")),
        ("funding", signs.sides == {"expense", "receipt"}),
        ("allocation", says("allocation") and receipts and not measured("balance")),
        ("modification", says("modification") and "beneficiary" not in names),
        ("funding", measured("state_share", "department_share") or any(s.kind == "funder" for s in signs.senses)),
        ("subsidies", "beneficiary" in names and (signs.granted or signs.plain) and not signs.by_rows),
        ("subsidies", says("subsidies") and not signs.by_rows and (signs.granted or signs.plain)),
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
        ("budget", says("budget") and bool({"imputation", "chapter"} & names) and signs.plain),
        ("imputation", says("charging") and "imputation" in names and signs.plain),
    )
    return next((flavour for flavour, holds in rules if holds), None)
