"""Table reading on small drawn pages: one test per way in which tables, or things like tables, are drawn."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from drawn import PROSE, Sheet, steps, texts

from pipeline.tables import find_tables, header_path, section_rows
from pipeline.tables.picture import draw

XS = [60.0, 220.0, 310.0, 400.0, 490.0]
YS = steps(100, 16, 5)
ROWS = [
    ["Action", "Total", "Part État", "Part locale"],
    ["Accueil de jour", "120 000", "60 000", "60 000"],
    ["Maraudes", "84 500,50", "42 250", "42 250,50"],
    ["Logement", "9 000", "4 500", "4 500"],
    ["Total", "213 500,50", "106 750", "106 750,50"],
]
Drawing = Callable[[Sheet], Sheet]


def _framed(sheet: Sheet) -> Sheet:
    """The rows of the example under prose and over prose."""
    return sheet.lines(60, 50, PROSE[:3]).cells(XS, YS, ROWS).lines(60, 220, PROSE)


def _shaded_cells(sheet: Sheet) -> Sheet:
    for left, right in pairwise(XS):
        sheet.shade(left, YS[0], right - 1, YS[1])
    return sheet


def _zebra(sheet: Sheet) -> Sheet:
    for row in (0, 2, 4):
        sheet.shade(XS[0], YS[row], XS[-1], YS[row + 1])
    return sheet


def _levels(sheet: Sheet, ys: list[float]) -> Sheet:
    for y in ys:
        sheet.rule(XS[0], y, XS[-1], y)
    return sheet


def _uprights(sheet: Sheet) -> Sheet:
    """Only vertical rules, drawn cell by cell."""
    for x in XS:
        for top, bottom in pairwise(YS):
            sheet.rule(x, top, x, bottom)
    sheet.rule(XS[0], YS[0], XS[-1], YS[0])
    return sheet.rule(XS[0], YS[-1], XS[-1], YS[-1])


def _open_sides(sheet: Sheet) -> Sheet:
    for x in XS[1:-1]:
        sheet.rule(x, YS[0], x, YS[-1])
    return _levels(sheet, YS)


DRAWINGS: dict[str, Drawing] = {
    "rules": lambda s: s.grid(XS, YS),
    "thin rectangles": lambda s: s.grid(XS, YS, "thin"),
    "dashed rules": lambda s: s.grid(XS, YS, "dashed"),
    "dash by dash": lambda s: s.grid(XS, YS, "dashes"),
    "outer rules missing left and right": _open_sides,
    "frame and columns only": lambda s: s.grid(XS, [YS[0], YS[1], YS[-1]]),
    "vertical rules cell by cell": _uprights,
    "horizontal rules": lambda s: _levels(s, YS),
    "three horizontal rules": lambda s: _levels(s, [YS[0], YS[1], YS[-1]]),
    "shaded heading row": lambda s: s.shade(XS[0], YS[0], XS[-1], YS[1]),
    "shaded heading cells": _shaded_cells,
    "every other row shaded": _zebra,
    "nothing drawn": lambda s: s,
}


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=DRAWINGS.keys())
def test_ways_to_draw_a_table(drawing: Drawing) -> None:
    tables = _framed(drawing(Sheet())).tables()
    assert [texts(t) for t in tables] == [ROWS]
    assert tables[0].header_rows == 1
    assert tables[0].confidence == 1.0


@pytest.mark.parametrize(
    "sheet",
    [Sheet("landscape"), Sheet(rotate=90), Sheet(rotate=270)],
    ids=["landscape", "90", "270"],
)
def test_turned_pages(sheet: Sheet) -> None:
    """A page that is shown turned holds its text sideways: the table is read all the same."""
    page = sheet.grid(XS, YS).cells(XS, YS, ROWS).pages()[0]
    assert (page.width > page.height) == (sheet.rotate != 0 or page.words[0].upright)
    assert [texts(t) for t in find_tables(page)] == [ROWS]


@pytest.mark.parametrize("angle", [90, -90])
def test_table_set_sideways(angle: int) -> None:
    sheet = Sheet()
    with sheet.pdf.rotation(angle, 300, 300):
        sheet.grid(XS, YS).cells(XS, YS, ROWS)
    page = sheet.pages()[0]
    (table,) = find_tables(page)
    assert texts(table) == ROWS
    cell = table.row(1)[0]
    assert [w.text for w in cell.passage.words()] == ["Accueil", "de", "jour"]
    assert all(w in page.words for w in cell.passage.words())
    assert cell.bbox is not None and all(cell.bbox.contains(w.box) for w in cell.passage.words())


def test_side_by_side() -> None:
    left, right, ys = [60.0, 200.0, 280.0], [310.0, 450.0, 530.0], steps(100, 16, 3)
    spent = [["Dépenses", "Montant"], ["Travaux", "10 000"], ["Total", "10 000"]]
    got = [["Recettes", "Montant"], ["Région", "3 000"], ["Total", "3 000"]]
    sheet = Sheet().grid(left, ys).cells(left, ys, spent).grid(right, ys).cells(right, ys, got)
    assert [texts(t) for t in sheet.tables()] == [spent, got]


def test_stamp_over_a_table() -> None:
    """The stamp's words are in no cell, the words under it stay in theirs."""
    sheet = Sheet().grid(XS, YS).cells(XS, YS, ROWS).box(380, 82, 560, 128)
    stamp = ["Envoyé en préfecture le 12/05/2023", "Reçu en préfecture le 12/05/2023", "Publié le 15/05/2023"]
    assert [texts(t) for t in sheet.lines(384, 92, stamp, step=10).tables()] == [ROWS]


def test_nested_table() -> None:
    sheet = Sheet().grid([50, 150, 540], [100, 130, 230, 260])
    sheet.text(54, 112, "Intitulé", True).text(154, 112, "Accueil").text(54, 142, "Budget", True)
    sheet.text(154, 222, "Le budget est voté chaque année.").text(54, 242, "Pilote", True).text(154, 242, "Direction")
    xs, ys = [160.0, 300.0, 400.0, 530.0], steps(140, 16, 3)
    inner = [["Financeur", "2023", "2024"], ["État", "1 000", "1 200"], ["Ville", "2 000", "2 100"]]
    tables = sheet.grid(xs, ys).cells(xs, ys, inner).tables()
    outer = [["Intitulé", "Accueil"], ["Budget", "Le budget est voté chaque année."], ["Pilote", "Direction"]]
    assert [texts(t) for t in tables] == [outer, inner]


def test_nested_table_that_touches_its_cell() -> None:
    sheet = Sheet().grid([50, 150, 540], [100, 130, 181, 210])
    sheet.text(54, 112, "Intitulé", True).text(154, 112, "Accueil").text(54, 142, "Budget", True)
    sheet.text(54, 195, "Pilote", True).text(154, 195, "Direction")
    xs, ys = [160.0, 300.0, 400.0, 530.0], steps(131, 16, 3)
    inner = [["Financeur", "2023", "2024"], ["État", "1 000", "1 200"], ["Ville", "2 000", "2 100"]]
    tables = sheet.grid(xs, ys).cells(xs, ys, inner).tables()
    outer = [["Intitulé", "Accueil"], ["Budget", ""], ["Pilote", "Direction"]]
    assert sorted(texts(t) for t in tables) == sorted([outer, inner])


def test_merged_cells_and_two_levels_of_headings() -> None:
    xs, ys = [60.0, 160.0, 240.0, 320.0, 400.0, 480.0], steps(100, 16, 6)
    sheet = Sheet()
    for y in (ys[0], ys[2], ys[4], ys[6]):
        sheet.rule(60, y, 480, y)
    for y in (ys[1], ys[3], ys[5]):
        sheet.rule(160, y, 480, y)
    for x in (60, 160, 320, 480):
        sheet.rule(x, ys[0], x, ys[6])
    for x in (240, 400):
        sheet.rule(x, ys[1], x, ys[6])
    sheet.text(64, 112, "Indicateur", True).text(164, 111, "2022", True).text(324, 111, "2023", True)
    for x, text in zip(xs[1:], ["Objectif", "Réalisé"] * 2, strict=False):
        sheet.text(x + 4, 127, text, True)
    sheet.text(64, 143, "Accueil").text(64, 175, "Sorties")
    for row in range(2, 6):
        for col in range(1, 5):
            sheet.text(xs[col + 1] - 4, ys[row] + 11, str(10 * row + col), right=True)
    (table,) = sheet.tables()
    assert (table.n_rows, table.n_cols, table.header_rows) == (6, 5, 2)
    spans = {c.text: (c.row, c.col, c.row_span, c.col_span) for c in table.cells}
    assert spans["Indicateur"] == (0, 0, 2, 1)
    assert (spans["2022"], spans["2023"]) == ((0, 1, 1, 2), (0, 3, 1, 2))
    assert (spans["Accueil"], spans["Sorties"]) == ((2, 0, 2, 1), (4, 0, 2, 1))
    paths = [header_path(table, col) for col in range(5)]
    assert paths == [["Indicateur"], *([year, part] for year in ("2022", "2023") for part in ("Objectif", "Réalisé"))]


def test_sections() -> None:
    xs, ys = [60.0, 300.0, 400.0], steps(100, 16, 6)
    sheet = Sheet()
    for y in ys:
        sheet.rule(60, y, 400, y)
    for x in (60, 400):
        sheet.rule(x, ys[0], x, ys[-1])
    for row in (0, 2, 3, 5):
        sheet.rule(300, ys[row], 300, ys[row + 1])
    rows = [
        ["Association", "Montant"],
        ["Sport"],
        ["Judo", "900"],
        ["Aviron", "1 200"],
        ["Culture"],
        ["Harmonie", "400"],
    ]
    (table,) = sheet.cells(xs, ys, rows).tables()
    assert texts(table) == rows
    assert section_rows(table) == {1: "Sport", 4: "Culture"}


def test_bullets_paragraphs_and_hyphens_keep_their_order() -> None:
    xs, ys = [60.0, 160.0, 420.0], [100.0, 116.0, 190.0]
    sheet = Sheet().grid(xs, ys).cells(xs, ys[:1], [["Action", "Avancement"]])
    body = [
        "- Mise en place du comité de suivi avec les",
        "chefs de projet",
        "- Bilan remis en juin.",
        "Une suite est",
    ]
    sheet.text(64, 127, "Suivi").lines(164, 127, [*body, "prévue en 2025."])
    (table,) = sheet.tables()
    assert table.row(1)[1].passage.text == (
        "- Mise en place du comité de suivi avec les chefs de projet\n- Bilan remis en juin.\nUne suite est prévue en 2025."
    )


def test_rows_shown_by_figures_only() -> None:
    """Between two rules each line of figures is a row, and a wrapped label stays whole."""
    xs, ys = [60.0, 260.0, 340.0, 420.0], [100.0, 116.0, 180.0]
    sheet = Sheet().grid(xs, ys).cells(xs, ys[:1], [["Libellé", "Prévu", "Voté"]])
    sheet.lines(64, 128, ["Opérations ventilées", "Opérations pour le compte de tiers", "et mandats", "Solde"])
    for n, (one, two) in {0: ("1 000,00", "900,00"), 1: ("250,00", "250,00"), 3: ("0,00", "0,00")}.items():
        sheet.text(336, 128 + 11 * n, one, right=True).text(416, 128 + 11 * n, two, right=True)
    (table,) = sheet.tables()
    assert texts(table)[1:] == [
        ["Opérations ventilées", "1 000,00", "900,00"],
        ["Opérations pour le compte de tiers et mandats", "250,00", "250,00"],
        ["Solde", "0,00", "0,00"],
    ]


@pytest.mark.parametrize(
    ("label", "figures", "rows"),
    [
        (["Harmonie de Brède", "Adhésion", "Convention", "(article 6574)"], {1: "160,00", 2: "945,00"}, 1),
        (["Opérations d'ordre", "Opérations patrimoniales"], {0: "160,00", 1: "945,00"}, 2),
    ],
    ids=["two figures in one cell", "two lines, two rows"],
)
def test_a_row_of_several_figures_where_every_row_is_drawn(
    label: list[str], figures: dict[int, str], rows: int
) -> None:
    """Between rules of its own, a row with a label over several lines is one, whatever figures it holds."""
    xs, ys = [60.0, 260.0, 340.0, 420.0], [*steps(100, 16, 6), 196 + 50.0]
    head = [["Association", "2024", "Proposé"], *([f"Club {n}", "120,00", "130,00"] for n in "ABCDE")]
    sheet = Sheet().grid(xs, ys).cells(xs, ys, head).lines(64, 207, label)
    for n, figure in figures.items():
        sheet.text(336, 207 + 11 * n, figure, right=True).text(416, 207 + 11 * n, figure, right=True)
    (table,) = sheet.tables()
    assert table.n_rows == 6 + rows
    assert texts(table)[6] == (
        [" ".join(label), *["160,00 945,00"] * 2] if rows == 1 else [label[0], "160,00", "160,00"]
    )


def test_wrapped_figures_stay_whole() -> None:
    """ "8 957" over "295,41" in narrow columns is one amount, not two."""
    xs, ys = [60.0, 160.0, 195.0, 230.0, 265.0], [100.0, 116.0, 144.0]
    sheet = Sheet().grid(xs, ys).cells(xs, ys[:1], [["Libellé", "AE", "CP", "Voté"]])
    sheet.lines(64, 127, ["Subventions aux", "associations"])
    for right in (191, 226, 261):
        sheet.text(right, 127, "8 957", right=True).text(right, 138, "295,41", right=True)
    (table,) = sheet.tables()
    assert texts(table)[1] == ["Subventions aux associations", *["8 957 295,41"] * 3]


def test_words_between_horizontal_rules() -> None:
    ys = [100.0, 116.0, 150.0, 184.0, 218.0]
    sheet = Sheet()
    for y in ys:
        sheet.rule(60, y, 500, y)
    sheet.text(60, 112, "Action", True).text(200, 112, "Avancement", True).text(400, 112, "Calendrier", True)
    for n, top in enumerate(ys[1:-1]):
        sheet.lines(60, top + 11, [f"Axe {'ABC'[n]}", "du plan"])
        sheet.lines(200, top + 11, ["Le comité se réunit chaque", "trimestre au siège"]).text(
            400, top + 11, "Printemps"
        )
    (table,) = sheet.tables()
    assert (table.n_rows, table.n_cols, table.header_rows) == (4, 3, 1)
    assert texts(table)[1] == ["Axe A du plan", "Le comité se réunit chaque trimestre au siège", "Printemps"]


def test_two_tables_between_horizontal_rules() -> None:
    """A bold title between rules of one width opens a table of its own; a heading inside a table does not."""
    sheet = Sheet()
    for y in steps(100, 16, 7):
        sheet.rule(60, y, 500, y)
    for n, row in enumerate(
        [("Étape", "Échéance", "État"), ("Audit", "2023", "Achevé"), ("Travaux", "2026", "Ouvert")]
    ):
        for x, text in zip((60, 250, 400), row, strict=True):
            sheet.text(x, 111 + 16 * n, text, bold=n == 0)
    sheet.text(60, 159, "Moyens financiers", True)
    for n, (label, figure) in enumerate([("Poste", "Montant"), ("Audit", "48 000"), ("Travaux", "952 000")]):
        sheet.text(60, 175 + 16 * n, label, n == 0).text(480, 175 + 16 * n, figure, n == 0, right=True)
    assert [t.n_rows for t in sheet.tables()] == [3, 3]
    assert [t.n_cols for t in sheet.tables()] == [3, 2]


def test_two_lines_under_bold_headings_without_rules() -> None:
    sheet = Sheet()
    rows = [
        ("Indicateur", "Résultat 2023", "Cible 2024", "Cible 2026"),
        ("Élèves suivis", "820", "780", "650"),
        ("Collèges", "2", "5", "18"),
    ]
    for n, row in enumerate(rows):
        sheet.text(60, 100 + 14 * n, row[0], n == 0)
        for x, text in zip((300, 380, 460), row[1:], strict=True):
            sheet.text(x, 100 + 14 * n, text, n == 0, right=True)
    assert [texts(t) for t in sheet.tables()] == [[list(row) for row in rows]]


def _columns(sheet: Sheet, *columns: tuple[float, list[str]]) -> Sheet:
    for x, lines in columns:
        sheet.lines(x, 100, lines)
    return sheet


NAMES = ["M. Paul ARBEL", "Mme Léa BRUN", "M. Noé CANTIN", "Mme Zoé DUVAL", "M. Luc ESTEVE", "Mme Ida FOURNEL"]
CONTENTS = [("1. Objet", "3"), ("2. Contexte", "4"), ("3. Budget", "7"), ("4. Annexes", "12"), ("5. Bilan", "15")]


def _contents(sheet: Sheet, dots: str) -> Sheet:
    for n, (title, page) in enumerate(CONTENTS):
        sheet.text(60, 100 + 14 * n, title + dots).text(520, 100 + 14 * n, page, right=True)
    return sheet


NOT_TABLES: dict[str, Drawing] = {
    "page frame": lambda s: s.box(30, 30, 565, 800).lines(60, 60, PROSE * 3),
    "letterhead": lambda s: (
        s.grid([40, 300, 550], [40, 100])
        .lines(44, 52, ["RÉPUBLIQUE FRANÇAISE", "Canton de Leyze"])
        .lines(304, 52, ["EXTRAIT DU REGISTRE", "DES DÉLIBÉRATIONS"])
        .lines(60, 140, PROSE)
    ),
    "letterhead of two rows": lambda s: (
        s.grid([40, 300, 550], [40, 80, 120])
        .lines(44, 52, ["RÉPUBLIQUE FRANÇAISE", "Canton de Leyze"])
        .lines(304, 52, ["EXTRAIT DU REGISTRE", "DES DÉLIBÉRATIONS"])
        .text(44, 95, "Ville de Brède")
        .text(304, 95, "Séance du 4 mai 2023")
        .lines(60, 160, PROSE)
    ),
    "opening of a sitting": lambda s: (
        s.grid([40, 160, 550], [40, 110, 190])
        .lines(44, 52, ["Nombre de conseillers", "en exercice : 19", "Votants : 17"])
        .lines(164, 52, PROSE)
        .text(44, 122, "Convocation : 2 mai")
        .lines(164, 122, ["Présents :", "MM. ARBEL, CANTIN, ESTEVE,", "Absents excusés :", "Mme BRUN"])
        .lines(60, 220, PROSE)
    ),
    "box of a stamp": lambda s: (
        s.grid([400, 550], [40, 54, 68, 82])
        .lines(404, 51, ["Accusé de réception", "099-219900011-20230512", "12/05/2023"], step=14)
        .lines(60, 140, PROSE)
    ),
    "text box": lambda s: s.box(60, 100, 540, 170).lines(66, 114, PROSE),
    "text box with a title": lambda s: (
        s.grid([60, 540], [100, 120, 190]).text(66, 114, "Rappel", True).lines(66, 134, PROSE)
    ),
    "underlined headings": lambda s: (
        s.text(60, 100, "ARTICLE 1", True)
        .rule(60, 102, 110, 102)
        .lines(60, 120, PROSE)
        .text(60, 200, "ARTICLE 2", True)
        .rule(60, 202, 110, 202)
        .lines(60, 220, PROSE)
    ),
    "rules over and under the page": lambda s: (
        s.rule(60, 40, 540, 40).lines(60, 100, PROSE * 4).rule(60, 780, 540, 780)
    ),
    "contents with dots": lambda s: _contents(s, " " + "." * 80),
    "contents without dots": lambda s: _contents(s, ""),
    "attendance in columns": lambda s: _columns(s, (60, NAMES), (220, NAMES[::-1]), (380, NAMES)),
    "signatures side by side": lambda s: _columns(
        s,
        (60, ["Pour le Département,", "Le Président", "", "Paul ARBEL"]),
        (340, ["Pour l'association,", "La Présidente", "", "Léa BRUN"]),
    ),
    "votes": lambda s: s.lines(
        60,
        100,
        [
            "Abstention : 0",
            "Contre : 2 (Mme BRUN, M. CANTIN)",
            "Pour : 59 (Groupe des Rives, 31 ; Groupe du Pays, 28)",
        ],
    ),
    "counts": lambda s: _columns(
        s, (60, ["Membres en exercice :", "Présents :", "Votants :"]), (200, ["29", "22", "26"])
    ),
    "labels with amounts": lambda s: _columns(
        s,
        (60, ["- Dépenses de fonctionnement :", "- Recettes de fonctionnement :", "- Excédent :"]),
        (300, ["87 332,62", "113 660,80", "26 328,18"]),
    ),
    "two columns of prose": lambda s: _columns(
        s, (60, [p[:38] for p in PROSE * 3]), (320, [p[:38] for p in PROSE * 3])
    ),
    "empty grid": lambda s: s.grid(XS, YS),
    "marks of a chart": lambda s: _columns(
        s, (60, ["400", "300", "200", "100", "0"]), (300, ["400", "300", "200", "100", "0"])
    ),
}


@pytest.mark.parametrize("drawing", NOT_TABLES.values(), ids=NOT_TABLES.keys())
def test_what_is_not_a_table(drawing: Drawing) -> None:
    sheet = Sheet()
    drawing(sheet)
    assert sheet.tables() == []


def test_a_frame_around_the_page_does_not_hide_its_table() -> None:
    sheet = Sheet().box(30, 30, 565, 800).lines(60, 60, PROSE[:3])
    assert [texts(t) for t in sheet.grid(XS, YS).cells(XS, YS, ROWS).tables()] == [ROWS]


def test_picture_shows_cells_headings_and_rules() -> None:
    from PIL import Image

    page = Sheet().grid(XS, YS).cells(XS, YS, ROWS).pages()[0]
    tables = find_tables(page)
    blank = Image.new("RGB", (595, 842), "white")
    drawn = draw(blank, page, tables)
    assert drawn.size == blank.size
    heading, body, outside = (drawn.getpixel(p) for p in ((300, 108), (300, 140), (300, 600)))
    assert outside == (255, 255, 255)
    assert len({heading, body, outside}) == 3
