"""The head of an act cut into its lists: who was present, represented, excused, absent."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, NamedTuple

from models.document import Block, Table
from models.normalise.folding import fold
from models.normalise.lexicon import load
from models.normalise.names import split_people
from models.passage import Passage, join

Status = Literal["present", "represented", "excused", "absent"]
LEXICON = "attendance"
# "(e)", "(s)", ".e.s", "-es" behind a word, in folded text
MARKS = r"(?:[(./·•-]{0,2}\s?(?:eres|ere|es|e|s)\b\)?){0,3}+"
_SHORT = 60  # characters of a label between names: a commune, a group, "Titulaires"
_PERSON_START = re.compile(r"[\s:.–—-]*+(?:\b(?:mm|mmes?|mlles?|mr|m|monsieur|madame|messieurs|mesdames)\b\.?\s?[^\W\d_]|$)")


class Heading(NamedTuple):
    """Characters ``start`` to ``end`` head a list of people of one status; ``status`` None: not of the assembly.

    ``declared`` is the number printed beside it. ``proxies`` tells a list of delegations ("Pouvoirs"), ``opens`` is
    False for a bare count.
    """

    start: int
    end: int
    status: Status | None
    declared: int | None = None
    voting: bool = True
    proxies: bool = False
    opens: bool = True


@dataclass(slots=True)
class Section:
    """A list of the head. ``contents`` holds the text and the tables under the heading, in order.

    ``heading`` is None for text outside of any list, of which only sentences that tell an absence count.
    """

    heading: Heading | None
    label: Passage | None = None
    contents: list[Passage | Table] = field(default_factory=list)


@cache
def patterns(*path: str) -> re.Pattern[str]:
    """One pattern, for folded text, that matches any of the patterns under ``path`` in the lexicon."""
    value: Any = load(LEXICON)
    for step in path:
        value = value[step]
    listed = [value] if isinstance(value, str) else value
    power, to = load(LEXICON)["proxies"]["power"], load(LEXICON)["proxies"]["to"]
    return re.compile("|".join(f"(?:{p.replace('{power}', power).replace('{to}', to)})" for p in listed))


def sections_of(blocks: Sequence[Block]) -> list[Section]:
    """The lists of a head, in printed order, and the text between them."""
    sections: list[Section] = []
    for run in _runs(blocks):
        if isinstance(run, Table):
            if not sections or not _open(sections[-1]):
                sections.append(Section(None))
            sections[-1].contents.append(run)
            continue
        _add_text(sections, run)
    return sections


def _open(section: Section) -> bool:
    return section.heading is not None and section.heading.opens


class _Run(NamedTuple):
    """Text blocks that follow each other, as one passage."""

    passage: Passage
    blocks: list[Block]
    starts: list[int]

    def block_at(self, offset: int) -> Block:
        return self.blocks[bisect_right(self.starts, offset) - 1]


def _runs(blocks: Sequence[Block]) -> Iterator[_Run | Table]:
    texts: list[Block] = []
    for block in blocks:
        if block.table is None:
            if block.passage:
                texts.append(block)
            continue
        if texts:
            yield _run(texts)
            texts = []
        yield block.table
    if texts:
        yield _run(texts)


def _run(blocks: list[Block]) -> _Run:
    starts, offset = [], 0
    for block in blocks:
        starts.append(offset)
        offset += len(block.passage) + 1
    return _Run(join(b.passage for b in blocks), blocks, starts)


def _add_text(sections: list[Section], run: _Run) -> None:
    """Cut the text of a run at its headings; a list that was open before a table goes on behind it."""
    text = run.passage
    folded = fold(text.text)
    headings = list(find_headings(text.text, text.line_starts))
    current = sections[-1] if sections and _open(sections[-1]) else None
    at = 0
    for heading in [*headings, None]:
        end = heading.start if heading else len(text)
        if current is not None:
            at = _fill(current, run, folded, at, end)
        if folded[at:end].strip():
            sections.append(Section(None, contents=[text.sub(at, end)]))
        if heading is None:
            return
        current = Section(heading, text.sub(heading.start, heading.end))
        sections.append(current)
        at = heading.end


def _fill(section: Section, run: _Run, folded: str, start: int, end: int) -> int:
    """Give ``section`` its list out of ``start`` to ``end``; returns where the list ends."""
    if not _open(section):
        return start
    spans, stop = list_spans(run, folded, start, end)
    section.contents.extend(p for a, b in spans if (p := run.passage.sub(a, b)))
    return stop


# --- headings -------------------------------------------------------------------------------------------------


@cache
def _heading_pattern() -> re.Pattern[str]:
    words = load(LEXICON)["heading"]
    stems = "|".join(w.replace(" ", r"\s+") for key in _STEMS for w in words[key])
    fillers = "|".join(sorted(words["fillers"], key=len, reverse=True))
    word = rf"(?:{stems}|{fillers}){MARKS}(?![a-z0-9])"
    tail = "|".join(w.replace(" ", r"\s+") for w in words["tails"])
    return re.compile(
        rf"(?<![a-z0-9])(?P<phrase>{word}(?:[ ,/'’&+()\[\]-]{{1,4}}{word})*+)[)\]]?"
        rf"(?P<tail>\s+(?:{tail})\b[^:\n]{{0,140}}(?=:))?"
        r"(?P<declared>\s*[:=]?\s*[(\[]?\s*\d{1,3}\b(?!\s*(?:h\b|/|[.,]\d|eme|e\b|er\b))\s*[)\]]?)?"
        r"(?P<colon>\s*:)?"
    )


_STEMS = ("present", "absent", "excused", "represented", "staff")


@cache
def _stem(kind: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(w.replace(" ", r"\s+") for w in load(LEXICON)["heading"][kind]) + ")")


@cache
def _any_stem() -> re.Pattern[str]:
    return re.compile("|".join(_stem(kind).pattern for kind in _STEMS))


def find_headings(text: str, line_starts: Sequence[int] = ()) -> Iterator[Heading]:
    """The headings of lists in a head, in order; bare counts ("Présents : 17") too."""
    folded = fold(text)
    lines = set(line_starts)
    last = 0
    for match in _heading_pattern().finditer(folded):
        start = _heading_start(text, folded, match, lines)
        if start is None or start < last:
            continue
        heading = _heading(text, folded, match, start)
        if heading is not None:
            last = heading.end
            yield heading


def _heading_start(text: str, folded: str, match: re.Match[str], lines: set[int]) -> int | None:
    """Where the heading begins: the paragraph, or the first capital from which on the phrase holds a stem."""
    start, end = match.span("phrase")
    if not _any_stem().search(folded, start, end):
        return None
    if not folded[:start].rpartition("\n")[2].strip(" -–—•*◦▪·\t\"'«»(_.=>"):
        return start
    for word in re.finditer(r"[^\W\d_]+", text[start:end]):
        begin = start + word.start()
        if word.group()[0].isupper() and _any_stem().search(folded, begin, end):
            return begin
    counted = re.search(r"(?<!\d)\d{1,3}\s+$", folded[max(start - 6, 0) : start])
    return start if counted and match["colon"] else None


def _heading(text: str, folded: str, match: re.Match[str], start: int) -> Heading | None:
    phrase = folded[start : match.end("phrase")]
    before = folded[max(start - 8, 0) : start]
    counted = re.search(r"(?<!\d)(\d{1,3})\s+$", before)
    if before.rstrip().endswith("(") and not counted:
        return None  # "(Pouvoir : M. X)" stands beside a name
    end = match.end()
    opening = not folded[:start].rpartition("\n")[2].strip(" -–—•*◦▪·\t\"'«»_.=>") or counted is not None
    number = re.search(r"\d+", match["declared"] or "")
    declared = int(number.group()) if number else int(counted.group(1)) if counted else None
    follows = text[end : end + 60].partition("\n")[0]
    if not match["colon"] and ":" not in (match["declared"] or ""):
        if not follows.strip(" .…:_-") and opening:
            pass  # a paragraph of its own
        elif _names_follow(follows) and (opening or re.match(r"(?:etai|sont|ont)", phrase)):
            pass
        elif declared is not None and (opening or number):
            return _classify(phrase, start, end, declared, opens=False)
        else:
            return None
    return _classify(phrase, start, end, declared, opens=True)


def _names_follow(text: str) -> bool:
    """Whether a name comes right away: an honorific, or a capital that opens a person."""
    if _PERSON_START.match(fold(text)) and text.strip():
        return True
    people = split_people(text)
    return bool(people) and not text[: people[0].start].strip(" :-–—.")


def _classify(phrase: str, start: int, end: int, declared: int | None, *, opens: bool) -> Heading | None:
    """The heading for the words of ``phrase``."""
    turns = {name: patterns("turns", name) for name in load(LEXICON)["turns"]}
    voting = not turns["non_voting"].search(phrase)
    held = turns["no_proxy"].sub(" ", turns["non_voting"].sub(" ", phrase))
    excused = bool(_stem("excused").search(turns["not_excused"].sub(" ", held)))
    absent, present = bool(_stem("absent").search(held)), bool(_stem("present").search(held))
    proxies = bool(_stem("represented").search(held))
    status: Status | None
    if turns["present_or_represented"].search(phrase):
        return Heading(start, end, "present", declared, voting, opens=opens and "donne" not in phrase)
    if turns["staff"].search(phrase) and voting and not turns["deputies"].search(phrase):
        status = None
    elif proxies:
        status = "represented"
    elif excused:
        status = "excused"
    elif absent or (not present and turns["not_excused"].search(phrase)):
        status = "absent"
    elif present or not voting:
        status = "present"
    else:
        status = None
    if turns["counts_only"].search(phrase):
        return Heading(start, end, status, declared, voting, proxies, opens=False)
    return Heading(start, end, status, declared, voting, proxies, opens)


# --- where a list ends ----------------------------------------------------------------------------------------

_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{3}[).»\"]|[a-z\d)]{2}[.;])\s+(?=[A-ZÀ-ÖØ-Þ«–—-])")


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of a paragraph, as offsets; "M. X" and "J. P. Y" are not cut."""
    at = start
    for match in re.finditer(r"[.!?…]\s+(?=[A-ZÀ-ÖØ-Þ«–—-])", text[start:end]):
        stop = start + match.end()
        word = re.search(r"[^\s.,;:(\[]*$", text[at : start + match.start()])
        last = fold(word.group()) if word else ""
        if len(last) <= 1 or last in ("mm", "mr", "mme", "mmes", "mlle", "dr", "st", "ste", "me", "art", "n°", "jp", "jc", "jl", "jm", "jf"):
            continue
        yield at, stop
        at = stop
    if at < end:
        yield at, end


def list_spans(run: _Run, folded: str, start: int, end: int) -> tuple[list[tuple[int, int]], int]:
    """The parts of ``start`` to ``end`` that go on listing people, and where the list ends."""
    text = run.passage.text
    spans: list[tuple[int, int]] = []
    pending: list[tuple[int, int]] = []
    found = False
    for a, b in _paragraphs(text, start, end):
        kept, ended = _listed(text, folded, a, b)
        people = bool(split_people(text[a:kept])) if kept > a else False
        if a > start and _title_like(run.block_at(a), text[a:b], people):
            return spans, a
        if people:
            spans += [*pending, (a, kept)]
            pending, found = [], True
            if ended:
                return spans, kept
            continue
        blank = fold(text[a:kept]).strip(" .:,;()[]") in load(LEXICON)["plain"]["nobody"]
        if ended or (blank and text[a:kept].strip()) or b - a > _SHORT or len(pending) >= (1 if found else 2):
            return spans, kept if blank else (pending[0][0] if pending else a)
        pending.append((a, kept))
    return spans, pending[0][0] if pending else end


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for piece in text[start:end].split("\n"):
        if piece.strip():
            yield at, at + len(piece)
        at += len(piece) + 1


def _listed(text: str, folded: str, start: int, end: int) -> tuple[int, bool]:
    """Up to where a paragraph lists people, and whether the list ends there."""
    for a, b in sentences(text, start, end):
        begin = a + len(folded[a:b]) - len(folded[a:b].lstrip(" -–—•*.,;:()"))
        if patterns("stops", "start").match(folded, begin, b):
            return a, True
        inline = patterns("stops", "inline").search(folded, a, b)
        told = patterns("stops", "told").search(folded, a, b)
        if told and not (inline and inline.start() < told.start()):
            return a, True
        if inline:
            return inline.start(), True
        closing = _unmatched_bracket(folded, a, b)
        if closing is not None:
            return closing, True
    return end, False


def _unmatched_bracket(folded: str, start: int, end: int) -> int | None:
    """Where a bracket closes that was opened before the list ("(3 procurations : A, B, C)")."""
    depth = 0
    for at in range(start, end):
        if folded[at] == "(":
            depth += 1
        elif folded[at] == ")":
            depth -= 1
            if depth < 0:
                return at if re.match(r"[\s.,;]*(?:et\b|\n|$)", folded[at + 1 : at + 8]) else None
    return None


def _title_like(block: Block, text: str, people: bool) -> bool:
    """Whether a paragraph is the title of the act rather than a line of the list."""
    if "," in text or not block.bold or not block.centred:
        return False
    return not people or not _PERSON_START.match(fold(text))
