"""Extractors: pure functions from the parts of a document to rows of the contract's tables.

Each declares its rows by table name and sets its own ids; the document's id, row ids and person ids are set when the
rows are assembled.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from models.document import Document
from models.ids import session_id
from models.normalise.folding import fold
from models.parts import Act
from models.rows import Row, diagnostic

if TYPE_CHECKING:
    from pipeline.segment import Segmented

log = logging.getLogger("actable")

_OF_ACTS = ("votes", "visas", "decisions", "grants")  # read from what each act decides
MODULES = tuple(
    f"extractors.{name}"
    for name in ("header", "head_counts", "attendance", *_OF_ACTS, "conventions", "fiches", "budget")
)
"""The extractors, imported when they are first called."""

_OF_AN_ACT = ("conventions", "legal_references", "fiches", "budget_lines")
_OF_A_SESSION = ("sessions", "deliberations", "attendees", "proxies")


class Step(NamedTuple):
    """One extractor at work on one act or part; ``name`` says which in diagnostics and logs."""

    name: str
    page: int
    act: Act | None  # the act that the rows belong to
    run: Callable[[], list[Row]]
    of_part: bool = False


def run_extractors(document: Document, segmented: Segmented) -> list[Row]:
    """The rows of all extractors over one document, in a fixed order.

    An extractor that breaks down costs its own rows alone: an error among the diagnostics names it and the page.
    Raises MemoryError.
    """
    rows: list[Row] = []
    sessions: dict[int, str | None] = {}  # by head: the acts of a sitting share its session
    heads: dict[int, int] = {}  # of the movements: by row, whose sitting they belong to
    missed: set[tuple[int, str]] = set()  # what a head does not tell is said once
    for step in _steps(segmented):
        try:
            found = step.run()
        except MemoryError:
            raise
        except Exception as problem:
            log.debug("%s: extractor %s", document.file_name, step.name, exc_info=True)
            text = f"page {step.page}: the extractor {step.name!r} broke down ({type(problem).__name__}); its rows are missing"
            rows.append(diagnostic(step.name, "error", "broke_down", text, step.page))
            continue
        if step.act is not None and step.of_part:
            for row in found:
                if row.table in _OF_AN_ACT:
                    row.values["deliberation_id"] = step.act.deliberation_id
        elif step.act is not None:
            _share_session(step.act, found, sessions)
            found = [row for row in found if not _said(step, row, missed)]
            heads |= {id(row): id(step.act.head) for row in found if row.table == "attendance_changes"}
        rows.extend(found)
    return _told_once(rows, heads)


def _told_once(rows: list[Row], heads: dict[int, int]) -> list[Row]:
    """The rows without the movements that a list tells beside a name and a point of the same sitting tells again."""

    def key(row: Row) -> tuple[object, ...]:
        return heads.get(id(row)), fold(row["person"]), row["change"]

    changes = [row for row in rows if row.table == "attendance_changes"]
    told = {key(row) for row in changes if row["deliberation_id"] is not None}
    again = {id(row) for row in changes if row["deliberation_id"] is None and key(row) in told}
    return [row for row in rows if id(row) not in again] if again else rows


def _said(step: Step, row: Row, missed: set[tuple[int, str]]) -> bool:
    """Whether a diagnostic on the head of a sitting was given with an earlier act of it."""
    if step.name != "header" or row.table != "diagnostics" or row["code"] == "no_title" or step.act is None:
        return False
    key = (id(step.act.head), row["code"])
    known = step.act.shared_head and key in missed
    missed.add(key)
    return known


def _share_session(act: Act, rows: list[Row], sessions: dict[int, str | None]) -> None:
    for row in rows:
        if row.table == "deliberations":
            sessions[id(act.head)] = session_id(row["authority"], row["body"], row["session_on"])
    for row in rows:
        if row.table in _OF_A_SESSION:
            row.values["session_id"] = sessions.get(id(act.head))


def _steps(segmented: Segmented) -> Iterator[Step]:
    by_ordinal = {act.ordinal: act for act in segmented.acts}
    told: set[int] = set()  # heads whose lists have been read: one list may serve a whole sitting
    for act in segmented.acts:
        page = act.body.page_first
        yield Step("header", page, act, _header(act))
        lists = "extract_changes" if id(act.head) in told else "extract"
        told.add(id(act.head))
        yield Step("attendance", page, act, _call("attendance", act, function=lists))
        for name in _OF_ACTS:
            yield Step(name, page, act, _call(name, act))
    fiches = [part for part in segmented.parts if part.kind == "fiche"]
    for part in segmented.parts:
        owner = by_ordinal.get(part.act or 0)
        if part.kind == "convention":
            yield Step("conventions", part.page_first, owner, _call("conventions", part, owner), True)
            visas = _call("visas", part, f"{part.part_id}-c", function="extract_part")
            yield Step("visas", part.page_first, owner, visas, True)
        elif part.kind == "fiche":
            yield Step("fiches", part.page_first, owner, _call("fiches", part, owner, fiches), True)
        yield Step("budget", part.page_first, owner, _call("budget", part, owner), True)


def _header(act: Act) -> Callable[[], list[Row]]:
    """The header of an act, with the counts that its head prints."""
    header = _call("header", act)

    def run() -> list[Row]:
        rows = header()
        import_module("extractors.head_counts").add_counts(act, rows)
        return rows

    return run


def _call(module: str, *arguments: object, function: str = "extract") -> Callable[[], list[Row]]:
    """An extractor to call later; its module is loaded when it is first needed."""

    def run() -> list[Row]:
        extract = getattr(import_module(f"extractors.{module}"), function)
        rows: list[Row] = extract(*arguments)
        return rows

    return run
