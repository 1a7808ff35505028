"""One document, bytes to tables: pure, so that the same bytes give the same rows on any machine."""

from __future__ import annotations

import gc
import hashlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from actable import __version__
from extractors import run_extractors
from models.document import Document
from models.ids import document_id
from models.memo import forget
from models.rows import Row, diagnostic
from models.schema import TABLES, Tables
from pipeline.assemble import TableLabel, assemble
from pipeline.labels import label_tables
from pipeline.readers import ReadError, ReadOptions, open_document
from pipeline.segment import Segmented, segment
from pipeline.unrecognised import unrecognised
from pipeline.unused import unused_text, used_words

log = logging.getLogger("actable")

_UNREAD = ("ocr_unavailable", "ocr_out_of_time", "ocr_failed")  # notes that say why pages could not be recognised


def process(data: bytes, file_name: str, source_uri: str, options: ReadOptions | None = None) -> Tables:
    """Read, cut and extract one document.

    Takes the bytes, the name and the place to record. Returns the rows of every table; a file that cannot be read
    gives one ``documents`` row with status failed and the reason. What goes wrong inside becomes a diagnostic, and its
    traceback goes to the log. Raises MemoryError alone: another run may have more, so nothing of it is to be kept.
    """
    try:
        with _uncollected():
            return _process(data, describe_input(data, file_name, source_uri), options)
    finally:
        forget()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Hold back the search for reference cycles: it would look at all words of a document over and over."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _process(data: bytes, place: dict[str, Any], options: ReadOptions | None) -> Tables:
    file_name, source_uri = place["file_name"], place["source_uri"]
    try:
        document = open_document(data, file_name, options)
    except ReadError as problem:
        return failed(place, str(problem))
    except MemoryError:
        raise
    except Exception as problem:
        log.debug("reading %s", source_uri, exc_info=True)
        return failed(place, f"{file_name}: the reader broke down on this file ({_name(problem)})")
    segmented, stage = Segmented(), "segment"
    try:
        segmented = segment(document)
        stage = "extract"
        rows = run_extractors(document, segmented)
    except MemoryError:
        raise
    except Exception as problem:  # tables and parts are worth writing all the same
        log.debug("extracting from %s", source_uri, exc_info=True)
        rows = [diagnostic(stage, "error", "broke_down", f"the stage {stage!r} broke down ({_name(problem)})")]
    labels = label_tables(document, segmented.parts)
    share = _take_stock(segmented, rows, labels)
    tables = assemble(document, segmented.acts, segmented.parts, rows, labels)
    missing = what_is_missing(document, tables)
    row = {
        **place,
        "page_count": document.page_count,
        "text_source": document.text_source,
        "status": "partial" if missing else "ok",
        "error": f"{file_name}: {missing}" if missing else None,
        "unused_text_share": share,
    }
    return {**tables, "documents": [row]}


def _take_stock(segmented: Segmented, rows: list[Row], labels: Sequence[TableLabel]) -> float | None:
    """Add to ``rows`` what was not made use of and what was not recognised; returns the share of unused text."""
    try:
        used = used_words(rows, segmented.parts, labels)
        unused = unused_text(segmented.parts, used)
        rows += [*unused.rows, *unrecognised(segmented.parts, used)]
    except Exception as problem:  # the tables are worth writing all the same
        log.debug("taking stock", exc_info=True)
        message = f"what was not used could not be told ({_name(problem)})"
        rows.append(diagnostic("unused", "warning", "broke_down", message))
        return None
    return unused.share


def describe_input(data: bytes, file_name: str, source_uri: str) -> dict[str, Any]:
    """The part of a ``documents`` row that needs no reading."""
    sha256 = hashlib.sha256(data).hexdigest()
    return {
        "document_id": document_id(sha256),
        "file_name": file_name,
        "source_uri": source_uri,
        "sha256": sha256,
        "size_bytes": len(data),
        "extractor_version": __version__,
    }


def failed(place: dict[str, Any], error: str) -> Tables:
    """The tables of an input that could not be read: its ``documents`` row alone."""
    tables: Tables = {name: [] for name in TABLES}
    tables["documents"] = [{**place, "text_source": "none", "status": "failed", "error": error}]
    return tables


def what_is_missing(document: Document, tables: Tables) -> str | None:
    """Why a document that was read is not whole, in one sentence; None when it is."""
    reasons = []
    unread = [page.number for page in document.pages if page.text_source == "none"]
    if unread:
        which = f"{pages_named(unread)} {'is a picture' if len(unread) == 1 else 'are pictures'} without text"
        told = [note.message for note in document.notes if note.code in _UNREAD]
        reasons.append("; ".join([which, *list(dict.fromkeys(told))[:2]]))
    elif not any(page.words for page in document.pages):
        reasons.append("its pages hold no text")
    errors = list(dict.fromkeys(d["message"] for d in tables["diagnostics"] if d["severity"] == "error"))
    reasons += errors[:1]
    if len(errors) > 1:
        reasons.append(f"{len(errors) - 1} more in the diagnostics table")
    return "; ".join(reasons) or None


def pages_named(numbers: Iterable[int]) -> str:
    """Page numbers as a reader says them.

    >>> pages_named([1, 2, 3, 7])
    'pages 1-3, 7'
    """
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    text = ", ".join("-".join(str(n) for n in run) for run in runs)
    return f"page {text}" if len(runs) == 1 and len(runs[0]) == 1 else f"pages {text}"


def _name(problem: Exception) -> str:
    return type(problem).__name__
