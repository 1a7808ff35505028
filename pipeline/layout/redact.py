"""Masks bank details in the words themselves, before any text is built from them."""

from __future__ import annotations

from dataclasses import replace

from models.document import Document, Page, Word, union
from models.normalise.identifiers import find_bank_details
from pipeline.layout.rows import page_rows

MASK = "[REDACTED]"


def redact_pages(document: Document) -> None:
    """Replace the words of each bank detail by one masked word over the same place.

    Each masked place is noted with code ``bank_details_masked``: the checks report that it was printed in clear.
    """
    for page in document.pages:
        _redact(page, document)


def _redact(page: Page, document: Document) -> None:
    from models.document import Note

    masked: dict[int, Word | None] = {}
    for row in page_rows(page):
        words = row.words
        text = " ".join(w.text for w in words)
        for found in find_bank_details(text):
            hit = _words_at(words, found.start, found.end)
            if not hit:
                continue
            box = union(w.box for w in hit)
            masked.update({id(w): None for w in hit[1:]})
            masked[id(hit[0])] = replace(hit[0], text=_masked(words, hit, found), x1=box.x1, bottom=box.bottom)
            note = (
                f"page {page.number}: a bank detail ({found.kind}) is printed in clear; it is masked in every output"
            )
            from_note = Note("read", "info", "bank_details_masked", note, page.number)
            document.notes.append(from_note)
    if masked:
        page.words = [w for w in (masked.get(id(w), w) for w in page.words) if w is not None]


def _words_at(words: list[Word], start: int, end: int) -> list[Word]:
    hit, offset = [], 0
    for word in words:
        if offset < end and offset + len(word.text) > start:
            hit.append(word)
        offset += len(word.text) + 1
    return hit


def _masked(words: list[Word], hit: list[Word], found: object) -> str:
    """The mask, with what stands before the value in its first word (``IBAN:FR…``) kept."""
    offset = 0
    for word in words:
        if word is hit[0]:
            break
        offset += len(word.text) + 1
    start = getattr(found, "start", 0)
    return hit[0].text[: max(start - offset, 0)] + MASK
