"""The summary of a fiche: its title, description, start and duration, in a table, a sheet or labelled lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.fiche_sections import sections
from extractors.fiche_sheets import entries, inline, is_sheet
from extractors.fiche_words import Label, label_alone
from extractors.grids import Grid, grid_of, is_blank
from models.document import Block, Table
from models.passage import Passage, join

TOLD_ELSEWHERE = ("title", "number", "programme", "description", "starts_on", "duration")


def summary(body: Sequence[Block]) -> dict[str, Passage]:
    """What the summary table, or a sheet of labels and values, says of the fiche."""
    told: dict[str, Passage] = {}
    for block in body:
        if block.table is None:
            continue
        pairs = _sheet(block.table) if is_sheet(block.table) else _columns(block.table)
        for meaning, value in pairs:
            if meaning in TOLD_ELSEWHERE and value.text and not is_blank(value.text):
                told.setdefault(meaning, value)
    for meaning, value in _labelled_lines(body):
        told.setdefault(meaning, value)
    if "description" not in told:
        for section in sections(body):
            if section.meaning == "description" and section.number is None and section.text is not None:
                told["description"] = section.text
                break
    return told


def _labelled_lines(body: Sequence[Block]) -> Iterator[tuple[str, Passage]]:
    """The values of a summary set in lines, each behind its label: "Durée de l'action : trois ans".

    Only paragraphs that begin with such a label count, down to the first table; without a date or a duration among
    them they are a text with a heading.
    """
    found: list[tuple[str, Passage]] = []
    for block in body:
        if block.table is not None:
            break
        starts = [*printed_starts(block.passage), len(block.passage)]
        heads = [(a, entry) for a, b in pairwise(starts) if (entry := inline(block.passage.sub(a, b), 0))]
        if not heads or heads[0][0] > 0:
            continue
        ends = [a for a, _ in heads[1:]] + [len(block.passage)]
        for (start, entry), end in zip(heads, ends, strict=True):
            whole = inline(block.passage.sub(start, end), block.page_first)
            if whole is not None and entry.meaning in ("description", "starts_on", "duration"):
                found.append((entry.meaning, whole.value))
    if {"starts_on", "duration"} & {meaning for meaning, _ in found}:
        yield from found


def _sheet(table: Table) -> Iterator[tuple[str, Passage]]:
    return ((entry.meaning, entry.value) for entry in entries(table))


def _columns(table: Table) -> Iterator[tuple[str, Passage]]:
    """The values under the headings of a summary table ("Description", "Date de mise en place", "Durée")."""
    grid = grid_of(table)
    heads = {col: found.meaning for col in range(grid.n_cols) if (found := _column_label(grid, col))}
    meanings = set(heads.values())
    if not grid.header_rows or not ("description" in meanings and meanings & {"starts_on", "duration"}):
        return
    for col, meaning in heads.items():
        cells = [
            c for row in grid.body() if (c := grid.own(row, col)) is not None and c.col_span < grid.n_cols and c.text
        ]
        if meaning == "description" and cells:
            yield meaning, join(c.passage for c in cells)
        elif cells:
            yield meaning, cells[0].passage


def _column_label(grid: Grid, col: int) -> Label | None:
    path = grid.path(col)
    return label_alone(path[-1]) if path else None


def printed_starts(passage: Passage) -> list[int]:
    """Where the printed lines of a passage begin."""
    return sorted({0, *(s for s in passage.line_starts if s < len(passage))})


def printed_lines(passage: Passage) -> list[Passage]:
    """The printed lines of a passage, empty ones left out."""
    starts = printed_starts(passage)
    return [p for a, b in zip(starts, [*starts[1:], len(passage)], strict=True) if (p := passage.sub(a, b)).text]
