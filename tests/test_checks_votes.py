"""Checks on votes: cases that must fire and cases that must not."""

from __future__ import annotations

from typing import Any

import pytest
from checks_world import Row, act, change, findings, people, proxy, said, vote


@pytest.mark.parametrize(
    ("figures", "values", "expected"),
    [
        # for + against = expressed
        ({"votes_for": 20, "votes_against": 3, "expressed": 23}, {}, []),
        ({"votes_for": 20, "votes_against": 3, "expressed": 24}, {}, [("error", "23", "24")]),
        ({"votes_for": 20, "votes_against": 3, "expressed": 22}, {}, [("error", "23", "22")]),
        ({"votes_for": 20, "expressed": 24}, {}, []),  # the votes against are not printed
        ({"votes_for": 20, "votes_against": 1, "expressed": 24}, {"title": "Élection du maire"}, []),  # other lists
        # + abstentions = voting
        ({"votes_for": 20, "votes_against": 3, "abstentions": 2, "voting": 25}, {}, []),
        ({"votes_for": 20, "votes_against": 3, "abstentions": 2, "voting": 26}, {}, [("error", "26", "25")]),
        ({"votes_for": 20, "votes_against": 3, "abstentions": 2, "voting": 24}, {}, [("error", "24", "25")]),
        ({"votes_for": 20, "votes_against": 3, "abstentions": 2, "voting": 23}, {}, [("warning", "23", "25")]),
        ({"votes_for": 20, "votes_against": 3, "abstentions": 2, "not_voting": 1, "voting": 26}, {}, []),
        ({"votes_for": 20, "votes_against": 3, "voting": 26}, {}, []),  # abstentions are not printed
        ({"votes_for": 20, "abstentions": 2, "voting": 26}, {}, []),
        ({"votes_for": 25, "votes_against": 3, "voting": 26}, {}, [("error", "26", "28")]),
        ({"votes_for": 20, "votes_against": 1, "abstentions": 0, "voting": 23}, {"title": "Désignation"}, []),
        ({"expressed": 23, "abstentions": 2, "voting": 26}, {}, []),
        ({"expressed": 25, "abstentions": 2, "voting": 26}, {}, [("error", "26", "27")]),
        # majority
        ({"expressed": 23, "majority": 12}, {}, []),
        ({"expressed": 22, "majority": 12}, {}, []),
        ({"expressed": 22, "majority": 11, "votes_for": 22}, {}, [("error", "12", "11")]),
        ({"expressed": 22, "majority": 14, "voting": 26}, {}, []),  # of those who vote
        ({"expressed": 22, "majority": 15, "votes_for": 22}, {"members_in_office": 29}, []),  # of the members
        ({"expressed": 24, "majority": 16, "votes_for": 24}, {}, []),  # two thirds
        # present + proxies
        ({"present": 20, "proxies": 5, "voting": 25}, {}, []),
        ({"present": 20, "proxies": 5, "voting": 26}, {}, [("error", "25", "26")]),
        ({"present": 20, "proxies": 5, "voting": 24}, {}, [("warning", "25", "24")]),
        ({"present": 20, "proxies": 5, "voting": 24, "not_voting": 1}, {}, []),
        ({"present": 20, "proxies": 5, "voting": 24, "abstentions": 1}, {}, []),
        (
            {"present": 20, "proxies": 5, "absent_without_proxy": 5, "voting": 25},
            {"members_in_office": 29},
            [("error", "29", "30")],
        ),
        ({"present": 20, "proxies": 5, "absent_without_proxy": 4, "voting": 25}, {"members_in_office": 29}, []),
        ({"present": 20, "proxies": 5, "absent_without_proxy": 2, "voting": 25}, {"members_in_office": 29}, []),
        # members in office
        ({"votes_for": 30}, {"members_in_office": 29}, [("error", "29", "30")]),
        ({"votes_for": 29}, {"members_in_office": 29}, []),
        ({"abstentions": 2}, {}, []),
        ({}, {}, []),
    ],
)
def test_vote_arithmetic(figures: Row, values: Row, expected: list[Any]) -> None:
    assert said("vote_arithmetic", deliberations=[act(**values)], votes=[vote(**figures)]) == expected


@pytest.mark.parametrize(
    ("cast", "listed", "values", "moves", "expected"),
    [
        # all members are on the list
        (12, people(8, 3, 1), {"members_in_office": 12}, [], [("error", "11", "12")]),
        (11, people(8, 3, 1), {"members_in_office": 12}, [], []),
        (10, people(8, 3, 1), {"members_in_office": 12}, [], []),
        # a list that agrees with a printed count
        (12, people(8, 3, 1), {"members_present": 8}, [], [("error", "11", "12")]),
        (12, people(8, 3, 1), {"members_voting": 11}, [], [("error", "11", "12")]),
        # a list of which names may be missing
        (12, people(8, 3, 1), {}, [], []),
        (12, people(8, 3, 1), {"members_in_office": 15}, [], []),
        # who comes later votes too
        (12, people(8, 3, 1), {"members_in_office": 12}, [change("LESTRADE", "joined"), change("X", "joined")], []),
        (12, people(8, 3, 1), {"members_in_office": 12}, [change("BERTIN", "joined")], [("error", "11", "12")]),
        # where no proxy is printed the others may have given one
        (12, people(8, 0, 4), {"members_in_office": 12}, [], []),
        (13, people(8, 0, 4), {"members_in_office": 12}, [], [("error", "12", "13")]),
    ],
)
def test_more_voices_than_members_who_sat(
    cast: int, listed: list[Row], values: Row, moves: list[Row], expected: list[Any]
) -> None:
    tables = {"attendees": listed, "deliberations": [act(**values)], "attendance_changes": moves}
    assert said("vote_arithmetic", votes=[vote(votes_for=cast - 1, votes_against=1)], **tables) == expected


def test_movements_of_the_act_explain_fewer_voters() -> None:
    figures = {"votes_for": 20, "votes_against": 0, "abstentions": 0, "voting": 21, "present": 20, "proxies": 3}
    assert said("vote_arithmetic", votes=[vote(**figures)])
    moves = [change("CALVET", "recused"), change("BERTIN", "left")]
    assert said("vote_arithmetic", votes=[vote(**figures)], attendance_changes=moves) == []


def test_a_vote_gives_one_finding_that_names_the_act() -> None:
    votes = [vote(votes_for=20, votes_against=3, expressed=24, abstentions=2, voting=30, majority=3)]
    (found,) = findings("vote_arithmetic", votes=votes)
    assert found["message"].startswith("Pour la délibération n° 2024-001, 20 voix pour et 3 contre font 23")
    assert (found["page"], found["table_name"], found["subject_id"]) == (1, "votes", "v-1")


@pytest.mark.parametrize(
    ("figures", "outcome", "unanimous", "expected"),
    [
        ({"votes_for": 3, "votes_against": 20}, "adopted", None, [("warning", "rejected", "adopted")]),
        ({"votes_for": 20, "votes_against": 3}, "rejected", None, [("warning", "adopted", "rejected")]),
        ({"votes_for": 20, "votes_against": 3}, "adopted", True, [("warning", "false", "true")]),
        ({"votes_for": 20, "votes_against": 3}, "adopted", False, []),
        ({"votes_for": 20, "votes_against": 0, "abstentions": 3}, "adopted", True, []),
        ({"votes_for": 10, "votes_against": 10}, "adopted", None, []),  # the chair decided
        ({"votes_for": 10, "votes_against": 10}, "rejected", None, []),
        ({"votes_for": 3}, "adopted", None, []),
        ({"votes_for": 3, "votes_against": 20}, "rejected", None, []),
    ],
)
def test_vote_outcome(figures: Row, outcome: str, unanimous: bool | None, expected: list[Any]) -> None:
    acts = [act(outcome=outcome, unanimous=unanimous)]
    assert said("vote_outcome", deliberations=acts, votes=[vote(**figures)]) == expected


def test_vote_outcome_is_silent_on_an_act_of_several_votes() -> None:
    votes = [vote(votes_for=3, votes_against=20), {**vote(votes_for=20, votes_against=3), "row_id": "v-1b"}]
    assert said("vote_outcome", deliberations=[act(outcome="adopted")], votes=votes) == []


def _named(choice: str, *names: str, kind: str = "member") -> list[Row]:
    row = {"document_id": "d", "deliberation_id": "d-d1", "choice": choice, "kind": kind, "page": 1}
    return [{**row, "row_id": f"n-{n}", "name": name} for n, name in enumerate(names)]


@pytest.mark.parametrize(
    ("figures", "named", "proxies", "expected"),
    [
        ({"votes_against": 3}, _named("against", "CALVET", "DANCOURT"), [], [("warning", "3", "2")]),
        ({"votes_against": 1}, _named("against", "CALVET", "DANCOURT"), [], [("warning", "1", "2")]),
        ({"votes_against": 2}, _named("against", "CALVET", "DANCOURT"), [], []),
        ({"abstentions": 2}, _named("abstain", "CALVET"), [], [("warning", "2", "1")]),
        ({"abstentions": 2}, _named("abstain", "CALVET"), [proxy("Elsa Fauvel", "Bruno Calvet")], []),
        ({"abstentions": 9}, _named("abstain", "Groupe Brumeval demain", kind="group"), [], []),
        ({"votes_against": None}, _named("against", "CALVET"), [], []),
        ({"votes_for": 9}, _named("for", "CALVET"), [], []),
    ],
)
def test_vote_names(figures: Row, named: list[Row], proxies: list[Row], expected: list[Any]) -> None:
    tables = {"votes": [vote(**figures)], "vote_positions": named, "proxies": proxies, "attendees": people(3)}
    assert said("vote_names", **tables) == expected
