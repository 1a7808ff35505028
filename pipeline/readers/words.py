"""Words from characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from models.document import Word
from pipeline.readers.chars import Char

# Of the glyph size: a gap that always parts words, and one that does where PDFium sees a space.
_GAP = 0.25
_SPACE_GAP = 0.08
_BASELINE = 0.35
_DOTS = "._…"


def words_from_chars(chars: Iterable[Char], page: int) -> list[Word]:
    """Group characters into words, in the order of the content stream; overprinted copies are dropped.

    Returns words in points from the top-left corner of the page.
    """
    words: list[Word] = []
    group: list[Char] = []
    seen: set[tuple[str, int, int]] = set()
    for char in chars:
        if group and _starts_word(group[-1], char):
            _close(group, words, seen, page)
            group = []
        group.append(char)
    _close(group, words, seen, page)
    return words


def _starts_word(last: Char, char: Char) -> bool:
    if char.parted or last.upright != char.upright:
        return True
    size = max(last.size, char.size, 1.0)
    if char.upright:
        gap, drift = char.x0 - last.x1, abs(char.baseline - last.baseline)
        if char.x0 < last.x0 - 0.3 * size:  # stepped back: another line, or an overprint
            return True
    else:
        drift = abs(char.baseline - last.baseline)
        gap = max(char.top - last.bottom, last.top - char.bottom)
    # A superscript ("1er", "2ème") sits higher and smaller but belongs to its word.
    small = min(last.size, char.size) < 0.8 * size
    if drift > (0.6 if small else _BASELINE) * size:
        return True
    return gap > _GAP * size or (char.space_before and gap > _SPACE_GAP * size)


def _close(group: list[Char], words: list[Word], seen: set[tuple[str, int, int]], page: int) -> None:
    if not group:
        return
    text = unicodedata.normalize("NFC", "".join(c.text for c in group))
    if not text.strip():
        return
    x0 = min(c.x0 for c in group)
    top = min(c.top for c in group)
    key = (text, round(x0), round(top))
    if key in seen:  # bold or shadow made by printing twice
        return
    seen.update((text, round(x0) + dx, round(top) + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
    big = max(group, key=lambda c: c.size)
    words.append(
        Word(
            text,
            x0,
            min(c.top for c in group),
            max(c.x1 for c in group),
            max(c.bottom for c in group),
            page,
            size=round(big.size, 2),
            bold=sum(c.bold for c in group) * 2 > len(group),
            upright=big.upright,
            baseline=big.baseline if big.upright else 0.0,
        )
    )
