"""French dates, year spans and durations, as acts print them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from models.normalise.folding import fold
from models.normalise.lexicon import alternation, load
from models.normalise.numbers import find_number_words, leading_words_value, number_words, run_pattern

YEAR_FIRST, YEAR_LAST = 1789, 2100  # acts cite laws since the Revolution; beyond 2100 is a misreading
PIVOT = 50  # two-figure years: 00 to 49 are 20xx, 50 to 99 are 19xx
_DAYS, _BEFORE, _AFTER = 60, 130, 60  # how far from a month its days, a year before it and one after it may stand


class FoundDate(NamedTuple):
    """Characters ``start`` to ``end`` of a text are the date ``value``."""

    start: int
    end: int
    value: date


class _Mark(NamedTuple):
    """A day and a month, with their year where one is printed."""

    start: int
    end: int
    day: int
    month: int
    year: int | None


@cache
def _months() -> tuple[re.Pattern[str], dict[str, int]]:
    wordings = {fold(w): int(rank) for rank, ws in load("calendar")["months"].items() for w in ws}
    return re.compile(rf"(?<![a-z])(?:{alternation(wordings)})(?![a-z])"), wordings


@cache
def _one_day() -> re.Pattern[str]:
    """A day of the month: "21", "1er", "vingt-six"."""
    first = alternation(load("calendar")["days"]["first"])
    word = number_words()
    gap = r"(?:[ ]{1,2}|[ ]?-[ ]?)(?:et[ -](?=un|onze))?"
    words = rf"(?:{word})(?![a-z])(?:{gap}(?:{word})(?![a-z])){{0,3}}"
    return re.compile(rf"(?<![a-z0-9])(?:{first}|[0-9]{{1,2}}|{words})")


@cache
def _day_pattern() -> re.Pattern[str]:
    """The days that end right before a month: "21 et 22 ", "lundi 20 ", "vingt-six du mois de "."""
    day = _one_day().pattern
    link = r"(?:[ ]?[,&/][ ]?|[ ]et[ ](?!une?[ ]|onze[ ])|(?<=[0-9r])[ ](?:au|et le)[ ]|(?<=[0-9])-)"
    return re.compile(
        rf"(?P<more>(?:{day}{link}){{0,6}})"
        rf"(?P<day>{day})(?:[ ]?(?:er|eme))?[ ]{{0,2}}[-/.]?[ ]?(?:du mois de[ ]|du mois d')?$"
    )


@cache
def _leading_year_pattern() -> re.Pattern[str]:
    """The year that "l'an deux mille …, le lundi" puts before a day, at the end of a text."""
    week = alternation(load("calendar")["days"]["week"])
    return re.compile(
        rf"l'[ ]?an(?:nee)?[ ]{{1,2}}(?P<year>[a-z0-9 -]{{4,60}}?)"
        rf"[ ]?[,;]?[ ]{{0,2}}(?:et[ ])?(?:les?|du|des|ce)[ ]{{1,2}}(?:{week})?[ ]?,?[ ]?$"
    )


_YEAR_AFTER = re.compile(r"[ ]{0,2}[-/.,]?[ ]{0,2}(?:de l'an(?:nee)?[ ])?([0-9]{4})(?![0-9])")
_YEAR_WORDS_AFTER = re.compile(r"[ ]{0,2},?[ ]{0,2}(?:de l'an(?:nee)?[ ])?(?=[a-z])")
_NUMERIC = re.compile(
    r"(?<![0-9a-z])(?<![0-9a-z][-/._])"
    r"(?:(?P<d>[0-9]{1,2})(?P<s>[ ]?/[ ]?|[.-])(?P<m>[0-9]{1,2})(?P=s)(?P<y>[0-9]{4}|[0-9]{2})"
    r"|(?P<Y>[0-9]{4})-(?P<M>[0-9]{2})-(?P<D>[0-9]{2}))"
    r"(?![0-9a-z])(?![-/._][0-9a-z])"
)
_PARTIAL = re.compile(  # "21/03 et 22/03/2022": a day and month whose year follows
    r"(?<![0-9a-z])(?<![0-9a-z][-/._])([0-9]{1,2})/([0-9]{1,2})(?=[ ]?(?:,|et|au|&|-)[ ]?(?:le[ ]|au[ ])?$)"
)
_NUMBERED = re.compile(r"(?:n°|n[ro]s?\.?|numero|no\.)[ ]?$")
_INTRODUCED = re.compile(r"(?<![a-z])(?:le|au|du)[ ]{1,2}$")
_LINK = re.compile(r"[ ]?(?:,|et|au|&|-|jusqu'au)[ ]?(?:(?:le|du|au)[ ])?(?:[a-z]{5,8}di[ ])?")


def _make(year: int, month: int, day: int) -> date | None:
    if not YEAR_FIRST <= year <= YEAR_LAST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_value(text: str) -> int | None:
    digits = re.match(r"[0-9]+", text)
    if digits:
        return int(digits.group())
    if text in {fold(w) for w in load("calendar")["days"]["first"]}:
        return 1
    found = list(find_number_words(text))
    return found[-1].value if found and found[-1].end == len(text) and len(found) == 1 else None


def _year_after(folded: str, at: int) -> tuple[int, int] | None:
    """The year printed right after a month, and where it ends."""
    window = folded[at : at + _AFTER]
    match = _YEAR_AFTER.match(window)
    if match:
        return int(match.group(1)), at + match.end()
    match = _YEAR_WORDS_AFTER.match(window)
    if match:
        found = leading_words_value(window[match.end() :], 1900, YEAR_LAST)
        if found:
            return found[0], at + match.end() + found[1]
    return None


def _year_before(folded: str, at: int) -> tuple[int, int] | None:
    """The year that "l'an …, le" prints before a day, and where that begins."""
    offset = max(0, at - _BEFORE)
    window = folded[offset:at]
    rank = window.rfind("l'")
    if rank < 0:
        return None
    match = _leading_year_pattern().match(window, rank)
    if match is None:
        return None
    text = match.group("year").strip(" -")
    if re.fullmatch(r"[0-9]{4}", text):
        return int(text), offset + rank
    run = run_pattern().fullmatch(text)
    found = leading_words_value(text, 1900, YEAR_LAST) if run else None
    return (found[0], offset + rank) if found and found[1] == len(text) else None


def _marks(folded: str) -> Iterator[_Mark]:
    """Each day with a month in letters, in order; the days of "21 et 22 mars" one by one."""
    pattern, ranks = _months()
    floor = 0
    for match in pattern.finditer(folded):
        month = ranks.get(re.sub(r" +", " ", match.group()))
        offset = max(floor, match.start() - _DAYS)
        days = _day_pattern().search(folded[offset : match.start()])
        if month is None or days is None:
            continue
        after = _year_after(folded, match.end())
        year, end = after if after else (None, match.end())
        start = offset + days.start("day")
        if year is None:
            before = _year_before(folded, offset + days.start())
            if before and before[1] >= floor:
                year, start = before[0], before[1] if not days.group("more") else start
        for part in _one_day().finditer(days.group("more")):
            value = _day_value(part.group())
            if value is not None:
                at = offset + days.start("more")
                yield _Mark(at + part.start(), at + part.end(), value, month, year)
        value = _day_value(days.group("day"))
        if value is not None:
            yield _Mark(start, end, value, month, year)
            floor = end


def _linked(folded: str, marks: list[_Mark], default_year: int | None) -> Iterator[FoundDate]:
    """Dates of the marks; one without a year takes that of the date it is linked to ("du 1er mars au 4 avril")."""
    following: _Mark | None = None
    for mark in reversed(marks):
        year = mark.year
        if year is None and following is not None and following.year is not None:
            between = folded[mark.end : following.start]
            if len(between) < 30 and _LINK.fullmatch(between):
                earlier = (mark.month, mark.day) <= (following.month, following.day)
                year = following.year if earlier else following.year - 1
        mark = mark._replace(year=year)
        following = mark
        if year is None:
            year = default_year
        value = _make(year, mark.month, mark.day) if year is not None else None
        if value is not None:
            yield FoundDate(mark.start, mark.end, value)


def _numeric(folded: str, short_years: str) -> Iterator[FoundDate]:
    """Dates in figures; ``short_years`` are the separators with which a two-figure year is read."""
    for match in _NUMERIC.finditer(folded):
        if _NUMBERED.search(folded[max(0, match.start() - 10) : match.start()]):
            continue  # "n° 2021-05-12" is a number
        if match.group("Y"):
            year, month, day = (int(match.group(g)) for g in "YMD")
        else:
            year, month, day = (int(match.group(g)) for g in "ymd")
            if len(match.group("y")) == 2:
                introduced = _INTRODUCED.search(folded, max(0, match.start() - 12), match.start())
                if match.group("s").strip() not in short_years and not introduced:
                    continue  # "10.02.01" numbers a heading or a nomenclature, "au 01.11.21" is a date
                year += 2000 if year < PIVOT else 1900
        value = _make(year, month, day)
        if value is None:
            continue
        before = _PARTIAL.search(folded, max(0, match.start() - 20), match.start())
        first = _make(year, int(before.group(2)), int(before.group(1))) if before else None
        if before and first and first <= value and match.group("s") == "/":
            yield FoundDate(before.start(), before.end(), first)
        yield FoundDate(match.start(), match.end(), value)


def find_dates(text: str, default_year: int | None = None, *, short_years: str = "/") -> list[FoundDate]:
    """All dates in ``text``, in order, without overlap.

    A date without a year is left out, save where it is tied to one that has it ("du 21 mars au 4 avril 2022",
    "l'an deux mille vingt-trois, le vingt-six juin") or where ``default_year`` is given. A two-figure year is read
    only after a separator in ``short_years``, or after "le", "du", "au".

    >>> [d.value.isoformat() for d in find_dates("séances des 21 et 22 mars 2022")]
    ['2022-03-21', '2022-03-22']
    """
    folded = fold(text)
    found = [*_linked(folded, list(_marks(folded)), default_year), *_numeric(folded, short_years)]
    result: list[FoundDate] = []
    for item in sorted(found):
        if not result or item.start >= result[-1].end:
            result.append(item)
    return result


@cache
def _around() -> re.Pattern[str]:
    calendar = load("calendar")["days"]
    words = alternation([*calendar["around"], *calendar["week"]])
    return re.compile(rf"(?:[ ,;:.()-]|(?<![a-z0-9])(?:{words})(?![a-z0-9]))*+")


_SHORT_YEAR_WORD = re.compile(r"([0-9]{1,2})[ -]([a-z.]{3,9})[ -]([0-9]{2})")


@lru_cache(maxsize=8192)
def parse_date(text: str) -> date | None:
    """The date that ``text`` is, as a whole; None when it is none, several, impossible or more than a date.

    Plain patterns read what acts print; dateparser is asked only for the rest, strictly and in French.

    >>> parse_date("L’an deux mille vingt-trois, le vingt-six juin")
    datetime.date(2023, 6, 26)
    """
    if len(text) > 120:
        return None
    folded = fold(text).strip()
    found = find_dates(text.strip(), short_years="/.-")
    if found:
        rest = folded[: found[0].start], folded[found[0].end :]
        alone = len(found) == 1 and all(_around().fullmatch(r) for r in rest)
        return found[0].value if alone else None
    match = _SHORT_YEAR_WORD.fullmatch(folded)
    if match and match.group(2) in _months()[1]:
        year = int(match.group(3))
        year += 2000 if year < PIVOT else 1900
        return _make(year, _months()[1][match.group(2)], int(match.group(1)))
    return _by_dateparser(folded)


def _by_dateparser(folded: str) -> date | None:
    """What dateparser makes of a text that holds a month in letters, one day and one four-figure year."""
    figures = re.findall(r"[0-9]+", folded)
    if len(folded) > 40 or len(figures) != 2 or not _months()[0].search(folded):
        return None
    if sorted(len(f) for f in figures) not in ([1, 4], [2, 4]):
        return None
    import dateparser

    settings = {"STRICT_PARSING": True, "PARSERS": ["absolute-time"], "DATE_ORDER": "DMY"}
    try:
        parsed = dateparser.parse(folded, languages=["fr"], settings=settings)
    except (ValueError, OverflowError):
        return None
    if parsed is None or {parsed.day, parsed.year} != {int(f) for f in figures}:
        return None
    return _make(parsed.year, parsed.month, parsed.day)


_YEAR = r"(?<![0-9a-z./_-])((?:19|20)[0-9]{2})"
_RANGE = re.compile(
    _YEAR + r"[ ]?(?:-|/|a(?=[ ])|au(?=[ ])|jusqu'en(?=[ ]))[ ]?((?:19|20)[0-9]{2})(?![0-9a-z_]|[-/.][0-9])"
)
_BETWEEN = re.compile(
    r"(?<![a-z])entre[ ]" + _YEAR.replace("(?<![0-9a-z./_-])", "") + r"[ ]et[ ]((?:19|20)[0-9]{2})(?![0-9])"
)
_LIST = re.compile(
    _YEAR + r"((?:[ ]?,[ ]?(?:19|20)[0-9]{2}){0,12}[ ](?:et|&)[ ](?:19|20)[0-9]{2})(?![0-9a-z_]|[-/.][0-9])"
)
_SHORT = re.compile(r"(?<![0-9a-z./_-])(20[0-9]{2})[ ]?(/|-)[ ]?([0-9]{2})(?![0-9a-z_]|[-/.][0-9])")


@cache
def _labelled_year() -> re.Pattern[str]:
    labels = alternation(load("calendar")["years"]["labels"])
    return re.compile(
        rf"(?<![a-z])(?:{labels})[ ]{{0,2}}:?[ ]{{0,2}}(?:l'|de |en |d')?{_YEAR.replace('(?<![0-9a-z./_-])', '')}"
        r"(?![0-9a-z_]|[-/.][0-9])"
    )


def _is_numbered(folded: str, start: int) -> bool:
    return bool(_NUMBERED.search(folded[max(0, start - 10) : start]))


def parse_year_span(text: str) -> tuple[int, int] | None:
    """The first and last year of the period that ``text`` names; one year gives it twice. None when it names none.

    A span ("2023-2025", "2023 à 2025", "2023, 2024 et 2025", "du 1er mars 2023 au 31 août 2025") comes before a
    single labelled year ("année 2022"); two different single years are no period. "n° 2021-2022" is a number.

    >>> parse_year_span("pour les années 2023 à 2025")
    (2023, 2025)
    """
    folded = fold(text)
    spans: list[tuple[int, int, int]] = []
    for pattern in (_RANGE, _BETWEEN, _LIST):
        for match in pattern.finditer(folded):
            first = int(match.group(1))
            last = int(re.findall(r"[0-9]{4}", match.group(2))[-1])
            if first < last <= first + 40 and not _is_numbered(folded, match.start()):
                spans.append((match.start(), first, last))
    for match in _SHORT.finditer(folded):
        first, last = int(match.group(1)), int(match.group(1)[:2] + match.group(3))
        labelled = _labelled_year().search(folded[max(0, match.start() - 30) : match.start() + 4])
        if first < last <= first + 10 and (labelled or match.span() == (0, len(folded.strip()))):
            spans.append((match.start(), first, last))
    dates = find_dates(text)
    for one, two in pairwise(dates):
        link = folded[one.end : two.start].strip()
        if (two.value - one.value).days > 27 and link in ("au", "jusqu'au", "- au", "a"):
            spans.append((one.start, one.value.year, two.value.year))
    if spans:
        return min(spans)[1:]
    years = {int(m.group(1)) for m in _labelled_year().finditer(folded)}
    if re.fullmatch(r"[ ]*(?:19|20)[0-9]{2}[ .]*", folded):
        years.add(int(folded.strip(" .")))
    return (min(years), min(years)) if len(years) == 1 else None


_DIGITS = re.compile(r"(?<![0-9,.])[0-9]{1,3}(?![0-9])")


@cache
def _unit_pattern() -> re.Pattern[str]:
    units = alternation(load("calendar")["durations"])
    return re.compile(
        rf"[ ]{{0,2}}(?:\([ ]?[a-z0-9 -]{{1,30}}\)[ ]{{0,2}})?(?P<unit>{units})(?![a-z0-9])(?P<half>[ ]et[ ]demie?)?"
    )


def parse_duration_months(text: str) -> int | None:
    """The first duration in ``text``, in months; None when it names none in years, months, semesters or quarters.

    >>> parse_duration_months("une durée de deux ans et six mois"), parse_duration_months("trois (3) ans")
    (30, 36)
    """
    folded = fold(text)
    units = {fold(u): months for u, months in load("calendar")["durations"].items()}
    figures = [(m.start(), m.end(), int(m.group())) for m in _DIGITS.finditer(folded)]
    numbers = sorted([*figures, *((n.start, n.end, n.value) for n in find_number_words(folded))])
    total: int | None = None
    reached = -1
    for start, end, value in numbers:
        if start < reached or (total is not None and folded[reached:start].strip() not in ("et", ",", "")):
            if total is not None:
                break
            continue
        match = _unit_pattern().match(folded, end)
        if match is None:
            if total is not None:
                break
            continue
        months = units[match.group("unit")]
        total = (total or 0) + value * months + (months // 2 if match.group("half") else 0)
        reached = match.end()
        if months == 1:
            break
    return total or None
