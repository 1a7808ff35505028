"""A convention alone, between three parties, with a payment schedule and bank details in a table."""

from __future__ import annotations

from samples.acts import IBAN, Article, Visas, article_rows, party, set_articles, visas
from samples.drawing import Sheet, Style
from samples.grid import Cell, Grid
from samples.truth import Truth

NAME = "convention-avenant"
STYLE = Style("Times", 12, leading=1.2, margins=(71, 71, 71, 71), hyphenated=True, number="Page {page} sur {nb}")
TITLE = (
    "CONVENTION DE PARTENARIAT ET DE FINANCEMENT\nPOUR LA RÉHABILITATION DE LA CALE DE HALAGE\nANNÉES 2025 ET 2026"
)

SCHEDULE = Grid(
    [190, 85, 100, 75],
    [
        ["Échéance", "Ville", "Communauté de communes", "Total"],
        ["À la signature", "45 000,00 €", "30 000,00 €", "75 000,00 €"],
        ["Au 30 septembre 2025, sur présentation des factures", "27 000,00 €", "18 000,00 €", "45 000,00 €"],
        ["Solde, à la réception des travaux", "18 000,00 €", "12 000,00 €", "30 000,00 €"],
        ["Total", "90 000,00 €", "60 000,00 €", "150 000,00 €"],
    ],
    header=Cell(align="C", bold=True, fill=230),
    align="LRRR",
    size=10,
)
BANK = Grid(
    [112, 112, 150, 76],
    [
        ["Code établissement", "Code guichet", "Numéro de compte", "Clé RIB"],
        ["20041", "01005", "0500013M026", "06"],
        [Cell(f"IBAN : {IBAN}", colspan=4)],
        [Cell("BIC : CLMUFR2LXXX", colspan=4)],
    ],
    align="CCCC",
    size=10.5,
    kind="bank",
)
VISAS: Visas = [
    (
        "Vu le code général des collectivités territoriales, notamment ses articles L. 1111-10 et L. 2121-29 ;",
        "code",
        {"code": "Code général des collectivités territoriales", "articles": ["L1111-10", "L2121-29"]},
    ),
    (
        "Vu l’ordonnance n° 2018-1074 du 26 novembre 2018 portant partie législative du code de la "
        "commande publique ;",
        "ordinance",
        {"number": "2018-1074", "dates": ["2018-11-26"]},
    ),
    (
        "Vu l’arrêté préfectoral du 6 mai 2024 autorisant l’occupation du domaine public maritime ;",
        "order",
        {"dates": ["2024-05-06"]},
    ),
    (
        "Vu la convention-cadre conclue entre la Ville et l’Association le 3 avril 2023 ;",
        "convention",
        {"dates": ["2023-04-03"]},
    ),
    (
        "Vu les avenants à ladite convention-cadre, signés les 11/06/2024 et 18/12/2024 ;",
        "amendment",
        {"dates": ["2024-06-11", "2024-12-18"]},
    ),
    (
        "Vu la délibération n° DEL2024-041 du conseil municipal de Port-Clairval en date du 28 novembre 2024 ;",
        "deliberation",
        {"number": "DEL2024-041", "dates": ["2024-11-28"]},
    ),
    (
        "Vu la délibération n° 2024-080 du conseil communautaire en date du 10 décembre 2024 ;",
        "deliberation",
        {"number": "2024-080", "dates": ["2024-12-10"]},
    ),
]
ARTICLES = [
    Article(
        "1er",
        "Objet de la convention",
        [
            "La présente convention fixe les conditions dans lesquelles la Ville et la Communauté de "
            "communes participent au financement des travaux de réhabilitation de la cale de halage, "
            "conduits par l’Association."
        ],
    ),
    Article(
        "2",
        "Description de l’opération",
        [
            "L’opération comprend :",
            "- la reprise des maçonneries et du chemin de roulement ;",
            "- le remplacement du treuil ;",
            "- l’aménagement d’un espace d’interprétation ouvert au public.",
            "Le coût total est estimé à 212 000 € hors taxes.",
        ],
    ),
    Article(
        "3",
        "Engagements de l’Association",
        [
            "L’Association assure la maîtrise d’ouvrage. Elle emploie, pour un cinquième au moins des "
            "heures travaillées, des personnes en parcours d’insertion. Elle rend compte de l’avancement "
            "chaque trimestre et mentionne le soutien des collectivités sur tous ses supports."
        ],
    ),
    Article(
        "4",
        "Durée",
        [
            "La présente convention prend effet à compter de sa signature par la dernière des parties et "
            "s’applique jusqu’au 31 décembre 2026."
        ],
    ),
    Article("5", "Dispositions financières"),
    Article(
        "5-1",
        "Participation de la Ville",
        ["La Ville verse à l’Association une subvention d’équipement de quatre-vingt-dix mille euros (90 000 €)."],
        "5",
    ),
    Article(
        "5-2",
        "Participation de la Communauté de communes",
        [
            "La Communauté de communes verse à l’Association une subvention d’équipement de soixante mille "
            "euros (66 000 €)."
        ],
        "5",
    ),
    Article(
        "5-3",
        "Échéancier",
        ["Les subventions, d’un montant cumulé de 150 000 €, sont versées selon l’échéancier suivant :", SCHEDULE],
        "5",
    ),
    Article(
        "5-4",
        "Coordonnées bancaires",
        ["Les versements sont effectués au compte ouvert au nom de l’Association :", BANK],
        "5",
    ),
    Article(
        "6",
        "Contrôle",
        [
            "L’Association remet aux collectivités, dans les six mois de la clôture de chaque exercice, ses "
            "comptes annuels et le compte rendu d’emploi des subventions. Les sommes non utilisées sont "
            "reversées."
        ],
    ),
    Article(
        "7",
        "Résiliation et litiges",
        [
            "En cas d’inexécution, la convention peut être résiliée de plein droit deux mois après une mise "
            "en demeure restée sans effet. Les litiges qui n’auraient pu être réglés à l’amiable relèvent "
            "du tribunal administratif."
        ],
    ),
]


def build() -> tuple[Sheet, Truth, list[Grid]]:
    """The document, its truth and its tables."""
    sheet, truth = Sheet(STYLE, "Convention de partenariat et de financement"), Truth(NAME)
    sheet.add_page()
    sheet.para(TITLE, bold=True, size=14, align="C", after=16)
    parties(sheet)
    visas(sheet, truth, None, VISAS, convention=1)
    sheet.para("Il est convenu et arrêté ce qui suit :", bold=True, before=8)
    set_articles(sheet, ARTICLES, lambda a: f"{'ARTICLE' if a.number == '2' else 'Article'} {a.number} – {a.title}")
    sheet.keep(190)
    sheet.para("Fait à Port-Clairval, en trois exemplaires originaux, le", before=12, after=12)
    sheet.side_by_side(
        ["Pour la Ville,", "Le Maire,", "", "", "Thibault MARSAUDIN"],
        ["Pour la Communauté de communes,", "Le Président,", "", "", "Didier DARRIGADELLE"],
    )
    sheet.para("Pour l’Association,\nLa Présidente,\n\n\nMaud ÉCHAUGUETTE-ROY", align="C", before=10)
    tell(truth)
    return sheet, truth, [SCHEDULE, BANK]


def parties(sheet: Sheet) -> None:
    """Who contracts with whom."""
    sheet.para("Entre :", bold=True)
    sheet.para(
        "La Ville de Port-Clairval, 1 place de la Capitainerie, représentée par son Maire, M. Thibault "
        "MARSAUDIN, agissant en vertu de la délibération du 28 novembre 2024, ci-après désignée par « la "
        "Ville »,"
    )
    sheet.para("d’une part,", align="R")
    sheet.para("Et :", bold=True)
    sheet.para(
        "La Communauté de communes du Pays de Brédance, dont le siège est à Castelnau-les-Pins, représentée "
        "par M. Didier DARRIGADELLE, Président, dûment autorisé à signer, ci-après désignée par « la "
        "Communauté de communes »,"
    )
    sheet.para("d’autre part,", align="R")
    sheet.para("Et :", bold=True)
    sheet.para(
        "L’association Le Chantier Naval Solidaire, 7 quai des Charpentiers, représentée par Mme Maud "
        "ÉCHAUGUETTE-ROY, Présidente, dûment autorisée à signer, ci-après désignée par « l’Association »,"
    )
    sheet.para("de troisième part,", align="R", after=8)


def tell(truth: Truth) -> None:
    """The true rows; what the conventions leave open is not scored."""
    truth.add(
        "conventions",
        {
            "act": None,
            "title": TITLE.replace("\n", " "),
            "year_first": 2025,
            "year_last": 2026,
            "duration_months": None,
            "effective_on": None,
            "amount_eur": "150000.00",
        },
    )
    association = party(1, 3, "Le Chantier Naval Solidaire", "l’Association", "Maud ÉCHAUGUETTE-ROY", "Présidente")
    del association["name"]  # with or without the word "association"
    truth.add(
        "convention_parties",
        party(1, 1, "Ville de Port-Clairval", "la Ville", "Thibault MARSAUDIN", "Maire"),
        party(
            1,
            2,
            "Communauté de communes du Pays de Brédance",
            "la Communauté de communes",
            "Didier DARRIGADELLE",
            "Président",
        ),
        association,
    )
    rows = article_rows(1, ARTICLES)
    del rows[0]["number"]  # "1er" or "1"
    for row in rows:
        if row["number" if "number" in row else "title"] == "5-4":
            del row["text"]  # masked cells of a table
    truth.add("convention_articles", *rows)
    for table in ("deliberations", "attendees", "decisions", "grants", "fiches"):
        truth.add(table)
    truth.add(
        "findings",
        {"act": None, "check": "bank_details_exposed", "severity": "error"},
        {"act": None, "check": "amount_mismatch"},
    )
