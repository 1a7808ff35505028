"""The sample of tables, page by page one kind each, cell by cell against its truth."""

from __future__ import annotations

import html.parser
from pathlib import Path

import pytest

from models.document import Document, Table
from pipeline.readers.native import read_pdf
from pipeline.tables import find_tables
from pipeline.tables.plain import stitched

DATA = Path(__file__).resolve().parent.parent / "data"
KINDS = [
    "full rules",
    "horizontal rules only",
    "shaded headings only",
    "no rules",
    "thin filled rectangles as rules",
    "dashed rules",
    "stamp printed over",
    "white on dark",
    "merged cells both ways",
    "two levels of headings",
    "full-width heading rows",
    "side by side, left",
    "side by side, right",
    "landscape page",
    "turned page",
    "around a nested table",
    "nested in a cell",
    "over three pages",
]
NO_TABLE = {16: "page frame", 17: "letterhead box", 18: "table of contents", 19: "two columns of prose"}

Cell = tuple[int, int, int, int, str]


class _Truth(html.parser.HTMLParser):
    """Cells (row, column, spans, text without white space) and heading rows of the tables of a truth file."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: list[list[Cell]] = []
        self.heads: list[int] = []
        self.in_head = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "table":
            self.tables.append([])
            self.heads.append(0)
            self.taken: set[tuple[int, int]] = set()
            self.row = -1
        elif tag == "thead":
            self.in_head = True
        elif tag == "tr":
            self.row, self.col = self.row + 1, 0
            self.heads[-1] += self.in_head
        elif tag in ("td", "th"):
            while (self.row, self.col) in self.taken:
                self.col += 1
            down, right = int(values.get("rowspan") or 1), int(values.get("colspan") or 1)
            self.taken |= {(self.row + r, self.col + c) for r in range(down) for c in range(right)}
            self.tables[-1].append((self.row, self.col, down, right, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "thead":
            self.in_head = False

    def handle_data(self, data: str) -> None:
        if self.tables and self.tables[-1]:
            *place, text = self.tables[-1][-1]
            self.tables[-1][-1] = (*place, text + _key(data))  # type: ignore[assignment]


def _key(text: str) -> str:
    return "".join(text.split()).replace("’", "'")


def _cells(table: Table) -> list[Cell]:
    return sorted((c.row, c.col, c.row_span, c.col_span, _key(c.text)) for c in table.cells)


@pytest.fixture(scope="module")
def truth() -> _Truth:
    return _Truth((DATA / "truth" / "tables" / "tableaux.html").read_text("utf-8"))


@pytest.fixture(scope="module")
def document() -> Document:
    path = DATA / "raw" / "tableaux.pdf"
    return read_pdf(path.read_bytes(), path.name)


@pytest.fixture(scope="module")
def tables(document: Document) -> list[Table]:
    return stitched(document.pages, [find_tables(p) for p in document.pages])


@pytest.mark.parametrize("rank", range(len(KINDS)), ids=KINDS)
def test_kind(rank: int, truth: _Truth, tables: list[Table]) -> None:
    assert len(tables) == len(truth.tables) == len(KINDS)
    assert _cells(tables[rank]) == sorted(truth.tables[rank])
    assert tables[rank].header_rows == truth.heads[rank]
    assert tables[rank].confidence > 0.9


@pytest.mark.parametrize("page", NO_TABLE, ids=NO_TABLE.values())
def test_no_table(page: int, document: Document) -> None:
    assert find_tables(document.pages[page - 1]) == []


def test_places(document: Document, tables: list[Table]) -> None:
    """Every word of a cell stands inside the cell's box, on the cell's page."""
    for table in tables:
        for cell in table.cells:
            assert cell.bbox is not None
            for word in cell.passage.words():
                if word.page == cell.page:
                    assert cell.bbox.contains(word.box)


def test_long_table_is_one(tables: list[Table]) -> None:
    """Repeated headings are dropped and the row that the page end cuts is whole."""
    table = tables[-1]
    assert (table.page_first, table.page_last) == (20, 22)
    assert set(table.boxes) == {20, 21, 22}
    cut = next(c for c in table.cells if c.passage.page != c.passage.page_last)
    assert [p.page for p in cut.passage.places()] == [20, 21]
    assert "remplacement de deux tronçons" in cut.text
