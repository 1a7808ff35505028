"""Fiches-action: where they open, their heading, sections, actions and indicators."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_builder import Text, act, codes, grid_block, heading, paragraph, part, plain

from extractors.budget import extract as extract_budget
from extractors.fiche_heads import fiche_starts, heading_of, is_cover
from extractors.fiche_sheets import inline
from extractors.fiche_words import label, label_alone
from extractors.fiches import extract, opens_fiche, read_head
from models.document import Block, Box, Furniture
from models.passage import from_text
from models.rows import Row

CONTENT = [paragraph("Objectifs : faire lire"), paragraph("Calendrier : 2025"), paragraph("Pilote : médiathèque")]
ACTIONS = [["Actions", "État d'avancement", "Calendrier"], ["Ouvrir", "Fait", "2025"]]


def fiche(*blocks: Block) -> list[Row]:
    return extract(part(*blocks, kind="fiche"))


@pytest.mark.parametrize(
    ("text", "number", "title"),
    [
        ("FICHE ACTION : Lire en ville", None, "Lire en ville"),
        ("FICHE-ACTION 2.1 – Lire en ville", "2.1", "Lire en ville"),
        ("Fiche action n° 12 : Lire en ville", "12", "Lire en ville"),
        ("Fiche n° 3 – Lire en ville", "3", "Lire en ville"),
        ("FICHE ACTION N°4", "4", ""),
        ("Fiche-projet A3 : Lire en ville", "A3", "Lire en ville"),
        ("FICHE ACTION LIRE EN VILLE", None, "LIRE EN VILLE"),
        ("Fiche mesure n° II.2 – Lire en ville", "II.2", "Lire en ville"),
        ("Fiche opération 5 bis : Lire en ville", "5 bis", "Lire en ville"),
        ("Annexe 2 : Fiche action n° 7 – Lire en ville", "7", "Lire en ville"),
        ("ACTION N° 3 : Lire en ville", "3", "Lire en ville"),
        ("Action 1.2 – Lire en ville", "1.2", "Lire en ville"),
    ],
)
def test_names_of_fiches(text: str, number: str | None, title: str) -> None:
    found = heading_of(text)
    assert found is not None
    assert (text[slice(*found.number)] if found.number else None) == number
    assert text[found.title_start :] == title


@pytest.mark.parametrize(
    "text",
    [
        "Fiche action annexée à la présente délibération",
        "Les fiches-action seront transmises au comité de pilotage.",
        "Fiche de poste du directeur",
        "Fiche action n° 1 : Lire en ville .............................. 12",
        "Fiche action n° 1 : Lire en ville ;",
        "Mesure à l'initiative de la Ville",
        "Actions de prévention",
        "Le projet prévoit une fiche action.",
        "",
    ],
)
def test_other_texts_are_no_names(text: str) -> None:
    assert heading_of(text) is None


@pytest.mark.parametrize(
    ("text", "cover"),
    [
        ("FICHES ACTION 2024", True),
        ("Fiches-actions", True),
        ("RECUEIL DES FICHES ACTIONS", True),
        ("Contrat de ville\nFICHES-ACTION 2025", True),
        ("FICHE ACTION N° 2", False),
        ("Les fiches sont jointes au dossier.", False),
    ],
)
def test_covers(text: str, cover: bool) -> None:
    assert is_cover(text) is cover


def test_a_named_fiche_opens_with_its_programme_above() -> None:
    blocks = [
        paragraph("Vu le rapport,"),
        heading("AXE 2 : CULTURE", 2),
        heading("Fiche action n° 1 – Lire en ville", 2),
        *CONTENT,
        heading("Fiche action n° 2 – Jouer dehors", 3),
        *CONTENT,
    ]
    assert fiche_starts(blocks) == [1, 6]
    assert opens_fiche(blocks[6], blocks[7:], blocks[:6])
    assert not opens_fiche(blocks[3], blocks[4:], blocks[:3])


def test_a_fiche_opens_at_the_title_above_its_summary() -> None:
    blocks = [
        heading("MESURES DU SOCLE"),
        heading("FAIRE LIRE LES TOUT-PETITS"),
        heading("RÉSUMÉ DU PROJET (FICHE 3)"),
        grid_block(ACTIONS),
        heading("FAIRE LIRE LES GRANDS", 2),
        heading("RÉSUMÉ DU PROJET (FICHE 4)", 2),
        grid_block(ACTIONS),
    ]
    assert fiche_starts(blocks) == [0, 4]


def test_a_heading_printed_again_opens_nothing() -> None:
    name = "FICHE ACTION N° 2 : Lire en ville"
    blocks = [heading(name), *CONTENT, heading(name, 2), heading("BUDGET", 2), grid_block(ACTIONS)]
    assert fiche_starts(blocks) == [0]
    blocks[4] = heading(f"{name} (suite)", 2)
    assert fiche_starts(blocks) == [0]


def test_lists_of_fiches_open_nothing() -> None:
    blocks = [
        paragraph("Le contrat comporte trois fiches :"),
        heading("Fiche action n° 1 : Lire en ville"),
        heading("Fiche action n° 2 : Jouer dehors"),
        heading("Fiche action n° 3 : Bien manger"),
        paragraph("Il est proposé au conseil d'en délibérer."),
    ]
    assert fiche_starts(blocks) == []


def test_numbered_actions_need_the_content_of_a_fiche() -> None:
    bare = [heading("Action n° 1 : Lire en ville"), paragraph("Le conseil en a délibéré le 3 mars.")]
    assert fiche_starts(bare) == []
    assert fiche_starts([bare[0], *CONTENT]) == [0]


def test_a_table_without_its_heading_behind_a_cover() -> None:
    table = grid_block([["", "Bilan 2022", "Objectif 2023"], ["Nombre de lecteurs", "12", "20"]], page=2)
    blocks = [
        heading("FICHES ACTION 2023"),
        heading("INDICATEURS", 2),
        table,
        heading("FICHE ACTION 1 : Lire", 3),
        *CONTENT,
    ]
    assert fiche_starts(blocks) == [1, 3]
    assert fiche_starts(blocks[1:]) == [2]


SHEET = [
    ["Intitulé de l'action", "Lire en ville"],
    ["Axe", "Culture"],
    ["Objectifs", "Faire lire"],
    ["Pilote", "Médiathèque"],
    ["Date de démarrage", "2 mai 2024"],
    ["Durée", "Deux ans"],
]


def test_sheets_of_labels_open_fiches() -> None:
    sheet = grid_block(SHEET, header=0)
    other = grid_block([["Intitulé de l'action", "Jouer dehors"], *SHEET[1:]], header=0, page=2)
    assert fiche_starts([paragraph("Annexe"), sheet, other]) == [1, 2]
    named = [heading("Fiche action n° 1 – Lire en ville"), sheet]
    assert fiche_starts(named) == [0]
    rest = grid_block(
        [["Public", "Tous"], ["Territoire", "Le Val"], ["Budget", "10 €"], ["Partenaires", "École"]], header=0, page=2
    )
    assert fiche_starts([*named, rest]) == [0]  # the sheet goes on over the page


@pytest.mark.parametrize(
    ("lines", "number", "programme", "title"),
    [
        (["FICHE ACTION : Lire en ville"], None, None, "Lire en ville"),
        (["FICHE ACTION :", "LIRE EN VILLE"], None, None, "LIRE EN VILLE"),
        (["AXE 2 : CULTURE", "Fiche action n° 2.1 – Lire en ville"], "2.1", "AXE 2 : CULTURE", "Lire en ville"),
        (
            ["MESURES DU SOCLE", "LIRE EN VILLE", "RESUME DU PROJET (FICHES 7 ET 8)"],
            "7 ET 8",
            "MESURES DU SOCLE",
            "LIRE EN VILLE",
        ),
        (["MESURES DU SOCLE LIRE EN VILLE RESUME DU PROJET (FICHE 7)"], "7", "MESURES DU SOCLE", "LIRE EN VILLE"),
        (
            ["MESURE A L'INITIATIVE DU", "DEPARTEMENT", "LIRE EN VILLE", "RESUME DU PROJET (FICHE 9)"],
            "9",
            "MESURE A L'INITIATIVE DU DEPARTEMENT",
            "LIRE EN VILLE",
        ),
        (
            ["LIRE EN VILLE :", "1- Les tout-petits", "RESUME DU PROJET (FICHE 1)"],
            "1",
            None,
            "LIRE EN VILLE : 1- Les tout-petits",
        ),
        (["ACTION N° 3", "Lire en ville"], "3", None, "Lire en ville"),
        (["Fiche n° 4"], "4", None, None),
    ],
)
def test_headings(lines: list[str], number: str | None, programme: str | None, title: str | None) -> None:
    head = read_head([*(heading(text) for text in lines), *CONTENT])
    assert (head.number.text if head.number else None) == number
    assert (head.programme.flat if head.programme else None) == programme
    assert (head.title.flat if head.title else None) == title
    assert head.end == len(lines)


def test_a_programme_that_another_fiche_prints_on_its_own_line() -> None:
    first = part(
        heading("MESURES LITTORAL"), heading("LIRE EN VILLE"), heading("RESUME DU PROJET (FICHE 1)"), kind="fiche"
    )
    second = part(heading("MESURES LITTORAL JOUER DEHORS RESUME DU PROJET (FICHE 2)"), kind="fiche", part_id="p2")
    rows = extract(second, act("", first, second))
    assert plain(rows, "fiches", "fiche_id", "position", "number", "programme", "title") == [
        ("p2-f", 2, "2", "MESURES LITTORAL", "JOUER DEHORS")
    ]


def test_a_name_in_the_running_head() -> None:
    whole = part(heading("LIRE EN VILLE", 4), *CONTENT, kind="fiche")
    owner = act("", whole)
    owner.furniture = [
        Furniture("header", from_text(text, 4), 4)
        for text in ("Conseil du 3 mai", "FICHE-ACTION N° 2", "AXE 1 : CULTURE")
    ]
    rows = extract(whole, owner)
    assert plain(rows, "fiches", "number", "programme", "title") == [("2", "AXE 1 : CULTURE", "LIRE EN VILLE")]


def test_summary_table() -> None:
    rows = fiche(
        heading("FICHE ACTION 1 : Lire en ville"),
        grid_block(
            [
                ["DESCRIPTION DE L'ACTION", "DATE DE MISE EN PLACE DE L'ACTION", "DUREE DE L'ACTION"],
                ["Ouvrir une bibliothèque\ndans chaque canton", "1er janvier 2024", "Trois ans"],
            ]
        ),
    )
    assert plain(rows, "fiches", "description", "starts_on", "duration") == [
        ("Ouvrir une bibliothèque dans chaque canton", date(2024, 1, 1), "Trois ans")
    ]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            [
                "Description de l'action : Ouvrir un lieu d'accueil.",
                "Date de démarrage : 1er mars 2024",
                "Durée : 2 ans",
            ],
            ("Ouvrir un lieu d'accueil.", date(2024, 3, 1), "2 ans"),
        ),
        (["Durée de l'action : trois ans"], (None, None, "trois ans")),
        (
            ["Description : Ouvrir un lieu.", "Le calendrier reste à fixer."],
            ("Ouvrir un lieu. Le calendrier reste à fixer.", None, None),
        ),
    ],
)
def test_summary_in_labelled_lines(lines: list[str], told: tuple[object, ...]) -> None:
    blocks = [heading("Fiche action n° 4 : Accueillir"), *map(paragraph, lines), heading("Calendrier")]
    rows = extract(part(*blocks, kind="fiche"))
    assert [tuple(r[c] for c in ("description", "starts_on", "duration")) for r in rows if r.table == "fiches"] == [
        told
    ]


def test_a_date_that_is_none_is_null_and_told() -> None:
    rows = fiche(
        heading("FICHE ACTION 1 : Lire en ville"),
        grid_block([["Description", "Date de mise en place", "Durée"], ["Lire", "À partir de fin 2024", "Un an"]]),
    )
    assert plain(rows, "fiches", "starts_on") == [(None,)]
    assert codes(rows) == ["date_unreadable"]


def test_numbered_sections() -> None:
    rows = fiche(
        heading("FICHE ACTION : Lire en ville"),
        heading("I. Contexte et besoins repérés"),
        paragraph("Un habitant sur trois ne lit pas."),
        paragraph("• Les écoles lisent ;"),
        paragraph("• les collèges moins."),
        heading("II. Objectifs, résultats attendus"),
        paragraph("1. Ouvrir des lieux"),
        paragraph("2. Les faire connaître"),
        heading("III. Calendrier"),
        grid_block([["Étapes", "Dates"], ["Ouvrir", "2025"], ["Fermer", ""]]),
        heading("IV. Évaluation (indicateurs et livrables)"),
        grid_block([["Indicateurs", "Livrables"], ["Nombre de prêts", "Bilan"]]),
    )
    assert plain(rows, "fiche_sections", "position", "number", "heading", "text") == [
        (
            1,
            "I",
            "Contexte et besoins repérés",
            "Un habitant sur trois ne lit pas. - Les écoles lisent ; - les collèges moins.",
        ),
        (2, "II", "Objectifs, résultats attendus", "1. Ouvrir des lieux 2. Les faire connaître"),
        (3, "III", "Calendrier", None),
        (4, "IV", "Évaluation (indicateurs et livrables)", None),
    ]
    assert plain(rows, "fiche_actions", "action", "schedule", "progress") == [
        ("Ouvrir", "2025", None),
        ("Fermer", None, None),
    ]
    assert plain(rows, "fiche_indicators", "indicator", "deliverable", "year") == [("Nombre de prêts", "Bilan", None)]


@pytest.mark.parametrize("marks", [("1.", "2.", "3."), ("1 –", "2 –", "3 –"), ("A.", "B.", "C."), ("1)", "2)", "3)")])
def test_other_numberings(marks: tuple[str, str, str]) -> None:
    names = ("Contexte", "Objectifs", "Modalités de mise en œuvre")
    blocks = [
        b for m, n in zip(marks, names, strict=True) for b in (heading(f"{m} {n}"), paragraph(f"Texte de {n}."))
    ]
    rows = fiche(heading("FICHE ACTION : Lire en ville"), *blocks)
    assert plain(rows, "fiche_sections", "number", "heading", "text") == [
        (m.rstrip(" .–)"), n, f"Texte de {n}.") for m, n in zip(marks, names, strict=True)
    ]


def test_headings_without_number_and_labels_that_run_into_their_text() -> None:
    rows = fiche(
        heading("FICHE ACTION : Lire en ville"),
        heading("Contexte"),
        paragraph("On lit peu."),
        paragraph("Pilote : direction de la culture"),
        heading("INDICATEURS"),
        grid_block([["Indicateurs", "Livrables"], ["Prêts", ""]]),
    )
    assert plain(rows, "fiche_sections", "number", "heading", "text") == [
        (None, "Contexte", "On lit peu."),
        (None, "Pilote", "direction de la culture"),
    ]


def test_a_heading_printed_again_is_not_in_the_text() -> None:
    rows = fiche(
        heading("FICHE ACTION : Lire en ville"),
        heading("I. Contexte"),
        paragraph("On lit peu."),
        heading("FICHE ACTION : Lire en ville", 2),
        paragraph("On lira plus.", page=2),
        heading("II. Objectifs", 2),
        paragraph("Lire.", page=2),
    )
    assert plain(rows, "fiche_sections", "text") == [("On lit peu. On lira plus.",), ("Lire.",)]


def test_a_beginning_and_an_end_are_one_schedule() -> None:
    rows = fiche(
        heading("FICHE ACTION : Lire en ville"),
        heading("Calendrier"),
        grid_block(
            [
                ["Action", "Début", "Fin"],
                ["Ouvrir", "mars 2024", "mai 2025"],
                ["Former", "", "juin 2025"],
                ["Évaluer", "2026", ""],
            ]
        ),
    )
    assert plain(rows, "fiche_actions", "action", "schedule") == [
        ("Ouvrir", "mars 2024 – mai 2025"), ("Former", "juin 2025"), ("Évaluer", "2026"),
    ]  # fmt: skip


def test_actions() -> None:
    rows = fiche(
        heading("FICHE ACTION : Lire en ville"),
        heading("OBJECTIF 2024"),
        grid_block(
            [
                [
                    "ACTIONS MISES EN PLACE",
                    "ÉTAT D'AVANCEMENT",
                    "CALENDRIER JANVIER A JUIN 2024",
                    "PARTENAIRES",
                    "Zéphyr",
                ],
                ["Ouvrir des lieux", "> deux ouverts\n> un en travaux", "2024", "", "x"],
                ["", "Le troisième ouvrira en juin", "", "École", ""],
                [("Second semestre", 5)],
                ["Former", "-", "2025", "Région", ""],
            ]
        ),
    )
    assert plain(rows, "fiche_actions", "position", "action", "progress", "schedule", "partners") == [
        (1, "Ouvrir des lieux", "> deux ouverts > un en travaux Le troisième ouvrira en juin", "2024", "École"),
        (2, "Former", None, "2025", "Région"),
    ]
    assert codes(rows) == ["column_unrecognised"]


@pytest.mark.parametrize(
    ("heads", "first"),
    [
        (["Objectifs", "Mise en œuvre", "Calendrier", "Partenaires"], "a"),
        (["Instances", "Fréquence"], "a"),
        (["Action", "Temporalité 2023-2025"], "a"),
        (["N°", "Action", "Échéance"], "b"),
        (["Date", "Action", "Partenaires"], "b"),
        (["Étapes", "Échéance", "Responsable"], "a"),
    ],
)
def test_action_columns_of_other_makers(heads: list[str], first: str) -> None:
    row = ["1", *"bcd"][: len(heads)] if heads[0] == "N°" else [*"abcd"][: len(heads)]
    rows = fiche(heading("FICHE ACTION : Lire en ville"), heading("Calendrier"), grid_block([heads, row]))
    assert plain(rows, "fiche_actions", "action") == [(first,)]


def test_indicators_over_two_levels_with_sections() -> None:
    rows = fiche(
        heading("FICHE ACTION : Lire en ville"),
        heading("INDICATEURS"),
        grid_block(
            [
                [("INDICATEURS", 1, 2), ("BILAN 2022", 1, 2), ("2023", 2), "2024"],
                ["OBJECTIF", "RÉALISÉ MAI 2023", "OBJECTIF"],
                [("Prêts", 5)],
                ["Nombre de prêts", "1 114", "1 200", "", "/"],
                ["Taux de retour", "ND", "40 %", "38,5 % environ", "45 %"],
            ],
            header=2,
        ),
    )
    columns = ("section", "indicator", "year", "measure", "value_text", "value", "unit")
    assert plain(rows, "fiche_indicators", *columns) == [
        ("Prêts", "Nombre de prêts", 2022, "actual", "1 114", Decimal(1114), None),
        ("Prêts", "Nombre de prêts", 2023, "target", "1 200", Decimal(1200), None),
        ("Prêts", "Nombre de prêts", 2024, "target", "/", None, None),
        ("Prêts", "Taux de retour", 2022, "actual", "ND", None, None),
        ("Prêts", "Taux de retour", 2023, "target", "40 %", Decimal(40), "%"),
        ("Prêts", "Taux de retour", 2023, "actual", "38,5 % environ", Decimal("38.5"), "%"),
        ("Prêts", "Taux de retour", 2024, "target", "45 %", Decimal(45), "%"),
    ]


@pytest.mark.parametrize(
    ("head", "year", "measure", "as_of"),
    [
        ("BILAN 2021", 2021, "actual", None),
        ("2021 BILAN", 2021, "actual", None),
        ("OBJECTIFS 2024", 2024, "target", None),
        ("Cible 2025", 2025, "target", None),
        ("Valeur initiale 2022", 2022, "actual", None),
        ("2020", 2020, None, None),
        ("RÉALISÉ AU 30.11.2020 (JEUNES NÉS EN 2002)", 2020, "actual", date(2020, 11, 30)),
        ("BILAN 2021 RÉALISÉ 2021 AU 01.11.21", 2021, "actual", date(2021, 11, 1)),
        ("Réalisé au 31/12/2022", 2022, "actual", date(2022, 12, 31)),
        ("BILAN 2021 (du 1er mars au 23 novembre 2021)", 2021, "actual", None),
    ],
)
def test_periods_and_measures(head: str, year: int, measure: str | None, as_of: date | None) -> None:
    block = grid_block([["", head, "OBJECTIF 2026"], ["Nombre de prêts", "12", ""], ["Nombre de lecteurs", "7", ""]])
    rows = fiche(heading("FICHE ACTION : Lire"), heading("INDICATEURS"), block)
    assert plain(rows, "fiche_indicators", "year", "measure", "as_of")[0] == (year, measure, as_of)


def test_a_heading_row_over_measures_and_a_row_that_goes_on() -> None:
    rows = fiche(
        heading("FICHE ACTION : Lire"),
        heading("INDICATEURS"),
        grid_block(
            [
                ["", "Bilan 2021", "Objectif 2022"],
                ["LECTURE", "Réalisé au 31.12.2021", ""],
                ["Nombre de prêts", "67", "190"],
                ["", "Dont", "Dont"],
                ["> jeunes", "39", "45"],
            ]
        ),
    )
    assert plain(rows, "fiche_indicators", "section", "indicator", "value_text", "value") == [
        ("LECTURE", "Nombre de prêts", "67 Dont", Decimal(67)),
        ("LECTURE", "Nombre de prêts", "190 Dont", Decimal(190)),
        ("LECTURE", "> jeunes", "39", Decimal(39)),
        ("LECTURE", "> jeunes", "45", Decimal(45)),
    ]


def test_a_table_of_themes_indicators_and_deliverables() -> None:
    rows = fiche(
        heading("FICHE ACTION : Lire"),
        heading("V. Évaluation (indicateurs et livrables)"),
        grid_block(
            [
                ["Thème", "Indicateurs", "Livrables"],
                ["Prêts", "- Nombre de prêts\n- Taux de retour", "Bilan"],
                ["Lieux", "Nombre de lieux", ""],
            ]
        ),
    )
    assert plain(rows, "fiche_indicators", "section", "indicator", "deliverable", "value_text") == [
        (None, "- Nombre de prêts - Taux de retour", "Bilan", None),
        (None, "Nombre de lieux", None, None),
    ]


def test_a_sheet_of_labels_and_values() -> None:
    rows = fiche(
        heading("Fiche action n° 2.1"),
        grid_block(
            [
                *SHEET,
                ["Budget prévisionnel", "Coût total : 36 000 €, État : 12 000 €"],
                ["Calendrier", "Ouverture en mai"],
                ["Indicateurs", "- Nombre de prêts\n- Nombre de lieux"],
                ["Livrables", "Bilan annuel"],
            ],
            header=0,
        ),
    )
    assert plain(rows, "fiches", "number", "title", "programme", "starts_on", "duration") == [
        ("2.1", "Lire en ville", "Culture", date(2024, 5, 2), "Deux ans")
    ]
    assert plain(rows, "fiche_sections", "heading", "text") == [
        ("Objectifs", "Faire lire"),
        ("Pilote", "Médiathèque"),
        ("Calendrier", "Ouverture en mai"),
    ]
    assert plain(rows, "fiche_indicators", "indicator", "deliverable") == [
        ("- Nombre de prêts - Nombre de lieux", "Bilan annuel")
    ]


@pytest.mark.parametrize(
    "first", [[("FICHE ACTION N° 4 : Lire en ville", 2)], ["Fiche action n° 4", "Lire en ville"]]
)
def test_a_name_inside_the_frame(first: list[Text]) -> None:
    sheet = grid_block([first, ["Objectifs", "Faire lire"], ["Pilote", "Médiathèque"], ["Durée", "Un an"]], header=0)
    assert fiche_starts([paragraph("Annexe"), sheet]) == [1]
    rows = fiche(sheet)
    assert plain(rows, "fiches", "number", "title", "duration") == [("4", "Lire en ville", "Un an")]
    assert plain(rows, "fiche_sections", "heading") == [("Objectifs",), ("Pilote",)]


def test_tables_nested_in_the_values_of_a_sheet() -> None:
    sheet = grid_block(
        [["Objectifs", "Faire lire"], ["Calendrier", ""], ["Budget", ""], ["Pilote", "Ville"]], header=0
    )
    calendar = grid_block([["Quoi", "Quand"], ["Ouvrir", "Mai 2025"]])
    budget = grid_block([["Financeur", "Montant"], ["État", "10 €"], ["Total", "10 €"]])
    for block, box in ((sheet, Box(0, 0, 100, 100)), (calendar, Box(30, 27, 90, 45)), (budget, Box(30, 52, 90, 70))):
        assert block.table is not None
        block.table.boxes[1] = box
    assert sheet.table is not None
    sheet.table.cells = [
        replace(c, bbox=Box(25 * c.col, 25 * c.row, 25 + 75 * c.col, 25 * c.row + 25)) for c in sheet.table.cells
    ]
    whole = part(heading("FICHE ACTION : Lire"), sheet, calendar, budget, kind="fiche")
    assert plain(extract(whole), "fiche_actions", "action", "schedule") == [("Ouvrir", "Mai 2025")]
    assert plain(extract_budget(whole), "budget_lines", "section", "label") == [
        ("Budget", "État"),
        ("Budget", "Total"),
    ]


def test_labels_over_their_values_and_inside_one_cell() -> None:
    rows = fiche(
        heading("Fiche action n° 5 : Lire en ville"),
        grid_block(
            [
                [("CONTEXTE", 2)],
                [("On lit peu dans le canton.", 2)],
                ["Pilote : Médiathèque", "Durée : un an"],
                [("OBJECTIFS", 2)],
                [("Lire plus.", 2)],
            ],
            header=0,
        ),
    )
    assert plain(rows, "fiches", "duration") == [("un an",)]
    assert plain(rows, "fiche_sections", "heading", "text") == [
        ("CONTEXTE", "On lit peu dans le canton."),
        ("Pilote", "Médiathèque"),
        ("OBJECTIFS", "Lire plus."),
    ]


def test_evidence_of_values() -> None:
    rows = fiche(
        heading("FICHE ACTION : Lire"),
        heading("INDICATEURS"),
        grid_block([["", "Bilan 2021"], ["Nombre de prêts", "12 %"]]),
    )
    row = next(r for r in rows if r.table == "fiche_indicators")
    assert row.sources["value"][0].text == "12 %"
    assert row.sources["indicator"][0].text == "Nombre de prêts"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Pilote :", "pilot"),
        ("• Objectifs", "objectives"),
        ("Mise en œuvre", "method"),
        ("Mise en oeuvre", "method"),
        ("CALENDRIER JANVIER A DECEMBRE 2022", "calendar"),
        ("Date de mise en place de l’action", "starts_on"),
        ("Vue d’ensemble du budget", "budget"),
        ("Publics visés", "audience"),
        (
            "Actions menées par la Ville depuis dix ans et que le conseil entend poursuivre dans la durée du mandat.",
            None,
        ),
        ("Zéphyr", None),
    ],
)
def test_labels(text: str, meaning: str | None) -> None:
    found = label_alone(text)
    assert (found.meaning if found else None) == meaning


@given(st.text(max_size=200))
def test_any_text_is_read_without_error(text: str) -> None:
    found = label(text)
    assert found is None or 0 < found.end <= len(text)
    heading_of(text)
    is_cover(text)
    entry = inline(from_text(text), 1)
    assert entry is None or entry.value.text


@given(
    st.lists(
        st.sampled_from(
            ["I. Contexte", "II. Objectifs", "Texte.", "3. Calendrier", "FICHE ACTION : Lire", "Pilote : X", ""]
        ),
        max_size=12,
    )
)
def test_any_order_of_paragraphs_keeps_positions_dense(texts: list[str]) -> None:
    rows = fiche(heading("FICHE ACTION : Lire en ville"), *(heading(t) for t in texts))
    positions = [r["position"] for r in rows if r.table == "fiche_sections"]
    assert positions == list(range(1, len(positions) + 1))
