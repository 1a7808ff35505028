"""Votes printed in tables: labels by their figures, roll calls, or a column that tells the vote of each row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.vote_marks import CHOICES, Mark, find_marks, is_label
from extractors.vote_names import voters_in
from models.document import Cell, Table
from models.normalise.folding import fold
from models.passage import join

_SPOKEN = re.compile(r"pour|contre|abst|votant|voix|suffrage|pris part|prend pas part")
_CROSS = re.compile(r"\W*(?:x|X|✓|✔|☒|☑|oui|\uf0fc|\uf0fe)\W*")
_FIGURE = re.compile(r"\W*\d{1,3}\W*(?:voix)?\W*")
_TOTAL = re.compile(r"\W*(?:sous[- ])?total")


def table_marks(table: Table) -> list[list[Mark]]:
    """The marks of a table, one list per vote that it tells; none where the table is about something else.

    A vote may be a block (label and figure in neighbouring cells), a line, a roll call, or the cell of a row that has
    its own subject, as in a list of subsidies voted one by one.
    """
    if not any(_SPOKEN.search(fold(c.text)) for c in table.cells):
        return []
    choices = _choice_columns(table)
    if choices and _body_rows(table) > 1:
        marks = [*_roll_call(table, choices), *_totals(table, choices)]
        return [marks] if marks else []
    block: list[Mark] = []
    used: set[int] = set()
    for label, value, marks in _pairs(table):
        block += marks
        used |= {id(label), id(value)}
    votes: list[list[Mark]] = []
    for row in range(table.n_rows):
        marks, subject = _told_in_row([c for c in table.row(row) if id(c) not in used and not is_label(c.text)])
        if marks and subject:
            votes.append(marks)
        else:
            block += marks
    return ([block] if block else []) + votes


def _told_in_row(cells: list[Cell]) -> tuple[list[Mark], bool]:
    """The marks told in the cells of a row, and whether another cell says what they are about."""
    marks: list[Mark] = []
    subject = False
    for cell in cells:
        found = [m for paragraph in cell.passage.paragraphs() for m in find_marks(paragraph)]
        marks += found
        subject = subject or (not found and not cell.is_header and sum(c.isalpha() for c in cell.text) >= 3)
    return marks, subject


# --- a label and its figure in two cells --------------------------------------------------------------------------


def _pairs(table: Table) -> Iterator[tuple[Cell, Cell, list[Mark]]]:
    """Label cells with the cell to their right, or else the figure below, and the marks that the two make."""
    for cell in table.cells:
        if is_label(cell.text) is None:
            continue
        right = table.at(cell.row, cell.col + cell.col_span)
        below = table.at(cell.row + cell.row_span, cell.col)
        for value in (right, below):
            if value is None or is_label(value.text) or (value is below and not _FIGURE.fullmatch(value.text)):
                continue
            marks = _joined(cell, value)
            if marks:
                _name(marks[0], table.at(value.row, value.col + value.col_span) if value is right else None)
                yield cell, value, marks
                break


def _joined(label: Cell, value: Cell) -> list[Mark]:
    colon = "" if label.text.rstrip().endswith(":") else " :"
    return find_marks(join([label.passage, value.passage], f"{colon} "))


def _name(mark: Mark, beside: Cell | None) -> None:
    """Give a mark the voters named in the cell behind its figure."""
    if beside is not None and mark.column in CHOICES and not mark.voters:
        mark.voters = tuple(voters_in(beside.passage.text))
        mark.passage = beside.passage


# --- one row per member or group, one column per choice -----------------------------------------------------------


def _choice_columns(table: Table) -> dict[int, Cell]:
    """The header cells of choices, by column; empty unless there are two at least."""
    top = [c for c in table.cells if c.row < max(1, table.header_rows)]
    found = {c.col: c for c in top if is_label(c.text) in ("votes_for", "votes_against", "abstentions", "not_voting")}
    return found if len(found) > 1 and table.n_cols > len(found) else {}


def _body_rows(table: Table) -> int:
    return table.n_rows - max(1, table.header_rows)


def _roll_call(table: Table, choices: dict[int, Cell]) -> Iterator[Mark]:
    """The voter of each row whose cross, or only figure above 0, stands in one column of a choice."""
    for row in range(max(1, table.header_rows), table.n_rows):
        cells = table.row(row)
        chosen = [choices[c.col] for c in cells if c.col in choices and _is_chosen(c.text)]
        named = next((c for c in cells if c.col not in choices and re.search(r"[^\W\d_]{3}", c.text)), None)
        if len(chosen) != 1 or named is None or _TOTAL.match(fold(named.text)):
            continue
        voters = voters_in(named.passage.text)
        column = is_label(chosen[0].text)
        if len(voters) == 1 and column is not None:
            yield Mark(column, None, named.passage, tuple(voters), named.passage)


def _is_chosen(text: str) -> bool:
    if _CROSS.fullmatch(text):
        return True
    return bool(_FIGURE.fullmatch(text)) and int(re.sub(r"\D", "", text)) > 0


def _totals(table: Table, choices: dict[int, Cell]) -> Iterator[Mark]:
    """The figures of the row of totals."""
    for row in range(max(1, table.header_rows), table.n_rows):
        cells = table.row(row)
        if any(_TOTAL.match(fold(c.text)) for c in cells):
            for cell in cells:
                header = choices.get(cell.col)
                if header is not None and _FIGURE.fullmatch(cell.text):
                    yield from _joined(header, cell)
