"""What became of a point, and whether all agreed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from models.lexicon import load
from models.normalise.folding import fold
from models.parts import Act
from models.passage import Passage

Figures = dict[str, tuple[int | None, Passage]]
_SHORT = 200  # a paragraph no longer than this says one thing


class Outcome(NamedTuple):
    """``outcome`` and ``unanimous`` as the deliberations table has them; None where the act does not say."""

    outcome: str | None
    unanimous: bool | None
    outcome_source: Passage | None
    unanimous_source: Passage | None


class _Said(NamedTuple):
    value: bool
    source: Passage


def judge(act: Act, votes: Sequence[Figures]) -> Outcome:
    """The outcome of an act by its words and by the figures of its ``votes`` (column -> value and source).

    Rules: CONVENTIONS, "Deliberations". Printed unanimity holds over abstentions, a printed vote against does not.
    """
    paragraphs = list(_paragraphs(act))
    own = _own_name(act)
    unanimity = _said_unanimity(paragraphs, own)
    unanimous = _unanimous(unanimity, votes)
    found = _postponed(paragraphs, strict=bool(votes) or bool(unanimity) or _decision(paragraphs, own) is not None)
    found = found or _by_words(paragraphs, "rejected", own) or _by_figures(votes)
    if found is None:
        short = [p for p in paragraphs if len(p[1]) <= _SHORT]
        found = (
            _by_words(short, "adopted", own) or _decision(paragraphs, own) or _by_words(paragraphs, "adopted", own)
        )
    if found is None and unanimity:
        found = "adopted", unanimity[0].source
    name, source = found or (None, None)
    if name == "withdrawn":
        unanimous = None
    return Outcome(name, unanimous.value if unanimous else None, source, unanimous.source if unanimous else None)


def _own_name(act: Act) -> str:
    """The assembly that sits, as it is subject of a sentence ("le comite syndical"); empty for those never in doubt."""
    match = _OWN.search(fold(act.head_passage.text))
    return f"le {match.group()}" if match else ""


_OWN = re.compile(r"\b(?:comite syndical|comite directeur|bureau [a-z]+|conseil (?:d'administration|syndical))\b")


# --- text ---------------------------------------------------------------------------------------------------------


def _paragraphs(act: Act) -> Iterator[tuple[Passage, str]]:
    """The paragraphs of the body that may tell the outcome, folded: without head, title, visas and reasons."""
    head = set() if act.shared_head else {id(b) for b in act.head}
    title = act.title.flat if act.title else None
    for block in act.body.blocks:
        if block.table is not None or id(block) in head:
            continue
        for paragraph in block.passage.paragraphs():
            folded = fold(paragraph.text)
            if title and paragraph.flat.endswith(title):
                continue
            at = paragraph.text.find(title) if title else -1
            if title and 0 <= at < 60:  # a list of what was decided: "2022-61 – Tarifs – Adoptée"
                paragraph = paragraph.sub(at + len(title))
                folded = fold(paragraph.text)
            if _REASON.match(folded):
                # The dispositif may begin in the same paragraph.
                decides = _body_decides().search(folded)
                told = _DELIBERATED.search(folded) or _SUBJECT.search(folded)
                if decides is None and told is None:
                    continue
                paragraph = paragraph.sub(decides.start("said") if decides else told.start() if told else 0)
                folded = fold(paragraph.text)
            yield paragraph, folded


_REASON = re.compile(r"\W*(?:vus?|considerant|attendu)\b")


@cache
def _any(table: str, key: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in load("votes")[table][key]))


def _sentence(folded: str, start: int, end: int) -> str:
    """The sentence around a match; a stop counts where a space and a letter follow."""
    before = [m.end() for m in re.finditer(r"(?<!\bm)(?<!\bmm)[.;] (?=[a-z])", folded[:start])]
    after = re.search(r"(?<!\bm)(?<!\bmm)[.;](?: |$)", folded[end:])
    return folded[before[-1] if before else 0 : end + after.start() if after else len(folded)]


# --- unanimity ----------------------------------------------------------------------------------------------------


def _said_unanimity(paragraphs: list[tuple[Passage, str]], own: str) -> list[_Said]:
    """What the words say on unanimity, by the body that decides: dissent first."""
    found: list[_Said] = []
    for passage, folded in paragraphs:
        if "unanim" not in folded and "majorit" not in folded:
            continue
        for key, value in (("short", False), ("no", False), ("yes", True)):
            for match in _any("unanimity", key).finditer(folded):
                if _is_ours(folded, match, own):
                    found.append(_Said(value, passage.match(match)))
    shorts = {s.source.words()[0] for s in found if not s.value and s.source.pieces}
    return sorted(found, key=lambda s: s.value) if shorts else found


def _is_ours(folded: str, match: re.Match[str], own: str) -> bool:
    """Whether a sentence on unanimity tells the body's own vote, not a committee's or the law's."""
    sentence = _sentence(folded, *match.span())
    if own:
        sentence = sentence.replace(own, "le conseil")
    if re.search(r"apres (?:en )?(?:avoir )?deliber|\bdecide|proclame", sentence):
        return True
    return not _any("unanimity", "others").search(sentence)


def _unanimous(said: list[_Said], votes: Sequence[Figures]) -> _Said | None:
    for item in said:
        if not item.value:
            return item
    for column in ("votes_against", "abstentions"):
        for vote in votes:
            value, source = vote.get(column, (None, None))
            if value and source is not None and not (said and column == "abstentions"):
                return _Said(False, source)
    if said:
        return said[0]
    full = [v for v in votes if _all_for(v)]
    return _Said(True, full[0]["votes_for"][1]) if full and len(full) == len(votes) else None


def _all_for(vote: Figures) -> bool:
    """Whether the printed figures leave no vote against and no abstention."""
    if "votes_for" not in vote:
        return False
    none = [vote.get(c, (None, None))[0] == 0 for c in ("votes_against", "abstentions")]
    return all(none) or vote["votes_for"][0] == vote.get("voting", (None, None))[0]


# --- outcome ------------------------------------------------------------------------------------------------------


def _postponed(paragraphs: list[tuple[Passage, str]], *, strict: bool) -> tuple[str, Passage] | None:
    """Whether the point was withdrawn or deferred; with ``strict`` only a paragraph that says nothing else counts."""
    for name in ("withdrawn", "deferred"):
        for passage, folded in paragraphs:
            match = _any("outcome", name).search(folded)
            if match and (not strict or len(folded) <= _SHORT or "decide" in match.group()):
                return name, passage.match(match)
    return None


def _by_words(paragraphs: list[tuple[Passage, str]], name: str, own: str) -> tuple[str, Passage] | None:
    for passage, folded in paragraphs:
        match = _any("outcome", name).search(folded)
        if match and _is_ours(folded, match, own):
            return name, passage.match(match)
    return None


def _by_figures(votes: Sequence[Figures]) -> tuple[str, Passage] | None:
    for vote in reversed(votes):
        votes_for, source = vote.get("votes_for", (None, None))
        against = vote.get("votes_against", (None, None))[0] or 0
        if votes_for is not None and source is not None and votes_for != against:
            return ("adopted" if votes_for > against else "rejected"), source
    return None


@cache
def _verb_first() -> re.Pattern[str]:
    """A paragraph that begins with a verb that decides, in any case, or in capitals where it may be a noun."""
    lists = load("votes")["outcome"]
    return re.compile(
        rf"\W*(?:(?:article|art\.?) ?(?:\w+) ?[:.-]* ?|[0-9]{{1,2}} ?[.)°-] ?)?"
        rf"(?P<verb>(?:{'|'.join(lists['verbs'])})(?:nt)?|(?P<doubtful>(?:{'|'.join(lists['doubtful_verbs'])})(?:nt)?))\b"
    )


@cache
def _body_decides() -> re.Pattern[str]:
    """The body as the subject of a verb that decides: "le conseil municipal, à l'unanimité, approuve"."""
    lists = load("votes")["outcome"]
    verbs = "|".join(lists["verbs"] + lists["doubtful_verbs"])
    return re.compile(
        rf"(?:^|[.,;:»)-] ?|\bet )(?P<said>(?:{'|'.join(lists['bodies'])})\b(?:[^.a-z][^.]{{0,240}}?)?"
        rf"(?<!\ba )(?<!\bont )(?<!\bavait )(?<!\best )(?<!\bete )\b(?:{verbs})(?:nt)?)\b"
    )


# The body as a new subject behind the visas of its sentence.
_SUBJECT = re.compile(
    r"(?<=[,;] )(?:le|la|l') ?(?:conseil|comite|assemblee|bureau|commission permanente)\b[^.;]{0,120}\b(?:unanimite|majorite|prend acte)"
)
_DELIBERATED = re.compile(r"apres (?:en )?(?:avoir )?(?:discute et )?deliber")


def _decision(paragraphs: list[tuple[Passage, str]], own: str) -> tuple[str, Passage] | None:
    """The words by which the body decides, where no result of a vote is printed."""
    for passage, folded in paragraphs:
        match = _verb_first().match(folded)
        printed = passage.text[match.start("verb") : match.end("verb")] if match else ""
        if match and (match["doubtful"] is None or printed.isupper()):
            return "adopted", passage.match(match, "verb")
        match = _DELIBERATED.search(folded)
        if match:
            return "adopted", passage.sub(match.start(), match.end() + 40)
    for passage, folded in paragraphs:
        match = _body_decides().search(folded)
        if match and _is_ours(folded, match, own):
            return "adopted", passage.match(match, "said")
    return None
