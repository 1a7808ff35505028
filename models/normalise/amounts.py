"""Amounts and numbers, in cells and in prose. An ambiguous figure is None: never a guess.

How a figure is read is told in ``models.normalise.figures``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from models.normalise.figures import MAX_LENGTH, NUMBER, RUN, figure_value, first_number, last_number
from models.normalise.folding import fold
from models.normalise.lexicon import alternation, load
from models.normalise.numbers import find_number_words


class FoundAmount(NamedTuple):
    """Characters ``start`` to ``end`` of a text, currency included, are the amount ``value``."""

    start: int
    end: int
    value: Decimal


@cache
def _units() -> dict[str, Decimal]:
    return {fold(unit): Decimal(worth) for unit, worth in load("money")["units"].items()}


@cache
def _unit() -> str:
    signs = [unit for unit in _units() if unit.endswith("€")]
    return rf"(?:(?:{alternation(_units())})(?![a-z0-9])|(?:{alternation(signs)})(?![0-9]))"


@cache
def _unit_after() -> re.Pattern[str]:
    """A currency behind a figure, with cents behind it ("3€50", "12 euros 50.", "et 50 centimes")."""
    return re.compile(
        rf"[ ]{{0,2}}(?P<unit>{_unit()}|(?:€|euros?)(?=[0-9]{{2}}(?![0-9])))"
        r"(?P<cents>[0-9]{2}(?![0-9,.%])|[ ](?:et[ ])?[0-9]{1,2}[ ](?:centimes?|cts)\b"
        r"|[ ][0-9]{2}(?=[ ]?(?:[.;)]|$)))?"
    )


def _worth(match: re.Match[str], value: Decimal) -> Decimal:
    """``value`` in the unit of a match of ``_unit_after``, in euros."""
    unit = re.sub(r" +", " ", match.group("unit"))
    cents = re.search(r"[0-9]+", match.group("cents") or "")
    total = value * _units()[unit]
    return total + Decimal(cents.group()) / 100 if cents else total


@cache
def _cue(kind: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9])(?:{alternation(load('money')[kind])})[ ]{{0,2}}$")


def _preceded(folded: str, at: int, kind: str) -> bool:
    return bool(_cue(kind).search(folded, max(0, at - 16), at))


_CODE_BEFORE = re.compile(r"[A-Z0-9][-./_]?$|[a-z][-/_.]$")


def _amount_in_run(text: str, folded: str, start: int, end: int) -> tuple[int, Decimal] | None:
    """The number that ends the run of figures ``start:end``, and where it begins; None when in doubt.

    Groups glue to one number when the first has 1 to 3 figures and the others exactly 3, and the first is not a
    reference ("article 12 500 €"). Figures that stand before and cannot glue must be a year, a reference, a decimal
    number, a code of four figures or more ("6574 12 500 €") or stand on the line above: "13 19 804 €" is a misprint
    and not read.
    """
    run = folded[start:end]
    last = last_number(run)
    coded = bool(_CODE_BEFORE.search(text, max(0, start - 2), start))
    reference = coded or _preceded(folded, start, "references")
    if last is None:
        return None
    offset, value = last
    if offset == 0:
        first = re.match(r"[0-9]+", run)
        rest = re.match(r"[0-9]{1,3}[ ]{1,2}", run)
        if rest is None or rest.end() >= len(run) or first is None:
            return None if coded else (start, value)
        if _preceded(folded, start, "references") and not coded:
            tail = figure_value(run[rest.end() :])
            return (start + rest.end(), tail) if tail is not None else None
        return None if coded or _preceded(folded, start, "doubtful") else (start, value)
    before = run[:offset].rstrip(" ")
    previous = re.split(r" ", before)[-1]
    only = len(previous) == len(before)
    if "\n" in text[start + len(before) : start + offset] and not re.match(r"[0-9]{3}(?![0-9])", run[offset:]):
        return start + offset, value
    year = re.fullmatch(r"(?:19|20)[0-9]{2}", previous)
    code = re.fullmatch(r"[0-9]{4,}", previous) and not re.match(r"[0-9]{3}(?![0-9])", run[offset:])
    if year or code or "," in previous or (only and (reference or _preceded(folded, start, "doubtful"))):
        return start + offset, value
    return None


_MINUS_APART = re.compile(r"(?:(?<![a-z])(?:de|a|soit|est|moins)|[:=(])[ ]{1,2}(-[ ])$")


def _sign(text: str, at: int) -> int:
    """Offset of the minus sign of the figure at ``at``, ``at`` itself without one.

    A dash glued to the figure is a sign unless it begins a line or ends a range; a dash with a space behind it only
    after "de", "à", "soit", "est", a colon or the like.
    """
    start = max(0, at - 12)
    apart = _MINUS_APART.search(fold(text[start:at]))
    if apart:
        return start + apart.start(1)
    if at == 0 or fold(text[at - 1]) != "-":
        return at
    before = text[at - 2] if at >= 2 else "\n"
    if text[at - 1] == "−":
        return at if before.isalnum() else at - 1
    return at - 1 if before in " (\u00a0\u202f:" else at


def _figures(text: str, folded: str) -> Iterator[FoundAmount]:
    """Amounts in figures with their currency: "20 000 €", "3,2 millions d'euros", "20 000 (vingt mille) euros"."""
    for match in RUN.finditer(folded):
        end = match.end()
        aside = _ASIDE.match(folded, end)
        after = _unit_after().match(folded, aside.end() if aside else end)
        if after is None:
            continue
        read = _amount_in_run(text, folded, match.start(), end)
        if read is None:
            continue
        start, value = read
        if aside and not _says(aside.group(1), value):
            continue
        total = _worth(after, value)
        signed = _sign(text, start)
        yield FoundAmount(signed, after.end(), -total if signed < start else total)


_ASIDE = re.compile(r"[ ]?\([ ]?([a-z][a-z -]{1,120}?)[ ]?\)")
_FIGURE_ASIDE = re.compile(rf"[ ]?\([ ]?({NUMBER})[ ]?\)")
_MULTIPLE = re.compile(r"[0-9][ ]{0,2}$")
_OF_EURO = re.compile(r"[ ]{1,2}(?:d')?(?:euros?|€)(?![a-z])")
_CENTS = re.compile(r"[ ](?:et[ ])?(?=[a-z])")


def _says(words: str, value: Decimal) -> bool:
    found = list(find_number_words(words))
    return len(found) == 1 and found[0].value == value


def _words(folded: str) -> Iterator[FoundAmount]:
    """Amounts in letters: "vingt mille euros", "vingt mille (20 000) euros", "un million d'euros"."""
    if "euro" not in folded and "€" not in folded:
        return
    cents = {n.start: n for n in find_number_words(folded)} if "centime" in folded else {}
    for number in find_number_words(folded):
        if _MULTIPLE.search(folded, max(0, number.start - 3), number.start):
            continue  # "3 millions d'euros" is read with its figure
        aside = _FIGURE_ASIDE.match(folded, number.end)
        if aside and figure_value(aside.group(1)) != number.value:
            continue
        unit = _OF_EURO.match(folded, aside.end() if aside else number.end)
        if unit is None:
            continue
        value, end = Decimal(number.value), unit.end()
        gap = _CENTS.match(folded, end)
        coins = cents.get(gap.end()) if gap else None
        if coins and coins.value < 100 and folded.startswith(" centime", coins.end):
            value += Decimal(coins.value) / 100
            end = coins.end + len(" centime") + folded.startswith("s", coins.end + len(" centime"))
        yield FoundAmount(number.start, end, value)


_SAME = re.compile(r"[ ]?(?:ttc|ht|net)?[ ]?[,:-]?[ ]?(?:soit[ ])?\(?[ ]?")


def _merged(folded: str, found: list[FoundAmount]) -> Iterator[FoundAmount]:
    """Amounts in order; one printed twice, in letters and in figures, is one."""
    last: FoundAmount | None = None
    for item in found:
        if last is not None and item.start < last.end:
            continue
        if last is not None:
            between = folded[last.end : item.start]
            lettered = folded[last.start].isalpha() != folded[item.start].isalpha()
            if lettered and item.value == last.value and len(between) < 16 and _SAME.fullmatch(between):
                close = "(" in between and folded[item.end : item.end + 2].lstrip(" ").startswith(")")
                end = folded.index(")", item.end) + 1 if close else item.end
                last = FoundAmount(last.start, end, item.value)
                continue
            yield last
        last = item
    if last is not None:
        yield last


_GROUPED = re.compile(r"[ ]|[0-9]\.[0-9]{3}|,[0-9]{2}$")
_PERCENT = re.compile(r"[ ]{0,2}[%‰]")


def _bare(text: str, folded: str) -> Iterator[FoundAmount]:
    """Grouped numbers and numbers with two decimals that no currency follows, read from left to right."""
    for match in RUN.finditer(folded):
        at = match.start()
        if _CODE_BEFORE.search(text, max(0, at - 2), at) or re.match(r"[-/_.]?[a-z0-9]|/", folded[match.end() :][:2]):
            continue
        while at < match.end():
            read = first_number(folded, at)
            end = read[0] if read else next((i for i in range(at, match.end()) if folded[i] == " "), match.end())
            if read and _GROUPED.search(folded, at, end) and not _PERCENT.match(folded, end):
                signed = _sign(text, at)
                yield FoundAmount(signed, end, -read[1] if signed < at else read[1])
            at = end
            while at < match.end() and not folded[at].isdigit():
                at += 1


def find_amounts(text: str, currency: bool = True) -> list[FoundAmount]:
    """The amounts in ``text``, in order, without overlap: figures or words followed by €, euros, EUR, K€, M€…

    An amount in letters that the same one in figures follows is one find over both. A minus sign counts when it is
    glued to the figure and does not begin the line. With ``currency=False`` grouped numbers and numbers with two
    decimals are found without a currency too.

    >>> find_amounts("une aide de vingt mille euros (20 000 €)")
    [FoundAmount(start=12, end=40, value=Decimal('20000'))]
    """
    folded = fold(text)
    found = [*_figures(text, folded), *_words(folded)]
    if not currency:
        taken = bytearray(len(text))
        for item in found:
            taken[item.start : item.end] = b"\1" * (item.end - item.start)
        found += [b for b in _bare(text, folded) if not any(taken[b.start : b.end])]
    return list(_merged(folded, sorted(found, key=lambda f: (f.start, -f.end))))


@cache
def _cell() -> re.Pattern[str]:
    taxes = alternation(load("money")["taxes"])
    return re.compile(
        rf"(?P<open>\()?[ ]?(?P<sign>[+-])?[ ]{{0,2}}(?P<pre>€|eur|euros)?[ ]{{0,2}}(?P<figures>{NUMBER})"
        rf"(?P<after>[ ]{{0,2}}(?:{_unit()}|(?:€|euros?)(?=[ ]?[0-9]{{2}}$))(?:[ ]?[0-9]{{2}}(?=$))?)?"
        rf"(?:[ ]{{0,2}}(?:{taxes}))?[ ]?\*{{0,3}}[ ]?(?P<back>-)?(?P<close>\))?[.;]?"
    )


def parse_amount(text: str) -> Decimal | None:
    """The amount in euros that a cell or a matched string is, None when it is none, several or ambiguous.

    Minus signs, parentheses and a trailing minus make it negative; a currency is not required; K€ and M€ count.

    >>> parse_amount("180.000,00 €"), parse_amount("(12 500)"), parse_amount("-"), parse_amount("12 50 30")
    (Decimal('180000.00'), Decimal('-12500'), None, None)
    """
    folded = re.sub(r" +", " ", fold(text)).strip()
    if not folded or len(folded) > 200:
        return None
    match = _cell().fullmatch(folded) if len(folded) <= 2 * MAX_LENGTH else None
    if match:
        value = figure_value(match.group("figures"))
        if value is None or bool(match.group("open")) != bool(match.group("close")):
            return None
        after = _unit_after().match(match.group("after")) if match.group("after") else None
        value = _worth(after, value) if after else value
        negative = [match.group("open"), match.group("sign") == "-", match.group("back")]
        if sum(map(bool, negative)) > 1:
            return None
        return -value if any(negative) else value
    found = find_amounts(text)
    if len(found) != 1:
        return None
    outside = fold(text[: found[0].start] + text[found[0].end :]).strip(" .;:")
    return found[0].value if not outside else None


_UNIT_WORDS = re.compile(r"[ ]?[%‰€]|[ ][a-z€%][a-z€%'/.() -]{0,40}|")


def parse_number(text: str) -> Decimal | None:
    """The number that a cell is, a percent sign or words of unit allowed behind it; None otherwise.

    >>> parse_number("17,4 jours"), parse_number("24 familles 84 personnes"), parse_number("1er")
    (Decimal('17.4'), None, None)
    """
    amount = parse_amount(text)
    if amount is not None:
        return amount
    folded = re.sub(r" +", " ", fold(text)).strip()
    sign = re.match(r"[+-][ ]?", folded)
    read = first_number(folded, sign.end() if sign else 0)
    if read is None or not _UNIT_WORDS.fullmatch(folded, read[0]):
        return None
    return -read[1] if sign and sign.group().startswith("-") else read[1]


_NOT_A_COUNT = re.compile(r"[ ]?[/):=>-]|[ ]?(?:a|ou|et)[ ][0-9]|\.[ ]|[a-z°]")
_MONTH = re.compile(r"[ ](?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)\b")
_SERIES = re.compile(r"[ ]?\([^()0-9]*\)[ /]*[0-9 ]*[0-9][ ]?\(")


@cache
def _indicator_unit() -> re.Pattern[str]:
    return re.compile(rf"[ ]{{0,2}}(?P<unit>{alternation(load('money')['indicator_units'])})(?![a-z])")


def leading_number(text: str) -> tuple[Decimal, str | None] | None:
    """The number that a cell of indicators is or begins with, and its unit ("%", "€", "jours" or None).

    Counted nouns give no unit ("24 familles 84 personnes" is 24). None where the number is not sure: several
    numbers with no word ("280 80"), a list mark ("1/ Généralistes : 90"), a range, a date, a rank, and a grouped
    number that a series of "number (label)" follows ("433 176 (privé) 54 (public)" may be 433 and 176).
    """
    folded = re.sub(r" +", " ", fold(text)).strip()
    sign = re.match(r"[+-][ ]?(?=[0-9])", folded)
    if sign:
        number = parse_number(text)
        unit = _indicator_unit().search(folded)
        return (number, load("money")["indicator_units"][unit.group("unit")] if unit else None) if number else None
    read = first_number(folded)
    if read is None:
        return None
    end, value = read
    money = _unit_after().match(folded, end)
    if money:
        return _worth(money, value), "€"
    if _NOT_A_COUNT.match(folded, end) and not _indicator_unit().match(folded, end):
        return None
    if _MONTH.match(folded, end) or (" " in folded[:end] and _SERIES.match(folded, end)):
        return None
    if re.match(r" [0-9]", folded[end:]) and not re.search(r"[a-z]", folded[end:]):
        return None
    unit = _indicator_unit().match(folded, end)
    return value, load("money")["indicator_units"][unit.group("unit")] if unit else None
