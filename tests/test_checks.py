"""The checks as a whole: their list, their rows, what they do in doubt and on bad ground, and the command."""

from __future__ import annotations

import random
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from checks_world import Row, act, budget, findings, line, people, proxy, vote
from typer.testing import CliRunner

from models.lexicon import load
from models.schema import TABLES, check_rows
from pipeline.batch.write import read_table, to_arrow, write_file
from pipeline.checks import CHECKS, check_folder, check_tables, rule
from pipeline.checks.registry import Check
from pipeline.cli import app

WRONG_VOTE = {"votes_for": 20, "votes_against": 3, "expressed": 24}


def _world() -> dict[str, list[Row]]:
    """A document with an error of votes, a warning of lists, an info of sums, and bank details."""
    note = {"document_id": "d", "row_id": "n1", "stage": "read", "severity": "info", "code": "bank_details_masked"}
    return {
        "documents": [{"document_id": "d", "file_name": "acte.pdf", "status": "ok"}],
        "deliberations": [act(1, members_present=6), act(2)],
        "attendees": people(5),
        "votes": [vote(1), vote(2, **WRONG_VOTE)],
        "diagnostics": [{**note, "message": "masked", "page": 2}],
        **budget(line(1, "Voirie", amounts={"state_share": 1, "department_share": 2, "total": 4})),
    }


def _write(folder: Path, tables: dict[str, list[Row]]) -> Path:
    folder.mkdir(exist_ok=True)
    for name in TABLES:
        arrow = to_arrow({name: tables.get(name, [])})
        if arrow:
            write_file(folder / f"{name}.parquet", name, arrow.values())
    return folder


# --- the list ---------------------------------------------------------------------------------------------------


def test_every_check_is_described_and_every_description_has_a_check() -> None:
    assert list(CHECKS) == list(load("rules")["checks"])
    assert all(check.title and check.law for check in CHECKS.values())


SLUGS = [
    "attendance_total", "vote_arithmetic", "quorum", "single_proxy", "proxy_holder_absent", "duplicate_person",
    "act_id_date", "act_id_siren", "publication_order", "budget_row_sum", "budget_column_sum", "budget_balance",
    "amount_mismatch", "annex_total", "fiche_budget_mismatch", "imputation_format", "reference_date_conflict",
    "bank_details_exposed", "name_variant",
]  # fmt: skip


def test_the_slugs_of_the_conventions_are_there() -> None:
    assert set(SLUGS) <= set(CHECKS)


@pytest.mark.parametrize("kind", ["quorum", "proxies"])
def test_rules_of_one_body_do_not_overlap_but_for_exceptions(kind: str) -> None:
    """Dated rules come before those that hold always, and no two of them hold on one day."""
    entries = load("rules")[kind]
    dated = ["from" in entry for entry in entries]
    assert dated == sorted(dated, reverse=True)
    spans = sorted((entry["from"], entry["until"]) for entry in entries if "from" in entry)
    assert all(first[1] < second[0] for first, second in pairwise(spans))


def test_a_rule_needs_a_day_and_a_body() -> None:
    assert rule("proxies", "conseil_municipal", None) is None
    assert rule("proxies", None, date(2024, 1, 1)) is None
    found = rule("proxies", "conseil_municipal", date(2020, 10, 20))
    assert found is not None and found.disputed and found.values["most"] == 2
    ordinary = rule("proxies", "conseil_municipal", date(2020, 10, 20), disputed=False)
    assert ordinary is not None and ordinary.values["most"] == 1


# --- rows -------------------------------------------------------------------------------------------------------


def test_findings_fit_their_table_and_stand_by_document_act_and_check() -> None:
    report = check_tables(_world())
    rows = check_rows("findings", report.findings)
    told = [(row["check"], row["severity"], row["deliberation_id"]) for row in rows]
    assert told == [
        ("bank_details_exposed", "error", None),
        ("attendance_total", "warning", "d-d1"),
        ("budget_row_sum", "info", "d-d1"),
        ("vote_arithmetic", "error", "d-d2"),
    ]
    assert [row["row_id"] for row in rows] == [f"d-findings-{n}" for n in range(1, 5)]
    assert all(row["source"] and row["message"].endswith(".") for row in rows)


def test_the_order_of_rows_in_a_table_changes_nothing() -> None:
    tables = _world()
    expected = check_tables(tables)
    shuffled = {name: random.Random(7).sample(rows, len(rows)) for name, rows in tables.items()}
    assert check_tables(shuffled) == expected


def test_an_empty_run_has_no_findings() -> None:
    assert check_tables({}).findings == []


def test_documents_keep_their_order() -> None:
    acts = [act(document_id=key, deliberation_id=f"{key}-d1") for key in ("a", "b", "c")]
    votes = [
        {**vote(**WRONG_VOTE), "deliberation_id": f"{key}-d1", "document_id": key, "row_id": key} for key in "abc"
    ]
    documents = [{"document_id": key, "file_name": f"{key}.pdf"} for key in ("c", "a", "b")]
    report = check_tables({"documents": documents, "deliberations": acts, "votes": votes})
    assert [row["document_id"] for row in report.findings] == ["c", "a", "b"]


def test_a_check_that_lacks_a_figure_says_so_once_a_document() -> None:
    tables = {"documents": [{"document_id": "d"}], "deliberations": [act(1), act(2)]}
    report = check_tables({**tables, "attendees": [*people(3, n=1), *people(3, n=2)]})
    assert report.findings == []
    (row,) = report.diagnostics
    assert (row["document_id"], row["severity"], row["code"]) == ("d", "info", "not_checked")
    assert row["message"].startswith("Le contrôle quorum n'a pas pu être fait (2 fois) :")
    check_rows("diagnostics", report.diagnostics)


def test_a_check_that_breaks_down_costs_its_own_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(run: Any) -> Any:
        raise ZeroDivisionError

    told = CHECKS["vote_arithmetic"]
    monkeypatch.setitem(CHECKS, told.slug, Check(told.slug, told.title, told.severity, told.law, "text", broken))
    report = check_tables(_world())
    assert {row["check"] for row in report.findings} == {"bank_details_exposed", "attendance_total", "budget_row_sum"}
    (row,) = [row for row in report.diagnostics if row["severity"] == "error"]
    assert "'vote_arithmetic' broke down (ZeroDivisionError)" in row["message"]


# --- doubts -----------------------------------------------------------------------------------------------------


def _noted(code: str, page: int | None) -> Row:
    note = {"document_id": "d", "row_id": "n2", "stage": "read", "severity": "warning", "code": code, "message": code}
    return {**note, "page": page}


MORE_VOICES = {
    "deliberations": [act(members_in_office=12)], "attendees": people(8, 3, 1), "votes": [vote(votes_for=12)],
    "proxies": [proxy("Igor Jolivet", "Alice Bertin")],
}  # fmt: skip


@pytest.mark.parametrize(
    ("note", "severity", "begins"),
    [
        (None, "error", "Pour la délibération"),
        (_noted("count_mismatch", 1), "warning", "Sous réserve, les listes lues"),
        (_noted("count_mismatch", 2), "error", "Pour la délibération"),  # of another act
        (_noted("page_without_text", 1), "warning", "Sous réserve, le document"),
        (_noted("page_without_text", 7), "error", "Pour la délibération"),
        (_noted("broke_down", None), "warning", "Sous réserve, le document"),
        (_noted("amount_unreadable", 1), "error", "Pour la délibération"),
    ],
)
def test_what_leans_on_lists_is_no_error_where_they_are_in_doubt(
    note: Row | None, severity: str, begins: str
) -> None:
    (found,) = findings("vote_arithmetic", **MORE_VOICES, diagnostics=[note] if note else [])
    assert found["severity"] == severity
    assert found["message"].startswith(begins)


@pytest.mark.parametrize(
    ("source", "notes", "severity", "begins"),
    [
        ("native", [], "error", "Pour"),
        ("mixed", [], "error", "Pour"),
        ("mixed", [_noted("ocr_weak", 1)], "warning", "Sous réserve, le texte étant reconnu"),
        ("mixed", [_noted("ocr_weak", 3)], "error", "Pour"),
        ("ocr", [], "warning", "Sous réserve, le texte étant reconnu"),
    ],
)
def test_figures_of_a_picture_are_no_error(source: str, notes: list[Row], severity: str, begins: str) -> None:
    document = {"document_id": "d", "file_name": "scan.pdf", "status": "ok", "text_source": source}
    (found,) = findings("vote_arithmetic", documents=[document], votes=[vote(**WRONG_VOTE)], diagnostics=notes)
    assert found["severity"] == severity
    assert found["message"].startswith(begins)


def test_bank_details_of_a_picture_are_an_error() -> None:
    document = {"document_id": "d", "file_name": "scan.pdf", "status": "ok", "text_source": "ocr"}
    masked = {**_noted("bank_details_masked", 1), "row_id": "n3"}
    (found,) = findings("bank_details_exposed", documents=[document], diagnostics=[masked])
    assert found["severity"] == "error" and found["message"].startswith("Le document")


def test_printed_figures_are_not_in_doubt_for_a_missing_name() -> None:
    tables = {"votes": [vote(**WRONG_VOTE)], "diagnostics": [_noted("count_mismatch", 1)]}
    (found,) = findings("vote_arithmetic", **tables)
    assert found["severity"] == "error" and found["message"].startswith("Pour")


@pytest.mark.parametrize("code", ["amount_unreadable", "table_uncertain"])
@pytest.mark.parametrize(("page", "severity"), [(1, "warning"), (2, "error")])
def test_sums_are_no_errors_on_a_page_that_is_in_doubt(page: int, severity: str, code: str) -> None:
    lines = budget(line(1, "Voirie", amounts={"available": 10, "proposed": 4, "balance": 9}))
    (found,) = findings("budget_balance", **lines, diagnostics=[_noted(code, page)])
    assert found["severity"] == severity


# --- folders and the command --------------------------------------------------------------------------------------


def test_a_folder_gives_what_memory_gives(tmp_path: Path) -> None:
    assert check_folder(_write(tmp_path / "run", _world())) == check_tables(_world())


def test_tables_and_columns_of_an_older_run_may_be_missing(tmp_path: Path) -> None:
    folder = _write(tmp_path / "run", _world())
    write_old = read_table(folder, "deliberations").drop_columns(["members_present", "members_voting"])
    import pyarrow.parquet as pq

    pq.write_table(write_old, folder / "deliberations.parquet")
    (folder / "budget_lines.parquet").unlink()
    slugs = [row["check"] for row in check_folder(folder).findings]
    assert slugs == ["bank_details_exposed", "vote_arithmetic"]


def _run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["check", *arguments])


def test_the_command_writes_findings_beside_the_tables(tmp_path: Path) -> None:
    folder = _write(tmp_path / "run", _world())
    before = (folder / "votes.parquet").read_bytes()
    (folder / "notes.txt").write_text("mine")
    result = _run(str(folder))
    assert result.exit_code == 0, result.output
    assert "4 findings: 2 errors, 1 warning, 1 info" in result.output
    assert "error vote_arithmetic acte.pdf p. 1: Pour la délibération n° 2024-002" in result.output
    assert read_table(folder, "findings").num_rows == 4
    assert (folder / "votes.parquet").read_bytes() == before
    assert (folder / "notes.txt").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_checking_again_changes_no_byte(tmp_path: Path) -> None:
    tables = _world()
    tables["deliberations"][1]["session_on"] = None  # so that a check says that it could not be made
    tables["attendees"] += people(3, n=2)
    tables["proxies"] = [proxy("Bruno Calvet", "Alice Bertin", n=2), proxy("Chloé Dancourt", "Alice Bertin", n=2)]
    folder = _write(tmp_path / "run", tables)
    _run(str(folder))
    first = {name: (folder / f"{name}.parquet").read_bytes() for name in ("findings", "diagnostics")}
    assert "not_checked" in read_table(folder, "diagnostics")["code"].to_pylist()
    _run(str(folder))
    assert {name: (folder / f"{name}.parquet").read_bytes() for name in first} == first


@pytest.mark.parametrize(
    ("arguments", "status", "shown"),
    [
        ((), 0, 4),
        (("--severity", "warning"), 0, 3),
        (("--severity", "error"), 0, 2),
        (("--only", "vote_arithmetic"), 0, 1),
        (("--only", "vote_arithmetic", "--only", "attendance_total"), 0, 2),
        (("--only", "attendance_total", "--severity", "error"), 0, 0),
        (("--fail-on", "error"), 1, 4),
        (("--only", "attendance_total", "--fail-on", "error"), 0, 1),
        (("--only", "attendance_total", "--fail-on", "warning"), 1, 1),
        (("--only", "budget_row_sum", "--fail-on", "info"), 1, 1),
    ],
)
def test_what_is_shown_and_what_fails(tmp_path: Path, arguments: tuple[str, ...], status: int, shown: int) -> None:
    folder = _write(tmp_path / "run", _world())
    result = _run(str(folder), *arguments)
    assert result.exit_code == status
    assert result.output.startswith(f"{shown} finding")
    assert read_table(folder, "findings").num_rows == 4  # all are written


def test_a_broken_check_is_no_success(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(run: Any) -> Any:
        raise ZeroDivisionError

    told = CHECKS["vote_outcome"]
    monkeypatch.setitem(CHECKS, told.slug, Check(told.slug, told.title, told.severity, told.law, "text", broken))
    folder = _write(tmp_path / "run", _world())
    assert _run(str(folder), "--only", "vote_outcome", "--fail-on", "error").exit_code == 1
    assert _run(str(folder), "--only", "vote_outcome").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere",), "holds no tables"),
        (("nowhere", "--only", "nothing"), "there is no check nothing"),
        ((), "name the folder"),
    ],
)
def test_wrong_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], message: str) -> None:
    monkeypatch.chdir(tmp_path)
    result = _run(*arguments)
    assert result.exit_code == 2
    assert message in result.output
    assert list(tmp_path.iterdir()) == []


def test_the_list_names_every_check() -> None:
    result = _run("--list")
    assert result.exit_code == 0
    assert all(slug in result.output for slug in CHECKS)
