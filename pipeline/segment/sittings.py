"""Finds the heads of acts: where a sitting is told, with who was there."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractors.attendance_headings import find_headings
from extractors.attendance_sections import goes_on
from models.document import Block, Document
from models.lexicon import any_of
from models.memo import once
from models.normalise.folding import fold
from models.normalise.names import given_names, split_people
from models.signals import is_heading, names_assembly, says, says_in_line, tells_decision
from pipeline.segment.follow import opens_other_act

_REACH = 30  # blocks between two signals of one head
_LONGEST_LIST = 60  # blocks that a list of names may take, one name a block
_ABOVE = 14  # blocks above the first signal that may still be the head's
_NEAR = 8  # blocks below the heading of a register within which a head shows its date or its list

_FIRST_RANK = re.compile(r"\W*(?:1|I)\s*[.)°/–-]+\s*[A-ZÀ-Ý]")
_NUMBERED_ACT = re.compile(r"\W*d[ée]lib[ée]ration\s+n\s*[°oº]\s*[\w./_-]*\d[\w./_-]*\W*$", re.IGNORECASE)
_NUMBERED_TITLE = re.compile(
    r"\W*(?:(?:19|20)\d\d[-/_.]\d{1,3}\s*[-–—:]?|(?i:d[ée]lib[ée]ration)\s*(?:[Nn]\s*[°oº]\s*)?[\w./_-]*\d[\w./_-]*\s*[-–—:]"
    r"|[A-Z]{1,8}[\s_-]?\d{2,4}(?:[-/_.]\w{1,5})+\s*[-–—:])\s+[A-ZÀ-Ý]"
)


class Sitting(NamedTuple):
    """Block indices: the head is ``start`` to ``body``, what was decided ``body`` to ``end``."""

    start: int
    body: int
    end: int


def find_sittings(document: Document) -> list[Sitting]:
    """The sittings that a document tells of, in reading order.

    A head needs a list of who was there, or the sentence of a meeting with the heading of a register.
    """
    blocks = document.blocks
    clusters = [c for c in _clusters(blocks) if _is_head(blocks, c)]
    clusters = [c for n, c in enumerate(clusters) if n == 0 or _opens_again(blocks, c)]
    contents = _contents_end(blocks)
    starts = [_head_start(blocks, c[0], max(_floor(clusters, n), contents)) for n, c in enumerate(clusters)]
    sittings = []
    for number, (start, cluster) in enumerate(zip(starts, clusters, strict=True)):
        limit = starts[number + 1] if number + 1 < len(starts) else _last(blocks, cluster[-1])
        body = min(_head_end(blocks, _last_told(blocks, cluster), limit), limit)
        sittings.append(Sitting(start, body, limit))
    return sittings


def _floor(clusters: list[list[int]], number: int) -> int:
    return clusters[number - 1][-1] + 1 if number else 0


def _last_told(blocks: list[Block], cluster: list[int]) -> int:
    """The last signal of the sitting itself: the heading of an act behind the lists belongs to what was decided."""
    told = [i for i in cluster if _signal(blocks[i]) in ("attendance", "meeting")]
    return told[-1] if told else cluster[-1]


def _last(blocks: list[Block], after: int) -> int:
    """The end of the last sitting: the next act of another kind, or the end of the document."""
    for index in range(after + 1, len(blocks)):
        if opens_other_act(blocks, index):
            while index > after + 1 and is_heading(blocks[index - 1]) and says(blocks[index - 1], "other_acts"):
                index -= 1
            return index
    return len(blocks)


@once
def _signal(block: Block) -> str | None:
    if block.table is not None:
        return "attendance" if _attendance_table(block) else None
    for kind in ("attendance", "meeting", "register", "minutes"):
        if kind in ("register", "minutes"):
            titled = is_heading(block) or _NUMBERED_ACT.match(block.text) is not None
            if titled and says_in_line(block, kind) and len(block.text) < 260:
                return kind
        elif says(block, kind) or (says_in_line(block, kind) and not tells_decision(block)):
            return kind  # "à l'unanimité des / membres présents" at a line start heads no list
    return None


def _attendance_table(block: Block) -> bool:
    if block.table is None:
        return False
    heads = " \n".join(c.text for c in block.table.cells if c.row < 2)
    marks = {m.casefold() for m in any_of("furniture", "attendance_columns", r"\b", r"\b").findall(heads)}
    return len(marks) >= 2 and any(not m.startswith(("nom", "prénom", "prenom")) for m in marks)


def _clusters(blocks: list[Block]) -> list[list[int]]:
    """Signals that stand close together, with nothing decided between them."""
    clusters: list[list[int]] = []
    kinds: dict[int, str] = {}
    decided = report = False
    contents = _contents_end(blocks)
    for index, block in enumerate(blocks):
        kind = _signal(block) if index >= contents else None
        if kind is None:
            decided = decided or tells_decision(block) or says(block, "convention_proof")
            report = report or (is_heading(block) and says(block, "report"))
            if is_heading(block) and says(block, "other_act"):
                decided = True
            continue
        kinds[index] = kind
        near = clusters and index - clusters[-1][-1] <= _REACH
        if clusters and near and not decided:
            clusters[-1].append(index)
        elif kind == "meeting" and not _opens_meeting(block):
            continue
        else:
            clusters.append([index])
            decided = report = False
    return clusters


def _contents_end(blocks: list[Block]) -> int:
    """Where the list of contents at the front of a collection ends: at the first heading with a sitting below it."""
    start = next((i for i, b in enumerate(blocks[:200]) if is_heading(b) and says(b, "contents")), None)
    if start is None or any(_signal(b) in ("attendance", "meeting") for b in blocks[:start]):
        return 0
    for index in range(start + 1, len(blocks)):
        kind = _signal(blocks[index])
        if kind in ("attendance", "meeting"):
            break
        below = [_signal(b) for b in blocks[index + 1 : index + _NEAR]]
        told = next((n for n, k in enumerate(below) if k in ("attendance", "meeting")), None)
        if kind == "register" and told is not None and "register" not in below[3:told]:
            return index
    return 0


def _opens_meeting(block: Block) -> bool:
    """A meeting sentence opens a head only when it names the assembly or counts its members."""
    return names_assembly(block.text) or (says(block, "meeting") and len(block.text) < 200)


def _is_head(blocks: list[Block], cluster: list[int]) -> bool:
    kinds = {_signal(blocks[i]) for i in cluster}
    if "attendance" in kinds:
        return _names_assembly(blocks, cluster)
    return "meeting" in kinds and len(kinds) > 1 and _names_assembly(blocks, cluster)


def _opens_again(blocks: list[Block], cluster: list[int]) -> bool:
    """Past the first head of a file, a list of names is a head only beside the heading or sentence of a sitting."""
    kinds = {_signal(blocks[i]) for i in cluster}
    told = {"register", "minutes"} & kinds or any(says_in_line(blocks[i], "sitting_told") for i in cluster)
    return "attendance" in kinds and bool(told)


def _names_assembly(blocks: list[Block], cluster: list[int]) -> bool:
    first, last = max(cluster[0] - _ABOVE, 0), min(cluster[-1] + 6, len(blocks))
    return any(b.table is None and names_assembly(b.text[:600]) for b in blocks[first:last])


def _head_start(blocks: list[Block], first: int, floor: int) -> int:
    """The head's first block: up to the page start over short lines, or up to the heading of the act."""
    start = first
    page = blocks[first].page_first
    while start > floor and first - start < _ABOVE:
        above = blocks[start - 1]
        if above.page_last != page or above.table is not None:
            break
        if len(above.text) > 300 or tells_decision(above) or says(above, "closing"):
            break
        start -= 1
    return start


def _head_end(blocks: list[Block], last: int, limit: int) -> int:
    """The first block after the head: lists go on until the object, the visas, a heading or the agenda."""
    index = last + 1
    while index < min(limit, last + _LONGEST_LIST):
        block = blocks[index]
        if says(block, "head_quorum") and index + 1 < limit and _opens_list(blocks[index + 1]):
            index += 1  # told among the lists, as "Le quorum étant atteint …" often is
            continue
        if says(block, "head_end") or says(block, "agenda") or tells_decision(block):
            break
        if says(block, "decided_told") or _NUMBERED_TITLE.match(block.text):
            break
        if _FIRST_RANK.match(block.text) and not goes_on(block, blocks[index - 1]):
            break
        listed = block.text.lstrip()[:1] in "-–−•▪" or block.text.rstrip().endswith(":") or _is_short_label(block)
        if (
            is_heading(block)
            and not listed
            and not says(block, "head_aside")
            and not _names_people(block, blocks[index - 1])
            and not _heads_names(blocks, index, limit)
        ):
            break
        index += 1
    return index


def _names_people(block: Block, above: Block) -> bool:
    """Whether a paragraph set apart is a line of a list of people, not a title in capitals that reads like a name."""
    if not goes_on(block, above):
        return False
    text = block.text
    known = any(p.person.honorific or fold(p.person.given_name or "") in given_names() for p in split_people(text))
    return known or not text.isupper()


_SHORT = 60  # characters of the name of a commune or of a group over its delegates


def _heads_names(blocks: list[Block], index: int, limit: int) -> bool:
    """Whether a short heading, as of a commune, stands right over lines of people with honorifics."""
    below = blocks[index + 1] if index + 1 < limit else None
    if below is None or len(blocks[index].text) > _SHORT or not goes_on(below, blocks[index]):
        return False
    people = split_people(below.text)
    return bool(people) and people[0].start < 4 and people[0].person.honorific is not None


def _opens_list(block: Block) -> bool:
    """Whether a paragraph is a list of the head with its heading ("Pouvoirs : M. X à Mme Y")."""
    first = next(find_headings(block.text), None) if block.table is None else None
    return first is not None and first.start < 4 and first.opens


def _is_short_label(block: Block) -> bool:
    """A heading of the head itself: secretaries, counts, absences."""
    return any_of("furniture", "head_labels", prefix=r"^\W*").match(block.text) is not None
