"""Attendance lists set as tables."""

from __future__ import annotations

import pytest

from extractors.attendance import read_roll
from models.document import Block, Cell, Table
from models.passage import Passage, from_text


def block(*rows: list[str]) -> Block:
    cells = [
        Cell(r, c, 1, 1, r == 0, from_text(text), 1, None) for r, row in enumerate(rows) for c, text in enumerate(row)
    ]
    return Block(Passage(""), table=Table(cells, len(rows), max(len(row) for row in rows), 1, 1))


def line(text: str) -> Block:
    return Block(from_text(text))


def told(*head: Block) -> list[str]:
    roll, _ = read_roll(head)
    proxies = {p.giver.name: p.holder.name if p.holder else "?" for p in roll.proxies}
    out = [f"{a.status} {a.person.name}" for a in roll.attendees]
    return out + [f"{giver} > {holder}" for giver, holder in proxies.items()]


TICKED = [
    "present Paul ALARI",
    "represented Zoé BERTIN",
    "absent Luc CARMI",
    "excused Eva DORAN",
    "Zoé BERTIN > Paul ALARI",
]


@pytest.mark.parametrize("tick", ["X", "x", "✓", "☒", "1", "Oui"])
def test_ticks_in_columns(tick: str) -> None:
    assert (
        told(
            block(
                ["NOM Prénom", "Commune", "Présent", "Excusé", "Absent", "Pouvoir à"],
                ["ALARI Paul", "Aubigny", tick, "", "", ""],
                ["BERTIN Zoé", "Aubigny", "", tick, "", "ALARI Paul"],
                ["CARMI Luc", "Berny", "", "", tick, ""],
                ["DORAN Eva", "Berny", "", tick, "", ""],
            )
        )
        == TICKED
    )


def test_names_over_two_columns() -> None:
    head = block(
        ["NOM", "Prénom", "Présent", "Absent"],
        ["DE LA ROQUE", "Anne-Lise", "X", ""],
        ["CARMI", "Luc", "", "X"],
    )
    assert told(head) == ["present Anne-Lise DE LA ROQUE", "absent Luc CARMI"]


def test_letters_in_a_status_column() -> None:
    head = block(
        ["Élus", "Présence", "Mandataire"],
        ["ALARI Paul", "P", ""],
        ["BERTIN Zoé", "A", "ALARI Paul"],
        ["DORAN Eva", "Excusée", ""],
        ["CARMI Luc", "A", ""],
    )
    assert told(head) == [
        "present Paul ALARI",
        "represented Zoé BERTIN",
        "excused Eva DORAN",
        "absent Luc CARMI",
        "Zoé BERTIN > Paul ALARI",
    ]


def test_honorific_column_and_empty_boxes() -> None:
    head = block(
        ["Civilité", "Nom Prénom", "Présent", "Représenté par"],
        ["M.", "ALARI Paul", "☒", ""],
        ["Mme", "BERTIN Zoé", "☐", "ALARI Paul"],
        ["M.", "CARMI Luc", "☐", ""],
    )
    roll, _ = read_roll([head])
    assert [(a.person.honorific, a.status) for a in roll.attendees] == [
        ("M.", "present"),
        ("Mme", "represented"),
        ("M.", "absent"),
    ]


def test_two_lists_beside_each_other() -> None:
    head = block(
        ["NOM Prénom", "Présents", "Absents", "NOM Prénom", "Présents", "Absents"],
        ["ALARI Paul", "X", "", "CARMI Luc", "", "X"],
        ["BERTIN Zoé", "X", "", "DORAN Eva", "X", ""],
    )
    assert told(head) == ["present Paul ALARI", "present Zoé BERTIN", "absent Luc CARMI", "present Eva DORAN"]


def test_names_in_cells_are_read_down_each_column() -> None:
    head = [
        line("Étaient présents :"),
        block(["M. Paul ALARI", "Mme Zoé BERTIN"], ["M. Luc CARMI", "Mme Eva DORAN"]),
        line("Absents excusés :"),
        block(["Mme Lise FAURE", "pouvoir à M. Paul ALARI"], ["M. Marc HUET", "pouvoir à Mme Zoé BERTIN"]),
        line("Secrétaire de séance : Mme Zoé BERTIN"),
    ]
    assert told(*head) == [
        "present Paul ALARI",
        "present Luc CARMI",
        "present Zoé BERTIN",
        "present Eva DORAN",
        "represented Lise FAURE",
        "represented Marc HUET",
        "Lise FAURE > Paul ALARI",
        "Marc HUET > Zoé BERTIN",
    ]


def test_communes_are_nobody() -> None:
    rows = [["Aubigny", "ALARI Paul, BERTIN Zoé"], ["Berny-sur-Orge", "CARMI Luc"]]
    assert told(line("Étaient présents :"), block(*rows)) == [
        "present Paul ALARI",
        "present Zoé BERTIN",
        "present Luc CARMI",
    ]


def test_lists_under_their_column_heading() -> None:
    head = block(
        ["Présents", "Absents", "Pouvoirs"], ["Paul ALARI\nZoé BERTIN", "Luc CARMI", "Eva DORAN à Paul ALARI"]
    )
    assert told(head) == [
        "present Paul ALARI",
        "present Zoé BERTIN",
        "absent Luc CARMI",
        "represented Eva DORAN",
        "Eva DORAN > Paul ALARI",
    ]


def test_lists_beside_their_label() -> None:
    head = block(
        ["Présents :", "M. Paul ALARI, Mme Zoé BERTIN"],
        ["Absents excusés :", "M. Luc CARMI (pouvoir à M. Paul ALARI)"],
        ["Secrétaire de séance :", "Mme Zoé BERTIN"],
    )
    assert told(head) == [
        "present Paul ALARI",
        "present Zoé BERTIN",
        "represented Luc CARMI",
        "Luc CARMI > Paul ALARI",
    ]


def test_a_table_that_only_sets_text_side_by_side() -> None:
    head = block(
        [
            "En exercice : 19\nPrésents : 2\nVotants : 2",
            "Étaient présents : M. Paul ALARI, Mme Zoé BERTIN\nAbsent : M. Luc CARMI",
        ]
    )
    assert told(head) == ["present Paul ALARI", "present Zoé BERTIN", "absent Luc CARMI"]


@pytest.mark.parametrize(
    "head",
    [
        block(["Nombre de conseillers", "En exercice", "Présents", "Votants"], ["", "19", "15", "17"]),
        block(["Désignation", "Montant"], ["Foyer rural", "300 €"]),
        block(["Commune", "Habitants"], ["Saint Martin", "1 200"]),
    ],
)
def test_tables_that_list_nobody(head: Block) -> None:
    assert told(head) == []


@pytest.mark.parametrize(
    ("heads", "status"),
    [
        (["Absent", "Pouvoir donné à"], "absent"),
        (["Absents", "Procuration à"], "absent"),
        (["Excusés", "Mandataire"], "excused"),
        (["Absents excusés", "Ayant donné pouvoir à"], "excused"),
    ],
)
def test_those_away_beside_who_holds_their_vote(heads: list[str], status: str) -> None:
    table = block(heads, ["Zoé BERTIN", "Paul ALARI"], ["Luc CARMI", "Eva DORAN"], ["Ida MOREL", ""])
    assert told(line("Présents : Paul ALARI, Eva DORAN"), line("Pouvoirs :"), table)[2:] == [
        "represented Zoé BERTIN",
        "represented Luc CARMI",
        f"{status} Ida MOREL",
        "Zoé BERTIN > Paul ALARI",
        "Luc CARMI > Eva DORAN",
    ]


def test_lists_of_those_away_and_of_delegations_are_read_apart() -> None:
    table = block(["Absents", "Pouvoirs"], ["Ida MOREL", "Zoé BERTIN à Paul ALARI"])
    assert set(told(line("Présents : Paul ALARI"), table)) >= {"absent Ida MOREL", "Zoé BERTIN > Paul ALARI"}
