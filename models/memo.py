"""What is worked out once for a document, however many stages ask for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")

_forgets: list[Callable[[], Any]] = []


def once(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """Keep the results of a pure function until the document is done.

    Blocks, tables, parts and acts count by identity: what a result rests on must not be changed once it was asked for.
    """
    kept = lru_cache(maxsize=None)(function)
    _forgets.append(kept.cache_clear)
    return kept  # type: ignore[return-value]


def forget() -> None:
    """Let go of all that is kept: a document is done."""
    for clear in _forgets:
        clear()
