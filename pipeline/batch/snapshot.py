"""The tables of one run, held open together, so that a run that ends meanwhile changes nothing for their reader."""

from __future__ import annotations

import os
import resource
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from models.schema import TABLES
from pipeline.batch.write import table_files

_OTHERS = 512  # files that a process may have open beside
_TRIES = 20  # a run puts its tables in place within an instant


class Snapshot:
    """The files of all tables in ``folder``, of one run. Each is held open, and stays readable once replaced.

    Raises FileNotFoundError when runs replace the tables faster than they can be opened.
    """

    def __init__(self, folder: Path) -> None:
        self._files: dict[str, list[pa.NativeFile]] = {}
        for _ in range(_TRIES):
            if not folder.is_dir():
                return
            before = folder.stat()
            try:
                paths = {name: table_files(folder, name) for name in TABLES}
                _make_room(sum(map(len, paths.values())))
                self._files = {name: [pa.OSFile(str(path)) for path in found] for name, found in paths.items()}
                if os.path.samestat(before, folder.stat()):
                    return
            except FileNotFoundError:
                continue  # just replaced
        raise FileNotFoundError(f"the tables in {folder} change all the time; wait for the runs to end")

    def __contains__(self, table: object) -> bool:
        return bool(self._files.get(str(table)))

    def columns(self, table: str) -> list[str]:
        """The columns of a table that is there."""
        names: list[str] = pq.ParquetFile(self._files[table][0]).schema_arrow.names
        return names

    def count(self, table: str) -> int:
        """How many rows a table has, 0 where it is not there."""
        return sum(pq.ParquetFile(file).metadata.num_rows for file in self._files.get(table, ()))

    def read(self, table: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A table that is there, or some of its columns."""
        parts = (pq.ParquetFile(file).read(columns) for file in self._files[table])
        return pa.concat_tables(parts)


def _make_room(files: int) -> None:
    """See to it that so many more files may be open, where the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = files + _OTHERS
    if resource.RLIM_INFINITY != soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
