"""Checks on who sat: counts, quorum, proxies, lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.checks.french import counted, listed, of, the_list
from pipeline.checks.registry import Finding, Outcome, Rule, Severity, Silent, check, rule
from pipeline.checks.tables import Run

_AMONG = {"present": "présents", "represented": "représentés", "excused": "excusés", "absent": "absents"}

# A sitting with what its lists count. Officers are told in the head: a chair whom no list names sat all the same.
_COUNTS = """
WITH names AS (
    SELECT list, count(*) FILTER (status = 'present') AS present,
        count(*) FILTER (status = 'represented') AS represented, count(*) FILTER (folded LIKE '% %') AS named,
        count(*) FILTER (folded LIKE '% %') - count(DISTINCT folded) FILTER (folded LIKE '% %') AS repeated, list(folded) AS everyone,
        list(family) FILTER (status = 'present') AS present_families, min(page) AS page,
        arg_min(row_id, position) AS row_id
    FROM roll WHERE voting GROUP BY list),
proxies_of AS (SELECT list, count(DISTINCT giver_folded) FILTER (counted) AS given FROM proxy GROUP BY list),
moves AS (
    SELECT list, count(*) FILTER (change = 'joined') AS joined,
        count(*) FILTER (change IN ('left', 'left_temporarily')) AS gone
    FROM movement GROUP BY list)
SELECT s.*, n.* EXCLUDE (list), coalesce(p.given, 0) AS given, coalesce(m.joined, 0) AS joined,
    coalesce(m.gone, 0) AS gone,
    (s.chair IS NOT NULL AND NOT list_contains(n.everyone, fold_name(s.chair)))::INT
        + (s.secretary IS NOT NULL AND NOT list_contains(n.everyone, fold_name(s.secretary)))::INT AS unlisted
FROM sitting s JOIN names n USING (list) LEFT JOIN proxies_of p USING (list) LEFT JOIN moves m USING (list)
"""


def _place(row: dict[str, Any], table: str = "attendees") -> dict[str, Any]:
    keys = ("document_id", "deliberation_id", "page", "bbox")
    return {**{key: row.get(key) for key in keys}, "table_name": table, "subject_id": row["row_id"]}


# --- totals -----------------------------------------------------------------------------------------------------


@check("attendance_total", "text")
def attendance_total(run: Run) -> Iterator[Outcome]:
    """Printed counts against each other, against the names listed and against the members in office.

    Who arrives late may or may not be counted, a chair named in the head alone counts: only what no such reason
    explains is said. Names that do not add up are a warning, since one may have been missed in reading, unless the
    list is whole: then the printed count is wrong.
    """
    for row in run.rows(f"{_COUNTS} ORDER BY list"):
        found = _printed_counts(row) or _counted_names(row) or _too_many_names(row)
        if found is not None:
            yield found


def _printed_counts(row: dict[str, Any]) -> Finding | None:
    present, represented, absent = row["members_present"], row["members_represented"], row["members_absent"]
    office, voting = row["members_in_office"], row["members_voting"]
    where = the_list(row)
    if present is None:
        return None
    if office is not None and present > office:
        text = (
            f"Pour {where}, {counted(present, 'présent')} sont annoncés alors que {office} membres sont en exercice."
        )
        return Finding(text, **_place(row), expected=f"≤ {office}", observed=str(present))
    if office is not None and None not in (represented, absent):
        totals = {present + represented + absent, present + absent}  # those represented may count as absent
        if office not in totals and not row["joined"] + row["gone"]:
            text = (
                f"Pour {where}, {counted(present, 'présent')}, {counted(represented, 'représenté')} et "
                f"{counted(absent, 'absent')} ne font pas les {office} membres en exercice."
            )
            return Finding(text, **_place(row), expected=str(office), observed=str(present + represented + absent))
    if voting is not None and represented is not None and voting > present + represented + row["joined"]:
        text = (
            f"Pour {where}, {counted(voting, 'votant')} sont annoncés pour {counted(present, 'présent')} et "
            f"{counted(represented, 'pouvoir')}."
        )
        return Finding(text, **_place(row), expected=str(present + represented), observed=str(voting))
    return None


def _counted_names(row: dict[str, Any]) -> Finding | None:
    printed, named = row["members_present"], row["present"]
    if printed is None or not named or named - row["joined"] <= printed <= named + row["gone"] + row["unlisted"]:
        return None
    whole = row["named"] == row["members_in_office"] and not row["repeated"]
    text = f"Pour {the_list(row)}, {counted(printed, 'présent')} sont annoncés mais la liste en nomme {named}" + (
        f", et tous les {row['named']} membres en exercice y figurent."
        if whole
        else " : un nom manque ou le compte est faux."
    )
    return Finding(
        text, **_place(row), severity="error" if whole else "warning", expected=str(printed), observed=str(named)
    )


def _too_many_names(row: dict[str, Any]) -> Finding | None:
    office, named = row["members_in_office"], row["named"] - row["repeated"]
    if office is None or named <= office:
        return None
    text = f"Les listes {of(the_list(row))} nomment {named} personnes alors que {office} membres sont en exercice."
    return Finding(text, **_place(row), severity="warning", expected=str(office), observed=str(named))


# --- quorum -----------------------------------------------------------------------------------------------------


@check("quorum", "people")
def quorum(run: Run) -> Iterator[Outcome]:
    """Members present (and represented, where the law counts them) against the share that the law asks for.

    The most favourable of the printed counts and the list is taken, late arrivals included. Not said of sittings
    that decided nothing. The law asks for no quorum on a second convocation, which the sentence recalls.
    """
    sql = f"""
        WITH counts AS ({_COUNTS}), printed AS (
            SELECT a.list, max(v.present) AS vote_present, max(v.proxies) AS vote_proxies
            FROM votes v JOIN act a USING (deliberation_id) WHERE a.own_list GROUP BY a.list)
        SELECT c.*, p.vote_present, p.vote_proxies FROM counts c LEFT JOIN printed p USING (list)
        WHERE c.decided AND c.body IS NOT NULL AND c.session_on IS NOT NULL
            AND (c.members_in_office IS NULL OR greatest(c.present, c.members_present, p.vote_present) + c.joined
                + c.unlisted <= c.members_in_office / 2)
        ORDER BY c.list"""
    for row in run.rows(sql):
        asked = rule("quorum", row["body"], row["session_on"])
        if asked is None:
            continue
        if row["members_in_office"] is None:
            yield Silent(row["document_id"], "le nombre de membres en exercice n'est pas imprimé")
            continue
        found = _quorum(row, asked)
        if found is None and asked.disputed:
            ordinary = rule("quorum", row["body"], row["session_on"], disputed=False)
            found = _quorum(row, ordinary, "info") if ordinary else None
        if found is not None:
            yield found


def _quorum(row: dict[str, Any], asked: Rule, severity: Severity | None = None) -> Finding | None:
    office = row["members_in_office"]
    there = _most(row, "present", "members_present", "vote_present") + row["joined"] + row["unlisted"]
    who = "présents"
    if asked.values["represented"]:
        there += _most(row, "represented", "given", "members_represented", "vote_proxies")
        who = "présents ou représentés"
    top, bottom = asked.values["share"]
    least = office * top // bottom + 1 if asked.values["strict"] else -(-office * top // bottom)
    if there >= least:
        return None
    text = (
        f"Pour {the_list(row)}, {there} membres sur {office} en exercice sont {who} : le quorum de {least} n'est pas "
        "atteint, sauf seconde convocation."
    )
    # A list of which names were missed would look the same as one below the quorum.
    sure = row["members_present"] is not None or row["vote_present"] is not None or row["named"] >= office
    return Finding(
        text,
        **_place(row),
        severity=severity or asked.severity or (None if sure else "warning"),
        expected=f"≥ {least}",
        observed=str(there),
        source=asked.law,
    )


def _most(row: dict[str, Any], *columns: str) -> int:
    return max((row[c] for c in columns if row[c] is not None), default=0)


# --- proxies ----------------------------------------------------------------------------------------------------


@check("single_proxy", "text")
def single_proxy(run: Run) -> Iterator[Outcome]:
    """Proxies that one holder has in one list, against what the law allowed the body on that day.

    A proxy that was not taken into account does not count. A holder known by family name alone may be two persons:
    that is a warning.
    """
    sql = """
        SELECT p.list, any_value(p.document_id) AS document_id, any_value(p.deliberation_id) AS deliberation_id,
            any_value(p.holder) AS holder, list(DISTINCT p.giver ORDER BY p.giver) AS givers, min(p.page) AS page,
            arg_min(p.bbox, p.row_id) AS bbox, min(p.row_id) AS row_id, any_value(s.body) AS body,
            any_value(s.session_on) AS session_on, any_value(s.number) AS number, any_value(s.title) AS title
        FROM proxy p LEFT JOIN sitting s USING (list)
        WHERE p.counted AND p.holder_folded <> ''
        GROUP BY p.list, p.holder_folded HAVING count(DISTINCT p.giver_folded) > 1
        ORDER BY p.list, row_id"""
    for row in run.rows(sql):
        allowed = rule("proxies", row["body"], row["session_on"])
        if allowed is None:
            yield Silent(row["document_id"], "l'assemblée ou la date de la séance n'est pas connue")
            continue
        held = len(row["givers"])
        if held <= allowed.values["most"]:
            ordinary = rule("proxies", row["body"], row["session_on"], disputed=False)
            if not allowed.disputed or ordinary is None or held <= ordinary.values["most"]:
                continue
            yield _holds(row, ordinary, "info")
            continue
        yield _holds(row, allowed, "warning" if " " not in row["holder"].strip() else allowed.severity)


def _holds(row: dict[str, Any], allowed: Rule, severity: Severity | None) -> Finding:
    held, most = len(row["givers"]), allowed.values["most"]
    text = (
        f"Pour {the_list(row)}, {row['holder']} porte {held} pouvoirs ({listed(row['givers'])}) alors que la loi n'en "
        f"permet {'que deux' if most == 2 else 'qu’un'} à cette date."
    )
    return Finding(
        text, **_place(row, "proxies"), severity=severity, expected=str(most), observed=str(held), source=allowed.law
    )


@check("proxy_holder_absent", "text")
def proxy_holder_absent(run: Run) -> Iterator[Outcome]:
    """Proxies whose holder stands on the same list as absent, excused or represented, and nowhere as present.

    Not said of a holder who joins in the course of the sitting.
    """
    sql = """
        SELECT p.row_id, p.document_id, p.deliberation_id, p.giver, p.holder, p.page, p.bbox, r.status, s.number,
            s.title, s.session_on
        FROM proxy p
        JOIN (SELECT list, folded, any_value(family) AS family, min(status) AS status FROM roll
            GROUP BY list, folded HAVING NOT bool_or(status = 'present')) r
            ON r.list = p.list AND r.folded = p.holder_folded
        LEFT JOIN sitting s ON s.list = p.list
        WHERE p.counted AND NOT EXISTS (SELECT 1 FROM movement m WHERE m.list = p.list AND m.change = 'joined'
            AND (m.folded = r.family OR fold_name(m.person) = r.folded))
        ORDER BY p.list, p.row_id"""
    for row in run.rows(sql):
        text = (
            f"Pour {the_list(row)}, {row['giver']} donne pouvoir à {row['holder']}, qui figure parmi les "
            f"{_AMONG[row['status']]}."
        )
        yield Finding(text, **_place(row, "proxies"), expected="present", observed=row["status"])


@check("proxy_giver_present", "text")
def proxy_giver_present(run: Run) -> Iterator[Outcome]:
    """Proxies whose giver stands on the same list as present; not said of one who leaves or arrives."""
    sql = """
        SELECT p.row_id, p.document_id, p.deliberation_id, p.giver, p.holder, p.page, p.bbox, s.number, s.title,
            s.session_on
        FROM proxy p
        JOIN (SELECT list, folded, any_value(family) AS family FROM roll
            GROUP BY list, folded HAVING bool_and(status = 'present')) r
            ON r.list = p.list AND r.folded = p.giver_folded
        LEFT JOIN sitting s ON s.list = p.list
        WHERE p.counted AND NOT EXISTS (SELECT 1 FROM movement m WHERE m.list = p.list
            AND (m.folded = r.family OR fold_name(m.person) = r.folded))
        ORDER BY p.list, p.row_id"""
    for row in run.rows(sql):
        held = f" à {row['holder']}" if row["holder"] else ""
        text = f"Pour {the_list(row)}, {row['giver']} donne pouvoir{held} mais figure parmi les présents."
        yield Finding(text, **_place(row, "proxies"), expected="represented", observed="present")


# --- persons ----------------------------------------------------------------------------------------------------


@check("duplicate_person", "text")
def duplicate_person(run: Run) -> Iterator[Outcome]:
    """Persons whom the lists of one sitting name twice. Namesakes told apart by M. and Mme are two persons."""
    sql = """
        SELECT r.list, any_value(r.document_id) AS document_id, any_value(r.deliberation_id) AS deliberation_id,
            arg_min(r.name, r.position) AS name, list(r.status ORDER BY r.position) AS statuses,
            arg_max(r.page, r.position) AS page, arg_max(r.bbox, r.position) AS bbox,
            arg_max(r.row_id, r.position) AS row_id, any_value(s.number) AS number, any_value(s.title) AS title,
            any_value(s.session_on) AS session_on
        FROM roll r JOIN (SELECT list, folded FROM roll WHERE folded LIKE '% %' GROUP BY list, folded
            HAVING count(*) > 1 AND count(DISTINCT honorific) < 2) twice USING (list, folded)
            LEFT JOIN sitting s USING (list)
        GROUP BY r.list, r.folded
        ORDER BY r.list, min(r.position)"""
    for row in run.rows(sql):
        kinds = list(dict.fromkeys(row["statuses"]))
        times = "deux fois" if len(row["statuses"]) == 2 else f"{len(row['statuses'])} fois"
        if len(kinds) == 1:
            told = f"figure {times} parmi les {_AMONG[kinds[0]]}"
        else:
            told = "figure à la fois parmi les " + listed([_AMONG[k] for k in kinds])
        text = f"{row['name']} {told} {of(the_list(row))}."
        yield Finding(text, **_place(row), expected="1", observed=str(len(row["statuses"])))


@check("officer_absent", "text")
def officer_absent(run: Run) -> Iterator[Outcome]:
    """Chairs and secretaries of a sitting whom its list notes as absent, and who do not join later."""
    sql = """
        SELECT r.row_id, r.document_id, s.deliberation_id, r.name, r.status, r.page, r.bbox, o.office, s.number,
            s.title, s.session_on
        FROM (SELECT list, chair AS name, 'préside' AS office FROM sitting
            UNION ALL SELECT list, secretary, 'est secrétaire de séance' FROM sitting) o
        JOIN sitting s USING (list)
        JOIN roll r ON r.list = o.list AND r.folded = fold_name(o.name)
        WHERE r.status <> 'present'
            AND NOT EXISTS (SELECT 1 FROM roll x WHERE x.list = r.list AND x.folded = r.folded AND x.status = 'present')
            AND NOT EXISTS (SELECT 1 FROM movement m WHERE m.list = r.list AND m.folded = r.family)
        ORDER BY r.list, r.position, o.office"""
    for row in run.rows(sql):
        text = (
            f"{row['name']} {row['office']} selon l'en-tête {of(the_list(row))} mais y figure parmi les "
            f"{_AMONG[row['status']]}."
        )
        yield Finding(text, **_place(row), expected="present", observed=row["status"])
