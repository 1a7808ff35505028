"""How far a table can be trusted, and what is said of one that cannot."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drawn import PROSE, Sheet, steps, texts
from table_builder import table as built

from models.document import Box, Table
from pipeline.document import process
from pipeline.tables import doubts, find_tables
from pipeline.tables.trust import SURE, clashes, confidence

XS = [60.0, 200.0, 260.0, 320.0]
YS = steps(100, 16, 4)
ROWS = [
    ["Action", "2023", "2024"],
    ["Accueil", "120 000", "60 000"],
    ["Maraudes", "84 500", "42 250"],
    ["Total", "204 500", "102 250"],
]


def _clean() -> Sheet:
    return Sheet().grid(XS, YS).cells(XS, YS, ROWS)


def _spilling() -> Sheet:
    """Words that run over the rules of narrow columns."""
    sheet = Sheet().grid(XS, YS).cells(XS, YS, [[row[0]] for row in ROWS])
    for row, top in enumerate(YS[1:-1], 1):
        sheet.text(226, top + 11, "Investissements").text(296, top + 11, f"Fonctionnement{row}")
    return sheet


def _cut_by_the_frame() -> Sheet:
    """A last column that the frame cuts through."""
    sheet = Sheet().grid(XS, YS).cells(XS, YS, [row[:2] for row in ROWS])
    for row, top in enumerate(YS[:-1]):
        sheet.text(298, top + 11, f"Sollicitations{row}")
    return sheet


def _one(sheet: Sheet) -> Table:
    (table,) = sheet.tables()
    return table


def test_a_clean_table_is_sure() -> None:
    table = _one(_clean())
    assert table.confidence == 1.0
    assert doubts([table]) == []


@pytest.mark.parametrize("sheet", [_spilling(), _cut_by_the_frame()], ids=["over the rules", "over the frame"])
def test_text_across_borders_lowers_it(sheet: Sheet) -> None:
    table = _one(sheet)
    assert 0.2 < table.confidence < SURE


def test_cells_over_another_table_lower_it() -> None:
    page = _clean().pages()[0]
    (table,) = find_tables(page)
    assert confidence(table, page, [table]) == 1.0
    assert confidence(table, page, [table, _moved(table, 0, 200)]) == 1.0
    # Its last two columns of three lie over the first ones of the other.
    assert confidence(table, page, [table, _moved(table, 145, 0)]) == pytest.approx(1 / 3, abs=0.01)


def _moved(table: Table, right: float, down: float) -> Table:
    def move(box: Box) -> Box:
        return Box(box.x0 + right, box.top + down, box.x1 + right, box.bottom + down)

    cells = [replace(c, bbox=move(c.bbox) if c.bbox else None) for c in table.cells]
    return replace(table, cells=cells, boxes={page: move(box) for page, box in table.boxes.items()})


def test_a_nested_table_lies_over_nothing() -> None:
    sheet = Sheet().grid([50, 150, 540], [100, 130, 230]).text(54, 112, "Intitulé").text(154, 112, "Accueil")
    xs, ys = [160.0, 300.0, 400.0, 530.0], steps(140, 16, 4)
    tables = sheet.text(54, 142, "Budget").grid(xs, ys).cells(xs, ys, ROWS).tables()
    assert [t.n_cols for t in tables] == [2, 3]
    assert [t.confidence for t in tables] == [1.0, 1.0]


def test_places_claimed_twice() -> None:
    table = built([["Action", "2023"], ["Accueil", "12"]])
    assert clashes(table) == 0.0
    table.cells = [replace(c, row_span=2) if (c.row, c.col) == (0, 0) else c for c in table.cells]
    assert clashes(table) == 0.25


def test_the_least_sure_part_counts_for_a_table_over_pages() -> None:
    sheet = Sheet().lines(60, 80, PROSE)
    top = 790 - 16 * 4
    sheet.grid(XS, steps(top, 16, 4)).cells(XS, steps(top, 16, 4), ROWS).page()
    sheet.grid(XS, steps(60, 16, 2))
    for row in range(2):
        sheet.text(64, 71 + 16 * row, f"Suite {row}").text(226, 71 + 16 * row, "Investissements")
    (table,) = sheet.stitched()
    assert (table.page_first, table.page_last) == (1, 2)
    assert table.confidence < SURE
    (note,) = doubts([table])
    assert "les pages 1 à 2" in note.message


def test_the_run_says_which_table_is_not_sure() -> None:
    data = _spilling().lines(60, 220, PROSE).data()
    tables = process(data, "drawn.pdf", "drawn.pdf")
    assert [t["confidence"] for t in tables["tables"]] == [pytest.approx(_one(_spilling()).confidence)]
    (said,) = [d for d in tables["diagnostics"] if d["code"] == "table_uncertain"]
    assert (said["severity"], said["stage"], said["page"]) == ("warning", "tables", 1)
    assert "4 lignes et 3 colonnes" in said["message"] and "la page 1" in said["message"]
    sure = process(_clean().lines(60, 220, PROSE).data(), "drawn.pdf", "drawn.pdf")
    assert [t["confidence"] for t in sure["tables"]] == [1.0]
    assert not [d for d in sure["diagnostics"] if d["code"] == "table_uncertain"]


def test_nothing_is_lost_from_a_table_that_is_not_sure() -> None:
    assert "Investissements" in {c for row in texts(_one(_spilling())) for t in row for c in t.split()}
