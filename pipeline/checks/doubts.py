"""Where the reading itself is in doubt: a finding says so first, and is no error."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from pipeline.checks.registry import Check, Finding, Severity
from pipeline.checks.tables import Run

_SURE = 0.85  # confidence below which a grid is in doubt, as the diagnostic table_uncertain has it
_UNREAD = ("page_without_text", "broke_down", "page_unreadable")
_CODES = (*_UNREAD, "ocr_weak", "count_mismatch", "amount_unreadable", "table_uncertain")


class Doubts:
    """What the diagnostics of a run tell against its findings."""

    def __init__(self, run: Run) -> None:
        self._notes: dict[str | None, list[dict[str, Any]]] = defaultdict(list)
        self._pages: dict[str, tuple[int, int]] = {}
        recognised = run.rows("SELECT document_id FROM doc WHERE text_source = 'ocr'")
        self._recognised = {row["document_id"] for row in recognised}
        codes = ", ".join(f"'{code}'" for code in _CODES)
        noted = (
            f"SELECT DISTINCT document_id, code, page FROM diagnostics WHERE code IN ({codes}) AND stage <> 'check'"
        )
        for row in run.rows(noted):
            self._notes[row["document_id"]].append(row)
        pages = f"""SELECT deliberation_id, page_first, page_last FROM deliberations
            WHERE page_first IS NOT NULL AND page_last IS NOT NULL AND document_id IN (SELECT document_id FROM ({noted}))"""
        for row in run.rows(pages):
            self._pages[row["deliberation_id"]] = (row["page_first"], row["page_last"])

    def judge(self, check: Check, finding: Finding) -> tuple[Severity, str | None]:
        """The severity of a finding and, where its reading is in doubt, the words that its sentence begins with."""
        severity = finding.severity or check.severity
        reason, weakens = self._reason(check, finding)
        if severity == "error" and weakens:
            severity = "warning"
        return severity, reason

    def _reason(self, check: Check, finding: Finding) -> tuple[str | None, bool]:
        leans_on = finding.leans_on or check.leans_on
        if leans_on == "figures":
            unsure = finding.confidence is not None and finding.confidence < _SURE
            if unsure or self._noted(finding, ("table_uncertain",), same_page=True):
                return "Sous réserve, la grille du tableau étant incertaine", True
            if self._noted(finding, ("amount_unreadable",), same_page=True):
                return "Sous réserve, un montant de cette page n'ayant pu être lu", True
        if leans_on == "people" and self._noted(finding, ("count_mismatch",)):
            return "Sous réserve, les listes lues ne faisant pas le compte annoncé", True
        if leans_on != "print" and (finding.document_id in self._recognised or self._noted(finding, ("ocr_weak",))):
            return "Sous réserve, le texte étant reconnu sur une image (OCR)", True
        if leans_on != "print" and self._noted(finding, _UNREAD):
            return "Sous réserve, le document n'étant lu qu'en partie", leans_on in ("people", "figures")
        return None, False

    def _noted(self, finding: Finding, codes: tuple[str, ...], same_page: bool = False) -> bool:
        """Whether one of ``codes`` is noted on the pages of the finding's act, or anywhere where it has none."""
        pages = self._pages.get(finding.deliberation_id or "")
        for note in self._notes.get(finding.document_id, ()) if finding.document_id else ():
            if note["code"] not in codes:
                continue
            page = note["page"]
            if same_page:
                if page is None or page == finding.page:
                    return True
            elif pages is None or page is None or pages[0] <= page <= pages[1]:
                return True
        return False
