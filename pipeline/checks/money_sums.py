"""Checks on the sums of budget tables: rows, columns, balances."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Any

from models.normalise.folding import fold
from pipeline.checks.french import euros, of, plain, short, the_act
from pipeline.checks.money_lines import Line, tables
from pipeline.checks.registry import Finding, Outcome, Severity, check, words
from pipeline.checks.tables import Run

_EURO = Decimal(1)
_NONE = Decimal(0)
_HALF = Decimal("0.5")
_MANY = 10  # columns of which all choices are tried


def _where(line: Line) -> str:
    """Where a line stands, as a sentence begins: the table's section, the act, the page."""
    row = line.row
    place = f"page {row['page']}" if row["page"] else ""
    act = the_act(row) if row["number"] or row["title"] else ""
    inside = f"le tableau {of(act)}" if act else "un tableau"
    return f"Dans {inside}" + (f" ({place})" if place else "")


def _named(line: Line) -> str:
    return f"« {short(line.label)} »" if line.label else "sans libellé"


def _found(line: Line, text: str, expected: Decimal, observed: Decimal, severity: Severity | None) -> Finding:
    row = line.row
    return Finding(
        text,
        document_id=row["document_id"],
        deliberation_id=row["deliberation_id"],
        severity=severity,
        expected=plain(expected),
        observed=plain(observed),
        page=row["page"],
        bbox=row["bbox"],
        table_name="budget_lines",
        subject_id=row["line_id"],
        confidence=row["confidence"],
    )


# --- rows -------------------------------------------------------------------------------------------------------

_SHARES = ("state_share", "department_share")


@check("budget_row_sum", "figures")
def budget_row_sum(run: Run) -> Iterator[Outcome]:
    """The shares of a line against its total.

    The shares of State and département make the total by their meaning. Columns of other funders are shares where
    other lines of the table show that they are: a column of another year is none. One euro is rounding (info).
    """
    where = """b.line_id IN (SELECT line_id FROM budget_amounts
        GROUP BY line_id HAVING count(*) > 1 AND count(*) FILTER (measure = 'total') = 1)"""
    for table in tables(run, where):
        yield from _row_sums(table)


def _row_sums(table: list[Line]) -> Iterator[Finding]:
    rows = [(line, total) for line in table for total in [line.measured("total")[0].value]]
    for line, total in rows:
        own = [a.value for a in line.measured(*_SHARES)]
        every = own + [a.value for a in line.measured("other")]
        if total in (sum(own), sum(every)) or not every:
            continue
        if len(own) == 2 and len(every) == 2:
            parts = own
        elif _made_of_some(line, total):
            continue
        elif _adds_up(rows, line, lambda at: [a.value for a in at.measured(*_SHARES, "other")], 1 if own else 2):
            parts = every
        elif len(own) == 2 and _adds_up(rows, line, lambda at: [a.value for a in at.measured(*_SHARES)], 1):
            parts = own
        else:
            continue
        expected = sum(parts, Decimal(0))
        rounding = abs(expected - total) <= _EURO
        text = (
            f"{_where(line)}, les parts de la ligne {_named(line)} font {euros(expected)}, or son total est de "
            f"{euros(total)}{' (arrondi)' if rounding else ''}."
        )
        yield _found(line, text, expected, total, "info" if rounding else None)


def _made_of_some(line: Line, total: Decimal) -> bool:
    """Whether some of a line's other figures make its total: then the rest (a proposal, another year) is no share."""
    others = [a.value for a in line.amounts if a.measure != "total"][:_MANY]
    return any(sum(some) == total for size in range(1, len(others)) for some in combinations(others, size))


def _adds_up(
    rows: Sequence[tuple[Line, Decimal]], besides: Line, parts: Callable[[Line], list[Decimal]], least: int
) -> bool:
    """Whether enough other lines, and more than not, have a total that their parts make."""
    others = [(parts(line), total) for line, total in rows if line is not besides]
    told = [(p, total) for p, total in others if len(p) > 1 and any(p)]
    right = sum(abs(sum(p) - total) <= _EURO for p, total in told)
    return right >= least and right * 2 > len(told)


# --- columns ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sum:
    """Some figures that a total may be the sum of."""

    items: tuple[Decimal, ...]
    value: Decimal = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", sum(self.items, Decimal(0)))


@check("budget_column_sum", "figures")
def budget_column_sum(run: Run) -> Iterator[Outcome]:
    """Totals and sub-totals against the lines above them.

    A total may be that of the lines since the last total, of the whole table, of its section, of the sub-totals, or
    of what follows; lines that detail another may be left out, and a result is what receipts exceed expenses by. Only
    a total that none of these makes is said, and where a table's totals fail more often than not its make-up is not
    understood: nothing is said. An error needs another column or total of the table to add up, or a table of one
    plain total; else it is a warning. One euro a line is rounding (info). A figure with a note mark ("1 350 €*") may
    stand apart from the sum: a total that fails in a table with one is passed over.
    """
    where = """(b.document_id, b.part_id) IN (SELECT document_id, part_id FROM budget_lines WHERE is_total)"""
    for table in tables(run, where):
        if any(line.is_total for line in table):
            yield from _column_sums(table)


@dataclass(frozen=True, slots=True)
class _Failed:
    at: int
    column: str
    total: Decimal
    nearest: Sum


def _column_sums(table: list[Line]) -> Iterator[Finding]:
    columns = list(dict.fromkeys(a.column for line in table for a in line.amounts if a.column))
    verified: list[tuple[int, str]] = []
    failed: list[_Failed] = []
    for at, line in enumerate(table):
        for column in columns if line.is_total else ():
            total = line.of(column)
            if total is None:
                continue
            made = _made(table, at, column, total)
            if isinstance(made, Sum):
                failed.append(_Failed(at, column, total, made))
            elif made:
                verified.append((at, column))
    if len(failed) > len(verified) and len(failed) + len(verified) > 2:
        return
    for fault in failed:
        if table[fault.at].row["noted"] and abs(fault.nearest.value - fault.total) > len(fault.nearest.items):
            continue
        yield _column_finding(table, fault, verified, len(failed))


def _made(table: list[Line], at: int, column: str, total: Decimal) -> Sum | bool:
    """Whether some sum of two figures or more makes a total; the nearest of them where none does.

    False where there is nothing to sum, or one figure alone is the total.
    """
    nearest: Sum | None = None
    alone = False
    for found in _candidates(table, at, column):
        value = found.value
        if len(found.items) < 2:
            alone = alone or value == total
        elif value == total:
            return True
        elif nearest is None or abs(value - total) < abs(nearest.value - total):
            nearest = found
    return False if nearest is None or alone else nearest


def _column_finding(table: list[Line], fault: _Failed, verified: list[tuple[int, str]], faults: int) -> Finding:
    line, expected = table[fault.at], fault.nearest.value
    gap = abs(expected - fault.total)
    severity: Severity | None = None
    if gap <= len(fault.nearest.items) * _EURO:
        severity = "info"
    else:
        known = any(at == fault.at or column == fault.column for at, column in verified)
        simple = faults == 1 and not verified and _plain_total(table, fault)
        near = gap <= _HALF * max(abs(expected), abs(fault.total))
        if not (near and (known or simple)):
            severity = "warning"
    heading = f", colonne « {short(fault.column)} »," if len({a.column for a in line.amounts}) > 1 else ""
    text = (
        f"{_where(line)}, les lignes du total {_named(line)}{heading} font {euros(expected)}, or {euros(fault.total)} "
        f"{'est imprimé' if severity != 'info' else 'est imprimé (arrondi)'}."
    )
    return _found(line, text, expected, fault.total, severity)


def _plain_total(table: list[Line], fault: _Failed) -> bool:
    """Whether a table is lines and then their total, each line with its figure."""
    above = table[: fault.at]
    return (
        fault.at == len(table) - 1
        and not any(line.is_total for line in above)
        and all(line.of(fault.column) is not None for line in above)
        and bool(re.match(r"(sous )?total|ensemble|$", fold(table[fault.at].label)))
    )


def _candidates(table: list[Line], at: int, column: str) -> Iterator[Sum]:
    """The sums that the total of line ``at`` may be, for one column."""
    before = [line for line in table[:at] if line.of(column) is not None]
    plain_lines = [line for line in before if not line.is_total]
    totals = [line for line in before if line.is_total]
    block = _since_total(before)
    for lines in (block, plain_lines, _same_section(plain_lines, table[at]), _after(table, at, column)):
        yield from _ways(lines, column)
    for first in range(len(totals)):
        yield from _ways([*totals[first:], *block], column)
        yield from _ways(totals[first:], column)
    for one, two in pairwise(range(len(plain_lines))):
        if plain_lines[one].row["section"] != plain_lines[two].row["section"]:
            yield from _ways(plain_lines[two:], column)
    for before_last in totals[:-1]:  # a result: one total less another
        last = totals[-1].of(column) or Decimal(0)
        yield Sum((before_last.of(column) or Decimal(0), -last))
        yield Sum((-(before_last.of(column) or Decimal(0)), last))


def _since_total(before: list[Line]) -> list[Line]:
    block: list[Line] = []
    for line in reversed(before):
        if line.is_total:
            break
        block.insert(0, line)
    return block


def _same_section(lines: list[Line], total: Line) -> list[Line]:
    section = total.row["section"]
    return [line for line in lines if section is not None and line.row["section"] == section]


def _after(table: list[Line], at: int, column: str) -> list[Line]:
    """The lines that follow, up to the next total: some tables print the total first."""
    after: list[Line] = []
    for line in table[at + 1 :]:
        if line.is_total:
            break
        if line.of(column) is not None:
            after.append(line)
    return after


def _ways(lines: list[Line], column: str) -> Iterator[Sum]:
    """The sum of ``lines``: of all, without what tells a part of another, and of receipts less expenses."""
    if not lines:
        return
    figures = [(_folded(line.label), line.of(column) or _NONE) for line in lines]
    values = tuple(value for _, value in figures)
    yield Sum(values)
    for least in (2, 1):
        folded = _without_details(values, least)
        if len(folded) < len(values):
            yield Sum(folded)
    whole = [(label, value) for label, value in figures if not _begins(label, "part_of")]
    if 0 < len(whole) < len(figures):
        yield Sum(tuple(value for _, value in whole))
    if any(_begins(label, "expenses") for label, _ in figures) and any(
        _begins(label, "receipts") for label, _ in figures
    ):
        yield Sum(tuple(-value if _begins(label, "expenses") else value for label, value in figures))
        yield Sum(tuple(-value if _begins(label, "receipts") else value for label, value in figures))


def _without_details(values: tuple[Decimal, ...], least: int) -> tuple[Decimal, ...]:
    """The figures without those that detail the one before them: a line that is the sum of the next ones heads them.

    ``least`` is how many lines a detail has at least.

    >>> _without_details((Decimal(5), Decimal(2), Decimal(3), Decimal(4)), 2)
    (Decimal('5'), Decimal('4'))
    """
    kept, at = [], 0
    while at < len(values):
        kept.append(values[at])
        running, last = Decimal(0), at
        for end in range(at + 1, len(values)):
            running += values[end]
            if running == values[at] and values[at] and end >= at + least:
                last = end
        at = last + 1
    return tuple(kept)


@lru_cache(maxsize=10_000)
def _folded(label: str) -> str:
    """A label, folded: each is asked for again with every column and every way to sum."""
    return fold(label)


@lru_cache(maxsize=10_000)
def _begins(label: str, key: str) -> bool:
    return re.match(words(key), label) is not None


# --- balances ---------------------------------------------------------------------------------------------------


@check("budget_balance", "figures")
def budget_balance(run: Run) -> Iterator[Outcome]:
    """Available less proposed against the balance, where a line prints all three once."""
    sql = """
        WITH figures AS (
            SELECT line_id, any_value(amount_eur) FILTER (measure = 'available') AS available,
                any_value(amount_eur) FILTER (measure = 'proposed') AS proposed,
                any_value(amount_eur) FILTER (measure = 'balance') AS balance
            FROM budget_amounts GROUP BY line_id
            HAVING count(*) FILTER (measure = 'available') = 1 AND count(*) FILTER (measure = 'proposed') = 1
                AND count(*) FILTER (measure = 'balance') = 1)
        SELECT b.*, f.available, f.proposed, f.balance, t.confidence, a.number, a.title, a.session_on
        FROM figures f JOIN budget_lines b USING (line_id) LEFT JOIN place p USING (line_id)
            LEFT JOIN tables t USING (table_id) LEFT JOIN act a ON a.deliberation_id = b.deliberation_id
        WHERE f.available - f.proposed <> f.balance
        ORDER BY b.document_id, b.part_id, b.position, b.line_id"""
    for row in run.rows(sql):
        yield _balance(row)


def _balance(row: dict[str, Any]) -> Finding:
    line = Line(row)
    expected = row["available"] - row["proposed"]
    rounding = abs(expected - row["balance"]) <= _EURO
    text = (
        f"{_where(line)}, à la ligne {_named(line)}, {euros(row['available'])} disponibles moins "
        f"{euros(row['proposed'])} proposés font {euros(expected)}, or le solde est de {euros(row['balance'])}."
    )
    return _found(line, text, expected, row["balance"], "info" if rounding else None)
