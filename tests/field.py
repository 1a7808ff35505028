"""Whole documents of invented authorities, read end to end: their rows in a form short enough to write by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from models.schema import Tables
from pipeline.document import process

Expected = dict[str, Any]

_STATUS = {"p": "present", "r": "represented", "e": "excused", "a": "absent"}
_COUNTS = {
    "present": "present", "proxies": "proxies", "voting": "voting", "not_voting": "not_voting",
    "for": "votes_for", "against": "votes_against", "abst": "abstentions", "expressed": "expressed",
}  # fmt: skip


def rows_of(text: str, name: str = "acte.txt") -> Tables:
    """The tables of a plain text input."""
    return process(text.strip("\n").encode(), name, name)


def seen(tables: Tables) -> dict[str, list[str]]:
    """Every table of interest as a list of short strings, in row order."""
    acts = {row["deliberation_id"]: n for n, row in enumerate(tables["deliberations"], 1)}

    def act(row: dict[str, Any]) -> str:
        rank = acts.get(row["deliberation_id"])
        return f"{rank}: " if rank and len(acts) > 1 else ""

    letters = {v: k for k, v in _STATUS.items()}
    return {
        "attendees": [
            f"{act(r)}{r['honorific'] + ' ' if r['honorific'] else ''}{r['name']} {letters[r['status']]}"
            + ("" if r["voting"] is not False else "*")
            for r in tables["attendees"]
        ],
        "proxies": [
            f"{act(r)}{r['giver']} > {r['holder'] or '-'}{'' if r['counted'] is not False else ' !'}"
            for r in tables["proxies"]
        ],
        "attendance_changes": [
            f"{act(r)}{r['person']} {r['change']}{' > ' + r['proxy_holder'] if r['proxy_holder'] else ''}"
            for r in tables["attendance_changes"]
        ],
        "votes": [act(r) + _vote(r) for r in tables["votes"]],
        "vote_positions": [f"{act(r)}{r['choice']} {r['kind']} {r['name']}" for r in tables["vote_positions"]],
        "legal_references": [act(r) + _reference(r) for r in tables["legal_references"]],
        "decisions": [f"{act(r)}{r['label'] or '-'} {r['verb']}" for r in tables["decisions"]],
        "grants": [act(r) + _grant(r) for r in tables["grants"]],
        "convention_parties": [_joined(r, "name", "alias", "representative", "representative_role")
                               for r in tables["convention_parties"]],
        "convention_articles": [_joined(r, "number", "title") for r in tables["convention_articles"]],
        "parts": [r["kind"] for r in tables["parts"]],
    }  # fmt: skip


def _vote(row: dict[str, Any]) -> str:
    return " ".join(f"{short}={row[column]}" for short, column in _COUNTS.items() if row.get(column) is not None)


def _reference(row: dict[str, Any]) -> str:
    what = row["article"] or row["number"] or (row["code"] if row["kind"] == "code" else None)
    dated = row["dated_on"].isoformat() if row["dated_on"] else None
    return " ".join(str(v) for v in (row["position"], row["kind"], what, dated) if v)


def _grant(row: dict[str, Any]) -> str:
    years = sorted({row["year_first"], row["year_last"]} - {None})
    amount = row["amount_eur"] if row["amount_eur"] is not None else "-"
    yearly = f" ({row['annual_amount_eur']} a year)" if row["annual_amount_eur"] is not None else ""
    return f"{row['beneficiary']} {amount}{yearly}" + (f" {'-'.join(map(str, years))}" if years else "")


def _joined(row: dict[str, Any], *columns: str) -> str:
    return " | ".join(str(row[c]) if row[c] is not None else "-" for c in columns)


def differences(text: str, expected: Expected) -> Iterator[tuple[str, str, str]]:
    """What was expected and read: (place, expected or "", read or ""), equal strings for what is right.

    Tables that ``expected`` does not name are not looked at; ``deliberations`` and ``conventions`` are lists of
    columns, one dict a row.
    """
    tables = rows_of(text)
    for table in ("deliberations", "conventions"):
        wanted = expected.get(table)
        if wanted is None:
            continue
        read = tables[table]
        for n in range(max(len(wanted), len(read))):
            if n >= len(wanted):
                yield f"{table} {n + 1}", "", str(read[n].get("title"))
                continue
            for column, value in wanted[n].items():
                told = "" if value is None else str(value)
                got = read[n].get(column) if n < len(read) else None
                yield f"{table} {n + 1} {column}", told, "" if got is None else str(got)
    strings = seen(tables)
    for table, wanted in expected.items():
        if table in ("deliberations", "conventions"):
            continue
        left = list(strings[table])
        for line in wanted:
            found = next((other for other in left if same(line, other)), "")
            if found:
                left.remove(found)
            yield table, line, found
        for line in left:
            yield table, "", line


def same(a: str, b: str) -> bool:
    """Whether two strings agree as the conventions compare them: without regard to case and outer punctuation."""
    return a.casefold().strip(" .:;,)") == b.casefold().strip(" .:;,)")
