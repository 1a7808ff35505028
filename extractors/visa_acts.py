"""What a visa cites: articles of codes, laws, decrees, deliberations, with their numbers and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import NamedTuple

from extractors.visa_items import Item, Noun, items_of, nouns
from models.lexicon import load
from models.normalise.folding import fold
from models.normalise.references import FoundArticle, find_codes, parse_articles

Span = tuple[int, int]


class Citation(NamedTuple):
    """An article or act cited; spans are offsets in the visa's text."""

    kind: str
    code: str | None
    article: str | None
    number: str | None
    dated_on: date | None
    at: Span
    dated_at: Span | None = None


@dataclass(slots=True)
class _Owner:
    """A code or act that articles may belong to."""

    kind: str
    start: int
    end: int
    code: str | None = None
    head: bool = False  # what the visa is about, rather than cited inside
    listed: bool = False  # an item of a list behind a colon
    known: bool = True  # a code or noun of the lexicon, not just the first word
    items: list[Item] = field(default_factory=list)
    articles: list[FoundArticle] = field(default_factory=list)


@cache
def _head() -> re.Pattern[str]:
    """From "Vu" to the noun that the visa is about."""
    qualifiers = "|".join(load("visas")["qualifiers"])
    article = r"(?:(?:le|la|les|un|une|des|de la|son|sa|ses|notre|nos|ce|cette|ces)(?![a-z'])|[ld]')[ ]?"
    lead = r"\W*(?:vus?\b)?[\s,:-]*(?:notamment |ensemble |en particulier |en outre )?"
    return re.compile(rf"{lead}(?:{article})?(?:(?:{qualifiers})(?:(?<=[ '])|(?![a-z]))[ ]?)*(?:{article})?")


@cache
def _formal() -> frozenset[str]:
    return frozenset(load("visas")["formal"]["kinds"]) | {"other"}


def find_citations(text: str) -> list[Citation]:
    """The articles and acts that a visa cites, in printed order: at least one, of kind "other" when nothing is known.

    Articles go to the code or act that they are said to be of. An act named inside the description of another counts
    when it is a law, a decree or the like with a number or a date.

    >>> [(c.kind, c.article) for c in find_citations("Vu les articles L. 2121-29 et R. 2121-9 du CGCT")]
    [('code', 'L2121-29'), ('code', 'R2121-9')]
    """
    folded = fold(text)
    owners = _owners(text, folded)
    loose = _bind(text, folded, owners)
    found: list[tuple[int, Citation]] = []
    for owner in owners:
        found += [(owner.start if owner.head else c.at[0], c) for c in _of(owner)]
    found += [(a.start, Citation("code", None, a.article, None, None, (a.start, a.end))) for a in loose]
    out: list[Citation] = []
    seen: set[tuple[object, ...]] = set()
    for _, citation in sorted(found, key=lambda f: f[0]):
        key = citation[:5]
        if key not in seen:
            seen.add(key)
            out.append(citation)
    return out


# --- who is cited -------------------------------------------------------------------------------------------------


def _owners(text: str, folded: str) -> list[_Owner]:
    """The codes and acts that a visa cites, in order; the head first even when it is of no known kind."""
    owners = _named(text, folded)
    counted: list[_Owner] = []
    for rank in reversed(range(len(owners))):  # an act's own words end where the next one that counts begins
        owner = owners[rank]
        behind = counted[-1:] if owner.head else owners[rank + 1 : rank + 2]
        if owner.kind != "code":
            noun = Noun(owner.kind, owner.start, owner.end, owner.head, owner.known)
            owner.items = items_of(text, folded, noun, behind[0].start if behind else len(text))
        if _counts(owner, owners[:rank], folded):
            counted.append(owner)
    counted.reverse()
    for owner in counted:
        owner.listed = ":" in folded[: owner.start] and _LIST_MARK.search(folded[: owner.start]) is not None
    if counted and counted[0].kind != "code" and not counted[0].items and any(o.listed for o in counted[1:]):
        counted.pop(0)  # "les arrêtés suivants : arrêté du …": the list tells them
    return counted


def _named(text: str, folded: str) -> list[_Owner]:
    """All codes and nouns of acts in a visa, in order, its head marked."""
    match = _head().match(folded)
    begin = match.end() if match else 0
    owners = [_Owner("code", c.start, c.end, code=c.name) for c in find_codes(text)]
    owners += list(_unknown_codes(text, folded, owners))
    for noun in nouns().finditer(folded, max(0, begin - 1)):
        if not any(o.start <= noun.start() < o.end for o in owners):
            owners.append(_Owner(noun.lastgroup or "other", noun.start(), noun.end()))
    owners.sort(key=lambda o: o.start)
    if owners and owners[0].start - begin <= 2:
        owners[0].head = True
    elif not _ARTICLES_FIRST.match(folded, begin):
        end = begin + len(folded[begin:].split(" ")[0])
        owners.insert(0, _Owner("other", begin, end, head=True, known=False))
    return owners


_ARTICLES_FIRST = re.compile(r"(?:alineas? |dispositions? |l')*art(?:icles?|s?\.)")
_LIST_MARK = re.compile(r"[:•→➢▪✓*-]\s*(?:le |la |les |l')?$")


_UNKNOWN = re.compile(
    r"(?<![a-z])code (?=(?:de |du |des |d'|general|electoral|rural|penal|civil)[a-z ])[^,;.:()\d]{4,90}?"
    r"(?= (?:et |en particulier|notamment|dans|pris|relatif|modifie|article)|[,;.:()\d]|$)"
)


def _unknown_codes(text: str, folded: str, known: list[_Owner]) -> Iterator[_Owner]:
    """Codes whose title the lexicon does not know: misspelt ones by their words, others as printed."""
    for match in _UNKNOWN.finditer(folded):
        if not any(o.start < match.end() and match.start() < o.end for o in known):
            printed = " ".join(text[match.start() : match.end()].split())
            title = _titles().get(_content(printed), printed[:1].upper() + printed[1:])
            yield _Owner("code", match.start(), match.end(), code=title)


def _content(title: str) -> frozenset[str]:
    """The words by which a title is known though small ones are misprinted."""
    return frozenset(w for w in re.findall(r"[a-z]+", fold(title)) if len(w) > 3)


@cache
def _titles() -> dict[frozenset[str], str]:
    return {_content(title): title for title in load("legal_codes")["codes"]}


def _counts(owner: _Owner, before: list[_Owner], folded: str) -> bool:
    """Whether an act named inside a visa is cited, rather than part of a description."""
    if owner.head or owner.kind == "code":
        return True
    if owner.kind not in _formal():
        return _coordinated(owner, before, folded) and bool(owner.items)
    return bool(owner.items)


def _coordinated(owner: _Owner, before: list[_Owner], folded: str) -> bool:
    """Whether an act is named beside the head with the same rank: "le rapport … et l'avis …"."""
    return (
        bool(before)
        and re.search(r"(?:,|\bet|ainsi que|ensemble) (?:le |la |les |l'|son |sa |ses )?$", folded[: owner.start])
        is not None
    )


def _of(owner: _Owner) -> Iterator[Citation]:
    at = (owner.start, owner.end)
    if owner.kind == "code":
        if owner.articles:
            for article in owner.articles:
                yield Citation("code", owner.code, article.article, None, None, (article.start, article.end))
        elif owner.head or owner.listed:
            yield Citation("code", owner.code, None, None, None, at)
        return
    for number, found in owner.items or [Item()]:
        dated = (found.start, found.end) if found else None
        value = found.value if found else None
        if owner.articles:
            for article in owner.articles:
                yield Citation(owner.kind, None, article.article, number, value, (article.start, article.end), dated)
        else:
            yield Citation(owner.kind, None, None, number, value, at, dated)


# --- articles -----------------------------------------------------------------------------------------------------

_OF = re.compile(r"\b(?:du|de la|de l'|de|des|dudit|de ladite|de ce|de cette)(?: meme| nouveau| present| dit)? ?$")


def _bind(text: str, folded: str, owners: list[_Owner]) -> list[FoundArticle]:
    """Give each article to its code or act; the ones that have none are returned."""
    loose: list[FoundArticle] = []
    articles = [a for a in parse_articles(text, numeric=True) if not _is_other(folded, a)]
    for article in articles:
        owner = _owner_of(folded, article, owners, articles)
        (owner.articles if owner is not None else loose).append(article)
    return loose


def _is_other(folded: str, article: FoundArticle) -> bool:
    """Whether an "article" is a line of a budget or of statutes rather than of a law."""
    return bool(re.match(r"\d{3,}$", article.article)) and "budget" in folded


def _owner_of(
    folded: str, article: FoundArticle, owners: list[_Owner], articles: list[FoundArticle]
) -> _Owner | None:
    following = [o for o in owners if o.start >= article.end]
    if following and _linked(folded, article.end, following[0].start, articles):
        return following[0]
    coded = not article.article[0].isdigit()
    before = [
        o for o in owners if o.end <= article.start and (o.kind == "code" or (not coded and o.kind in _formal()))
    ]
    if before:
        return before[-1]
    return next((o for o in following if o.kind == "code" or not coded), None)


def _linked(folded: str, start: int, stop: int, articles: list[FoundArticle]) -> bool:
    """Whether what stands between an article and an act says that it is of that act."""
    between = list(folded[start:stop])
    for other in articles:
        for at in range(max(start, other.start), min(stop, other.end)):
            between[at - start] = " "
    text = "".join(between)
    return (
        len(text.split()) <= 22
        and _OF.search(text) is not None
        and not re.search(r"[;]|\b(?:relatif|portant|concernant|notamment|code|loi)", text)
    )
