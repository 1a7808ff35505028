"""SCDL and Popolo: valid against the official schemas in all that can be known, empty and reported in the rest."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from frictionless import Resource, Schema
from frictionless import validate as validate_data
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.export.run import Options, export
from pipeline.export.scdl import scdl_schema
from pipeline.export.side_values import SideFileError, SideValues

pytestmark = pytest.mark.xdist_group("samples")
WriteTables = Callable[..., Path]
SIRET = "21590350100017"  # a check digit that holds


def errors(folder: Path, name: str) -> list[tuple[str, str, int]]:
    """What frictionless says of a file: kind of error, field, row."""
    schema = Schema.from_descriptor({**scdl_schema(name)})
    report = Resource(path=f"{name}.csv", basepath=str(folder), schema=schema).validate()
    return [tuple(item) for item in report.flatten(["type", "fieldName", "rowNumber"])]  # type: ignore[misc]


def read(folder: Path, file: str) -> list[dict[str, str]]:
    with (folder / file).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def check_what_is_known(folder: Path) -> None:
    """No error but of required values that the acts do not print, each of them listed."""
    listed = {(row["fichier"], row["champ"]) for row in read(folder, "a-completer.csv")}
    for name in ("deliberations", "subventions"):
        for kind, field, _ in errors(folder, name):
            assert (kind, (f"{name}.csv", field) in listed) == ("constraint-error", True), (kind, field)
        check_rules(name, read(folder, f"{name}.csv"))


def check_rules(name: str, rows: list[dict[str, str]]) -> None:
    """The rules that the schema says in prose, between columns."""
    for row in rows:
        if name == "subventions":
            continue
        assert not (row["PREF_DATE"] and row["DELIB_DATE"]) or row["PREF_DATE"] >= row["DELIB_DATE"]
        if row["VOTE_REEL"]:
            counts = [row["VOTE_POUR"], row["VOTE_CONTRE"], row["VOTE_ABSTENTION"]]
            assert int(row["VOTE_REEL"]) == sum(map(int, counts))
            assert not row["VOTE_EFFECTIF"] or int(row["VOTE_EFFECTIF"]) >= int(row["VOTE_REEL"])
        assert bool(row["BUDGET_ANNEE"]) == bool(row["BUDGET_NOM"])


@pytest.mark.parametrize(
    ("name", "version", "fields"), [("deliberations", "2.1.5", 17), ("subventions", "2.1.1", 16)]
)
def test_the_official_schemas_are_kept_with_version_and_source(name: str, version: str, fields: int) -> None:
    schema = scdl_schema(name)
    assert (schema["name"], schema["version"], len(schema["fields"])) == (name, version, fields)
    assert schema["source"] == f"https://schema.data.gouv.fr/scdl/{name}/{version}/documentation.html"
    assert Schema.validate_descriptor(schema).valid


def test_samples_validate_in_all_that_is_known(sample_tables: Path, tmp_path: Path) -> None:
    done = export(sample_tables, "scdl", tmp_path)
    check_what_is_known(done.folder)
    rows = read(done.folder, "deliberations.csv")
    assert len(rows) == 10
    assert not {row["DELIB_ID"] for row in rows} & {"DEL2024-035", "DEL2024-036", "DEL2024-037"}
    reasons = {row["raison"].split(" (")[0] for row in read(done.folder, "a-completer.csv") if not row["champ"]}
    assert reasons >= {"écartée : ajournée", "écartée : retirée de l'ordre du jour", "écartée : rejetée"}


def test_a_filled_side_file_leaves_no_error_at_all(sample_tables: Path, tmp_path: Path) -> None:
    """The list of what is missing is filled in and given back: both files are then valid as a whole."""
    fill = {
        "COLL_SIRET": SIRET,
        "idAttribuant": SIRET,
        "idBeneficiaire": SIRET,
        "DELIB_MATIERE_CODE": "7.5",
        "DELIB_MATIERE_NOM": "finances locales/subventions",
        "conditionsVersement": "unique",
        "notificationUE": "non",
        "dateConvention": "date de la délibération",
        "datesPeriodeVersement": "années de la subvention",
    }
    first = export(sample_tables, "scdl", tmp_path / "first")
    side = tmp_path / "valeurs.csv"
    with side.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["portee", "cle", "champ", "valeur"])
        for row in read(first.folder, "a-completer.csv"):
            if row["champ"]:
                writer.writerow([row["portee"], row["cle"], row["champ"], fill.get(row["champ"], "")])
    done = export(sample_tables, "scdl", tmp_path / "second", Options(values=side))
    assert [gap for gap in done.gaps if gap.field] == []
    assert errors(done.folder, "deliberations") == errors(done.folder, "subventions") == []
    assert validate_data(str(done.folder / "datapackage.json"), type="package").valid
    grants = read(done.folder, "subventions.csv")
    assert {row["datesPeriodeVersement"] for row in grants} >= {"2024-01-01/2026-12-31"}
    assert sum(Decimal(row["montant"]) for row in grants) > 0


def act(**more: Any) -> dict[str, Any]:
    base = {"document_id": "a", "deliberation_id": "a-d1", "authority": "Ville de Beaulieu", "number": "12"}
    return {**base, "session_on": date(2024, 5, 2), "title": "Tarifs", "members_in_office": 15, **more}


@pytest.mark.parametrize(
    ("more", "vote", "expected", "told"),
    [
        ({"received_on": date(2024, 5, 3)}, {}, {"PREF_DATE": "2024-05-03"}, None),
        ({"received_on": date(2024, 4, 3)}, {}, {"PREF_DATE": ""}, "PREF_DATE"),
        (
            {},
            {"votes_for": 9, "votes_against": 2, "abstentions": 1},
            {"VOTE_REEL": "12", "VOTE_EFFECTIF": "15"},
            None,
        ),
        ({}, {"votes_for": 9, "votes_against": 2}, {"VOTE_REEL": "", "VOTE_ABSTENTION": ""}, None),
        ({}, {"votes_for": 9, "votes_against": 2, "abstentions": 1, "voting": 11}, {"VOTE_REEL": ""}, "VOTE_REEL"),
        ({}, {"votes_for": 19, "votes_against": 0, "abstentions": 0}, {"VOTE_EFFECTIF": ""}, "VOTE_EFFECTIF"),
        ({"number": None, "act_id": "059-215903501-20240502-DCM12-DE"}, {}, {"DELIB_ID": "DCM12"}, None),
        ({"number": None}, {}, {"DELIB_ID": ""}, "DELIB_ID"),
        ({"title": "=1+1"}, {}, {"DELIB_OBJET": "'=1+1"}, None),
    ],
)
def test_deliberations(
    more: dict[str, Any],
    vote: dict[str, Any],
    expected: dict[str, str],
    told: str | None,
    write_tables: WriteTables,
    tmp_path: Path,
) -> None:
    votes = [{"row_id": "v", "deliberation_id": "a-d1", **vote}] if vote else []
    tables = write_tables(documents=[{"document_id": "a"}], deliberations=[act(**more)], votes=votes)
    done = export(tables, "scdl", tmp_path / "out")
    (row,) = read(done.folder, "deliberations.csv")
    assert {key: row[key] for key in expected} == expected
    named = {gap.field for gap in done.gaps} - {"COLL_SIRET", "DELIB_MATIERE_CODE", "DELIB_MATIERE_NOM"}
    assert named == ({told} if told else set())
    check_what_is_known(done.folder)


def test_two_votes_on_one_act_are_neither_s(write_tables: WriteTables, tmp_path: Path) -> None:
    votes = [{"row_id": f"v{n}", "deliberation_id": "a-d1", "votes_for": n} for n in (3, 9)]
    tables = write_tables(documents=[{"document_id": "a"}], deliberations=[act()], votes=votes)
    (row,) = read(export(tables, "scdl", tmp_path / "out").folder, "deliberations.csv")
    assert row["VOTE_POUR"] == ""


def test_a_grant_without_a_figure_is_not_worth_nothing(write_tables: WriteTables, tmp_path: Path) -> None:
    grant = {"row_id": "g", "deliberation_id": "a-d1", "beneficiary": "Amicale laïque"}
    tables = write_tables(documents=[{"document_id": "a"}], deliberations=[act(title="Mot " * 100)], grants=[grant])
    done = export(tables, "scdl", tmp_path / "out")
    (row,) = read(done.folder, "subventions.csv")
    assert row["montant"] == row["pourcentageSubvention"] == row["nature"] == ""
    assert len(row["objet"]) <= 256 and row["objet"].endswith("…")
    assert {"montant", "nature"} <= {gap.field for gap in done.gaps}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("commune,X,COLL_SIRET,1", "portee is one of"),
        ("collectivite,X,SIRET,1", "there is no field 'SIRET'"),
        ("collectivite,X,COLL_SIRET,123", "has the form"),
        ("collectivite,X,COLL_SIRET,21590350100018", "is no SIRET"),
        ("tout,,notificationUE,peut-être", "is oui or non"),
        ("tout,,dateConvention,3 mai", "is a date"),
        ("tout,,nature,argent", "is one of aide en numéraire"),
        ("tout,,pourcentageSubvention,0;5", "decimal point"),
    ],
)
def test_a_wrong_side_file_is_refused_by_line(line: str, says: str, sample_tables: Path, tmp_path: Path) -> None:
    side = tmp_path / "valeurs.csv"
    side.write_text(f"portee,cle,champ,valeur\n{line}\n", "utf-8")
    with pytest.raises(SideFileError, match=says):
        SideValues.read(side, [scdl_schema("deliberations"), scdl_schema("subventions")])
    command = ["export", str(sample_tables), "-f", "scdl", "--values", str(side), "-o", str(tmp_path / "out")]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 2 and "line 2" in done.output
    assert not (tmp_path / "out").exists()


def test_the_narrowest_scope_wins_and_print_beats_both(write_tables: WriteTables, tmp_path: Path) -> None:
    side = tmp_path / "valeurs.csv"
    side.write_text(
        "portee,cle,champ,valeur\ntout,,DELIB_MATIERE_CODE,9.1\ncollectivite,ville de  BEAULIEU,DELIB_MATIERE_CODE,7.1\n"
        "deliberation,12,DELIB_MATIERE_CODE,7.10\ntout,,DELIB_OBJET,Autre\n",
        "utf-8",
    )
    tables = write_tables(documents=[{"document_id": "a"}], deliberations=[act()])
    (row,) = read(export(tables, "scdl", tmp_path / "out", Options(values=side)).folder, "deliberations.csv")
    assert (row["DELIB_MATIERE_CODE"], row["DELIB_OBJET"]) == ("7.10", "Tarifs")


def test_popolo_refers_to_what_it_holds(sample_tables: Path, tmp_path: Path) -> None:
    done = export(sample_tables, "popolo", tmp_path)
    data = json.loads((done.folder / "popolo.json").read_text("utf-8"))
    ids = {name: [item["id"] for item in data[name]] for name in data}
    assert all(len(set(found)) == len(found) for found in ids.values())
    for item in data["memberships"]:
        assert item["person_id"] in ids["persons"] and item["organization_id"] in ids["organizations"]
    for event in data["vote_events"]:
        assert event["motion_id"] in ids["motions"] and event["organization_id"] in ids["organizations"]
        assert {count["option"] for count in event.get("counts", ())} <= {"yes", "no", "abstain", "not voting"}
        for vote in event.get("votes", ()):
            assert vote.get("voter_id", ids["persons"][0]) in ids["persons"]
            assert vote.get("group_id", ids["organizations"][0]) in ids["organizations"]
    against = [v for e in data["vote_events"] for v in e.get("votes", ()) if v["option"] == "no" and "voter_id" in v]
    assert against
    assert {item["giver_id"] for item in data["x_proxies"] if "giver_id" in item} <= set(ids["persons"])


def test_a_family_name_of_two_members_is_neither_s(write_tables: WriteTables, tmp_path: Path) -> None:
    names = [("Anne", "RIVAL"), ("Paul", "RIVAL"), ("Zoé", "MARTY")]
    attendees = [
        {"row_id": f"t{n}", "document_id": "a", "name": f"{given} {family}", "family_name": family}
        | {"person_id": f"p{n}", "position": n}
        for n, (given, family) in enumerate(names)
    ]
    positions = [
        {"row_id": f"v{name}", "deliberation_id": "a-d1", "choice": "against", "kind": "member", "name": name}
        for name in ("RIVAL", "Paul RIVAL", "MARTY")
    ]
    tables = write_tables(
        documents=[{"document_id": "a"}], deliberations=[act()], attendees=attendees, vote_positions=positions
    )
    done = export(tables, "popolo", tmp_path / "out")
    (event,) = json.loads((done.folder / "popolo.json").read_text("utf-8"))["vote_events"]
    assert [vote.get("voter_id") for vote in event["votes"]] == [None, "p1", "p2"]
