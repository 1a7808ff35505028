"""Documents cut into acts and parts, on the samples and on invented texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from acts_from_text import blocks_of

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
