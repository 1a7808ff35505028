"""Checks on an act as a document: its identifier, its dates, its number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from models.normalise.identifiers import parse_act_id, valid_siren
from pipeline.checks.french import capital, day, of, the_act
from pipeline.checks.registry import Finding, Outcome, Severity, Silent, check
from pipeline.checks.tables import Run

# Where a value of a deliberation was read: the first place of its column.
_PLACES = """
LEFT JOIN (SELECT row_id, column_name, arg_min(page, page) AS seen_page, arg_min(bbox, page) AS seen_bbox
    FROM evidence WHERE table_name = 'deliberations' AND column_name IN ({columns})
    GROUP BY row_id, column_name) e ON e.row_id = a.deliberation_id
"""


def _of_act(row: dict[str, Any], text: str, column: str, **rest: Any) -> Finding:
    return Finding(
        text,
        document_id=row["document_id"],
        deliberation_id=row["deliberation_id"],
        page=row.get("seen_page") or row["page_first"],
        bbox=row.get("seen_bbox"),
        table_name="deliberations",
        subject_id=row["deliberation_id"],
        **rest,
    )


def _identified(run: Run) -> Iterator[dict[str, Any]]:
    return run.rows(f"""
        SELECT a.* EXCLUDE (own_list), e.seen_page, e.seen_bbox FROM act a {_PLACES.format(columns="'act_id'")}
        WHERE a.act_id IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY a.document_id, a.act_id ORDER BY a.position, a.deliberation_id) = 1
        ORDER BY a.document_id, a.position, a.deliberation_id""")


@check("act_id_date", "text")
def act_id_date(run: Run) -> Iterator[Outcome]:
    """The date inside an act identifier against the sitting; the day the meeting opened will do."""
    for row in _identified(run):
        parsed = parse_act_id(row["act_id"])
        if parsed is None:
            continue
        if row["session_on"] is None:
            yield Silent(row["document_id"], "la date de la séance n'est pas connue")
            continue
        if parsed.date in (row["session_on"], row["meeting_on"]):
            continue
        figures = row["act_id"].split("-")[2]
        told = f"la date du {day(parsed.date)}" if parsed.date else f"une date impossible ({figures})"
        text = (
            f"L'identifiant {row['act_id']} porte {told}, or la séance {of(the_act(row))} est du "
            f"{day(row['session_on'])}."
        )
        observed = parsed.date.isoformat() if parsed.date else figures
        yield _of_act(row, text, "act_id", expected=row["session_on"].isoformat(), observed=observed)


@check("act_id_siren", "text")
def act_id_siren(run: Run) -> Iterator[Outcome]:
    """The SIREN inside an act identifier: its check digit (error), and the département it names (warning).

    The SIREN of communes (21) and départements (22) hold the number of their département; the identifier begins with
    it. Overseas départements and Corsica are numbered otherwise in a SIREN and are left alone.
    """
    for row in _identified(run):
        parsed = parse_act_id(row["act_id"])
        if parsed is None:
            continue
        name = capital(the_act(row))
        if not valid_siren(parsed.siren):
            text = f"{name} porte l'identifiant {row['act_id']}, dont le SIREN {parsed.siren} a une clé fausse."
            yield _of_act(row, text, "act_id", observed=parsed.siren)
            continue
        department = row["department_code"]
        inside = parsed.siren[2:4] if parsed.siren[:2] in ("21", "22") else None
        if inside and re.fullmatch(r"\d\d", parsed.department) and inside != parsed.department:
            text = (
                f"{name} porte l'identifiant {row['act_id']}, du département {parsed.department}, mais son SIREN est "
                f"du département {inside}."
            )
            yield _of_act(row, text, "act_id", severity="warning", expected=inside, observed=parsed.department)
        elif department and department.lstrip("0") != parsed.department.lstrip("0"):
            text = f"{name} est du département {department}, mais son identifiant {row['act_id']} du {parsed.department}."
            yield _of_act(row, text, "act_id", severity="warning", expected=department, observed=parsed.department)


# --- dates ------------------------------------------------------------------------------------------------------

_LABELS = {
    "convened_on": "la convocation",
    "session_on": "la séance",
    "signed_on": "la signature",
    "transmitted_on": "la transmission à la préfecture",
    "received_on": "la réception en préfecture",
    "published_on": "la publication",
}
# What comes first, what comes next. A date of posting before the sitting is mostly that of the convocation.
_ORDER: tuple[tuple[str, str, Severity | None], ...] = (
    ("convened_on", "session_on", None),
    ("session_on", "transmitted_on", None),
    ("session_on", "received_on", None),
    ("transmitted_on", "received_on", None),
    ("session_on", "published_on", None),
    ("session_on", "signed_on", "warning"),
)


@check("publication_order", "text")
def publication_order(run: Run) -> Iterator[Outcome]:
    """Dates of an act against the order of what they date; one finding for each two that stand the wrong way.

    Publication may come before transmission or after it. A posting between the convocation and the sitting, or one
    beside no stamp, is likely that of the convocation: a warning. In minutes, a date of publication that one point
    alone bears, without a stamp, is that of something else which the point tells of.
    """
    wrong = " OR ".join(f"a.{first} > a.{second}" for first, second, _ in _ORDER)
    sql = f"""
        SELECT a.*, count(*) OVER sitting > 1 AND count(*) OVER alike = 1 AND a.act_id IS NULL AND a.received_on IS NULL
            AND a.transmitted_on IS NULL AS told_of
        FROM act a
        WINDOW sitting AS (PARTITION BY a.document_id, a.session_on),
            alike AS (PARTITION BY a.document_id, a.session_on, a.published_on)
        QUALIFY {wrong}
        ORDER BY a.document_id, a.position, a.deliberation_id"""
    for row in run.rows(sql):
        for first, second, severity in _ORDER:
            early, late = row[first], row[second]
            if early is None or late is None or early <= late:
                continue
            if second == "published_on" and row["told_of"]:
                continue
            if second == "published_on" and _posts_convocation(row):
                severity = "warning"
            text = f"Pour {the_act(row)}, {_LABELS[second]} ({day(late)}) précède {_LABELS[first]} ({day(early)})."
            yield _of_act(
                row, text, second, severity=severity, expected=f"≥ {early.isoformat()}", observed=late.isoformat()
            )


def _posts_convocation(row: dict[str, Any]) -> bool:
    """Whether a publication before the sitting may be the posting of its convocation."""
    if row["convened_on"] is not None:
        return bool(row["convened_on"] <= row["published_on"])
    return row["act_id"] is None and row["received_on"] is None and row["transmitted_on"] is None


@check("report_deadline", "text")
def report_deadline(run: Run) -> Iterator[Outcome]:
    """Less than twelve days between convocation and sitting of a conseil départemental.

    Reports go out twelve days before; the printed date may be another's, so this is context.
    """
    sql = """
        SELECT a.* FROM act a
        WHERE a.body = 'conseil_departemental'
            AND date_diff('day', a.convened_on, coalesce(a.meeting_on, a.session_on)) BETWEEN 0 AND 11
        QUALIFY row_number() OVER (PARTITION BY a.document_id, a.session_id ORDER BY a.position) = 1
        ORDER BY a.document_id, a.position"""
    for row in run.rows(sql):
        days = ((row["meeting_on"] or row["session_on"]) - row["convened_on"]).days
        text = f"Pour {the_act(row)}, la convocation date de {days} jours avant la réunion, or les rapports partent douze jours avant."
        yield _of_act(row, text, "convened_on", expected="≥ 12", observed=str(days))


# --- numbers ----------------------------------------------------------------------------------------------------

_FIGURES = re.compile(r"\d+")
_ENOUGH = 10  # numbers of one authority and year that tell its habit


@check("number_format", "text", across=True)
def number_format(run: Run) -> Iterator[Outcome]:
    """Numbers of deliberations within an authority: one used for two acts, one formed unlike nearly all others.

    Two acts share a number when they bear it in one document with different titles. Forms are compared where ten
    numbers or more of one authority, body and year are known (info).
    """
    yield from _used_twice(run)
    yield from _odd_forms(run)


def _used_twice(run: Run) -> Iterator[Finding]:
    sql = """
        WITH again AS (
            SELECT a.deliberation_id, first_value(a.title) OVER same AS first_title
            FROM act a WHERE a.number IS NOT NULL AND a.title IS NOT NULL
            WINDOW same AS (PARTITION BY a.document_id, a.authority, a.body, a.session_on, fold(a.number)
                ORDER BY a.position)
            QUALIFY row_number() OVER same > 1 AND fold(a.title) <> fold(first_value(a.title) OVER same))
        SELECT a.*, again.first_title FROM again JOIN act a USING (deliberation_id)
        ORDER BY a.document_id, a.position, a.deliberation_id"""
    for row in run.rows(sql):
        text = f"Le numéro {row['number']} est donné à deux délibérations de la même séance : « {row['first_title']} » et « {row['title']} »."
        yield _of_act(row, text, "number", expected="1", observed="2")


def _odd_forms(run: Run) -> Iterator[Finding]:
    numbered = """
        SELECT {}, fold(a.authority) || '|' || coalesce(a.body, '') || '|' || year(a.session_on) AS series
        FROM act a WHERE a.number IS NOT NULL AND a.authority IS NOT NULL AND a.session_on IS NOT NULL
        ORDER BY series, a.document_id, a.position, a.deliberation_id"""
    odd: dict[str, str] = {}  # acts of another form, each with a number of the usual one
    for _, rows in groupby(run.rows(numbered.format("a.number, a.deliberation_id")), key=lambda row: row["series"]):
        acts = [(_form(row["number"]), row) for row in rows]
        usual, most = Counter(form for form, _ in acts).most_common(1)[0]
        if len(acts) < _ENOUGH or most == len(acts) or most < 0.9 * len(acts):
            continue
        example = next(row["number"] for form, row in acts if form == usual)
        odd |= {row["deliberation_id"]: example for form, row in acts if form != usual}
    if not odd:
        return
    wanted = f"SELECT * FROM ({numbered.format('a.*')}) WHERE deliberation_id IN (SELECT unnest(?))"
    order = " ORDER BY series, document_id, position, deliberation_id"
    for row in run.rows(wanted + order, [list(odd)]):
        example = odd[row["deliberation_id"]]
        text = f"Le numéro {row['number']} n'a pas la forme des autres numéros de la même autorité ({example})."
        yield _of_act(row, text, "number", severity="info", expected=example, observed=row["number"])


def _form(number: str) -> str:
    """The form of a number: figures as one sign, letters as they are.

    >>> _form("DEL2024-031") == _form("DEL2024-5")
    True
    """
    return _FIGURES.sub("9", "".join(number.upper().split()))
