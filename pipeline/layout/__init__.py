"""Layout: from the words of pages to paragraphs and tables in reading order."""

from __future__ import annotations

from models.document import Document
from pipeline.layout.blocks import build_blocks
from pipeline.layout.furniture import is_stamp, set_furniture_apart
from pipeline.layout.hyphens import hyphen_rule
from pipeline.layout.redact import redact_pages
from pipeline.layout.rows import page_rows
from pipeline.tables import PageTables, doubts, find_tables, stitch


def lay_out(document: Document) -> Document:
    """Fill ``blocks`` and ``furniture`` of a document that has been read. Returns the same document.

    Bank details are masked first, so that nothing downstream ever holds them. Tables whose grid is in doubt get a note.
    """
    whole = redact_pages(document)
    keeps = hyphen_rule(document.pages)
    found = [[t for t in find_tables(page) if not is_stamp(t)] for page in document.pages]
    rows = [
        page_rows(page, tables) if tables else known
        for page, tables, known in zip(document.pages, found, whole, strict=True)
    ]
    rows, document.furniture = set_furniture_apart(document.pages, rows)
    extents = []
    for page, tables, body in zip(document.pages, found, rows, strict=True):
        top = min((r.top for r in body), default=None)
        bottom = max((r.bottom for r in body), default=None)
        extents.append(PageTables(page, tables, top, bottom))
    tables = stitch(extents)
    document.notes += doubts(tables)
    document.blocks = build_blocks(document.pages, rows, tables, keeps)
    return document
