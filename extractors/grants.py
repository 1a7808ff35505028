"""Grants: money that a decision awards to a named body or person.

Read from the dispositif only: sentences, lists of lines, and tables of beneficiaries that a decision adopts. Loans,
purchases, fees, and grants asked of others are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from extractors import budget
from extractors.decisions import item_passage
from extractors.dispositif import Item, operative_items
from extractors.grant_prose import Award, award_in_line, awards_in, first_object, named
from extractors.header_title import find_title
from extractors.verbs import leading_verb, main_verb
from models.lexicon import load
from models.normalise.dates import parse_year_span
from models.normalise.folding import fold
from models.parts import Act, Part
from models.passage import Passage
from models.rows import Row, of_table


def extract(act: Act) -> list[Row]:
    """The rows of ``grants`` of one deliberation, in printed order.

    amount_eur is over the whole period; annual_amount_eur where a yearly amount is told; years from the decision, the
    title, or another decision of the act. Theme and total rows of tables are left out.
    """
    items = operative_items(act.body.blocks)
    texts = [item_passage(item) for item in items]
    title = find_title(act) if texts else None
    rows: list[Row] = []
    for item, text in zip(items, texts, strict=True):
        if _may_award(text):
            span = _years(text, title, texts)
            count = span[1] - span[0] + 1 if span else None
            rows += [_row(act, award, span) for award in _awards(item, text, count, title)]
    if rows:
        return rows
    for text in texts:
        if _adopts_table(text, title):
            return _from_tables(act, text, _years(text, title, texts))
    return []


_AND_EMPOWERS = re.compile(
    r"(?<=\w)[ ,]+et (?:d')?(?:autorise|habilite|charge|mandate)"
)  # who signs comes behind the award


@cache
def _verbs(kind: str) -> frozenset[str]:
    return frozenset(load("grants")["verbs"][kind])


@cache
def _never() -> re.Pattern[str]:
    return re.compile("|".join(load("grants")["never"]))


@cache
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(load("grants")[key])


def _may_award(text: Passage) -> bool:
    """Whether a decision may award money: by its verb, and by what it grants or approves."""
    verb = main_verb(text.text)
    folded = fold(text.text)
    head = _AND_EMPOWERS.split(re.split(r" pour | afin | en vue ", folded)[0])[0]
    if verb is None or verb in _verbs("never") or _never().search(head):
        return False
    if first_object(text) != "money":
        return False
    named_so = _pattern("named").search(folded) is not None
    return verb in _verbs("award") or (verb in _verbs("approve") and named_so)


def _awards(item: Item, text: Passage, years: int | None, title: Passage | None) -> list[Award]:
    """The awards of one decision: of the lines of its list, else of its sentence."""
    if len(item.units) > 1:
        announced = any(unit.text.rstrip().endswith(":") for unit in item.units)
        listed = [unit for unit in item.units[1:] if announced or unit.mark != "none"]
        lines = [award for unit in listed if (award := award_in_line(unit.passage))]
        if lines:
            return lines
    parts = re.split(r"[;•]| - ", text.text)
    if len(parts) > 2 and ":" in parts[0]:
        lines = list(_lines(text, text.text.index(":") + 1))
        if len(lines) > 1:
            return lines
    return awards_in(text, years, title)


def _lines(text: Passage, start: int) -> Iterator[Award]:
    """The awards of a list printed in one paragraph: "A : 500 € ; B : 300 €"."""
    for match in re.compile(r"[^;•\n]+").finditer(text.text, start):
        award = award_in_line(text.match(match))
        if award:
            yield award


def _years(text: Passage, title: Passage | None, texts: list[Passage]) -> tuple[int, int] | None:
    """The years of an award: from the decision, else the title of the act, else its other decisions."""
    sources = [text.text, title.text if title else "", *(t.text for t in texts)]
    spans = (parse_year_span(source) for source in sources)
    return next((span for span in spans if span), None)


def _row(act: Act, award: Award, span: tuple[int, int] | None) -> Row:
    row = Row("grants").put("deliberation_id", act.deliberation_id)
    row.put("beneficiary", award.beneficiary.name, award.beneficiary.source)
    row.put("beneficiary_acronym", award.beneficiary.acronym, award.beneficiary.source)
    row.put("amount_eur", award.amount, award.source).put("annual_amount_eur", award.annual)
    row.put("year_first", span[0] if span else None).put("year_last", span[1] if span else None)
    return row.at(award.beneficiary.source)


# -- tables


def _adopts_table(text: Passage, title: Passage | None) -> bool:
    """Whether a decision awards what a table of the act lists."""
    folded = fold(text.text)
    lead = leading_verb(text.text)
    verb = main_verb(text.text)
    if verb is None or verb in _verbs("never") or _never().search(_AND_EMPOWERS.split(folded)[0]):
        return False
    if verb not in _verbs("award") | _verbs("approve") and not (lead and lead.verb == "décider"):
        return False
    about = fold(title.text) if title else ""
    if _pattern("never_titles").search(about):
        return False
    told = bool(_pattern("subject").search(folded))
    return (told or bool(_pattern("subject").search(about))) and bool(_pattern("refers").search(folded))


def _from_tables(act: Act, text: Passage, span: tuple[int, int] | None) -> list[Row]:
    """The lines of the subsidy tables of the act, a row each; one without a readable amount is reported."""
    rows: list[Row] = []
    for part in _parts_with_tables(act, fold(text.text)):
        found = budget.extract(part, act)
        amounts: dict[str, list[Row]] = {}
        for amount in of_table(found, "budget_amounts"):
            amounts.setdefault(amount["line_id"], []).append(amount)
        for line in of_table(found, "budget_lines"):
            if line["scope"] == "subsidies" and not line["is_total"] and line["label"] and _is_award(line):
                rows += _row_of_line(act, line, amounts.get(line["line_id"], []), span)
    return rows


_ACCOUNT = re.compile(r"(?:article|compte|nature|art\.?) ?(\d{2,6})")


def _is_award(line: Row) -> bool:
    """Whether a line of a list of subsidies is one: no fee, and charged to an account of subsidies where one is told.

    Accounts 65, 67 and 204 hold what is given away (M14, M52, M57); 60 to 62 hold purchases.
    """
    label = fold(line["label"])
    account = _ACCOUNT.search(label)
    if account and not account.group(1).startswith(("65", "67", "204")):
        return False
    return re.search(r"\b(?:cotisations?|adhesions?)\W*(?:\(.*\))?$", label) is None


def _parts_with_tables(act: Act, folded: str) -> Iterator[Part]:
    yield act.body
    if re.search(r"annex|ci[- ]?joint", folded):
        for part in act.parts:
            if part.kind == "annex" and part.tables:
                yield replace(part, kind="deliberation", annex=False)


def _row_of_line(act: Act, line: Row, amounts: list[Row], span: tuple[int, int] | None) -> Iterator[Row]:
    proposed = [a for a in amounts if a["measure"] == "proposed"] or [a for a in amounts if a["measure"] == "total"]
    who = named(line["label"], Passage(""))
    if who is None or not proposed:
        return
    total = sum(a["amount_eur"] for a in proposed)
    if total <= 0:
        return
    row = Row("grants").put("deliberation_id", act.deliberation_id)
    row.put("beneficiary", who.name).put("beneficiary_acronym", who.acronym)
    row.put("amount_eur", total).put("annual_amount_eur", None)
    year = line["year"]
    first, last = span or ((year, year) if year else (None, None))
    row.put("year_first", first).put("year_last", last)
    row.put("page", line["page"]).put("bbox", line["bbox"])
    if "label" in line.sources:
        row.sources["beneficiary"] = line.sources["label"]
    if "amount_eur" in proposed[0].sources:
        row.sources["amount_eur"] = proposed[0].sources["amount_eur"]
    yield row
