"""The items of a dispositif, read from its first paragraph on: which paragraph is the next item, which belongs to the
one at hand, and where the list ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache

from extractors.operative_units import Unit, deciding_verb, opening_verbs, runs_on, unit_of
from extractors.verbs import finite, leading_verb, main_verb, skip_fillers, told_by_noun
from models.lexicon import load
from models.normalise.folding import fold
from models.passage import Passage

_PATIENCE = 14  # paragraphs between the opening formula and the first item: visas, votes, tables
_ASIDE = 12  # paragraphs that may stand between two items and belong to the first


@dataclass(slots=True)
class Item:
    """One item of the dispositif: its label, its paragraphs, and whether a table follows them."""

    label: Passage | None
    units: list[Unit]
    table_follows: bool = False
    opened_by: str | None = None  # the verb that leads to it, where it has none of its own

    @property
    def text(self) -> str:
        return " ".join(unit.text for unit in self.units)


@dataclass(frozen=True, slots=True)
class Opening:
    index: int  # of the paragraph in which it stands
    rest: Passage | None = None  # what follows the formula in that paragraph
    verb: str | None = None


@cache
def wording(key: str, start: bool = True) -> re.Pattern[str]:
    patterns = load("decisions")[key]
    joined = "|".join(f"(?:{p})" for p in ([patterns] if isinstance(patterns, str) else patterns))
    return re.compile(rf"[\s\"«(\[_*.–-]*(?:{joined})" if start else joined)


@dataclass(slots=True)
class _List:
    """The list of items being read: the first tells what marks the others."""

    mark: str
    sign: str
    form: str | None
    items: list[Item] = field(default_factory=list)
    opened_by: str | None = None  # the verb on a line of its own that opens the group at hand
    open: bool = False  # the item at hand ended with a colon: a list of its own may follow
    aside: list[Unit] = field(default_factory=list)  # paragraphs that belong to it only if another item follows

    @property
    def listing(self) -> bool:
        """Whether a list inside the item at hand has been announced by a colon."""
        return self.open or any(unit.text.rstrip().endswith(":") for unit in self.aside)

    def add(self, unit: Unit, opened_by: str | None = None) -> None:
        self.settle()
        self.items.append(Item(unit.label, [unit], opened_by=opened_by))
        self.open = unit.text.rstrip().endswith(":")

    def regroup(self, unit: Unit, verb: str) -> None:
        """Begin a group of items that ``verb`` on a line of its own opens; ``unit`` is the first of them."""
        self.settle()
        self.mark, self.sign, self.form = unit.mark, unit.sign, None
        self.opened_by, self.open = verb, False

    def append(self, unit: Unit) -> None:
        self.items[-1].units.append(unit)
        self.open = self.open or unit.text.rstrip().endswith(":")

    def settle(self) -> None:
        """Give the item at hand the paragraphs held back."""
        for unit in self.aside:
            if unit.table:
                self.items[-1].table_follows = True
            else:
                self.append(unit)
        self.aside.clear()


def collect(units: list[Unit], opening: Opening) -> tuple[list[Item], int]:
    """The items behind an opening, and the index of the last paragraph that was read for them."""
    stream = units[opening.index + 1 :]
    shift = opening.index + 1
    if opening.rest:
        stream = [trimmed(opening.rest, units[opening.index]), *stream]
        shift -= 1
    start, opened_by = _first_item(stream)
    if start is None:
        return [], opening.index
    stream[start] = _behind_fillers(stream[start])
    head = stream[start]
    out = _List(head.mark, head.sign, head.lead.form if head.lead else None)
    out.add(head, opened_by)
    index = start + 1
    while index < len(stream):
        step = _take(out, stream, index, opened_by)
        if not step:
            break
        index += step
    if out.aside and out.aside[0].table:
        out.items[-1].table_follows = True
    return out.items, shift + index - 1


def trimmed(rest: Passage, unit: Unit) -> Unit:
    """The unit that the rest of an opening paragraph makes, fillers before its verb or mark dropped."""
    folded = fold(rest.text.replace("\n", " "))
    at = skip_fillers(folded)
    made = unit_of(rest.sub(at), unit.block, first=False, margin=unit.margin)
    stray = made.lead and made.lead.form == "participle" and made.lead.verb not in opening_verbs()
    if stray and not re.search(r"\b(?:a|ont)\b", folded[:at]):
        made = replace(made, lead=None)
    if made.lead or made.mark != "none" or not made.text:
        return made
    if re.compile(r"(?:statuant|constatant|considerant|vu|attendu)\b").match(folded, at):
        return made
    for word in re.finditer(r"[a-z]+", folded[at : at + 240]):
        begin = at + word.start()
        printed = rest.text[begin : at + word.end()]
        if finite(printed) and "é" not in printed[-3:] and re.search(r"[,)] ?$|nt $|[a-z] $", folded[:begin]):
            lead = leading_verb(rest.text[begin:])
            if (
                lead
                and lead.form == "finite"
                and not re.search(r"\b(?:le|la|les|un|une|de|du|en|par|a|l'|d') ?$", folded[:begin])
            ):
                return unit_of(rest.sub(begin), unit.block, first=False, margin=unit.margin)
    return made


def _behind_fillers(unit: Unit) -> Unit:
    """The unit without "Le conseil, à l'unanimité," before its verb, and without a bare "DÉCIDE :" before an item."""
    if unit.mark == "none":
        at = deciding_verb(unit.text)
        if at:
            unit = unit_of(unit.passage.sub(at), unit.block, first=False, margin=unit.margin)
    lead = unit.lead
    if unit.mark == "none" and lead and lead.verb in opening_verbs():
        at = skip_fillers(unit.folded, lead.end)
        behind = unit_of(unit.passage.sub(at), unit.block, first=False, margin=unit.margin)
        if behind.mark in ("article", "number"):
            return behind
    return unit


def _first_item(stream: list[Unit]) -> tuple[int | None, str | None]:
    """The index of the first item and the verb that opens the list ("décider" for "DÉCIDE :")."""
    opened_by: str | None = None
    for index, unit in enumerate(stream[:_PATIENCE]):
        if unit.table or (not unit.label and skip_fillers(unit.folded) >= len(unit.text)):
            continue
        plain = _behind_fillers(unit)
        following = stream[index + 1] if index + 1 < len(stream) else None
        if (verb := _bare_verb(plain)) and following is not None:
            if verb in opening_verbs() and not (following.mark == "none" and _is_object(following)):
                opened_by = verb
                continue
            if _lists_objects(following):
                opened_by = verb
                continue
            return index, opened_by
        if tells_vote(unit) or (plain.mark == "none" and wording("preliminaries").match(unit.folded)):
            continue
        if plain.mark == "article" or plain.lead or (not index and told_by_noun(plain.text) and len(plain.text) > 30):
            return index, opened_by
        if ends_act(unit) or tells_speech(unit):
            return None, None
        following_item = following is not None and following.mark in ("dash", "number", "article")
        if plain.mark == "none" and following_item and len(unit.text) < 70 and unit.text.rstrip().endswith(":"):
            continue  # "En section de fonctionnement :"
        if plain.mark != "none" or (opened_by and main_verb(plain.text)):
            return index, opened_by
        return None, None
    return None, None


def _bare_verb(unit: Unit) -> str | None:
    """The verb of a line that holds nothing else: "DÉCIDE :", "délibère et décide", "approuve"."""
    if unit.mark != "none" or unit.lead is None or unit.lead.form not in ("finite", "participle"):
        return None
    verb, at = unit.lead.verb, unit.lead.end
    if unit.lead.form == "participle" and verb not in opening_verbs():
        return None
    while (at := skip_fillers(unit.folded, at)) < len(unit.text):
        again = leading_verb(unit.text[at:])
        if again is None or again.form != "finite" or again.verb not in opening_verbs():
            return None
        verb, at = again.verb, at + again.end
    return verb


def _lists_objects(unit: Unit) -> bool:
    """Whether a dash names what the verb above it decides on: "approuve / - la convention"."""
    return unit.mark == "dash" and unit.lead is None


def _is_object(unit: Unit) -> bool:
    return unit.lead is None and unit.text[:1].islower() and main_verb(unit.text) is None


def _take(out: _List, stream: list[Unit], index: int, opened_by: str | None) -> int:
    """Take the paragraph at ``index`` into the list; the number of paragraphs to go on by, 0 at the end."""
    unit = stream[index]
    if unit.table or not (unit.text or unit.label):
        out.aside.append(unit)
        return 1
    before = out.aside[-1] if out.aside and not out.aside[-1].table else out.items[-1].units[-1]
    if not out.aside and not before.text:
        out.append(unit)
        return 1
    following = stream[index + 1] if index + 1 < len(stream) else None
    if (verb := _bare_verb(unit)) and following and _lists_objects(following) and not tells_vote(unit):
        out.regroup(following, verb)
        return 1
    if _starts_row(out, unit):
        out.add(unit, out.opened_by or opened_by)
        return 1
    if ends_act(unit) or tells_speech(unit):
        return 0
    if tells_vote(unit):
        return _resume(out, stream, index)
    if out.aside and before is out.aside[-1] and runs_on(before, unit):
        out.aside.append(unit)
        return 1
    if runs_on(before, unit) or _belongs(out, unit):
        out.settle()
        out.append(unit)
        return 1
    if unit.mark in ("number", "article"):
        return 0
    if len(out.aside) >= _ASIDE:
        return 0
    out.aside.append(unit)
    return 1


def _starts_row(out: _List, unit: Unit) -> bool:
    """Whether a paragraph is the next item of the list, and not part of the one at hand."""
    if unit.mark == "article" or (out.mark == "article" and unit.mark != "none"):
        return unit.mark == out.mark
    if unit.mark == "none" and unit.lead is None:
        own_verb = main_verb(out.items[-1].text) is not None
        return own_verb and wording("actors").match(unit.folded) is not None and not ends_act(unit)
    form = unit.lead.form if unit.lead else None
    if unit.mark == "none":
        if tells_vote(unit) or ends_act(unit):
            return False
        return unit.capital_verb or (out.mark != "article" and form in (out.form, "finite"))
    if unit.mark == "number" and out.mark != "number":
        return False
    same = (unit.mark, unit.sign) == (out.mark, out.sign)
    if out.listing:
        return form is not None and form == out.form
    if not same:
        return form is not None and form == out.form
    return not tells_vote(unit)


def _belongs(out: _List, unit: Unit) -> bool:
    """Whether a paragraph that is no item of its own is part of the one at hand."""
    if out.mark == "article":
        return True
    if unit.mark == "article":
        return False
    if unit.mark == "dash":
        return out.listing or not out.items[-1].text.rstrip().endswith(".")
    if unit.mark == "number":
        return out.listing and not _heading(unit)
    listed = re.search(r"[:;,]\s*$|€[\s.]*$|\d[\s.%]*$", unit.text) is not None or ":" in unit.text[:80]
    return out.open and not out.aside and listed and len(unit.text) < 120


def _heading(unit: Unit) -> bool:
    """Whether a numbered paragraph is the heading of what follows the decision."""
    letters = [c for c in unit.text if c.isalpha()]
    capitals = sum(c.isupper() for c in letters) > 0.7 * len(letters)
    return unit.block.bold or unit.block.centred or unit.block.underlined or capitals


def _resume(out: _List, stream: list[Unit], index: int) -> int:
    """How far to go on over a vote told between two items; 0 when the list ends there."""
    for ahead in range(index + 1, min(index + 5, len(stream))):
        unit = stream[ahead]
        if unit.mark == "article" and out.mark == "article" and not _first_label(unit):
            return ahead - index
        if out.mark == "none" and unit.capital_verb and not tells_vote(unit):
            return ahead - index
        if not tells_vote(unit):
            return 0
    return 0


def _first_label(unit: Unit) -> bool:
    return unit.label is not None and re.search(r"\b(?:1|1 ?er|premier|unique|i)$", fold(unit.label.text)) is not None


# -- where it ends


def tells_vote(unit: Unit) -> bool:
    """Whether a paragraph tells the vote."""
    folded = unit.folded.strip()
    if not folded or unit.mark in ("article", "number"):
        return False
    adopted = re.match(load("decisions")["adopted"], folded)
    if adopted and skip_fillers(folded, adopted.end()) >= len(folded):
        return True
    if unit.lead and unit.lead.form == "of infinitive":
        return False
    return wording("votes").match(folded) is not None or (len(folded) < 200 and skip_fillers(folded) >= len(folded))


def ends_act(unit: Unit) -> bool:
    """Whether a paragraph stands behind the dispositif: place and date, signature, certificate, next point."""
    folded = unit.folded
    if unit.mark == "dash":
        return False
    if wording("ends").match(folded):
        return True
    signed = wording("signature").match(folded)
    return signed is not None and len(folded) < 120 and main_verb(unit.text) is None


@cache
def _speech() -> re.Pattern[str]:
    words = load("decisions")
    names, verbs = words["speech_names"], "|".join(words["speech_verbs"])
    return re.compile(rf"[\W_]*{names}(?![a-z])[^.;:]{{0,90}}?(?<![a-z])(?:{verbs})(?:nt)?\b")


def tells_speech(unit: Unit) -> bool:
    """Whether a paragraph tells what somebody says: the discussion that minutes print behind a decision."""
    return (
        unit.mark == "none" and _speech().match(unit.folded) is not None and not wording("actors").match(unit.folded)
    )
