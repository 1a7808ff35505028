"""The command line: what it answers, its exit status, and that no input makes it show a traceback."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

import actable
from pipeline.batch.write import read_table
from pipeline.cli import app

REPOSITORY = Path(__file__).resolve().parent.parent
MakePdf = Callable[..., Path]
ACT = "Le conseil municipal, après en avoir délibéré, décide d'approuver les tarifs de la piscine."


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, as a person runs it."""
    command = [sys.executable, "-m", "actable", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


def statuses(output: Path) -> dict[str, tuple[str, str | None]]:
    rows = read_table(output, "documents").to_pylist()
    return {row["file_name"]: (row["status"], row["error"]) for row in rows}


def test_the_version_is_the_project_s() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == actable.__version__
    assert CliRunner().invoke(app, ["--version"]).output == f"actable {actable.__version__}\n"


def test_the_lock_pins_what_the_project_asks_for() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    lock = (REPOSITORY / "requirements.lock").read_text("utf-8").lower().splitlines()
    assert all("==" in line and "/" not in line for line in lock)
    extras = project["optional-dependencies"].values()
    for wanted in [*project["dependencies"], *(one for extra in extras for one in extra)]:
        assert wanted.lower() in lock


@pytest.mark.parametrize("command", [[], ["extract"], ["info"], ["export"]])
def test_each_help_ends_with_an_example(command: list[str]) -> None:
    result = CliRunner().invoke(app, [*command, "--help"])
    assert result.exit_code == 0
    assert "Example: actable " in result.output


def test_help_loads_no_heavy_library() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from pipeline.cli import app; "
        "CliRunner().invoke(app, ['extract', '--help']); "
        "print(sorted({'pandas', 'pyarrow', 'pypdfium2', 'spacy', 'dateparser', 'duckdb', 'cv2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "arguments",
    [
        ["extract"],
        ["extract", "acte.pdf"],
        ["extract", "acte.pdf", "-o", "out", "--jobs", "0"],
        ["extract", "acte.pdf", "-o", "out", "--timeout", "soon"],
        ["extrait"],
        ["info"],
        ["--colour"],
    ],
)
def test_wrong_usage_is_status_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, arguments).exit_code == 2


def test_good_files_are_read_with_status_0(make_pdf: MakePdf, tmp_path: Path) -> None:
    make_pdf("in/a.pdf", ACT, ACT)
    make_pdf("in/sub/B.PDF", ACT)
    done = run("extract", tmp_path / "in", "-o", tmp_path / "out", "--jobs", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert {name: status for name, (status, _) in statuses(tmp_path / "out").items()} == {
        "B.PDF": "ok",
        "a.pdf": "ok",
    }
    assert "2 documents: 2 ok, 0 partial, 0 failed; 3 pages" in done.stdout


def test_every_bad_input_has_its_row_and_one_clear_sentence(make_pdf: MakePdf, tmp_path: Path) -> None:
    good = make_pdf("in/good.pdf", ACT)
    make_pdf("in/locked.pdf", ACT, password="sesame")
    make_pdf("in/scan.pdf", ACT, ACT, picture=True)
    (tmp_path / "in" / "empty.pdf").touch()
    (tmp_path / "in" / "page.pdf").write_text("<html><body>404</body></html>")
    (tmp_path / "in" / "cut.pdf").write_bytes(good.read_bytes()[:600])
    done = run("extract", tmp_path / "in", tmp_path / "gone.pdf", "-o", tmp_path / "out", "--ocr", "never")
    assert done.returncode == 3
    assert "Traceback" not in done.stdout + done.stderr
    found = statuses(tmp_path / "out")
    assert found.pop("good.pdf") == ("ok", None)
    for name, (status, says) in {
        "cut.pdf": ("failed", "damaged or cut short"),
        "empty.pdf": ("failed", "the file is empty"),
        "gone.pdf": ("failed", "there is no such file or folder"),
        "locked.pdf": ("failed", "password"),
        "page.pdf": ("failed", "not a PDF"),
        "scan.pdf": (
            "partial",
            "pages 1-2 are pictures without text; they were not recognised, since --ocr is never",
        ),
    }.items():
        error = found.pop(name)
        assert error[0] == status
        assert error[1] and says in error[1] and name in error[1]
        assert error[1] in " ".join(done.stdout.split())
    assert not found


def test_a_file_of_two_thousand_pages(make_pdf: MakePdf, tmp_path: Path) -> None:
    make_pdf("in/long.pdf", *["Budget primitif"] * 2000)
    done = run("extract", tmp_path / "in", "-o", tmp_path / "out", "--jobs", "1")
    assert done.returncode == 0
    (row,) = read_table(tmp_path / "out", "documents").to_pylist()
    assert (row["status"], row["page_count"]) == ("ok", 2000)


def test_an_output_that_cannot_be_written(make_pdf: MakePdf, tmp_path: Path) -> None:
    acte = make_pdf("acte.pdf", ACT)
    done = run("extract", acte, "-o", acte)
    assert done.returncode == 2
    assert "is a file; give a folder for the tables" in done.stderr
    assert "Traceback" not in done.stderr


def test_info_says_what_a_file_holds(make_pdf: MakePdf) -> None:
    done = run("info", make_pdf("acte.pdf", ACT, ACT))
    assert done.returncode == 0
    assert "2 pages, text: native, status: ok" in done.stdout


def test_info_on_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "page.pdf").write_text("<html>")
    for name, says in {"page.pdf": "not a PDF", "gone.pdf": "there is no such file", ".": "cannot be read"}.items():
        done = run("info", tmp_path / name)
        assert done.returncode == 3
        assert says in done.stderr
        assert "Traceback" not in done.stderr
