"""Decisions: the wordings of French authorities, with invented names and places."""

from __future__ import annotations

import pytest
from acts_from_text import act_of
from hypothesis import given
from hypothesis import strategies as st

from extractors.decisions import extract

Expected = list[tuple[str | None, str | None, str]]


def decisions(text: str) -> Expected:
    return [(r["label"], r["verb"], r["text"]) for r in extract(act_of(text)) if r.table == "decisions"]


ARTICLES = """
Vu le Code général des collectivités territoriales, notamment son article L. 2121-29 ;
Après en avoir délibéré, le Conseil municipal, à l'unanimité,
DÉCIDE :
Article 1er :D'approuver le schéma directeur ;
Article 2 – D’AUTORISER Madame la Maire à le signer.
Article 3 : La dépense sera imputée au chapitre 65.
Article 4 : CHARGE M. le Secrétaire de son exécution.
Article 5. Ampliation de la présente délibération sera transmise à Monsieur le Préfet.
Adopté à l'unanimité des membres présents.
Fait et délibéré à Beaulieu, le 3 mai 2023.
"""

ALONE_LABELS = """
Après en avoir délibéré,
DECIDE :
Article 1 :
D'attribuer à la Mission locale une participation de 20 000 €.
Article 2 :
La dépense est imputée sur le budget départemental comme suit :
| Code | Imputation | Dépense € |
| C02 | 6568/93428 | 20 000 |
Dans les conditions de vote ci-dessous :
Pour : 42 voix (Groupe Les Bâtisseurs)
(Adopté)
"""

CAPITALS = """
LE CONSEIL MUNICIPAL,
Ouï l'exposé de Monsieur le Maire,
Après en avoir délibéré,
A l'unanimité,
APPROUVE la convention de mise à disposition,
AUTORISE Monsieur le Maire à la signer,
DIT que les crédits sont inscrits au budget 2022.
Pour extrait conforme,
Le Maire,
Jean BONNEL
"""

PROPOSED = """
Monsieur le Maire rapporte :
La Ville soutient les associations.
En conséquence, il est proposé au Conseil municipal :
- De décider de l'attribution de la subvention ;
- D'autoriser Monsieur le Maire à signer tout document relatif à cette affaire.
Le Conseil Adopte.
Pour extrait conforme,
"""

NESTED = """
Le Conseil municipal, après en avoir délibéré, à la majorité :
- DÉCIDE de fixer les taux en 2024 à :
- taxe foncière sur les propriétés bâties : 40,92 %
- taxe d'habitation : 9,97 %
- CHARGE et DÉLÈGUE le maire aux fins d'exécution de la présente
1 contre : M. Renaud
Madame Colin demande si ces taux sont provisoires.
"""

PARTICIPLES = """
Après avoir délibéré, les Membres du Conseil Communautaire ont, à l'unanimité :
- Approuvé l'attribution d'une aide de 1 800 € à la société LES TROIS PONTS,
- Autorisé Monsieur le Président à prendre toutes les mesures nécessaires.
M. VERNIER interroge sur l'origine de l'aide.
4. URBANISME
"""

INLINE = (
    "Le Conseil municipal, après en avoir délibéré, à l'unanimité des membres présents, approuve la convention "
    "et autorise le Maire à la signer."
)

CASES: list[tuple[str, str, Expected]] = [
    (
        "articles",
        ARTICLES,
        [
            ("Article 1er", "approuver", "D'approuver le schéma directeur"),
            ("Article 2", "autoriser", "D’AUTORISER Madame la Maire à le signer"),
            ("Article 3", "imputer", "La dépense sera imputée au chapitre 65"),
            ("Article 4", "charger", "CHARGE M. le Secrétaire de son exécution"),
            (
                "Article 5",
                "transmettre",
                "Ampliation de la présente délibération sera transmise à Monsieur le Préfet",
            ),
        ],
    ),
    (
        "labels that stand alone, a table inside",
        ALONE_LABELS,
        [
            ("Article 1", "attribuer", "D'attribuer à la Mission locale une participation de 20 000 €"),
            ("Article 2", "imputer", "La dépense est imputée sur le budget départemental comme suit"),
        ],
    ),
    (
        "verbs in capitals without marks",
        CAPITALS,
        [
            (None, "approuver", "APPROUVE la convention de mise à disposition"),
            (None, "autoriser", "AUTORISE Monsieur le Maire à la signer"),
            (None, "dire", "DIT que les crédits sont inscrits au budget 2022"),
        ],
    ),
    (
        "a proposal that the council adopts",
        PROPOSED,
        [
            (None, "décider", "De décider de l'attribution de la subvention"),
            (None, "autoriser", "D'autoriser Monsieur le Maire à signer tout document relatif à cette affaire"),
        ],
    ),
    (
        "a list inside an item",
        NESTED,
        [
            (
                None,
                "fixer",
                "DÉCIDE de fixer les taux en 2024 à : - taxe foncière sur les propriétés bâties : 40,92 % "
                "- taxe d'habitation : 9,97 %",
            ),
            (None, "charger", "CHARGE et DÉLÈGUE le maire aux fins d'exécution de la présente"),
        ],
    ),
    (
        "participles",
        PARTICIPLES,
        [
            (
                None,
                "approuver",
                "Approuvé l'attribution d'une aide de 1 800 € à la société LES TROIS PONTS",
            ),
            (None, "autoriser", "Autorisé Monsieur le Président à prendre toutes les mesures nécessaires"),
        ],
    ),
    (
        "one paragraph",
        INLINE,
        [(None, "approuver", "approuve la convention et autorise le Maire à la signer")],
    ),
    (
        "decide in the paragraph",
        "Les membres du Conseil municipal, après avoir entendu leur rapporteur en son exposé et délibéré, décident "
        "à la majorité des membres présents (17 voix « pour » et 2 abstentions), d'ouvrir les crédits.",
        [
            (
                None,
                "ouvrir",
                "décident à la majorité des membres présents (17 voix « pour » et 2 abstentions), d'ouvrir les "
                "crédits",
            )
        ],
    ),
    (
        "numbered points",
        "Après en avoir délibéré, le Bureau décide :\n1°) d'approuver le plan ;\n2°) d'habiliter le Président à le "
        "signer ;\n3°) de solliciter une subvention auprès de l'État.\nVote : unanimité",
        [
            ("1°)", "approuver", "d'approuver le plan"),
            ("2°)", "habiliter", "d'habiliter le Président à le signer"),
            ("3°)", "solliciter", "de solliciter une subvention auprès de l'État"),
        ],
    ),
    (
        "articles straight behind the visas",
        "Vu le code de la commande publique,\nConsidérant la demande du syndicat,\nArticle premier : Est approuvé le "
        "projet de statuts.\nArticle 2 : Madame la Maire est autorisée à le signer.\nSigné électroniquement",
        [
            ("Article premier", "approuver", "Est approuvé le projet de statuts"),
            ("Article 2", "autoriser", "Madame la Maire est autorisée à le signer"),
        ],
    ),
    (
        "the assembly takes note",
        "Le Conseil Municipal prend acte du rapport d'activité 2022 du syndicat des eaux.",
        [(None, "prendre", "prend acte du rapport d'activité 2022 du syndicat des eaux")],
    ),
    (
        "a sentence on who may sign, behind the articles",
        "Après délibération, décide, à l'unanimité :\nArticle 1er : La commune proroge le prêt aux conditions "
        "suivantes :\n- Montant : 40 000 €\n- Objet : prêt relais\nLe Maire est autorisé à signer l'avenant.",
        [
            (
                "Article 1er",
                "proroger",
                "La commune proroge le prêt aux conditions suivantes : - Montant : 40 000 € - Objet : prêt relais",
            ),
            (None, "autoriser", "Le Maire est autorisé à signer l'avenant"),
        ],
    ),
    (
        "the council adopts what was proposed, told in a verb of its own",
        "Il propose au Conseil :\n- de décider d'instaurer la redevance ;\nLe Conseil municipal, entendu cet "
        "exposé et "
        "après avoir délibéré :\nADOPTE la proposition qui lui est faite concernant la redevance.",
        [(None, "adopter", "ADOPTE la proposition qui lui est faite concernant la redevance")],
    ),
    (
        "bare infinitives",
        "Le conseil communautaire,\nVU le CGCT,\nAprès en avoir délibéré, DÉCIDE, à l'unanimité,\nde fixer le "
        "tarif de "
        "la halle à 12 €,\nd'autoriser Monsieur le Président à signer.\nFait à Beaulieu,",
        [
            (None, "fixer", "de fixer le tarif de la halle à 12 €"),
            (None, "autoriser", "d'autoriser Monsieur le Président à signer"),
        ],
    ),
    (
        "questions that the assembly answers",
        "Êtes-vous d'accord pour\n- autoriser l'adhésion de la commune au groupement\n- accepter l'acte constitutif\n"
        "Vote : pour à l'unanimité",
        [
            (None, "autoriser", "autoriser l'adhésion de la commune au groupement"),
            (None, "accepter", "accepter l'acte constitutif"),
        ],
    ),
    (
        "a vote told between two decisions",
        "Après en avoir délibéré,\nPar 13 voix POUR – 1 ABSTENTION\nDESIGNE comme délégués :\n- Titulaire : Mme "
        "Annie "
        "COLIN\n- Suppléant : M. Luc RENAUD\nLa présente délibération sera notifiée au syndicat.",
        [
            (
                None,
                "désigner",
                "DESIGNE comme délégués : - Titulaire : Mme Annie COLIN - Suppléant : M. Luc RENAUD",
            ),
            (None, "notifier", "La présente délibération sera notifiée au syndicat"),
        ],
    ),
    (
        "two decisions under one heading",
        "1) Repas des enfants\nLe Conseil Municipal après en avoir délibéré,\nPar 13 voix POUR – 1 voix CONTRE\n"
        "ACCEPTE les tarifs des repas.\n2) Il propose un tarif pour les adultes :\n- 5,80 € le repas\nLe Conseil "
        "Municipal après en avoir délibéré à l'unanimité,\nACCEPTE les tarifs des adultes.",
        [
            (None, "accepter", "ACCEPTE les tarifs des repas"),
            (None, "accepter", "ACCEPTE les tarifs des adultes"),
        ],
    ),
    (
        "quoted statutes are no articles of the decision",
        "Le Conseil municipal, après en avoir délibéré, approuve à l'unanimité la modification des statuts "
        "ci-dessous.\n"
        "Article 1 : Constitution. Il est constitué un syndicat.\nArticle 2 : Siège. Le siège est fixé à Beaulieu.",
        [
            (
                None,
                "approuver",
                "approuve à l'unanimité la modification des statuts ci-dessous",
            )
        ],
    ),
    (
        "verbs on lines of their own",
        "vu le projet,\naprès en avoir délibéré\napprouve\n- le principe de la création\n- la convention\ndécide\n"
        "l'imputation de la dépense sur le compte 6574\nautorise\nla Maire à signer la convention.",
        [
            (None, "approuver", "le principe de la création"),
            (None, "approuver", "la convention"),
            (None, "décider", "décide l'imputation de la dépense sur le compte 6574"),
            (None, "autoriser", "autorise la Maire à signer la convention"),
        ],
    ),
    (
        "the form of the administrative account",
        "Le Conseil municipal, réuni sous la présidence de M. PLANT, délibérant sur le compte administratif de "
        "2012 :\n"
        "1°) Lui donne acte de la présentation du compte, lequel peut se résumer ainsi :\n|Libellés|Dépenses|\n"
        "|Total|10|\n2°) Constate les identités de valeurs,\n3°) Arrête les résultats définitifs.\nOnt signé au "
        "registre",
        [
            ("1°)", "donner", "Lui donne acte de la présentation du compte, lequel peut se résumer ainsi"),
            ("2°)", "constater", "Constate les identités de valeurs"),
            ("3°)", "arrêter", "Arrête les résultats définitifs"),
        ],
    ),
    (
        "numbers with lists inside",
        "DELIBERE\n1° - Approuve :\na) - la création d'un fonds,\nb) - la convention.\n2° - Autorise Monsieur le "
        "Président à signer.\n3° - Les dépenses seront imputées au budget.",
        [
            ("1°", "approuver", "Approuve : a) - la création d'un fonds, b) - la convention"),
            ("2°", "autoriser", "Autorise Monsieur le Président à signer"),
            ("3°", "imputer", "Les dépenses seront imputées au budget"),
        ],
    ),
    (
        "bullets misread by OCR",
        "DECIDE à l'unanimité:\ne d'approuver la convention ;\n° d'autoriser Monsieur le Président à la signer.",
        [
            (None, "approuver", "d'approuver la convention"),
            (None, "autoriser", "d'autoriser Monsieur le Président à la signer"),
        ],
    ),
    (
        "each dash with its own vote",
        "Après en avoir délibéré, les membres du conseil municipal décident :\n- à l'unanimité, d'approuver le plan\n"
        "- par 12 voix pour et 3 contre, de créer une zone",
        [
            (None, "approuver", "à l'unanimité, d'approuver le plan"),
            (None, "créer", "par 12 voix pour et 3 contre, de créer une zone"),
        ],
    ),
    (
        "proposals put to the vote",
        "Il est proposé au Conseil :\n1. d'approuver le plan\n2. d'autoriser la Maire à le signer\nCes "
        "propositions, mises "
        "aux voix, sont adoptées à l'unanimité.",
        [("1", "approuver", "d'approuver le plan"), ("2", "autoriser", "d'autoriser la Maire à le signer")],
    ),
    (
        "what was decided in the past is no decision",
        "Par délibération du 3 mai 2010, le Conseil municipal a approuvé la convention.\nLa Ville a mis en place un "
        "fonds d'aide.",
        [],
    ),
    (
        "a proposal adopted in the next line, before something else is told",
        "Proposition de mettre à la vente les tables de l'école.\nAdoption à 0 contre, 11 voix pour\nZoé fera un mot.",
        [(None, "mettre", "de mettre à la vente les tables de l'école")],
    ),
    (
        "what a citizen asks for is no proposal",
        "Il informe le conseil de la demande de M. Eric ROY de pouvoir installer son camion.\nVote favorable à l'unanimité.",
        [],
    ),
    (
        "what a member asks is no proposal",
        "Vote : pour à l'unanimité\nM. Renaud demande s'il est envisagé d'ouvrir la piscine en août.",
        [],
    ),
    (
        "what the assembly asks for is its decision, not a proposal",
        "Le conseil municipal, réuni ce jour, demande à l'État de maintenir la gare.\nMotion adoptée à l'unanimité.",
        [],
    ),
    (
        "a proposal to have something done",
        "La société propose le devis suivant :\n- Couvercle : 7 980 €\n- Plancher : 12 820 €\nMonsieur le maire "
        "propose au conseil de faire réaliser les travaux.\nLe conseil municipal approuve la proposition.",
        [(None, "faire", "de faire réaliser les travaux")],
    ),
    (
        "nouns in place of verbs",
        "Le conseil municipal, à l'unanimité :\n- accord pour la vente du pré\n- mandat au maire pour signer",
        [(None, None, "accord pour la vente du pré"), (None, None, "mandat au maire pour signer")],
    ),
    (
        "a noun behind the formula",
        "Après délibération, accord unanime du conseil municipal pour l'augmentation des tarifs.",
        [(None, None, "accord unanime du conseil municipal pour l'augmentation des tarifs")],
    ),
    (
        "assent without a verb",
        "Le devis est présenté.\nAccord du conseil à l'unanimité pour l'achat d'un broyeur.\nAccord obtenu.",
        [(None, None, "Accord du conseil à l'unanimité pour l'achat d'un broyeur")],
    ),
    (
        "told in the passive",
        "Il est décidé de louer le logement à Mme Rose TILLET.\nIl est résolu à la majorité de voter le budget.",
        [
            (None, "louer", "Il est décidé de louer le logement à Mme Rose TILLET"),
            (None, "voter", "Il est résolu à la majorité de voter le budget"),
        ],
    ),
    (
        "a proposal that nobody adopts is none",
        "Il est proposé au Conseil municipal :\n- d'approuver le plan\nM. Renaud estime que ce plan est trop cher.",
        [],
    ),
]


@pytest.mark.parametrize(("name", "text", "expected"), CASES, ids=[case[0] for case in CASES])
def test_decisions(name: str, text: str, expected: Expected) -> None:
    assert decisions(text) == expected


def test_rows_carry_ids_positions_and_places() -> None:
    rows = [r for r in extract(act_of(ARTICLES)) if r.table == "decisions"]
    assert [r["position"] for r in rows] == [1, 2, 3, 4, 5]
    assert len({r["decision_id"] for r in rows}) == 5
    assert all(r["deliberation_id"] == "doc-d1" and r["page"] == 1 for r in rows)
    assert all(r.sources["text"] for r in rows)


def test_an_act_without_dispositif_is_reported() -> None:
    (row,) = extract(act_of("Le Maire informe le conseil des travaux en cours."))
    assert (row.table, row["code"]) == ("diagnostics", "no_decision")


@given(
    st.lists(
        st.sampled_from([*ARTICLES.split("\n"), *CAPITALS.split("\n"), *NESTED.split("\n"), "|a|b|", "–", "1."]),
        min_size=1,
    )
)
def test_any_order_of_paragraphs_gives_rows_with_text(lines: list[str]) -> None:
    act = act_of("\n".join(["Vu le code,", *lines]))
    for row in extract(act):
        if row.table == "decisions":
            assert row["text"] == row["text"].strip()
            assert "\n" not in row["text"]
