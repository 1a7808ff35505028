"""Who joined, left or was recused, told in prose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.attendance_changes import Assembly, find_changes
from models.passage import from_text

MEMBERS = Assembly(frozenset(["alari", "bertin", "bran", "carmi", "doran", "faure", "huet"]), "BRAN", "ALARI")


def told(text: str) -> list[str]:
    return [
        f"{c.person} {c.kind}" + (f" > {c.holder}" if c.holder else "")
        for c in find_changes(from_text(text), MEMBERS)
    ]


JOINED = [
    "Arrivée de M. CARMI à 19h06.",
    "Arrivée de M.CARMI à 20h41 après le vote de la première question.",
    "Arrivée à 19h15 de Monsieur Luc CARMI",
    "20h15 : arrivée de M. Luc CARMI",
    "Ils ont été rejoints pendant la discussion par Monsieur CARMI.",
    "Monsieur CARMI a rejoint la séance au cours de la discussion.",
    "M. Luc CARMI entre en séance à 19 h 12.",
    "M. CARMI, qui était absent, rejoint l'assemblée.",
    "M. CARMI (qui avait donné pouvoir à M. HUET) arrive à 20h10.",
    "M. CARMI est arrivé à 18h50.",
    "Retour en séance de M. CARMI.",
    "Luc CARMI arrive en cours de séance.",
]
LEFT = [
    "Départ de M. CARMI à 20h25",
    "M. CARMI quitte la séance à 20h30.",
    "Monsieur CARMI, là à l'ouverture du dossier, avait quitté définitivement la séance avant le vote.",
    "M. CARMI est parti à 21h.",
    "Luc CARMI quitte la séance à 20h.",
    "Après le départ de M. CARMI, le conseil poursuit ses travaux.",
    "M. CARMI ayant quitté la salle, le conseil délibère.",
]
AWAY = [
    "Monsieur CARMI, présent à l'appel de l'affaire, avait quitté momentanément la salle préalablement au vote.",
    "M. CARMI s'absente quelques instants.",
    "M. CARMI sort de la salle.",
    "M. CARMI quitte la salle pour le vote.",
    "M. CARMI sort de la salle. Le conseil vote. M. CARMI réintègre la salle.",
    "M. CARMI quitte la séance à 19h. Retour de M. CARMI à 19h30.",
    "Sortie de M. CARMI à 19h40.",
]
RECUSED = [
    "M. CARMI ne prend pas part au vote.",
    "Monsieur CARMI, vice-président de l'association, ne prend pas part au vote.",
    "Pour cette association, M. CARMI ne prend pas part au vote en tant que trésorier.",
    "M. CARMI ne participe ni au débat ni au vote.",
    "M. CARMI, intéressé à l'affaire, quitte la salle.",
    "M. CARMI quitte la salle et ne prend pas part au vote.",
    "M. CARMI sort de la salle. Il n'a pas pris part au vote.",
    "M. CARMI se déporte.",
    "M. CARMI s'est retiré.",
    "Déport de M. CARMI en raison d'un conflit d'intérêts.",
    "Le conseil, à l'unanimité (M. CARMI n'ayant pas pris part au vote), décide",
    "À la majorité, Madame Marie CARMI ne prenant pas part au vote.",
    "M. CARMI est membre du bureau. En raison de cette fonction, il ne peut ni prendre part au délibéré ni voter.",
    "Considérant que M. CARMI est membre du bureau et qu'il ne peut prendre part au vote,",
    "Afin de prévenir tout conflit d'intérêts, M. CARMI a quitté la salle et n'a pris part ni au débat ni au vote.",
]


@pytest.mark.parametrize("text", JOINED)
def test_joined(text: str) -> None:
    assert told(text) == ["CARMI joined"]


@pytest.mark.parametrize("text", LEFT)
def test_left(text: str) -> None:
    assert told(text) == ["CARMI left"]


@pytest.mark.parametrize("text", AWAY)
def test_left_for_a_while(text: str) -> None:
    assert told(text) == ["CARMI left_temporarily"]


@pytest.mark.parametrize("text", RECUSED)
def test_recused(text: str) -> None:
    assert told(text) == ["CARMI recused"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("M. CARMI quitte la séance et donne pouvoir à Mme BERTIN.", ["CARMI left > BERTIN"]),
        ("M. CARMI avait quitté la séance et avait donné pouvoir à Madame Zoé BERTIN.", ["CARMI left > BERTIN"]),
        ("Départ de M. CARMI à 21h (pouvoir à Mme BERTIN)", ["CARMI left > BERTIN"]),
        ("M. CARMI part à 21h. Il donne procuration à Mme BERTIN.", ["CARMI left > BERTIN"]),
        ("M. CARMI part à 21h. Pouvoir à Mme BERTIN.", ["CARMI left > BERTIN"]),
        ("Mme BERTIN, Messieurs CARMI et HUET quittent la séance.", ["BERTIN left", "CARMI left", "HUET left"]),
        ("Arrivées : Mme BERTIN à 18h40 ; M. CARMI à 18h55", ["BERTIN joined", "CARMI joined"]),
        ("Mme BERTIN est arrivée à 18h50 et M. CARMI à 19h.", ["BERTIN joined", "CARMI joined"]),
        ("M. CARMI quitte la séance. Mme BERTIN arrive.", ["CARMI left", "BERTIN joined"]),
        (
            "Madame BERTIN et Monsieur CARMI sont membres de l'Union des Bibliothèques (UB) du Pays. "
            "Ils ne peuvent prendre part au vote.",
            ["BERTIN recused", "CARMI recused"],
        ),
        (
            "Monsieur HUET avait donné pouvoir à Madame BERTIN. Cette dernière ne pouvant prendre part au vote, "
            "il n'est pas tenu compte de ce pouvoir.",
            ["BERTIN recused"],
        ),
        # remarks in a list
        ("Présents : M. CARMI (arrivé à 19h36), Mme BERTIN (départ à 20h)", ["CARMI joined", "BERTIN left"]),
        (
            "Luc CARMI (à partir du point 4), Zoé BERTIN (jusqu'à 12h15), Marc HUET (maire)",
            ["CARMI joined", "BERTIN left"],
        ),
        ("Le Maire quitte la salle pour le vote.", ["BRAN left_temporarily"]),
        ("M. le Maire se retire au moment du vote du compte administratif.", ["BRAN left_temporarily"]),
        ("Monsieur le Maire, étant intéressé par cette vente, quitte la salle.", ["BRAN recused"]),
        ("Hors de la présence de Madame le Maire, le conseil approuve le compte.", ["BRAN left_temporarily"]),
    ],
)
def test_told(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Madame le Maire rappelle que les présidents d'association ne prennent pas part au vote des subventions.",
        "M. HUET demande à Mme BERTIN pourquoi elle ne participe pas au vote.",
        "M. HUET indique ne pas vouloir prendre part au vote.",
        "Présents : M. CARMI (pouvoir à Mme BERTIN jusqu'à 19h), Mme BERTIN (présente)",
        "Le conseil prend acte du départ de M. HUET du conseil d'administration.",
        "Départ en retraite de M. HUET : le conseil lui rend hommage.",
        "Monsieur Jean PONTOISE, architecte, présente le projet puis quitte la séance.",
        "Monsieur ROCH, directeur général des services, quitte la séance.",
        "La taxe de départ est fixée à 10 €. Les sorties scolaires de Mme BERTIN sont reconduites.",
        "Le président de séance peut assister à la discussion mais doit se retirer au moment du vote.",
        "M. HUET se félicite de l'arrivée de la fibre.",
        "N'ont pas pris part au vote : 2",
    ],
)
def test_nothing_told(text: str) -> None:
    assert told(text) == []


def test_an_office_without_a_name_is_left_out() -> None:
    text = from_text("Le Maire quitte la salle pour le vote.")
    assert find_changes(text, Assembly(frozenset())) == []


def test_someone_on_no_list_is_marked() -> None:
    (change,) = find_changes(from_text("Arrivée de M. Pontoise à 19h06."), MEMBERS)
    assert (change.person, change.known) == ("Pontoise", False)


def test_places_are_those_of_the_name() -> None:
    (change,) = find_changes(from_text("Le conseil vote. M. CARMI sort de la salle."), MEMBERS)
    assert change.source.text == "M. CARMI"


PHRASES = [
    "M. CARMI",
    "Mme BERTIN",
    "quitte la séance",
    "et",
    "ne prend pas part au vote",
    "Arrivée de",
    "Il",
    ".",
    ",",
    "(",
]


@given(st.lists(st.one_of(st.sampled_from(PHRASES), st.text(max_size=6)), max_size=25).map(" ".join))
def test_any_text_tells_of_people_it_names(text: str) -> None:
    changes = find_changes(from_text(text), MEMBERS)
    for change in changes:
        assert change.person in text or change.person in (MEMBERS.maire, MEMBERS.president)
    assert len({(c.person, c.kind) for c in changes}) == len(changes)
