"""Figures as printed: where a number begins and ends, and what it is worth.

- Groups of exactly three figures are joined over a space (any kind, a line end too), a dot or an apostrophe, when the
  first group has one to three figures and no leading zero: "13 197 804", "105.000", "1'500".
- A comma is the decimal mark; so is a dot that three figures do not follow ("12.50"). "1.234" is 1234, "0.450" is
  0.450, "1,234" is 1.234. Where both marks stand, the last one is the decimal mark: "1.234,50", "1,234.50".
- What these rules read in two ways ("1 234.567", "1234.567") or not at all ("12.500.00", "007") is None.

All functions take folded text (see ``models.normalise.folding``).
"""

from __future__ import annotations

import re
from decimal import Decimal

MAX_LENGTH = 48  # longer runs of figures are account or file numbers

# A maximal run of figures with single marks or one or two spaces between them.
RUN = re.compile(r"[0-9]++(?:[ ]{1,2}(?=[0-9])[0-9]++|[.,'](?=[0-9])[0-9]++)*+(?:,-)?")

_WHOLE = (
    r"(?:[1-9][0-9]{0,2}(?:[ ]{1,2}[0-9]{3}(?![0-9]))+|[1-9][0-9]{0,2}(?:\.[0-9]{3}(?![0-9]))+"
    r"|[1-9][0-9]{0,2}(?:'[0-9]{3}(?![0-9]))+|[1-9][0-9]*|0+(?=[.,][0-9])|0)(?![0-9])"
)
NUMBER = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+\.[0-9]{1,2}(?![0-9])|[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}(?![0-9])"
NUMBER += rf"|{_WHOLE}(?:,[0-9]+|,-|\.[0-9]+)?)"
_FIRST = re.compile(NUMBER)
_LAST = re.compile(rf"(?<![0-9.,']){NUMBER}$")
_PARTS = re.compile(rf"(?P<whole>{_WHOLE})(?:,(?P<comma>[0-9]+|-)|\.(?P<dot>[0-9]+))?")


def figure_value(figures: str) -> Decimal | None:
    """The number that ``figures`` (no sign, no unit) are as a whole, None when they are none or ambiguous.

    >>> figure_value("13 197 804"), figure_value("180.000,00"), figure_value("1 234.567")
    (Decimal('13197804'), Decimal('180000.00'), None)
    """
    if len(figures) > MAX_LENGTH:
        return None
    if re.fullmatch(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+\.[0-9]{1,2}|(?:,[0-9]{3}){2,})", figures):
        return Decimal(figures.replace(",", ""))
    match = _PARTS.fullmatch(figures)
    if match is None:
        return None
    printed, comma, dot = match.group("whole", "comma", "dot")
    whole = re.sub(r"[ .']", "", printed)
    if dot:
        grouped = printed != whole
        if "." in printed or (grouped and len(dot) > 2) or (len(dot) == 3 and whole.strip("0")):
            return None
    decimals = dot or (comma if comma != "-" else None)
    return Decimal(f"{whole}.{decimals}" if decimals else whole)


def last_number(run: str) -> tuple[int, Decimal] | None:
    """The number that ends a run of figures: its offset in the run and its value."""
    offset = max(0, len(run) - MAX_LENGTH)
    if offset:
        space = run.find(" ", offset)
        if space < 0:
            return None
        offset = space + 1
    match = _LAST.search(run, offset)
    value = figure_value(match.group()) if match else None
    return (match.start(), value) if match and value is not None else None


def first_number(text: str, at: int = 0) -> tuple[int, Decimal] | None:
    """The number that begins at ``at``: where it ends and its value."""
    match = _FIRST.match(text, at, at + MAX_LENGTH + 1)
    if match is None or re.match(r"[.,'][0-9]", text[match.end() : match.end() + 2]):
        return None
    value = figure_value(match.group())
    return (match.end(), value) if value is not None else None
