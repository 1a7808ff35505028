"""From a document, its parts and the extractors' rows to plain rows of every table, with their evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from models.document import Affine, Box, Cell, Document, Table
from models.ids import person_id
from models.normalise.identifiers import find_bank_details, find_contacts
from models.parts import Act, Part
from models.passage import Passage, Place
from models.rows import Row
from models.schema import TABLES, ColumnSpec, SchemaError, Tables, checked
from pipeline.weak import settle

MASK = "[REDACTED]"
_CONTROL = dict.fromkeys([*range(0x09), *range(0x0E, 0x1C), 0x7F])
_BANK_HINT = re.compile(r"\d(?:[ .-]?[0-9A-Za-z]){12}")  # nothing shorter is an IBAN or a RIB


class TableLabel(NamedTuple):
    """What a table holds (a value of ``tables.kind``) and its printed title."""

    kind: str = "other"
    title: Passage | None = None


def assemble(
    document: Document,
    acts: Sequence[Act],
    parts: Sequence[Part],
    rows: Iterable[Row],
    labels: Sequence[TableLabel] = (),
) -> Tables:
    """The tables of one document, save its ``documents`` row.

    ``labels`` go with ``document.tables``, in order; a table without one has kind "other". A value that its column
    cannot take becomes null and an error in ``diagnostics``, so that one mistake of an extractor costs one cell.
    """
    shown = {page.number: page.shown for page in document.pages if page.shown is not None}
    builder = _Builder(document.document_id, shown)
    for note in document.notes:
        values = (note.stage, note.severity, note.code, note.message, note.page)
        columns = ("stage", "severity", "code", "message", "page")
        builder.add("diagnostics", dict(zip(columns, values, strict=True)))
    _add_parts(builder, acts, parts)
    _add_tables(builder, document.tables, parts, labels)
    for row in settle(document, rows):
        builder.add(row.table, row.values, row.sources)
    return builder.tables


def _add_parts(builder: _Builder, acts: Sequence[Act], parts: Sequence[Part]) -> None:
    owners = {act.ordinal: act.deliberation_id for act in acts}
    for position, part in enumerate(parts, 1):
        values = {
            "part_id": part.part_id,
            "deliberation_id": owners.get(part.act) if part.act is not None else None,
            "position": part.position or position,
            "kind": part.kind,
            "title": part.title.flat if part.title else None,
            "page_first": part.page_first,
            "page_last": part.page_last,
        }
        builder.add("parts", values, {"title": part.title.places()} if part.title else {})


def _add_tables(
    builder: _Builder, tables: Sequence[Table], parts: Sequence[Part], labels: Sequence[TableLabel]
) -> None:
    owners = {id(table): part.part_id for part in parts for table in part.tables}
    for position, table in enumerate(tables, 1):
        label = labels[position - 1] if position <= len(labels) else TableLabel()
        table_id = f"{builder.document_id}-t{position}"
        values = {
            "table_id": table_id,
            "part_id": owners.get(id(table)),
            "position": position,
            "page_first": table.page_first,
            "page_last": table.page_last,
            "n_rows": table.n_rows,
            "n_cols": table.n_cols,
            "kind": label.kind,
            "title": label.title.flat if label.title else None,
            "confidence": table.confidence,
        }
        builder.add("tables", values, {"title": label.title.places()} if label.title else {})
        for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.col)):
            builder.add("table_cells", _cell_values(table_id, cell))


def _cell_values(table_id: str, cell: Cell) -> dict[str, Any]:
    return {
        "table_id": table_id,
        "row": cell.row,
        "col": cell.col,
        "row_span": cell.row_span,
        "col_span": cell.col_span,
        "is_header": cell.is_header,
        "text": cell.text,
        "page": cell.page,
        "bbox": cell.bbox,
    }


class _Builder:
    """Collects the rows of one document: gives them their ids and their evidence, and refuses what does not fit."""

    def __init__(self, document_id: str, shown: Mapping[int, Affine] | None = None) -> None:
        self.document_id = document_id
        self._shown = shown or {}  # pages that were laid straight
        self.tables: Tables = {name: [] for name in TABLES}
        self._ids: dict[str, set[str]] = {name: set() for name in TABLES}

    def add(self, table: str, values: Mapping[str, Any], sources: Mapping[str, list[Place]] | None = None) -> None:
        """Append one row to ``table`` and the places of its values to ``evidence``."""
        spec = TABLES.get(table)
        if spec is None:
            self._refuse(f"an extractor made a row of {table!r}, which is no table")
            return
        for column in () if values.keys() <= spec.columns.keys() else values.keys() - spec.columns.keys():
            self._refuse(f"an extractor filled {table}.{column}, which is no column")
        if table == "sessions" and not values.get("session_id"):
            return  # its authority or date is not known: the deliberation has what was read, and a warning
        if table == "diagnostics":  # what they quote may be any text
            values = {name: mask_contacts(v) if isinstance(v, str) else v for name, v in values.items()}
        rank = len(self.tables[table]) + 1
        row: dict[str, Any] = dict.fromkeys(spec.columns)
        for name, value in values.items():
            if value is not None and name in row:
                row[name] = self._value(table, spec.columns[name], value)
        if not spec.of_run:
            row["document_id"] = self.document_id
        if spec.id == "row_id" or (spec.id and not row[spec.id] and not spec.of_run):
            row[spec.id] = f"{self.document_id}-{table}-{rank}"
        if table == "attendees" and row["name"]:
            row["person_id"] = person_id(row["name"])
        if table in ("deliberations", "conventions") and row["position"] is None:
            row["position"] = rank
        self._check_id(table, row.get(spec.id or ""))
        self.tables[table].append(row)
        if table not in ("tables", "table_cells", "diagnostics", "findings"):
            self._add_evidence(table, row, sources or {})
        if row.get("bbox"):
            row["bbox"] = self._as_shown(row["page"], row["bbox"])

    def _value(self, table: str, column: ColumnSpec, value: Any) -> Any:
        if isinstance(value, str) and column.type == "string":
            value = clean(value) or None
        try:
            value = checked(table, column, value)
        except SchemaError as problem:
            self._refuse(f"a value was left out: {clean(str(problem))}")
            return None
        return [round(side, 2) for side in value] if column.type == "bbox" and value else value

    def _as_shown(self, page: int | None, bbox: Sequence[float] | None) -> list[float] | None:
        """A place on a page that was laid straight, on the page as it is shown."""
        way = self._shown.get(page or 0)
        if bbox is None or way is None:
            return list(bbox) if bbox is not None else None
        return [round(side, 2) for side in way.box(Box(*bbox))]

    def _check_id(self, table: str, row_id: str | None) -> None:
        if row_id is None:
            return
        if row_id in self._ids[table] and not TABLES[table].of_run:
            self._refuse(f"two rows of {table} have the id {row_id}")
        self._ids[table].add(row_id)

    def _add_evidence(self, table: str, row: Mapping[str, Any], sources: Mapping[str, list[Place]]) -> None:
        """One row a place; a row that stands on a page has evidence for its main column even without a source."""
        spec = TABLES[table]
        main, row_id = spec.main, row.get(spec.id or "")
        found = {column: places for column, places in sources.items() if row.get(column) is not None}
        if main and main not in found and row.get("page") is not None and row[main] is not None:
            found[main] = [Place(row["page"], row["bbox"], str(row[main]))]
        of_evidence = TABLES["evidence"].columns
        blank = dict.fromkeys(of_evidence)
        for column, places in found.items():
            for place in places:
                read = {
                    "page": place.page,
                    "bbox": self._as_shown(place.page, place.bbox),
                    "text": place.text,
                    "confidence": place.confidence,
                }
                told = {"document_id": self.document_id, "table_name": table, "row_id": row_id, "column_name": column}
                for name, value in read.items():
                    if value is not None:
                        told[name] = self._value("evidence", of_evidence[name], value)
                self.tables["evidence"].append(blank | told)

    def _refuse(self, message: str) -> None:
        values = {"stage": "assemble", "severity": "error", "code": "value_refused", "message": message}
        self.add("diagnostics", values)


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """``text`` as it may be written: white space collapsed, control characters gone, bank details masked.

    Bank details are masked where words are read; this is the last line of defence.
    """
    text = " ".join(text.split())
    if not text.isprintable():
        text = " ".join(text.translate(_CONTROL).split())
    if not _BANK_HINT.search(text):
        return text
    for found in sorted(find_bank_details(text), key=lambda found: found.start, reverse=True):
        text = text[: found.start] + MASK + text[found.end :]
    return text


def mask_contacts(text: str) -> str:
    """``text`` without the e-mail addresses and telephone numbers in it."""
    for found in sorted(find_contacts(text), key=lambda found: found.start, reverse=True):
        text = text[: found.start] + MASK + text[found.end :]
    return text
