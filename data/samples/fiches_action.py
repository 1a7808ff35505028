"""A deliberation of a commission permanente followed by fiches-action (layout B)."""

from __future__ import annotations

from samples.acts import Visas, visas
from samples.drawing import Sheet, Style
from samples.fiches_action_sheets import programme_sheets
from samples.fiches_action_stories import narrative_sheets
from samples.grid import Grid, draw
from samples.people import DEPARTEMENT as D
from samples.truth import Person, Truth

NAME = "cp-fiches-action"
STYLE = Style("Caladea", 11, leading=1.18, margins=(71, 70, 71, 64), number="Page {page} / {nb}", number_at="C")
TITLE = "CONTRAT DÉPARTEMENTAL D'ACCÈS AUX SOINS : FICHES-ACTION 2024"

PRESENT = [
    D[k]
    for k in (
        "SAINT-AUBANEL",
        "NOUVIALE",
        "ABADIE-LORMEAU",
        "VAN DER MEULEBRAECK",
        "QUINSACQ",
        "ROQUEVERT",
        "BRÉMONTEL",
        "FAUQUEMBRAC",
        "HAUTECLAIRE",
        "LE QUERNIGOU",
        "LESPARRADE",
        "DE BRASSENAY",
        "DA COSTANHA",
        "KERVADEUC",
        "BARTHEZAC",
        "CANDELORGE",
    )
]
EXCUSED = [D["LA BORIE-TRÉMOND"], D["PÉRIGNOLLE"], D["OSTERMEULE"]]
ADVISORY = [D["DELAFRESNAYE"], D["VILLECOMTAL"]]
ADVISORY_EXCUSED = [D["ESCARPELLE"]]

VISAS: Visas = [
    (
        "Vu le Code général des collectivités territoriales et, notamment, ses articles L.3121-14, "
        "L.3121-14-1, L.3211-1 et L.3211-2 ;",
        "code",
        {
            "code": "Code général des collectivités territoriales",
            "articles": ["L3121-14", "L3121-14-1", "L3211-1", "L3211-2"],
        },
    ),
    (
        "Vu le Code de la santé publique et, notamment, son article L.1434-10 et l'article R.1435-16 ;",
        "code",
        {"code": "Code de la santé publique", "articles": ["L1434-10", "R1435-16"]},
    ),
    (
        "Vu la délibération n°2021-094 du Conseil départemental en date du 15/07/2021 portant délégation "
        "d'attributions à la Commission permanente ;",
        "deliberation",
        {"number": "2021-094", "dates": ["2021-07-15"]},
    ),
    (
        "Vu l'instruction n° DGOS/R5/2023/54 du 12 mai 2023 relative aux contrats locaux de santé ;",
        "instruction",
        {"number": "DGOS/R5/2023/54", "dates": ["2023-05-12"]},
    ),
    (
        "Vu le protocole d'accord conclu avec l'agence régionale de santé le 12 janvier 2023 ;",
        "protocol",
        {"dates": ["2023-01-12"]},
    ),
    (
        "Vu la convention d'objectifs signée avec l'État le 3 mars 2023 ;",
        "convention",
        {"dates": ["2023-03-03"]},
    ),
    ("Vu le rapport de la Présidente du Conseil départemental, ci-annexé ;", "report", {}),
    (
        "Vu l'avis de la 3ème commission « Solidarités et santé » rendu lors de sa réunion du 25/03/2024 ;",
        "opinion",
        {"dates": ["2024-03-25"]},
    ),
]

ARTICLES = [
    (
        "Article 1",
        "approuver",
        "D'approuver les fiches-action 2024 du contrat départemental d'accès aux soins, telles qu'annexées "
        "à la présente délibération.",
    ),
    (
        "Article 2",
        "attribuer",
        "D'attribuer à la Mutualité sociale de Haute-Lande (MSHL) une participation de 118 200 € au titre "
        "de l'année 2024 pour l'exploitation du bus santé, et d'autoriser la Présidente à signer les actes "
        "correspondants.",
    ),
    (
        "Article 3",
        "imputer",
        "Les dépenses résultant de l'application de la présente délibération sont imputées sur le budget "
        "départemental comme suit :",
    ),
]

IMPUTATIONS = Grid(
    [78, 86, 140, 74, 74],
    [
        ["Code Opération", "Imputation Budgétaire", "Libellé Opération", "AE €", "Dépense €"],
        ["S04-412B07", "6568/93412", "Accès aux soins de proximité", "240 000,00", "118 200,00"],
        ["S04-538C02", "6568/93538", "Prévention de la perte d'autonomie", "120 000,00", "59 200,00"],
    ],
    align="LLLRR",
    size=9.5,
)

BALANCES = Grid(
    [62, 62, 113, 54, 54, 54, 54],
    [
        [
            "Code Opération",
            "Imputation Budgétaire",
            "Libellé Opération",
            "AE €",
            "Disponible €",
            "Proposition €",
            "Solde €",
        ],
        [
            "S04-412B07",
            "6568/93412",
            "Accès aux soins de proximité",
            "240 000,00",
            "240 000,00",
            "118 200,00",
            "121 800,00",
        ],
        [
            "S04-538C02",
            "6568/93538",
            "Prévention de la perte d'autonomie",
            "120 000,00",
            "96 000,00",
            "59 200,00",
            "36 800,00",
        ],
    ],
    align="LLLRRRR",
    size=8,
)


def running_head(sheet: Sheet) -> None:
    """The line above each page but the first."""
    if sheet.page_no() > 1:
        sheet.face(size=8.5, italic=True)
        sheet.set_xy(sheet.l_margin, 38)
        sheet.cell(0, 10, "Département de la Haute-Lande", align="L")
        sheet.set_xy(sheet.l_margin, 38)
        sheet.cell(0, 10, "Commission permanente du 8 avril 2024", align="R")
        sheet.line(sheet.l_margin, 52, sheet.w - sheet.r_margin, 52)
        sheet.set_xy(sheet.l_margin, sheet.t_margin)


def build() -> tuple[Sheet, Truth, list[Grid]]:
    """The document, its truth and its tables."""
    sheet = Sheet(STYLE, "Délibération de la Commission permanente", running_head)
    truth = Truth(NAME)
    sheet.add_page()
    head(sheet, truth)
    dispositif(sheet, truth)
    sheet.add_page()
    sheet.set_y(280)
    sheet.para("Contrat départemental d'accès aux soins\n2023 – 2025", bold=True, size=22, align="C", after=20)
    sheet.para("FICHES-ACTION 2024", bold=True, size=18, align="C")
    grids = [IMPUTATIONS]
    grids += programme_sheets(sheet, truth)
    grids += narrative_sheets(sheet, truth)
    report(sheet, truth)
    grids.append(BALANCES)
    for table in ("proxies", "attendance_changes", "conventions", "convention_parties", "convention_articles"):
        truth.add(table)
    truth.add(
        "findings",
        {"act": 1, "check": "budget_row_sum", "severity": "error", "observed": "118410.00", "expected": "118400.00"},
    )
    return sheet, truth, grids


def listed(people: list[Person]) -> str:
    """ "M. Given FAMILY, Mme Given FAMILY"."""
    return ", ".join(person.polite for person in people)


def head(sheet: Sheet, truth: Truth) -> None:
    """Transmission dates, chair, secretary and the four lists."""
    sheet.para("Transmis au contrôle de légalité le : 18 avril 2024", size=9.5, align="L", after=1)
    sheet.para("Publié sur le site internet du Département le : 19 avril 2024", size=9.5, align="L", after=24)
    sheet.para("DÉPARTEMENT DE LA HAUTE-LANDE", bold=True, size=13, align="C", after=10)
    sheet.para("DÉLIBÉRATION DE LA COMMISSION PERMANENTE\nDU CONSEIL DÉPARTEMENTAL", bold=True, size=13, align="C")
    sheet.para("RÉUNION DU 8 AVRIL 2024", bold=True, align="C", before=6)
    sheet.para("PRÉSIDENCE DE MADAME BÉATRICE SAINT-AUBANEL", bold=True, align="C", after=10)
    sheet.para("Secrétaire de séance : M. Gaëtan ROQUEVERT", after=8)
    sheet.para(f"**Étaient présents** : {listed(PRESENT)}.")
    sheet.para(f"**Excusé(s)** : {listed(EXCUSED)}.")
    sheet.para(f"**Assistaient également sans voix délibérative** : {listed(ADVISORY)}.")
    sheet.para(f"**Excusée sans voix délibérative** : {listed(ADVISORY_EXCUSED)}.", after=12)
    truth.add(
        "deliberations",
        {
            "act": 1,
            "authority": "Département de la Haute-Lande",
            "authority_siren": None,
            "body": "commission_permanente",
            "number": "2024-118",
            "report_reference": "14",
            "agenda_item": None,
            "title": TITLE,
            "meeting_on": "2024-04-08",
            "session_on": "2024-04-08",
            "convened_on": None,
            "place": "Montclar-sur-Leyze",
            "chair": "Béatrice SAINT-AUBANEL",
            "secretary": "Gaëtan ROQUEVERT",
            "members_in_office": None,
            "act_id": None,
            "received_on": None,
            "transmitted_on": "2024-04-18",
            "published_on": "2024-04-19",
            "outcome": "adopted",
            "unanimous": False,
            "signatory": "Armand DE PUYSÉCHARD",
            "signed_on": "2024-04-08",
        },
    )
    truth.listing(1, PRESENT, "present")
    truth.listing(1, EXCUSED, "excused")
    truth.listing(1, ADVISORY, "present", voting=False)
    truth.listing(1, ADVISORY_EXCUSED, "excused", voting=False)


def dispositif(sheet: Sheet, truth: Truth) -> None:
    """Title, visas, three articles, vote by groups and signature."""
    sheet.para(TITLE, bold=True, size=12, align="C", after=2)
    sheet.para("(N°2024-118)", align="C", after=10)
    sheet.para("La Commission permanente du Conseil départemental de la Haute-Lande,")
    visas(sheet, truth, 1, VISAS)
    sheet.para(
        "Considérant que le contrat conclu pour la période 2023-2025 prévoit l'adoption annuelle des fiches-action ;"
    )
    sheet.para("Après en avoir délibéré,")
    sheet.para("DÉCIDE :", bold=True, align="C", after=8)
    for label, _, text in ARTICLES:
        sheet.heading(f"{label} :", align="L", after=3)
        sheet.para(text)
    truth.decisions(1, ARTICLES)
    draw(sheet, IMPUTATIONS)
    sheet.keep(200)
    sheet.para("Dans les conditions de vote ci-après :")
    sheet.para(
        "**Pour** : 13 voix (Groupe Haute-Lande Rassemblée ; Groupe Gauche et Écologie Landaises ; "
        "Non-inscrit)\n**Contre** : 0 voix\n**Abstention** : 3 voix (Groupe Territoires Libres)",
        align="L",
    )
    sheet.para("(Adopté)", align="R", after=14)
    sheet.para("LA PRÉSIDENTE DU CONSEIL DÉPARTEMENTAL,", align="C", after=2)
    sheet.para("Béatrice SAINT-AUBANEL", align="C", after=16)
    sheet.para("Montclar-sur-Leyze, le 8 avril 2024", align="L")
    sheet.para("Pour la Présidente du Conseil départemental,\nLe Directeur général des services,", align="L")
    sheet.para("Signé", align="L")
    sheet.para("Armand DE PUYSÉCHARD", bold=True, align="L")
    truth.add(
        "votes",
        {
            "act": 1,
            "quorum_checked_at": None,
            "voted_at": None,
            "present": None,
            "proxies": None,
            "absent_without_proxy": None,
            "not_voting": None,
            "voting": None,
            "abstentions": 3,
            "expressed": None,
            "majority": None,
            "votes_for": 13,
            "votes_against": 0,
        },
    )
    for choice, name in (
        ("for", "Groupe Haute-Lande Rassemblée"),
        ("for", "Groupe Gauche et Écologie Landaises"),
        ("for", "Non-inscrit"),
        ("abstain", "Groupe Territoires Libres"),
    ):
        truth.add("vote_positions", {"act": 1, "choice": choice, "kind": "group", "name": name})
    truth.add(
        "grants",
        {
            "act": 1,
            "beneficiary": "Mutualité sociale de Haute-Lande",
            "beneficiary_acronym": "MSHL",
            "amount_eur": "118200.00",
            "year_first": 2024,
            "year_last": 2024,
        },
    )
    for code, imputation, label, authorised, spent in (
        ("S04-412B07", "6568/93412", "Accès aux soins de proximité", "240000.00", "118200.00"),
        ("S04-538C02", "6568/93538", "Prévention de la perte d'autonomie", "120000.00", "59200.00"),
    ):
        truth.add(
            "budget_lines",
            {
                "act": 1,
                "scope": "imputation",
                "label": label,
                "operation_code": code,
                "imputation": imputation,
                "envelope": None,
                "year": None,
                "is_total": False,
                "amounts": {"authorised": authorised, "spent": spent},
            },
        )


def report(sheet: Sheet, truth: Truth) -> None:
    """The president's report, with the balances of the operations."""
    sheet.add_page()
    sheet.para("DÉPARTEMENT DE LA HAUTE-LANDE", bold=True, size=13, align="L", after=2)
    sheet.para("Pôle Solidarités et santé\nDirection de la santé", align="L", after=10)
    sheet.para("RAPPORT N°14", bold=True, align="R", after=8)
    sheet.para("COMMISSION PERMANENTE DU CONSEIL DÉPARTEMENTAL", bold=True, align="C", after=2)
    sheet.para("RÉUNION DU 8 AVRIL 2024", bold=True, align="C", after=10)
    sheet.para(TITLE, bold=True, align="C", after=10)
    for text in (
        "Le contrat départemental d'accès aux soins a été conclu pour trois ans. Il prévoit que ses "
        "fiches-action soient adoptées chaque année, au vu du bilan de l'exercice écoulé.",
        "En 2023, le bus santé a reçu 1 064 patients en quatre mois de fonctionnement effectif. Le "
        "repérage des fragilités à domicile a concerné 347 personnes.",
        "Il convient de statuer sur cette affaire et, le cas échéant :",
    ):
        sheet.para(text)
    sheet.item("d'approuver les fiches-action 2024 jointes au présent rapport ;")
    sheet.item("d'attribuer à la MSHL une participation de 118 200 € au titre de l'année 2024.", after=8)
    sheet.para("La dépense serait imputée sur le budget départemental comme suit :")
    draw(sheet, BALANCES)
    sheet.para("La 3ème commission a émis un avis favorable lors de sa réunion du 25/03/2024.")
    sheet.para("La Présidente du Conseil départemental\n\nBéatrice SAINT-AUBANEL", align="C", before=14)
    for row in BALANCES.rows[1:]:
        code, imputation, label, *amounts = map(str, row)
        measures = ("authorised", "available", "proposed", "balance")
        truth.add(
            "budget_lines",
            {
                "act": 1,
                "scope": "imputation",
                "label": label,
                "operation_code": code,
                "imputation": imputation,
                "envelope": None,
                "year": None,
                "is_total": False,
                "amounts": {
                    measure: amount.replace(" ", "").replace(",", ".")
                    for measure, amount in zip(measures, amounts, strict=True)
                },
            },
        )
