"""Checks on what should not be published."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.french import listed, short
from pipeline.checks.registry import Finding, Outcome, check
from pipeline.checks.tables import Run

_KINDS = {"convention": "la convention", "fiche": "la fiche", "annex": "l'annexe", "report": "le rapport"}


@check("bank_details_exposed", "print")
def bank_details_exposed(run: Run) -> Iterator[Outcome]:
    """Bank details that reading masked: one finding for each part of a document that prints some in clear.

    Every output masks them, so that the diagnostics are what tells of them. A page that two parts share is the
    convention's, where accounts are printed.
    """
    sql = """
        WITH masked AS (SELECT document_id, page, count(*) AS places FROM diagnostics
            WHERE code = 'bank_details_masked' GROUP BY document_id, page),
        placed AS (SELECT m.*, p.part_id, p.deliberation_id, p.kind, p.title, p.position,
                row_number() OVER (PARTITION BY m.document_id, m.page
                    ORDER BY p.kind = 'convention' DESC, p.position DESC) AS choice
            FROM masked m LEFT JOIN parts p ON p.document_id = m.document_id
                AND m.page BETWEEN p.page_first AND p.page_last)
        SELECT document_id, part_id, any_value(deliberation_id) AS deliberation_id, any_value(kind) AS kind,
            any_value(title) AS title, list(page ORDER BY page) AS pages, sum(places) AS places
        FROM placed WHERE choice = 1 GROUP BY document_id, part_id ORDER BY document_id, min(page), part_id"""
    for row in run.rows(sql):
        pages = [str(page) for page in row["pages"]]
        where = f"{'page' if len(pages) == 1 else 'pages'} {listed(pages)}"
        holder = _KINDS.get(row["kind"], "le document")
        title = f" « {short(row['title'])} »" if row["title"] and row["kind"] in _KINDS else ""
        text = f"{holder[0].upper()}{holder[1:]}{title} publie en clair des coordonnées bancaires, {where} ; elles sont masquées ici."
        yield Finding(
            text,
            document_id=row["document_id"],
            deliberation_id=row["deliberation_id"],
            expected="0",
            observed=str(row["places"]),
            page=row["pages"][0],
            table_name="parts" if row["part_id"] else None,
            subject_id=row["part_id"],
        )
