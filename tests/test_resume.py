"""Runs into the same folder: what was read is not read again, and a run that was killed ends like any other."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from models.schema import TABLES
from pipeline.batch.inputs import Input
from pipeline.batch.inventory import Inventory
from pipeline.batch.run import extract
from pipeline.batch.store import STATE, Store, StoreError, pack, unpack
from pipeline.batch.summary import RunSummary
from pipeline.batch.write import file_names, read_table, to_arrow
from pipeline.readers import ReadOptions

Rows = list[dict[str, Any]]


def stub(item: Input) -> dict[str, pa.Table]:
    """Stands for the extraction of one file, and leaves a mark for each time it is called."""
    order, _, rest = item.path.read_text().partition(" ")
    with (item.path.parent.parent / "marks").open("a") as marks:
        marks.write(f"{item.file_name}\n")
    if order == "swell":
        swollen = bytearray(3_000_000_000)
        swollen[::4096] = b"x" * len(swollen[::4096])
    if order == "crash" or (order == "once" and not (item.path.parent.parent / "tried").exists()):
        (item.path.parent.parent / "tried").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.02)
    document = {
        "document_id": str(item.sha256)[:16],
        "sha256": item.sha256,
        "file_name": item.file_name,
        "source_uri": item.source_uri,
        "size_bytes": item.size_bytes,
        "page_count": 1,
        "status": "partial" if order == "again" else "ok",
        "error": f"{item.file_name}: page 1 is a picture" if order == "again" else None,
    }
    person = {"document_id": document["document_id"], "name": rest or "Anne PETIT", "person_id": f"p-{rest}"}
    unread = {"severity": "warning", "code": "ocr_unavailable", "message": "nothing to read pictures with"}
    return to_arrow(
        {"documents": [document], "attendees": [person], "diagnostics": [unread] if order == "again" else []}
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path


def put(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / "in" / f"{name}.pdf").write_text(text)


def run(folder: Path, **options: Any) -> RunSummary:
    return extract([folder / "in"], folder / "out", work=stub, jobs=1, **options)


def documents(folder: Path) -> Rows:
    found: Rows = read_table(folder / "out", "documents").to_pylist()
    return found


def marks(folder: Path) -> list[str]:
    """The files that were read since this was asked last."""
    path = folder / "marks"
    names = path.read_text().split() if path.exists() else []
    path.unlink(missing_ok=True)
    return names


def contents(output: Path) -> dict[str, bytes]:
    return {name: (output / name).read_bytes() for name in file_names()}


def test_a_second_run_reads_nothing_and_gives_the_same(folder: Path) -> None:
    put(folder, a="ok 1", b="ok 2")
    assert run(folder).read == 2
    before = contents(folder / "out")
    marks(folder)
    assert run(folder).read == 0
    assert marks(folder) == []
    assert contents(folder / "out") == before


def test_what_is_new_or_changed_is_read_alone(folder: Path) -> None:
    put(folder, a="ok 1", b="ok 2", c="ok 3")
    run(folder)
    marks(folder)
    put(folder, b="ok 22", d="ok 4")
    run(folder)
    assert sorted(marks(folder)) == ["b.pdf", "d.pdf"]
    extract([folder / "in"], folder / "fresh", work=stub, jobs=1)
    assert contents(folder / "out") == contents(folder / "fresh")


def test_what_vanished_stays_until_it_is_pruned(folder: Path) -> None:
    put(folder, a="ok 1", b="ok 2")
    run(folder)
    (folder / "in" / "a.pdf").unlink()
    run(folder)
    assert [row["file_name"] for row in documents(folder)] == ["a.pdf", "b.pdf"]
    run(folder, prune=True)
    assert [row["file_name"] for row in documents(folder)] == ["b.pdf"]
    put(folder, a="ok 1")
    assert run(folder).read == 1


def test_other_inputs_come_beside_those_of_the_last_run(folder: Path) -> None:
    put(folder, a="ok 1", b="ok 2")
    extract([folder / "in" / "b.pdf"], folder / "out", work=stub, jobs=1)
    extract([folder / "in" / "a.pdf"], folder / "out", work=stub, jobs=1)
    assert [row["file_name"] for row in documents(folder)] == ["a.pdf", "b.pdf"]


def test_a_renamed_file_is_not_read_again(folder: Path) -> None:
    put(folder, a="again 1")
    put(folder, b="ok 2")
    run(folder)
    (folder / "in" / "b.pdf").rename(folder / "in" / "z.pdf")
    marks(folder)
    run(folder)
    assert marks(folder) == ["a.pdf"]
    assert [row["file_name"] for row in documents(folder)] == ["a.pdf", "z.pdf"]


def test_a_sentence_names_the_file_as_it_is_called_now(folder: Path) -> None:
    put(folder, a="again 1")
    run(folder)
    (folder / "in" / "a.pdf").rename(folder / "in" / "z.pdf")
    run(folder)
    assert [row["error"] for row in documents(folder)] == ["z.pdf: page 1 is a picture"]


def test_force_reads_everything(folder: Path) -> None:
    put(folder, a="ok 1", b="ok 2")
    run(folder)
    marks(folder)
    assert run(folder, force=True).read == 2
    assert sorted(marks(folder)) == ["a.pdf", "b.pdf"]


def test_what_another_run_may_get_past_is_tried_again(folder: Path) -> None:
    put(folder, a="again 1", b="ok 2")
    run(folder)
    marks(folder)
    run(folder)
    assert marks(folder) == ["a.pdf"]


def test_a_document_that_crashes_once_is_read_the_second_time(folder: Path) -> None:
    put(folder, a="once 1", b="ok 2")
    run(folder)
    assert [row["status"] for row in documents(folder)] == ["ok", "ok"]


def test_a_document_that_swells_is_stopped(folder: Path) -> None:
    put(folder, a="swell", b="ok 2")
    run(folder, memory=1_000_000_000)
    swollen, well = documents(folder)
    assert (swollen["status"], well["status"]) == ("failed", "ok")
    assert swollen["error"].endswith("needs more than 1.0 GB of memory and was stopped; give more with --memory")


def kept_of(folder: Path, name: str) -> Path:
    """The file in which a run keeps what it read in a document."""
    sha256 = next(row["sha256"] for row in documents(folder) if row["file_name"] == name)
    (kept,) = (folder / "out" / STATE).rglob(f"{sha256}*")
    return kept


def test_what_a_power_cut_left_torn_is_read_again(folder: Path) -> None:
    put(folder, a="ok 1", b="ok 2")
    run(folder)
    marks(folder)
    torn = kept_of(folder, "a.pdf")
    torn.write_bytes(torn.read_bytes()[:-9])
    run(folder)
    assert marks(folder) == ["a.pdf"]


def test_a_store_that_is_damaged_costs_the_document_alone(folder: Path) -> None:
    put(folder, a="ok 1", b="ok 2")
    run(folder)
    before = contents(folder / "out")
    kept = kept_of(folder, "a.pdf")
    kept.write_bytes(kept.read_bytes()[:-9] + b"damaged!!")
    run(folder)
    assert contents(folder / "out") == before  # the tables are put together already
    put(folder, c="ok 3")
    run(folder)
    damaged, *well = documents(folder)
    assert (damaged["status"], [row["status"] for row in well]) == ("failed", ["ok", "ok"])
    assert "damaged" in damaged["error"]
    assert "--force" in damaged["error"]
    run(folder, force=True)
    assert [row["status"] for row in documents(folder)] == ["ok", "ok", "ok"]


def test_the_store_knows_what_other_code_read(tmp_path: Path) -> None:
    tables = to_arrow({"documents": [{"document_id": "d", "status": "ok"}]})
    old, new = Store(tmp_path, "old"), Store(tmp_path, "new")
    old.put("aa11", pack(tables))
    assert (old.has("aa11"), new.has("aa11"), new.holds("aa11")) == (True, False, True)
    assert new.get("aa11") == tables
    new.put("aa11", pack(tables))
    assert (old.has("aa11"), new.has("aa11")) == (False, True)
    new.drop("aa11")
    with pytest.raises(StoreError, match="nothing is kept"):
        new.get("aa11")


def test_what_is_packed_comes_back(folder: Path) -> None:
    put(folder, a="ok 1")
    item = Input(folder / "in" / "a.pdf", "a.pdf", "0" * 64, 4)
    tables = stub(item)
    assert unpack(pack(tables)) == tables
    assert pack(tables) == pack(stub(item))
    assert set(tables) <= set(TABLES)


def test_what_was_packed_with_other_columns_is_told_to_be_old(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, a="ok 1")
    packed = pack(stub(Input(folder / "in" / "a.pdf", "a.pdf", "0" * 64, 4)))
    with pytest.raises(ValueError, match="columns"):
        pack({"documents": pa.table({"document_id": ["d"]})})
    monkeypatch.setattr("pipeline.batch.store._columns", lambda names: "other")
    with pytest.raises(StoreError, match="older version"):
        unpack(packed)


def test_heads_are_known_by_the_look_of_their_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = to_arrow({"documents": [{"document_id": "d", "status": "ok"}]})
    store, file = Store(tmp_path / "kept", "now"), tmp_path / "inventory.sqlite"
    for key in ("aa11", "bb22"):
        store.put(key, pack(tables))
    with Inventory(file) as first:
        heads = {key: first.head(store, key) for key in ("aa11", "bb22", "cc33")}
    assert heads == {"aa11": store.head("aa11"), "bb22": store.head("bb22"), "cc33": None}
    opened: list[str] = []
    read = Store.head_at
    monkeypatch.setattr(Store, "head_at", staticmethod(lambda path: opened.append(str(path)) or read(path)))
    with Inventory(file) as second:
        assert (second.has(store, "aa11"), second.head(store, "aa11")) == (True, heads["aa11"])
        assert opened == []
        store.put("aa11", pack({**tables, **to_arrow({"votes": [{"document_id": "d", "row_id": "v"}]})}))
        assert second.head(store, "aa11") == read(store.place("aa11")) != heads["aa11"]
        store.drop("aa11")
        assert not second.has(store, "aa11")
        assert len(opened) == 1
    with Inventory(file) as third:  # the second did not ask for it
        assert third.head(store, "bb22") == heads["bb22"]
        assert len(opened) == 2


@pytest.mark.parametrize("torn", [b"", b"torn", b"SQLite format 3\0" + b"\xff" * 9000])
def test_an_inventory_that_is_torn_is_begun_anew(tmp_path: Path, torn: bytes) -> None:
    store, file = Store(tmp_path / "kept", "now"), tmp_path / "inventory.sqlite"
    store.put("aa11", pack(to_arrow({"documents": [{"document_id": "d", "status": "ok"}]})))
    file.write_bytes(torn)
    for _ in range(2):
        with Inventory(file) as known:
            assert known.has(store, "aa11")
            assert not known.has(store, "bb22")


_SCRIPT = """
import sys
from pathlib import Path
from pipeline.batch.run import extract
from tests.test_resume import stub
if __name__ == "__main__":
    folder = Path(sys.argv[1])
    extract([folder / "in"], folder / "out", work=stub, jobs=2)
"""


def test_a_run_killed_at_any_moment_ends_with_the_same_bytes(folder: Path) -> None:
    """Thirty kills at random moments, each third of them followed by a run that ends."""
    put(folder, **{f"f{number:03}": f"ok {number}" for number in range(60)})
    extract([folder / "in"], folder / "fresh", work=stub, jobs=2)
    script = folder / "run.py"
    script.write_text(_SCRIPT)
    home = Path(__file__).resolve().parent.parent
    command = [sys.executable, str(script), str(folder)]
    environment = os.environ | {"PYTHONPATH": str(home)}
    chance = random.Random(20240617)
    kills = 0
    while kills < 30:
        for _ in range(10):
            process = subprocess.Popen(command, env=environment, start_new_session=True)
            try:
                process.wait(timeout=chance.uniform(0.1, 2.0))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
            kills += 1
        subprocess.run(command, env=environment, check=True)
        assert contents(folder / "out") == contents(folder / "fresh")
        for path in (folder / "out").glob("*.parquet"):
            path.unlink()
        subprocess.run(["rm", "-r", str(folder / "out" / STATE)], check=True)


def test_pictures_left_alone_on_purpose_are_not_looked_at_again(folder: Path) -> None:
    put(folder, scan="again")
    never = ReadOptions(ocr="never")
    assert [run(folder, reading=never).read for _ in range(2)] == [1, 0]
    assert [run(folder).read for _ in range(2)] == [1, 1]  # Tesseract may be there the next time
