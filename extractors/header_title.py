"""Title and number of a deliberation."""

from __future__ import annotations

import re

from extractors.find import matches
from extractors.head_grid import grid_lines
from models.document import Block
from models.normalise.dates import parse_date
from models.parts import Act
from models.passage import Passage, join
from models.signals import is_heading, says, says_in_line

# A number behind a title, unless it counts something: "Avenant n° 2", "Lot n° 3".
_NUMBERED = re.compile(
    r"\s*(?:\(\s*n\s*[°oº]\s*:?\s*[A-Z]{0,6}[\s_-]?\d[\w\s./-]*\)|n\s*[°oº]\s*:?\s*[A-Z]{0,6}[\s_-]?\d[\w\s./-]{3,})\s*$",
    re.IGNORECASE,
)
_AFTER_NUMBER = re.compile(
    r"^\W*(?:d[ée]lib[ée]ration\s*n\s*[°oº]\s*[\w./_-]*\d[\w./_-]*\s*[:–—-]|(?:19|20)\d\d[-/_]\d{1,3}\s*[-–—:]?)\s+(?=[^\W\d]{2})",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\W*(?:objet|intitul[ée]|rapporteure?|nomenclature|mati[èe]re|service|direction|p[ôo]le|n\s*[°oº])\b",
    re.IGNORECASE,
)
# What stands right before the number of another text: "de la loi / n° 2021-40 du 3 mai 2021".
_OTHER_TEXT = re.compile(
    r"\b(?:lois?|d[ée]crets?|ordonnances?|arr[êe]t[ée]s?|directives?|circulaires?|r[èe]glements?|instructions?|march[ée]s?|lots?|avenants?)"
    r"(?:\s+(?:organique|pr[ée]fectoral|minist[ée]riel|municipal|europ[ée]enne?|\([A-Z]{2,3}\)))?\W*$",
    re.IGNORECASE,
)
# "dans la délibération 2014/121": a sentence speaks of another act.
_MENTIONED = re.compile(
    r"\b(?:dans|par|selon|suivant|suite\s+à|vise|abroge|modifie|compl[èe]te|remplace|rapporte|conform\w+\s+à|depuis|(?<!extrait )de)\s+(?:la|sa|cette|une|les|ses)?\s*$",
    re.IGNORECASE,
)
_PEOPLE = re.compile(r"\W*(?:M\.|MM\.|Mr|Mmes?|Mlles?|Monsieur|Madame|Messieurs|Mesdames)\s+[A-ZÀ-Ý]")
_LINKS = re.compile(r"\b(?:de|du|des|la|le|les|au|aux|pour|à|et|sur|en)\b|[dl]['’]")
_COUNT = re.compile(r":\s*\d{1,3}\W*$")  # "Membres en exercice : 12"
# A paragraph that tells something: who speaks, what was said.
_SENTENCE = re.compile(
    r"\W*(?:l[ae]|les|l['’]|il|elle|nous|je|on|ce|cette|après|apres|vu|considérant|sur|suite|par|dans|en|à|conformément|compte)\b",
    re.IGNORECASE,
)
_CALLED = re.compile(r"\bn\s*[°oº]\s*:?\s*$", re.IGNORECASE)  # "N° 24/03/07" is a number, though it reads as a date
_TITLE_BLOCKS = 6


def find_number(act: Act) -> Passage | None:
    """The number printed as the deliberation's own, in its head or beside its title; visas and reports are left out."""
    blocks = []
    for block in act.body.blocks:
        if says(block, "decided"):
            break
        if (
            block.table is None
            and len(block.text) < 420
            and not re.match(r"\W*(?:vu|rapport)\b", block.text, re.IGNORECASE)
        ):
            blocks.append(block)
        if len(blocks) > 60:
            break
    grid = _number_in(join(_grid(act)))
    if grid:
        return grid
    stamps = [f.passage for f in act.furniture if f.page == act.body.page_first]
    lines = [line for b in act.head if b.table is None and is_heading(b) for line in _printed_lines(b.passage)]
    return _number_in(join([b.passage for b in blocks] + stamps)) or _number_in(join(lines))


def _printed_lines(passage: Passage) -> list[Passage]:
    """The printed lines of a heading: tight headings run together in one paragraph."""
    starts = [*passage.line_starts] or [0]
    return [passage.sub(a, b) for a, b in zip(starts, [*starts[1:], len(passage)], strict=True)]


def _number_in(text: Passage) -> Passage | None:
    for match in matches("header", "head.number", text):
        number = match["number"].strip()
        called = _CALLED.search(text.text, max(0, match.start("number") - 8), match.start("number"))
        dated = not called and parse_date(number) is not None and not re.match(r"(?:19|20)\d\d[-/_.]", number)
        before = text.text[max(0, match.start() - 40) : match.start()]
        other = _OTHER_TEXT.search(before) or _MENTIONED.search(before)
        if not dated and not other and re.search(r"\d", number):
            return text.match(match, "number")
    return None


def find_title(act: Act) -> Passage | None:
    """The object of the deliberation: behind "Objet :", else the heading between the head and the visas."""
    if act.title is not None:
        return act.title
    return _object(act) or _object_of_grid(act) or _behind_number(act) or _heading(act)


def _grid(act: Act) -> list[Passage]:
    return [] if act.shared_head else grid_lines(act.head, act.body.blocks)


def _object_of_grid(act: Act) -> Passage | None:
    for line in _grid(act):
        match = next(matches("header", "head.object", line), None)
        if match:
            return _trim(line.sub(match.end()))
    return None


def _behind_number(act: Act) -> Passage | None:
    """The title on the line of the number: "Délibération n° 9 – Cession d'un terrain"."""
    for block in act.body.blocks[: len(act.head) + 12]:
        if block.table is not None or len(block.text) > 420:
            continue
        match = _AFTER_NUMBER.match(block.text)
        if match:
            return _trim(block.passage.sub(match.end()))
        if says(block, "decided"):
            break
    return None


def _object(act: Act) -> Passage | None:
    blocks = act.body.blocks
    for index, block in enumerate(blocks):
        if block.table is not None:
            continue
        match = next(matches("header", "head.object", block.passage), None)
        if match is None:
            if index > len(act.head) + 25:
                break
            continue
        rest = block.passage.sub(match.end())
        follow = _continued(blocks, index, bool(rest.text))
        title = join([rest, *follow], " ") if rest.text else join(follow, " ")
        return _trim(title) if title.text else None
    return None


def _continued(blocks: list[Block], index: int, begun: bool) -> list[Passage]:
    """Headings right below an object that has begun, or the paragraph below a bare label."""
    out: list[Passage] = []
    for block in blocks[index + 1 : index + 1 + _TITLE_BLOCKS]:
        if block.table is not None or _ends_title(block):
            break
        same = block.bold == blocks[index].bold and is_heading(block) and is_heading(blocks[index])
        if not (same or (not begun and not out)):
            break
        if begun and blocks[index].text.rstrip().endswith("."):
            break
        out.append(block.passage)
    return out


def _ends_title(block: Block) -> bool:
    return (
        says(block, "no_title")
        or says(block, "head_end")
        or says(block, "decided")
        or says_in_line(block, "attendance")
        or says_in_line(block, "meeting")
        or _LABEL.match(block.text) is not None
        or len(block.text) > 420
    )


def _heading(act: Act) -> Passage | None:
    """The first run of headings between the lists of the head and the visas; else the last one inside the head."""
    blocks = act.body.blocks
    after = _run(blocks[len(act.head) :])
    if after is not None:
        return after
    inside = [b for b in act.head if _may_title(b)]
    return _trim(inside[-1].passage) if inside else _plain([*blocks[len(act.head) :][:1], *act.head[-1:]])


def _plain(blocks: list[Block]) -> Passage | None:
    """A title printed like the text around it: a short line without a stop where head and body meet."""
    for block in blocks:
        if block.table is not None or len(block.text) > 240 or _ends_title(block) or not _may_be(block):
            continue
        stopped = re.search(r"[.;:,!?]\W*$", block.text) or not block.text.lstrip('«"- ')[:1].isupper()
        # Links between nouns tell a title from a row of names.
        if not stopped and not _SENTENCE.match(block.text) and len(_LINKS.findall(block.text)) > 1:
            return _trim(block.passage)
    return None


def _run(blocks: list[Block]) -> Passage | None:
    run: list[Passage] = []
    for block in blocks[:25]:
        if block.table is not None or says(block, "decided"):
            break
        if _may_title(block):
            run.append(block.passage)
        elif run or re.match(r"\W*vu\b", block.text, re.IGNORECASE):
            break
    return _trim(join(run, " ")) if run else None


def _may_title(block: Block) -> bool:
    return is_heading(block) and _may_be(block)


def _may_be(block: Block) -> bool:
    """Whether the words of a line may be a title: no label, no list of people, no furniture of the head."""
    if (
        _PEOPLE.match(block.text)
        or _COUNT.search(block.text)
        or _LABEL.match(block.text)
        or block.text.rstrip().endswith(":")
    ):
        return False
    if any(says_in_line(block, k) for k in ("attendance", "meeting", "register", "minutes", "agenda")):
        return False
    letters = sum(c.isalpha() for c in block.text)
    return letters > 8 and not re.match(
        r"\W*(?:absent|excus|pouvoir|secr[ée]taire|le\s+conseil|la\s+commission|d[ée]partement|commune\s+d|ville\s+d|r[ée]gion\b|communaut[ée]|syndicat|m[ée]tropole|mairie|ccas\b|centre\s+communal|r[ée]publique)",
        block.text,
        re.I,
    )


def _trim(title: Passage) -> Passage:
    text = title.text
    stop = len(text)
    numbered = _NUMBERED.search(text)
    if numbered and numbered.start() > 8:
        stop = numbered.start()
    while stop > 0 and text[stop - 1] in " .;:-–—\n":
        stop -= 1
    start = 0
    while start < stop and text[start] in " .;:-–—\n":
        start += 1
    return title.sub(start, stop)
