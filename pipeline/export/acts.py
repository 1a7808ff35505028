"""The deliberations of a run, each once: an act that two files hold must not count twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.export.tables import Run


def distinct_acts(run: Run) -> Iterator[tuple[dict[str, Any], str | None]]:
    """Each deliberation with its ``source_uri``, and the id of the one that it repeats, if any.

    The same rule as the view ``distinct_deliberations``: authority, number and day tell an act; a file read without
    recognition goes before a scan.
    """
    documents = {row["document_id"]: row for row in run.rows("documents")}
    acts = list(run.rows("deliberations"))

    def rank(act: dict[str, Any]) -> tuple[Any, ...]:
        document = documents.get(act["document_id"], {})
        plain = document.get("text_source") in ("native", "text")
        return (not plain, document.get("file_name") or "", act["position"] or 0, act["deliberation_id"])

    first: dict[tuple[Any, ...], str] = {}
    for act in sorted(acts, key=rank):
        first.setdefault(_identity(act), act["deliberation_id"])
    for act in acts:
        original = first[_identity(act)]
        document = documents.get(act["document_id"], {})
        yield (
            {**act, "source_uri": document.get("source_uri")},
            None if original == act["deliberation_id"] else original,
        )


def _identity(act: dict[str, Any]) -> tuple[Any, ...]:
    told = (act["authority"], act["number"], act["session_on"])
    if None in told:
        return (act["deliberation_id"],)
    return (act["authority"].lower(), act["number"], act["session_on"])
