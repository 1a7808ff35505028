"""The votes of a deliberation: figures, times, and who voted how."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from extractors.vote_marks import CHOICES, RESULTS, Mark, find_marks
from extractors.vote_names import Voter, people_at, voters_in
from extractors.vote_outcome import Outcome, judge
from extractors.vote_tables import table_marks
from models.document import Block
from models.lexicon import load
from models.memo import once
from models.normalise.folding import fold
from models.normalise.names import fold_name
from models.parts import Act
from models.passage import Passage, join
from models.rows import Row

__all__ = ["Outcome", "extract", "outcome"]

_NEAR = 2  # paragraphs between the lines of one vote
_HEAD_FILLS = ("voting", "present", "proxies", "absent_without_proxy")
COLUMNS = (
    "quorum_checked_at", "voted_at", "present", "proxies", "absent_without_proxy", "not_voting", "voting",
    "abstentions", "expressed", "majority", "votes_for", "votes_against",
)  # fmt: skip


@dataclass(slots=True)
class Vote:
    """A vote as it is put together; ``first`` and ``last`` are ranks of paragraphs."""

    first: int
    last: int
    figures: dict[str, Mark] = field(default_factory=dict)
    voters: list[tuple[str, Voter, Passage]] = field(default_factory=list)
    tabled: bool = False
    lead: str = ""  # the words that say what is voted, in the paragraph of the vote

    def value(self, column: str) -> int | str | None:
        mark = self.figures.get(column)
        return mark.value if mark else None

    @property
    def has_result(self) -> bool:
        return any(c in RESULTS for c in self.figures)

    def add(self, mark: Mark, rank: int) -> None:
        self.last = max(self.last, rank)
        if mark.value is not None:
            kept = self.figures.get(mark.column)
            if kept is None or (mark.elected and isinstance(kept.value, int) and _int(mark) > kept.value):
                self.figures[mark.column] = mark
        self.name(mark)

    def name(self, mark: Mark) -> None:
        """Keep the voters of a mark, each once."""
        choice = CHOICES.get(mark.column)
        for voter in mark.voters if choice else ():
            if not any(c == choice and _same(v.name, voter.name) for c, v, _ in self.voters):
                self.voters.append((choice or "", voter, mark.passage or mark.source))

    def named(self, column: str) -> int:
        return sum(c == CHOICES.get(column) for c, _, _ in self.voters)


def _int(mark: Mark) -> int:
    return mark.value if isinstance(mark.value, int) else -1


def _same(one: str, two: str) -> bool:
    """Whether two names in one act are one voter's: equal, or one the family name of the other."""
    a, b = fold_name(one).split(), fold_name(two).split()
    short, long = sorted((a, b), key=len)
    return bool(short) and long[-len(short) :] == short


def extract(act: Act) -> list[Row]:
    """The rows of ``votes`` and ``vote_positions`` of an act, in printed order.

    Takes the act as segmented; its head gives figures ("Votants : 26") only to the vote of an act that has a head of
    its own. A point that was deferred or withdrawn has no vote (CONVENTIONS, Deliberations). Raises nothing.
    """
    if outcome(act).outcome in ("deferred", "withdrawn"):
        return []
    rows: list[Row] = []
    for vote in find_votes(act):
        rows.append(_vote_row(act, vote))
        rows += _position_rows(act, vote)
    return rows


@once
def outcome(act: Act) -> Outcome:
    """What became of a point and whether all agreed, each with the passage that says so."""
    return judge(act, [_summary(v) for v in find_votes(act)])


def _summary(vote: Vote) -> dict[str, tuple[int | None, Passage]]:
    """The figures that outcome and unanimity rest on; a choice with named voters and no figure counts its names."""
    out: dict[str, tuple[int | None, Passage]] = {}
    for column in ("votes_for", "votes_against", "abstentions", "voting", "expressed"):
        mark = vote.figures.get(column)
        if mark is not None:
            out[column] = (_int(mark), mark.source)
        elif vote.named(column):
            source = next(p.sub(v.start, v.end) for c, v, p in vote.voters if c == CHOICES[column])
            out[column] = (vote.named(column), source)
    return out


def _vote_row(act: Act, vote: Vote) -> Row:
    row = Row("votes", {"deliberation_id": act.deliberation_id})
    for column in COLUMNS:
        mark = vote.figures.get(column)
        row.put(column, mark.value if mark else None, mark.source if mark else None)
    anchor = next((vote.figures[c].source for c in COLUMNS if c in vote.figures and c in RESULTS), None)
    if anchor is None and vote.voters:
        _, voter, passage = vote.voters[0]
        anchor = passage.sub(voter.start, voter.end)
    return row.at(anchor) if anchor is not None else row


def _position_rows(act: Act, vote: Vote) -> Iterator[Row]:
    for choice, voter, passage in vote.voters:
        source = passage.sub(voter.start, voter.end)
        row = Row("vote_positions", {"deliberation_id": act.deliberation_id, "choice": choice, "kind": voter.kind})
        yield row.put("name", voter.name, source).at(source)


# --- from marks to votes ----------------------------------------------------------------------------------------


@once
def find_votes(act: Act) -> list[Vote]:
    """The votes of an act, in printed order."""
    own_head = set() if act.shared_head else {id(b) for b in act.head}
    body = [b for b in act.body.blocks if id(b) not in own_head]
    votes, mentions, loose = _gather(body)
    head_votes, _, head_figures = _gather([b for b in act.head if id(b) in own_head])
    votes = [v for v in head_votes if v.has_result and _results(v)] + votes
    for rank, mark in mentions:
        _attach(votes, rank, mark)
    if not act.shared_head:
        votes = _once(votes)
    votes = [v for v in votes if v.has_result or v.voters]
    if len(votes) == 1 and own_head:
        for vote in head_votes:
            head_figures += [(0, m) for c, m in vote.figures.items() if c in _HEAD_FILLS]
        for _, mark in [*loose, *head_figures]:
            if mark.column in _HEAD_FILLS and mark.column not in votes[0].figures and mark.value is not None:
                votes[0].figures[mark.column] = mark
    return sorted(votes, key=lambda v: v.first)


def _results(vote: Vote) -> bool:
    return any(c in vote.figures for c in ("votes_for", "votes_against", "abstentions"))


def _gather(blocks: Iterable[Block]) -> tuple[list[Vote], list[tuple[int, Mark]], list[tuple[int, Mark]]]:
    """Votes with figures, marks that name voters without one, and figures that no vote took."""
    votes: list[Vote] = []
    mentions: list[tuple[int, Mark]] = []
    pending: list[tuple[int, Mark]] = []  # what stands before the result: times, presence
    loose: list[tuple[int, Mark]] = []
    for rank, marks, tabled, lead in _paragraph_marks(blocks):
        for mark in marks:
            if mark.value is None:
                mentions.append((rank, mark))
                continue
            vote = votes[-1] if votes else None
            if vote is not None and _belongs(vote, mark, rank, tabled) and not _on_another(vote, mark, lead, rank):
                vote.add(mark, rank)
            elif mark.column in RESULTS:
                vote = Vote(rank, rank, tabled=tabled, lead=lead)
                votes.append(vote)
                for _, early in pending:
                    vote.add(early, rank)
                pending = []
                vote.add(mark, rank)
            else:
                if any(m.column == mark.column for _, m in pending):
                    loose += pending
                    pending = []
                pending.append((rank, mark))
    if votes:
        times = [(r, m) for r, m in pending if m.column in ("quorum_checked_at", "voted_at")]
        for rank, mark in times:
            if mark.column not in votes[-1].figures:
                votes[-1].add(mark, rank)
    return votes, mentions, loose + pending


def _paragraph_marks(blocks: Iterable[Block]) -> Iterator[tuple[int, list[Mark], bool, str]]:
    """The marks of each paragraph: rank, marks, whether a table holds them, and the words before the first.

    A table counts as one paragraph, each vote that it tells apart.
    """
    rank = 0
    held: Passage | None = None
    told: Mark | None = None  # the count that the paragraph above ends with, and how many it names so far
    named = 0
    for block in blocks:
        if block.table is not None:
            found = table_marks(block.table)
            for marks in found:
                rank += 1 if len(found) == 1 else _NEAR + 2
                yield rank, marks, True, ""
            rank += 1
            continue
        for paragraph in block.passage.paragraphs():
            if held is not None and paragraph.flat.strip(" .:").isdigit():
                paragraph = join([held, paragraph], " ")
            rank += 1
            held = paragraph if len(paragraph) < 40 and paragraph.text.rstrip(" :").isprintable() else None
            marks = find_marks(paragraph)
            if not marks and (below := _voters_below(paragraph, told, named)):
                rank, marks = rank - 1, [below]
            else:
                named = 0
            told = marks[-1] if marks else None
            named += len(told.voters) if told else 0
            held = held if not marks else None
            yield rank, marks, False, _lead(paragraph, marks)
            if not marks and _ballot().search(fold(paragraph.text)):
                rank -= 1


_GROUP_ALONE = re.compile(r"\W*(?:groupes?|non[- ]inscrit(?:e|s|es)?)\b[^.:;!?]{0,90}[\s.;,]*$", re.IGNORECASE)


def _voters_below(paragraph: Passage, told: Mark | None, named: int) -> Mark | None:
    """The groups or members on a line of their own below a count: the count again, with them for its voters.

    ``named`` of those that the count counts stand above: a line with more members than are left is something else.
    """
    if told is None or told.column not in CHOICES or not isinstance(told.value, int) or told.value < 1:
        return None
    text = paragraph.text
    voters: list[Voter] = []
    if _GROUP_ALONE.match(text):
        voters = [v for v in voters_in(text) if v.kind == "group"]
    elif len(text) < 200 and (mark := re.compile(r"[\s•▪*–—-]*").match(text)):
        people, end = people_at(text, mark.end(), polite=True)
        voters = people if not text[end:].strip(" .;,") and named + len(people) <= told.value else []
    return Mark(told.column, told.value, told.source, tuple(voters), paragraph) if voters else None


_LEAST_LEAD = 3  # words that say what a line of votes is about


def _lead(paragraph: Passage, marks: list[Mark]) -> str:
    """The words before the first figure of a paragraph, folded: "DM 1 du budget annexe" of "DM 1 ... : 14 pour"."""
    at = paragraph.text.find(marks[0].source.text) if marks and marks[0].source else -1
    return re.sub(r"[\W_]*\b(?:votes?|resultats?)\W*$", "", fold(paragraph.text[: max(at, 0)])).strip(" :-,")


def _parted(one: str, two: str) -> bool:
    """Whether the words before two lines of figures tell two votes."""
    return one != two and min(len(one.split()), len(two.split())) >= _LEAST_LEAD


def _on_another(vote: Vote, mark: Mark, lead: str, rank: int) -> bool:
    """Whether a figure that the vote before it has already tells a vote on something else."""
    return mark.column in vote.figures and rank > vote.last and _parted(vote.lead, lead)


@cache
def _ballot() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(load('votes')['words']['ballot'])})\b")


def _belongs(vote: Vote, mark: Mark, rank: int, tabled: bool) -> bool:
    """Whether a figure goes on the vote before it."""
    if rank - vote.last > _NEAR:
        return False
    kept = vote.figures.get(mark.column)
    if kept is None:
        return True
    return kept.value == mark.value or (mark.elected and kept.elected)


def _attach(votes: list[Vote], rank: int, mark: Mark) -> None:
    """Give voters named without a figure to the vote that they belong to, or to one of their own.

    First the vote that counts as many; else the nearest; a far one only where it is the only one.
    """
    known = [
        v
        for v in votes
        for c, voter, _ in v.voters
        if c == CHOICES.get(mark.column) and _same(voter.name, mark.voters[0].name)
    ]
    if known and len(mark.voters) == 1 and any(abs(v.last - rank) <= 12 or len(votes) == 1 for v in known):
        return
    free = [v for v in votes if not v.named(mark.column)]
    equal = [v for v in free if v.value(mark.column) == len(mark.voters)]
    if equal:
        near = [v for v in equal if v.first - _NEAR <= rank <= v.last + _NEAR]
        (near or equal)[0].name(mark)
        return
    close = [v for v in votes if v.first - _NEAR <= rank <= v.last + _NEAR]
    open_ = [v for v in close if mark.column not in v.figures]
    if open_ or close or (len(votes) == 1):
        target = (open_ or close or votes)[-1]
        target.name(mark)
        target.last = max(target.last, min(rank, target.last + 1))
        return
    if votes and not votes[-1].figures:
        votes[-1].name(mark)
        return
    vote = Vote(rank, rank)
    vote.name(mark)
    votes.append(vote)


def _once(votes: list[Vote]) -> list[Vote]:
    """Votes without those that print an earlier one again, as a summary beside the text does."""
    kept: list[Vote] = []
    for vote in votes:
        twin = next((v for v in kept if _agree(v, vote)), None)
        if twin is None:
            kept.append(vote)
            continue
        for column, mark in vote.figures.items():
            twin.figures.setdefault(column, mark)
        for choice, voter, passage in vote.voters:
            if not any(c == choice and _same(v.name, voter.name) for c, v, _ in twin.voters):
                twin.voters.append((choice, voter, passage))
    return kept


def _agree(one: Vote, two: Vote) -> bool:
    shared = [c for c in one.figures if c in two.figures]
    if (one.tabled and two.tabled) or _parted(one.lead, two.lead):
        return False
    return any(c in RESULTS for c in shared) and all(one.value(c) == two.value(c) for c in shared)
