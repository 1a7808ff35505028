"""What a block tells about where acts begin and end, by the wording of the lexicon."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from models.document import Block
from models.lexicon import load
from models.memo import once

_LEAD = r"^[\W_]*"
_LISTED = re.compile(r"[-–•▪*]\s")
_LONGEST = 400  # characters of a paragraph that are looked at: openings stand at its start


@cache
def pattern(kind: str) -> re.Pattern[str]:
    """The pattern of one kind of signal (a key of ``lexicon/segment.toml``)."""
    return re.compile(_LEAD + "(?:" + "|".join(load("segment")[kind]) + ")", re.IGNORECASE)


@cache
def _assembly() -> re.Pattern[str]:
    return re.compile("|".join(load("segment")["assembly"]), re.IGNORECASE)


def names_assembly(text: str) -> bool:
    """Whether a text names a deliberating assembly."""
    return _assembly().search(text) is not None


@once
def says(block: Block, kind: str) -> bool:
    """Whether the paragraph begins with a wording of ``kind``; tables say nothing."""
    return block.table is None and _says(block.text[:_LONGEST], kind)


@lru_cache(maxsize=1 << 13)  # several stages ask the same of a paragraph
def _says(head: str, kind: str) -> bool:
    return pattern(kind).match(head) is not None


@once
def says_in_line(block: Block, kind: str) -> bool:
    """Whether any printed line of the paragraph begins with a wording of ``kind``."""
    if block.table is not None:
        return False
    if says(block, kind):
        return True
    match = pattern(kind).match
    text = block.text
    return any(match(text[start : start + _LONGEST]) for start in block.passage.line_starts[1:12])


@once
def tells_decision(block: Block) -> bool:
    """Whether the paragraph tells that the assembly decided: at its start, or by a wording that only acts have."""
    if block.table is not None:
        return False
    return says(block, "decided") or _within().search(block.text[:1200]) is not None


@cache
def _within() -> re.Pattern[str]:
    return re.compile("|".join(load("segment")["decided_within"]), re.IGNORECASE)


@once
def is_heading(block: Block) -> bool:
    """Whether a paragraph looks like a heading: short, and bold, centred, underlined or in capitals."""
    text = block.text.strip()
    if block.table is not None or not 2 < len(text) <= 320:
        return False
    if block.bold or block.large:
        return any(map(str.isalpha, text))
    if _LISTED.match(text):
        return False
    if block.centred or block.underlined:
        return any(map(str.isalpha, text))
    letters = sum(map(str.isalpha, text))
    return letters > 0 and sum(map(str.isupper, text)) > 0.8 * letters
