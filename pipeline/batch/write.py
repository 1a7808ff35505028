"""The tables of a run as Parquet: the same rows give the same bytes, and a run replaces the one before it as a whole."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from models.schema import TABLES, Tables, arrow_schema, check_columns
from pipeline.batch.blocks import LARGE, SEVERAL, folder_of
from pipeline.batch.parts import Parts
from pipeline.batch.publish import Staging, link_or_copy
from pipeline.batch.store import STATE

ROW_GROUP = 50_000  # rows: groups are cut by count alone, so that they do not depend on who worked when
_FILE = 100_000  # rows at least of a file in a folder, where the authority has so many


ArrowTables = dict[str, pa.Table]


class _NoPandas(MetaPathFinder):
    """Stands before the other finders of modules while pyarrow makes its first array.

    It looks for pandas then, which takes each process 0.4 s of CPU for nothing. Who calls ``to_pandas`` gets it all
    the same: pyarrow looks again when pandas is asked for.
    """

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError("pandas is not needed here", name=name)


def _without_pandas() -> None:
    finder = _NoPandas()
    sys.meta_path.insert(0, finder)
    try:
        pa.array([])
    finally:
        sys.meta_path.remove(finder)


_without_pandas()


def to_arrow(tables: Tables) -> ArrowTables:
    """The non-empty tables as Arrow. Raises SchemaError when a row does not fit its table."""
    return {
        name: pa.Table.from_arrays(list(map(pa.array, check_columns(name, rows), schema.types)), schema=schema)
        for name, rows in tables.items()
        if rows
        for schema in [arrow_schema(name)]
    }


def rows_of(tables: Mapping[str, pa.Table], name: str) -> list[dict[str, Any]]:
    """The rows of one table, none when it is not there."""
    rows: list[dict[str, Any]] = tables[name].to_pylist() if name in tables else []
    return rows


def file_names() -> list[str]:
    """The files of a run whose tables are single files."""
    return [f"{table}.parquet" for table in TABLES]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A Parquet file with rows of one table that nothing changes any more; ``identity`` tells its content.

    ``whose`` are the authority and year that its rows belong to.
    """

    path: Path
    rows: int
    identity: str
    whose: tuple[str, int] = SEVERAL


class RunWriter:
    """Writes the tables of a run beside ``output`` and puts them in its place when the run ends well.

    A table of ``large`` rows at most is one file; a larger one is a folder with a file or more for each authority and
    year. Used as a context; leaving it by an exception leaves ``output`` as it was. Other files in ``output`` stay.
    Raises OutputError when the folder cannot be written or another run is writing to it.
    """

    def __init__(self, output: Path, large: int | None = None) -> None:
        self.rows = dict.fromkeys(TABLES, 0)
        self._laid: set[str] = set()
        self.large = LARGE if large is None else large
        self._staging = Staging(output, [*file_names(), *TABLES], [STATE])
        self._parts = Parts(output / STATE / "parts")
        self._sealed: dict[str, list[Sealed]] = {name: [] for name in TABLES}
        self._last: dict[str, list[pa.Table]] = {name: [] for name in TABLES}

    def __enter__(self) -> RunWriter:
        self._staging.open()
        return self

    def link(self, name: str, sealed: Sealed) -> None:
        """Add the rows of a sealed file, in the order of the calls."""
        self.rows[name] += sealed.rows
        self._sealed[name].append(sealed)
        self._parts.want(sealed.path)

    def append(self, tables: Mapping[str, pa.Table]) -> None:
        """Add rows behind those of all sealed files, in the order of the calls."""
        for name, table in tables.items():
            self.rows[name] += table.num_rows
            self._last[name].append(table)

    def lay(self, names: Iterable[str] = tuple(TABLES)) -> None:
        """Write the files of these tables, after their last row and while their sealed files are there. Raises OSError.

        Leaving the context does so where it was not done.
        """
        for name in names:
            if name not in self._laid:
                self._laid.add(name)
                self._lay(name)

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.lay()
                self._staging.publish()
                self._parts.forget()
        finally:
            self._staging.close()

    def _lay(self, name: str) -> None:
        sealed, last = self._sealed[name], self._last[name]
        if self.rows[name] <= self.large:
            self._one(name, self._staging.folder / f"{name}.parquet", sealed, last)
            return
        for whose, members in groupby(sealed, key=lambda file: file.whose):
            folder = self._staging.folder / name / folder_of(whose)
            folder.mkdir(parents=True)
            for number, part in enumerate(_gathered(members)):
                self._one(name, folder / f"part-{number:04}.parquet", part, [])
        if last:
            folder = self._staging.folder / name / folder_of(SEVERAL)
            folder.mkdir(parents=True, exist_ok=True)
            self._one(name, folder / "run.parquet", [], last)

    def _one(self, name: str, path: Path, sealed: list[Sealed], last: list[pa.Table]) -> None:
        """Make one file of a table: a link where all of its rows stand in one file already."""
        if len(sealed) == 1 and not last:
            link_or_copy(sealed[0].path, path)
        elif last or not sealed:
            write_file(path, name, (*_read(sealed), *last))
        else:
            told = f"{name} {ROW_GROUP} " + " ".join(file.identity for file in sealed)
            link_or_copy(self._parts.made(told, lambda new: write_file(new, name, _read(sealed))), path)


def _gathered(files: Iterable[Sealed]) -> Iterator[list[Sealed]]:
    """The files of one folder, so many together that each has rows enough."""
    part: list[Sealed] = []
    for file in files:
        part.append(file)
        if sum(member.rows for member in part) >= _FILE:
            yield part
            part = []
    if part:
        yield part


def _read(sealed: Iterable[Sealed]) -> Iterator[pa.Table]:
    for file in sealed:
        parquet = pq.ParquetFile(file.path, pre_buffer=False)
        for group in range(parquet.num_row_groups):
            yield parquet.read_row_group(
                group, use_threads=False
            )  # small as they are, threads cost more than they do


def write_file(path: Path, name: str, tables: Iterable[pa.Table]) -> None:
    """Write the rows of ``tables`` into a file of the table ``name``, whatever tables they come in."""
    waiting: list[pa.Table] = []
    count = 0
    with pq.ParquetWriter(path, arrow_schema(name), compression="zstd", compression_level=3, version="2.6") as writer:
        for table in tables:
            waiting.append(table)
            count += table.num_rows
            while count >= ROW_GROUP:
                whole = pa.concat_tables(waiting)
                writer.write_table(whole.slice(0, ROW_GROUP), row_group_size=ROW_GROUP)
                waiting = [whole.slice(ROW_GROUP)]
                count -= ROW_GROUP
        if count:
            writer.write_table(pa.concat_tables(waiting), row_group_size=ROW_GROUP)


def table_files(folder: str | os.PathLike[str], table: str) -> list[Path]:
    """The files of a table in the order of its rows, none where the folder holds no such table."""
    single = Path(folder, f"{table}.parquet")
    if single.is_file():
        return [single]
    return sorted(Path(folder, table).glob("*/*/*.parquet"), key=lambda path: path.parts)


def read_table(folder: str | os.PathLike[str], table: str, columns: Sequence[str] | None = None) -> pa.Table:
    """One table of a run, or some of its columns. Raises FileNotFoundError when the folder holds no such table."""
    files = table_files(folder, table)
    if not files:
        raise FileNotFoundError(f"{folder} holds no table {table}")
    return pa.concat_tables(pq.ParquetFile(file).read(columns) for file in files)


def written(folder: Path) -> list[str]:
    """The files of all tables below ``folder``, documents last: who sees their rows finds all others."""
    names = sorted(TABLES, key=lambda name: name == "documents")
    return [path.relative_to(folder).as_posix() for name in names for path in table_files(folder, name)]
