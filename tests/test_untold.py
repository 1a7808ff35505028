"""Acts whose head names nobody in words that are known: they keep a row, and what is missing is told."""

from __future__ import annotations

import pytest
from field import rows_of

HEAD = """MÉTROPOLE DES TROIS-VALS

{number}

TARIFS DE LA PISCINE

En séance : voir feuille d'émargement.

Vu le code général des collectivités territoriales,

{decision}"""


@pytest.mark.parametrize("number", ["DÉLIBÉRATION N° 2023-114", "DÉLIBÉRATION 2023-114"])
@pytest.mark.parametrize(
    "decision",
    [
        "Le conseil métropolitain, après en avoir délibéré, approuve les tarifs joints à l'unanimité.",
        "Le conseil de la métropole\n\nAPPROUVE les tarifs joints.\n\nAdopté à l'unanimité.",
    ],
)
def test_an_act_without_a_known_head_keeps_its_row(number: str, decision: str) -> None:
    tables = rows_of(HEAD.format(number=number, decision=decision))
    assert [r["number"] for r in tables["deliberations"]] == ["2023-114"]
    assert tables["attendees"] == []
    assert "attendance_missing" in {r["code"] for r in tables["diagnostics"]}


@pytest.mark.parametrize(
    ("number", "decision"),
    [
        ("ARRÊTÉ N° 2023-114", "Vu la délibération n° 2023-02 du conseil métropolitain,\n\nDÉCIDE\n\nArticle 1 : …"),
        ("DÉLIBÉRATION N° 2023-114", "RAPPORT DU PRÉSIDENT\n\nLe conseil métropolitain, après en avoir délibéré."),
        (
            "DÉLIBÉRATION N° 2023-114",
            "PROJET DE DÉLIBÉRATION\n\nLe conseil de la métropole, après en avoir délibéré.",
        ),
        ("DÉLIBÉRATION N° 2023-114", "La régie tient les tarifs à disposition du public."),
        ("DÉLIBÉRATION N° 2023-114", "Le bureau de l'association, après en avoir délibéré, approuve les tarifs."),
    ],
)
def test_what_only_looks_like_one(number: str, decision: str) -> None:
    assert rows_of(HEAD.format(number=number, decision=decision))["deliberations"] == []
