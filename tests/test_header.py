"""Heads of deliberations, as tables of (text, expected); all names and places are invented."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from acts_from_text import blocks_of

from extractors import header
from extractors.authority import find_assembly, find_authority
from models.parts import Act, Part
from models.passage import from_text, join


def read(head: str, body: str = "DÉCIDE :\nD'approuver le projet.", shared: bool = False) -> dict[str, Any]:
    """The deliberations row read from a head and a body, one block a line."""
    blocks = blocks_of(head)
    part = Part("deliberation", blocks + blocks_of(body), part_id="p1", act=1)
    rows = header.extract(Act(1, "doc-d1", blocks, part, shared_head=shared))
    return next(row.values for row in rows if row.table == "deliberations")


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("DÉLIBÉRATION DE LA COMMISSION PERMANENTE DU CONSEIL DÉPARTEMENTAL", "commission_permanente"),
        ("Le Conseil Municipal de la commune de Beaulieu", "conseil_municipal"),
        ("le conseil communautaire s'est réuni", "conseil_communautaire"),
        ("Conseil de Communauté du 3 mai", "conseil_communautaire"),
        ("CONSEIL METROPOLITAIN", "conseil_communautaire"),
        ("BUREAU COMMUNAUTAIRE DU 4 JUIN", "bureau"),
        ("Séance du conseil régional", "conseil_regional"),
        ("CONSEIL GENERAL DE LA HAUTE-LANDE", "conseil_departemental"),
        ("le comité syndical", "other"),
    ],
)
def test_assembly(text: str, body: str) -> None:
    found = find_assembly(from_text(text))
    assert found is not None and found.body == body


@pytest.mark.parametrize("text", ["la commission des finances", "le conseil d'école", "la ville", ""])
def test_no_assembly(text: str) -> None:
    assert find_assembly(from_text(text)) is None


@pytest.mark.parametrize(
    ("body", "text", "authority", "code"),
    [
        ("conseil_municipal", "COMMUNE DE BEAULIEU-LES-PINS\nSéance du 3 mai", "Commune de BEAULIEU-LES-PINS", None),
        ("conseil_municipal", "Ville d'Orvanne - Extrait du registre", "Ville d'Orvanne", None),
        ("conseil_municipal", "Mairie du Bourg-Neuf", "Commune du Bourg-Neuf", None),
        (
            "conseil_communautaire",
            "COMMUNAUTÉ D'AGGLOMÉRATION RIVES DE LORME\nExtrait",
            "Communauté d'agglomération RIVES DE LORME",
            None,
        ),
        ("conseil_communautaire", "Communauté de communes Président", None, None),
        ("conseil_departemental", "DEPARTEMENT DE LA COTE-D'OR", "Département de la Côte-d'Or", "21"),
        ("commission_permanente", "Département du PAS DE CALAIS", "Département du Pas-de-Calais", "62"),
        ("conseil_departemental", "DÉPARTEMENT DE LOIRE ATLANTIQUE", "Département de la Loire-Atlantique", "44"),
        (
            "conseil_communautaire",
            "Communauté de communes des Vallons de l'Orvanne",
            "Communauté de communes des Vallons de l'Orvanne",
            None,
        ),
        ("conseil_regional", "RÉGION BRETAGNE", "Région BRETAGNE", None),
        ("conseil_municipal", "la commune et la ville voisine", None, None),
    ],
)
def test_authority(body: str, text: str, authority: str | None, code: str | None) -> None:
    found = find_authority(body, [from_text(text)])
    assert (found.name if found else None) == authority
    assert (found.department_code if found else None) == code


def test_running_text_names_other_authorities_too() -> None:
    once = from_text("La commune de Vauclair a délibéré, la commune de Vauclair vote.")
    often = from_text(3 * "La commune de Vauclair, " + "enfin la commune d'Orvanne.")
    assert find_authority("conseil_municipal", [], [once]) is None
    found = find_authority("conseil_municipal", [], [often])
    assert found is not None and found.name == "Commune de Vauclair"


HEAD = """VILLE DE BEAULIEU
EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS DU CONSEIL MUNICIPAL
Délibération n° 2024-045
{sentence}
Étaient présents : Mme Jeanne ROY, M. Paul PETIT."""


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "L'an deux mille vingt-quatre, le douze mars à dix-huit heures, le conseil municipal, convoqué le 5 mars 2024, "
            "s'est réuni à Beaulieu sous la présidence de Mme Jeanne ROY, Maire.",
            {
                "session_on": date(2024, 3, 12),
                "convened_on": date(2024, 3, 5),
                "chair": "Jeanne ROY",
                "place": "Beaulieu",
                "number": "2024-045",
            },
        ),
        (
            "Séance du mardi 12 mars 2024\nDate de convocation : 05/03/2024\nPrésidence : M. Paul PETIT",
            {"session_on": date(2024, 3, 12), "convened_on": date(2024, 3, 5)},
        ),
        (
            "Conseil municipal du 12/03/2024\nNombre de conseillers en exercice : 29\nSecrétaire de séance : Mme Luce BLANC",
            {"session_on": date(2024, 3, 12), "members_in_office": 29, "secretary": "Luce BLANC"},
        ),
        (
            "RÉUNION DU 11 MARS 2024\nSÉANCE DU 12 MARS 2024",
            {"meeting_on": date(2024, 3, 11), "session_on": date(2024, 3, 12)},
        ),
        (
            "Le conseil municipal dûment convoqué le 5 mars, s'est réuni le 12 mars 2024 à la salle des fêtes, sous la "
            "présidence de Monsieur le Maire, Paul PETIT\nM. Jean DE LA RUE est désigné secrétaire de séance.",
            {
                "session_on": date(2024, 3, 12),
                "convened_on": date(2024, 3, 5),
                "chair": "Paul PETIT",
                "secretary": "Jean DE LA RUE",
                "place": None,
            },
        ),
    ],
)
def test_head(sentence: str, expected: dict[str, Any]) -> None:
    row = read(HEAD.format(sentence=sentence))
    assert {column: row.get(column) for column in expected} == expected


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("n° 2020-290 du 23 mai 2020", "2020-290"),
        ("- réf. : 2018/41", "2018/41"),
        ("Réf. : DGAS/23/7", None),
        ("s'est réuni en application de la loi\nn° 2020-290 du 23 mai 2020 et du code", None),
        ("pris en application du décret\nn° 2019-1461 du 27 décembre 2019", None),
        ("Les crédits accordés dans la délibération 2014/121 seront prélevés", None),
        ("Extrait de la délibération n° 2014/121", "2014/121"),
    ],
)
def test_the_number_of_a_law_is_no_number_of_an_act(line: str, number: str | None) -> None:
    assert read(f"Le conseil municipal\n{line}").get("number") == number


@pytest.mark.parametrize(
    ("head", "authority"),
    [
        ("Conseil municipal du Vendredi 3 mai 2024", None),
        ("Conseil municipal de Mai 2024", None),
        ("Conseil municipal de Marselle", "Commune de Marselle"),
        ("Conseil municipal de Mairolles", "Commune de Mairolles"),
    ],
)
def test_a_day_is_no_place(head: str, authority: str | None) -> None:
    assert read(head).get("authority") == authority


@pytest.mark.parametrize(
    ("stamp", "column", "expected"),
    [
        ("Reçu en préfecture le 14/03/2024", "received_on", date(2024, 3, 14)),
        ("Date de réception en préfecture le 14 mars 2024", "received_on", date(2024, 3, 14)),
        (
            "Accusé de réception en préfecture\nDate de réception préfecture : 14/03/2024",
            "received_on",
            date(2024, 3, 14),
        ),
        ("Envoyé en préfecture le 13/03/2024", "transmitted_on", date(2024, 3, 13)),
        ("Envoi au contrôle de légalité le : 13 mars 2024", "transmitted_on", date(2024, 3, 13)),
        ("Affiché le 15/03/2024", "published_on", date(2024, 3, 15)),
        ("Publié sur le site internet de la ville le : 15 mars 2024", "published_on", date(2024, 3, 15)),
        ("Reçu en préfecture le\nAffiché le 15/03/2024", "received_on", None),
        ("ID : 021-212100012-20240312-2024_045-DE", "act_id", "021-212100012-20240312-2024_045-DE"),
        ("Délibération transmise en préfecture le 14/03/2024", "transmitted_on", date(2024, 3, 14)),
        ("Le maire certifie que le présent acte a été publié le 15 mars 2024", "published_on", date(2024, 3, 15)),
        ("Un avis d'appel à la concurrence a été publié le 8 janvier 2024", "published_on", None),
        ("Vu le décret du 2 mai 2012 publié le 4 mai 2012", "published_on", None),
        ("La lettre du fermier, reçue en préfecture le 4 mars 2024", "received_on", None),
    ],
)
def test_stamp(stamp: str, column: str, expected: object) -> None:
    row = read(HEAD.format(sentence=f"Séance du 12 mars 2024\n{stamp}"))
    assert row.get(column) == expected


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("OBJET : Tarifs de la piscine.\nVu le code,\nDÉCIDE : de les fixer", "Tarifs de la piscine"),
        ("**TARIFS DE LA PISCINE**\nVu le code,\nDÉCIDE : de les fixer", "TARIFS DE LA PISCINE"),
        ("**TARIFS DE LA PISCINE (N°2024-12)**\nVu le code,\nDÉCIDE : rien", "TARIFS DE LA PISCINE"),
        ("OBJET : TARIFS\nSECRÉTAIRE DE SÉANCE : ROY Luc\nVu le code,\nDÉCIDE : rien", "TARIFS"),
        ("OBJET : TARIFS\nLE CONSEIL MUNICIPAL,\nVu le code,\nDÉCIDE : rien", "TARIFS"),
        ("Objet :\nTarifs de la piscine\nVu le code,\nDÉCIDE : rien", "Tarifs de la piscine"),
    ],
)
def test_title(body: str, title: str) -> None:
    assert read(HEAD.format(sentence="Séance du 12 mars 2024"), body)["title"] == title


def test_the_number_before_a_title_is_no_part_of_it() -> None:
    row = read("Conseil municipal de Beaulieu", "**D2024_47 : Tarifs de la piscine**\nVu le code,\nDÉCIDE : rien")
    assert (row["number"], row["title"]) == ("D2024_47", "Tarifs de la piscine")


@pytest.mark.parametrize(
    ("ending", "signatory"),
    [
        ("Pour extrait conforme,\nLe Maire,\nPaul PETIT", "Paul PETIT"),
        ("Le Président,\nPaul PETIT\nLa secrétaire de séance,\nLuce BLANC", "Paul PETIT"),
        ("Pour le Président et par délégation,\nLa directrice générale,\nAnne LE GOFF", "Anne LE GOFF"),
        ("Adopté à l'unanimité.", None),
    ],
)
def test_signatory(ending: str, signatory: str | None) -> None:
    row = read(HEAD.format(sentence="Séance du 12 mars 2024"), f"DÉCIDE : d'approuver le projet.\n{ending}")
    assert row.get("signatory") == signatory


def test_a_grid_in_the_head_is_read_as_lines() -> None:
    head = blocks_of(
        "Conseil municipal de Beaulieu\nSéance du 12 mars 2024\n|Nombre de membres en exercice|19|\n"
        "|Date de la convocation|6 mars 2024|\n|Délibération n°|24-018|\n|Objet|Prix du pain|"
    )
    part = Part("deliberation", head + blocks_of("Le conseil approuve."), part_id="p1", act=1)
    row = next(row for row in header.extract(Act(1, "doc-d1", head, part)) if row.table == "deliberations")
    assert [row[c] for c in ("members_in_office", "convened_on", "number", "title")] == [
        19, date(2024, 3, 6), "24-018", "Prix du pain",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "opening",
    [
        "- Désignation d'un secrétaire de séance (article L2121-15 du CGCT) : Mme Luce BLANC a été désignée ;",
        "Désignation du secrétaire : M. Luce BLANC",
    ],
)
def test_the_secretary_is_chosen_past_the_head(opening: str) -> None:
    head = blocks_of("Conseil municipal de Beaulieu\nSéance du 12 mars 2024")
    part = Part("deliberation", blocks_of("Tarifs\nLe conseil approuve."), part_id="p1", act=1)
    act = Act(1, "doc-d1", head, part, shared_head=True)
    act.context = join(block.passage for block in [*head, *blocks_of(opening)])
    row = next(row for row in header.extract(act) if row.table == "deliberations")
    assert row["secretary"] == "Luce BLANC"


@pytest.mark.parametrize(
    "sentence",
    [
        "Séance du 12 mars 2024\nDate de la première convocation : 1er mars 2024\nDate de la seconde convocation : 9 mars 2024",
        "L'an deux mille vingt-quatre, le 12 mars, le conseil s'est réuni sur deuxième convocation adressée le 9 mars 2024, "
        "le quorum n'ayant pas été atteint lors de la séance du 8 mars 2024.",
        "Date de la seconde convocation : 9 mars 2024\nSéance du 12 mars 2024",
    ],
)
def test_a_sitting_on_second_convocation(sentence: str) -> None:
    row = read(HEAD.format(sentence=sentence))
    assert (row["session_on"], row["convened_on"]) == (date(2024, 3, 12), date(2024, 3, 9))


def test_points_of_a_sitting_have_one_authority() -> None:
    """One that a point speaks of once is not the one that sits."""
    point = "La ferme est sur le territoire de la commune d'Orvanne. Cette ferme brûle.\nLe conseil approuve."
    assert read("Conseil municipal du 12 mars 2024", point, shared=True).get("authority") is None


def test_what_is_missing_is_said() -> None:
    part = Part("deliberation", blocks_of("Le conseil décide d'approuver."), part_id="p1", act=1)
    rows = header.extract(Act(1, "doc-d1", [], part))
    assert {r["code"] for r in rows if r.table == "diagnostics"} == {"no_authority", "no_session_on", "no_title"}
