"""Visas: where each begins and ends, and what it cites."""

from __future__ import annotations

from datetime import date

import pytest
from acts_from_text import act_of, blocks_of, convention_of
from hypothesis import given
from hypothesis import strategies as st

from extractors.visa_acts import find_citations
from extractors.visa_text import find_visas
from extractors.visas import extract, extract_part

CGCT = "Code général des collectivités territoriales"
CASF = "Code de l'action sociale et des familles"


def told(text: str) -> list[str]:
    """What a visa cites: "law 2021-1900 2021-12-30", "code L2121-29"."""
    out = []
    for citation in find_citations(text):
        dated = citation.dated_on.isoformat() if citation.dated_on else None
        out.append(" ".join(filter(None, (citation.kind, citation.article, citation.number, dated))))
    return out


def visas_of(*paragraphs: str) -> list[str]:
    return [v.passage.flat for v in find_visas(blocks_of("\n".join(paragraphs)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vu le rapport DGA/2022/241", ["report DGA/2022/241"]),
        ("Vu le rapport n° 23.04.12 présenté par la Présidente", ["report 23.04.12"]),
        ("Vu le rapport de M. le Maire", ["report"]),
        ("Vu l'avis en date du 9 mai 2023 de la Commission Sports, culture", ["opinion 2023-05-09"]),
        ("Vu l'avis de la 2ème commission rendu lors de sa réunion en date du 04/09/2024", ["opinion 2024-09-04"]),
        ("Vu l’avis favorable de la commission n° 3 réunie le 4 mars 2024", ["opinion 2024-03-04"]),
        ("Vu les avis des commissions des 12 et 13 mai 2023", ["opinion 2023-05-12", "opinion 2023-05-13"]),
        ("Vu la loi n° 2021-1900 du 30 décembre 2021 de finances pour 2022", ["law 2021-1900 2021-12-30"]),
        ("Vu la loi NOTRe du 7 août 2015", ["law 2015-08-07"]),
        ("Vu l'article 97 de la loi n° 82.213 du 2 mars 1982 modifiée", ["law 97 82.213 1982-03-02"]),
        ("Vu, la loi n°84-53 du 26 janvier 1984, notamment son article 34", ["law 34 84-53 1984-01-26"]),
        (
            "Vu le décret n°2001-495 du 6 juin 2001 pris pour l'application de l'article 10 de la loi n°2000-321 du "
            "12 avril 2000",
            ["decree 2001-495 2001-06-06", "law 10 2000-321 2000-04-12"],
        ),
        (
            "Vu les lois n° 82-213 du 2 mars 1982 et n° 83-8 du 7 janvier 1983",
            ["law 82-213 1982-03-02", "law 83-8 1983-01-07"],
        ),
        ("Vu l'ordonnance 2021-175 du 17 février 2021 relative", ["ordinance 2021-175 2021-02-17"]),
        (
            "Vu l'instruction n° DGX/SD1/2019/24 du 4 février 2019 relative aux conventions",
            ["instruction DGX/SD1/2019/24 2019-02-04"],
        ),
        ("Vu la circulaire NOR INTB1234567C du 12 mai 2012", ["instruction INTB1234567C 2012-05-12"]),
        ("Vu l’instruction comptable M 57", ["instruction"]),
        (
            "Vu la précédente convention d'appui 2019-2021, signée le 18 décembre 2018, jointe en annexe",
            ["convention 2018-12-18"],
        ),
        (
            "Vu les avenants 2019 et 2020 de la convention d'appui, signés respectivement les 26/08/2019, 12/12/2019 "
            "et le 16/07/2021, joints",
            ["amendment 2019-08-26", "amendment 2019-12-12", "amendment 2021-07-16"],
        ),
        ("Vu l'avenant n° 2 à la convention du 3 mars 2020", ["amendment 2"]),
        (
            "Vu la convention du 3 mars 2020 et son avenant n° 1 du 4 avril 2021",
            ["convention 2020-03-03", "amendment 1 2021-04-04"],
        ),
        ("Vu le projet de convention annexé", ["convention"]),
        ("Vu, les statuts de l'association (ci-joints)", ["statutes"]),
        ("Vu le protocole de coopération en date du 9 novembre 2018 signé par l'État", ["protocol 2018-11-09"]),
        (
            "Vu la délibération n°2022-118 du Conseil départemental en date du 08/07/2022 « Délégation »",
            ["deliberation 2022-118 2022-07-08"],
        ),
        ("Vu la délibération en date du xxxx autorisant le Président à signer", ["deliberation"]),
        (
            "Vu la délibération du 26 mai 2020, transmise au contrôle de légalité le 28 mai 2020",
            ["deliberation 2020-05-26"],
        ),
        (
            "Vu les délibérations du 12 mars 2024 et du 3 juin 2025 du Conseil d’Administration",
            ["deliberation 2024-03-12", "deliberation 2025-06-03"],
        ),
        (
            "Vu les arrêtés n° 12-2020 et n° 13-2020 du 15 juillet 2020",
            ["order 12-2020 2020-07-15", "order 13-2020 2020-07-15"],
        ),
        (
            "Vu la délibération en date du 25 mars 2025 décidant de se joindre à la procédure et approuvant l’accord "
            "signé le 7 février 2025",
            ["deliberation 2025-03-25"],
        ),
        (
            "Vu la délibération n°2025/34 du 23 septembre 2025 approuvant les statuts en application de l’article "
            "L. 5211-20 du CGCT",
            ["deliberation 2025/34 2025-09-23", "code L5211-20"],
        ),
        (
            "Vu la délibération n°2 du 12 décembre 2023 fixant les tarifs applicables au 1er janvier 2024",
            ["deliberation 2 2023-12-12"],
        ),
        ("Vu la délibération approuvant l'avenant n° 2 au lot n° 3", ["deliberation"]),
        (
            "Vu l'arrêté préfectoral du 20/12/2013 modifié par arrêtés des 12/03/2015 et 14/06/2017",
            ["order 2013-12-20", "order 2015-03-12", "order 2017-06-14"],
        ),
        (
            "Vu les arrêtés suivants : → Arrêté préfectoral n°9730 du 19 décembre 1997, portant création. "
            "→ Arrêté du 16 décembre 2015",
            ["order 9730 1997-12-19", "order 2015-12-16"],
        ),
        ("Vu le contrat de prêt signé le 18/12/2021", ["other 2021-12-18"]),
        ("Vu le budget primitif 2024", ["other"]),
        ("Vu la convocation adressée le 12 mars 2024", ["other"]),
        (
            "Vu le règlement (UE) n° 1407/2013 du 18 décembre 2013 relatif aux aides",
            ["other 1407/2013 2013-12-18"],
        ),
        ("Vu Le 12ᵉ Programme de l’Agence de l’eau", ["other"]),
        ("Vu l'article L. 2121-29,", ["code L2121-29"]),
    ],
)
def test_citations(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Vu le Code Général des Collectivités Territoriales et notamment ses articles L.3121-14 et L.3211-2",
            [(CGCT, "L3121-14"), (CGCT, "L3211-2")],
        ),
        ("Vu le C.G.C.T., notamment l'article L. 2121-29 et suivants", [(CGCT, "L2121-29")]),
        ("Vu, le code général des collectivités territoriales", [(CGCT, None)]),
        ("Vu le Code général de collectivités territoriales", [(CGCT, None)]),
        ("Vu les articles L2121-1 à L2121-23 du CGCT", [(CGCT, "L2121-1"), (CGCT, "L2121-23")]),
        ("Vu l'article L. 5211-1 II du CGCT", [(CGCT, "L5211-1")]),
        (
            "Vu le CGCT, notamment ses articles : L. 2125-1 et suivants, le L. 1617-5 relatifs à la redevance",
            [(CGCT, "L2125-1"), (CGCT, "L1617-5")],
        ),
        (
            "Vu l'article R. 123-7 du code de l'action sociale et des familles et l'article L.2121-33 du CGCT",
            [(CASF, "R123-7"), (CGCT, "L2121-33")],
        ),
        (
            "Vu le CGCT, notamment ses articles L. 2121-29, et le Code de l'urbanisme, dont son article L. 153-1",
            [(CGCT, "L2121-29"), ("Code de l'urbanisme", "L153-1")],
        ),
        (
            "Vu le Code Général des Impôts, articles 1407 et suivants, 1639 A et 1636 B sexies",
            [("Code général des impôts", a) for a in ("1407", "1639 A", "1636 B sexies")],
        ),
        ("Vu le code de la navigation lunaire, article 4", [("Code de la navigation lunaire", "4")]),
    ],
)
def test_codes(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(c.code, c.article) for c in find_citations(text) if c.kind == "code"] == expected


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (
            ["VU le rapport ;", "VU l'avis de la commission ; VU l'exposé,", "Article 1 : Décide"],
            ["VU le rapport", "VU l'avis de la commission", "VU l'exposé"],
        ),
        (
            ["VU :", "- le Code général ;", "- la délibération du 3 mai 2022 ;", "CONSIDÉRANT :", "- que"],
            ["le Code général", "la délibération du 3 mai 2022"],
        ),
        (
            ["VU : le Code général,", "la loi du 3 mai 2020,", "Le Maire propose"],
            ["le Code général", "la loi du 3 mai 2020"],
        ),
        (
            ["Vu", "Le Code de l'environnement,", "Vu", "La loi n° 2020-105", "Considérant"],
            ["Vu Le Code de l'environnement", "Vu La loi n° 2020-105"],
        ),
        (["Vu", "Vu", "Le Code général,", "La loi n° 2020-105"], ["Vu Le Code général", "Vu La loi n° 2020-105"]),
        (
            ["| Vu | le Code général ; |", "| Vu | la loi du 3 mai 2020 ; |"],
            ["Vu le Code général", "Vu la loi du 3 mai 2020"],
        ),
        (["Visas", "Code général", "Le code de l'urbanisme", "Décide"], ["Code général", "Le code de l'urbanisme"]),
        (
            ["Vu le Code général, Vu la loi du 3 mai 2021, Considérant que la commune", "suite"],
            ["Vu le Code général", "Vu la loi du 3 mai 2021"],
        ),
        (
            ["Le Conseil Municipal, Vu le CGCT, Vu la loi du 3 mai 2020, Après en avoir délibéré, décide"],
            ["Vu le CGCT", "Vu la loi du 3 mai 2020"],
        ),
        (
            ["Vu la délibération du 25 mars 2025 décidant de se joindre à", "la procédure de marché ;"],
            ["Vu la délibération du 25 mars 2025 décidant de se joindre à la procédure de marché"],
        ),
        (
            ["Vu le Code général et notamment les articles", "L. 2121-29 et suivants,", "Le Conseil municipal,"],
            ["Vu le Code général et notamment les articles L. 2121-29 et suivants"],
        ),
        (
            ["Vu la délibération approuvant les aides à savoir :", "• Aide A,", "• Aide B,", "Considérant que"],
            ["Vu la délibération approuvant les aides à savoir : • Aide A, • Aide B"],
        ),
        (["• Vu le Code,", "➢ Vu la loi,"], ["Vu le Code", "Vu la loi"]),
        (
            ["Vu le décret relatif aux congés. Les agents sont concernés par ce texte."],
            ["Vu le décret relatif aux congés"],
        ),
        (
            ["Vu la loi du 3 mai 2020, le Conseil municipal, décide à l'unanimité de créer un poste"],
            ["Vu la loi du 3 mai 2020"],
        ),
        (
            ["Vu le Code général, Monsieur le Vice-Président informe les membres de la nécessité"],
            ["Vu le Code général"],
        ),
        (
            ["Vu la délibération par laquelle le Conseil municipal décide de créer un service,"],
            ["Vu la délibération par laquelle le Conseil municipal décide de créer un service"],
        ),
        (["Vu avec l'association du verger", "Vu et approuvé", "Vu pour être annexé", "Au vu des résultats"], []),
        (["Vu le Code général", "Le projet consiste à planter des arbres."], ["Vu le Code général"]),
    ],
)
def test_cutting(paragraphs: list[str], expected: list[str]) -> None:
    assert visas_of(*paragraphs) == expected


def test_positions_count_the_visas_of_the_part() -> None:
    act = act_of(f"Vu le {CGCT} et notamment ses articles L. 1111-1 et L. 1111-2 ;\nVu le rapport ;\nDÉCIDE")
    rows = extract(act)
    assert [(r["position"], r["kind"], r["article"]) for r in rows] == [
        (1, "code", "L1111-1"),
        (1, "code", "L1111-2"),
        (2, "report", None),
    ]
    assert {r["deliberation_id"] for r in rows} == {"doc-d1"}
    assert {r["convention_id"] for r in rows} == {None}
    assert rows[0]["text"] == rows[1]["text"]
    assert [place.text for place in rows[1].sources["article"]] == ["L. 1111-2"]


def test_date_has_its_own_place() -> None:
    (row,) = extract(act_of("Vu la délibération n° 7 du 3 mai 2022 relative aux tarifs"))
    assert row["dated_on"] == date(2022, 5, 3)
    assert [place.text for place in row.sources["dated_on"]] == ["3 mai 2022"]


def test_a_visa_before_the_body_in_one_paragraph_is_one_when_the_body_has_a_capital() -> None:
    act = act_of(
        "Vu la demande du comptable public, Le conseil municipal, après en avoir délibéré, décide :\n- D'admettre"
    )
    assert [(r["kind"], r["text"]) for r in extract(act)] == [("other", "Vu la demande du comptable public")]


def test_sentence_that_begins_with_vu_is_no_visa() -> None:
    assert extract(act_of("Vu la situation, le conseil municipal décide d'agir.")) == []


def test_convention_visas_end_at_its_first_article() -> None:
    part = convention_of(
        "Vu la loi du 3 mai 2020,\nIl a été convenu ce qui suit :\nArticle 1 : objet\n"
        "Vu la loi du 4 mai 2021, le port est libre."
    )
    rows = extract_part(part, "p2-c")
    assert [(r["convention_id"], r["part_id"], r["dated_on"]) for r in rows] == [("p2-c", "p2", date(2020, 5, 3))]
    assert rows[0]["deliberation_id"] is None


PARTS = st.sampled_from(
    [
        "Vu",
        "VU :",
        "vu",
        "le code",
        "la loi",
        "n° 2020-12",
        "du 3 mai 2020",
        "article L. 12-1",
        "du CGCT",
        ",",
        ";",
        ":",
        "\n",
        "- ",
        "Considérant",
        "le conseil municipal décide",
        "et",
        "« a",
        "arrêtés",
    ]
)


@given(st.lists(PARTS, max_size=30).map(" ".join))
def test_rows_stand_in_the_text(text: str) -> None:
    rows = extract(act_of(text))
    positions = [row["position"] for row in rows]
    assert sorted(set(positions)) == list(range(1, len(set(positions)) + 1))
    for row in rows:
        assert row["text"] and not row["text"].endswith((",", ";", ":"))
        assert all(word in text for word in row["text"].split())
        assert row["code"] is None or row["kind"] == "code"
