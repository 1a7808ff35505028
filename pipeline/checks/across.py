"""Checks that compare acts: references, operations, names, sittings, cited acts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from models.normalise.body import find_body
from pipeline.checks.french import capital, day, listed, short, the_act, the_list, the_sitting
from pipeline.checks.registry import Finding, Outcome, check
from pipeline.checks.tables import Run

_KINDS = {
    "law": "La loi", "ordinance": "L'ordonnance", "decree": "Le décret", "order": "L'arrêté",
    "instruction": "L'instruction", "deliberation": "La délibération", "report": "Le rapport",
    "convention": "La convention", "protocol": "Le protocole", "amendment": "L'avenant",
}  # fmt: skip
_NATIONAL = "('law', 'ordinance', 'decree')"
# A number tells an act by itself when it holds a year or is long: "n° 5" is another act each year.
_TELLING = (
    "(regexp_matches(number, '(19|20)[0-9]{2}') OR length(regexp_replace(number, '[^0-9A-Za-z]', '', 'g')) > 6)"
)


# --- references -------------------------------------------------------------------------------------------------


@check("reference_date_conflict", "text", across=True)
def reference_date_conflict(run: Run) -> Iterator[Outcome]:
    """One reference cited with two dates: in a document, by number or by quoted title; laws and decrees anywhere.

    A quoted title tells a deliberation when it is cited in two lists of visas (deliberation and convention) that each
    give it one date. Bodies that differ make two acts of one number; a visa with several dates tells of amendments.
    """
    yield from _by_number(run)
    yield from _by_title(run)
    yield from _in_all_documents(run)


_REFERENCES = """
    SELECT l.*, a.number AS act_number, a.title, a.session_on,
        upper(regexp_replace(l.number, '[^0-9A-Za-z]', '', 'g')) AS folded_number
    FROM legal_references l LEFT JOIN act a USING (deliberation_id)
    WHERE l.dated_on IS NOT NULL
"""


def _by_number(run: Run) -> Iterator[Finding]:
    sql = f"""
        WITH cited AS ({_REFERENCES} AND l.number IS NOT NULL AND l.kind NOT IN ('opinion', 'code', 'other', 'statutes')),
        single AS (SELECT * FROM cited
            WHERE (document_id, text) NOT IN (SELECT document_id, text FROM cited GROUP BY document_id, text, folded_number
                HAVING count(DISTINCT dated_on) > 1))
        SELECT * FROM single WHERE {_TELLING}
        WINDOW same AS (PARTITION BY document_id, kind, folded_number)
        QUALIFY min(dated_on) OVER same <> max(dated_on) OVER same
        ORDER BY document_id, kind, folded_number, page, position, row_id"""
    for _, rows in groupby(run.rows(sql), key=lambda r: (r["document_id"], r["kind"], r["folded_number"])):
        cited = list(rows)
        bodies = {find_body(row["text"] or "") for row in cited} - {None}
        if len(bodies) < 2 or cited[0]["kind"] != "deliberation":
            yield _conflict(cited, f"{_KINDS.get(cited[0]['kind'], 'Le texte')} n° {cited[0]['number']}")


_QUOTED = re.compile(r"[«\"“]\s*(?P<title>[^«»\"“”]{12,}?)\s*[»\"”]")


def _by_title(run: Run) -> Iterator[Finding]:
    sql = f"""
        WITH cited AS ({_REFERENCES} AND l.kind IN ('deliberation', 'convention', 'protocol')
            AND regexp_matches(l.text, '[«"“]'))
        SELECT * FROM cited WHERE document_id IN (SELECT document_id FROM cited
            GROUP BY document_id HAVING count(DISTINCT coalesce(convention_id, '')) > 1)
        ORDER BY document_id, kind, page, position, row_id"""
    for _, rows in groupby(run.rows(sql), key=lambda r: (r["document_id"], r["kind"])):
        titles: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            match = _QUOTED.search(row["text"])
            if match:
                titles.setdefault(_start(match["title"]), []).append({**row, "quoted": match["title"]})
        for cited in titles.values():
            if _one_date_a_list(cited):
                yield _conflict(cited, f"{_KINDS[cited[0]['kind']]} « {short(cited[0]['quoted'])} »")


def _start(title: str) -> str:
    """The first words of a title, folded: one place may cut it shorter than another."""
    return " ".join(re.findall(r"\w+", title.casefold())[:6])


def _one_date_a_list(cited: Sequence[dict[str, Any]]) -> bool:
    lists: dict[Any, set[date]] = {}
    for row in cited:
        lists.setdefault(row["convention_id"], set()).add(row["dated_on"])
    numbers = {row["folded_number"] for row in cited} - {None, ""}
    dates = {d for found in lists.values() for d in found}
    return len(lists) > 1 and all(len(d) == 1 for d in lists.values()) and len(dates) > 1 and len(numbers) < 2


def _conflict(cited: Sequence[dict[str, Any]], name: str) -> Finding:
    first = cited[0]
    other = next(row for row in cited if row["dated_on"] != first["dated_on"])
    pages = f" (page {first['page']})", f" (page {other['page']})"
    text = f"{name} est datée du {day(first['dated_on'])}{pages[0]} et du {day(other['dated_on'])}{pages[1]}."
    if name.startswith(("Le ", "L'arrêté", "L'avenant")):
        text = text.replace(" est datée du ", " est daté du ", 1)
    return Finding(
        text,
        document_id=other["document_id"],
        deliberation_id=other["deliberation_id"],
        expected=first["dated_on"].isoformat(),
        observed=other["dated_on"].isoformat(),
        page=other["page"],
        bbox=other["bbox"],
        table_name="legal_references",
        subject_id=other["row_id"],
    )


def _in_all_documents(run: Run) -> Iterator[Finding]:
    """Laws, ordinances and decrees that two documents date differently; the date most documents give is expected."""
    sql = f"""
        WITH dates AS (
            SELECT l.kind, l.number, l.dated_on, count(DISTINCT l.document_id) AS documents,
                min(d.file_name) AS example, min(l.row_id) AS row_id
            FROM legal_references l JOIN doc d USING (document_id)
            WHERE l.kind IN {_NATIONAL} AND l.dated_on IS NOT NULL AND {_TELLING}
            GROUP BY l.kind, l.number, l.dated_on),
        spread AS (SELECT kind, number FROM dates GROUP BY kind, number HAVING count(*) > 1)
        SELECT * FROM dates JOIN spread USING (kind, number)
        ORDER BY kind, number, documents DESC, dated_on"""
    for _, rows in groupby(run.rows(sql), key=lambda r: (r["kind"], r["number"])):
        found = list(rows)
        usual = found[0]
        for odd in found[1:]:
            if odd["example"] == usual["example"] and odd["documents"] == usual["documents"] == 1:
                continue  # one document alone: said there
            dated = "daté" if odd["kind"] == "decree" else "datée"
            text = (
                f"{_KINDS[odd['kind']]} n° {odd['number']} est {dated} du {day(odd['dated_on'])} dans {odd['example']} et du "
                f"{day(usual['dated_on'])} dans {usual['example']}."
            )
            yield Finding(
                text,
                expected=usual["dated_on"].isoformat(),
                observed=odd["dated_on"].isoformat(),
                table_name="legal_references",
                subject_id=odd["row_id"],
            )


@check("reference_year", "text")
def reference_year(run: Run) -> Iterator[Outcome]:
    """The year that begins the number of a law, an ordinance or a decree against the year of its date.

    A text signed in the last days of a year may bear the number of the next.
    """
    sql = f"""
        SELECT l.*, regexp_extract(l.number, '^([0-9]{{2,4}})-', 1) AS prefix FROM legal_references l
        WHERE l.kind IN {_NATIONAL} AND l.dated_on IS NOT NULL
            AND regexp_matches(l.number, '^([0-9]{{2}}|[0-9]{{4}})-[0-9]{{1,4}}$')
        QUALIFY row_number() OVER (PARTITION BY l.document_id, l.kind, l.number, l.dated_on ORDER BY l.page, l.row_id) = 1
        ORDER BY l.document_id, l.page, l.position, l.row_id"""
    for row in run.rows(sql):
        dated, prefix = row["dated_on"], row["prefix"]
        year = int(prefix) if len(prefix) == 4 else 1900 + int(prefix)
        if year == dated.year or (year == dated.year + 1 and dated.month == 12):
            continue
        text = f"{_KINDS[row['kind']]} n° {row['number']} est datée du {day(dated)}, or son numéro est de {year} (page {row['page']})."
        if row["kind"] == "decree":
            text = text.replace("datée", "daté", 1)
        yield Finding(
            text,
            document_id=row["document_id"],
            deliberation_id=row["deliberation_id"],
            expected=str(year),
            observed=str(dated.year),
            page=row["page"],
            bbox=row["bbox"],
            table_name="legal_references",
            subject_id=row["row_id"],
        )


# --- operations -------------------------------------------------------------------------------------------------


@check("operation_label", "figures", across=True)
def operation_label(run: Run) -> Iterator[Outcome]:
    """Operation codes that one authority labels in two ways within a year."""
    sql = """
        WITH labelled AS (
            SELECT b.document_id, b.deliberation_id, b.line_id, b.operation_code, b.label, b.page, b.bbox,
                fold(coalesce(a.authority, b.document_id)) AS authority, coalesce(year(a.session_on), 0) AS year,
                fold(b.label) AS folded
            FROM budget_lines b LEFT JOIN act a ON a.deliberation_id = b.deliberation_id
            WHERE b.operation_code IS NOT NULL AND b.label IS NOT NULL AND NOT coalesce(b.is_total, false)),
        forms AS (
            SELECT authority, year, operation_code, folded, min(label) AS label, count(DISTINCT document_id) AS documents,
                min(document_id) AS document_id, min(line_id) AS line_id, count(*) AS times
            FROM labelled GROUP BY authority, year, operation_code, folded)
        SELECT f.*, l.deliberation_id, l.page, l.bbox, d.file_name
        FROM forms f JOIN labelled l USING (line_id) JOIN doc d ON d.document_id = f.document_id
        WHERE (f.authority, f.year, f.operation_code) IN (
            SELECT authority, year, operation_code FROM forms GROUP BY authority, year, operation_code HAVING count(*) > 1)
        ORDER BY f.authority, f.year, f.operation_code, f.times DESC, f.line_id"""
    for _, rows in groupby(run.rows(sql), key=lambda r: (r["authority"], r["year"], r["operation_code"])):
        forms = list(rows)
        usual = forms[0]
        for odd in forms[1:]:
            if odd["folded"].startswith(usual["folded"]) or usual["folded"].startswith(odd["folded"]):
                continue
            text = (
                f"L'opération {odd['operation_code']} est intitulée « {short(odd['label'])} » dans {odd['file_name']} et "
                f"« {short(usual['label'])} » dans {usual['file_name']}."
            )
            one = odd["document_id"] == usual["document_id"] and odd["documents"] == usual["documents"] == 1
            yield Finding(
                text,
                document_id=odd["document_id"] if one else None,
                deliberation_id=odd["deliberation_id"] if one else None,
                expected=usual["label"],
                observed=odd["label"],
                page=odd["page"] if one else None,
                bbox=odd["bbox"] if one else None,
                table_name="budget_lines",
                subject_id=odd["line_id"],
            )


# --- persons ----------------------------------------------------------------------------------------------------


@check("name_variant", "text")
def name_variant(run: Run) -> Iterator[Outcome]:
    """Names outside the lists (holder, giver, chair, secretary) one or two letters off the only name in them.

    Accents, case, hyphens and the order of words make no variant; one word of the two is the same. Short names, and
    names that another person on the list bears, are left alone.
    """
    sql = """
        WITH used AS (
            SELECT list, holder AS name, page, bbox, row_id, 'proxies' AS place FROM proxy WHERE holder IS NOT NULL
            UNION ALL SELECT list, giver, page, bbox, row_id, 'proxies' FROM proxy
            UNION ALL SELECT list, chair, page_first, NULL, NULL, 'deliberations' FROM sitting WHERE chair IS NOT NULL
            UNION ALL SELECT list, secretary, page_first, NULL, NULL, 'deliberations' FROM sitting
                WHERE secretary IS NOT NULL),
        folded AS (SELECT *, fold_name(name) AS folded, fold(name) AS family FROM used),
        strange AS (SELECT f.* FROM folded f ANTI JOIN roll r ON r.list = f.list AND r.folded = f.folded
            WHERE length(f.folded) > 8 AND f.folded LIKE '% %'),
        unknown AS (SELECT s.* FROM strange s ANTI JOIN roll r ON r.list = s.list AND r.family = s.family),
        words_of AS (SELECT *, unnest(string_split(folded, ' ')) AS word FROM unknown),
        words_listed AS (SELECT list, document_id, name, folded, unnest(string_split(folded, ' ')) AS word FROM roll
            WHERE list IN (SELECT list FROM unknown) AND folded LIKE '% %'),
        pairs AS (SELECT DISTINCT u.* EXCLUDE (word), r.name AS listed_name, r.document_id, r.folded AS listed_folded
            FROM words_of u JOIN words_listed r ON r.list = u.list AND r.word = u.word),
        near AS (
            SELECT *, count(*) OVER (PARTITION BY list, folded, row_id) AS candidates FROM pairs
            WHERE damerau_levenshtein(folded, listed_folded) <= CASE WHEN length(folded) > 14 THEN 2 ELSE 1 END)
        SELECT n.*, s.number, s.title, s.session_on, s.deliberation_id FROM near n LEFT JOIN sitting s USING (list)
        WHERE n.candidates = 1
        QUALIFY row_number() OVER (PARTITION BY n.list, n.folded ORDER BY n.page, n.row_id) = 1
        ORDER BY n.list, n.page, n.name"""
    for row in run.rows(sql):
        text = f"Pour {the_list(row)}, le même nom est écrit « {row['listed_name']} » dans la liste et « {row['name']} » ailleurs."
        yield Finding(
            text,
            document_id=row["document_id"],
            deliberation_id=row["deliberation_id"],
            expected=row["listed_name"],
            observed=row["name"],
            page=row["page"],
            bbox=row["bbox"],
            table_name=row["place"],
            subject_id=row["row_id"] or row["deliberation_id"],
        )


# --- sittings ---------------------------------------------------------------------------------------------------


@check("session_lists", "text", across=True)
def session_lists(run: Run) -> Iterator[Outcome]:
    """Sittings whose lists in two documents do not name the same members. People come and go, so this is context."""
    sql = """
        WITH shared AS (SELECT session_id FROM attendees WHERE session_id IS NOT NULL
            GROUP BY session_id HAVING min(document_id) <> max(document_id)),
        listed AS (SELECT DISTINCT session_id, document_id, name FROM attendees JOIN shared USING (session_id)
            WHERE name IS NOT NULL AND coalesce(voting, true)),
        names AS (SELECT name, fold_name(name) AS folded FROM (SELECT DISTINCT name FROM listed)),
        named AS (SELECT session_id, document_id, list(DISTINCT folded ORDER BY folded) AS people
            FROM listed JOIN names USING (name) GROUP BY session_id, document_id),
        several AS (SELECT session_id FROM named GROUP BY session_id HAVING count(DISTINCT people) > 1)
        SELECT n.session_id, s.session_on, s.authority, list(d.file_name ORDER BY d.rank) AS files,
            list(len(n.people) ORDER BY d.rank) AS counts,
            len(list_distinct(flatten(list(n.people)))) AS everyone
        FROM named n JOIN several USING (session_id) JOIN doc d USING (document_id) LEFT JOIN sessions s USING (session_id)
        GROUP BY n.session_id, s.session_on, s.authority ORDER BY n.session_id"""
    for row in run.rows(sql):
        where = capital(the_sitting(row)) + (f" ({row['authority']})" if row["authority"] else "")
        counts = [str(n) for n in sorted(set(row["counts"]))]
        text = f"{where} a des listes de présence différentes dans {len(row['files'])} documents, dont {listed(row['files'][:2])}."
        yield Finding(
            text, expected="1", observed=" / ".join(counts), table_name="sessions", subject_id=row["session_id"]
        )


@check("cited_act", "text", across=True)
def cited_act(run: Run) -> Iterator[Outcome]:
    """Deliberations that visas cite and the tables hold: their date (warning) and their object (info).

    A number is looked for within the same authority and, where the visa names a body, within that body.
    """
    sql = f"""
        WITH cited AS (
            SELECT l.*, fold(a.authority) AS authority, a.number AS act_number
            FROM legal_references l JOIN act a USING (deliberation_id)
            WHERE l.kind = 'deliberation' AND l.dated_on IS NOT NULL AND a.authority IS NOT NULL
                AND {_TELLING.replace("number", "l.number")})
        SELECT c.*, h.title AS held_title, h.session_on AS held_on, h.meeting_on AS held_meeting, h.body AS held_body,
            d.file_name
        FROM cited c JOIN deliberations h ON fold(h.authority) = c.authority AND fold(h.number) = fold(c.number)
            AND h.deliberation_id <> c.deliberation_id AND h.session_on IS NOT NULL
        JOIN doc d ON d.document_id = h.document_id
        QUALIFY row_number() OVER (PARTITION BY c.row_id ORDER BY h.session_on = c.dated_on DESC, d.rank) = 1
        ORDER BY c.document_id, c.page, c.position, c.row_id"""
    for row in run.rows(sql):
        body = find_body(row["text"] or "")
        if body and row["held_body"] and body != row["held_body"]:
            continue
        rest = {
            "document_id": row["document_id"],
            "deliberation_id": row["deliberation_id"],
            "page": row["page"],
            "bbox": row["bbox"],
            "table_name": "legal_references",
            "subject_id": row["row_id"],
        }
        name = the_act({"number": row["number"], "title": None})
        if row["dated_on"] not in (row["held_on"], row["held_meeting"]):
            text = f"{capital(name)} est citée au {day(row['dated_on'])}, or elle est du {day(row['held_on'])} dans {row['file_name']}."
            yield Finding(text, expected=row["held_on"].isoformat(), observed=row["dated_on"].isoformat(), **rest)
        elif _unlike(row["text"], row["held_title"]):
            text = f"{capital(name)} est citée pour un autre objet que « {short(row['held_title'])} », son titre dans {row['file_name']}."
            yield Finding(text, severity="info", expected=row["held_title"], observed=short(row["text"]), **rest)


def _unlike(text: str | None, title: str | None) -> bool:
    """Whether a visa that tells an object shares no word with a title."""
    told = re.split(
        r"\b(?:portant|relative?s? (?:à|au|aux)|concernant|approuvant|fixant)\b|«", text or "", maxsplit=1
    )
    if len(told) < 2 or not title:
        return False
    ours, theirs = ({w[:6] for w in re.findall(r"\w{5,}", t.casefold())} for t in (told[1], title))
    return len(ours) > 2 and len(theirs) > 2 and not ours & theirs
