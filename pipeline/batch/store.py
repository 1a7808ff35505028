"""What each document gave, kept by content, so that a run reads only what is new and takes up where one broke off."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pyarrow as pa

STATE = ".actable"  # folder of a run's own books, beside its tables

_PACKAGES = ("extractors", "models", "pipeline")
_UNFINISHED = ".again"
_LIBRARIES = ("pypdfium2", "pdfplumber", "dateparser", "python-stdnum", "text2num", "opencv-python-headless")


class StoreError(Exception):
    """What was kept of a document cannot be read; the message says why."""


class Store:
    """A folder with one file a document, named by its key (its SHA-256, see ``Input.key``) and by what read it.

    ``stamp`` stands for the code, the libraries and the options that read documents: what an older stamp gave is
    known to be old. Each file is whole or absent, also after a power cut.
    """

    def __init__(self, folder: Path, stamp: str) -> None:
        self._folder = folder
        self._stamp = stamp

    def has(self, key: str) -> bool:
        """Whether the document was read by this very code with these very options."""
        return self._path(key).exists()

    def put(self, key: str, data: bytes, final: bool = True) -> None:
        """Keep ``data``, as ``pack`` makes it, in place of what is kept. Raises OSError when it cannot.

        What is not ``final`` can be had from ``get`` but does not count as read.
        """
        path = self._path(key) if final else self._path(key).with_suffix(_UNFINISHED)
        path.parent.mkdir(parents=True, exist_ok=True)
        older = [kept for kept in self._kept(key) if kept != path]
        new = path.with_name(f".{path.name}")
        with new.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        new.replace(path)
        for kept in older:
            kept.unlink()

    def get(self, key: str) -> dict[str, pa.Table]:
        """The tables of a document, by the current stamp or else by an older one.

        Raises StoreError when there is nothing, when it is damaged or when its columns are not today's.
        """
        path = next(iter(self._kept(key)), None)
        if path is None:
            raise StoreError("nothing is kept of it")
        try:
            return unpack(path.read_bytes())
        except (OSError, ValueError, zipfile.BadZipFile) as problem:
            raise StoreError(f"what is kept of it is damaged ({type(problem).__name__})") from None

    def holds(self, key: str) -> bool:
        """Whether anything is kept of the document, also of an older stamp."""
        return bool(self._kept(key))

    def drop(self, key: str) -> None:
        """Keep nothing of the document."""
        for path in self._kept(key):
            path.unlink()

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.{self._stamp}"

    def _kept(self, key: str) -> list[Path]:
        """The files of a document, that of the current stamp first."""
        current = self._path(key)
        found = sorted(current.parent.glob(f"{key}.*")) if current.parent.is_dir() else []
        return sorted(found, key=lambda path: path != current)


def pack(tables: Mapping[str, pa.Table]) -> bytes:
    """Tables as the bytes that a store keeps: a ZIP archive of Arrow streams. Same tables, same bytes."""
    packed = io.BytesIO()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, table in tables.items():
            stream = io.BytesIO()
            with pa.ipc.new_stream(stream, table.schema, options=options) as writer:
                writer.write_table(table)
            archive.writestr(zipfile.ZipInfo(name), stream.getvalue())
    return packed.getvalue()


def unpack(data: bytes) -> dict[str, pa.Table]:
    """The tables in what ``pack`` made. Raises ValueError or BadZipFile when ``data`` is damaged."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: pa.ipc.open_stream(archive.read(name)).read_all() for name in archive.namelist()}


def stamp_of(*options: object) -> str:
    """A short name for the code and libraries that read documents, with ``options`` that change what they read."""
    digest = hashlib.sha256(_code().encode())
    digest.update(repr(options).encode())
    return digest.hexdigest()[:12]


@cache
def _code() -> str:
    """A hash of all code and lexicons: whoever adds a wording wants its documents read again."""
    digest = hashlib.sha256()
    root = Path(__file__).resolve().parents[2]
    for package in _PACKAGES:
        for path in sorted((root / package).rglob("*")):
            if path.suffix in (".py", ".toml"):
                digest.update(path.relative_to(root).as_posix().encode())
                digest.update(path.read_bytes())
    for library in _LIBRARIES:
        digest.update(f"{library} {_version(library)}".encode())
    return digest.hexdigest()


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "absent"
