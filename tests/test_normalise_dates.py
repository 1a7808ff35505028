"""Dates, year spans and durations: tables of (text, expected), and properties."""

from __future__ import annotations

import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.normalise.dates import find_dates, parse_date, parse_duration_months, parse_year_span

MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre"]
MONTHS += ["novembre", "décembre"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("27 juin 2022", "2022-06-27"),
        ("1er janvier 2023", "2023-01-01"),
        ("1 er janvier 2023", "2023-01-01"),
        ("ler janvier 2023", "2023-01-01"),
        ("1ᵉʳ janvier 2023", "2023-01-01"),
        ("PREMIER MARS 2021", "2021-03-01"),
        ("lundi 20 mars 2023", "2023-03-20"),
        ("le lundi 20 mars 2023.", "2023-03-20"),
        ("en date du 5 fevrier 2020", "2020-02-05"),
        ("31 aout 2021", "2021-08-31"),
        ("27/06/2022", "2022-06-27"),
        ("27 / 06 / 2022", "2022-06-27"),
        ("27/06/22", "2022-06-27"),
        ("1/7/2021", "2021-07-01"),
        ("30.11.2020", "2020-11-30"),
        ("30.11.20", "2020-11-30"),
        ("20-03-2023", "2023-03-20"),
        ("2023-03-20", "2023-03-20"),
        ("12-mars-22", "2022-03-12"),
        ("09 Juillet\u00a02020", "2020-07-09"),
        ("27\njuin 2022", "2022-06-27"),
        ("20mars2023", "2023-03-20"),
        ("12 sept. 2019", "2019-09-12"),
        ("l'an deux mille vingt-trois, le vingt-six juin", "2023-06-26"),
        ("L’AN DEUX MIL QUINZE et le 24 février", "2015-02-24"),
        ("L'an 2021, le mardi 4 mai", "2021-05-04"),
        ("L'an deux mil onze le trente et un mars", "2011-03-31"),
        ("vingt-six juin deux mille vingt-trois", "2023-06-26"),
        ("le vingt trois Juillet deux mille vingt", "2020-07-23"),
        ("le vingt-six du mois de juin de l'an deux mille vingt-trois", "2023-06-26"),
        ("1er juillet 1901", "1901-07-01"),
        ("29 février 2024", "2024-02-29"),
        ("29 février 2023", None),
        ("31/04/2022", None),
        ("12/13/2022", None),
        ("10 novembre", None),
        ("novembre 2020", None),
        ("2020", None),
        ("du 3 au 5 mai 2020", None),
        ("21 et 22 mars 2022", None),
        ("réunie le 27 juin 2022", None),
        ("il y a trois jours", None),
        ("hier", None),
        ("01.23.45.67.89", None),
        ("13 197 804", None),
        ("", None),
    ],
)
def test_parse_date(text: str, expected: str | None) -> None:
    found = parse_date(text)
    assert (found.isoformat() if found else None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("séances des 21 et 22 mars 2022", [("21", "2022-03-21"), ("22 mars 2022", "2022-03-22")]),
        ("les 7, 8 et 9 juin 2023", ["2023-06-07", "2023-06-08", "2023-06-09"]),
        ("le 15 et le 16 mars 2022", ["2022-03-15", "2022-03-16"]),
        ("du 21 au 25 mars 2022", ["2022-03-21", "2022-03-25"]),
        ("21/03 et 22/03/2022", [("21/03", "2022-03-21"), ("22/03/2022", "2022-03-22")]),
        ("du 1er janvier au 31 décembre 2023", ["2023-01-01", "2023-12-31"]),
        ("du 15 décembre au 15 janvier 2024", ["2023-12-15", "2024-01-15"]),
        ("en date des 16 juin 2022, 26 septembre 2023 et 5 juillet 2024", ["2022-06-16", "2023-09-26", "2024-07-05"]),
        ("L’an deux mil dix le seize mars à dix neuf heures", [("L’an deux mil dix le seize mars", "2010-03-16")]),
        ("L'an deux mille vingt trois, les vingt et un et vingt-deux mars", ["2023-03-21", "2023-03-22"]),
        ("L'an deux mille vingt, le 8 septembre à 19h, convoqué le 2 septembre 2020", ["2020-09-08", "2020-09-02"]),
        ("Convocation : 18 février 2015\nAffichage : 6 mars 2015", ["2015-02-18", "2015-03-06"]),
        ("le 3 mars 2022 500 € ont été versés", [("3 mars 2022", "2022-03-03")]),
        ("groupe de marchandises 10.02.01", []),
        ("bilan arrêté au 01.11.21", [("01.11.21", "2021-11-01")]),
        ("tél. 01.23.45.67.89", []),
        ("délibération n° 2021-05-12", []),
        ("délibération n° 2021-05 du 12 mai 2021", ["2021-05-12"]),
        ("075-217500016-20210512-2021_05-DE-1-1", []),
        ("Article 1.2.3 du règlement", []),
        ("article L.3121-14-1", []),
        ("réuni le 26 mars dernier", []),
        ("en mars 2022", []),
        ("31 février 2022, puis 1er mars 2022", ["2022-03-01"]),
        ("Reçu le 03/04/2023, publié le 04/04/2023", ["2023-04-03", "2023-04-04"]),
        ("loi du 29 juillet 1881 sur la presse", ["1881-07-29"]),
        ("à l'article 12, le 26 avril 5000 habitants", []),
        ("version mai 2012, page 3", []),
    ],
)
def test_find_dates(text: str, expected: list[str] | list[tuple[str, str]]) -> None:
    found = [(text[d.start : d.end], d.value.isoformat()) for d in find_dates(text)]
    if expected and isinstance(expected[0], str):
        assert [value for _, value in found] == expected
    else:
        assert found == expected


def test_default_year_completes_a_date() -> None:
    assert [d.value for d in find_dates("réuni le 26 mars dernier", 2021)] == [date(2021, 3, 26)]
    assert find_dates("réuni le 29 février", 2021) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-2025", (2023, 2025)),
        ("2023/2025", (2023, 2025)),
        ("2023 – 2025", (2023, 2025)),
        ("2023 à 2025", (2023, 2025)),
        ("entre 2023 et 2025", (2023, 2025)),
        ("pour les années 2023 à 2025", (2023, 2025)),
        ("exercices 2023, 2024 et 2025", (2023, 2025)),
        ("années 2022 et 2023", (2022, 2023)),
        ("Convention cadre 2023-2028 entre la Ville et le Foyer", (2023, 2028)),
        ("saison 2023/24", (2023, 2024)),
        ("du 1er mars 2023 au 31 août 2025", (2023, 2025)),
        ("année 2022", (2022, 2022)),
        ("Avenants financiers pour l'année 2022.", (2022, 2022)),
        ("au titre de l’exercice 2022", (2022, 2022)),
        ("Exercice 2014", (2014, 2014)),
        ("budget primitif 2024", (2024, 2024)),
        ("2022", (2022, 2022)),
        ("exercice 2021 et budget 2022", None),
        ("n° 2021-2022", None),
        ("délibération 2021-257", None),
        ("DGA/2022/2023", None),
        ("2025-2023", None),
        ("séance du 21 mars 2022", None),
        ("séances du 21 au 22 mars 2022", None),
        ("Acquisition d'un véhicule", None),
        ("", None),
    ],
)
def test_parse_year_span(text: str, expected: tuple[int, int] | None) -> None:
    assert parse_year_span(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("trois ans", 36),
        ("un an", 12),
        ("3 ans", 36),
        ("12 mois", 12),
        ("dix-huit mois", 18),
        ("vingt-quatre mois", 24),
        ("une durée d'un an", 12),
        ("d’une durée de quatre années", 48),
        ("trois exercices", 36),
        ("deux exercices budgétaires", 24),
        ("trois (3) ans", 36),
        ("3 (trois) ans", 36),
        ("un an et demi", 18),
        ("deux ans et six mois", 30),
        ("trois ans, reconductible une fois pour un an", 36),
        ("1 an renouvelable 2 fois", 12),
        ("TROIS ANNÉES", 36),
        ("18 mois et 15 jours", 18),
        ("un trimestre", 3),
        ("deux semestres", 12),
        ("6\u00a0mois", 6),
        ("pour l'année 2022", None),
        ("2023 ans", None),
        ("quinze jours", None),
        ("durée indéterminée", None),
        ("", None),
    ],
)
def test_parse_duration_months(text: str, expected: int | None) -> None:
    assert parse_duration_months(text) == expected


@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.sampled_from([" ", "\u00a0", "\u202f", "\n"]),
    st.sampled_from(["{d} {m} {y}", "{d:02d} {m} {y}", "{d:02d}/{n:02d}/{y}", "{d}.{n}.{y}", "{y}-{n:02d}-{d:02d}"]),
)
def test_a_formatted_date_is_read_back(day: date, space: str, form: str) -> None:
    text = form.format(d=day.day, n=day.month, m=MONTHS[day.month - 1], y=day.year).replace(" ", space)
    assert parse_date(text) == day
    assert [d.value for d in find_dates(f"Réunion du {text} à Lyre")] == [day]


@given(st.text() | st.text(alphabet="0123456789/.- etunldamrsjui'"))
def test_any_text_gives_ordered_spans(text: str) -> None:
    end = 0
    for found in find_dates(text, 2020):
        assert end <= found.start < found.end <= len(text)
        end = found.end
    parse_date(text)
    parse_year_span(text)
    parse_duration_months(text)


def steps(text: str) -> int:
    """How many lines of Python ``find_dates`` runs: grows with the text, not with its square."""
    count = 0

    def trace(frame: object, event: str, arg: object) -> object:
        nonlocal count
        count += 1
        return trace

    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        find_dates(text)
        parse_year_span(text)
        parse_duration_months(text)
    finally:
        sys.settrace(None)
    return count


@pytest.mark.parametrize("unit", ["12 mars ", "vingt et ", "l'an deux mille, le ", "1/2/", "2022, ", "7, 8 et "])
def test_work_grows_with_the_length(unit: str) -> None:
    steps(unit * 3)  # loads the lexicons, which are not to be counted
    assert steps(unit * 400) <= 2.6 * steps(unit * 200) + 2000
    find_dates(unit * 20_000)  # a pattern that backtracks would not come back
    parse_year_span(unit * 20_000)
    parse_duration_months(unit * 20_000)
