"""What a run is about: the inputs it was given, and what earlier runs into the same folder read and still stands."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.batch.inputs import Input, in_order
from pipeline.batch.store import Store
from pipeline.batch.write import read_table

_COLUMNS = ["file_name", "source_uri", "sha256", "size_bytes", "other_uris", "given"]


def planned(found: Iterable[Input], output: Path, store: Store, prune: bool) -> list[Input]:
    """The documents of a run, in order: those ``found``, and those of the last run that were not asked for again.

    A document of the last run leaves when other bytes stand in its place, when its bytes were found elsewhere, and,
    with ``prune``, in any case.
    """
    items = list(found)
    if prune:
        return items
    places = {place for item in items for place in item.places}
    keys = {item.key for item in items if item.sha256}
    for row in _documents(output):
        remaining = [place for place in (row["source_uri"], *(row["other_uris"] or ())) if place not in places]
        if not remaining or not row["sha256"]:
            continue
        first, *copies = remaining
        name = row["file_name"] if first == row["source_uri"] else None
        item = Input(
            Path(first), first, row["sha256"], row["size_bytes"], copies=tuple(copies), name=name, given=row["given"]
        )
        if item.key not in keys and store.holds(item.key):
            items.append(item)
    return in_order(items)


def left_out(planned: Iterable[Input], output: Path) -> list[str]:
    """Keys of the documents that the tables in ``output`` hold and a run leaves out."""
    keys = {item.key for item in planned}
    before = [
        Input(Path(row["source_uri"]), row["source_uri"], row["sha256"], name=row["file_name"])
        for row in _documents(output)
    ]
    return [item.key for item in before if item.sha256 and item.key not in keys]


def _documents(output: Path) -> list[dict[str, Any]]:
    try:
        table = read_table(output, "documents", _COLUMNS)
    except (FileNotFoundError, pa.ArrowInvalid, KeyError):
        return []  # no run yet, or none of ours
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows if set(_COLUMNS) <= set(table.column_names) else []
