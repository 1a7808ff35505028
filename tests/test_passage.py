"""Passages: every character knows its word and page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.document import Word
from models.passage import Passage, around, from_lines, from_text, join


def word(text: str, x0: float, top: float = 100.0, page: int = 1) -> Word:
    return Word(text, x0, top, x0 + 6 * len(text), top + 12, page)


def line(text: str, top: float, page: int = 1) -> list[Word]:
    words, x = [], 50.0
    for piece in text.split():
        words.append(word(piece, x, top, page))
        x += 6 * len(piece) + 4
    return words


@pytest.mark.parametrize(
    ("lines", "keeps", "expected"),
    [
        (["une phrase", "sur deux lignes"], True, "une phrase sur deux lignes"),
        (["Jeanne MARTIN-", "DURAND vote"], True, "Jeanne MARTIN-DURAND vote"),
        (["les collec-", "tivités"], False, "les collectivités"),
        (["les collec\u00ad", "tivités"], True, "les collectivités"),
        (["exercices 2023-", "2024"], False, "exercices 2023-2024"),
        (["un total -", "12 500 €"], True, "un total - 12 500 €"),
        (["fin -"], True, "fin -"),
    ],
)
def test_lines_become_text(lines: list[str], keeps: bool, expected: str) -> None:
    passage = from_lines([line(t, 100 + 14 * n) for n, t in enumerate(lines)], keeps=lambda left, right: keeps)
    assert passage.text == expected


def test_a_match_gives_page_and_box() -> None:
    passage = from_lines([line("Pour 12 voix", 100), line("Contre 3 voix", 114)])
    start = passage.text.index("3")
    found = passage.sub(start, start + 1)
    assert found.text == "3"
    (place,) = found.places()
    assert (place.page, place.bbox) == (1, (90.0, 114.0, 96.0, 126.0))


def test_a_passage_over_a_page_end_has_a_place_on_each_page() -> None:
    passage = from_lines([line("le début de la", 780, 1), line("phrase coupée", 60, 2)])
    places = passage.places()
    assert [(p.page, p.text) for p in places] == [(1, "le début de la"), (2, "phrase coupée")]


def test_joined_passages_keep_their_places() -> None:
    both = join([from_lines([line("premier", 100)]), from_lines([line("second", 120, 2)])])
    assert both.text == "premier\nsecond"
    assert both.sub(8).places()[0].page == 2


def test_text_without_geometry_has_no_box() -> None:
    assert from_text("sans place", page=3).places()[0].bbox is None
    assert around([]) is None


@given(st.text(alphabet="ab -\n", max_size=60), st.integers(0, 70), st.integers(0, 70))
def test_a_part_of_a_passage_is_the_part_of_its_text(text: str, start: int, end: int) -> None:
    passage = from_text(text)
    part = passage.sub(start, end)
    assert part.text == text[start:end].strip()
    assert all(0 <= p.start < p.end <= len(part.text) for p in part.pieces)
    assert "".join(part.text[p.start : p.end] for p in part.pieces) == "".join(part.text.split())


@given(st.text(alphabet="ab -\n", max_size=40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_parts_of_parts_and_joined_parts_keep_their_words(text: str, start: int, end: int, cut: int) -> None:
    passage = from_text(text)
    part = passage.sub(start, end)
    joined = join([part.sub(0, cut), part.sub(cut)], "\n")
    assert joined.text == "\n".join(t for t in (part.text[:cut].strip(), part.text[cut:].strip()) if t)
    assert all(joined.text[p.start : p.end] in p.word.text for p in joined.pieces)
    assert "".join(joined.text[p.start : p.end] for p in joined.pieces) == "".join(joined.text.split())
    assert [w.text for w in part.sub(cut).words()] == [p.word.text for p in part.sub(cut).pieces]


def test_an_empty_passage_is_false() -> None:
    assert not Passage("")
    assert Passage("").places() == []
