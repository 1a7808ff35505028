"""The parts that follow or precede a deliberation in its file: report, conventions, fiches, annexes."""

from __future__ import annotations

import re
from itertools import pairwise

from extractors.fiche_heads import block_heading, fiche_starts
from models.document import Block
from models.parts import Part, PartKind
from models.passage import Passage
from models.signals import is_heading, names_assembly, says, tells_decision

_NEAR = 14  # blocks within which a convention shows its parties
_FAR = 45  # and its preamble or its agreement
_HEAD = 10  # short blocks above an opening, on its page, that belong to it


def following_parts(
    blocks: list[Block], *, decided: bool, start: int = 0, inside_minutes: bool = False
) -> list[Part]:
    """Cut ``blocks`` into parts, in reading order.

    With ``decided`` False the first part is the deliberation itself, and nothing opens before it has decided; the
    search begins at index ``start``. With ``decided`` True there is no deliberation and the first part is a report or
    other until something opens. Inside minutes only conventions with their parties, fiches and annexes open.
    """
    parts: list[Part] = []
    kind: PartKind = "other" if decided else "deliberation"
    title: Passage | None = None
    annex = under_annex = signed = loose = False  # loose: a sheet that no wording names opened the part
    first = 0
    index = start
    fiches: set[int] | None = None  # looked for once the deliberation has decided: its title may announce fiches
    while index < len(blocks):
        block = blocks[index]
        if not decided:
            decided = says(block, "decided")
            index += 1
            continue
        if fiches is None:
            fiches = {index + start for start in fiche_starts(blocks[index:])}
        opening = _opening(blocks, index, kind, first, inside_minutes)
        unnamed = block.table is not None and block_heading(block) is None
        if index in fiches and not (unnamed and kind in ("deliberation", "report")):
            opening = "fiche"
        signed = signed or says(block, "signed")
        if opening is None and signed and kind in ("deliberation", "annex") and _is_sheet_top(blocks, index):
            if kind == "deliberation" or loose:
                opening, loose = "annex", True
        elif opening == "fiche" and loose and blocks[first].page_first == block.page_first:
            kind, title, loose = "fiche", blocks[first].passage, False  # the sheet is a fiche from its top on
            opening = None
        if opening is None:
            index += 1
            continue
        loose = loose and opening == "annex"
        begin = index if opening == "fiche" or loose else max(_with_head(blocks, index, first), first)
        if begin > first:
            parts.append(Part(kind, blocks[first:begin], title, annex=annex))
        if opening == "annex" and not loose:
            under_annex = True
        elif opening == "report":
            under_annex = False
        kind, title, first = opening, block.passage, begin
        annex = under_annex if opening in ("annex", "fiche") else _annex_heading(blocks, begin, index)
        index += 1
    parts.append(Part(kind, blocks[first:], title, annex=annex))
    return [p for p in parts if p.blocks]


def opens_other_act(blocks: list[Block], index: int) -> bool:
    """Whether an act that is no deliberation begins: its heading, and not the "ARRÊTE :" before its articles."""
    block = blocks[index]
    if not says(block, "other_act") or not (is_heading(block) or block.text.split()[0].isupper()):
        return False
    below = blocks[index + 1].text if index + 1 < len(blocks) else ""
    alone = re.fullmatch(r"\W*arr[êe]t[ée](?:nt)?\W*", block.text, re.IGNORECASE) is not None
    return not alone or not re.match(r"\W*(?:article|art\.|1|I\b|[-–•])", below, re.IGNORECASE)


def read_out(blocks: list[Block], start: int = 0) -> tuple[int, int] | None:
    """Where a convention stands that is printed before the assembly decides on it, as (first, behind); else None.

    Its heading stands right above "Entre …"; it ends with the words by which the assembly decides.
    """
    for index in range(start + 1, len(blocks)):
        block = blocks[index]
        if tells_decision(block):
            return None
        heading = block.table is None and (is_heading(block) or _capital_line(block)) and says(block, "convention")
        below = blocks[index + 1 : index + 5]
        if not heading or not any(says(b, "convention_proof") and b.text.lower().startswith("entre") for b in below):
            continue
        for end in range(index + 3, len(blocks)):
            if _decides_on_it(blocks[end]):
                return index, end
        return None
    return None


_ASSEMBLY = re.compile(
    r"\W*(?:(?:le|la|les|l['’])\s?(?:conseil|comit[ée]|bureau|assembl|membres|commission)|apr[èe]s\s)", re.I
)


def _decides_on_it(block: Block) -> bool:
    return _ASSEMBLY.match(block.text) is not None and (tells_decision(block) or says(block, "decided_told"))


def with_one_cover(parts: list[Part]) -> list[Part]:
    """The parts before the first act, the cover of a collection and its list of contents made one."""
    out: list[Part] = []
    for part in parts:
        acts = part.blocks and re.match(r"\W*(?:arr[êe]t|d[ée]cision)", part.blocks[0].text, re.IGNORECASE)
        if out and len(out) == 1 and part.kind == out[0].kind == "other" and not acts:
            out[0].blocks = [*out[0].blocks, *part.blocks]
        else:
            out.append(part)
    return out


def other_acts(blocks: list[Block]) -> list[Part]:
    """The acts of another kind in a run of blocks, each a part with its heading for a title."""
    starts = [i for i in range(1, len(blocks)) if opens_other_act(blocks, i)]
    bounds = [0, *starts, len(blocks)]
    spans = [blocks[a:b] for a, b in pairwise(bounds)]
    return [Part("other", span, title=span[0].passage if is_heading(span[0]) else None) for span in spans if span]


def _opening(blocks: list[Block], index: int, kind: PartKind, first: int, inside_minutes: bool) -> PartKind | None:
    """The kind of part that the block at ``index`` opens, None when it goes on with the one before."""
    block = blocks[index]
    if block.table is not None or not (is_heading(block) or _capital_line(block)):
        return None
    if (
        says(block, "convention")
        and _proves_convention(blocks, index)
        and not (kind == "convention" and index < first + 4)
    ):
        return "convention"
    if not is_heading(block):
        return None
    if says(block, "annex"):
        follower = _opening_after_annex(blocks, index)
        return None if follower else "annex"
    if inside_minutes:
        return None
    if says(block, "report") or _names_a_report(blocks, index):
        return "report"
    return "other" if opens_other_act(blocks, index) else None


def _capital_line(block: Block) -> bool:
    """Whether the first printed line of a short paragraph is in capitals: a title that goes on in small letters."""
    starts = [s for s in block.passage.line_starts if s > 0]
    return (
        len(block.text) < 320
        and bool(starts)
        and len(block.text[: starts[0]]) > 9
        and block.text[: starts[0]].isupper()
    )


def _is_sheet_top(blocks: list[Block], index: int) -> bool:
    """Whether a heading stands at the top of a page, behind the signature: a sheet of its own follows."""
    block = blocks[index]
    above = blocks[index - 1] if index else None
    return (
        above is not None and above.page_last < block.page_first and is_heading(block) and not says(block, "signed")
    )


def _opening_after_annex(blocks: list[Block], index: int) -> bool:
    """Whether the annex heading is just the label above a convention, which then opens with it."""
    for position in range(index + 1, min(index + 4, len(blocks))):
        block = blocks[position]
        if is_heading(block) and says(block, "convention") and _proves_convention(blocks, position):
            return True
    return False


def _proves_convention(blocks: list[Block], index: int) -> bool:
    """A convention names its parties soon, or has a preamble or an agreement further on."""
    for position in range(index + 1, min(index + _FAR, len(blocks))):
        block = blocks[position]
        if says(block, "report") and is_heading(block):
            return False
        if says(block, "convention_proof") and (
            position <= index + _NEAR or not block.text.lower().startswith("entre")
        ):
            return True
    return False


def _names_a_report(blocks: list[Block], index: int) -> bool:
    """The heading of an assembly without a list of who was there, at the top of a page: the report to it."""
    block = blocks[index]
    at_top = index == 0 or blocks[index - 1].page_last < block.page_first
    if not at_top or not names_assembly(block.text) or len(block.text) > 260:
        return False
    return not any(says(b, "attendance") or says(b, "meeting") for b in blocks[index : index + 14])


def _with_head(blocks: list[Block], index: int, first: int) -> int:
    """Short lines above an opening on the same page (letterhead, annex label) belong to it."""
    begin = index
    page = blocks[index].page_first
    while begin > first + 1 and index - begin < _HEAD:
        above = blocks[begin - 1]
        if above.page_last != page or above.page_first != page or above.table is not None or len(above.text) > 120:
            break
        begin -= 1
    if begin == first + 1 and blocks[first].page_first == page and index - begin < _HEAD:
        return begin
    top = begin == 0 or blocks[begin - 1].page_last < page
    if top:
        return begin
    # Not at the top of its page: only an annex label right above goes along.
    return index - 1 if index - 1 > first and says(blocks[index - 1], "annex") else index


def _annex_heading(blocks: list[Block], begin: int, index: int) -> bool:
    return any(says(b, "annex") for b in blocks[begin : index + 1])
