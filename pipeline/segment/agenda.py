"""The agenda of a sitting, which tells the titles of its points beforehand."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from functools import lru_cache

from models.document import Block
from models.signals import is_heading, says
from pipeline.segment.titles import BARE_ITEM, ITEM, OBJECT

_ALIKE = 0.85  # share of two titles that agrees where they are one title
_COMPARED = 160  # characters of each
_LISTED = re.compile(r"[-–−•▪➢*·]\s?\S")


def find_agenda(body: list[Block]) -> tuple[list[str], int]:
    """The titles of the agenda, and the index of the first block after it."""
    for index, block in enumerate(body[:60]):
        text = block.text.strip()
        if says(block, "agenda") and (text.endswith(":") or (len(text) < 60 and not text.endswith("."))):
            titles, position = _agenda_titles(body, index + 1)
            if titles:
                return titles, position
    return [], 0


def _agenda_titles(body: list[Block], start: int) -> tuple[list[str], int]:
    titles: list[str] = []
    position = start
    while position < min(len(body), start + 90):
        block = body[position]
        text = block.text.strip()
        if not any(c.isalnum() for c in text):  # a drawn line ends the list
            if titles:
                break
            position += 1
            continue
        item = ITEM.match(text)
        sentence = says(block, "decided") and not item and not _LISTED.match(text)
        if block.table is not None or sentence or len(text) > (600 if item else 330):
            # What stands right above running text is the heading of the first point, not the last of the list.
            if titles and is_heading(body[position - 1]) and not all(map(is_heading, body[start : position - 1])):
                titles.pop()
                position -= 1
            break
        if titles and _alike(text, titles[0]):  # the first point repeats its title
            break
        titles.append(text)
        position += 1
    return titles, position


def is_listed(text: str, titles: list[str]) -> bool:
    """Whether ``text`` is one of the titles, give or take its rank and slips of typing."""
    return any(_alike(text, title) for title in titles)


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """A title as two prints of it agree on: without rank, "Objet :", capitals and marks."""
    match = ITEM.match(text) or BARE_ITEM.match(text)
    text = match["rest"] if match else text
    return re.sub(r"\W+", " ", OBJECT.sub("", text)).casefold().strip()


def _alike(a: str, b: str) -> bool:
    a, b = plain(a), plain(b)
    if not a or not b:
        return False
    if len(a) > 12 and len(b) > 12 and (a.startswith(b) or b.startswith(a)):
        return True
    a, b = a[:_COMPARED], b[:_COMPARED]
    wanted = _ALIKE * (len(a) + len(b)) / 2  # letters in common
    if min(len(a), len(b)) <= wanted or (_letters(a) & _letters(b)).total() <= wanted:
        return False
    return SequenceMatcher(None, a, b, autojunk=False).ratio() > _ALIKE


@lru_cache(maxsize=1024)
def _letters(text: str) -> Counter[str]:
    return Counter(text)
