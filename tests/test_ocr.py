"""Pages that are pictures: made ready, recognised once, and told when they cannot be."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from models.document import Document
from pipeline.document import process
from pipeline.readers import ReadOptions, open_document
from pipeline.readers.ocr import page as ocr_page
from pipeline.readers.ocr import tesseract as ocr_tesseract
from pipeline.readers.ocr.again import passed_over
from pipeline.readers.ocr.cache import load, save
from pipeline.readers.ocr.image import Picture, despeckle, flatten, ink_of, is_sideways, skew_of, straighten, turned
from pipeline.readers.ocr.ink import hold_against_ink
from pipeline.readers.ocr.marks import Mark, take_marks
from pipeline.readers.ocr.page import Recognised
from pipeline.readers.ocr.rules import Stroke, take_rules
from pipeline.readers.ocr.tesseract import Glyphs, Reading
from pipeline.readers.ocr.weight import weigh

DATA = Path(__file__).resolve().parent.parent / "data"
SCALE = 200 / 72
# Under CI its absence is a failure.
needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None and not os.environ.get("CI"), reason="Tesseract is not installed"
)


def sheet(height: int = 900, width: int = 1200) -> Picture:
    return np.full((height, width), 255, dtype=np.uint8)


WORDS = [
    "le",
    "conseil",
    "municipal",
    "après",
    "en",
    "avoir",
    "délibéré",
    "décide",
    "de",
    "verser",
    "une",
    "subvention",
    "à",
    "la",
    "commune",
    "voisine",
]


def written(lines: int = 12, cut: str = "Lato-Regular.ttf") -> Picture:
    """A page with lines of text, no two alike."""
    import font_lato
    from PIL import Image, ImageDraw, ImageFont

    image = Image.fromarray(sheet())
    (file,) = Path(font_lato.__file__).parent.rglob(cut)
    font = ImageFont.truetype(str(file), 30)
    for n in range(lines):
        text = " ".join(WORDS[(3 * n + k) % len(WORDS)] for k in range(7))
        ImageDraw.Draw(image).text((120, 100 + 55 * n), text, font=font, fill=0, anchor="ls")
    return np.asarray(image).copy()


def test_ink_of_a_page_in_pure_black_and_white() -> None:
    """Otsu's level is 0 there, and the ink stands on it."""
    page = np.where(written() < 128, 0, 255).astype(np.uint8)
    assert ink_of(page).sum() == (page == 0).sum() > 0


def test_an_empty_sheet_has_no_ink() -> None:
    grain = np.random.default_rng(1).normal(240, 4, (400, 300)).astype(np.uint8)
    assert ink_of(flatten(grain, SCALE)).mean() < 0.001


def test_shadow_and_shading_are_divided_out() -> None:
    page = written()
    shade = np.linspace(1.0, 0.6, page.shape[1])
    dim = (page * shade).astype(np.uint8)
    assert abs(ink_of(flatten(dim, SCALE)).mean() - ink_of(flatten(page, SCALE)).mean()) < 0.01


def test_pepper_is_taken_off_and_letters_stay_whole() -> None:
    page = np.where(written() < 128, 0, 255).astype(np.uint8)
    peppered = page.copy()
    n = np.arange(1500)
    peppered[(n * 7919) % 900, (n * 104_729) % 1200] = 0
    cleaned = despeckle(peppered)
    assert (despeckle(page) == page).all()
    assert ((page == 0) & (cleaned != 0)).sum() == 0
    assert ((cleaned == 0) & (page != 0)).sum() < 0.1 * ((peppered == 0) & (page != 0)).sum()


@pytest.mark.parametrize("angle", [-2.0, -0.7, 0.0, 1.3])
def test_skew_is_measured_and_taken_out(angle: float) -> None:
    askew = straighten(written(), -angle)  # turned the other way
    assert skew_of(ink_of(askew)) == pytest.approx(angle, abs=0.15)
    assert skew_of(ink_of(straighten(askew, angle))) == pytest.approx(0, abs=0.15)


def test_a_page_on_its_side_is_seen() -> None:
    page = written()
    assert not is_sideways(ink_of(page))
    assert is_sideways(ink_of(turned(page, 1)))
    assert (turned(turned(page, 1), 3) == page).all()


def test_rules_are_found_and_taken_from_between_the_letters() -> None:
    page = written(4)
    letters = page.copy()
    for y in (40, 320):
        cv2.line(page, (80, y), (700, y), 0, 2)
    for x in (80, 700):
        cv2.line(page, (x, 40), (x, 320), 0, 2)
    rules, clean = take_rules(page, ink_of(page), SCALE)
    assert sorted(rule.lying for rule in rules) == [False, False, True, True]
    assert all(abs(rule.x1 - rule.x0 - 620) < 6 for rule in rules if rule.lying)
    assert abs(int((clean < 128).sum()) - int((letters < 128).sum())) < 0.03 * (letters < 128).sum()


def test_a_long_underline_that_touches_letters_is_a_rule() -> None:
    page = sheet(200)
    cv2.putText(page, "Article deux : concours financier du conseil", (60, 100), cv2.FONT_HERSHEY_DUPLEX, 1.0, 0, 2)
    cv2.line(page, (60, 102), (800, 102), 0, 3)
    rules, _ = take_rules(page, ink_of(page), SCALE)
    assert [rule.lying for rule in rules] == [True]


def test_letters_are_no_rules() -> None:
    page = written(8, "Lato-Bold.ttf")
    rules, clean = take_rules(page, ink_of(page), SCALE)
    assert rules == []
    assert (clean == page).mean() > 0.999


def test_list_marks_stand_before_their_line() -> None:
    page = written(3)
    cv2.circle(page, (95, 90), 5, 0, -1)
    marks, clean = take_marks(page, ink_of(page), SCALE)
    assert [mark.text for mark in marks] == ["•"]
    assert (clean[80:100, 85:105] == 255).all()


def a_reading(x0: float, x1: float, foot: float = 100, text: str = "mot") -> Reading:
    return Reading(text, x0, foot - 24, x1, foot, foot, 0.95, 0.99, 1, 0.0, Glyphs(22, 16, 30))


def test_letters_that_no_reading_covers_are_looked_at_again() -> None:
    page = sheet(200)
    cv2.putText(page, "conseil", (60, 100), cv2.FONT_HERSHEY_DUPLEX, 1.0, 0, 2)
    cv2.putText(page, "17", (500, 100), cv2.FONT_HERSHEY_DUPLEX, 1.0, 0, 2)
    (spot,) = passed_over(ink_of(page), [a_reading(55, 190)], 22.0)
    assert spot.x0 < 505 < 530 < spot.x1
    # Of a word whose box is cut short, its last letter is not read alone.
    assert len(passed_over(ink_of(page), [a_reading(55, 182), a_reading(495, 545)], 22.0)) == 0


TALL = 20
DIGIT = 12  # pixels across, four more to the next one


def digits(count: int, x: int = 100, page: Picture | None = None) -> Picture:
    """A row of ``count`` boxes of the size of digits, on the baseline 100."""
    page = sheet(200, 600) if page is None else page
    for n in range(count):
        cv2.rectangle(page, (x + 16 * n, 100 - TALL), (x + 16 * n + DIGIT, 100), 0, 1)
    return page


def a_figure(text: str, x0: float, x1: float, top: float = 100 - TALL, confidence: float = 0.95) -> Reading:
    return Reading(text, x0, top, x1, 100, 100, confidence, 0.99, 1, 0.0, Glyphs(TALL, 14, 28))


def held(page: Picture, *readings: Reading) -> list[tuple[str, bool]]:
    """The figures as they come out, and whether they are relied on."""
    return [(r.text, r.confidence > 0.6) for r in hold_against_ink(ink_of(page), readings, TALL)]


def test_an_underscore_within_a_number_is_seen() -> None:
    page = digits(2, 100 + 5 * 16, digits(4))
    plain = held(page, a_figure("202213", 99, 210))
    cv2.rectangle(page, (164, 103), (178, 104), 0, -1)  # in the gap behind the fourth digit
    seen = held(page, a_figure("202213", 99, 210))
    assert (plain, seen) == ([("202213", True)], [("2022_13", True)])


def test_an_underscore_whose_place_is_not_sure_leaves_a_doubt() -> None:
    page = digits(6)
    cv2.rectangle(page, (131, 103), (144, 104), 0, -1)  # under a digit
    assert held(page, a_figure("202213", 99, 210)) == [("202213", False)]


def test_an_underscore_between_two_words_makes_them_one() -> None:
    page = digits(3, 100 + 5 * 16, digits(4))
    cv2.rectangle(page, (163, 103), (178, 104), 0, -1)
    assert held(page, a_figure("2022", 99, 161), a_figure("057", 179, 225)) == [("2022_057", True)]
    assert held(digits(3, 180, digits(4)), a_figure("2022", 99, 161), a_figure("057", 179, 225)) == [
        ("2022", True),
        ("057", True),
    ]


def test_a_comma_that_was_not_read_between_two_figures_leaves_a_doubt() -> None:
    pair = a_figure("17", 99, 130), a_figure("85", 141, 172)
    page = digits(2, 142, digits(2))
    assert held(page, *pair) == [("17", True), ("85", True)]
    cv2.rectangle(page, (134, 97), (137, 104), 0, -1)
    assert held(page, a_figure("17,", 99, 138), pair[1]) == [("17,", False), ("85", False)]
    assert held(page, *pair) == [("17", False), ("85", False)]


def test_raised_letters_are_no_digit() -> None:
    page = digits(1)
    cv2.rectangle(page, (116, 78), (124, 88), 0, 2)
    assert held(page, a_figure("10", 99, 126, 76)) == [("1er", True)]
    assert held(page, a_figure("18", 99, 126, 76)) == [("18", False)]
    assert held(digits(2), a_figure("10", 99, 130)) == [("10", True)]


def test_a_figure_that_a_stamp_crosses_is_not_relied_on() -> None:
    page = digits(4)
    cv2.ellipse(page, (190, 100), (70, 60), 0, 0, 360, 0, 3)
    away = a_figure("1420", 399, 461)
    assert held(digits(4, 400, page), a_figure("1420", 99, 161), away) == [("1420", False), ("1420", True)]


def test_a_digit_that_was_not_read_beside_a_figure_leaves_a_doubt() -> None:
    page = digits(4)
    assert held(page, a_figure("142", 99, 145)) == [("142", False)]
    assert held(page, a_figure("142", 99, 145), a_figure("0", 147, 161)) == [("142", True), ("0", True)]


def test_bold_strokes_are_wider_whatever_the_blur() -> None:
    plain, bold = written(1), written(1, "Lato-Bold.ttf")
    box = a_reading(115, 530)
    weights = [weigh(cv2.GaussianBlur(page, (0, 0), 1.0), [box])[0].weight for page in (plain, bold)]
    assert weights[1] > 1.15 * weights[0] > 0


def test_results_are_kept_as_they_are(tmp_path: Path) -> None:
    found = Recognised(
        10,
        20,
        1,
        0.5,
        7.5,
        [a_reading(1, 2)],
        [Mark("•", 1, 2, 3, 4)],
        [Stroke(0, 1, 2, 3), Stroke(4, 5, 6, 7, False)],
    )
    save(tmp_path, "ab12", found)
    assert load(tmp_path, "ab12") == found
    assert load(tmp_path, "ab34") is None
    next(tmp_path.rglob("*.z")).write_bytes(b"cut")
    assert load(tmp_path, "ab12") is None


def words_read(document: Document) -> str:
    return " ".join(w.text for page in document.pages for w in page.words)


@needs_tesseract
def test_only_pictures_are_recognised_and_only_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    original = ocr_page.read_picture

    def counted(*given: Any) -> list[Reading]:
        calls.append(given)
        return original(*given)

    monkeypatch.setattr(ocr_page, "read_picture", counted)
    data = (DATA / "raw" / "scan.pdf").read_bytes()
    options = ReadOptions(cache=str(tmp_path))
    first = open_document(data, "scan.pdf", options)
    assert len(calls) == first.page_count == 1
    assert (first.text_source, first.pages[0].text_source) == ("ocr", "ocr")
    assert all(0 <= (w.confidence or 0) <= 1 and w.confidence is not None for w in first.pages[0].words)
    assert "DESTREMAUD" in words_read(first)
    second = open_document(data, "scan.pdf", options)
    assert len(calls) == 1
    assert words_read(second) == words_read(first)
    native = (DATA / "raw" / "pv-conseil-municipal.pdf").read_bytes()
    assert open_document(native, "pv.pdf", options).text_source == "native"
    assert len(calls) == 1


@needs_tesseract
def test_a_scan_on_its_side_is_set_upright() -> None:
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(DATA / "raw" / "scan.pdf") as pdf:
        grey = np.array(pdf[0].render(scale=200 / 72, grayscale=True).to_numpy())
    engine = ocr_tesseract.find_engine("fra")
    top = grey[: grey.shape[0] // 2]
    found = ocr_page.recognise(engine, turned(top, 1), 200, False)
    assert found.turn == 3
    assert {"Hélène", "procuration", "15"} <= {r.text for r in found.readings}


def test_without_tesseract_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr_tesseract.shutil, "which", lambda name: None)
    ocr_tesseract.find_engine.cache_clear()
    tables = process((DATA / "raw" / "scan.pdf").read_bytes(), "scan.pdf", "in/scan.pdf", ReadOptions(cache=""))
    ocr_tesseract.find_engine.cache_clear()
    (row,) = tables["documents"]
    assert (row["status"], row["text_source"]) == ("partial", "none")
    assert "page 1 is a picture without text" in row["error"]
    assert "apt-get install tesseract-ocr tesseract-ocr-fra" in row["error"]


@needs_tesseract
def test_a_language_without_data_is_named() -> None:
    with pytest.raises(ocr_tesseract.TesseractError, match=r"no data for the language xyz.*tesseract-ocr-xyz"):
        ocr_tesseract.find_engine("fra+xyz")


@pytest.mark.parametrize(("ocr", "says"), [("never", "--ocr is never")])
def test_recognition_can_be_refused(ocr: Any, says: str) -> None:
    tables = process((DATA / "raw" / "scan.pdf").read_bytes(), "scan.pdf", "in/scan.pdf", ReadOptions(ocr=ocr))
    assert tables["documents"][0]["status"] == "partial"
    assert says in tables["documents"][0]["error"]


@needs_tesseract
def test_confidence_travels_to_the_evidence() -> None:
    tables = process((DATA / "raw" / "scan.pdf").read_bytes(), "scan.pdf", "in/scan.pdf", ReadOptions())
    assert tables["documents"][0]["text_source"] == "ocr"
    told = [row["confidence"] for row in tables["evidence"]]
    assert told and all(value is not None and 0 <= value <= 1 for value in told)
