"""Budget lines: rows of budget, imputation, commitment and subsidy tables, with their amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractors.budget_amounts import Measured, amount_of, measured, of_row, scale
from extractors.captions import Caption, caption
from extractors.grids import Grid, is_blank
from extractors.headings import begins, plain, says, years_in
from extractors.table_types import MONEY_KINDS, NAMES, Column, Flavour, Group, Typed, classify
from models.document import Cell
from models.parts import Act, Part
from models.passage import Passage
from models.rows import Row, diagnostic

STAGE = "budget"
SCOPES: dict[Flavour, str] = {"imputation": "imputation", "commitment": "commitment", "subsidies": "subsidies"}
MAX_LABEL = 400  # a longer first cell is a note under the table
_NOTE = re.compile(r"\s*(?:\(\*|\*|\([0-9a-z]\)|NB\b|N\.B\.|nota\b)", re.IGNORECASE)


@dataclass(slots=True)
class _State:
    """Where a part stands: the lines so far and what to tell of the tables."""

    part: Part
    act: Act | None
    rows: list[Row] = field(default_factory=list)
    count: int = 0


def extract(part: Part, act: Act | None = None) -> list[Row]:
    """The budget lines of a part, their amounts, and diagnostics.

    Takes any part and the act it belongs to (None for what belongs to no deliberation). Tables that are not of
    budgets give nothing; one that looks like money but cannot be typed gives a diagnostic, and so does a heading that
    nothing recognises.
    """
    state = _State(part, act)
    title = act.title.flat if act and act.title else ""
    for at, block in enumerate(part.blocks):
        if block.table is None:
            continue
        above = caption(part.blocks, at)
        typed = classify(
            block.table, above.heading.flat if above.heading else "", f"{above.told} {title}", above.columns
        )
        if typed.kind in MONEY_KINDS:
            _table(state, typed, above)
        elif typed.money and typed.kind == "other" and typed.excluded is None:
            state.rows.append(_unrecognised(typed, above))
    return state.rows


def _unrecognised(typed: Typed, above: Caption) -> Row:
    name = above.heading.flat if above.heading else " | ".join(c.heading for c in typed.columns if c.heading)
    first = name or " | ".join(c.text for c in typed.grid.filled(0))
    return diagnostic(
        STAGE,
        "info",
        "table_unrecognised",
        f"Le tableau « {first[:120]} » porte des montants mais n'est ni un budget ni une liste de subventions"
        " reconnus ; ses cellules restent dans table_cells.",
        typed.grid.table.page_first,
    )


def _table(state: _State, typed: Typed, above: Caption) -> None:
    """The lines of one table, one group of columns after the other."""
    for column in typed.columns:
        unknown = column.numeric and column.sense is not None and column.sense.kind == "unknown"
        if column.path and (unknown or (column.sense is None and column.filled and not _is_section_head(column))):
            state.rows.append(_column_unknown(column, typed, amounts=unknown))
    heads = [c.heading for c in typed.columns]
    factor = scale([*heads, above.told[-80:]])
    for group in typed.groups:
        _group(state, typed, group, above, factor)


def _column_unknown(column: Column, typed: Typed, *, amounts: bool) -> Row:
    kept = "ses montants sont gardés sous la mesure « other »" if amounts else "ses cellules restent dans table_cells"
    return diagnostic(
        STAGE,
        "warning" if amounts else "info",
        "column_unrecognised",
        f"La colonne « {column.heading[:120]} » n'est pas reconnue ; {kept}.",
        typed.grid.table.page_first,
    )


def _is_section_head(column: Column) -> bool:
    """Whether the heading over the labels names the part of the budget that the table is of."""
    return bool(column.path) and (says(column.path[-1], "rows.budget") or says(column.path[-1], "context.budget"))


@dataclass(slots=True)
class _Lines:
    """One group of columns being read: its columns by role and the section that holds at the row."""

    grid: Grid
    group: Group
    name: Column | None
    amounts: list[Measured]
    section: Passage | None
    inner: Passage | None = None  # heading row inside the table
    closed: bool = False  # the inner section has had its total
    sections: int = 0
    totals: int = 0  # inner sections that had a total of their own

    def columns(self, *meanings: str) -> list[Column]:
        return [c for c in self.group.columns if c.meaning in meanings and c is not self.name]


def _group(state: _State, typed: Typed, group: Group, above: Caption, factor: int) -> None:
    grid, flavour = typed.grid, typed.flavour
    assert flavour is not None
    amounts = measured(group, flavour, fiche=state.part.kind == "fiche")
    if not amounts:
        return
    lines = _Lines(grid, group, _name_column(grid, group), amounts, _outer_section(typed, group, above))
    rows = list(grid.body())
    for rank, row in enumerate(rows):
        heading = _section_row(lines, row, rows[rank + 1 :])
        if heading is not None:
            lines.inner, lines.closed = heading, False
            lines.sections += 1
        elif not _repeats_header(lines, row):
            _line(state, lines, row, flavour, factor, last=rank == len(rows) - 1)


def _name_column(grid: Grid, group: Group) -> Column | None:
    """The column that names the lines: by its heading, or the first that holds text."""
    for meaning in NAMES:
        found = [c for c in group.of(meaning) if c.filled and not c.numeric]
        if found:
            return found[0]
    roles = ("operation", "envelope", "imputation", "code", "chapter", "year", "note", "section", "amount")
    texts = [c for c in group.columns if not c.numeric and c.filled and c.meaning not in roles]
    if texts:
        return max(
            texts, key=lambda c: (sum(bool(re.search(r"[^\W\d]{3}", t)) for t in grid.column(c.index)), -c.index)
        )
    wordy = [c for c in group.columns if not c.numeric and c.meaning in ("section", "chapter", "code", "note")]
    wordy = [
        c for c in wordy if sum(bool(re.search(r"[^\W\d]{3}", t)) for t in grid.column(c.index)) * 2 > c.filled > 0
    ]
    return wordy[0] if wordy else None


def _outer_section(typed: Typed, group: Group, above: Caption) -> Passage | None:
    """The heading that all lines of a group stand under: of the group, of the table, or above it."""
    grid = typed.grid
    if group.title is not None:
        cell = next((c for row in range(grid.header_rows) for c in grid.filled(row) if c.text == group.title), None)
        return cell.passage if cell else None
    name = _name_column(grid, group)
    if name is not None and _is_section_head(name) and name.meaning not in NAMES:
        cell = grid.at(grid.header_rows - 1, name.index)
        if cell is not None and cell.is_header:
            return cell.passage
    title = grid.title()
    return title.passage if title is not None else above.heading


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
    if cell.text.rstrip().endswith(":"):
        return True
    grid = lines.grid
    peers = [r for r in grid.body() if r != row and any(_value_text(grid, r, m) for m in lines.amounts)]
    labels = [c for r in peers if (c := grid.own(r, cell.col)) is not None and c.text]
    codes = lines.columns("code", "chapter", "imputation", "operation")
    coded = [r for r in peers if any(grid.text(r, c.index) for c in codes)]
    if codes and len(coded) * 4 >= len(peers) * 3 and not any(grid.text(row, c.index) for c in codes):
        return True
    upper = cell.text.isupper() and sum(c.text.isupper() for c in labels) * 2 < len(labels)
    words = cell.passage.words()
    plain_labels = [c for c in labels if not begins(c.text, "totals.words")]
    bold = bool(words) and all(w.bold for w in words)
    bold = bold and sum(all(w.bold for w in c.passage.words()) for c in plain_labels) * 2 < len(plain_labels)
    return upper or bold


def _value_text(grid: Grid, row: int, item: Measured) -> str:
    cell = grid.own(row, item.column.index)
    return cell.text if cell is not None and not is_blank(cell.text) else ""


def _repeats_header(lines: _Lines, row: int) -> bool:
    """Whether a row prints the headings of the amount columns again."""
    texts = [(plain(lines.grid.text(row, m.column.index)), m.column) for m in lines.amounts]
    same = [bool(c.path) and t == plain(c.path[-1]) for t, c in texts if t.strip()]
    return len(same) >= 1 and all(same) and (len(same) > 1 or len(lines.amounts) == 1)


def _line(state: _State, lines: _Lines, row: int, flavour: Flavour, factor: int, *, last: bool) -> None:
    """One line and its amounts; rows that hold neither a label nor an amount give nothing."""
    grid = lines.grid
    figures = [(m, cell) for m in lines.amounts if (cell := grid.own(row, m.column.index)) is not None]
    found = [(m, c, *amount_of(c.text)) for m, c in figures if c.col == m.column.index or c.col_span == 1]
    label = _label(lines, row)
    if not label and not any(value is not None or unread for *_, value, unread in found):
        return
    if (
        label is not None
        and (_NOTE.match(label.text) or len(label.text) > MAX_LABEL)
        and not any(v for *_, v, _ in found)
    ):
        return
    if label is not None and not any(c.text for _, c in figures) and not _own_name(lines, row):
        return
    total = begins(label.flat, "totals.words") if label else _nameless_total(lines, row, last=last)
    state.count += 1
    line = _line_row(state, lines, row, label, flavour, total=total)
    state.rows.append(line)
    said = label.flat if label else ""
    for item, cell, value, unread in found:
        if value is not None:
            measure = of_row(item, said, lines.group, flavour, fiche=state.part.kind == "fiche")
            amount = Row("budget_amounts").put("line_id", line["line_id"]).put("measure", measure)
            amount.put("column_label", item.column.heading or None)
            state.rows.append(amount.put("amount_eur", value * factor, cell.passage))
        elif unread:
            state.rows.append(
                diagnostic(
                    STAGE,
                    "warning",
                    "amount_unreadable",
                    f"Le montant « {cell.text[:80]} » de la ligne « {said[:80]} » ne se lit pas comme un seul"
                    " montant ; il est laissé vide.",
                    cell.page,
                )
            )


def _own_name(lines: _Lines, row: int) -> bool:
    return lines.name is not None and lines.grid.own(row, lines.name.index) is not None


def _label(lines: _Lines, row: int) -> Passage | None:
    """The label of a line; for rows whose name cell is empty the text in another column of the group that names."""
    grid = lines.grid
    columns = [lines.name] if lines.name is not None else []
    columns += lines.columns("label", "project", "beneficiary", "section", "imputation", "chapter", "code")
    for rank, column in enumerate(columns):
        cell = grid.at(row, column.index)
        if cell is None or not cell.text or is_blank(cell.text):
            continue
        if rank and not begins(cell.text, "totals.words"):
            continue
        return cell.passage
    first = next((c for c in grid.filled(row) if _within(c, lines)), None)
    if first is not None and begins(first.text, "totals.words"):
        return first.passage
    return None


def _nameless_total(lines: _Lines, row: int, *, last: bool) -> bool:
    """Whether a row of amounts without a label is a total: the last one, set in bold, or with a joined first cell."""
    if any(lines.grid.text(row, c.index) for c in lines.columns("operation", "envelope", "imputation", "chapter")):
        return False
    cell = lines.grid.own(row, lines.group.columns[0].index)
    words = [w for m in lines.amounts if (c := lines.grid.own(row, m.column.index)) for w in c.passage.words()]
    return last or (cell is not None and cell.col_span > 1) or (bool(words) and all(w.bold for w in words))


def _line_row(state: _State, lines: _Lines, row: int, label: Passage | None, flavour: Flavour, *, total: bool) -> Row:
    part, act = state.part, state.act
    fiche = part.kind == "fiche"
    annex = part.annex or part.kind == "annex"
    line = Row("budget_lines").put("line_id", f"{part.part_id}-b{state.count}")
    line.put("deliberation_id", act.deliberation_id if act else None).put("part_id", part.part_id)
    line.put("fiche_id", f"{part.part_id}-f" if fiche else None)
    line.put("scope", "fiche" if fiche else "annex" if annex else SCOPES.get(flavour, "budget"))
    line.put("position", state.count)
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
    own = next((c for col in lines.columns("section") if (c := lines.grid.at(row, col.index)) and c.text), None)
    if not total:
        lines.closed = False if lines.inner is None else lines.closed
        return lines.inner or (lines.section if lines.section is not None or own is None else own.passage)
    if lines.inner is None:
        return lines.section
    general = label is not None and begins(label.flat, "totals.general")
    if general or lines.closed or (lines.sections > 1 and lines.totals == 0):
        return None
    lines.closed = True
    lines.totals += 1
    return lines.inner


def _year(lines: _Lines, row: int, label: Passage | None) -> tuple[int | None, Passage | None]:
    """The year of a line: from its own column, its label, or the heading of its main amount."""
    grid = lines.grid
    for column in lines.columns("year"):
        cell = grid.at(row, column.index)
        if cell is not None and (found := years_in(cell.text)):
            return found[0], cell.passage
    named = years_in(label.flat) if label else []
    if len(named) == 1:
        return named[0], label
    years = {m.column.year for m in _main(lines.amounts)}
    year = years.pop() if len(years) == 1 else None
    return year, None


def _main(amounts: Sequence[Measured]) -> Iterator[Measured]:
    """The amount columns that a line is about: the proposed ones, or all where none is."""
    proposed = [m for m in amounts if m.measure == "proposed"]
    return iter(proposed or amounts)
