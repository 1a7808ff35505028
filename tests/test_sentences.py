"""The sentence behind a value."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import REPOSITORY
from hypothesis import given
from hypothesis import strategies as st

import actable
from pipeline.explore.sentences import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le conseil vote. Il est 20 h.", ["Le conseil vote.", "Il est 20 h."]),
        (
            "M. Y. DURAND et Mme Z. BÉRAUD votent contre. Adopté.",
            ["M. Y. DURAND et Mme Z. BÉRAUD votent contre.", "Adopté."],
        ),
        ("Vu l'art. L. 2121-7 du code. Vu le budget.", ["Vu l'art. L. 2121-7 du code.", "Vu le budget."]),
        (
            "Une aide de 12.500,00 € est versée. Elle est due.",
            ["Une aide de 12.500,00 € est versée.", "Elle est due."],
        ),
        ("Reçu le 3 avr. 2024. Publié.", ["Reçu le 3 avr. 2024.", "Publié."]),
        ("Sans point", ["Sans point"]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end].strip() for start, end in sentences(text)] == expected


@given(st.text(alphabet="ABc1 .,;!\n«»L€", max_size=80))
def test_sentences_leave_nothing_out(text: str) -> None:
    spans = sentences(text)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(one[1] == two[0] for one, two in pairwise(spans))


@pytest.mark.xdist_group("samples")
def test_the_sentence_of_a_grant_holds_its_values(sample_tables: Path) -> None:
    ds = actable.open(sample_tables, pdfs=REPOSITORY / "data" / "raw")
    checked = 0
    for _, grant in ds.grants.iterrows():
        told: Any = ds.source(grant, "amount_eur")
        sentence = told.sentence
        assert sentence is not None
        figures = "".join(filter(str.isdigit, told.text))
        assert figures and figures in "".join(filter(str.isdigit, sentence))
        checked += 1
    assert checked > 5
