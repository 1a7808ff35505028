"""Where the money goes: grants by beneficiary, shares of those who pay, each sum checked against the print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from pipeline.explore.dataset import Dataset


def grants(ds: Dataset) -> pd.DataFrame:
    """The grants of adopted acts, each act once, with the year of the decision. Largest first; no figure comes last."""
    return ds.sql("""
        SELECT d.authority, g.beneficiary, year(d.session_on) AS year, g.amount_eur, g.annual_amount_eur,
            g.year_first, g.year_last, d.number, g.page, g.row_id, g.deliberation_id
        FROM grants g JOIN distinct_deliberations d USING (deliberation_id)
        WHERE coalesce(d.outcome, 'adopted') = 'adopted'
        ORDER BY g.amount_eur DESC NULLS LAST, g.beneficiary, g.row_id""")


def shares(ds: Dataset) -> pd.DataFrame:
    """The lines of budgets that say who pays: State, département, others, and the printed total. No totals.

    ``gap`` is the printed total less the printed shares: zero where the document adds up, missing without a total.
    """
    return ds.sql("""
        WITH known AS (
            SELECT b.* FROM budget_lines b
            WHERE NOT coalesce(b.is_total, false) AND (b.deliberation_id IS NULL
                OR b.deliberation_id IN (SELECT deliberation_id FROM distinct_deliberations))),
        paid AS (
            SELECT line_id, sum(amount_eur) FILTER (measure = 'state_share') AS state,
                sum(amount_eur) FILTER (measure = 'department_share') AS department,
                sum(amount_eur) FILTER (measure = 'other') AS others,
                CASE WHEN count(*) FILTER (measure = 'total') = 1
                    THEN sum(amount_eur) FILTER (measure = 'total') END AS total
            FROM budget_amounts GROUP BY line_id)
        SELECT f.file_name, k.section, k.label, k.year, p.state, p.department, p.others, p.total,
            p.total - (coalesce(p.state, 0) + coalesce(p.department, 0) + coalesce(p.others, 0)) AS gap,
            k.page, k.line_id
        FROM known k JOIN paid p USING (line_id) JOIN documents f USING (document_id)
        WHERE p.state IS NOT NULL OR p.department IS NOT NULL
        ORDER BY f.file_name, k.position""")


def by_payer(lines: pd.DataFrame) -> pd.DataFrame:
    """The sums of ``shares`` by document, section and year: what was spent and what is planned are not added up."""
    columns = ["state", "department", "others", "total"]
    groups = lines.groupby(["file_name", "section", "year"], sort=False, dropna=False)
    return groups[columns].sum(min_count=1).reset_index()
