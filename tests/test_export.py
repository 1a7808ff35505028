"""Exports: every format opens in the tool that it is for, and says what the tables say."""

from __future__ import annotations

import asyncio
import csv
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest
from frictionless import Package
from frictionless import validate as validate_data
from typer.testing import CliRunner

from models.schema import TABLES
from pipeline.cli import app
from pipeline.export.acts import distinct_acts
from pipeline.export.flat import cell, safe_cell
from pipeline.export.run import FORMATS, Options, export
from pipeline.export.tables import Run, foreign_keys, unfollowed

pytestmark = pytest.mark.xdist_group("samples")
WriteTables = Callable[..., Path]
IBAN = "FR76 3000 6000 0112 3456 7890 189"


def total(tables: Path) -> Decimal:
    values = pq.read_table(tables / "budget_amounts.parquet")["amount_eur"].to_pylist()
    return sum((value for value in values if value is not None), Decimal(0))


def rows_of(tables: Path, name: str) -> int:
    return int(pq.read_metadata(tables / f"{name}.parquet").num_rows)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_has_its_package_and_only_its_files(form: str, sample_tables: Path, tmp_path: Path) -> None:
    done = export(sample_tables, form, tmp_path / "out")
    assert sorted(p.name for p in done.folder.iterdir()) == sorted(done.files)
    assert done.dangling == ()
    package = json.loads((done.folder / "datapackage.json").read_text("utf-8"))
    assert {resource["path"] for resource in package["resources"]} == {*done.files} - {"datapackage.json"}
    assert Package(str(done.folder / "datapackage.json")).resources
    for resource in package["resources"]:
        if resource["name"] in TABLES and form not in ("scdl",):
            fields = {f["name"]: f["description"] for f in resource["schema"]["fields"]}
            assert fields == {c.name: c.meaning for c in TABLES[resource["name"]].columns.values()}


@pytest.mark.parametrize("french", [False, True])
def test_csv_validates_against_its_package(french: bool, sample_tables: Path, tmp_path: Path) -> None:
    done = export(sample_tables, "csv", tmp_path / "out", Options(french=french))
    report = validate_data(str(done.folder / "datapackage.json"), type="package")
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])[:5]
    raw = (done.folder / "budget_amounts.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") == french
    with (done.folder / "budget_amounts.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";" if french else ","))
    amounts = [row["amount_eur"].replace(",", ".") if french else row["amount_eur"] for row in rows]
    assert sum((Decimal(a) for a in amounts if a), Decimal(0)) == total(sample_tables)
    assert any("," in row["amount_eur"] for row in rows) == french


@pytest.mark.parametrize(
    ("value", "plain", "french"),
    [
        (None, "", ""),
        (Decimal("-12500.50"), "-12500.50", "-12500,50"),
        (Decimal("0.00"), "0.00", "0,00"),
        (1.25, "1.25", "1,25"),
        (True, "true", "VRAI"),
        (False, "false", "FAUX"),
        (date(2024, 6, 1), "2024-06-01", "2024-06-01"),
        (7, "7", "7"),
        (-3, "-3", "-3"),
        ([1.5, 2.0], "[1.5, 2.0]", "[1.5, 2.0]"),
        ("7.10", "7.10", "7.10"),
        ("=HYPERLINK(1)", "'=HYPERLINK(1)", "'=HYPERLINK(1)"),
    ],
)
def test_cells(value: Any, plain: str, french: str) -> None:
    assert (cell(value), cell(value, french=True)) == (plain, french)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "  =", "\n="])
def test_no_cell_is_a_formula(sign: str) -> None:
    assert safe_cell(f"{sign}cmd|' /C calc'!A0").startswith("'")


@pytest.mark.parametrize("text", ["", "Foyer rural", "2024-12", "n° 3", "a=b", "'déjà'"])
def test_plain_text_is_left_alone(text: str) -> None:
    assert safe_cell(text) == text


def test_the_workbook_opens_and_holds_no_formula(write_tables: WriteTables, tmp_path: Path) -> None:
    hostile = "=1+1\nsuite"
    grant = {"row_id": "g", "beneficiary": hostile, "amount_eur": Decimal("1200.50"), "bbox": [1.0, 2.0, 3.0, 4.0]}
    law = {"row_id": "l", "dated_on": date(1884, 4, 5), "text": "x" * 40_000}
    act = {"deliberation_id": "d", "session_on": date(2024, 6, 25), "unanimous": True, "title": "https://exemple.fr"}
    tables = write_tables(
        documents=[{"document_id": "a"}], grants=[grant], legal_references=[law], deliberations=[act]
    )
    done = export(tables, "xlsx", tmp_path / "out")
    book = openpyxl.load_workbook(done.folder / "actable.xlsx")
    assert book.sheetnames == ["dictionary", *TABLES]
    header = [c.value for c in book["grants"][1]]
    row = dict(zip(header, book["grants"][2], strict=True))
    assert (row["beneficiary"].value, row["beneficiary"].data_type) == (hostile, "s")
    assert row["amount_eur"].value == 1200.5 and "€" in row["amount_eur"].number_format
    deliberation = dict(zip([c.value for c in book["deliberations"][1]], book["deliberations"][2], strict=True))
    assert deliberation["session_on"].value.date() == date(2024, 6, 25)
    assert deliberation["unanimous"].value is True and deliberation["title"].hyperlink is None
    cited = dict(zip([c.value for c in book["legal_references"][1]], book["legal_references"][2], strict=True))
    assert cited["dated_on"].value == "1884-04-05"
    assert len(cited["text"].value) == 32_767 and "cut here" in cited["text"].value
    assert book["dictionary"].max_row == 1 + sum(len(spec.columns) for spec in TABLES.values())


def test_the_workbook_of_the_samples_has_every_row(sample_tables: Path, tmp_path: Path) -> None:
    done = export(sample_tables, "xlsx", tmp_path / "out")
    book = openpyxl.load_workbook(done.folder / "actable.xlsx", read_only=True)
    column = list(TABLES["budget_amounts"].columns).index("amount_eur")
    values = [row[column] for row in book["budget_amounts"].iter_rows(min_row=2, values_only=True)]
    assert round(sum(v for v in values if v is not None), 2) == float(total(sample_tables))
    assert len(values) == rows_of(sample_tables, "budget_amounts")


def test_sqlite_has_foreign_keys_that_hold(sample_tables: Path, tmp_path: Path) -> None:
    done = export(sample_tables, "sqlite", tmp_path / "out")
    with closing(sqlite3.connect(done.folder / "actable.sqlite")) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        keys = {(row[3], row[2]) for row in database.execute("PRAGMA foreign_key_list(attendees)")}
        assert keys == {
            ("document_id", "documents"),
            ("session_id", "sessions"),
            ("deliberation_id", "deliberations"),
            ("person_id", "persons"),
        }
        (found,) = database.execute("SELECT round(sum(amount_eur), 2) FROM budget_amounts").fetchone()
        assert found == float(total(sample_tables))
        for name in TABLES:
            assert database.execute(f'SELECT count(*) FROM "{name}"').fetchone() == (rows_of(sample_tables, name),)


def test_datasette_serves_the_sqlite_export(sample_tables: Path, tmp_path: Path) -> None:
    from datasette.app import Datasette

    done = export(sample_tables, "sqlite", tmp_path / "out")
    metadata = json.loads((done.folder / "metadata.json").read_text("utf-8"))

    async def ask() -> tuple[Any, Any, str]:
        served = Datasette([str(done.folder / "actable.sqlite")], metadata=metadata)
        await served.invoke_startup()
        grants = await served.client.get("/actable/grants.json?_labels=on&_shape=objects")
        view = await served.client.get("/actable/grants_by_beneficiary.json?_shape=array")
        page = await served.client.get("/actable/grants")
        return grants.json(), view.json(), page.text

    grants, view, page = asyncio.run(ask())
    assert len(grants["rows"]) == rows_of(sample_tables, "grants")
    assert grants["rows"][0]["deliberation_id"]["label"]  # the foreign key is followed to a title
    assert {row["beneficiary"] for row in view} == {row["beneficiary"] for row in grants["rows"]}
    assert TABLES["grants"].description in page


def test_duckdb_has_the_views_and_the_meanings(sample_tables: Path, tmp_path: Path) -> None:
    done = export(sample_tables, "duckdb", tmp_path / "out")
    with closing(duckdb.connect(str(done.folder / "actable.duckdb"), read_only=True)) as database:
        sittings = database.execute("SELECT sum(deliberations) FROM sittings").fetchall()[0][0]
        assert sittings == rows_of(sample_tables, "deliberations")
        money = database.execute("SELECT sum(amount_eur) FROM grants_by_beneficiary").fetchall()[0][0]
        grants = pq.read_table(sample_tables / "grants.parquet")["amount_eur"].to_pylist()
        assert money == sum(value for value in grants if value is not None)
        groups = database.execute(
            "SELECT sum(votes_for + votes_against + abstentions + not_voting + absent) FROM votes_by_group"
        ).fetchall()[0][0]
        kinds = pq.read_table(sample_tables / "vote_positions.parquet")["kind"].to_pylist()
        assert groups == kinds.count("group") > 0
        comment = database.execute(
            "SELECT comment FROM duckdb_columns() WHERE table_name = 'grants' AND column_name = 'amount_eur'"
        ).fetchall()[0][0]
        assert comment == TABLES["grants"].columns["amount_eur"].meaning


def test_json_lines_have_every_column(sample_tables: Path, tmp_path: Path) -> None:
    done = export(sample_tables, "jsonl", tmp_path / "out")
    rows = [json.loads(line) for line in (done.folder / "budget_amounts.jsonl").read_text("utf-8").splitlines()]
    assert all(list(row) == list(TABLES["budget_amounts"].columns) for row in rows)
    exact = sum(Decimal(str(row["amount_eur"])) for row in rows if row["amount_eur"] is not None)
    assert exact == total(sample_tables)


def test_an_act_in_two_files_counts_once(write_tables: WriteTables, tmp_path: Path) -> None:
    """The same act as a PDF and as a scan; a rejected one; the sum is that of the adopted act alone."""
    act = {"authority": "Ville de Beaulieu", "number": "2024-1", "session_on": date(2024, 5, 2), "outcome": "adopted"}
    acts = [
        {"document_id": "scan", "deliberation_id": "scan-d1", **act, "authority": "VILLE DE BEAULIEU"},
        {"document_id": "pdf", "deliberation_id": "pdf-d1", **act},
        {"document_id": "pdf", "deliberation_id": "pdf-d2", **act, "number": "2024-2", "outcome": "rejected"},
        {"document_id": "pdf", "deliberation_id": "pdf-d3", **act, "number": None},
        {"document_id": "pdf", "deliberation_id": "pdf-d4", **act, "number": "2024-5"},
        {"document_id": "pdf", "deliberation_id": "pdf-d5", **act, "number": "2024-5", "title": "Autre"},
        {"document_id": "scan", "deliberation_id": "scan-d6", **act, "number": None, "act_id": "059-1-DE"},
        {"document_id": "pdf", "deliberation_id": "pdf-d6", **act, "number": None, "act_id": "059-1-DE"},
    ]
    grants = [
        {"row_id": f"{a['deliberation_id']}-g", "deliberation_id": a["deliberation_id"], "beneficiary": "Amicale"}
        | {"amount_eur": Decimal(100)}
        for a in acts
    ]
    documents = [
        {"document_id": "scan", "file_name": "a.pdf", "text_source": "ocr"},
        {"document_id": "pdf", "file_name": "b.pdf", "text_source": "native"},
    ]
    tables = write_tables(documents=documents, deliberations=acts, grants=grants)
    kept_here = [kept["deliberation_id"] for kept, copy_of in distinct_acts(Run(tables)) if copy_of is None]
    assert kept_here == ["pdf-d1", "pdf-d2", "pdf-d3", "pdf-d4", "pdf-d5", "pdf-d6"]
    for form, file, connect in (
        ("duckdb", "actable.duckdb", duckdb.connect),
        ("sqlite", "actable.sqlite", sqlite3.connect),
    ):
        done = export(tables, form, tmp_path / form)
        with closing(connect(str(done.folder / file))) as database:  # type: ignore[operator]
            kept = database.execute("SELECT deliberation_id FROM distinct_deliberations ORDER BY 1").fetchall()
            assert [row[0] for row in kept] == ["pdf-d1", "pdf-d2", "pdf-d3", "pdf-d4", "pdf-d5", "pdf-d6"]
            answer = database.execute("SELECT grants, amount_eur FROM grants_by_beneficiary").fetchall()
            assert [(n, float(v)) for n, v in answer] == [(5, 500.0)]


@pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx", "sqlite", "duckdb", "scdl", "popolo"])
def test_bank_details_of_other_tables_are_masked(form: str, write_tables: WriteTables, tmp_path: Path) -> None:
    article = {"row_id": "c", "text": f"Virement sur le compte {IBAN}."}
    act = {"deliberation_id": "d", "authority": "Ville", "number": "1", "title": f"Compte IBAN {IBAN}"}
    tables = write_tables(documents=[{"document_id": "a"}], convention_articles=[article], deliberations=[act])
    done = export(tables, form, tmp_path / "out")
    if form == "xlsx":
        book = openpyxl.load_workbook(done.folder / "actable.xlsx")
        written = " ".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row)
    else:
        written = " ".join(p.read_bytes().decode("latin-1") for p in done.folder.iterdir())
    assert "3000 6000" not in written and "7890 189" not in written
    assert "REDACTED" in written or form == "duckdb"


def test_the_same_tables_give_the_same_bytes(sample_tables: Path, tmp_path: Path) -> None:
    for form in ("sqlite", "scdl", "popolo"):
        one, two = (export(sample_tables, form, tmp_path / f"{form}{n}") for n in "12")
        assert all((one.folder / name).read_bytes() == (two.folder / name).read_bytes() for name in one.files)


def test_an_export_replaces_its_own_files_and_no_others(sample_tables: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("à moi")
    (tmp_path / "out" / "grants.jsonl").write_text("old")
    export(sample_tables, "jsonl", tmp_path / "out")
    assert (tmp_path / "out" / "notes.txt").read_text() == "à moi"
    assert "old" not in (tmp_path / "out" / "grants.jsonl").read_text("utf-8")


def test_references_that_lead_nowhere_are_told(write_tables: WriteTables, tmp_path: Path) -> None:
    tables = write_tables(documents=[{"document_id": "a"}], votes=[{"row_id": "v", "deliberation_id": "gone"}])
    assert unfollowed(Run(tables), "votes") == {"deliberation_id": 1}
    done = CliRunner().invoke(app, ["export", str(tables), "-f", "jsonl", "-o", str(tmp_path / "out")])
    assert "votes.deliberation_id: 1" in done.output


def test_foreign_keys_come_from_the_contract() -> None:
    assert foreign_keys("budget_amounts") == {"document_id": "documents", "line_id": "budget_lines"}
    assert foreign_keys("deliberations") == {"document_id": "documents", "session_id": "sessions"}
    assert foreign_keys("evidence") == {"document_id": "documents"}


def test_the_command_says_where_it_wrote(sample_tables: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["export", str(sample_tables), "--format", "scdl", "-o", str(tmp_path / "o")])
    assert done.exit_code == 0
    assert "COLL_SIRET missing" in done.output and "a-completer.csv" in done.output
    wrong = CliRunner().invoke(app, ["export", str(tmp_path), "--format", "csv"])
    assert wrong.exit_code == 2 and "holds no tables" in wrong.output
