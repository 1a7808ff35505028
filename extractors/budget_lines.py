"""The lines of one group of columns of a budget table: labels, codes, sections, totals and amounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from extractors.budget_amounts import Measured, amount_of, by_side, measured, of_row
from extractors.captions import trimmed
from extractors.grids import Grid, is_blank, is_money
from extractors.headings import begins, plain, says, years_in
from extractors.table_types import NAMES, Column, Flavour, Group, Typed
from models.document import Cell
from models.parts import Act, Part
from models.passage import Passage
from models.rows import Row, diagnostic

STAGE = "budget"
SCOPES: dict[Flavour, str] = {"imputation": "imputation", "commitment": "commitment", "subsidies": "subsidies"}
MAX_LABEL = 400  # a longer first cell is a note under the table
_NOTE = re.compile(r"\s*(?:\(\*|\*|\([0-9a-z]\)|NB\b|N\.B\.|nota\b)", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d]{3}")


@dataclass(slots=True)
class Book:
    """The rows of a part as they are read."""

    part: Part
    act: Act | None
    rows: list[Row] = field(default_factory=list)
    count: int = 0

    @property
    def fiche(self) -> bool:
        return self.part.kind == "fiche"

    def new_line(self, flavour: Flavour) -> Row:
        """A line with its ids and its scope: by the place of the table, then by its kind."""
        self.count += 1
        annex = self.part.annex
        line = Row("budget_lines").put("line_id", f"{self.part.part_id}-b{self.count}")
        line.put("deliberation_id", self.act.deliberation_id if self.act else None).put("part_id", self.part.part_id)
        line.put("fiche_id", f"{self.part.part_id}-f" if self.fiche else None)
        line.put("scope", "fiche" if self.fiche else "annex" if annex else SCOPES.get(flavour, "budget"))
        return line.put("position", self.count)

    def last_line(self) -> Row | None:
        return next((r for r in reversed(self.rows) if r.table == "budget_lines"), None)


@dataclass(slots=True)
class _Lines:
    """One group of columns being read: its columns by role and the section that holds at the row."""

    grid: Grid
    group: Group
    flavour: Flavour
    name: Column | None
    amounts: list[Measured]
    section: Passage | None
    factor: int
    inner: Passage | None = None  # heading row inside the table
    closed: bool = False  # the inner section has had its total
    sections: int = 0
    totals: int = 0  # inner sections that had a total of their own

    def columns(self, *meanings: str) -> list[Column]:
        return [c for c in self.group.columns if c.meaning in meanings and c is not self.name]


@dataclass(frozen=True, slots=True)
class _Figure:
    """An amount cell of a row: its column, what it is worth, and whether it holds figures that cannot be read."""

    item: Measured
    cell: Cell
    value: Decimal | None
    unread: bool


def read_group(book: Book, typed: Typed, group: Group, heading: Passage | None, factor: int) -> None:
    """Add the lines of ``group`` to ``book``; ``heading`` stands above the table, a unit is worth ``factor`` €."""
    grid, flavour = typed.grid, typed.flavour
    assert flavour is not None
    amounts = measured(group, flavour, fiche=book.fiche, sides_apart=_sides_apart(grid, group))
    if not amounts:
        return
    section = _outer_section(grid, group, heading)
    lines = _Lines(grid, group, flavour, name_column(grid, group), amounts, section, factor)
    rows = list(grid.body())
    for rank, row in enumerate(rows):
        inner = _section_row(lines, row, rows[rank + 1 :])
        if inner is not None:
            lines.inner, lines.closed = trimmed(inner), False
            lines.sections += 1
        elif not _repeats_header(lines, row):
            _line(book, lines, row, last=rank == len(rows) - 1)


def name_column(grid: Grid, group: Group) -> Column | None:
    """The column that names the lines: by its heading, or the first that holds text."""
    for meaning in NAMES:
        found = [c for c in group.of(meaning) if c.filled and not c.numeric]
        if found:
            return max(found, key=lambda c: (c.filled * 2 > found[0].filled * 3, -c.index))
    worded = {c.index: sum(bool(_NAME.search(t)) for t in grid.column(c.index)) for c in group.columns}
    roles = ("operation", "envelope", "imputation", "code", "chapter", "year", "note", "section", "amount")
    texts = [c for c in group.columns if not c.numeric and c.filled and c.meaning not in roles]
    if texts:
        return max(texts, key=lambda c: (worded[c.index], -c.index))
    others = [c for c in group.columns if not c.numeric and c.meaning in ("section", "chapter", "code", "note")]
    return next((c for c in others if worded[c.index] * 2 > c.filled > 0), None)


def is_section_head(column: Column) -> bool:
    """Whether the heading over the labels names the part of the budget that the table is of."""
    if not column.path:
        return False
    heading = column.path[-1]
    if says(heading, "sides.names"):
        return True
    if column.meaning in (*NAMES, "code", "chapter"):
        return False
    return says(heading, "rows.budget") or says(heading, "context.budget")


def _sides_apart(grid: Grid, group: Group) -> bool:
    """Whether a line has an expense and a receipt at once: then they are no proposals of one measure."""
    sides = [c for c in group.columns if by_side(c)]
    for row in grid.body():
        if begins(grid.text(row, 0), "totals.words"):
            continue
        if sum((cell := grid.own(row, c.index)) is not None and is_money(cell.text) for c in sides) > 1:
            return True
    return False


def _outer_section(grid: Grid, group: Group, heading: Passage | None) -> Passage | None:
    """The heading that all lines of a group stand under: of the group, of the table, or above it."""
    if group.title is not None:
        cell = next((c for row in range(grid.header_rows) for c in grid.filled(row) if c.text == group.title), None)
        return cell.passage if cell else None
    name = name_column(grid, group)
    if name is not None and is_section_head(name):
        cell = grid.at(grid.header_rows - 1, name.index)
        if cell is not None and cell.row < grid.header_rows:
            return trimmed(cell.passage)
    title = grid.title()
    return trimmed(title.passage) if title is not None else heading


def _section_row(lines: _Lines, row: int, following: Sequence[int]) -> Passage | None:
    """The text of a heading row inside the table, None for a line."""
    grid = lines.grid
    filled = [c for c in grid.filled(row) if _within(c, lines)]
    if not filled or len(grid.filled(row)) > len(filled):
        return None
    cell = filled[0]
    indexes = [m.column.index for m in lines.amounts]
    if _repeats_header(lines, row):
        return cell.passage if cell.col < min(indexes) and cell.text not in lines.group.columns[0].path else None
    if len(filled) > 1 or not following or len(cell.text) > MAX_LABEL or begins(cell.text, "totals.words"):
        return None
    if cell.col_span > 1 and cell.col + cell.col_span > min(indexes):
        return cell.passage
    if cell.row_span > 1 or any(cell.col == i for i in indexes) or is_blank(cell.text):
        return None
    return cell.passage if _set_apart(lines, cell, row) else None


def _within(cell: Cell, lines: _Lines) -> bool:
    first, last = lines.group.columns[0].index, lines.group.columns[-1].index
    return first <= cell.col <= last or cell.col <= first < cell.col + cell.col_span


def _set_apart(lines: _Lines, cell: Cell, row: int) -> bool:
    """Whether a label without amounts is set as a heading: unlike the labels of the lines, or without their code."""
    if begins(cell.text, "rows.part"):
        return False
    if cell.text.rstrip().endswith(":"):
        return True
    grid = lines.grid
    peers = [r for r in grid.body() if r != row and any(_filled(grid, r, m) for m in lines.amounts)]
    labels = [c for r in peers if (c := grid.own(r, cell.col)) is not None and c.text]
    labels = [c for c in labels if not begins(c.text, "totals.words")]
    codes = lines.columns("code", "chapter", "imputation", "operation")
    coded = [r for r in peers if any(grid.text(r, c.index) for c in codes)]
    if codes and len(coded) * 4 >= len(peers) * 3 and not any(grid.text(row, c.index) for c in codes):
        return True
    upper = cell.text.isupper() and sum(c.text.isupper() for c in labels) * 2 < len(labels)
    return upper or (_bold(cell) and sum(_bold(c) for c in labels) * 2 < len(labels))


def _bold(cell: Cell) -> bool:
    words = cell.passage.words()
    return bool(words) and all(w.bold for w in words)


def _filled(grid: Grid, row: int, item: Measured) -> bool:
    cell = grid.own(row, item.column.index)
    return cell is not None and not is_blank(cell.text)


def _repeats_header(lines: _Lines, row: int) -> bool:
    """Whether a row prints the headings of the amount columns again."""
    texts = [(plain(lines.grid.text(row, m.column.index)), m.column) for m in lines.amounts]
    same = [bool(c.path) and t == plain(c.path[-1]) for t, c in texts if t.strip()]
    return len(same) >= 1 and all(same) and (len(same) > 1 or len(lines.amounts) == 1)


def _line(book: Book, lines: _Lines, row: int, *, last: bool) -> None:
    """One line and its amounts; rows that hold neither a label nor an amount give nothing."""
    grid = lines.grid
    cells = [(m, c) for m in lines.amounts if (c := grid.own(row, m.column.index)) is not None]
    figures = [_Figure(m, c, *amount_of(c.text)) for m, c in cells if c.col == m.column.index or c.col_span == 1]
    valued = any(f.value is not None for f in figures)
    label = _label(lines, row)
    if label is None and not any(f.value is not None or f.unread for f in figures):
        return
    if label is not None and not valued:
        noted = _NOTE.match(label.text) or len(label.text) > MAX_LABEL
        owned = lines.name is not None and grid.own(row, lines.name.index) is not None
        if noted or not (owned or any(c.text for _, c in cells)) or _goes_on(book, label):
            return
    total = begins(label.flat, "totals.words") if label else _nameless_total(lines, row, last=last)
    line = _line_row(book, lines, row, label, total=total)
    book.rows.append(line)
    for figure in _changes_first(figures):
        book.rows.extend(_amount(book, lines, line, figure, total=total))


def _changes_first(figures: Sequence[_Figure]) -> list[_Figure]:
    """Of the columns of increases and decreases, the one that changes something gives the proposed amount."""
    changes = [f for f in figures if f.item.column.sense is not None and f.item.column.sense.kind == "change"]
    told = [f for f in changes if f.value]
    if not told:
        return list(figures)
    rest = [_Figure(replace(f.item, measure="other"), f.cell, f.value, f.unread) for f in changes if f not in told]
    return [*told, *(f for f in figures if f not in changes), *rest]


def _amount(book: Book, lines: _Lines, line: Row, figure: _Figure, *, total: bool) -> list[Row]:
    """The amount row of a cell, a diagnostic where its figures cannot be read, nothing for an empty cell."""
    label, cell = line["label"] or "", figure.cell
    if figure.value is not None:
        measure = of_row(figure.item, label, lines.group, lines.flavour, fiche=book.fiche, total=total)
        unit = 1 if "€" in cell.text or "eur" in cell.text.casefold() else lines.factor
        amount = Row("budget_amounts").put("line_id", line["line_id"]).put("measure", measure)
        amount.put("column_label", figure.item.column.heading or None)
        return [amount.put("amount_eur", figure.value * unit, cell.passage)]
    if not figure.unread:
        return []
    message = (
        f"Le montant « {cell.text[:80]} » de la ligne « {label[:80]} » ne se lit pas comme un seul montant ;"
        " il est laissé vide."
    )
    return [diagnostic(STAGE, "warning", "amount_unreadable", message, cell.page)]


def _goes_on(book: Book, label: Passage) -> bool:
    """Add a label that a page end cut off its line to that line; False for a label of its own."""
    last = book.last_line()
    if last is None or not last["label"] or last["is_total"] or label.page != (last["page"] or 0) + 1:
        return False
    if not (label.text[:1].islower() or label.text.startswith("(")):
        return False
    last.values["label"] = f"{last['label']} {label.flat}"
    last.sources["label"] = [*last.sources.get("label", []), *label.places()]
    return True


def _label(lines: _Lines, row: int) -> Passage | None:
    """The label of a line, or the "Total" that stands in another of its columns."""
    grid = lines.grid
    named = grid.at(row, lines.name.index) if lines.name is not None else None
    if named is not None and named.text and not is_blank(named.text):
        return named.passage
    for column in lines.columns("label", "project", "beneficiary", "section", "imputation", "chapter", "code"):
        cell = grid.at(row, column.index)
        if cell is not None and begins(cell.text, "totals.words"):
            return cell.passage
    first = next((c for c in grid.filled(row) if _within(c, lines)), None)
    if first is not None and begins(first.text, "totals.words"):
        return first.passage
    year = next((c for c in lines.columns("year") if lines.name is None), None)
    named = grid.at(row, year.index) if year is not None else None
    return named.passage if named is not None and named.text else None


def _nameless_total(lines: _Lines, row: int, *, last: bool) -> bool:
    """Whether a row of amounts without a label is a total: the last one, set in bold, or with a joined first cell."""
    codes = lines.columns("operation", "envelope", "imputation", "chapter", "year")
    if any(lines.grid.text(row, c.index) for c in codes):
        return False
    cell = lines.grid.own(row, lines.group.columns[0].index)
    amounts = [c for m in lines.amounts if (c := lines.grid.own(row, m.column.index)) is not None and c.text]
    return last or (cell is not None and cell.col_span > 1) or (bool(amounts) and all(map(_bold, amounts)))


def _line_row(book: Book, lines: _Lines, row: int, label: Passage | None, *, total: bool) -> Row:
    line = book.new_line(lines.flavour)
    section = _section(lines, row, label, total=total)
    line.put("section", section.flat if section else None, section)
    line.put("label", label.flat if label else None, label)
    for column, meaning in (("operation_code", "operation"), ("imputation", "imputation"), ("envelope", "envelope")):
        source = _code(lines, row, meaning, label)
        line.put(column, source.flat if source else None, source)
    year, source = _year(lines, row, label)
    line.put("year", year, source).put("is_total", total)
    first = next((c for c in lines.grid.filled(row) if _within(c, lines)), None)
    return line.at(first.passage) if first is not None else line


def _code(lines: _Lines, row: int, meaning: str, label: Passage | None) -> Passage | None:
    """The code printed in a column of its own; the label itself is none."""
    for column in lines.columns(meaning):
        cell = lines.grid.at(row, column.index)
        if cell is not None and cell.text and not is_blank(cell.text) and (label is None or cell.text != label.flat):
            return cell.passage
    return None


def _section(lines: _Lines, row: int, label: Passage | None, *, total: bool) -> Passage | None:
    """The heading that a line stands under; a general total stands under none of the table's own."""
    own = next((c for col in _section_columns(lines) if (c := lines.grid.at(row, col.index)) and c.text), None)
    if not total:
        return lines.inner or (lines.section if lines.section is not None or own is None else own.passage)
    if lines.inner is None:
        return lines.section
    words = plain(label.flat) if label is not None else ""
    if label is not None and begins(label.flat, "totals.general"):
        return None
    if plain(lines.inner.flat).strip() in words:
        lines.closed = True
        return lines.inner
    partial = len(words.split()) > 3  # "Total chapitre 011 : …" sums a part of the section up
    if not partial and (lines.closed or (lines.sections > 1 and lines.totals == 0)):
        return None
    lines.closed = lines.closed or not partial
    lines.totals += 1
    return lines.inner


def _section_columns(lines: _Lines) -> list[Column]:
    """Columns that say what the lines belong to: headed so, or before the labels with cells over several rows."""
    columns = lines.columns("section")
    name = lines.name
    if name is not None:
        columns += [c for c in lines.columns(*NAMES) if c.index < name.index and _spans_rows(lines.grid, c, name)]
    return columns


def _spans_rows(grid: Grid, column: Column, name: Column) -> bool:
    cells = (grid.own(row, column.index) for row in grid.body())
    return column.filled < name.filled and any(c is not None and c.row_span > 1 for c in cells)


def _year(lines: _Lines, row: int, label: Passage | None) -> tuple[int | None, Passage | None]:
    """The year of a line: from its own column, its label, or the heading of its main amount."""
    for column in lines.columns("year"):
        cell = lines.grid.at(row, column.index)
        if cell is not None and (found := years_in(cell.text)):
            return found[0], cell.passage
    named = years_in(label.flat) if label else []
    if len(named) == 1 and lines.flavour != "subsidies":  # a beneficiary's name may hold a year
        return named[0], label
    main = [m for m in lines.amounts if m.measure == "proposed"] or lines.amounts
    years = {m.column.year for m in main}
    return (years.pop() if len(years) == 1 else None), None
