"""Where inputs come from beside the disk: archives, URLs and manifests. Names in them are never trusted as paths."""

from __future__ import annotations

import csv
import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

ARCHIVE_SUFFIX = ".zip"
_LOCATION = ("path", "url", "file", "uri")  # columns of a manifest that say where a document is, the first one found
_LARGEST = 1_000_000_000  # bytes of one document
_LARGEST_ARCHIVE = 20_000_000_000  # bytes that one archive may unfold into
_MOST_MEMBERS = 1_000_000
_CHUNK = 1 << 20


class SourceError(Exception):
    """A place that cannot be read; the message is the end of a sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: the copy on the disk, its name, its place (``zip://name::archive``), or its ``error``."""

    path: Path
    name: str
    uri: str
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a manifest: the place it names and its other columns, as a JSON object."""

    location: str
    given: str | None


def is_url(location: str) -> bool:
    """Whether ``location`` is no path of this machine: ``https://``, ``s3://``, ``gs://`` and their like."""
    scheme, mark, _ = location.partition("://")
    return bool(mark) and scheme.isalnum()


def fetch(url: str, folder: Path) -> Path:
    """Copy what ``url`` names into ``folder``, through fsspec. Raises SourceError."""
    target = folder / f"{_hash(url)}.fetched"
    try:
        import fsspec

        with fsspec.open(url, "rb") as stream, target.open("wb") as copy:
            _copy(stream, copy, _LARGEST)
    except ImportError as problem:
        raise SourceError(
            f"reading it needs a library that is not installed ({problem.name}); pip install 'actable[cloud]'"
        ) from None
    except FileNotFoundError:
        raise SourceError("there is nothing at this address; check it") from None
    except SourceError:
        raise
    except Exception as problem:  # each protocol has errors of its own
        raise SourceError(f"cannot be fetched ({type(problem).__name__}); check address and credentials") from None
    return target


def names_below(url: str) -> list[str]:
    """The addresses behind a URL: itself, what its glob pattern matches, or all files of the folder it names.

    Raises SourceError when there is none or the place cannot be listed.
    """
    scheme = url.partition("://")[0]
    if scheme in ("http", "https"):
        return [url]
    try:
        import fsspec

        files, path = fsspec.core.url_to_fs(url)
        if any(mark in path for mark in "*?["):
            found = files.glob(path)
        else:
            found = files.find(path) if files.isdir(path) else [path]
    except ImportError as problem:
        raise SourceError(
            f"reading it needs a library that is not installed ({problem.name}); pip install 'actable[cloud]'"
        ) from None
    except Exception as problem:
        raise SourceError(f"cannot be listed ({type(problem).__name__}); check address and credentials") from None
    if not found:
        raise SourceError("holds no file; check the address")
    return [f"{scheme}://{str(name).removeprefix(f'{scheme}://')}" for name in sorted(found)]


def members(archive: Path, uri: str, folder: Path, wanted: Callable[[str], bool]) -> Iterator[Member]:
    """The files of a ZIP archive for whose names ``wanted`` holds, copied into ``folder`` under names of our own.

    A member that is too large, encrypted or damaged comes with its error. Raises SourceError when the archive as a
    whole cannot be read.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            infos = [info for info in opened.infolist() if not info.is_dir()]
            if len(infos) > _MOST_MEMBERS or sum(info.file_size for info in infos) > _LARGEST_ARCHIVE:
                raise SourceError("unfolds into more than it may; unpack it and give the folder")
            for info in infos:
                name = PurePosixPath(info.filename.replace("\\", "/")).name
                if wanted(name):
                    yield _unpacked(opened, info, name, uri, folder)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise SourceError("is no ZIP archive, or a damaged one; fetch it again") from None


def _unpacked(opened: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, uri: str, folder: Path) -> Member:
    place = f"zip://{info.filename}::{uri}"
    target = folder / f"{_hash(place)}.unpacked"
    try:
        with opened.open(info) as stream, target.open("wb") as copy:
            _copy(stream, copy, min(_LARGEST, info.file_size))
    except SourceError as problem:
        return Member(target, name, place, str(problem))
    except (RuntimeError, zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError):
        return Member(target, name, place, "is damaged or encrypted; unpack the archive and give the folder")
    return Member(target, name, place)


def read_manifest(path: Path) -> list[Listed]:
    """The lines of a manifest: a CSV (comma or semicolon, with a header) or Parquet file.

    One of the columns path, url, file and uri says where each document is. Raises SourceError.
    """
    try:
        rows = _table(path)
    except FileNotFoundError:
        raise SourceError("there is no such manifest; check the path") from None
    except (OSError, ValueError, csv.Error) as problem:
        raise SourceError(f"cannot be read as CSV or Parquet ({type(problem).__name__})") from None
    column = next((name for name in _LOCATION if rows and name in rows[0]), None)
    if column is None:
        raise SourceError(f"has none of the columns {', '.join(_LOCATION)}; name the column of the places so")
    listed = []
    for row in rows:
        location = str(row[column] or "").strip()
        given = {
            name: str(value) for name, value in row.items() if name and name != column and value not in (None, "")
        }
        if location:
            text = json.dumps(given, ensure_ascii=False, sort_keys=True) if given else None
            listed.append(Listed(_relative(location, path.parent), text))
    return listed


def _table(path: Path) -> list[dict[str, Any]]:
    if path.suffix.lower() == ".parquet":
        import pyarrow.parquet as pq

        rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
        return rows
    text = path.read_text("utf-8-sig")
    head = text.partition("\n")[0]
    return list(csv.DictReader(text.splitlines(), delimiter=";" if head.count(";") > head.count(",") else ","))


def _relative(location: str, folder: Path) -> str:
    """A path in a manifest is meant from where the manifest lies."""
    return location if is_url(location) else (folder / location).as_posix()


def _copy(stream: IO[bytes], copy: IO[bytes], most: int) -> None:
    size = 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > most:
            raise SourceError("is larger than a document may be; split it")
        copy.write(chunk)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
