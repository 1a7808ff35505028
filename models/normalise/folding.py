"""Text made comparable, character for character: offsets in the folded text are offsets in the text."""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import cache, lru_cache

_QUOTES = "'’‘ʼ´`′"
_SPACES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_DASHES = "-‐‑‒–—−\u00ad\u0002"


@cache
def _table() -> dict[int, str]:
    """One character for one: accents off, lower case, one kind of space, of quote and of dash."""
    table: dict[int, str] = {}
    for code in [*range(0x41, 0x250), *range(0x1D2C, 0x1D6B), *range(0x1E00, 0x1F00), 0x2B0, 0x2B3, 0x2E2]:
        char = chr(code)
        base = unicodedata.normalize("NFKD", char)[:1].lower()
        if len(base) == 1 and base != char and (base.isalnum() or char.isalpha()):
            table[code] = base
    for group, target in ((_QUOTES, "'"), (_DASHES, "-"), (_SPACES, " ")):
        table |= {ord(c): target for c in group}
    table |= {ord(c): c for c in "²³"}  # a superscript figure is a note mark, not a figure
    return table


@cache
def _western() -> str:
    """What each byte of the Windows code page folds to; that page holds nearly all of what French acts print."""
    return bytes(range(256)).decode("cp1252", "replace").translate(_table())


@lru_cache(maxsize=1 << 12)  # each extractor folds the same paragraphs
def fold(text: str) -> str:
    """``text`` in lower case without accents, its spaces, quotes and dashes of one kind; same length as ``text``.

    >>> fold("L’an deux\\u00a0mille, le 1ᵉʳ Août")
    "l'an deux mille, le 1er aout"
    """
    try:  # by bytes: six times as fast as a look-up a character
        return codecs.charmap_decode(text.encode("cp1252"), "strict", _western())[0]
    except UnicodeEncodeError:
        return text.translate(_table())


def fold_name(name: str) -> str:
    """A key to match a person by: lower case, no accents, hyphens and apostrophes as single spaces.

    >>> fold_name("Mireille  HINGANT-CÉRAT")
    'mireille hingant cerat'
    """
    folded = fold(name).replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    return " ".join(re.sub(r"[-'.]", " ", folded).split())


def within_one_edit(one: str, two: str) -> bool:
    """Whether two words differ by at most one letter: added, dropped, changed, or two neighbours swapped."""
    if one == two:
        return True
    if abs(len(one) - len(two)) > 1:
        return False
    head = 0
    while head < min(len(one), len(two)) and one[head] == two[head]:
        head += 1
    tails = one[head + 1 :] == two[head + 1 :], one[head + 1 :] == two[head:], one[head:] == two[head + 1 :]
    swapped = one[head : head + 2] == two[head : head + 2][::-1] and one[head + 2 :] == two[head + 2 :]
    return any(tails) or swapped
