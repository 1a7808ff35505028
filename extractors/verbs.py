"""The verb of a decision, in the infinitive: "est imputée" is imputer, "D'AUTORISER" autoriser, "ÉLIT" élire.

Forms are built from the infinitives of ``lexicon/decisions.toml`` (present and future of the third person, past
participle), so that a new verb is one word there.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from models.lexicon import load
from models.normalise.folding import fold

Form = Literal["of infinitive", "infinitive", "finite", "participle"]


class Lead(NamedTuple):
    """The verb that a text begins with: its infinitive, its form, and where the word ends."""

    verb: str
    form: Form
    end: int


class _Forms(NamedTuple):
    finite: dict[str, str]  # folded form -> infinitive
    participle: dict[str, str]
    infinitive: dict[str, str]


def _add(forms: _Forms, verb: str, present: tuple[str, str], participle: str, future: str) -> None:
    for form in (*present, future + "a", future + "ont"):
        forms.finite.setdefault(fold(form), verb)
    for ending in ("", "e", "s", "es"):
        forms.participle.setdefault(fold(participle + ending), verb)
    forms.infinitive.setdefault(fold(verb), verb)


@cache
def _forms() -> _Forms:
    forms = _Forms({}, {}, {})
    verbs = load("decisions")["verbs"]
    for verb, (singular, plural, participle, future) in verbs["irregular"].items():
        _add(forms, verb, (singular, plural), participle, future)
    for verb in verbs["er"]:
        stem = verb[:-2]
        _add(forms, verb, (stem + "e", stem + "ent"), stem + "é", verb)
    for verb in verbs["ir"]:
        stem = verb[:-2]
        _add(forms, verb, (stem + "it", stem + "issent"), stem + "i", verb)
    return forms


def finite(word: str) -> str | None:
    """The infinitive of a present or future form ("approuvent", "transmettra"), None for any other word."""
    return _forms().finite.get(fold(word))


_REGULAR_PARTICIPLE = re.compile(r"[a-zà-ÿ]{2,}é(?:e|s|es)?")


def participle(word: str) -> str | None:
    """The infinitive of a past participle; one in "-é" of an unknown verb is that of a verb in "-er"."""
    known = _forms().participle.get(fold(word))
    if known:
        return known
    lower = word.lower()
    return lower.rstrip("s").removesuffix("e")[:-1] + "er" if _REGULAR_PARTICIPLE.fullmatch(lower) else None


# Endings that only infinitives have; "-er", "-ir" and "-oir" are checked against the nouns of the lexicon.
_ENDINGS = re.compile(r"[a-z-]{2,}(?:er|ir|uire|crire|endre|andre|ondre|indre|oudre|ettre|aitre|uivre|clure)")
_SHORT = frozenset({"etre", "avoir", "faire", "dire", "lire", "elire", "mettre", "croire", "plaire", "taire"})


def infinitive(word: str) -> str | None:
    """``word`` in lower case, accents restored, when it is an infinitive; None otherwise."""
    folded = fold(word)
    known = _forms().infinitive.get(folded)
    if known:
        return known
    if folded in _SHORT or (_ENDINGS.fullmatch(folded) and folded not in _not_infinitives()):
        return word.lower()
    return None


@cache
def _not_infinitives() -> frozenset[str]:
    return frozenset(fold(word) for word in load("decisions")["not_infinitives"])


@cache
def _nouns() -> frozenset[str]:
    return frozenset(fold(word) for word in load("decisions")["verbs_or_nouns"])


_REACH = 160  # characters within which a verb and what shows that it is one stand
_OF = re.compile(
    r"(?:de |d' ?)(?:ne (?:pas|plus) |bien vouloir "
    r"|(?:l'|s'|m'|la |le |les |lui |leur |y |en |se |me |vous |nous ) ?)*"
    r"(?P<word>[a-z]+(?:-[a-z]+)*)"
)
_PLAIN = re.compile(r"(?:(?:ne|se|lui|leur|y|en|vous|nous) |n'|s')*(?P<word>[a-z]+)(?![a-z'])")
_ACCENTED = re.compile(r"[éÉ](?:e|s|es|E|S|ES)?(?!\w)")  # "approuvé" is no "approuve"
_WITH_OBJECT = re.compile(r"(?:l'|les? |la )(?P<word>[a-z]+)")
_OBJECT = re.compile(
    r" (?:l[ea]s?|une?|des|ces?|cette|son|sa|ses|leurs?|monsieur|madame|messieurs|m\.|mme|a|au|aux|en|que"
    r"|tou[st]e?s?|et|pour|ainsi|egalement|sur)(?![a-z])| (?:l|qu)'|,"
)


def leading_verb(text: str) -> Lead | None:
    """The verb that ``text`` begins with: "d'approuver", "Approuver", "APPROUVE", "Approuvé"; None when it has none.

    A word that is a noun as well ("demande", "vote") is a verb only before an object.
    """
    folded = fold(text[:_REACH])
    of = _OF.match(folded)
    if of:
        verb = infinitive(text[of.start("word") : of.end("word")])
        return Lead(verb, "of infinitive", of.end()) if verb else None
    with_object = _WITH_OBJECT.match(folded)
    if with_object and (known := _forms().infinitive.get(with_object.group("word"))):
        return Lead(known, "infinitive", with_object.end())
    plain = _PLAIN.match(folded)
    if plain is None:
        return None
    word, end = plain["word"], plain.end()
    if word in _nouns() and not _OBJECT.match(folded, end):
        return None
    forms = _forms()
    if word in forms.infinitive:
        return Lead(forms.infinitive[word], "infinitive", end)
    if word in forms.finite and not _ACCENTED.search(text, plain.start("word"), end):
        return Lead(forms.finite[word], "finite", end)
    if word in forms.participle:
        return Lead(forms.participle[word], "participle", end)
    return None


@cache
def _noun() -> re.Pattern[str]:
    return re.compile(rf"(?:l'|la |le |un |une |son )?(?:{'|'.join(load('decisions')['nouns'])})(?![a-z])")


def told_by_noun(text: str) -> bool:
    """Whether ``text`` tells what is decided by a noun in place of a verb: "Approbation du compte", "mandat au maire"."""
    return _noun().match(fold(text[:_REACH])) is not None


_BE = re.compile(
    r"\b(?:est|sont|sera|seront|soit|soient|serait|seraient|a ete|ont ete)"
    r"(?: (?:donc|ainsi|egalement|des lors|par ailleurs|alors|bien|[a-z]+ment))* (?P<word>[a-z]+)"
)
_SUBJECT = re.compile(
    r"\b(?:conseil|assemblee|commission|comite|bureau|membres|deliberation|commune|ville|departement|region|communaute"
    r"|metropole|collectivite|syndicat|agglomeration|maire|presidente?|etat|il|elle|ils|elles)\b"
)
_DETERMINER = re.compile(
    r"(?:\b(?:le|la|les|un|une|des|de|du|en|par|a|au|aux|sur|pour"
    r"|ce|cette|ces|son|sa|ses|leur|leurs|toute?|qui|que|dont|sans|avec|sous|et|ou)|[ld]') ?$"
)
_WORD = re.compile(r"[a-z]+")


def main_verb(text: str) -> str | None:
    """The infinitive of what ``text`` decides.

    The verb it begins with, that which "DÉCIDE" leads to ("DÉCIDE d'adhérer" is adhérer), else the first passive
    ("sera inscrit") or the first verb of a subject such as the assembly or the commune. None when there is none.
    """
    folded = fold(text)
    at = 0 if leading_verb(text) else skip_fillers(folded)
    lead = leading_verb(text[at:])
    if lead:
        return _led_to(text[at:], lead)
    passive = [(m.end(), participle(text[m.start("word") : m.end("word")])) for m in _BE.finditer(folded)]
    found = [(at, verb) for at, verb in passive if verb]
    active = _active(text, folded, found[0][0] if found else len(text))
    return active or (_led_to(text, Lead(found[0][1], "participle", found[0][0])) if found else None)


def _active(text: str, folded: str, stop: int) -> str | None:
    """The first verb before ``stop`` that a subject of the same sentence leads."""
    for subject in _SUBJECT.finditer(folded, 0, stop):
        sentence = re.compile(r"[^.;:]{0,160}").match(folded, subject.end(), stop)
        assert sentence is not None
        for word in _WORD.finditer(folded, subject.end(), sentence.end()):
            verb = _forms().finite.get(word.group())
            if verb is None:
                continue
            printed = text[word.start() : word.end()]
            if _DETERMINER.search(folded, max(0, word.start() - 8), word.start()) or "é" in printed[-3:]:
                continue
            return _led_to(text[word.start() :], Lead(verb, "finite", word.end() - word.start()))
    return None


def _led_to(text: str, lead: Lead) -> str:
    """The verb behind one that only opens: "décide, à l'unanimité, d'adopter" leads to adopter."""
    if lead.form in ("finite", "participle") and lead.verb in load("decisions")["opening_verbs"]:
        behind = leading_verb(text[skip_fillers(fold(text), lead.end) :])
        if behind and behind.form in ("of infinitive", "infinitive"):
            return behind.verb
    return lead.verb


@cache
def _filler() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{f})" for f in load("decisions")["fillers"]))


def skip_fillers(folded: str, at: int = 0) -> int:
    """The offset behind the words at ``at`` that say who votes and how, and nothing of what is decided."""
    while at < len(folded):
        match = _filler().match(folded, at)
        if match is None or match.end() == at:
            break
        if match.end() < len(folded) and folded[match.end()].isalnum() and folded[match.end() - 1].isalnum():
            break
        at = match.end()
    return at
