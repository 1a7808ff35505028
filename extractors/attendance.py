"""Who sat: attendance lists, vote delegations, and movements in the course of a sitting."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.attendance_changes import Assembly, Change, find_changes, named_in, tells_movement
from extractors.attendance_headings import patterns
from extractors.attendance_lists import read_list, read_loose
from extractors.attendance_roll import Attendee, Proxy, Roll, is_same, is_staff, office_holder, settle
from extractors.attendance_sections import Section, goes_on, sections_of, sentences
from extractors.attendance_tables import read_table
from models.document import Block, Table
from models.normalise.folding import fold
from models.normalise.names import fold_name
from models.parts import Act
from models.passage import Passage, join
from models.rows import Row, diagnostic

STAGE = "attendance"
_FURTHER = 40  # blocks behind a head that may go on with its lists, one name a block


def extract(act: Act) -> list[Row]:
    """Rows of ``attendees``, ``proxies`` and ``attendance_changes`` of an act, and what could not be read.

    Takes a deliberation, or the first point of minutes: where one list serves a whole sitting (``act.shared_head``)
    its rows have no deliberation, and the later acts are asked for ``extract_changes`` alone. Raises nothing. By the
    conventions everyone on a list has a row, in printed order; who gives a vote is represented; staff who assist are
    left out.
    """
    roll, sections = read_roll(_whole_head(act))
    deliberation = None if act.shared_head else act.deliberation_id
    if not act.shared_head:
        _void_proxies(act.body.passage, roll)
    rows = [_attendee_row(a, n, deliberation) for n, a in enumerate(roll.attendees, 1)]
    rows += [_proxy_row(p, deliberation) for p in roll.proxies]
    moved = _changes(act.head_passage, None, act, roll) if act.shared_head else []
    told = {row["person"] for row in moved if row.table == "attendance_changes"}
    for row in _changes(join(b.passage for b in act.asides if b.table is None), None, act, roll):
        if row["person"] not in told:  # the list may tell beside a name what is told again between the points
            moved.append(row)
    changes = [row for row in moved if row.table == "attendance_changes"]
    for position, row in enumerate(changes, 1):
        row.values["position"] = position
    moved += _changes(act.body.passage, act.deliberation_id, act, roll)
    return [*rows, *_doubts(roll, sections, act, len(moved)), *moved]


def extract_changes(act: Act) -> list[Row]:
    """The movements and recusals that the text of an act tells, for the acts of a sitting past the first."""
    return _changes(act.body.passage, act.deliberation_id, act, None)


def _changes(text: Passage, deliberation: str | None, act: Act, roll: Roll | None) -> list[Row]:
    if not tells_movement(text.text):
        return []
    if roll is None:
        roll, _ = read_roll(_whole_head(act))
    head = act.head_passage.text
    offices = [office_holder(key, roll, head) for key in ("maire", "president")]
    names = [p.family_name or p.name if p else None for p in offices]
    families = frozenset(fold_name(a.person.family_name or a.person.name) for a in roll.attendees)
    rows: list[Row] = []
    doubts: list[Row] = []
    for change in find_changes(text, Assembly(families, *names)):
        rows.append(_change_row(change, len(rows) + 1, deliberation))
        if not change.known and roll.attendees:
            message = f"{change.person!r} is told as {change.kind} but stands on no attendance list of this act"
            doubts.append(diagnostic(STAGE, "info", "person_unlisted", message, change.source.page))
    return rows + doubts


def _whole_head(act: Act) -> list[Block]:
    """The head with the lists that go on behind what was taken for its end."""
    head = list(act.head)
    own = [id(block) for block in act.body.blocks]
    if act.shared_head or not head or id(head[-1]) not in own:
        return head
    for block in act.body.blocks[own.index(id(head[-1])) + 1 :][:_FURTHER]:
        if not goes_on(block, head[-1]):
            break
        head.append(block)
    return head


def read_roll(head: Sequence[Block]) -> tuple[Roll, list[Section]]:
    """The people and delegations of a head, and the lists they were read from."""
    roll = Roll()
    sections = sections_of(head)
    for section in sections:
        _read_section(section, roll)
    if not any(a.status == "present" for a in roll.attendees):
        for section in filter(_may_be_members, sections):
            _read_section(section, roll)
    text = "\n".join(b.text for b in head if b.table is None)
    roll.attendees = [a for a in roll.attendees if not (not a.voting and is_staff(a))]
    settle(roll, text)
    return roll, sections


def _may_be_members(section: Section) -> bool:
    """Whether "Assistaient à la séance" heads the members, where no other list does; it is made to if so."""
    if section.heading is None or section.heading.status is not None or section.label is None:
        return False
    if not section.heading.opens or patterns("turns", "beside_members").search(fold(section.label.text)):
        return False
    section.heading = section.heading._replace(status="present")
    return True


def _read_section(section: Section, roll: Roll) -> None:
    heading = section.heading
    staff = heading is not None and heading.status is None
    texts = [c for c in section.contents if isinstance(c, Passage)]
    if heading is None or staff or not heading.opens:
        for content in section.contents:
            if isinstance(content, Table):
                read_table(content, None, roll)
            elif heading is None:
                read_loose(content, roll)
        return
    if len(texts) == len(section.contents):
        _read_text(texts, section, roll)
        return
    for content in section.contents:
        if isinstance(content, Table):
            read_table(content, heading, roll)
        else:
            _read_text([content], section, roll)


def _read_text(texts: Sequence[Passage], section: Section, roll: Roll) -> None:
    assert section.heading is not None
    before = len(roll.attendees) + len(roll.proxies)
    passage = join(texts)
    read_list(passage, section.heading, roll)
    if re.search(r"[^\W\d_]{3}", passage.text) and len(roll.attendees) + len(roll.proxies) == before:
        roll.unreadable.append(passage)


# --- rows -----------------------------------------------------------------------------------------------------


def _attendee_row(attendee: Attendee, position: int, deliberation: str | None) -> Row:
    person, source = attendee.person, attendee.source
    row = Row("attendees", {"deliberation_id": deliberation, "position": position}).at(source)
    row.put("honorific", person.honorific, source)
    row.put("given_name", person.given_name, source)
    row.put("family_name", person.family_name, source)
    row.put("name", person.name, source)
    return row.put("status", attendee.status, source).put("voting", attendee.voting)


def _proxy_row(proxy: Proxy, deliberation: str | None) -> Row:
    row = Row("proxies", {"deliberation_id": deliberation}).at(proxy.source)
    row.put("giver", proxy.giver.name, proxy.source)
    row.put("holder", proxy.holder.name if proxy.holder else None, proxy.held_at)
    return row.put("counted", proxy.counted)


def _change_row(change: Change, position: int, deliberation: str | None) -> Row:
    row = Row("attendance_changes", {"deliberation_id": deliberation, "position": position}).at(change.source)
    row.put("person", change.person, change.source)
    row.put("change", change.kind, change.source)
    return row.put("proxy_holder", change.holder, change.holder_source)


# --- delegations that did not count ---------------------------------------------------------------------------


def _void_proxies(body: Passage, roll: Roll) -> None:
    """Mark the delegations that the text says were not taken into account."""
    folded = fold(body.text)
    if not roll.proxies or not any(word in folded for word in ("pouvoir", "procuration", "mandat", "delegation")):
        return
    told = list(_body_sentences(body.text))
    for rank, (start, end) in enumerate(told):
        if not patterns("proxies", "void").search(folded, start, end):
            continue
        for a, b in reversed(told[max(rank - 2, 0) : rank + 1]):
            if (a, b) != (start, end) and not patterns("proxies", "gives").search(folded, a, b):
                continue
            people = named_in(body.text, folded, a, b)
            found = [x for x in roll.proxies if any(is_same(p.person, x.giver) for p in people)]
            for proxy in found:
                proxy.counted = False
            if found:
                break


def _body_sentences(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for paragraph in text.split("\n"):
        yield from sentences(text, at, at + len(paragraph))
        at += len(paragraph) + 1


# --- what does not fit ----------------------------------------------------------------------------------------

_PRESENT_TOLD = re.compile(
    r"\b(\d{1,3})\s+(?:conseillers?|membres|elus|delegues)\s[^.;\d]{0,40}\betaient\s+(?:donc\s+)?presents?\b"
)


def _doubts(roll: Roll, sections: Sequence[Section], act: Act, moved: int) -> list[Row]:
    """Diagnostics: lists in which no name was read, and printed counts that differ from what was read.

    A count told in the text may differ from the list by those who moved or were recused.
    """
    rows = []
    unread = [section.unread for section in sections if section.unread is not None]
    if not (roll.attendees or unread or roll.unreadable or act.listed):
        message = "no list of who was there was recognised in the head of this act"
        rows.append(diagnostic(STAGE, "info", "attendance_missing", message, act.body.passage.page))
    for passage in [*unread, *roll.unreadable]:
        message = f"no name could be read in this attendance list: {passage.flat[:80]!r}"
        rows.append(diagnostic(STAGE, "warning", "person_unreadable", message, passage.page))
    declared_counts = [(*found, 0) for found in _declared(sections)]
    told = None if act.shared_head else _PRESENT_TOLD.search(fold(act.body.passage.text))
    if told:
        declared_counts.append(("present", int(told.group(1)), act.body.passage.match(told), moved))
    for what, declared, source, slack in declared_counts:
        read = _read_counts(roll, what)
        if roll.attendees and all(abs(declared - count) > slack for count in read):
            message = f"{declared} {_LABELS[what]} printed, {read[0]} read"
            rows.append(diagnostic(STAGE, "warning", "count_mismatch", message, source.page))
    return rows


_LABELS = {"present": "members present are", "represented": "delegations are", "away": "members absent are"}


def _declared(sections: Sequence[Section]) -> Iterator[tuple[str, int, Passage]]:
    """The counts that the head prints, each kind and figure once."""
    seen: set[tuple[str, int]] = set()
    for section in sections:
        heading = section.heading
        if heading is None or not heading.voting:
            continue
        if heading.declared is None and (total := _closing_total(section)) is not None:
            heading = heading._replace(declared=total)
        if heading.declared is None or heading.status is None:
            continue
        what: str = "away" if heading.status in ("excused", "absent") else heading.status
        if (what, heading.declared) not in seen and section.label is not None:
            seen.add((what, heading.declared))
            yield what, heading.declared, section.label


def _closing_total(section: Section) -> int | None:
    """The count printed behind a list: "…, M. X. (27)"."""
    last = section.contents[-1] if section.contents else None
    match = re.search(r"\((\d{1,3})\)\W*$", last.text) if isinstance(last, Passage) else None
    return int(match.group(1)) if match else None


def _read_counts(roll: Roll, what: str) -> list[int]:
    """The counts that agree with what was read: those of the list, and with who joined or went."""
    count = {
        s: sum(a.status == s and a.voting for a in roll.attendees)
        for s in ("present", "represented", "excused", "absent")
    }
    if what == "present":
        return [count["present"], count["present"] + count["represented"]]
    if what == "represented":
        return [len(roll.proxies), count["represented"]]
    away = count["absent"] + count["excused"]
    return [away, count["absent"], count["excused"], away + count["represented"], count["represented"]]
