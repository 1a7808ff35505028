"""The fast reader against plain pdfplumber, and what it says of files that cannot be read."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path

import pdfplumber
import pytest

from pipeline.readers import ReadError
from pipeline.readers.native import page_count, read_pdf

SYMBOLS = str.maketrans({chr(c): " " for c in range(0xE000, 0xF900)} | dict.fromkeys("•▪✓➢→□☒\u00ad", " "))


def words_of(texts: list[str]) -> Counter[str]:
    """Words as both readers can agree on: ligatures opened, bullets and soft hyphens left out."""
    folded = (unicodedata.normalize("NFKC", t.replace("\u0002", "-")).translate(SYMBOLS) for t in texts)
    return Counter(word for text in folded for word in text.casefold().split())


def torn(words: Counter[str]) -> bool:
    """Letter-spaced print, which plain pdfplumber reads letter by letter."""
    return sum(n for word, n in words.items() if len(word) == 1) > 0.4 * words.total()


def by_pdfplumber(path: Path, **tolerance: float) -> list[Counter[str]]:
    with pdfplumber.open(path) as pdf:
        return [words_of([w["text"] for w in page.dedupe_chars().extract_words(**tolerance)]) for page in pdf.pages]


def agreement(path: Path) -> float:
    """Share of words in common, with the tolerance of pdfplumber that suits the file's letter spacing."""
    ours = [words_of([w.text for w in p.words]) for p in read_pdf(path.read_bytes(), path.name).pages]
    best = 0.0
    for tolerance in ({"x_tolerance_ratio": 0.25}, {"x_tolerance": 3.0}):
        pages = [(a, b) for a, b in zip(ours, by_pdfplumber(path, **tolerance), strict=True) if not torn(b)]
        same = sum((a & b).total() for a, b in pages)
        words = sum(a.total() + b.total() for a, b in pages)
        best = max(best, 2 * same / words if words else 1.0)
        if best > 0.995:
            break
    return best


def test_the_same_words_as_pdfplumber_on_the_acts(corpus: Path) -> None:
    for path in sorted((corpus / "acts" / "pdf").glob("*[!n].pdf")):
        assert agreement(path) >= 0.998, path.name


@pytest.mark.parametrize("folder", ["real/pdf", "tables/icdar2013-eu"])
def test_nearly_the_same_words_as_pdfplumber_elsewhere(corpus: Path, folder: str) -> None:
    """Where print shears letters, turns them, prints them twice or sets them in symbols, the two part ways.

    A third of the files keeps this quick.
    """
    shared = [
        agreement(path)
        for path in sorted((corpus / folder).glob("*.pdf"))[::3]
        if 0 < page_count(path.read_bytes()) <= 30
    ]
    assert min(shared) >= 0.92  # formulas, whose signs are of another font
    assert sum(shared) / len(shared) >= 0.985


def test_words_stand_where_pdfplumber_sees_them(corpus: Path) -> None:
    path = next((corpus / "acts" / "pdf").glob("nord-2023*s.pdf"))
    page = read_pdf(path.read_bytes(), path.name).pages[0]
    with pdfplumber.open(path) as pdf:
        seen = pdf.pages[0].extract_words(x_tolerance_ratio=0.25)
    places: dict[str, list[tuple[float, float]]] = {}
    for w in seen:
        places.setdefault(w["text"], []).append((w["x0"], w["bottom"]))
    for w in page.words:
        near = places.get(w.text, [])
        assert any(abs(w.x0 - x) < 1.5 and abs(w.bottom - y) < 0.4 * w.size for x, y in near) or not near, w


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b"hello", "not a PDF"),
        (b"%PDF-1.7\n%%EOF", "cannot be opened|not a readable PDF|damaged"),
    ],
)
def test_unreadable_input_says_why(data: bytes, message: str) -> None:
    with pytest.raises(ReadError, match=message) as problem:
        read_pdf(data, "acte.pdf")
    assert str(problem.value).startswith("acte.pdf: ")
    assert "\n" not in str(problem.value)


def test_a_turned_page_reads_as_shown() -> None:
    path = Path(__file__).parent.parent / "data" / "raw" / "tableaux.pdf"
    document = read_pdf(path.read_bytes(), path.name)
    with pdfplumber.open(path) as pdf:
        sizes = [(round(p.width), round(p.height)) for p in pdf.pages]
    assert [(round(p.width), round(p.height)) for p in document.pages] == sizes
    for page in document.pages:
        assert all(-2 <= w.x0 <= page.width + 2 and -2 <= w.top <= page.height + 2 for w in page.words)
