"""Checks on totals that prose announces: of a sum written out, of a schedule by years, of the tables of an act."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from models.normalise.amounts import find_amounts
from models.normalise.folding import fold
from pipeline.checks.french import capital, euros, plain, the_act
from pipeline.checks.registry import Finding, Severity, words
from pipeline.checks.tables import Run

_EURO = Decimal(1)

# Texts of decisions and of articles of conventions, with the words that name them.
_TEXTS = """
    SELECT a.row_id AS subject, a.document_id, c.deliberation_id, a.page_first AS page, a.text, c.amount_eur,
        'convention_articles' AS place, 'l''article ' || coalesce(a.number, a.title, '') || ' de la convention' AS name
    FROM convention_articles a LEFT JOIN conventions c USING (convention_id)
    UNION ALL
    SELECT d.decision_id, d.document_id, d.deliberation_id, d.page, d.text, NULL, 'decisions',
        'la décision' || coalesce(' « ' || d.label || ' »', '') FROM decisions d
"""


def _found(
    row: dict[str, Any], text: str, expected: Decimal, observed: Decimal, severity: Severity | None
) -> Finding:
    return Finding(
        text,
        document_id=row["document_id"],
        deliberation_id=row["deliberation_id"],
        severity=severity,
        expected=plain(expected),
        observed=plain(observed),
        page=row["page"],
        table_name=row["place"],
        subject_id=row["subject"],
    )


_PLUS = re.compile(r" ?\+ ?")
_OPENS = re.compile(r" ?(?:\(|=|:) ?(?:soit )?|,? ?soit ")
_CLOSES = re.compile(r" ?\)? ?(?:=|,? ?soit (?:un (?:montant |cout )?total de )?) ?")


def written_sums(run: Run) -> Iterator[Finding]:
    """A total and the sum that is written out beside it: "672 000 € (500 000 € + 100 000 € + 72 000 €)"."""
    sql = f"SELECT * FROM ({_TEXTS}) WHERE text LIKE '%+%' ORDER BY document_id, page, subject"
    for row in run.rows(sql):
        for total, parts in _written(row["text"]):
            expected = sum(parts, Decimal(0))
            if expected == total:
                continue
            rounding = abs(expected - total) <= len(parts) * _EURO
            told = " + ".join(euros(part) for part in parts)
            text = f"{capital(row['name'])} écrit {told} = {euros(total)}, or cette somme est de {euros(expected)} (page {row['page']})."
            yield _found(row, text, expected, total, "info" if rounding else None)


def _written(text: str) -> Iterator[tuple[Decimal, list[Decimal]]]:
    folded, amounts = fold(text), find_amounts(text)
    at = 0
    while at < len(amounts):
        last = at
        while last + 1 < len(amounts) and _PLUS.fullmatch(folded, amounts[last].end, amounts[last + 1].start):
            last += 1
        if last > at and not _goes_on(folded, amounts[at].start, amounts[last].end):
            parts = [amount.value for amount in amounts[at : last + 1]]
            if at and _OPENS.fullmatch(folded, amounts[at - 1].end, amounts[at].start):
                yield amounts[at - 1].value, parts
            elif last + 1 < len(amounts) and _CLOSES.fullmatch(folded, amounts[last].end, amounts[last + 1].start):
                yield amounts[last + 1].value, parts
        at = last + 1


_MORE_BEFORE = re.compile(r"[-+–−×*/] ?$")
_MORE_BEHIND = re.compile(r"[^).;=\n]{0,25}?(?:\+|[-–−×*/x] ?[0-9])")


def _goes_on(folded: str, start: int, end: int) -> bool:
    """Whether a sum has further terms, that are no plain amounts ("500 € HT + 100 €"), on either side."""
    return bool(_MORE_BEFORE.search(folded[max(0, start - 2) : start]) or _MORE_BEHIND.match(folded, end))


_YEAR = re.compile(r"(?:^|[^0-9/.])(?P<year>20[0-9]{2}) ?(?:[:=,;(–-] ?)?$")


def schedules(run: Run) -> Iterator[Finding]:
    """The yearly payments of an article against the amount of its convention: a warning, since others may pay a part.

    Only where each amount but the total stands behind a year of its own, two years at least.
    """
    sql = f"SELECT * FROM ({_TEXTS}) WHERE amount_eur IS NOT NULL AND text LIKE '%20%' ORDER BY document_id, page, subject"
    for row in run.rows(sql):
        paid = _by_year(row["text"], row["amount_eur"])
        expected = sum(paid.values(), Decimal(0))
        if len(paid) < 2 or expected == row["amount_eur"]:
            continue
        severity: Severity = "info" if abs(expected - row["amount_eur"]) <= len(paid) * _EURO else "warning"
        text = (
            f"{capital(row['name'])} prévoit {euros(expected)} en {len(paid)} ans, or la convention porte sur "
            f"{euros(row['amount_eur'])} (page {row['page']})."
        )
        yield _found(row, text, row["amount_eur"], expected, severity)


def _by_year(text: str, total: Decimal) -> dict[str, Decimal]:
    """The amounts that stand behind years; empty where another amount than the total is there, or a year twice."""
    folded, paid = fold(text), dict[str, Decimal]()
    for amount in find_amounts(text):
        match = _YEAR.search(folded[max(0, amount.start - 12) : amount.start])
        if match is None:
            if amount.value != total:
                return {}
        elif match["year"] in paid:
            return {}
        else:
            paid[match["year"]] = amount.value
    return paid


def announced_totals(run: Run) -> Iterator[Finding]:
    """The one total that the decisions of an act announce against the grants and the totals of its tables.

    A warning: the total may be of what another part of the act tells. Silent where any grant, line or total has it.
    """
    sql = f"""
        WITH several AS (SELECT deliberation_id, sum(amount_eur) AS granted FROM grants
            WHERE amount_eur IS NOT NULL GROUP BY deliberation_id HAVING count(*) > 1)
        SELECT d.decision_id AS subject, d.document_id, d.deliberation_id, d.page, d.text, 'decisions' AS place,
            s.granted, a.number, a.title, a.session_on, f.figures
        FROM decisions d JOIN several s USING (deliberation_id) JOIN act a USING (deliberation_id)
            LEFT JOIN (SELECT b.deliberation_id, list(m.amount_eur) AS figures FROM budget_lines b
                JOIN budget_amounts m USING (line_id) GROUP BY b.deliberation_id) f USING (deliberation_id)
        WHERE regexp_matches(fold(d.text), '{words("announced")}')
            AND d.deliberation_id IN (SELECT deliberation_id FROM decisions
                WHERE regexp_matches(fold(text), '{words("announced")}') GROUP BY deliberation_id HAVING count(*) = 1)
        ORDER BY d.document_id, d.decision_id"""
    for row in run.rows(sql):
        totals = {a.value for a in find_amounts(row["text"]) if _announced(row["text"], a.start)}
        if len(totals) != 1:
            continue
        (total,) = totals
        if total == row["granted"] or total in (row["figures"] or ()):
            continue
        text = (
            f"{capital(the_act(row))} annonce un total de {euros(total)}, or les subventions qu'elle attribue font "
            f"{euros(row['granted'])}."
        )
        yield _found(row, text, row["granted"], total, "warning")


def _announced(text: str, start: int) -> bool:
    before = re.sub(r"[^a-z0-9]+", " ", fold(text[max(0, start - 45) : start]))
    return re.search(rf"{words('announced')} (?:de|d|a|est de|s eleve a) ?$", before) is not None
