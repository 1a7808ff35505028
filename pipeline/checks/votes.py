"""Checks on votes: figures against each other, against who sat, against the outcome and the names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pipeline.checks.french import capital, counted, the_act
from pipeline.checks.registry import Finding, Outcome, Severity, check, words
from pipeline.checks.tables import Run

# A vote with what its act and its lists tell: who may vote at most, and what may explain a difference.
_VOTES = """
WITH people AS (
    SELECT list, count(*) FILTER (status = 'present') AS present,
        count(*) FILTER (status = 'represented') AS represented, count(*) AS named
    FROM roll WHERE voting GROUP BY list),
moves AS (
    SELECT deliberation_id, count(*) FILTER (change = 'recused') AS recused,
        count(*) FILTER (change IN ('left', 'left_temporarily')) AS gone FROM movement GROUP BY deliberation_id),
joins AS (
    SELECT m.list, count(*) AS joined FROM movement m WHERE m.change = 'joined' AND NOT EXISTS (
        SELECT 1 FROM roll r WHERE r.list = m.list AND r.status IN ('present', 'represented')
            AND (r.family = m.folded OR r.folded = fold_name(m.person))) GROUP BY m.list),
counted AS (SELECT deliberation_id, count(*) AS votes_of_act FROM votes GROUP BY deliberation_id)
SELECT v.*, a.number, a.title, a.session_on, a.outcome, a.unanimous, a.members_in_office, a.members_present,
    a.members_voting, a.own_list, p.present AS listed_present, p.represented AS listed_represented, p.named,
    coalesce(m.recused, 0) AS recused, coalesce(m.gone, 0) AS gone, coalesce(j.joined, 0) AS joined, n.votes_of_act,
    regexp_matches(fold(coalesce(a.title, '')), '{ballot}') AS ballot
FROM votes v LEFT JOIN act a USING (deliberation_id) LEFT JOIN people p ON p.list = a.list
    LEFT JOIN moves m ON m.deliberation_id = v.deliberation_id LEFT JOIN joins j ON j.list = a.list
    JOIN counted n ON n.deliberation_id IS NOT DISTINCT FROM v.deliberation_id
"""


def _votes(run: Run, where: str) -> Iterator[dict[str, Any]]:
    return run.rows(f"{_VOTES.format(ballot=words('ballot'))} WHERE {where} ORDER BY v.document_id, v.row_id")


def _found(
    row: dict[str, Any], text: str, expected: object, observed: object, severity: Severity | None = None
) -> Finding:
    return Finding(
        f"Pour {the_act(row)}, {text}",
        document_id=row["document_id"],
        deliberation_id=row["deliberation_id"],
        severity=severity,
        expected=str(expected),
        observed=str(observed),
        page=row["page"],
        bbox=row["bbox"],
        table_name="votes",
        subject_id=row["row_id"],
    )


# --- arithmetic -------------------------------------------------------------------------------------------------


@check("vote_arithmetic", "text")
def vote_arithmetic(run: Run) -> Iterator[Outcome]:
    """The figures of a vote; one finding a vote, the first that fails of the sums below.

    What a document may mean in two ways passes either way: voters with or without those who abstain, the majority
    of those who express themselves or of those who vote. Blank and void papers of a ballot are not printed in the
    tables, so that a ballot may count more voters than voices.
    """
    for row in _votes(run, "v.votes_for IS NOT NULL OR v.votes_against IS NOT NULL OR v.voting IS NOT NULL"):
        found = _expressed(row) or _voters(row) or _majority(row) or _present_and_proxies(row) or _more_than_sat(row)
        if found is not None:
            yield found


def _voices(row: dict[str, Any]) -> int | None:
    """Votes for and against; the one that is not printed is none, as long as the other is."""
    if row["votes_for"] is None and row["votes_against"] is None:
        return None
    return (row["votes_for"] or 0) + (row["votes_against"] or 0)


def _expressed(row: dict[str, Any]) -> Finding | None:
    voices, expressed = _voices(row), row["expressed"]
    if voices is None or expressed is None or voices == expressed:
        return None
    both = row["votes_for"] is not None and row["votes_against"] is not None
    if voices < expressed and (not both or row["ballot"]):
        return None  # the votes of other candidates, or a figure that is not printed
    text = (
        f"{counted(row['votes_for'] or 0, 'voix', 'voix')} pour et {row['votes_against'] or 0} contre font {voices}, "
        f"or {counted(expressed, 'suffrage exprimé', 'suffrages exprimés')} sont annoncés."
    )
    return _found(row, text, voices, expressed)


def _voters(row: dict[str, Any]) -> Finding | None:
    voices, voting = _voices(row), row["voting"]
    if voices is None:
        voices = row["expressed"]
    if voices is None or voting is None:
        return None
    cast = voices + (row["abstentions"] or 0)
    if voting in (cast, voices) and row["abstentions"] in (0, None):
        return None
    if voting in (cast, cast + (row["not_voting"] or 0)):
        return None
    told = f"{voices} voix exprimées et {counted(row['abstentions'] or 0, 'abstention')} font {cast}"
    text = f"{told}, or {counted(voting, 'votant')} sont annoncés."
    if cast > voting:
        # Some count as voters those alone who express themselves.
        return _found(row, text, voting, cast, "warning" if voting == voices else None)
    printed = None not in (row["votes_for"], row["votes_against"], row["abstentions"])
    explained = row["ballot"] or row["recused"] or row["gone"] or row["not_voting"]
    return _found(row, text, voting, cast) if printed and not explained else None


def _majority(row: dict[str, Any]) -> Finding | None:
    expressed, majority = row["expressed"], row["majority"]
    if expressed is None or majority is None or majority == expressed // 2 + 1:
        return None
    bases = (row["voting"], row["members_in_office"], row["present"], row["members_voting"])
    if any(base is not None and majority == base // 2 + 1 for base in bases):
        return None
    qualified = {-(-expressed * 2 // 3), -(-expressed * 3 // 5), -(-expressed * 3 // 4)}
    if majority in qualified:
        return None
    text = f"la majorité de {counted(expressed, 'suffrage exprimé', 'suffrages exprimés')} est de {expressed // 2 + 1}, or {majority} est annoncé."
    return _found(row, text, expressed // 2 + 1, majority)


def _present_and_proxies(row: dict[str, Any]) -> Finding | None:
    if None in (row["present"], row["proxies"], row["voting"]):
        return None
    able, voting = row["present"] + row["proxies"], row["voting"]
    told = f"{counted(row['present'], 'présent')} et {counted(row['proxies'], 'pouvoir')}"
    if voting > able:
        return _found(row, f"{counted(voting, 'votant')} sont annoncés pour {told}.", able, voting)
    office, away = row["members_in_office"], row["absent_without_proxy"]
    if office is not None and away is not None:
        total = able + away
        if total > office:
            text = f"{told} et {counted(away, 'absent')} sans pouvoir font {total}, or {office} membres sont en exercice."
            return _found(row, text, office, total)
    missing = able - voting
    explained = (row["not_voting"] or 0) + row["recused"] + row["gone"] + (row["abstentions"] or 0)
    if missing > explained:
        return _found(
            row, f"{told} sont annoncés, or {counted(voting, 'votant')} seulement.", able, voting, "warning"
        )
    return None


def _more_than_sat(row: dict[str, Any]) -> Finding | None:
    """More voices than members who could vote, from lists that are known to be whole."""
    voices = _voices(row)
    if voices is None:
        return None
    cast = voices + (row["abstentions"] or 0)
    office, named = row["members_in_office"], row["named"]
    if office is not None and cast > office:
        return _found(
            row, f"{cast} voix et abstentions sont comptées pour {office} membres en exercice.", office, cast
        )
    if not named:
        return None
    # Where nobody is noted as represented, proxies may be there without being printed.
    able = row["listed_present"] + row["listed_represented"] if row["listed_represented"] else named
    whole = named == office or row["listed_present"] == row["members_present"] or able == row["members_voting"]
    able += row["joined"]
    if not whole or cast <= able:
        return None
    who = "présents ou représentés" if row["listed_represented"] else "membres de l'assemblée"
    text = f"{cast} voix et abstentions sont comptées pour {able} {who} selon la liste."
    return replace(_found(row, text, able, cast), leans_on="people")


# --- outcome and names ------------------------------------------------------------------------------------------


@check("vote_outcome", "text")
def vote_outcome(run: Run) -> Iterator[Outcome]:
    """The outcome told against the majority of voices, and unanimity against votes cast the other way.

    Only where an act holds one vote. On a tie the chair's voice decides, so a tie says nothing.
    """
    where = """n.votes_of_act = 1 AND v.votes_for IS NOT NULL AND v.votes_against IS NOT NULL AND (
        (a.outcome = 'adopted' AND v.votes_for < v.votes_against)
        OR (a.outcome = 'rejected' AND v.votes_for > v.votes_against)
        OR (a.unanimous AND v.votes_for > 0 AND v.votes_against > 0))"""
    for row in _votes(run, where):
        tally = f"{row['votes_for']} voix pour et {row['votes_against']} contre"
        if row["outcome"] == "adopted" and row["votes_for"] < row["votes_against"]:
            yield _found(row, f"l'adoption est annoncée avec {tally}.", "rejected", "adopted")
        elif row["outcome"] == "rejected" and row["votes_for"] > row["votes_against"]:
            yield _found(row, f"le rejet est annoncé avec {tally}.", "adopted", "rejected")
        else:
            yield _found(row, f"l'unanimité est annoncée avec {tally}.", "false", "true")


@check("vote_names", "text")
def vote_names(run: Run) -> Iterator[Outcome]:
    """Members named for a choice against its count; not said where groups are named or where proxies may explain it."""
    sql = """
        WITH named AS (
            SELECT deliberation_id, choice, count(*) AS names, list(name ORDER BY row_id) AS who,
                count(DISTINCT fold_name(name)) AS different, min(page) AS page, arg_min(bbox, row_id) AS bbox,
                min(row_id) AS row_id
            FROM vote_positions GROUP BY deliberation_id, choice HAVING bool_and(kind = 'member')),
        single AS (SELECT deliberation_id, any_value(votes_against) AS against, any_value(abstentions) AS abstain
            FROM votes GROUP BY deliberation_id HAVING count(*) = 1),
        held AS (SELECT list, count(*) AS proxies FROM proxy WHERE counted GROUP BY list)
        SELECT n.*, CASE n.choice WHEN 'against' THEN s.against ELSE s.abstain END AS voices,
            a.document_id, a.number, a.title, a.session_on
        FROM named n JOIN single s USING (deliberation_id) JOIN act a USING (deliberation_id)
            LEFT JOIN held h ON h.list = a.list
        WHERE n.choice IN ('against', 'abstain') AND voices IS NOT NULL AND n.different = n.names
            AND (n.names > voices OR n.names + least(n.names, coalesce(h.proxies, 0)) < voices)
        ORDER BY a.document_id, n.row_id"""
    for row in run.rows(sql):
        kind = "voix contre" if row["choice"] == "against" else "abstention"
        voices = counted(row["voices"], kind, "voix contre" if row["choice"] == "against" else None)
        text = (
            f"{capital(the_act(row))} compte {voices} mais nomme {counted(row['names'], 'personne')} "
            f"({', '.join(row['who'])})."
        )
        yield Finding(
            text,
            document_id=row["document_id"],
            deliberation_id=row["deliberation_id"],
            expected=str(row["voices"]),
            observed=str(row["names"]),
            page=row["page"],
            bbox=row["bbox"],
            table_name="vote_positions",
            subject_id=row["row_id"],
        )
