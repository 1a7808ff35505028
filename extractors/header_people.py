"""Chair, secretary and signatory of a deliberation."""

from __future__ import annotations

import re

from extractors.find import matches, patterns
from models.normalise.names import parse_person, split_people
from models.parts import Act
from models.passage import Passage

Found = tuple[str, Passage]

_ROLE = re.compile(
    r"^(?:(?:M\.|Mr|Mme|Monsieur|Madame)\s+)?(?:(?:le|la|l['’])\s*)?(?:Maire|Pr[ée]sidente?|Vice[- ][Pp]r[ée]sidente?|Doyenn?e?)\b[^,\n]{0,60}?(?:,|:)?\s+(?=(?:M\.|Mme|Monsieur|Madame|[A-ZÀ-Ý]))",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"[,;:\n(]|\s[-–]\s|\.\s|\.$|\s(?:pr[ée]sidente?|maire|adjointe?|vice|doyen|conseill|a\s|est\s|secr[ée]taire)\b",
    re.IGNORECASE,
)
_LONGEST_NAME = 70


def name_at(passage: Passage, start: int) -> Found | None:
    """The person named right at ``start``; a role before the name ("Monsieur le Maire, …") is stepped over."""
    window = passage.text[start : start + 160]
    role = _ROLE.match(window)
    offset = role.end() if role else 0
    rest = window[offset:]
    stop = _STOP.search(rest, 4)
    while stop and stop.group() == ". " and re.search(r"(?:^|\s)(?:M|Mr|Mme|[A-Z])$", rest[: stop.start()]):
        stop = _STOP.search(rest, stop.end())
    piece = rest[: min(stop.start() if stop else _LONGEST_NAME, _LONGEST_NAME)].strip()
    if not piece or not piece[0].isupper():
        return None
    person = parse_person(piece)
    if person is None or not person.family_name:
        return None
    begin = start + offset + (len(rest) - len(rest.lstrip()))
    return person.name, passage.sub(begin, begin + len(piece))


def find_chair(head: Passage) -> Found | None:
    """Who presided."""
    return _after("people.chair", head) or _before("people.chair_after", head)


def find_secretary(head: Passage) -> Found | None:
    """Who was secretary of the sitting, named behind the word or before it."""
    return _after("people.secretary", head) or _before("people.secretary_after", head)


def _after(key: str, passage: Passage) -> Found | None:
    for match in matches("header", key, passage):
        found = name_at(passage, match.end())
        if found:
            return found
    return None


def _before(key: str, passage: Passage) -> Found | None:
    for match in matches("header", key, passage):
        start = max(passage.text.rfind("\n", 0, match.start()), passage.text.rfind(". ", 0, match.start())) + 1
        pieces = split_people(passage.text[start : match.start()])
        if pieces and pieces[-1].person.family_name:
            piece = pieces[-1]
            return piece.person.name, passage.sub(start + piece.start, start + piece.end)
        inside = re.search(
            r"(?:d[ée]sign[ée]e?|nomm[ée]e?|[ée]lue?)\s+(?P<name>(?:M\.|Mme|Monsieur|Madame)\s.+)$",
            passage.text[start : match.start()],
        )
        if inside:
            found = name_at(passage, start + inside.start("name"))
            if found:
                return found
    return None


def find_signatory(act: Act) -> Found | None:
    """Who signs the extract: the name under the last signing formula of the deliberation."""
    blocks = [b for b in act.body.blocks if b.table is None and b.text.strip()]
    tail = blocks[-12:]
    signing = re.compile(
        r"^\W*(?:" + "|".join(p.pattern for p in patterns("header", "end.signing")) + ")", re.IGNORECASE
    )
    first = next((n for n, b in enumerate(tail) if any(signing.match(t) for t in _lines(b.passage))), None)
    if first is None:
        return None
    others: list[tuple[str, Passage, bool]] = []
    beside = False  # below the label of a secretary, who signs beside the chair
    for block in tail[first:]:
        for line in _line_passages(block.passage):
            text = line.text.strip(" .")
            if signing.match(text):
                named = _behind_role(text)
                if named:
                    others.append((named, line, False))
                beside = re.search(r"secr[ée]taire\s+de\s+(?:la\s+)?s[ée]ance", text, re.IGNORECASE) is not None
                continue
            if len(text) > 60 or any(c.isdigit() for c in text) or ":" in text:
                continue
            person = parse_person(text)
            if person and person.family_name and person.given_name and len(text.split()) <= 7:
                others.append((person.name, line, beside))
    names = [found for found in others if not found[2]] or others
    return names[-1][:2] if names else None


def _behind_role(text: str) -> str | None:
    """The name printed on the line of the office: "Le Maire, Jean DUPONT"."""
    match = re.fullmatch(
        r"(?:pour\s+(?:extrait|copie|exp[ée]dition)\b[^,:\d]{0,40},\s*)?(?:le|la)\s+(?:maire|pr[ée]sidente?)\b[^,:\d]{0,60}?\s*[,:]\s*(?P<name>[^,:\d]{4,50})",
        text,
        re.IGNORECASE,
    )
    person = parse_person(match["name"].strip()) if match else None
    return person.name if person and person.given_name and person.family_name else None


def _lines(passage: Passage) -> list[str]:
    return [p.text for p in _line_passages(passage)]


def _line_passages(passage: Passage) -> list[Passage]:
    starts = [*passage.line_starts] or [0]
    ends = [*starts[1:], len(passage.text)]
    return [passage.sub(a, b) for a, b in zip(starts, ends, strict=True)]
