"""Rows of the action, calendar and indicator tables of a fiche."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

from extractors.captions import caption
from extractors.fiche_sections import flowing
from extractors.fiche_sheets import entries, holder, is_sheet
from extractors.grids import Grid, is_blank
from extractors.headings import plain, years_in
from extractors.table_types import Column, Typed, begins_measure, classify
from models.document import Block, Cell
from models.normalise.amounts import leading_number
from models.normalise.dates import find_dates
from models.normalise.folding import fold
from models.parts import Part
from models.passage import Passage, join
from models.rows import Row, diagnostic

STAGE = "fiche_tables"
ACTION_FIELDS = ("progress", "schedule", "partners")


def extract(part: Part, fiche_id: str, body: Sequence[Block]) -> list[Row]:
    """The fiche_actions and fiche_indicators rows of a fiche, and diagnostics for headings nothing recognises."""
    rows: list[Row] = []
    for at, block in enumerate(body):
        if block.table is None:
            continue
        if is_sheet(block.table):
            rows += _sheet_indicators(fiche_id, block)
            continue
        held = holder(body, block.table)
        above = caption(body, at)
        heading = held.label.flat if held else (above.heading.flat if above.heading else "")
        typed = classify(block.table, heading, "", above.columns)
        if typed.kind in ("actions", "calendar"):
            rows += _actions(fiche_id, typed)
        elif typed.kind == "indicators":
            rows += _indicators(fiche_id, typed)
    for table in ("fiche_actions", "fiche_indicators"):
        for position, row in enumerate((r for r in rows if r.table == table), start=1):
            row.put("position", position)
    return rows


def _unknown(columns: Sequence[Column], page: int) -> list[Row]:
    return [
        diagnostic(
            STAGE,
            "info",
            "column_unrecognised",
            f"La colonne « {c.heading[:120]} » n'est pas reconnue ; ses cellules restent dans table_cells.",
            page,
            c.heading[:120],
        )
        for c in columns
        if c.path and c.filled
    ]


# -- actions


def _actions(fiche_id: str, typed: Typed) -> list[Row]:
    """One row per action; a row whose action is empty goes on with the row above."""
    grid, name = typed.grid, _action_column(typed)
    roles = _roles([c for c in typed.columns if c is not name])
    until = _end_column(typed.columns, roles.get("schedule"))
    rows: list[Row] = []
    for line in grid.body():
        filled = grid.filled(line)
        if len(filled) == 1 and filled[0].col_span >= grid.n_cols > 1:
            continue
        cell = grid.at(line, name.index)
        texts = {field: grid.own(line, column.index) for field, column in roles.items()}
        if cell is None or not cell.text:
            _go_on(rows, texts)
            continue
        row = Row("fiche_actions").put("fiche_id", fiche_id).put("position", 0)
        row.put("action", flowing(cell.passage), cell.passage)
        for field in ACTION_FIELDS:
            found = grid.at(line, roles[field].index) if field in roles else None
            source = found.passage if found is not None and not is_blank(found.text) else None
            if field == "schedule" and until is not None:
                source = _with_end(source, grid.at(line, until.index))
            row.put(field, flowing(source) if source else None, source)
        rows.append(row.at(cell.passage))
    used = {name.index, *(c.index for c in roles.values()), *([until.index] if until else [])}
    ignored = [c for c in typed.columns if c.index not in used and c.meaning not in ("pilot",)]
    return rows + _unknown(ignored, grid.table.page_first)


def _go_on(rows: list[Row], texts: dict[str, Cell | None]) -> None:
    """Add the texts of a row without an action to the fields of the row above."""
    if not rows:
        return
    for field, cell in texts.items():
        if cell is not None and not is_blank(cell.text):
            before = rows[-1][field]
            rows[-1].put(
                field, f"{before} {flowing(cell.passage)}" if before else flowing(cell.passage), cell.passage
            )


def _roles(columns: Sequence[Column]) -> dict[str, Column]:
    """The columns of progress, schedule and partners; the first of each counts."""
    out: dict[str, Column] = {}
    for column in columns:
        if column.meaning in ACTION_FIELDS and column.meaning is not None:
            out.setdefault(column.meaning, column)
    return out


_ENDS = re.compile(r"(?:date (?:de |previsionnelle de )?)?(?:fin|achevement|cloture)\b|echeance\b|terme\b")


def _end_column(columns: Sequence[Column], schedule: Column | None) -> Column | None:
    """The column that tells when an action ends, where a table parts "Début" and "Fin"."""
    if schedule is None or _ENDS.match(fold(schedule.heading)):
        return None
    later = (c for c in columns if c.index > schedule.index and c.meaning == "schedule")
    return next((c for c in later if _ENDS.match(fold(c.heading))), None)


def _with_end(begins: Passage | None, cell: Cell | None) -> Passage | None:
    """A beginning and an end as one schedule: "mars 2024 – mai 2025"."""
    ends = cell.passage if cell is not None and not is_blank(cell.text) else None
    return join([begins, ends], " – ") if begins and ends else begins or ends


def _action_column(typed: Typed) -> Column:
    """The action is the first column, unless that holds numbers or dates and another one is headed so."""
    first = typed.columns[0]
    texts = typed.grid.column(0)
    counted = bool(texts) and all(re.fullmatch(r"\W*[0-9.]{1,5}\W*", t) for t in texts)
    if counted or first.meaning in ("schedule", "pilot"):
        named = [c for c in typed.columns[1:] if c.meaning == "action"]
        if named or counted:
            return named[0] if named else typed.columns[1]
    return first


# -- indicators


def _sheet_indicators(fiche_id: str, block: Block) -> list[Row]:
    """Indicators told as the value of a label: one row, with the deliverables of their own label."""
    assert block.table is not None
    found = [e for e in entries(block.table) if e.meaning == "indicators" and not is_blank(e.value.text)]
    delivered = [e for e in found if "livrable" in fold(e.label.text) and "indicateur" not in fold(e.label.text)]
    told = [e for e in found if e not in delivered]
    rows = []
    for rank, entry in enumerate(told):
        deliverable = delivered[rank].value if rank < len(delivered) else None
        rows.append(_indicator_row(fiche_id, None, entry.value, deliverable).at(entry.value))
    return rows


def _indicator_row(fiche_id: str, section: Passage | None, name: Passage | None, deliverable: Passage | None) -> Row:
    row = Row("fiche_indicators").put("fiche_id", fiche_id).put("position", 0)
    row.put("section", section.flat if section else None, section)
    row.put("indicator", flowing(name) if name else None, name)
    for column in ("year", "measure", "as_of", "value_text", "value", "unit"):
        row.put(column, None)
    return row.put("deliverable", flowing(deliverable) if deliverable else None, deliverable)


def _indicators(fiche_id: str, typed: Typed) -> list[Row]:
    """One row per indicator and value, or per indicator and deliverable."""
    grid = typed.grid
    name = next((c for c in typed.columns if c.meaning == "indicator"), None) or _first_name(typed)
    deliverable = next((c for c in typed.columns if c.meaning == "deliverable"), None)
    values = [c for c in typed.columns if c not in (name, deliverable) and _is_value(c)]
    unit = next((c for c in typed.columns if c.meaning == "unit"), None)
    rows: list[Row] = []
    section: Passage | None = None
    last: dict[int, Row] = {}
    for line in grid.body():
        heading = _heading_row(typed, line, values)
        if heading is not None:
            section, last = heading, {}
            continue
        named = grid.at(line, name.index)
        handed = grid.at(line, deliverable.index) if deliverable else None
        if named is None or not named.text:
            if values and last:
                _add_texts(grid, line, last)
            continue
        source = handed.passage if handed is not None and not is_blank(handed.text) else None
        if not values:
            rows.append(_indicator_row(fiche_id, section, named.passage, source).at(named.passage))
            continue
        last = {}
        for column in values:
            cell = grid.own(line, column.index)
            if cell is None or not cell.text:
                continue
            row = _indicator_row(fiche_id, section, named.passage, source)
            _put_value(row, column, cell, grid.text(line, unit.index) if unit else "")
            last[column.index] = row.at(cell.passage)
            rows.append(row)
    known = [name, deliverable, unit, *values]
    ignored = [c for c in typed.columns if c not in known and c.meaning not in ("source",)]
    return rows + _unknown(ignored, grid.table.page_first)


def _first_name(typed: Typed) -> Column:
    """The column that names the indicators where no heading says so: the first that is no theme and no number."""
    return next((c for c in typed.columns if not _is_value(c) and c.meaning != "source"), typed.columns[0])


def _is_value(column: Column) -> bool:
    if column.meaning in ("indicator", "deliverable", "unit"):
        return False
    return bool(years_in(column.heading)) or begins_measure(column.heading) is not None


def _heading_row(typed: Typed, line: int, values: Sequence[Column]) -> Passage | None:
    """The text of a heading row inside the table: alone in its row, or over cells that only name measures."""
    grid = typed.grid
    filled = grid.filled(line)
    if not filled or filled[0].col != 0:
        return None
    first, rest = filled[0], filled[1:]
    if not rest:
        return first.passage if first.col_span > 1 or _set_apart(grid, first) else None
    named = values and all(_names_measure(c.text) for c in rest)
    return first.passage if named else None


def _names_measure(text: str) -> bool:
    """Whether a cell only names a measure and a date ("Réalisé au 31.12.2024")."""
    rest = re.sub(r"[0-9][0-9./-]*", " ", text)
    return begins_measure(text) is not None and len(plain(rest).split()) <= 3


def _set_apart(grid: Grid, cell: Cell) -> bool:
    """Whether a cell alone in its row is set as a heading: in capitals or bold where the others are not."""
    others = [c for row in grid.body() if (c := grid.own(row, 0)) is not None and c.text and c.row != cell.row]
    if cell.text.isupper() and sum(c.text.isupper() for c in others) * 2 < max(len(others), 1):
        return True
    words = cell.passage.words()
    bold = bool(words) and all(w.bold for w in words)
    return bold and sum(all(w.bold for w in c.passage.words()) for c in others) * 2 < max(len(others), 1)


def _add_texts(grid: Grid, line: int, last: dict[int, Row]) -> None:
    """Add the texts of a row without an indicator to the values of the row above."""
    for index, row in last.items():
        cell = grid.own(line, index)
        if cell is not None and cell.text:
            row.put("value_text", f"{row['value_text']} {flowing(cell.passage)}", cell.passage)


def _put_value(row: Row, column: Column, cell: Cell, unit: str) -> None:
    """The year, measure and date of a column, and the value of a cell."""
    row.put("year", _year(column)).put("measure", _measure(column)).put("as_of", _as_of(column))
    row.put("value_text", flowing(cell.passage), cell.passage)
    found = leading_number(cell.text)
    if found is not None:
        row.put("value", found[0], cell.passage)
        row.put("unit", found[1] or _unit(unit), cell.passage)


def _unit(text: str) -> str | None:
    """The unit that a column of units names, as the tables write it."""
    found = leading_number(f"1 {text}") if text else None
    return found[1] if found else None


def _measure(column: Column) -> str | None:
    """The measure that the lowest heading names, else one above it."""
    return next((m for heading in reversed(column.path) if (m := begins_measure(heading))), None)


def _year(column: Column) -> int | None:
    for heading in reversed(column.path):
        found = years_in(re.sub(r"\([^()]*\)", " ", heading)) or years_in(heading)
        if found:
            return found[-1]
    when = _as_of(column)
    return when.year if when else None


@cache
def _until() -> re.Pattern[str]:
    return re.compile(r"(?:^|[^a-z])(?:au|arretee?s? (?:au|le)|a la date du|situation au|a fin)[ ]{1,2}$")


def _as_of(column: Column) -> date | None:
    """The date to which the figures of a column stand ("au 30.11.2020"); the end of a period is none."""
    for heading in reversed(column.path):
        folded = fold(heading)
        found = find_dates(heading, short_years="/.-")
        for rank, item in enumerate(found):
            before = folded[: item.start]
            if _until().search(before) and not (
                rank and re.search(r"\bdu[ ]", before[max(0, found[rank - 1].start - 4) :])
            ):
                return item.value
    return None
