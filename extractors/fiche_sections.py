"""The narrative sections of a fiche: "I. Contexte et besoins repérés" and the text under it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.fiche_sheets import Entry, inline, trimmed
from extractors.fiche_words import label_alone
from models.document import Block
from models.normalise.numbers import roman_value
from models.passage import Passage, join
from models.signals import is_heading

_MARK = re.compile(
    r"[ ]*(?:(?P<roman>[IVX]{1,5})|(?P<arabic>[0-9]{1,2})|(?P<letter>[A-H]))"
    r"(?:[ ]?[.)°/]+[ ]?[-–—]?|[ ]?[-–—:])[ ]*(?=\S)"
)
_LOWER = re.compile(r"[ ]*[0-9]{1,2}\.[0-9]")  # "1.2" stands below a section
_BULLET = re.compile(r"(?m)^[ ]*[•●▪■◦○‣·⁃][ ]*")
MAX_TITLE = 160


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its printed number, its heading and its text; no text where it holds a table only."""

    number: Passage | None
    heading: Passage
    text: Passage | None
    page: int
    meaning: str | None = None


@dataclass(frozen=True, slots=True)
class _Opening:
    at: int
    style: str
    rank: int
    number: Passage | None
    heading: Passage
    rest: Passage | None
    meaning: str | None


def sections(blocks: Sequence[Block]) -> list[Section]:
    """The sections of the blocks below the heading of a fiche: the numbered ones, else those under known headings."""
    openings = _numbered(blocks) or list(_named(blocks))
    out: list[Section] = []
    for rank, opening in enumerate(openings):
        end = openings[rank + 1].at if rank + 1 < len(openings) else len(blocks)
        held = [b.passage for b in blocks[opening.at + 1 : end] if b.table is None]
        if opening.rest is not None:
            held.insert(0, opening.rest)
        text = join(held)
        if text or opening.number is not None:
            page = blocks[opening.at].page_first
            out.append(Section(opening.number, opening.heading, text or None, page, opening.meaning))
    return out


def flowing(passage: Passage) -> str:
    """A text on one line, its bullets as "- "."""
    return " ".join(_BULLET.sub("- ", passage.text).split())


def _numbered(blocks: Sequence[Block]) -> list[_Opening]:
    """The headings numbered in one style, in sequence from the first; fewer than two are no sections."""
    candidates = [o for at, block in enumerate(blocks) if (o := _opening(at, block)) is not None]
    best: list[_Opening] = []
    for style in ("roman", "arabic", "letter"):
        run: list[_Opening] = []
        for opening in (c for c in candidates if c.style == style):
            if (not run and opening.rank == 1) or (run and opening.rank in (run[-1].rank + 1, run[-1].rank + 2)):
                run.append(opening)
        known = sum(o.meaning is not None for o in run)
        if (len(run) >= 2 or known) and known * 3 >= len(run) and len(run) > len(best):
            best = run
    return best


def _opening(at: int, block: Block) -> _Opening | None:
    """The numbered heading that a paragraph is or begins with."""
    text = block.text
    match = _MARK.match(text) if block.table is None and not _LOWER.match(text) else None
    if match is None or match.lastgroup is None:
        return None
    passage = block.passage
    title, rest = passage.sub(match.end()), None
    found = label_alone(title.text)
    known = found.meaning if found else None
    if known is None:
        run_in = inline(title, block.page_first)
        if run_in is not None:
            title, rest, known = run_in.label, run_in.value, run_in.meaning
    if len(title) > MAX_TITLE or (known is None and not is_heading(block)):
        return None
    number = passage.match(match, match.lastgroup)
    return _Opening(at, match.lastgroup, _rank(match), number, trimmed_heading(title), rest, known)


def _rank(match: re.Match[str]) -> int:
    if match.lastgroup == "arabic":
        return int(match.group("arabic"))
    if match.lastgroup == "letter":
        return ord(match.group("letter")) - ord("A") + 1
    return roman_value(match.group("roman")) or 0


def trimmed_heading(passage: Passage) -> Passage:
    return passage.sub(0, len(passage.text.rstrip(" :\n.–-"))) if passage.text.rstrip(" :\n.–-") else passage


def _named(blocks: Sequence[Block]) -> Iterator[_Opening]:
    """Headings of the vocabulary without a number, and labels that run into their text."""
    for at, block in enumerate(blocks):
        if block.table is not None:
            continue
        run_in: Entry | None = inline(block.passage, block.page_first)
        if run_in is not None:
            yield _Opening(at, "named", 0, None, run_in.label, run_in.value, run_in.meaning)
            continue
        found = label_alone(block.text) if len(block.text) <= MAX_TITLE else None
        tail = block.text[found.end :].strip(" :") if found else ""
        if found and (is_heading(block) or block.text.rstrip().endswith(":")) and len(tail) <= 40:
            yield _Opening(at, "named", 0, None, trimmed(block.passage), None, found.meaning)
