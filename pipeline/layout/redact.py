"""Masks bank details in the words themselves, before any text is built from them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from models.document import Document, Note, Page, Word, union
from models.normalise.identifiers import FoundSecret, find_bank_details, may_hold_bank_details
from pipeline.layout.rows import Row, page_rows

MASK = "[REDACTED]"
_HELD = re.compile(r"[0-9]|[A-Z]{4}")  # every bank detail holds a figure, or the capitals of a BIC


def redact_pages(document: Document) -> list[list[Row]]:
    """Replace the words of each bank detail by one masked word over the same place. Returns the rows of each page.

    Each masked place is noted with code ``bank_details_masked``: the checks report that it was printed in clear.
    """
    rows = [page_rows(page) for page in document.pages]
    for at, page in enumerate(document.pages):
        if _redact(page, rows[at], document.notes):
            rows[at] = page_rows(page)
    return rows


def _redact(page: Page, rows: Sequence[Row], notes: list[Note]) -> bool:
    """Mask what is found in the rows of a page; returns whether there was anything."""
    likely = [row for row in rows if _HELD.search(row.text)]
    if not may_hold_bank_details("\n".join([row.text for row in likely])):
        return False
    masked: dict[int, Word | None] = {}
    for row in likely:
        words = row.words
        for found in find_bank_details(row.text):
            hit = _words_at(words, found.start, found.end)
            if not hit:
                continue
            box = union(w.box for w in hit)
            masked.update({id(w): None for w in hit[1:]})
            masked[id(hit[0])] = replace(hit[0], text=_masked(words, hit, found), x1=box.x1, bottom=box.bottom)
            told = (
                f"page {page.number}: a bank detail ({found.kind}) is printed in clear; it is masked in every output"
            )
            notes.append(Note("read", "info", "bank_details_masked", told, page.number))
    if masked:
        page.words = [w for w in (masked.get(id(w), w) for w in page.words) if w is not None]
    return bool(masked)


def _words_at(words: list[Word], start: int, end: int) -> list[Word]:
    hit, offset = [], 0
    for word in words:
        if offset < end and offset + len(word.text) > start:
            hit.append(word)
        offset += len(word.text) + 1
    return hit


def _masked(words: list[Word], hit: list[Word], found: FoundSecret) -> str:
    """The mask, with what stands before the value in its first word (``IBAN:FR…``) kept."""
    offset = 0
    for word in words:
        if word is hit[0]:
            break
        offset += len(word.text) + 1
    return hit[0].text[: max(found.start - offset, 0)] + MASK
