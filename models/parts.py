"""A document cut into the acts that it holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from models.document import Block, Furniture, Table
from models.memo import once
from models.passage import Passage, join

PartKind = Literal["deliberation", "report", "convention", "fiche", "annex", "other"]


@dataclass(slots=True, eq=False)
class Part:
    """Consecutive blocks of one kind. ``act`` is the rank (from 1) of the deliberation it belongs to, or None."""

    kind: PartKind
    blocks: list[Block]
    title: Passage | None = None
    act: int | None = None
    position: int = 0
    part_id: str = ""
    annex: bool = False  # stands under an "Annexe" heading

    @property
    def page_first(self) -> int:
        return self.blocks[0].page_first

    @property
    def page_last(self) -> int:
        return max(b.page_last for b in self.blocks)

    @property
    def passage(self) -> Passage:
        """The text blocks as one passage, one paragraph a line; tables are left out."""
        return _joined(tuple(b.passage for b in self.blocks if b.table is None))

    @property
    def tables(self) -> list[Table]:
        return [b.table for b in self.blocks if b.table is not None]


@dataclass(slots=True, eq=False)
class Act:
    """One deliberation with what belongs to it.

    ``head`` holds the blocks that say who sat, when and where: the deliberation's own, or those of the minutes when
    one list serves a whole sitting (``shared_head``). ``body`` is the deliberation itself: title, visas, dispositif,
    vote, signature (head included when it is its own). ``parts`` are its report, conventions, fiches and annexes.
    """

    ordinal: int
    deliberation_id: str
    head: list[Block]
    body: Part
    shared_head: bool = False
    title: Passage | None = None
    number: Passage | None = None
    item: str | None = None  # the rank printed before a point of minutes ("2" of "POINT 2 –")
    session: Passage | None = None  # the day of its sitting, where a list of acts tells it beside each
    listed: bool = False  # a row of a list tells of it; its text is printed elsewhere
    parts: list[Part] = field(default_factory=list)
    asides: list[Block] = field(default_factory=list)  # what minutes tell between acts, kept with the first act
    closing: list[Block] = field(
        default_factory=list
    )  # the last blocks of minutes, where they may say when they were posted
    furniture: list[Furniture] = field(default_factory=list)
    context: Passage = field(default_factory=lambda: Passage(""))  # the beginning of the document

    @property
    def head_passage(self) -> Passage:
        return _joined(tuple(b.passage for b in self.head if b.table is None))


@once
def _joined(passages: tuple[Passage, ...]) -> Passage:
    """Asked for by each extractor, and the same for all acts of a sitting."""
    return join(passages)
