"""Words read from their two ends are the words read glyph by glyph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from conftest import REPOSITORY

from models.document import Word
from pipeline.readers import pieces
from pipeline.readers.pieces import Widths, read_pieces
from pipeline.readers.transform import page_transform
from pipeline.readers.words import words_from_pieces

SAMPLES = sorted(path for path in (REPOSITORY / "data" / "raw").glob("*.pdf") if path.stem != "scan")


def words_of(path: Path) -> Iterator[list[Word]]:
    widths: Widths = {}
    pdf = pypdfium2.PdfDocument(path)
    for number, page in enumerate(pdf, 1):
        transform = page_transform(page)
        yield words_from_pieces(read_pieces(page, transform, widths), number, (transform.width, transform.height))
        page.close()
    pdf.close()


def told(word: Word) -> tuple[Any, ...]:
    """What is the same either way; the box is as high as the glyphs that were asked for."""
    return (word.text, word.x0, word.x1, word.baseline, word.size, word.bold, word.upright)


def glyph_by_glyph(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(self: Any, runs: Iterable[re.Match[str]], owner: int | None, font: Any) -> None:
        for run in runs:
            self._read_glyphs(run)

    monkeypatch.setattr(pieces._Reader, "_read_runs", read)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_read_alike(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = [[told(word) for word in page] for page in words_of(path)]
    glyph_by_glyph(monkeypatch)
    assert quick == [[told(word) for word in page] for page in words_of(path)]


def test_documents_of_the_field_read_alike(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [p for p in sorted((corpus / "real" / "pdf").glob("*.pdf")) if p.stat().st_size < 250_000]
    assert len(paths) > 10
    quick = {path.name: [[told(word) for word in page] for page in words_of(path)] for path in paths}
    glyph_by_glyph(monkeypatch)
    assert quick == {path.name: [[told(word) for word in page] for page in words_of(path)] for path in paths}


def test_a_page_costs_few_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0
    ask = pieces._loose_box

    def counted(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        return ask(*arguments)

    monkeypatch.setattr(pieces, "_loose_box", counted)
    words = [word for path in SAMPLES for page in words_of(path) for word in page]
    letters = sum(len(word.text) for word in words)
    assert calls < 3 * len(words) < letters  # two ends a word, and each new glyph once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Adjoint au maire", ["Adjoint", "au", "maire"]),
        ("l'action n° 12 : 1 250,00 €", ["l'action", "n°", "12", ":", "1", "250,00", "€"]),
        ("Été à Noël", ["Été", "à", "Noël"]),
    ],
)
def test_words_of_a_line(make_pdf: Any, text: str, expected: list[str]) -> None:
    path = make_pdf("ligne.pdf", text.replace("€", "EUR"))
    assert [word.text for page in words_of(path) for word in page] == [w.replace("€", "EUR") for w in expected]


def test_boxes_stay_within_their_buffer(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PDFium writes where it is told to: no look-up may lead past the end, even where no width is ever known."""
    most = 0.0
    read = pieces._Reader.read

    def watched(self: Any) -> None:
        nonlocal most
        box, widths = self._box, self._width

        def inside(index: int) -> int | None:
            assert 16 * (self._slots + 1) <= len(self._boxes)
            return box(index)

        def forgotten(font: Any, character: str, index: int) -> float:
            font.widths.clear()
            return widths(font, character, index)

        self._box, self._width = inside, forgotten
        read(self)
        most = max(most, self._slots / max(len(self._text), 1))
        assert self._slots <= 3 * len(self._text)

    monkeypatch.setattr(pieces._Reader, "read", watched)
    for path in [*SAMPLES, *sorted((corpus / "tables" / "icdar2013-eu").glob("*.pdf"))[:6]]:
        list(words_of(path))
    assert most > 0.1
