"""Budget lines put back into their tables, for the checks that sum them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from pipeline.checks.tables import Run


@dataclass(slots=True)
class Amount:
    """One figure of a line: what it measures and the heading of its column."""

    measure: str
    value: Decimal
    column: str


@dataclass(slots=True)
class Line:
    """A budget line: its row (see ``_LINES``) and its figures."""

    row: dict[str, Any]
    amounts: list[Amount] = field(default_factory=list)
    _under: dict[str, Decimal] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for amount in self.amounts:
            self._under.setdefault(amount.column, amount.value)

    @property
    def is_total(self) -> bool:
        return bool(self.row["is_total"])

    @property
    def label(self) -> str:
        return self.row["label"] or ""

    def of(self, column: str) -> Decimal | None:
        """The figure under a column heading."""
        return self._under.get(column)

    def measured(self, *measures: str) -> list[Amount]:
        """The figures of some measures."""
        return [a for a in self.amounts if a.measure in measures]


_LINES = """
WITH figures AS (
    SELECT line_id, list(coalesce(measure, 'other') ORDER BY row_id) AS measures, list(amount_eur ORDER BY row_id) AS amounts,
        list(coalesce(column_label, measure, '') ORDER BY row_id) AS columns
    FROM budget_amounts WHERE amount_eur IS NOT NULL GROUP BY line_id)
SELECT b.document_id, b.line_id, b.deliberation_id, b.part_id, b.fiche_id, b.scope, b.section, b.label,
    coalesce(b.is_total, false) AS is_total, b.page, b.bbox, p.table_id, p.row, t.confidence, m.measures, m.amounts,
    m.columns, a.number, a.title, a.session_on, n.table_id IS NOT NULL AS noted
FROM budget_lines b
    LEFT JOIN figures m USING (line_id)
    LEFT JOIN place p USING (line_id)
    LEFT JOIN tables t USING (table_id)
    LEFT JOIN act a ON a.deliberation_id = b.deliberation_id
    LEFT JOIN noted n USING (table_id)
WHERE {where}
ORDER BY b.document_id, b.part_id, b.position, b.line_id
"""


def tables(run: Run, where: str = "true") -> Iterator[list[Line]]:
    """The lines of each table that meets ``where``, one table at a time, in printed order.

    Where a line stands is known from its place on the page; lines of a text input, which has none, go by part and
    kind of table. A row further up than the one before begins another group of columns, that is another table here.
    """
    for _, found in groupby(_lines(run, where), key=_group):
        table: list[Line] = []
        for line in found:
            if table and _begins_anew(table[-1].row, line.row):
                yield table
                table = []
            table.append(line)
        yield table


def _lines(run: Run, where: str) -> Iterator[Line]:
    for row in run.rows(_LINES.format(where=where)):
        columns = row["columns"] or ()
        # One heading over two columns: they cannot be told apart.
        twice = (
            {column for column in columns if columns.count(column) > 1} if len(set(columns)) < len(columns) else ()
        )
        figures = zip(row["measures"] or (), row["amounts"] or (), columns, strict=True)
        yield Line(row, [Amount(m, value, "" if column in twice else column) for m, value, column in figures])


def _group(line: Line) -> tuple[Any, ...]:
    row = line.row
    return (row["document_id"], row["part_id"], row["fiche_id"], row["table_id"] or row["scope"])


def _begins_anew(before: dict[str, Any], now: dict[str, Any]) -> bool:
    return before["row"] is not None and now["row"] is not None and bool(now["row"] < before["row"])
