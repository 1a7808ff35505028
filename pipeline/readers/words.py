"""Words from the pieces that a page is read in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

import numpy as np

from models.document import Word
from pipeline.readers.pieces import Flags, Pieces

# Of the glyph size: a gap that always parts words, and one that does where PDFium sees a space.
_GAP = 0.25
_SPACE_GAP = 0.08
_BASELINE = 0.35
_DOTS = "._…"


def words_from_pieces(pieces: Pieces, page: int, within: tuple[float, float]) -> list[Word]:
    """Join pieces into words, in the order of the content stream; overprinted copies are dropped.

    Pieces that begin outside the page, ``within`` wide and high, are left out. Returns words in points from the top-left corner
    of the page.
    """
    width, height = within
    x0, bottom = pieces.x0, pieces.bottom
    pieces = _chosen(pieces, (x0 >= -1) & (x0 <= width + 1) & (bottom >= -1) & (bottom <= height + 20))
    if not pieces.texts:
        return []
    starts = np.flatnonzero(_starts_word(pieces))
    ends = np.append(starts[1:], len(pieces.texts))
    lowest, highest = np.minimum.reduceat, np.maximum.reduceat
    boxes = zip(
        lowest(pieces.x0, starts).tolist(),
        lowest(pieces.top, starts).tolist(),
        highest(pieces.x1, starts).tolist(),
        highest(pieces.bottom, starts).tolist(),
        strict=True,
    )
    lengths = np.array([len(text) for text in pieces.texts])
    heavy = 2 * np.add.reduceat(pieces.bold * lengths, starts) > np.add.reduceat(lengths, starts)
    sizes, baselines, upright = pieces.size.tolist(), pieces.baseline.tolist(), pieces.upright.tolist()
    words: list[Word] = []
    seen: dict[str, set[tuple[int, int]]] = {}
    for start, end, box, bold in zip(starts.tolist(), ends.tolist(), boxes, heavy.tolist(), strict=True):
        text = pieces.texts[start] if end == start + 1 else "".join(pieces.texts[start:end])
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        if not text.strip() or _is_copy(round(box[0]), round(box[1]), seen.setdefault(text, set())):
            continue
        big = start if end == start + 1 else max(range(start, end), key=sizes.__getitem__)
        baseline = baselines[big] if upright[big] else 0.0
        words.append(Word(text, *box, page, round(sizes[big], 2), bold, upright[big], baseline=baseline))
    return words


def _chosen(pieces: Pieces, wanted: Flags) -> Pieces:
    if wanted.all():
        return pieces
    texts = [text for text, kept in zip(pieces.texts, wanted, strict=True) if kept]
    columns: Iterable[Any] = (column[wanted] for column in pieces[1:])
    return Pieces(texts, *columns)


def _starts_word(pieces: Pieces) -> Flags:
    """For each piece, whether a word begins there: by what lies between it and the one before."""
    now, last = slice(1, None), slice(None, -1)
    upright, size = pieces.upright[now], np.maximum(np.maximum(pieces.size[last], pieces.size[now]), 1.0)
    drift = np.abs(pieces.baseline[now] - pieces.baseline[last])
    along = pieces.x0[now] - pieces.x1[last]
    upwards = np.maximum(pieces.top[now] - pieces.bottom[last], pieces.top[last] - pieces.bottom[now])
    gap = np.where(upright, along, upwards)
    # A step back is another line, or an overprint.
    back = upright & (pieces.x0[now] < pieces.last[last] - 0.3 * size)
    # A superscript ("1er", "2ème") sits higher and smaller but belongs to its word.
    small = np.minimum(pieces.size[last], pieces.size[now]) < 0.8 * size
    lifted = drift > np.where(small, 0.6, _BASELINE) * size
    apart = (gap > _GAP * size) | (pieces.spaced[now] & (gap > _SPACE_GAP * size))
    turned = pieces.upright[last] != upright
    return np.concatenate(([True], pieces.parted[now] | turned | back | lifted | apart))


def _is_copy(x: int, top: int, seen: set[tuple[int, int]]) -> bool:
    """Whether the same word stands at this very place already: bold or shadow made by printing twice.

    ``seen`` has the places of the same text on this page, and takes this one.
    """
    if seen and any((x + dx, top + dy) in seen for dx in (-1, 0, 1) for dy in (-1, 0, 1)):
        return True
    seen.add((x, top))
    return False
