"""Votes printed in tables: labels beside or above their figures, or a column that tells each row's vote."""

from __future__ import annotations

import re

from extractors.vote_marks import Mark, find_marks, is_label, mark_of_cells
from extractors.vote_names import Voter, people_at
from models.document import Cell, Table
from models.normalise.folding import fold
from models.passage import Passage

_SPOKEN = re.compile(r"pour|contre|abst|votant|voix|suffrage|pris part|prend pas part")
_CROSS = re.compile(r"\W*(?:x|X|✓|✔|☒|☑|1|oui|\uf0fc|\uf0fe)\W*")
_FIGURE = re.compile(r"\W*\d{1,3}\W*(?:voix)?\W*")


def table_marks(table: Table) -> list[list[Mark]]:
    """The marks of a table, one list per vote that it tells; none where the table is about something else.

    A vote may be a block (label and figure in neighbouring cells), a line, or the cell of a row that has its own
    subject, as in a list of subsidies voted one by one.
    """
    if not any(_SPOKEN.search(fold(c.text)) for c in table.cells):
        return []
    nominal = _nominal(table)
    if nominal:
        return [nominal]
    paired = _paired(table)
    used = {id(cell) for _, cells in paired for cell in cells}
    block = [mark for mark, _ in paired]
    votes: list[list[Mark]] = []
    for row in range(table.n_rows):
        cells = table.row(row)
        marks, subject = [], False
        for cell in cells:
            if id(cell) in used or is_label(cell.text):
                continue
            found = [m for line in cell.passage.paragraphs() for m in find_marks(line)]
            marks += found
            subject = subject or (not found and _is_subject(cell))
        if marks and subject:
            votes.append(marks)
        else:
            block += marks
    return ([block] if block else []) + votes


def _is_subject(cell: Cell) -> bool:
    """Whether a cell names what a row is about."""
    return not cell.is_header and sum(c.isalpha() for c in cell.text) >= 3


def _paired(table: Table) -> list[tuple[Mark, tuple[Cell, Cell]]]:
    """Label cells with the figure to their right, or else below."""
    out = []
    for cell in table.cells:
        column = is_label(cell.text)
        if column is None:
            continue
        right = table.at(cell.row, cell.col + cell.col_span)
        below = table.at(cell.row + cell.row_span, cell.col)
        for value in (right, below):
            if value is None or not _FIGURE.fullmatch(value.text or "-"):
                continue
            mark = mark_of_cells(column, cell.passage, value.passage)
            if mark is not None:
                out.append((mark, (cell, value)))
                break
    return out


def _nominal(table: Table) -> list[Mark]:
    """A roll call: one row per member, a cross in the column of the choice."""
    header = {c.col: is_label(c.text) for c in table.cells if c.row < max(1, table.header_rows)}
    choices = {
        col: column
        for col, column in header.items()
        if column in ("votes_for", "votes_against", "abstentions", "not_voting")
    }
    if len(choices) < 2 or table.n_rows < 4:
        return []
    marks: dict[str, list[tuple[Voter, Passage]]] = {}
    for row in range(max(1, table.header_rows), table.n_rows):
        cells = table.row(row)
        crossed = [choices[c.col] for c in cells if c.col in choices and _CROSS.fullmatch(c.text)]
        named = next((c for c in cells if c.col not in choices and re.search(r"[^\W\d_]{3}", c.text)), None)
        if len(crossed) != 1 or named is None:
            continue
        people, _ = people_at(named.text, 0, polite=False)
        if people:
            marks.setdefault(crossed[0], []).append((people[0], named.passage))
    if sum(map(len, marks.values())) < 3:
        return []
    return [
        Mark(column, None, source, (voter,), source) for column, people in marks.items() for voter, source in people
    ]
