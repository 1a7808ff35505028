"""What a run is asked to read: files, folders, patterns, archives, URLs and manifests, as inputs in a fixed order."""

from __future__ import annotations

import glob
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from models.ids import document_id, place_id
from pipeline.batch.inventory import Inventory
from pipeline.batch.sources import ARCHIVE_SUFFIX, SourceError, fetch, is_url, members, names_below, read_manifest
from pipeline.readers import is_text

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Input:
    """One place to read, or the reason why it cannot be. ``copies`` are other places with the same bytes.

    ``path`` is where the bytes are now, ``source_uri`` the place to record, ``given`` what a manifest says of it.
    """

    path: Path
    source_uri: str
    sha256: str | None = None
    size_bytes: int | None = None
    error: str | None = None
    copies: tuple[str, ...] = ()
    name: str | None = None  # where the path does not tell it
    given: str | None = None
    data: bytes | None = None  # the bytes themselves, on the way to another machine

    @property
    def file_name(self) -> str:
        return self.name or self.path.name or self.source_uri

    @property
    def key(self) -> str:
        """What the rows of the document follow from, but for its names: its bytes, and how they are read."""
        return key_of(str(self.sha256), self.file_name)

    @property
    def document_id(self) -> str:
        """The id of the document: from its bytes, or from its place where they cannot be had."""
        return document_id(self.sha256) if self.sha256 else place_id(self.source_uri)

    def content(self) -> bytes:
        """The bytes. Raises OSError when they cannot be read any more."""
        return self.path.read_bytes() if self.data is None else self.data

    @property
    def places(self) -> tuple[str, ...]:
        """All places of these bytes."""
        return (self.source_uri, *self.copies)


def key_of(sha256: str, file_name: str) -> str:
    """The key of the document of these bytes and this name, see ``Input.key``."""
    return f"{sha256}-text" if is_text(file_name) else sha256


def find_inputs(
    named: Iterable[str | os.PathLike[str]],
    scratch: Path | None = None,
    manifests: Iterable[Path] = (),
    inventory: Inventory | None = None,
) -> list[Input]:
    """The inputs behind files, folders (every PDF, text file and archive below), ZIP archives, glob patterns and URLs.

    In a folder, a text beside a PDF of the same name is left out: it is what another tool read in that PDF. What is
    not on the disk, or is packed, is copied into ``scratch``; without it, such places are refused. ``manifests`` are
    CSV or Parquet files that list more places. ``inventory`` knows the hashes of files that did not change.

    Sorted by name and place, so that the order of arguments does not count; one that is named twice counts once. Same
    bytes in several places give one input with ``copies``. What cannot be read has its ``error`` in one sentence.
    """
    unique: dict[str, Input] = {}
    for found in _all(named, manifests, scratch):
        known = unique.setdefault(_place(found), found)
        if found.given and not known.given:
            unique[_place(found)] = replace(known, given=found.given)
    return _merge_copies(_fingerprint(item, inventory) for item in in_order(unique.values()))


def _all(named: Iterable[str | os.PathLike[str]], manifests: Iterable[Path], scratch: Path | None) -> Iterator[Input]:
    for name in named:
        for found in _expand(os.fspath(name)):
            yield from _brought(found, scratch)
    for manifest in manifests:
        try:
            for listed in read_manifest(manifest):
                for found in _expand(listed.location):
                    yield from (replace(item, given=listed.given) for item in _brought(found, scratch))
        except SourceError as problem:
            yield _unreadable(manifest, str(problem))


def _place(item: Input) -> str:
    """What tells one place from another."""
    local = "://" not in item.source_uri
    return os.path.abspath(item.path) if local else item.source_uri  # noqa: PTH100, one Path less a document


def _brought(item: Input, scratch: Path | None) -> Iterator[Input]:
    """The input with its bytes on the disk: fetched when it is a URL, one for each file in it when it is an archive."""
    if item.error is None and is_url(item.source_uri):
        if scratch is None:
            yield replace(item, error=f"{item.source_uri}: nothing is fetched here; give a path")
            return
        try:
            item = replace(item, path=fetch(item.source_uri, scratch))
        except SourceError as problem:
            item = replace(item, error=f"{item.source_uri}: {problem}")
    if item.error or scratch is None or not item.file_name.lower().endswith(ARCHIVE_SUFFIX):
        yield item
        return
    yield from _unpacked(item, scratch)


def _unpacked(archive: Input, scratch: Path) -> Iterator[Input]:
    uri, empty = archive.source_uri, True
    try:
        for member in members(archive.path, uri, scratch, _is_act):
            empty = False
            error = f"{member.uri}: {member.error}" if member.error else None
            yield Input(member.path, member.uri, name=member.name, error=error)
    except SourceError as problem:
        yield replace(archive, error=f"{uri}: {problem}")
        return
    if empty:
        yield replace(archive, error=f"{uri}: the archive holds no PDF and no text file")


def in_order(items: Iterable[Input]) -> list[Input]:
    """The order in which the documents of a run stand in its tables."""
    return sorted(items, key=lambda item: (item.file_name, item.source_uri))


def _expand(name: str) -> Iterator[Input]:
    if is_url(name):
        yield from _addressed(name)
        return
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


def _addressed(url: str) -> Iterator[Input]:
    try:
        found = names_below(url)
        for address in found:
            name = PurePosixPath(urlsplit(address).path).name or address
            if len(found) == 1 or _is_act(name) or name.lower().endswith(ARCHIVE_SUFFIX):
                yield Input(Path(name), address, name=name)
    except SourceError as problem:
        yield Input(Path(url), url, error=f"{url}: {problem}")


def _is_act(name: str) -> bool:
    return name.lower().endswith(".pdf") or is_text(name)


def _below(folder: Path) -> Iterator[Input]:
    problems: list[OSError] = []
    empty = True
    for parent, folders, files in os.walk(folder, onerror=problems.append):
        folders.sort()
        pdfs = {file[:-4] for file in files if file.lower().endswith(".pdf")}
        for file in sorted(files):
            beside = is_text(file) and Path(file).stem in pdfs
            if (_is_act(file) and not beside) or file.lower().endswith(ARCHIVE_SUFFIX):
                empty = False
                path = Path(parent, file)
                yield Input(path, path.as_posix())
    for problem in problems:
        yield _unreadable(Path(problem.filename), f"the folder cannot be listed ({problem.strerror})")
    if empty and not problems:
        yield _unreadable(folder, "the folder holds no PDF and no text file; give the folder of the acts")


def _fingerprint(item: Input, inventory: Inventory | None) -> Input:
    """The input with hash and size of its bytes, or with the reason why they cannot be read."""
    if item.error:
        return item
    digest, size = hashlib.sha256(), 0
    try:
        before = _look(item.path)
        if before is None:
            return _unreadable(item.path, "is not a regular file; give a PDF or a text file")
        known = inventory.find(item.path, before) if inventory else None
        if known:
            return replace(item, sha256=known, size_bytes=before.st_size)
        with item.path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except OSError as problem:
        return _unreadable(item.path, f"cannot be read ({problem.strerror}); check its permissions")
    if inventory:
        inventory.add(item.path, before, digest.hexdigest())
    return replace(item, sha256=digest.hexdigest(), size_bytes=size)


def _look(path: Path) -> os.stat_result | None:
    """How a regular file looks; None where there is none: a pipe or a device would block. Raises OSError."""
    try:
        look = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return look if stat.S_ISREG(look.st_mode) else None


def _unreadable(path: Path, reason: str) -> Input:
    return Input(path, path.as_posix(), error=f"{path.as_posix()}: {reason}")


def _merge_copies(items: Iterable[Input]) -> list[Input]:
    merged: dict[str, Input] = {}
    for item in items:
        key = item.sha256 or item.source_uri
        first = merged.get(key)
        merged[key] = replace(first, copies=(*first.copies, item.source_uri)) if first else item
    return list(merged.values())
