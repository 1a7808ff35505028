"""Checks on imputations as they are printed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from pipeline.checks.french import of, the_act
from pipeline.checks.registry import Finding, Outcome, check
from pipeline.checks.tables import Run

_SEPARATORS = re.compile(r"\s*[-/.–]\s*")
_REPEATED = re.compile(r"\s*([-/.–])(?:\s*\1)+\s*")


def _imputations(run: Run, where: str) -> Iterator[dict[str, Any]]:
    return run.rows(f"""
        SELECT b.document_id, b.deliberation_id, b.line_id, trim(b.imputation) AS imputation, b.page, b.bbox, a.number,
            a.title, a.session_on
        FROM budget_lines b LEFT JOIN act a ON a.deliberation_id = b.deliberation_id
        WHERE b.imputation IS NOT NULL AND {where}
        ORDER BY b.document_id, b.deliberation_id, b.page, b.position, b.line_id""")


def _found(row: dict[str, Any], text: str, expected: str, observed: str) -> Finding:
    return Finding(
        text,
        document_id=row["document_id"],
        deliberation_id=row["deliberation_id"],
        expected=expected,
        observed=observed,
        page=row["page"],
        bbox=row["bbox"],
        table_name="budget_lines",
        subject_id=row["line_id"],
    )


@check("imputation_format", "figures")
def imputation_format(run: Run) -> Iterator[Outcome]:
    """Imputations whose separator is doubled, and two forms of one imputation in one act.

    Of two forms the one printed more often is expected, the first among equals, unless it is malformed. Spaces do
    not count.
    """
    forms: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    suspect = """(regexp_matches(b.imputation, '[-/.–][ ]*[-/.–]') OR (b.document_id, b.deliberation_id) IN (
        SELECT document_id, deliberation_id FROM budget_lines WHERE imputation IS NOT NULL
        GROUP BY document_id, deliberation_id, regexp_replace(imputation, '[^0-9A-Za-z]', '', 'g')
        HAVING count(DISTINCT regexp_replace(imputation, ' ', '', 'g')) > 1))"""
    for row in _imputations(run, suspect):
        key = (row["document_id"], row["deliberation_id"], re.sub(r"[^0-9A-Za-z]", "", row["imputation"]))
        forms[key].append(row)
    for rows in forms.values():
        yield from _forms(rows)


def _forms(rows: list[dict[str, Any]]) -> Iterator[Finding]:
    printed: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        printed.setdefault(re.sub(r"\s", "", row["imputation"]), []).append(row)
    sound = [form for form in printed if not _REPEATED.search(form)]
    expected = max(sound, key=lambda form: len(printed[form]), default=None)
    for form, found in printed.items():
        if form == expected:
            continue
        row, wanted = found[0], expected or _REPEATED.sub(r"\1", form)
        why = f"et {wanted} ailleurs" if expected else f"au lieu de {wanted}"
        text = f"L'imputation {of(the_act(row))} est écrite {row['imputation']} page {row['page']} {why}."
        yield _found(row, text, wanted, row["imputation"])


_M57 = re.compile(r"(?P<nature>\d{3,8})/(?P<section>90|93)\d{1,6}")


@check("imputation_section", "figures")
def imputation_section(run: Run) -> Iterator[Outcome]:
    """Imputations of the form nature/function whose nature and section are of two parts of the budget.

    Natures of classes 6 and 7 go with section 93 (fonctionnement), those of class 2 with 90 (investissement).
    """
    for row in _imputations(run, "regexp_matches(b.imputation, '/ ?9[03]')"):
        match = _M57.fullmatch(_SEPARATORS.sub("/", row["imputation"]))
        if match is None:
            continue
        wanted = {"6": "93", "7": "93", "2": "90"}.get(match["nature"][0])
        if wanted is None or wanted == match["section"]:
            continue
        text = (
            f"L'imputation {row['imputation']} {of(the_act(row))} joint la nature {match['nature']} à la section "
            f"{match['section']} ; une nature de classe {match['nature'][0]} va avec la section {wanted}."
        )
        yield _found(row, text, wanted, match["section"])
