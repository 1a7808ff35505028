"""Hashes of files that did not change since a run hashed them, so that the next one need not read them again."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.batch.publish import write_whole

_SETTLED = 2_000_000_000  # nanoseconds: a file changed later than that before it was hashed may change unseen
_SCHEMA = pa.schema(
    [
        ("path", pa.binary()),
        ("size", pa.int64()),
        ("changed", pa.int64()),
        ("node", pa.int64()),
        ("sha256", pa.string()),
    ]
)

_Look = tuple[int, int, int]  # size, time of the last change, number of the node


class Inventory:
    """Knows the SHA-256 of files by their path, size, time of change and node; ``file`` keeps it between runs."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[bytes, tuple[_Look, str]] = {}
        self._seen: dict[bytes, tuple[_Look, str]] = {}
        try:
            columns = pq.read_table(file).cast(_SCHEMA).to_pydict()
        except (OSError, ValueError, pa.ArrowException):
            return  # none yet, or torn: files are hashed
        looks = zip(columns["size"], columns["changed"], columns["node"], strict=True)
        self._known = dict(zip(columns["path"], zip(looks, columns["sha256"], strict=True), strict=True))

    def find(self, path: Path) -> tuple[str, int] | None:
        """Hash and size of a file that looks as it did; None when it has to be read. Raises OSError."""
        name = _name(path)
        look = _look(path)
        known = self._known.get(name)
        if known is None or known[0] != look:
            return None
        self._seen[name] = known
        return known[1], look[0]

    def add(self, path: Path, before: os.stat_result, sha256: str) -> None:
        """Remember the hash of a file that looked like ``before`` when its reading began."""
        if time.time_ns() - before.st_mtime_ns > _SETTLED:
            self._seen[_name(path)] = ((before.st_size, before.st_mtime_ns, before.st_ino), sha256)

    def save(self) -> None:
        """Keep what was found and added; other files are forgotten. Raises OSError."""
        if self._seen == self._known:
            return
        rows = [(name, *look, sha256) for name, (look, sha256) in sorted(self._seen.items())]
        columns = list(zip(*rows, strict=True)) or [()] * len(_SCHEMA)
        table = pa.table(
            [pa.array(column, field.type) for column, field in zip(columns, _SCHEMA, strict=True)], _SCHEMA
        )
        write_whole(self._file, lambda new: pq.write_table(table, new))


def _name(path: Path) -> bytes:
    return os.fsencode(path.absolute())


def _look(path: Path) -> _Look:
    told = path.stat()
    return told.st_size, told.st_mtime_ns, told.st_ino
