"""What a run is asked to read: files, folders and patterns, as a list of inputs in a fixed order."""

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.readers import is_text

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Input:
    """One place to read, or the reason why it cannot be. ``copies`` are other places with the same bytes."""

    path: Path
    source_uri: str
    sha256: str | None = None
    size_bytes: int | None = None
    error: str | None = None
    copies: tuple[str, ...] = ()

    @property
    def file_name(self) -> str:
        return self.path.name or self.source_uri


def find_inputs(named: Iterable[str | os.PathLike[str]]) -> list[Input]:
    """The inputs behind files, folders (every PDF and text file below, by its ending) and glob patterns.

    In a folder, a text beside a PDF of the same name is left out: it is what another tool read in that PDF.

    Sorted by name and place, so that the order of arguments does not count; one that is named twice counts once. Same
    bytes in several places give one input with ``copies``. What cannot be read has its ``error`` in one sentence.
    """
    unique: dict[str, Input] = {}
    for name in named:
        for found in _expand(os.fspath(name)):
            unique.setdefault(os.path.normpath(found.path.absolute()), found)
    ordered = sorted(unique.values(), key=lambda i: (i.file_name, i.source_uri))
    return _merge_copies(_fingerprint(item) for item in ordered)


def _expand(name: str) -> Iterator[Input]:
    path = Path(name)
    if path.is_dir():
        yield from _below(path)
    elif os.path.lexists(path):
        yield Input(path, path.as_posix())
    elif glob.has_magic(name):
        # Path.glob takes no absolute pattern
        matches = [Path(match) for match in sorted(glob.glob(name, recursive=True))]  # noqa: PTH207
        for match in matches:
            yield from _below(match) if match.is_dir() else [Input(match, match.as_posix())]
        if not matches:
            yield _unreadable(path, "no file matches this pattern; check the spelling")
    else:
        yield _unreadable(path, "there is no such file or folder; check the path")


def _below(folder: Path) -> Iterator[Input]:
    problems: list[OSError] = []
    empty = True
    for parent, folders, files in os.walk(folder, onerror=problems.append):
        folders.sort()
        pdfs = {Path(file).stem for file in files if file.lower().endswith(".pdf")}
        for file in sorted(files):
            if file.lower().endswith(".pdf") or (is_text(file) and Path(file).stem not in pdfs):
                empty = False
                path = Path(parent, file)
                yield Input(path, path.as_posix())
    for problem in problems:
        yield _unreadable(Path(problem.filename), f"the folder cannot be listed ({problem.strerror})")
    if empty and not problems:
        yield _unreadable(folder, "the folder holds no PDF and no text file; give the folder of the acts")


def _fingerprint(item: Input) -> Input:
    """The input with hash and size of its bytes, or with the reason why they cannot be read."""
    if item.error:
        return item
    if not item.path.is_file():  # a pipe or a device would block
        return _unreadable(item.path, "is not a regular file; give a PDF or a text file")
    digest, size = hashlib.sha256(), 0
    try:
        with item.path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except OSError as problem:
        return _unreadable(item.path, f"cannot be read ({problem.strerror}); check its permissions")
    return replace(item, sha256=digest.hexdigest(), size_bytes=size)


def _unreadable(path: Path, reason: str) -> Input:
    return Input(path, path.as_posix(), error=f"{path.as_posix()}: {reason}")


def _merge_copies(items: Iterable[Input]) -> list[Input]:
    merged: dict[str, Input] = {}
    for item in items:
        key = item.sha256 or item.source_uri
        first = merged.get(key)
        merged[key] = replace(first, copies=(*first.copies, item.source_uri)) if first else item
    return list(merged.values())
