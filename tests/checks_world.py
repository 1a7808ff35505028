"""Small worlds for the tests of checks: rows of an invented authority, and what one check says of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from pipeline.checks import check_tables

Row = dict[str, Any]
NAMES = (
    "Alice Bertin", "Bruno Calvet", "Chloé Dancourt", "Denis Estève", "Elsa Fauvel", "Farid Gimenez", "Gilles Hérault",
    "Hanna Ibos", "Igor Jolivet", "Jeanne Kermadec", "Karim Lestrade", "Lucie Morvan", "Marc Noyelle", "Nadia Ozanne",
    "Omar Pradier", "Paule Quercy", "Quentin Roumieu", "Rose Salvetat", "Simon Tardivel", "Tania Urruty",
)  # fmt: skip


def act(n: int = 1, **values: Any) -> Row:
    """A deliberation of the commune of Brumeval."""
    row: Row = {
        "document_id": "d", "deliberation_id": f"d-d{n}", "session_id": "s", "authority": "Ville de Brumeval",
        "body": "conseil_municipal", "number": f"2024-{n:03}", "title": f"Objet numéro {n}", "outcome": "adopted",
        "session_on": date(2024, 6, 25), "meeting_on": date(2024, 6, 25), "position": n, "page_first": n, "page_last": n,
    }  # fmt: skip
    return {**row, **values}


def people(present: int = 0, represented: int = 0, absent: int = 0, *, n: int | None = 1, **values: Any) -> list[Row]:
    """So many of ``NAMES``, in order, on the list of act ``n`` (None: of the sitting)."""
    statuses = ["present"] * present + ["represented"] * represented + ["absent"] * absent
    return [person(name, status, n=n, **values) for name, status in zip(NAMES, statuses, strict=False)]


_RANK = {name: rank for rank, name in enumerate(NAMES, 1)}


def person(name: str, status: str = "present", *, n: int | None = 1, **values: Any) -> Row:
    """One attendee."""
    given, _, family = name.partition(" ")
    row = {
        "document_id": "d", "row_id": f"a-{n}-{name}-{status}", "session_id": "s", "name": name, "given_name": given,
        "deliberation_id": f"d-d{n}" if n else None, "family_name": family, "status": status, "voting": True, "page": 1,
        "position": _RANK.get(name, 99),
    }  # fmt: skip
    return {**row, **values}


def proxy(giver: str, holder: str | None, *, n: int | None = 1, **values: Any) -> Row:
    """One proxy."""
    row = {
        "document_id": "d", "row_id": f"p-{n}-{giver}", "session_id": "s", "giver": giver, "holder": holder,
        "deliberation_id": f"d-d{n}" if n else None, "counted": True, "page": 1,
    }  # fmt: skip
    return {**row, **values}


def change(person: str, what: str, n: int = 1) -> Row:
    """One movement."""
    return {
        "document_id": "d", "row_id": f"c-{n}-{person}", "deliberation_id": f"d-d{n}", "person": person, "change": what
    }  # fmt: skip


def vote(n: int = 1, **values: Any) -> Row:
    """One vote."""
    return {"document_id": "d", "row_id": f"v-{n}", "deliberation_id": f"d-d{n}", "page": 1, **values}


def line(
    n: int, label: str | None = None, *, total: bool = False, amounts: dict[str, Any] | None = None, **values: Any
) -> tuple[Row, list[Row]]:
    """A budget line and its figures: ``{"proposed": 10}`` or ``{"other|2023": 10}``, measure and column heading."""
    row = {
        "document_id": "d", "line_id": f"l{n:02}", "deliberation_id": "d-d1", "part_id": "d-p1", "scope": "budget",
        "position": n, "label": label, "is_total": total, "page": 1,
    }  # fmt: skip
    figures = []
    for key, value in (amounts or {}).items():
        measure, _, heading = key.partition("|")
        figure = {"document_id": "d", "row_id": f"m{n:02}-{key}", "line_id": f"l{n:02}", "measure": measure}
        figures.append({**figure, "column_label": heading or None, "amount_eur": Decimal(str(value))})
    return {**row, **values}, figures


def budget(*lines: tuple[Row, list[Row]]) -> dict[str, list[Row]]:
    """The tables of some lines."""
    return {
        "budget_lines": [row for row, _ in lines], "budget_amounts": [figure for _, found in lines for figure in found]
    }  # fmt: skip


def findings(slug: str, **tables: list[Row]) -> list[Row]:
    """What the check ``slug`` says; a document is there, and act 1 unless acts are given."""
    tables.setdefault("documents", [{"document_id": "d", "file_name": "acte.pdf", "status": "ok"}])
    tables.setdefault("deliberations", [act()])
    report = check_tables(tables, [slug])
    broken = [row["message"] for row in report.diagnostics if row["severity"] == "error"]
    assert not broken, broken
    return report.findings


def said(slug: str, **tables: list[Row]) -> list[tuple[str, str | None, str | None]]:
    """Severity, expected and observed of what the check ``slug`` says."""
    return [(row["severity"], row["expected"], row["observed"]) for row in findings(slug, **tables)]
