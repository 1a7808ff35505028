"""Attendance lists: who was there, who gave a vote to whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.attendance import extract, extract_changes, read_roll
from extractors.attendance_headings import find_headings
from models.document import Block
from models.parts import Act, Part
from models.passage import from_text
from models.rows import Row, of_table

LETTER = {"present": "P", "represented": "R", "excused": "E", "absent": "A"}


def blocks(text: str) -> list[Block]:
    return [Block(from_text(line)) for line in text.strip().split("\n") if line.strip()]


def told(text: str) -> list[str]:
    """A roll in short: "P Zoé BERTIN", "R Eva DORAN > Zoé BERTIN", small letters for those without a vote."""
    roll, _ = read_roll(blocks(text))
    proxies = {p.giver.name: p for p in roll.proxies}
    out = []
    for attendee in roll.attendees:
        letter = LETTER[attendee.status]
        line = f"{letter if attendee.voting else letter.lower()} {attendee.person.name}"
        proxy = proxies.get(attendee.person.name)
        if proxy is not None:
            line += f" > {proxy.holder.name if proxy.holder else '?'}{'' if proxy.counted else ' not counted'}"
        out.append(line)
    return out


def people(letters: str, *names: str) -> list[str]:
    return [f"{letters} {name}" for name in names]


HEADINGS = [
    ("Étaient présents : Zoé BERTIN", "present"),
    ("ETAIENT PRESENTS : Zoé BERTIN", "present"),
    ("Présent(e)s : Zoé BERTIN", "present"),
    ("Présent·e·s : Zoé BERTIN", "present"),
    ("Ont été présents : Zoé BERTIN", "present"),
    ("Membres présents (1) : Zoé BERTIN", "present"),
    ("Conseillers municipaux présents : Zoé BERTIN", "present"),
    ("Étaient présents (par ordre alphabétique) : Zoé BERTIN", "present"),
    ("Étaient présents les conseillers municipaux suivants : Zoé BERTIN", "present"),
    ("Étaient présents les conseillers formant la majorité des membres en exercice : Zoé BERTIN", "present"),
    ("Présents à l'ouverture de la séance : Zoé BERTIN", "present"),
    ("Étaient présents Mmes et MM. Zoé BERTIN", "present"),
    ("Liste des présents : Zoé BERTIN", "present"),
    ("Délégués titulaires présents : Zoé BERTIN", "present"),
    ("PRESENTS ; 1. Zoé BERTIN", "present"),
    ("Ont répondu à l'appel : Zoé BERTIN", "present"),
    ("Ont répondu présent à l'appel nominal : Zoé BERTIN", "present"),
    ("Absent(e)(s) représenté(e)(s) : Zoé BERTIN", "represented"),
    ("Absents ayant donné pouvoir : Zoé BERTIN", "represented"),
    ("Excusés ayant donné procuration : Zoé BERTIN", "represented"),
    ("Absents excusés et représentés : Zoé BERTIN", "represented"),
    ("Ont donné pouvoir : Zoé BERTIN", "represented"),
    ("Avaient donné procuration : Zoé BERTIN", "represented"),
    ("Pouvoir(s) : Zoé BERTIN", "represented"),
    ("Procurations : Zoé BERTIN", "represented"),
    ("Votants par procuration : Zoé BERTIN", "represented"),
    ("Délégations de vote : Zoé BERTIN", "represented"),
    ("Absents ayant voté par procuration en application de l'article L. 2121-20 du code : Zoé BERTIN", "represented"),
    ("Délégués représentés par pouvoir : Zoé BERTIN", "represented"),
    ("Excusé(s) : Zoé BERTIN", "excused"),
    ("Absente excusée : Zoé BERTIN", "excused"),
    ("Absent(s) et absent(s) excusé(s) : Zoé BERTIN", "excused"),
    ("Absents excusés et non représentés : Zoé BERTIN", "excused"),
    ("Excusés sans pouvoir : Zoé BERTIN", "excused"),
    ("S'étaient excusés : Zoé BERTIN", "excused"),
    ("Absents : Zoé BERTIN", "absent"),
    ("Était absente : Zoé BERTIN", "absent"),
    ("Absents non excusés : Zoé BERTIN", "absent"),
    ("Absents sans procuration : Zoé BERTIN", "absent"),
    ("ABSENTS NON REPRESENTES : Zoé BERTIN", "absent"),
]


@pytest.mark.parametrize(("text", "status"), HEADINGS)
def test_heading(text: str, status: str) -> None:
    roll, _ = read_roll(blocks(text))
    assert [(a.person.name, a.status) for a in roll.attendees] == [("Zoé BERTIN", status)]


@pytest.mark.parametrize(
    "text",
    [
        "Après en avoir délibéré, à l'unanimité des membres présents : Zoé BERTIN",
        "Présents : 22 Votants : 25",
        "Étaient présents : 22 conseillers",
        "Le quorum étant atteint, les membres présents peuvent délibérer",
        "Absents : Néant\nExcusés : /\nPouvoirs : aucun\nFINANCES",
        "Absents :\nBUDGET PRIMITIF",
        "Absents :\nDélégation du conseil au maire",
        "Assistaient également à la séance : Mme Odile PONS, directrice générale des services",
        "Secrétaire de séance : Zoé BERTIN",
        "Madame Zoé BERTIN a été élue secrétaire de séance.",
        "Absents : néant\nMairie : Mme Odile PONS, directrice générale des services",
    ],
)
def test_nobody_is_listed(text: str) -> None:
    assert told(text) == []


LISTS = [
    # one a line, in columns of labels, with functions, with remarks
    (
        "Présents :\nPaul ALARI – Maire\nZoé BERTIN – 2ème adjointe\nAbsent :\nLuc CARMI",
        "P Paul ALARI|P Zoé BERTIN|A Luc CARMI",
    ),
    (
        "Étaient présents :\n- Paul ALARI\n- Zoé BERTIN\nÉtait absent :\n- Luc CARMI",
        "P Paul ALARI|P Zoé BERTIN|A Luc CARMI",
    ),
    (
        "Présents : M. Paul ALARI, Maire Mme Zoé BERTIN, Luc CARMI, Adjoints M. MMES Eva DORAN, Marc HUET, "
        "Conseillers municipaux Absente excusée : MME Lise FAURE, Conseillère, pouvoir donné à M. Paul ALARI",
        "P Paul ALARI|P Zoé BERTIN|P Luc CARMI|P Eva DORAN|P Marc HUET|R Lise FAURE > Paul ALARI",
    ),
    (
        "Présents : Zoé BERTIN (arrivée au début de la délibération n°03), Luc CARMI (à partir de 18h30).",
        "P Zoé BERTIN|P Luc CARMI",
    ),
    ("Présents : Zoé BERTIN,Luc CARMI, ,Eva DORAN", "P Zoé BERTIN|P Luc CARMI|P Eva DORAN"),
    ("Présents : M. Luc CARMIM. Marc HUET, M. Paul ALARI", "P Luc CARMI|P Marc HUET|P Paul ALARI"),
    ("Présents : Messieurs CARMI, HUET, Mesdames DORAN, FAURE", "P CARMI|P HUET|P DORAN|P FAURE"),
    ("Présents : CARMI L. – HUET M. – DORAN E.V.", "P L. CARMI|P M. HUET|P E.V. DORAN"),
    ("Présents : L. Carmi, M. Huet, JF Doran, E. Faure", "P L. Carmi|P M. Huet|P JF Doran|P E. Faure"),
    ("Présents : Luc, Eva, Marc & Lise (procuration à Luc)", "P Luc|P Eva|P Marc|R Lise > Luc"),
    # by commune: the commune is nobody
    (
        "Étaient présents :\nAUBIGNY\nM. CARMI Luc\nST MAURICE\nMme DORAN Eva\nMme FAURE Lise",
        "P Luc CARMI|P Eva DORAN|P Lise FAURE",
    ),
    ("Présents : Aubigny : CARMI Luc, HUET Marc ; Berny : DORAN Eva", "P Luc CARMI|P Marc HUET|P Eva DORAN"),
    ("Étaient présents :\nCommune de Berny : Messieurs Carmi, Huet", "P Carmi|P Huet"),
    # the list ends
    ("Présents : Luc CARMI, Eva DORAN formant la majorité des membres en exercice.", "P Luc CARMI|P Eva DORAN"),
    ("Absents : Luc CARMI. Madame Eva DORAN a été élue secrétaire de séance.", "A Luc CARMI"),
    ("Absents : Luc CARMI\nArrivée de Mme Eva DORAN à 19h10", "A Luc CARMI"),
    ("Absents : Luc CARMI\nMonsieur le Maire rappelle l'ordre du jour à M. Marc HUET.", "A Luc CARMI"),
    ("Absents : Luc CARMI\nOBJET : Convention avec Marc HUET", "A Luc CARMI"),
    # a count or a date in a column beside the list does not end it
    ("Présents : Luc CARMI,\nVotants : 12\nDate d'affichage : 3 mai 2021\nEva DORAN", "P Luc CARMI|P Eva DORAN"),
    # several lists in one paragraph
    (
        "Présents : M. ALARI, Mme BERTIN. Absents ayant donné procuration : Mme DORAN à M. ALARI. "
        "Absents excusés : M. HUET. Absents : M. CARMI. Secrétaire : Mme BERTIN",
        "P ALARI|P BERTIN|R DORAN > ALARI|E HUET|A CARMI",
    ),
    (
        "12 conseillers étaient Présents ou Représentés (03 Procurations : L. Carmi, JF Huet et E. Doran) "
        "et 02 Absents : Z. Bertin et P. Alari.",
        "R L. Carmi > ?|R JF Huet > ?|R E. Doran > ?|A Z. Bertin|A P. Alari",
    ),
    # a line of a column beside the list runs into a name; the stop before a sentence is lost
    ("Présents :\nConvocation : M. Luc CARMI, Maire\n8 octobre 2008 Mme Eva DORAN", "P Luc CARMI|P Eva DORAN"),
    ("Absente : MME Eva DORAN, conseillère A été élu secrétaire de séance : M. Luc CARMI", "A Eva DORAN"),
    ("Excusée : Mme DORAN\nMme FAURE est arrivée lors du 2ème point.", "E DORAN"),
    (
        "Absents : Luc CARMI\nLa commune soutient les associations qui font vivre le village de M. Marc HUET.",
        "A Luc CARMI",
    ),
    # initials between an honorific and a name
    ("Présents : M. M. CARMI, Mme M. DORAN, M. J.P. HUET", "P M. CARMI|P M. DORAN|P J.P. HUET"),
    # where nothing else lists the members, who assists does
    ("Assistaient à la séance : M. Luc CARMI, Mme Eva DORAN", "P Luc CARMI|P Eva DORAN"),
    ("Présents : Luc CARMI\nAssistait à la séance : M. Yves ROCH", "P Luc CARMI"),
    # someone printed twice has two rows; who is absent and gives a vote has one
    ("Présents : M. Luc CARMI, M. Luc CARMI", "P Luc CARMI|P Luc CARMI"),
    ("Absents : Luc CARMI, Eva DORAN\nProcuration : Luc CARMI à Marc HUET", "R Luc CARMI > Marc HUET|A Eva DORAN"),
    # without a vote
    (
        "Présents : M. Luc CARMI\nAssistant également sans voix délibérative : Mme Eva DORAN\n"
        "Excusé(s) sans voix délibérative : Marc HUET, Mme Lise FAURE",
        "P Luc CARMI|p Eva DORAN|e Marc HUET|e Lise FAURE",
    ),
    ("À titre consultatif, étaient présents : M. Luc CARMI, M. Yves ROCH, directeur des services", "p Luc CARMI"),
    # what stands beside a name
    ("Étaient absents : Eva DORAN (excusée), Luc CARMI", "E Eva DORAN|A Luc CARMI"),
    ("Étaient absents : DORAN Eva excusée, CARMI Luc", "E Eva DORAN|A Luc CARMI"),
    (
        "Présents : tous les membres sauf Mme DORAN (excusée) et M. HUET (pouvoir à M. CARMI)",
        "E DORAN|R HUET > CARMI",
    ),
    ("MM. les Conseillers : CARMI Luc, HUET Marc étaient présents.", "P Luc CARMI|P Marc HUET"),
    (
        "Présents : Luc CARMI.\nMme Eva DORAN est excusée.\nM. Marc HUET est absent.",
        "P Luc CARMI|E Eva DORAN|A Marc HUET",
    ),
    (
        "Présents : M. Luc CARMI\nAbsents : M. Marc HUET\nServices : M. Yves ROCH, Mme Odile PONS",
        "P Luc CARMI|A Marc HUET",
    ),
    (
        "Présents : M. Luc CARMI (ayant procuration de Mme Eva DORAN), M. Marc HUET\nABSENTE REPRÉSENTÉE : Mme Eva DORAN",
        "P Luc CARMI|P Marc HUET|R Eva DORAN > Luc CARMI",
    ),
    ("S'étaient fait excuser : Luc CARMI, Marc HUET", "E Luc CARMI|E Marc HUET"),
    (
        "ÉTAIENT PRÉSENTS\navec voix délibérative :\nM. Luc CARMI\navec voix consultative :\nColonel hors classe Marc HUET\n"
        "ÉTAIT EXCUSÉ\nM. Yves ROCH",
        "P Luc CARMI|p Marc HUET|E Yves ROCH",
    ),
    # deputies
    ("Présents : Luc CARMI remplacé par son suppléant Marc HUET", "A Luc CARMI|P Marc HUET"),
    ("Présents : M. CARMI Luc (suppléant de M. HUET Marc), Mme DORAN Eva", "P Luc CARMI|P Eva DORAN"),
]


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_list(text: str, expected: str) -> None:
    assert told(text) == expected.split("|")


ONE_GIVES = [
    "Absents représentés : Mme Eva DORAN donne pouvoir à M. Luc CARMI",
    "Excusés : Mme Eva DORAN donne pouvoir à M. Luc CARMI",
    "Absents : Mme Eva DORAN, qui a donné procuration à M. Luc CARMI",
    "Excusée : Mme Eva DORAN (pouvoir à M. Luc CARMI)",
    "Excusée : Mme Eva DORAN (Pouvoir : M. Luc CARMI)",
    "Excusée : Mme Eva DORAN (mandataire M. Luc CARMI)",
    "Excusée : Mme Eva DORAN – pouvoir à M. Luc CARMI",
    "Excusée : Mme Eva DORAN : pouvoir à M. Luc CARMI",
    "Excusée : Mme Eva DORAN, pouvoir donné à M. Luc CARMI",
    "Excusée : Mme Eva DORAN représentée par M. Luc CARMI",
    "Excusée : Mme Eva DORAN ayant donné mandat à M. Luc CARMI",
    "Excusée : Mme Eva DORAN a donné délégation de vote à M. Luc CARMI",
    "Représentée : Mme Eva DORAN (par M. Luc CARMI)",
    "Absents représentés :\nMme Eva DORAN\nreprésentée par M. Luc CARMI",
    "Pouvoirs : Mme Eva DORAN à M. Luc CARMI",
    "Pouvoirs :\n- Mme Eva DORAN à M. Luc CARMI",
    "Pouvoirs :\n- Mme Eva DORAN M. Luc CARMI",
    "Pouvoirs : Mme Eva DORAN → M. Luc CARMI",
    "Pouvoir : de Mme Eva DORAN à M. Luc CARMI",
    "Pouvoir de Mme Eva DORAN à M. Luc CARMI",
    "Avaient donné pouvoir : Mme Eva DORAN (à M. Luc CARMI)",
    "Avaient donné pouvoir : Mme Eva DORAN (en faveur de M. Luc CARMI)",
    "Ont donné procuration : Mme Eva DORAN par M. Luc CARMI",
    "Mme Eva DORAN, excusée, a donné pouvoir à M. Luc CARMI.",
    "Madame Eva DORAN a donné procuration à Monsieur Luc CARMI.",
]


@pytest.mark.parametrize("text", ONE_GIVES)
def test_one_gives_a_vote(text: str) -> None:
    roll, _ = read_roll(blocks(text))
    assert told(text) == ["R Eva DORAN > Luc CARMI"]
    assert roll.attendees[0].person.honorific == "Mme"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Présents : M. Luc CARMI (pouvoir de Mme Eva DORAN), M. Marc HUET",
            ["P Luc CARMI", "R Eva DORAN > Luc CARMI", "P Marc HUET"],
        ),
        (
            "Pouvoirs : M. HUET à MME DORAN,MME FAURE à M. CARMI, M. ROCH à MME PONS",
            ["R HUET > DORAN", "R FAURE > CARMI", "R ROCH > PONS"],
        ),
        (
            "Madame Eva DORAN a le pouvoir de Monsieur Luc CARMI pour voter en son nom.",
            ["R Luc CARMI > Eva DORAN"],
        ),
        (
            "Mesdames Eva DORAN et Lise FAURE ont donné procuration à Monsieur Luc CARMI.",
            ["R Eva DORAN > Luc CARMI", "R Lise FAURE > Luc CARMI"],
        ),
        (
            "Excusées : Mmes Eva DORAN et Lise FAURE qui ont donné pouvoir respectivement à M. Luc CARMI et M. HUET",
            ["R Eva DORAN > Luc CARMI", "R Lise FAURE > HUET"],
        ),
        (
            "Excusés : Marc HUET, Eva DORAN ayant donné pouvoir à Luc CARMI, Lise FAURE",
            ["E Marc HUET", "R Eva DORAN > Luc CARMI", "E Lise FAURE"],
        ),
        (
            "Absents ayant voté par procuration : Eva DORAN, Lise FAURE",
            ["R Eva DORAN > ?", "R Lise FAURE > ?"],
        ),
        (
            "Sous la présidence de Monsieur Luc CARMI, Maire\nExcusée : Mme DORAN, pouvoir à Monsieur le Maire",
            ["R DORAN > Luc CARMI"],
        ),
        (
            "Présents : M. Luc CARMI, Maire, M. Marc HUET\nPouvoirs : Mme DORAN donne pouvoir à M. le Maire",
            ["P Luc CARMI", "P Marc HUET", "R DORAN > Luc CARMI"],
        ),
        (
            "Excusée : Mme DORAN, pouvoir à Monsieur le Maire",
            ["R DORAN > le Maire"],
        ),
        (
            "Excusés : Mme DORAN (pouvoir à M. CARMI, non pris en compte), M. HUET (pouvoir à Mme FAURE)",
            ["R DORAN > CARMI not counted", "R HUET > FAURE"],
        ),
        (
            "Présents : M. Luc CARMI (arrivé à 18h45 – pouvoir à Mme DORAN jusqu'à son arrivée), Mme DORAN",
            ["P Luc CARMI > DORAN", "P DORAN"],
        ),
    ],
)
def test_delegations(text: str, expected: list[str]) -> None:
    assert told(text) == expected


def test_honorifics_of_groups() -> None:
    roll, _ = read_roll(blocks("Présents : MM. Luc CARMI, Marc HUET, Mmes Eva DORAN, Lise FAURE, M. Mmes Zoé BERTIN"))
    assert [a.person.honorific for a in roll.attendees] == ["M.", "M.", "Mme", "Mme", None]


def test_a_name_in_brackets_does_not_end_a_group() -> None:
    roll, _ = read_roll(blocks("Excusées : Mmes Eva DORAN (pouvoir à M. Luc CARMI), Lise FAURE, Zoé BERTIN"))
    assert [a.person.honorific for a in roll.attendees] == ["Mme", "Mme", "Mme"]


def test_headings_have_places_and_counts() -> None:
    text = "Nombre de présents : 2\nPrésents (2) : Luc CARMI, Eva DORAN\nAbsents : 3"
    found = list(find_headings(text))
    assert [(h.status, h.declared, h.opens) for h in found] == [
        ("present", 2, False),
        ("present", 2, True),
        ("absent", 3, True),
    ]
    assert text[found[1].start : found[1].end] == "Présents (2) :"


# --- rows -----------------------------------------------------------------------------------------------------


def act(head: str, body: str = "", *, shared: bool = False) -> Act:
    listed = blocks(head)
    own = [] if shared else listed
    part = Part("deliberation", [*own, *blocks(body)] or listed)
    return Act(1, "d1", listed, part, shared_head=shared)


def table(rows: list[Row], name: str) -> list[Row]:
    return list(of_table(rows, name))


def test_rows_of_a_deliberation() -> None:
    rows = extract(act("Présents : Mme Eva DORAN\nPouvoirs : M. Luc CARMI à Mme Eva DORAN"))
    first, second = table(rows, "attendees")
    assert (first["deliberation_id"], first["position"], first["voting"], first["page"]) == ("d1", 1, True, 1)
    assert (second["position"], second["status"], second["given_name"], second["family_name"]) == (
        2,
        "represented",
        "Luc",
        "CARMI",
    )
    assert second.sources["name"][0].text == "M. Luc CARMI"
    (proxy,) = table(rows, "proxies")
    assert (proxy["giver"], proxy["holder"], proxy["counted"]) == ("Luc CARMI", "Eva DORAN", True)
    assert proxy.sources["holder"][0].text == "Mme Eva DORAN"


def test_lists_behind_the_end_of_the_head_are_read() -> None:
    early = act("Présents :", "Eva DORAN, Luc CARMI\nAbsents :\nMarc HUET\nMadame Lise FAURE présente le projet.")
    rows = table(extract(early), "attendees")
    assert [(r["name"], r["status"]) for r in rows] == [
        ("Eva DORAN", "present"),
        ("Luc CARMI", "present"),
        ("Marc HUET", "absent"),
    ]


def test_movements_told_in_a_shared_head_have_no_deliberation() -> None:
    shared = act("Présents : Mme Eva DORAN\nMme DORAN est arrivée lors du 2ème point.", "Adopté.", shared=True)
    (change,) = table(extract(shared), "attendance_changes")
    assert (change["deliberation_id"], change["person"], change["change"]) == (None, "DORAN", "joined")


def test_a_list_for_the_sitting_has_no_deliberation() -> None:
    shared = act("Présents : Mme Eva DORAN", "Mme DORAN quitte la séance.", shared=True)
    rows = extract(shared)
    assert [r["deliberation_id"] for r in table(rows, "attendees")] == [None]
    assert [r["deliberation_id"] for r in table(rows, "attendance_changes")] == ["d1"]
    assert {r.table for r in extract_changes(shared)} == {"attendance_changes"}


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("Présents : 3\nPrésents : Eva DORAN, Luc CARMI", "3 members present are printed, 2 read"),
        ("Présents (3) : Eva DORAN, Luc CARMI", "3 members present are printed, 2 read"),
        (
            "Procurations : 2\nPrésents : Eva DORAN\nPouvoirs : Luc CARMI à Eva DORAN",
            "2 delegations are printed, 1 read",
        ),
        ("Présents : Eva DORAN\nAbsents : 2\nAbsents : Luc CARMI", "2 members absent are printed, 1 read"),
    ],
)
def test_counts_that_differ(head: str, message: str) -> None:
    found = table(extract(act(head)), "diagnostics")
    assert [(r["code"], r["severity"], r["message"]) for r in found] == [("count_mismatch", "warning", message)]


@pytest.mark.parametrize(
    "head",
    [
        "Présents : 2\nPrésents : Eva DORAN, Luc CARMI",
        "Absents : 2\nExcusé : Luc CARMI\nAbsent : Marc HUET",
        "Nombre de conseillers en exercice : 19\nPrésents : Eva DORAN",
        "Présents : Eva DORAN\nPouvoirs : néant",
    ],
)
def test_counts_that_agree(head: str) -> None:
    assert table(extract(act(head)), "diagnostics") == []


def test_a_list_without_a_name_is_reported() -> None:
    (found,) = table(extract(act("Présents : illisible sur le registre")), "diagnostics")
    assert found["code"] == "person_unreadable"


@pytest.mark.parametrize(
    "body",
    [
        "Monsieur CARMI avait donné pouvoir à Madame DORAN. Cette dernière ne pouvant prendre part au vote, il n'est "
        "donc pas tenu compte de ce pouvoir pour cette affaire.",
        "Le pouvoir donné par Monsieur CARMI à Madame DORAN n'est donc pas pris en compte.",
        "La procuration de M. CARMI n'a pas été comptabilisée.",
    ],
)
def test_a_delegation_that_does_not_count(body: str) -> None:
    head = "Présents : Eva DORAN, Marc HUET\nPouvoirs : Luc CARMI à Eva DORAN, Lise FAURE à Marc HUET"
    counted = {r["giver"]: r["counted"] for r in table(extract(act(head, body)), "proxies")}
    assert counted == {"Luc CARMI": False, "Lise FAURE": True}


# --- properties -----------------------------------------------------------------------------------------------

GIVEN = ["Zoé", "Luc", "Jean-Marc", "Eva", "Anne-Lise", "Marc", "Inès", "Paul"]
FAMILY = ["BERTIN", "DE LA ROQUE", "CARMI-FAURE", "D'ARBAUD", "HUET", "VAN DORAN", "LE GALLEC", "ÉPINAL"]
names = st.builds(lambda g, f: (g, f), st.sampled_from(GIVEN), st.sampled_from(FAMILY))
lists = st.lists(names, min_size=1, max_size=12, unique_by=lambda n: n[1])
forms = st.sampled_from(["{g} {f}", "M. {g} {f}", "Mme {f} {g}", "Monsieur {g} {f}"])
separators = st.sampled_from([", ", " ; ", "\n", " – ", ",\n"])
present = st.sampled_from(["Présents :", "Étaient présents :", "PRESENTS :\n", "Membres présents :", "Présent(e)s :"])


@given(lists, forms, separators, present)
def test_every_name_of_a_list_is_read(
    members: list[tuple[str, str]], form: str, separator: str, heading: str
) -> None:
    text = heading + " " + separator.join(form.format(g=g, f=f) for g, f in members) + "\nSecrétaire : Luc HUET"
    roll, _ = read_roll(blocks(text))
    assert [a.person.name for a in roll.attendees] == [f"{g} {f}" for g, f in members]
    assert {a.status for a in roll.attendees} == {"present"}


@given(
    st.lists(st.tuples(names, names), min_size=1, max_size=6, unique_by=lambda p: p[0][1]),
    st.sampled_from(["{a} donne pouvoir à {b}", "{a} (pouvoir à {b})", "{a} à {b}", "{a} a donné procuration à {b}"]),
    st.sampled_from([", ", "\n", " ; "]),
)
def test_every_delegation_is_read(
    pairs: list[tuple[tuple[str, str], tuple[str, str]]], form: str, separator: str
) -> None:
    lines = [form.format(a=f"M. {a[0]} {a[1]}", b=f"Mme {b[0]} {b[1]}") for a, b in pairs]
    roll, _ = read_roll(blocks("Pouvoirs : " + separator.join(lines)))
    read = [(p.giver.name, p.holder.name if p.holder else None) for p in roll.proxies]
    assert read == [(f"{a[0]} {a[1]}", f"{b[0]} {b[1]}") for a, b in pairs]
    assert {a.status for a in roll.attendees} == {"represented"}


WORDS = [
    "Présents",
    "Absents",
    ":",
    "excusés",
    "pouvoir à",
    "M.",
    "Mme",
    "CARMI",
    "Eva",
    ",",
    "(",
    ")",
    "\n",
    "12",
    "de",
    "–",
]


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)), max_size=40).map(" ".join))
def test_any_text_gives_rows_of_its_own_words(text: str) -> None:
    rows = extract(act(text, text))
    attendees = table(rows, "attendees")
    assert [r["position"] for r in attendees] == list(range(1, len(attendees) + 1))
    for row in attendees:
        assert all(word in text for word in row["name"].replace("-", " ").split())
    assert all(r["giver"] for r in table(rows, "proxies"))
