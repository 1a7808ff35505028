"""Conventions: title, years, duration, money, parties and articles, with invented names and places."""

from __future__ import annotations

import pytest
from acts_from_text import act_of, convention_of
from hypothesis import given
from hypothesis import strategies as st

from extractors.conventions import extract
from models.parts import Act
from models.rows import Row, of_table

PARTIES = """
**CONVENTION DE PARTENARIAT 2023-2025**
Entre
Le Département du Beaupays, représenté par M. Jean BONNEL, Président du Conseil départemental du Beaupays, et désigné
ci-après par les termes « le Département », d'une part,
Et
"""


def rows(text: str, act: Act | None = None) -> list[Row]:
    return extract(convention_of(text), act)


def convention(text: str, act: Act | None = None) -> Row:
    return next(of_table(rows(text, act), "conventions"))


def parties(text: str) -> list[tuple[str | None, ...]]:
    found = of_table(rows(text), "convention_parties")
    return [(r["name"], r["alias"], r["representative"], r["representative_role"]) for r in found]


def articles(text: str) -> list[tuple[str, str | None, int, str | None, str | None]]:
    found = of_table(rows(text), "convention_articles")
    return [(r["number"], r["parent_number"], r["level"], r["title"], r["text"]) for r in found]


ENTRE: list[tuple[str, list[tuple[str | None, ...]]]] = [
    (
        "Entre\nL'État, représenté par M. Luc RENAUD, Préfet du Beaupays, et désigné ci-après par les termes « "
        "le Préfet », "
        "d'une part,\nEt\nLe Département du Beaupays, représenté par M. Jean BONNEL, Président du Conseil "
        "départemental, et "
        "désigné ci-après par les termes « le Département », d'autre part,\nVu la loi n° 2000-321,",
        [
            ("État", "le Préfet", "Luc RENAUD", "Préfet du Beaupays"),
            ("Département du Beaupays", "le Département", "Jean BONNEL", "Président du Conseil départemental"),
        ],
    ),
    (
        "Entre la Ville de Neuville, dont le siège est place Verte, représentée par madame Annie Colin, Maire, "
        "dûment "
        "autorisée par délibération du 3 mai 2023, ci-après désignée par « la Ville »\nd'une part,\nEt l'Union des "
        "Jardins (UJ) représentée par Monsieur Hugues Denis, Président autorisé à signer la présente convention "
        "par ses "
        "statuts, Ci-après désigné par « L'UJ »\nd'autre part,\nIl a été convenu ce qui suit,",
        [
            ("Ville de Neuville", "la Ville", "Annie Colin", "Maire"),
            ("Union des Jardins", "L'UJ", "Hugues Denis", "Président"),
        ],
    ),
    (
        "Entre :\nLa Commune de BEAULIEU\nReprésentée par son Maire, Monsieur Georges LEROUX, domicilié en cette "
        "qualité, "
        "Hôtel de Ville,\nci-après désignée « la Commune »\nD'UNE PART, et :\nLa Société Anonyme TOITS "
        "NEUFS\nReprésentée "
        "par son Directeur, Monsieur Alain BRUN, ci-après désignée « TOITS NEUFS »\nD'AUTRE PART,\nPREAMBULE",
        [
            ("Commune de BEAULIEU", "la Commune", "Georges LEROUX", "Maire"),
            ("Société Anonyme TOITS NEUFS", "TOITS NEUFS", "Alain BRUN", "Directeur"),
        ],
    ),
    (
        "ENTRE LES SOUSSIGNÉS :\nLa Ville de Neuville\nHôtel de Ville\n1 place Verte – 99000 "
        "Neuville\nReprésentée par son "
        "Maire, Monsieur Paul ROY, agissant en vertu d'une délibération du Conseil Municipal,\nci-après dénommée la "
        "« Ville », d'une part,\nET\nL'association FOOTBALL CLUB DE NEUVILLE, association régie par la loi du "
        "1er juillet "
        "1901,\nReprésentée par sa Présidente, Mme Lise MARTIN,\nci-après dénommée « l'Association », d'autre part,\n"
        "Ci-après dénommées ensemble les « Parties »\nVU le code,",
        [
            ("Ville de Neuville", "Ville", "Paul ROY", "Maire"),
            ("association FOOTBALL CLUB DE NEUVILLE", "l'Association", "Lise MARTIN", "Présidente"),
        ],
    ),
    (
        "Entre d'une part :\nLa Commune de Beaulieu représentée par son Maire, Jeanne PETIT, agissant en vertu d'une "
        "délibération,\nEt d'autre part :\nL'association Tempo, déclarée à la préfecture, représentée par "
        "Monsieur Luc "
        "RENAUD, en sa qualité de Président, dûment habilité,\nPréambule",
        [
            ("Commune de Beaulieu", None, "Jeanne PETIT", "Maire"),
            ("association Tempo", None, "Luc RENAUD", "Président"),
        ],
    ),
    (
        "Entre\nMonsieur Luc RENAUD, sénateur-maire de Neuville, agissant au nom de la Commune,\nDésigné "
        "ci-après par La "
        "Ville\nEt :\nL'association « Les Trois Ponts », régie par la loi du 1er juillet 1901, représentée par "
        "Mmes Annie "
        "COLIN et Lise MARTIN, co-présidentes, désignée ci-après par l'Association\nINTRODUCTION",
        [
            ("Luc RENAUD", "La Ville", None, None),
            ("association « Les Trois Ponts »", "l'Association", "Annie COLIN et Lise MARTIN", "co-présidentes"),
        ],
    ),
    (
        "Entre les soussignés\nLa commune de Beaulieu, représentée par Monsieur le Maire, ROY Paul, en vertu de la "
        "délibération du 2 mai 2021, d'une part,\net\nMadame Odile BLANC, demeurant 3 rue Verte, d'autre part,\n"
        "il a été convenu et arrêté ce qui suit :",
        [("commune de Beaulieu", None, "Paul ROY", "Maire"), ("Odile BLANC", None, None, None)],
    ),
    (
        "Entre la Communauté de communes des Deux Rives, représentée par sa Présidente, Madame Odile BLANC, et "
        "la Commune "
        "de Beaulieu, représentée par son Maire, Monsieur Paul ROY.\nIl est convenu ce qui suit :",
        [
            ("Communauté de communes des Deux Rives", None, "Odile BLANC", "Présidente"),
            ("Commune de Beaulieu", None, "Paul ROY", "Maire"),
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), ENTRE)
def test_parties_between(text: str, expected: list[tuple[str | None, ...]]) -> None:
    assert parties(f"**CONVENTION**\n{text}\nArticle 1 : Objet\nLa présente convention.") == expected


def test_parties_of_the_signatures_where_no_block_names_them() -> None:
    text = """
**Convention cadre 2022**
**I - Objet**
Les parties coopèrent.
**II - Durée**
La convention est conclue pour trois ans.
Fait à le
Martial BLANC
Président de l'Union des Jardins du Beaupays
Christian ROY
Président du Département du Beaupays
"""
    assert parties(text) == [
        ("Union des Jardins du Beaupays", None, "Martial BLANC", "Président de l'Union des Jardins du Beaupays"),
        ("Département du Beaupays", None, "Christian ROY", "Président du Département du Beaupays"),
    ]


def test_signatures_under_pour() -> None:
    text = """
**Convention de prêt de matériel**
**Article 1 – Objet**
La commune prête des barnums.
**Article 2 – Durée**
Un an.
Fait en deux exemplaires
Pour la Commune de Beaulieu
Le Maire
Paul ROY
Pour l'association Tempo
La Présidente
Lise MARTIN
"""
    assert parties(text) == [
        ("Commune de Beaulieu", None, "Paul ROY", "Le Maire"),
        ("association Tempo", None, "Lise MARTIN", "La Présidente"),
    ]


ARTICLE_STYLES = [
    (
        "**ARTICLE 1er – OBJET**\nPremier texte.\nSuite du texte.\n**Article 2 : Durée**\nSecond texte.\nFait à "
        "Neuville, le",
        [
            ("1", None, 1, "OBJET", "Premier texte. Suite du texte."),
            ("2", None, 1, "Durée", "Second texte."),
        ],
    ),
    (
        "**Article 3 et suivants**\n**Article 1 – Objet**\nTexte.\n**Article 4 – Concours financier**\n4.1. "
        "Engagement "
        "pluriannuel :\nTexte un.\n4.2. Modalités de versement :\n- le solde ;\n**Article 5-1 : Contrôle**\nFin.",
        [
            ("1", None, 1, "Objet", "Texte."),
            ("4", None, 1, "Concours financier", None),
            ("4.1", "4", 2, "Engagement pluriannuel", "Texte un."),
            ("4.2", "4", 2, "Modalités de versement", "- le solde ; Article 5-1 : Contrôle Fin."),
        ],
    ),
    (
        "**Article 1 : Objet**\nTexte.\n**Article 5 : Argent**\n**Article 5-1 : Montant**\nMille "
        "euros.\n**Article 5-2 : "
        "Versement**\nEn une fois.",
        [
            ("1", None, 1, "Objet", "Texte."),
            ("5", None, 1, "Argent", None),
            ("5-1", "5", 2, "Montant", "Mille euros."),
            ("5-2", "5", 2, "Versement", "En une fois."),
        ],
    ),
    (
        "**I - Les enjeux**\nTexte un.\n**II – La coopération**\nIntroduction.\n1. L'accueil des publics :\n• Rendre "
        "lisible,\n• Accompagner.\n2. La réponse apportée :\nGarantir.\n**III - Durée**\nSix ans.\nFait à le",
        [
            ("I", None, 1, "Les enjeux", "Texte un."),
            ("II", None, 1, "La coopération", "Introduction."),
            ("1", "II", 2, "L'accueil des publics", "- Rendre lisible, - Accompagner."),
            ("2", "II", 2, "La réponse apportée", "Garantir."),
            ("III", None, 1, "Durée", "Six ans."),
        ],
    ),
    (
        "**Article 1 : Objet**\nLe projet fixe deux axes.\n1 – Conquérir de nouveaux droits\n- Lutter.\n2 – "
        "Construire la "
        "solidarité.\n- Agir.\n**Article 2 : Durée**\na) un an ;\nb) deux ans.",
        [
            (
                "1",
                None,
                1,
                "Objet",
                "Le projet fixe deux axes. 1 – Conquérir de nouveaux droits - Lutter. 2 – Construire la "
                "solidarité. - Agir.",
            ),
            ("2", None, 1, "Durée", "a) un an ; b) deux ans."),
        ],
    ),
    (
        "**1. Objet**\nTexte.\n**2. Engagements**\n2.1 De la Ville\nElle finance.\n2.2 De l'association\nElle agit.\n"
        "**3. Litiges**\nLe tribunal.\nEn 2 exemplaires originaux",
        [
            ("1", None, 1, "Objet", "Texte."),
            ("2", None, 1, "Engagements", None),
            ("2.1", "2", 2, "De la Ville", "Elle finance."),
            ("2.2", "2", 2, "De l'association", "Elle agit."),
            ("3", None, 1, "Litiges", "Le tribunal."),
        ],
    ),
    (
        "Article 1\n**OBJET**\nTexte.\nArticle 2\nLa présente convention est conclue pour un an, à compter de sa "
        "signature "
        "par les deux parties.\nFait à Neuville",
        [
            ("1", None, 1, "OBJET", "Texte."),
            (
                "2",
                None,
                1,
                None,
                "La présente convention est conclue pour un an, à compter de sa signature par les deux parties.",
            ),
        ],
    ),
    (
        "**Préambule**\nLe contexte.\n**Article 1 : Objet**\nComme le dit\nArticle 5 de la présente convention, "
        "tout va "
        "bien.\n| Action | Montant |\n| Une | 10 € |\n**Article 2 : Fin**\nVoilà.\n**Annexe 1**\nArticle 1 : "
        "Règlement",
        [
            ("1", None, 1, "Objet", "Comme le dit Article 5 de la présente convention, tout va bien."),
            ("2", None, 1, "Fin", "Voilà."),
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), ARTICLE_STYLES)
def test_articles(text: str, expected: list[tuple[str, str | None, int, str | None, str | None]]) -> None:
    assert articles(f"**CONVENTION**\nIl est convenu ce qui suit :\n{text}") == expected


DURATIONS = [
    ("La présente convention est conclue pour une durée d'un an.", 12, None),
    (
        "La présente convention prend effet à la date de sa signature et est conclue pour une durée d'un an.",
        12,
        None,
    ),
    ("La convention prendra effet à la date de sa signature pour une durée de 6 ans.", 72, None),
    (
        "La présente convention est conclue pour 3 ans. Elle prend effet à compter du 1er janvier 2024.",
        36,
        "2024-01-01",
    ),
    ("La convention est consentie pour une durée de trente-six mois.", 36, None),
    ("La convention entre en vigueur le 15 mars 2022 et s'achève avec les travaux.", None, "2022-03-15"),
    ("La présente convention est établie pour trois (3) ans, renouvelable par reconduction d'un an.", 36, None),
    ("La convention peut être dénoncée avec un préavis de trois mois.", None, None),
    (
        "La mise à disposition est consentie pour une durée de neuf ans à compter du 1er janvier 2021.",
        108,
        "2021-01-01",
    ),
    ("La présente convention prend effet à sa signature et s'applique jusqu'au 31 décembre 2026.", None, None),
]


@pytest.mark.parametrize(("text", "months", "start"), DURATIONS)
def test_duration_and_start(text: str, months: int | None, start: str | None) -> None:
    row = convention(f"**CONVENTION**\n**Article 1 – Objet**\nRien.\n**Article 2 – Durée de la convention**\n{text}")
    assert row["duration_months"] == months
    assert (row["effective_on"].isoformat() if row["effective_on"] else None) == start


MONEY = [
    ("Le Département attribue à l'association une subvention de 15 000 € pour l'année 2023.", None),
    ("La Ville verse une subvention de 4 000 € pour 2023, de 5 000 € pour 2024 et de 6 000 € pour 2025.", "15000"),
    ("Le Département attribue à l'association une participation financière de 15 000 €.", "15000"),
    (
        "Une autorisation d'engagement est ouverte pour un montant de 96.000 euros, pour les années 2024 à 2026, "
        "correspondant à des crédits de paiement à hauteur de 32.000 euros par an.",
        "96000",
    ),
    ("La Ville verse une subvention annuelle de 5 000 € sur la durée de la convention.", "15000"),
    ("Le coût total de l'action est de 40 000 €. La participation de la Ville s'élève à 10 000 €.", "10000"),
    ("Un acompte de 70 % sera versé. Les subventions supérieures à 23 000 € font l'objet d'un contrôle.", None),
    (
        "La Ville verse une subvention de 90 000 €. La Communauté verse une subvention de 60 000 €. Les "
        "subventions, d'un "
        "montant cumulé de 150 000 €, sont versées en deux fois.",
        "150000",
    ),
    ("Le budget prévisionnel est de 12 000 €.", None),
]


@pytest.mark.parametrize(("text", "expected"), MONEY)
def test_amount_paid(text: str, expected: str | None) -> None:
    row = convention(f"**CONVENTION 2023-2025**\n**Article 1 – Objet**\nRien.\n**Article 2 – Financement**\n{text}")
    assert (None if row["amount_eur"] is None else str(row["amount_eur"])) == expected


TITLES = [
    (
        "Pôle solidarités\n**CONVENTION**\nObjet : Convention-cadre 2023-2025 entre la Ville et l'UJ\nEntre la Ville",
        None,
    ),
    ("**Annexe 1 CONVENTION-CADRE 2023-2025 ENTRE LA VILLE ET L'UJ**\nMontant : 10 €\nEntre", None),
    ("**Convention-cadre 2023-2025**\n**entre la Ville et l'UJ**\nEntre\nLa Ville", None),
]


@pytest.mark.parametrize(("text", "_"), TITLES)
def test_title_and_years(text: str, _: None) -> None:
    row = convention(f"{text}\n**Article 1 – Objet**\nRien.\n**Article 2 – Fin**\nRien.")
    assert row["title"].lower() == "convention-cadre 2023-2025 entre la ville et l'uj"
    assert (row["year_first"], row["year_last"]) == (2023, 2025)


def test_years_of_the_decision_where_the_title_tells_none() -> None:
    act = act_of(
        "Le conseil, après en avoir délibéré, décide :\n- d'adopter la convention pour la période 2021-2024."
    )
    row = convention("**CONVENTION DE PARTENARIAT**\n**Article 1 : Objet**\nRien.", act)
    assert (row["year_first"], row["year_last"], row["deliberation_id"]) == (2021, 2024, "doc-d1")


def test_ids_and_reports() -> None:
    found = rows("**CONVENTION**\nBonjour.")
    assert found[0]["convention_id"] == "p2-c"
    assert [r["code"] for r in of_table(found, "diagnostics")] == ["convention_incomplete", "convention_incomplete"]


LINES = [line for text, _ in ARTICLE_STYLES for line in text.split("\n")] + [t for t, _, _ in DURATIONS]


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=12))
def test_sub_articles_stand_under_an_article_printed_before(lines: list[str]) -> None:
    seen: list[str] = []
    for number, parent, level, _, text in articles("**CONVENTION**\n" + "\n".join(lines)):
        assert (parent is None) == (level == 1)
        assert parent is None or parent in seen
        assert text != ""
        seen.append(number)


def test_composite_numbers_stand_under_a_roman_article() -> None:
    text = """**CONVENTION DE PARTENARIAT**
Entre la Commune de Beaulieu, représentée par M. Paul PETIT, Maire, et l'association Les Blés d'Or,
Il est convenu ce qui suit :
**I - OBJET**
La convention règle l'usage de la salle.
**II - ENGAGEMENTS**
**2.1 Engagements de la Commune**
La Commune prête la salle.
**2.2 Engagements de l'association**
L'association range la salle.
**III - DURÉE**
La convention vaut pour trois ans."""
    assert [(number, parent, level, title) for number, parent, level, title, _ in articles(text)] == [
        ("I", None, 1, "OBJET"),
        ("II", None, 1, "ENGAGEMENTS"),
        ("2.1", "II", 2, "Engagements de la Commune"),
        ("2.2", "II", 2, "Engagements de l'association"),
        ("III", None, 1, "DURÉE"),
    ]
