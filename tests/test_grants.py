"""Grants: the wordings of French authorities, with invented names and places, and what is no grant."""

from __future__ import annotations

from decimal import Decimal

import pytest
from acts_from_text import act_of
from hypothesis import given
from hypothesis import strategies as st

from extractors.grant_prose import is_acronym, named
from extractors.grants import extract
from models.passage import from_text

Grant = tuple[str, str | None, str | None, str | None, int | None, int | None]


def grants(text: str, title: str | None = None) -> list[Grant]:
    return [
        (
            r["beneficiary"],
            r["beneficiary_acronym"],
            None if r["amount_eur"] is None else str(Decimal(r["amount_eur"])),
            None if r["annual_amount_eur"] is None else str(r["annual_amount_eur"]),
            r["year_first"],
            r["year_last"],
        )
        for r in extract(act_of(text, title))
        if r.table == "grants"
    ]


def decided(text: str) -> str:
    return f"Le Conseil municipal, après en avoir délibéré, à l'unanimité, décide :\n{text}"


SENTENCES: list[tuple[str, list[Grant]]] = [
    (
        "- d'attribuer une subvention de 1 500 € à l'association Les Amis du Parc pour l'année 2024.",
        [("association Les Amis du Parc", None, "1500", None, 2024, 2024)],
    ),
    (
        "Article 1 : D'attribuer à l'Union des Acteurs Sociaux (UAS) du Beaupays, une participation financière "
        "d'un montant "
        "de 183 000 €, pour la période 2023-2025, soit un versement annuel de 61 000 € selon les "
        "modalités.",
        [("Union des Acteurs Sociaux du Beaupays", "UAS", "183000", "61000", 2023, 2025)],
    ),
    (
        "Article 1 : D'attribuer à la Fédération des Jardins (FJ), une participation financière annuelle d'un "
        "montant de "
        "18 000 €, pour toute la durée de la convention, soit 54 000 € sur 3 ans.",
        [("Fédération des Jardins", "FJ", "54000", "18000", None, None)],
    ),
    (
        "- d'attribuer à la Mission locale une subvention annuelle de 20 000 € pour les années 2023, 2024 et 2025.",
        [("Mission locale", None, "60000", "20000", 2023, 2025)],
    ),
    (
        "- d'attribuer une subvention de 160,00 € à Monsieur et Madame COLIN et une subvention de 512,00€ à "
        "Madame RENAUD,",
        [
            ("Monsieur et Madame COLIN", None, "160.00", None, None, None),
            ("RENAUD", None, "512.00", None, None, None),
        ],
    ),
    (
        "- accepte de verser une dotation exceptionnelle de 2500 euros à l'ASBR.",
        [("ASBR", None, "2500", None, None, None)],
    ),
    (
        "- d'octroyer une subvention de 2000 € à l'école primaire de Neuville,",
        [("école primaire de Neuville", None, "2000", None, None, None)],
    ),
    (
        "- d'approuver l'attribution d'une aide de 10 000.00 € à la société DUMONT, sous réserve de l'envoi des "
        "factures,",
        [("société DUMONT", None, "10000.00", None, None, None)],
    ),
    (
        "- d'autoriser le versement d'un fonds de concours de 30 000 € à la commune de Beaulieu pour la "
        "réfection du lavoir.",
        [("commune de Beaulieu", None, "30000", None, None, None)],
    ),
    (
        "- d'accorder, au titre de l'exercice 2022, une subvention de 4 000 euros au Comité des fêtes de "
        "Beaulieu afin de "
        "financer le carnaval.",
        [("Comité des fêtes de Beaulieu", None, "4000", None, 2022, 2022)],
    ),
    (
        "- d'allouer une subvention exceptionnelle de 800 € en faveur de l'Association pour la promotion du "
        "livre (APL).",
        [("Association pour la promotion du livre", "APL", "800", None, None, None)],
    ),
    (
        "- de fixer à 12 000 € la subvention versée au CCAS de Neuville pour 2021.",
        [("CCAS de Neuville", None, "12000", None, 2021, 2021)],
    ),
    (
        "- d'attribuer les subventions suivantes pour 2023 :\n- Amicale des Pins : 1 500 €\n- Club nautique "
        "(CNB) : 300 €\n"
        "- Total : 1 800 €",
        [
            ("Amicale des Pins", None, "1500", None, 2023, 2023),
            ("Club nautique", "CNB", "300", None, 2023, 2023),
        ],
    ),
    (
        "Article 1 :\nD'attribuer à la Mutualité de Haute-Lande une participation de 42 000 € au titre de\n2024, "
        "dans les "
        "conditions suivantes :\nla somme est versée en une fois.",
        [("Mutualité de Haute-Lande", None, "42000", None, 2024, 2024)],
    ),
    (
        "- d'attribuer la somme de 500 € à l'Amicale des Pins.",
        [("Amicale des Pins", None, "500", None, None, None)],
    ),
    (
        "Article 1 : d'accorder les aides suivantes pour 2020\n- Amicale des Pins : 1 500 € (1 200 € en 2019)\n- "
        "Judo : 250 €",
        [
            ("Amicale des Pins", None, "1500", None, 2020, 2020),
            ("Judo", None, "250", None, 2020, 2020),
        ],
    ),
    (
        "- d'accorder les aides suivantes :\n- 500 € à l'association Tempo,\n- 250 € au Judo club de Neuville ;",
        [
            ("association Tempo", None, "500", None, None, None),
            ("Judo club de Neuville", None, "250", None, None, None),
        ],
    ),
    (
        "Article 1 : d'attribuer une subvention de 5 000 € à l'association Roule pour l'acquisition d'un minibus "
        "d'un coût "
        "total de 25 000 €.\nArticle 2 : d'imputer la dépense de 5 000 € au compte 65748.",
        [("association Roule", None, "5000", None, None, None)],
    ),
    (
        "- d'attribuer à la Maison du conte et de la lecture une subvention de 28 500 €,\n- d'accorder au Club de sports "
        "et de loisirs une subvention de 500 € et de verser cette somme en une fois.",
        [
            ("Maison du conte et de la lecture", None, "28500", None, None, None),
            ("Club de sports et de loisirs", None, "500", None, None, None),
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_grants_told_in_sentences_and_lists(text: str, expected: list[Grant]) -> None:
    assert grants(decided(text)) == expected


NOTHING = [
    "- de solliciter une subvention de 20 000 € auprès de l'État au titre de la DETR.",
    "- d'autoriser le Maire à solliciter une aide de 5 000 € auprès du Département du Beaupays.",
    "- d'attribuer le marché de travaux à l'entreprise DUMONT pour un montant de 43 986 € HT.",
    "- d'approuver le devis de la Carrosserie RENAUD pour un montant de 12 960 € TTC.",
    "- d'accorder au budget annexe « Eau » une avance du budget principal pour un montant de 250 000 €.",
    "- d'accorder la garantie de la commune à la société Habitat 2000 pour un prêt de 150 000 €.",
    "- de fixer à 12 € le tarif de la salle pour l'association Tempo.",
    "- de rembourser la somme de 217,86 € à l'association Triolet.",
    "- d'accepter la contribution de la commune à la Fondation du Bourg à hauteur de 200 €.",
    "- d'approuver les subventions en nature accordées à l'association Glisse pour un montant de 500 000 €.",
    "- d'inscrire au budget 2023 la subvention de 500 € à l'association Tempo.",
    "- de dire que la subvention de 500 € à l'association Tempo sera versée en une fois.",
    "- d'acquérir la parcelle A 12 appartenant à Madame COLIN au prix de 5 000 €.",
    "- d'autoriser Monsieur le Maire à signer la convention de subvention de 500 € avec l'association Tempo.",
    "- d'approuver le plan de financement : subvention de l'État 5 000 €, autofinancement 2 000 €.",
    "- d'attribuer les travaux de la mairie à l'entreprise Dumont pour un montant de 43 986 € HT.",
    "- d'attribuer à la société Dumont la maîtrise d'œuvre pour la somme de 5 000 €.",
    "- d'accepter le versement à la commune d'un fonds de concours de 20 000 €.",
    "- d'attribuer une prime de 300 € aux agents de la commune.",
    "- de renouveler l'adhésion à l'Association des Maires pour 601,38 €.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_grant(text: str) -> None:
    assert grants(decided(text)) == []


TABLE = """
| Association | 2023 | Demandé 2024 | Subvention votée |
| Les Amis du Parc | 300 € | 500 € | 400 € |
| L'Enceinte (Article 6574) | 500 € | 700 € | 600 € |
| Club des aînés | 100 € | 100 € | - |
| Fournitures scolaires (Article 6067) | 90 € | 90 € | 90 € |
| Ligue des Pêcheurs Adhésion | 20 € | 20 € | 20 € |
| TOTAL | 1 010 € | 1 410 € | 1 110 € |
"""


def test_a_decision_that_names_nobody_awards_to_the_one_of_the_title() -> None:
    text = decided("- d'attribuer une subvention de 750 € au titre de l'année 2021.")
    assert grants(text, "Subvention à l'association Tempo") == [("association Tempo", None, "750", None, 2021, 2021)]


def test_a_carry_over_of_old_grants_is_none() -> None:
    text = f"{TABLE}\n{decided('- d’adopter l’affectation des subventions indiquées ci-dessus')}"
    assert grants(text, "Report d'affectation de subventions votées en 2013") == []


def test_a_proposal_of_the_report_is_no_grant() -> None:
    text = "La Ville propose 40 000 € de subvention à l'association Tempo.\nLe Conseil prend acte du rapport."
    assert grants(text) == []


def test_a_table_that_the_decision_adopts() -> None:
    text = (
        f"{TABLE}\nLe Conseil municipal, après en avoir délibéré :\n- DÉCIDE d'approuver le tableau des "
        f"subventions pour "
        "l'année 2024 tel qu'indiqué ci-dessus,\n- DIT que les crédits sont inscrits au budget."
    )
    assert grants(text, "Subventions 2024 aux associations") == [
        ("Les Amis du Parc", None, "400", None, 2024, 2024),
        ("L'Enceinte", None, "600", None, 2024, 2024),
    ]


@pytest.mark.parametrize("head", ["Fonds de concours attribué", "Montant accordé", "Aide attribuée"])
def test_what_communes_get_is_granted_and_not_funded_by_them(head: str) -> None:
    text = f"""
| Commune | Opération | Dépense HT | {head} |
| Commune de Verdoux | Toiture de l'école | 48 000 € | 14 000 € |
| Commune de Lanvigne | Aire de jeux | 31 000 € | 9 500 € |
| Total | | 79 000 € | 23 500 € |
{decided("- d'attribuer, au titre de l'année 2025, les fonds de concours figurant dans le tableau ci-dessus.")}"""
    assert grants(text, "Fonds de concours aux communes") == [
        ("Commune de Verdoux", None, "14000", None, 2025, 2025),
        ("Commune de Lanvigne", None, "9500", None, 2025, 2025),
    ]


def test_communes_that_fund_a_project_get_nothing() -> None:
    text = f"""
| Financeurs | Montant sollicité |
| État | 48 000 € |
| Commune | 31 000 € |
| Total | 79 000 € |
{decided("- d'adopter le plan de financement figurant dans le tableau ci-dessus.")}"""
    assert grants(text, "Subvention pour la toiture") == []


def test_a_table_that_no_decision_adopts() -> None:
    text = f"{TABLE}\nLe Conseil municipal, après en avoir délibéré :\n- AUTORISE le Maire à signer les conventions."
    assert grants(text, "Conventions avec les associations") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l'Union Sportive", ("Union Sportive", None)),
        ("la Fédération des Acteurs (FAS) des Monts", ("Fédération des Acteurs des Monts", "FAS")),
        ("UDCAS (Union Départementale des Centres)", ("Union Départementale des Centres", "UDCAS")),
        ("P.E.P.I.T.", ("P.E.P.I.T.", None)),
        ("Recherche et Enseignement des Langues – REL", ("Recherche et Enseignement des Langues", "REL")),
        ("Union sportive de Beaulieu - JUDO", ("Union sportive de Beaulieu - JUDO", None)),
        ("« Les Trois Ponts »", ("Les Trois Ponts", None)),
        ("M. Jean BONNEL", ("Jean BONNEL", None)),
        ("Amicale (section judo)", ("Amicale (section judo)", None)),
    ],
)
def test_names_of_beneficiaries(text: str, expected: tuple[str, str | None]) -> None:
    found = named(text, from_text(text))
    assert found is not None
    assert (found.name, found.acronym) == expected


def test_a_title_in_capitals_that_speaks_of_many_names_nobody() -> None:
    text = "Le conseil décide :\n- de fixer à 512 400 € le montant des dotations de fonctionnement pour 2022."
    assert extract(act_of(text, "AIDE AUX COLLÈGES : DOTATIONS 2022")) == []


@given(st.text(alphabet="aBC1é (/-.", max_size=30))
def test_an_acronym_is_made_of_capitals(text: str) -> None:
    if is_acronym(text):
        assert sum(c.isupper() for c in text) >= 2


@given(st.lists(st.sampled_from([s for s, _ in SENTENCES] + NOTHING), max_size=4))
def test_amounts_are_printed_ones_or_their_multiples(texts: list[str]) -> None:
    for _, _, amount, _, first, last in grants(decided("\n".join(texts) or "- d'approuver le plan")):
        assert amount is None or Decimal(amount) > 0
        assert first is None or first <= (last or 0)
