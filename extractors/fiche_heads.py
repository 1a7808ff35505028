"""Where a fiche-action begins, and what its heading says.

A fiche is opened by its name ("FICHE ACTION : …", "Fiche n° 3 –"), by the heading that sums it up under a title
("RESUME DU PROJET (FICHE 3)"), by a numbered action with the content of a fiche under it ("Action n° 2.1 : …"), or
by a sheet of labels and values without any name. Behind a page that announces fiches, a table of a fiche without a
heading opens one too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractors.fiche_words import label, label_alone, words
from models.document import Block, Table
from models.normalise.folding import fold
from models.passage import Passage, join
from models.signals import is_heading

MAX_HEADING = 400  # characters of a heading, over all its blocks
COVER_BLOCKS = 8  # a page that only announces fiches holds no more blocks
REACH = 40  # how many blocks may stand between a heading and the content that proves it
NEEDED = {"named": 1, "bare": 3, "unnamed": 4}  # distinct labels that prove a fiche, by the kind of its heading

_NUMBER = (
    r"(?P<number>[0-9]{1,3}(?:[.\-/][0-9a-z]{1,3}){0,3}(?:[ ]?(?:bis|ter))?(?:[ ](?:et|a|&)[ ][0-9]{1,3})?"
    r"|[a-z]{1,2}[.-]?[0-9]{1,3}(?:[.-][0-9]{1,3}){0,2}|[ivx]{1,5}(?:[.-][0-9]{1,2})?|[a-h])(?![a-z0-9'])"
)
_SIGN = r"(?:n ?[°ºo]s?[ ]?|numero[ ])?"
_GAP = r"[ ]?[:.)|/-]{0,2}[ \n]{0,2}"


@dataclass(frozen=True, slots=True)
class Heading:
    """What the name of a fiche says: offsets in the text of its number and of what follows it."""

    kind: str  # "named" or "bare"
    number: tuple[int, int] | None
    title_start: int


@cache
def _named() -> re.Pattern[str]:
    annex = rf"(?:annexe[ ]?{_SIGN}[0-9ivx]{{0,4}}[ ]?[:.-]?[ \n]?)?"
    return re.compile(rf"[ ]*{annex}(?P<word>{words('heading')})(?![a-z]){_GAP}{_SIGN}(?:{_NUMBER})?(?P<gap>{_GAP})")


@cache
def _bare() -> re.Pattern[str]:
    return re.compile(rf"[ ]*(?P<word>{words('bare_heading')})[ ]{_SIGN}{_NUMBER}(?P<gap>{_GAP})")


@cache
def _recall() -> re.Pattern[str]:
    bracket = rf"[ ]?\([ ]?(?:{words('heading')})s?[ ]?{_SIGN}{_NUMBER}[ ]?\)"
    return re.compile(rf"(?:^|[ \n])(?P<recall>(?:{words('recall')}))(?P<numbered>{bracket})?(?=[ ]?:?[ ]?(?:$|\n))")


@cache
def _cover() -> re.Pattern[str]:
    return re.compile(rf"(?:^|.*[ \n])(?:{words('cover')})(?:[ ](?:[0-9]{{4}}|[a-z' -]{{0,60}}))?[ ]?$", re.DOTALL)


_CONTENTS_LINE = re.compile(r"\.{4,}|…{2,}|(?:\. ){4,}")  # dot leaders of a table of contents


def heading_of(text: str) -> Heading | None:
    """What the text of a paragraph says when it is the name of a fiche, None when it is not.

    >>> heading_of("FICHE-ACTION 2.1 – Lire en ville").title_start
    19
    """
    if len(text) > MAX_HEADING or _CONTENTS_LINE.search(text):
        return None
    folded = fold(text)
    match = _named().match(folded)
    kind = "named"
    if match is None:
        match, kind = _bare().match(folded), "bare"
    if match is None:
        return None
    number = match.span("number") if match.group("number") else None
    rest = text[match.end() :]
    lettered = number is not None and not re.search("[0-9]", match.group("number"))
    closed = bool(match.group("gap").strip(" ")) or not rest.strip()
    if number is None:
        # "Fiche action : lire en ville" but not "Fiche action annexée à la convention"
        separated = closed or re.search(r"[:|/\n-]", folded[match.end("word") : match.end()])
        if match.group("word") == "fiche" and not separated:
            return None
        if not separated and not (text[: match.end("word")].strip().isupper() and rest.strip().isupper()):
            return None
    elif not closed and (lettered or (not rest[:1].isupper() and rest[:1] not in "«\"“'")):
        return None
    if rest.rstrip().endswith(";"):
        return None
    return Heading(kind, number, match.end())


def recall_of(text: str) -> re.Match[str] | None:
    """The heading that sums a fiche up, at the end of a text; group "number" holds the number it recalls."""
    return _recall().search(fold(text)) if len(text) <= MAX_HEADING else None


def is_cover(text: str) -> bool:
    """Whether a text announces the fiches that follow ("FICHES ACTION 2024")."""
    return len(text) <= 200 and bool(_cover().match(fold(text))) and heading_of(text) is None


def table_head(table: Table) -> Passage | None:
    """The heading inside the frame of a table: its first cell alone in its row, or a name and the title beside it."""
    row = [c for c in table.row(0) if c.text]
    if len(row) == 1 and row[0].col == 0:
        return row[0].passage
    if len(row) == 2 and _is_name_cell(row[0].text):
        return join((c.passage for c in row), "\n")
    return None


def block_heading(block: Block) -> Heading | None:
    """The name of a fiche that a paragraph, or the first row of a table, is."""
    if block.table is None:
        return heading_of(block.text)
    head = table_head(block.table)
    return heading_of(head.text) if head is not None else None


def _is_name_cell(text: str) -> bool:
    found = heading_of(text)
    return found is not None and found.kind == "named" and len(text) <= 40


def meanings_in(block: Block) -> set[str]:
    """The labels of the fiche vocabulary that a paragraph begins with or that a table carries."""
    if block.table is None:
        found = label_alone(block.text) if len(block.text) <= 120 else label(block.text)
        numbered = _SECTION_MARK.match(block.text)
        if found is None and numbered:
            found = label_alone(block.text[numbered.end() :])
        if found is None or (len(block.text) > 120 and not block.text[found.end :].lstrip().startswith(":")):
            return set()
        return {found.meaning}
    cells = [c for c in block.table.cells if c.row == 0 or c.col == 0 or c.is_header]
    labels = (label_alone(c.text) for c in cells if c.text and len(c.text) <= 120)
    return {found.meaning for found in labels if found}


_SECTION_MARK = re.compile(r"[ ]*(?:[IVX]{1,5}|[0-9]{1,2}|[A-H])[ ]?[.)°–—:-]{1,2}[ ]?")


def _proof(blocks: Sequence[Block], start: int) -> int:
    """How many distinct labels follow the heading at ``start``, up to the next name of a fiche."""
    found: set[str] = set()
    table = blocks[start].table
    if table is not None:
        found |= meanings_in(blocks[start])
    own = fold(blocks[start].text)
    for block in blocks[start + 1 : start + 1 + REACH]:
        if block.table is None and block_heading(block) and fold(block.text) != own:
            break
        found |= meanings_in(block)
        if len(found) >= 4:
            break
    return len(found - {"title", "number", "programme"}) + bool(found & {"title", "number", "programme"})


def _sheet_labels(block: Block) -> set[str]:
    """What the labels down the first column of a sheet tell; empty for any other block."""
    table = block.table
    if table is None or table.n_cols > 4 or table.n_rows < 4:
        return set()
    first = [c for c in table.cells if c.col == 0 and c.text]
    found = {name.meaning for c in first if (name := label_alone(c.text))}
    return found if len(found) >= NEEDED["unnamed"] and len(found) * 2 >= len(first) else set()


def _new_sheet(blocks: Sequence[Block], at: int, floor: int, labels: set[str], told: set[str], opened: bool) -> bool:
    """Whether a sheet without a name opens a fiche: under a heading of its own, or with the labels of the last."""
    if opened and not told:
        return False
    headed = _run_above(blocks, at, floor) < at
    return headed or len(labels & told) >= 2 or (not opened and bool(labels & {"title", "number"}))


def _run_above(blocks: Sequence[Block], at: int, floor: int) -> int:
    """Index of the first of the headings that stand right above block ``at``, ``at`` itself without one."""
    first = at
    while first - 1 >= floor and at - first < 6:
        block = blocks[first - 1]
        if not is_heading(block) or label_of_part(block) or is_cover(block.text) or is_signature(block.text):
            break
        if block.page_last != blocks[first].page_first:
            break
        first -= 1
    return first


def label_of_part(block: Block) -> bool:
    """Whether a heading names a part of a fiche ("INDICATEURS", "II. Objectifs") and not a fiche."""
    text = block.text
    mark = _SECTION_MARK.match(text)
    found = label_alone(text[mark.end() :] if mark else text)
    if found is None:
        return False
    rest = text[(mark.end() if mark else 0) + found.end :].strip(" :.-–")
    return (
        not rest
        or bool(mark)
        or bool(re.fullmatch(r"\(?(?:19|20)[0-9]{2}(?:\s*[-–/]\s*(?:19|20)?[0-9]{2})?\)?", rest))
    )


def is_signature(text: str) -> bool:
    """Whether a short text is a person's name and no title: nothing above it belongs to the heading below."""
    return bool(
        re.fullmatch(r"[A-ZÉÈ][a-zéèêëïîôûç-]+(?: [A-ZÉÈ][a-zéèêëïîôûç-]+)? [A-ZÉÈÊËÏÎÔÛÇ' -]{3,40}", text.strip())
    )


def fiche_starts(blocks: Sequence[Block]) -> list[int]:
    """The indexes of the blocks that open a fiche, in order.

    Takes the blocks of a document, or of the part of it that may hold fiches. The heading of a fiche may run over
    several blocks: the index is that of the first. A heading printed again on the next sheet opens nothing.
    """
    starts: list[int] = []
    names: list[str] = []
    orphan = False
    floor = 0
    told: set[str] = set()  # the labels of the sheets of the fiche that is open
    for at, block in enumerate(blocks):
        if at < floor:
            continue
        labels = _sheet_labels(block)
        if labels and block_heading(block) is None and not _new_sheet(blocks, at, floor, labels, told, bool(starts)):
            told |= labels  # a sheet, or the rest of one, of the fiche that is open
            continue
        if block.table is None and is_heading(block) and is_cover(block.text):
            orphan = sum(b.page_first == block.page_first for b in blocks) <= COVER_BLOCKS
            continue
        start, name, body = _opening(blocks, at, floor)
        if start is None and orphan and _orphan(blocks, at):
            start, name, body = _page_top(blocks, at, floor), "", at + 1
        if start is None:
            continue
        orphan = False
        if names and name and _same(name, names[-1]):
            floor = body
            continue
        told = labels
        starts.append(start)
        names.append(name)
        floor = body
    return starts


def _opening(blocks: Sequence[Block], at: int, floor: int) -> tuple[int | None, str, int]:
    """Whether a heading at ``at`` opens a fiche: (index of its first block, its folded text, index behind it)."""
    block = blocks[at]
    recalled = recall_of(block.text) if block.table is None else None
    found = block_heading(block)
    if found and (block.table is not None or is_heading(block) or found.number):
        if _proof(blocks, at) >= NEEDED[found.kind]:
            start = _run_above(blocks, at, floor)
            body = _heading_end(blocks, at)
            return start, _text(blocks[start:body]), body
    elif recalled and recalled.group("numbered") and is_heading(block):
        start = _run_above(blocks, at, floor)
        return start, _text(blocks[start : at + 1]), at + 1
    elif recalled and is_heading(block) and at + 1 < len(blocks) and _proof(blocks, at) >= 2:
        start = _run_above(blocks, at, floor)
        if start < at or recalled.start() > 0:
            return start, _text(blocks[start : at + 1]), at + 1
    elif _sheet_labels(block) and block.table is not None:
        start = _run_above(blocks, at, floor)
        return start, _text(blocks[start:at]) or fold(block.table.row(0)[-1].text), at + 1
    return None, "", at + 1


def _heading_end(blocks: Sequence[Block], at: int) -> int:
    """Index behind the last block of the heading whose name stands at ``at``."""
    end = at + 1
    while end < len(blocks) and end - at < 6:
        block = blocks[end]
        if not is_heading(block) or block.page_first != blocks[at].page_first or label_of_part(block):
            break
        if block_heading(block):
            break
        end += 1
        if recall_of(block.text):
            break
    return end


def _orphan(blocks: Sequence[Block], at: int) -> bool:
    """Whether a table of a fiche stands here under its own heading, the heading of the fiche missing."""
    block = blocks[at]
    if block.table is not None:
        return len(meanings_in(block) - {"title", "number", "programme"}) >= 2
    following = blocks[at + 1] if at + 1 < len(blocks) else None
    return label_of_part(block) and following is not None and following.table is not None


def _page_top(blocks: Sequence[Block], at: int, floor: int) -> int:
    """The first block of the page of block ``at`` where a heading stands there, ``at`` itself where none does."""
    first = at
    while (
        first > floor
        and blocks[first - 1].page_last == blocks[at].page_first
        and not is_cover(blocks[first - 1].text)
    ):
        first -= 1
    return first if is_heading(blocks[first]) and blocks[first].page_first == blocks[at].page_first else at


def _text(blocks: Sequence[Block]) -> str:
    texts = (b.passage if b.table is None else (table_head(b.table) or b.passage) for b in blocks)
    return fold(" ".join(join(texts).text.split()))


def _same(name: str, other: str) -> bool:
    """Whether a heading is the one above again, "(suite)" or a part of its end left out."""
    again = re.sub(rf"[ ]?[(:-]?[ ]?(?:{words('again')})[ ]?\)?[ ]?$", "", name)
    return again == other or (len(again) > 20 and other.startswith(again) and "(" not in other[len(again) :][:40])


def opens_fiche(block: Block, following: Sequence[Block], preceding: Sequence[Block] = ()) -> bool:
    """Whether ``block`` opens a fiche, given the blocks behind it and, where known, those before it.

    ``fiche_starts`` over all blocks says the same at once and knows headings printed again; use it where you can.
    """
    before = list(preceding[-8:])
    window = [*before, block, *following[: REACH + 8]]
    return len(before) in fiche_starts(window)
