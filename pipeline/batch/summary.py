"""What a run has to say at its end."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from models.normalise.folding import fold
from models.schema import Tables

if TYPE_CHECKING:
    from rich.console import Console

_MOST_FILES = 20  # files named under one heading; the documents table has them all
_MOST_CODES = 12
_MOST_WORDINGS = 15
_CORRECTED, _NOT_APPLIED = "corrected_by_reader", "correction_not_applied"


@dataclass(slots=True)
class Unrecognised:
    """A kind of diagnostic or a wording: how often it came, in how many documents, and one example."""

    code: str
    severity: str
    example: str
    count: int = 0
    documents: int = 0


@dataclass(slots=True)
class RunSummary:
    """The account of a run: every input is in exactly one of ok, partial and failed, or is a copy of one."""

    output: str
    statuses: Counter[str] = field(default_factory=Counter)
    copies: int = 0
    read: int = 0  # documents read in this run; the others were known
    pages: int = 0
    seconds: float = 0.0
    times: list[tuple[float, str]] = field(default_factory=list)  # seconds of the slowest documents of this run
    reasons: dict[str, list[str]] = field(default_factory=lambda: {"failed": [], "partial": []})
    rows: dict[str, int] = field(default_factory=dict)
    findings: Counter[str] = field(default_factory=Counter)  # by severity
    checks: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))  # the same, check by check
    codes: dict[str, Unrecognised] = field(default_factory=dict)
    subjects: dict[tuple[str, str], Unrecognised] = field(default_factory=dict)
    shares: array[float] = field(
        default_factory=lambda: array("f")
    )  # of the text of each document that is in no table
    most_unused: tuple[float, str] = (-1.0, "")

    @property
    def documents(self) -> int:
        return self.statuses.total()

    @property
    def corrected(self) -> int:
        """Values that readers corrected."""
        return self.codes[_CORRECTED].count if _CORRECTED in self.codes else 0

    @property
    def failed(self) -> int:
        return self.statuses["failed"]

    def count(self, document: Mapping[str, Any], diagnostics: Iterable[Mapping[str, Any]] = ()) -> None:
        """Take one ``documents`` row and the document's diagnostics into account."""
        status = document["status"]
        self.statuses[status] += 1
        self.pages += document.get("page_count") or 0
        if status in self.reasons:
            self.reasons[status].append(document["error"] or document["source_uri"])
        if document.get("unused_text_share") is not None:
            self.shares.append(document["unused_text_share"])
            self.most_unused = max(self.most_unused, (document["unused_text_share"], document["file_name"]))
        self._take(diagnostics)

    def noted(self, diagnostics: Iterable[Mapping[str, Any]]) -> None:
        """Take diagnostics of the whole run into account."""
        self._take(diagnostics)

    def checked(self, tables: Tables) -> None:
        """Take what the checks say into account."""
        for row in tables.get("findings", ()):
            self.findings[row["severity"]] += 1
            self.checks[row["check"]][row["severity"]] += 1
        self._take(tables.get("diagnostics", ()))

    def _take(self, diagnostics: Iterable[Mapping[str, Any]]) -> None:
        seen: set[tuple[int, Any]] = set()
        for row in diagnostics:
            code, subject = row["code"] or "unnamed", row.get("subject")
            if subject:
                first = Unrecognised(code, row["severity"], subject)
                kind = self.subjects.setdefault((code, fold(subject)), first)
            else:
                kind = self.codes.setdefault(code, Unrecognised(code, row["severity"], row["message"]))
            kind.count += 1
            kind.documents += (id(kind), row.get("document_id")) not in seen
            seen.add((id(kind), row.get("document_id")))

    def share(self) -> dict[str, Any]:
        """The account of some of the documents as plain values, for ``add``."""
        kinds = [asdict(kind) for kind in self.codes.values()]
        subjects = [asdict(kind) for kind in self.subjects.values()]
        return {
            "statuses": dict(self.statuses),
            "pages": self.pages,
            "reasons": self.reasons,
            "findings": dict(self.findings),
            "checks": {check: dict(found) for check, found in self.checks.items()},
            "codes": kinds,
            "subjects": subjects,
            "shares": self.shares.tolist(),
            "most_unused": self.most_unused,
        }

    def add(self, share: Mapping[str, Any]) -> None:
        """Take the account of other documents into this one, those that stand before them first."""
        self.statuses.update(share["statuses"])
        self.findings.update(share["findings"])
        for check, found in share["checks"].items():
            self.checks[check].update(found)
        self.pages += share["pages"]
        for status, reasons in share["reasons"].items():
            self.reasons[status] += reasons
        self.shares.extend(share["shares"])
        self.most_unused = max(self.most_unused, (share["most_unused"][0], share["most_unused"][1]))
        for told in share["codes"]:
            _add(self.codes.setdefault(told["code"], Unrecognised(*_kind(told))), told)
        for told in share["subjects"]:
            key = (told["code"], fold(told["example"]))
            _add(self.subjects.setdefault(key, Unrecognised(*_kind(told))), told)

    def ranked(self) -> list[Unrecognised]:
        """What was not recognised, worst first: by severity, then by the number of documents, then of times."""
        order = {"error": 0, "warning": 1}
        kinds = [kind for kind in self.codes.values() if kind.severity in order]
        return sorted(kinds, key=lambda k: (order[k.severity], -k.documents, -k.count, k.code))

    def wordings(self) -> list[Unrecognised]:
        """Headings, labels, columns and tables that were not recognised: by the number of documents, then of times."""
        return sorted(self.subjects.values(), key=lambda k: (-k.documents, -k.count, k.code, k.example))


def _kind(told: Mapping[str, Any]) -> tuple[str, str, str]:
    return told["code"], told["severity"], told["example"]


def _add(kind: Unrecognised, told: Mapping[str, Any]) -> None:
    kind.count += told["count"]
    kind.documents += told["documents"]


def show(summary: RunSummary, console: Console) -> None:
    """Print the summary."""
    from rich.markup import escape
    from rich.table import Table

    statuses = summary.statuses
    speed = f", {summary.pages / summary.seconds:.0f} pages/s" if summary.seconds else ""
    console.print(
        f"[bold]{_counted(summary.documents, 'document')}[/]: {statuses['ok']} ok, {statuses['partial']} partial, "
        f"{statuses['failed']} failed; {_counted(summary.pages, 'page')} in {summary.seconds:.1f} s{speed}"
    )
    if summary.read < summary.documents:
        console.print(
            f"{_counted(summary.read, 'document')} read, the others known from earlier runs (--force reads all)"
        )
    if summary.copies:
        console.print(f"{_counted(summary.copies, 'more place')} hold the same bytes (documents.other_uris)")
    for status, colour in (("failed", "red"), ("partial", "yellow")):
        reasons = summary.reasons[status]
        for reason in reasons[:_MOST_FILES]:
            console.print(f"[{colour}]{status}[/] {escape(reason)}", soft_wrap=True)
        if len(reasons) > _MOST_FILES:
            console.print(f"[{colour}]{status}[/] … and {len(reasons) - _MOST_FILES} more (documents.error)")
    told = [(_CORRECTED, "value", "corrected by readers"), (_NOT_APPLIED, "correction", "not applied")]
    for code, noun, what in told:
        if code in summary.codes:
            console.print(f"{_counted(summary.codes[code].count, noun)} {what} (diagnostics table, {code})")
    ranked = summary.ranked()
    if ranked:
        grid = Table("not recognised", "severity", "times", "documents", "for example", box=None, pad_edge=False)
        for kind in ranked[:_MOST_CODES]:
            figures = (str(kind.count), str(kind.documents))
            grid.add_row(kind.code, kind.severity, *figures, escape(kind.example))
        console.print()
        console.print(grid)
        if len(ranked) > _MOST_CODES:
            console.print(f"… and {len(ranked) - _MOST_CODES} more kinds (diagnostics table)")
    _show_wordings(summary, console)
    if summary.findings:
        counts = ", ".join(f"{summary.findings[s]} {s}" for s in ("error", "warning", "info") if summary.findings[s])
        console.print(f"\nfindings of the checks: {counts} (findings table)")
    filled = {name: count for name, count in summary.rows.items() if count}
    console.print()
    console.print(f"rows in {escape(summary.output)}: " + ", ".join(f"{n} {count}" for n, count in filled.items()))


def _show_wordings(summary: RunSummary, console: Console) -> None:
    """What to add to the lexicon, and how much text stands in no table."""
    from rich.markup import escape
    from rich.table import Table

    if summary.shares:
        shares = sorted(summary.shares, reverse=True)
        told = f"{shares[len(shares) // 2]:.0%}"
        if len(shares) > 1:
            told += (
                f" of the middle document, most in {escape(summary.most_unused[1])} ({summary.most_unused[0]:.0%})"
            )
        console.print(f"\nrunning text in no table: {told} (documents.unused_text_share)")
    wordings = summary.wordings()
    if wordings:
        grid = Table("what to add to the lexicon", "wording", "documents", "times", box=None, pad_edge=False)
        for kind in wordings[:_MOST_WORDINGS]:
            grid.add_row(kind.code, escape(kind.example), str(kind.documents), str(kind.count))
        console.print()
        console.print(grid)
        if len(wordings) > _MOST_WORDINGS:
            console.print(f"… and {len(wordings) - _MOST_WORDINGS} more wordings (diagnostics.subject)")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
