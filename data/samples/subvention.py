"""A commune's extract with a side column and grants in aligned columns without rules."""

from __future__ import annotations

from typing import Any

from samples.drawing import Sheet, Style
from samples.grid import Cell, Grid, draw
from samples.people import VILLAGE as V
from samples.truth import Truth, euros, money

NAME = "deliberation-subvention"
STYLE = Style("Caladea", 10, leading=1.2, margins=(176, 54, 54, 50), hyphenated=True)
ACT_ID = "096-219600376-20241014-D2024_057-DE"
TITLE = "Attribution de subventions aux associations - Exercice 2024"

REPRESENTED = [V["LAMOTHE-DARRÉ"], V["MIRAMBELLE"]]
EXCUSED, ABSENT = [V["HERMANTIER"]], [V["ESTÈVENARD"]]
PRESENT = [person for person in V.values() if person not in (*REPRESENTED, *EXCUSED, *ABSENT)]

# theme, (beneficiary, purpose, amount), printed total
THEMES = [
    (
        "Dans le cadre de la jeunesse",
        [
            ("Foyer rural de Vieille-Sauvagne", "Centre de loisirs", 5200),
            ("Les Éclaireurs de la Brédance", "Camp d’été", 1400),
        ],
        6600,
    ),
    (
        "Dans le cadre du patrimoine",
        [
            ("Amis de l’église Saint-Roch", "Restauration du retable", 3000),
            ("Mémoire des résiniers", "Exposition itinérante", 750),
            ("La Grange aux Contes", "Festival d’automne", 2000),
        ],
        5760,  # ten too many
    ),
]
DECISIONS = [
    (
        None,
        "attribuer",
        "D’attribuer les subventions telles que définies ci-dessus, sous réserve de la signature d’une "
        "convention avec les associations dont la subvention annuelle dépasse 23 000 € ;",
    ),
    (
        None,
        "prélever",
        "De prélever ces sommes sur les crédits inscrits au budget 2024, chapitre 65, article 65748 ;",
    ),
    (
        None,
        "autoriser",
        "D’autoriser Madame le Maire, ou à défaut l’adjoint délégué, à signer tout document relatif à cette affaire.",
    ),
]


def side_column(sheet: Sheet) -> None:
    """What stands in the left margin."""
    x = 40.0
    sheet.lines(["VILLE DE", "VIEILLE-SAUVAGNE"], x=x, y=56, size=11, bold=True, width=120)
    sheet.lines(["Direction de la vie", "associative et des sports"], x=x, y=100, size=9, width=120)
    sheet.lines(["N° 2024 / 057"], x=x, y=142, size=11, bold=True, width=120)
    sheet.lines(["Extrait du registre", "des délibérations", "du conseil municipal"], x=x, y=172, size=9, width=120)
    sheet.lines(["Séance ordinaire", "du lundi", "14 octobre 2024"], x=x, y=222, size=9, width=120)
    sheet.lines(
        ["Convocation du", "8 octobre 2024", "", "Membres en exercice : 15", "Présents : 11", "Votants : 13"],
        x=x,
        y=272,
        size=9,
        width=120,
    )
    sheet.lines(["Reçu en préfecture le", "17/10/2024", "Affiché le 18/10/2024"], x=x, y=360, size=8, width=120)
    sheet.lines([ACT_ID], x=x, y=400, size=6.2, width=120)
    sheet.line(166, 56, 166, 780)


def build() -> tuple[Sheet, Truth, list[Grid]]:
    """The document, its truth and its tables."""
    sheet, truth = Sheet(STYLE, "Délibération du conseil municipal de Vieille-Sauvagne", side_column), Truth(NAME)
    sheet.add_page()
    sheet.para(
        "Le conseil municipal, légalement convoqué, s’est réuni à Vieille-Sauvagne, sous la présidence de "
        "Madame Hélène DESTREMAUD, Maire."
    )
    sheet.para("**Présents :**\n" + ", ".join(person.name for person in PRESENT) + ".", align="L")
    sheet.para(
        "**Absents ayant voté par procuration en application de l’article L. 2121-20 du code général des "
        "collectivités territoriales :**\n" + ", ".join(person.name for person in REPRESENTED) + ".",
        align="L",
    )
    sheet.para(f"**Excusée :** {EXCUSED[0].name}.", align="L")
    sheet.para(f"**Absent :** {ABSENT[0].name}.", align="L", after=12)
    sheet.para(TITLE, bold=True, size=13, align="L", after=8)
    sheet.para(
        "La commune soutient les associations qui font vivre le village. Madame Isabelle BORDESSOULES, "
        "adjointe, présente les demandes examinées par la commission de la vie associative le 30 septembre "
        "2024. Il est proposé d’attribuer les subventions suivantes :"
    )
    grids = [theme(sheet, *found) for found in THEMES]
    sheet.para("En conséquence, il est proposé au conseil municipal :", before=4)
    for _, _, text in DECISIONS:
        sheet.item(text)
    sheet.para("Le conseil, après en avoir délibéré, adopte à l’unanimité.", before=4, after=10)
    sheet.para("Pour extrait conforme,\nLe Maire,", align="R", after=26)
    sheet.para("Hélène DESTREMAUD", bold=True, align="R")
    tell(truth)
    return sheet, truth, grids


def theme(sheet: Sheet, title: str, lines: list[tuple[str, str, int]], total: int) -> Grid:
    """Beneficiaries of one theme, in columns that only their edges align."""
    rows: list[Any] = [["Association", "Objet", "Montant"]]
    rows += [[name, purpose, euros(amount)] for name, purpose, amount in lines]
    rows.append(["Total", "", euros(total)])
    grid = Grid([178, 122, 60], rows, header=Cell(bold=True), align="LLR", size=9.5, rules="none", pad=1.2)
    sheet.para(f"{title} :", bold=True, before=4, after=2)
    draw(sheet, grid)
    return grid


def tell(truth: Truth) -> None:
    """The true rows."""
    truth.add(
        "deliberations",
        {
            "act": 1,
            "authority": "Ville de Vieille-Sauvagne",
            "authority_siren": "219600376",
            "department_code": "96",
            "body": "conseil_municipal",
            "number": "2024 / 057",
            "report_reference": None,
            "agenda_item": None,
            "title": TITLE,
            "meeting_on": "2024-10-14",
            "session_on": "2024-10-14",
            "convened_on": "2024-10-08",
            "place": "Vieille-Sauvagne",
            "chair": "Hélène DESTREMAUD",
            "secretary": None,
            "members_in_office": 15,
            "act_id": ACT_ID,
            "received_on": "2024-10-17",
            "transmitted_on": None,
            "published_on": "2024-10-18",
            "outcome": "adopted",
            "unanimous": True,
            "signatory": "Hélène DESTREMAUD",
            "signed_on": None,
        },
    )
    truth.listing(1, PRESENT, "present", honorific=False)
    truth.listing(1, REPRESENTED, "represented", honorific=False)
    truth.listing(1, EXCUSED, "excused", honorific=False)
    truth.listing(1, ABSENT, "absent", honorific=False)
    for person in REPRESENTED:
        truth.add("proxies", {"act": 1, "giver": person.name, "holder": None, "counted": True})
    truth.decisions(1, DECISIONS)
    for title, lines, total in THEMES:
        for name, _, amount in lines:
            truth.add("budget_lines", line(title, name, amount, is_total=False))
            grant = {
                "act": 1,
                "beneficiary": name,
                "amount_eur": money(amount),
                "year_first": 2024,
                "year_last": 2024,
            }
            truth.add("grants", grant)
        truth.add("budget_lines", line(title, "Total", total, is_total=True))
    for table in ("attendance_changes", "votes", "vote_positions", "legal_references", "conventions", "fiches"):
        truth.add(table)
    truth.add(
        "findings",
        {"act": 1, "check": "budget_column_sum", "severity": "error", "observed": "5760.00", "expected": "5750.00"},
    )


def line(section: str, label: str, amount: int, *, is_total: bool) -> dict[str, object]:
    """The truth of one row of the grants."""
    return {
        "act": 1,
        "scope": "subsidies",
        "section": section,
        "label": label,
        "is_total": is_total,
        "amounts": {"proposed": money(amount)},
    }
