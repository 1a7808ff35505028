"""Heads of acts told in participles, as régions and métropoles print them: the act is found and its lists are read."""

from __future__ import annotations

import pytest
from field import rows_of, seen

ACT = """RÉGION DES TROIS-VALS

Délibération 23-CP-041

AIDE AUX FESTIVALS

La commission permanente du conseil régional, {met} à Orlac le 3 mars 2023, sous la présidence de Mme Jeanne ROY,
{present} : Mme Jeanne ROY ; M. Paul PETIT ; M. Luc HAMEL ;
{given} : Mme Lise FABRE à M. Luc HAMEL ;
{absent} : M. Karim BRUN ;

Vu le code général des collectivités territoriales,
et après en avoir délibéré,
DÉCIDE
ARTICLE 1
d'approuver le programme joint.

La délibération est adoptée.
Votent pour : 3 – Groupe des Vals
S'abstiennent : 1 – Groupe des Monts"""


@pytest.mark.parametrize(
    ("met", "present", "given", "absent"),
    [
        ("réunie", "Étant présents", "Ayant donné pouvoir", "Étant absents"),
        ("s'étant réunie", "Étaient présents", "Ayant donné procuration", "Étaient absents"),
        ("dûment convoquée et réunie", "Ayant été présents", "Ayant donné délégation de vote", "Absents"),
        ("s'est réunie", "Sont présents", "Ont donné pouvoir", "Sont absents"),
        ("réunie", "Étant présents", "Donnant pouvoir", "Absents"),
    ],
)
def test_a_head_in_participles(met: str, present: str, given: str, absent: str) -> None:
    tables = rows_of(ACT.format(met=met, present=present, given=given, absent=absent))
    rows = seen(tables)
    assert [(r["number"], r["title"]) for r in tables["deliberations"]] == [("23-CP-041", "AIDE AUX FESTIVALS")]
    assert rows["attendees"] == [
        "Mme Jeanne ROY p", "M. Paul PETIT p", "M. Luc HAMEL p", "Mme Lise FABRE r", "M. Karim BRUN a",
    ]  # fmt: skip
    assert rows["proxies"] == ["Lise FABRE > Luc HAMEL"]
    assert [r["text"] for r in tables["legal_references"]] == ["Vu le code général des collectivités territoriales"]
    assert rows["vote_positions"] == ["for group Groupe des Vals", "abstain group Groupe des Monts"]
    assert [(r["votes_for"], r["abstentions"]) for r in tables["votes"]] == [(3, 1)]
