"""Replacing a folder's files as a whole, so that a reader sees the old run or the new one and never half of each."""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_OLD = ".old-"  # folders on their way out


class OutputError(Exception):
    """An output folder that cannot be written; the message is one sentence for the operator."""


def look(path: Path) -> list[int]:
    """What changes when a file is written to: its size and the time of its last change. Raises OSError."""
    told = path.stat()
    return [told.st_size, told.st_mtime_ns]


def link_or_copy(source: Path, target: Path) -> None:
    """Give a file a second name, or copy it where the file system cannot. Raises OSError."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Put what ``write`` makes in the place of ``path``: all of it or nothing, also when the power goes.

    Raises OSError.
    """
    new = path.with_name(f".{path.name}")
    write(new)
    _sync(new)
    new.replace(path)


def sync_below(folder: Path) -> None:
    """Make sure that the files below ``folder`` survive a power cut. Raises OSError."""
    for parent, _, files in os.walk(folder):
        for file in files:
            _sync(Path(parent, file))
        _sync(Path(parent))


def staging_folder(output: Path) -> Path:
    """Where the next state of ``output`` is made: beside it, or in it where its parent cannot be written."""
    output = output.resolve()
    if output.exists() and not os.access(output.parent, os.W_OK):
        return output / ".next"
    return output.parent / f".{output.name}.next"


class Staging:
    """A hidden folder in which the next state of ``output`` is made ready.

    ``names`` are the files and folders that belong to the run; those that are not made anew go. ``books`` are folders
    in which runs keep what they know. Everything else in ``output`` is somebody else's and survives. What a killed run
    left behind is cleared by the next one.
    """

    def __init__(self, output: Path, names: Iterable[str], books: Iterable[str] = ()) -> None:
        self.output = output.resolve()
        self.folder = staging_folder(output)
        self._names = frozenset(names)
        self._books = frozenset(books)
        self._lock: int | None = None
        self._old: int | None = None

    def open(self) -> None:
        """Make the folder and lock it. Raises OutputError when that is not possible."""
        if self.output.exists() and not self.output.is_dir():
            raise OutputError(f"{self.output} is a file; give a folder for the tables")
        try:
            self.output.parent.mkdir(parents=True, exist_ok=True)
            self._lock = self._locked()
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
        """Put what is staged in the place of the output's own."""
        sync_below(self.folder)
        if not self.output.exists():
            self.folder.rename(self.output)
        elif not self._exchange():
            self._replace()
        _sync(self.output)
        _sync(self.output.parent)

    def close(self) -> None:
        """Remove what is left of the folder and free it for other runs."""
        if self._lock is not None and self._is_ours():
            self._clear()
            self.folder.rmdir()
        self._unlock()

    def _is_ours(self) -> bool:
        """Whether the folder is the one that was locked, or the output that it was exchanged for."""
        try:
            there = self.folder.stat()
        except FileNotFoundError:
            return False
        return any(os.path.samestat(there, os.fstat(h)) for h in (self._lock, self._old) if h is not None)

    def _locked(self) -> int:
        """Make the folder and lock it; a handle that holds the lock. Raises OSError.

        It is tried again when the folder went away between the two: another run had just ended.
        """
        while True:
            self.folder.mkdir(exist_ok=True)
            handle = os.open(self.folder, os.O_RDONLY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.path.samestat(os.fstat(handle), self.folder.stat()):
                    return handle
            except FileNotFoundError:
                pass
            except BaseException:
                os.close(handle)
                raise
            os.close(handle)

    def _replace(self) -> None:
        """Put each file and folder in the place of the old one, and take away what is not made any more."""
        for name in sorted(self._names):
            old, new = self.output / name, self.folder / name
            if old.is_dir() and not old.is_symlink():  # a folder takes no other's place while it is full
                old.rename(self.folder / f"{_OLD}{name}")
            if new.exists():
                new.replace(old)
            else:
                old.unlink(missing_ok=True)

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
            self._old = os.open(self.output, os.O_RDONLY)  # locked as well: it is cleared under the other's name
            fcntl.flock(self._old, fcntl.LOCK_EX | fcntl.LOCK_NB)
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
            ours = entry.name in self._names or entry.name.startswith(_OLD)
            if ours and entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            elif ours or os.path.lexists(kept):
                entry.unlink()
            else:
                self.output.mkdir(exist_ok=True)
                entry.rename(kept)

    def _unlock(self) -> None:
        for handle in (self._old, self._lock):
            if handle is not None:
                os.close(handle)
        self._lock = self._old = None


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
