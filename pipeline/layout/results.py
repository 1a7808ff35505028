"""Minutes that print what became of each point in a column of its own, beside the point."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from statistics import median_low

from models.lexicon import load
from pipeline.layout.rows import Row

_LEAST = 3  # points with a result beside them
_APART = 1.3  # a step to the next baseline this many times the usual one parts two points


@cache
def _result() -> re.Pattern[str]:
    return re.compile(r"\W*(?:" + "|".join(load("blocks")["results"]) + ")", re.IGNORECASE)


def result_bands(rows: list[Row], gutters: list[tuple[float, float]]) -> list[list[Row]]:
    """The rows of each point where a column of results stands to the right of points that space parts; else none.

    ``rows`` share the ``gutters``. Read down, the right column would leave every result behind the last point.
    """
    if len(gutters) != 1 or len(rows) < 2 * _LEAST:
        return []
    edge = gutters[0][1] - 1
    usual = median_low([b.bottom - a.bottom for a, b in pairwise(rows)])
    bands: list[list[Row]] = [[rows[0]]]
    for above, row in pairwise(rows):
        if row.bottom - above.bottom > _APART * usual and row.x0 < edge:
            bands.append([])
        bands[-1].append(row)
    beside = [next((s.text for r in band for s in r.segments if s.x0 >= edge), "") for band in bands]
    told = sum(_result().match(text) is not None for text in beside)
    headed = all(band[0].x0 < edge for band in bands)
    return bands if headed and told >= _LEAST and 3 * told >= 2 * len(bands) else []
