"""From recognised words in pixels to the words of a page, and what is put right on the way."""

from __future__ import annotations

from typing import Any

import pytest

from models.document import Document, Page, Word
from models.passage import from_text, places_of
from models.rows import Row
from pipeline.readers.ocr.correct import correct, corrected
from pipeline.readers.ocr.figures import is_figure, settled
from pipeline.readers.ocr.need import goodness, is_doubtful, is_odd
from pipeline.readers.ocr.page import Recognised
from pipeline.readers.ocr.tesseract import Glyphs, Reading
from pipeline.readers.ocr.words import Frame, words_of
from pipeline.weak import settle

UNIT = Frame(1.0, 0.0, 0.0)
CAPITALS = 7.15  # of 10 point type, at one pixel a point


def reading(text: str, x0: float, foot: float, **given: Any) -> Reading:
    """A word of 10 point type, 5 pixels a letter."""
    values = {
        "x1": x0 + 5 * len(text),
        "y0": foot - CAPITALS,
        "y1": foot,
        "baseline": foot,
        "confidence": 0.95,
        "weakest": 0.99,
        "line": 1,
        "weight": 1.0,
        "glyphs": Glyphs(CAPITALS, 5.0, 9.0),
        **given,
    }
    return Reading(text=text, x0=x0, **values)


def words(*readings: Reading) -> list[Word]:
    return words_of(Recognised(600, 800, 0, 0.0, CAPITALS, list(readings), [], []), UNIT, 1)


def row(text: str, foot: float, x0: float = 50, **given: Any) -> list[Reading]:
    """A line of words, one letter's width between them."""
    out = []
    for word in text.split():
        out.append(reading(word, x0, foot, **given))
        x0 += 5 * len(word) + 4
    return out


PROSE = [r for n in range(8) for r in row("le conseil municipal après en avoir délibéré", 200 + 14 * n, line=9 + n)]


def test_words_of_a_row_have_one_size_and_stand_on_their_baselines() -> None:
    wobbling = [
        reading("Vu", 50, 100),
        reading("le", 70, 100.4, glyphs=Glyphs(7.5, 5.2, 9.4)),
        reading("code", 90, 99.8),
    ]
    found = words(*wobbling)
    assert [w.text for w in found] == ["Vu", "le", "code"]
    assert len({w.size for w in found}) == 1
    assert found[0].size == pytest.approx(10, abs=0.5)
    assert [w.baseline for w in found] == [100, 100.4, 99.8]


@pytest.mark.parametrize(
    ("odd", "kept"),
    [
        (reading("~;", 300, 100, confidence=0.1, line=0), False),
        (reading("A", 300, 100, confidence=0.5, y0=98, line=0), False),  # a speck
        (reading("l'arrêté", 85, 100, confidence=0.0, weakest=0.84), True),  # doubtful, but in a good line
        (reading("l'arrêté", 300, 400, confidence=0.0, weakest=0.84, line=0), False),
        (reading("-", 85, 100, confidence=0.18), True),
        (reading("Signature", 300, 400, confidence=0.7, line=0), True),
    ],
)
def test_what_recognition_makes_of_dust_is_dropped(odd: Reading, kept: bool) -> None:
    sound = [reading("Vu", 50, 100), reading("du", 140, 100), reading("maire", 160, 100)]
    assert (odd.text in [w.text for w in words(*sound, odd)]) is kept


def test_pieces_read_apart_without_room_for_a_space_are_one_word() -> None:
    found = words(reading("KERA", 50, 100), reading("BEL,", 70.2, 100, line=0), reading("Yves", 95, 100))
    assert [w.text for w in found] == ["KERABEL,", "Yves"]
    assert (found[0].x0, found[0].x1) == (50, 90.2)


def test_words_that_recognition_parted_stay_parted() -> None:
    assert [w.text for w in words(reading("DECIDE", 50, 100), reading("à", 80.2, 100))] == ["DECIDE", "à"]


def test_bold_is_told_by_the_stroke() -> None:
    heading = row("Article premier", 100, weight=1.4)
    leading = [*row("Objet :", 130, weight=1.4), *row("une subvention", 130, x0=110)]
    found = words(*PROSE, *heading, *leading)
    assert [w.text for w in found if w.bold] == ["Article", "premier", "Objet", ":"]


def test_columns_are_read_one_after_the_other() -> None:
    left = [*row("un deux", 100), *row("trois quatre", 114)]
    right = [*row("cinq six", 100, x0=300), *row("sept huit", 114, x0=300)]
    assert " ".join(w.text for w in words(*left, *right)) == "un deux trois quatre cinq six sept huit"


@pytest.mark.parametrize(
    ("second", "text", "sure"),
    [
        ("1250,00", "1250,00", True),
        ("1250.00", "1230,00", False),  # two readings that do not agree: the first, but no more relied on
        ("", "1230,00", None),
        ("abc", "1230,00", None),
    ],
)
def test_two_readings_of_a_figure(second: str, text: str, sure: bool | None) -> None:
    first = reading("1250,00" if sure else "1230,00", 50, 100, confidence=0.7)
    found = settled(first, [reading(second, 50, 100, confidence=0.93)] if second else [])
    assert found.text == text
    assert found.confidence == (0.7 if sure is None else found.confidence)
    assert sure is None or (found.confidence >= 0.9) is sure


def test_a_clear_second_reading_overrules_a_faint_first() -> None:
    found = settled(reading("7", 50, 100, confidence=0.2), [reading("17", 50, 100, confidence=0.95)])
    assert (found.text, found.confidence) == ("17", 0.95)


@pytest.mark.parametrize(
    ("text", "told"), [("12", True), ("2O23", True), ("(3", True), ("N°3", False), ("lot", False)]
)
def test_figures(text: str, told: bool) -> None:
    assert is_figure(text) is told


@pytest.mark.parametrize(
    ("text", "before", "after", "printed"),
    [
        ("Absent(el(s)", "", "", "Absent(e)(s)"),
        ("excusé(e)(sl", "", "", "excusé(e)(s)"),
        ("Absent{e}{s)", "", "", "Absent(e)(s)"),
        ("Absent(e(s)", "", "", "Absent(e)(s)"),
        ("II]", "", "—", "III"),
        ("ler", "", "janvier", "1er"),
        ("1°'", "Article", "", "1er"),
        ("2°”", "le", "trimestre", "2ème"),
        ("4éme", "", "adjoint", "4ème"),
        ("2O23", "", "", "2023"),
        ("1l000", "", "", "11000"),
        ("L.2l21-29", "", "", "L.2121-29"),
        ("250€", "1", "", "250€"),
        ("250e", "1", "", "250€"),
        ("250e", "la", "", "250e"),
        ("aoùt", "15", "2022", "août"),
        ("aoùt", "le", "2022", "aoùt"),
        ("MARTlN", "", "", "MARTIN"),
        ("Oise", "", "", "Oise"),
        ("tel", "", "", "tel"),
        ("O59-225900018-2O230321-1234-DE", "", "", "059-225900018-20230321-1234-DE"),
        ("O59-225900017-2O230321-1234-DE", "", "", "O59-225900017-2O230321-1234-DE"),  # no SIREN: left alone
    ],
)
def test_known_misreadings(text: str, before: str, after: str, printed: str) -> None:
    assert corrected(text, before, after) == printed


def a_word(text: str, confidence: float | None, x0: float = 50) -> Word:
    return Word(text, x0, 90, x0 + 30, 102, 1, size=10, confidence=confidence)


def a_document(*held: Word, source: Any = "ocr") -> Document:
    return Document("d0", "acte.pdf", 1, [Page(1, 595, 842, list(held), text_source=source)])


@pytest.mark.parametrize(
    ("others", "kept"),
    [
        (["KERAMBEL,"], "KERAMBEL"),
        (["KERAMBEL", "KERANDEL"], "KERANBEL"),  # two that are as near: no choice
        (["DUVAL"], "KERANBEL"),
        (["KERANBEL", "KERAMBEL"], "KERANBEL"),
    ],
)
def test_a_weak_name_is_the_one_that_stands_elsewhere(others: list[str], kept: str) -> None:
    document = a_document(a_word("KERANBEL", 0.3), *(a_word(text, 0.95, 200) for text in others))
    correct(document)
    assert document.pages[0].words[0].text == kept


def test_native_words_are_never_corrected() -> None:
    document = a_document(a_word("2O23", None), source="mixed")
    correct(document)
    assert document.pages[0].words[0].text == "2O23"


def a_row(table: str, column: str, value: Any, *held: Word) -> Row:
    out = Row(table).put(column, value, from_text("x"))
    out.sources[column] = places_of(held, " ".join(w.text for w in held))
    return out


@pytest.mark.parametrize(
    ("column", "value", "word", "elsewhere", "left"),
    [
        ("votes_for", 42, a_word("42", 0.4), [], None),
        ("votes_for", 42, a_word("42", 0.9), [], 42),
        ("votes_for", 42, a_word("42", 0.4), [a_word("42", 0.95)], None),  # a short figure proves nothing elsewhere
        ("votes_for", 1420, a_word("1420", 0.4), [a_word("1420", 0.95)], 1420),
        ("voted_at", "14:26", a_word("14h26", 0.4), [], None),
    ],
)
def test_weak_figures_are_emptied_and_named(
    column: str, value: Any, word: Word, elsewhere: list[Word], left: Any
) -> None:
    rows = settle(a_document(word, *elsewhere), [a_row("votes", column, value, word)])
    assert rows[0][column] == left
    told = [row["message"] for row in rows if row.table == "diagnostics"]
    assert bool(told) is (left is None)
    assert all(f"votes.{column}" in message and "page 1" in message for message in told)


@pytest.mark.parametrize(
    ("table", "column", "value", "left"),
    [
        ("deliberations", "number", "2024_13", None),
        ("deliberations", "act_id", "096-219600376-20241014-D2024_13-DE", None),
        ("deliberations", "title", "Tarifs 2024", "Tarifs 2024"),
    ],
)
def test_weak_identifiers_are_figures(table: str, column: str, value: str, left: str | None) -> None:
    word = a_word(value, 0.4)
    rows = settle(a_document(word), [a_row(table, column, value, word)])
    assert rows[0][column] == left


def test_weak_names_stay_and_are_pointed_at() -> None:
    word = a_word("KERANBEL", 0.3)
    rows = settle(a_document(word), [a_row("attendees", "name", "Yves KERANBEL", word)])
    assert rows[0]["name"] == "Yves KERANBEL"
    assert [(r["code"], "KERANBEL" in r["message"]) for r in rows[1:]] == [("ocr_weak", True)]


def test_names_written_by_hand_are_left_out_and_told() -> None:
    words = [a_word(text, sure) for text, sure in (("EFOZ", 0.3), ("Diet", 0.5), ("TANX", 0.6), ("ROY", 0.95))]
    rows = settle(a_document(*words), [a_row("attendees", "name", word.text, word) for word in words])
    assert [row["name"] for row in rows if row.table == "attendees"] == ["ROY"]
    (told,) = [row["message"] for row in rows if row.table == "diagnostics"]
    assert "laissés de côté" in told and "EFOZ, Diet, TANX" in told


def test_documents_with_text_of_their_own_are_left_alone() -> None:
    word = a_word("42", 0.1)
    rows = [a_row("votes", "votes_for", 42, word)]
    assert settle(a_document(word, source="native"), rows) == rows
    assert rows[0]["votes_for"] == 42


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("délibération", False),
        ("L.2121-29", False),
        ("s'ç|st{éuni", True),
        ("DUVALChristian", True),
        ("mairie.fr", False),
    ],
)
def test_odd_words(text: str, odd: bool) -> None:
    assert is_odd(text) is odd


def test_mojibake_is_doubtful_and_prose_is_not() -> None:
    sentence = "Le conseil municipal après en avoir délibéré décide de verser une subvention à la commune"
    prose = sentence.split() * 6
    garbage = ["q^|wz", "x{}vb", "zz|~k", "Wxq=<"] * 20
    assert not is_doubtful(a_document(*(a_word(w, None) for w in prose)).pages[0])
    assert is_doubtful(a_document(*(a_word(w, None) for w in garbage)).pages[0])
    assert goodness(prose) > 0 > goodness(garbage)
