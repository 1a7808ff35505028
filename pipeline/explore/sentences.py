"""The sentence behind a value: what the page says around it, to be quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from models.document import Block, Box, Document, Table, Word
from models.passage import Passage
from pipeline.assemble import mask_contacts
from pipeline.readers import ReadError, ReadOptions, open_document

_MOST = 1_000_000  # characters that spaCy takes at once
# Where spaCy ends a sentence and French goes on: "art. L. 2121-7", "M. Y. DURAND", "le 3 avr. 2024".
_GOES_ON = re.compile(
    r"(?:\b[A-ZÀ-Ý]|\b(?:art|al|cf|env|etc|hab|réf|tél|p|n|min|max|janv|févr?|avr|juil|sept|oct|nov|déc))\.$"
)


def sentence_at(path: Path, page: int, box: Box) -> str | None:
    """The sentence of the PDF at ``path`` in which the words inside ``box`` stand, bank details and contacts masked.

    ``box`` is in points from the top-left corner of the page as shown. In a table it is the printed line, its cells
    parted by bars. None where no text stands there (a scan) or the file cannot be read.
    """
    document = _laid_out(path)
    if document is None:
        return None
    for block in document.blocks:
        if not block.page_first <= page <= block.page_last:
            continue
        told = _of_table(block.table, page, box) if block.table is not None else _of_text(block, page, box)
        if told:
            return mask_contacts(told)
    return None


@lru_cache(maxsize=4)
def _laid_out(path: Path) -> Document | None:
    try:
        return open_document(path.read_bytes(), path.name, ReadOptions(ocr="never"))
    except (ReadError, OSError):
        return None


def _of_text(block: Block, page: int, box: Box) -> str | None:
    for paragraph in block.passage.paragraphs():
        spans = [(p.start, p.end) for p in paragraph.pieces if _stands_in(p.word, page, box)]
        if spans:
            return _covering(paragraph, spans[0][0], spans[-1][1])
    return None


def _of_table(table: Table, page: int, box: Box) -> str | None:
    rows = {c.row for c in table.cells if any(_stands_in(w, page, box) for w in c.passage.words())}
    cells = [c for c in table.cells if c.row in rows and c.text]
    return " | ".join(c.text for c in cells) or None


def _stands_in(word: Word, page: int, box: Box) -> bool:
    return word.page == page and box.contains(word.box)


def _covering(paragraph: Passage, start: int, end: int) -> str:
    """The sentences of a paragraph that hold any of its characters from ``start`` to ``end``."""
    spans = [span for span in sentences(paragraph.text) if span[0] < end and span[1] > start]
    return " ".join(paragraph.text[spans[0][0] : spans[-1][1]].split()) if spans else paragraph.flat


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a French text begin and end, in order, without gaps.

    >>> [("M. Roy lit l'art. L. 2121-7. Il vote."[a:b]) for a, b in sentences("M. Roy lit l'art. L. 2121-7. Il vote.")]
    ["M. Roy lit l'art. L. 2121-7. ", 'Il vote.']
    """
    spans: list[tuple[int, int]] = []
    for start, end in _parted(text):
        if spans and _GOES_ON.search(text[: spans[-1][1]].rstrip()[-8:]):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _parted(text: str) -> Iterator[tuple[int, int]]:
    for sentence in _french()(text[:_MOST]).sents:
        last = sentence[-1]
        yield sentence.start_char, last.idx + len(last.text_with_ws)


@cache
def _french() -> Any:
    """spaCy's French tokenizer, which knows abbreviations, with its rules for the ends of sentences."""
    import spacy

    language = spacy.blank("fr")
    language.add_pipe("sentencizer")
    return language
