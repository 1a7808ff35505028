"""What a check is, what it says, and the list of all checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from models.lexicon import load

if TYPE_CHECKING:
    from pipeline.checks.tables import Run

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")

Subject = Literal["people", "figures", "text", "print"]
"""What a check leans on, so that a doubt about its reading can be told: lists of names read whole, cells of tables,
prose, or the mere fact that something is printed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check says: one French sentence, and where to look.

    ``severity`` and ``source`` are the check's own where None. ``table_name`` and ``subject_id`` name the row that
    shows it; ``page`` and ``bbox`` its place.
    """

    message: str
    document_id: str | None = None
    deliberation_id: str | None = None
    severity: Severity | None = None
    expected: str | None = None
    observed: str | None = None
    source: str | None = None
    page: int | None = None
    bbox: list[float] | None = None
    table_name: str | None = None
    subject_id: str | None = None
    confidence: float | None = None  # of the table that the figures stand in
    leans_on: Subject | None = None  # where it is not what the check leans on


@dataclass(frozen=True, slots=True)
class Silent:
    """A check could not be made for want of a figure: ``reason`` in French, which ends a sentence."""

    document_id: str | None
    reason: str


Outcome = Finding | Silent


@dataclass(frozen=True, slots=True)
class Check:
    """A check: its name, what it looks at, its law, the worst it says.

    One that is ``across`` compares documents; any other says of a document what it says whatever stands beside it.
    """

    slug: str
    title: str
    severity: Severity
    law: str
    leans_on: Subject
    run: Callable[[Run], Iterable[Outcome]]
    across: bool = False


REGISTERED: dict[str, Check] = {}


def check(
    slug: str, leans_on: Subject, *, across: bool = False
) -> Callable[[Callable[[Run], Iterable[Outcome]]], Callable[[Run], Iterable[Outcome]]]:
    """Register a check function under ``slug``, which rules.toml describes."""
    told = load("rules")["checks"][slug]

    def register(function: Callable[[Run], Iterable[Outcome]]) -> Callable[[Run], Iterable[Outcome]]:
        REGISTERED[slug] = Check(slug, told["title"], told["severity"], told["law"], leans_on, function, across)
        return function

    return register


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of law as rules.toml has it; ``values`` are its figures. A disputed one is used with care."""

    law: str
    values: dict[str, Any]
    disputed: bool = False
    severity: Severity | None = None


def rule(kind: str, body: str | None, on: date | None, *, disputed: bool = True) -> Rule | None:
    """The rule of ``kind`` ("quorum", "proxies", "convention") that held for ``body`` on the day ``on``.

    None where the body or the day is not known, or no rule fits. Exceptions stand before the ordinary law in
    rules.toml; with ``disputed=False`` the disputed ones are passed over.
    """
    if on is None:
        return None
    for entry in load("rules")[kind]:
        if "bodies" in entry and body not in entry["bodies"]:
            continue
        if on < entry.get("from", date.min) or on > entry.get("until", date.max):
            continue
        if entry.get("disputed") and not disputed:
            continue
        return Rule(entry["law"], entry, bool(entry.get("disputed")), entry.get("severity"))
    return None


@cache
def words(key: str) -> str:
    """The wordings under ``key`` as one pattern on folded text, whole words (for RE2, which DuckDB uses, and re)."""
    return r"\b(?:" + "|".join(load("rules")["words"][key]) + r")\b"
