"""What a perfect run would find in a sample, in the form that the scorer reads."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Row = dict[str, Any]


class Person(NamedTuple):
    """An invented member of an assembly."""

    honorific: str | None
    given: str
    family: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def polite(self) -> str:
        return f"{self.honorific} {self.name}"

    @property
    def short(self) -> str:
        return f"{self.honorific} {self.family}"


@dataclass
class Truth:
    """The true rows of one document, table by table."""

    document: str
    tables: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, *rows: Row) -> None:
        """Append rows; without rows, say that the table is truly empty."""
        self.tables.setdefault(table, []).extend(rows)

    def listing(
        self, act: int | None, people: Sequence[Person], status: str, *, voting: bool = True, honorific: bool = True
    ) -> None:
        """Attendees in printed order, after those listed so far for the same deliberation."""
        done = sum(row["act"] == act for row in self.tables.get("attendees", []))
        for n, person in enumerate(people, done + 1):
            self.add(
                "attendees",
                {
                    "act": act,
                    "position": n,
                    "honorific": person.honorific if honorific else None,
                    "given_name": person.given,
                    "family_name": person.family,
                    "name": person.name,
                    "status": status,
                    "voting": voting,
                },
            )

    def visa(self, act: int | None, position: int, text: str, kind: str, **columns: Any) -> None:
        """One visa: a row for each article named in ``articles`` or each date in ``dates``."""
        convention = columns.pop("convention", None)
        articles = columns.pop("articles", [None])
        dates = columns.pop("dates", [None])
        for article in articles:
            for date in dates:
                self.add(
                    "legal_references",
                    {
                        "act": act,
                        "convention": convention,
                        "position": position,
                        "kind": kind,
                        "code": columns.get("code"),
                        "article": article,
                        "number": columns.get("number"),
                        "dated_on": date,
                        "text": closed(text),
                    },
                )

    def decisions(self, act: int, items: Sequence[tuple[str | None, str, str]]) -> None:
        """(label, verb, text) of each point of the dispositif; without verb the column is not scored."""
        for n, (label, verb, text) in enumerate(items, 1):
            row = {"act": act, "position": n, "label": label, "text": closed(text)}
            self.add("decisions", row | ({"verb": verb} if verb else {}))

    def to_json(self) -> str:
        return json.dumps({"document": self.document, "tables": self.tables}, ensure_ascii=False, indent=1) + "\n"


def plain(text: str) -> str:
    """Text without markup, soft hyphens and odd spaces."""
    return re.sub(r"\s+", " ", text.replace("**", "").replace("\u00ad", "").replace("\u00a0", " ")).strip()


def closed(text: str) -> str:
    """Plain text without its closing mark."""
    return re.sub(r"\s*[;,.:]$", "", plain(text))


def money(amount: float) -> str:
    """An amount as the truth writes it."""
    return f"{amount:.2f}"


def euros(amount: float, decimals: int = 0, sign: str = "\u00a0€") -> str:
    """An amount as French acts print it, with unbreakable spaces."""
    text = f"{abs(amount):,.{decimals}f}".replace(",", "\u00a0").replace(".", ",")
    return ("-\u00a0" if amount < 0 else "") + text + sign
