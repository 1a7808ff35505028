"""Figures and voters, as acts print them."""

from __future__ import annotations

import pytest
from acts_from_text import act_of, blocks_of
from hypothesis import given
from hypothesis import strategies as st

from extractors.vote_marks import find_marks
from extractors.vote_names import voters_in
from extractors.votes import extract
from models.parts import Act, Part
from models.passage import from_text
from models.rows import Row, of_table

SHORT = {
    "votes_for": "for",
    "votes_against": "against",
    "abstentions": "abst",
    "not_voting": "out",
    "absent_without_proxy": "absent",
}


def told(row: Row) -> str:
    """The figures of a votes row, "for=12 against=2"."""
    left_out = ("deliberation_id", "page", "bbox")
    shown = {SHORT.get(c, c): v for c, v in row.values.items() if v is not None and c not in left_out}
    return " ".join(f"{c}={v}" for c, v in sorted(shown.items()))


def votes_of(act: Act) -> list[str]:
    return [told(row) for row in of_table(extract(act), "votes")]


def positions_of(act: Act) -> list[tuple[str, str]]:
    return [(row["choice"], row["name"]) for row in of_table(extract(act), "vote_positions")]


def minutes_of(text: str) -> Act:
    """A point of minutes: its head serves the whole sitting."""
    act = act_of(text)
    act.shared_head = True
    return act


def own_head(head: str, body: str) -> Act:
    """A deliberation that has a head of its own."""
    blocks = blocks_of(head)
    return Act(1, "doc-d1", blocks, Part("deliberation", blocks + blocks_of(body), part_id="p1", act=1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pour : 42 voix Contre : 0 voix Abstention : 0 voix", "abst=0 against=0 for=42"),
        ("POUR: 10 – CONTRE: 3 – ABSTENTIONS: 2", "abst=2 against=3 for=10"),
        ("Votants 26 Pour 24 Contre 2", "against=2 for=24 voting=26"),
        ("26 votants : 24 pour et 2 contre", "against=2 for=24 voting=26"),
        ("Pour (14) Contre (2)", "against=2 for=14"),
        ("31 pour, 4 contre, 2 abstentions", "abst=2 against=4 for=31"),
        ("0 contre, 0 abstention, 11 pour", "abst=0 against=0 for=11"),
        ("Vote : 14 pour / 0 contre / 0 abstention → adopté", "abst=0 against=0 for=14"),
        ("Par 15 voix « Pour », 1 voix « Contre » et 3 voix « Abstention »", "abst=3 against=1 for=15"),
        ("Le conseil décide à 4 voies Pour, 1 voie Contre et 5 Abstentions d’autoriser", "abst=5 against=1 for=4"),
        ("Par : DEUX voix POUR - ONZE voix CONTRE et 1 ABSTENTION", "abst=1 against=11 for=2"),
        ("par 18 voix « Pour » et une « Abstention »", "abst=1 for=18"),
        ("par quinze (15) voix pour, deux contre et une abstention", "abst=1 against=2 for=15"),
        ("adopté par 31 voix", "for=31"),
        ("par 20 voix contre 3 et 2 abstentions", "abst=2 against=3 for=20"),
        ("Vote : 14 voix pour", "for=14"),
        ("Pour : 08 / Contre : 00", "against=0 for=8"),
        ("POUR : 24 CONTRE : néant ABSTENTION : aucune", "abst=0 against=0 for=24"),
        ("Ont voté pour : 15 - Ont voté contre : 2 - Se sont abstenus : 1", "abst=1 against=2 for=15"),
        ("Votes pour : 12, votes contre : 3, abstentions : 0", "abst=0 against=3 for=12"),
        ("Ont voté pour l’adoption : 14", "for=14"),
        ("12 OUI, 3 NON", "against=3 for=12"),
        ("à la majorité des suffrages exprimés (2 contre)", "against=2"),
        ("Absentions : 4", "abst=4"),
        ("Contre : 3 Pour : 12 Abs : 0", "abst=0 against=3 for=12"),
        ("12 personnes votent contre", "against=12"),
        ("NPPV : 1 - Pour : 13", "for=13 out=1"),
        ("Adopté par 38 voix pour, 7 abstentions et 2 non participations au vote.", "abst=7 for=38 out=2"),
        ("le projet obtient 12 voix pour, 3 contre", "against=3 for=12"),
        ("Suffrages exprimés : 13 Majorité absolue 7", "expressed=13 majority=7"),
        ("Nombre de votants : 18 ; la majorité absolue est de 8", "majority=8 voting=18"),
        ("Pour : 9 ; absentes sans délégation de vote : 2", "absent=2 for=9"),
    ],
)
def test_figures(text: str, expected: str) -> None:
    assert votes_of(minutes_of(text)) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "La commune lutte contre 3 incendies pour 12 habitants.",
        "Pour 2024 : 15 000 €",
        "Pour : 3 500 € ; contre : 12 %",
        "Le coût est de 15 pour l’école, contre 14 en 2023.",
        "La subvention est de 2 000 € contre 1 500 € l’an passé.",
        "Le conseil vote contre 3 propositions.",
        "Pour : rappel des faits. Contre : les moustiques.",
        "Il y en a 3 pour.",
        "1,15 € : 2 voix",
        "Elle est élue à la majorité absolue.",
        "Le marché est conclu pour 12 mois, pour 2 lots.",
        "M. le Maire vote contre.",
        "Les présidents d’association ne prennent pas part au vote.",
        "Pour le Maire : M. Paul DURAND",
        "Le quorum est atteint, 12 conseillers sont présents.",
        "Absents sans procuration : M. Luc PETIT, Mme Anne ROY",
        "",
    ],
)
def test_no_vote(text: str) -> None:
    assert extract(minutes_of(text)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Contre : 2 (Mme ROYAN et M. PETIT)", [("against", "ROYAN"), ("against", "PETIT")]),
        ("Contre : 2 [M. Durand, Mme Royan]", [("against", "Durand"), ("against", "Royan")]),
        ("Contre (2) : M. Durand, Mme Royan", [("against", "Durand"), ("against", "Royan")]),
        ("CONTRE : 2 (DUPONT – MARTIN)", [("against", "DUPONT"), ("against", "MARTIN")]),
        (
            "4 contre (MM. Durand, Petit, Le Gall et Mme de La Tour)",
            [("against", n) for n in ("Durand", "Petit", "Le Gall", "de La Tour")],
        ),
        ("2 abstentions : Mme Royan, M. Petit", [("abstain", "Royan"), ("abstain", "Petit")]),
        ("Abstentions : 2 M. Petit et Mme Royan.", [("abstain", "Petit"), ("abstain", "Royan")]),
        ("Abstention : 1, M.PETIT", [("abstain", "PETIT")]),
        ("Abstention : M. Petit", [("abstain", "Petit")]),
        (
            "Abstentions : M. Petit, Mme Royan qui trouve le prix trop haut.",
            [("abstain", "Petit"), ("abstain", "Royan")],
        ),
        ("Contre : Jean DURAND, Anne ROYAN", [("against", "Jean DURAND"), ("against", "Anne ROYAN")]),
        ("Contre : 1 (M. PETIT. M. PETIT indique qu’il n’a pas les pièces)", [("against", "PETIT")]),
        ("Mme Royan vote contre car le projet est cher.", [("against", "Royan")]),
        (
            "MM. Durand et Petit s’abstiennent, Mme Royan ne prend pas part au vote",
            [("abstain", "Durand"), ("abstain", "Petit"), ("not_voting", "Royan")],
        ),
        ("M. Petit, intéressé, s’est retiré et n’a pas pris part au vote.", [("not_voting", "Petit")]),
        (
            "Ont voté contre : Luc PETIT, Anne ROYAN – Se sont abstenus : Jean BLANC",
            [("against", "Luc PETIT"), ("against", "Anne ROYAN"), ("abstain", "Jean BLANC")],
        ),
        ("M. PETIT indique ne pas vouloir prendre part au vote.", [("not_voting", "PETIT")]),
        ("Mme Anne ROYAN, adjointe aux sports, ne prenant pas part au vote", [("not_voting", "Anne ROYAN")]),
        (
            "à la majorité (non participations au vote de Jeanne ROYAN et Paul-André PETIT)",
            [("not_voting", "Jeanne ROYAN"), ("not_voting", "Paul-André PETIT")],
        ),
        (
            "avec l’abstention de M. DURAND Paul et le vote contre de Mme ROYAN Anne",
            [("abstain", "Paul DURAND"), ("against", "Anne ROYAN")],
        ),
        ("Le groupe Demain la ville vote contre.", [("against", "groupe Demain la ville")]),
        ("Contre : Groupe Demain la Ville", [("against", "Groupe Demain la Ville")]),
        (
            "Pour : 25 (Groupe Ensemble : 12 ; Groupe Horizon : 13)",
            [("for", "Groupe Ensemble"), ("for", "Groupe Horizon")],
        ),
        ("Pour : 12 (y compris les votants par procuration)", []),
    ],
)
def test_voters(text: str, expected: list[tuple[str, str]]) -> None:
    assert positions_of(minutes_of(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Groupe « Agir » : pour (8 voix)", [("for", "Groupe « Agir »")]),
        ("Le Groupe Demain (3) : contre", [("against", "Groupe Demain")]),
        ("Non-inscrits : abstention (1 voix)", [("abstain", "Non-inscrits")]),
    ],
)
def test_a_line_of_a_group_tells_its_vote_and_no_total(text: str, expected: list[tuple[str, str]]) -> None:
    act = minutes_of(f"Le conseil adopte le projet.\n{text}")
    rows = extract(act)
    assert [(r["choice"], r["name"]) for r in rows if r.table == "vote_positions"] == expected
    assert [r["votes_for"] for r in rows if r.table == "votes"] == [None]


def test_groups_keep_their_punctuation() -> None:
    text = "Groupe Union Pour la Côte – Groupe Social, Vert et Citoyen – Groupe Rouge : Pour Demain ! – Mesdames ROYAN et PETIT ainsi que Monsieur DURAND, non inscrits"
    assert [(v.kind, v.name) for v in voters_in(text)] == [
        ("group", "Groupe Union Pour la Côte"),
        ("group", "Groupe Social, Vert et Citoyen"),
        ("group", "Groupe Rouge : Pour Demain !"),
        ("member", "ROYAN"),
        ("member", "PETIT"),
        ("member", "DURAND"),
    ]
    assert [v.name for v in voters_in("Groupe A, B et C ; Non-inscrit")] == ["Groupe A, B et C", "Non-inscrit"]


def test_labelled_block() -> None:
    act = minutes_of(
        """
        Le quorum a été vérifié à l'appel de l'affaire à 16 h 12.
        38 Conseillers départementaux étaient présents en séance. Ils étaient porteurs de 6 pouvoirs.
        Monsieur PETIT, présent à l'appel de l'affaire, avait quitté la séance et avait donné pouvoir à Madame ROYAN.
        Vote intervenu à 16 h 15.
        Au moment du vote, 37 Conseillers départementaux étaient présents.
        Nombre de procurations : 7
        Absents sans procuration : 8
        N'ont pas pris part au vote : 0
        Ont pris part au vote : 44 (y compris les votants par procuration)
        Résultat du vote :
        Abstention : 0 Total des suffrages exprimés : 44 Majorité des suffrages exprimés : 23
        Pour : 44 (Groupe Ensemble)
        Contre : 0
        """
    )
    assert votes_of(act) == [
        "absent=8 abst=0 against=0 expressed=44 for=44 majority=23 out=0 present=37 proxies=7"
        " quorum_checked_at=16:12 voted_at=16:15 voting=44"
    ]


def test_secret_ballot_is_a_vote_of_its_own() -> None:
    act = minutes_of(
        """
        Vote :
        - Contre : 3 (M. DURAND, Mme ROYAN et M. PETIT)
        - Pour : 15
        Les membres procèdent à l'élection au scrutin secret.
        Le secrétaire est désigné en début de séance.
        Deux assesseurs sont désignés.
        Est candidate : Mme Anne BLANC
        Nombre de votants : 18
        Nombre de bulletins trouvés dans l'urne : 18
        Nombre de bulletins blancs et nuls : 5 bulletins blancs
        Nombre de suffrages exprimés : 13
        Majorité absolue : 7
        Mme Anne BLANC a obtenu 13 voix.
        """
    )
    assert votes_of(act) == ["against=3 for=15", "expressed=13 for=13 majority=7 voting=18"]


def test_candidates_in_one_line() -> None:
    text = "Suffrages exprimés : 14\nOnt obtenu : M. Paul ARNOUX : 11 voix ; Mme Zoé BERTIN : 3 voix"
    assert votes_of(minutes_of(text)) == ["expressed=14 for=11"]


def test_of_several_candidates_the_first_counts() -> None:
    act = minutes_of("Suffrages exprimés : 17\nOnt obtenu :\nM. DURAND Paul : 12 voix\nMme ROYAN Anne : 5 voix")
    assert votes_of(act) == ["expressed=17 for=12"]


def test_figures_and_labels_in_lines_of_their_own() -> None:
    assert votes_of(minutes_of("POUR\n12\nCONTRE\n0\nABSTENTION\n1")) == ["abst=1 against=0 for=12"]


def test_several_votes_in_one_point() -> None:
    act = minutes_of("Premier tarif : 15 voix pour, 2 contre\nDeuxième tarif : 12 voix pour, 5 contre")
    assert votes_of(act) == ["against=2 for=15", "against=5 for=12"]


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        ("DM 1 du budget principal : Vote : 14 pour, 0 contre\nDM 1 du budget annexe : Vote : 14 pour, 0 contre", 2),
        ("Vote : 14 pour, 0 contre\nAdopté par 14 voix pour, 0 contre", 1),
        ("Mme ROY et M. HUET contre : 2\nM. CARMI et Mme DORAN s'abstiennent : 2", 1),
    ],
)
def test_equal_figures_on_other_things_are_votes_of_their_own(lines: str, count: int) -> None:
    assert len(votes_of(minutes_of(lines))) == count


def test_vote_printed_twice_in_an_extract_is_one() -> None:
    text = "Le conseil décide, par 12 voix pour et 3 contre.\nArticle 1\nArticle 2\nArticle 3\nPour : 12\nContre : 3"
    assert votes_of(act_of(text)) == ["against=3 for=12"]
    assert len(votes_of(minutes_of(text))) == 2


def test_head_fills_the_vote_of_its_own_act_only() -> None:
    head = "Nombre de membres\nPrésents : 12\nQui ont pris part au vote : 14"
    act = own_head(head, "Le conseil décide.\nPour : 14\nContre : 0\nAbstentions : 0")
    assert votes_of(act) == ["abst=0 against=0 for=14 present=12 voting=14"]
    assert votes_of(own_head(head, "Le conseil décide à l'unanimité.")) == []


def test_side_column_of_an_extract_holds_the_vote() -> None:
    act = own_head("En exercice : 29\nVotants : 26\nPour : 24\nContre : 2", "Le conseil, à la majorité, décide.")
    assert votes_of(act) == ["against=2 for=24 voting=26"]


@pytest.mark.parametrize(
    "head",
    [
        "Conseillers en exercice : 21 Présents : 15 Pouvoirs : 4 Votants : 19",
        "En exercice 21 Présents 15 Pouvoirs 4 Votants 19",
        "21 conseillers en exercice, 15 présents, 4 pouvoirs, 19 votants",
    ],
)
def test_counts_of_a_head_in_one_line(head: str) -> None:
    assert votes_of(own_head(head, "Pour : 19")) == ["for=19 present=15 proxies=4 voting=19"]


def test_deferred_point_has_no_vote() -> None:
    assert extract(minutes_of("Le conseil décide de reporter ce point. Pour : 12 Contre : 0")) == []


@pytest.mark.parametrize(
    ("table", "votes", "positions"),
    [
        ("| Votants | 26 |\n| Pour | 24 |\n| Contre | 2 |", ["against=2 for=24 voting=26"], []),
        (
            "| Présents | Votants | Pour | Contre |\n| 22 | 26 | 24 | 2 |",
            ["against=2 for=24 present=22 voting=26"],
            [],
        ),
        (
            "| Votes | Nombre | Noms |\n| Pour | 20 | |\n| Contre | 1 | M. DURAND |",
            ["against=1 for=20"],
            [("against", "DURAND")],
        ),
        ("| Pour : 24 | Contre : 1 (Mme ROYAN) |", ["against=1 for=24"], [("against", "ROYAN")]),
        (
            "| Association | Vote |\n| Judo | 1 abstention |\n| Voile | 4 abstentions 2 contre |\n"
            "| Aviron | Unanimité |\n| Danse | 1 contre |\n| Chant | 1 ne prend pas part au vote |",
            ["abst=1", "abst=4 against=2", "against=1", "out=1"],
            [],
        ),
        (
            "| Nom | Pour | Contre |\n| DURAND Paul | X | |\n| ROYAN Anne | | X |\n| PETIT Luc | X | |",
            [""],
            [("for", "Paul DURAND"), ("against", "Anne ROYAN"), ("for", "Luc PETIT")],
        ),
        (
            "| Groupe | Pour | Contre |\n| Groupe Nord | 12 | 0 |\n| Groupe Sud | 0 | 8 |\n| Total | 12 | 8 |",
            ["against=8 for=12"],
            [("for", "Groupe Nord"), ("against", "Groupe Sud")],
        ),
        ("| Chapitre | Pour mémoire | Vote du conseil |\n| 011 | 12 500 | 13 |\n| 012 | 18 000 | 12 |", [], []),
    ],
)
def test_tables(table: str, votes: list[str], positions: list[tuple[str, str]]) -> None:
    act = minutes_of(table)
    assert votes_of(act) == votes
    assert positions_of(act) == positions


def test_names_of_the_debate_go_to_the_votes_of_a_table() -> None:
    act = minutes_of(
        """
        | Association | Vote |
        | Judo | 1 abstention |
        | Voile | 1 contre |
        | Danse | 1 ne prend pas part au vote |
        Pour le judo, Monsieur Petit s'abstient car il aurait donné plus.
        Pour la voile :
        Contre : M. Durand
        Mme Royan ne prend pas part au vote.
        """
    )
    assert votes_of(act) == ["abst=1", "against=1", "out=1"]
    assert positions_of(act) == [("abstain", "Petit"), ("against", "Durand"), ("not_voting", "Royan")]


def test_every_value_has_its_place() -> None:
    rows = extract(minutes_of("Pour : 12\nContre : 2 (M. DURAND, Mme ROYAN)"))
    vote = next(of_table(rows, "votes"))
    assert [place.text for place in vote.sources["votes_for"]] == ["Pour : 12"]
    names = [row.sources["name"][0].text for row in of_table(rows, "vote_positions")]
    assert names == ["M. DURAND", "Mme ROYAN"]
    assert all(row["page"] == 1 for row in rows)


WORDS = st.sampled_from(
    [
        "Pour",
        "Contre",
        "abstention",
        "voix",
        ":",
        "(",
        ")",
        "12",
        "0",
        "deux",
        "M.",
        "Mme",
        "DURAND",
        "Groupe A",
        ",",
        "et",
        "\n",
        "ne prend pas part au vote",
        "vote contre",
        "1 500",
        "«",
        "néant",
    ]
)


@given(st.lists(WORDS, max_size=30).map(" ".join))
def test_marks_are_counts_that_stand_in_the_text(text: str) -> None:
    for paragraph in from_text(text).paragraphs():
        for mark in find_marks(paragraph):
            assert mark.value is None or 0 <= int(mark.value) < 1000
            assert mark.source.text and mark.source.text in paragraph.text
            assert all(paragraph.text[v.start : v.end].strip() for v in mark.voters)


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_printed_counts_come_back(votes_for: int, against: int, abstentions: int) -> None:
    expected = f"abst={abstentions} against={against} for={votes_for}"
    for text in (
        f"Pour : {votes_for} - Contre : {against} - Abstention : {abstentions}",
        f"Par {votes_for} voix pour, {against} voix contre et {abstentions} abstentions",
        f"Vote : {votes_for} pour, {against} contre, {abstentions} abstentions",
    ):
        assert votes_of(minutes_of(text)) == [expected]
