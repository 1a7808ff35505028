"""The two fiches of the commission permanente that are made of tables."""

from __future__ import annotations

from samples.drawing import Sheet
from samples.grid import Cell, Grid, draw
from samples.truth import Row, Truth, plain


def summary(description: str, starts: str, duration: str) -> Grid:
    """The table that sums a fiche up."""
    return Grid(
        [263, 100, 90],
        [["DESCRIPTION DE L'ACTION", "DATE DE MISE EN PLACE", "DURÉE DE L'ACTION"], [description, starts, duration]],
        header=Cell(align="C", bold=True, fill=215),
        size=10,
    )


def actions(rows: list[tuple[str, str, str, str]]) -> Grid:
    """The table of actions; a long row is cut by the page end."""
    return Grid(
        [120, 158, 85, 90],
        [["ACTIONS MISES EN PLACE", "ÉTAT D'AVANCEMENT", "CALENDRIER", "PARTENAIRES"], *rows],
        header=Cell(align="C", bold=True, fill=215),
        size=9.5,
        cut=True,
    )


def budget(rows: list[tuple[str, str, str, str, str]]) -> Grid:
    """The budget table of a fiche."""
    return Grid(
        [143, 75, 75, 80, 80],
        [["BUDGET", "TOTAL", "PART ÉTAT", "PART DÉPARTEMENT", "NOTES"], *rows],
        header=Cell(align="C", bold=True, fill=215),
        align="LRRRL",
        size=9.5,
    )


ACTIONS_1 = [
    (
        "Acquisition et aménagement du véhicule",
        "Véhicule livré en novembre 2023. Le cabinet de consultation est aux normes d'accessibilité.",
        "Novembre 2023",
        "ARS, Région",
    ),
    (
        "Constitution de l'équipe soignante",
        "- Deux médecins généralistes salariés à mi-temps\n- Une infirmière en pratique avancée\n- Un "
        "conducteur, agent d'accueil\nLe second poste de médecin reste à pourvoir.",
        "Recrutements ouverts depuis janvier 2024",
        "MSHL, centre hospitalier de Montclar",
    ),
    (
        "Organisation des tournées",
        "Le bus dessert 21 communes selon un calendrier de trois semaines. Les étapes sont choisies avec "
        "les maires : place abritée, raccordement électrique, local d'attente chauffé. Les rendez-vous se "
        "prennent par téléphone ou auprès des maisons France Services. Les étapes du lundi sont réservées "
        "aux bilans de prévention, celles du vendredi après-midi au renouvellement des traitements. Un "
        "bilan des tournées est présenté chaque trimestre aux communes, qui peuvent demander le "
        "déplacement ou l'ajout d'une étape.",
        "Depuis le 4 décembre 2023\nAjout de 9 communes au 1er septembre 2024",
        "Communes, France Services, MSA",
    ),
    (
        "Coordination avec les médecins installés",
        "Protocole de transmission des comptes rendus signé avec 14 cabinets.",
        "Mars 2024",
        "",
    ),
]
ACTIONS_2 = [
    (
        "Repérage des fragilités par les aides à domicile",
        "Grille de repérage expérimentée par deux services, 64 intervenantes formées",
        "Premier semestre 2024",
        "SAAD du territoire",
    ),
    ("Visites d'un ergothérapeute", "Marché attribué en février 2024", "2024", "Hors-les-Murs 96"),
]
BUDGET_1 = [
    ("Montant exécuté 2023", "98 000 €", "49 000 €", "49 000 €", "Véhicule"),
    ("Montant prévisionnel 2024", "236 400 €", "118 200 €", "118 200 €", ""),
]
BUDGET_2 = [("Montant prévisionnel 2024", "118 410 €", "59 200 €", "59 200 €", "")]

INDICATORS_1 = Grid(
    [173, 60, 62, 94, 64],
    [
        [Cell("INDICATEURS", rowspan=2), Cell("BILAN 2022", rowspan=2), Cell("2023", colspan=2), "2024"],
        ["OBJECTIF", "RÉALISÉ", "OBJECTIF"],
        [Cell("Activité du bus santé", colspan=5, bold=True, fill=240)],
        ["Nombre de communes desservies", "6", "24", "21", "30"],
        ["Nombre de patients reçus", "ND", "1 200", "1 064 dont 312 sans médecin traitant", "1 500"],
        [Cell("Accès aux droits et aux soins", colspan=5, bold=True, fill=240)],
        ["Part des patients orientés vers un médecin traitant", "/", "40 %", "38,5 %", "45 %"],
        ["Délai moyen d'obtention d'un rendez-vous", "", "15 jours", "12 jours", "10 jours"],
        ["Reste à charge moyen par consultation", "", "", "4,50 €", ""],
    ],
    header_rows=2,
    header=Cell(align="C", bold=True, fill=215),
    align="LCCCC",
    size=9.5,
)
INDICATORS_2 = Grid(
    [198, 80, 95, 80],
    [
        ["", "BILAN 2022", "RÉALISÉ AU 30.11.2023", "OBJECTIFS 2024"],
        ["Nombre de personnes repérées", "212", "347", "500"],
        ["Nombre de logements visités", "ND", "58 logements", "120"],
        ["Part des visites suivies de travaux", "", "41 %", "50 %"],
    ],
    header=Cell(align="C", bold=True, fill=215),
    align="LCCC",
    size=9.5,
)

PROGRAMME_1, TITLE_1 = "MESURES D'ACCÈS AUX SOINS", "DÉPLOYER UN BUS SANTÉ ITINÉRANT DANS LES CANTONS RURAUX"
PROGRAMME_2, TITLE_2 = "MESURES DE PRÉVENTION", "PRÉVENIR LA PERTE D'AUTONOMIE À DOMICILE"
DESCRIPTION_1 = (
    "Rapprocher le premier recours des habitants de 30 communes sans médecin, par un cabinet mobile qui "
    "assure consultations, dépistages et orientation."
)
DESCRIPTION_2 = "Repérer plus tôt les fragilités des personnes de plus de 70 ans et adapter leur logement."


def programme_sheets(sheet: Sheet, truth: Truth) -> list[Grid]:
    """Fiches 1 and 2; gives their tables in printed order."""
    first = [
        summary(DESCRIPTION_1, "1er septembre 2023", "Trois ans"),
        actions(ACTIONS_1),
        budget(BUDGET_1),
        INDICATORS_1,
    ]
    second = [
        summary(DESCRIPTION_2, "1er janvier 2024", "Deux ans"),
        actions(ACTIONS_2),
        budget(BUDGET_2),
        INDICATORS_2,
    ]
    sheet.add_page()
    opening(sheet, 1, PROGRAMME_1, TITLE_1)
    sheet.para(
        "Huit cantons sur dix-sept comptent moins de sept médecins généralistes pour 10 000 habitants. Le "
        "bus santé ne remplace pas l'installation de praticiens : il assure une présence régulière en "
        "attendant l'ouverture des deux centres de santé départementaux de Castelnau-les-Pins et de "
        "Vieille-Sauvagne, dont les travaux s'achèveront en 2026."
    )
    sheet.para(
        "L'expérimentation menée dans le canton de la Haute-Brédance en 2022 a montré qu'un passage toutes "
        "les trois semaines suffit à renouer le suivi des patients chroniques, à condition que les étapes "
        "soient annoncées longtemps à l'avance et que les comptes rendus parviennent aux médecins "
        "installés. Elle a aussi montré que la moitié des patients reçus n'avaient pas de moyen de "
        "transport."
    )
    sheet.para(
        "La présente fiche prolonge cette expérimentation à l'échelle du département. Le financement est "
        "partagé à parts égales entre l'État et le Département ; la Région apporte le véhicule. Un comité "
        "de pilotage présidé par la vice-présidente chargée de la santé se réunit chaque semestre et rend "
        "compte à la Commission permanente."
    )
    sheet.para(
        "Les communes desservies mettent gratuitement à disposition un emplacement et un raccordement "
        "électrique. Elles informent les habitants par leurs moyens habituels : bulletin municipal, "
        "affichage, site internet. Les centres communaux d'action sociale organisent, si besoin, le "
        "transport des personnes isolées jusqu'à l'étape. Aucune participation financière ne leur est "
        "demandée pendant la durée de l'action.",
        after=14,
    )
    for title, grid in zip(("RÉSUMÉ DU PROJET", "OBJECTIFS 2024", "BUDGET", "INDICATEURS"), first, strict=True):
        under(sheet, title, grid)
    sheet.add_page()
    opening(sheet, 2, PROGRAMME_2, TITLE_2)
    for title, grid in zip(("RÉSUMÉ DU PROJET", "OBJECTIFS 2024"), second[:2], strict=True):
        under(sheet, title, grid)
    sheet.add_page()
    opening(sheet, 2, PROGRAMME_2, TITLE_2)
    for title, grid in zip(("BUDGET", "INDICATEURS"), second[2:], strict=True):
        under(sheet, title, grid)
    tell(truth)
    return first + second


def opening(sheet: Sheet, number: int, programme: str, title: str) -> None:
    """The heading of a fiche."""
    sheet.para(f"FICHE-ACTION N° {number}", bold=True, align="R", after=8)
    sheet.para(programme, bold=True, size=13, align="C", after=4)
    sheet.para(title, bold=True, size=15, align="C", after=14)


def under(sheet: Sheet, title: str, grid: Grid) -> None:
    """A table under its heading."""
    sheet.keep(90)
    sheet.para(title, bold=True, align="L", before=6, after=4)
    draw(sheet, grid)


def tell(truth: Truth) -> None:
    """The truth of the two fiches."""
    for n, (number, programme, title, description, starts, duration) in enumerate(
        (
            ("1", PROGRAMME_1, TITLE_1, DESCRIPTION_1, "2023-09-01", "Trois ans"),
            ("2", PROGRAMME_2, TITLE_2, DESCRIPTION_2, "2024-01-01", "Deux ans"),
        ),
        1,
    ):
        truth.add(
            "fiches",
            {
                "act": 1,
                "position": n,
                "number": number,
                "title": title,
                "programme": programme,
                "description": description,
                "starts_on": starts,
                "duration": duration,
            },
        )
    for fiche, rows in ((1, ACTIONS_1), (2, ACTIONS_2)):
        for n, texts in enumerate(rows, 1):
            action, progress, schedule, partners = (plain(text) or None for text in texts)
            truth.add(
                "fiche_actions",
                {
                    "fiche": fiche,
                    "position": n,
                    "action": action,
                    "progress": progress,
                    "schedule": schedule,
                    "partners": partners,
                },
            )
    truth.add("fiche_indicators", *indicator_rows())
    for fiche, label, year, state, share, total in (
        (1, "Montant exécuté 2023", 2023, "49000.00", "49000.00", "98000.00"),
        (1, "Montant prévisionnel 2024", 2024, "118200.00", "118200.00", "236400.00"),
        (2, "Montant prévisionnel 2024", 2024, "59200.00", "59200.00", "118410.00"),
    ):
        truth.add(
            "budget_lines",
            {
                "act": 1,
                "fiche": fiche,
                "scope": "fiche",
                "label": label,
                "operation_code": None,
                "imputation": None,
                "envelope": None,
                "year": year,
                "is_total": False,
                "amounts": {"state_share": state, "department_share": share, "total": total},
            },
        )


def indicator_rows() -> list[Row]:
    """Every indicator cell: (fiche, section, indicator, then year, measure, as of, text, value, unit)."""
    bus, access = "Activité du bus santé", "Accès aux droits et aux soins"
    cells: list[tuple[int, str | None, str, int, str, str | None, str, str | None, str | None]] = [
        (1, bus, "Nombre de communes desservies", 2022, "actual", None, "6", "6", None),
        (1, bus, "Nombre de communes desservies", 2023, "target", None, "24", "24", None),
        (1, bus, "Nombre de communes desservies", 2023, "actual", None, "21", "21", None),
        (1, bus, "Nombre de communes desservies", 2024, "target", None, "30", "30", None),
        (1, bus, "Nombre de patients reçus", 2022, "actual", None, "ND", None, None),
        (1, bus, "Nombre de patients reçus", 2023, "target", None, "1 200", "1200", None),
        (
            1,
            bus,
            "Nombre de patients reçus",
            2023,
            "actual",
            None,
            "1 064 dont 312 sans médecin traitant",
            "1064",
            None,
        ),
        (1, bus, "Nombre de patients reçus", 2024, "target", None, "1 500", "1500", None),
        (1, access, "Part des patients orientés vers un médecin traitant", 2022, "actual", None, "/", None, None),
        (1, access, "Part des patients orientés vers un médecin traitant", 2023, "target", None, "40 %", "40", "%"),
        (
            1,
            access,
            "Part des patients orientés vers un médecin traitant",
            2023,
            "actual",
            None,
            "38,5 %",
            "38.5",
            "%",
        ),
        (1, access, "Part des patients orientés vers un médecin traitant", 2024, "target", None, "45 %", "45", "%"),
        (1, access, "Délai moyen d'obtention d'un rendez-vous", 2023, "target", None, "15 jours", "15", "jours"),
        (1, access, "Délai moyen d'obtention d'un rendez-vous", 2023, "actual", None, "12 jours", "12", "jours"),
        (1, access, "Délai moyen d'obtention d'un rendez-vous", 2024, "target", None, "10 jours", "10", "jours"),
        (1, access, "Reste à charge moyen par consultation", 2023, "actual", None, "4,50 €", "4.50", "€"),
        (2, None, "Nombre de personnes repérées", 2022, "actual", None, "212", "212", None),
        (2, None, "Nombre de personnes repérées", 2023, "actual", "2023-11-30", "347", "347", None),
        (2, None, "Nombre de personnes repérées", 2024, "target", None, "500", "500", None),
        (2, None, "Nombre de logements visités", 2022, "actual", None, "ND", None, None),
        (2, None, "Nombre de logements visités", 2023, "actual", "2023-11-30", "58 logements", "58", None),
        (2, None, "Nombre de logements visités", 2024, "target", None, "120", "120", None),
        (2, None, "Part des visites suivies de travaux", 2023, "actual", "2023-11-30", "41 %", "41", "%"),
        (2, None, "Part des visites suivies de travaux", 2024, "target", None, "50 %", "50", "%"),
    ]
    names = ("fiche", "section", "indicator", "year", "measure", "as_of", "value_text", "value", "unit")
    return [{**dict(zip(names, cell, strict=True)), "deliverable": None} for cell in cells]
