"""Titles of points: how they begin, go on over paragraphs, and end."""

from __future__ import annotations

import re
from functools import cache

from models.document import Block
from models.lexicon import load
from models.passage import Passage, join
from models.signals import is_heading, says

ITEM = re.compile(
    r"^[\W_]*(?:(?:point|affaire|question|dossier|sujet|rapport(?=\s+n\s*[°oº]))\s*(?:n\s*[°oº]\s*)?)?"
    r"(?P<item>\d{1,2}(?:[.-]\d{1,2})?|[IVX]{1,5}|[A-Z])\s*[.)°/:–—-]+(?!\d)\s*(?P<rest>\S.*)",
    re.DOTALL | re.IGNORECASE,
)
BARE_ITEM = re.compile(r"^[\W_]*(?P<item>\d{1,2}|[IVX]{1,5})\s+(?P<rest>[^\W\d].*)", re.DOTALL)
OBJECT = re.compile(r"^[\W_]*(?:objet|o b j e t)\s*:?\s*[-–—]?\s*", re.IGNORECASE)
LONGEST = 420


def title_below(body: list[Block], index: int) -> Passage | None:
    """The title that stands below the block at ``index``, None when the next two are none."""
    for block in body[index + 1 : index + 3]:
        if block.table is None and len(block.text) < LONGEST and not says(block, "head_end"):
            return title_of(block)[0]
        if block.table is None and OBJECT.match(block.text):
            return clean(block.passage, 0, len(block.text))
    return None


_BROKEN_OFF = re.compile(r"(?:,|\s(?:d[eu]|des|la|les?|aux?|à|en|et|pour|sur|avec|par))\s*$", re.IGNORECASE)


def _continues_title(block: Block, above: Block, body: list[Block]) -> bool:
    """Whether a heading goes on on the next paragraph: same style, and the first one breaks off or fills its line."""
    same = block.table is None and block.bold == above.bold and block.size == above.size and is_heading(block)
    if not same or re.search(r"[.;:!?]\W*$", above.text):
        return False
    if _BROKEN_OFF.search(above.text) or block.text[0].islower():
        return True
    return (
        above.bold
        and len(block.text) < 90
        and ":" not in block.text
        and not is_label(block)
        and _fills(above, block, body)
    )


def _fills(above: Block, block: Block, body: list[Block]) -> bool:
    """Whether the last line of a paragraph left no room for the next one's first word."""
    if not (above.lines and block.lines):
        return False
    last, word = above.lines[-1].words[-1], block.lines[0].words[0]
    if not word.has_geometry or last.page != word.page:
        return False
    margin = max(line.words[-1].x1 for b in body for line in b.lines if line.page == last.page)
    return last.x1 + (word.x1 - word.x0) + 0.25 * (last.size or 10) > margin


def extended(title: Passage | None, body: list[Block], index: int) -> Passage | None:
    """A title with the paragraphs that it goes on in."""
    position = index + 1
    while (
        title and position < min(len(body), index + 3) and _continues_title(body[position], body[position - 1], body)
    ):
        more = body[position].passage
        title = clean(join([title, more], " "), 0, len(title) + 1 + len(more))
        position += 1
    for block in _subtitles(body, position) if title else ():
        assert title is not None
        more = block.passage
        title = clean(join([title, more], " "), 0, len(title) + 1 + len(more))
    return title


_SUBTITLE = re.compile(r"[-–−—]\s*[A-ZÀ-Ý][^.;:€]{8,140}$")
_SUBTITLES = 2


def _subtitles(body: list[Block], position: int) -> list[Block]:
    """The dashes right below a title that say what of it is decided ("− Autorisation de signer"), above a text."""
    found: list[Block] = []
    for block in body[position:]:
        if block.table is not None:
            return []
        if not _SUBTITLE.match(block.text.strip()) or is_label(block):
            break
        found.append(block)
    below = body[position + len(found)] if position + len(found) < len(body) else None
    told = below is not None and len(below.text) > 80 and not re.match(r"\W*[-–−—•▪]", below.text)
    return found if told and len(found) <= _SUBTITLES else []


def title_of(block: Block) -> tuple[Passage | None, str | None]:
    """The title in a block and the rank printed before it."""
    match = ITEM.match(block.text) or BARE_ITEM.match(block.text)
    if match and not re.match(r"[A-HJ-UWYZa-z]$", match["item"]):  # "I", "V" and "X" are figures
        return clean(block.passage, match.start("rest"), len(block.text)), match["item"]
    return clean(block.passage, 0, len(block.text)), None


def clean(passage: Passage, start: int, stop: int) -> Passage | None:
    """A title without "Objet :", leading dashes and closing marks, and without the text that goes on behind it."""
    text = passage.text
    lead = re.compile(r"[\s\-–—:.)•➢]*").match(text, start, stop)
    start = lead.end() if lead else start
    label = OBJECT.match(text[start:stop])
    if label:
        start += label.end()
    behind = _title_end().search(text, start + 8, stop)
    if behind:
        stop = behind.start()
    while stop > start and text[stop - 1] in " .:;-–—\n":
        stop -= 1
    return passage.sub(start, stop) if stop > start else None


@cache
def _title_end() -> re.Pattern[str]:
    return re.compile(r"\s+(?=" + "|".join(load("segment")["title_end"]) + ")")


def is_label(block: Block) -> bool:
    """Whether a block is a label, a closing or a decision, and so no part of a title."""
    text = block.text.strip()
    return (
        says(block, "decided")
        or says(block, "closing")
        or (text.endswith(":") and len(text) < 40)
        or not any(c.isalpha() for c in text)
        or bool(_small().match(text))
    )


@cache
def _small() -> re.Pattern[str]:
    return re.compile(r"\W*(?:" + "|".join(load("segment")["no_point"]) + ")", re.IGNORECASE)
