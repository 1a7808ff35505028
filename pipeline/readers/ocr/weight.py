"""How heavy the strokes of recognised words are, which tells bold type."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.readers.ocr.image import Picture
from pipeline.readers.ocr.tesseract import Reading

_PAPER = 225.0  # grey level from which there is no ink


def weigh(clean: Picture, readings: Sequence[Reading]) -> list[Reading]:
    """The readings with the width of their strokes in pixels, 0 where it cannot be told."""
    return [r._replace(weight=round(_stroke(clean, r), 2)) for r in readings]


def _stroke(clean: Picture, r: Reading) -> float:
    """Ink over half the length of its outline. Both survive blur, which spreads a stroke but adds nothing to it."""
    piece = clean[max(int(r.y0), 0) : int(r.y1) + 1, max(int(r.x0), 0) : int(r.x1) + 1].astype(np.float32)
    if min(piece.shape) < 4 or sum(c.isalnum() for c in r.text) < 2:
        return 0.0
    darkest = float(np.percentile(piece, 4))
    if darkest > 0.8 * _PAPER:
        return 0.0
    ink = np.pad(np.clip((_PAPER - piece) / (_PAPER - darkest), 0, 1), 1)
    across, down = np.abs(np.diff(ink, axis=1)).sum(), np.abs(np.diff(ink, axis=0)).sum()
    outline = float(np.hypot(across, down))
    return 2 * float(ink.sum()) / outline if outline else 0.0
