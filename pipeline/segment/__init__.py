"""Cuts a document into the acts that it holds: deliberations, their reports, conventions, fiches and annexes."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.document import Block, Document
from models.parts import Act, Part
from models.passage import join
from pipeline.segment.apart import set_headings_apart
from pipeline.segment.follow import following_parts, other_acts, read_out, with_one_cover
from pipeline.segment.listed import entries_of
from pipeline.segment.points import Point, find_points, is_minutes, is_voted
from pipeline.segment.sittings import Sitting, find_sittings
from pipeline.segment.untold import find_untold

__all__ = ["Segmented", "segment"]

_CLOSING = 8  # blocks at the end of minutes
_CONTEXT = 240  # blocks of the document's beginning that may name the authority


@dataclass(slots=True)
class Segmented:
    """The acts of a document and all its parts, both in reading order; parts cover every block once."""

    acts: list[Act] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)


def segment(document: Document) -> Segmented:
    """Cut ``document`` into acts and parts.

    A document without any deliberation gives parts only. Part and deliberation ids derive from the document's id and
    from reading order.
    """
    out = Segmented()
    document.blocks = set_headings_apart(document.blocks)
    sittings = find_sittings(document)
    if not sittings and _listed(document, [], document.blocks, out):
        return _finished(document, out)
    sittings = sittings or find_untold(document)
    first = sittings[0].start if sittings else len(document.blocks)
    lead = document.blocks[:first]
    for sitting in sittings:
        _sitting(document, sitting, out)
    if sittings and sittings[-1].end < len(document.blocks):  # acts of another kind behind the last sitting
        out.parts += other_acts(document.blocks[sittings[-1].end :])
    if lead:
        act = out.acts[0] if out.acts and not out.acts[0].shared_head else None
        before = with_one_cover(following_parts(lead, decided=True))
        out.parts[:0] = before
        if act is not None:
            act.parts[:0] = [p for p in before if p.kind != "other"]
    return _finished(document, out)


def _finished(document: Document, out: Segmented) -> Segmented:
    context = join(b.passage for b in document.blocks[:_CONTEXT])
    for act in out.acts:
        act.furniture, act.context = document.furniture, context
    _number(document, out)
    return out


def _sitting(document: Document, sitting: Sitting, out: Segmented) -> None:
    blocks = document.blocks[sitting.start : sitting.end]
    head = document.blocks[sitting.start : sitting.body]
    body = document.blocks[sitting.body : sitting.end]
    points = find_points(body, head)
    if not any(point.is_act for point in points) and _listed(document, head, body, out):
        return
    if is_minutes(head, points):
        _minutes(document, head, body, points, out)
    else:
        if not is_voted(body):  # a list of signatures, an agenda: nothing is decided in it
            out.parts.append(Part("other", blocks))
            return
        parts = _parts_of_act(blocks, start=len(head))
        act = _new_act(document, out, head, parts[0])
        act.parts = parts[1:]
        out.parts.extend(parts)


def _parts_of_act(blocks: list[Block], start: int = 0, inside_minutes: bool = False) -> list[Part]:
    """The parts of an act, its deliberation first; a convention read out before the vote is a part of its own."""
    inside = read_out(blocks, start)
    if inside is None:
        return following_parts(blocks, decided=False, start=start, inside_minutes=inside_minutes)
    first, behind = inside
    rest = blocks[:first] + blocks[behind:]
    body, *parts = following_parts(rest, decided=False, start=start, inside_minutes=inside_minutes)
    return [body, Part("convention", blocks[first:behind], title=blocks[first].passage), *parts]


def _minutes(
    document: Document,
    head: list[Block],
    body: list[Block],
    points: list[Point],
    out: Segmented,
) -> None:
    first = points[0].start if points else len(body)
    out.parts.append(Part("other", head + body[:first] or body, annex=False))
    asides = body[: points[0].start] if points else []
    first_act: Act | None = None
    for number, point in enumerate(points):
        end = points[number + 1].start if number + 1 < len(points) else len(body)
        blocks = body[point.start : end]
        if not point.is_act:
            out.parts.append(Part("other", blocks, title=point.title))
            asides = [*asides, *blocks]
            continue
        parts = _parts_of_act(blocks, inside_minutes=True)
        act = _new_act(document, out, head, parts[0])
        act.shared_head = True
        act.closing = body[-_CLOSING:]
        act.title, act.number, act.item = point.title, point.number, point.item
        parts[0].title = point.title
        act.parts = parts[1:]
        out.parts.extend(parts)
        first_act = first_act or act
    if first_act is not None:
        first_act.asides = asides


def _listed(document: Document, head: list[Block], body: list[Block], out: Segmented) -> bool:
    """Add the acts that tables of ``body`` list in place of printing them; False where there are none."""
    listed = [entry for at in range(len(body)) for entry in entries_of(body, at)]
    if not listed:
        return False
    first = next(at for at, block in enumerate(body) if block.table is not None)
    out.parts.append(Part("other", head + body, annex=False))
    heads: dict[str, list[Block]] = {}  # by day: what a sitting has in common
    for entry in listed:
        day = entry.session.flat if entry.session else ""
        own = heads.setdefault(day, [*head, *body[:first]])
        act = _new_act(document, out, own, Part("deliberation", entry.blocks, title=entry.title))
        act.shared_head = act.listed = True
        act.title, act.number, act.item, act.session = entry.title, entry.number, entry.item, entry.session
        out.parts.append(act.body)
    return True


def _new_act(document: Document, out: Segmented, head: list[Block], body: Part) -> Act:
    ordinal = len(out.acts) + 1
    body.kind = "deliberation"
    act = Act(ordinal, f"{document.document_id}-d{ordinal}", head, body)
    out.acts.append(act)
    return act


def _number(document: Document, out: Segmented) -> None:
    owners = {id(part): act for act in out.acts for part in [act.body, *act.parts]}
    out.parts = [p for p in out.parts if p.blocks]
    for position, part in enumerate(out.parts, start=1):
        part.position = position
        part.part_id = f"{document.document_id}-p{position}"
        owner = owners.get(id(part))
        part.act = owner.ordinal if owner else None
