"""The two fiches of the commission permanente that are told in numbered sections."""

from __future__ import annotations

from samples.acts import fiche_rows
from samples.drawing import Sheet
from samples.grid import Cell, Grid, draw
from samples.truth import Truth, plain

Sections = list[tuple[str, str, list[str]]]

TITLE_3 = "Soutenir les proches aidants et former les intervenants à domicile"
SECTIONS_3: Sections = [
    (
        "I",
        "Contexte et diagnostic",
        [
            "Un habitant sur sept déclare aider régulièrement un proche âgé, malade ou en situation de "
            "handicap. Les deux tiers d'entre eux ne connaissent aucun dispositif de répit.",
            "Les services d'aide à domicile peinent à recruter et à libérer du temps de formation.",
        ],
    ),
    (
        "II",
        "Objectifs opérationnels",
        [
            "- Faire connaître l'offre de répit dans chaque canton ;",
            "- Former 120 intervenants par an aux gestes de prévention ;",
            "- Ouvrir trois lieux d'écoute.",
        ],
    ),
    (
        "III",
        "Mise en œuvre",
        [
            "La Maison des aidants de Montclar-sur-Leyze coordonne l'action. Elle s'appuie sur les centres "
            "communaux d'action sociale pour les permanences et sur un organisme certifié pour les "
            "formations.",
        ],
    ),
    ("IV", "Calendrier prévisionnel", []),
    ("V", "Évaluation", []),
    ("VI", "Pilotage", ["Direction de l'autonomie : Capucine ESTÉBANÈS, cheffe du service de la prévention"]),
]
CALENDAR_3 = Grid(
    [280, 173],
    [
        ["Actions", "Échéances"],
        ["Ouverture des lieux d'écoute", "Juin 2024"],
        ["Première session de formation des intervenants", "Septembre 2024, puis chaque trimestre"],
        ["Forum départemental du répit", ""],
    ],
    header=Cell(bold=True, align="L"),
    size=10,
)
DELIVERABLES_3 = Grid(
    [226, 227],
    [
        ["Indicateurs", "Livrables"],
        ["Nombre d'intervenants formés", "Feuilles d'émargement et attestations"],
        [
            "- Nombre d'aidants reçus\n- Nombre de journées de répit financées",
            "Rapport annuel de la Maison des aidants",
        ],
    ],
    header=Cell(bold=True, align="L"),
    size=10,
)

TITLE_4 = "Installer un conseil local de santé mentale dans le Val de Leyze"
SECTIONS_4: Sections = [
    (
        "I",
        "Contexte et diagnostic",
        [
            "Le délai d'accès au centre médico-psychologique dépasse six mois. Les acteurs de terrain se "
            "connaissent peu et les situations d'urgence mobilisent les mairies sans appui."
        ],
    ),
    (
        "II",
        "Objectifs opérationnels",
        ["Réunir élus, soignants, bailleurs et usagers dans une instance de concertation."],
    ),
    (
        "III",
        "Mise en œuvre",
        [
            "Un poste de coordination à mi-temps est porté par la communauté de communes du Pays de "
            "Brédance. Trois groupes de travail sont constitués :",
            "- logement et maintien à domicile ;",
            "- adolescence ;",
            "- situations complexes.",
        ],
    ),
    ("IV", "Calendrier prévisionnel", ["L'instance se réunit en assemblée plénière deux fois par an."]),
    ("V", "Évaluation", []),
]
DELIVERABLES_4 = Grid(
    [226, 227],
    [
        ["Indicateurs", "Livrables"],
        ["Nombre de réunions des groupes de travail", "Comptes rendus"],
        ["Nombre de situations examinées", ""],
        ["Satisfaction des maires", "Enquête annuelle"],
    ],
    header=Cell(bold=True, align="L"),
    size=10,
)


def narrative_sheets(sheet: Sheet, truth: Truth) -> list[Grid]:
    """Fiches without number; gives their tables in printed order."""
    sheet.add_page()
    story(sheet, TITLE_3, SECTIONS_3, {"IV": CALENDAR_3, "V": DELIVERABLES_3})
    sheet.add_page()
    story(sheet, TITLE_4, SECTIONS_4, {"V": DELIVERABLES_4})
    for position, title in ((3, TITLE_3), (4, TITLE_4)):
        truth.add(
            "fiches",
            {
                "act": 1,
                "position": position,
                "number": None,
                "title": title,
                "programme": None,
                "description": None,
                "starts_on": None,
                "duration": None,
            },
        )
    truth.add("fiche_sections", *fiche_rows(3, SECTIONS_3), *fiche_rows(4, SECTIONS_4))
    for n, row in enumerate(CALENDAR_3.rows[1:], 1):
        action, schedule = map(str, row)
        truth.add(
            "fiche_actions",
            {
                "fiche": 3,
                "position": n,
                "action": action,
                "progress": None,
                "schedule": schedule or None,
                "partners": None,
            },
        )
    for fiche, grid in ((3, DELIVERABLES_3), (4, DELIVERABLES_4)):
        for row in grid.rows[1:]:
            indicator, deliverable = map(str, row)
            truth.add(
                "fiche_indicators",
                {
                    "fiche": fiche,
                    "section": None,
                    "indicator": plain(indicator),
                    "year": None,
                    "measure": None,
                    "as_of": None,
                    "value_text": None,
                    "value": None,
                    "unit": None,
                    "deliverable": deliverable or None,
                },
            )
    return [CALENDAR_3, DELIVERABLES_3, DELIVERABLES_4]


def story(sheet: Sheet, title: str, sections: Sections, grids: dict[str, Grid]) -> None:
    """One fiche: heading, sections, tables."""
    sheet.para(f"FICHE ACTION : {title}", bold=True, size=13, align="L", after=12)
    for number, heading, texts in sections:
        sheet.heading(f"{number}. {heading}", align="L", after=4)
        for text in texts:
            if text.startswith("- "):
                sheet.item(text[2:])
            else:
                sheet.para(text)
        if number in grids:
            draw(sheet, grids[number])
        sheet.space(6)
