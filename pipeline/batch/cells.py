"""Values that a reader corrected: put into the tables of a document before anything of the run looks at them.

A correction names a document by its bytes, a row and a column, and carries what stood there when the reader saw it.
Where the row or the value reads otherwise today, it is not applied, and a diagnostic says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from textwrap import shorten
from typing import Any, Final

from models.schema import TABLES, TableSpec
from pipeline.batch.write import ArrowTables, rows_of, to_arrow

_APART = frozenset(
    {"documents", "persons", "evidence", "findings", "diagnostics"}
)  # said by a run, not by a document
_KEYS = frozenset(spec.id for spec in TABLES.values() if spec.id)
_PLACES = frozenset({"document_id", "position", "page", "bbox"})
_LONGEST = 120  # characters of a value in a sentence


class Unknown(Enum):
    """A value that equals none: what a reader saw and this version cannot read, what the reader's file does not say."""

    UNREADABLE = "unreadable"
    UNSAID = "unsaid"


UNSAID: Final = Unknown.UNSAID


@dataclass(frozen=True, slots=True)
class Cell:
    """One corrected value.

    ``row`` is what the main column of the row read, ``old`` what the value read, when the reader saw them; ``new`` is
    in the type of the column. ``where`` names file and line.
    """

    document: str
    table: str
    row_id: str
    column: str
    row: Any
    old: Any
    new: Any
    where: str


def can_be_corrected(spec: TableSpec, column: str) -> bool:
    """Whether a reader may correct a column: what a document says, not ids, ranks, places and measures of doubt."""
    if spec.name in _APART or column in _KEYS or column in _PLACES or column not in spec.columns:
        return False
    return spec.columns[column].type not in ("float32", "bbox", "strings")


class Correcting:
    """The corrected values of one run, found by document, so that a run pays for the documents that have some."""

    def __init__(self, cells: Iterable[Cell] = ()) -> None:
        self._of: dict[str, list[Cell]] = defaultdict(list)
        self._of_sittings: dict[str, list[Cell]] = defaultdict(list)
        self._waiting: dict[Cell, None] = {}
        for cell in cells:
            if TABLES[cell.table].of_run:  # several documents may tell of one sitting: it is corrected in each
                self._of_sittings[cell.row_id].append(cell)
            else:
                self._of[cell.document].append(cell)
            self._waiting[cell] = None

    def apply(self, tables: ArrowTables) -> ArrowTables:
        """The tables of one document as its readers correct them, with evidence and diagnostics that say so."""
        key = tables["documents"]["document_id"][0].as_py()
        own, sittings = self._of.get(key, []), self._sittings(key, tables)
        if not own and not sittings:
            return tables
        work = _Work(key, tables, own)
        for cell in own:
            work.correct(cell)
        for cell in sittings:
            work.put(cell)
        for cell in (*own, *sittings):
            self._waiting.pop(cell, None)
        return {**tables, **to_arrow(work.rows)}

    def _sittings(self, key: str, tables: ArrowTables) -> list[Cell]:
        """The corrections of sittings that this document tells of, where it reads what the reader saw."""
        if not self._of_sittings or "sessions" not in tables:
            return []
        found = []
        for row in rows_of(tables, "sessions"):
            for cell in self._of_sittings.get(row["session_id"], ()):
                if row[cell.column] == cell.old and (cell.old is not None or cell.document == key):
                    found.append(cell)
        return found

    def of(self, documents: Iterable[str]) -> tuple[Cell, ...]:
        """The corrections of these documents, and those of sittings, of which any document may tell."""
        own = [cell for key in documents for cell in self._of.get(key, ())]
        return (*own, *(cell for cells in self._of_sittings.values() for cell in cells))

    @property
    def met(self) -> list[str]:
        """The corrections that found what they are of, as text for ``meet``."""
        given = (*self._of.values(), *self._of_sittings.values())
        return [repr(cell) for cells in given for cell in cells if cell not in self._waiting]

    def meet(self, told: Iterable[str]) -> None:
        """Take into account what was ``met`` elsewhere."""
        found = set(told)
        for cell in [cell for cell in self._waiting if repr(cell) in found]:
            del self._waiting[cell]

    def unused(self) -> Iterator[dict[str, Any]]:
        """Diagnostics on the corrections whose document, or whose value of a sitting, the run has not met."""
        for rank, cell in enumerate(self._waiting, 1):
            sitting = TABLES[cell.table].of_run
            why = (
                f"no document says {_told(cell.old)} of it" if sitting else f"the run has no document {cell.document}"
            )
            yield _note(f"run-corrections-{rank}", "warning", "correction_not_applied", f"{_named(cell)}: {why}")


class _Work:
    """The rows of one document while it is corrected. Guards look at what was read, not at other corrections."""

    def __init__(self, document: str, tables: ArrowTables, cells: Iterable[Cell]) -> None:
        self._document = document
        # A row whose main value was corrected may have been seen before or after that.
        self._renamed = {(c.table, c.row_id): c.new for c in cells if c.column == TABLES[c.table].main}
        self._tables = tables
        self._read: dict[str, dict[str, dict[str, Any]]] = {}
        self._notes = 0
        self.rows = {name: rows_of(tables, name) for name in ("evidence", "diagnostics")}

    def correct(self, cell: Cell) -> None:
        """Put the new value in its place, or say why not."""
        spec = TABLES[cell.table]
        read = self._rows_read(cell.table).get(cell.row_id)
        main = spec.main or cell.column
        if read is None:
            self._refuse(cell, "the document has no such row today")
        elif read[cell.column] == cell.new:
            self._note("info", "correction_not_needed", f"{_named(cell)}: it reads so today", _page(read))
        elif cell.row not in (UNSAID, read[main], self._renamed.get((cell.table, cell.row_id), UNSAID)):
            self._refuse(cell, f"the row reads {_told(read[main])} today, not {_told(cell.row)}", _page(read))
        elif read[cell.column] != cell.old:
            self._refuse(cell, f"it reads {_told(read[cell.column])} today, not {_told(cell.old)}", _page(read))
        else:
            self.put(cell)

    def put(self, cell: Cell) -> None:
        """Put the new value in its place, and say so."""
        read = self._rows_read(cell.table)[cell.row_id]
        id_column = TABLES[cell.table].id or "row_id"
        row = next(row for row in self.rows[cell.table] if row[id_column] == cell.row_id)
        row[cell.column] = cell.new
        self._mark(cell, read)
        text = (
            f"{cell.table}.{cell.column} of row {cell.row_id} read {_told(read[cell.column])}; a reader corrected it"
        )
        self._note("info", "corrected_by_reader", f"{text} to {_told(cell.new)}", _page(read))

    def _rows_read(self, table: str) -> dict[str, dict[str, Any]]:
        """The rows of a table as they were read, by their ids."""
        if table not in self._read:
            rows = self.rows.setdefault(table, rows_of(self._tables, table))
            id_column = TABLES[table].id or "row_id"
            self._read[table] = {row[id_column]: dict(row) for row in rows}
        return self._read[table]

    def _mark(self, cell: Cell, read: dict[str, Any]) -> None:
        """Where the value was read stays told; a value that was not read has the place of its row."""
        name = (cell.table, cell.row_id, cell.column)
        places = [
            row for row in self.rows["evidence"] if (row["table_name"], row["row_id"], row["column_name"]) == name
        ]
        if not places:
            row: dict[str, Any] = dict(zip(("table_name", "row_id", "column_name"), name, strict=True))
            row |= {"document_id": self._document, "page": _page(read), "bbox": read.get("bbox")}
            self.rows["evidence"].append(row)
            places = [row]
        for place in places:
            place["corrected"] = True

    def _refuse(self, cell: Cell, why: str, page: int | None = None) -> None:
        self._note("warning", "correction_not_applied", f"{_named(cell)}: {why}; look at it again", page)

    def _note(self, severity: str, code: str, text: str, page: int | None) -> None:
        self._notes += 1
        row = _note(f"{self._document}-corrections-{self._notes}", severity, code, text)
        self.rows["diagnostics"].append({**row, "document_id": self._document, "page": page})


def _note(row_id: str, severity: str, code: str, text: str) -> dict[str, Any]:
    return {"row_id": row_id, "stage": "corrections", "severity": severity, "code": code, "message": text}


def _named(cell: Cell) -> str:
    return f"{cell.where}: the correction of {cell.table}.{cell.column} in row {cell.row_id} is not applied"


def _told(value: Any) -> str:
    """A value in a sentence, contacts masked."""
    from pipeline.assemble import mask_contacts

    if value is None:
        return "nothing"
    if isinstance(value, Unknown):
        return "what the file says"
    return f"« {shorten(mask_contacts(str(value)), _LONGEST, placeholder=' …')} »"


def _page(row: dict[str, Any]) -> int | None:
    page: int | None = row.get("page") or row.get("page_first")
    return page
