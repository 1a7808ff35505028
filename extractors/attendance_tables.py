"""Tables that list who was there: ticks in status columns, delegations in a column, or names alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from extractors.attendance_headings import LEXICON, Heading, Status, find_headings, patterns
from extractors.attendance_lists import read_list
from extractors.attendance_roll import Attendee, Proxy, Roll
from models.document import Cell, Table
from models.normalise.folding import fold
from models.normalise.lexicon import load
from models.normalise.names import Person, split_people
from models.passage import Passage, join

_MARKED: tuple[Status, ...] = ("present", "excused", "absent")


def read_table(table: Table, heading: Heading | None, roll: Roll) -> bool:
    """Add the people of a table of the head to ``roll``; ``heading`` is the list it stands under, if any.

    Returns False when the table lists nobody.
    """
    before = len(roll.attendees)
    columns, body = _columns(table)
    if (away := _givers(table, columns, body)) is not None:
        heading = heading or Heading(0, 0, "absent")
        heading = heading._replace(status="excused" if columns[away] == "excused" else "absent")
        columns[away] = "name"
    if "name" in columns.values() and _told(columns):
        for group in _groups(columns):
            _read_rows(table, group, body, heading, roll)
    elif _statuses(columns):
        _read_columns(table, columns, body, roll)
    elif not _read_labelled(table, roll) and heading is not None and heading.opens and heading.status is not None:
        passage = _rows_of_text(table) if heading.proxies or _gives(table) else _columns_of_text(table)
        read_list(passage, heading, roll)
    return len(roll.attendees) > before


def _gives(table: Table) -> bool:
    """Whether cells go on with what their neighbours begin: "pouvoir à M. X"."""
    return any(patterns("proxies", "gives").match(fold(c.text)) for c in table.cells)


def _rows_of_text(table: Table) -> Passage:
    rows = [join((c.passage for c in table.row(row)), " ") for row in range(table.n_rows)]
    return join(rows)


def _columns_of_text(table: Table) -> Passage:
    """The cells down each column; a column without any name (communes, ranks) is left out."""
    columns = [[c for c in sorted(table.cells, key=lambda c: c.row) if c.col == col] for col in range(table.n_cols)]
    named = [cells for cells in columns if any(split_people(c.text) for c in cells)]
    return join((c.passage for cells in named for c in cells), " ;\n")


# --- what the columns hold ------------------------------------------------------------------------------------


@cache
def _column_kinds() -> list[str]:
    return [k for k in load(LEXICON)["columns"] if k != "ticks"]


def _kind_of(cell: Cell) -> str | None:
    text = fold(cell.text).strip(" :.*")
    if not text or len(text) > 60:
        return None
    kind = next((kind for kind in _column_kinds() if patterns("columns", kind).search(text)), None)
    return None if kind in ("holder", *_MARKED) and split_people(cell.text) else kind


def _columns(table: Table) -> tuple[dict[int, str], int]:
    """What each column holds, by its heading, and the first row of the body."""
    for row in range(min(3, table.n_rows)):
        kinds = {c.col: k for c in table.row(row) if (k := _kind_of(c))}
        if len(kinds) > 1 or (kinds and len(table.row(row)) == 1 and table.n_cols == 1):
            return kinds, row + 1
    return {}, 0


def _givers(table: Table, columns: dict[int, str], body: int) -> int | None:
    """The column of those away where each row names beside them who holds their vote ("Absent", "Pouvoir donné à").

    None where the two columns are lists of their own: delegations told in full, or a holder beside nobody.
    """
    if sorted(columns.values()) not in (["absent", "holder"], ["excused", "holder"]):
        return None
    away, holder = sorted(columns, key=lambda col: columns[col] == "holder")
    paired = 0
    for row in range(body, table.n_rows):
        cell, beside = table.at(row, holder), table.at(row, away)
        held = len(split_people(cell.text)) if cell else 0
        linked = cell is not None and any(patterns("proxies", k).search(fold(cell.text)) for k in ("bare", "gives"))
        if held and (held > 1 or linked or beside is None or len(split_people(beside.text)) != 1):
            return None
        paired += held
    return away if paired else None


def _groups(columns: dict[int, str]) -> list[dict[int, str]]:
    """The columns of each list where a table sets two beside each other."""
    groups: list[dict[int, str]] = []
    for col, kind in sorted(columns.items()):
        if not groups or (kind == "name" and "name" in groups[-1].values()):
            groups.append({})
        groups[-1][col] = kind
    return groups


def _told(columns: dict[int, str]) -> bool:
    return any(k in ("present", "absent", "excused", "holder", "status") for k in columns.values())


def _statuses(columns: dict[int, str]) -> bool:
    return any(k in _MARKED for k in columns.values())


def _cell(table: Table, row: int, columns: dict[int, str], kind: str) -> Cell | None:
    return next((cell for col, k in columns.items() if k == kind and (cell := table.at(row, col))), None)


# --- a person a row -------------------------------------------------------------------------------------------


def _read_rows(table: Table, columns: dict[int, str], body: int, heading: Heading | None, roll: Roll) -> None:
    for row in range(body, table.n_rows):
        for person, source in _named(table, row, columns):
            holder = _holder(table, row, columns)
            status = "represented" if holder else _status(table, row, columns, heading)
            if status is None:
                continue
            voting = heading.voting if heading else True
            roll.add(Attendee(person, source, status, voting))
            if holder:
                roll.proxies.append(Proxy(person, source, holder[0], holder[1]))


def _named(table: Table, row: int, columns: dict[int, str]) -> list[tuple[Person, Passage]]:
    """Who the name cells of a row name."""
    cell, given = _cell(table, row, columns, "name"), _cell(table, row, columns, "given")
    if cell is None or cell.row != row or not cell.text:
        return []
    title = _cell(table, row, columns, "honorific")
    if given is not None and given.text and given is not cell:
        parts = [p for p in (title, given, cell) if p is not None and p.text]
        whole = " ".join(p.text for p in parts)
        honorific = next((p.person.honorific for p in split_people(whole)), None)
        person = Person(honorific, given.text, cell.text, f"{given.text} {cell.text}")
        return [(person, join([cell.passage, given.passage], " "))]
    prefix = f"{title.text} " if title is not None and title.text else ""
    people = split_people(prefix + cell.passage.text)
    return [(p.person, cell.passage.sub(max(p.start - len(prefix), 0), p.end - len(prefix))) for p in people]


def _holder(table: Table, row: int, columns: dict[int, str]) -> tuple[Person, Passage] | None:
    cell = _cell(table, row, columns, "holder")
    if cell is None or cell.row != row:
        return None
    people = split_people(cell.passage.text)
    if not people:
        return None
    return people[0].person, cell.passage.sub(people[0].start, people[0].end)


def _status(table: Table, row: int, columns: dict[int, str], heading: Heading | None) -> Status | None:
    """The status that the ticks of a row tell; None where nothing tells."""
    for kind in _MARKED:
        cell = _cell(table, row, columns, kind)
        if cell is not None and cell.text and kind in ("absent", "excused"):
            worded = patterns("columns", "excused").search(fold(cell.text).strip())
            if worded:  # "Excusé" in the column of those who are away
                return "excused"
            if patterns("columns", "absent").search(fold(cell.text).strip()):
                return "absent"
        if cell is not None and _ticked(cell.text):
            return kind
    cell = _cell(table, row, columns, "status")
    if cell is not None and cell.text:
        return next(
            (k for k in ("excused", "absent", "present") if patterns("columns", k).search(fold(cell.text))),
            _letter(cell.text),
        )
    marked = set(columns.values())
    if "present" in marked:
        return "absent"
    if "absent" in marked or "excused" in marked:
        return "present"
    return heading.status if heading else None


def _letter(text: str) -> Status | None:
    letters: dict[str, Any] = {
        "p": "present",
        "pr": "present",
        "a": "absent",
        "abs": "absent",
        "e": "excused",
        "exc": "excused",
    }
    return letters.get(fold(text).strip(" ."))


def _ticked(text: str) -> bool:
    mark = fold(text).strip(" .")
    return mark in load(LEXICON)["columns"]["ticks"] or patterns("columns", "present").search(mark) is not None


# --- lists in columns and rows --------------------------------------------------------------------------------


def _read_columns(table: Table, columns: dict[int, str], body: int, roll: Roll) -> None:
    """Each column lists the people of the status that heads it."""
    for col, kind in sorted(columns.items()):
        status: Any = {"holder": "represented"}.get(kind, kind)
        if status not in ("present", "excused", "absent", "represented"):
            continue
        cells = [c for c in table.cells if c.col == col and c.row >= body]
        passage = join(c.passage for c in sorted(cells, key=lambda c: c.row))
        if passage:
            read_list(passage, Heading(0, 0, status, proxies=kind == "holder"), roll)


def _read_labelled(table: Table, roll: Roll) -> bool:
    """Rows of a label and its list: "Présents" beside the names. A list may go on in rows without a label."""
    labels: dict[int, Heading] = {}
    for cell in table.cells:
        if cell.col == 0 and len(cell.text) < 90:
            found = list(find_headings(cell.passage.text))
            if (
                len(found) == 1
                and found[0].start < 4
                and found[0].status
                and not split_people(cell.text[found[0].end :])
            ):
                labels[cell.row] = found[0]
    if not labels or table.n_cols < 2:
        return False
    current: Heading | None = None
    for row in range(table.n_rows):
        first = table.at(row, 0)
        if (
            row not in labels
            and first is not None
            and first.row == row
            and first.text
            and not split_people(first.text)
        ):
            current = None  # the label of something else
            continue
        current = labels.get(row, current)
        rest: Sequence[Cell] = [c for c in table.row(row) if row not in labels or c.col > 0]
        passage = join(c.passage for c in rest)
        if current is not None and passage:
            read_list(passage, current._replace(opens=True), roll)
    return True
