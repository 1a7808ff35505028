"""Checks that compare acts: references, operations, names, sittings, cited acts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from checks_world import Row, act, budget, findings, line, people, person, proxy, said

D18, D19 = date(2023, 12, 18), date(2023, 12, 19)


def ref(n: int, kind: str, number: str | None, on: date | None, text: str = "", **values: Any) -> Row:
    """A visa; without a text of its own it has one that names its number."""
    row = {
        "document_id": "d",
        "row_id": f"r{n}",
        "deliberation_id": "d-d1",
        "kind": kind,
        "number": number,
        "page": n,
    }
    return {**row, "position": n, "dated_on": on, "text": text or f"Vu le texte n° {number}, visa {n}", **values}


PLAN = "Vu la délibération du Conseil départemental « Plan des rives et des berges » "


@pytest.mark.parametrize(
    ("refs", "expected"),
    [
        # one number, two dates
        ([ref(1, "deliberation", "2023-045", D18), ref(2, "deliberation", "2023-045", D19)], True),
        ([ref(1, "deliberation", "2023-045", D18), ref(2, "deliberation", "2023/045", D19)], True),
        ([ref(1, "deliberation", "2023-045", D18), ref(2, "deliberation", "2023-045", D18)], False),
        ([ref(1, "deliberation", "2023-045", D18), ref(2, "deliberation", "2023-046", D19)], False),
        ([ref(1, "deliberation", "2023-045", D18), ref(2, "report", "2023-045", D19)], False),
        ([ref(1, "deliberation", "5", D18), ref(2, "deliberation", "5", D19)], False),  # a number of each year
        ([ref(1, "instruction", "DGCS/SD1/19", D18), ref(2, "instruction", "DGCS/SD1/19", D19)], True),
        ([ref(1, "law", "2000-321", date(2000, 4, 12)), ref(2, "law", "2000-321", date(2000, 4, 13))], True),
        ([ref(1, "opinion", "2023-045", D18), ref(2, "opinion", "2023-045", D19)], False),
        ([ref(1, "deliberation", "2023-045", D18), ref(2, "deliberation", "2023-045", None)], False),
        # a visa with two dates tells of an amendment
        (
            [
                ref(1, "deliberation", "2023-045", D18, "Vu la délibération modifiée"),
                ref(2, "deliberation", "2023-045", D19, "Vu la délibération modifiée"),
            ],
            False,
        ),
        # two bodies number their own
        (
            [
                ref(1, "deliberation", "2023-045", D18, "Vu la délibération n° 2023-045 du conseil municipal"),
                ref(2, "deliberation", "2023-045", D19, "Vu la délibération n° 2023-045 du conseil communautaire"),
            ],
            False,
        ),
        # one quoted title, in the visas of the deliberation and of its convention
        (
            [
                ref(1, "deliberation", "2023-045", D18, PLAN),
                ref(2, "deliberation", None, D19, PLAN.upper().replace("VU LA", "Vu, la"), convention_id="c"),
            ],
            True,
        ),
        ([ref(1, "deliberation", None, D18, PLAN), ref(2, "deliberation", None, D19, PLAN + "(suite)")], False),
        (
            [
                ref(1, "deliberation", "2023-045", D18, PLAN),
                ref(2, "deliberation", "2023-046", D19, PLAN, convention_id="c"),
            ],
            False,
        ),
        (
            [
                ref(1, "deliberation", "2023-045", D18, PLAN),
                ref(2, "deliberation", None, D18, PLAN, convention_id="c"),
            ],
            False,
        ),
        (
            [
                ref(1, "deliberation", None, D18, "Vu la délibération « Plan » "),
                ref(2, "deliberation", None, D19, "Vu la délibération « Plan »", convention_id="c"),
            ],
            False,  # a title of one word tells nothing
        ),
    ],
)
def test_reference_date_conflict(refs: list[Row], expected: bool) -> None:
    told = [
        ("warning", row["expected"], row["observed"])
        for row in findings("reference_date_conflict", legal_references=refs)
    ]
    dates = [row["dated_on"].isoformat() for row in refs if row["dated_on"]]
    assert told == ([("warning", dates[0], dates[-1])] if expected else [])


DOCUMENTS = [{"document_id": key, "file_name": f"{key}.pdf", "status": "ok"} for key in ("d", "e", "f")]


@pytest.mark.parametrize(
    ("refs", "expected"),
    [
        (
            [
                ref(1, "law", "2000-321", date(2000, 4, 12)),
                ref(2, "law", "2000-321", date(2000, 4, 12), document_id="e"),
                ref(3, "law", "2000-321", date(2000, 4, 13), document_id="f"),
            ],
            [("warning", "2000-04-12", "2000-04-13")],
        ),
        (
            [
                ref(1, "deliberation", "2000-321", date(2000, 4, 12)),
                ref(2, "deliberation", "2000-321", date(2000, 4, 13), document_id="e"),
            ],
            [],  # another authority's
        ),
    ],
)
def test_references_across_documents(refs: list[Row], expected: list[Any]) -> None:
    found = findings("reference_date_conflict", legal_references=refs, documents=DOCUMENTS)
    assert [(row["severity"], row["expected"], row["observed"]) for row in found] == expected
    assert all(row["document_id"] is None and row["deliberation_id"] is None for row in found)
    assert all("f.pdf" in row["message"] for row in found)


@pytest.mark.parametrize(
    ("kind", "number", "on", "expected"),
    [
        ("law", "2000-321", date(2000, 4, 12), []),
        ("law", "2000-321", date(2001, 4, 12), [("warning", "2000", "2001")]),
        ("law", "82-213", date(1982, 3, 2), []),
        ("law", "82-213", date(1983, 3, 2), [("warning", "1982", "1983")]),
        ("decree", "2009-1", date(2008, 12, 31), []),  # signed in the last days of the year before
        ("decree", "2009-1", date(2008, 11, 30), [("warning", "2009", "2008")]),
        ("ordinance", "2018-1074", date(2018, 11, 26), []),
        ("deliberation", "2023-045", date(2022, 1, 1), []),
        ("law", "2000-321", None, []),
        ("order", "2000-321", date(2001, 4, 12), []),
    ],
)
def test_reference_year(kind: str, number: str, on: date | None, expected: list[Any]) -> None:
    assert said("reference_year", legal_references=[ref(1, kind, number, on)]) == expected


# --- operations -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (("Voirie", "Voirie"), []),
        (("Voirie", "VOIRIE."), []),
        (("Voirie", "Écoles"), [("warning", "Voirie", "Écoles")]),
        (("Voirie", "Voirie et réseaux"), []),  # one cuts the other short
    ],
)
def test_operation_label(labels: tuple[str, str], expected: list[Any]) -> None:
    lines = [line(n, label, operation_code="C02-1") for n, label in enumerate(labels)]
    found = findings("operation_label", **budget(*lines))
    assert [(row["severity"], row["expected"], row["observed"]) for row in found] == expected
    assert all(row["document_id"] == "d" for row in found)


def test_operation_label_in_two_documents_of_one_authority() -> None:
    lines = budget(
        line(1, "Voirie", operation_code="C02-1"),
        line(2, "Écoles", operation_code="C02-1", document_id="e", deliberation_id="e-d1"),
        line(3, "Parcs", operation_code="C02-1", document_id="f", deliberation_id="f-d1"),
    )
    acts = [
        act(),
        act(document_id="e", deliberation_id="e-d1"),
        act(document_id="f", deliberation_id="f-d1", authority="Ville d'Orsenne"),
    ]
    (found,) = findings("operation_label", deliberations=acts, documents=DOCUMENTS, **lines)
    assert found["document_id"] is None
    assert "d.pdf" in found["message"] and "e.pdf" in found["message"]


# --- persons ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("listed", "used", "expected"),
    [
        ("Bernadette Aldeguier", "Bernadette Aldeguer", [("warning", "Bernadette Aldeguier", "Bernadette Aldeguer")]),
        ("Bernadette Aldeguier", "Bernadette Aldeguier", []),
        ("Bernadette Aldeguier", "ALDEGUIER Bernadette", []),
        ("Hélène Aldeguier", "Helene ALDEGUIER", []),
        ("Jean-Paul Aldeguier", "Jean Paul Aldeguier", []),
        ("Bernadette Aldeguier", "ALDEGUIER", []),
        ("Bernadette Aldeguier", "Bertrand Aldeguier", []),  # another person
        ("Léa Roy", "Léo Roy", []),  # too short to tell
        ("Bernadette Aldeguier", "Solange Pommereuil", []),
    ],
)
def test_name_variant(listed: str, used: str, expected: list[Any]) -> None:
    tables = {"attendees": [person(listed), person("Igor Jolivet")], "proxies": [proxy("Igor Jolivet", used)]}
    assert said("name_variant", **tables) == expected


def test_name_variant_of_an_officer_and_of_two_candidates() -> None:
    acts = [act(chair="Bernadette Aldeguer")]
    one = [person("Bernadette Aldeguier")]
    assert said("name_variant", deliberations=acts, attendees=one)
    two = [*one, person("Bernadette Aldeguiez")]
    assert said("name_variant", deliberations=acts, attendees=two) == []


# --- sittings and cited acts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("second", "expected"), [(5, []), (6, [("info", "1", "5 / 6")])])
def test_session_lists(second: int, expected: list[Any]) -> None:
    other = [{**row, "document_id": "e", "deliberation_id": None} for row in people(second, n=None)]
    for n, row in enumerate(other):
        row["row_id"] = f"e-{n}"
    tables = {"attendees": [*people(5, n=None), *other], "documents": DOCUMENTS}
    sessions = [{"session_id": "s", "session_on": date(2024, 6, 25), "authority": "Ville de Brumeval"}]
    found = findings("session_lists", sessions=sessions, **tables)
    assert [(row["severity"], row["expected"], row["observed"]) for row in found] == expected
    assert all(row["document_id"] is None for row in found)


def _held(**values: Any) -> Row:
    return act(
        2,
        **{
            "number": "2023-045",
            "session_on": D18,
            "meeting_on": D18,
            "title": "Schéma de lecture publique",
            **values,
        },
    )


@pytest.mark.parametrize(
    ("cited", "held", "expected"),
    [
        (ref(1, "deliberation", "2023-045", D18), _held(), []),
        (ref(1, "deliberation", "2023-045", D19), _held(), [("warning", "2023-12-18", "2023-12-19")]),
        (ref(1, "deliberation", "2023-045", D19), _held(meeting_on=D19), []),
        (ref(1, "deliberation", "2023-046", D19), _held(), []),
        (ref(1, "deliberation", "2023-045", D19), _held(authority="Ville d'Orsenne"), []),
        (
            ref(1, "deliberation", "2023-045", D19, "Vu la délibération n° 2023-045 du conseil communautaire"),
            _held(),
            [],
        ),
        (ref(1, "deliberation", "45", D19), _held(number="45"), []),
        (
            ref(1, "deliberation", "2023-045", D18, "Vu la délibération n° 2023-045 adoptant le schéma de lecture"),
            _held(),
            [],
        ),
        (
            ref(
                1, "deliberation", "2023-045", D18, "Vu la délibération relative aux tarifs des piscines municipales"
            ),
            _held(title="Schéma départemental de lecture publique"),
            [("info", "Schéma départemental de lecture publique", "…")],
        ),
    ],
)
def test_cited_act(cited: Row, held: Row, expected: list[Any]) -> None:
    told = said("cited_act", legal_references=[cited], deliberations=[act(1), held])
    assert [t[:2] for t in told] == [e[:2] for e in expected]
    assert all(t[2] == e[2] for t, e in zip(told, expected, strict=True) if e[2] != "…")
