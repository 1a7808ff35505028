"""Large sets: cut into blocks by authority and year, of which a run makes anew only those that changed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

import actable
from models.ids import authority_key
from models.schema import TABLES
from pipeline.batch.blocks import SEVERAL, Block, Entry, cut, entry, short
from pipeline.batch.corrections_csv import read_corrections
from pipeline.batch.inputs import Input
from pipeline.batch.persons_csv import first_corrections
from pipeline.batch.pool import Lost
from pipeline.batch.run import extract
from pipeline.batch.store import STATE, Head
from pipeline.batch.summary import RunSummary
from pipeline.batch.tables import Makers
from pipeline.batch.write import read_table, table_files, to_arrow, written
from pipeline.checks import check_folder
from pipeline.checks.command import recheck
from pipeline.export.run import export
from pipeline.show.site import show

TOWNS = ("Commune de Beaulieu", "Commune de Valmont", "Département de l'Arve", "../../etc/passwd")
MEMBERS = ("Anne PETIT", "Jean ROUX", "Hélène MARTEL", "Paul VERNEUIL")


def stub(item: Input) -> dict[str, pa.Table]:
    """Stands for the reading of an act: the number in the file says whose it is, and who sat."""
    number = int(item.content())
    document, act = str(item.sha256)[:16], f"{str(item.sha256)[:16]}-d1"
    town, day = TOWNS[number % 4], date(2021 + number % 2, 3, 12)
    sitting = f"{authority_key(town)}_{day}"
    place = {"document_id": document, "deliberation_id": act}
    vote = {"votes_for": 3, "votes_against": 0, "abstentions": 0, "expressed": 3 + number % 5, "page": 1}
    return to_arrow(
        {
            "documents": [
                {"document_id": document, "sha256": item.sha256, "file_name": item.file_name, "status": "ok"}
                | {
                    "source_uri": item.source_uri,
                    "size_bytes": item.size_bytes,
                    "page_count": 1,
                    "unused_text_share": 0.5,
                }
            ],
            "sessions": [{"session_id": sitting, "authority": town, "session_on": day, "place": f"Salle {number}"}],
            "deliberations": [
                {
                    **place,
                    "session_id": sitting,
                    "authority": town,
                    "session_on": day,
                    "number": f"{day.year}-{number}",
                }
                | {"position": 1, "title": f"Objet {number}", "page_first": 1, "page_last": 1}
            ],
            "attendees": [
                {**place, "row_id": f"{document}-a{n}", "session_id": sitting, "position": n, "name": name, "page": 1}
                | {"given_name": name.split()[0], "family_name": name.split()[1], "status": "present", "voting": True}
                for n, name in enumerate(MEMBERS[: 2 + number % 3])
            ],
            "votes": [{**place, "row_id": f"{document}-v1", **vote}],
            "diagnostics": [
                {"document_id": document, "row_id": f"{document}-n1", "code": "heading_unrecognised"}
                | {"severity": "info", "stage": "segment", "subject": f"Rubrique {number % 3}", "message": "…"}
            ],
        }
    )


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything large from a few rows on."""
    for name, value in {"_FEWEST": 5, "_MOST": 9, "_ONE_IN": 3, "_OWN_FOLDER": 4}.items():
        monkeypatch.setattr(f"pipeline.batch.blocks.{name}", value)
    monkeypatch.setattr("pipeline.batch.write.LARGE", 40)
    monkeypatch.setattr("pipeline.batch.write._FILE", 20)


def put(folder: Path, *numbers: int) -> Path:
    folder.mkdir(exist_ok=True)
    for number in numbers:
        (folder / f"{number:03}.pdf").write_text(str(number))
    return folder


def run(folder: Path, output: Path, jobs: int = 1, **options: Any) -> RunSummary:
    return extract([folder], output, work=stub, jobs=jobs, **options)


def contents(output: Path) -> dict[str, bytes]:
    return {name: (output / name).read_bytes() for name in written(output)}


# --- blocks -----------------------------------------------------------------------------------------------------


def made(number: int, whose: tuple[str | None, int | None] = (None, None), rows: int = 100) -> Entry:
    sha256 = hashlib.sha256(str(number).encode()).hexdigest()
    head = Head(number, 1, 1, {}, {"evidence": rows}, *whose)
    return entry(Input(Path(f"{number:06}.pdf"), f"{number:06}.pdf", sha256, 1), head)


def names(block: Block) -> list[str]:
    return [entry.item.source_uri for entry in block.entries]


def test_a_small_set_keeps_its_order() -> None:
    entries = [made(number, ("b" if number % 2 else "a", 2023)) for number in range(3000)]
    blocks = list(cut(entries, large=False))
    assert [name for block in blocks for name in names(block)] == [e.item.source_uri for e in entries]
    assert all(96 <= len(block.entries) <= 384 for block in blocks[:-1])
    assert {block.whose for block in blocks} == {SEVERAL}


def test_one_more_document_changes_the_block_it_stands_in_and_hardly_another() -> None:
    entries = [made(number) for number in range(0, 20_000, 2)]
    before = {block.digest for block in cut(entries, large=False)}
    for place in (0, 3_333, 10_000):
        more = [*entries[:place], made(2 * place + 1), *entries[place:]]
        assert len({block.digest for block in cut(more, large=False)} - before) <= 3


def test_a_large_set_stands_by_authority_and_year_and_few_come_together() -> None:
    whose = [("valmont", 2023)] * 100 + [("beaulieu", 2022)] * 70 + [("arve", 2021)] * 9 + [(None, None)] * 5
    entries = [made(number, who) for number, who in enumerate(whose)]
    blocks = list(cut(entries, large=True))
    counts: Counter[tuple[str, int]] = Counter()
    for block in blocks:
        counts[block.whose] += len(block.entries)
    assert counts == {("beaulieu", 2022): 70, SEVERAL: 14, ("valmont", 2023): 100}
    assert [block.whose for block in blocks] == sorted(block.whose for block in blocks)


def test_blocks_hold_no_more_rows_than_a_worker_holds() -> None:
    blocks = list(cut([made(number, rows=150_000) for number in range(10)], large=False))
    assert [len(block.entries) for block in blocks] == [2] * 5
    assert [len(block.entries) for block in cut([made(0, rows=10**7), made(1)], large=False)] == [1, 1]


@pytest.mark.parametrize(
    "authority", ["../../etc", "a/b", "x=y", "\x00", "commune " * 200, "Département de l'Arve", "."]
)
def test_an_authority_is_a_name_of_a_folder_and_no_path(authority: str) -> None:
    key = authority_key(authority)
    assert key is None or set(short(key)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert key is None or len(short(key)) <= 60


# --- runs -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("small")
def test_a_run_that_adds_gives_the_bytes_of_a_run_over_all(tmp_path: Path) -> None:
    acts = put(tmp_path / "in", *range(24))
    run(acts, tmp_path / "out")
    assert {path.parent.parent.name for path in table_files(tmp_path / "out", "attendees")} == {
        *("authority_key=commune-de-beaulieu", "authority_key=commune-de-valmont"),
        *("authority_key=departement-de-l-arve", "authority_key=etc-passwd"),
    }
    assert (tmp_path / "out" / "votes.parquet").is_file()
    kept = tmp_path / "out" / STATE / "blocks"
    before = {path.name for path in kept.iterdir()}
    put(acts, 24)
    assert run(acts, tmp_path / "out").read == 1
    assert len({path.name for path in kept.iterdir()} - before) <= 2 < len(before)
    run(acts, tmp_path / "fresh", jobs=2)
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")


def test_both_layouts_say_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: Any) -> None:
    """Blocks change the order of rows at most; sittings, persons and findings are those of the whole run."""
    acts = put(tmp_path / "in", *range(24))
    one = run(acts, tmp_path / "one")
    request.getfixturevalue("small")
    many = run(acts, tmp_path / "many")
    assert (one.rows, one.statuses, one.findings) == (many.rows, many.statuses, many.findings)
    assert [(k.example, k.count, k.documents) for k in one.wordings()] == [
        (k.example, k.count, k.documents) for k in many.wordings()
    ]
    for name in TABLES:
        rows = [read_table(tmp_path / place, name).to_pylist() for place in ("one", "many")]
        if name in ("sessions", "findings"):  # the first document that tells, and the number, follow from the order
            rows = [
                [{k: v for k, v in row.items() if k not in ("place", "row_id")} for row in found] for found in rows
            ]
        assert sorted(map(repr, rows[0])) == sorted(map(repr, rows[1])), name


@pytest.mark.usefixtures("small")
def test_readers_take_both_layouts(tmp_path: Path) -> None:
    summary = run(put(tmp_path / "in", *range(24)), tmp_path / "out")
    out = tmp_path / "out"
    ds = actable.open(out)
    assert len(ds.attendees) == summary.rows["attendees"] == len(ds.sql("SELECT * FROM attendees"))
    assert f"attendees {summary.rows['attendees']}" in repr(ds)
    ((count,),) = duckdb.sql(f"SELECT count(*) FROM '{out}/attendees/**/*.parquet'").fetchall()
    assert count == len(ds.attendees)
    found = read_table(out, "findings").to_pylist()
    assert found == check_folder(out).findings
    diagnostics = read_table(out, "diagnostics").num_rows
    recheck(out)
    assert read_table(out, "findings").to_pylist() == found
    assert read_table(out, "diagnostics").num_rows == diagnostics
    assert show(out, tmp_path / "site").documents == 24
    export(out, "csv", tmp_path / "csv")
    assert len((tmp_path / "csv" / "attendees.csv").read_text("utf-8-sig").splitlines()) == 1 + count
    corrections = tmp_path / "persons.csv"
    corrections.write_text(first_corrections(out).replace("ROUX,person-", "ROUX,x-"))
    before = contents(out)
    run(tmp_path / "in", out)
    assert contents(out) == before
    run(tmp_path / "in", out, persons=read_corrections(corrections).persons)
    ids = {row["person_id"] for row in read_table(out, "attendees").to_pylist() if row["name"] == "Jean ROUX"}
    assert len(ids) == 4
    assert all(key.startswith("x-") for key in ids)


def test_a_crash_of_the_checks_of_the_run_costs_what_they_say_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts = put(tmp_path / "in", *range(6))
    run(acts, tmp_path / "well")

    @contextmanager
    def crashes(makers: Makers, work: object, task: object) -> Iterator[Callable[[], Lost]]:
        yield lambda: Lost("crashed the process that worked on it (SIGSEGV)")

    monkeypatch.setattr(Makers, "beside", crashes)
    run(acts, tmp_path / "out")
    well, out = contents(tmp_path / "well"), contents(tmp_path / "out")
    assert {name for name in well if well[name] != out[name]} <= {"findings.parquet", "diagnostics.parquet"}
    (broken,) = [row for row in read_table(tmp_path / "out", "diagnostics").to_pylist() if row["stage"] == "check"]
    assert (broken["code"], broken["row_id"]) == ("broke_down", "run-check")
    assert "SIGSEGV" in broken["message"]


def test_a_reader_keeps_the_tables_that_it_opened(tmp_path: Path) -> None:
    run(put(tmp_path / "in", 1, 2), tmp_path / "out")
    ds = actable.open(tmp_path / "out")
    assert len(ds.documents) == 2
    run(put(tmp_path / "in", 3), tmp_path / "out")
    assert (len(ds.votes), len(ds.sql("SELECT * FROM deliberations"))) == (2, 2)
    assert len(actable.open(tmp_path / "out").votes) == 3
