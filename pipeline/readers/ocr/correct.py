"""Known misreadings put right, only where the printed form is beyond doubt.

Forms that only one print can have made: ordinals, months between a day and a year, figures with an O or an l among
their digits, articles of codes, act identifiers (their check digit has to hold), and names that the document has
elsewhere. A corrected word keeps its confidence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from models.document import Document, Word
from models.lexicon import load
from models.normalise.identifiers import parse_act_id, valid_siren

_TO_DIGITS = str.maketrans("OolI|", "00111")
_ROUND = str.maketrans("{}", "()")  # acts print no braces
_NUMBER = re.compile(r"(?=(?:\D*\d){2})[\dOolI|]{3,}[.,;:)€%]*")
_ARTICLE = re.compile(r"([LRD]\.?\*?)([\dlIO]+(?:-[\dlIO]+)+)([.,;:)]*)")
_ACT_ID = re.compile(r"[\dOolI|]{2}[\dABOolI|][-_][\dOolI|]{9}[-_][\dOolI|]{8}[-_].+")
_EURO = re.compile(r"(\d{3})[eEc]([.,;:)]*)")
_THOUSANDS = re.compile(r"\(?\d{1,3}")
_DAY, _YEAR = re.compile(r"(?:1er|[0-3]?\d)"), re.compile(r"(?:19|20)\d\d[.,;:)]*")
_NAME = re.compile(r"[A-ZÀ-Ü][A-ZÀ-Ü'’-]{4,}")
_WEAK, _SURE = 0.5, 0.9
_EDGES = ".,;:()"


def correct(document: Document) -> None:
    """Put the recognised words of a document right, in place."""
    names = _sure_names(document)
    for page in document.pages:
        if any(word.confidence is not None for word in page.words):
            page.words = [
                word if word.confidence is None else _corrected(page.words, n, names)
                for n, word in enumerate(page.words)
            ]


def _corrected(words: Sequence[Word], n: int, names: Counter[str]) -> Word:
    word = words[n]
    before = words[n - 1].text if n else ""
    after = words[n + 1].text if n + 1 < len(words) else ""
    text = corrected(word.text, before, after)
    if text == "•" and before.endswith(")") and 0 < word.x0 - words[n - 1].x1 < word.size:
        text = ":"  # a list mark begins a line
    if text == word.text and (word.confidence or 0.0) < _WEAK:
        text = _as_elsewhere(text, names)
    return word if text == word.text else replace(word, text=text)


def corrected(text: str, before: str = "", after: str = "") -> str:
    """A word as it was printed, by its own form and its neighbours.

    >>> corrected("2O23"), corrected("ler", after="janvier"), corrected("aoùt", "15", "2022"), corrected("Oise")
    ('2023', '1er', 'août', 'Oise')
    """
    text = text.translate(_ROUND)
    for pattern, printed in _misread():
        if match := pattern.fullmatch(text):
            text = match.expand(printed)
    if _NUMBER.fullmatch(text):
        return text.translate(_TO_DIGITS)
    if match := _ARTICLE.fullmatch(text):
        return match[1] + match[2].translate(_TO_DIGITS) + match[3]
    if _ACT_ID.fullmatch(text) and parse_act_id(text) is None:
        head, rest = text[:22], text[22:]
        mended = head.translate(_TO_DIGITS) + rest
        found = parse_act_id(mended)
        return mended if found is not None and valid_siren(found.siren) else text
    if (match := _EURO.fullmatch(text)) and _THOUSANDS.fullmatch(before):
        return f"{match[1]}€{match[2]}"
    if _DAY.fullmatch(before) and _YEAR.fullmatch(after):
        return _month(text)
    return text


@cache
def _misread() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rule["pattern"]), rule["print"]) for rule in load("ocr")["misread"])


@cache
def _months() -> tuple[str, ...]:
    return tuple(forms[0] for forms in load("calendar")["months"].values())


def _month(text: str) -> str:
    """The month that a word between day and year is but for one letter, else the word."""
    near = [month for month in _months() if _differ(month, text.lower()) <= 1]
    return near[0] if len(near) == 1 and text.lower() not in _months() else text


def _differ(one: str, two: str) -> int:
    """How many letters differ between words of one length; more than any for others."""
    return sum(a != b for a, b in zip(one, two, strict=True)) if len(one) == len(two) else 99


def _sure_names(document: Document) -> Counter[str]:
    words = (word for page in document.pages for word in page.words)
    texts = (w.text.strip(_EDGES) for w in words if w.confidence is None or w.confidence >= _SURE)
    return Counter(text for text in texts if _NAME.fullmatch(text))


def _as_elsewhere(text: str, names: Counter[str]) -> str:
    """A weak name as the document has it elsewhere, when one name alone is that near."""
    bare = text.strip(_EDGES)
    if not _NAME.fullmatch(bare) or bare in names:
        return text
    near = [name for name in names if _differ(name, bare) == 1]
    return text.replace(bare, near[0]) if len(near) == 1 else text
