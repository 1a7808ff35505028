"""Documents cut into acts and parts, on the samples and on invented texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from acts_from_text import blocks_of

from extractors.header import extract as extract_header
from models.document import Document
from pipeline.readers import open_document
from pipeline.segment import Segmented, segment

RAW = Path(__file__).parent.parent / "data" / "raw"


def cut(text: str) -> Segmented:
    return segment(Document("doc", "acte.pdf", 1, [], blocks_of(text)))


def sample(name: str) -> Segmented:
    path = RAW / f"{name}.pdf"
    return segment(open_document(path.read_bytes(), path.name))


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("cd-deliberation-convention", ["deliberation", "convention", "report"]),
        ("convention-avenant", ["convention"]),
        ("annexe-financiere", ["annex"]),
        ("recueil-deliberations-cc", ["deliberation"] * 3),
        ("deliberation-subvention", ["deliberation"]),
    ],
)
def test_parts_of_the_samples(name: str, kinds: list[str]) -> None:
    assert [p.kind for p in sample(name).parts] == kinds


def test_parts_cover_every_block_once() -> None:
    for path in sorted(RAW.glob("*.pdf")):
        document = open_document(path.read_bytes(), path.name)
        held = [id(b) for part in segment(document).parts for b in part.blocks]
        assert sorted(held) == sorted(id(b) for b in document.blocks), path.name


def test_fiches_behind_a_deliberation() -> None:
    kinds = [p.kind for p in sample("cp-fiches-action").parts]
    assert kinds[0] == "deliberation" and kinds[-1] == "report"
    assert kinds.count("fiche") == 4


HEAD = """**PROCÈS-VERBAL DU CONSEIL MUNICIPAL DE BEAULIEU**
**SÉANCE DU 12 MARS 2024**
Présents : Mme Jeanne ROY, M. Paul PETIT.
Secrétaire de séance : M. Paul PETIT
Ordre du jour :
{agenda}
________
{points}
La séance est levée à 20 h."""


def test_numbered_points_are_acts_and_others_are_not() -> None:
    text = HEAD.format(
        agenda="1. Approbation du procès-verbal\n2. Tarifs de la piscine\n3. Vente d'un terrain\n4. Questions diverses",
        points="""**1. Approbation du procès-verbal du 5 février**
Le procès-verbal est adopté à l'unanimité.
**DEL2024-07 – Tarifs de la piscine**
Le conseil, après en avoir délibéré, fixe les tarifs à l'unanimité.
**DEL2024-08 – Vente d'un terrain**
Le conseil, après en avoir délibéré, approuve la vente.
**4. Questions diverses**
M. PETIT évoque le marché.""",
    )
    acts = cut(text).acts
    assert [(a.number.text, a.title.text) for a in acts if a.number and a.title] == [
        ("DEL2024-07", "Tarifs de la piscine"),
        ("DEL2024-08", "Vente d'un terrain"),
    ]
    assert all(a.shared_head for a in acts)


CHAPTERS = """**I – ADMINISTRATION GÉNÉRALE**
1 - Commissions municipales
Le conseil, à l'unanimité, désigne Mme ROY.
2 - Convention avec l'école
Le conseil, à l'unanimité, approuve la convention.
**II – FINANCES**
{rank} - Subvention au comité
Le conseil, à l'unanimité, attribue 300 €.
**III – QUESTIONS DIVERSES**
M. PETIT évoque le marché, voté à l'unanimité."""


@pytest.mark.parametrize("rank", ["3", "1"])
def test_points_under_chapters(rank: str) -> None:
    text = HEAD.format(agenda="", points=CHAPTERS.format(rank=rank)).replace("Ordre du jour :\n\n________\n", "")
    acts = cut(text).acts
    assert [act.title.flat for act in acts if act.title] == [
        "Commissions municipales", "Convention avec l'école", "Subvention au comité",
    ]  # fmt: skip


def test_reports_are_the_points_of_minutes() -> None:
    points = (
        "Rapport n° 1 – Budget supplémentaire\nRapporteur : M. PETIT\nLe rapport est adopté par 3 voix pour.\n"
        "Rapport n° 2 – Règlement des transports\nLes conclusions, mises aux voix, sont adoptées à l'unanimité."
    )
    text = HEAD.format(agenda="", points=points).replace("Ordre du jour :\n\n________\n", "")
    titles = [act.title.flat for act in cut(text).acts if act.title]
    assert titles == ["Budget supplémentaire", "Règlement des transports"]


READ_OUT = """Monsieur le Maire donne lecture du projet :
**CONVENTION DE MISE À DISPOSITION**
Entre la commune de Beaulieu, représentée par Mme Jeanne ROY,
Et l'association Les Amis du Parc, représentée par Mme Rose TILLET,
Article 1 : Objet
La commune met à disposition la salle.
Article 2 : Durée
La convention est conclue pour un an."""


def test_a_convention_read_out_before_the_vote_is_a_part_of_its_own() -> None:
    points = f"""**DEL2024-07 – Mise à disposition de la salle**
{READ_OUT}
Le conseil, après en avoir délibéré, approuve la convention.
**DEL2024-08 – Vente d'un terrain**
Le conseil, après en avoir délibéré, approuve la vente."""
    found = cut(HEAD.format(agenda="1. Salle\n2. Vente", points=points))
    assert [p.kind for p in found.parts] == ["other", "deliberation", "convention", "deliberation", "other"]
    first = found.acts[0]
    assert [b.text.split()[0] for b in first.body.blocks] == ["DEL2024-07", "Monsieur", "Le"]
    assert first.parts[0].act == 1 and len(first.parts[0].blocks) == 7


def test_a_vote_among_the_sundries_is_a_point_of_its_own() -> None:
    points = """**1. Tarifs de la piscine**
Le conseil, après en avoir délibéré, fixe les tarifs à l'unanimité.
**2. Questions diverses**
2.1 École
M. PETIT propose un dictionnaire.
2.2 Verger de la combe
Adhésion à l'association : 30 € par an. Vote : 14 pour / 0 contre
2.3 Voirie
Le trottoir sera refait. On peut aussi demander un avis, et on décide."""
    acts = cut(HEAD.format(agenda="1. Tarifs de la piscine\n2. Questions diverses", points=points)).acts
    assert [(a.item, a.title.flat) for a in acts if a.title] == [
        ("1", "Tarifs de la piscine"), ("2.2", "Verger de la combe"),
    ]  # fmt: skip


LISTED = """**VILLE DE BEAULIEU**
**LISTE DES DÉLIBÉRATIONS EXAMINÉES PAR LE CONSEIL MUNICIPAL**
|Date|N°|Objet|Décision|
|12/03/2024|2024-07|Tarifs de la piscine|Approuvée à l'unanimité|
|12/03/2024|2024-08|Vente d'un terrain|Rejetée|
|09/04/2024|2024-09|Règlement du marché|Ajournée au prochain CM|"""


def test_a_list_of_deliberations_tells_of_acts() -> None:
    acts = cut(LISTED).acts
    assert [(a.number.flat, a.title.flat) for a in acts if a.number and a.title] == [
        ("2024-07", "Tarifs de la piscine"), ("2024-08", "Vente d'un terrain"), ("2024-09", "Règlement du marché"),
    ]  # fmt: skip
    rows = [row for act in acts for row in extract_header(act) if row.table == "deliberations"]
    assert [(str(r["session_on"]), r["outcome"], r["unanimous"]) for r in rows] == [
        ("2024-03-12", "adopted", True), ("2024-03-12", "rejected", None), ("2024-04-09", "deferred", None),
    ]  # fmt: skip
    assert acts[0].head is acts[1].head is not acts[2].head


@pytest.mark.parametrize(
    "table",
    [
        "|N°|Objet|Montant|\n|12|Réfection du toit|300|\n|13|Peinture|200|\n|14|Clôture|100|",
        "|Lot|Entreprise|Résultat|\n|1|Maçonor|Retenue|\n|2|Toitor|Rejetée|\n|3|Boisor|Retenue|",
    ],
)
def test_tables_that_list_no_deliberations(table: str) -> None:
    assert cut(f"**VILLE DE BEAULIEU**\n{table}").acts == []


def test_acts_of_another_kind_behind_the_last_sitting_are_parts() -> None:
    act = "Présents : Mme Jeanne ROY, M. Paul PETIT\n**Objet : Tarifs**\nLe conseil municipal décide de les fixer.\n"
    orders = "".join(
        f"**Arrêté n° 2024-A-{n}**\nLe maire,\n**ARRÊTE :**\nArticle 1 : Le pont est fermé.\n" for n in (1, 2)
    )
    text = f"**EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS**\n**CONSEIL MUNICIPAL DE BEAULIEU**\n{act}**ARRÊTÉS DU MAIRE**\n{orders}"
    parts = cut(text).parts
    assert [(p.kind, p.title.flat if p.title else None) for p in parts] == [
        ("deliberation", None), ("other", "ARRÊTÉS DU MAIRE"), ("other", "Arrêté n° 2024-A-1"), ("other", "Arrêté n° 2024-A-2"),
    ]  # fmt: skip
    assert sum(len(p.blocks) for p in parts) == len(blocks_of(text))


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("**1. Maîtrise d'œuvre**\n− Autorisation de signer le marché", "Maîtrise d'œuvre − Autorisation de signer le marché"),
        ("**1. Subventions**\n- Club de pétanque : 300 €", "Subventions"),
        ("**1. Mise à disposition des véhicules de la commune de**\n**Beaulieu :**", "Mise à disposition des véhicules de la commune de Beaulieu"),
        ("**1. Fourrière : adoption de la convention**", "Fourrière : adoption de la convention"),
        ("**1. Tarifs de la piscine – Adoptés à l'unanimité**", "Tarifs de la piscine"),
    ],
)  # fmt: skip
def test_titles_of_points(heading: str, title: str) -> None:
    told = (
        "Le maire présente le dossier, qui a été étudié par la commission et que chacun a reçu avec la convocation.\n"
    )
    points = f"{heading}\n{told}Le conseil approuve à l'unanimité.\n**2. Voirie**\n{told}Vote : 12 pour"
    acts = cut(HEAD.format(agenda="1. Premier point\n2. Voirie", points=points)).acts
    assert acts[0].title is not None and acts[0].title.flat == title


def test_points_without_numbers_of_their_own_count_when_they_close_with_a_vote() -> None:
    text = HEAD.format(
        agenda="1. Tarifs de la piscine\n2. Rapport sur l'eau\n3. Vente d'un terrain",
        points="""**1. Tarifs de la piscine**
Vote : 12 pour, 2 contre.
**2. Rapport sur l'eau**
Le maire présente le rapport du syndicat.
**3. Vente d'un terrain**
Le conseil approuve la vente à l'unanimité.""",
    )
    assert [(a.item, a.title.text) for a in cut(text).acts if a.title] == [
        ("1", "Tarifs de la piscine"),
        ("3", "Vente d'un terrain"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "**ARRÊTÉ PRÉFECTORAL N° 2024-12**\nLe préfet,\nVu le code de l'environnement ;\nARRÊTE :\nArticle 1er : la pêche est interdite.",
        "**COMPTE RENDU DE LA RÉUNION DU CONSEIL D'ÉCOLE**\nÉtaient présents : Mme ROY, M. PETIT.\nLa kermesse est fixée au 3 juin.",
        "**LISTE DES PRÉSENTS**\nPrésents : Mme ROY, M. PETIT.",
        "**FÊTE DU VILLAGE**\nLe comité des fêtes s'est réuni sous la présidence de Mme ROY.",
        "**CONSEIL MUNICIPAL DE BEAULIEU**\nÉtaient présents : Mme ROY, M. PETIT.\nSignatures des membres présents.",
        "Vu le code général des collectivités territoriales ; le projet est à l'étude.",
        "**RAPPORT DE PRÉSENTATION**\nIl est proposé au conseil municipal de décider de la vente.",
    ],
)
def test_what_is_no_deliberation(text: str) -> None:
    assert cut(text).acts == []


RANKED = """**1. Vente d'un terrain**
Le maire présente l'offre.
Le conseil municipal approuve la proposition, à l'unanimité.
**2. Tarifs de la piscine**
Les tarifs sont lus.
Le conseil municipal approuve la proposition, à l'unanimité.
**3. Décisions prises par le maire**
Information au conseil.
**4. Achat d'un tracteur**
Le conseil municipal approuve la proposition, à l'unanimité."""


@pytest.mark.parametrize(
    ("title", "acts"),
    [
        (
            "**Conseil municipal du jeudi 12 mars 2024**",
            ["Vente d'un terrain", "Tarifs de la piscine", "Achat d'un tracteur"],
        ),
        ("**EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS DU CONSEIL MUNICIPAL**", [None]),
    ],
)
def test_ranked_points_are_minutes_under_the_heading_of_a_sitting(title: str, acts: list[str | None]) -> None:
    found = cut(f"{title}\nPrésents : Mme Jeanne ROY, M. Paul PETIT.\n{RANKED}").acts
    assert [a.title.text if a.title else None for a in found] == acts


@pytest.mark.parametrize(
    "line",
    [
        "Personne ne prenant la parole, il est passé au vote",
        "12 mars 2024",
        "Monsieur le Maire demande s'il y a des questions",
    ],
)
def test_what_is_said_before_a_vote_opens_no_point(line: str) -> None:
    text = HEAD.format(
        agenda="Tarifs de la piscine\nVente d'un terrain",
        points=f"""**Tarifs de la piscine**
Le maire lit les tarifs.
**{line}**
Vote : à l'unanimité.
**Vente d'un terrain**
Vote : à l'unanimité.""",
    )
    assert [a.title.text for a in cut(text).acts if a.title] == ["Tarifs de la piscine", "Vente d'un terrain"]


@pytest.mark.parametrize("sign", ["N° ", "n°", "N° : "])
def test_a_number_that_looks_like_a_date_is_one_behind_its_sign(sign: str) -> None:
    points = f"""**{sign}24-05-11 – Tarifs de la piscine**
Le conseil municipal ADOPTE les tarifs.
Unanimité
**{sign}24-05-12 – Vente d'un terrain**
Le conseil municipal APPROUVE la vente.
Unanimité"""
    acts = cut(HEAD.format(agenda="Tarifs, ventes", points=points)).acts
    assert [(a.number.text, a.title.text) for a in acts if a.number and a.title] == [
        ("24-05-11", "Tarifs de la piscine"),
        ("24-05-12", "Vente d'un terrain"),
    ]
