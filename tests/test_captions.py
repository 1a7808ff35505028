"""What stands above a table."""

from __future__ import annotations

from table_builder import table

from extractors.captions import caption
from models.document import Block, Box, Word
from models.passage import from_lines, from_text


def placed(text: str, x0: float) -> Block:
    """A paragraph of one line at the top of the page."""
    words = []
    for word in text.split():
        words.append(Word(word, x0, 90, x0 + 5 * len(word), 100, 1))
        x0 += 5 * len(word) + 3
    return Block(from_lines([words]))


def drawn(x0: float, x1: float) -> Block:
    """A table below it."""
    made = table([["Nature", "Montant"], ["Chauffage", "1 200,00 €"]])
    made.boxes[1] = Box(x0, 110, x1, 180)
    return Block(from_text(""), table=made)


def headings(*blocks: Block) -> list[str | None]:
    found = [caption(blocks, at) for at, block in enumerate(blocks) if block.table]
    return [c.heading.flat if c.heading else None for c in found]


def test_tables_side_by_side_share_the_heading_over_the_first() -> None:
    got = headings(placed("Équilibre de la section", 60), drawn(60, 285), drawn(310, 535))
    assert got == ["Équilibre de la section"] * 2


def test_tables_side_by_side_take_the_words_over_each() -> None:
    words = [*placed("Dépenses", 60).passage.words(), *placed("Recettes", 310).passage.words()]
    got = headings(Block(from_lines([words])), drawn(60, 285), drawn(310, 535))
    assert got == ["Dépenses", "Recettes"]


def test_a_text_in_another_column_is_no_heading() -> None:
    aside = placed("Le maire expose", 60)
    aside.column = 1
    assert headings(aside, drawn(310, 535)) == [None]
