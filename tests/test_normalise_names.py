"""People's names and lists of them: tables of (text, expected), and properties."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.normalise.names import fold_name, parse_person, same_person, split_people, within_one_edit


@pytest.mark.parametrize(
    ("text", "honorific", "given_name", "family_name"),
    [
        ("Marie LORMEAU", None, "Marie", "LORMEAU"),
        ("LORMEAU Marie", None, "Marie", "LORMEAU"),
        ("M. Marc LORMEAU", "M.", "Marc", "LORMEAU"),
        ("M.LORMEAU Jean-Paul", "M.", "Jean-Paul", "LORMEAU"),
        ("M LORMEAU Paul", "M.", "Paul", "LORMEAU"),
        ("Mr Paul LORMEAU", "M.", "Paul", "LORMEAU"),
        ("MONSIEUR JEAN-CLAUDE LORMEAU", "M.", "JEAN-CLAUDE", "LORMEAU"),
        ("Mlle Lise VERCEL", "Mme", "Lise", "VERCEL"),
        ("Mademoiselle VERCEL", "Mme", None, "VERCEL"),
        ("Madame VERCEL", "Mme", None, "VERCEL"),
        ("madame Vercel", "Mme", None, "Vercel"),
        ("Me Paul LORMEAU", None, "Paul", "LORMEAU"),
        ("Dr Anne VERCEL", None, "Anne", "VERCEL"),
        ("M. le Président Paul LORMEAU", "M.", "Paul", "LORMEAU"),
        ("Jean-Claude Lormeau", None, "Jean-Claude", "Lormeau"),
        ("Jean de La Roque", None, "Jean", "de La Roque"),
        ("Jeanne d'Orval", None, "Jeanne", "d'Orval"),
        ("Jeanne D’ORVAL", None, "Jeanne", "D’ORVAL"),
        ("Aude VAN HOVE", None, "Aude", "VAN HOVE"),
        ("VAN DEN HOVE Aude", None, "Aude", "VAN DEN HOVE"),
        ("Cédric DE SAINT AVIT", None, "Cédric", "DE SAINT AVIT"),
        ("M. Guilhem De BRIE", "M.", "Guilhem", "De BRIE"),
        ("M. Luc de LA ROQUE", "M.", "Luc", "de LA ROQUE"),
        ("M. de VARENS", "M.", None, "de VARENS"),
        ("Jean-Marc DI SALVO", None, "Jean-Marc", "DI SALVO"),
        ("Abdel EL HAMRI", None, "Abdel", "EL HAMRI"),
        ("Mme LE QUERREC", "Mme", None, "LE QUERREC"),
        ("VASSEL LORMEAU Jeanne", None, "Jeanne", "VASSEL LORMEAU"),
        ("Jeanne VASSEL-LORMEAU", None, "Jeanne", "VASSEL-LORMEAU"),
        ("Jeanne VASSEL - LORMEAU", None, "Jeanne", "VASSEL-LORMEAU"),
        ("VASSEL - LORMEAU Jeanne", None, "Jeanne", "VASSEL-LORMEAU"),
        ("Marie Thérèse LORMEAU", None, "Marie Thérèse", "LORMEAU"),
        ("Marie Thérèse Lormeau", None, "Marie Thérèse", "Lormeau"),
        ("MARIE LORMEAU", None, "MARIE", "LORMEAU"),
        ("LORMEAU MARIE", None, "MARIE", "LORMEAU"),
        ("JEAN PIERRE LORMEAU", None, "JEAN PIERRE", "LORMEAU"),
        ("Fiona McDOWELL", None, "Fiona", "McDOWELL"),
        ("J. LORMEAU", None, "J.", "LORMEAU"),
        ("J.-P. LORMEAU", None, "J.-P.", "LORMEAU"),
        ("J-P LORMEAU", None, "J-P", "LORMEAU"),
        ("JF Lormeau", None, "JF", "Lormeau"),
        ("M. Ph. LORMEAU", "M.", "Ph.", "LORMEAU"),
        ("Jean L ORMEAU", None, "Jean", "LORMEAU"),
        ("Jean- Pierre LORMEAU", None, "Jean-Pierre", "LORMEAU"),
        ("M. Georges LORMEAU, Maire", "M.", "Georges", "LORMEAU"),
        ("M. LORMEAU Jean-Paul Maire", "M.", "Jean-Paul", "LORMEAU"),
        ("Paul LORMEAU (arrivé à 18h30)", None, "Paul", "LORMEAU"),
        ("Mme Anne VERCEL épouse LORMEAU", "Mme", "Anne", "VERCEL"),
        ("Valérie CONSEIL", None, "Valérie", "CONSEIL"),
        ("Paul LE MAIRE", None, "Paul", "LE MAIRE"),
        ("- Mme Anne VERCEL", "Mme", "Anne", "VERCEL"),
        ("Yves", None, "Yves", None),
        ("Lormeau", None, None, "Lormeau"),
    ],
)
def test_parse_person(text: str, honorific: str | None, given_name: str | None, family_name: str | None) -> None:
    person = parse_person(text)
    assert person is not None
    assert person[:3] == (honorific, given_name, family_name)
    assert person.name == " ".join(part for part in (given_name, family_name) if part)


@pytest.mark.parametrize(
    "text",
    ["", "17", "Madame le Maire", "Monsieur le Président", "le Maire", "Conseil Municipal", "M. LE MAIRE", "né"],
)
def test_what_is_no_name(text: str) -> None:
    assert parse_person(text) is None


def test_the_order_of_the_list_settles_what_nothing_else_does() -> None:
    first, second = parse_person("Martin Pierre", family_first=True), parse_person("Martin Pierre")
    assert first and first.name == "Pierre Martin"
    assert second and second.name == "Martin Pierre"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Luc ABEL,Lise ACKER", ["Luc ABEL", "Lise ACKER"]),
        ("Luc ABEL ,Lise ACKER ; Max BOREL.", ["Luc ABEL", "Lise ACKER", "Max BOREL"]),
        (
            "MM. Luc ABEL, Max BOREL et Mmes Lise ACKER, Ida CORTE",
            ["M. Luc ABEL", "M. Max BOREL", "Mme Lise ACKER", "Mme Ida CORTE"],
        ),
        ("Messieurs ABEL, BOREL, Mesdames ACKER,\nCORTE.", ["M. ABEL", "M. BOREL", "Mme ACKER", "Mme CORTE"]),
        ("M. Luc ABEL, Max BOREL, Adjoints", ["M. Luc ABEL", "Max BOREL"]),
        (
            "M. MMES Lise ACKER, Luc ABEL, Adjoints\nM. Max BOREL, Conseiller délégué",
            ["Lise ACKER", "Luc ABEL", "M. Max BOREL"],
        ),
        ("Mmes et MM. Lise ACKER, Luc ABEL", ["Lise ACKER", "Luc ABEL"]),
        (
            "M. Luc ABEL, M. Max BORELM. \nYvan DORAT, Mme Lise ACKER",
            ["M. Luc ABEL", "M. Max BOREL", "M. Yvan DORAT", "Mme Lise ACKER"],
        ),
        ("M. Luc ABELMme Lise ACKER", ["M. Luc ABEL", "Mme Lise ACKER"]),
        ("Luc ABEL Lise ACKER Max BOREL", ["Luc ABEL", "Lise ACKER", "Max BOREL"]),
        ("ABEL Luc ACKER Lise", ["Luc ABEL", "Lise ACKER"]),
        ("ABEL Luc\nACKER Lise\nBOREL Max", ["Luc ABEL", "Lise ACKER", "Max BOREL"]),
        ("ABEL LUC, ACKER LISE, MARTIN PIERRE", ["LUC ABEL", "LISE ACKER", "PIERRE MARTIN"]),
        ("Abel Luc, Acker Lise, Martin Pierre", ["Luc Abel", "Lise Acker", "Pierre Martin"]),
        ("Luc Abel, Lise Acker, Martin Pierre", ["Luc Abel", "Lise Acker", "Martin Pierre"]),
        ("• Mme Lise ACKER\n• M. Luc ABEL (pouvoir à Mme ACKER)", ["Mme Lise ACKER", "M. Luc ABEL"]),
        ("- Luc ABEL - Lise ACKER - Max BOREL", ["Luc ABEL", "Lise ACKER", "Max BOREL"]),
        ("Luc ABEL, Maire de Lyre ; Lise ACKER, adjointe à la Culture et au Sport", ["Luc ABEL", "Lise ACKER"]),
        ("Mme Lise ACKER 1ère adjointe M. Luc ABEL 2ème adjoint", ["Mme Lise ACKER", "M. Luc ABEL"]),
        ("Luc ABEL, Maire, président de séance, Lise ACKER, adjointe", ["Luc ABEL", "Lise ACKER"]),
        (
            "M.ABEL Luc Maire, Mme ACKER Lise Déléguée, et M. BOREL \nMax Délégué",
            ["M. Luc ABEL", "Mme Lise ACKER", "M. Max BOREL"],
        ),
        ("Étaient présents : Luc ABEL, Lise ACKER", ["Luc ABEL", "Lise ACKER"]),
        ("Groupe Lyre Ensemble : Luc ABEL, Lise ACKER", ["Luc ABEL", "Lise ACKER"]),
        (
            "Cédric DE \nSAINT AVIT, Abdel EL\nHAMRI, Lise \nACKER",
            ["Cédric DE SAINT AVIT", "Abdel EL HAMRI", "Lise ACKER"],
        ),
        ("Zoé VAN\nDER MEER, Luc de LA ROQUE", ["Zoé VAN DER MEER", "Luc de LA ROQUE"]),
        ("Luc Abel, Jean-Marc\nPetit, Lise Acker", ["Luc Abel", "Jean-Marc Petit", "Lise Acker"]),
        (
            "Jean-Pierre, Yves, Mathieu & \nAdeline (procuration à Mario)",
            ["Jean-Pierre", "Yves", "Mathieu", "Adeline"],
        ),
        (
            "ML Castel, M. Luce, JF Orsini J. \nOrsini et A. Rossi",
            ["ML Castel", "M. Luce", "JF Orsini", "J. Orsini", "A. Rossi"],
        ),
        ("1. Luc ABEL 2. Lise ACKER 3. Max BOREL", ["Luc ABEL", "Lise ACKER", "Max BOREL"]),
        ("M. Luc ABEL donne pouvoir à Mme Lise ACKER, M. Max BOREL à M. Luc ABEL", ["M. Luc ABEL", "M. Max BOREL"]),
        ("ainsi que Mme Lise ACKER", ["Mme Lise ACKER"]),
        ("Luc ABEL, Anne CONSEIL, Lise MAIRE", ["Luc ABEL", "Anne CONSEIL", "Lise MAIRE"]),
        ("Mr le Maire Luc ABEL, Mme Lise ACKER", ["M. Luc ABEL", "Mme Lise ACKER"]),
        ("ABEL, ACKER, BOREL", ["ABEL", "ACKER", "BOREL"]),
        ("Mme Lise ACKER donne pouvoir à\nM. Luc ABEL", ["Mme Lise ACKER"]),
        ("Absents : MM. ABEL, BOREL Pouvoirs : Lise ACKER", ["M. ABEL", "M. BOREL", "Lise ACKER"]),
        ("Luc ABEL, en vertu du CGCT, Lise ACKER", ["Luc ABEL", "Lise ACKER"]),
        (
            "M. Luc ABEL, M. Max BOREL, Mme Lise ACKER, Mme Ida CORTE. Agence LYRE",
            ["M. Luc ABEL", "M. Max BOREL", "Mme Lise ACKER", "Mme Ida CORTE"],
        ),
        ("Luc ABEL, Régie du Parking LYRE, Lise ACKER", ["Luc ABEL", "Lise ACKER"]),
        ("17", []),
        ("Néant", []),
        ("Maire, Adjoints, Conseillers municipaux délégués, Vice-Président", []),
        ("Le Conseil Municipal de la Commune de Lyre, légalement convoqué, s'est réuni", []),
    ],
)
def test_split_people(text: str, expected: list[str]) -> None:
    pieces = split_people(text)
    assert [" ".join(filter(None, (p.person.honorific, p.person.name))) for p in pieces] == expected


def test_a_piece_spans_the_name_with_its_honorific() -> None:
    text = "Présents : Mme Lise ACKER, Luc ABEL (excusé)"
    assert [text[p.start : p.end] for p in split_people(text)] == ["Mme Lise ACKER", "Luc ABEL"]


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("Maïté MULARD-FRISON", "Maité MULARD FRISON", True),
        ("LORMEAU Marie", "Marie Lormeau", True),
        ("André KUCHARSKI", "André KUHCARSKI", True),
        ("Anne BOISSEL", "Anne BOISSELS", True),
        ("Stephnie LORMEAU", "Stéphanie LORMEAU", True),
        ("Michel LORMEAU", "Michèle LORMEAU", False),
        ("Carine LORMEAU", "Karine LORMEAU", False),
        ("Pascal LORMEAU", "Pascale LORMEAU", False),
        ("Anne ROY", "Anne ROI", False),
        ("Anne LORMEAU", "Luc LORMEAU", False),
        ("LORMEAU", "Anne LORMEAU", False),
        ("LORMEAU", "lormeau", True),
        ("", "", False),
    ],
)
def test_same_person(one: str, two: str, same: bool) -> None:
    assert same_person(one, two) is same
    assert same_person(two, one) is same


@pytest.mark.parametrize(
    ("one", "two", "near"),
    [
        ("abc", "abc", True),
        ("abc", "abd", True),
        ("abc", "ab", True),
        ("abc", "acb", True),
        ("abc", "xabc", True),
        ("", "a", True),
        ("abc", "cba", False),
        ("abcd", "ab", False),
        ("", "ab", False),
    ],
)
def test_within_one_edit(one: str, two: str, near: bool) -> None:
    assert within_one_edit(one, two) is near


GIVEN = st.sampled_from(["Marie", "Jean-Luc", "Élodie", "Anne Sophie", "Hervé"])
FAMILY = st.sampled_from(["LORMEAU", "VASSEL-LORMEAU", "DE LA ROQUE", "LE QUERREC", "D'ORVAL", "HÉRAULT"])
HONORIFIC = st.sampled_from([("M. ", "M."), ("Mme ", "Mme"), ("Monsieur ", "M."), ("Mlle ", "Mme"), ("", None)])


@given(
    st.lists(st.tuples(HONORIFIC, GIVEN, FAMILY), min_size=1, max_size=8),
    st.booleans(),
    st.sampled_from([", ", "\n", " ; ", ","]),
)
def test_a_printed_list_is_read_back(
    people: list[tuple[tuple[str, str | None], str, str]], family_first: bool, separator: str
) -> None:
    names = [f"{h[0]}{f} {g}" if family_first else f"{h[0]}{g} {f}" for h, g, f in people]
    text = separator.join(names)
    found = split_people(text)
    assert [p.person[:3] for p in found] == [(h[1], g, f) for h, g, f in people]
    assert [text[p.start : p.end] for p in found] == names


@given(GIVEN, FAMILY)
def test_a_parsed_name_parses_to_itself(given_name: str, family: str) -> None:
    person = parse_person(f"{family} {given_name}")
    assert person is not None
    assert parse_person(person.name) == person


@given(st.text() | st.text(alphabet="M.me ABÉdurp-,\n()&:'1"))
def test_any_text_gives_ordered_spans(text: str) -> None:
    end = 0
    for piece in split_people(text):
        assert end <= piece.start < piece.end <= len(text)
        assert piece.person.name
        end = piece.end
    parse_person(text)
    assert fold_name(fold_name(text)) == fold_name(text)


def steps(text: str) -> int:
    """How many lines of Python ``split_people`` runs: grows with the text, not with its square."""
    count = 0

    def trace(frame: object, event: str, arg: object) -> object:
        nonlocal count
        count += 1
        return trace

    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        split_people(text)
    finally:
        sys.settrace(None)
    return count


@pytest.mark.parametrize(
    "unit", ["Luc ABEL, ", "M. ", "DE ", "Luc ", "J. ", "A-", "(", "ABEL - ", "M. et ", "Maire "]
)
def test_work_grows_with_the_length(unit: str) -> None:
    steps(unit * 3)  # loads the lexicons, which are not to be counted
    assert steps(unit * 400) <= 2.6 * steps(unit * 200) + 3000
    split_people(unit * 5_000)  # a pattern that backtracks would not come back
