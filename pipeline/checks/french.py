"""Pieces of the French sentences that findings are made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
_LONG = 90


def day(value: date) -> str:
    """A date in words.

    >>> day(date(2024, 3, 1))
    '1er mars 2024'
    """
    return f"{value.day}{'er' if value.day == 1 else ''} {_MONTHS[value.month - 1]} {value.year}"


def euros(value: Decimal) -> str:
    """An amount, with cents where it has some.

    >>> euros(Decimal("12520.00")), euros(Decimal("-0.50"))
    ('12\\u202f520\\xa0€', '-0,50\\xa0€')
    """
    digits = f"{value:,.2f}" if value % 1 else f"{value:,.0f}"
    return digits.replace(",", "\u202f").replace(".", ",") + "\u00a0€"


def plain(value: Decimal | int) -> str:
    """A figure as ``expected`` and ``observed`` give it: amounts with two decimals."""
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def short(text: str | None) -> str:
    """A title or label, cut after some words where it is long."""
    text = text or ""
    return text if len(text) <= _LONG else text[:_LONG].rsplit(" ", 1)[0] + "…"


def the_act(row: dict[str, Any]) -> str:
    """What a deliberation is called, from its ``number``, ``title`` and ``session_on``.

    >>> the_act({"number": "2024-12", "title": "Budget", "session_on": None})
    'la délibération n° 2024-12'
    """
    if row.get("number"):
        return f"la délibération n° {row['number']}"
    if row.get("title"):
        return f"la délibération « {short(row['title'])} »"
    return the_sitting(row) if row.get("session_on") else "la délibération"


def the_sitting(row: dict[str, Any]) -> str:
    """What a sitting is called, from its ``session_on``."""
    return f"la séance du {day(row['session_on'])}" if row.get("session_on") else "la séance"


def the_list(row: dict[str, Any]) -> str:
    """What a list serves: a deliberation that prints its own, else the sitting."""
    return the_act(row) if row.get("deliberation_id") else the_sitting(row)


def of(name: str) -> str:
    """``name`` behind "de".

    >>> of("la séance"), of("le total")
    ('de la séance', 'du total')
    """
    if name.startswith("le "):
        return "du " + name[3:]
    if name.startswith("les "):
        return "des " + name[4:]
    return f"de {name}"


def capital(text: str) -> str:
    """``text`` with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def counted(number: int, one: str, several: str | None = None) -> str:
    """A number with its noun.

    >>> counted(1, "voix"), counted(2, "membre"), counted(0, "membre")
    ('1 voix', '2 membres', '0 membre')
    """
    return f"{number} {one if abs(number) < 2 else several or _plural(one)}"


def _plural(noun: str) -> str:
    return noun if noun.endswith(("s", "x", "z")) else noun + "s"


def listed(items: Sequence[str]) -> str:
    """Items as a sentence lists them.

    >>> listed(["A"]), listed(["A", "B", "C"])
    ('A', 'A, B et C')
    """
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} et {items[-1]}"
