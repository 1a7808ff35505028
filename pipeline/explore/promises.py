"""Promises and results: the targets of the fiches against what they report as done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from pipeline.explore.dataset import Dataset


def targets(ds: Dataset) -> pd.DataFrame:
    """One row per indicator and year: target, actual, and ``rate`` (actual over target) where both are numbers.

    Of several figures of one year and measure the one with the latest date counts. ``*_text`` is the cell as printed:
    it stands alone where the cell is no number.
    """
    found = ds.sql("""
        WITH latest AS (
            SELECT *, row_number() OVER (
                PARTITION BY fiche_id, section, indicator, year, measure
                ORDER BY as_of DESC NULLS LAST, position DESC, row_id) AS rank
            FROM fiche_indicators WHERE measure IS NOT NULL AND year IS NOT NULL),
        paired AS (
            SELECT fiche_id, section, indicator, year, any_value(unit) AS unit,
                any_value(value) FILTER (measure = 'target') AS target,
                any_value(value_text) FILTER (measure = 'target') AS target_text,
                any_value(row_id) FILTER (measure = 'target') AS target_row,
                any_value(value) FILTER (measure = 'actual') AS actual,
                any_value(value_text) FILTER (measure = 'actual') AS actual_text,
                any_value(row_id) FILTER (measure = 'actual') AS actual_row, min(position) AS position
            FROM latest WHERE rank = 1 GROUP BY fiche_id, section, indicator, year)
        SELECT p.fiche_id, f.title AS fiche, p.* EXCLUDE (fiche_id, position)
        FROM paired p LEFT JOIN fiches f USING (fiche_id)
        ORDER BY p.fiche_id, p.position, p.indicator, p.year""")
    target, actual = (found[measure].astype("float64") for measure in ("target", "actual"))
    found["rate"] = actual / target.where(target != 0)
    return found
