"""Readers turn the bytes of one input into a `Document`. Only this package knows a PDF library."""

from __future__ import annotations

from models.document import Document


class ReadError(Exception):
    """An input that cannot be read; the message is one sentence for the operator, with the way out."""


def open_document(data: bytes, file_name: str) -> Document:
    """Read and lay out one input.

    Takes the bytes and the name (for messages only). Raises ReadError with one clear sentence.
    """
    from pipeline.layout import lay_out
    from pipeline.readers.native import read_pdf

    return lay_out(read_pdf(data, file_name))
