"""What is known of a table once it is typed: its kind, its columns and the groups they make."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from extractors.grids import Grid
from extractors.headings import Sense, years_in

Kind = Literal[
    "imputation",
    "commitment",
    "budget",
    "actions",
    "calendar",
    "indicators",
    "summary",
    "attendance",
    "vote",
    "other",
]
Flavour = Literal[
    "imputation", "commitment", "subsidies", "funding", "modification", "allocation", "result", "budget"
]

CODES = frozenset({"operation", "envelope", "imputation", "chapter", "code"})
MONEY_KINDS = frozenset({"imputation", "commitment", "budget"})
NAMES = ("beneficiary", "label", "project")  # columns that may name a line, best first
STRONG = ("authorised", "available", "committed", "state_share", "department_share")  # measures of nothing but money
# How many headings of a family it takes to say that a table is not one of budget lines.
EXCLUDED_BY = {"tariff": 1, "tax": 1, "contract": 1, "land": 1, "staff": 2, "loan": 2, "people": 2}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its headings top to bottom, what they say, and whether its cells are amounts."""

    index: int
    path: tuple[str, ...]
    sense: Sense | None = None
    numeric: bool = False
    filled: int = 0

    @property
    def heading(self) -> str:
        return " / ".join(self.path)

    @property
    def meaning(self) -> str | None:
        return self.sense.meaning if self.sense else None

    @property
    def year(self) -> int | None:
        found = years_in(self.heading)
        return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Group:
    """Columns that make lines of their own: one side of a table whose halves stand side by side, or all of it."""

    columns: tuple[Column, ...]
    title: str | None = None
    side: Literal["expense", "receipt"] | None = None

    def of(self, *meanings: str) -> list[Column]:
        return [c for c in self.columns if c.meaning in meanings]


@dataclass(slots=True)
class Typed:
    """What is known of a table: its kind, its columns, and the headings that nothing recognises."""

    kind: Kind
    grid: Grid
    columns: list[Column] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    flavour: Flavour | None = None
    money: bool = False  # looks like a table of money, typed or not
    excluded: str | None = None  # why a table of money is none of budget lines: "tariff", "contract"…

    @property
    def header_rows(self) -> int:
        return self.grid.header_rows

    @property
    def unknown(self) -> list[str]:
        """The headings that no rule recognises."""
        return [c.heading for c in self.columns if c.sense is None and c.path and not years_in(c.heading)]
