"""Parquet files: same rows, same bytes; a run replaces the one before as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from models.schema import TABLES, arrow_schema
from pipeline.batch import publish
from pipeline.batch.blocks import SEVERAL
from pipeline.batch.publish import OutputError
from pipeline.batch.write import RunWriter, Sealed, file_names, read_table, table_files, to_arrow, write_file


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


def sealed(folder: Path, name: str, *rows: str, whose: tuple[str, int] = SEVERAL) -> Sealed:
    """A file of deliberations that runs keep."""
    folder.mkdir(exist_ok=True)
    tables = to_arrow({"deliberations": [{"deliberation_id": title, "title": title} for title in rows]})
    write_file(folder / f"{name}.parquet", "deliberations", tables.values())
    return Sealed(folder / f"{name}.parquet", len(rows), name, whose)


def test_sealed_files_and_rows_of_the_run_are_one_table(output: Path, tmp_path: Path) -> None:
    with RunWriter(output) as writer:
        writer.append(to_arrow({"deliberations": [{"title": "last"}]}))
        writer.link("deliberations", sealed(tmp_path / "kept", "a", "A", "B"))
        writer.link("deliberations", sealed(tmp_path / "kept", "b", "C"))
    assert titles(output) == ["A", "B", "C", "last"]
    assert writer.rows["deliberations"] == 4


def test_rows_go_out_in_groups_that_depend_on_their_number_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.batch.write.ROW_GROUP", 2)
    write(tmp_path / "out", "A", "B", "C", "D", "E")
    assert titles(tmp_path / "out") == ["A", "B", "C", "D", "E"]
    assert pq.read_metadata(tmp_path / "out" / "deliberations.parquet").num_row_groups == 3
    parts = [sealed(tmp_path / "kept", "a", "A", "B", "C"), sealed(tmp_path / "kept", "b", "D", "E")]
    with RunWriter(tmp_path / "other") as writer:
        for part in parts:
            writer.link("deliberations", part)
    one, other = (tmp_path / name / "deliberations.parquet" for name in ("out", "other"))
    assert pq.read_metadata(other).num_row_groups == 3
    assert pq.read_table(one, columns=["title"]) == pq.read_table(other, columns=["title"])


HERE, THERE = ("commune-de-beaulieu", 2023), ("commune-de-valmont", 2022)


def lay(output: Path, kept: Path, large: int) -> None:
    with RunWriter(output, large) as writer:
        for name, whose in (("a", HERE), ("b", HERE), ("c", THERE), ("d", SEVERAL)):
            writer.link("deliberations", sealed(kept, name, f"{name}1", f"{name}2", whose=whose))
        writer.append(to_arrow({"deliberations": [{"title": "last"}], "votes": [{"votes_for": 1}]}))


def test_a_large_table_is_a_folder_by_authority_and_year(output: Path, tmp_path: Path) -> None:
    lay(output, tmp_path / "kept", large=8)
    assert not (output / "deliberations.parquet").exists()
    assert (output / "votes.parquet").exists()
    assert [
        path.relative_to(output / "deliberations").as_posix() for path in table_files(output, "deliberations")
    ] == [
        "authority_key=commune-de-beaulieu/act_year=2023/part-0000.parquet",  # two files of few rows are one
        "authority_key=commune-de-valmont/act_year=2022/part-0000.parquet",
        "authority_key=several/act_year=0/part-0000.parquet",
        "authority_key=several/act_year=0/run.parquet",
    ]
    assert titles(output) == ["a1", "a2", "b1", "b2", "c1", "c2", "d1", "d2", "last"]
    asked = duckdb.sql(f"""SELECT authority_key, act_year, count(*) FROM '{output}/deliberations/**/*.parquet'
        GROUP BY ALL ORDER BY 1, 2""").fetchall()
    assert asked == [("commune-de-beaulieu", 2023, 4), ("commune-de-valmont", 2022, 2), ("several", 0, 3)]
    assert not {"authority_key", "act_year"} & {column for spec in TABLES.values() for column in spec.columns}


def test_a_table_grows_into_a_folder_and_back(output: Path, tmp_path: Path) -> None:
    (output / "notes").mkdir(parents=True)  # somebody else's folder: nothing can be swapped
    for large in (100, 8, 100, 8, 8):
        lay(output, tmp_path / "kept", large)
        assert (output / "deliberations").is_dir() == (large == 8)
        assert (output / "deliberations.parquet").is_file() == (large == 100)
        assert len(titles(output)) == 9
    assert sorted(entries(tmp_path)) == ["kept", "out"]


def test_what_a_run_made_of_sealed_files_the_next_one_links(tmp_path: Path) -> None:
    output = tmp_path / "out"
    lay(output, tmp_path / "kept", large=8)
    here, *_ = before = table_files(output, "deliberations")
    nodes = [path.stat().st_ino for path in before]
    lay(output, tmp_path / "kept", large=8)
    assert here.stat().st_ino == nodes[0]
    pq.write_table(pq.read_table(here, partitioning=None).slice(0, 1), here)  # through the output, as a reader may
    lay(output, tmp_path / "kept", large=8)
    assert titles(output) == ["a1", "a2", "b1", "b2", "c1", "c2", "d1", "d2", "last"]
