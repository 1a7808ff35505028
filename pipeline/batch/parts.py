"""Files of tables that a run made and the next one may want again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from pipeline.batch.publish import look, write_whole

_FORMAT = 1  # of the files; another number has all of them made anew


class Parts:
    """A folder of files, each named by what its rows follow from. Runs give them a second name among the tables.

    A file that was written to under that other name is made anew.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._wanted: set[str] = set()

    def made(self, told: str, write: Callable[[Path], object]) -> Path:
        """The file of rows that follow from what is ``told``; ``write`` makes it where it is not there.

        Raises OSError.
        """
        key = hashlib.sha256(f"{_FORMAT} {told}".encode()).hexdigest()[:32]
        kept, mark = self._folder / f"{key}.parquet", self._mark(key)
        if not _intact(kept, mark):
            self._folder.mkdir(parents=True, exist_ok=True)
            mark.unlink(missing_ok=True)
            write_whole(kept, write)
            write_whole(mark, lambda new: new.write_text(json.dumps(look(kept))))
        self.want(kept)
        return kept

    def want(self, path: Path) -> None:
        """Keep a file that may be one of these."""
        self._wanted |= {path.name, self._mark(path.stem).name}

    def forget(self) -> None:
        """Remove what nobody wanted."""
        for path in self._folder.glob("*"):
            if path.name not in self._wanted:
                path.unlink()

    def _mark(self, key: str) -> Path:
        return self._folder / f"{key}.json"


def _intact(kept: Path, mark: Path) -> bool:
    try:
        return bool(json.loads(mark.read_text()) == look(kept))
    except (OSError, ValueError):
        return False
