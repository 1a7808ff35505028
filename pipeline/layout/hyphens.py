"""Whether the hyphen at a line end belongs to the word: decided by what the document itself writes elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from models.document import Page
from models.passage import HyphenRule

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_HYPHENS = frozenset("-\u2010\u0002")  # U+0002 is PDFium's mark for one
# First parts of French compounds that keep their hyphen.
_COMPOUND = frozenset(
    [
        "peut",
        "vice",
        "sous",
        "demi",
        "celui",
        "ceux",
        "celle",
        "celles",
        "ci",
        "quasi",
        "non",
        "mi",
        "ex",
        "au",
        "par",
        "là",
        "dit",
        "est",
        "sont",
        "ont",
        "avant",
        "après",
        "rendez",
        "grand",
        "grands",
        "grande",
        "saint",
        "sainte",
        "jean",
        "marie",
        "anne",
        "pierre",
        "chef",
        "lieu",
        "procès",
        "compte",
        "comptes",
        "contre",
        "c'est-à",
        "soi",
        "elle",
        "lui",
        "eux",
        "moi",
        "même",
        "porte",
        "nord",
        "sud",
        "hauts",
        "bas",
        "val",
        "presqu",
        "plus",
        "moins",
        "trois",
        "deux",
        "quatre",
    ]
)


def hyphen_rule(pages: Iterable[Page]) -> HyphenRule:
    """The rule for one document.

    A cut word that stands whole elsewhere is joined; one that stands with its hyphen elsewhere keeps it; a capital
    behind the hyphen keeps it (names). What remains follows the document: one that hyphenates is joined.
    """
    listed = list(pages)
    texts = {word.text for page in listed for word in page.words}
    broken = {text for text in texts if text[-1:] in _HYPHENS and text[-2:-1].isalpha()}
    cuts = [
        (word.text[:-1], after.text)
        for page in listed
        for word, after in pairwise(page.words)
        if word.text in broken and after.top > word.top
    ]

    @cache
    def whole() -> set[str]:
        """The words that stand whole, worked out for the first cut that asks."""
        found: set[str] = set()
        for text in texts - broken:
            if text.isalpha():
                found.add(text.lower())
            elif "-" in text or text[:-1].isalpha():
                found.update(m.lower() for m in _WORD.findall(text))
        return found

    def verdict(left: str, right: str) -> bool | None:
        head = (_WORD.findall(left) or [""])[-1].lower()
        tail = (_WORD.findall(right) or [""])[0].lower()
        if not head or not tail or right[0].isupper():
            return True
        if head in _COMPOUND or head.rsplit("-", 1)[-1] in _COMPOUND or f"{head}-{tail}" in whole():
            return True
        if head + tail in whole():
            return False
        return None

    verdicts = [verdict(left, right) for left, right in cuts]
    hyphenates = verdicts.count(False) > 0 or verdicts.count(None) > 2

    def keeps(left: str, right: str) -> bool:
        answer = verdict(left, right)
        if answer is not None:
            return answer
        # A syllable is no word: where neither side stands elsewhere, the hyphen cut one word in two.
        sides = [(_WORD.findall(left) or [""])[-1].lower(), (_WORD.findall(right) or [""])[0].lower()]
        return not hyphenates and any(side in whole() for side in sides)

    return keeps
