"""Legal references: articles, codes and numbers of acts, as visas cite them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from models.normalise.folding import fold
from models.normalise.lexicon import alternation, load

# --- articles -------------------------------------------------------------------------------------------------


class FoundArticle(NamedTuple):
    """Characters ``start`` to ``end`` of a text cite ``article``: "L3121-14", "R123-4", "LO1112-1", "10"."""

    start: int
    end: int
    article: str


_DASH = r"(?:[ ]?-[ ]?)"
# One number, with what a line end may put in it; a paragraph ("-6°", "-II") is no part of it.
_NUMBER = (
    rf"[0-9]{{1,4}}(?:{_DASH}[0-9]{{1,3}}(?![0-9°]|[ ]?°|/|[ ]?(?:eme|er)\b))?"
    r"(?:-[ ]?[0-9]{1,3}(?![0-9°]|[ ]?°|/)){0,3}"
)
_LETTER = r"(?P<letter>l[ ]?\.?[ ]?o|[lrda])(?P<dot>[ ]?\.)?"
_CODED = re.compile(rf"(?<![a-z0-9.-])\*?[ ]?{_LETTER}[ ]?\*?[ ]?(?P<number>{_NUMBER})(?![0-9/])")
# "L. 2121-29, 2131-1 et 2131-2": numbers that go on with the letter before.
_GOES_ON = re.compile(r"[ ]?(?:,|et|a|ou)[ ](?P<number>[0-9]{3,4}-[0-9]{1,3}(?:-[0-9]{1,3}){0,3})(?![0-9°/])")

# "L. 2121-7 à 9", "L. 2224-7 à 12-5": the end of a range without its letter and chapter.
_UP_TO = re.compile(
    r"[ ]a[ ](?P<number>[0-9]{1,3}(?:-[0-9]{1,3})?)(?![0-9°/]|-[0-9]|[ ]?(?:[%€]|er\b|h\b|h[0-9]|heures|voix|ans?\b|mois|jours|euros|membres))"
)


@cache
def _cue() -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{alternation(load('legal_codes')['articles']['cues'])})[ ]?$")


def _joined(number: str) -> str:
    return number.replace(" ", "")


def _chapter(article: str, end: str) -> str:
    """What the end of a range leaves out: all but the last part, or the chapter alone where it prints two parts."""
    return article.split("-")[0] if "-" in end else article.rpartition("-")[0]


def _coded(text: str, folded: str) -> Iterator[FoundArticle]:
    """Articles with a letter: "L. 3121-14", "R123-4", "D. 226-3-2", "L.O. 1112-1"."""
    last: FoundArticle | None = None
    for match in _CODED.finditer(folded):
        letter = re.sub(r"[^a-z]", "", match.group("letter"))
        hyphened = "-" in match.group("number")
        cited = bool(_cue().search(folded, max(0, match.start() - 12), match.start()))
        follows = last is not None and match.start() - last.end < 24
        printed = text[match.start("letter")].isupper()
        sure = match.group("dot") or cited or follows or (hyphened and letter in ("l", "lo", "r"))
        if not sure or not (printed or cited) or not (hyphened or match.group("dot") or cited or follows):
            continue
        article = letter.upper() + _joined(match.group("number"))
        last = FoundArticle(match.start("letter"), match.end(), article)
        yield last
        at = match.end()
        if hyphened and (end := _UP_TO.match(folded, at)):
            at = end.end()
            last = FoundArticle(end.start("number"), at, f"{_chapter(article, end['number'])}-{end['number']}")
            yield last
        while more := _GOES_ON.match(folded, at):
            at = more.end()
            last = FoundArticle(more.start("number"), at, letter.upper() + more.group("number"))
            yield last


@cache
def _numeric_pattern() -> re.Pattern[str]:
    suffix = alternation(load("legal_codes")["articles"]["suffixes"])
    one = rf"[0-9]{{1,4}}(?:-[0-9]{{1,3}})?(?:er\b)?(?:[ ](?:0[ ])?(?:{suffix})\b|[ ]0[ ][a-h]\b)?"
    capital = rf"(?:[ ](?-i:[A-H]|[A-H]{{2}})\b(?:[ ](?:{suffix})\b)?)?"
    return re.compile(rf"{one}{capital}", re.IGNORECASE)


_LINK = re.compile(
    r"(?:[ ]et suivants)?(?:[ ]?,[ ]?(?:et[ ])?|[ ](?:et|a|ou)[ ])(?:de[ ]l')?(?:l')?(?:articles?[ ])?(?=[0-9])"
)
_NO_ARTICLE = re.compile(r"[ ]?(?:°|%|€|euros?\b|ans?\b|mois\b|jours?\b|/)|[.,][0-9]")


def _numeric(text: str, folded: str) -> Iterator[FoundArticle]:
    """Articles without a letter behind "article": "articles 10 et 11", "1636 B sexies", "6-1"."""
    cues = re.compile(rf"(?<![a-z])(?:{alternation(load('legal_codes')['articles']['cues'])})[ ]?:?[ ]?(?=[0-9])")
    at = 0
    for cue in cues.finditer(folded):
        if cue.start() < at:
            continue  # read already, as a link of an enumeration
        at = cue.end()
        while match := _numeric_pattern().match(text, at):
            if _NO_ARTICLE.match(folded, match.end()):
                break
            article = re.sub(r"(?<=[0-9])er$", "", " ".join(match.group().split()), flags=re.IGNORECASE)
            yield FoundArticle(at, match.end(), article)
            link = _LINK.match(folded, match.end())
            if link is None:
                break
            at = link.end()


def parse_articles(text: str, numeric: bool = False) -> list[FoundArticle]:
    """The articles that ``text`` cites, in order, normalised without dot or space: "L. 3121-14" is "L3121-14".

    "et suivants" and paragraphs behind an article are dropped; "A à B" gives both ends; "L. 2121-29, 2131-1" gives
    the letter to both. With ``numeric`` articles without a letter ("articles 10 et 11") are read behind "article".

    >>> [a.article for a in parse_articles("ses articles L.3121-14, L.3121-14-1 et R123-4")]
    ['L3121-14', 'L3121-14-1', 'R123-4']
    """
    folded = fold(text)
    found = list(_coded(text, folded))
    if numeric:
        found += _numeric(text, folded)
    result: list[FoundArticle] = []
    for item in sorted(found):
        if not result or item.start >= result[-1].end:
            result.append(item)
    return result


# --- codes ----------------------------------------------------------------------------------------------------


class FoundCode(NamedTuple):
    """Characters ``start`` to ``end`` of a text name the code ``name`` (its title on Légifrance)."""

    start: int
    end: int
    name: str


@cache
def _titles() -> tuple[re.Pattern[str], dict[str, str]]:
    names: dict[str, str] = {}
    for title, aliases in load("legal_codes")["codes"].items():
        names[_spaced(title)] = title
        names |= {_spaced(alias): title for alias in aliases if not _is_short(alias)}
    loose = sorted(names, key=len, reverse=True)
    pattern = "|".join(re.escape(n).replace(r"\ ", r"[ ]{1,3}").replace("'", "[ ]?'[ ]?") for n in loose)
    return re.compile(rf"(?<![a-z])(?:{pattern})(?![a-z])"), names


@cache
def _shorts() -> tuple[re.Pattern[str], dict[str, str]]:
    names = {a: title for title, aliases in load("legal_codes")["codes"].items() for a in aliases if _is_short(a)}
    loose = sorted(map(re.escape, names), key=len, reverse=True)
    return re.compile(rf"(?<![A-Za-z0-9.])(?:{'|'.join(loose)})(?![A-Za-z0-9])"), names


def _is_short(alias: str) -> bool:
    return alias.isupper() or alias.startswith("C. ")


def _spaced(name: str) -> str:
    return fold(name).replace("-", " ")


def find_codes(text: str) -> list[FoundCode]:
    """The codes that ``text`` names, by title or short name, in order and without overlap."""
    folded = fold(text).replace("-", " ")
    found: list[FoundCode] = []
    if "code" in folded or "livre" in folded:
        pattern, names = _titles()
        for match in pattern.finditer(folded):
            key = re.sub(r"[ ]?'[ ]?", "'", re.sub(r" +", " ", match.group()))
            found.append(FoundCode(match.start(), match.end(), names[key]))
    pattern, names = _shorts()
    for match in pattern.finditer(text):
        # Three capitals mean other things too ("CCP"): they name a code behind "du", "le" or in brackets.
        if len(match.group()) > 3 or re.search(
            r"(?:\b(?:du|le|au)\s|\(|^)$", text[max(0, match.start() - 4) : match.start()]
        ):
            found.append(FoundCode(match.start(), match.end(), names[match.group()]))
    result: list[FoundCode] = []
    for item in sorted(found, key=lambda f: (f.start, -f.end)):
        if not result or item.start >= result[-1].end:
            result.append(item)
    return result


def code_name(text: str) -> str | None:
    """The Légifrance title of the first code that ``text`` names, None when it names none.

    >>> code_name("Vu le C.G.C.T. et notamment"), code_name("CODE DE L’ACTION SOCIALE ET DES FAMILLES")
    ('Code général des collectivités territoriales', "Code de l'action sociale et des familles")
    """
    found = find_codes(text)
    return found[0].name if found else None


# --- numbers of acts ------------------------------------------------------------------------------------------

# A line end may put a space around a slash, or inside a group of capitals before one ("SD PAE/2020/28").
_TOKEN = r"[A-Za-z0-9]+(?:[ ]?/[ ]?[A-Za-z0-9]+(?:[ ][A-Z]{2,6}(?=[ ]?/))?|[-_.][A-Za-z0-9]+)*"
_SIGN = r"(?<![A-Za-z])[Nn](?:[ ]?[°ºo]s?|UM[ÉE]ROS?|um[ée]ros?)[ ]?:?[ ]?"
_AFTER_SIGN = re.compile(
    rf"{_SIGN}(?P<number>(?:[A-Z]{{2,8}}(?:-[A-Z]{{1,4}})?[ ])?(?=[A-Z][A-Z0-9/_ -]{{0,60}}[0-9]|[0-9]){_TOKEN})"
)
_BARE = re.compile(rf"(?P<number>(?=[A-Z0-9]*[-/_])(?=[A-Z][A-Z0-9/_ -]{{0,60}}[0-9]|[0-9]){_TOKEN})")
_NOR = re.compile(r"(?<![A-Za-z])(?:NOR|nor)[ ]?:?[ ]?(?P<number>[A-Z]{4}[0-9]{7}[A-Z])(?![A-Za-z0-9])")
_DATE = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}")


@cache
def _acts() -> re.Pattern[str]:
    words = alternation(load("legal_codes")["numbers"]["acts"])
    return re.compile(rf"(?<![a-z])(?:{words})[ ]?:?[ ]")


def _trimmed(number: str, *, signed: bool = False) -> str | None:
    """The number without what a line end or the next word left on it; a date is none, save "n° 23.04.12"."""
    if "/" in number:
        number = re.sub(r"[ ]?/[ ]?|(?<=[A-Z])[ ](?=[A-Z]+/)", lambda m: m.group().strip(), number)
    number = number.rstrip(".-_/")
    number = re.sub(r"(?<=[0-9])(?:du|en|de|des|relati[a-z]+|portant|et)$", "", number)
    date = _DATE.fullmatch(number) and ("/" in number or not signed)
    if not re.search(r"[0-9]", number) or date:
        return None
    return number


def act_number(text: str) -> str | None:
    """The number of the act that ``text`` cites or is: "2021-257", "DGCS/SD1/2019/24", "2021_47"; None without one.

    It stands behind "n°", or right behind "loi", "délibération", "rapport" and the like; a date is no number.

    >>> act_number("Vu la loi n° 2021-1900 du 30 décembre 2021"), act_number("Vu le rapport DGA/2023/106")
    ('2021-1900', 'DGA/2023/106')
    """
    clear = re.sub(r"[\s\u00a0\u202f]", " ", text).translate(str.maketrans("‐‑–—−", "-----"))
    for match in _AFTER_SIGN.finditer(clear):
        if number := _trimmed(match.group("number"), signed=True):
            return number
    if nor := _NOR.search(clear):
        return nor.group("number")
    folded = fold(clear)
    for act in _acts().finditer(folded):
        bare = _BARE.match(clear, act.end())
        if bare and (number := _trimmed(bare.group("number"))):
            return number
    whole = _BARE.fullmatch(clear.strip())
    return _trimmed(whole.group("number")) if whole else None
