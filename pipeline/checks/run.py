"""Runs the checks over the tables of a run and makes rows of what they say."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pipeline.checks.catalogue import CHECKS
from pipeline.checks.doubts import Doubts
from pipeline.checks.registry import Check, Finding
from pipeline.checks.tables import Run

log = logging.getLogger("actable")

STAGE = "check"
_LAST = 1 << 40  # findings that span documents stand behind those of documents


@dataclass(slots=True)
class Report:
    """What the checks say: rows of ``findings``, and rows of ``diagnostics`` on what could not be checked."""

    findings: list[dict[str, Any]] = field(default_factory=list)
    diagnostics: list[dict[str, Any]] = field(default_factory=list)


def check_folder(folder: Path) -> Report:
    """Check the Parquet files of a run. Raises FileNotFoundError when ``folder`` holds none."""
    with Run(folder) as run:
        return _check(run, CHECKS.values())


def check_files(files: Mapping[str, Sequence[Path]], kind: Literal["document", "run"]) -> Report:
    """Check the Parquet files of each table with the checks of one kind.

    Those of documents say of some documents what they say of them among others; those of the run compare documents.
    """
    across = kind == "run"
    with Run(files, across, threads=None if across else 1) as run:  # of documents, many are checked side by side
        return _check(run, [check for check in CHECKS.values() if check.across == across])


def check_tables(tables: Mapping[str, Sequence[Mapping[str, Any]]], only: Collection[str] = ()) -> Report:
    """Check tables held in memory, with all checks or ``only`` some; a table or column that is missing is empty."""
    with Run(tables) as run:
        return _check(run, [check for slug, check in CHECKS.items() if not only or slug in only])


def _check(run: Run, checks: Iterable[Check]) -> Report:
    """The same tables give the same rows in the same order: by document, by act, by check, as printed.

    What compares documents stands behind, numbered apart, so that the rest does not depend on it.
    """
    report = Report()
    found: list[tuple[Check, Finding]] = []
    silent: Counter[tuple[str | None, str, str]] = Counter()
    for check in checks:
        _run_one(check, run, found, silent, report)
    ranks = {row["document_id"]: row["rank"] for row in run.rows("SELECT document_id, rank FROM doc")}
    positions = _positions(run, found)
    doubts = Doubts(run)
    order = {slug: n for n, slug in enumerate(CHECKS)}
    found.sort(
        key=lambda pair: (
            pair[0].across,
            ranks.get(pair[1].document_id, _LAST),
            positions.get(pair[1].deliberation_id or "", 0),
            order[pair[0].slug],
        )
    )
    count: Counter[str | None] = Counter()
    for check, finding in found:
        owner = None if check.across else finding.document_id
        count[owner] += 1
        report.findings.append(_row(check, finding, doubts, f"{owner or 'run'}-findings-{count[owner]}"))
    _tell_silent(silent, ranks, report)
    return report


def _run_one(
    check: Check,
    run: Run,
    found: list[tuple[Check, Finding]],
    silent: Counter[tuple[str | None, str, str]],
    report: Report,
) -> None:
    """A check that breaks down costs its own findings alone."""
    try:
        for outcome in check.run(run):
            if isinstance(outcome, Finding):
                found.append((check, outcome))
            else:
                silent[outcome.document_id, check.slug, outcome.reason] += 1
    except Exception as problem:
        log.debug("check %s", check.slug, exc_info=True)
        text = f"the check {check.slug!r} broke down ({type(problem).__name__}); its findings are missing"
        row = {"row_id": f"run-{STAGE}-{check.slug}", "stage": STAGE, "severity": "error", "code": "broke_down"}
        report.diagnostics.append({**row, "message": text})


def _positions(run: Run, found: Sequence[tuple[Check, Finding]]) -> dict[str, int]:
    acts = sorted({f.deliberation_id for _, f in found if f.deliberation_id})
    sql = "SELECT deliberation_id, position FROM deliberations WHERE deliberation_id IN (SELECT unnest(?))"
    return {row["deliberation_id"]: row["position"] or 0 for row in run.rows(sql, [acts])} if acts else {}


def _row(check: Check, finding: Finding, doubts: Doubts, row_id: str) -> dict[str, Any]:
    severity, reason = doubts.judge(check, finding)
    return {
        "document_id": finding.document_id,
        "row_id": row_id,
        "check": check.slug,
        "severity": severity,
        "deliberation_id": finding.deliberation_id,
        "message": f"{reason} : {finding.message}" if reason else finding.message,
        "expected": finding.expected,
        "observed": finding.observed,
        "source": finding.source or check.law,
        "page": finding.page,
        "bbox": finding.bbox,
        "table_name": finding.table_name,
        "subject_id": finding.subject_id,
    }


def _tell_silent(silent: Counter[tuple[str | None, str, str]], ranks: Mapping[str, int], report: Report) -> None:
    """One diagnostic for each document, check and reason."""
    ordered = sorted(silent.items(), key=lambda item: (ranks.get(item[0][0] or "", _LAST), item[0][1], item[0][2]))
    numbers: Counter[str | None] = Counter()
    for (document, slug, reason), times in ordered:
        numbers[document] += 1
        often = f" ({times} fois)" if times > 1 else ""
        report.diagnostics.append(
            {
                "document_id": document,
                "row_id": f"{document or 'run'}-{STAGE}-{numbers[document]}",
                "stage": STAGE,
                "severity": "info",
                "code": "not_checked",
                "message": f"Le contrôle {slug} n'a pas pu être fait{often} : {reason}.",
            }
        )
