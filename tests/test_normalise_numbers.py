"""Roman figures, as ranks of points, articles and sections have them."""

from __future__ import annotations

import pytest

from models.normalise.numbers import roman_value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("I", 1), ("II", 2), ("III", 3), ("IV", 4), ("V", 5), ("VI", 6), ("IX", 9), ("X", 10), ("XIV", 14)),
        *(("XIX", 19), ("XX", 20), ("XXI", 21), ("XXIV", 24), ("XXXIX", 39)),
        *((text, None) for text in ("", "A", "iv", "L", "M", "1", "I2", "UNIQUE")),
    ],
)
def test_roman_figures(text: str, value: int | None) -> None:
    assert roman_value(text) == value
