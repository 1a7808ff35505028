"""Decisions: one row per article, numbered point, dash or paragraph of the dispositif of a deliberation."""

from __future__ import annotations

import re

from extractors.dispositif import Item, operative_items
from extractors.verbs import main_verb
from models.parts import Act
from models.passage import Passage, join
from models.rows import Row, diagnostic

_CLOSING = " \u00a0\n;,:."
_LIST_MARK = re.compile(r"(?:(?<=\s)|^)[-–—−•▪▫●○◦■□➢➔→⇒✓✔☐☒❖‣⁃\uf0a7\uf0b7\uf0d8\uf0fc](?=\s)")


def extract(act: Act) -> list[Row]:
    """The rows of ``decisions`` of one deliberation, in printed order.

    text is without label, list mark, closing mark and embedded table; a list of lines behind a colon belongs to it.
    verb is the infinitive, null where the item has none. When no dispositif is recognised a row of ``diagnostics``
    says so.
    """
    if act.listed:
        return []  # its text is printed elsewhere
    items = operative_items(act.body.blocks)
    if not items:
        message = f"aucune décision n'a été reconnue dans la délibération {act.ordinal}"
        return [diagnostic("decisions", "info", "no_decision", message, act.body.page_first)]
    return [_row(act, item, position) for position, item in enumerate(items, start=1)]


def _row(act: Act, item: Item, position: int) -> Row:
    passage = item_passage(item)
    verb = main_verb(passage.text) or (None if item.label else item.opened_by)
    row = Row("decisions")
    row.put("decision_id", f"{act.deliberation_id}-c{position}")
    row.put("deliberation_id", act.deliberation_id).put("position", position)
    row.put("label", item.label.flat.rstrip(_CLOSING + "-–") if item.label else None, item.label)
    row.put("verb", verb).put("text", clean_text(passage), passage)
    return row.at(item.label or passage)


def item_passage(item: Item) -> Passage:
    """The text of an item as one passage: its paragraphs, list marks kept inside, a table's caption left out."""
    parts = [item.units[0].passage]
    for unit in item.units[1:]:
        parts.append(_with_mark(unit.passage, unit.block.passage) if unit.mark != "none" else unit.passage)
    passage = join(parts, " ")
    if item.table_follows:
        caption = re.search(r":\s+[^:.;]{1,60}$", passage.text)
        if caption and not re.search(r"\d[\d\s,.]*€", caption.group()):
            passage = passage.sub(0, caption.start())
    return passage


def _with_mark(passage: Passage, whole: Passage) -> Passage:
    """``passage`` with the list mark printed before it in its paragraph."""
    first = passage.pieces[0].word if passage.pieces else None
    for piece in whole.pieces:
        if piece.word is first:
            at = whole.text.find(passage.text, max(0, piece.start - 2))
            begin = max(
                whole.text.rfind("\n", 0, max(at, 0)) + 1, max((s for s in whole.line_starts if s <= at), default=0)
            )
            return whole.sub(begin, at + len(passage)) if at >= 0 else passage
    return passage


def clean_text(passage: Passage) -> str:
    """The text on one line, list marks as "- ", without closing mark."""
    return _LIST_MARK.sub("-", passage.flat).rstrip(_CLOSING).removesuffix(" et").rstrip(_CLOSING)
