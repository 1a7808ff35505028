"""The tables of one file, shown: which pages, in which form, drawn, and without bank details."""

from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from drawn import PROSE, Sheet, steps
from PIL import Image
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.commands import FAILED
from pipeline.show_tables import page_numbers, see
from pipeline.tables.picture import draw

XS = [60.0, 220.0, 310.0, 400.0]
IBAN = "FR76 3000 6000 0112 3456 7890 189"
FIRST = [["Action", "2023", "2024"], ["Accueil", "120 000", "60 000"], ["Maraudes", "84 500", "42 250"]]
SECOND = [["Association", "Objet", "Montant"], ["Harmonie", "Achat; tubas", "400"], ["Aviron", "<Régates>", "300"]]


def _sheet() -> Sheet:
    """Three pages: a table, prose, a table."""
    sheet = Sheet().lines(60, 60, PROSE)
    sheet.grid(XS, steps(140, 16, 3)).cells(XS, steps(140, 16, 3), FIRST).lines(60, 220, PROSE)
    sheet.page().lines(60, 60, PROSE).page().lines(60, 60, PROSE)
    return sheet.grid(XS, steps(140, 16, 3)).cells(XS, steps(140, 16, 3), SECOND).lines(60, 220, PROSE)


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "annexe.pdf"
    path.write_bytes(_sheet().data())
    return path


def _run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["tables", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    ("told", "pages"),
    [
        (None, [1, 2, 3, 4, 5]),
        ("3", [3]),
        ("3-5", [3, 4, 5]),
        ("4-", [4, 5]),
        ("-2", [1, 2]),
        ("1, 4-9", [1, 4, 5]),
        ("2,2", [2]),
    ],
)
def test_pages(told: str | None, pages: list[int]) -> None:
    assert page_numbers(told, 5) == pages


@pytest.mark.parametrize("told", ["", "-", "x", "0", "5-3", "1;2", "9", "7-9", "1-2-3"])
def test_pages_that_make_no_sense(told: str) -> None:
    with pytest.raises(ValueError, match=r"pages|page"):
        page_numbers(told, 5)


def test_grids_for_the_eye(pdf: Path) -> None:
    status, out, _ = _run(pdf)
    assert status == 0
    assert "table 1, page 1, 3 x 3" in out and "table 2, page 3, 3 x 3" in out
    assert "Maraudes" in out and "<Régates>" in out
    assert "2 tables on 3 of 3 pages" in out


def test_csv(pdf: Path) -> None:
    _, out, _ = _run(pdf, "--format", "csv")
    rows = list(csv.reader(io.StringIO(out)))
    assert rows[0] == ["table", "page", "row", "is_header", "col_0", "col_1", "col_2"]
    assert rows[1:4] == [["1", "1", str(n), str(n == 0).lower(), *row] for n, row in enumerate(FIRST)]
    assert [row[4:] for row in rows[4:]] == SECOND


def test_csv_is_rectangular(tmp_path: Path) -> None:
    path = tmp_path / "deux.pdf"
    sheet = _sheet().page().grid(XS[:3], steps(140, 16, 3)).cells(XS[:3], steps(140, 16, 3), [r[:2] for r in FIRST])
    path.write_bytes(sheet.lines(60, 60, PROSE).lines(60, 220, PROSE).data())
    assert {len(row) for row in csv.reader(io.StringIO(_run(path, "--format", "csv")[1]))} == {7}


def test_json(pdf: Path) -> None:
    (one,) = json.loads(_run(pdf, "--format", "json", "--pages", "3")[1])
    assert (one["table"], one["page_first"], one["n_rows"], one["header_rows"]) == (2, 3, 3, 1)
    assert one["columns"] == [["Association"], ["Objet"], ["Montant"]]
    assert [c["text"] for c in one["cells"]] == [text for row in SECOND for text in row]
    assert one["confidence"] == 1.0
    assert all(len(c["bbox"]) == 4 and c["page"] == 3 for c in one["cells"])


class _Cells(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.cells: list[tuple[str, str]] = []
        self.tag = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tag = tag

    def handle_data(self, data: str) -> None:
        if self.tag in ("td", "th"):
            self.cells.append((self.tag, data))
            self.tag = ""


def test_html(pdf: Path) -> None:
    out = _run(pdf, "--format", "html", "--pages", "3")[1]
    assert _Cells(out).cells == [("th" if n == 0 else "td", text) for n, row in enumerate(SECOND) for text in row]
    assert "Accueil" not in out


def test_no_table_is_no_error(pdf: Path) -> None:
    assert _run(pdf, "--pages", "2")[:2] == (0, "\n0 tables on 1 of 3 pages\n")
    assert json.loads(_run(pdf, "--pages", "2", "--format", "json")[1]) == []


def test_drawn_over_the_page(pdf: Path, tmp_path: Path) -> None:
    target = tmp_path / "vue.png"
    status, _, err = _run(pdf, "--pages", "3", "--debug", target)
    assert status == 0 and str(target) in err
    with Image.open(target) as image:
        colours = image.convert("RGB")
        header, body = colours.getpixel((2 * 215, 2 * 148)), colours.getpixel((2 * 215, 2 * 164))
        rule = colours.getpixel((2 * 130, 2 * 156))
    assert header != body != (255, 255, 255)
    assert isinstance(header, tuple) and header[1] > max(header[0], header[2])  # green
    assert isinstance(body, tuple) and body[2] > body[0]  # blue
    assert isinstance(rule, tuple) and rule[0] > rule[2]  # red


def test_several_pages_are_drawn_to_a_file_each(pdf: Path, tmp_path: Path) -> None:
    assert _run(pdf, "--debug", tmp_path / "vue.png")[0] == 0
    assert sorted(p.name for p in tmp_path.glob("*.png")) == ["vue-1.png", "vue-3.png"]


def test_repeated_headings_are_drawn_as_headings(tmp_path: Path) -> None:
    """A table over pages is one, its picture shows what each page holds."""
    sheet = Sheet().lines(60, 60, PROSE)
    sheet.grid(XS, steps(742, 16, 3)).cells(XS, steps(742, 16, 3), FIRST).page()
    sheet.grid(XS, steps(60, 16, 2)).cells(XS, steps(60, 16, 2), [FIRST[0], ["Ateliers", "10", "20"]])
    path = tmp_path / "suite.pdf"
    path.write_bytes(sheet.data())
    sight = see(path)
    assert [(s.table.page_first, s.table.page_last, s.table.n_rows) for s in sight.tables] == [(1, 2, 4)]
    assert _run(path, "--pages", "2", "--debug", tmp_path / "vue.png")[0] == 0
    with Image.open(tmp_path / "vue.png") as image:
        header = image.convert("RGB").getpixel((2 * 215, 2 * 68))
    assert isinstance(header, tuple) and header[1] > max(header[0], header[2])


def test_bank_details_are_masked(tmp_path: Path) -> None:
    rows = [["Titulaire", "Compte"], ["Association Tempo", f"IBAN : {IBAN}"], ["Montant", "400"]]
    xs, ys = [60.0, 220.0, 500.0], steps(140, 16, 3)
    path = tmp_path / "rib.pdf"
    path.write_bytes(Sheet().lines(60, 60, PROSE).grid(xs, ys).cells(xs, ys, rows).lines(60, 220, PROSE).data())
    for form in ("csv", "json", "html"):
        out = _run(path, "--format", form)[1]
        assert "[REDACTED]" in out and "3456" not in out
    assert "3456" not in _run(path)[1]
    target = tmp_path / "vue.png"
    _run(path, "--debug", target)
    with Image.open(target) as image:
        line = [image.convert("RGB").getpixel((x, 2 * 165)) for x in range(2 * 264, 2 * 380)]
    assert set(line) == {(0, 0, 0)}


def test_a_part_of_a_page_is_drawn_in_its_place() -> None:
    """The picture may show less than the page: a crop box."""
    page = _sheet().pages()[0]
    table = Sheet().grid(XS, steps(140, 16, 3)).cells(XS, steps(140, 16, 3), FIRST).tables()
    shown = page.words[0].box._replace(x0=50.0, top=130.0, x1=450.0, bottom=330.0)
    image = draw(Image.new("RGB", (400, 200), "white"), page, table, shown)
    assert image.getpixel((10, 20)) == (160, 30, 160)  # the frame's left side at x = 60
    assert image.getpixel((4, 20)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["absent.pdf"], FAILED, "there is no such file"),
        (["{pdf}", "--pages", "9"], 2, "has 3 pages"),
        (["{pdf}", "--pages", "2-1"], 2, "not understood"),
        (["{pdf}", "--debug", "{dir}/absent/vue.png"], 1, "folder that exists"),
        (["{text}", "--debug", "{dir}/vue.png"], FAILED, "no pages to draw"),
    ],
)
def test_what_cannot_be_done_is_said(
    arguments: list[str], status: int, words: str, pdf: Path, tmp_path: Path
) -> None:
    text = tmp_path / "acte.txt"
    text.write_text("Le conseil décide.", "utf-8")
    got, _, err = _run(*(a.format(pdf=pdf, text=text, dir=tmp_path) for a in arguments))
    assert got == status
    assert words in err and "Traceback" not in err


def test_help_ends_with_an_example() -> None:
    assert "Example: actable tables " in _run("--help")[1]
