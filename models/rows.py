"""Rows as extractors make them: values, and the place that each value was read from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from models.document import Severity
from models.passage import Passage, Place


@dataclass(slots=True)
class Row:
    """A row of one contract table, with the evidence of its values.

    >>> row = Row("votes").put("votes_for", 42, passage)   # value 42, read from passage
    """

    table: str
    values: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, list[Place]] = field(default_factory=dict)
    read: list[Passage] = field(default_factory=list)  # every passage that the row rests on

    def put(self, column: str, value: Any, source: Passage | None = None) -> Row:
        """Set ``column``; with ``source`` the place of the value is kept as evidence. Returns the row itself."""
        self.values[column] = value
        if source is not None and value is not None:
            self.sources[column] = source.places()
            self.read.append(source)
        return self

    def at(self, source: Passage) -> Row:
        """Set the row's own ``page`` and ``bbox`` to where ``source`` begins. Returns the row itself."""
        places = source.places()
        self.read.append(source)
        if places:
            self.values["page"] = places[0].page
            self.values["bbox"] = places[0].bbox
        return self

    def __getitem__(self, column: str) -> Any:
        return self.values.get(column)


def diagnostic(
    stage: str, severity: Severity, code: str, message: str, page: int | None = None, subject: str | None = None
) -> Row:
    """A row of the diagnostics table: what could not be read, in one clear sentence.

    ``subject`` is the wording that nothing knows, as printed: a run counts it over its documents.
    """
    return Row(
        "diagnostics",
        {"stage": stage, "severity": severity, "code": code, "message": message, "page": page, "subject": subject},
    )


def of_table(rows: list[Row], table: str) -> Iterator[Row]:
    """The rows of one table, in order."""
    return (row for row in rows if row.table == table)
