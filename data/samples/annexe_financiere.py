"""A landscape budget annex by funder, over two pages."""

from __future__ import annotations

from typing import Any

from samples.drawing import Sheet, Style
from samples.grid import Cell, Grid, draw
from samples.truth import Row, Truth, money

NAME = "annexe-financiere"
STYLE = Style(
    "Lato", 10, landscape=True, justified=False, margins=(54, 48, 54, 50), number="{page}/{nb}", number_at="R"
)

Amounts = tuple[int | None, int | None, int | None]  # État, Département, CAF

# (rank of the fiche or "", number of rows that it spans, label, amounts)
AXES: list[tuple[str, list[tuple[str, int, str, Amounts]]]] = [
    (
        "Axe 1 - Enfance et parentalité",
        [
            ("F1", 2, "Lieux d’accueil enfants-parents", (24000, 36000, 18000)),
            ("", 0, "Formation des accueillants", (3200, 4800, None)),
            ("F2", 1, "Médiation familiale", (15500, 15500, 31000)),
            ("F3", 1, "Relais parental de nuit", (0, 22000, 11000)),
            ("", 1, "Reprise de l’excédent 2023", (-4000, -6000, -2500)),
        ],
    ),
    (
        "Axe 2 - Insertion et accès aux droits",
        [
            ("F4", 3, "Accompagnement global", (140000, 140000, None)),
            ("", 0, "Ateliers numériques", (18250, 18250, 4500)),
            ("", 0, "Garage solidaire", (30000, 45000, None)),
            (
                "F5",
                1,
                "Premier accueil dans les six maisons du Département, y compris les permanences "
                "délocalisées dans les communes de moins de 500 habitants",
                (52400, 52400, None),
            ),
            ("F6", 1, "Domiciliation", (9900, 9900, None)),
        ],
    ),
    (
        "Axe 3 - Jeunes majeurs",
        [
            ("F7", 2, "Appartements de transition", (88000, 132000, 22000)),
            ("", 0, "Bourse au permis", (12000, 12000, None)),
            ("F8", 1, "Parrainage", (6000, 4000, 2000)),
            ("F9", 1, "Fonds d’aide d’urgence", (20000, 30000, None)),
            ("", 1, "Annulation de crédits 2023", (-1500, -1500, None)),
        ],
    ),
    (
        "Axe 4 - Pilotage et évaluation",
        [
            ("F10", 1, "Coordination départementale", (35000, 35000, None)),
            ("F11", 1, "Évaluation externe", (15000, 15000, None)),
        ],
    ),
]
MEASURES = ("state_share", "department_share", "other")


def printed(amount: int | None) -> str:
    """An amount as the annex prints it: brackets for less than nothing, a dash for none."""
    if amount is None:
        return "-"
    text = f"{abs(amount):,}".replace(",", "\u00a0")
    return f"({text})" if amount < 0 else text


def summed(rows: list[Amounts]) -> Amounts:
    """The sum of each column; a column without any amount stays empty."""
    columns = [[row[n] for row in rows if row[n] is not None] for n in range(3)]
    state, department, family = (sum(filter(None, column)) if column else None for column in columns)
    return state, department, family


def whole(amounts: Amounts) -> int:
    """What all funders give together."""
    return sum(amount or 0 for amount in amounts)


def build() -> tuple[Sheet, Truth, list[Grid]]:
    """The document, its truth and its table."""
    sheet, truth = Sheet(STYLE, "Annexe financière"), Truth(NAME)
    rows: list[Any] = [
        [
            Cell("FICHE", rowspan=2),
            Cell("ACTION", rowspan=2),
            Cell("FINANCEURS (en euros)", colspan=3),
            Cell("TOTAL", rowspan=2),
        ],
        ["PART ÉTAT", "PART DÉPARTEMENT", "CAF"],
    ]
    subtotals: list[Amounts] = []
    lines: list[Row] = []
    for n, (axis, actions) in enumerate(AXES, 1):
        rows.append([Cell(axis, colspan=6, bold=True, fill=238)])
        for fiche, span, label, amounts in actions:
            cells: list[Any] = [Cell(fiche, rowspan=span, align="C")] if span else []
            cells += [label, *(printed(amount) for amount in amounts), printed(whole(amounts))]
            rows.append(cells)
            lines.append(line(label, amounts, section=axis))
        subtotals.append(summed([amounts for *_, amounts in actions]))
        rows.append(total_row(f"Sous-total axe {n}", subtotals[-1], 248))
        lines.append(line(f"Sous-total axe {n}", subtotals[-1], section=axis, is_total=True))
    total = summed(subtotals)
    rows.append(total_row("TOTAL GÉNÉRAL", total, 222))
    lines.append(line("TOTAL GÉNÉRAL", total, is_total=True))
    grid = Grid(
        [52, 350, 82, 98, 72, 80],
        rows,
        header_rows=2,
        header=Cell(align="C", bold=True, fill=205),
        align="CLRRRR",
        size=9.5,
        pad=3.6,
    )
    sheet.add_page()
    sheet.para("ANNEXE FINANCIÈRE", bold=True, size=15, align="C", after=2)
    sheet.para("Contrat départemental des solidarités, plan de financement 2024", bold=True, align="C", after=2)
    sheet.para("Département de la Haute-Lande", align="C", after=10)
    draw(sheet, grid)
    sheet.para(
        "Les montants entre parenthèses viennent en déduction des versements de l’exercice.", italic=True, size=8.5
    )
    truth.add("budget_lines", *lines)
    for table in ("deliberations", "attendees", "decisions", "grants", "conventions", "fiches", "findings"):
        truth.add(table)
    return sheet, truth, [grid]


def total_row(label: str, amounts: Amounts, fill: int) -> list[Cell]:
    """A shaded row whose label spans two columns."""
    figures = [printed(amount) for amount in (*amounts, whole(amounts))]
    return [
        Cell(label, colspan=2, bold=True, align="R", fill=fill),
        *(Cell(text, bold=True, align="R", fill=fill) for text in figures),
    ]


def line(label: str, amounts: Amounts, *, section: str | None = None, is_total: bool = False) -> Row:
    """The truth of one row."""
    row: Row = {"act": None, "scope": "annex"}
    if section:
        row["section"] = section
    figures = {name: money(amount) for name, amount in zip(MEASURES, amounts, strict=True) if amount is not None}
    return row | {
        "label": label.replace("’", "'"),
        "operation_code": None,
        "imputation": None,
        "envelope": None,
        "is_total": is_total,
        "amounts": figures | {"total": money(whole(amounts))},
    }
