"""The words of attendance lists, each with what it can be: honorific, given or family name, particle, function."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from models.normalise.folding import fold
from models.normalise.lexicon import load

Kind = Literal[
    "honorific",
    "caps",
    "mixed",
    "particle",
    "initial",
    "function",
    "lower",
    "figure",
    "comma",
    "and",
    "line",
    "colon",
]
NAMES: frozenset[Kind] = frozenset({"caps", "mixed", "particle", "initial"})


class Token(NamedTuple):
    """Characters ``start`` to ``end`` are ``text``; ``gender`` ("M.", "Mme", "" for a title) is an honorific's."""

    start: int
    end: int
    text: str
    kind: Kind
    gender: str | None = None
    plural: bool = False
    particle: bool = False  # a capital word that is a particle: "DE", "VAN"


_L = r"[^\W\d_]"
_TOKEN = re.compile(
    rf"(?P<initial>[A-ZÀ-ÖØ-Þ]\.?-[A-ZÀ-ÖØ-Þ](?:\.|(?=\s))|(?!M\.(?![A-ZÀ-ÖØ-Þ]\.))[A-ZÀ-ÖØ-Þ]\.(?:[A-ZÀ-ÖØ-Þ]\.)*+)"
    rf"|(?P<word>{_L}++(?:[-‐‑'’ʼ\u00ad\u0002]{_L}++)*+)"
    r"|(?P<figure>[0-9]++(?:er|ère|ere|[eè]me|e|°|nde?)?(?![^\W\d_]))"
    r"|(?P<space>\s++)|(?P<mark>.)",
    re.DOTALL,
)
_LONE_M = re.compile(r"\.[ \u00a0]*(?:[-–—,;()]|$)")
_REMARK = re.compile(r"\([^()\n]{0,200}\)|\[[^\][\n]{0,200}\]")
_GLUED = re.compile(r"(.{2,}?)(Mme|Mlle|Mmes|Monsieur|Madame|MM)$")
_ANDS = {"et", "&"}
_APOSTROPHES = str.maketrans("’ʼ", "''")


@cache
def _honorifics() -> dict[str, tuple[str, bool]]:
    groups = load("honorifics")["honorifics"]
    kinds = {"one_man": ("M.", False), "one_woman": ("Mme", False), "men": ("M.", True), "women": ("Mme", True)}
    kinds["title"] = ("", False)
    forms: dict[str, tuple[str, bool]] = {}
    for group, value in kinds.items():
        for form in groups[group]:
            forms[form] = value
            if len(form.rstrip(".")) > 2 and group != "title":  # "MADAME", "mme" too; "ME", "PR" would be words
                forms |= {form.upper(): value, form.lower(): value}
    return forms


@cache
def _words(theme: str, key: str) -> frozenset[str]:
    return frozenset(fold(word) for word in load("honorifics")[theme][key])


def is_particle(word: str) -> bool:
    """Whether ``word``, in any case, is a particle of family names."""
    return fold(word) in _words("particles", "words")


def _is_caps(word: str) -> bool:
    """Whether a word is printed as a family name: "DUPONT", "d'ARC", "McDONALD", "MARTIN-Durand"."""
    parts = [p for p in re.split(r"[-‐‑'’ʼ]", word) if len(p) > 1]
    if word.isupper():
        return len(word) > 1
    return any(p.isupper() or re.fullmatch(r"[A-Z][a-z]{1,2}[A-ZÀ-Þ]{3,}", p) for p in parts)


def _kind_of(word: str) -> tuple[Kind, bool]:
    folded = fold(word)
    bare = folded.rstrip("s")
    if folded in _ANDS:
        return "and", False
    if folded in _words("functions", "words") or folded in _words("functions", "labels") or bare == "maire":
        return "function", False
    if is_particle(word):
        return ("caps", True) if word.isupper() and len(word) > 1 else ("particle", True)
    if _is_caps(word):
        return "caps", False
    head, _, tail = word.translate(_APOSTROPHES).partition("'")
    if word[0].isupper() or (tail[:1].isupper() and head in _words("particles", "elided")):
        return ("mixed" if len(word) > 1 else "initial"), False
    return "lower", False


def blank_remarks(text: str) -> str:
    """``text`` with bracketed remarks ("(arrivé à 18h30)") replaced by as many spaces."""
    return _REMARK.sub(lambda m: " " * len(m.group()), text)


def tokenize(text: str) -> list[Token]:
    """The tokens of ``text`` outside bracketed remarks, in order, offsets kept."""
    clear = blank_remarks(text)
    tokens: list[Token] = []
    polite = sum(1 for form in ("M. ", "Mme ", "Monsieur ", "Madame ", "Mlle ") if form in clear) > 0
    for match in _TOKEN.finditer(clear):
        kind, word, start, end = match.lastgroup, match.group(), match.start(), match.end()
        if kind == "space":
            if "\n" in word:
                tokens.append(Token(start, end, "\n", "line"))
        elif kind == "figure":
            tokens.append(Token(start, end, word, "figure"))
        elif kind == "initial":
            tokens.append(Token(start, end, word, "initial"))
        elif kind == "word":
            _add_word(tokens, clear, word, start, polite)
        elif word == ".":
            if not (tokens and tokens[-1].end > start):  # the dot of "M." is part of it
                tokens.append(Token(start, end, word, "comma"))
        elif word == ":":
            tokens.append(Token(start, end, word, "colon"))
        elif word == "&":
            tokens.append(Token(start, end, word, "and"))
        elif word in "*°'’\"«»“”" or word.isspace():
            continue
        else:
            tokens.append(Token(start, end, word, "comma"))
    return _joined(tokens)


def _add_word(tokens: list[Token], text: str, word: str, start: int, polite: bool) -> None:
    """Add the token of a word; an honorific glued to the name before it ("DURANDM. Paul", "DURANDMme") is cut off."""
    end = start + len(word)
    after = text[end : end + 1]
    rest = text[end : end + 3].lstrip(". \n")
    glued = _GLUED.match(word)
    if glued and not word.isupper() and len(glued.group(1)) > 2:
        _add_word(tokens, text, glued.group(1), start, polite)
        _add_word(tokens, text, glued.group(2), start + len(glued.group(1)), polite)
        return
    if polite and after == "." and word.isupper() and len(word) > 3 and word.endswith("M"):
        follows = re.match(r"\.\s{0,2}[A-ZÀ-Þ][a-zà-ÿ]", text[end : end + 5])
        if follows:
            _add_word(tokens, text, word[:-1], start, polite)
            tokens.append(Token(end - 1, end + 1, "M", "honorific", "M."))
            return
    if word == "M" and tokens and tokens[-1].kind == "caps" and _LONE_M.match(text, end):
        tokens.append(Token(start, end + 1, "M.", "initial"))  # "DURAND M. – PETIT J."
        return
    form = _honorifics().get(word) or (_honorifics().get(word + ".") if after == "." else None)
    if form and (word not in ("M", "MM", "Me", "Mes") or after == "." or rest[:1].isupper()):
        tokens.append(Token(start, end + (after == "."), word, "honorific", *form))
        return
    kind, particle = _kind_of(word)
    if after == "." and kind == "mixed" and len(word) <= 3 and text[end + 1 : end + 3].strip()[:1].isupper():
        kind = "initial"  # "Ph. DURAND"
        end += 1
        word += "."
    tokens.append(Token(start, end, word, kind, particle=particle))


def _joined(tokens: list[Token]) -> list[Token]:
    """Tokens with what belongs together made one: "MARTIN - DURAND", "Jean- Pierre", small capitals "D URAND"."""
    result: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        last = result[-1] if result else None
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        dash = token.kind == "comma" and token.text in "-‐‑–"
        if dash and last and after and _hyphen(result, token, after, tokens[at + 2 : at + 3]):
            result[-1] = Token(last.start, after.end, f"{last.text}-{after.text}", last.kind)
            at += 2
            continue
        if (
            token.kind == "initial"
            and len(token.text) == 1
            and last is not None
            and last.kind == "mixed"
            and after is not None
            and after.kind == "caps"
            and after.start == token.end + 1
        ):
            result.append(Token(token.start, after.end, token.text + after.text, "caps"))
            at += 2
            continue
        result.append(token)
        at += 1
    return result


def _hyphen(before: list[Token], dash: Token, after: Token, following: list[Token]) -> bool:
    """Whether a dash with a space at its side is the hyphen of a double name rather than a list mark."""
    last = before[-1]
    if last.kind != after.kind or last.kind not in ("caps", "mixed"):
        return False
    if dash.start == last.end or after.start == dash.end:
        return True
    if last.kind != "caps" or last.particle or after.particle:
        return False
    given_before = len(before) > 1 and before[-2].kind in ("mixed", "initial", "particle")
    given_after = bool(following) and following[0].kind == "mixed"
    return given_before != given_after
