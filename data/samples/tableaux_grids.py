"""The tables of the pages of tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from samples.grid import Cell, Grid
from samples.truth import euros

SHADED = Cell(align="C", bold=True, fill=215)
LIKE_BODY = Cell(align="", bold=True)  # each heading stands as its column does


def rows(text: str) -> list[Sequence[Cell | str]]:
    """Rows written one a line, cells between bars."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


FULL = Grid(
    [55, 215, 100, 100],
    rows("""
    Chapitre | Libellé | Budget primitif | Réalisé
    011 | Charges à caractère général | 1 842 000,00 | 1 790 412,37
    012 | Charges de personnel et frais assimilés | 4 260 500,00 | 4 241 008,90
    65 | Autres charges de gestion courante, subventions aux associations comprises | 912 300,00 | 905 118,02
    66 | Charges financières | 148 000,00 | 147 655,41
    """),
    align="CLRR",
)
HORIZONTAL = Grid(
    [205, 90, 90, 90],
    rows("""
    Nature de la recette | 2022 | 2023 | 2024
    Impôts et taxes | 5 120 | 5 347 | 5 498
    Dotations et participations | 1 604 | 1 588 | 1 571
    Produits des services | 733 | 790 | 812
    Produits exceptionnels | 41 | | 17
    """),
    header=LIKE_BODY,
    align="LRRR",
    rules="horizontal",
)
SHADING = Grid(
    [180, 155, 140],
    rows("""
    Opération | Maître d'œuvre | Montant hors taxes
    Halle aux pêcheurs | Atelier Brisants | 1 240 000 €
    Médiathèque | Cabinet Orée & associés | 386 500 €
    Square de la Vigie | Services municipaux | 48 900 €
    """),
    header=SHADED,
    align="LLR",
    rules="shaded",
)
BARE = Grid(
    [170, 170, 120],
    rows("""
    Association | Objet de l'aide | Montant
    Harmonie municipale | Achat d'instruments | 4 000 €
    Aviron Club de la Brédance | Régates d'automne et formation des jeunes barreurs | 3 200 €
    Les Amis du Phare | Journées du patrimoine | 1 250 €
    Secours aux marins | Fonctionnement | 1 000 €
    """),
    header=LIKE_BODY,
    align="LLR",
    rules="none",
)
RECTS = Grid(
    [120, 120, 120, 115],
    rows("""
    Impôt | Base | Taux | Produit
    Taxe foncière bâtie | 9 412 000 | 41,27 % | 3 884 332 €
    Taxe foncière non bâtie | 118 300 | 52,10 % | 61 634 €
    Taxe d'habitation secondaire | 2 906 100 | 17,85 % | 518 739 €
    """),
    align="LRRR",
    rules="rects",
)
DASHED = Grid(
    [200, 135, 140],
    rows("""
    Équipement | Fréquentation 2023 | Fréquentation 2024
    Piscine | 48 120 | 51 344
    Bibliothèque | 21 905 | 23 018
    Salle de la Capitainerie | 9 870 | 9 412
    """),
    align="LRR",
    rules="dashed",
)
STAMPED = Grid(
    [60, 190, 110, 110],
    rows("""
    Exercice | Débiteur | Émis | Reste à recouvrer
    2019 | Locataires du port à sec | 12 480,00 | 1 112,50
    2020 | Cantine et garderie | 98 204,17 | 3 046,88
    2021 | Cantine et garderie | 101 633,40 | 2 918,05
    2022 | Droits de place | 17 420,00 | 640,00
    2023 | Cantine et garderie | 108 977,25 | 5 530,71
    """),
    align="CLRR",
)
DARK = Grid(
    [190, 95, 95, 95],
    rows("""
    Service | Agents | Équivalents temps plein | Masse salariale
    Écoles et restauration | 61 | 52,4 | 1 702 300 €
    Services techniques | 38 | 37,1 | 1 388 450 €
    Administration générale | 22 | 20,8 | 904 120 €
    """),
    header=Cell(align="C", bold=True, fill=50, white=True),
    align="LRRR",
    rules="horizontal",
)
SPANS = Grid(
    [95, 150, 75, 75, 80],
    [
        ["Direction", "Action", "Prévu", "Réalisé", "Observations"],
        [
            Cell("Enfance", rowspan=3),
            "Accueil périscolaire",
            "210 000",
            "204 118",
            Cell("Effectifs stables", rowspan=2),
        ],
        ["Centres de loisirs", "96 000", "97 340"],
        ["Séjours", Cell("annulés en 2024", colspan=2, align="C"), ""],
        [Cell("Culture", rowspan=2), "Médiathèque", "118 000", "112 905", ""],
        ["Festival du Quai", "45 000", "44 870", "Bilan joint"],
        [Cell("Ensemble", colspan=2, bold=True), Cell("469 000", align="R"), Cell("459 233", align="R"), ""],
    ],
    align="LLRRL",
)
LEVELS = Grid(
    [145, 55, 55, 55, 55, 110],
    [
        [
            Cell("Budget", rowspan=2),
            Cell("Fonctionnement", colspan=2),
            Cell("Investissement", colspan=2),
            Cell("Résultat", rowspan=2),
        ],
        ["Dépenses", "Recettes", "Dépenses", "Recettes"],
        ["Principal", "7 084", "7 903", "2 611", "2 340", "548"],
        ["Port de plaisance", "640", "702", "118", "131", "75"],
        ["Eau potable", "511", "560", "204", "149", "(6)"],
    ],
    header_rows=2,
    header=SHADED,
    align="LRRRRR",
)
SECTIONS = Grid(
    [300, 85, 90],
    [
        ["Bénéficiaire", "Demandé", "Attribué"],
        [Cell("Sport", colspan=3, bold=True, fill=238)],
        ["Union sportive clairvaloise", "7 000 €", "6 500 €"],
        ["Judo-club de Port-Clairval", "1 800 €", "1 800 €"],
        [Cell("Culture", colspan=3, bold=True, fill=238)],
        ["Compagnie du Vieux Quai", "4 000 €", "2 700 €"],
        [Cell("Solidarité", colspan=3, bold=True, fill=238)],
        ["Épicerie sociale L’Ancre", "5 000 €", "5 000 €"],
        [Cell("Total", bold=True), Cell("17 800 €", align="R", bold=True), Cell("16 000 €", align="R", bold=True)],
    ],
    align="LRR",
)
GRIDS: list[tuple[str, Grid]] = [
    ("Dépenses de fonctionnement", FULL),
    ("Évolution des recettes, en milliers d’euros", HORIZONTAL),
    ("Opérations en cours", SHADING),
    ("Aides aux associations", BARE),
    ("Fiscalité directe", RECTS),
    ("Équipements municipaux", DASHED),
    ("Restes à recouvrer", STAMPED),
    ("Effectifs", DARK),
    ("Exécution par direction", SPANS),
    ("Vue d’ensemble des budgets, en milliers d’euros", LEVELS),
    ("Subventions par domaine", SECTIONS),
]

LEFT = Grid(
    [150, 75],
    rows("""
    Dépenses | Montant
    Charges à caractère général | 1 790 412
    Charges de personnel | 4 241 009
    Autres charges | 1 052 773
    """),
    align="LR",
)
RIGHT = Grid(
    [150, 75],
    rows("""
    Recettes | Montant
    Impôts et taxes | 5 498 021
    Dotations | 1 571 300
    Produits des services | 812 440
    Autres produits | 21 109
    """),
    align="LR",
)
WIDE = Grid(
    [190, 76, 76, 76, 76, 76, 76, 76],
    [
        [
            Cell("Opération", rowspan=2),
            Cell("Crédits de paiement", colspan=5),
            Cell("Subventions", rowspan=2),
            Cell("Reste à charge", rowspan=2),
        ],
        ["2024", "2025", "2026", "2027", "2028"],
        ["Médiathèque", "120 000", "940 000", "1 310 000", "415 000", "-", "1 050 000", "1 735 000"],
        [
            "Rénovation énergétique des écoles",
            "88 000",
            "240 000",
            "240 000",
            "240 000",
            "240 000",
            "419 200",
            "628 800",
        ],
        ["Voirie et réseaux", "310 000", "310 000", "310 000", "310 000", "310 000", "-", "1 550 000"],
        [
            Cell("Total", bold=True),
            *(
                Cell(t, bold=True, align="R")
                for t in ("518 000", "1 490 000", "1 860 000", "965 000", "550 000", "1 469 200", "3 913 800")
            ),
        ],
    ],
    header_rows=2,
    header=SHADED,
    align="LRRRRRRR",
)
TURNED = Grid(
    [130, 130, 80, 70, 90, 90, 90],
    rows("""
    Prêteur | Objet | Année | Taux | Capital emprunté | Capital restant dû | Annuité 2025
    Crédit Landais Mutualiste | Groupe scolaire | 2014 | 2,15 % | 1 500 000 € | 618 440 € | 98 112 €
    Caisse des ports | Quai sud | 2017 | 1,40 % | 900 000 € | 512 007 € | 67 930 €
    Banque de la Résine | Voirie | 2021 | 0,98 % | 650 000 € | 498 215 € | 48 704 €
    """),
    align="LLCRRRR",
)
OUTER = Grid(
    [130, 345],
    rows("""
    Rubrique | Réponse du demandeur
    Association | Les Amis du Phare
    Objet de la demande | Exposition sur les gens de mer
    Budget de l'action | \u00a0
    Montant demandé | 1 500 €
    """),
    size=10,
)
OUTER.rows[3] = ["Budget de l'action", "\n\n\n\n\n\n\n"]
INNER = Grid(
    [110, 60, 90, 60],
    rows("""
    Charges | Montant | Produits | Montant
    Impressions | 2 100 € | Subvention | 1 500 €
    Location | 900 € | Billetterie | 800 €
    Réception | 400 € | Fonds propres | 1 100 €
    """),
    align="LRLR",
    size=8.5,
)


def mandates() -> Grid:
    """A long table: three pages, with a row that a page end cuts."""
    suppliers = (
        "Garage du Quai",
        "Électricité Marsan",
        "Papeterie Lande",
        "Eaux de la Brédance",
        "Menuiserie Pignada",
    )
    objects = (
        "Entretien des véhicules",
        "Éclairage public",
        "Fournitures scolaires",
        "Consommation d’eau",
        "Volets de l’école",
    )
    lines: list[Any] = [["Mandat", "Fournisseur", "Objet", "Montant"]]
    for n in range(86):
        amount = 120 + (n * 7919) % 4800 + (n % 4) * 0.25
        purpose = objects[n % 5]
        if n == 35:
            purpose = (
                "Travaux urgents sur le réseau d’assainissement de la rue des Voiliers après la tempête des "
                "3 et 4 novembre : pompage, remplacement de deux tronçons, remise en état de la chaussée, "
                "constats contradictoires avec les riverains et repérage des branchements non conformes "
                "signalés par le délégataire"
            )
        lines.append([str(1204 + n), suppliers[n % 5], purpose, euros(amount, 2, "")])
    return Grid([60, 140, 190, 85], lines, align="CLLR", cut=True, header=SHADED)


LONG = mandates()
