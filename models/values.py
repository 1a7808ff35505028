"""Plain values: the small objects of which a document has tens of thousands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

Type = TypeVar("Type")


@dataclass_transform(frozen_default=True)
def value(cls: type[Type]) -> type[Type]:
    """A dataclass with slots that nothing changes once it is made; equal values have equal hashes.

    The type checker holds code to that. At run time it is not frozen, since a frozen dataclass is four times as slow
    to make.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)
