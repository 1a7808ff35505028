"""The first screen of the README: its query is the demo's, and its answer is what the demo prints."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipeline.batch.run import extract

REPOSITORY = Path(__file__).resolve().parent.parent


def test_the_answer_in_the_readme_is_the_demo_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    extract([REPOSITORY / "data" / "raw"], tmp_path / "data" / "parquet", jobs=2)
    monkeypatch.chdir(tmp_path)
    question = (REPOSITORY / "docs" / "demo.sql").read_text("utf-8")
    duckdb.sql(question).show(max_width=120)
    answer = capsys.readouterr().out
    readme = (REPOSITORY / "README.md").read_text("utf-8")
    assert question.strip() in readme
    assert answer.strip() in readme, answer
