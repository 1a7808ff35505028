"""Words from the pieces that a page is read in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

import numpy as np

from models.document import Word
from pipeline.readers.pieces import Flags, Pieces

_GAP = 0.25  # of the glyph size: a gap that parts words without a space
_BASELINE = 0.35


def words_from_pieces(pieces: Pieces, page: int, within: tuple[float, float]) -> list[Word]:
    """Join pieces into words, in the order of the content stream; overprinted copies are dropped.

    Pieces that begin outside the page, ``within`` wide and high, are left out. Returns words in points from the top-left corner
    of the page.
    """
    width, height = within
    inside = (pieces.x0 >= -1) & (pieces.x0 <= width + 1) & (pieces.bottom >= -1) & (pieces.bottom <= height + 20)
    pieces = _chosen(pieces, inside)
    if not pieces.texts:
        return []
    starts = np.flatnonzero(_starts_word(pieces))
    ends = np.append(starts[1:], len(pieces.texts))
    lengths = np.fromiter(map(len, pieces.texts), np.int64, len(pieces.texts))
    heavy = 2 * np.add.reduceat(pieces.bold * lengths, starts) > np.add.reduceat(lengths, starts)
    x0, top = np.minimum.reduceat(pieces.x0, starts), np.minimum.reduceat(pieces.top, starts)
    columns = (
        starts,
        ends,
        x0,
        top,
        np.maximum.reduceat(pieces.x1, starts),
        np.maximum.reduceat(pieces.bottom, starts),
        heavy,
        np.rint(x0).astype(np.int64),
        np.rint(top).astype(np.int64),
    )
    texts, sizes = pieces.texts, pieces.size.tolist()
    baselines, upright = np.where(pieces.upright, pieces.baseline, 0.0).tolist(), pieces.upright.tolist()
    rounded = {size: round(size, 2) for size in set(sizes)}
    words: list[Word] = []
    seen: dict[str, dict[int, list[int]]] = {}
    for start, end, left, high, right, low, bold, x, y in zip(*(c.tolist() for c in columns), strict=True):
        text, big = texts[start], start
        if end > start + 1:
            text, big = "".join(texts[start:end]), max(range(start, end), key=sizes.__getitem__)
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
            if not text.strip():
                continue
        places = seen.get(text)
        if places is None:
            seen[text] = {y: [x]}
        elif _is_copy(x, y, places):
            continue
        size = rounded[sizes[big]]
        words.append(Word(text, left, high, right, low, page, size, bold, upright[big], True, None, baselines[big]))
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
    upright, (gap, size) = pieces.upright[now], pieces.gaps()
    drift = np.abs(pieces.baseline[now] - pieces.baseline[last])
    # A step back is another line, or an overprint.
    back = upright & (pieces.x0[now] < pieces.last[last] - 0.3 * size)
    # A superscript ("1er", "2ème") sits higher and smaller but belongs to its word.
    small = np.minimum(pieces.size[last], pieces.size[now]) < 0.8 * size
    lifted = drift > np.where(small, 0.6, _BASELINE) * size
    turned = pieces.upright[last] != upright
    return np.concatenate(([True], pieces.parted[now] | turned | back | lifted | (gap > _GAP * size)))


def _is_copy(x: int, top: int, seen: dict[int, list[int]]) -> bool:
    """Whether the same word stands at this very place already: bold or shadow made by printing twice.

    ``seen`` has the places of the same text on this page by their tops, and takes this one.
    """
    for near in (top - 1, top, top + 1):
        if near in seen and any(abs(x - other) <= 1 for other in seen[near]):
            return True
    seen.setdefault(top, []).append(x)
    return False
