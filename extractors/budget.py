"""Budget lines: rows of budget, imputation, commitment and subsidy tables, with their amounts."""

from __future__ import annotations

from extractors.budget_amounts import scale
from extractors.budget_lines import Book, is_section_head, read_group
from extractors.budget_prose import Told, told_lines
from extractors.budget_sheets import sheet_lines
from extractors.captions import Caption, caption
from extractors.fiche_sheets import entries, holder, is_sheet
from extractors.grids import Grid, upright
from extractors.headings import says, years_in
from extractors.table_types import MONEY_KINDS, Column, Typed, classify
from models.document import Table
from models.normalise.amounts import find_amounts
from models.parts import Act, Part
from models.rows import Row, diagnostic

STAGE = "budget"


def extract(part: Part, act: Act | None = None) -> list[Row]:
    """The budget lines of a part, their amounts, and diagnostics.

    Takes any part and the act it belongs to (None for what belongs to no deliberation). Tables that are not of
    budgets give nothing; one that looks like money but cannot be typed gives a diagnostic, and so does a heading that
    nothing recognises.
    """
    book = Book(part, act)
    title = act.title.flat if act and act.title else ""
    for at, block in enumerate(part.blocks):
        if block.table is None:
            continue
        if book.fiche and is_sheet(block.table):
            _sheet(book, block.table)
            continue
        above = caption(part.blocks, at)
        held = holder(part.blocks, block.table)
        if held is not None:
            above = Caption(held.label, held.label.flat, above.columns)
        told = f"{above.told} {title}"
        typed = classify(upright(block.table), above.heading.flat if above.heading else "", told, above.columns)
        if typed.kind in MONEY_KINDS:
            _table(book, typed, above)
        elif typed.kind == "other" and typed.excluded is None:
            lines = told_lines(block.table, told)
            for line in lines:
                _told(book, line)
            priced = says(told, "context.tariff") and not typed.money
            if not lines and not priced and (typed.money or _tells_amounts(typed.grid)):
                book.rows.append(_unrecognised(typed, above))
    return book.rows


def _table(book: Book, typed: Typed, above: Caption) -> None:
    """The lines of one table, one group of columns after the other, and what its headings left unsaid."""
    for column in typed.columns:
        amounts = column.numeric and column.sense is not None and column.sense.kind == "unknown"
        if column.path and (amounts or (column.sense is None and column.filled and not is_section_head(column))):
            book.rows.append(_column_unknown(column, typed, amounts=amounts))
    factor = scale([*(c.heading for c in typed.columns), above.told])
    for group in typed.groups:
        read_group(book, typed, group, above.heading, factor)


def _column_unknown(column: Column, typed: Typed, *, amounts: bool) -> Row:
    kept = "ses montants sont gardés sous la mesure « other »" if amounts else "ses cellules restent dans table_cells"
    return diagnostic(
        STAGE,
        "warning" if amounts else "info",
        "column_unrecognised",
        f"La colonne « {column.heading[:120]} » n'est pas reconnue ; {kept}.",
        typed.grid.table.page_first,
        column.heading[:120],
    )


def _unrecognised(typed: Typed, above: Caption) -> Row:
    name = above.heading.flat if above.heading else " | ".join(c.heading for c in typed.columns if c.heading)
    first = name or " | ".join(c.text for c in typed.grid.filled(0))
    return diagnostic(
        STAGE,
        "info",
        "table_unrecognised",
        f"Le tableau « {first[:120]} » porte des montants mais n'est ni un budget ni une liste de subventions"
        " reconnus ; ses cellules restent dans table_cells.",
        typed.grid.table.page_first,
        first[:120],
    )


def _tells_amounts(grid: Grid) -> bool:
    """Whether two cells or more tell an amount with its currency among other words."""
    if is_sheet(grid.table):
        return False
    cells = [c for row in grid.body() for c in grid.filled(row) if "€" in c.text or "euro" in c.text.casefold()]
    return sum(bool(find_amounts(c.text)) for c in cells if len(c.text) <= 200) >= 2


def _sheet(book: Book, table: Table) -> None:
    """The budget that a sheet of labels and values lists."""
    for entry in entries(table):
        for told in sheet_lines(entry) if entry.meaning == "budget" else ():
            line = book.new_line("funding").put("section", entry.label.flat, entry.label)
            line.put("label", told.label.flat, told.label)
            for column in ("operation_code", "imputation", "envelope"):
                line.put(column, None)
            years = years_in(told.label.flat) or years_in(entry.label.flat)
            line.put("year", years[0] if len(years) == 1 else None).put("is_total", told.total)
            book.rows.append(line.at(told.label))
            amount = Row("budget_amounts").put("line_id", line["line_id"]).put("measure", told.measure)
            book.rows.append(amount.put("column_label", None).put("amount_eur", told.amount, told.source))


def _told(book: Book, told: Told) -> None:
    """A line told in one cell."""
    line = book.new_line("modification")
    line.put("section", told.section.flat, told.section)
    line.put("label", told.label.flat if told.label else None, told.label)
    line.put("operation_code", None).put("imputation", told.account.flat if told.account else None, told.account)
    line.put("envelope", None).put("year", None).put("is_total", False)
    book.rows.append(line.at(told.cell))
    amount = Row("budget_amounts").put("line_id", line["line_id"]).put("measure", "proposed")
    book.rows.append(amount.put("column_label", told.heading).put("amount_eur", told.amount, told.source))
