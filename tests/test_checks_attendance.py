"""Checks on who sat: cases that must fire and cases that must not, the dates of the law on both sides."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from checks_world import NAMES, Row, act, change, findings, people, person, proxy, said, vote

A, B, C, D, E = NAMES[:5]


@pytest.mark.parametrize(
    ("head", "listed", "expected"),
    [
        # printed against names
        ({"members_present": 6}, people(5), [("warning", "6", "5")]),
        ({"members_present": 4}, people(5), [("warning", "4", "5")]),
        ({"members_present": 6, "members_in_office": 8}, people(5, 1, 2), [("error", "6", "5")]),
        ({"members_present": 5}, people(5), []),
        ({"members_present": 6, "chair": "Zoé Aubertin"}, people(5), []),  # who presides is told in the head
        ({"members_present": 7, "chair": "Zoé Aubertin", "secretary": "Yves Bonnard"}, people(5), []),
        ({"members_present": 6, "chair": A}, people(5), [("warning", "6", "5")]),
        ({"members_present": 6}, [], []),  # no list was read
        ({"members_present": 5}, [*people(5), person("Zoé Aubertin", voting=False)], []),
        # printed against printed
        ({"members_present": 9, "members_in_office": 8}, people(8), [("error", "≤ 8", "9")]),
        (
            {"members_present": 5, "members_represented": 1, "members_absent": 1, "members_in_office": 8},
            people(5, 1, 1),
            [("error", "8", "7")],
        ),
        (
            {"members_present": 5, "members_represented": 1, "members_absent": 2, "members_in_office": 8},
            people(5, 1, 2),
            [],
        ),
        (
            {"members_present": 5, "members_represented": 2, "members_absent": 3, "members_in_office": 8},
            people(5, 2, 1),
            [],  # those represented are counted among the absent
        ),
        (
            {"members_present": 5, "members_represented": 1, "members_voting": 7},
            people(5, 1),
            [("error", "6", "7")],
        ),
        ({"members_present": 5, "members_represented": 1, "members_voting": 6}, people(5, 1), []),
        ({"members_present": 5, "members_represented": 1, "members_voting": 5}, people(5, 1), []),  # one stood aside
        ({"members_present": 5, "members_voting": 7}, people(5), []),  # proxies are not printed
        # names against members in office
        ({"members_in_office": 4}, people(5), [("warning", "4", "5")]),
        ({"members_in_office": 5}, people(3, 1, 1), []),
        ({"members_in_office": 5}, [*people(5), person(A, "excused")], []),  # one person twice is another check's
    ],
)
def test_attendance_total(head: Row, listed: list[Row], expected: list[Any]) -> None:
    assert said("attendance_total", deliberations=[act(**head)], attendees=listed) == expected


@pytest.mark.parametrize(
    ("head", "what", "expected"),
    [
        (4, "joined", []),  # five names, one of whom came later
        (6, "left", []),  # counted at the opening
        (6, "recused", [("warning", "6", "5")]),
    ],
)
def test_attendance_total_knows_movements(head: int, what: str, expected: list[Any]) -> None:
    moves = [change("BERTIN", what)]
    acts = [act(members_present=head)]
    assert said("attendance_total", deliberations=acts, attendees=people(5), attendance_changes=moves) == expected


def test_one_list_for_a_sitting_gives_one_finding() -> None:
    acts = [act(1, members_present=6), act(2, members_present=6)]
    found = findings("attendance_total", deliberations=acts, attendees=people(5, n=None))
    assert [row["deliberation_id"] for row in found] == [None]
    assert found[0]["document_id"] == "d"
    assert "la séance du 25 juin 2024" in found[0]["message"]


def test_each_own_list_gives_its_finding() -> None:
    acts = [act(1, members_present=5), act(2, members_present=6)]
    found = findings("attendance_total", deliberations=acts, attendees=[*people(5, n=1), *people(5, n=2)])
    assert [row["deliberation_id"] for row in found] == ["d-d2"]
    assert "la délibération n° 2024-002" in found[0]["message"]


# --- quorum -----------------------------------------------------------------------------------------------------

NORMAL = date(2019, 5, 6)


@pytest.mark.parametrize(
    ("body", "on", "office", "present", "represented", "expected"),
    [
        # more than half
        ("conseil_municipal", NORMAL, 19, 10, 0, []),
        ("conseil_municipal", NORMAL, 19, 9, 5, [("error", "≥ 10", "9")]),
        ("conseil_municipal", NORMAL, 18, 9, 0, [("error", "≥ 10", "9")]),
        ("conseil_communautaire", NORMAL, 18, 10, 0, []),
        ("conseil_communautaire", NORMAL, 18, 9, 0, [("error", "≥ 10", "9")]),
        ("conseil_departemental", NORMAL, 18, 9, 2, [("error", "≥ 10", "9")]),
        # those represented count in a commission permanente
        ("commission_permanente", NORMAL, 18, 9, 1, []),
        ("commission_permanente", NORMAL, 18, 8, 1, [("error", "≥ 10", "9")]),
        # a rule that was not at hand is context, bodies with rules of their own are left alone
        ("conseil_regional", NORMAL, 18, 9, 0, [("info", "≥ 10", "9")]),
        ("bureau", NORMAL, 18, 2, 0, []),
        ("other", NORMAL, 18, 2, 0, []),
        (None, NORMAL, 18, 2, 0, []),
        # a third, from 12 March to 30 August 2020; those represented count until 10 July
        ("conseil_municipal", date(2020, 3, 11), 18, 6, 0, [("error", "≥ 10", "6")]),
        ("conseil_municipal", date(2020, 3, 12), 18, 6, 0, []),
        ("conseil_municipal", date(2020, 3, 12), 18, 5, 0, [("error", "≥ 6", "5")]),
        ("conseil_municipal", date(2020, 7, 10), 18, 4, 2, []),
        ("conseil_municipal", date(2020, 7, 11), 18, 4, 2, [("error", "≥ 6", "4")]),
        ("conseil_municipal", date(2020, 8, 30), 18, 6, 0, []),
        ("conseil_municipal", date(2020, 8, 31), 18, 6, 0, [("error", "≥ 10", "6")]),
        # from 17 October 2020 to 30 September 2021, disputed in its first month
        ("conseil_municipal", date(2020, 10, 16), 18, 6, 0, [("error", "≥ 10", "6")]),
        ("conseil_municipal", date(2020, 10, 17), 18, 6, 0, [("info", "≥ 10", "6")]),
        ("conseil_municipal", date(2020, 10, 17), 18, 5, 0, [("error", "≥ 6", "5")]),
        ("conseil_municipal", date(2020, 11, 14), 18, 6, 0, [("info", "≥ 10", "6")]),
        ("conseil_municipal", date(2020, 11, 15), 18, 6, 0, []),
        ("conseil_municipal", date(2021, 9, 30), 18, 6, 0, []),
        ("conseil_municipal", date(2021, 10, 1), 18, 6, 0, [("error", "≥ 10", "6")]),
        # from 10 November 2021 to 31 July 2022
        ("conseil_departemental", date(2021, 11, 9), 18, 6, 0, [("error", "≥ 10", "6")]),
        ("conseil_departemental", date(2021, 11, 10), 18, 6, 0, []),
        ("conseil_departemental", date(2022, 7, 31), 18, 6, 0, []),
        ("conseil_departemental", date(2022, 8, 1), 18, 6, 0, [("error", "≥ 10", "6")]),
        ("conseil_departemental", None, 18, 6, 0, []),
    ],
)
def test_quorum(body: str, on: date, office: int, present: int, represented: int, expected: list[Any]) -> None:
    acts = [act(body=body, session_on=on, meeting_on=on, members_in_office=office)]
    listed = people(present, represented, office - present - represented)
    assert said("quorum", deliberations=acts, attendees=listed) == expected


@pytest.mark.parametrize(
    ("values", "listed", "votes", "moves", "expected"),
    [
        ({"members_present": 10}, people(8), [], [], []),  # the head counts ten, a name or two were missed
        ({}, people(8), [vote(present=10)], [], []),
        ({}, people(8), [], [], [("warning", "≥ 10", "8")]),  # names alone, and not all members: some may be missing
        ({"members_present": 8}, people(8), [], [], [("error", "≥ 10", "8")]),
        ({}, people(9), [], [change("Yvon ZÉPHIR", "joined")], []),
        ({"chair": "Zoé Aubertin"}, people(9), [], [], []),
        ({"outcome": "deferred"}, people(3), [], [], []),
        ({"members_in_office": None}, people(3), [], [], []),
    ],
)
def test_quorum_takes_the_most_favourable_count(
    values: Row, listed: list[Row], votes: list[Row], moves: list[Row], expected: list[Any]
) -> None:
    acts = [act(**{"session_on": NORMAL, "members_in_office": 19, **values})]
    tables = {"deliberations": acts, "attendees": listed, "votes": votes, "attendance_changes": moves}
    assert said("quorum", **tables) == expected


def test_quorum_names_the_rule_and_the_second_convocation() -> None:
    acts = [act(session_on=date(2020, 9, 1), members_in_office=10)]
    (found,) = findings("quorum", deliberations=acts, attendees=people(5, 0, 5))
    assert found["source"] == "CGCT L2121-17"
    assert "sauf seconde convocation" in found["message"]


# --- proxies ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "on", "held", "expected"),
    [
        ("conseil_municipal", NORMAL, 1, []),
        ("conseil_municipal", NORMAL, 2, [("error", "1", "2")]),
        ("conseil_communautaire", NORMAL, 2, [("error", "1", "2")]),
        ("conseil_departemental", NORMAL, 2, [("error", "1", "2")]),
        ("commission_permanente", NORMAL, 2, [("error", "1", "2")]),
        ("conseil_regional", NORMAL, 2, [("info", "1", "2")]),
        ("bureau", NORMAL, 3, []),
        (None, NORMAL, 3, []),
        ("conseil_municipal", None, 3, []),
        # two, from 12 March to 30 August 2020
        ("conseil_municipal", date(2020, 3, 11), 2, [("error", "1", "2")]),
        ("conseil_municipal", date(2020, 3, 12), 2, []),
        ("conseil_municipal", date(2020, 3, 12), 3, [("error", "2", "3")]),
        ("conseil_municipal", date(2020, 8, 30), 2, []),
        ("conseil_municipal", date(2020, 8, 31), 2, [("error", "1", "2")]),
        # from 17 October 2020 to 30 September 2021, disputed in its first month
        ("conseil_departemental", date(2020, 10, 16), 2, [("error", "1", "2")]),
        ("conseil_departemental", date(2020, 10, 17), 2, [("info", "1", "2")]),
        ("conseil_departemental", date(2020, 10, 17), 3, [("error", "2", "3")]),
        ("conseil_departemental", date(2020, 11, 14), 2, [("info", "1", "2")]),
        ("conseil_departemental", date(2020, 11, 15), 2, []),
        ("conseil_departemental", date(2021, 9, 30), 2, []),
        ("conseil_departemental", date(2021, 10, 1), 2, [("error", "1", "2")]),
        # from 10 November 2021 to 31 July 2022
        ("conseil_municipal", date(2021, 11, 9), 2, [("error", "1", "2")]),
        ("conseil_municipal", date(2021, 11, 10), 2, []),
        ("conseil_municipal", date(2022, 7, 31), 2, []),
        ("conseil_municipal", date(2022, 8, 1), 2, [("error", "1", "2")]),
        ("bureau", date(2022, 1, 5), 3, [("error", "2", "3")]),
    ],
)
def test_single_proxy(body: str, on: date, held: int, expected: list[Any]) -> None:
    given = [proxy(giver, A) for giver in NAMES[1 : held + 1]]
    acts = [act(body=body, session_on=on, meeting_on=on)]
    assert said("single_proxy", deliberations=acts, attendees=people(1, held), proxies=given) == expected


@pytest.mark.parametrize(
    ("proxies", "expected"),
    [
        ([proxy(B, A), proxy(C, A)], [("error", "1", "2")]),
        ([proxy(B, "Bertin Alice"), proxy(C, "ALICE BERTIN")], [("error", "1", "2")]),
        ([proxy(B, A), proxy(C, A, counted=False)], []),
        ([proxy(B, A), proxy(C, D)], []),
        ([proxy(B, A), proxy(B, A, row_id="again")], []),  # one proxy printed twice
        ([proxy(B, None), proxy(C, None)], []),
        ([proxy(B, A, n=1), proxy(C, A, n=2)], []),  # two acts with lists of their own
        ([proxy(B, "BERTIN"), proxy(C, "BERTIN")], [("warning", "1", "2")]),  # perhaps two persons of one name
    ],
)
def test_who_holds_two_proxies(proxies: list[Row], expected: list[Any]) -> None:
    assert said("single_proxy", deliberations=[act(1), act(2)], proxies=proxies) == expected


@pytest.mark.parametrize(
    ("holder", "moves", "counted", "expected"),
    [
        (person(A, "absent"), [], True, [("error", "present", "absent")]),
        (person(A, "excused"), [], True, [("error", "present", "excused")]),
        (person(A, "represented"), [], True, [("error", "present", "represented")]),
        (person("BERTIN Alice", "absent"), [], True, [("error", "present", "absent")]),
        (person(A, "present"), [], True, []),
        (person(A, "absent"), [change("BERTIN", "joined")], True, []),
        (person(A, "absent"), [change("CALVET", "joined")], True, [("error", "present", "absent")]),
        (person(A, "absent"), [], False, []),
        (person("Zoé Aubertin", "absent"), [], True, []),  # the holder stands on no list
    ],
)
def test_proxy_holder_absent(holder: Row, moves: list[Row], counted: bool, expected: list[Any]) -> None:
    tables = {"attendees": [holder, person(B, "represented")], "attendance_changes": moves}
    assert said("proxy_holder_absent", proxies=[proxy(B, A, counted=counted)], **tables) == expected


@pytest.mark.parametrize(
    ("giver", "moves", "expected"),
    [
        (person(B, "present"), [], [("warning", "represented", "present")]),
        (person(B, "represented"), [], []),
        (person(B, "excused"), [], []),
        (person(B, "present"), [change("CALVET", "left")], []),
        (person(B, "present"), [change("CALVET", "joined")], []),
    ],
)
def test_proxy_giver_present(giver: Row, moves: list[Row], expected: list[Any]) -> None:
    tables = {"attendees": [person(A), giver], "attendance_changes": moves}
    assert said("proxy_giver_present", proxies=[proxy(B, A)], **tables) == expected


# --- persons ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ([person(A), person(A, position=2, row_id="x")], [("warning", "1", "2")]),
        ([person(A), person(A, "excused")], [("warning", "1", "2")]),
        ([person("Alice Bertin"), person("BERTIN Alice", "absent")], [("warning", "1", "2")]),
        ([person("Élise Bertin"), person("Elise BERTIN", "absent")], [("warning", "1", "2")]),
        ([person(A), person(B)], []),
        ([person(A, n=1), person(A, n=2)], []),  # two acts with lists of their own
        ([person("Claude Bertin", honorific="M."), person("Claude Bertin", "absent", honorific="Mme")], []),
        ([person("BERTIN"), person("BERTIN", "absent")], []),  # a family name alone may be two persons'
    ],
)
def test_duplicate_person(listed: list[Row], expected: list[Any]) -> None:
    assert said("duplicate_person", deliberations=[act(1), act(2)], attendees=listed) == expected


def test_duplicate_person_says_where() -> None:
    twice = [person(A), person(A, position=2, row_id="x")]
    both = [person(A), person(A, "excused", position=2)]
    assert "figure deux fois parmi les présents" in findings("duplicate_person", attendees=twice)[0]["message"]
    assert "à la fois parmi les présents et excusés" in findings("duplicate_person", attendees=both)[0]["message"]


@pytest.mark.parametrize(
    ("values", "listed", "moves", "expected"),
    [
        ({"chair": A}, [person(A, "absent")], [], [("warning", "present", "absent")]),
        ({"secretary": A}, [person(A, "excused")], [], [("warning", "present", "excused")]),
        ({"chair": A}, [person(A)], [], []),
        ({"chair": A}, [person(B)], [], []),
        ({"secretary": A}, [person(A, "absent")], [change("BERTIN", "joined")], []),
    ],
)
def test_officer_absent(values: Row, listed: list[Row], moves: list[Row], expected: list[Any]) -> None:
    tables = {"deliberations": [act(**values)], "attendees": listed, "attendance_changes": moves}
    assert said("officer_absent", **tables) == expected
