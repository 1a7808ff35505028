"""Words from characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

import numpy as np

from models.document import Word
from pipeline.readers.chars import Chars, Flags

# Of the glyph size: a gap that always parts words, and one that does where PDFium sees a space.
_GAP = 0.25
_SPACE_GAP = 0.08
_BASELINE = 0.35
_DOTS = "._…"


def words_from_chars(chars: Chars, page: int, within: tuple[float, float]) -> list[Word]:
    """Group characters into words, in the order of the content stream; overprinted copies are dropped.

    Characters outside the page, ``within`` wide and high, are left out. Returns words in points from the top-left
    corner of the page.
    """
    width, height = within
    chars = _chosen(
        chars, (chars.x0 >= -1) & (chars.x0 <= width + 1) & (chars.bottom >= -1) & (chars.bottom <= height + 20)
    )
    if not chars.texts:
        return []
    starts = np.flatnonzero(_starts_word(chars))
    ends = np.append(starts[1:], len(chars.texts))
    lowest, highest = np.minimum.reduceat, np.maximum.reduceat
    boxes = zip(
        lowest(chars.x0, starts).tolist(),
        lowest(chars.top, starts).tolist(),
        highest(chars.x1, starts).tolist(),
        highest(chars.bottom, starts).tolist(),
        strict=True,
    )
    bold = (2 * np.add.reduceat(chars.bold.astype(np.int64), starts) > ends - starts).tolist()
    sizes, baselines, upright = chars.size.tolist(), chars.baseline.tolist(), chars.upright.tolist()
    words: list[Word] = []
    seen: set[tuple[str, int, int]] = set()
    for start, end, (x0, top, x1, bottom), heavy in zip(starts.tolist(), ends.tolist(), boxes, bold, strict=True):
        text = "".join(chars.texts[start:end])
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        if not text.strip() or _is_copy(text, x0, top, seen):
            continue
        big = max(range(start, end), key=sizes.__getitem__)
        baseline = baselines[big] if upright[big] else 0.0
        size = round(sizes[big], 2)
        words.append(Word(text, x0, top, x1, bottom, page, size, heavy, upright[big], baseline=baseline))
    return words


def _chosen(chars: Chars, wanted: Flags) -> Chars:
    if wanted.all():
        return chars
    texts = [text for text, kept in zip(chars.texts, wanted, strict=True) if kept]
    columns: Iterable[Any] = (column[wanted] for column in chars[1:])
    return Chars(texts, *columns)


def _starts_word(chars: Chars) -> Flags:
    """For each character, whether a word begins there: by what lies between it and the one before."""
    now, last = slice(1, None), slice(None, -1)
    upright, size = chars.upright[now], np.maximum(np.maximum(chars.size[last], chars.size[now]), 1.0)
    drift = np.abs(chars.baseline[now] - chars.baseline[last])
    along = chars.x0[now] - chars.x1[last]
    upwards = np.maximum(chars.top[now] - chars.bottom[last], chars.top[last] - chars.bottom[now])
    gap = np.where(upright, along, upwards)
    # A step back is another line, or an overprint.
    back = upright & (chars.x0[now] < chars.x0[last] - 0.3 * size)
    # A superscript ("1er", "2ème") sits higher and smaller but belongs to its word.
    small = np.minimum(chars.size[last], chars.size[now]) < 0.8 * size
    lifted = drift > np.where(small, 0.6, _BASELINE) * size
    apart = (gap > _GAP * size) | (chars.spaced[now] & (gap > _SPACE_GAP * size))
    turned = chars.upright[last] != upright
    return np.concatenate(([True], chars.parted[now] | turned | back | lifted | apart))


def _is_copy(text: str, x0: float, top: float, seen: set[tuple[str, int, int]]) -> bool:
    """Whether the same word stands at this very place already: bold or shadow made by printing twice."""
    x, y = round(x0), round(top)
    if (text, x, y) in seen:
        return True
    seen.update((text, x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
    return False
