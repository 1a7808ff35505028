"""Figures as French readers write them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from pipeline.checks.french import euros as exact_euros

_NARROW = "\u202f"


def number(value: float | int | Decimal, places: int = 0) -> str:
    """A number with spaces between thousands and a comma.

    >>> number(1234567), number(0.5, 1)
    ('1\\u202f234\\u202f567', '0,5')
    """
    return f"{value:,.{places}f}".replace(",", _NARROW).replace(".", ",")


def euros(value: float | int | Decimal) -> str:
    """An amount, with cents where it has some.

    >>> euros(1200), euros(Decimal("12.50"))
    ('1\\u202f200\\xa0€', '12,50\\xa0€')
    """
    return exact_euros(value if isinstance(value, Decimal) else Decimal(str(value)))


def percent(value: float) -> str:
    """A share.

    >>> percent(0.256)
    '26\\xa0%'
    """
    return f"{value:.0%}".replace("%", "\u00a0%")


def in_french(frame: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """The columns of ``frame`` that ``labels`` names, with French headings and figures; missing values are empty.

    A heading that ends in "€" shows amounts, one that ends in "%" shares.
    """
    shown = {heading: [_text(value, heading) for value in frame[column]] for column, heading in labels.items()}
    return pd.DataFrame(shown, index=range(1, len(frame) + 1))


def _text(value: Any, heading: str) -> str:
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return ""
    if heading.endswith("%"):
        return percent(float(value))
    if heading.endswith("€"):
        return euros(value)
    if isinstance(value, (pd.Timestamp, datetime.date)):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, Decimal):
        return number(value.normalize(), max(0, -int(value.normalize().as_tuple().exponent)))
    return str(value)
