"""Who voted how, member by member: what is printed, and what the printed counts prove of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from models.normalise.folding import fold_name

if TYPE_CHECKING:
    from pipeline.explore.dataset import Dataset

_ACTS = ["authority", "body", "session_on", "number", "title", "printed", "deduced", "reason", "deliberation_id"]
_SEATED = ("present", "represented")


class Ballots(NamedTuple):
    """``cast``: one row per deliberation and member, with ``basis`` (printed, deduced). ``acts``: one row per
    deliberation, with ``reason`` where its ballots are not known.
    """

    cast: pd.DataFrame
    acts: pd.DataFrame


def ballots(ds: Dataset) -> Ballots:
    """The ballots of all deliberations, each act once.

    A member who is not named voted for only where that is proved: the act is unanimous, or as many members are named
    against and abstaining as the act counts, and those left are as many as the votes for.
    """
    acts = ds.sql(
        "SELECT * FROM distinct_deliberations WHERE coalesce(outcome, 'adopted') IN ('adopted', 'rejected') "
        "ORDER BY session_on, authority, number, deliberation_id"
    )
    attendees, positions = ds.attendees, ds.vote_positions
    votes, changes = ds.votes, ds.attendance_changes
    cast: list[dict[str, Any]] = []
    told: list[dict[str, Any]] = []
    for _, act in acts.iterrows():
        listed = _list(attendees, act)
        named = positions[(positions.deliberation_id == act.deliberation_id) & (positions.kind == "member")]
        own_votes = votes[votes.deliberation_id == act.deliberation_id]
        moved = changes[changes.deliberation_id == act.deliberation_id].person
        printed = _printed(named, listed)
        rest, reason = _rest(act, listed, printed, named, own_votes, [fold_name(p) for p in moved.dropna()])
        cast += [_ballot(act, name, choice, "printed") for name, choice in printed.items()]
        cast += [_ballot(act, name, "for", "deduced") for name in rest]
        told.append(
            {
                "authority": act.authority,
                "body": act.body,
                "session_on": act.session_on,
                "number": act.number,
                "title": act.title,
                "printed": len(printed),
                "deduced": len(rest),
                "reason": reason,
                "deliberation_id": act.deliberation_id,
            }
        )
    columns = ["deliberation_id", "authority", "body", "person", "choice", "basis"]
    return Ballots(pd.DataFrame(cast, columns=columns), pd.DataFrame(told, columns=_ACTS))


def _ballot(act: Any, name: str, choice: str, basis: str) -> dict[str, Any]:
    return {
        "deliberation_id": act.deliberation_id,
        "authority": act.authority,
        "body": act.body,
        "person": name,
        "choice": choice,
        "basis": basis,
    }


def _list(attendees: pd.DataFrame, act: Any) -> pd.DataFrame:
    """The list that serves an act: its own, else that of its document."""
    of_document = attendees[(attendees.document_id == act.document_id) & attendees.name.notna()]
    own = of_document[of_document.deliberation_id == act.deliberation_id]
    found = own if len(own) else of_document[of_document.deliberation_id.isna()]
    voting: pd.DataFrame = found[found.voting.fillna(True).astype(bool)]
    return voting


def _printed(named: pd.DataFrame, listed: pd.DataFrame) -> dict[str, str]:
    """The choices printed with a name that one member of the list bears, whole or as family name."""
    choices: dict[str, str] = {}
    for name, choice in zip(named.name.dropna(), named.choice, strict=False):
        wanted = fold_name(name)
        for column in ("name", "family_name"):
            found = listed.loc[[fold_name(v) == wanted for v in listed[column].fillna("")], "name"].unique()
            if len(found):
                if len(found) == 1:
                    choices[str(found[0])] = str(choice)
                break
    return choices


def _rest(
    act: Any,
    listed: pd.DataFrame,
    printed: dict[str, str],
    named: pd.DataFrame,
    votes: pd.DataFrame,
    moved: list[str],
) -> tuple[list[str], str]:
    """The members who voted for without being named, and why none are told where none are."""
    seated = listed.loc[listed.status.isin(_SEATED), "name"].drop_duplicates()
    rest = [name for name in seated if name not in printed and fold_name(name) not in moved]
    if not len(seated):
        return [], "aucune liste de présence lue"
    if len(votes) > 1:
        return [], "plusieurs votes imprimés"
    vote = votes.iloc[0] if len(votes) else None
    votes_for = None if vote is None or pd.isna(vote.votes_for) else int(vote.votes_for)
    if pd.notna(act.unanimous) and bool(act.unanimous):
        if votes_for is not None and votes_for != len(rest) + list(printed.values()).count("for"):
            return [], f"unanimité, mais {votes_for} voix pour {len(rest)} votants lus"
        return rest, ""
    if vote is None or votes_for is None:
        return [], "voix non imprimées"
    for column, choice in (("votes_against", "against"), ("abstentions", "abstain")):
        counted = 0 if pd.isna(vote[column]) else int(vote[column])
        if counted != list(printed.values()).count(choice):
            return [], "les votes contre ou les abstentions ne sont pas tous nominatifs"
    if votes_for != len(rest) + list(printed.values()).count("for"):
        return [], f"{votes_for} voix pour, {len(rest)} votants restants"
    return rest, ""


def agreement(cast: pd.DataFrame) -> pd.DataFrame:
    """The share of common ballots on which two members chose alike; missing where they share none.

    Members who vote alike stand side by side.
    """
    choices = cast[cast.choice.isin(["for", "against", "abstain"])]
    grid = choices.pivot_table(index="person", columns="deliberation_id", values="choice", aggfunc="first")
    codes = grid.apply(lambda column: column.map({"for": 1.0, "against": -1.0, "abstain": 0.0})).to_numpy(float)
    both = ~np.isnan(codes)[:, None, :] & ~np.isnan(codes)[None, :, :]
    alike = (codes[:, None, :] == codes[None, :, :]) & both
    common = both.sum(axis=2)
    share = np.where(common > 0, alike.sum(axis=2) / np.maximum(common, 1), np.nan)
    result = pd.DataFrame(share, index=grid.index, columns=grid.index)
    dissent = (codes <= 0).sum(axis=1)
    order = np.lexsort((grid.index.to_numpy(str), np.round(np.nanmean(share, axis=1), 6), -dissent))
    return result.iloc[order, order].rename_axis(index=None, columns=None)


def attendance(ds: Dataset) -> pd.DataFrame:
    """One row per body and member: sittings listed, present, represented, absent, proxies given and held.

    A member whom several lists of one sitting name counts once for it: as present where one of them says so.
    """

    def fold(name: str) -> str:
        return f"regexp_replace(lower(strip_accents({name})), '[^a-z]+', ' ', 'g')"

    return ds.sql(f"""
        WITH once AS (
            SELECT s.authority, s.body, a.session_id, any_value(a.name) AS person, a.person_id,
                bool_or(a.status = 'present') AS present, bool_or(a.status = 'represented') AS represented
            FROM attendees a JOIN sessions s USING (session_id)
            WHERE a.person_id IS NOT NULL AND coalesce(a.voting, true)
            GROUP BY s.authority, s.body, a.session_id, a.person_id),
        given AS (SELECT DISTINCT session_id, {fold("giver")} AS giver, {fold("holder")} AS holder
            FROM proxies WHERE coalesce(counted, true))
        SELECT o.authority, o.body, min(o.person) AS person, count(*) AS sittings,
            count(*) FILTER (present) AS present, count(*) FILTER (represented AND NOT present) AS represented,
            count(*) FILTER (NOT present AND NOT represented) AS absent,
            coalesce(sum(g.given), 0)::INTEGER AS proxies_given, coalesce(sum(h.held), 0)::INTEGER AS proxies_held
        FROM once o
        LEFT JOIN (SELECT session_id, giver, count(*) AS given FROM given GROUP BY ALL) g
            ON g.session_id = o.session_id AND g.giver = {fold("o.person")}
        LEFT JOIN (SELECT session_id, holder, count(*) AS held FROM given GROUP BY ALL) h
            ON h.session_id = o.session_id AND h.holder = {fold("o.person")}
        GROUP BY o.authority, o.body, o.person_id
        ORDER BY o.authority, o.body, present DESC, person""")
