"""Times of day and assemblies: tables of (text, expected), and properties."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.normalise.body import department_code, find_bodies, find_body
from models.normalise.times import find_times, parse_time


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14 h 26", "14:26"),
        ("14h26", "14:26"),
        ("19h", "19:00"),
        ("19 H", "19:00"),
        ("18H30.", "18:30"),
        ("à 19h", "19:00"),
        ("18 heures 30", "18:30"),
        ("18 heures et 30 minutes", "18:30"),
        ("19 heures", "19:00"),
        ("9 heures trente", "09:30"),
        ("18 heures et demie", "18:30"),
        ("20 h 00", "20:00"),
        ("20\u00a0h\u00a000", "20:00"),
        ("20 h 5 min", "20:05"),
        ("18h30mn", "18:30"),
        ("18:30", "18:30"),
        ("18:30:00", "18:30"),
        ("dix-neuf heures trente", "19:30"),
        ("dix huit heures trente", "18:30"),
        ("dixneuf heures trente", "19:30"),
        ("Vingt heures trente minutes", "20:30"),
        ("vingt et une heures", "21:00"),
        ("dix-huit heures et demie", "18:30"),
        ("dix-sept heures quarante-cinq", "17:45"),
        ("sept heures moins le quart", "06:45"),
        ("dix-neuf heures 15", "19:15"),
        ("midi", "12:00"),
        ("minuit", "00:00"),
        ("35 heures", None),
        ("24h", None),
        ("24h/24", None),
        ("25h00", None),
        ("18h60", None),
        ("18 h 3", None),
        ("18 habitants", None),
        ("17h30 à 19h", None),
        ("réuni à 19h", None),
        ("27/06/2022", None),
        ("", None),
    ],
)
def test_parse_time(text: str, expected: str | None) -> None:
    assert parse_time(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("arrivé à 18h30, parti à 20 h 05 (point 3)", [("18h30", "18:30"), ("20 h 05", "20:05")]),
        ("le seize mars à dix neuf heures, le conseil", [("dix neuf heures", "19:00")]),
        ("à vingt heures trente \nminutes, le conseil", [("vingt heures trente \nminutes", "20:30")]),
        ("séance levée à 20h50- Le maire", [("20h50", "20:50")]),
        ("Vote : 14 voix pour, quorum de 12:00", [("12:00", "12:00")]),
        ("ouvert 24h/24", []),
        ("RD 12h", [("12h", "12:00")]),
        ("plan à l'échelle 1/200, 3 hectares", []),
    ],
)
def test_find_times(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(text[f.start : f.end], f.value) for f in find_times(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Conseil départemental", "conseil_departemental"),
        ("SEANCE DU CONSEIL DEPARTEMENTAL", "conseil_departemental"),
        ("le Conseil général du Nord", "conseil_departemental"),
        ("LA COMMISSION PERMANENTE DU CONSEIL DÉPARTEMENTAL", "commission_permanente"),
        ("Commission permanente du Conseil régional", "commission_permanente"),
        ("le conseil régional de Lyrie", "conseil_regional"),
        ("délibérations du\nconseil municipal", "conseil_municipal"),
        ("Conseil de Paris", "conseil_municipal"),
        ("le Conseil communautaire", "conseil_communautaire"),
        ("Conseil de communauté", "conseil_communautaire"),
        ("conseil métropolitain", "conseil_communautaire"),
        ("Conseil de la Métropole", "conseil_communautaire"),
        ("Bureau communautaire", "bureau"),
        ("séance du Bureau", "bureau"),
        ("le comité syndical", "other"),
        ("Conseil d’administration du CCAS", "other"),
        ("Ville de Lyre", None),
        ("conseil aux particuliers", None),
        ("", None),
    ],
)
def test_find_body(text: str, expected: str | None) -> None:
    assert find_body(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Département du Nord", "59"),
        ("du Nord", "59"),
        ("Conseil municipal de Lyre, département de l’Ain", "01"),
        ("DEPARTEMENT DE LA CORSE DU SUD", "2A"),
        ("la route du Nord", None),
        ("", None),
    ],
)
def test_department_code(text: str, expected: str | None) -> None:
    assert department_code(text) == expected


@given(
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(["{h}h{m:02d}", "{h} h {m:02d}", "{h} heures {m:02d}", "{h:02d}:{m:02d}", "{h}H{m:02d}"]),
    st.sampled_from([" ", "\u00a0", "\u202f"]),
)
def test_a_printed_time_is_read_back(hour: int, minute: int, form: str, space: str) -> None:
    text = form.format(h=hour, m=minute).replace(" ", space)
    assert parse_time(text) == f"{hour:02d}:{minute:02d}"
    assert [f.value for f in find_times(f"Séance ouverte à {text}.")] == [f"{hour:02d}:{minute:02d}"]


@given(st.text() | st.text(alphabet="0123456789 h:.heursdixntvg/m"))
def test_any_text_gives_ordered_spans(text: str) -> None:
    for items in (find_times(text), find_bodies(text)):
        end = 0
        for found in items:
            assert end <= found.start < found.end <= len(text)
            end = found.end
    parse_time(text)
    department_code(text)


def steps(text: str) -> int:
    """How many lines of Python ``find_times`` runs: grows with the text, not with its square."""
    count = 0

    def trace(frame: object, event: str, arg: object) -> object:
        nonlocal count
        count += 1
        return trace

    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        find_times(text)
        find_bodies(text)
    finally:
        sys.settrace(None)
    return count


@pytest.mark.parametrize("unit", ["18h30 ", "18 h ", "dix heures ", "1:", "vingt ", "conseil ", "heures "])
def test_work_grows_with_the_length(unit: str) -> None:
    steps(unit * 3)  # loads the lexicons, which are not to be counted
    assert steps(unit * 400) <= 2.6 * steps(unit * 200) + 2000
    find_times(unit * 20_000)  # a pattern that backtracks would not come back
    find_body(unit * 20_000)
