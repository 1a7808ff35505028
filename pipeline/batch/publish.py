"""Replacing a folder's files as a whole, so that a reader sees the old run or the new one and never half of each."""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class OutputError(Exception):
    """An output folder that cannot be written; the message is one sentence for the operator."""


def staging_folder(output: Path) -> Path:
    """Where the next state of ``output`` is made: beside it, or in it where its parent cannot be written."""
    output = output.resolve()
    if output.exists() and not os.access(output.parent, os.W_OK):
        return output / ".next"
    return output.parent / f".{output.name}.next"


class Staging:
    """A hidden folder in which the next state of ``output`` is made ready.

    ``names`` are the files that belong to the run, ``books`` folders in which runs keep what they know. Everything
    else in ``output`` is somebody else's and survives. What a killed run left behind is cleared by the next one.
    """

    def __init__(self, output: Path, names: Iterable[str], books: Iterable[str] = ()) -> None:
        self.output = output.resolve()
        self.folder = staging_folder(output)
        self._names = frozenset(names)
        self._books = frozenset(books)
        self._lock: int | None = None

    def open(self) -> None:
        """Make the folder and lock it. Raises OutputError when that is not possible."""
        if self.output.exists() and not self.output.is_dir():
            raise OutputError(f"{self.output} is a file; give a folder for the tables")
        try:
            self.output.parent.mkdir(parents=True, exist_ok=True)
            self.folder.mkdir(exist_ok=True)
            self._lock = os.open(self.folder, os.O_RDONLY)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._clear()
        except BlockingIOError:
            self._unlock()
            raise OutputError(
                f"another run is writing to {self.output}; wait for it or give another folder"
            ) from None
        except OSError as problem:
            self._unlock()
            raise OutputError(f"{self.output} cannot be written ({problem.strerror}); give another folder") from None

    def publish(self) -> None:
        """Put the staged files in the place of the output's own."""
        for name in sorted(self._names):
            _sync(self.folder / name)
        _sync(self.folder)
        if not self.output.exists():
            self.folder.rename(self.output)
        elif not self._exchange():
            for name in sorted(self._names):
                (self.folder / name).replace(self.output / name)
        _sync(self.output)
        _sync(self.output.parent)

    def close(self) -> None:
        """Remove what is left of the folder and free it for other runs."""
        if self._lock is not None and self.folder.exists():
            self._clear()
            self.folder.rmdir()
        self._unlock()

    def _exchange(self) -> bool:
        """Swap the two folders in one step, the files of others linked into the new one first.

        Returns False where that cannot be done (a mount point, folders of others inside, a file system without the
        call); then files are replaced one by one, each whole, within some milliseconds.
        """
        others = [entry for entry in self.output.iterdir() if entry.name not in self._names]
        folders = [entry for entry in others if entry.is_dir() and not entry.is_symlink()]
        if self.folder.parent != self.output.parent or any(entry.name not in self._books for entry in folders):
            return False
        moved = []
        try:
            for entry in others:
                if entry in folders:  # read by nobody but runs: it may be away for a moment
                    moved.append(entry.rename(self.folder / entry.name))
                else:
                    os.link(entry, self.folder / entry.name, follow_symlinks=False)
            shutil.copystat(self.output, self.folder)
            if _swap(self.folder, self.output):
                return True
        except OSError:
            pass
        for entry in moved:
            entry.rename(self.output / entry.name)
        return False

    def _clear(self) -> None:
        """Empty the folder; a file of somebody else that stands nowhere else goes back to the output."""
        for entry in self.folder.iterdir():
            kept = self.output / entry.name
            if entry.name in self._names or os.path.lexists(kept):
                entry.unlink()
            else:
                self.output.mkdir(exist_ok=True)
                entry.rename(kept)

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _swap(one: Path, other: Path) -> bool:
    """Exchange two folders atomically; False where the system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2  # Python has no name for it
    except (OSError, AttributeError):
        return False
    result: int = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), ctypes.c_uint(_RENAME_EXCHANGE))
    return result == 0


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
