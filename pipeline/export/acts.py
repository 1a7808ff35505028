"""The deliberations of a run, each once: an act that two files hold must not count twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from pipeline.export.tables import Run


def distinct_acts(run: Run) -> Iterator[tuple[dict[str, Any], str | None]]:
    """Each deliberation with its ``source_uri``, and the id of the one that it repeats, if any.

    The same rule as the view ``distinct_deliberations``: authority, number and day tell an act, or the identifier of the
    prefecture's receipt where no number is printed; a file read without recognition goes before a scan. Two acts of one file that bear the same number are two acts.
    """
    documents = {row["document_id"]: row for row in run.rows("documents")}
    acts = list(run.rows("deliberations"))

    alike = Counter((_identity(act), act["document_id"]) for act in acts)

    def rank(act: dict[str, Any]) -> tuple[Any, ...]:
        document = documents.get(act["document_id"], {})
        plain = document.get("text_source") in ("native", "text")
        more = -alike[_identity(act), act["document_id"]]
        return (not plain, more, document.get("file_name") or "", act["document_id"] or "", act["position"] or 0)

    first: dict[tuple[Any, ...], dict[str, Any]] = {}
    for act in sorted(acts, key=rank):
        first.setdefault(_identity(act), act)
    for act in acts:
        original = first[_identity(act)]
        same = original["document_id"] == act["document_id"]
        uri = documents.get(act["document_id"], {}).get("source_uri")
        yield {**act, "source_uri": uri}, None if same else original["deliberation_id"]


def _identity(act: dict[str, Any]) -> tuple[Any, ...]:
    told = (act["authority"], act["number"], act["session_on"])
    if act["number"] is None and act["act_id"] is not None:
        return (act["act_id"],)
    if None in told:
        return (act["deliberation_id"],)
    return (act["authority"].lower(), act["number"], act["session_on"])
