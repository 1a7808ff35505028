"""The verb of a decision, from the forms that French acts print."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.verbs import finite, infinitive, leading_verb, main_verb, participle, skip_fillers
from models.lexicon import load
from models.normalise.folding import fold

MAIN = [
    ("D'AUTORISER Monsieur le Maire", "autoriser"),
    ("de ne pas augmenter les taux", "augmenter"),
    ("d’adhérer au syndicat", "adhérer"),
    ("D'ELIRE Madame Colin", "élire"),
    ("De décider de l’attribution", "décider"),
    ("DÉCIDE d’adhérer à la fondation", "adhérer"),
    ("décide, à l'unanimité des membres présents, d’approuver le plan", "approuver"),
    ("décide à 4 voies Pour, 1 voie Contre et 5 Abstentions d'autoriser Mademoiselle Colin", "autoriser"),
    ("Décide de la gratuité", "décider"),
    ("ÉLIT Madame Colin", "élire"),
    ("CHARGE et DÉLÈGUE le maire", "charger"),
    ("Emet un avis favorable", "émettre"),
    ("Approuvé le budget", "approuver"),
    ("PREND ACTE du rapport", "prendre"),
    ("S'ENGAGE à financer", "engager"),
    ("L'autoriser à signer", "autoriser"),
    ("La dépense versée au titre de l'article 1 est imputée sur le budget", "imputer"),
    ("La présente délibération sera transmise au préfet", "transmettre"),
    ("L’avance sera mandatée au compte 27", "mandater"),
    ("La commune de Beaulieu proroge le prêt", "proroger"),
    ("M. le Maire est chargé de l'exécution", "charger"),
    ("que cette indemnité sera calculée selon le barème", "calculer"),
    ("Est approuvé le projet", "approuver"),
    ("Autorisation du recouvrement. Le Conseil Municipal autorise le Maire à recouvrer", "autoriser"),
    ("Cette avance a pour objet de pallier un décalage", None),
    ("la création d'un poste", None),
    ("DEMANDE de subvention", None),
    ("taxe foncière : 40 %", None),
    ("D'une part, le plan", None),
    ("De plus, la convention", None),
]


@pytest.mark.parametrize(("text", "verb"), MAIN)
def test_main_verb(text: str, verb: str | None) -> None:
    assert main_verb(text) == verb


@pytest.mark.parametrize("verb", load("decisions")["verbs"]["er"])
def test_forms_of_regular_verbs_give_back_the_infinitive(verb: str) -> None:
    stem = verb[:-2]
    present, plural = finite(stem + "e"), finite(stem + "ent")
    assert infinitive(verb.upper()) == verb
    assert present is not None and plural is not None
    assert participle(stem + "ées") is not None


@pytest.mark.parametrize(("verb", "forms"), load("decisions")["verbs"]["irregular"].items())
def test_forms_of_irregular_verbs_give_back_the_infinitive(verb: str, forms: list[str]) -> None:
    singular, plural, past, future = forms
    assert {finite(singular), finite(plural), finite(future + "a"), participle(past)} == {verb}


@pytest.mark.parametrize("key", ["formulas", "votes", "ends", "actors", "labels", "proposals", "adoptions"])
def test_wordings_are_written_folded(key: str) -> None:
    for pattern in load("decisions")[key]:
        re.compile(pattern)
        assert pattern.replace("º", "o") == fold(pattern.replace("º", "o"))


@pytest.mark.parametrize(
    "text",
    [
        "à l'unanimité des membres présents et représentés,",
        "par 18 voix pour, 3 contre et 2 abstentions :",
        "à la majorité absolue des suffrages exprimés (M. Roy s'abstenant) ",
        "le conseil municipal, ",
    ],
)
def test_who_votes_and_how_is_skipped(text: str) -> None:
    assert skip_fillers(fold(text)) == len(text)


@given(st.text(max_size=80))
def test_a_leading_verb_ends_inside_the_text(text: str) -> None:
    lead = leading_verb(text)
    assert lead is None or 0 < lead.end <= len(text)
    assert 0 <= skip_fillers(fold(text)) <= len(text)
