"""The points of minutes: where each begins, and whether it is a deliberation."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from models.document import Block
from models.normalise.numbers import roman_value
from models.passage import Passage
from models.signals import is_heading, pattern, says, says_in_line
from pipeline.segment.agenda import find_agenda, is_listed, plain
from pipeline.segment.titles import BARE_ITEM, ITEM, LONGEST, clean, extended, is_label, title_below, title_of

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
# A rank without a mark counts only before a title that the agenda announces.
_DATE = re.compile(r"^\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d$")
_LISTED = re.compile(r"[-–−•▪➢*·]\s?\S")
_NOMENCLATURE = re.compile(r"^[\W_]*nomenclature\b|^\W*$", re.IGNORECASE)
# A date alone, and a line that breaks off.
_NO_TITLE = re.compile(r"^\W*(?:\d{1,2}|1er)\s+[^\W\d]{3,9}\s+(?:19|20)\d\d\W*$|\s(?:du|de|des|le|la|les|au|aux)$")


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
    agenda, first = find_agenda(body)
    numbered = _numbered(body)
    if numbered:
        return _with_breaks(body, numbered, agenda)
    named = any(says_in_line(b, "minutes") for b in head if b.table is None and len(b.text) < 260)
    if not agenda and not named:
        points = [] if _is_extract(head) else _each_voted(body, _ranked(body, first))
    else:
        points = _in_chapters(body, first) or _items(body, first, agenda) or _ranked(body, first)
        points = points or _headings(body, first, agenda)
    points = _with_parts_of_sundries(body, points)
    for number, point in enumerate(points):
        end = points[number + 1].start if number + 1 < len(points) else len(body)
        point.is_act = point.is_act and is_voted(body[point.start : end]) and not _is_information(point)
    return points


_SUBRANK = re.compile(r"[\W_]*(?P<item>\d{1,2}\.\d{1,2})\s*[.)°/:–—-]*\s+(?P<rest>[^\W\d].*)", re.DOTALL)


def _with_parts_of_sundries(body: list[Block], points: list[Point]) -> list[Point]:
    """The points with those told inside "Questions diverses" under ranks of their own ("6.3 Verger"), voted or not."""
    out: list[Point] = []
    for number, point in enumerate(points):
        out.append(point)
        if not (point.item and point.title and _is_sundry(point.title.text)):
            continue
        end = points[number + 1].start if number + 1 < len(points) else len(body)
        found: list[Point] = []
        for index in range(point.start + 1, end):
            block = body[index]
            match = _SUBRANK.match(block.text) if block.table is None and len(block.text) < 120 else None
            if match and match["item"].startswith(f"{point.item}."):
                title = clean(block.passage, match.start("rest"), len(block.text))
                found.append(Point(index, title, None, match["item"]))
        for part, stop in zip(found, [*[p.start for p in found], end][1:], strict=True):
            part.is_act = any(_RESULT.search(b.text) for b in body[part.start + 1 : stop])
        out += found
    return out


def _is_extract(head: list[Block]) -> bool:
    """Whether a head is that of one act: it says that it is taken from the register, or bears a number or an object."""
    return any(
        says(b, "head_end") or (says_in_line(b, "register") and pattern("one_act").search(b.text)) for b in head
    )


def _shape(number: str) -> str:
    return re.sub(r"\d", "9", re.sub(r"\s", "", number))


def _numbered(body: list[Block]) -> list[Point]:
    """Points opened by the number of a deliberation; one shape of number serves a whole document."""
    found: list[tuple[int, re.Match[str]]] = []
    for index, block in enumerate(body):
        if block.table is not None or len(block.text) > 900:
            continue
        match = _number_in(block.text)
        if match and not _is_date(match) and _opens(block, match):
            found.append((index, match))
    shapes = Counter(re.sub("9+", "9", _shape(m["number"])) for _, m in found)
    if not shapes or shapes.most_common(1)[0][1] < 2:
        return []
    usual = shapes.most_common(1)[0][0]
    last: dict[str, int] = {}  # an agenda announces what is told later: the later one counts
    for index, match in found:
        if re.sub("9+", "9", _shape(match["number"])) == usual:
            last[plain(match["number"] + match["rest"][:80])] = index
    if len(last) < 2:
        return []
    matches = dict(found)
    points: list[Point] = []
    for index in sorted(last.values()):
        points.append(_numbered_point(body, index, matches[index], points[-1].start if points else -1))
    return points


def _is_date(match: re.Match[str]) -> bool:
    """Whether figures are a date ("24/06/31"); behind "N°" they are a number."""
    if _DATE.match(match["number"].strip()) is None:
        return False
    return re.search(r"\bn\s*[°oº]\s*:?\s*$", match.string[: match.start("number")], re.IGNORECASE) is None


def _number_in(text: str) -> re.Match[str] | None:
    """The number that opens a paragraph, behind a rank ("POINT 2 – DEL2024-031 : …") where there is one."""
    match = _NUMBER.match(text) or _WORDED.match(text)
    if match and not _is_date(match):
        return match
    ranked = ITEM.match(text)
    return _NUMBER_WITHIN.match(text, ranked.start("rest")) if ranked else None


def _opens(block: Block, match: re.Match[str]) -> bool:
    """Whether a line that begins with a number is a heading and not a figure in the text."""
    rest = match["rest"].strip()
    worded = bool(re.match(r"[\W_]*(?:d[ée]lib|n\s*[°oº]|DCM)", block.text, re.IGNORECASE))
    if is_heading(block) or worded:
        return len(block.text) < LONGEST or block.bold
    return bool(_NOMENCLATURE.match(rest)) or bool(re.match(r"[-–—:]\s*\S", rest))


def _numbered_point(body: list[Block], index: int, match: re.Match[str], floor: int) -> Point:
    block = body[index]
    number = block.passage.match(match, "number")
    rest_start = match.start("rest")
    rest = match["rest"]
    if _NOMENCLATURE.match(rest):
        above = _heading_above(body, index, floor)
        if above is not None:
            title, item = title_of(body[above])
            return Point(above, title, number, item)
        below = title_below(body, index)
        return Point(index, below, number)
    cut = re.search(r"\bnomenclature\b", rest, re.IGNORECASE)
    stop = rest_start + cut.start() if cut else len(block.text)
    ranked = ITEM.match(block.text)
    item = ranked["item"] if ranked and ranked.end("item") < match.start("number") else None
    return Point(index, extended(clean(block.passage, rest_start, stop), body, index), number, item)


def _heading_above(body: list[Block], index: int, floor: int) -> int | None:
    above = index - 1
    if above <= floor or body[above].table is not None or len(body[above].text) >= LONGEST:
        return None
    text = body[above].text
    ranked = ITEM.match(text)  # the last point of what was decided before ("3° autorise …") ends as a sentence does
    titled = ranked and ranked["rest"][0].isupper() and not re.search(r"[.;,:]\W*$", text)
    return above if is_heading(body[above]) or titled else None


def _items(body: list[Block], first: int, agenda: list[str]) -> list[Point]:
    """Points opened by a rank ("1.", "POINT 2 –", "III."), in rising order."""
    points: list[Point] = []
    for index in range(first, len(body)):
        block = body[index]
        if block.table is not None or len(block.text) > LONGEST:
            continue
        match = ITEM.match(block.text)
        announced = bool(agenda) and is_listed(block.text, agenda)
        if match and re.match(r"[A-Za-z]$", match["item"]) and match["item"] not in "IVX":
            continue
        named = bool(re.match(r"\W*(?:point|affaire|question|rapport)\b", block.text, re.IGNORECASE))
        bare = match is None and announced and BARE_ITEM.match(block.text) is not None
        if bare or (match and (is_heading(block) or named or announced)):
            title, item = title_of(block)
            points.append(Point(index, extended(title, body, index), None, item))
    return points if len(points) > 1 or (points and agenda) else []


_CHAPTER = re.compile(r"[\W_]*(?P<rank>[IVX]{1,5}|[A-H])\s*[.)°/:–—-]+\s*[^\W\d]")


def _in_chapters(body: list[Block], first: int) -> list[Point]:
    """Points with figures for ranks under chapters with letters or Roman figures ("II – FINANCES" over "3 – Tarifs").

    The figures rise over the whole text, or begin anew in each chapter.
    """
    chapters = [i for i in range(first, len(body)) if is_heading(body[i]) and _CHAPTER.match(body[i].text)]
    points: list[Point] = []
    rank, under = 0, 0
    for index in range(first, len(body) - 1):
        block = body[index]
        match = ITEM.match(block.text) if block.table is None and len(block.text) < LONGEST else None
        if match is None or not match["item"].isdigit() or re.search(r"[;,]\W*$", block.text):
            continue
        opens = index - 1 in chapters
        if int(match["item"]) == rank + 1 or (opens and match["item"] == "1"):
            points.append(Point(index, extended(title_of(block)[0], body, index), None, match["item"]))
            rank, under = int(match["item"]), under + opens
    if len(points) < 2 or under < 2:
        return []
    ends = [p.start for p in points[1:]] + [len(body)]
    voted = sum(is_voted(body[p.start + 1 : end]) for p, end in zip(points, ends, strict=True))
    if 2 * voted < len(points):
        return []
    breaks = [Point(i, title_of(body[i])[0], is_act=False) for i in chapters if i > points[0].start]
    return sorted([*points, *breaks], key=lambda p: p.start)


def _ranked(body: list[Block], first: int) -> list[Point]:
    """Points opened by ranks that rise from 1 without a gap, each a short line over a text, most of them voted.

    Informal minutes set no headings off; a list within a text has no text of its own under each rank.
    """
    points: list[Point] = []
    for index in range(first, len(body) - 1):
        block = body[index]
        longest = LONGEST if is_heading(block) else 160
        match = ITEM.match(block.text) if block.table is None and len(block.text) < longest else None
        if match is None or not _follows(match["item"], points) or not match["rest"][0].isupper():
            continue
        below = ITEM.match(body[index + 1].text)
        if re.search(r"[.;,:]\W*$", block.text) or (below and below["item"] != "M"):  # "M. DURAND" is no rank
            continue
        points.append(Point(index, *_titled(block)))
    if len(points) < 3:
        return []
    ends = [p.start for p in points[1:]] + [len(body)]
    voted = sum(is_voted(body[p.start + 1 : end]) for p, end in zip(points, ends, strict=True))
    return points if 2 * voted >= len(points) else []


def _follows(item: str, points: list[Point]) -> bool:
    """Whether a rank goes on from ``points``: in figures or Roman figures, as the first of them."""
    rank = len(points) + 1
    if points and points[0].item == "1":
        return item == str(rank)
    return roman_value(item) == rank or item == str(rank) == "1"


def _each_voted(body: list[Block], points: list[Point]) -> list[Point]:
    """The points when most of them, three at least, tell how the assembly voted: parts of one act share one vote."""
    ends = [*[p.start for p in points], len(body)][1:]
    told = sum(
        any(b.table is None and _RESULT.search(b.text) for b in body[p.start + 1 : end])
        for p, end in zip(points, ends, strict=True)
    )
    return points if told >= 3 and 2 * told >= len(points) else []


_RESULT = re.compile(
    r"à\s+l['’]\s*unanimit|à\s+la\s+majorit|\d+\s+voix|\d+\s+(?:pour|contre)\b|\b(?:pour|contre|abstentions?)\s*:\s*\d|\bvote\s*:",
    re.IGNORECASE,
)


def _titled(block: Block) -> tuple[Passage | None, None, str | None]:
    title, item = title_of(block)
    return title, None, item


def _headings(body: list[Block], first: int, agenda: list[str]) -> list[Point]:
    """Points opened by a heading that the agenda announces, or by any heading where it announces none."""
    points = []
    standing = _standing(body)
    for index in range(first, len(body)):
        block = body[index]
        if block.table is not None or len(block.text) > LONGEST or _place_of(block) in standing:
            continue
        announced = bool(agenda) and is_listed(block.text, agenda)
        if announced or (is_heading(block) and not is_label(block) and not _NO_TITLE.search(block.text)):
            points.append(Point(index, clean(block.passage, 0, len(block.text))))
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


def is_voted(blocks: list[Block]) -> bool:
    """Whether something is decided, voted, deferred or withdrawn in ``blocks``."""
    return any(_VOTED.search(b.text) for b in blocks if b.table is None)


_VOTED = re.compile(
    r"à\s+l['’]\s*unanimit|à\s+la\s+majorit|apr[èe]s\s+(?:en\s+)?(?:avoir\s+)?d[ée]lib|\bvote\s*:|\bvot(?:e|és?)\b.{0,40}"
    r"(?:pour|contre|favorabl)|\b(?:pour|contre|abstentions?)\s*:\s*\d|\d+\s+(?:voix|pour|contre|abstention)"
    r"|\b(?:une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze)\s+(?:voix|abstention)"
    r"|\b(?:conseil|comité|bureau|assemblée)\b,?[^.;:]{0,160}\b(?:décide|approuve|adopte|accepte)(?:nt)?\b|\brejet[ée]e"
    r"|\bADOPT[ÉE]|\badopté|\bD[ÉE]CIDE|\bconseil\s+(?:\w+\s+){0,3}(?:décide|approuve|adopte|accepte|autorise|valide)"
    r"|\b(?:conseil(?:\s+\w+)?|comité(?:\s+\w+)?|bureau(?:\s+\w+)?|assemblée|commission\s+permanente|(?:membres|élus|conseillers)(?:\s+\w+)?(?:\s+\w+)?),?\s+"
    r"(?:(?:à|par|avec|après|ayant|sur|ouï|entendu)\b[^.;:]{0,120},\s*)?(?:émet|donne|fixe|retient|refuse|rejette|désigne|élit|nomme|charge|sollicite|confirme"
    r"|se\s+prononce|attribue|accorde|vote|souhaite|renonce|mandate|ratifie|instaure|institue|crée|maintient|renouvelle|s['’]oppose)(?:nt)?\b(?!\s+(?:la\s+parole|lecture|part\b|des\s+précisions))"
    r"|\baccord\s+(?:unanime|du\s+conseil)|\bavis\s+(?:dé)?favorable\s+(?:du\s+conseil|à\s+l['’]\s*unanim)"
    r"|\b(?:point|dossier|délibération|rapport|affaire|projet|v(?:œ|oe)u|motion)\s+(?:est\s+|a\s+été\s+)?(?:retir|ajourn|report|renvoy)[ée]|\bretir[ée]e?\s+à\s+la\s+demande"
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
        if index in starts or block.table is not None or len(block.text) > LONGEST:
            continue
        item = ITEM.match(block.text)
        rank = bool(item) and bool(re.match(r"\W*(?:point|question|affaire)s?\b", block.text, re.IGNORECASE))
        title = item["rest"] if item else block.text
        other = is_heading(block) and pattern("information").match(title) is not None
        if other and item and item["item"].isdigit() and not any(p.item and p.item.isdigit() for p in points):
            other = is_listed(block.text, agenda) or _is_sundry(title)
        if says(block, "closing") or ((is_heading(block) and (rank or other)) and index + 1 not in starts):
            out.append(Point(index, title_of(block)[0], is_act=False))
    return sorted(out, key=lambda p: p.start)
