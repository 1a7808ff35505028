"""What each table of a document holds, by the same rules as the extractors read tables with."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from extractors.captions import caption
from extractors.grids import upright
from extractors.table_types import classify
from models.document import Document
from models.parts import Part
from pipeline.assemble import TableLabel

log = logging.getLogger("actable")


def label_tables(document: Document, parts: Sequence[Part]) -> list[TableLabel]:
    """A label for each of ``document.tables``, in order; one that cannot be told has kind "other"."""
    labels: dict[int, TableLabel] = {}
    for part in parts:
        for at, block in enumerate(part.blocks):
            if block.table is None:
                continue
            try:
                above = caption(part.blocks, at)
                heading = above.heading.flat if above.heading else ""
                typed = classify(upright(block.table), heading, above.told, above.columns)
                labels[id(block.table)] = TableLabel(typed.kind, above.heading)
            except Exception:  # a label is no reason to lose a document
                log.debug("%s: table on page %s", document.file_name, block.page_first, exc_info=True)
    return [labels.get(id(table), TableLabel()) for table in document.tables]
