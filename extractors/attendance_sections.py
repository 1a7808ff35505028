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
MARKS = r"(?:(?: ?\(|[./·•-])?(?:eres|ere|es|e|s)\b\)?){0,3}+"
_SHORT = 60  # characters of a label between names: a commune, a group, "Titulaires"
_PERSON_START = re.compile(
    r"[\s\d:;.–—-]*+(?:\b(?:mm|mmes?|mlles?|mr|m|monsieur|madame|messieurs|mesdames)\b\.?\s?[^\W\d_])"
)


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


def fold_lines(text: str) -> str:
    """``text`` folded, its line ends kept."""
    return "\n".join(fold(line) for line in text.split("\n"))


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
        if cells := _text_cells(block.table):
            texts += cells
            continue
        if texts:
            yield _run(texts)
            texts = []
        yield block.table
    if texts:
        yield _run(texts)


def _text_cells(table: Table) -> list[Block]:
    """The cells of a table that only sets text side by side: lists stand under their headings within its cells."""
    cells = [c for c in sorted(table.cells, key=lambda c: (c.col, c.row)) if c.passage]
    for cell in cells:
        text = cell.passage.text
        if any(h.opens and split_people(text[h.end :]) for h in find_headings(text)):
            return [Block(c.passage, page_first=c.page, page_last=c.page) for c in cells]
    return []


def _run(blocks: list[Block]) -> _Run:
    starts, offset = [], 0
    for block in blocks:
        starts.append(offset)
        offset += len(block.passage) + 1
    return _Run(join(b.passage for b in blocks), blocks, starts)


def _add_text(sections: list[Section], run: _Run) -> None:
    """Cut the text of a run at its headings; a list that was open before a table goes on behind it."""
    text = run.passage
    folded = fold_lines(text.text)
    headings = list(find_headings(text.text))
    current = sections[-1] if sections and _open(sections[-1]) else None
    at = 0
    for heading in [*headings, None]:
        end = heading.start if heading else len(text)
        if current is not None:
            at = _fill(current, run, folded, at, end)
        if folded[at:end].strip():
            sections.append(Section(None, contents=[text.sub(at, end)]))
        if heading is None:
            break
        section = Section(heading, text.sub(heading.start, heading.end))
        sections.append(section)
        if heading.opens or current is None:
            current = section
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
    gap = r"[ ,/'&+-]{1,4}"
    tail = "|".join(w.replace(" ", r"\s+") for w in words["tails"])
    return re.compile(
        rf"(?<![a-z0-9])(?P<phrase>{word}(?:{gap}{word}|[ ]?\({word}(?:{gap}{word})*+\))*+)"
        rf"(?P<tail>\s+(?:{tail})\b[^:\n]{{0,140}}(?=:))?"
        r"(?P<declared>[ ]*[:=]?[ ]*(?:[(\[][ ]*|(?!1\s*[.)°-]))\d{1,3}\b(?!\s*(?:h\b|/|[.,]\d|eme|e\b|er\b))[ ]*[)\]]?)?"
        r"(?:[ ]*\([^()\n\d]{0,60}\)(?=[ ]*:))?"
        r"(?P<colon>[ ]*:)?"
    )


_STEMS = ("present", "absent", "excused", "represented", "staff")


@cache
def _stem(kind: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(w.replace(" ", r"\s+") for w in load(LEXICON)["heading"][kind]) + ")")


@cache
def _any_stem() -> re.Pattern[str]:
    return re.compile("|".join(_stem(kind).pattern for kind in _STEMS))


def find_headings(text: str) -> Iterator[Heading]:
    """The headings of lists in a head, in order; bare counts ("Présents : 17") too."""
    folded = fold_lines(text)
    exceptions = [Heading(*m.span(), "absent") for m in patterns("heading", "exception").finditer(folded)]
    last = 0
    for match in _heading_pattern().finditer(folded):
        while exceptions and exceptions[0].start < match.start():
            last = exceptions[0].end
            yield exceptions.pop(0)
        start = _heading_start(text, folded, match)
        if start is None or start < last:
            continue
        heading = _heading(text, folded, match, start)
        if heading is not None:
            last = heading.end
            yield heading
    yield from exceptions


def _heading_start(text: str, folded: str, match: re.Match[str]) -> int | None:
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
    return start if match["colon"] and _count_before(folded, start) is not None else None


def _heading(text: str, folded: str, match: re.Match[str], start: int) -> Heading | None:
    phrase = folded[start : match.end("phrase")]
    counted = _count_before(folded, start)
    if folded[:start].rstrip().endswith("("):
        return None  # "(Pouvoir : M. X)" stands beside a name
    end = match.end()
    opening = not folded[:start].rpartition("\n")[2].strip(" -–—•*◦▪·\t\"'«»_.=>") or counted is not None
    joined = re.search(r"[.;)\d]\s*$", folded[:start]) is not None
    number = re.search(r"\d+", match["declared"] or "")
    declared = int(number.group()) if number else counted
    follows = text[end : end + 60].partition("\n")[0]
    if not match["colon"] and ":" not in (match["declared"] or ""):
        if re.search(r"\b(?:par|a|au)$", phrase):
            return None  # "représenté par M. X" tells of one person
        if not follows.strip(" .…:_-") and opening:
            pass  # a paragraph of its own
        elif _names_follow(follows) and (opening or joined or re.match(r"(?:etai|sont|ont)", phrase)):
            pass
        elif declared is not None and (opening or number):
            return _classify(phrase, start, end, declared, opens=False)
        else:
            return None
    return _classify(phrase, start, end, declared, opens=True)


def _count_before(folded: str, start: int) -> int | None:
    """A number printed before a heading and for it: "(07 Procurations :", "et 04 Absents :"."""
    match = re.search(r"(?:^|[\n(,;.]|\bet)[ -]*(\d{1,3}) +$", folded[max(start - 16, 0) : start])
    return int(match.group(1)) if match else None


def _names_follow(text: str) -> bool:
    """Whether a name comes right away: an honorific, or a capital that opens a person."""
    if _PERSON_START.match(fold(text)) and text.strip():
        return True
    people = split_people(text)
    return bool(people) and not text[: people[0].start].strip(" :;-–—.0123456789")


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

_SENTENCE_END = re.compile(r"[.!?…]\s+(?=[A-ZÀ-ÖØ-Þ«–—-])")
_ABBREVIATED = {
    "mm",
    "mr",
    "mme",
    "mmes",
    "mlle",
    "mlles",
    "dr",
    "st",
    "ste",
    "me",
    "art",
    "jp",
    "jc",
    "jl",
    "jm",
    "jf",
    "ml",
    "mc",
}


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of a paragraph, as offsets; "M. X" and "J. P. Y" are not cut."""
    at = start
    for match in _SENTENCE_END.finditer(text[start:end]):
        stop = start + match.end()
        word = re.search(r"[^\s.,;:(\[]*$", text[at : start + match.start()])
        last = fold(word.group()) if word else ""
        if len(last) <= 1 or last in _ABBREVIATED:
            continue
        yield at, stop
        at = stop
    if at < end:
        yield at, end


def list_spans(run: _Run, folded: str, start: int, end: int) -> tuple[list[tuple[int, int]], int]:
    """The parts of ``start`` to ``end`` that go on listing people, and where the list ends."""
    text = run.passage.text
    spans: list[tuple[int, int]] = []
    pending: list[tuple[int, int]] = []  # lines without a name, kept if names follow
    first_pending: int | None = None
    for a, b in _paragraphs(text, start, end):
        if first_pending is None:
            first_pending = a
        if patterns("stops", "aside").match(folded, _word_at(folded, a, b), b) and b - a < 2 * _SHORT:
            continue
        kept, ended = _listed(text, folded, a, b, start)
        people = kept > a and _lists_people(text[a:kept], folded[a:kept])
        if a > start and _title_like(run.block_at(a), text[a:b], people):
            return spans, first_pending
        if people:
            spans += [*pending, (a, kept)]
            pending, first_pending = [], None
            if ended:
                return spans, kept
            continue
        blank = fold(text[a:kept]).strip(" .:,;()[]") in load(LEXICON)["plain"]["nobody"]
        if blank and text[a:kept].strip():
            return spans, kept
        if ended or b - a > _SHORT or len(pending) >= (1 if spans else 2):
            return spans, first_pending
        pending.append((a, kept))
    return spans, end if first_pending is None else first_pending


def _lists_people(text: str, folded: str) -> bool:
    """Whether a line of a list names someone, or tells to whom the one above gave a vote."""
    if split_people(text[:160]) or (len(text) > 160 and split_people(text)):
        return True
    return patterns("proxies", "gives").match(folded.lstrip(" -–(")) is not None


def _word_at(folded: str, start: int, end: int) -> int:
    """The first place from ``start`` on that is no list mark or space."""
    piece = folded[start:end]
    return start + len(piece) - len(piece.lstrip(" -–—•*.,;:()"))


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for piece in text[start:end].split("\n"):
        if piece.strip():
            yield at, at + len(piece)
        at += len(piece) + 1


def _listed(text: str, folded: str, start: int, end: int, begin: int) -> tuple[int, bool]:
    """Up to where a paragraph lists people, and whether the list (from ``begin`` on) ends there."""
    for a, b in sentences(text, start, end):
        if patterns("stops", "start").match(folded, _word_at(folded, a, b), b):
            return a, True
        inline = patterns("stops", "inline").search(folded, a, b)
        told = patterns("stops", "told").search(folded, a, b)
        if told and not (inline and inline.start() < told.start()):
            return a, True
        if inline:
            return inline.start(), True
        closing = _closing_bracket(folded, begin, a, b)
        if closing is not None:
            return closing, True
    return end, False


def _closing_bracket(folded: str, begin: int, start: int, end: int) -> int | None:
    """Where a bracket closes that was opened before the list that starts at ``begin`` ("(3 procurations : A, B)")."""
    depth = folded.count("(", begin, start) - folded.count(")", begin, start)
    for at in range(start, end):
        depth += (folded[at] == "(") - (folded[at] == ")")
        if depth < 0:
            return at if re.match(r"[\s.,;]*(?:et\b|\n|$)", folded[at + 1 : at + 8]) else None
    return None


def _title_like(block: Block, text: str, people: bool) -> bool:
    """Whether a paragraph is the title of the act rather than a line of the list."""
    if "," in text or not block.bold or not block.centred:
        return False
    return not people or not _PERSON_START.match(fold(text))
