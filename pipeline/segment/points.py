"""The points of minutes: where each begins, and whether it is a deliberation."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from models.document import Block
from models.lexicon import load
from models.passage import Passage, join
from models.signals import is_heading, pattern, says, says_in_line

# Shapes of a deliberation's number: DEL2024-031, DE-2015/11, D2025-008, 2025-10-30-DCM-01, 23-02/001, 2020-038.
_NUMBER = re.compile(
    r"^[\W_]*(?:(?:projet\s+de\s+)?d[ée]lib[ée]ration\s*)?(?:n\s*[°oº]\s*:?\s*)?"
    r"(?P<number>(?:[A-Z]{1,6}[\s_-]?)?\d{2,4}(?:\s?[-_/.]\s?\d{1,4}|[-_/.][A-Z]{1,4})+\b|[A-Z]{1,4}\s?\d{3,8}\b|\d{4}_\d+)"
    r"(?P<rest>.*)",
    re.DOTALL,
)
_NUMBER_WITHIN = re.compile(_NUMBER.pattern[1:], re.DOTALL)
_WORDED = re.compile(
    r"^[\W_]*(?:d[ée]lib[ée]ration|DCM|question|dossier)\s*(?:n\s*[°oº]\s*)?:?\s*"
    r"(?P<number>[\w/.-]*\d[\w/.-]*)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_ITEM = re.compile(
    r"^[\W_]*(?:(?:point|affaire|question|dossier|sujet)\s*(?:n\s*[°oº]\s*)?)?"
    r"(?P<item>\d{1,2}(?:[.-]\d{1,2})?|[IVX]{1,5}|[A-Z])\s*[.)°/:–—-]+(?!\d)\s*(?P<rest>\S.*)",
    re.DOTALL | re.IGNORECASE,
)
# A rank without a mark counts only before a title that the agenda announces.
_BARE_ITEM = re.compile(r"^[\W_]*(?P<item>\d{1,2}|[IVX]{1,5})\s+(?P<rest>[^\W\d].*)", re.DOTALL)
_DATE = re.compile(r"^\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d$")
_LISTED = re.compile(r"[-–−•▪➢*·]\s?\S")
_OBJECT = re.compile(r"^[\W_]*(?:objet|o b j e t)\s*:?\s*[-–—]?\s*", re.IGNORECASE)
_NOMENCLATURE = re.compile(r"^[\W_]*nomenclature\b|^\W*$", re.IGNORECASE)
# A date alone, and a line that breaks off.
_NO_TITLE = re.compile(r"^\W*(?:\d{1,2}|1er)\s+[^\W\d]{3,9}\s+(?:19|20)\d\d\W*$|\s(?:du|de|des|le|la|les|au|aux)$")
_LONGEST_TITLE = 420


@dataclass(slots=True)
class Point:
    """A point of minutes; ``start`` is the index of its first block in the body."""

    start: int
    title: Passage | None
    number: Passage | None = None
    item: str | None = None
    is_act: bool = True


def is_minutes(head: list[Block], points: list[Point]) -> bool:
    """Whether one head serves several points: minutes say so, or two points are told after one head."""
    if not points:
        return False
    named = any(says_in_line(b, "minutes") for b in head if b.table is None and len(b.text) < 260)
    return named or sum(p.is_act for p in points) >= 2


def find_points(body: list[Block], head: list[Block]) -> list[Point]:
    """The points told in ``body``, the blocks after the head of a sitting, in reading order.

    Numbered deliberations count where the document numbers them; else points of the agenda or headings that close
    with a vote.
    """
    agenda, first = _agenda(body)
    numbered = _numbered(body)
    if numbered:
        return _with_breaks(body, numbered, agenda)
    named = any(says_in_line(b, "minutes") for b in head if b.table is None and len(b.text) < 260)
    if not agenda and not named:
        points = [] if _is_extract(head) else _each_voted(body, _ranked(body, first))
    else:
        points = _items(body, first, agenda) or _ranked(body, first) or _headings(body, first, agenda)
    for number, point in enumerate(points):
        end = points[number + 1].start if number + 1 < len(points) else len(body)
        point.is_act = is_voted(body[point.start : end]) and not _is_information(point)
    return points


def _is_extract(head: list[Block]) -> bool:
    """Whether a head is that of one act: it says that it is taken from the register, or bears a number or an object."""
    return any(
        says(b, "head_end") or (says_in_line(b, "register") and pattern("one_act").search(b.text)) for b in head
    )


def _agenda(body: list[Block]) -> tuple[list[str], int]:
    """The titles of the agenda, and the index of the first block after it."""
    for index, block in enumerate(body[:60]):
        text = block.text.strip()
        if says(block, "agenda") and (text.endswith(":") or (len(text) < 60 and not text.endswith("."))):
            titles, position = _agenda_titles(body, index + 1)
            if titles:
                return titles, position
    return [], 0


def _agenda_titles(body: list[Block], start: int) -> tuple[list[str], int]:
    titles: list[str] = []
    position = start
    while position < min(len(body), start + 90):
        block = body[position]
        text = block.text.strip()
        if not any(c.isalnum() for c in text):  # a drawn line ends the list
            if titles:
                break
            position += 1
            continue
        item = _ITEM.match(text)
        sentence = says(block, "decided") and not item and not _LISTED.match(text)
        if block.table is not None or sentence or len(text) > (600 if item else 330):
            # What stands right above running text is the heading of the first point, not the last of the list.
            if titles and is_heading(body[position - 1]) and not all(map(is_heading, body[start : position - 1])):
                titles.pop()
                position -= 1
            break
        if titles and _alike(text, titles[0]):  # the first point repeats its title
            break
        titles.append(text)
        position += 1
    return titles, position


def _seen(text: str, titles: list[str]) -> bool:
    return any(_alike(text, title) for title in titles)


def _plain(text: str) -> str:
    match = _ITEM.match(text) or _BARE_ITEM.match(text)
    text = match["rest"] if match else text
    return re.sub(r"\W+", " ", _OBJECT.sub("", text)).casefold().strip()


def _alike(a: str, b: str) -> bool:
    a, b = _plain(a), _plain(b)
    if not a or not b:
        return False
    if len(a) > 12 and len(b) > 12 and (a.startswith(b) or b.startswith(a)):
        return True
    matcher = SequenceMatcher(None, a[:160], b[:160], autojunk=False)
    return matcher.quick_ratio() > 0.85 and matcher.ratio() > 0.85


def _shape(number: str) -> str:
    return re.sub(r"\d", "9", re.sub(r"\s", "", number))


def _numbered(body: list[Block]) -> list[Point]:
    """Points opened by the number of a deliberation; one shape of number serves a whole document."""
    found: list[tuple[int, re.Match[str]]] = []
    for index, block in enumerate(body):
        if block.table is not None or len(block.text) > 900:
            continue
        match = _number_in(block.text)
        if match and not _DATE.match(match["number"].strip()) and _opens(block, match):
            found.append((index, match))
    shapes = Counter(re.sub("9+", "9", _shape(m["number"])) for _, m in found)
    if not shapes or shapes.most_common(1)[0][1] < 2:
        return []
    usual = shapes.most_common(1)[0][0]
    last: dict[str, int] = {}  # an agenda announces what is told later: the later one counts
    for index, match in found:
        if re.sub("9+", "9", _shape(match["number"])) == usual:
            last[_plain(match["number"] + match["rest"][:80])] = index
    if len(last) < 2:
        return []
    matches = dict(found)
    points: list[Point] = []
    for index in sorted(last.values()):
        points.append(_numbered_point(body, index, matches[index], points[-1].start if points else -1))
    return points


def _number_in(text: str) -> re.Match[str] | None:
    """The number that opens a paragraph, behind a rank ("POINT 2 – DEL2024-031 : …") where there is one."""
    match = _NUMBER.match(text) or _WORDED.match(text)
    if match and not _DATE.match(match["number"].strip()):
        return match
    ranked = _ITEM.match(text)
    return _NUMBER_WITHIN.match(text, ranked.start("rest")) if ranked else None


def _opens(block: Block, match: re.Match[str]) -> bool:
    """Whether a line that begins with a number is a heading and not a figure in the text."""
    rest = match["rest"].strip()
    worded = bool(re.match(r"[\W_]*(?:d[ée]lib|n\s*[°oº]|DCM)", block.text, re.IGNORECASE))
    if is_heading(block) or worded:
        return len(block.text) < _LONGEST_TITLE or block.bold
    return bool(_NOMENCLATURE.match(rest)) or bool(re.match(r"[-–—:]\s*\S", rest))


def _numbered_point(body: list[Block], index: int, match: re.Match[str], floor: int) -> Point:
    block = body[index]
    number = block.passage.match(match, "number")
    rest_start = match.start("rest")
    rest = match["rest"]
    if _NOMENCLATURE.match(rest):
        above = _heading_above(body, index, floor)
        if above is not None:
            title, item = _title_of(body[above])
            return Point(above, title, number, item)
        below = _title_below(body, index)
        return Point(index, below, number)
    cut = re.search(r"\bnomenclature\b", rest, re.IGNORECASE)
    stop = rest_start + cut.start() if cut else len(block.text)
    ranked = _ITEM.match(block.text)
    item = ranked["item"] if ranked and ranked.end("item") < match.start("number") else None
    return Point(index, _extended(_clean(block.passage, rest_start, stop), body, index), number, item)


def _heading_above(body: list[Block], index: int, floor: int) -> int | None:
    above = index - 1
    if above <= floor or body[above].table is not None or len(body[above].text) >= _LONGEST_TITLE:
        return None
    return above if is_heading(body[above]) or _ITEM.match(body[above].text) else None


def _title_below(body: list[Block], index: int) -> Passage | None:
    for block in body[index + 1 : index + 3]:
        if block.table is None and len(block.text) < _LONGEST_TITLE and not says(block, "head_end"):
            return _clean(block.passage, 0, len(block.text))
        if block.table is None and _OBJECT.match(block.text):
            return _clean(block.passage, 0, len(block.text))
    return None


def _continues_title(block: Block, above: Block, body: list[Block]) -> bool:
    """Whether a heading goes on on the next paragraph: same style, and the first one breaks off or fills its line."""
    same = block.table is None and block.bold == above.bold and block.size == above.size and is_heading(block)
    if not same or re.search(r"[.;:!?]\W*$", above.text):
        return False
    if above.text.rstrip().endswith(",") or block.text[0].islower():
        return True
    return (
        above.bold
        and len(block.text) < 90
        and ":" not in block.text
        and not _is_label(block)
        and _fills(above, block, body)
    )


def _fills(above: Block, block: Block, body: list[Block]) -> bool:
    """Whether the last line of a paragraph left no room for the next one's first word."""
    if not (above.lines and block.lines):
        return False
    last, word = above.lines[-1].words[-1], block.lines[0].words[0]
    if not word.has_geometry or last.page != word.page:
        return False
    margin = max(line.words[-1].x1 for b in body for line in b.lines if line.page == last.page)
    return last.x1 + (word.x1 - word.x0) + 0.25 * (last.size or 10) > margin


def _extended(title: Passage | None, body: list[Block], index: int) -> Passage | None:
    """A title with the paragraphs that it goes on in."""
    position = index + 1
    while (
        title and position < min(len(body), index + 3) and _continues_title(body[position], body[position - 1], body)
    ):
        more = body[position].passage
        title = _clean(join([title, more], " "), 0, len(title) + 1 + len(more))
        position += 1
    return title


def _title_of(block: Block) -> tuple[Passage | None, str | None]:
    match = _ITEM.match(block.text) or _BARE_ITEM.match(block.text)
    if match and not re.match(r"[A-Za-z]$", match["item"]):
        return _clean(block.passage, match.start("rest"), len(block.text)), match["item"]
    return _clean(block.passage, 0, len(block.text)), None


def _clean(passage: Passage, start: int, stop: int) -> Passage | None:
    """A title without "Objet :", leading dashes and closing marks, and without the text that goes on behind it."""
    text = passage.text
    lead = re.compile(r"[\s\-–—:.)•➢]*").match(text, start, stop)
    start = lead.end() if lead else start
    label = _OBJECT.match(text[start:stop])
    if label:
        start += label.end()
    behind = _title_end().search(text, start + 8, stop)
    if behind:
        stop = behind.start()
    while stop > start and text[stop - 1] in " .:;-–—\n":
        stop -= 1
    return passage.sub(start, stop) if stop > start else None


@cache
def _title_end() -> re.Pattern[str]:
    return re.compile(r"\s+(?=" + "|".join(load("segment")["title_end"]) + ")")


def _items(body: list[Block], first: int, agenda: list[str]) -> list[Point]:
    """Points opened by a rank ("1.", "POINT 2 –", "III."), in rising order."""
    points: list[Point] = []
    for index in range(first, len(body)):
        block = body[index]
        if block.table is not None or len(block.text) > _LONGEST_TITLE:
            continue
        match = _ITEM.match(block.text)
        announced = bool(agenda) and _seen(block.text, agenda)
        if match and re.match(r"[A-Za-z]$", match["item"]) and match["item"] not in "IVX":
            continue
        named = bool(re.match(r"\W*(?:point|affaire|question)\b", block.text, re.IGNORECASE))
        bare = match is None and announced and _BARE_ITEM.match(block.text) is not None
        if bare or (match and (is_heading(block) or named or announced)):
            title, item = _title_of(block)
            points.append(Point(index, _extended(title, body, index), None, item))
    return points if len(points) > 1 or (points and agenda) else []


def _ranked(body: list[Block], first: int) -> list[Point]:
    """Points opened by ranks that rise from 1 without a gap, each a short line over a text, most of them voted.

    Informal minutes set no headings off; a list within a text has no text of its own under each rank.
    """
    points: list[Point] = []
    for index in range(first, len(body) - 1):
        block = body[index]
        longest = _LONGEST_TITLE if is_heading(block) else 160
        match = _ITEM.match(block.text) if block.table is None and len(block.text) < longest else None
        if match is None or match["item"] != str(len(points) + 1) or not match["rest"][0].isupper():
            continue
        if re.search(r"[.;,:]\W*$", block.text) or _ITEM.match(body[index + 1].text):
            continue
        points.append(Point(index, *_titled(block)))
    if len(points) < 3:
        return []
    ends = [p.start for p in points[1:]] + [len(body)]
    voted = sum(is_voted(body[p.start + 1 : end]) for p, end in zip(points, ends, strict=True))
    return points if 2 * voted >= len(points) else []


def _each_voted(body: list[Block], points: list[Point]) -> list[Point]:
    """The points when most of them, three at least, tell how the assembly voted: parts of one act share one vote."""
    ends = [*[p.start for p in points], len(body)][1:]
    told = sum(
        any(b.table is None and _RESULT.search(b.text) for b in body[p.start + 1 : end])
        for p, end in zip(points, ends, strict=True)
    )
    return points if told >= 3 and 2 * told >= len(points) else []


_RESULT = re.compile(
    r"à\s+l['’]\s*unanimit|à\s+la\s+majorit|\d+\s+voix|\b(?:pour|contre|abstentions?)\s*:\s*\d|\bvote\s*:",
    re.IGNORECASE,
)


def _titled(block: Block) -> tuple[Passage | None, None, str | None]:
    title, item = _title_of(block)
    return title, None, item


def _headings(body: list[Block], first: int, agenda: list[str]) -> list[Point]:
    """Points opened by a heading that the agenda announces, or by any heading where it announces none."""
    points = []
    standing = _standing(body)
    for index in range(first, len(body)):
        block = body[index]
        if block.table is not None or len(block.text) > _LONGEST_TITLE or _place_of(block) in standing:
            continue
        announced = bool(agenda) and _seen(block.text, agenda)
        if announced or (is_heading(block) and not _is_label(block) and not _NO_TITLE.search(block.text)):
            points.append(Point(index, _clean(block.passage, 0, len(block.text))))
    return _merge(points, body)


def _standing(body: list[Block]) -> set[tuple[str, int]]:
    """What stands at one height of several pages, as the side column of a register does: no point begins there."""
    pages: dict[tuple[str, int], set[int]] = {}
    for block in body:
        text, height = _place_of(block)
        for near in (height - 1, height, height + 1) if height >= 0 else ():
            pages.setdefault((text, near), set()).add(block.page_first)
    return {place for place, seen in pages.items() if len(seen) > 1}


def _place_of(block: Block) -> tuple[str, int]:
    """The text of a paragraph and the height that it stands at, in steps of ten points; -1 without geometry."""
    word = block.lines[0].words[0] if block.lines else None
    return block.text.strip(), int(word.foot / 10) if word is not None and word.has_geometry else -1


def _merge(points: list[Point], body: list[Block]) -> list[Point]:
    """Headings directly under each other are one point: the last of them names it."""
    out: list[Point] = []
    for point in points:
        if out and point.start == out[-1].start + 1 and not says(body[point.start], "decided"):
            out.pop()
        out.append(point)
    return out


def _is_label(block: Block) -> bool:
    text = block.text.strip()
    return (
        says(block, "decided")
        or says(block, "closing")
        or (text.endswith(":") and len(text) < 40)
        or not any(c.isalpha() for c in text)
        or bool(_small().match(text))
    )


@cache
def _small() -> re.Pattern[str]:
    return re.compile(r"\W*(?:" + "|".join(load("segment")["no_point"]) + ")", re.IGNORECASE)


def is_voted(blocks: list[Block]) -> bool:
    """Whether something is decided, voted, deferred or withdrawn in ``blocks``."""
    return any(_VOTED.search(b.text) for b in blocks if b.table is None)


_VOTED = re.compile(
    r"à\s+l['’]\s*unanimit|à\s+la\s+majorit|apr[èe]s\s+(?:en\s+)?(?:avoir\s+)?d[ée]lib|\bvote\s*:|\bvot(?:e|és?)\b.{0,40}"
    r"(?:pour|contre|favorabl)|\b(?:pour|contre|abstentions?)\s*:\s*\d|\d+\s+(?:voix|pour|contre|abstention)"
    r"|\b(?:une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze)\s+(?:voix|abstention)"
    r"|\b(?:conseil|comité|bureau|assemblée)\b,?[^.;:]{0,160}\b(?:décide|approuve|adopte|accepte)(?:nt)?\b|\brejet[ée]e"
    r"|\bADOPT[ÉE]|\badopté|\bD[ÉE]CIDE|\bconseil\s+(?:\w+\s+){0,3}(?:décide|approuve|adopte|accepte|autorise|valide)"
    r"|\bajourn[ée]|\bretir[ée]e?\s+de\s+l['’]\s*ordre|\breport[ée]e?\s+à|\bsursis|\bprend(?:re)?\s+acte",
    re.IGNORECASE,
)


def _is_sundry(title: str) -> bool:
    """Whether a title stands for whatever else was said ("Questions diverses"): no list within an act has it."""
    return re.match(r"\W*(?:questions?|affaires?|points?|informations?)?\s*diver", title, re.IGNORECASE) is not None


def _is_information(point: Point) -> bool:
    title = point.title.text if point.title else ""
    return pattern("information").match(title) is not None


def _with_breaks(body: list[Block], points: list[Point], agenda: list[str]) -> list[Point]:
    """Numbered points, with what ends a point without being a deliberation: unnumbered points and the closing."""
    starts = {p.start for p in points}
    out = list(points)
    for index in range(points[0].start, len(body)):
        block = body[index]
        if index in starts or block.table is not None or len(block.text) > _LONGEST_TITLE:
            continue
        item = _ITEM.match(block.text)
        rank = bool(item) and bool(re.match(r"\W*(?:point|question|affaire)s?\b", block.text, re.IGNORECASE))
        title = item["rest"] if item else block.text
        other = is_heading(block) and pattern("information").match(title) is not None
        if other and item and item["item"].isdigit() and not any(p.item and p.item.isdigit() for p in points):
            other = _seen(block.text, agenda) or _is_sundry(title)
        if says(block, "closing") or ((is_heading(block) and (rank or other)) and index + 1 not in starts):
            out.append(Point(index, _title_of(block)[0], is_act=False))
    return sorted(out, key=lambda p: p.start)
