"""The operative part (dispositif) of a deliberation: where it begins and what its items are.

It begins behind "après en avoir délibéré", "DÉCIDE :", "Article 1" or, when the text says that it is adopted, behind
"il est proposé :". One item is one article, numbered point, dash, or paragraph that begins with its verb. The
wording is data (``lexicon/decisions.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.dispositif_items import Item, Opening, collect, ends_act, tells_vote, trimmed, wording
from extractors.operative_units import Unit, deciding_verb, opening_verbs, units_of
from extractors.verbs import leading_verb, main_verb, skip_fillers, told_by_noun
from models.document import Block
from models.lexicon import load
from models.normalise.folding import fold

__all__ = ["Item", "operative_items"]


def operative_items(blocks: Sequence[Block]) -> list[Item]:
    """The items of the dispositif of an act whose body is ``blocks``, in order; empty when none is recognised."""
    units = units_of(blocks)
    for openings in (_formulas(units), _deciding_lines(units)):
        items = _from_openings(units, openings)
        if items:
            return items
    return _from_articles(units) or _from_proposals(units, 0, len(units)) or _told(units)


def _from_openings(units: list[Unit], openings: list[Opening]) -> list[Item]:
    items: list[Item] = []
    reached = -1
    for opening in openings:
        if opening.index <= reached:
            continue
        told = trimmed(opening.rest, units[opening.index]) if opening.rest else None
        if told and told.text and _adopts_proposal(Item(None, [told])):
            proposed = _from_proposals(units, reached + 1, opening.index)
            if proposed:
                items += proposed
                reached = opening.index
                continue
        found, end = collect(units, opening)
        found = [item for item in found if not _says_nothing(item)]
        if found:
            items += found
            reached = end
    return items


# -- where it begins


def _formulas(units: list[Unit]) -> list[Opening]:
    """The paragraphs that say that the assembly has deliberated."""
    out = []
    for index, unit in enumerate(units):
        folded = unit.folded
        if unit.table or ("deliber" not in folded and "debattu" not in folded):
            continue
        matches = list(wording("formulas", start=False).finditer(folded))
        if not matches:
            continue
        end = matches[-1].end()
        reason = re.match(r"[\W_]*(?:vu|considerant)\b", folded) and not re.search(r"\bconseil|\bassemblee", folded)
        if reason and not _decides_next(unit.text[end:], units[index + 1 : index + 2]):
            continue
        out.append(Opening(index, unit.passage.sub(end)))
    return out


def _decides_next(rest: str, following: list[Unit]) -> bool:
    """Whether a verb that decides stands behind the formula, in its paragraph or at the head of the next."""
    if deciding_verb("le conseil" + rest.replace("\n", " ")) is not None:
        return True
    return skip_fillers(fold(rest)) >= len(rest) and any(unit.capital_verb for unit in following)


def _deciding_lines(units: list[Unit]) -> list[Opening]:
    """The paragraphs that begin with "DÉCIDE", "Le conseil décide" or the like."""
    out = []
    for index, unit in enumerate(units):
        if unit.table:
            continue
        at = skip_fillers(unit.folded)
        lead = leading_verb(unit.text[at:])
        if lead and lead.form == "finite" and lead.verb in opening_verbs():
            out.append(Opening(index, unit.passage.sub(at)))
        elif at >= len(unit.text) and "conseil" in unit.folded and index + 1 < len(units):
            following = units[index + 1].lead
            told = following is not None and following.form in ("finite", "of infinitive")
            listed = _VOTED.search(unit.folded) is not None and _lists_nouns(units[index + 1])
            if (told and not tells_vote(units[index + 1])) or listed:
                out.append(Opening(index))
    return out


_VOTED = re.compile(r"unanim|majorit|\bvoix\b")


def _lists_nouns(unit: Unit) -> bool:
    """Whether a list of what was decided begins that says it in nouns: "- accord pour la vente"."""
    return unit.mark in ("dash", "number") and told_by_noun(unit.text)


def _from_articles(units: list[Unit]) -> list[Item]:
    """The articles of an act that goes from its visas straight to "Article 1"."""
    for index, unit in enumerate(units):
        label = fold(unit.label.text) if unit.label else ""
        if unit.mark == "article" and re.fullmatch(r"art(?:icle|\.)? ?(?:1(?: ?er)?|premier|unique|i)\b.*", label):
            return collect(units, Opening(index - 1))[0]
    return []


def _told(units: list[Unit]) -> list[Item]:
    """Decisions told in a sentence: "Le conseil municipal prend acte…", "Il est décidé d'appliquer…"."""
    items: list[Item] = []
    reached = -1
    for index, unit in enumerate(units):
        if index <= reached or unit.table or unit.mark == "article" or ends_act(unit) or tells_vote(unit):
            continue
        start = _deciding_clause(unit)
        if start is None:
            if _told_in_passive(unit) or _told_in_nouns(unit):
                items.append(Item(None, [unit]))
                reached = index
            continue
        found, end = collect(units, Opening(index, unit.passage.sub(start)))
        found = [] if found and _adopts_proposal(found[0]) else found
        if found:
            items += found
            reached = end
    return items


_SENTENCE = re.compile(r"[.;] (?=(?:le|la|l'|les) ?(?:conseil|assemblee|commission permanente|comite|bureau)\b)")


def _deciding_clause(unit: Unit) -> int | None:
    """Where the verb of "le conseil décide" begins, also behind "Vu la demande, le conseil décide"."""
    start = deciding_verb(unit.text)
    for sentence in _SENTENCE.finditer(unit.folded) if start is None else ():
        inside = deciding_verb(unit.text[sentence.end() :])
        if inside is not None:
            return sentence.end() + inside
    if start is not None or not re.match(
        r"(?:vu|considerant|compte tenu|attendu|apres|au vu|suite a|sur)\b", unit.folded
    ):
        return start
    for subject in re.finditer(
        r", (?=(?:le|la|l'|les) ?(?:conseil|assemblee|commission permanente|comite|membres)\b)", unit.folded
    ):
        inside = deciding_verb(unit.text[subject.end() :])
        if inside is not None:
            return subject.end() + inside
    return None


def _told_in_passive(unit: Unit) -> bool:
    """Whether it tells in the passive what is decided: "À l'unanimité, le compte est adopté", "Il est décidé de…"."""
    opened = re.match(
        r"a (?:l'unanimite|la majorite(?! (?:absolue|relative|qualifiee)))\b|il (?:est|a ete) (?:donc |ainsi )?(?:decide|convenu|resolu|arrete)\b",
        unit.folded,
    )
    return (
        opened is not None and unit.text[:1].isupper() and len(unit.text) < 600 and main_verb(unit.text) is not None
    )


def _told_in_nouns(unit: Unit) -> bool:
    """Whether it tells the assembly's assent without a verb: "Accord du conseil pour l'achat d'un broyeur"."""
    match = wording("told_nouns").match(unit.folded)
    return (
        match is not None
        and len(unit.text) < 400
        and re.search(load("decisions")["assent"], match.group()) is not None
    )


# -- proposals


def _from_proposals(units: list[Unit], first: int, last: int) -> list[Item]:
    """The items proposed between two paragraphs, when what follows says that they are adopted."""
    for index in range(last - 1, first - 1, -1):
        unit = units[index]
        match = wording("proposals", start=False).search(unit.folded) if not unit.table else None
        if match is None:
            continue
        inline = re.compile(r"\b(?:de |d')").finditer(unit.folded, match.end())
        verbs = (m.start() for m in inline if leading_verb(unit.text[m.start() :]))
        listed = _lists(units, index + 1)
        start = None if listed else next(verbs, None)
        if start is None and not listed and not unit.folded.rstrip().endswith(":"):
            continue
        items, end = collect(units, Opening(index, None if start is None else unit.passage.sub(start)))
        if items and (_is_procedure(items[0]) or _decides_itself(units[index:last])):
            continue
        if items and (last < len(units) or _adopted_behind(units, max(index + 1, end - len(items[-1].units)))):
            return [item for item in items if not _adopts_proposal(item)] or items
    return []


def _is_procedure(item: Item) -> bool:
    """Whether what is proposed is how to go on ("de procéder au vote"), which is no decision."""
    lead = leading_verb(item.text)
    if lead is None or lead.verb not in load("decisions")["not_proposed"]:
        return False
    behind = leading_verb(item.text[lead.end :].lstrip()) if lead.verb in ("faire", "vouloir") else None
    return behind is None or behind.form != "infinitive"  # "de faire réaliser les travaux"


def _decides_itself(units: list[Unit]) -> bool:
    """Whether the assembly says in its own words what it decides, behind a proposal: "Le conseil FIXE le tarif…"."""
    for unit in units:
        start = None if unit.table or unit.mark != "none" else _deciding_clause(unit)
        lead = leading_verb(unit.text[start:]) if start is not None else None
        if (
            lead
            and unit.text[start : (start or 0) + lead.end].isupper()
            and lead.verb not in load("decisions")["assents"]
        ):
            return True
    return False


def _lists(units: list[Unit], index: int) -> bool:
    return index < len(units) and units[index].mark in ("dash", "number") and units[index].lead is not None


_BRACKET = re.compile(r" ?\([^()]*\)")  # who voted how


def _adopted_behind(units: list[Unit], index: int) -> bool:
    texts = [_BRACKET.sub("", unit.folded).strip() for unit in units[index : index + 12] if not unit.table]
    adopted = re.compile(load("decisions")["adopted"])
    return any(
        wording("adoptions").match(text) or (adopted.match(text) and not re.search("rejet|ajourn", text))
        for text in texts
    )


def _adopts_proposal(item: Item) -> bool:
    """Whether an item only adopts what was proposed: "adopte à l'unanimité cette proposition"."""
    text = item.text[deciding_verb(item.text) or 0 :]
    lead = leading_verb(text)
    if item.label or lead is None or lead.verb not in ("adopter", "approuver", "accepter", "valider", "voter"):
        return False
    folded = fold(text)
    rest = folded[skip_fillers(folded, lead.end) :].strip(" .;:,")
    rest = re.sub(r",? ?(?:a l'unanimite|a la majorite|par \d+ voix).*$", "", rest)
    return re.fullmatch("|".join(load("decisions")["empty_objects"]), rest) is not None


def _says_nothing(item: Item) -> bool:
    lead = leading_verb(item.text)
    return lead is not None and skip_fillers(fold(item.text), lead.end) >= len(item.text.rstrip(" .;:,"))
