"""Runs: every input is accounted for, whatever becomes of it, and the output depends on the inputs alone."""

from __future__ import annotations

import os
import signal
import time
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from rich.console import Console

from models.ids import person_id, place_id, session_id
from pipeline.batch import warm
from pipeline.batch.corrections_csv import read_corrections
from pipeline.batch.inputs import Input, find_inputs
from pipeline.batch.run import extract
from pipeline.batch.summary import RunSummary, show
from pipeline.batch.write import file_names, read_table, to_arrow
from pipeline.document import process


def stub(item: Input) -> dict[str, pa.Table]:
    """Stands for the extraction of one file: the file's text says what happens."""
    order, _, name = item.path.read_text().partition(" ")
    if order == "hang":
        time.sleep(600)
    if order == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if order == "leave":
        os._exit(7)
    if order == "slow":
        time.sleep(0.3)
    assert item.sha256
    document_id = item.sha256[:16]
    sitting = session_id("Ville de Beaulieu", "conseil_municipal", date(2023, 6, 26))
    document = {
        "document_id": document_id,
        "file_name": item.file_name,
        "source_uri": item.source_uri,
        "status": "ok",
        "page_count": 3,
        "other_uris": list(item.copies) or None,
    }
    named = {"document_id": document_id, "session_id": sitting, "name": name}
    diagnostic = {"severity": "warning", "code": "heading_unknown", "message": f"no such heading: {name}"}
    return to_arrow(
        {
            "documents": [document],
            "sessions": [
                {
                    "session_id": sitting,
                    "authority": "Ville de Beaulieu",
                    "place": name or None,
                    "chair": "Jeanne MARTEL",
                }
            ],
            "attendees": [named] if name else [],
            "diagnostics": [diagnostic] if order == "odd" else [],
        }
    )


def run(folder: Path, **options: Any) -> list[dict[str, Any]]:
    extract([folder / "in"], folder / "out", work=stub, **options)
    return rows(folder / "out", "documents")


def rows(output: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_table(output, table).to_pylist()
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in" / "sub").mkdir(parents=True)
    return tmp_path


def put(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / "in" / f"{name}.pdf").write_text(text)


def test_a_hang_and_crashes_cost_their_own_documents_alone(folder: Path) -> None:
    put(folder, a="crash", b="ok 1", c="hang", d="leave", e="ok 2", f="slow 3")
    found = run(folder, jobs=2, timeout=5)
    assert [row["status"] for row in found] == ["failed", "ok", "failed", "failed", "ok", "ok"]
    reasons = [row["error"] for row in found if row["error"]]
    for reason, says in zip(reasons, ("SIGSEGV", "took more than 5 s", "exit status 7"), strict=True):
        assert says in reason
    assert all(row["sha256"] and row["size_bytes"] for row in found if row["status"] == "failed")
    assert len({row["document_id"] for row in found}) == 6


def test_the_output_does_not_depend_on_the_workers(folder: Path) -> None:
    put(folder, a="slow 1", b="ok 2", c="slow 3", d="ok 4", e="ok 5")
    extract([folder / "in"], folder / "one", jobs=1, work=stub)
    named = sorted((folder / "in").glob("*.pdf"), reverse=True)
    extract(named, folder / "three", jobs=3, work=stub)
    for name in file_names():
        assert (folder / "one" / name).read_bytes() == (folder / "three" / name).read_bytes()


def test_folders_files_and_patterns_are_each_read_once(folder: Path) -> None:
    put(folder, b="ok 1", a="ok 2")
    (folder / "in" / "sub" / "C.PDF").write_text("ok 3")
    (folder / "in" / "notes.odt").write_text("ok 4")
    found = find_inputs([folder / "in" / "a.pdf", folder / "in", f"{folder}/in/*.pdf", f"{folder}/in/../in/b.pdf"])
    assert [item.file_name for item in found] == ["C.PDF", "a.pdf", "b.pdf"]
    assert all(item.error is None and not item.copies for item in found)


def test_a_file_named_outright_is_read_whatever_its_suffix(folder: Path) -> None:
    (folder / "in" / "acte [1].txt").write_text("ok 1")
    assert [item.error for item in find_inputs([folder / "in" / "acte [1].txt"])] == [None]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("missing.pdf", "there is no such file or folder"),
        ("sub", "the folder holds no PDF"),
        ("*.odt", "no file matches this pattern"),
        ("pipe", "is not a regular file"),
        ("dangling", "is not a regular file"),
    ],
)
def test_what_cannot_be_read_has_its_row(folder: Path, name: str, says: str) -> None:
    os.mkfifo(folder / "in" / "pipe")
    (folder / "in" / "dangling").symlink_to("nowhere")
    put(folder, a="ok 1")
    summary = extract([folder / "in" / name, folder / "in" / "a.pdf"], folder / "out", work=stub, jobs=1)
    row = next(row for row in rows(folder / "out", "documents") if row["status"] == "failed")
    assert says in row["error"]
    assert row["document_id"] == place_id(row["source_uri"])
    assert (summary.documents, summary.failed) == (2, 1)
    assert summary.reasons["failed"] == [row["error"]]


def test_same_bytes_are_read_once_and_every_place_is_kept(folder: Path) -> None:
    put(folder, b="ok 1", a="ok 1", c="ok 2")
    found = run(folder, jobs=1)
    assert [row["file_name"] for row in found] == ["a.pdf", "c.pdf"]
    assert found[0]["other_uris"] == [(folder / "in" / "b.pdf").as_posix()]
    assert found[1]["other_uris"] is None


def test_sittings_are_merged_and_persons_counted_over_the_run(folder: Path) -> None:
    put(folder, a="ok", b="ok Anne PETIT", c="ok ANNE PETIT", d="slow Anne PETIT", e="ok Jean ROUX")
    run(folder, jobs=2)
    (sitting,) = rows(folder / "out", "sessions")
    assert sitting["session_id"] == "ville-de-beaulieu_conseil-municipal_2023-06-26"
    assert (sitting["place"], sitting["chair"]) == ("Anne PETIT", "Jeanne MARTEL")
    anne, jean = rows(folder / "out", "persons")
    assert (anne["name"], anne["variants"], anne["document_count"]) == ("Anne PETIT", ["ANNE PETIT", "Anne PETIT"], 3)
    assert (jean["name"], jean["document_count"]) == ("Jean ROUX", 1)
    listed = [row["person_id"] for row in rows(folder / "out", "attendees")]
    assert listed == [anne["person_id"]] * 3 + [jean["person_id"]]


def test_corrections_of_persons_are_honoured_and_those_of_nobody_told(folder: Path) -> None:
    put(folder, a="ok Anne PETIT", b="ok Anna PETIT-ROUX", c="ok Jean ROUX")
    corrections = folder / "persons.csv"
    corrections.write_text(
        "authority;name;person_id\nVille de Beaulieu;ANNE PETIT;anne\nCommune de Beaulieu;Anna Petit-Roux;anne\n;X Y;z\n"
    )
    summary = extract(
        [folder / "in"], folder / "out", work=stub, jobs=1, persons=read_corrections(corrections).persons
    )
    anne, jean = rows(folder / "out", "persons")
    assert (anne["person_id"], anne["document_count"]) == ("anne", 2)
    assert jean["person_id"].startswith("person-")
    (told,) = rows(folder / "out", "diagnostics")
    assert (told["code"], "'x y'" in told["message"]) == ("correction_unused", True)
    assert summary.ranked()[0].code == "correction_unused"


def test_the_summary_accounts_for_everything(folder: Path) -> None:
    put(folder, a="odd Rubrique", b="odd Colonne", c="crash", d="ok 1", e="ok 1")
    told: list[tuple[int, int, int]] = []
    summary = extract([folder / "in"], folder / "out", work=stub, jobs=2, progress=lambda *state: told.append(state))
    assert dict(summary.statuses) == {"ok": 3, "failed": 1}
    assert (summary.documents, summary.copies, summary.pages) == (4, 1, 9)
    assert summary.rows["documents"] == 4
    kind = next(kind for kind in summary.ranked() if kind.code == "heading_unknown")
    assert (kind.code, kind.count, kind.documents) == ("heading_unknown", 2, 2)
    assert kind.example == "no such heading: Rubrique"
    assert told[-1] == (4, 4, 9)


def test_wordings_that_nothing_knows_are_ranked_by_documents() -> None:
    def row(document: str, subject: str, code: str = "heading_unrecognised") -> dict[str, str]:
        return {"document_id": document, "code": code, "severity": "info", "subject": subject, "message": "…"}

    summary = RunSummary("out")
    for document, subjects in {
        "a": ["Bac", "Bac", "Bac", "Quai"],
        "b": ["QUAI", "Écluse"],
        "c": ["ecluse", "quai"],
    }.items():
        place = {"status": "ok", "file_name": f"{document}.pdf", "unused_text_share": len(subjects) / 10}
        summary.count(place, [row(document, subject) for subject in subjects])
    ranked = [(kind.example, kind.documents, kind.count) for kind in summary.wordings()]
    assert ranked == [("Quai", 3, 3), ("Écluse", 2, 2), ("Bac", 1, 3)]
    assert summary.ranked() == []
    console = Console(record=True, width=120, file=StringIO())
    show(summary, console)
    text = console.export_text()
    assert "running text in no table: 20% of the middle document, most in a.pdf (40%)" in text
    assert text.index("Quai") < text.index("Écluse") < text.index("Bac ")


def test_an_empty_run_writes_every_table(folder: Path) -> None:
    summary = extract([], folder / "out", work=stub)
    assert summary.documents == 0
    written = sorted(path.name for path in (folder / "out").iterdir())
    assert written == sorted([*file_names(), ".actable", "report.html", "report.json"])


@pytest.mark.parametrize(
    ("authority", "body", "day", "wanted"),
    [
        (
            "Département de l’Hérault",
            "commission_permanente",
            date(2024, 1, 5),
            "departement-de-l-herault_commission-permanente_2024-01-05",
        ),
        (
            "DEPARTEMENT DE L'HERAULT",
            "commission_permanente",
            date(2024, 1, 5),
            "departement-de-l-herault_commission-permanente_2024-01-05",
        ),
        ("Ville de Sœulx", None, date(2024, 1, 5), "ville-de-soeulx_2024-01-05"),
        (None, "conseil_municipal", date(2024, 1, 5), None),
        ("Ville de Beaulieu", "conseil_municipal", None, None),
    ],
)
def test_session_ids(authority: str | None, body: str | None, day: date | None, wanted: str | None) -> None:
    assert session_id(authority, body, day) == wanted


def test_person_ids_follow_the_name_not_its_spelling() -> None:
    assert person_id("Hélène DE LA TOUR") == person_id("Helene de la Tour")
    assert person_id("Hélène DE LA TOUR") != person_id("Hélène DE LA COUR")
    assert person_id("") is None


def test_the_act_that_workers_are_warmed_with_reaches_the_extractors() -> None:
    tables = process(warm.ACT.encode(), "act.txt", "act.txt")
    read = (
        "deliberations",
        "attendees",
        "proxies",
        "votes",
        "vote_positions",
        "legal_references",
        "grants",
        "fiches",
    )
    assert all(tables[name] for name in read)
