"""The headings of attendance lists, and what each says of the people under it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, NamedTuple

from models.normalise.folding import fold
from models.normalise.lexicon import load
from models.normalise.names import split_people

LEXICON = "attendance"
Status = Literal["present", "represented", "excused", "absent"]
# "(e)", "(s)", ".e.s", "-es" behind a word, in folded text
MARKS = r"(?:(?: ?\(|[./·•-])?(?:eres|ere|es|e|s)\b\)?){0,3}+"
PERSON_START = re.compile(
    r"[\s\d:;.–—-]*+(?:\b(?:mm|mmes?|mlles?|mr|m|monsieur|madame|messieurs|mesdames)\b\.?\s?[^\W\d_])"
)


class Heading(NamedTuple):
    """Characters ``start`` to ``end`` head a list of people of one status; ``status`` None: not of the assembly.

    ``declared`` is the number printed beside it. ``proxies`` tells a list of delegations ("Pouvoirs"), ``opens`` is
    False for a bare count.
    """

    start: int
    end: int
    status: Status | None
    declared: int | None = None
    voting: bool = True
    proxies: bool = False
    opens: bool = True


def fold_lines(text: str) -> str:
    """``text`` folded, its line ends kept."""
    return "\n".join(fold(line) for line in text.split("\n"))


@cache
def patterns(*path: str) -> re.Pattern[str]:
    """One pattern, for folded text, that matches any of the patterns under ``path`` in the lexicon."""
    value: Any = load(LEXICON)
    for step in path:
        value = value[step]
    listed = [value] if isinstance(value, str) else value
    power, to = load(LEXICON)["proxies"]["power"], load(LEXICON)["proxies"]["to"]
    return re.compile("|".join(f"(?:{p.replace('{power}', power).replace('{to}', to)})" for p in listed))


@cache
def _heading_pattern() -> re.Pattern[str]:
    words = load(LEXICON)["heading"]
    stems = "|".join(w.replace(" ", r"\s+") for key in _STEMS for w in words[key])
    fillers = "|".join(sorted(words["fillers"], key=len, reverse=True))
    word = rf"(?:{stems}|{fillers}){MARKS}(?![a-z0-9])"
    gap = r"[ ,/'&+-]{1,4}"
    tail = "|".join(w.replace(" ", r"\s+") for w in words["tails"])
    return re.compile(
        rf"(?<![a-z0-9])(?P<phrase>{word}(?:{gap}{word}|[ ]?\({word}(?:{gap}{word})*+\))*+)"
        rf"(?P<tail>\s+(?:{tail})\b[^:\n]{{0,140}}(?=:))?"
        r"(?P<declared>[ ]*[:=]?[ ]*(?:[(\[][ ]*|(?!1\s*[.)°-]))\d{1,3}\b"
        r"(?!\s*(?:h\b|/|[.,]\d|eme|e\b|er\b))[ ]*[)\]]?)?"
        r"(?:[ ]*\([^()\n\d]{0,60}\)(?=[ ]*:))?"
        r"(?P<colon>[ ]*:)?"
    )


_STEMS = ("present", "absent", "excused", "represented", "staff", "voice")


@cache
def _stem(kind: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(w.replace(" ", r"\s+") for w in load(LEXICON)["heading"][kind]) + ")")


@cache
def _any_stem() -> re.Pattern[str]:
    return re.compile("|".join(_stem(kind).pattern for kind in _STEMS))


def find_headings(text: str) -> Iterator[Heading]:
    """The headings of lists in a head, in order; bare counts ("Présents : 17") too."""
    folded = fold_lines(text)
    exceptions = [Heading(*m.span(), "absent") for m in patterns("heading", "exception").finditer(folded)]
    last = 0
    for match in _heading_pattern().finditer(folded):
        while exceptions and exceptions[0].start < match.start():
            last = exceptions[0].end
            yield exceptions.pop(0)
        start = _heading_start(text, folded, match)
        if start is None or start < last:
            continue
        heading = _heading(text, folded, match, start)
        if heading is not None:
            last = heading.end
            yield heading
    yield from exceptions


def _heading_start(text: str, folded: str, match: re.Match[str]) -> int | None:
    """Where the heading begins: the paragraph, or the first capital from which on the phrase holds a stem."""
    start, end = match.span("phrase")
    if not _any_stem().search(folded, start, end):
        return None
    if not folded[:start].rpartition("\n")[2].strip(" -–—•*◦▪·\t\"'«»(_.=>"):
        return start
    for word in re.finditer(r"[^\W\d_]+", text[start:end]):
        begin = start + word.start()
        if word.group()[0].isupper() and _any_stem().search(folded, begin, end):
            return begin
    apart = _count_before(folded, start) is not None or _stem("voice").search(folded, start, end)
    return start if match["colon"] and apart else None


def _heading(text: str, folded: str, match: re.Match[str], start: int) -> Heading | None:
    phrase = folded[start : match.end("phrase")]
    counted = _count_before(folded, start)
    if folded[:start].rstrip().endswith("("):
        return None  # "(Pouvoir : M. X)" stands beside a name
    end = match.end()
    opening = not folded[:start].rpartition("\n")[2].strip(" -–—•*◦▪·\t\"'«»_.=>") or counted is not None
    joined = re.search(r"[.;)\d]\s*$", folded[:start]) is not None
    number = re.search(r"\d+", match["declared"] or "")
    declared = int(number.group()) if number else counted
    follows = text[end : end + 60].partition("\n")[0]
    if not match["colon"] and ":" not in (match["declared"] or ""):
        if re.search(r"\b(?:par|a|au)$|^(?:la|le|les|une?)\b.*\bd[eu]$", phrase):
            return None  # "représenté par M. X", "la procuration de M. X" tell of one person
        if not follows.strip(" .…:_-") and opening:
            pass  # a paragraph of its own
        elif _names_follow(follows) and (opening or joined or re.match(r"(?:etai|sont|ont)", phrase)):
            pass
        elif declared is not None and (opening or number):
            return _classify(phrase, start, end, declared, opens=False)
        else:
            return None
    return _classify(phrase, start, end, declared, opens=True)


def _count_before(folded: str, start: int) -> int | None:
    """A number printed before a heading and for it: "(07 Procurations :", "et 04 Absents :"."""
    match = re.search(r"(?:^|[\n(,;.]|\bet)[ -]*(\d{1,3}) +$", folded[max(start - 16, 0) : start])
    return int(match.group(1)) if match else None


def _names_follow(text: str) -> bool:
    """Whether a name comes right away: an honorific, or a capital that opens a person."""
    if PERSON_START.match(fold(text)) and text.strip():
        return True
    people = split_people(text)
    return bool(people) and not text[: people[0].start].strip(" :;-–—.0123456789")


def _classify(phrase: str, start: int, end: int, declared: int | None, *, opens: bool) -> Heading | None:
    """The heading for the words of ``phrase``."""
    turns = {name: patterns("turns", name) for name in load(LEXICON)["turns"]}
    voting = not turns["non_voting"].search(phrase)
    held = turns["no_proxy"].sub(" ", turns["non_voting"].sub(" ", phrase))
    excused = bool(_stem("excused").search(turns["not_excused"].sub(" ", held)))
    absent = bool(_stem("absent").search(held))
    present = bool(_stem("present").search(held) or _stem("voice").search(phrase))
    proxies = bool(_stem("represented").search(held))
    status: Status | None
    if turns["present_or_represented"].search(phrase):
        return Heading(start, end, "present", declared, voting, opens=opens and "donne" not in phrase)
    if turns["staff"].search(phrase) and voting and not turns["deputies"].search(phrase):
        status = None
    elif proxies:
        status = "represented"
    elif excused:
        status = "excused"
    elif absent or (not present and turns["not_excused"].search(phrase)):
        status = "absent"
    elif present or not voting:
        status = "present"
    else:
        status = None
    if turns["counts_only"].search(phrase):
        return Heading(start, end, status, declared, voting, proxies, opens=False)
    return Heading(start, end, status, declared, voting, proxies, opens)
