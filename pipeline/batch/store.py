"""What each document gave, kept by content, so that a run reads only what is new and takes up where one broke off."""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pyarrow as pa

from models.ids import authority_key
from models.schema import TABLES, arrow_schema
from pipeline.batch.publish import write_whole

STATE = ".actable"  # folder of a run's own books, beside its tables

_PACKAGES = ("extractors", "models", "pipeline")
_UNFINISHED = ".again"
_LIBRARIES = ("pypdfium2", "pdfplumber", "dateparser", "python-stdnum", "text2num", "opencv-python-headless")
_LONGEST_HEAD = 1 << 16  # bytes of a first line


class StoreError(Exception):
    """What was kept of a document cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the first line of a kept document tells, so that a run can be planned without unpacking any.

    ``rows`` are those of each table in it, ``authority`` and ``year`` the key of its first authority and the year of
    its first sitting. ``sum`` and ``size`` are checksum and bytes of what follows, ``unpacked`` its bytes in the open,
    ``columns`` stands for the columns of its tables.
    """

    sum: int
    size: int
    unpacked: int
    bytes: dict[str, int]
    rows: dict[str, int]
    authority: str | None = None
    year: int | None = None
    columns: str = ""


class Store:
    """A folder with one file a document, named by its key (its SHA-256, see ``Input.key``) and by what read it.

    ``stamp`` stands for the code, the libraries and the options that read documents: what an older stamp gave is
    known to be old. A file that a power cut left torn counts as none.
    """

    def __init__(self, folder: Path, stamp: str) -> None:
        self._folder = folder
        self._stamp = stamp

    def has(self, key: str) -> bool:
        """Whether the document was read by this very code with these very options."""
        return self.head_at(self.place(key)) is not None

    def put(self, key: str, data: bytes, final: bool = True) -> None:
        """Keep ``data``, as ``pack`` makes it, in place of what is kept. Raises OSError when it cannot.

        What is not ``final`` can be had from ``get`` but does not count as read.
        """
        path = Path(self.place(key))
        path = path if final else path.with_suffix(_UNFINISHED)
        path.parent.mkdir(parents=True, exist_ok=True)
        older = [kept for kept in self._kept(key) if kept != path]
        write_whole(path, lambda new: new.write_bytes(data))
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
        except StoreError:
            raise
        except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as problem:
            raise StoreError(f"what is kept of it is damaged ({type(problem).__name__})") from None

    def head(self, key: str) -> Head | None:
        """The first line of what ``get`` would unpack; None when there is nothing or it is torn."""
        current = self.head_at(self.place(key))
        return current or next((head for path in self._kept(key) if (head := self.head_at(path))), None)

    def holds(self, key: str) -> bool:
        """Whether anything is kept of the document, also of an older stamp."""
        return bool(self._kept(key))

    def drop(self, key: str) -> None:
        """Keep nothing of the document."""
        for path in self._kept(key):
            path.unlink()

    def place(self, key: str) -> str:
        """The file of what this very code read in a document, if it is there."""
        return f"{self._folder}/{key[:3]}/{key}.{self._stamp}"

    def _kept(self, key: str) -> list[Path]:
        """The files of a document, that of the current stamp first."""
        current = Path(self.place(key))
        try:
            names = [name for name in os.listdir(current.parent) if name.startswith(f"{key}.")]  # noqa: PTH208
        except FileNotFoundError:
            return []
        return [current.with_name(name) for name in sorted(names, key=lambda name: (name != current.name, name))]

    @staticmethod
    def head_at(path: str | Path) -> Head | None:
        """The first line of a kept document, None when there is no such file, or not the whole of it."""
        try:
            with open(path, "rb") as stream:  # noqa: PTH123, a run asks this of each document
                line = stream.readline(_LONGEST_HEAD)
                head = _parsed(line)
                return head if os.fstat(stream.fileno()).st_size == len(line) + head.size else None
        except (OSError, ValueError, TypeError):
            return None


def _parsed(line: bytes) -> Head:
    """Raises ValueError or TypeError when ``line`` is not the first line of a kept document."""
    return Head(**json.loads(line))


def pack(tables: Mapping[str, pa.Table]) -> bytes:
    """Tables as the bytes that a store keeps: a line of JSON (``Head``), then their rows, compressed as one.

    Their columns, which are those of the contract, are not told again. Same tables, same bytes. Raises ValueError
    when a table has other columns.
    """
    if any(table.schema != arrow_schema(name) for name, table in tables.items()):
        raise ValueError("the columns are not those of the contract")
    parts = {name: _part(table) for name, table in tables.items()}
    body = b"".join(parts.values())
    packed = pa.compress(body, codec="zstd", asbytes=True)
    authority, year = _whose(tables)
    head = Head(
        sum=zlib.crc32(packed),
        size=len(packed),
        unpacked=len(body),
        bytes={name: len(part) for name, part in parts.items()},
        rows={name: table.num_rows for name, table in tables.items()},
        authority=authority,
        year=year,
        columns=_columns(tuple(tables)),
    )
    return b"\n".join((json.dumps(asdict(head)).encode(), packed))


def _part(table: pa.Table) -> pa.Buffer:
    """The rows of a table as one message of Arrow, without its columns."""
    batches = table.combine_chunks().to_batches()
    batch = batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema)
    return batch.serialize()


def unpack(data: bytes) -> dict[str, pa.Table]:
    """The tables in what ``pack`` made. Raises ValueError, TypeError or KeyError when ``data`` is damaged.

    Raises StoreError when it was packed with other columns than those of today.
    """
    line, _, packed = data.partition(b"\n")
    head = _parsed(line)
    if len(packed) != head.size or zlib.crc32(packed) != head.sum:
        raise ValueError("the checksum differs")
    if head.columns != _columns(tuple(head.bytes)):
        raise StoreError("it was read by an older version, into other columns")
    body = pa.decompress(packed, decompressed_size=head.unpacked, codec="zstd")
    tables, start = {}, 0
    for name, length in head.bytes.items():
        batch = pa.ipc.read_record_batch(body.slice(start, length), arrow_schema(name))
        tables[name] = pa.Table.from_batches([batch])
        start += length
    return tables


@cache
def _columns(names: tuple[str, ...]) -> str:
    """A digest of the columns that these tables have today."""
    told = "".join(f"{name}\n{arrow_schema(name) if name in TABLES else None}\n" for name in names)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _whose(tables: Mapping[str, pa.Table]) -> tuple[str | None, int | None]:
    """Key of the first authority and year of the first sitting that a document names: what puts it beside its like."""
    authority, year = None, None
    for name in ("deliberations", "sessions"):
        if name in tables:
            authority = authority or next((a for a in tables[name]["authority"].to_pylist() if a), None)
            year = year or next((d.year for d in tables[name]["session_on"].to_pylist() if d), None)
    return authority_key(authority), year


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
