"""The people and the vote delegations that the lists of a head name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

from extractors.attendance_headings import Heading, Status, fold_lines, patterns
from extractors.attendance_roll import Attendee, Proxy, Roll
from extractors.attendance_sections import sentences
from models.normalise.folding import fold
from models.normalise.names import Person, Piece, split_people
from models.passage import Passage

_BRACKETS = re.compile(r"\([^()]{0,200}\)")


class _Link(NamedTuple):
    """Characters ``start`` to ``end`` link a giver and a holder of a vote."""

    start: int
    end: int
    kind: Literal["gives", "holds", "deputy", "deputy_of"]
    bare: bool = False


class _Token(NamedTuple):
    """A name, a link or an office, in the order of the text."""

    start: int
    end: int
    person: Person | None = None
    link: _Link | None = None
    office: str | None = None


@cache
def _office() -> re.Pattern[str]:
    return patterns("proxies", "office")


def read_list(passage: Passage, heading: Heading, roll: Roll) -> None:
    """Add the people that the text of a list names to ``roll``, and the delegations told beside them.

    The status is that of the heading; who gives a vote is represented.
    """
    text = passage.text
    folded = fold_lines(text)
    links = _links(folded, heading)
    masked = _mask(passage, folded, links)
    tokens = _tokens(text, folded, masked, links, heading)
    reader = _Reader(passage, folded, heading, roll)
    reader.read(tokens)


# --- links ----------------------------------------------------------------------------------------------------


def _links(folded: str, heading: Heading) -> list[_Link]:
    """Where delegations are told in the text of a list, in order, none inside another."""
    found: list[_Link] = []
    for kind in ("deputy", "deputy_of", "gives", "holds"):
        found += [_Link(*m.span(), kind) for m in patterns("proxies", kind).finditer(folded)]
    for match in patterns("proxies", "bracketed").finditer(folded):
        found.append(_Link(*match.span(), "gives"))
    if heading.proxies:
        found += [_Link(*m.span(), "gives", bare=True) for m in patterns("proxies", "bare").finditer(folded)]
        found += [
            _Link(*m.span(), "gives", bare=True)
            for m in re.finditer(r"(?<=\w)\s*:\s*(?=m\.|mm|madame|monsieur)", folded)
        ]
    found.sort(key=lambda link: (link.start, -link.end))
    kept: list[_Link] = []
    for link in found:
        if not kept or link.start >= kept[-1].end:
            kept.append(link)
    return kept


def _mask(passage: Passage, folded: str, links: Sequence[_Link]) -> str:
    """The text with printed line ends, links as commas, and the brackets around delegations open.

    Same length as the text, so that names read in it stand in their place.
    """
    chars = list(passage.text)
    for start in passage.line_starts:
        if start and chars[start - 1] == " ":
            chars[start - 1] = "\n"
    for link in links:
        chars[link.start : link.end] = [","] + [" "] * (link.end - link.start - 1)
        opened = folded.rfind("(", 0, link.start)
        if opened >= 0 and ")" not in folded[opened : link.start]:
            chars[opened] = ","
            closed = folded.find(")", link.end)
            if closed >= 0:
                chars[closed] = ","
    return "".join(chars)


def _tokens(text: str, folded: str, masked: str, links: Sequence[_Link], heading: Heading) -> list[_Token]:
    pieces = _with_group_honorifics(split_people(masked), masked, text)
    polite = sum(masked[p.start : p.end].lstrip() != "" and _own_honorific(masked[p.start : p.end]) for p in pieces)
    labels = polite >= 0.7 * len(pieces)
    tokens = [_Token(link.start, link.end, link=link) for link in links]
    for piece in pieces:
        alone = piece.person.honorific is None and text[piece.start : piece.end].isupper()
        if labels and polite and alone and " " in text[piece.start : piece.end]:
            continue  # the name of a commune between names with honorifics
        tokens.append(_Token(piece.start, piece.end, person=piece.person))
    for link in links:
        office = _office().match(folded, _skip_space(folded, link.end))
        if office and link.kind != "holds":
            tokens.append(_Token(office.start(), office.end(), office=text[office.start() : office.end()]))
    return sorted(tokens, key=lambda token: token.start)


def _with_group_honorifics(pieces: Sequence[Piece], masked: str, text: str) -> list[Piece]:
    """The pieces with the honorific of their group: a name in brackets ("(pouvoir à M. X)") does not end the group."""
    if "(" not in text:
        return list(pieces)
    outside = {
        p.start: p.person.honorific for p in split_people(_BRACKETS.sub(_blank, text, 0)) if p.person.honorific
    }
    return [
        p._replace(person=p.person._replace(honorific=outside[p.start]))
        if p.person.honorific is None and p.start in outside
        else p
        for p in pieces
    ]


def _blank(match: re.Match[str]) -> str:
    return "," + " " * (len(match.group()) - 1)


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \n:":
        at += 1
    return at


def _own_honorific(text: str) -> bool:
    return re.match(r"(?:mm|mmes?|mlles?|mr|m|monsieur|madame|mademoiselle)\b", fold(text)) is not None


# --- reading --------------------------------------------------------------------------------------------------


class _Reader:
    """Walks the tokens of one list."""

    def __init__(self, passage: Passage, folded: str, heading: Heading, roll: Roll) -> None:
        self.passage, self.text, self.folded = passage, passage.text, folded
        self.heading, self.roll = heading, roll
        self.open: list[tuple[_Token, Attendee]] = []  # who stands before the next link
        self.link: _Link | None = None
        self.givers: list[tuple[_Token, Attendee]] = []
        self.holder: _Token | None = None  # who was named last, for "X, porteur du pouvoir de Y"
        self.last_end = 0
        self.reach = 0  # up to where the open link was read

    def read(self, tokens: Sequence[_Token]) -> None:
        tokens = list(self._pairs(tokens)) if self.heading.proxies or self._in_two_columns(tokens) else list(tokens)
        for at, token in enumerate(tokens):
            following = tokens[at + 1].start if at + 1 < len(tokens) else len(self.text)
            if token.link is not None:
                self._take_link(token.link)
                self.reach = token.end
            elif token.office is not None:
                self._close(None, token)
                self.last_end = token.end
            elif token.person is not None:
                self._take_person(token, following)
                self.last_end = token.end
        self._give_up()
        self._without_holder()

    def _pairs(self, tokens: Sequence[_Token]) -> Iterator[_Token]:
        """Tokens with the link put in where an item of a list of delegations names two people and nothing between.

        "- M. A Mme B" gives the vote of A to B, "à" being lost.
        """
        columns = self._in_two_columns(tokens)
        for at, token in enumerate(tokens):
            yield token
            after = tokens[at + 1] if at + 1 < len(tokens) else None
            if after is None or token.person is None or after.person is None:
                continue
            between = self.text[token.end : after.start]
            if between.strip() or "\n" in between or not between:
                continue
            line_start = max(self.text.rfind("\n", 0, token.start), self.text.rfind(";", 0, token.start)) + 1
            line_end = self.text.find("\n", after.end)
            line = self.text[line_start : line_end if line_end >= 0 else len(self.text)]
            on_line = [t for t in tokens if line_start <= t.start < line_start + len(line)]
            if len(on_line) == 2 and (_own_honorific(self.text[after.start : after.end]) or columns):
                yield _Token(token.end, after.start, link=_Link(token.end, after.start, "gives", bare=True))

    def _in_two_columns(self, tokens: Sequence[_Token]) -> bool:
        """Whether a list of delegations names two people on each line, the giver and the holder, and no more."""
        if self.heading.status != "represented" or any(token.person is None for token in tokens):
            return False
        counts: dict[int, int] = {}
        for token in tokens:
            line = self.text.count("\n", 0, token.start)
            counts[line] = counts.get(line, 0) + 1
        plain = not re.search(r"[,;]", self.text)
        return plain and bool(counts) and all(count == 2 for count in counts.values())

    def _take_link(self, link: _Link) -> None:
        if link.kind in ("gives", "deputy"):
            if not self.open:
                return
            self.givers = self._who_gives(link)
            self.link = link
        elif link.kind == "holds":
            if self.holder is not None and self._beside(self.holder, link):
                self.link, self.givers = link, []
                self._is_no_giver(self.holder)
        elif self.holder is not None:
            self.link, self.givers = link, []

    def _is_no_giver(self, token: _Token) -> None:
        """Take back who was listed among the givers, but holds a vote: "Pouvoirs : M. A a reçu pouvoir de M. B"."""
        if self.heading.status == "represented" and self.open and self.open[-1][0] is token:
            _, attendee = self.open.pop()
            self.roll.attendees = [a for a in self.roll.attendees if a is not attendee]

    def _beside(self, token: _Token, link: _Link) -> bool:
        """Whether a link stands right behind a name: in brackets, after a comma or a dash."""
        return "\n" not in self.text[token.end : link.start].rstrip() and link.start - token.end < 60

    def _who_gives(self, link: _Link) -> list[tuple[_Token, Attendee]]:
        """Who gives by this link: the last one named, and those joined by "et" where the verb or the list says so."""
        givers = [self.open[-1]]
        plural = patterns("proxies", "several").search(self.folded, link.start, link.end) is not None
        if not (plural or link.bare):
            return givers
        for before in reversed(self.open[:-1]):
            between = self.folded[before[0].end : givers[0][0].start]
            joined = re.fullmatch(r"\s*,?\s*(?:et|&)\s*", between) or (plural and re.fullmatch(r"\s*,\s*", between))
            if not joined or (link.bare and len(givers) > 1):
                break
            givers.insert(0, before)
        return givers

    def _take_person(self, token: _Token, following: int) -> None:
        assert token.person is not None
        if self.link is not None and self._out_of_reach(token):
            self._give_up()
        if self.link is not None and self.link.kind in ("holds", "deputy_of"):
            self._take_giver(token)
            return
        if self.link is not None and self.link.kind == "deputy":
            for _, attendee in self.givers:
                attendee.status = "absent" if attendee.status == "present" else attendee.status
            self.link, self.givers, self.open = None, [], []
            self._list(token, following, "present")
            self.roll.attendees[-1].deputy = True
            return
        if self.link is not None:
            self._close(token.person, token)
            return
        if self.open and self._breaks(self.open[-1][0].end, token.start):
            self._without_holder()
        self._list(token, following, self.heading.status or "present")

    def _out_of_reach(self, token: _Token) -> bool:
        """Whether a name stands too far behind the open link to belong to it, or behind its bracket."""
        between = self.text[self.reach : token.start]
        return len(between) > 45 or ")" in between

    def _list(self, token: _Token, following: int, status: Status) -> None:
        assert token.person is not None
        source = self.passage.sub(token.start, token.end)
        remark = self.folded[token.end : following]
        lead = self.folded[self.last_end : token.start]
        attendee = Attendee(token.person, source, self._own(status, remark), self.heading.voting, remark, lead)
        self.roll.add(attendee)
        self.open.append((token, attendee))
        self.holder = token

    def _own(self, status: Status, remark: str) -> Status:
        """The status that stands beside the name ("(excusé)"), else that of the list."""
        told = patterns("plain", "own_status").match(remark)
        if told is None:
            return status
        return "excused" if told["excused"] else "absent" if status != "excused" else status

    def _breaks(self, start: int, end: int) -> bool:
        between = self.text[start:end]
        return "\n" in between or ";" in between or "," in between

    def _take_giver(self, token: _Token) -> None:
        """The person behind "porteur du pouvoir de": represented by the one before."""
        assert token.person is not None and self.link is not None
        link, self.link = self.link, None
        further = re.match(r"\s*(?:,|et|ainsi que)\s+(?:de|d')\s*(?=\w)", self.folded[token.end :])
        if further and link.kind == "holds":
            self.link, self.reach = link, token.end  # "de M. B et de Mme C"
        source = self.passage.sub(token.start, token.end)
        if link.kind == "deputy_of":
            return
        holder = self.holder
        self.roll.proxies.append(
            Proxy(
                token.person,
                source,
                holder.person if holder else None,
                self._source(holder),
                counted=self._counted(token.end),
            )
        )
        self.roll.add(Attendee(token.person, source, "represented", self.heading.voting, told=True))

    def _source(self, token: _Token | None) -> Passage | None:
        return self.passage.sub(token.start, token.end) if token else None

    def _give_up(self) -> None:
        """Nobody was read behind a link."""
        if self.link is not None and self.link.kind in ("gives",):
            self._close(None, None)
        self.link, self.givers = None, []

    def _close(self, holder: Person | None, token: _Token | None) -> None:
        """The holder of the open link is found, or there is none."""
        end = token.end if token else self.givers[-1][0].end if self.givers else 0
        rest = [pair for pair in self.open if pair not in self.givers]
        apart = "respectivement" in self.folded[self.link.start : self.link.end] if self.link else False
        later = self.givers[1:] if apart and holder is not None else []
        for _, attendee in self.givers[:1] if later else self.givers:
            if not self._for_a_while(attendee):
                attendee.status = "represented"
            proxy = Proxy(attendee.person, attendee.source, holder, self._source(token), counted=self._counted(end))
            if token is not None and token.office is not None:
                proxy.office = token.office
            self.roll.proxies.append(proxy)
        if later and self.link is not None and token is not None:
            self.givers, self.link = later, self.link._replace(start=self.link.start)
            self.reach = token.end
            return
        self.link, self.givers, self.open = None, [], rest
        self._without_holder()

    def _for_a_while(self, attendee: Attendee) -> bool:
        """Whether one listed as present gave the vote before arriving or after leaving only."""
        if attendee.status != "present" or self.link is None:
            return False
        opened = self.folded.rfind("(", 0, self.link.start)
        closed = self.folded.find(")", self.link.start)
        if opened < 0 or closed < 0 or ")" in self.folded[opened : self.link.start]:
            return False
        return patterns("proxies", "for_a_while").search(self.folded, opened, closed) is not None

    def _without_holder(self) -> None:
        """Those named in a list of delegations for whom no holder is printed."""
        if self.heading.status == "represented":
            for _, attendee in self.open:
                self.roll.proxies.append(Proxy(attendee.person, attendee.source))
        self.open = []

    def _counted(self, end: int) -> bool:
        remark = re.match(r"\s*[(,–-]\s*([^)\n,;]{0,80})", self.folded[end : end + 90])
        return not (remark and patterns("proxies", "uncounted").search(remark.group(1)))


# --- sentences outside of lists -------------------------------------------------------------------------------


def read_loose(passage: Passage, roll: Roll) -> None:
    """Absences told in a sentence outside of any list: "Mme X est excusée", "M. X a donné pouvoir à Mme Y"."""
    text, folded = passage.text, fold(passage.text)
    if not any(word in folded for word in ("pouvoir", "procuration", "excus", "absent", "present")):
        return
    at = 0
    for paragraph in text.split("\n"):
        for a, b in sentences(text, at, at + len(paragraph)):
            _read_sentence(passage.sub(a, b), roll)
        at += len(paragraph) + 1


def _read_sentence(sentence: Passage, roll: Roll) -> None:
    folded = fold(sentence.text)
    gives = patterns("proxies", "gives").search(folded)
    people = split_people(sentence.text)
    if not people or people[0].start > 25:
        return
    if gives and people[0].end <= gives.start() and not patterns("changes", "moves").search(folded):
        read_list(sentence, Heading(0, 0, "excused", proxies=False), roll)
        return
    holds = patterns("proxies", "holds").search(folded)
    if holds and people[0].end <= holds.start() <= people[0].end + 40:
        _read_holder(sentence, people[0], holds.end(), roll)
        return
    told: tuple[tuple[str, Status], ...] = (
        ("loose_excused", "excused"),
        ("loose_absent", "absent"),
        ("loose_present", "present"),
    )
    for key, status in told:
        words = patterns("plain", key).search(folded)
        near = words is not None and people[0].end <= words.start()
        if words is not None and near and (status == "present" or words.start() < 160):
            read_list(sentence.sub(0, words.start()), Heading(0, 0, status), roll)
            return


def _read_holder(sentence: Passage, holder: Piece, at: int, roll: Roll) -> None:
    """ "Mme X a le pouvoir de M. Y": the one who gives is represented, who holds is listed elsewhere."""
    givers = split_people(sentence.text[at:])
    if not givers or givers[0].start > 3:
        return
    giver = givers[0]
    source = sentence.sub(at + giver.start, at + giver.end)
    roll.add(Attendee(giver.person, source, "represented"))
    held_at = sentence.sub(holder.start, holder.end)
    roll.proxies.append(Proxy(giver.person, source, holder.person, held_at))
