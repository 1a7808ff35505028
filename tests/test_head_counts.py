"""Counts that heads of acts print."""

from __future__ import annotations

from typing import Any

import pytest

from extractors.head_counts import COLUMNS, add_counts
from models.document import Block
from models.parts import Act, Part
from models.passage import Passage
from models.rows import Row


def _counts(*paragraphs: str) -> dict[str, Any]:
    head = [Block(Passage(text)) for text in paragraphs]
    row = Row("deliberations")
    add_counts(Act(1, "d-d1", head, Part("deliberation", head)), [row])
    return {column.removeprefix("members_"): row[column] for column in COLUMNS if row[column] is not None}


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (["En exercice : 29", "Présents : 22", "Votants : 26"], {"present": 22, "voting": 26}),
        (
            ["Conseillers en exercice : 21 Présents : 15 Pouvoirs : 4 Votants : 19"],
            {"present": 15, "represented": 4, "voting": 19},
        ),
        (["Nombre de conseillers en exercice : 15 - Présents 14 - Votants 14"], {"present": 14, "voting": 14}),
        (["Nombre de membres présents : 11", "Procuration : 1"], {"present": 11, "represented": 1}),
        (
            ["Présents (12) : Alice BERTIN, Bruno CALVET", "Absents excusés (3) : Elsa FAUVEL"],
            {"present": 12, "absent": 3},
        ),
        (["PRÉSENTS……… 18", "ABSENTS = 4", "VOTANTS = 20"], {"present": 18, "absent": 4, "voting": 20}),
        (["22 présents, 4 pouvoirs, 26 votants"], {"present": 22, "represented": 4, "voting": 26}),
        (["18 conseillers municipaux étaient présents"], {"present": 18}),
        (["Nombre de pouvoirs : 0"], {"represented": 0}),
        # no counts
        (["Étaient présents : Alice BERTIN", "Absents :"], {}),
        (["Nombre de membres en exercice : 82", "Étaient présents : Alice BERTIN"], {}),
        (["25 conseillers étaient présents ou représentés (07 procurations)"], {"represented": 7}),
        (["Absents ayant voté par procuration en application de l'article L. 2121-20 :"], {}),
        (["Présents à 18 h 30 :", "Votants à partir de 19h"], {}),
        (["Absents : 3 h 20 de retard"], {}),
        (["Présents : 22", "Présents : 21"], {}),  # two values
        (["Présents : 22", "Membres présents : 22"], {"present": 22}),
    ],
)
def test_counts(head: list[str], expected: dict[str, int]) -> None:
    assert _counts(*head) == expected
