"""Readers turn the bytes of one input into a `Document`. Only this package knows a PDF library."""

from __future__ import annotations

from typing import Literal

from models.document import Document, Note
from models.values import value

TEXT_SUFFIXES = (".txt", ".md", ".markdown", ".html", ".htm")
OcrChoice = Literal["auto", "never", "always"]


class ReadError(Exception):
    """An input that cannot be read; the message is one sentence for the operator, with the way out."""


@value
class ReadOptions:
    """How inputs are read.

    ``ocr``: recognise the pages that need it, none, or all. ``languages`` as Tesseract names them ("fra+deu").
    ``cache`` is the folder that keeps what was recognised, "" for none and None for the user's own. ``threads`` pages
    are recognised at a time. After ``seconds`` no further page is begun.
    """

    ocr: OcrChoice = "auto"
    languages: str = "fra"
    cache: str | None = None
    threads: int = 1
    seconds: float | None = None


def is_text(file_name: str) -> bool:
    """Whether an input is read as text, by the ending of its name."""
    return file_name.lower().endswith(TEXT_SUFFIXES)


def open_document(data: bytes, file_name: str, options: ReadOptions | None = None) -> Document:
    """Read and lay out one input.

    Takes the bytes and the name, whose ending tells text from PDF. Raises ReadError with one clear sentence.
    """
    if is_text(file_name):
        from pipeline.readers.text import read_text

        return read_text(data, file_name)
    from pipeline.layout import lay_out
    from pipeline.readers.native import read_pdf

    options = options or ReadOptions()
    document = read_pdf(data, file_name)
    _recognise(document, data, options)
    _settle(document)
    return lay_out(document)


def _recognise(document: Document, data: bytes, options: ReadOptions) -> None:
    reason = "they were not recognised, since --ocr is never"
    if options.ocr != "never":
        try:
            from pipeline.readers.ocr import recognise_pages
        except ImportError:  # OpenCV is an extra
            reason = "recognising them needs the extra 'ocr'; install it with: pip install 'actable[ocr]'"
        else:
            recognise_pages(document, data, options)
            return
    if any(page.text_source == "none" for page in document.pages):
        document.notes.append(Note("read", "warning", "ocr_unavailable", reason))


def _settle(document: Document) -> None:
    """Say where the text of the document comes from, and which pages have none."""
    for page in document.pages:
        if page.text_source == "none":
            page.words = []  # what mojibake says is worse than nothing
            text = f"page {page.number} is a picture without readable text"
            document.notes.append(Note("read", "warning", "page_without_text", text, page.number))
    sources = {page.text_source for page in document.pages if page.words or page.text_source == "none"}
    read = sources - {"none"}
    document.text_source = next(iter(read)) if len(read) == 1 else "mixed" if read else "none"
