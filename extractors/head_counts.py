"""The counts that the head of an act prints: present, represented, absent, voting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from models.document import Table
from models.lexicon import load
from models.normalise.folding import fold
from models.parts import Act
from models.passage import Passage
from models.rows import Row, of_table

COLUMNS = ("members_present", "members_represented", "members_absent", "members_voting")
_FIGURE = r"(?P<figure>[0-9]{1,3})(?![0-9°/]|[.,][0-9]| ?(?:h|€|euros?|%)\b)"


@cache
def _patterns(column: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Label before figure, figure before label, and the label alone."""
    words, marks = load("head_counts")["labels"][column], load("head_counts")["marks"]
    label = f"(?:{'|'.join(words)})"
    return (
        re.compile(rf"(?<![a-z'-])(?<!sans )(?<!non ){label}{marks['onward']}{marks['after']}{_FIGURE}"),
        re.compile(
            rf"(?<![0-9a-z°/.,-])(?<![:=] )(?P<figure>[0-9]{{1,3}}){marks['before']}{label}\b{marks['onward']}"
        ),
        re.compile(rf"\W*{label}\W*"),
    )


def add_counts(act: Act, rows: list[Row]) -> None:
    """Put the counts of ``act``'s head into its row of ``deliberations``.

    Takes the act and the rows of its header. A count that is not printed, or is printed with two values, stays null.

    A head that prints figures behind labels ("Présents : 22 Votants : 26") is read that way throughout; else figures
    before labels ("22 présents, 26 votants") are.
    """
    found: dict[str, list[tuple[int, Passage]]] = {column: list(_behind_labels(act, column)) for column in COLUMNS}
    if not any(found.values()):
        found = {column: list(_in_lines(act.head_passage, _patterns(column)[1])) for column in COLUMNS}
    for row in of_table(rows, "deliberations"):
        for column, counts in found.items():
            if len({value for value, _ in counts}) == 1:
                row.put(column, *counts[0])


def _behind_labels(act: Act, column: str) -> Iterator[tuple[int, Passage]]:
    pattern, _, alone = _patterns(column)
    yield from _in_lines(act.head_passage, pattern)
    for block in act.head:
        if block.table is not None:
            yield from _in_table(block.table, pattern, alone)


def _in_lines(passage: Passage, pattern: re.Pattern[str]) -> Iterator[tuple[int, Passage]]:
    """What a pattern finds within single paragraphs: the next one may begin another count."""
    at = 0
    for paragraph in passage.text.split("\n"):
        for match in pattern.finditer(fold(paragraph)):
            start, end = match.span("figure")
            yield int(match["figure"]), passage.sub(at + start, at + end)
        at += len(paragraph) + 1


def _in_table(table: Table, pattern: re.Pattern[str], alone: re.Pattern[str]) -> Iterator[tuple[int, Passage]]:
    """A label and its figure in one cell, or the figure in the cell to the right or below."""
    places = {(cell.row, cell.col): cell for cell in table.cells}
    for cell in table.cells:
        text = fold(cell.text)
        match = pattern.search(text)
        if match:
            yield int(match["figure"]), cell.passage.sub(*match.span("figure"))
        elif text and alone.fullmatch(text):
            for at in ((cell.row, cell.col + cell.col_span), (cell.row + cell.row_span, cell.col)):
                other = places.get(at)
                if other is not None and re.fullmatch(r"\s*[0-9]{1,3}\s*", other.text):
                    yield int(other.text), other.passage
                    break
