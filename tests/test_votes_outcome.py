"""What became of a point, and whether all agreed."""

from __future__ import annotations

import pytest
from acts_from_text import act_of
from hypothesis import given
from hypothesis import strategies as st

from extractors.votes import outcome


@pytest.mark.parametrize(
    ("text", "expected", "unanimous"),
    [
        ("DECIDE à l'unanimité:\n- d'approuver les fiches ;", "adopted", True),
        ("Le Conseil Adopte.", "adopted", None),
        (
            "Dans les conditions de vote ci-dessous :\nPour : 42\nContre : 0\nAbstention : 0\n(Adopté)",
            "adopted",
            True,
        ),
        ("Le Conseil municipal, après en avoir délibéré, à la majorité :\n- DÉCIDE d’adhérer", "adopted", False),
        (
            "Le Conseil municipal, à l'unanimité :\n- APPROUVE le compte\n4 abstentions : Mme Royan, M. Petit",
            "adopted",
            True,
        ),
        ("Vote : pour à l’unanimité", "adopted", True),
        ("Vote favorable à l’unanimité.", "adopted", True),
        ("Adopté à l’unanimité des membres présents et représentés.", "adopted", True),
        ("A l'unanimité, le compte de gestion est adopté.", "adopted", True),
        (
            "Après avoir délibéré, les membres du Conseil communautaire ont, à l’unanimité :\n- Approuvé l’aide",
            "adopted",
            True,
        ),
        ("Le Conseil Municipal décide d’offrir un repas.", "adopted", None),
        ("Le Conseil municipal, à l’unanimité, prend acte du rapport.", "adopted", True),
        ("Le Conseil municipal prend acte du rapport.", None, None),
        ("Chaque membre du Conseil a pu s’exprimer sur les orientations.", None, None),
        ("Abstention : 1 (M. PETIT)\nPour : 17", "adopted", False),
        ("Contre : M. Petit\nLe conseil décide d’acheter.", "adopted", False),
        ("6 voix Contre, 0 Abstention, 5 pour", "rejected", False),
        ("DECIDE :\nPar : DEUX voix POUR - ONZE voix CONTRE", "rejected", False),
        ("La motion est rejetée.", "rejected", None),
        ("Rejeté à la majorité", "rejected", False),
        ("Amendement rejeté.\nLe conseil adopte par 20 voix pour et 3 contre.", "adopted", False),
        (
            "Pour : 10\nContre : 10\nLa délibération est adoptée, la voix du maire étant prépondérante.",
            "adopted",
            False,
        ),
        ("Adopté à l’unanimité moins deux abstentions.", "adopted", False),
        ("Ce point est retiré de l’ordre du jour.", "withdrawn", None),
        ("Retiré", "withdrawn", None),
        ("Le point est reporté à la prochaine séance.", "deferred", None),
        ("AJOURNÉ", "deferred", None),
        ("Le vœu est renvoyé en commission.", "deferred", None),
        ("Point retiré à la demande du maire.", "withdrawn", None),
        ("Le conseil municipal décide à l’unanimité de reporter ce point.", "deferred", True),
        ("Le résultat est reporté en section.\nLe conseil approuve à l’unanimité.", "adopted", True),
        (
            "La commission a émis un avis favorable à l’unanimité.\nLe Conseil municipal décide d’approuver.",
            "adopted",
            None,
        ),
        (
            "Vu l’avis favorable à l’unanimité de la commission,\nLe conseil, à la majorité, approuve.",
            "adopted",
            False,
        ),
        ("- Emet un avis sur ces statuts, approuvés par le Comité Syndical à l’unanimité ;", "adopted", None),
        ("L’élection a lieu à la majorité absolue.\nLe conseil, à l’unanimité, élit M. Durand.", "adopted", True),
        (
            "Vu les conditions demandées, le Conseil municipal, décide à l’unanimité de ne rien changer.",
            "adopted",
            True,
        ),
        ("Considérant le projet,\nLe Conseil décide :\n- d'autoriser le Maire", "adopted", None),
        ("Par délibération du 3 mai, le conseil municipal a approuvé le plan.", None, None),
        ("Demande de subvention : le dossier est complet.", None, None),
        ("Votants : 15 Pour : 15", "adopted", True),
        ("Vote : 14 voix pour", "adopted", None),
        ("", None, None),
    ],
)
def test_outcome(text: str, expected: str | None, unanimous: bool | None) -> None:
    act = act_of(text)
    act.shared_head = True
    result = outcome(act)
    assert (result.outcome, result.unanimous) == (expected, unanimous)
    assert (result.outcome_source is None) == (expected is None)
    assert (result.unanimous_source is None) == (unanimous is None)


def test_title_is_no_outcome() -> None:
    act = act_of("Vote du budget : adopté\nLe rapporteur présente les chiffres.", title="Vote du budget : adopté")
    assert outcome(act).outcome is None


def test_sources_are_the_words_that_say_so() -> None:
    result = outcome(act_of("Le rapport est présenté.\nAdopté à l’unanimité."))
    assert result.outcome_source is not None and result.unanimous_source is not None
    assert result.outcome_source.text == "Adopté"
    assert result.unanimous_source.text == "à l’unanimité"


LINES = st.sampled_from(
    [
        "Adopté",
        "à l’unanimité",
        "Pour : 3",
        "Contre : 5",
        "DECIDE",
        "Vu le code,",
        "Considérant",
        "le conseil",
        "est retiré",
        "M. Petit vote contre",
        "reporté",
        "\n",
        ".",
    ]
)


@given(st.lists(LINES, max_size=20).map(" ".join))
def test_outcome_always_has_a_source_in_the_text(text: str) -> None:
    result = outcome(act_of(text))
    for value, source in ((result.outcome, result.outcome_source), (result.unanimous, result.unanimous_source)):
        assert (value is None) == (source is None)
        assert source is None or source.text in text
