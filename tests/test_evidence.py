"""Every value can be shown: read again by plain pdfplumber at its box, the page gives the text."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pdfplumber
import pytest

from models.schema import TABLES
from pipeline.batch.write import read_table

pytestmark = pytest.mark.xdist_group("corpus")  # one process reads the corpus once

SLACK = 4.0  # points: pdfplumber and PDFium place the ascent of some fonts that far apart


def squash(text: str) -> str:
    """Letters and digits alone: line ends cut words, and symbols of bullets differ by reader."""
    folded = unicodedata.normalize("NFKC", text.replace("\u0002", "-")).casefold()
    return re.sub(r"[\W_]+", "", folded)


class Reread:
    """The characters of a PDF as plain pdfplumber reads them, by page, with the middle of each."""

    def __init__(self, path: Path) -> None:
        self.pages = []
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                chars = page.chars
                x = np.array([(c["x0"] + c["x1"]) / 2 for c in chars])
                y = np.array([(c["top"] + c["bottom"]) / 2 for c in chars])
                self.pages.append((x, y, np.array([c["text"] for c in chars], dtype=object)))

    def at(self, page: int, bbox: list[float]) -> str:
        x0, top, x1, bottom = bbox
        x, y, text = self.pages[page - 1]
        inside = (x >= x0 - 1) & (x <= x1 + 1) & (y >= top - SLACK) & (y <= bottom + SLACK)
        return squash("".join(text[inside]))


def holds(seen: str, text: str) -> bool:
    """Whether what stands in the box holds the text; words one by one where the box spans several lines."""
    wanted = squash(text.replace("[REDACTED]", " "))
    if wanted in seen:
        return True
    pieces = [squash(word) for word in text.replace("[REDACTED]", " ").split()]
    return all(piece in seen for piece in pieces if piece)


Read = dict[Path, dict[str, list[dict[str, Any]]]]


@pytest.fixture(scope="module")
def read(corpus: Path, whole_run: Path) -> Read:
    """The rows of each native act, by table."""
    names = {row["document_id"]: row["file_name"] for row in read_table(whole_run, "documents").to_pylist()}
    rows: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: {name: [] for name in TABLES})
    for name, spec in TABLES.items():
        if not spec.of_run:
            for row in read_table(whole_run, name).to_pylist():
                rows[names.get(row["document_id"], "")][name].append(row)
    return {path: rows[path.name] for path in sorted((corpus / "acts" / "pdf").glob("*[!n].pdf"))}


def test_evidence_gives_the_text_when_read_again(read: Read) -> None:
    right = wrong = 0
    misses = []
    for path, tables in read.items():
        again = Reread(path)
        for row in tables["evidence"]:
            assert row["bbox"] is not None, row
            if holds(again.at(row["page"], row["bbox"]), row["text"]):
                right += 1
            else:
                wrong += 1
                misses.append((path.name, row["page"], row["table_name"], row["column_name"], row["text"][:60]))
    assert right > 3000
    assert right / (right + wrong) >= 0.99, misses[:10]


DERIVED = {  # columns that say what the row is or what follows from others, not what was read
    "deliberation_id", "session_id", "document_id", "page_first", "page_last", "position",
}  # fmt: skip


def test_every_value_of_a_deliberation_has_its_place(read: Read) -> None:
    for path, tables in read.items():
        placed: dict[str, set[str]] = defaultdict(set)
        for row in tables["evidence"]:
            if row["table_name"] == "deliberations":
                placed[row["row_id"]].add(row["column_name"])
        for row in tables["deliberations"]:
            filled = {c for c, v in row.items() if v is not None} - DERIVED
            assert filled <= placed[row["deliberation_id"]], (path.name, filled - placed[row["deliberation_id"]])


def test_every_row_with_a_page_has_its_box(read: Read) -> None:
    boxed = [name for name, spec in TABLES.items() if "bbox" in spec.columns and name != "findings"]
    for tables in read.values():
        for name in boxed:
            for row in tables[name]:
                assert row.get("page") is None or row.get("bbox") is not None, (name, row)
