"""Identifiers: acts at the préfecture, SIREN and SIRET, bank details, contacts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from models.normalise.folding import fold
from models.normalise.lexicon import alternation, load

# --- acts -----------------------------------------------------------------------------------------------------


class ActId(NamedTuple):
    """An @CTES identifier. ``text`` is it without spaces; ``date`` is None where its eight figures are no date."""

    text: str
    department: str
    siren: str
    date: date | None
    number: str
    nature: str


class FoundActId(NamedTuple):
    """Characters ``start`` to ``end`` of a text are ``act_id``."""

    start: int
    end: int
    act_id: ActId


_HYPHEN = r"\s?[-‐‑–—−\u00ad\u0002]\s?"
# Département, SIREN, date, internal number, nature, transaction and message. Spaces come from line ends in a stamp.
_ACT_ID = re.compile(
    rf"(?<![0-9A-Za-z])(?P<department>0[0-9]{{2}}|02[AB]|97[1-8]|98[4-8]){_HYPHEN}"
    rf"(?P<siren>[0-9](?:\s?[0-9]){{8}}){_HYPHEN}"
    rf"(?P<date>[12](?:\s?[0-9]){{7}}){_HYPHEN}"
    rf"(?P<number>[0-9A-Za-z](?:{_HYPHEN}|\s?_\s?|[/.°]|[0-9A-Za-z]){{0,40}}?){_HYPHEN}"
    rf"(?P<nature>DE|AR|AI|CC|BF|AU)(?P<sent>{_HYPHEN}[0-9]{{1,2}}{_HYPHEN}[0-9]{{1,2}})?(?![0-9A-Za-z])"
)
_DASHES = str.maketrans(dict.fromkeys("‐‑–—−\u00ad\u0002", "-"))


def _plain(text: str | None) -> str:
    return re.sub(r"\s", "", text or "").translate(_DASHES)


def _act_id(match: re.Match[str]) -> ActId:
    department = match.group("department")
    figures = _plain(match.group("date"))
    try:
        day = date(int(figures[:4]), int(figures[4:6]), int(figures[6:]))
    except ValueError:
        day = None
    return ActId(
        _plain(match.group()),
        department[1:] if department.startswith("0") else department,
        _plain(match.group("siren")),
        day,
        _plain(match.group("number")),
        match.group("nature"),
    )


def find_act_ids(text: str) -> list[FoundActId]:
    """The act identifiers in ``text``, in order: ``059-225900018-20230321-315992-DE-1-1``.

    Anchored at both ends (département, nature), since the internal number may hold hyphens and underscores.
    """
    return [FoundActId(m.start(), m.end(), _act_id(m)) for m in _ACT_ID.finditer(text)]


def parse_act_id(text: str) -> ActId | None:
    """The act identifier that ``text`` is as a whole ("ID :" before it allowed), None otherwise."""
    match = _ACT_ID.fullmatch(re.sub(r"^\s*(?:ID\s*:?)?\s*", "", text).rstrip())
    return _act_id(match) if match else None


# --- SIREN and SIRET ------------------------------------------------------------------------------------------


def valid_siren(text: str) -> bool:
    """Whether ``text`` is a SIREN with a right check digit; spaces are allowed."""
    from stdnum.fr import siren

    return len(text) < 40 and bool(siren.is_valid(re.sub(r"\s", "", text)))


def valid_siret(text: str) -> bool:
    """Whether ``text`` is a SIRET with a right check digit; spaces are allowed."""
    from stdnum.fr import siret

    return len(text) < 40 and bool(siret.is_valid(re.sub(r"\s", "", text)))


# --- bank details ---------------------------------------------------------------------------------------------


class FoundSecret(NamedTuple):
    """Characters ``start`` to ``end`` are a value to mask: ``kind`` is iban, bic, rib, bank_code, branch_code,
    account, key, email or phone."""

    start: int
    end: int
    kind: str


_IBAN = re.compile(
    r"(?<![0-9A-Za-z])(?:(?:FR|MC)[ \u00a0\u202f.-]?[0-9]{2}(?:[ \u00a0\u202f.-]{0,2}[0-9A-Z]){23}"
    r"|[A-Z]{2}[0-9]{2}(?:[ \u00a0\u202f]?[0-9A-Z]{4}){2,7}(?:[ \u00a0\u202f]?[0-9A-Z]{1,3})?)(?![0-9A-Za-z])",
)
_GAP = r"[ \t|\u00a0\u202f]{0,3}"
_RIB = re.compile(
    rf"(?<![0-9A-Za-z])([0-9]{{5}}){_GAP}([0-9]{{5}}){_GAP}([0-9A-Z]{{11}}){_GAP}([0-9]{{2}})(?![0-9A-Za-z])"
)
_BIC = re.compile(r"[A-Z]{4}[ ]?[A-Z]{2}[ ]?[A-Z0-9]{2}(?:[ ]?(?:[A-Z0-9]{3}))?(?![0-9A-Za-z])")
# Groups of figures and capitals that hold a figure, on one line.
_VALUE = re.compile(r"(?=[A-Z]*[0-9])[0-9A-Z]+(?:[ \u00a0\u202f.-]{1,2}(?=[A-Z]*[0-9])[0-9A-Z]+)*(?![a-z])")
_AFTER_LABEL = re.compile(
    r"[ \t\u00a0\u202f]{0,4}(?:\([^()\n]{0,30}\))?[ \t\u00a0\u202f]{0,4}[:=°-]?[ \t\u00a0\u202f]{0,6}"
)


@cache
def _labels(kind: str) -> list[tuple[str, re.Pattern[str], tuple[int, int]]]:
    return [
        (
            entry["kind"],
            re.compile(rf"(?<![a-z0-9])(?:{alternation(entry['wordings'])})(?![a-z0-9])"),
            (entry["length"][0], entry["length"][1]),
        )
        for entry in load("bank")[kind]
    ]


@cache
def _bic_label() -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9])(?:{alternation(load('bank')['bic']['wordings'])})(?![a-z0-9])")


@cache
def _hint() -> re.Pattern[str]:
    words = [w for entry in load("bank")["labels"] for w in entry["wordings"]]
    return re.compile(rf"(?<![a-z0-9])(?:{alternation([*words, *load('bank')['bic']['wordings']])})(?![a-z0-9])")


_LITERALS = (
    "iban",
    "i.b.a.n",
    "rib",
    "r.i.b",
    "bic",
    "b.i.c",
    "swift",
    "banc",
    "banque",
    "guichet",
    "compte",
    "etab",
    "ccp",
)


def _valid_iban(text: str) -> bool:
    from stdnum import iban

    return bool(iban.is_valid(re.sub(r"[\s.-]", "", text), check_country=False))


def _valid_rib(bank: str, branch: str, account: str, key: str) -> bool:
    """Check of a French RIB: letters of the account count as figures, and the whole is a multiple of 97."""
    figures = account.translate(str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789"))
    return (89 * int(bank) + 15 * int(branch) + 3 * int(figures) + int(key)) % 97 == 0


def _labelled(text: str, folded: str, kind: str) -> Iterator[FoundSecret]:
    for name, pattern, (least, most) in _labels(kind):
        for label in pattern.finditer(folded):
            gap = _AFTER_LABEL.match(text, label.end())
            at = gap.end() if gap else label.end()
            if kind == "short_labels" and ":" not in text[label.end() : at]:
                continue
            value = _VALUE.match(text, at, at + 60)
            if value and least <= len(re.sub(r"[^0-9A-Z]", "", value.group())) <= most:
                yield FoundSecret(value.start(), value.end(), name)


def _bank_details(text: str, folded: str) -> Iterator[FoundSecret]:
    hinted = any(word in folded for word in _LITERALS) and bool(_hint().search(folded))
    for match in _IBAN.finditer(text):
        french = match.group()[:2] in ("FR", "MC")
        if _valid_iban(match.group()) or (french and re.search(r"[0-9]{4}", match.group())):
            yield FoundSecret(match.start(), match.end(), "iban")
    for match in _RIB.finditer(text):
        if hinted or _valid_rib(*match.groups()):
            yield FoundSecret(match.start(), match.end(), "rib")
    if not hinted:
        return
    yield from _labelled(text, folded, "labels")
    yield from _labelled(text, folded, "short_labels")
    for label in _bic_label().finditer(folded):
        gap = _AFTER_LABEL.match(text, label.end())
        match_bic = _BIC.match(text, gap.end() if gap else label.end())
        if match_bic:
            yield FoundSecret(match_bic.start(), match_bic.end(), "bic")


def may_hold_bank_details(text: str) -> bool:
    """Whether ``find_bank_details`` may find anything in one of the lines of ``text``; told for all of them at once."""
    folded = fold(text)
    return any(word in folded for word in _LITERALS) or bool(_IBAN.search(text) or _RIB.search(text))


def find_bank_details(text: str) -> list[FoundSecret]:
    """The bank details in ``text``, values only, in order and without overlap; never their labels.

    An IBAN is found anywhere (a French one also when its check digits are wrong), a RIB where it is whole; the codes
    of bank and branch, account number, key and BIC behind their label, on the same line (labels: bank.toml).
    A budget account ("compte 6574") is none.
    """
    found = sorted(_bank_details(text, fold(text)), key=lambda f: (f.start, -f.end))
    result: list[FoundSecret] = []
    for item in found:
        if not result or item.start >= result[-1].end:
            result.append(item)
    return result


# --- contacts -------------------------------------------------------------------------------------------------

_EMAIL = re.compile(r"(?<![\w.%+-])[\w.%+-]++@[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)++", re.ASCII)
_PHONE = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9][ .,/-])(?:(?:\+|00)33[ .]?(?:\(0\)[ .]?)?[1-9]|0[1-9])(?:[ \u00a0.-]?[0-9]{2}){4}"
    r"(?![0-9])(?![ .,/-][0-9])"
)


def find_contacts(text: str) -> list[FoundSecret]:
    """The e-mail addresses and French phone numbers in ``text``, in order."""
    found = [FoundSecret(m.start(), m.end(), "email") for m in _EMAIL.finditer(text)] if "@" in text else []
    found += [FoundSecret(m.start(), m.end(), "phone") for m in _PHONE.finditer(text)]
    return sorted(found)
