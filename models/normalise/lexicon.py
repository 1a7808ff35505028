"""The wording files of ``models/lexicon`` for folded text."""

from __future__ import annotations

from collections.abc import Iterable

from models.lexicon import load
from models.normalise.folding import fold

__all__ = ["alternation", "load"]


def alternation(wordings: Iterable[str]) -> str:
    """A regex alternation of folded wordings, longest first; a space stands for any run of spaces."""
    folded = sorted({fold(w) for w in wordings}, key=lambda w: (-len(w), w))
    return "|".join(_escape(w) for w in folded)


def _escape(wording: str) -> str:
    special = set(r"\.^$*+?{}[]|()")
    return "".join("[ ]++" if c == " " else f"\\{c}" if c in special else c for c in wording)
