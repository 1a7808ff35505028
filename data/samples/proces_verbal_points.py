"""The numbered points of the minutes of Port-Clairval."""

from __future__ import annotations

from typing import Any

from samples.acts import Visas
from samples.drawing import Sheet
from samples.grid import Cell, Grid, draw
from samples.people import COMMUNE as C
from samples.truth import Row, Truth, euros, money

AGENDA = [
    "Approbation du procès-verbal de la séance du 27 juin 2024",
    "Budget principal : décision modificative n° 2",
    "Subventions aux associations pour l’année 2024",
    "Tarifs de la restauration scolaire à compter du 1er janvier 2025",
    "Acquisition d’une parcelle rue des Voiliers",
    "Convention de mise à disposition de la halle aux pêcheurs",
    "Dénomination du square de la Vigie",
    "Adhésion à l’association des ports de plaisance de l’Ouest",
    "Information : rapport 2023 sur le prix et la qualité du service public de l’eau potable",
]

BUDGET = [
    (
        "DÉPENSES DE FONCTIONNEMENT",
        [
            ("011", "Charges à caractère général", -12500.0),
            ("012", "Charges de personnel et frais assimilés", 18000.0),
            ("65", "Autres charges de gestion courante", 6500.0),
        ],
        ("Total des dépenses de fonctionnement", 12000.0),
    ),
    (
        "RECETTES DE FONCTIONNEMENT",
        [
            ("70", "Produits des services, du domaine et ventes diverses", 4200.0),
            ("74", "Dotations et participations", 7800.0),
        ],
        ("Total des recettes de fonctionnement", 12000.0),
    ),
    (
        "DÉPENSES D’INVESTISSEMENT",
        [
            ("21", "Immobilisations corporelles", 35000.0),
            ("23", "Immobilisations en cours", -35000.0),
        ],
        ("Total des dépenses d’investissement", 0.0),
    ),
]
SUBSIDIES = [
    (
        "Sport",
        [
            ("Union sportive clairvaloise", 6500),
            ("Aviron Club de la Brédance", 3200),
            ("Judo-club de Port-Clairval", 1800),
        ],
    ),
    (
        "Culture et patrimoine",
        [("Harmonie municipale", 4000), ("Les Amis du Phare", 1250), ("Compagnie du Vieux Quai", 2700)],
    ),
    ("Solidarité", [("Épicerie sociale L’Ancre", 5000), ("Secours aux marins", 1000)]),
]


def budget_grid() -> Grid:
    """The décision modificative by chapter."""
    rows: list[Any] = [["Chapitre", "Libellé", "Montant voté"]]
    for section, lines, (label, total) in BUDGET:
        rows.append([Cell(section, colspan=3, bold=True, align="C")])
        rows += [[number, text, euros(amount, 2, "")] for number, text, amount in lines]
        rows.append(["", Cell(label, bold=True), Cell(euros(total, 2, ""), bold=True, align="R")])
    return Grid([60, 300, 90], rows, align="CLR", size=10.5, rules="rects")


def subsidy_grid() -> Grid:
    """Subsidies by theme, with their total."""
    rows: list[Any] = [["Association", "Montant attribué"]]
    for theme, lines in SUBSIDIES:
        rows.append([Cell(theme, colspan=2, bold=True, fill=235)])
        rows += [[name, euros(amount)] for name, amount in lines]
    rows.append([Cell("TOTAL", bold=True), Cell("25 450 €".replace(" ", "\u00a0"), bold=True, align="R")])
    return Grid([320, 130], rows, align="LR", size=10.5)


TARIFFS = Grid(
    [230, 110, 110],
    [
        ["Quotient familial", "Repas enfant", "Repas adulte"],
        ["Inférieur à 600", "1,10 €", "6,20 €"],
        ["De 600 à 1 199", "2,85 €", "6,20 €"],
        ["1 200 et plus", "4,30 €", "6,20 €"],
    ],
    align="LRR",
    size=10.5,
    rules="horizontal",
)


def act(
    sheet: Sheet,
    truth: Truth,
    number: str,
    title: str,
    *,
    outcome: str = "adopted",
    unanimous: bool | None = None,
) -> int:
    """The heading of a numbered point; gives its rank among the deliberations."""
    rank = len(truth.tables.get("deliberations", [])) + 1
    sheet.space(6)
    sheet.heading(f"{rank + 1}. {number} : {title}", align="L")
    truth.add(
        "deliberations",
        {
            "act": rank,
            "authority": "Ville de Port-Clairval",
            "authority_siren": None,
            "body": "conseil_municipal",
            "number": number,
            "report_reference": None,
            "title": title,
            "meeting_on": "2024-09-26",
            "session_on": "2024-09-26",
            "convened_on": "2024-09-20",
            "place": None,
            "chair": C["MARSAUDIN"].name,
            "secretary": "Yasmine IDRISSOUANE",
            "members_in_office": 29,
            "act_id": None,
            "received_on": None,
            "transmitted_on": None,
            "published_on": "2024-10-03",
            "outcome": outcome,
            "unanimous": unanimous,
        },
    )
    return rank


def decide(sheet: Sheet, truth: Truth, rank: int, how: str, items: list[tuple[str, str]]) -> None:
    """The formula and the dashes of a dispositif."""
    sheet.para(f"Le conseil municipal, après en avoir délibéré{how} :", before=3)
    for _, text in items:
        sheet.item(text)
    truth.decisions(rank, [(None, verb, text) for verb, text in items])
    sheet.space(4)


def cite(sheet: Sheet, truth: Truth, rank: int, found: Visas) -> None:
    """Visas of a point."""
    for n, (text, kind, cites) in enumerate(found, 1):
        sheet.para(text, after=3)
        truth.visa(rank, n, text, kind, **cites)


def amendment(sheet: Sheet, truth: Truth, grid: Grid) -> None:
    """A décision modificative with receipts, expenses and negative amounts."""
    rank = act(sheet, truth, "DEL2024-031", AGENDA[1], unanimous=True)
    sheet.para("Rapporteur : M. Denis COURTEVILLAIN", italic=True)
    cite(
        sheet,
        truth,
        rank,
        [
            (
                "Vu le code général des collectivités territoriales, notamment ses articles L. 1612-11 et "
                "L. 2311-1 ;",
                "code",
                {"code": "Code général des collectivités territoriales", "articles": ["L1612-11", "L2311-1"]},
            ),
            (
                "Vu la délibération n° DEL2024-012 du 28 mars 2024 adoptant le budget primitif ;",
                "deliberation",
                {"number": "DEL2024-012", "dates": ["2024-03-28"]},
            ),
            (
                "Vu l’avis de la commission des finances en date du 17 septembre 2024 ;",
                "opinion",
                {"dates": ["2024-09-17"]},
            ),
        ],
    )
    sheet.para(
        "Considérant que les dépenses d’énergie sont inférieures aux prévisions et que la revalorisation du "
        "point d’indice appelle un complément de crédits de personnel ;"
    )
    draw(sheet, grid, x=sheet.l_margin + 15)
    decide(
        sheet,
        truth,
        rank,
        ", à l’unanimité",
        [
            (
                "approuver",
                "APPROUVE la décision modificative n° 2 du budget principal telle que présentée ci-dessus ;",
            ),
            ("autoriser", "AUTORISE Monsieur le Maire à signer tout document relatif à cette affaire."),
        ],
    )
    for section, lines, (label, total) in BUDGET:
        for _, text, amount in lines:
            truth.add("budget_lines", line(rank, "budget", section, text, amount))
        truth.add("budget_lines", line(rank, "budget", section, label, total, is_total=True))


def line(act: int, scope: str, section: str | None, label: str, amount: float, *, is_total: bool = False) -> Row:
    """The truth of one line of a table with one column of amounts."""
    row: Row = {"act": act, "scope": scope}
    if section:
        row["section"] = section
    return row | {"label": label, "is_total": is_total, "amounts": {"proposed": money(amount)}}


def subsidies(sheet: Sheet, truth: Truth, grid: Grid) -> None:
    """Subsidies, with a late arrival and a recusal."""
    rank = act(sheet, truth, "DEL2024-032", AGENDA[2], unanimous=True)
    sheet.para("Monsieur PONTGIBAULD rejoint la séance à 18 h 52.")
    sheet.para("Rapporteure : Mme Nadège BEAUFRETON", italic=True)
    cite(
        sheet,
        truth,
        rank,
        [
            (
                "Vu l’article L. 2311-7 du code général des collectivités territoriales ;",
                "code",
                {"code": "Code général des collectivités territoriales", "articles": ["L2311-7"]},
            ),
        ],
    )
    sheet.keep(230)
    draw(sheet, grid, x=sheet.l_margin + 15)
    sheet.para(
        "Madame LESTRADE-VIAUD, présidente de l’association Les Amis du Phare, quitte la salle et ne prend "
        "pas part au vote."
    )
    decide(
        sheet,
        truth,
        rank,
        "",
        [
            ("attribuer", "ATTRIBUE, au titre de l’année 2024, les subventions figurant au tableau ci-dessus ;"),
            ("dire", "DIT que les crédits sont inscrits au chapitre 65 du budget de la commune."),
        ],
    )
    sheet.para("Vote : 26 pour, 0 contre, 0 abstention.")
    for theme, lines in SUBSIDIES:
        for name, amount in lines:
            truth.add("budget_lines", line(rank, "subsidies", theme, name, amount))
            truth.add(
                "grants",
                {
                    "act": rank,
                    "beneficiary": name,
                    "amount_eur": money(amount),
                    "year_first": 2024,
                    "year_last": 2024,
                },
            )
    truth.add("budget_lines", line(rank, "subsidies", None, "TOTAL", 25450, is_total=True))
    for n, (person, change) in enumerate((("PONTGIBAULD", "joined"), ("LESTRADE-VIAUD", "recused")), 1):
        row = {"act": rank, "position": n, "person": person, "change": change, "proxy_holder": None}
        truth.add("attendance_changes", row)
    truth.add(
        "votes",
        {"act": rank, "votes_for": 26, "votes_against": 0, "abstentions": 0, "expressed": None, "majority": None},
    )
    truth.add("vote_positions", {"act": rank, "choice": "not_voting", "kind": "member", "name": "LESTRADE-VIAUD"})


def tariffs(sheet: Sheet, truth: Truth) -> None:
    """A price list, adopted by a majority without figures."""
    rank = act(sheet, truth, "DEL2024-033", AGENDA[3], unanimous=False)
    cite(
        sheet,
        truth,
        rank,
        [
            (
                "Vu le décret n° 2006-753 du 29 juin 2006 relatif au prix de la restauration scolaire pour "
                "les élèves de l’enseignement public ;",
                "decree",
                {"number": "2006-753", "dates": ["2006-06-29"]},
            ),
        ],
    )
    sheet.para(
        "Monsieur TAHRAOUINE regrette que la tranche intermédiaire supporte l’essentiel de la hausse. "
        "Madame BELKHIRANE répond que le coût de revient d’un repas dépasse désormais dix euros."
    )
    sheet.keep(90)
    draw(sheet, TARIFFS)
    decide(
        sheet,
        truth,
        rank,
        ", à la majorité des suffrages exprimés",
        [
            (
                "fixer",
                "FIXE les tarifs de la restauration scolaire comme indiqué ci-dessus à compter du 1er janvier 2025.",
            ),
        ],
    )


def parcel(sheet: Sheet, truth: Truth) -> None:
    """Counts with named voters; the counts make 28, one more than the 27 voters."""
    rank = act(sheet, truth, "DEL2024-034", AGENDA[4], unanimous=False)
    cite(
        sheet,
        truth,
        rank,
        [
            (
                "Vu le code général de la propriété des personnes publiques, notamment son article L. 1111-1 ;",
                "code",
                {"code": "Code général de la propriété des personnes publiques", "articles": ["L1111-1"]},
            ),
            ("Vu l’avis du Domaine en date du 2 septembre 2024 ;", "opinion", {"dates": ["2024-09-02"]}),
        ],
    )
    sheet.para(
        "La parcelle cadastrée section AK n° 214, d’une contenance de 1 873 m², permettrait d’agrandir le "
        "parc de stationnement du port. Son propriétaire accepte le prix de 96 400 €."
    )
    decide(
        sheet,
        truth,
        rank,
        "",
        [
            ("", "DÉCIDE d’acquérir la parcelle cadastrée section AK n° 214 au prix de 96 400 € ;"),
            ("autoriser", "AUTORISE Monsieur le Maire à signer l’acte authentique ;"),
            ("préciser", "PRÉCISE que les frais d’acte sont à la charge de la commune."),
        ],
    )
    sheet.para(
        "Vote : 24 pour, 3 contre (M. TAHRAOUINE, Mme QUÉMENARD, M. RAVANELLI), 1 abstention (Mme DE SAINT-ORENS)."
    )
    truth.add(
        "votes",
        {"act": rank, "votes_for": 24, "votes_against": 3, "abstentions": 1, "expressed": None, "majority": None},
    )
    for choice, name in (
        ("against", "TAHRAOUINE"),
        ("against", "QUÉMENARD"),
        ("against", "RAVANELLI"),
        ("abstain", "DE SAINT-ORENS"),
    ):
        truth.add("vote_positions", {"act": rank, "choice": choice, "kind": "member", "name": name})


def rejected(sheet: Sheet, truth: Truth) -> None:
    """A proposal that the council turns down."""
    rank = act(sheet, truth, "DEL2024-037", AGENDA[7], outcome="rejected", unanimous=False)
    sheet.para(
        "Monsieur NAVARRENX-COLIN propose que la commune adhère à cette association, dont la cotisation "
        "annuelle est de 3 400 €. Plusieurs conseillers jugent ce montant excessif."
    )
    sheet.para("Vote : 9 pour, 17 contre, 1 abstention. La proposition est rejetée.")
    counts = {"votes_for": 9, "votes_against": 17, "abstentions": 1, "expressed": None, "majority": None}
    truth.add("votes", {"act": rank, **counts})


def put_off(sheet: Sheet, truth: Truth) -> None:
    """A deferred point and a withdrawn one."""
    act(sheet, truth, "DEL2024-035", AGENDA[5], outcome="deferred")
    sheet.para(
        "Les pêcheurs n’ayant pas encore fait connaître leur avis sur le projet, Monsieur le Maire propose "
        "d’attendre. Ce point est reporté à une prochaine séance."
    )
    act(sheet, truth, "DEL2024-036", AGENDA[6], outcome="withdrawn")
    sheet.para("À la demande de la commission de la culture, ce point est retiré de l’ordre du jour.")
