"""The native reader: pages of words, rules, fills and images from the drawing instructions of a PDF.

Characters come from PDFium. PDFium is not thread-safe: one process reads one document at a time.
"""

from __future__ import annotations

import ctypes
import hashlib
import re
from contextlib import closing
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from models.document import Box, Document, Note, Page, TextSource
from pipeline.readers import ReadError
from pipeline.readers.pieces import Widths, read_pieces
from pipeline.readers.shapes import read_shapes
from pipeline.readers.transform import Transform, page_transform
from pipeline.readers.words import words_from_pieces

# PDFium's error codes, said so that an operator knows what to do.
_REASONS = {
    raw.FPDF_ERR_PASSWORD: "is protected by a password; unlock it and run again",
    raw.FPDF_ERR_FORMAT: "is not a readable PDF (damaged or cut short); fetch it again",
    raw.FPDF_ERR_SECURITY: "uses a protection that cannot be opened; ask for an unprotected copy",
}
# A page whose pictures cover this share of it and that has nearly no text is a scan.
_SCAN_COVER = 0.3
_SCAN_CHARS = 40
_SILENT = re.compile(r"[._…·–-]+")  # leaders and drawn lines say nothing
_MEANINGLESS = re.compile("[\x00-\x1f\ufffd\ue000-\uf8ff]")


def read_pdf(data: bytes, file_name: str) -> Document:
    """Read every page of a PDF.

    Returns a Document whose pages hold words, rules, fills and images in points from the top-left corner; blocks are
    left to layout. Pages that cannot be loaded are noted and left empty. Raises ReadError when the file as a whole
    cannot be opened.
    """
    if not data:
        raise ReadError(f"{file_name}: the file is empty; fetch it again")
    if b"%PDF-" not in data[:1024]:
        raise ReadError(f"{file_name}: not a PDF (no PDF header); give the PDF as published")
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as problem:
        code = getattr(problem, "err_code", None) or raw.FPDF_GetLastError()
        reason = _REASONS.get(code, "cannot be opened as a PDF; fetch it again")
        raise ReadError(f"{file_name}: {reason}") from problem
    document_id = hashlib.sha256(data).hexdigest()[:16]
    with closing(pdf):
        document = Document(document_id, file_name, len(pdf), [])
        if len(pdf) == 0:
            raise ReadError(f"{file_name}: the PDF holds no page; fetch it again")
        widths: Widths = {}
        for number in range(1, len(pdf) + 1):
            document.pages.append(_read_page(pdf, number, document, widths))
    return document


def _read_page(pdf: Any, number: int, document: Document, widths: Widths) -> Page:
    try:
        page = pdf[number - 1]
    except pdfium.PdfiumError:
        document.notes.append(
            Note("read", "error", "page_unreadable", f"page {number} is damaged and was not read", number)
        )
        return Page(number, 595.0, 842.0, [], text_source="none")
    with closing(page):
        transform = page_transform(page)
        shapes = read_shapes(page, transform)
        words = words_from_pieces(read_pieces(page, transform, widths), number, (transform.width, transform.height))
        if shapes.cut:
            text = f"page {number} draws more lines than are read; tables on it may be missing"
            document.notes.append(Note("read", "warning", "too_many_shapes", text, number))
    texts = [w.text for w in words]
    characters = sum(map(len, texts))
    scanned = characters < _SCAN_CHARS and _cover(shapes.images, transform) > (_SCAN_COVER if characters else 0.02)
    source: TextSource = "none" if scanned or _is_garbage(texts) else "native"
    return Page(
        number,
        transform.width,
        transform.height,
        words,
        shapes.rules,
        shapes.fills,
        shapes.images,
        source,
    )


def _is_garbage(texts: list[str]) -> bool:
    """Whether the words of a text layer are mojibake: hardly any letters or digits, or many signs without a meaning."""
    text = "".join(texts)
    if 2 * sum(len(t) for t in texts if t.isalnum()) >= len(text) and not _MEANINGLESS.search(text):
        return False  # nearly all pages: no need to look at each letter
    visible = _SILENT.sub("", text)
    if len(visible) < _SCAN_CHARS:
        return False
    odd = len(_MEANINGLESS.findall(visible))
    letters = sum(map(str.isalnum, visible))
    return odd > 0.3 * len(visible) or letters < 0.2 * len(visible)


def _cover(images: list[Box], transform: Transform) -> float:
    area = transform.width * transform.height
    return sum(b.width * b.height for b in images) / area if area else 0.0


def page_count(data: bytes) -> int:
    """How many pages the PDF has, 0 when it cannot be opened."""
    try:
        with closing(pdfium.PdfDocument(data)) as pdf:
            return len(pdf)
    except (pdfium.PdfiumError, ctypes.ArgumentError):
        return 0
