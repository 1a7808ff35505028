"""The text reader: plain text, Markdown and HTML, as other OCR tools give them, into the same Document.

Words have no geometry. A line is a paragraph, or part of one where the text was wrapped; tables, list marks, weight
and page marks are taken from the writing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import PurePath

from models.document import Block, Document, Furniture, Note, Page, Word, line_of
from models.lexicon import any_of, load
from models.normalise.identifiers import find_bank_details
from models.passage import HyphenRule, Passage, from_lines
from pipeline.layout.blocks import is_layout, unfold
from pipeline.layout.hyphens import hyphen_rule
from pipeline.layout.redact import MASK
from pipeline.readers import ReadError
from pipeline.readers.text.items import Paragraph, html_items, text_items
from pipeline.readers.text.marks import Weight, words_of
from pipeline.readers.text.tables import Piece, build_tables

_SIZE = 10.0
_HEADING = {1: 14.0, 2: 13.0}  # glyph sizes by level, so that headings are large
_LOWER_HEADING = 12.0
_CLOSING = re.compile(r"[.;:!?…»)]\W*$")
_ACT_ID = re.compile(r"^\W*\d{2}[\dAB]-\d{9}-\d{8}-")
_WRAPPED = 140  # characters: a text whose lines stay below this was wrapped
_FULL = 0.75  # of the usual line length: a shorter line was ended by somebody
_NO_TITLE = re.compile(
    r"[.;,:]$|:\s*(?:MM?\.|Mmes?\b|Mlles?\b|Messieurs|Mesdames|Monsieur|Madame)"
)  # ends, and lists
_TITLE = 260  # characters of a line that may be a title
_LONG = 60  # characters of a paragraph that may run over a page end


def read_text(data: bytes, file_name: str) -> Document:
    """Read a text input. Raises ReadError when it is empty or no text."""
    text = _decoded(data, file_name)
    is_html = PurePath(file_name).suffix.lower() in (".html", ".htm") or re.match(
        r"\s*<(?:!doctype|html)\b", text, re.I
    )
    items = list(html_items(text) if is_html else text_items(text))
    if not items:
        raise ReadError(f"{file_name}: the file holds no text; give the text of an act")
    document = Document(hashlib.sha256(data).hexdigest()[:16], file_name, 1, [], text_source="text")
    lines = [_lines(item, document) if isinstance(item, Paragraph) else [] for item in items]
    document.pages = _pages(items, lines)
    document.page_count = len(document.pages)
    keeps = hyphen_rule(document.pages)
    width = _width(items)
    waiting: list[Piece] = []
    for item, words in zip(items, lines, strict=True):
        if isinstance(item, Piece):
            waiting.append(_redacted(item, document))
            continue
        body = list(_without_stamps(words, document))
        if body:
            document.blocks += _table_blocks(waiting, keeps)
            if waiting or not _runs_over(document.blocks, body, item):
                document.blocks += _blocks(body, item.heading, width, keeps)
            else:
                above = list(_words_by_line(document.blocks.pop()))
                document.blocks += _blocks(body, item.heading, width, keeps, above)
            waiting = []
    document.blocks += _table_blocks(waiting, keeps)
    return document


def _decoded(data: bytes, file_name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        told = re.search(rb"charset\s*=\s*[\"']?([\w-]+)", data[:2048])
        encodings = ["utf-8-sig", told[1].decode("ascii") if told else "cp1252", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\0" in text:
            break
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise ReadError(f"{file_name}: is not a readable text; save it as UTF-8")


def _lines(item: Paragraph, document: Document) -> list[list[Word]]:
    """The words of each line, bank details masked."""
    weight = Weight()
    size = _HEADING.get(item.heading, _LOWER_HEADING) if item.heading else _SIZE
    lines = [words_of(_masked(line, item.page, document), item.page, weight, size) for line in item.lines]
    return [line for line in lines if line]


def _masked(text: str, page: int, document: Document) -> str:
    """``text`` with bank details masked, each noted as the layout of a PDF does."""
    for found in sorted(find_bank_details(text), key=lambda f: f.start, reverse=True):
        text = text[: found.start] + MASK + text[found.end :]
        message = f"page {page}: a bank detail ({found.kind}) is printed in clear; it is masked in every output"
        document.notes.append(Note("read", "info", "bank_details_masked", message, page))
    return text


def _redacted(piece: Piece, document: Document) -> Piece:
    for row in piece.rows:
        for cell in row:
            cell.text = _masked(cell.text, piece.page, document)
    return piece


def _pages(items: Sequence[Paragraph | Piece], lines: Sequence[list[list[Word]]]) -> list[Page]:
    last = max(item.page for item in items)
    pages = [Page(number, 0.0, 0.0, [], text_source="text") for number in range(1, last + 1)]
    for item, held in zip(items, lines, strict=True):
        pages[item.page - 1].words += [word for line in held for word in line]
    return pages


def _without_stamps(lines: Sequence[list[Word]], document: Document) -> Iterator[list[Word]]:
    """The lines without those of a receipt stamp and page numbers, which become furniture."""
    stamp = any_of("furniture", "stamp", prefix=r"^\W*")
    for words in lines:
        text = " ".join(w.text for w in words)
        if stamp.match(text) or _ACT_ID.match(text):
            document.furniture.append(Furniture("stamp", from_lines([words]), words[0].page))
        else:
            yield words


def _width(items: Sequence[Paragraph | Piece]) -> float | None:
    """The usual length of a full line where the text was wrapped, None where a line is a paragraph.

    Wrapping leaves no line much longer than the others, and of the long lines most are nearly full.
    """
    lengths = sorted(len(line) for item in items if isinstance(item, Paragraph) for line in item.lines)
    longest = lengths[int(0.97 * (len(lengths) - 1))] if lengths else 0
    if not 30 < longest < _WRAPPED or lengths[-1] > 1.3 * longest:
        return None
    long = [length for length in lengths if length > 0.6 * longest]
    full = sum(length >= 0.8 * longest for length in long)
    wrapped = full >= 0.6 * len(long) and len(long) >= 0.25 * len(lengths)
    return float(longest) if wrapped else None


def _runs_over(blocks: Sequence[Block], body: Sequence[list[Word]], item: Paragraph) -> bool:
    """Whether a paragraph goes on behind an empty line, as at the end of a page."""
    if not blocks or blocks[-1].table is not None or blocks[-1].large or item.heading:
        return False
    above, below = blocks[-1].text, body[0][0].text
    if _opens().match(" ".join(w.text for w in body[0])) or above.endswith((".", ":", ";", "!", "?", "…", "»", ")")):
        return False
    if above.rsplit(None, 1)[-1].lower() in _leads_on():
        return below[0].islower() or below[0].isdigit()
    return below[0].islower() and len(above) >= _LONG and above[-1] != ","


def _words_by_line(block: Block) -> Iterator[list[Word]]:
    return (list(line.words) for line in block.lines)


def _blocks(
    lines: Sequence[list[Word]],
    heading: int,
    width: float | None,
    keeps: HyphenRule,
    above: Sequence[list[Word]] = (),
) -> Iterator[Block]:
    """Paragraphs of lines; ``above`` are those of a paragraph that the first goes on with."""
    group = [*above, lines[0]]
    for last, line in pairwise(lines):
        if heading or _goes_on(last, line, width):
            group.append(line)
        else:
            yield _block(group, heading, keeps)
            group = [line]
    yield _block(group, heading, keeps)


def _goes_on(above: list[Word], line: list[Word], width: float | None) -> bool:
    """Whether a line goes on with the paragraph of the line above it."""
    head, text = " ".join(w.text for w in above), " ".join(w.text for w in line)
    middle = head.rsplit(None, 1)[-1].lower().strip("’'(") in _leads_on()
    if _opens().match(text) and not (middle and text[0].isalpha()):
        return False
    if all(w.bold for w in above) != all(w.bold for w in line):
        return text[0].islower() and not _CLOSING.search(head)
    if above[0].bold:  # a heading over lines: the first is the longer one
        return len(head) >= 0.9 * len(text) or text[0].islower()
    if text[0].islower() and not _CLOSING.search(head):
        return True
    if width is None:
        return middle
    return len(head) + len(line[0].text) + 1 >= _FULL * width and not (
        _CLOSING.search(head) and len(head) + len(line[0].text) + 1 < 0.92 * width
    )


def _block(lines: Sequence[list[Word]], heading: int, keeps: HyphenRule) -> Block:
    words = [word for line in lines for word in line]
    text = " ".join(w.text for w in words)
    alone = len(lines) == 1 and len(text) <= _TITLE and text[0].isupper() and not _NO_TITLE.search(text)
    return Block(
        passage=from_lines(lines, keeps=keeps),
        lines=tuple(line_of(line) for line in lines),
        page_first=words[0].page,
        page_last=words[-1].page,
        bold=heading > 0 or all(w.bold for w in words),
        centred=alone,  # a line without an end between empty lines is set apart as a title is
        large=heading > 0,
        size=words[0].size,
    )


def _table_blocks(pieces: Sequence[Piece], keeps: HyphenRule) -> list[Block]:
    out: list[Block] = []
    for table in build_tables(pieces, keeps) if pieces else []:
        if is_layout(table):
            out += unfold(table)
        else:
            out.append(Block(Passage(""), table=table, page_first=table.page_first, page_last=table.page_last))
    return out


@cache
def _leads_on() -> frozenset[str]:
    return frozenset(load("ocr")["leads_on"])


@cache
def _opens() -> re.Pattern[str]:
    lexicon = load("blocks")
    return re.compile("(?:" + "|".join([*lexicon["marks"], *lexicon["openings"]]) + ")")
