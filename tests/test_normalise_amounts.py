"""Amounts and numbers: tables of (text, expected), and properties."""

from __future__ import annotations

import sys
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.normalise.amounts import find_amounts, leading_number, parse_amount, parse_number

SPACES = [" ", "\u00a0", "\u202f"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("13 197 804 €", "13197804"),
        ("13\u00a0197\u00a0804\u00a0€", "13197804"),
        ("13\u202f197\u202f804\u202f€", "13197804"),
        ("13\n197 804 €", "13197804"),
        ("105.000 euros", "105000"),
        ("180.000,00 €", "180000"),
        ("1 550 600€", "1550600"),
        ("- 12 500,00", "-12500"),
        ("−2 000,00 €", "-2000"),
        ("(12 500)", "-12500"),
        ("12 500,00 -", "-12500"),
        ("+ 500", "500"),
        ("20 000 € TTC", "20000"),
        ("20 000,00€HT", "20000"),
        ("1,5 M€", "1500000"),
        ("3,2 millions d'euros", "3200000"),
        ("3,2 millions d’euros", "3200000"),
        ("12 k€", "12000"),
        ("60.000,00 euros", "60000"),
        ("€ 500", "500"),
        ("500 EUR", "500"),
        ("3€50", "3.50"),
        ("12,- €", "12"),
        ("12.50", "12.50"),
        ("12,5", "12.5"),
        ("1.234", "1234"),
        ("0.450", "0.450"),
        ("1,234", "1.234"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("8’355,59€", "8355.59"),
        ("0", "0"),
        ("0,00", "0"),
        ("vingt mille euros", "20000"),
        ("vingt mille euros (20 000 €)", "20000"),
        ("1 234.567", None),
        ("1234.567", None),
        ("12.500.00", None),
        ("007", None),
        ("-", None),
        ("- €", None),
        ("", None),
        ("/", None),
        ("ND", None),
        ("0,5%", None),
        ("12 %", None),
        ("12 500 300 40", None),
        ("280 80", None),
        ("12 500 € 300 €", None),
        ("500 € / an", None),
        ("(12 500", None),
        ("--12", None),
        ("12O", None),
        ("27/06/2022", None),
        ("6568/93428", None),
    ],
)
def test_parse_amount(text: str, expected: str | None) -> None:
    assert parse_amount(text) == (Decimal(expected) if expected else None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("une aide de 20 000 € sur trois ans", [("20 000 €", "20000")]),
        ("vingt mille euros (20 000 €) par an", [("vingt mille euros (20 000 €)", "20000")]),
        ("20 000 € (vingt mille euros)", [("20 000 € (vingt mille euros)", "20000")]),
        ("20 000 (vingt mille) euros", [("20 000 (vingt mille) euros", "20000")]),
        ("vingt mille (20 000) euros", [("vingt mille (20 000) euros", "20000")]),
        ("un montant de vingt-cinq mille cinq cents euros.", [("vingt-cinq mille cinq cents euros", "25500")]),
        ("vingt euros et cinquante centimes", [("vingt euros et cinquante centimes", "20.50")]),
        ("vingt-cinq mille euros (20 000 €)", [("vingt-cinq mille euros", "25000"), ("20 000 €", "20000")]),
        ("un million d'euros", [("un million d'euros", "1000000")]),
        ("3,2 millions d’euros", [("3,2 millions d’euros", "3200000")]),
        ("1,5 M€, 12 K€ et 500 EUR", [("1,5 M€", "1500000"), ("12 K€", "12000"), ("500 EUR", "500")]),
        ("13\n197 804 €", [("13\n197 804 €", "13197804")]),
        ("article 12 500 €", [("500 €", "500")]),
        ("n°12 500 000 €", [("500 000 €", "500000")]),
        ("article 6574 500 €", [("500 €", "500")]),
        ("compte 6574 12 500 €", [("12 500 €", "12500")]),
        ("lot 12 500 €", []),
        ("le 3 mars 2022 500 €", [("500 €", "500")]),
        ("le 04/07/2022 500 €", [("500 €", "500")]),
        ("en 2022, 3 500 €", [("3 500 €", "3500")]),
        ("délibération 2021-257 500 €", []),
        ("13 19 804 €", []),
        ("1 234.567 €", []),
        ("de12 500 €", [("12 500 €", "12500")]),
        ("12,5 % de 40 000 €", [("40 000 €", "40000")]),
        ("un déficit de -500,25 €", [("-500,25 €", "-500.25")]),
        ("un solde de - 500 €", [("- 500 €", "-500")]),
        ("- 500 € à l'école", [("500 €", "500")]),
        ("Subvention - 500 €", [("500 €", "500")]),
        ("10€/pièce, soit 500€", [("10€", "10"), ("500€", "500")]),
        ("12 350 € 4 200 €", [("12 350 €", "12350"), ("4 200 €", "4200")]),
        ("3 millions deux cent mille euros", []),
        ("25 000 habitants, 12 voix, 2022", []),
        ("trois ans, deux conseillers", []),
        ("europe, 12 européens", []),
    ],
)
def test_find_amounts(text: str, expected: list[tuple[str, str]]) -> None:
    found = [(text[f.start : f.end], f.value) for f in find_amounts(text)]
    assert found == [(part, Decimal(value)) for part, value in expected]


def test_bare_grouped_numbers_are_found_on_request() -> None:
    text = "Total 12 350 4 200,50 5.000 12,5 % n°2021-257 500 12/05 850 € 2022"
    assert [str(f.value) for f in find_amounts(text, currency=False)] == ["12350", "4200.50", "5000", "850"]
    assert [str(f.value) for f in find_amounts(text)] == ["850"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("17,4 jours", "17.4"),
        ("100 %", "100"),
        ("42,4%", "42.4"),
        ("9 936", "9936"),
        ("45 places", "45"),
        ("-3 %", "-3"),
        ("4 200 €", "4200"),
        ("24 familles 84 personnes", None),
        ("35 000 en 1ère demande", None),
        ("1er", None),
        ("3ème", None),
        ("ND", None),
        ("12/05", None),
        ("", None),
    ],
)
def test_parse_number(text: str, expected: str | None) -> None:
    assert parse_number(text) == (Decimal(expected) if expected else None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24 familles 84 personnes", ("24", None)),
        ("17,4 jours", ("17.4", "jours")),
        ("1 jour", ("1", "jours")),
        ("100 %", ("100", "%")),
        ("5% des jeunes suivis", ("5", "%")),
        ("4 200 €", ("4200", "€")),
        ("12 k€", ("12000", "€")),
        ("2 mois", ("2", None)),
        ("37 AEMO", ("37", None)),
        ("24 308 en 1ère demande", ("24308", None)),
        ("1 539 (dont 607 mineurs) Groupe A : 167", ("1539", None)),
        ("75 23 (Est) 52 (Ouest)", ("75", None)),
        ("120 74 bailleur public", ("120", None)),
        ("-5 %", ("-5", "%")),
        ("0", ("0", None)),
        ("280 80", None),
        ("120 60 10", None),
        ("433 176 (privé) 54 (public)", None),
        ("1/ Généralistes : 90", None),
        ("1) Généralistes : 90", None),
        ("10 à 15 jeunes", None),
        ("10-15", None),
        ("1er trimestre 2021", None),
        ("12 mars 2021", None),
        ("31/12/2021", None),
        ("Moyenne de 10 mois", None),
        ("2021 : 45", None),
        ("ND", None),
        ("/", None),
        ("", None),
    ],
)
def test_leading_number(text: str, expected: tuple[str, str | None] | None) -> None:
    assert leading_number(text) == ((Decimal(expected[0]), expected[1]) if expected else None)


def printed(value: Decimal, space: str, currency: str) -> str:
    return f"{value:,.2f}".translate({ord(","): space, ord("."): ","}) + currency


values = st.decimals(Decimal("0"), Decimal("999999999.99"), places=2)


@given(values, st.sampled_from([*SPACES, "."]), st.sampled_from(["", " €", "€", "\u00a0euros", " EUR"]))
def test_a_formatted_amount_is_read_back(value: Decimal, space: str, currency: str) -> None:
    text = printed(value, space, currency)
    assert parse_amount(text) == value
    assert parse_amount("- " + text) == -value
    if currency:
        assert [f.value for f in find_amounts(f"la somme de {text} au plus")] == [value]


@given(values)
def test_a_read_amount_is_read_the_same_again(value: Decimal) -> None:
    once = parse_amount(printed(value, " ", ""))
    assert once is not None
    assert parse_amount(printed(once, " ", "")) == once


@given(st.text() | st.text(alphabet="0123456789 .,'€-()\nmkeurosvingt"))
def test_any_text_gives_ordered_spans(text: str) -> None:
    for currency in (True, False):
        end = 0
        for found in find_amounts(text, currency):
            assert end <= found.start < found.end <= len(text)
            end = found.end
    parse_amount(text)
    parse_number(text)
    leading_number(text)


def steps(text: str) -> int:
    """How many lines of Python the finders run: grows with the text, not with its square."""
    count = 0

    def trace(frame: object, event: str, arg: object) -> object:
        nonlocal count
        count += 1
        return trace

    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        find_amounts(text)
        find_amounts(text, currency=False)
    finally:
        sys.settrace(None)
    return count


@pytest.mark.parametrize(
    "unit", ["123 ", "1 ", "12,50 € ", "vingt ", "mille euros ", "1.", "(12 ", "- 1", "1 234,5 M"]
)
def test_work_grows_with_the_length(unit: str) -> None:
    steps(unit * 3)  # loads the lexicons, which are not to be counted
    assert steps(unit * 400) <= 2.6 * steps(unit * 200) + 2000
    long = unit * 20_000  # a pattern that backtracks would not come back
    find_amounts(long)
    find_amounts(long, currency=False)
    parse_amount(long)
    parse_number(long)
    leading_number(long)
