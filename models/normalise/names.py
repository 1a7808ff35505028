"""People's names as acts print them, and lists of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from models.normalise.folding import fold
from models.normalise.folding import fold_name as fold_name
from models.normalise.folding import within_one_edit as within_one_edit
from models.normalise.lexicon import load
from models.normalise.name_tokens import NAMES, Token, tokenize

MAX_WORDS = 9  # a longer run of capitalised words is a title, not a name


class Person(NamedTuple):
    """One name. ``honorific`` is "M.", "Mme" or None; ``name`` is given then family name, as printed otherwise."""

    honorific: str | None
    given_name: str | None
    family_name: str | None
    name: str


class Piece(NamedTuple):
    """Characters ``start`` to ``end`` of a list, honorific included, name ``person``."""

    start: int
    end: int
    person: Person


class _Item(NamedTuple):
    """The words of one name in a list, with the honorific that holds for it."""

    honorific: Token | None
    own: bool  # the honorific stands right before this name
    words: tuple[Token, ...]


@cache
def given_names() -> frozenset[str]:
    """Common given names, folded; a help to tell "DUPONT MARIE" from "MARIE DUPONT", no more."""
    lists = load("given_names")
    return frozenset(f"{lists['men']} {lists['women']}".split())


def _is_given(word: str) -> bool:
    folded = fold(word)
    return folded in given_names() or all(p in given_names() for p in folded.split("-"))


# --- one name -------------------------------------------------------------------------------------------------


def _text(words: Sequence[Token]) -> str | None:
    return re.sub(r"[-‐‑\u00ad\u0002]", "-", " ".join(w.text for w in words)) or None


def _two_capitals(token: Token) -> bool:
    """Initials without dots ("JF", "ML"), unless they may be a family name ("LY", "WU")."""
    text = token.text
    return len(text) == 2 and text.isascii() and text[1] not in "AEIOUY" and not token.particle and text != "NG"


def _cut(words: Sequence[Token], family_first: bool | None) -> int:
    """Index that parts given names from family name; negative where the family name comes first."""
    count = len(words)
    caps = [i for i, w in enumerate(words) if w.kind == "caps"]
    mixed = [i for i, w in enumerate(words) if w.kind in ("mixed", "initial")]
    if caps and mixed:
        if caps == [0] and _two_capitals(words[0]) and count > 1 and words[0].text.isupper():
            return 1
        if caps[0] < mixed[0]:
            return -mixed[0]
        first = caps[0]
        while first > 1 and words[first - 1].kind == "particle":
            first -= 1
        return first
    initials = 0
    while initials < count - 1 and words[initials].kind == "initial":
        initials += 1
    if initials:
        return initials
    if count > 1 and words[-1].kind == "initial":
        return -(count - 1)
    return _cut_alike(words, family_first)


def _cut_alike(words: Sequence[Token], family_first: bool | None) -> int:
    """The same where all words are in capitals or none is: particles and known given names tell."""
    count = len(words)
    particles = [i for i, w in enumerate(words) if w.kind == "particle" or w.particle]
    if family_first is None:
        known = _is_given(words[0].text), _is_given(words[-1].text)
        family_first = known == (False, True) or (bool(particles) and particles[0] == 0)
    if family_first:
        first = count - 1
        while first > 1 and _is_given(words[first - 1].text) and _opens_compound(words[first - 1].text):
            first -= 1
        return -first
    inner = [i for i in particles if i > 0]
    if inner and inner[0] < count - 1:
        return inner[0]
    first = 1
    if words[0].kind == "mixed":
        return count - 1
    while first < count - 1 and _opens_compound(words[first - 1].text) and _is_given(words[first].text):
        first += 1
    return first


def _opens_compound(word: str) -> bool:
    return fold(word) in load("given_names")["first_of_compounds"].split()


def _person(item: _Item, family_first: bool | None = None) -> Person | None:
    """The person that the words of an item name, None when they cannot be a name."""
    words = list(item.words)
    while words and words[-1].kind == "particle":
        words.pop()
    while len(words) > 1 and words[0].kind == "particle" and words[0].text in ("le", "la", "les", "des", "du"):
        words.pop(0)
    if not words or len(words) > MAX_WORDS or all(w.kind in ("particle", "initial") or w.particle for w in words):
        return None
    honorific = item.honorific.gender or None if item.honorific else None
    if sum(w.kind != "particle" and not w.particle for w in words) == 1 and words[0].kind not in ("mixed", "initial"):
        text = _text(words)
        return Person(honorific, None, text, text) if text else None
    if len(words) == 1:
        alone = item.honorific is None and words[0].kind == "mixed" and _is_given(words[0].text)
        text = _text(words) or words[0].text
        return Person(honorific, text, None, text) if alone else Person(honorific, None, text, text)
    cut = _cut(words, family_first)
    first, second = (words[:cut], words[cut:]) if cut > 0 else (words[-cut:], words[:-cut])
    if any(w.kind == "particle" for w in first) and not item.honorific:
        return None  # "Régie du Parking LORMEAU"
    given, family = _text(first), _text(second)
    return Person(honorific, given, family, " ".join(part for part in (given, family) if part))


@lru_cache(maxsize=8192)
def parse_person(text: str, family_first: bool | None = None) -> Person | None:
    """The person that ``text`` names: one name as printed, honorific or not, in either order.

    Bracketed remarks, functions and what follows a comma are dropped. Capitals tell the family name; where they do
    not, particles and known given names do, and last ``family_first`` (what the list does) or given name first.
    None when ``text`` does not begin with a name ("Madame le Maire").

    >>> parse_person("M. DE LA TOUR Jean-Marc, Maire")
    Person(honorific='M.', given_name='Jean-Marc', family_name='DE LA TOUR', name='Jean-Marc DE LA TOUR')
    """
    tokens = tokenize(text[:300])
    while tokens and tokens[0].kind in ("comma", "figure", "line", "colon"):
        tokens.pop(0)
    if not tokens or tokens[0].kind not in NAMES | {"honorific"}:
        return None
    item = next(_items(tokens), None)
    if item is None or (item.words[0].start > tokens[0].start and item.honorific is None):
        return None
    return _person(item, family_first)


# --- lists ----------------------------------------------------------------------------------------------------


def _starts_new(words: Sequence[Token], token: Token) -> bool:
    """Whether ``token`` begins another name though no comma stands before it ("Paul DURAND Anne ROY")."""
    kinds = [w.kind for w in words if w.kind != "particle"]
    if not kinds:
        return False
    if token.kind == "initial":
        return len(kinds) > 1 and kinds[-1] != "initial"
    if token.kind == "mixed" and "caps" in kinds and kinds[0] != "caps":
        return True
    return token.kind == "caps" and kinds[0] == "caps" and kinds[-1] == "mixed" and not words[0].particle


def _goes_on(words: Sequence[Token], tokens: Sequence[Token], at: int, capitals: bool) -> bool:
    """Whether a name goes on over the line end at ``tokens[at]``."""
    following = tokens[at + 1 : at + 3]
    if not words or not following or following[0].kind not in NAMES:
        return False
    if words[-1].kind in ("particle", "initial") or words[-1].particle:
        return True
    ended = len(following) < 2 or following[1].kind not in NAMES | {"lower"}
    has_caps = any(w.kind == "caps" for w in words)
    has_mixed = any(w.kind == "mixed" for w in words)
    if capitals and not has_caps:
        return following[0].kind in ("caps", "particle")
    if has_caps and not has_mixed:
        return following[0].kind == "mixed" and (ended or following[1].kind == "mixed")
    if has_caps and has_mixed:
        return following[0].kind == "caps" and ended and words[0].kind != "caps"
    return not capitals and len(words) == 1 and following[0].kind == "mixed" and ended


def _as_name(token: Token, words: Sequence[Token]) -> bool:
    """Whether a word of a function is a family name here: in capitals right behind a given name ("Anne MAIRE")."""
    if not token.text.isupper() or not any(w.kind == "mixed" for w in words):
        return False
    return words[-1].kind == "mixed" or words[-1].particle


def _items(tokens: Sequence[Token]) -> Iterator[_Item]:
    """The names in a run of tokens. A plural honorific holds until the next one; "M. Mmes" holds no gender."""
    capitals = sum(t.kind == "caps" for t in tokens) > 0
    words: list[Token] = []
    honorific: Token | None = None
    own = skip = False
    last: Token | None = None

    def close() -> Iterator[_Item]:
        nonlocal honorific, own
        if words:
            yield _Item(honorific, own and honorific is not None and not honorific.plural, tuple(words))
            words.clear()
            if honorific is not None and not honorific.plural:
                honorific = None
            own = False

    for at, token in enumerate(tokens):
        kind = token.kind
        if kind == "function" and not skip and _as_name(token, words):
            token = token._replace(kind="caps")
            kind = "caps"
        if kind == "honorific" and _initial_m(tokens, at):
            token = token._replace(text="M.", kind="initial")  # "Mme M. ROY"
            kind = "initial"
        if kind == "honorific":
            if skip and last is not None and last.kind == "lower":
                continue  # "donne pouvoir à Mme X": told by the proxies
            yield from close()
            together = last is not None and _bound(tokens, at)
            if together and honorific is not None and honorific.gender != token.gender and token.gender:
                honorific = token._replace(gender="", plural=True) if honorific.gender else token
            else:
                honorific = token
            own, skip = True, False
        elif kind in NAMES:
            if skip and not _restarts(tokens, at):
                last = token
                continue
            skip = False
            if words and _starts_new(words, token):
                yield from close()
            if len(words) <= MAX_WORDS:
                words.append(token)
        elif kind == "line" and _goes_on(words, tokens, at, capitals):
            continue
        else:
            if kind == "function" and all(w.kind == "particle" or w.particle for w in words):
                words.clear()  # "Madame le Maire Anne ROY"
            had = bool(words)
            yield from close()
            if kind == "line" and skip and last is not None and last.kind == "lower":
                continue  # "donne pouvoir à" ends the line: its object is on the next one
            if kind in ("comma", "and", "colon", "line"):
                skip = False
                if kind in ("colon", "comma") and not had and _lapses(tokens, at, honorific):
                    honorific = None
            elif kind == "function" or had:
                skip = True
        last = token
    yield from close()


def _initial_m(tokens: Sequence[Token], at: int) -> bool:
    """Whether the "M." at ``at`` is an initial: it stands between an honorific and a name."""
    if at == 0 or at + 1 >= len(tokens) or tokens[at].text.rstrip(".") != "M":
        return False
    before = tokens[at - 1]
    if before.kind == "line" and at > 1:
        before = tokens[at - 2]
    return before.kind == "honorific" and not before.plural and tokens[at + 1].kind in ("caps", "mixed")


def _lapses(tokens: Sequence[Token], at: int, honorific: Token | None) -> bool:
    """Whether an honorific no longer holds behind the mark at ``at``, where no name has followed it."""
    if honorific is None or tokens[at - 1].kind == "honorific":
        return False
    beside_another = at + 1 < len(tokens) and tokens[at + 1].kind == "honorific"
    return tokens[at].kind == "colon" or not (honorific.plural or beside_another)


def _bound(tokens: Sequence[Token], at: int) -> bool:
    """Whether the honorific at ``at`` follows another with nothing but a link between them ("MM. et Mmes")."""
    before = at - 1
    while before >= 0 and tokens[before].kind in ("and", "comma", "line"):
        before -= 1
    return before >= 0 and tokens[before].kind == "honorific"


def _restarts(tokens: Sequence[Token], at: int) -> bool:
    """Whether a name begins at ``at`` behind a function without a mark between ("Maire Anne ROY")."""
    if at == 0 or tokens[at - 1].kind != "function" or at + 1 >= len(tokens):
        return False
    return {tokens[at].kind, tokens[at + 1].kind} == {"mixed", "caps"}


class _Habits(NamedTuple):
    """How a list prints its names."""

    family_first: bool | None  # the order of most names, None when nothing tells
    full: bool  # some names have more than one word
    lone_given: bool  # several names are a known given name alone
    polite: bool  # nearly all names have an honorific


def _habits(items: Sequence[_Item]) -> _Habits:
    balance = lone_given = polite = 0
    for item in items:
        polite += item.honorific is not None
        words = [w for w in item.words if w.kind in ("caps", "mixed")]
        if len(words) < 2:
            lone_given += len(item.words) == 1 and _is_given(item.words[0].text)
        elif {w.kind for w in words} == {"caps", "mixed"}:
            balance += 2 if words[0].kind == "caps" else -2
        else:
            balance += _is_given(words[-1].text) - _is_given(words[0].text)
    return _Habits(
        None if balance == 0 else balance > 0,
        any(len(i.words) > 1 for i in items),
        lone_given > 1,
        polite >= 3 and polite * 5 >= len(items) * 4,
    )


def _with_initials(items: list[_Item]) -> list[_Item]:
    """In a list of initials without honorifics "M." is an initial: "A. PETIT, M. DURAND, JF ROY"."""
    plain = [i for i in items if i.honorific is None]
    addressed = [i for i in items if i.honorific is not None]
    if len(plain) < 3 or len(addressed) > len(plain):
        return items
    if any(not i.own or i.honorific.text.rstrip(".") != "M" or len(i.words) > 2 for i in addressed if i.honorific):
        return items
    if not all(i.words[0].kind == "initial" or _two_capitals(i.words[0]) for i in plain):
        return items
    return [
        i._replace(honorific=None, own=False, words=(i.honorific._replace(text="M.", kind="initial"), *i.words))
        if i.honorific
        else i
        for i in items
    ]


def _plausible(item: _Item, habits: _Habits) -> bool:
    """Whether an item without an honorific is a person, seen the rest of the list."""
    if item.honorific is not None:
        return True
    words = [w for w in item.words if w.kind != "particle"]
    if len(words) == 1:
        if words[0].kind == "caps":
            return not habits.full and len(words[0].text) > 1
        return not habits.full and habits.lone_given and _is_given(words[0].text)
    known = bool(words) and (_is_given(words[0].text) or _is_given(words[-1].text))
    kinds = {w.kind for w in words}
    if kinds >= {"caps", "mixed"}:
        return known or not habits.polite  # else a noun before a word in capitals: "Quartier LORMEAU"
    return known or "initial" in kinds or (bool(words) and _two_capitals(words[0]))


def split_people(text: str) -> list[Piece]:
    """The people that an attendance list names, in printed order.

    Commas, semicolons, "et", bullets and line ends part them; so do an honorific and a change from a family name
    in capitals to a given name where the comma is missing. A plural honorific (MM., Mmes) gives M. or Mme to each
    name up to the next; a mixed one ("M. Mmes") gives none. Functions and bracketed remarks are skipped. Of
    "X donne pouvoir à Y" only X is taken. Where capitals do not tell the order of names, most of the list do.

    >>> [p.person.name for p in split_people("MM. Paul DURAND, Maire, Jean PETIT et Mme ROY Anne")]
    ['Paul DURAND', 'Jean PETIT', 'Anne ROY']
    """
    items = _with_initials(list(_items(tokenize(text))))
    habits = _habits(items)
    pieces: list[Piece] = []
    for item in items:
        person = _person(item, habits.family_first) if _plausible(item, habits) else None
        if person is None:
            continue
        start = item.honorific.start if item.own and item.honorific else item.words[0].start
        last = next(w for w in reversed(item.words) if w.kind != "particle" or w is item.words[0])
        pieces.append(Piece(start, last.end, person))
    return pieces


# --- the same person ------------------------------------------------------------------------------------------


def same_person(a: str, b: str) -> bool:
    """Whether two full names are one person's, spelling slips allowed.

    Accents, case, hyphens and the order of names do not count. One wrong letter does not count in a family name of
    five letters or more; in a given name only when one of the two is no known given name ("Michel" and "Michèle" are
    two people). A family name alone is the same only as itself.
    """
    keys = fold_name(a), fold_name(b)
    if keys[0] == keys[1]:
        return bool(keys[0])
    if sorted(keys[0].split()) == sorted(keys[1].split()):
        return True
    one, two = parse_person(a), parse_person(b)
    if not one or not two or not (one.given_name and two.given_name and one.family_name and two.family_name):
        return False
    given = fold_name(one.given_name), fold_name(two.given_name)
    family = fold_name(one.family_name), fold_name(two.family_name)
    if given[0] == given[1]:
        return min(map(len, family)) >= 5 and within_one_edit(*family)
    slip = not (_is_given(one.given_name) and _is_given(two.given_name)) and min(map(len, given)) >= 5
    return family[0] == family[1] and slip and within_one_edit(*given)
