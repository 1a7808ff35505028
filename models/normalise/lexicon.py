"""Reading the wording files of ``models/lexicon``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

from models.normalise.folding import fold


@cache
def load(name: str) -> dict[str, Any]:
    """The wording file ``models/lexicon/<name>.toml``, read once. Treat what it returns as read-only.

    Raises FileNotFoundError when there is no such file, tomllib.TOMLDecodeError when it is not TOML.
    """
    return tomllib.loads((resources.files("models") / "lexicon" / f"{name}.toml").read_text("utf-8"))


def alternation(wordings: Iterable[str]) -> str:
    """A regex alternation of folded wordings, longest first; a space stands for any run of spaces."""
    folded = sorted({fold(w) for w in wordings}, key=lambda w: (-len(w), w))
    return "|".join(_escape(w) for w in folded)


def _escape(wording: str) -> str:
    special = set(r"\.^$*+?{}[]|()")
    return "".join("[ ]++" if c == " " else f"\\{c}" if c in special else c for c in wording)
