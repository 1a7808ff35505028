"""Parquet files: same rows, same bytes; a run replaces the one before as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from models.schema import TABLES, arrow_schema
from pipeline.batch import publish
from pipeline.batch.publish import OutputError
from pipeline.batch.write import RunWriter, file_names, read_table, to_arrow


def write(folder: Path, *titles: str) -> None:
    with RunWriter(folder) as writer:
        for title in titles:
            writer.append(to_arrow({"deliberations": [{"deliberation_id": title, "title": title}]}))


def titles(folder: Path) -> list[Any]:
    values: list[Any] = read_table(folder, "deliberations").column("title").to_pylist()
    return values


def entries(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(params=["swapped", "replaced one by one"])
def output(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to write to, on a system that can exchange folders and on one that cannot."""
    if request.param != "swapped":
        monkeypatch.setattr(publish, "_swap", lambda one, other: False)
    return tmp_path / "out"


def test_every_table_is_written_with_its_schema(output: Path) -> None:
    write(output, "Tarifs")
    assert entries(output) == sorted(file_names())
    for name in TABLES:
        assert pq.read_schema(output / f"{name}.parquet").equals(arrow_schema(name), check_metadata=True)


def test_same_rows_give_same_bytes(tmp_path: Path) -> None:
    write(tmp_path / "one", "Tarifs", "Budget")
    write(tmp_path / "two", "Tarifs", "Budget")
    for name in file_names():
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_run_replaces_the_last_and_spares_the_files_of_others(output: Path) -> None:
    write(output, "Tarifs")
    (output / "README.md").write_text("mine")
    (output / "link").symlink_to("README.md")
    write(output, "Budget")
    assert titles(output) == ["Budget"]
    assert (output / "README.md").read_text() == "mine"
    assert (output / "link").readlink() == Path("README.md")
    assert entries(output) == sorted([*file_names(), "README.md", "link"])
    assert entries(output.parent) == ["out"]


def test_folders_of_others_are_spared(output: Path) -> None:
    (output / "notes").mkdir(parents=True)
    (output / "notes" / "a.txt").write_text("mine")
    write(output, "Budget")
    assert titles(output) == ["Budget"]
    assert (output / "notes" / "a.txt").read_text() == "mine"
    assert entries(output.parent) == ["out"]


def test_a_run_that_breaks_off_leaves_the_last_one(output: Path) -> None:
    write(output, "Tarifs")
    with pytest.raises(KeyboardInterrupt), RunWriter(output) as writer:
        writer.append(to_arrow({"deliberations": [{"title": "Budget"}]}))
        raise KeyboardInterrupt
    assert titles(output) == ["Tarifs"]
    assert entries(output.parent) == ["out"]


def test_a_full_disk_leaves_the_last_run(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "no space")

    write(output, "Tarifs")
    monkeypatch.setattr("pipeline.batch.write.pq.ParquetWriter", full)
    with pytest.raises(OSError, match="no space"):
        write(output, "Budget")
    assert titles(output) == ["Tarifs"]
    assert entries(output.parent) == ["out"]


def test_what_a_killed_run_left_is_cleared(output: Path) -> None:
    write(output, "Tarifs")
    left = output.parent / ".out.next"
    left.mkdir()
    (left / "deliberations.parquet").write_bytes(b"half a f")
    (left / "notes.txt").write_text("put here by somebody else")
    write(output, "Budget")
    assert titles(output) == ["Budget"]
    assert (output / "notes.txt").read_text() == "put here by somebody else"
    assert entries(output.parent) == ["out"]


def test_the_swap_is_one_step(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    (one / "1").touch()
    swapped = publish._swap(one, other)
    assert entries(other) == (["1"] if swapped else [])


def test_two_runs_into_one_folder_do_not_mix(output: Path) -> None:
    with RunWriter(output), pytest.raises(OutputError, match="another run is writing"):
        write(output, "Budget")
    assert titles(output) == []


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(OutputError, match="is a file"):
        write(tmp_path / "out", "Budget")
    assert (tmp_path / "out").read_text() == "mine"


def test_rows_that_only_whole_tables_tell_are_added_at_the_end(output: Path) -> None:
    def more(folder: Path) -> dict[str, list[dict[str, Any]]]:
        return {"deliberations": [{"title": f"after {len(titles(folder))}"}], "findings": [{"check": "quorum"}]}

    with RunWriter(output) as writer:
        writer.append(to_arrow({"deliberations": [{"title": "Tarifs"}]}))
        writer.amend(more)
    assert titles(output) == ["Tarifs", "after 1"]
    assert read_table(output, "findings").column("check").to_pylist() == ["quorum"]
    assert (writer.rows["deliberations"], writer.rows["findings"]) == (2, 1)


def test_rows_go_out_in_groups_that_depend_on_their_number_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.batch.write._ROW_GROUP", 2)
    write(tmp_path / "out", "A", "B", "C", "D", "E")
    assert titles(tmp_path / "out") == ["A", "B", "C", "D", "E"]
    assert pq.read_metadata(tmp_path / "out" / "deliberations.parquet").num_row_groups == 3
