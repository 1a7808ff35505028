"""The tables of a run as an export reads them: every column of the contract, bank details masked once more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from models.normalise.identifiers import find_bank_details
from models.schema import TABLES, ColumnSpec, arrow_schema
from pipeline.batch.snapshot import Snapshot
from pipeline.layout.redact import MASK


class Run:
    """The tables in ``folder`` as they are now, whatever runs make of them later.

    Raises FileNotFoundError when it holds none.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held = Snapshot(folder)
        if "documents" not in self._held:
            raise FileNotFoundError(
                f"{folder} holds no tables (documents.parquet is missing); make them with: "
                f"actable extract acts/ -o {folder}"
            )

    def table(self, name: str) -> pa.Table:
        """One table as Arrow with the columns of the contract; what the folder lacks is empty."""
        schema = arrow_schema(name)
        if name not in self._held:
            return schema.empty_table()
        table = self._held.read(name)
        columns = [
            _masked(table[field.name].cast(field.type), field.name)
            if field.name in table.column_names
            else pa.nulls(table.num_rows, field.type)
            for field in schema
        ]
        return pa.Table.from_arrays(columns, schema=schema)

    def ids(self, name: str, column: str) -> pa.ChunkedArray:
        """One column of ids, read alone."""
        if name not in self._held or column not in self._held.columns(name):
            return pa.chunked_array([[]], type=pa.string())
        return self._held.read(name, [column])[column]

    def count(self, name: str) -> int:
        """How many rows a table has."""
        return self._held.count(name)

    def rows(self, name: str) -> Iterator[dict[str, Any]]:
        """The rows of one table, places rounded as they were written."""
        boxes = [column.name for column in TABLES[name].columns.values() if column.type == "bbox"]
        for batch in self.table(name).to_batches(max_chunksize=5000):
            for row in batch.to_pylist():
                for box in boxes:
                    if row[box] is not None:
                        row[box] = [round(side, 2) for side in row[box]]
                yield row


def _masked(column: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    """A column whose texts hold no bank detail. Tables of this version hold none: others may be exported too."""
    if not pa.types.is_string(column.type) or name.endswith("_id") or name == "sha256":
        return column
    suspects = pc.match_substring_regex(column, "[0-9][^0-9]{0,3}[0-9].*[0-9]")
    texts = pc.unique(column.filter(pc.fill_null(suspects, False))).to_pylist()
    masked = {text: clean for text in texts if (clean := mask_bank_details(text)) != text}
    if not masked:
        return column
    return pa.chunked_array([[masked.get(text, text) for text in column.to_pylist()]], type=column.type)


def mask_bank_details(text: str) -> str:
    """``text`` with its bank details masked."""
    for found in reversed(find_bank_details(text)):
        text = text[: found.start] + MASK + text[found.end :]
    return text


def foreign_keys(name: str) -> dict[str, str]:
    """The columns of a table that name a row of another, with that table: ``deliberation_id`` → deliberations."""
    owners = {spec.id: other for other, spec in TABLES.items() if spec.id and spec.id != "row_id"}
    spec = TABLES[name]
    return {column: owners[column] for column in spec.columns if column in owners and column != spec.id}


def unfollowed(run: Run, name: str) -> dict[str, int]:
    """The columns of a table of which some values name a row that is not there, with how many."""
    found = {}
    for column, other in foreign_keys(name).items():
        known = run.ids(other, TABLES[other].id or "row_id")
        values = run.ids(name, column).drop_null()
        missing = len(values) - (pc.sum(pc.is_in(values, value_set=known.combine_chunks())).as_py() or 0)
        if missing:
            found[column] = missing
    return found


def is_number(column: ColumnSpec) -> bool:
    """Whether the values of a column are numbers with decimals."""
    return column.type in ("eur", "decimal", "float32")
