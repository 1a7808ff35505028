"""How the documents of a run are cut into blocks: what one worker puts together, and what stays when others change."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.batch.inputs import Input
from pipeline.batch.store import Head

LARGE = 1_000_000  # rows of a table beyond which it is a folder of files
_FEWEST, _MOST = 96, 384  # documents of a block, unless there are fewer, or too many rows
_ONE_IN = 64  # of the documents after the fewest, on average, one begins a new block
_MOST_ROWS = 400_000
_OWN_FOLDER = 64  # documents of one authority and year that have a folder of their own

SEVERAL = ("several", 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of a run: where it was found and what tells its rows, or in ``error`` why it was not read.

    ``mark`` is checksum and size of what is kept of it, ``rows`` how many it has in all tables, ``whose`` its authority
    and year, ``SEVERAL`` where one is not known.
    """

    item: Input
    error: str | None = None
    mark: tuple[int, int] | None = None
    rows: int = 1
    whose: tuple[str, int] = SEVERAL


def entry(item: Input, head: Head | None) -> Entry:
    """The entry of a document that was read."""
    if head is None:
        return Entry(item)
    return Entry(item, None, (head.sum, head.size), sum(head.rows.values()), _whose(head.authority, head.year))


@lru_cache(100_000)  # many documents share one
def _whose(authority: str | None, year: int | None) -> tuple[str, int]:
    return SEVERAL if authority is None or year is None else (short(authority), year)


@dataclass(frozen=True, slots=True)
class Block:
    """Documents that stand together, in order; ``whose`` names the folder of their rows in tables that are folders."""

    entries: tuple[Entry, ...]
    whose: tuple[str, int] = SEVERAL

    @property
    def digest(self) -> str:
        """What the rows of the block follow from, but for the ids of persons."""
        digest = hashlib.sha256()
        for entry in self.entries:
            item = entry.item
            told = (item.key, item.file_name, item.source_uri, item.copies, item.given, item.size_bytes)
            digest.update(repr((*told, entry.error, entry.mark)).encode("utf-8", "surrogatepass"))
        return digest.hexdigest()[:32]


def cut(entries: Sequence[Entry], large: bool) -> Iterator[Block]:
    """Cut ``entries`` into blocks, in the order in which their rows are written.

    A small set keeps its order. In a ``large`` one, documents stand by authority and year, and those of an authority
    and year that have but a few come together. What begins a block depends on the document that begins it, so that
    one more document changes the block it stands in and hardly another.
    """
    if not large:
        yield from (Block(tuple(part)) for part in _parts(entries))
        return
    counts = Counter(entry.whose for entry in entries)
    groups: dict[tuple[str, int], list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.whose):  # stable: by name within
        own = counts[entry.whose] >= _OWN_FOLDER
        groups.setdefault(entry.whose if own else SEVERAL, []).append(entry)
    for whose, members in sorted(groups.items()):
        yield from (Block(tuple(part), whose) for part in _parts(members))


def _parts(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    part: list[Entry] = []
    rows = 0
    for entry in entries:
        full = len(part) >= _MOST or (part and rows + entry.rows > _MOST_ROWS)
        if full or (len(part) >= _FEWEST and _begins(entry)):
            yield part
            part, rows = [], 0
        part.append(entry)
        rows += entry.rows
    if part:
        yield part


def _begins(entry: Entry) -> bool:
    name = entry.item.sha256 or hashlib.sha256(entry.item.source_uri.encode("utf-8", "surrogateescape")).hexdigest()
    return int(name[:8], 16) % _ONE_IN == 0


def short(authority: str) -> str:
    """An authority's key as the name of a folder may be: its first letters, and a digest where there are more.

    >>> short("commune-de-beaulieu"), len(short("a" * 500))
    ('commune-de-beaulieu', 57)
    """
    if len(authority) <= 60:
        return authority
    return f"{authority[:40]}-{hashlib.sha256(authority.encode()).hexdigest()[:16]}"


def folder_of(whose: tuple[str, int]) -> str:
    """The folder of an authority and a year, as DuckDB, Spark and pyarrow read it: columns of its rows.

    >>> folder_of(("commune-de-beaulieu", 2023))
    'authority_key=commune-de-beaulieu/act_year=2023'
    """
    return f"authority_key={whose[0]}/act_year={whose[1]}"
