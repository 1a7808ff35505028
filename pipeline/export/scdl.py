"""The open-data files of the Socle commun des données locales: deliberations 2.1.5 and subventions 2.1.1.

Sources: the schemas beside this module, kept as data with their version. What acts do not print stays empty and is
listed in ``a-completer.csv``, which may be filled in and given back.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from models.normalise.identifiers import parse_act_id
from pipeline.export.acts import distinct_acts
from pipeline.export.flat import write_csv
from pipeline.export.side_values import SITTING, YEARS, Gap, SideValues, write_gaps
from pipeline.export.tables import Run

DELIBERATIONS, GRANTS = "deliberations.csv", "subventions.csv"
GAPS = "a-completer.csv"
_OUTCOMES = {"rejected": "rejetée", "deferred": "ajournée", "withdrawn": "retirée de l'ordre du jour"}
_OBJECT = 256  # characters


@cache
def scdl_schema(name: str) -> dict[str, Any]:
    """The official schema of ``deliberations`` or ``subventions``."""
    (found,) = (
        p for p in files("pipeline.export").joinpath("schemas").iterdir() if p.name.startswith(f"scdl-{name}-")
    )
    schema: dict[str, Any] = json.loads(found.read_text("utf-8"))
    return schema


def write_scdl(run: Run, folder: Path, values: SideValues | None = None) -> list[Gap]:
    """Write both files and the list of what is missing. Returns that list."""
    values = values or SideValues()
    acts, gaps = _acts(run)
    rows = []
    for number, act in enumerate(acts, 2):
        row, missing = _deliberation(act, _vote(run, act["deliberation_id"]), values)
        rows.append(row)
        gaps += [Gap(DELIBERATIONS, number, *gap) for gap in missing]
    write_csv(folder / DELIBERATIONS, [f["name"] for f in scdl_schema("deliberations")["fields"]], rows)
    grants, more = _grants(run, acts, values)
    write_csv(folder / GRANTS, [f["name"] for f in scdl_schema("subventions")["fields"]], grants)
    gaps += more
    write_gaps(folder / GAPS, gaps)
    return gaps


def _acts(run: Run) -> tuple[list[dict[str, Any]], list[Gap]]:
    """The adopted deliberations, each once; and what is left out, with the reason."""
    acts, gaps = [], []
    for act, copy_of in distinct_acts(run):
        if copy_of is not None:
            gaps.append(_left_out(act, f"écartée : double de {copy_of}"))
        elif act["outcome"] in _OUTCOMES:
            gaps.append(_left_out(act, f"écartée : {_OUTCOMES[act['outcome']]}"))
        else:
            acts.append(act)
    return acts, gaps


def _left_out(act: Mapping[str, Any], reason: str) -> Gap:
    return Gap(DELIBERATIONS, None, "deliberation", act["deliberation_id"], "", f"{reason} ({_called(act)})")


def _called(act: Mapping[str, Any]) -> str:
    return str(act["number"] or act["title"] or act["deliberation_id"])


def _vote(run: Run, deliberation_id: str) -> dict[str, Any]:
    """The vote of an act; none where several are printed, for then no one of them is the act's."""
    votes = _votes(run)[deliberation_id]
    return votes[0] if len(votes) == 1 else {}


def _votes(run: Run) -> defaultdict[str, list[dict[str, Any]]]:
    found: defaultdict[str, list[dict[str, Any]]] | None = run.__dict__.get("_votes")
    if found is None:
        found = defaultdict(list)
        for row in run.rows("votes"):
            found[row["deliberation_id"]].append(row)
        run.__dict__["_votes"] = found
    return found


def _deliberation(
    act: Mapping[str, Any], vote: Mapping[str, Any], values: SideValues
) -> tuple[dict[str, Any], list[tuple[str, str, str, str]]]:
    row: dict[str, Any] = {
        "COLL_NOM": act["authority"],
        "DELIB_ID": act["number"] or _number_of(act["act_id"]),
        "DELIB_DATE": act["session_on"],
        "DELIB_OBJET": act["title"],
        "PREF_DATE": act["received_on"],
        "VOTE_EFFECTIF": act["members_in_office"],
        "VOTE_POUR": vote.get("votes_for"),
        "VOTE_CONTRE": vote.get("votes_against"),
        "VOTE_ABSTENTION": vote.get("abstentions"),
    }
    uri = str(act["source_uri"] or "")
    row["DELIB_URL"] = uri if uri.startswith(("http://", "https://")) else None
    gaps = _settle(row, vote.get("voting"))
    keys = {
        "deliberation": (act["deliberation_id"], act["number"]),
        "collectivite": (act["authority"], act["authority_siren"]),
    }
    _fill(row, values, keys, "deliberations", act)
    own = {"COLL_SIRET": "collectivite"}
    siren = f" ; SIREN imprimé : {act['authority_siren']}" if act["authority_siren"] else ""
    notes = {"COLL_SIRET": f"le SIRET n'est pas imprimé{siren}"}
    missing = _missing(row, "deliberations", keys, own, notes, act)
    return row, [("deliberation", act["deliberation_id"], name, why) for name, why in gaps] + missing


def _number_of(act_id: str | None) -> str | None:
    parsed = parse_act_id(act_id) if act_id else None
    return getattr(parsed, "number", None)


def _settle(row: dict[str, Any], voting: int | None) -> list[tuple[str, str]]:
    """Leave out what the schema's own rules would refuse, and say so."""
    gaps = []
    if row["PREF_DATE"] and row["DELIB_DATE"] and row["PREF_DATE"] < row["DELIB_DATE"]:
        gaps.append(("PREF_DATE", f"reçue le {row['PREF_DATE']}, avant la séance : laissée vide"))
        row["PREF_DATE"] = None
    counts = [row["VOTE_POUR"], row["VOTE_CONTRE"], row["VOTE_ABSTENTION"]]
    if None not in counts:
        if voting is not None and voting != sum(counts):
            gaps.append(("VOTE_REEL", f"{voting} votants imprimés, {sum(counts)} voix : laissé vide"))
        else:
            row["VOTE_REEL"] = sum(counts)
    if (row.get("VOTE_REEL") or 0) > (row["VOTE_EFFECTIF"] or 10**9):
        gaps.append(
            ("VOTE_EFFECTIF", f"{row['VOTE_REEL']} votants pour {row['VOTE_EFFECTIF']} en exercice : laissé vide")
        )
        row["VOTE_EFFECTIF"] = None
    return gaps


def _grants(
    run: Run, acts: Iterable[Mapping[str, Any]], values: SideValues
) -> tuple[list[dict[str, Any]], list[Gap]]:
    by_id = {act["deliberation_id"]: act for act in acts}
    rows: list[dict[str, Any]] = []
    gaps: list[Gap] = []
    for grant in run.rows("grants"):
        act = by_id.get(grant["deliberation_id"])
        if act is None:
            reason = f"écartée : la délibération {grant['deliberation_id'] or ''} n'est pas exportée"
            gaps.append(Gap(GRANTS, None, "subvention", grant["row_id"], "", reason))
            continue
        row, missing = _grant(grant, act, values)
        rows.append(row)
        gaps += [Gap(GRANTS, len(rows) + 1, *gap) for gap in missing]
    return rows, gaps


def _grant(
    grant: Mapping[str, Any], act: Mapping[str, Any], values: SideValues
) -> tuple[dict[str, Any], list[tuple[str, str, str, str]]]:
    row: dict[str, Any] = {
        "nomAttribuant": act["authority"],
        "referenceDecision": act["number"],
        "nomBeneficiaire": grant["beneficiary"],
        "objet": _cut(act["title"]),
        "montant": grant["amount_eur"],
        "nature": "aide en numéraire" if grant["amount_eur"] is not None else None,
        "pourcentageSubvention": "1.00"
        if grant["amount_eur"] is not None
        else None,  # each row names one beneficiary
    }
    keys = {
        "subvention": (grant["row_id"],),
        "deliberation": (act["deliberation_id"], act["number"]),
        "beneficiaire": (grant["beneficiary"], grant["beneficiary_acronym"]),
        "collectivite": (act["authority"], act["authority_siren"]),
    }
    _fill(row, values, keys, "subventions", {**act, **grant, "session_on": act["session_on"]})
    own = {"idAttribuant": "collectivite", "idBeneficiaire": "beneficiaire", "notificationUE": "tout"}
    missing = _missing(row, "subventions", keys, own, {}, act, default="subvention")
    if not row.get("idBeneficiaire") and not row.get("rnaBeneficiaire"):
        reason = "ni SIRET ni numéro RNA du bénéficiaire ne sont imprimés"
        missing.append(("beneficiaire", grant["beneficiary"] or grant["row_id"], "idBeneficiaire", reason))
    return row, missing


def _cut(text: str | None) -> str | None:
    if text is None or len(text) <= _OBJECT:
        return text
    return text[: _OBJECT - 1].rsplit(" ", 1)[0] + "…"


def _fill(
    row: dict[str, Any],
    values: SideValues,
    keys: Mapping[str, tuple[str | None, ...]],
    schema: str,
    act: Mapping[str, Any],
) -> None:
    """Fill what is empty from the side file. A printed value stays."""
    for spec in scdl_schema(schema)["fields"]:
        name = spec["name"]
        if row.get(name) is None:
            value: Any = values.get(name, keys)
            row[name] = _from_act(value, act)
    if schema == "deliberations" and (row.get("BUDGET_ANNEE") is None) != (row.get("BUDGET_NOM") is None):
        row["BUDGET_ANNEE"] = row["BUDGET_NOM"] = None  # the schema takes both or none


def _from_act(value: str | None, act: Mapping[str, Any]) -> Any:
    if value == SITTING:
        return act["session_on"]
    if value == YEARS:
        first, last = act.get("year_first"), act.get("year_last") or act.get("year_first")
        return f"{date(first, 1, 1)}/{date(last, 12, 31)}" if first and last else None
    return value


def _missing(
    row: Mapping[str, Any],
    schema: str,
    keys: Mapping[str, tuple[str | None, ...]],
    scopes: Mapping[str, str],
    notes: Mapping[str, str],
    act: Mapping[str, Any],
    default: str = "deliberation",
) -> list[tuple[str, str, str, str]]:
    gaps = []
    for spec in scdl_schema(schema)["fields"]:
        name = spec["name"]
        if spec.get("constraints", {}).get("required") and row.get(name) in (None, ""):
            scope = scopes.get(name, default)
            key = next((key for key in keys.get(scope, ()) if key), "")
            reason = notes.get(name) or f"{spec['title']} : n'est pas imprimé ({_called(act)})"
            gaps.append((scope, key, name, reason))
    return gaps
