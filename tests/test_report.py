"""What an operator sees in the morning: the report, the state of a folder, the log."""

from __future__ import annotations

import json
import logging
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from pipeline.batch.logs import JsonLines
from pipeline.batch.publish import Staging
from pipeline.batch.report import last_report, write_report
from pipeline.batch.status import show, status_of
from pipeline.batch.store import STATE, Store
from pipeline.batch.summary import RunSummary

EVIL = "<script>alert(1)</script>.pdf"


def summary(failed: int) -> RunSummary:
    made = RunSummary("out", Counter(ok=3, failed=failed), pages=9, seconds=2.5)
    made.reasons["failed"] = [f"{EVIL}: the file is empty; fetch it again"] * failed
    made.read = 4
    made.checked({"findings": [{"check": "quorum", "severity": "error"}] * 2})
    made.times = [(0.5, "a.pdf"), (7.25, EVIL)]
    made.rows = {"documents": 3 + failed, "votes": 0}
    return made


def test_a_report_is_compared_with_the_one_before(tmp_path: Path) -> None:
    write_report(tmp_path, summary(1), "2023-06-26 06:00+02:00")
    write_report(tmp_path, summary(4), "2023-06-27 06:00+02:00")
    report = last_report(tmp_path)
    assert report is not None
    assert report["statuses"] == {"ok": 3, "partial": 0, "failed": 4}
    assert report["slowest"][0] == {"seconds": 7.25, "file": EVIL}
    told = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert told["before"]["statuses"]["failed"] == 1
    assert "before" not in told["before"]
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "run of 2023-06-26 06:00+02:00" in page
    assert "+3" in page
    assert "<td>quorum</td>" in page
    assert page.count("<strong>new:</strong>") == 0


def test_a_reason_that_the_run_before_did_not_have_is_marked(tmp_path: Path) -> None:
    write_report(tmp_path, summary(1), "yesterday")
    more = summary(1)
    more.reasons["failed"].append("z.pdf: the file is empty; fetch it again")
    write_report(tmp_path, more, "today")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "<li><strong>new:</strong> z.pdf" in page
    assert page.count("<strong>new:</strong>") == 1


def test_names_from_inputs_are_text_in_the_report(tmp_path: Path) -> None:
    write_report(tmp_path, summary(1), "today")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;.pdf: the file is empty" in page


def test_a_report_that_is_no_report_counts_as_none(tmp_path: Path) -> None:
    for text in ("", "[]", "{}", "nonsense"):
        (tmp_path / "report.json").write_text(text)
        assert last_report(tmp_path) is None
        write_report(tmp_path, summary(0), "today")


def test_status(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(FileNotFoundError, match="holds no run of actable"):
        status_of(out)
    Store(out / STATE / "documents", "stamp").put("aa11", b"")
    write_report(out, summary(2), "2023-06-26 06:00")
    assert (status_of(out).kept, status_of(out).running) == (1, False)
    console = Console(file=StringIO(), record=True, width=200)
    show(status_of(out), console)
    assert "5 documents (3 ok, 0 partial, 2 failed), 4 read" in console.export_text()
    staging = Staging(out, [])
    staging.open()
    assert status_of(out).running
    staging.close()
    assert not status_of(out).running


def test_a_log_line_is_one_json_object() -> None:
    record = logging.LogRecord("actable", logging.INFO, __file__, 1, "document", None, None)
    record.fields = {"source_uri": 'a"b\n.pdf', "pages": 3}
    line = JsonLines().format(record)
    assert "\n" not in line
    told = json.loads(line)
    assert (told["event"], told["level"], told["pages"], told["source_uri"]) == ("document", "info", 3, 'a"b\n.pdf')
