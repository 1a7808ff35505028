"""One Parquet file per table: the same rows give the same bytes, and a run replaces the one before it as a whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from models.schema import TABLES, Tables, arrow_schema, check_rows
from pipeline.batch.publish import Staging
from pipeline.batch.store import STATE

_ROW_GROUP = 50_000  # rows: groups are cut by count alone, so that they do not depend on who worked when


def to_arrow(tables: Tables) -> dict[str, pa.Table]:
    """The non-empty tables as Arrow. Raises SchemaError when a row does not fit its table."""
    return {
        name: pa.Table.from_pylist(check_rows(name, rows), schema=arrow_schema(name))
        for name, rows in tables.items()
        if rows
    }


def file_names() -> list[str]:
    """The files of a run."""
    return [f"{table}.parquet" for table in TABLES]


class RunWriter:
    """Writes the tables of a run beside ``output`` and puts them in its place when the run ends well.

    Used as a context; leaving it by an exception leaves ``output`` as it was. Other files in ``output`` stay. Raises
    OutputError when the folder cannot be written or another run is writing to it.
    """

    def __init__(self, output: Path) -> None:
        self.rows = dict.fromkeys(TABLES, 0)
        self._staging = Staging(output, file_names(), [STATE])
        self._unwritten = dict.fromkeys(TABLES, 0)
        self._waiting: dict[str, list[pa.Table]] = {name: [] for name in TABLES}
        self._writers: dict[str, pq.ParquetWriter] = {}

    def __enter__(self) -> RunWriter:
        self._staging.open()
        try:
            for name in TABLES:
                self._writers[name] = self._open(name)
        except BaseException:
            self._staging.close()
            raise
        return self

    def append(self, tables: Mapping[str, pa.Table]) -> None:
        """Add the rows of one document, in the order of the calls."""
        for name, table in tables.items():
            self.rows[name] += table.num_rows
            self._waiting[name].append(table)
            self._unwritten[name] += table.num_rows
            if self._unwritten[name] >= _ROW_GROUP:
                self._flush(name)

    def amend(self, more: Callable[[Path], Tables]) -> None:
        """Add rows that only whole tables can tell: ``more`` makes them from the folder of the files so far.

        To be called once, after the last ``append``.
        """
        self._finish()
        for name, table in to_arrow(more(self._staging.folder)).items():
            before = pq.read_table(self._staging.folder / f"{name}.parquet")
            self._writers[name] = self._open(name)
            self.append({name: pa.concat_tables([before, table])})
            self.rows[name] -= before.num_rows

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._finish()
                self._staging.publish()
            for writer in self._writers.values():
                writer.close()
        finally:
            self._staging.close()

    def _open(self, name: str) -> pq.ParquetWriter:
        return _writer(self._staging.folder, name)

    def _finish(self) -> None:
        for name, writer in self._writers.items():
            self._flush(name)
            writer.close()
        self._writers.clear()

    def _flush(self, name: str) -> None:
        if self._waiting[name]:
            table = pa.concat_tables(self._waiting[name])
            self._writers[name].write_table(table, row_group_size=max(table.num_rows, 1))
            self._waiting[name].clear()
            self._unwritten[name] = 0


def _writer(folder: Path, name: str) -> pq.ParquetWriter:
    path = folder / f"{name}.parquet"
    return pq.ParquetWriter(path, arrow_schema(name), compression="zstd", compression_level=3, version="2.6")


def write_table(folder: Path, name: str, table: pa.Table) -> None:
    """Write one table of a run into ``folder``, as ``RunWriter`` does."""
    with _writer(folder, name) as writer:
        if table.num_rows:
            writer.write_table(table, row_group_size=table.num_rows)


def read_table(folder: str | os.PathLike[str], table: str) -> pa.Table:
    """One table of a run. Raises FileNotFoundError when the folder holds no such file."""
    return pq.read_table(Path(folder, f"{table}.parquet"))
