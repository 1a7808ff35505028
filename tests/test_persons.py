"""Who is who over a run: spellings of one name are one person, two people of one list never are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from models.ids import authority_key, person_id
from models.normalise.names import fold_name, parse_person
from models.schema import Tables
from pipeline.batch.corrections_csv import read_corrections
from pipeline.batch.persons import Corrections, Persons
from pipeline.batch.persons_csv import CorrectionsError, first_corrections
from pipeline.batch.write import RunWriter, read_table, to_arrow
from pipeline.cli import app

HERE = "Commune de Beaulieu"


def attendee(text: str, document: str, act: str) -> dict[str, Any]:
    person = parse_person(text)
    assert person is not None
    values = {"honorific": person.honorific, "given_name": person.given_name, "family_name": person.family_name}
    return {"document_id": document, "deliberation_id": act, "session_id": None, "name": person.name, **values}


def resolved(
    lists: list[list[str]], authority: str | list[str | None] | None = HERE, corrections: Corrections | None = None
) -> tuple[list[list[str | None]], list[dict[str, Any]]]:
    """The ids of the people in each list, a list a document, and the table of persons."""
    persons = Persons(corrections)
    keys = []
    for n, names in enumerate(lists):
        whose = authority[n] if isinstance(authority, list) else authority
        acts = [{"deliberation_id": f"d{n}-1", "authority": whose}]
        keys.append(persons.take([attendee(name, f"d{n}", f"d{n}-1") for name in names], acts, []))
    ids, rows = persons.resolve()
    return [[ids[key] if key else None for key in found] for found in keys], rows


def together(*lists: list[str], **options: Any) -> set[frozenset[str]]:
    """The names that mean one person, as printed."""
    ids, rows = resolved(list(lists), **options)
    assert sorted({i for found in ids for i in found if i}) == sorted(row["person_id"] for row in rows)
    return {frozenset(row["variants"]) for row in rows}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hélène MARTEL", "Helene MARTEL"),
        ("Jean-Marc ROUXEL", "Jean Marc ROUXEL"),
        ("M. Jean ROUXEL", "Jean Rouxel"),
        ("Jean DE LA TOUR", "Jean DELATOUR"),
        ("Yann L'HÉNORET", "Yann LHENORET"),
        ("Jean ROUXEL", "Jean ROUXELL"),  # a letter too many
        ("Mireille HINGANT-CÉRAT", "Mireille HINGANT-CERRAT"),
        ("Jean-Marc ROUXEL", "J.-M. ROUXEL"),
        ("Jean ROUXEL", "J. ROUXEL"),
        ("Philippe ROUXEL", "Ph. ROUXEL"),
        ("Œdipe CŒUROY", "Oedipe COEUROY"),
    ],
)
def test_spellings_of_one_name_are_one_person(one: str, other: str) -> None:
    assert len(together([one], [other])) == 1
    assert len(together([other], [one], [one])) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jean ROUXEL", "Jeanne ROUXEL"),
        ("Michel ROUXEL", "Michèle ROUXEL"),
        ("Jean ROY", "Jean ROZ"),  # too short to call it a slip
        ("M. Camille ROUXEL", "Mme Camille ROUXELL"),
        ("Jean-Marc ROUXEL", "J. ROUXEL"),  # Jean-Marc's initials are two
        ("J. ROUXEL", "J. ROUXELL"),  # initials and a slip are too much
        ("Marie ROUXEL", "Marie ROUXEL-BERTIN"),
        ("Mme ROUXEL", "Anne ROUXEL"),
        ("Jean ROUXEL", "Jean ROUXEAUX"),
    ],
)
def test_other_names_are_other_people(one: str, other: str) -> None:
    assert len(together([one], [other])) == 2


def test_two_people_of_one_list_are_two_whatever_their_names() -> None:
    assert len(together(["Jean ROUXEL", "Jean ROUXELL"], ["Jean ROUXEL"], ["Jean ROUXELL"])) == 2
    assert len(together(["Jean ROUXEL", "J. ROUXEL"])) == 2


def test_m_and_mme_of_one_name_in_one_list_are_two_people_everywhere() -> None:
    lists = [["M. Camille ROUXEL", "Mme Camille ROUXEL"], ["Mme Camille ROUXEL"], ["Camille ROUXEL"]]
    ids, rows = resolved(lists)
    assert ids[0][0] != ids[0][1] == ids[1][0]
    assert ids[2][0] not in ids[0]  # nobody says which
    assert len(rows) == 3


def test_one_printed_twice_in_a_list_is_one_person() -> None:
    assert len(together(["Jean ROUXEL", "Jean ROUXEL"])) == 1
    assert len(together(["M. Jean ROUXEL", "JEAN ROUXEL"])) == 1


def test_a_spelling_between_two_people_joins_neither() -> None:
    both = ["Jean ROUXEL", "Jean ROUXAL"]
    assert frozenset({"Jean ROUXIL"}) in together(both, both, ["Jean ROUXIL"])
    assert frozenset({"Jean ROUXIL"}) in together(
        both, ["Jean ROUXEL"], ["Jean ROUXEL"], ["Jean ROUXIL"], ["Jean ROUXIL"]
    )
    assert frozenset({"J. ROUXEL"}) in together(["Jean ROUXEL", "Julie ROUXEL"], ["J. ROUXEL"])
    # the honorific, or a list, tells which of them it is
    assert frozenset({"J. ROUXEL", "Julie ROUXEL"}) in together(
        ["M. Jean ROUXEL", "Mme Julie ROUXEL"], ["Mme J. ROUXEL"]
    )
    assert frozenset({"Jean ROUXIL", "Jean ROUXAL"}) in together(both, ["Jean ROUXEL", "Jean ROUXIL"])


def test_slips_do_not_add_up() -> None:
    """Each spelling is near the usual one, not near another slip; one that is near two names joins neither."""
    found = together(["Jean ROUXEL"], ["Jean ROUXEL"], ["Jean ROUXELL"], ["Jean ROUXELLE"])
    assert not any({"Jean ROUXEL", "Jean ROUXELLE"} <= group for group in found)


def test_those_who_give_a_proxy_in_one_list_are_different_people() -> None:
    persons = Persons()
    for n, name in enumerate(("Jean ROUXEL", "Jean ROUXELL")):
        act = {"deliberation_id": f"d{n}-1", "authority": HERE}
        persons.take([attendee(name, f"d{n}", f"d{n}-1")], [act], [])
    given = [
        {"document_id": "d2", "deliberation_id": "d2-1", "session_id": None, "giver": g}
        for g in ("Jean ROUXEL", "Jean ROUXELL")
    ]
    persons.take([], [{"deliberation_id": "d2-1", "authority": HERE}], [], given)
    assert len(persons.resolve()[1]) == 2


@pytest.mark.parametrize(
    ("whose", "people"),
    [
        (["Commune de Beaulieu", "Ville de BEAULIEU"], 1),
        (["Commune de Beaulieu", "Commune de Clairval"], 2),
        (["Commune de Beaulieu", None], 2),
        ([None, None], 2),  # two documents that do not say whose they are
    ],
)
def test_namesakes_of_two_authorities_are_two_people(whose: list[str | None], people: int) -> None:
    assert len(resolved([["Jean ROUXEL"]] * 2, whose)[1]) == people


def test_the_authority_is_told_by_the_act_the_sitting_or_the_only_one() -> None:
    persons = Persons()
    rows = [
        attendee("Jean ROUXEL", "d0", act) | {"session_id": session}
        for act, session in (("a", None), ("", "s"), ("", None))
    ]
    persons.take(
        rows[:2],
        [{"deliberation_id": "a", "authority": HERE}],
        [{"session_id": "s", "authority": "Ville de Beaulieu"}],
    )
    persons.take([rows[2]], [{"deliberation_id": "b", "authority": HERE}], [])
    (row,) = persons.resolve()[1]
    assert row["authorities"] == [HERE]


def test_a_person_has_the_usual_name_and_an_id_made_from_it() -> None:
    _, (row,) = resolved([["Jean ROUXELL"], ["Jean ROUXEL"], ["JEAN ROUXEL"], ["Jean ROUXEL"]])
    assert (row["name"], row["document_count"]) == ("Jean ROUXEL", 4)
    assert row["variants"] == ["JEAN ROUXEL", "Jean ROUXEL", "Jean ROUXELL"]
    assert row["person_id"] == person_id("Jean ROUXEL", authority_key(HERE)) != person_id("Jean ROUXEL")


# --- properties -------------------------------------------------------------------------------------------------

NAMES = [
    f"{given} {family}"
    for given in ("Jean", "J.", "Jeanne", "Julie", "Jean-Marc", "J.-M.", "M. Camille", "Mme Camille")
    for family in ("ROUXEL", "ROUXELL", "ROUXAL", "RAUXAL", "ROUXEL-BERTIN", "DE LA TOUR", "DELATOUR")
]
LISTS = st.lists(st.lists(st.sampled_from(NAMES), max_size=6, unique_by=fold_name), max_size=6)


@given(LISTS)
def test_no_two_people_of_one_list_share_an_id(lists: list[list[str]]) -> None:
    ids, _ = resolved(lists)
    for names, found in zip(lists, ids, strict=True):
        folded = {(fold_name(name), i) for name, i in zip(names, found, strict=True)}
        assert len({i for _, i in folded}) == len(folded)


@given(LISTS, st.randoms(use_true_random=False))
def test_the_order_of_documents_does_not_count(lists: list[list[str]], random: Any) -> None:
    def groups(order: list[list[str]]) -> dict[str | None, list[str]]:
        return {row["person_id"]: row["variants"] for row in resolved(order)[1]}

    shuffled = [random.sample(names, len(names)) for names in random.sample(lists, len(lists))]
    assert groups(shuffled) == groups(lists)


@given(LISTS)
def test_a_name_has_one_person_in_an_authority(lists: list[list[str]]) -> None:
    ids, rows = resolved(lists)
    means: dict[str, set[str | None]] = {}
    for names, found in zip(lists, ids, strict=True):
        for name, person in zip(names, found, strict=True):
            means.setdefault(name, set()).add(person)
    assert all(len(found) == 1 for found in means.values())
    assert len({row["person_id"] for row in rows}) == len(rows)


# --- corrections ------------------------------------------------------------------------------------------------


def corrected(tmp_path: Path, *lines: str, head: str = "authority,name,person_id") -> Corrections:
    file = tmp_path / "persons.csv"
    file.write_text("\n".join([head, *lines]), "utf-8")
    return read_corrections(file).persons


def test_a_reader_joins_and_parts(tmp_path: Path) -> None:
    said = corrected(
        tmp_path, f"{HERE},Jean ROUXEL,jean", f"{HERE},Yannick BERTIN,jean", f"{HERE},Jean ROUXELL,other"
    )
    found = together(["Jean ROUXEL"], ["Yannick BERTIN"], ["Jean ROUXELL"], ["Jean ROUXXEL"], corrections=said)
    # the last is as near to both
    assert found == {frozenset({"Jean ROUXEL", "Yannick BERTIN", "Jean ROUXXEL"}), frozenset({"Jean ROUXELL"})}


def test_a_reader_knows_better_than_the_lists(tmp_path: Path) -> None:
    said = corrected(tmp_path, f"{HERE},Jean ROUXEL,jean", f"{HERE},J. ROUXEL,jean")
    assert len(together(["Jean ROUXEL", "J. ROUXEL"], corrections=said)) == 1


def test_a_reader_joins_over_authorities_and_unknown_ones(tmp_path: Path) -> None:
    said = corrected(
        tmp_path, "Ville de Beaulieu,jean rouxel,7", "Commune de Clairval,Jean ROUXEL,7", ",Jean ROUXEL,7"
    )
    whose: list[str | None] = ["Commune de Beaulieu", "Commune de Clairval", None, "Commune de Sainte-Orne"]
    ids, rows = resolved([["Jean ROUXEL"]] * 4, whose, said)
    assert [found[0] == "7" for found in ids] == [True, True, True, False]
    assert rows[0]["authorities"] == ["Commune de Beaulieu", "Commune de Clairval"]


def test_a_reader_tells_namesakes_apart(tmp_path: Path) -> None:
    said = corrected(
        tmp_path,
        f"{HERE},M.,Camille ROUXEL,a",
        f"{HERE},Mme,Camille ROUXEL,b",
        head="authority,honorific,name,person_id",
    )
    ids, _ = resolved([["M. Camille ROUXEL"], ["Mme Camille ROUXEL"]], corrections=said)
    assert ids == [["a"], ["b"]]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("authority,name\nX,Y", "persons.csv has no column person_id; its first line must name authority, name, person_id"),
        ("", "has no column authority and no column name and no column person_id"),
        ("authority,name,person_id\nX,,1", "persons.csv, line 2: the column name is empty; fill it or delete the line"),
        ("authority,name,person_id\n\nX,Y,\n", "line 3: the column person_id is empty"),
        ("authority,name,person_id\nX,Y", "line 2: the column person_id is empty"),
        ("authority,name,person_id\nX,Anne Roy,1\nX,ANNE ROY,2", "lines 2 and 3 give « ANNE ROY » two person_ids; keep one"),
        ("authority,name,person_id\nX,Y,1,2", "line 2: there are more cells than columns; put cells with commas in quotes"),
        ("authority,name,person_id,honorific\nX,Y,1,Dr", "line 2: the honorific is « Dr »; write M., Mme or nothing"),
        (b"authority,name,person_id\nX,H\xe9l\xe8ne,1", "persons.csv is not UTF-8 text; save it as 'CSV UTF-8'"),
        (None, "persons.csv: there is no such file; the review site and 'actable persons' write one to begin with"),
    ],
)  # fmt: skip
def test_a_bad_file_of_corrections_is_one_sentence(tmp_path: Path, text: str | bytes | None, says: str) -> None:
    file = tmp_path / "persons.csv"
    if text is not None:
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(CorrectionsError) as raised:
        read_corrections(file)
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)


def test_spreadsheets_may_mark_and_part_as_they_like(tmp_path: Path) -> None:
    file = tmp_path / "persons.csv"
    file.write_bytes('authority;name;person_id\r\n"Ville de Beaulieu";Anne ROY;1\r\n;;\r\n'.encode("utf-8-sig"))
    assert dict(read_corrections(file).persons.ids) == {("commune-de-beaulieu", "", "anne roy"): "1"}


def test_the_first_file_of_corrections_changes_nothing(tmp_path: Path) -> None:
    lists = [
        ["M. Camille ROUXEL", "Mme Camille ROUXEL", "Jean DE LA TOUR"],
        ["Jean DELATOUR", "Anne BERTIN"],
        ["Anne Bertin"],
    ]
    acts = [
        {"document_id": f"d{n}", "deliberation_id": f"d{n}-1", "authority": HERE if n < 2 else None} for n in range(3)
    ]
    attendees = [attendee(name, f"d{n}", f"d{n}-1") for n, names in enumerate(lists) for name in names]

    def run(corrections: Corrections | None) -> Tables:
        persons = Persons(corrections)
        keys = [
            key
            for n, act in enumerate(acts)
            for key in persons.take([row for row in attendees if row["document_id"] == f"d{n}"], [act], [])
        ]
        ids, rows = persons.resolve()
        assert persons.unmatched() == []
        named = [row | {"person_id": ids[key or ""]} for row, key in zip(attendees, keys, strict=True)]
        return {"attendees": named, "persons": rows, "deliberations": acts}

    before = run(None)
    with RunWriter(tmp_path / "tables") as writer:
        writer.append(to_arrow(before))
    file = tmp_path / "persons.csv"
    file.write_text(first_corrections(tmp_path / "tables"), "utf-8")
    assert run(read_corrections(file).persons) == before
    assert file.read_text("utf-8").splitlines()[0] == "authority,honorific,name,person_id,person,documents"
    assert len(file.read_text("utf-8").splitlines()) == 1 + 6


# --- the command line -------------------------------------------------------------------------------------------

ACT = """COMMUNE DE SAINT-AMAND-SUR-ORNE
EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS DU CONSEIL MUNICIPAL

L'an deux mille vingt-quatre, le douze mars à 19 h 00, le conseil municipal s'est réuni.

Étaient présents : M. Paul VERNEUIL, Mme Anne LORMEAU, M. Jean CASTAING

OBJET : Règlement du bac à chaîne

Le conseil municipal, après en avoir délibéré, DÉCIDE d'approuver le règlement du bac.
"""


def test_a_run_writes_who_is_who_and_the_next_one_honours_what_a_reader_changed(tmp_path: Path) -> None:
    act, tables, file = tmp_path / "acte.txt", tmp_path / "tables", tmp_path / "persons.csv"
    act.write_text(ACT, "utf-8")
    extract = ["extract", str(act), "-o", str(tables), "--jobs", "1"]
    assert CliRunner().invoke(app, extract).exit_code == 0
    assert CliRunner().invoke(app, ["persons", str(tables), "-o", str(file)]).exit_code == 0
    lines = file.read_text("utf-8-sig").splitlines()
    assert [line.split(",")[2] for line in lines[1:]] == ["Anne LORMEAU", "Jean CASTAING", "Paul VERNEUIL"]
    file.write_text("\n".join([lines[0], *(",".join([*line.split(",")[:3], "one", "", ""]) for line in lines[1:3])]))
    assert CliRunner().invoke(app, [*extract, "--corrections", str(file)]).exit_code == 0
    found = {row["name"]: row["person_id"] for row in read_table(tables, "attendees").to_pylist()}
    assert (found["Anne LORMEAU"], found["Jean CASTAING"]) == ("one", "one")
    assert found["Paul VERNEUIL"].startswith("person-")
    assert CliRunner().invoke(app, ["persons", str(tables)]).output.count(",one,") == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["persons", "nowhere"], "nowhere holds no tables; give the folder that actable extract wrote"),
        (["extract", "acte.pdf", "-o", "out", "--persons", "gone.csv"], "gone.csv: there is no such file"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_status_2(
    arguments: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert says in result.output
    assert not list(tmp_path.iterdir())


def test_corrections_are_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "persons.csv"
    file.write_text("mine")
    with RunWriter(tmp_path / "tables"):
        pass
    result = CliRunner().invoke(app, ["persons", str(tmp_path / "tables"), "-o", str(file)])
    assert (result.exit_code, file.read_text()) == (2, "mine")
    assert "Example: actable persons" in " ".join(CliRunner().invoke(app, ["persons", "--help"]).output.split())
