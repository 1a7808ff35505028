"""Grants told in a sentence or in a list of lines: who gets how much."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from extractors.verbs import leading_verb
from models.lexicon import load
from models.normalise.amounts import FoundAmount, find_amounts
from models.normalise.dates import parse_duration_months
from models.normalise.folding import fold
from models.passage import Passage


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """A named body or person: its name without article, its acronym, and where it is printed."""

    name: str
    acronym: str | None
    source: Passage


@dataclass(frozen=True, slots=True)
class Award:
    """Money for one beneficiary; ``amount`` is that of the whole period."""

    beneficiary: Beneficiary
    amount: Decimal | None
    annual: Decimal | None
    source: Passage


@cache
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(load("grants")[key])


@cache
def _any(key: str, before: str = r"\b", behind: str = r"\b") -> re.Pattern[str]:
    value = load("grants")
    for step in key.split("."):
        value = value[step]
    return re.compile(f"{before}(?:{'|'.join(value)}){behind}")


def first_object(passage: Passage) -> str | None:
    """What a decision grants first: "money", "other" (a loan, a contract, a fee), or None; names do not count.

    A sum without the name of a subsidy is money when nothing is bought.
    """
    folded = fold(passage.text)
    for start, end in _candidates(passage):
        folded = folded[:start] + "_" * (end - start) + folded[end:]
    other = _any("other").search(folded)
    limit = other.start() if other else len(folded)
    patterns = [_any("money")]
    if not _pattern("bought").search(folded):
        patterns += [_any("any_money"), _SUM]
    found = (pattern.search(folded) for pattern in patterns)
    if any(match and match.start() <= limit for match in found):
        return "money"
    return "other" if other else None


_SUM = re.compile(r"\d ?(?:€|euros\b)")


# -- who gets it

_ACRONYM = re.compile(r"\(\s*([^()]{2,150}?)\s*\)")
_ARTICLE = re.compile(r"l['’]\s?|(?:la|le|les)\s")  # one in capitals is part of the name: "Les Amis du Parc"
_HONORIFIC = re.compile(r"(?:M\.|Mme|Mlle|[Mm]onsieur|[Mm]adame|[Mm]ademoiselle)\s+(?!et\b)")
_ACCOUNT = re.compile(r"\s*\((?:[Aa]rt(?:icle)?\.?|[Cc]ompte|[Nn]ature|[Cc]hapitre)\s*\d+[^()]*\)")


def is_acronym(text: str) -> bool:
    """Whether a text in brackets is an acronym: capitals and figures, few small letters ("UDAS/CIAS 96").

    >>> is_acronym("OCCE34"), is_acronym("section judo"), is_acronym("59")
    (True, False, False)
    """
    letters = [c for c in text if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    return len(letters) > 1 and capitals >= 2 and capitals * 3 >= len(letters) * 2 and len(text.split()) <= 4


def named(text: str, source: Passage) -> Beneficiary | None:
    """The beneficiary that ``text`` names: article, honorific, quotes and references off, the acronym apart.

    Where the acronym is printed first and the full name in brackets, the full name is the beneficiary.
    """
    text = _ACCOUNT.sub("", " ".join(text.split())).strip(" ,;:–-*")
    for prefix in (_ARTICLE, _HONORIFIC):
        found = prefix.match(text)
        text = text[found.end() :] if found else text
    acronym = None
    for match in _ACRONYM.finditer(text):
        outside = (text[: match.start()] + text[match.end() :]).strip()
        if is_acronym(match.group(1)) and outside:
            acronym, text = match.group(1), re.sub(r"\s+([,.])", r"\1", " ".join(outside.split()))
            break
        if is_acronym(outside) and len(match.group(1).split()) > 1:
            article = _ARTICLE.match(match.group(1))
            acronym, text = outside, match.group(1)[article.end() if article else 0 :]
            break
    text = text.strip(" ,;:–-*")
    if acronym is None and (apart := _initials_apart(text)):
        text, acronym = apart
    quoted = re.fullmatch(r"[«\"“]\s*([^«»\"“”]+?)\s*[»\"”]", text)
    text = quoted.group(1) if quoted else text
    text = text if re.search(r"(?:\b\w\.){2,}$", text) else text.rstrip(".")
    if sum(c.isalpha() for c in text) < 2 or len(text) > 200:
        return None
    if text.islower() and (len(text.split()) < 2 or not _any("bodies", "").match(fold(text))):
        return None
    return Beneficiary(text, acronym, source)


_BEHIND_DASH = re.compile(r"(?P<name>.{8,}?)\s?[-–—:]\s?(?P<acronym>[A-ZÀ-Ý]{3,12})$")


def _initials_apart(text: str) -> tuple[str, str] | None:
    """A name with its acronym behind a dash, told by the initials of its words, small words left out or not.

    >>> _initials_apart("Recherche Enseignement Langues Anciennes - RELA")
    ('Recherche Enseignement Langues Anciennes', 'RELA')
    """
    match = _BEHIND_DASH.match(text)
    if match is None:
        return None
    words = re.findall(r"[^\W\d_]+", fold(match["name"]))
    initials = {"".join(w[0] for w in words), "".join(w[0] for w in words if len(w) > 2 and w not in ("les", "des"))}
    return (match["name"], match["acronym"]) if fold(match["acronym"]) in initials else None


# "à la société Dumont la maîtrise d'œuvre": an article that no preposition leads to begins something else.
_BARE_ARTICLE = re.compile(
    r"(?<!\b[Dd]e)(?<!à)(?<!et)(?<!ur)(?<!our)(?<!ans)(?<!ar)(?<!ez)(?<!ec)(?<!sous)(?<!ers) (?:la |le |les |l['’])(?=[a-zà-ÿ])"
)


def _candidates(passage: Passage) -> Iterator[tuple[int, int]]:
    """Where a text may name a beneficiary: behind "à", "au profit de"…, from the name to where it ends."""
    text, folded = passage.text, fold(passage.text)
    reached = 0
    for lead in _pattern("leads").finditer(folded):
        if lead.start() < reached:
            continue
        article = re.compile(r"(?:l' ?|la |le |les )?[\"« ]*").match(folded, lead.end())
        assert article is not None
        start = article.end()
        if (
            start >= len(text)
            or _pattern("no_leads").match(folded, lead.end())
            or _pattern("no_leads").match(folded, start)
        ):
            continue
        if not (text[start].isupper() or _any("heads", "").match(folded, start)):
            continue
        end = _name_end(text, folded, start)
        object_ = _BARE_ARTICLE.search(text, start, end)
        end = object_.start() if object_ else end
        if end - start > 1:
            yield start, end
            reached = end


def _name_end(text: str, folded: str, start: int) -> int:
    end = len(folded)
    at = start
    while stop := _pattern("ends").search(folded, at):
        word = text[stop.start() + 1 : stop.end()]
        if stop.group().startswith(" ") and word[:1].isupper() and not word.isupper():
            at = stop.end()  # "l'association Un toit pour tous": a capital belongs to the name
            continue
        if folded.count("(", start, stop.start()) <= folded.count(")", start, stop.start()):
            end = stop.start()
            break
        at = stop.end()
    for stop in _pattern("pour_ends").finditer(folded, start, end):
        if folded[stop.start() : stop.end()] == " en " and text[stop.end()].isupper() and not text[start:].isupper():
            continue  # "l'association Lecteurs en Bocage"
        # "Association pour la promotion du sport": the word belongs to a name that has hardly begun.
        named_so = _pattern("pour_in_name").match(folded, stop.start())
        if len(folded[start : stop.start()].split()) > 1 and not named_so:
            end = stop.start()
            break
    figure = re.compile(r" (?:et |de |d'|: )?\d[\d ]*(?:,\d+)? ?(?:€|euros?)").search(folded, start, end)
    bracket = re.compile(r" ?\(").search(folded, start, end)
    if bracket:
        close = folded.find(")", bracket.end())
        inside = folded[bracket.end() : close] if close > 0 else ""
        if not inside or re.search(r"\d{3}|€|euros", inside):
            end = bracket.start()
    return min(end, figure.start()) if figure else end


# -- how much


@dataclass(frozen=True, slots=True)
class _Amounts:
    plain: list[FoundAmount]
    annual: list[FoundAmount]
    total: list[FoundAmount]


def _amounts(text: str) -> _Amounts:
    """The amounts of a text by what is said of them; costs, first payments and former amounts are left out."""
    folded = fold(text)
    found = _Amounts([], [], [])
    for amount in find_amounts(text):
        before, after = folded[max(0, amount.start - 90) : amount.start], folded[amount.end : amount.end + 30]
        clause = re.split(r"[;:]|, (?=soit|correspondant|dont)", before)[-1]
        cost = _pattern("not_awarded").search(clause) and not _pattern("awarded").search(clause)
        if amount.value <= 0 or cost:
            continue
        if _pattern("annual_after").match(after) or _pattern("annual_before").search(clause):
            found.annual.append(amount)
        elif _pattern("total_before").search(before[-60:]):
            found.total.append(amount)
        else:
            found.plain.append(amount)
    return found


def _whole(
    amounts: _Amounts, text: str, years: int | None
) -> tuple[Decimal | None, Decimal | None, FoundAmount | None]:
    """The amount over the whole period, that of a year, and the printed one that stands for both.

    Where only a yearly amount is printed it is multiplied by the years that the decision names.
    """
    annual = amounts.annual[0] if amounts.annual else None
    first, second = (amounts.total, amounts.plain) if annual else (amounts.plain, amounts.total)
    whole = next(iter(first or second), None)
    if whole:
        return whole.value, annual.value if annual else None, whole
    if annual is None:
        return None, None, None
    months = parse_duration_months(text)
    count = months // 12 if months and months % 12 == 0 else years
    return annual.value * (count or 1), annual.value, annual


def beneficiaries(passage: Passage) -> list[Beneficiary]:
    """The bodies and persons that a text names as those who get something."""
    found = (named(passage.text[start:end], passage.sub(start, end)) for start, end in _candidates(passage))
    return [who for who in found if who]


def _is_class(who: Beneficiary) -> bool:
    """Whether a title speaks of many at once ("AIDE AUX COLLÈGES"), which in capitals reads like a name."""
    return _pattern("classes").match(fold(who.name)) is not None


def awards_in(passage: Passage, years: int | None = None, title: Passage | None = None) -> list[Award]:
    """The awards that a sentence tells; several when each amount has its own beneficiary.

    ``years`` is how many it is for. A sentence that names nobody awards to the one that the ``title`` names.
    """
    text = passage.text
    amounts = _amounts(text)
    places = list(_candidates(passage))
    if not places:
        value, annual, printed = _whole(amounts, text, years)
        told = [who for who in beneficiaries(title) if not _is_class(who)] if title and printed else []
        alone = printed is not None and len(told) == 1 and len(amounts.plain) < 2
        return [Award(told[0], value, annual, passage.sub(printed.start, printed.end))] if alone and printed else []
    if len(places) > 1 and len(amounts.plain) > 1:
        return [a for a in _pairs(passage, amounts.plain, places) if a]
    value, annual, printed = _whole(amounts, text, years)
    if printed is None:
        return []
    near = next((p for p in places if p[0] > printed.end), None) if places[0][0] > printed.end else places[0]
    start, end = near or places[0]
    who = named(text[start:end], passage.sub(start, end))
    return [Award(who, value, annual, passage.sub(printed.start, printed.end))] if who else []


def _pairs(passage: Passage, amounts: list[FoundAmount], places: list[tuple[int, int]]) -> Iterator[Award | None]:
    amount_first = amounts[0].start < places[0][0]
    for rank, amount in enumerate(amounts):
        if amount_first:
            limit = amounts[rank + 1].start if rank + 1 < len(amounts) else len(passage.text)
            place = next((p for p in places if amount.end <= p[0] < limit), None)
        else:
            limit = amounts[rank - 1].end if rank else 0
            place = next((p for p in reversed(places) if limit <= p[0] < amount.start), None)
        if place is None:
            continue
        who = named(passage.text[slice(*place)], passage.sub(*place))
        yield Award(who, amount.value, None, passage.sub(amount.start, amount.end)) if who else None


_LEADERS = re.compile(r"[\s.…_·:=–—-]{2,}$|\s*[:=–—-]\s*$")
_MARK = re.compile(r"\s*(?:[-–—−•▪▫●○◦■□➢➔→✓✔*·‣>]|\d{1,2}[.)°/-])\s*")


def award_in_line(line: Passage) -> Award | None:
    """The award of one line of a list: "Amicale des Pins : 1 500 €", "1 500 € à l'amicale des Pins"."""
    text = line.text
    found = [a for a in find_amounts(text) if a.value > 0]
    if len(found) > 1:
        found = [a for a in found if text.count("(", 0, a.start) <= text.count(")", 0, a.start)]
    if len(found) != 1 or fold(text).strip().startswith(("total", "soit", "montant", "sous-total")):
        return None
    if leading_verb(text):
        return None
    amount = found[0]
    mark = _MARK.match(text)
    start = mark.end() if mark and mark.end() <= amount.start else 0
    before = _LEADERS.sub("", text[start : amount.start]).strip()
    before = re.sub(
        r"\s(?:pour un montant de|d'un montant de|une subvention de|un montant de|la somme de|de|:)\s*$", "", before
    )
    if re.search(r"[^\W\d_]{2}", before) and not re.fullmatch(
        r"(?i)(?:une? )?(?:subvention|aide|montant|somme|participation)\b.*", before
    ):
        who = named(before, line.sub(start, start + len(before)))
        return Award(who, amount.value, None, line.sub(amount.start, amount.end)) if who else None
    tail = line.sub(amount.end)
    places = list(_candidates(tail))
    if not places:
        return None
    who = named(tail.text[slice(*places[0])], tail.sub(*places[0]))
    return Award(who, amount.value, None, line.sub(amount.start, amount.end)) if who else None
