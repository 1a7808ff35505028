"""The report that an operator reads in the morning: report.html and report.json beside the tables."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from actable import __version__
from pipeline.batch.summary import RunSummary

FILES = ("report.json", "report.html")
_MOST = 200  # lines of one list in the page; the tables have them all
SLOWEST = 20
_COMPARED = {"finished", "documents", "read", "statuses", "findings"}


def write_report(folder: Path, summary: RunSummary, finished: str) -> None:
    """Write the report of a run into ``folder``, compared with the report that lies there from the run before.

    ``finished`` is the time to print. Raises OSError when the folder cannot be written.
    """
    account = describe(summary, finished)
    account["before"] = _last(folder / "report.json")
    _replace(folder / "report.json", json.dumps(account, ensure_ascii=False, indent=1) + "\n")
    _replace(folder / "report.html", _page(account))


def describe(summary: RunSummary, finished: str) -> dict[str, Any]:
    """The account of a run as plain values."""
    slowest = sorted(summary.times, key=lambda pair: (-pair[0], pair[1]))[:SLOWEST]
    return {
        "version": __version__,
        "finished": finished,
        "seconds": round(summary.seconds, 1),
        "documents": summary.documents,
        "read": summary.read,
        "copies": summary.copies,
        "pages": summary.pages,
        "statuses": {status: summary.statuses[status] for status in ("ok", "partial", "failed")},
        "failed": summary.reasons["failed"],
        "partial": summary.reasons["partial"],
        "slowest": [{"seconds": round(seconds, 2), "file": name} for seconds, name in slowest],
        "not_recognised": [asdict(kind) for kind in summary.ranked()],
        "wordings": [asdict(kind) for kind in summary.wordings()[:_MOST]],
        "findings": {severity: summary.findings[severity] for severity in ("error", "warning", "info")},
        "checks": {check: dict(sorted(found.items())) for check, found in sorted(summary.checks.items())},
        "corrected": summary.corrected,
        "rows": summary.rows,
    }


def last_report(folder: Path) -> dict[str, Any] | None:
    """The report of the last run into ``folder``, None when there is none that can be read."""
    return _last(folder / "report.json")


def _last(path: Path) -> dict[str, Any] | None:
    try:
        account = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(account, dict) or not account.keys() >= _COMPARED:
        return None  # not of ours
    return {name: value for name, value in account.items() if name != "before"}


def _page(account: dict[str, Any]) -> str:
    """The HTML page. Names and messages come from inputs: everything is escaped."""
    import jinja2

    loader = jinja2.PackageLoader("pipeline.batch", "templates")
    pages = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return pages.get_template("report.html").render(run=account, most=_MOST)


def _replace(path: Path, text: str) -> None:
    new = path.with_name(f".{path.name}")
    new.write_text(text, "utf-8")
    new.replace(path)
