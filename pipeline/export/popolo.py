"""Popolo JSON (popoloproject.com): people, bodies, sittings, motions and how they were voted on.

Popolo knows no proxies; they go, one a row, into ``x_proxies`` beside its own classes.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from models.normalise.folding import fold, fold_name
from pipeline.export.acts import distinct_acts
from pipeline.export.flat import plain
from pipeline.export.tables import Run

_OPTIONS = {"for": "yes", "against": "no", "abstain": "abstain", "not_voting": "not voting", "absent": "absent"}
_RESULTS = {"adopted": "pass", "rejected": "fail"}
_COUNTS = {"yes": "votes_for", "no": "votes_against", "abstain": "abstentions", "not voting": "not_voting"}

Lists = dict[str, list[dict[str, Any]]]
"""The attendance of each document."""


def write_popolo(run: Run, folder: Path) -> None:
    """Write ``popolo.json``."""
    (folder / "popolo.json").write_text(json.dumps(popolo(run), ensure_ascii=False, indent=1) + "\n", "utf-8")


def popolo(run: Run) -> dict[str, list[dict[str, Any]]]:
    """The Popolo objects of a run, by class, in a fixed order; values that are not printed are left out."""
    acts = [act for act, copy_of in distinct_acts(run) if copy_of is None]
    attendees = list(run.rows("attendees"))
    lists: Lists = {}
    for row in attendees:
        lists.setdefault(row["document_id"], []).append(row)
    bodies = {_body_id(row): row for row in [*run.rows("sessions"), *acts] if row["authority"]}
    votes = _by_act(run, "votes")
    positions = _by_act(run, "vote_positions")
    groups: dict[str, dict[str, Any]] = {}
    vote_events = [
        event
        for act in acts
        for event in _vote_events(act, votes.get(act["deliberation_id"], []), positions, lists, groups)
    ]
    authorities = {row["authority"]: row for row in bodies.values()}
    organizations = [
        _clean({"id": _slug(name), "name": name, "classification": "authority"}) for name in sorted(authorities)
    ]
    organizations += [
        {"id": key, "name": row["body"], "classification": "body", "parent_id": _slug(row["authority"])}
        for key, row in sorted(bodies.items())
    ]
    return {
        "persons": _persons(run, attendees),
        "organizations": organizations + [groups[key] for key in sorted(groups)],
        "memberships": _memberships(run, attendees),
        "events": [_event(row) for row in run.rows("sessions")],
        "motions": [_motion(act) for act in acts],
        "vote_events": vote_events,
        "x_proxies": [_clean(_proxy(row, lists)) for row in run.rows("proxies")],
    }


def _by_act(run: Run, table: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in run.rows(table):
        found.setdefault(row["deliberation_id"], []).append(row)
    return found


def _slug(text: str | None) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", fold(text or "")))


def _body_id(row: dict[str, Any]) -> str:
    return f"{_slug(row['authority'])}/{_slug(row['body']) or 'other'}"


def _clean(item: dict[str, Any]) -> dict[str, Any]:
    return {key: plain(value) for key, value in item.items() if value not in (None, [], "")}


def _persons(run: Run, attendees: list[dict[str, Any]]) -> list[dict[str, Any]]:
    first = {row["person_id"]: row for row in reversed(attendees) if row["person_id"]}
    people = []
    for row in run.rows("persons"):
        listed = first.get(row["person_id"], {})
        others = [{"name": name} for name in row["variants"] or () if name != row["name"]]
        people.append(
            _clean(
                {
                    "id": row["person_id"],
                    "name": row["name"],
                    "family_name": listed.get("family_name"),
                    "given_name": listed.get("given_name"),
                    "honorific_prefix": listed.get("honorific"),
                    "other_names": others,
                }
            )
        )
    return people


def _memberships(run: Run, attendees: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A membership for each person and body, from the first sitting that lists the person to the last."""
    sessions = {row["session_id"]: row for row in run.rows("sessions")}
    days: dict[tuple[str, str], list[Any]] = {}
    for row in attendees:
        sitting = sessions.get(row["session_id"])
        if sitting and sitting["authority"] and row["person_id"] and row["voting"] is not False:
            days.setdefault((row["person_id"], _body_id(sitting)), []).append(sitting["session_on"])
    return [
        _clean(
            {
                "id": f"{person}@{body}",
                "person_id": person,
                "organization_id": body,
                "role": "membre",
                "x_first_listed": min((d for d in seen if d), default=None),
                "x_last_listed": max((d for d in seen if d), default=None),
            }
        )
        for (person, body), seen in sorted(days.items())
    ]


def _event(row: dict[str, Any]) -> dict[str, Any]:
    return _clean(
        {
            "id": row["session_id"],
            "name": f"Séance du {row['session_on']}" if row["session_on"] else "Séance",
            "classification": "sitting",
            "start_date": row["session_on"],
            "location": row["place"],
            "organization_id": _body_id(row) if row["authority"] else None,
        }
    )


def _motion(act: dict[str, Any]) -> dict[str, Any]:
    return _clean(
        {
            "id": act["deliberation_id"],
            "identifier": act["number"],
            "text": act["title"],
            "date": act["session_on"],
            "classification": "deliberation",
            "organization_id": _body_id(act) if act["authority"] else None,
            "legislative_session_id": act["session_id"],
            "result": _RESULTS.get(act["outcome"]),
            "sources": [{"url": act["source_uri"]}] if act["source_uri"] else None,
        }
    )


def _vote_events(
    act: dict[str, Any],
    votes: list[dict[str, Any]],
    positions: dict[str, list[dict[str, Any]]],
    lists: Lists,
    groups: dict[str, dict[str, Any]],
) -> list[dict[str, Any]]:
    """The votes of an act. Names stand with the act, so that they go to its vote where it has one only."""
    named = positions.get(act["deliberation_id"], [])
    rows: list[dict[str, Any]] = votes or ([{"row_id": f"{act['deliberation_id']}-vote"}] if named else [])
    events = []
    for row in rows:
        counts = [
            {"option": option, "value": row[column]}
            for option, column in _COUNTS.items()
            if row.get(column) is not None
        ]
        cast = [_vote(p, act, lists, groups) for p in named] if len(rows) == 1 else []
        events.append(
            _clean(
                {
                    "id": row["row_id"],
                    "motion_id": act["deliberation_id"],
                    "organization_id": _body_id(act) if act["authority"] else None,
                    "start_date": act["session_on"],
                    "result": _RESULTS.get(act["outcome"]) if len(rows) == 1 else None,
                    "counts": counts,
                    "votes": cast,
                }
            )
        )
    return events


def _vote(
    position: dict[str, Any], act: dict[str, Any], lists: Lists, groups: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    vote: dict[str, Any] = {"option": _OPTIONS.get(position["choice"]), "x_printed_name": position["name"]}
    if position["kind"] == "group":
        parent = _body_id(act) if act["authority"] else None
        key = f"{parent or act['document_id']}/{_slug(position['name'])}"
        groups[key] = _clean({"id": key, "name": position["name"], "classification": "group", "parent_id": parent})
        return _clean({**vote, "group_id": key})
    return _clean({**vote, "voter_id": _voter(position["name"], act, lists)})


def _voter(name: str | None, act: dict[str, Any], lists: Lists) -> str | None:
    """The person of a printed name: the only one of the sitting's list who bears it, whole or as family name."""
    listed = [
        row
        for row in lists.get(act["document_id"], ())
        if row["person_id"] and row["deliberation_id"] in (None, act["deliberation_id"])
    ]
    wanted = fold_name(name or "")
    for form in ("name", "family_name"):
        found = {row["person_id"] for row in listed if row[form] and fold_name(row[form]) == wanted}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _proxy(row: dict[str, Any], lists: Lists) -> dict[str, Any]:
    return {
        "id": row["row_id"],
        "legislative_session_id": row["session_id"],
        "motion_id": row["deliberation_id"],
        "giver_id": _voter(row["giver"], row, lists),
        "holder_id": _voter(row["holder"], row, lists),
        "x_giver_printed": row["giver"],
        "x_holder_printed": row["holder"],
        "counted": row["counted"],
    }
