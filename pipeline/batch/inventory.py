"""What runs know of files by the look of them, so that the next one need not open those that did not change."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType

from pipeline.batch.store import Head, Store

_SETTLED = 2_000_000_000  # nanoseconds: a file changed later than that before it was hashed may change unseen
_FORMAT = 1  # of the tables; a file of another one is begun anew
_COLUMNS = "(path BLOB UNIQUE, size INTEGER, changed INTEGER, node INTEGER, told TEXT)"


class Inventory:
    """Knows the SHA-256 of inputs, and the heads of what a store keeps, by path, size, time of change and node.

    ``file`` keeps it between runs. What cannot be kept, or is torn, is found out again by the next run. As a context,
    it forgets at the end of a run that ends well what the run did not ask for.
    """

    def __init__(self, file: Path) -> None:
        self._database = _opened(file)
        self._inputs, self._kept = (_Known(self._database, name) for name in ("inputs", "kept"))

    def __enter__(self) -> Inventory:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        with closing(self._database), suppress(sqlite3.Error):
            if kind is None:
                self._inputs.forget()
                self._kept.forget()
            self._database.commit()

    def save(self) -> None:
        """Keep what was added so far, whatever happens to the run."""
        with suppress(sqlite3.Error):
            self._database.commit()

    def find(self, path: Path, look: os.stat_result) -> str | None:
        """Hash of a file that looks as it did; None when it has to be read."""
        return self._inputs.find(_name(path), look)

    def add(self, path: Path, before: os.stat_result, sha256: str) -> None:
        """Remember the hash of a file that looked like ``before`` when its reading began."""
        if time.time_ns() - before.st_mtime_ns > _SETTLED:
            self._inputs.add(_name(path), before, sha256)

    def has(self, store: Store, key: str) -> bool:
        """As ``store.has``."""
        return self._told(store, key) is not None

    def head(self, store: Store, key: str) -> Head | None:
        """As ``store.head``."""
        told = self._told(store, key)
        return store.head(key) if told is None else Head(**json.loads(told))

    def _told(self, store: Store, key: str) -> str | None:
        """The head of what this very code read in a document, as text."""
        place = store.place(key)
        try:
            look = os.stat(place)  # noqa: PTH116, a run asks this of each document
        except OSError:
            return None
        name = os.path.basename(place).encode()  # noqa: PTH119
        told = self._kept.find(name, look)
        if told is None and (head := store.head_at(place)):
            told = json.dumps(asdict(head))
            self._kept.add(name, look, told)
        return told


class _Known:
    """What is told of files, in one table of a database."""

    def __init__(self, database: sqlite3.Connection, table: str) -> None:
        self._database, self._table = database, table
        self._found = bytearray()  # by the numbers of the rows: whether somebody asked for it
        self._find = f"SELECT rowid, told FROM {table} WHERE path = ? AND size = ? AND changed = ? AND node = ?"
        self._add = f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?, ?, ?)"

    def find(self, path: bytes, look: os.stat_result) -> str | None:
        """What is told of a file, None when it looks otherwise today."""
        try:
            row = self._database.execute(self._find, (path, *_look(look))).fetchone()
        except sqlite3.Error:
            return None
        if row is None:
            return None
        self._mark(row[0])
        told: str = row[1]
        return told

    def add(self, path: bytes, look: os.stat_result, told: str) -> None:
        """Remember what is told of a file that looks so."""
        with suppress(sqlite3.Error):
            self._mark(self._database.execute(self._add, (path, *_look(look), told)).lastrowid or 0)

    def forget(self) -> None:
        """Forget the files that were neither found nor added."""
        numbers = [number for (number,) in self._database.execute(f"SELECT rowid FROM {self._table}")]
        self._mark(max(numbers, default=0), 0)
        gone = ((number,) for number in numbers if not self._found[number])
        self._database.executemany(f"DELETE FROM {self._table} WHERE rowid = ?", gone)

    def _mark(self, number: int, how: int = 1) -> None:
        if number >= len(self._found):
            self._found.extend(bytes(number + 1024 - len(self._found)))
        self._found[number] |= how


def _opened(file: Path) -> sqlite3.Connection:
    """The database in ``file``, empty where there is none or it is of no use; in memory where none can be written."""
    file.parent.mkdir(parents=True, exist_ok=True)
    for place in (file, file, ":memory:"):
        database = None
        try:
            database = sqlite3.connect(place, isolation_level="DEFERRED")
            ((form,),) = database.execute("PRAGMA user_version")
            ((sound,),) = database.execute("PRAGMA quick_check(1)")
            if sound == "ok" and form == _FORMAT:
                return database
            if sound == "ok" and form == 0:
                for table in ("inputs", "kept"):
                    database.execute(f"CREATE TABLE {table} {_COLUMNS}")
                database.execute(f"PRAGMA user_version = {_FORMAT}")
                database.commit()
                return database
        except sqlite3.Error:
            pass
        if database is not None:
            database.close()
        with suppress(OSError):
            file.unlink(missing_ok=True)
    raise AssertionError("a database in memory can always be made")


def _name(path: Path) -> bytes:
    return os.fsencode(os.path.abspath(path))  # noqa: PTH100


def _look(look: os.stat_result) -> tuple[int, int, int]:
    return look.st_size, look.st_mtime_ns, look.st_ino
