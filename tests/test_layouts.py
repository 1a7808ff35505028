"""Fiches-action and budget annexes in layouts that no sample has, drawn and read from end to end."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "data"))

from samples.drawing import Sheet, Style
from samples.grid import Cell, Grid, draw

from models.schema import Tables
from pipeline.document import process
from pipeline.readers import ReadOptions

HEAD = Cell(align="C", bold=True, fill=215)
DARK = Cell(align="C", bold=True, fill=60, white=True)
PLAIN = Cell(align="L", bold=True)
Row = tuple[Any, ...]
Expected = dict[str, list[Row]]


def _act(title: str, *, family: str = "Helvetica", landscape: bool = False) -> Sheet:
    """A deliberation on one page; what it approves begins on the next."""
    sheet = Sheet(Style(family, 10, landscape=landscape, justified=False, number="Page {page} / {nb}"), title)
    sheet.add_page()
    sheet.heading("DÉPARTEMENT DE LA VESQUE")
    sheet.heading("DÉLIBÉRATION DU CONSEIL DÉPARTEMENTAL")
    for text in (
        "Réunion du 24 juin 2024",
        f"OBJET : {title}",
        "Étaient présents : Mme Anne BRETEUIL, M. Paul ARBEL",
    ):
        sheet.para(text)
    sheet.para("Après en avoir délibéré, le Conseil départemental DÉCIDE, à l'unanimité :")
    sheet.para("Article 1er : d'approuver les documents joints en annexe.")
    sheet.add_page()
    return sheet


def _table(sheet: Sheet, heading: str, grid: Grid) -> None:
    sheet.para(heading, bold=True)
    draw(sheet, grid)


def _labels_and_values() -> tuple[Sheet, Expected]:
    """A sheet of labels and values, with tables of funders by year and of indicators below it."""
    sheet = _act("Plan de l'autonomie")
    rows = [
        ("Intitulé de l'action", "Créer une équipe mobile de répit"),
        ("Axe de rattachement", "Axe 1 – Soutenir les proches aidants"),
        ("Service pilote", "Direction de l'autonomie"),
        ("Public visé", "Proches aidants"),
        ("Date de démarrage", "1er octobre 2024"),
        ("Durée", "3 ans"),
    ]
    name = Cell("FICHE ACTION N° 1.1", colspan=2, align="C", bold=True, fill=200)
    draw(sheet, Grid([140, 331], [[name], *([Cell(a, bold=True), b] for a, b in rows)], header_rows=0))
    funders = [
        ["Financeurs", "2024", "2025", "Total"],
        ["Département", "20 000 €", "40 000 €", "60 000 €"],
        ["Caisses de retraite", "-", "5 000 €", "5 000 €"],
        ["Total", "20 000 €", "45 000 €", "65 000 €"],
    ]
    _table(sheet, "Plan de financement", Grid([171, 100, 100, 100], [*funders], header=HEAD, align="LRRR"))
    indicators = [["Indicateurs", "Valeur 2023", "Cible 2024"], ["Aidants accompagnés", "ND", "120"]]
    _table(sheet, "Indicateurs d'évaluation", Grid([231, 80, 80], [*indicators], header=HEAD))
    return sheet, {
        "fiches": [
            ("1.1", "Créer une équipe mobile de répit", "Axe 1 – Soutenir les proches aidants", "2024-10-01", "3 ans")
        ],
        "indicators": [
            (None, "Aidants accompagnés", 2023, "actual", "ND"),
            (None, "Aidants accompagnés", 2024, "target", "120"),
        ],
        "budget": [
            ("fiche", "Plan de financement", "Département", False, "other 20000 other 40000 total 60000"),
            ("fiche", "Plan de financement", "Caisses de retraite", False, "other 5000 total 5000"),
            ("fiche", "Plan de financement", "Total", True, "other 20000 other 45000 total 65000"),
        ],
    }


def _two_labels_a_row() -> tuple[Sheet, Expected]:
    """Labels and values in four columns under the sheet's name; units and sources beside the indicators."""
    sheet = _act("Schéma de l'alimentation")
    bold = [
        [Cell("FICHE PROJET – Ouvrir un tiers-lieu agricole", colspan=4, align="C", bold=True, fill=200)],
        [Cell("Axe", bold=True), "2 – Alimentation", Cell("N° de fiche", bold=True), "2.3"],
        [Cell("Pilote", bold=True), "Agriculture", Cell("Partenaires", bold=True), "Région"],
        [Cell("Date de début", bold=True), "15 mars 2024", Cell("Durée", bold=True), "24 mois"],
        [Cell("Public cible", bold=True), Cell("Agriculteurs en installation", colspan=3)],
    ]
    draw(sheet, Grid([90, 146, 90, 145], [*bold], header_rows=0))
    funders = [["Financeur", "Montant", "%"], ["Département", "150 000 €", "50 %"], ["État", "150 000 €", "50 %"]]
    _table(sheet, "Coût et financement", Grid([171, 100, 100], [*funders], header=HEAD, align="LRR"))
    indicators = [
        ["Indicateur", "Unité", "Valeur de référence (2022)", "Cible 2027", "Source"],
        ["Surface mise à disposition", "ha", "0", "35", "Direction"],
    ]
    _table(sheet, "Indicateurs", Grid([161, 60, 90, 70, 90], [*indicators], header=HEAD))
    phases = [["Phase", "Échéance", "Livrable"], ["Études", "T2 2024", "Programme"]]
    _table(sheet, "Calendrier de réalisation", Grid([231, 120, 120], [*phases], header=HEAD))
    return sheet, {
        "fiches": [("2.3", "Ouvrir un tiers-lieu agricole", "2 – Alimentation", "2024-03-15", "24 mois")],
        "actions": [("Études", None, "T2 2024", None)],
        "indicators": [
            (None, "Surface mise à disposition", 2022, "actual", "0"),
            (None, "Surface mise à disposition", 2027, "target", "35"),
        ],
        "budget": [
            ("fiche", "Coût et financement", "Département", False, "department_share 150000"),
            ("fiche", "Coût et financement", "État", False, "state_share 150000"),
        ],
    }


def _landscape_with_dates_first() -> tuple[Sheet, Expected]:
    """A landscape sheet: the calendar before the action, a header printed again, indicators over two levels."""
    sheet = _act("Contrat des solidarités", landscape=True, family="Times")
    sheet.heading("Axe 2 : Insertion")
    sheet.heading("Fiche-action n° 4 : Référents de parcours")
    steps = [(f"Trimestre {n}", f"Étape {n} du parcours", "DASE", "CAF, MSA", "Tenue. " * 40) for n in range(1, 6)]
    heads = ["Calendrier", "Étapes de l'action", "Responsable", "Partenaires associés", "Avancement au 31/12/2023"]
    _table(sheet, "II. Mise en œuvre", Grid([110, 190, 90, 110, 200], [heads, *steps], header=HEAD, cut=True))
    levels: list[Any] = [
        [Cell("Indicateurs de suivi", rowspan=2), Cell("2023", colspan=2), Cell("2024")],
        ["Cible", "Réalisé", "Cible"],
        [Cell("Parcours", colspan=4, bold=True)],
        ["Ménages suivis", "300", "287", "400"],
    ]
    grid = Grid([260, 88, 88, 88], levels, header_rows=2, header=HEAD)
    _table(sheet, "IV. Suivi et évaluation", grid)
    return sheet, {
        "fiches": [("4", "Référents de parcours", "Axe 2 : Insertion", None, None)],
        "actions": [(b, ("Tenue. " * 40).strip(), a, d) for a, b, _, d, _ in steps],
        "indicators": [
            ("Parcours", "Ménages suivis", 2023, "target", "300"),
            ("Parcours", "Ménages suivis", 2023, "actual", "287"),
            ("Parcours", "Ménages suivis", 2024, "target", "400"),
        ],
    }


def _horizontal_rules() -> tuple[Sheet, Expected]:
    """Tables with horizontal rules close together, one without rules, white headings on dark, lines named by years."""
    sheet = _act("Plan climat", family="Lato")
    axis = "Orientation B : Réduire les consommations"
    sheet.heading(axis, align="L")
    sheet.heading("Fiche action n°7 – Rénover les collèges", align="L")
    sheet.para("Contexte : Les collèges consomment la moitié de l'énergie du Département.")
    steps = [
        ["Étapes", "Échéance", "Pilote", "État d'avancement"],
        ["Audit des bâtiments", "2023", "Bâtiments", "Achevé"],
        ["Suivi des consommations", "Chaque année", "Énergie", "Non démarré"],
    ]
    _table(sheet, "Étapes de mise en œuvre", Grid([170, 80, 80, 141], [*steps], rules="horizontal", header=PLAIN))
    means = [["Poste de dépenses", "Montant TTC"], ["Audit", "48 000 €"], ["Travaux", "952 000 €"]]
    _table(sheet, "Moyens financiers", Grid([331, 140], [*means], rules="horizontal", header=PLAIN, align="LR"))
    results = [
        ["Indicateur", "Résultat 2023", "Objectif 2024", "Objectif 2026"],
        ["Consommation par élève", "820", "780", "650"],
        ["Collèges rénovés", "2", "5", "18"],
    ]
    grid = Grid([231, 80, 80, 80], [*results], rules="none", header=PLAIN, align="LRRR")
    _table(sheet, "Indicateurs de résultat", grid)
    sheet.add_page()
    sheet.heading(axis, align="L")
    sheet.heading("Fiche action n°8 – Produire de l'électricité solaire", align="L")
    sheet.para("1. Rappel des objectifs", bold=True)
    sheet.para("Équiper dix toitures.")
    plan = [["Actions", "Début", "Fin"], ["Étude des toitures", "Mars 2024", "Juin 2024"]]
    _table(sheet, "Planning", Grid([231, 120, 120], [*plan], header=DARK))
    years = [["", "État", "Département", "FEDER", "Total"], ["2024", "10 000", "20 000", "15 000", "45 000"]]
    years += [["2025", "0", "30 000", "15 000", "45 000"]]
    _table(sheet, "Budget prévisionnel", Grid([131, 85, 85, 85, 85], [*years], header=DARK, align="LRRRR"))
    return sheet, {
        "fiches": [
            ("7", "Rénover les collèges", axis, None, None),
            ("8", "Produire de l'électricité solaire", axis, None, None),
        ],
        "actions": [
            ("Audit des bâtiments", "Achevé", "2023", None),
            ("Suivi des consommations", "Non démarré", "Chaque année", None),
            ("Étude des toitures", None, "Mars 2024 – Juin 2024", None),
        ],
        "indicators": [
            (None, label, year, measure, value)
            for label, *values in results[1:]
            for (year, measure), value in zip(
                [(2023, "actual"), (2024, "target"), (2026, "target")], values, strict=True
            )
        ],
        "budget": [
            ("fiche", "Moyens financiers", "Audit", False, "total 48000"),
            ("fiche", "Moyens financiers", "Travaux", False, "total 952000"),
            (
                "fiche",
                "Budget prévisionnel",
                "2024",
                False,
                "department_share 20000 other 15000 state_share 10000 total 45000",
            ),
            (
                "fiche",
                "Budget prévisionnel",
                "2025",
                False,
                "department_share 30000 other 15000 state_share 0 total 45000",
            ),
        ],
    }


def _subsidies_over_pages() -> tuple[Sheet, Expected]:
    """Hundreds of lines in landscape, by theme with totals, the heading row printed once."""
    sheet = _act("Subventions 2024 aux associations", landscape=True)
    sheet.heading("ANNEXE – Subventions attribuées aux associations")
    rows: list[Any] = [["N°", "Bénéficiaire", "Objet", "Attribué 2023", "Proposition 2024"]]
    expected: list[Row] = []
    rank, grand = 0, 0
    for theme, count in (("Culture", 83), ("Sport", 91), ("Action sociale", 44)):
        rows.append([Cell(theme, colspan=5, bold=True, fill=235)])
        total = 0
        for _ in range(count):
            rank += 1
            amount = 400 + 7 * rank
            before = f"{amount - 50:,} €".replace(",", " ") if rank % 4 else "-"
            name = f"Les Amis de Brède {rank}"
            rows.append([str(rank), name, "Fonctionnement", before, f"{amount:,} €".replace(",", " ")])
            told = f"other {amount - 50} " if rank % 4 else ""
            expected.append(("annex", theme, name, False, f"{told}proposed {amount}"))
            total += amount
        rows.append([Cell(f"Sous-total {theme}", colspan=3, bold=True), "", f"{total:,} €".replace(",", " ")])
        expected.append(("annex", theme, f"Sous-total {theme}", True, f"proposed {total}"))
        grand += total
    rows.append([Cell("TOTAL GÉNÉRAL", colspan=3, bold=True), "", f"{grand:,} €".replace(",", " ")])
    expected.append(("annex", None, "TOTAL GÉNÉRAL", True, f"proposed {grand}"))
    draw(sheet, Grid([35, 270, 200, 100, 100], rows, header=HEAD, align="CLLRR", repeat=False))
    return sheet, {"budget": expected}


def _modification() -> tuple[Sheet, Expected]:
    """Changes of credits by chapter and function, expenses beside receipts, both ways to print a negative amount."""
    sheet = _act("Décision modificative n° 2 de l'exercice 2024")
    rows: list[Any] = [
        ["Chapitre", "Fonction", "Libellé", "Dépenses", "Recettes"],
        [Cell("SECTION DE FONCTIONNEMENT", colspan=5, bold=True)],
        ["65", "428", "Subventions aux associations", "- 45 000,00", ""],
        ["74", "01", "Dotations de l'État", "", "75 000,00"],
        [Cell("Total section de fonctionnement", colspan=3, bold=True), "-45 000,00", "75 000,00"],
        [Cell("SECTION D'INVESTISSEMENT", colspan=5, bold=True)],
        ["23", "621", "Travaux de voirie", "(12 500,00)", ""],
    ]
    _table(
        sheet, "Les crédits sont modifiés comme suit :", Grid([50, 55, 206, 80, 80], rows, header=HEAD, align="CCLRR")
    )
    one, two = "SECTION DE FONCTIONNEMENT", "SECTION D'INVESTISSEMENT"
    return sheet, {
        "budget": [
            ("budget", one, "Subventions aux associations", False, "proposed -45000"),
            ("budget", one, "Dotations de l'État", False, "proposed 75000"),
            ("budget", one, "Total section de fonctionnement", True, "proposed -45000 proposed 75000"),
            ("budget", two, "Travaux de voirie", False, "proposed -12500"),
        ]
    }


def _payments() -> tuple[Sheet, Expected]:
    """Programmes and payments over two levels of headings; what was paid is not proposed."""
    sheet = _act("Autorisations de programme", landscape=True)
    sheet.heading("ANNEXE 2 – Échéancier des AP/CP")
    rows: list[Any] = [
        [Cell("N° AP", rowspan=2), Cell("Libellé", rowspan=2), Cell("Montant AP", rowspan=2), Cell("CP", colspan=2)],
        ["Réalisé au 31/12/2023", "2024"],
        ["AP2201", "Collèges", "12 000 000", "4 000 000", "3 000 000"],
        ["AP2302", "Voirie", "6 500 000", "500 000", "2 000 000"],
    ]
    draw(sheet, Grid([60, 180, 120, 120, 120], rows, header_rows=2, header=HEAD, align="LLRRR"))
    title = "ANNEXE 2 – Échéancier des AP/CP"
    return sheet, {
        "budget": [
            ("annex", title, "Collèges", False, "authorised 12000000 proposed 3000000 spent 4000000"),
            ("annex", title, "Voirie", False, "authorised 6500000 proposed 2000000 spent 500000"),
        ]
    }


LAYOUTS: list[Callable[[], tuple[Sheet, Expected]]] = [
    _labels_and_values,
    _two_labels_a_row,
    _landscape_with_dates_first,
    _horizontal_rules,
    _subsidies_over_pages,
    _modification,
    _payments,
]


def _found(tables: Tables) -> Expected:
    def text(value: Any) -> Any:
        return value if value is None or isinstance(value, int) else str(value)

    def rows(table: str, *columns: str) -> list[Row]:
        return [tuple(text(row[c]) for c in columns) for row in tables[table]]

    amounts: dict[str, list[str]] = {}
    for row in tables["budget_amounts"]:
        amounts.setdefault(row["line_id"], []).append(f"{row['measure']} {row['amount_eur']:.0f}")
    lines = [(r["scope"], r["section"], r["label"], r["is_total"], r["line_id"]) for r in tables["budget_lines"]]
    return {
        "fiches": rows("fiches", "number", "title", "programme", "starts_on", "duration"),
        "actions": rows("fiche_actions", "action", "progress", "schedule", "partners"),
        "indicators": rows("fiche_indicators", "section", "indicator", "year", "measure", "value_text"),
        "budget": [(*line[:4], " ".join(sorted(amounts.get(line[4], [])))) for line in lines],
    }


@pytest.mark.parametrize("layout", LAYOUTS, ids=[f.__name__.strip("_") for f in LAYOUTS])
def test_layout(layout: Callable[[], tuple[Sheet, Expected]]) -> None:
    sheet, expected = layout()
    found = _found(process(bytes(sheet.output()), "annexe.pdf", "annexe.pdf", ReadOptions(ocr="never")))
    for kind, rows in found.items():
        assert rows == [tuple(row) for row in expected.get(kind, [])], kind
