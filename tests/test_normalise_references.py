"""Articles, codes and numbers of acts: tables of (text, expected), and properties."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.normalise.references import act_number, code_name, find_codes, parse_articles


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L.3121-14, L.3121-14-1, L.3211-1 et L.3211-2", "L3121-14 L3121-14-1 L3211-1 L3211-2"),
        ("L. 5211-1 II", "L5211-1"),
        ("L 2121-29 et suivants", "L2121-29"),
        ("R. 123-4", "R123-4"),
        ("L.123-5 et R123-4", "L123-5 R123-4"),
        ("D. 226-3-2", "D226-3-2"),
        ("L.O. 1112-1", "LO1112-1"),
        ("LO 1112-1", "LO1112-1"),
        ("L2121-1 à L2121-23", "L2121-1 L2121-23"),
        ("*R. 123-4", "R123-4"),
        ("R.*123-4", "R123-4"),
        ("L.2122-21-6° et L 2122-22-4° du code", "L2122-21 L2122-22"),
        ("L.2122-22, 4°", "L2122-22"),
        ("L. 311-1 (3°)", "L311-1"),
        ("L. 2333-105, L. 2333-\n108", "L2333-105 L2333-108"),
        ("L. 2121 - 29", "L2121-29"),
        ("L.\u00a02121\u201129", "L2121-29"),
        ("L. 2121-29, 2131-1 et 2131-2", "L2121-29 L2131-1 L2131-2"),
        ("l'article l. 2121-29", "L2121-29"),
        ("art. A 212-1", "A212-1"),
        ("articles L 16 et L 17", "L16 L17"),
        ("R. 121-5 à R.121-7 et D. 231-1 à D. 231-4", "R121-5 R121-7 D231-1 D231-4"),
        ("Vu l’article L. 2121-14 du code", "L2121-14"),
        ("L 251-2, 11°", "L251-2"),
        ("R.2123-1, R.2123-4 à 6 du code", "R2123-1 R2123-4 R2123-6"),
        ("L2224-7 à 12-5; R2224-6", "L2224-7 L2224-12-5 R2224-6"),
        ("L. 3132-27-1 à 3,", "L3132-27-1 L3132-27-3"),
        ("L. 2122-22 à 3 voix", "L2122-22"),
        ("article L. 2121-14 à 20 h", "L2121-14"),
        ("M. L 12", ""),
        ("D 6042", ""),
        ("n° 2021-257", ""),
        ("loi 2000-321", ""),
        ("articles 10 et 11", ""),
        ("A 13", ""),
        ("", ""),
    ],
)
def test_parse_articles(text: str, expected: str) -> None:
    assert " ".join(a.article for a in parse_articles(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("articles 10 et 11", ["10", "11"]),
        ("article 10 de la loi n° 2000-321", ["10"]),
        ("articles 3 à 7", ["3", "7"]),
        ("article 1er", ["1"]),
        ("article 6-1", ["6-1"]),
        ("articles 87, 88 et 136", ["87", "88", "136"]),
        ("les articles 1407 et suivants, 1639 A et 1636 B sexies", ["1407", "1639 A", "1636 B sexies"]),
        ("article 1609 nonies C du CGI", ["1609 nonies C"]),
        ("article 39 bis", ["39 bis"]),
        ("article 44 II", ["44"]),
        ("article L. 12-1 et article 5", ["L12-1", "5"]),
        ("article 500 €", []),
        ("les 10 et 11 mai", []),
    ],
)
def test_articles_without_a_letter_on_request(text: str, expected: list[str]) -> None:
    assert [a.article for a in parse_articles(text, numeric=True)] == expected


CGCT = "Code général des collectivités territoriales"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vu le code général des collectivités territoriales (CGCT)", CGCT),
        ("Vu le CODE GENERAL DES COLLECTIVITES TERRITORIALES", CGCT),
        ("code général des\ncollectivités  territoriales", CGCT),
        ("l'article L. 5211-20 du CGCT", CGCT),
        ("le C.G.C.T.", CGCT),
        ("Code de l’Action Sociale et des Familles", "Code de l'action sociale et des familles"),
        ("le CASF", "Code de l'action sociale et des familles"),
        ("code de l ' urbanisme", "Code de l'urbanisme"),
        ("du CG3P", "Code général de la propriété des personnes publiques"),
        ("CGPPP", "Code général de la propriété des personnes publiques"),
        ("le CGFP", "Code général de la fonction publique"),
        ("Code de la construction et de l’habitation", "Code de la construction et de l'habitation"),
        ("article R. 111-1 du CCH", "Code de la construction et de l'habitation"),
        ("code de la sante publique", "Code de la santé publique"),
        ("code des marchés publics", "Code des marchés publics"),
        ("article L.2123-1 du CCP", "Code de la commande publique"),
        ("Code de la propriété intellectuelle", "Code de la propriété intellectuelle"),
        ("code rural", "Code rural et de la pêche maritime"),
        (
            "code des relations entre le public et l’administration",
            "Code des relations entre le public et l'administration",
        ),
        ("Code Général des Impôts", "Code général des impôts"),
        ("CGI", "Code général des impôts"),
        ("Code de justice administrative", "Code de justice administrative"),
        ("compte CCP 123", None),
        ("code de conduite", None),
        ("Code guichet", None),
        ("CASFX", None),
        ("Vu les statuts", None),
        ("", None),
    ],
)
def test_code_name(text: str, expected: str | None) -> None:
    assert code_name(text) == expected


def test_every_code_is_found_with_its_place() -> None:
    text = "Vu le code de l'urbanisme et le CGCT"
    assert [(text[c.start : c.end], c.name) for c in find_codes(text)] == [
        ("code de l'urbanisme", "Code de l'urbanisme"),
        ("CGCT", CGCT),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("la circulaire NOR INTB1234567C du 12 mai 2012", "INTB1234567C"),
        ("2021-257", "2021-257"),
        ("n° 2021-257", "2021-257"),
        ("n°2021-257du 3 mai", "2021-257"),
        ("Vu la délibération n° 2021_47 du 22 septembre 2021", "2021_47"),
        ("N° 2022-12.", "2022-12"),
        ("n°DE-2015/14", "DE-2015/14"),
        ("DGCS/SD1/2019/24", "DGCS/SD1/2019/24"),
        ("Vu le rapport DGA/2022/241", "DGA/2022/241"),
        ("l'instruction n° DGEFP/SD2B/DIPLA/DGCS/SD MIS/2021/41 du 12 mai", "DGEFP/SD2B/DIPLA/DGCS/SDMIS/2021/41"),
        ("n° DGCS/ SD1/2019 /24", "DGCS/SD1/2019/24"),
        ("l’avis n° AB-C 2025/238 du comité", "AB-C 2025/238"),
        ("la circulaire n° RDFB12207899C du 25 mai", "RDFB12207899C"),
        ("Vu la loi 2000-321 du 12 avril 2000", "2000-321"),
        ("Vu la loi n°83-634 du 13 juillet 1983", "83-634"),
        ("arrêté préfectoral n°2024/43/MCI du 30 décembre", "2024/43/MCI"),
        ("décision n° 12", "12"),
        ("rapport numéro 40", "40"),
        ("délibération DE-2023-04", "DE-2023-04"),
        ("nº 2008-352-5", "2008-352-5"),
        ("délibération du 12/04/2023", None),
        ("délibération 12/04/2023", None),
        ("Vu l'article L.3121-14", None),
        ("convention 2019-2021 signée", None),
        ("Vu les statuts", None),
        ("nom 12", None),
        ("", None),
    ],
)
def test_act_number(text: str, expected: str | None) -> None:
    assert act_number(text) == expected


@given(
    st.sampled_from(["L", "R", "D", "LO"]),
    st.lists(st.integers(1, 999), min_size=1, max_size=3),
    st.integers(100, 9999),
    st.sampled_from(["", ".", ". ", " ", ".\u00a0"]),
)
def test_a_printed_article_is_read_back(letter: str, rest: list[int], number: int, gap: str) -> None:
    printed = "-".join(map(str, [number, *rest]))
    found = parse_articles(f"Vu le code, notamment son article {letter}{gap}{printed} et suivants")
    assert [a.article for a in found] == [f"{letter}{printed}"]
    assert [a.article for a in parse_articles(f"article {letter}{printed}")] == [f"{letter}{printed}"]


@given(st.text() | st.text(alphabet="LRDO.-0123456789 ,artet°n/*'"))
def test_any_text_gives_ordered_spans(text: str) -> None:
    for items in (parse_articles(text), parse_articles(text, numeric=True), find_codes(text)):
        end = 0
        for found in items:
            assert end <= found.start < found.end <= len(text)
            end = found.end
    number = act_number(text)
    assert number is None or any(c.isdigit() for c in number)


def steps(text: str) -> int:
    """How many lines of Python the functions run: grows with the text, not with its square."""
    count = 0

    def trace(frame: object, event: str, arg: object) -> object:
        nonlocal count
        count += 1
        return trace

    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        parse_articles(text, numeric=True)
        find_codes(text)
        act_number(text)
    finally:
        sys.settrace(None)
    return count


@pytest.mark.parametrize(
    "unit", ["L. 12-1, ", "12-1-", "article 1, ", "n° A", "A/", "code de la ", "L.", "et 1212-1 "]
)
def test_work_grows_with_the_length(unit: str) -> None:
    steps(unit * 3)  # loads the lexicons, which are not to be counted
    assert steps(unit * 400) <= 2.6 * steps(unit * 200) + 2000
    long = unit * 20_000  # a pattern that backtracks would not come back
    parse_articles(long, numeric=True)
    find_codes(long)
    act_number(long)
