"""Checks on one amount in several places: letters and figures, decision and imputation, fiche and annex."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Any

from models.lexicon import load
from models.normalise.amounts import find_amounts
from models.normalise.folding import fold
from models.normalise.numbers import find_number_words
from pipeline.checks.french import capital, euros, of, plain, short, the_act
from pipeline.checks.money_prose import announced_totals, schedules, written_sums
from pipeline.checks.registry import Finding, Outcome, Severity, check, rule, words
from pipeline.checks.tables import Run


def _found(row: dict[str, Any], text: str, table: str, subject: str, **rest: Any) -> Finding:
    return Finding(
        text,
        document_id=row["document_id"],
        deliberation_id=row["deliberation_id"],
        page=row["page"],
        bbox=row.get("bbox"),
        table_name=table,
        subject_id=row[subject],
        **rest,
    )


# --- one amount, several times ------------------------------------------------------------------------------------


@check("amount_mismatch", "text")
def amount_mismatch(run: Run) -> Iterator[Outcome]:
    """One amount printed twice with two values.

    In letters and in figures; a sum written out and its total; the payments of a schedule and the convention; a year's
    grant times its years and the whole; the grant and the convention of an act that has one of each; the grant and its
    imputation; the same operation in the tables of decision and report.
    """
    yield from _letters(run)
    yield from written_sums(run)
    yield from schedules(run)
    yield from _annual(run)
    yield from _convention(run)
    yield from _imputation(run)
    yield from _tables_of_act(run)


_LETTERED = "text ILIKE '%euro%' AND regexp_matches(text, '[a-zéèA-Z] ?\\([0-9]|[0-9€s] ?\\([a-zA-Z]')"


def _letters(run: Run) -> Iterator[Finding]:
    """Amounts in letters that figures in parentheses follow, or the other way round."""
    sql = f"""
        SELECT a.row_id, a.document_id, c.deliberation_id, a.page_first AS page, a.text,
            'convention_articles' AS place, 'l''article ' || coalesce(a.number, a.title, '') || ' de la convention' AS name
        FROM convention_articles a LEFT JOIN conventions c USING (convention_id) WHERE {_LETTERED}
        UNION ALL
        SELECT d.decision_id, d.document_id, d.deliberation_id, d.page, d.text, 'decisions',
            'la décision' || coalesce(' « ' || d.label || ' »', '') FROM decisions d WHERE {_LETTERED}
        ORDER BY document_id, page, row_id"""
    for row in run.rows(sql):
        for said, printed in _lettered(row["text"]):
            text = f"{capital(row['name'])} écrit {euros(said)} en lettres et {euros(printed)} en chiffres (page {row['page']})."
            yield _found(row, text, row["place"], "row_id", expected=plain(said), observed=plain(printed))


_BETWEEN = re.compile(r" ?(?:ttc|ht|net)? ?\( ?(?:soit )?")
_CLOSES = re.compile(r" ?\)")
_FIGURES_ASIDE = re.compile(r" ?\( ?(?P<figures>[0-9][0-9 .,]*) ?\) ?(?:€|euros?\b)")


def _lettered(text: str) -> Iterator[tuple[Decimal, Decimal]]:
    """Each pair of an amount in letters and another one in figures that stand for each other."""
    folded = fold(text)
    for one, two in pairwise(find_amounts(text)):
        in_letters = folded[one.start].isalpha(), folded[two.start].isalpha()
        aside = _BETWEEN.fullmatch(folded, one.end, two.start) and _CLOSES.match(folded, two.end)
        if aside and one.value != two.value and in_letters[0] != in_letters[1]:
            yield (one.value, two.value) if in_letters[0] else (two.value, one.value)
    for number in find_number_words(folded):
        aside = _FIGURES_ASIDE.match(folded, number.end)
        read = find_amounts(f"{aside['figures'].strip()} €") if aside else []
        if len(read) == 1 and read[0].value != number.value:
            yield Decimal(number.value), read[0].value


_GRANTS = """
    SELECT g.*, a.number, a.title, a.session_on, a.body FROM grants g LEFT JOIN act a USING (deliberation_id)
"""


def _annual(run: Run) -> Iterator[Finding]:
    sql = f"""{_GRANTS} WHERE g.annual_amount_eur IS NOT NULL AND g.amount_eur IS NOT NULL AND g.year_last >= g.year_first
        AND g.annual_amount_eur * (g.year_last - g.year_first + 1) <> g.amount_eur ORDER BY g.document_id, g.row_id"""
    for row in run.rows(sql):
        years = row["year_last"] - row["year_first"] + 1
        expected = row["annual_amount_eur"] * years
        text = (
            f"{capital(the_act(row))} attribue {euros(row['amount_eur'])} à « {short(row['beneficiary'])} » pour "
            f"{row['year_first']}-{row['year_last']}, or {years} fois {euros(row['annual_amount_eur'])} par an font "
            f"{euros(expected)}."
        )
        severity: Severity | None = "info" if abs(expected - row["amount_eur"]) <= years else None
        yield _found(
            row,
            text,
            "grants",
            "row_id",
            severity=severity,
            expected=plain(expected),
            observed=plain(row["amount_eur"]),
        )


_SINGLE_GRANT = """single_grant AS (
    SELECT deliberation_id, any_value(row_id) AS row_id, any_value(beneficiary) AS beneficiary,
        any_value(amount_eur) AS amount_eur, any_value(annual_amount_eur) AS annual_amount_eur
    FROM grants GROUP BY deliberation_id HAVING count(*) = 1 AND any_value(amount_eur) IS NOT NULL)"""


def _convention(run: Run) -> Iterator[Finding]:
    """The one convention of an act against its one grant; the grant of a year is no contradiction."""
    sql = f"""
        WITH {_SINGLE_GRANT}, single_convention AS (
            SELECT deliberation_id, any_value(convention_id) AS convention_id, any_value(document_id) AS document_id,
                any_value(amount_eur) AS paid, any_value(page_first) AS page
            FROM conventions WHERE deliberation_id IS NOT NULL GROUP BY deliberation_id
            HAVING count(*) = 1 AND any_value(amount_eur) IS NOT NULL)
        SELECT c.*, g.beneficiary, g.amount_eur, a.number, a.title, a.session_on
        FROM single_convention c JOIN single_grant g USING (deliberation_id) JOIN act a USING (deliberation_id)
        WHERE c.paid <> g.amount_eur AND c.paid IS DISTINCT FROM g.annual_amount_eur
        ORDER BY c.document_id, c.convention_id"""
    for row in run.rows(sql):
        text = (
            f"{capital(the_act(row))} attribue {euros(row['amount_eur'])} à « {short(row['beneficiary'])} », or la "
            f"convention jointe porte sur {euros(row['paid'])}."
        )
        expected, observed = plain(row["amount_eur"]), plain(row["paid"])
        yield _found(
            row, text, "conventions", "convention_id", severity="warning", expected=expected, observed=observed
        )


def _imputation(run: Run) -> Iterator[Finding]:
    """The one grant of an act against the one operation that it is charged to: its whole, or a year of it."""
    sql = f"""
        WITH {_SINGLE_GRANT}, charged AS (
            SELECT b.deliberation_id, any_value(b.document_id) AS document_id, min(b.line_id) AS line_id,
                any_value(m.amount_eur) AS charged, any_value(b.operation_code) AS operation_code,
                arg_min(b.page, b.line_id) AS page, arg_min(b.bbox, b.line_id) AS bbox
            FROM budget_lines b JOIN budget_amounts m USING (line_id)
            WHERE b.scope IN ('imputation', 'commitment') AND m.measure IN ('spent', 'proposed') AND NOT b.is_total
            GROUP BY b.deliberation_id
            HAVING count(DISTINCT coalesce(b.operation_code, b.imputation)) = 1 AND count(DISTINCT m.amount_eur) = 1)
        SELECT c.*, g.beneficiary, g.amount_eur, g.annual_amount_eur, a.number, a.title, a.session_on
        FROM charged c JOIN single_grant g USING (deliberation_id) JOIN act a USING (deliberation_id)
        WHERE c.charged <> g.amount_eur AND c.charged IS DISTINCT FROM g.annual_amount_eur
        ORDER BY c.document_id, c.line_id"""
    for row in run.rows(sql):
        text = (
            f"{capital(the_act(row))} attribue {euros(row['amount_eur'])} à « {short(row['beneficiary'])} », or "
            f"{euros(row['charged'])} sont imputés."
        )
        expected, observed = plain(row["amount_eur"]), plain(row["charged"])
        yield _found(row, text, "budget_lines", "line_id", severity="warning", expected=expected, observed=observed)


def _tables_of_act(run: Run) -> Iterator[Finding]:
    """The same operation printed twice in one act, in the decision and in the report, with two amounts."""
    sql = """
        WITH charged AS (
            SELECT b.*, CASE WHEN m.measure = 'authorised' THEN 'authorised' ELSE 'charged' END AS what, m.amount_eur
            FROM budget_lines b JOIN budget_amounts m USING (line_id)
            WHERE b.scope IN ('imputation', 'commitment') AND b.operation_code IS NOT NULL AND NOT b.is_total
                AND m.measure IN ('authorised', 'spent', 'proposed') AND b.deliberation_id IS NOT NULL)
        SELECT c.document_id, c.deliberation_id, c.operation_code, c.what, arg_max(c.line_id, c.page) AS line_id,
            max(c.page) AS page, arg_max(c.bbox, c.page) AS bbox, list(DISTINCT c.amount_eur) AS amounts,
            arg_min(c.amount_eur, c.page) AS first_amount, arg_max(c.amount_eur, c.page) AS last_amount,
            any_value(a.number) AS number, any_value(a.title) AS title, any_value(a.session_on) AS session_on
        FROM charged c LEFT JOIN act a ON a.deliberation_id = c.deliberation_id
        GROUP BY c.document_id, c.deliberation_id, c.operation_code, fold(coalesce(c.imputation, '')),
            coalesce(c.envelope, ''), c.year, c.what
        HAVING count(DISTINCT c.part_id) = 2 AND count(*) = 2 AND count(DISTINCT c.amount_eur) = 2
        ORDER BY c.document_id, line_id, c.what"""
    names = {"authorised": "l'autorisation", "charged": "la dépense"}
    for row in run.rows(sql):
        text = (
            f"Pour {the_act(row)}, {names[row['what']]} de l'opération {row['operation_code']} est de "
            f"{euros(row['first_amount'])} puis de {euros(row['last_amount'])} (page {row['page']})."
        )
        expected, observed = plain(row["first_amount"]), plain(row["last_amount"])
        yield _found(row, text, "budget_lines", "line_id", expected=expected, observed=observed)


# --- annexes ----------------------------------------------------------------------------------------------------


@check("annex_total", "figures")
def annex_total(run: Run) -> Iterator[Outcome]:
    """Totals of an act's annexes that appear twice, in a summary and under their own table, or in its decisions.

    A total that agrees with another in two of its figures or more and differs in one is the same total, misprinted.
    """
    sql = """
        SELECT b.document_id, b.deliberation_id, b.part_id, b.line_id, b.label, b.section, b.page, b.bbox, b.position,
            m.measure, m.amount_eur, a.number, a.title, a.session_on
        FROM budget_lines b JOIN budget_amounts m USING (line_id) LEFT JOIN act a ON a.deliberation_id = b.deliberation_id
        WHERE b.is_total AND b.scope = 'annex'
        ORDER BY b.document_id, b.deliberation_id, b.page, b.part_id, b.position, b.line_id, m.measure, m.row_id"""
    for _, found in groupby(run.rows(sql), key=lambda row: (row["document_id"], row["deliberation_id"])):
        totals = [list(cells) for _, cells in groupby(found, key=lambda row: row["line_id"])]
        for at, second in enumerate(totals):
            for first in totals[:at]:
                yield from _same_total(first, second)
    yield from announced_totals(run)


def _same_total(first: list[dict[str, Any]], second: list[dict[str, Any]]) -> Iterator[Finding]:
    one = {row["measure"]: row["amount_eur"] for row in first}
    two = {row["measure"]: row["amount_eur"] for row in second}
    if len(one) != len(first) or len(two) != len(second) or one.keys() != two.keys() or len(one) < 3:
        return
    unlike = [m for m in one if one[m] != two[m]]
    alike = {one[m] for m in one if one[m] == two[m] and one[m]}
    if len(unlike) != 1 or len(alike) < 2:
        return
    row, measure = second[0], unlike[0]
    text = (
        f"L'annexe {of(the_act(row))} donne deux valeurs au même total : {euros(one[measure])} page {first[0]['page']} et "
        f"{euros(two[measure])} page {row['page']}."
    )
    yield _found(row, text, "budget_lines", "line_id", expected=plain(one[measure]), observed=plain(two[measure]))


_FICHE_LINE = re.compile(r"(?:fiche(?: action)?|action|f) ?(?:n o|no|n)? ?(?P<number>\d{1,3})\b(?P<title>.*)")


@check("fiche_budget_mismatch", "figures")
def fiche_budget_mismatch(run: Run) -> Iterator[Outcome]:
    """The budget of a fiche against the line of the annex that bears its number and its title.

    Only fiches that alone bear their number in their programme. The line of the last year stands for the fiche.
    """
    sql = """
        SELECT b.document_id, b.deliberation_id, b.line_id, b.fiche_id, b.label, b.year, b.scope, b.page, b.bbox,
            m.measure, m.amount_eur, f.number AS fiche_number, f.title AS fiche_title, f.programme, a.number, a.title,
            a.session_on
        FROM budget_lines b JOIN budget_amounts m USING (line_id) LEFT JOIN fiches f USING (fiche_id)
            LEFT JOIN act a ON a.deliberation_id = b.deliberation_id
        WHERE NOT coalesce(b.is_total, false) AND m.measure IN ('state_share', 'department_share', 'total')
            AND ((b.scope = 'fiche' AND regexp_full_match(trim(f.number), '[0-9]{1,3}'))
                OR (b.scope = 'annex' AND regexp_matches(fold(b.label), '^(fiche|action|f) ?')))
            AND b.document_id IN (SELECT document_id FROM fiches)
        ORDER BY b.document_id, b.deliberation_id, b.page, b.position, b.line_id, m.row_id"""
    for _, rows in groupby(run.rows(sql), key=lambda row: (row["document_id"], row["deliberation_id"])):
        lines: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            lines[row["line_id"]].append(row)
        yield from _fiches_of_act(list(lines.values()))


def _fiches_of_act(lines: list[list[dict[str, Any]]]) -> Iterator[Finding]:
    fiches: dict[str, list[list[dict[str, Any]]]] = defaultdict(list)
    for line in lines:
        if line[0]["scope"] == "fiche":
            fiches[line[0]["fiche_id"]].append(line)
    annexed = [line for line in lines if line[0]["scope"] == "annex"]
    numbers = [int(found[0][0]["fiche_number"]) for found in fiches.values()]
    for own in fiches.values():
        number, title = int(own[0][0]["fiche_number"]), own[0][0]["fiche_title"]
        years = [line[0]["year"] or 0 for line in own]
        current = [line for line, year in zip(own, years, strict=True) if year == max(years)]
        others = [
            line for line in annexed if _names(line[0]["label"], number, title, alone=numbers.count(number) == 1)
        ]
        if len(current) == 1 and len(others) == 1:
            yield from _compare(current[0], others[0])


def _names(label: str | None, number: int, title: str | None, *, alone: bool) -> bool:
    """Whether an annex line is the fiche's: its number, and words of its title where both have some."""
    match = _FICHE_LINE.match(re.sub(r"[^a-z0-9]+", " ", fold(label or "")))
    if match is None or int(match["number"]) != number:
        return False
    ours = set(re.findall(r"[a-z]{4,}", fold(title or "")))
    theirs = set(re.findall(r"[a-z]{4,}", match["title"]))
    if not ours or not theirs:
        return alone
    return len(ours & theirs) * 3 >= min(len(ours), len(theirs))


def _compare(fiche: list[dict[str, Any]], annex: list[dict[str, Any]]) -> Iterator[Finding]:
    theirs = {row["measure"]: row["amount_eur"] for row in annex}
    for row in fiche:
        value = theirs.get(row["measure"])
        if value is None or value == row["amount_eur"]:
            continue
        text = (
            f"La fiche {row['fiche_number']} « {short(row['fiche_title'])} » porte {euros(row['amount_eur'])} (page "
            f"{row['page']}), or l'annexe lui donne {euros(value)} (page {annex[0]['page']})."
        )
        severity: Severity | None = "info" if abs(value - row["amount_eur"]) <= 1 else None
        yield _found(
            row,
            text,
            "budget_lines",
            "line_id",
            severity=severity,
            expected=plain(value),
            observed=plain(row["amount_eur"]),
        )
        return  # one figure tells it


# --- grants -----------------------------------------------------------------------------------------------------


@check("duplicate_grant", "text")
def duplicate_grant(run: Run) -> Iterator[Outcome]:
    """The same amount to the same beneficiary twice in one act, for the same years."""
    sql = """
        SELECT g.document_id, g.deliberation_id, any_value(g.beneficiary) AS beneficiary, g.amount_eur,
            arg_max(g.page, g.row_id) AS page, arg_max(g.bbox, g.row_id) AS bbox, max(g.row_id) AS row_id,
            count(*) AS times, any_value(a.number) AS number, any_value(a.title) AS title,
            any_value(a.session_on) AS session_on
        FROM grants g LEFT JOIN act a USING (deliberation_id)
        WHERE g.amount_eur > 0 AND length(fold(g.beneficiary)) > 3
        GROUP BY g.document_id, g.deliberation_id, fold(g.beneficiary), g.amount_eur, g.year_first, g.year_last
        HAVING count(*) > 1 ORDER BY g.document_id, g.deliberation_id, row_id"""
    for row in run.rows(sql):
        text = (
            f"{capital(the_act(row))} attribue {row['times']} fois {euros(row['amount_eur'])} à "
            f"« {short(row['beneficiary'])} »."
        )
        yield _found(row, text, "grants", "row_id", expected="1", observed=str(row["times"]))


@check("convention_threshold", "text")
def convention_threshold(run: Run) -> Iterator[Outcome]:
    """Grants above the threshold to a body that calls itself private, in an act that speaks of no convention.

    What is known is what the document prints: the convention may stand elsewhere, so this is context (info).
    """
    spoken = words("convention")
    least = min(entry["above_eur"] for entry in load("rules")["convention"])
    sql = f"""
        WITH large AS ({_GRANTS} WHERE coalesce(g.annual_amount_eur,
                g.amount_eur / greatest(g.year_last - g.year_first + 1, 1), g.amount_eur) > {least}
            AND regexp_matches(fold(g.beneficiary), '{words("private")}')
            AND NOT regexp_matches(fold(g.beneficiary), '{words("public")}|{spoken}')),
        texts AS (
            SELECT deliberation_id, text FROM decisions UNION ALL SELECT deliberation_id, title FROM deliberations
            UNION ALL SELECT deliberation_id, text FROM legal_references),
        spoken AS (
            SELECT deliberation_id FROM conventions UNION SELECT deliberation_id FROM parts WHERE kind = 'convention'
            UNION SELECT deliberation_id FROM texts SEMI JOIN large USING (deliberation_id)
                WHERE regexp_matches(fold(text), '{spoken}'))
        SELECT * FROM large ANTI JOIN spoken USING (deliberation_id) ORDER BY document_id, row_id"""
    for row in run.rows(sql):
        asked = rule("convention", row["body"], row["session_on"])
        years = max((row["year_last"] or 0) - (row["year_first"] or 0) + 1, 1) if row["year_last"] else 1
        annual = row["annual_amount_eur"] or row["amount_eur"] / years
        if asked is None or annual <= asked.values["above_eur"]:
            continue
        text = (
            f"{capital(the_act(row))} attribue {euros(row['amount_eur'] or annual)} à « {short(row['beneficiary'])} » sans "
            f"parler de convention, que la loi demande au-delà de {euros(Decimal(asked.values['above_eur']))} par an."
        )
        expected = f"≤ {asked.values['above_eur']}.00"
        yield _found(row, text, "grants", "row_id", expected=expected, observed=plain(annual), source=asked.law)
