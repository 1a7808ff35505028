"""The figures and names of votes, as a paragraph prints them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors import vote_patterns as patterns
from extractors.vote_names import Voter, group_of_line, people_at, people_before, voters_in
from extractors.vote_patterns import number_value
from models.normalise.folding import fold
from models.normalise.times import find_times
from models.passage import Passage

CHOICES = {
    "votes_for": "for",
    "votes_against": "against",
    "abstentions": "abstain",
    "not_voting": "not_voting",
    "absent_without_proxy": "absent",
}
_OF_HEAD = "members_in_office"  # its figure is taken, so that it is not the next label's; votes have no such column
RESULTS = frozenset({"votes_for", "votes_against", "abstentions", "not_voting", "expressed", "voting"})


@dataclass(slots=True)
class Mark:
    """One figure (or time) of a vote, the voters named beside it, or both; ``column`` is one of the votes table."""

    column: str
    value: int | str | None
    source: Passage
    voters: tuple[Voter, ...] = ()
    passage: Passage | None = None  # where the offsets of the voters count
    elected: bool = False  # the votes that one candidate of an election got


@dataclass(slots=True)
class _Label:
    """A label of the lexicon in a paragraph, with the figure that belongs to it."""

    column: str
    plain: bool
    start: int
    end: int
    figure: re.Match[str] | None = None
    behind: bool = False  # the figure stands behind the label

    @property
    def separator(self) -> str:
        """What parts the label from a figure behind it: ":", "(" or another mark; empty when a space does."""
        if self.figure is None or not self.behind:
            return ""
        return (self.figure["sep"] or "").strip() or ("(" if "(" in self.figure.group() else "")


def find_marks(passage: Passage) -> list[Mark]:
    """The marks of votes in a paragraph, in printed order.

    >>> [(m.column, m.value) for m in find_marks(from_text("Pour : 12 - Contre : 2 (Mme ROY et M. PAUL)"))]
    [('votes_for', 12), ('votes_against', 2)]
    """
    folded = fold(passage.text)
    if not patterns.hint().search(folded):
        return []
    taken: list[tuple[int, int]] = []
    marks = [*_clock(passage, folded), *_told(passage, folded, taken)]
    found = _with_figures(folded, taken)
    covered = 0
    for label in found:
        if label.start >= covered:
            mark, end = _mark(passage, folded, label, found)
            if mark is not None:
                marks.append(mark)
                covered = end
    return sorted(marks, key=lambda m: _offset(passage, m))


def _offset(passage: Passage, mark: Mark) -> int:
    """Where a mark stands, by the word that it begins with."""
    if not mark.source.pieces:
        return 0
    first = mark.source.pieces[0].word
    return next((p.start for p in passage.pieces if p.word is first), 0)


def is_label(text: str) -> str | None:
    """The column of a text that is a label and nothing else, as in a table; None for any other."""
    bare = " ".join(re.sub(r"\(e?s?\)|[«»“”\"':.*]", " ", fold(text)).split())
    if bare in ("oui", "non"):  # words of any form
        return None
    match = patterns.labels().fullmatch(bare)
    return patterns.column_of(match) if match else None


# --- figures ------------------------------------------------------------------------------------------------------


def _clock(passage: Passage, folded: str) -> Iterator[Mark]:
    for column, pattern in patterns.times():
        for match in pattern.finditer(folded):
            times = find_times(passage.text[match.end() : match.end() + 90])
            if times:
                yield Mark(column, times[0].value, passage.sub(match.start(), match.end() + times[0].end))


def _told(passage: Passage, folded: str, taken: list[tuple[int, int]]) -> Iterator[Mark]:
    """The figures that sentences tell without a label; ``taken`` gathers where they stand."""
    for column, pattern in patterns.prose():
        for match in pattern.finditer(folded):
            value = number_value(match["n"])
            if value is None or any(a < match.end() and match.start() < b for a, b in taken):
                continue
            taken.append(match.span())
            source = passage.match(match)
            if column == "versus":
                yield Mark("votes_for", value, source)
                # "5 voix contre 1 (M. ROY)": the bracket names the smaller side, that which is told last.
                bracket = re.compile(r" ?\(([^()]{3,300})\)").match(passage.text, match.end())
                voters = tuple(voters_in(bracket[1], bracket.start(1))) if bracket else ()
                yield Mark("votes_against", number_value(match["against"]), source, voters, passage)
            elif column == "elected":
                yield Mark("votes_for", value, source, elected=True)
            else:
                yield Mark(column, value, source)


def _with_figures(folded: str, taken: list[tuple[int, int]]) -> list[_Label]:
    """The labels of a paragraph, each with the figure that belongs to it.

    A figure serves one label: "Pour 24 Contre 2" puts it behind, "24 pour 2 contre" before.
    """
    found: list[_Label] = []
    used = 0
    for match in patterns.labels().finditer(folded):
        start, end = match.span()
        if any(a <= start < b for a, b in taken):
            continue
        before = patterns.left().search(folded[max(used, start - 70) : start])
        behind = patterns.right().match(folded, end)
        if behind is not None and _is_anothers(folded, behind, before):
            behind = None
        label = _Label(patterns.column_of(match), (match.lastgroup or "").endswith("__plain"), start, end)
        label.behind = behind is not None
        label.figure = behind or before
        if label.figure is not None:
            used = label.figure.end() if label.behind else end
        if label.column != _OF_HEAD:
            found.append(label)
    return found


def _is_anothers(folded: str, behind: re.Match[str], before: re.Match[str] | None) -> bool:
    """Whether the figure behind a label is of the next label: "la majorité (2 contre)", "26 votants : 24 pour"."""
    next_label = _label_at(folded, behind.end())
    if "(" in behind.group() and next_label:
        return True
    if before is None:
        return False
    return behind["sep"] not in (":", "=") or next_label or folded.startswith((" voix", " vote"), behind.end())


def _label_at(folded: str, at: int) -> bool:
    """Whether a label begins at ``at``, spaces and quotes aside."""
    while at < len(folded) and folded[at] in " «“\"'":
        at += 1
    return patterns.labels().match(folded, at) is not None


# --- one label ----------------------------------------------------------------------------------------------------


def _mark(passage: Passage, folded: str, label: _Label, others: list[_Label]) -> tuple[Mark | None, int]:
    """The mark of a label, None when it tells no vote, and where it ends with its voters."""
    value: int | None = None
    start, end = label.start, label.end
    if label.column in CHOICES and (group := group_of_line(passage.text, start)):
        return Mark(label.column, None, passage.sub(start, end), (group,), passage), end  # its figure is the group's
    if label.figure is not None:
        value = number_value(label.figure["num"])
        if label.behind:
            unit = patterns.unit_behind().match(folded, label.figure.end())
            end = unit.end() if unit else label.figure.end()
        else:
            start -= len(label.figure.string) - label.figure.start("num")
        if value is None or not _stands(folded, label, start, end, others):
            return None, label.end
    voters: list[Voter] = []
    if label.column in CHOICES:
        voters, end = _voters(passage.text, folded, label, end, value)
    if value is None and (not voters or label.column == "absent_without_proxy"):
        return None, label.end  # who was absent is told by the attendance list
    mark = Mark(label.column, value, passage.sub(start, end), tuple(voters), passage)
    if not voters and label.figure is not None and label.behind:
        return mark, label.figure.end()  # the unit may open the next label: "12 voix Contre : 0"
    return mark, end


def _stands(folded: str, label: _Label, start: int, end: int, others: list[_Label]) -> bool:
    """Whether a label with a figure tells a vote; everyday words ("pour", "contre") need more around them."""
    if label.column == "majority" and (not label.behind or re.search(r"(?:a la|de la) $", folded[:start])):
        return False
    followed = patterns.follows().match(folded, end) is not None
    if label.behind and not label.separator and not followed:
        return False
    if not label.plain:
        return True
    if not followed:
        return False
    if label.separator or patterns.voiced().search(folded[start:end]):
        return True
    near = any(o is not label and o.figure is not None and abs(o.start - label.start) < 120 for o in others)
    whole = not folded[:start].strip(" •*-–.") and not folded[end:].strip(" .;,:")
    return near or whole or (not label.behind and _is_opened(folded[:start]))


def _is_opened(before: str) -> bool:
    """Whether the words before a figure announce a vote."""
    if before.rstrip().endswith("(") and re.search(r"majorit|unanim|adopt|approuv|vote", before[-100:]):
        return True
    return patterns.opener().search(before) is not None


# --- voters -------------------------------------------------------------------------------------------------------

_BRACKET = re.compile(r"[ »”\"')]{0,3}[:,]? ?[(\[]")
_LINK = re.compile(r"(?:\(e?s?\))?[ »”\"')]{0,3}(?P<sep>:|->|[-,;]|\bde |\bd')?[ ]*")
_GROUP = re.compile(r"(?:les?\s|du\s)?groupes?\b|non[- ]inscrit")
_NEXT_CHOICE = re.compile(r"(?<![Uu]nion )\b(?:Contre|CONTRE|Abstentions?|ABSTENTIONS?|Pour|POUR)\s*:")
_LIST_END = re.compile(r"\s*(?:$|[].;)\n,:(-]|pour|contre|abst|qui|\d|et \d)")
_NOUN = re.compile(r"(?:pour|contre|abstentions?|non|nombre)\b")
_LINE_OPENS = re.compile(r"(?:^|[-(;,./:•*|]|vote ?:?|\bet)\s*[«\"']?$")


def _voters(text: str, folded: str, label: _Label, end: int, value: int | None) -> tuple[list[Voter], int]:
    """The voters named beside a label, in brackets, as its subject or in a list behind it, and where they end."""
    bracket = _BRACKET.match(folded, end)
    if bracket:
        close = _closing(folded, bracket.end() - 1)
        voters = voters_in(text[bracket.end() : close], bracket.end())
        if voters:
            return voters, close + 1
    if value is None and not _NOUN.match(folded, label.start, label.end):
        subject = people_before(text, label.start)
        if subject:
            return subject, end
    return _listed(text, folded, label, end, value)


def _listed(text: str, folded: str, label: _Label, end: int, value: int | None) -> tuple[list[Voter], int]:
    """The voters of a list behind a label: after a colon, a dash, "de", or right behind the figure."""
    link = _LINK.match(folded, end)
    separator = (link["sep"] or "").strip() if link else ""
    begin = link.end() if link else end
    if _GROUP.match(folded, begin) and (separator == ":" or (separator and value is not None)):
        following = _NEXT_CHOICE.search(text, begin)
        stop = following.start() if following else len(text)
        return voters_in(text[begin:stop], begin), stop
    if value is None:
        opens_line = separator == ":" and _LINE_OPENS.search(folded[: label.start])
        if (label.plain and not opens_line) or (not separator and _NOUN.match(folded, label.start, label.end)):
            return [], end
    polite = separator != ":" and not (separator.startswith("d") and value is None)
    people, stop = people_at(text, begin, polite=polite)
    if not people or (polite and not separator.startswith("d") and not _LIST_END.match(folded, stop)):
        return [], end
    return people, stop


def _closing(text: str, opening: int) -> int:
    """Where the bracket that opens at ``opening`` closes; the end of the text when it does not."""
    depth = 0
    for at in range(opening, len(text)):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(text[at], 0)
        if depth == 0:
            return at
    return len(text)
