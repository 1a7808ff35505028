"""Tables that run over pages."""

from __future__ import annotations

import pytest
from drawn import PROSE, Sheet, steps, texts

from pipeline.tables import PageTables, find_tables, stitch

XS = [60.0, 200.0, 380.0, 460.0, 540.0]
HEAD = ["Action", "Avancement", "Calendrier", "Coût"]
ABOVE = [
    HEAD,
    ["Accueil", "Le comité s'est réuni", "2022", "1 200"],
    ["Sorties", "Trois sorties organisées dans", "2023", "900"],
]
BOTTOM = 790.0


def _part(sheet: Sheet, rows: list[list[str]], top: float, xs: list[float] = XS, height: float = 16) -> Sheet:
    ys = steps(top, height, len(rows))
    return sheet.grid(xs, ys).cells(xs, ys, rows)


def _two_pages(below: list[list[str]], xs: list[float] = XS, above: list[list[str]] = ABOVE) -> Sheet:
    sheet = _part(Sheet().lines(60, 80, PROSE), above, BOTTOM - 16 * len(above))
    return _part(sheet.page(), below, 60, xs)


def _rows(sheet: Sheet) -> list[list[list[str]]]:
    return [texts(t) for t in sheet.stitched()]


def test_repeated_headings_are_dropped() -> None:
    sheet = _two_pages([HEAD, ["Ateliers", "Bilan remis", "2024", "300"]])
    (table,) = sheet.stitched()
    assert texts(table) == [*ABOVE, ["Ateliers", "Bilan remis", "2024", "300"]]
    assert table.header_rows == 1
    assert (table.page_first, table.page_last, sorted(table.boxes)) == (1, 2, [1, 2])
    assert table.row(3)[0].page == 2


def test_headings_repeated_with_suite() -> None:
    sheet = _two_pages([["Action (suite)", *HEAD[1:]], ["Ateliers", "Bilan remis", "2024", "300"]])
    assert _rows(sheet) == [[*ABOVE, ["Ateliers", "Bilan remis", "2024", "300"]]]


def test_a_cut_row_is_joined_cell_by_cell() -> None:
    sheet = _two_pages([HEAD, ["", "le canton de Leyze.", "", ""], ["Ateliers", "Bilan remis", "2024", "300"]])
    (table,) = sheet.stitched()
    assert texts(table)[2] == ["Sorties", "Trois sorties organisées dans le canton de Leyze.", "2023", "900"]
    assert table.n_rows == 4
    joined = table.row(2)[1]
    assert joined.page == 1
    assert [p.page for p in joined.passage.places()] == [1, 2]
    assert "\n" not in joined.passage.text


def test_paragraphs_of_a_cut_row_stay_apart() -> None:
    (table,) = _two_pages([HEAD, ["", "- Bilan remis en juin", "", ""]]).stitched()
    assert table.row(2)[1].passage.text == "Trois sorties organisées dans\n- Bilan remis en juin"


def test_a_word_cut_by_the_page_end_is_whole() -> None:
    above = [*ABOVE[:2], ["Sorties", "Trois sorties orga-", "2023", "900"]]
    (table,) = _two_pages([["", "nisées au canton", "", ""]], above=above).stitched()
    assert table.row(2)[1].text in ("Trois sorties organisées au canton", "Trois sorties orga-nisées au canton")


def test_small_letters_go_on_though_every_cell_is_filled() -> None:
    above = [["Axe", "Avancement"], ["Espaces d'échanges entre", "L'étude menée par la"]]
    below = [["professionnels du canton", "fédération est remise."], ["Veille", "Lettre mensuelle"]]
    sheet = _part(Sheet().lines(60, 80, PROSE), above, BOTTOM - 32, [60.0, 300.0, 540.0])
    sheet = _part(sheet.page(), below, 60, [60.0, 300.0, 540.0])
    assert _rows(sheet) == [
        [
            above[0],
            ["Espaces d'échanges entre professionnels du canton", "L'étude menée par la fédération est remise."],
            below[1],
        ]
    ]


def test_figures_are_never_joined() -> None:
    """A total without a label is a row of its own: joining it would print a figure that is none."""
    sheet = _two_pages([["", "", "", "2 100"]])
    assert _rows(sheet) == [[*ABOVE, ["", "", "", "2 100"]]]


def test_a_column_that_is_often_empty_is_no_sign_of_a_cut_row() -> None:
    above = [HEAD, ["Accueil", "Réuni", "", ""], ["Sorties", "Organisées", "", "900"], ["Veille", "Menée", "", ""]]
    below = [["Ateliers", "Bilan remis", "", ""]]
    assert _rows(_two_pages(below, above=above)) == [[*above, *below]]


def test_a_continuation_that_lacks_columns() -> None:
    """The second page draws only three of the four columns."""
    sheet = _two_pages([["", "le canton de Leyze.", ""], ["Ateliers", "Bilan remis", "2024"]], XS[:4])
    (table,) = sheet.stitched()
    assert table.n_cols == 4
    assert texts(table)[2:] == [
        ["Sorties", "Trois sorties organisées dans le canton de Leyze.", "2023", "900"],
        ["Ateliers", "Bilan remis", "2024"],
    ]


def test_a_continuation_on_a_page_with_another_margin() -> None:
    sheet = _two_pages([["Ateliers", "Bilan remis", "2024", "300"]], [x - 24 for x in XS])
    assert _rows(sheet) == [[*ABOVE, ["Ateliers", "Bilan remis", "2024", "300"]]]


def test_a_row_heading_that_spans_the_page_end() -> None:
    xs = [60.0, 200.0, 400.0, 540.0]
    sheet = Sheet().lines(60, 80, PROSE)
    top = BOTTOM - 48
    sheet.rule(60, top, 540, top).rule(60, top + 16, 540, top + 16).rule(200, top + 32, 540, top + 32)
    sheet.rule(60, BOTTOM, 540, BOTTOM)
    for x in xs:
        sheet.rule(x, top, x, BOTTOM)
    sheet.cells(
        xs, steps(top, 16, 3), [["Axe", "Action", "Coût"], ["Enfance", "Accueil", "1 200"], ["", "Sorties", "900"]]
    )
    _part(sheet.page(), [["", "Ateliers.", "300"], ["Culture", "Festival", "450"]], 60, xs)
    (table,) = sheet.stitched()
    label = next(c for c in table.cells if c.text == "Enfance")
    assert (label.row, label.row_span) == (1, 3)
    assert [c.text for c in table.row(3)] == ["Ateliers.", "300"]


@pytest.mark.parametrize(
    "below",
    [
        [["Lot", "Entreprise", "Date", "Montant"], ["1", "Atelier Brisants", "2024", "300"]],
        [["Bénéficiaire", "Objet"], ["Harmonie", "Instruments"]],
    ],
    ids=["other headings", "other columns"],
)
def test_two_tables_stay_two(below: list[list[str]]) -> None:
    xs = XS if len(below[0]) == 4 else [60.0, 250.0, 540.0]
    assert _rows(_two_pages(below, xs)) == [ABOVE, below]


def test_text_between_parts_two_tables() -> None:
    sheet = _part(Sheet(), ABOVE, 60).lines(60, 300, PROSE).page()
    _part(sheet, [["Ateliers", "Bilan remis", "2024", "300"], ["Veille", "Lettre", "2024", "10"]], 60)
    assert len(sheet.stitched()) == 2


def test_running_headers_do_not_part() -> None:
    """A caller with a layout says where running text begins and ends."""
    sheet = _part(Sheet(), ABOVE, BOTTOM - 48).page().text(60, 80, "Commune de Brède - Budget")
    _part(sheet, [["Ateliers", "Bilan remis", "2024", "300"], ["Veille", "Lettre", "2024", "10"]], 100)
    pages = sheet.pages()
    parts = [PageTables(p, find_tables(p), None, None) for p in pages]
    assert [t.n_rows for t in stitch(parts)] == [5]
    held = [PageTables(p, find_tables(p), 60.0, 800.0) for p in pages]
    assert [t.n_rows for t in stitch(held)] == [3, 2]


def test_stitching_leaves_its_input_alone() -> None:
    pages = _two_pages([HEAD, ["", "le canton.", "", ""]]).pages()
    found = [find_tables(p) for p in pages]
    before = [[texts(t) for t in tables] for tables in found]
    stitch([PageTables(p, t, None, None) for p, t in zip(pages, found, strict=True)])
    assert [[texts(t) for t in tables] for tables in found] == before
