"""Pages of tables, one way of drawing them on each, and things that only look like tables."""

from __future__ import annotations

from samples.drawing import Sheet, Style
from samples.grid import Grid, draw
from samples.tableaux_grids import GRIDS, INNER, LEFT, LONG, OUTER, RIGHT, TURNED, WIDE
from samples.truth import Truth

NAME = "tableaux"
STYLE = Style("Lato", 10, justified=False, margins=(60, 60, 60, 60), number="{page}")
ANNEX = "Compte rendu financier de l’exercice 2024"


def build() -> tuple[Sheet, Truth, list[Grid]]:
    """The document, its (empty) truth and its tables in printed order."""
    sheet, truth = Sheet(STYLE, "Tableaux"), Truth(NAME)
    for n, (title, grid) in enumerate(GRIDS):
        page(sheet, title)
        sheet.para(PROSE[n % 3])
        draw(sheet, grid)
        sheet.para("Source : direction des finances, état au 31 décembre 2024.", italic=True, size=8.5)
        sheet.para(PROSE[(n + 1) % 3])
        if title == "Restes à recouvrer":
            over(sheet)
    side_by_side(sheet)
    wide(sheet)
    turned(sheet)
    nested(sheet)
    not_tables(sheet)
    page(sheet, "Relevé des mandats du quatrième trimestre")
    sheet.para(PROSE[2])
    draw(sheet, LONG)
    for table in ("deliberations", "attendees", "conventions", "fiches"):
        truth.add(table)
    return sheet, truth, [*(grid for _, grid in GRIDS), LEFT, RIGHT, WIDE, TURNED, OUTER, INNER, LONG]


def page(sheet: Sheet, title: str, *, landscape: bool = False) -> None:
    """A page with its heading."""
    sheet.add_page("landscape" if landscape else "portrait")
    sheet.para(ANNEX, italic=True, size=9, align="R", after=16)
    sheet.para(title, bold=True, size=13, after=8)


def over(sheet: Sheet) -> None:
    """A receipt stamp over the table above."""
    texts = ["Accusé certifié exécutoire", "Réception par le préfet : 21/02/2025", "Affichage : 24/02/2025"]
    sheet.stamp(texts, x=255, y=192, width=150, size=8)


def side_by_side(sheet: Sheet) -> None:
    """Receipts and expenses beside each other."""
    page(sheet, "Équilibre de la section de fonctionnement")
    top = sheet.get_y()
    draw(sheet, LEFT)
    bottom = sheet.get_y()
    sheet.set_y(top)
    draw(sheet, RIGHT, x=sheet.l_margin + 250)
    sheet.set_y(max(bottom, sheet.get_y()))
    sheet.para("Le résultat de l’exercice s’élève à 818 676 €.")


def wide(sheet: Sheet) -> None:
    """A landscape page."""
    page(sheet, "Programme pluriannuel d’investissement", landscape=True)
    draw(sheet, WIDE)


def turned(sheet: Sheet) -> None:
    """A portrait page whose content lies on its side, to be shown turned."""
    sheet.add_page("portrait")
    sheet.set_auto_page_break(False)
    with sheet.rotation(90, x=sheet.h / 2, y=sheet.h / 2):
        sheet.set_xy(sheet.l_margin, 50)
        sheet.para("État de la dette au 31 décembre 2024", bold=True, size=13, after=8)
        draw(sheet, TURNED)
    sheet.set_auto_page_break(True, STYLE.margins[3])
    sheet.turn()


def nested(sheet: Sheet) -> None:
    """A form with a table in one of its cells."""
    page(sheet, "Fiche de demande de subvention")
    top = sheet.get_y()
    draw(sheet, OUTER)
    bottom = sheet.get_y()
    sheet.set_y(top + 78)
    draw(sheet, INNER, x=sheet.l_margin + 140)
    sheet.set_y(bottom)


def not_tables(sheet: Sheet) -> None:
    """A framed page, a letterhead box, a table of contents, two columns of prose."""
    page(sheet, "Note de présentation")
    sheet.rect(40, 40, sheet.w - 80, sheet.h - 90)
    sheet.rect(44, 44, sheet.w - 88, sheet.h - 98)
    for text in PROSE:
        sheet.para(text)
    page(sheet, "Lettre de notification")
    top = sheet.get_y()
    for text in (
        "VILLE DE PORT-CLAIRVAL",
        "Direction des finances",
        "1 place de la Capitainerie",
        "96400 Port-Clairval",
    ):
        sheet.para(text, indent=10, after=1)
    sheet.rect(sheet.l_margin, top - 6, 210, sheet.get_y() - top + 12)
    sheet.space(30)
    for text in PROSE[:2]:
        sheet.para(text)
    page(sheet, "Sommaire")
    for number, text, folio in CONTENTS:
        label = f"{number}  {text} "
        sheet.face()
        dots = int((sheet.epw - 24 - sheet.get_string_width(label)) / sheet.get_string_width("."))
        top = sheet.get_y()
        sheet.para(label + "." * dots, after=5)
        sheet.lines([folio], x=sheet.w - sheet.r_margin - 24, y=top, width=24, align="R")
    page(sheet, "Éléments de contexte")
    top, half = sheet.get_y(), sheet.epw / 2 - 10
    sheet.para(PROSE[0] + " " + PROSE[1], width=half)
    sheet.set_y(top)
    sheet.para(PROSE[2] + " " + PROSE[0], indent=half + 20, width=half)


PROSE = [
    "L’exercice 2024 a été marqué par une progression modérée des produits de fonctionnement et par le "
    "recul des droits de mutation. La capacité d’autofinancement reste supérieure au remboursement du "
    "capital de la dette.",
    "Les dépenses d’équipement atteignent un niveau élevé, avec l’achèvement de la halle aux pêcheurs et "
    "le lancement des études de la nouvelle médiathèque. Le taux d’exécution s’établit à 78 %.",
    "Aucun emprunt nouveau n’a été mobilisé. La durée de désendettement est inférieure à six ans.",
]
CONTENTS = [
    ("1", "Présentation générale", "3"),
    ("1.1", "Le contexte économique", "4"),
    ("1.2", "Les orientations de l’année", "7"),
    ("2", "La section de fonctionnement", "9"),
    ("2.1", "Les recettes", "10"),
    ("2.2", "Les dépenses", "14"),
    ("3", "La section d’investissement", "18"),
    ("4", "La dette", "23"),
    ("5", "Annexes", "27"),
]
