"""What a run is about: the inputs it was given, and what earlier runs into the same folder read and still stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.batch.inputs import Input, in_order, key_of
from pipeline.batch.store import Store
from pipeline.batch.write import table_files

_BATCH = 1000  # documents of the last run held at a time
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
    before = (
        key_of(row["sha256"], row["file_name"] or row["source_uri"]) for row in _documents(output) if row["sha256"]
    )
    return [key for key in before if key not in keys]


def _documents(output: Path) -> Iterator[dict[str, Any]]:
    try:
        files = [pq.ParquetFile(file) for file in table_files(output, "documents")]
        if not all(set(_COLUMNS) <= set(file.schema_arrow.names) for file in files):
            return  # none of ours
        for file in files:
            for batch in file.iter_batches(_BATCH, columns=_COLUMNS):
                yield from batch.to_pylist()
    except (FileNotFoundError, pa.ArrowInvalid):
        return
