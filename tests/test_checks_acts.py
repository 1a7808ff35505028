"""Checks on identifiers, dates and numbers of acts, and on bank details."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from checks_world import Row, act, findings, said


def _luhn(nine: str) -> bool:
    from models.normalise.identifiers import valid_siren

    return valid_siren(nine)


def _siren(begin: str) -> str:
    """The SIREN that begins so."""
    return next(begin + str(digit) for digit in range(10) if _luhn(begin + str(digit)))


GOOD = _siren("21960123")


def _id(day: str = "20240625", siren: str = GOOD, department: str = "096") -> str:
    return f"{department}-{siren}-{day}-2024_001-DE"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"act_id": _id()}, []),
        ({"act_id": _id("20240626")}, [("error", "2024-06-25", "2024-06-26")]),
        ({"act_id": _id("20240624"), "meeting_on": date(2024, 6, 24)}, []),  # the day the meeting opened
        ({"act_id": _id("20243106")}, [("error", "2024-06-25", "20243106")]),
        ({"act_id": _id("20240626"), "session_on": None}, []),
        ({"act_id": "illisible"}, []),
        ({"act_id": None}, []),
    ],
)
def test_act_id_date(values: Row, expected: list[Any]) -> None:
    assert said("act_id_date", deliberations=[act(**values)]) == expected


def test_an_identifier_that_two_acts_bear_is_said_once() -> None:
    acts = [act(1, act_id=_id("20240626")), act(2, act_id=_id("20240626"))]
    assert [row["deliberation_id"] for row in findings("act_id_date", deliberations=acts)] == ["d-d1"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"act_id": _id()}, []),
        ({"act_id": _id(siren="219601230")}, [("error", None, "219601230")] if not _luhn("219601230") else []),
        ({"act_id": _id(department="095")}, [("warning", "96", "95")]),
        ({"act_id": _id(siren=_siren("22950123"))}, [("warning", "95", "96")]),
        ({"act_id": _id(siren=_siren("24950123"))}, []),  # an EPCI may reach over a border
        ({"act_id": _id(siren=_siren("20001234")), "department_code": "96"}, []),
        ({"act_id": _id(siren=_siren("20001234")), "department_code": "95"}, [("warning", "95", "96")]),
        ({"act_id": _id(siren=_siren("21201234"), department="02A"), "department_code": "2A"}, []),
    ],
)
def test_act_id_siren(values: Row, expected: list[Any]) -> None:
    assert said("act_id_siren", deliberations=[act(**values)]) == expected


def test_a_wrong_check_digit_is_an_error() -> None:
    wrong = next(GOOD[:8] + str(digit) for digit in range(10) if GOOD[8] != str(digit))
    (found,) = findings("act_id_siren", deliberations=[act(act_id=_id(siren=wrong))])
    assert (found["severity"], found["observed"]) == ("error", wrong)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"convened_on": date(2024, 6, 18)}, []),
        ({"convened_on": date(2024, 6, 25)}, []),
        ({"convened_on": date(2024, 6, 26)}, [("error", "≥ 2024-06-26", "2024-06-25")]),
        ({"transmitted_on": date(2024, 6, 25)}, []),
        ({"transmitted_on": date(2024, 6, 24)}, [("error", "≥ 2024-06-25", "2024-06-24")]),
        ({"received_on": date(2024, 6, 25)}, []),
        ({"received_on": date(2024, 6, 24)}, [("error", "≥ 2024-06-25", "2024-06-24")]),
        ({"transmitted_on": date(2024, 6, 27), "received_on": date(2024, 6, 27)}, []),
        (
            {"transmitted_on": date(2024, 6, 28), "received_on": date(2024, 6, 27)},
            [("error", "≥ 2024-06-28", "2024-06-27")],
        ),
        ({"published_on": date(2024, 6, 25)}, []),
        ({"published_on": date(2024, 6, 24)}, [("warning", "≥ 2024-06-25", "2024-06-24")]),
        (
            {"published_on": date(2024, 6, 24), "received_on": date(2024, 6, 26)},
            [("error", "≥ 2024-06-25", "2024-06-24")],
        ),
        # between convocation and sitting a posting is likely the convocation's
        (
            {"convened_on": date(2024, 6, 18), "published_on": date(2024, 6, 18)},
            [("warning", "≥ 2024-06-25", "2024-06-18")],
        ),
        (
            {"convened_on": date(2024, 6, 18), "published_on": date(2024, 6, 17)},
            [("error", "≥ 2024-06-25", "2024-06-17")],
        ),
        # publication may come first
        ({"published_on": date(2024, 6, 26), "received_on": date(2024, 6, 28)}, []),
        ({"signed_on": date(2024, 6, 24)}, [("warning", "≥ 2024-06-25", "2024-06-24")]),
        ({"signed_on": date(2024, 6, 25)}, []),
        ({"session_on": None, "received_on": date(2024, 6, 24)}, []),
    ],
)
def test_publication_order(values: Row, expected: list[Any]) -> None:
    assert said("publication_order", deliberations=[act(**values)]) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"published_on": date(2024, 5, 2)}, {}, []),  # a notice that the point tells of
        ({"published_on": date(2024, 5, 2)}, {"published_on": date(2024, 5, 2)}, ["d-d1", "d-d2"]),
        ({"published_on": date(2024, 5, 2), "received_on": date(2024, 6, 26)}, {}, ["d-d1"]),
    ],
)
def test_publication_in_minutes(first: Row, second: Row, expected: list[str]) -> None:
    found = findings("publication_order", deliberations=[act(1, **first), act(2, **second)])
    assert [row["deliberation_id"] for row in found] == expected


@pytest.mark.parametrize(
    ("body", "convened", "expected"),
    [
        ("conseil_departemental", date(2024, 6, 13), []),
        ("conseil_departemental", date(2024, 6, 14), [("info", "≥ 12", "11")]),
        ("conseil_municipal", date(2024, 6, 20), []),
        ("commission_permanente", date(2024, 6, 20), []),
        ("conseil_departemental", None, []),
    ],
)
def test_report_deadline(body: str, convened: date | None, expected: list[Any]) -> None:
    assert said("report_deadline", deliberations=[act(body=body, convened_on=convened)]) == expected


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ([act(1, number="2024-1"), act(2, number="2024-1")], [("warning", "1", "2")]),
        ([act(1, number="2024-1", title="Un"), act(2, number="2024-1", title="UN.")], []),
        ([act(1, number="2024-1"), act(2, number="2024-1", session_on=date(2024, 9, 1))], []),
        ([act(n) for n in range(1, 11)], []),
        ([*(act(n) for n in range(1, 11)), act(11, number="DEL11")], [("info", "2024-001", "DEL11")]),
        ([*(act(n) for n in range(1, 11)), act(11, number="2024 - 011")], []),
        ([*(act(n) for n in range(1, 10)), act(10, number="DEL10")], [("info", "2024-001", "DEL10")]),
        ([*(act(n) for n in range(1, 9)), act(9, number="DEL9")], []),  # too few to tell a habit
        ([*(act(n) for n in range(1, 6)), *(act(n, number=f"D{n}") for n in range(6, 12))], []),  # no habit
    ],
)
def test_number_format(acts: list[Row], expected: list[Any]) -> None:
    assert said("number_format", deliberations=acts) == expected


# --- privacy ----------------------------------------------------------------------------------------------------


def _masked(*pages: int) -> list[Row]:
    note = {
        "document_id": "d",
        "stage": "read",
        "severity": "info",
        "code": "bank_details_masked",
        "message": "masked",
    }
    return [{**note, "row_id": f"m{n}", "page": page} for n, page in enumerate(pages)]


def _part(n: int, kind: str, first: int, last: int) -> Row:
    row = {"document_id": "d", "part_id": f"d-p{n}", "deliberation_id": "d-d1", "position": n, "kind": kind}
    return {**row, "title": f"Partie {n}", "page_first": first, "page_last": last}


PARTS = [_part(1, "deliberation", 1, 2), _part(2, "convention", 2, 5), _part(3, "convention", 6, 9)]


@pytest.mark.parametrize(
    ("pages", "parts", "expected"),
    [
        ((), PARTS, []),
        ((4,), PARTS, ["d-p2"]),
        ((4, 4, 5), PARTS, ["d-p2"]),  # one account, or several, of one convention
        ((4, 8), PARTS, ["d-p2", "d-p3"]),
        ((2,), PARTS, ["d-p2"]),  # the convention's, not the deliberation's on the same page
        ((1,), PARTS, ["d-p1"]),
        ((12, 13), PARTS, [None]),
        ((1,), [], [None]),
    ],
)
def test_bank_details_exposed(pages: tuple[int, ...], parts: list[Row], expected: list[str | None]) -> None:
    found = findings("bank_details_exposed", diagnostics=_masked(*pages), parts=parts)
    assert [row["subject_id"] for row in found] == expected
    assert all(row["severity"] == "error" for row in found)
