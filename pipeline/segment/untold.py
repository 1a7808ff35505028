"""Acts whose head tells no sitting in words that are known: the number over them and the decision show what they are."""

from __future__ import annotations

import re
from functools import cache

from models.document import Block, Document
from models.lexicon import load
from models.signals import is_heading, names_assembly, says, says_in_line
from pipeline.segment.follow import opens_other_act
from pipeline.segment.sittings import Sitting

_LONGEST = 260  # characters of a heading
_ABOVE = 14  # blocks above the heading that may name the authority


def find_untold(document: Document) -> list[Sitting]:
    """Acts headed "Délibération n° …" in which an assembly decides, in reading order.

    For a document in which no head of a sitting was found: a row with what was read is better than none.
    """
    blocks = document.blocks
    heads = [i for i, block in enumerate(blocks) if _is_numbered(block)]
    bounds = [*heads[1:], len(blocks)][: len(heads)]
    found: list[tuple[int, int]] = []
    for head, bound in zip(heads, bounds, strict=True):
        end = next((i for i in range(head + 1, bound) if opens_other_act(blocks, i)), bound)
        if _decides(blocks, head, end):
            found.append((head, end))
    sittings: list[Sitting] = []
    for head, end in found:
        floor = sittings[-1].end if sittings else 0
        sittings.append(Sitting(_start(blocks, head, floor), head + 1, end))
    return sittings


def _is_numbered(block: Block) -> bool:
    if block.table is not None or len(block.text) >= _LONGEST or not is_heading(block):
        return False
    return says_in_line(block, "numbered_act")


def _decides(blocks: list[Block], head: int, end: int) -> bool:
    """Whether an assembly decides below the heading, and not in a draft or a report of it."""
    for index in range(head + 1, end):
        block = blocks[index]
        if is_heading(block) and (says(block, "report") or says(block, "draft")):
            return False
        if block.table is None and _decision().search(block.text):
            return any(b.table is None and names_assembly(b.text) for b in blocks[max(head - 3, 0) : index + 1])
    return False


@cache
def _decision() -> re.Pattern[str]:
    words = load("segment")
    return re.compile(
        "(?i:" + "|".join(words["decided_within"]) + r")|^\W*(?:" + "|".join(words["decides_in_capitals"]) + r")\b"
    )


def _start(blocks: list[Block], head: int, floor: int) -> int:
    start = head
    while start > floor and head - start < _ABOVE and blocks[start - 1].page_last == blocks[head].page_first:
        above = blocks[start - 1]
        if above.table is not None or len(above.text) > _LONGEST:
            break
        start -= 1
    return start
