"""Act identifiers, SIREN, bank details, contacts, départements: tables of (text, expected), and properties."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.normalise.departments import department, find_department
from models.normalise.identifiers import (
    find_act_ids,
    find_bank_details,
    find_contacts,
    may_hold_bank_details,
    parse_act_id,
    valid_siren,
    valid_siret,
)


@pytest.mark.parametrize(
    ("text", "department_code", "number", "nature"),
    [
        ("099-123456782-20230321-315992-DE-1-1", "99", "315992", "DE"),
        ("099-123456782-20230321-315992-DE", "99", "315992", "DE"),
        ("ID : 099-123456782-20230412-D2023_12-DE", "99", "D2023_12", "DE"),
        ("02A-123456782-20230412-AR-2022-02-AR", "2A", "AR-2022-02", "AR"),
        ("02B-123456782-20230412-2023_4_B-BF", "2B", "2023_4_B", "BF"),
        ("971-123456782-20210101-2021-12-3-CC", "971", "2021-12-3", "CC"),
        ("001-123456782-20210101-DE-DE-1-1", "01", "DE", "DE"),
        ("099-123456782-20230321-31\n-DE-1-1", "99", "31", "DE"),
        ("099-123456782- 20230321-31-AI", "99", "31", "AI"),
        ("099-123456782-2023032\n1-31-AU", "99", "31", "AU"),
        ("099–123456782–20230321–31–DE", "99", "31", "DE"),
    ],
)
def test_parse_act_id(text: str, department_code: str, number: str, nature: str) -> None:
    found = parse_act_id(text)
    assert found is not None
    assert (found.department, found.number, found.nature) == (department_code, number, nature)
    assert found.siren == "123456782"
    assert parse_act_id(found.text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "099-123456782-20230321-DE",
        "99-123456782-20230321-31-DE",
        "099-12345678-20230321-31-DE",
        "099-123456782-20230321-31-XX",
        "099-123456782-20230321-31-DEL",
        "x099-123456782-20230321-31-DE",
        "099-123456782-20230321-31-DE reçu",
        "83-2025-07-15-00003",
    ],
)
def test_what_is_no_act_id(text: str) -> None:
    assert parse_act_id(text) is None


def test_act_ids_are_found_in_a_stamp() -> None:
    text = (
        "Reçu en préfecture le 03/04/2023\nID : 099-123456782-20230321-A_1-DE Publié\n099-123456782-20230322-A_2-DE"
    )
    found = find_act_ids(text)
    assert [text[f.start : f.end] for f in found] == [
        "099-123456782-20230321-A_1-DE",
        "099-123456782-20230322-A_2-DE",
    ]
    assert [f.act_id.date for f in found] == [date(2023, 3, 21), date(2023, 3, 22)]


def test_a_date_that_is_none_leaves_the_identifier() -> None:
    found = parse_act_id("099-123456782-20142226-D2014-9-DE")
    assert found is not None and found.date is None


@pytest.mark.parametrize(
    ("text", "siren", "siret"),
    [
        ("123456782", True, False),
        ("123 456 782", True, False),
        ("123456789", False, False),
        ("12345678200010", False, True),
        ("123 456 782 00010", False, True),
        ("12345678200011", False, False),
        ("", False, False),
        ("abc", False, False),
    ],
)
def test_check_digits(text: str, siren: bool, siret: bool) -> None:
    assert valid_siren(text) is siren
    assert valid_siret(text) is siret


IBAN = "FR76 3000 6000 0112 3456 7890 189"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"IBAN : {IBAN}", "IBAN : [iban]"),
        (f"IBAN : {IBAN} BIC : AGRIFRPPXXX", "IBAN : [iban] BIC : [bic]"),
        (f"IBAN:{IBAN.replace(' ', '')}", "IBAN:[iban]"),
        ("IBAN FR00 3000 6000 0112 3456 7890 189", "IBAN [iban]"),
        ("virement sur FR7630006000011234567890189.", "virement sur [iban]."),
        ("compte BE68 5390 0754 7034", "compte [iban]"),
        (
            "Code établissement : 3000 600 Code guichet : 00001",
            "Code établissement : [bank_code] Code guichet : [branch_code]",
        ),
        ("Code banque : 30006 – Code guichet : 00001", "Code banque : [bank_code] – Code guichet : [branch_code]"),
        ("Numéro de compte : 1234567M901 Clé RIB : 89", "Numéro de compte : [account] Clé RIB : [key]"),
        ("N° de compte : 30006 00001 1234567M901", "N° de compte : [account]"),
        ("n° de compte bancaire : 12345678901", "n° de compte bancaire : [account]"),
        ("Code guichet : 00001\nClé : 89", "Code guichet : [branch_code]\nClé : [key]"),
        ("RIB : 30006 00001 12345678901 89", "RIB : [rib]"),
        (
            "Banque Guichet N° de compte Clé RIB\n30006 00001 12345678901 89",
            "Banque Guichet N° de compte Clé RIB\n[rib]",
        ),
        ("BIC : AGRI FR PP XXX", "BIC : [bic]"),
        ("SWIFT AGRIFRPP", "SWIFT [bic]"),
        ("IBAN : [REDACTED] Clé RIB : [REDACTED]", "IBAN : [REDACTED] Clé RIB : [REDACTED]"),
        ("Domiciliation : BANQUE DE LYRE", "Domiciliation : BANQUE DE LYRE"),
        ("Titulaire du compte : Ville de Lyre", "Titulaire du compte : Ville de Lyre"),
        ("imputée au compte 6574 du budget", "imputée au compte 6574 du budget"),
        ("compte : 6568/93428", "compte : 6568/93428"),
        ("clé : 45", "clé : 45"),
        ("SIRET 123 456 782 00010", "SIRET 123 456 782 00010"),
        ("la somme de 20 000 € au compte rendu n° 2023-12", "la somme de 20 000 € au compte rendu n° 2023-12"),
        ("20041 12000 3500 communes", "20041 12000 3500 communes"),
        ("", ""),
    ],
)
def test_find_bank_details(text: str, masked: str) -> None:
    result = text
    assert may_hold_bank_details(f"avant\n{text}\naprès") or not find_bank_details(text)
    for found in reversed(find_bank_details(text)):
        result = f"{result[: found.start]}[{found.kind}]{result[found.end :]}"
    assert result == masked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tél. 01 23 45 67 89", ["01 23 45 67 89"]),
        ("01.23.45.67.89 / 01-23-45-67-90", ["01.23.45.67.89", "01-23-45-67-90"]),
        ("+33 1 23 45 67 89", ["+33 1 23 45 67 89"]),
        ("+33(0)1 23 45 67 89", ["+33(0)1 23 45 67 89"]),
        ("0123456789", ["0123456789"]),
        ("courriel : anne.roy@lyre-ville.fr.", ["anne.roy@lyre-ville.fr"]),
        ("a@b.fr et c_d+e@f.gouv.fr", ["a@b.fr", "c_d+e@f.gouv.fr"]),
        ("SIRET 123 456 782 00010", []),
        ("12 01 23 45 67 89 10", []),
        ("13 197 804 €", []),
        ("Atlas Z@e", []),
        ("", []),
    ],
)
def test_find_contacts(text: str, expected: list[str]) -> None:
    assert [text[f.start : f.end] for f in find_contacts(text)] == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Département du Nord", "59"),
        ("DEPARTEMENT DU PAS DE CALAIS", "62"),
        ("Conseil départemental de l’Ain", "01"),
        ("du Val d'Oise", "95"),
        ("la Loire-Atlantique", "44"),
        ("Loire", "42"),
        ("de La Réunion", "974"),
        ("Haute Corse", "2B"),
        ("Lot-et-Garonne", "47"),
        ("d’Ille-et-Vilaine", "35"),
        ("Lyre", None),
        ("Loire Lyre", None),
        ("", None),
    ],
)
def test_department(text: str, code: str | None) -> None:
    found = department(text)
    assert (found.code if found else None) == code


def test_a_department_is_found_where_it_is_named_as_one() -> None:
    found = find_department("séance du Conseil départemental de la Loire-Atlantique, réuni à Nantes")
    assert found is not None and found.name == "Département de la Loire-Atlantique"
    assert find_department("la Loire traverse le Nord") is None


digits = st.text(alphabet="0123456789", min_size=9, max_size=9)


@given(
    st.sampled_from(["059", "02A", "974"]),
    digits,
    st.dates(date(2000, 1, 1), date(2099, 1, 1)),
    st.from_regex(r"[A-Z0-9]{1,6}([-_][A-Z0-9]{1,4}){0,2}", fullmatch=True),
    st.sampled_from(["DE", "AR", "AI", "CC", "BF", "AU"]),
    st.sampled_from(["", "-1-1", "-12-3"]),
)
def test_a_printed_act_id_is_read_back(code: str, siren: str, day: date, number: str, nature: str, sent: str) -> None:
    text = f"{code}-{siren}-{day:%Y%m%d}-{number}-{nature}{sent}"
    found = parse_act_id(text)
    assert found is not None
    assert (found.text, found.siren, found.date) == (text, siren, day)


@given(st.text() | st.text(alphabet="FR7603 ABIbanribcomptelé:-\n@.+"))
def test_any_text_gives_ordered_spans(text: str) -> None:
    for items in (find_act_ids(text), find_bank_details(text), find_contacts(text)):
        end = 0
        for found in items:
            assert end <= found.start < found.end <= len(text)
            end = found.end
    parse_act_id(text)
    department(text)
    find_department(text)


@given(st.from_regex(r"[0-9][0-9A-F]{6,10}( [0-9][0-9A-F]{1,5}){0,3}", fullmatch=True))
def test_what_stands_behind_a_label_is_found_whole(value: str) -> None:
    text = f"Numéro de compte : {value}"
    assert [text[f.start : f.end] for f in find_bank_details(text)] == [value]


@pytest.mark.parametrize("unit", ["FR76 ", "30006 ", "099-", "a.", "0123", "compte : 1 ", "AB12 ", "1-", "IBAN "])
def test_long_repetitive_text_comes_back(unit: str) -> None:
    for find in (find_act_ids, find_bank_details, find_contacts):
        find(unit * 20_000)  # a pattern that backtracks would not come back
    department(unit * 20_000)
    find_department("conseil " * 20_000)
