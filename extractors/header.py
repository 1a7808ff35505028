"""The head of a deliberation: session, authority, number, dates, people, title."""

from __future__ import annotations

import re
from datetime import date

from extractors.authority import Authority, find_assembly, find_authority, find_departments
from extractors.find import date_after, matches
from extractors.head_grid import grid_lines
from extractors.header_people import find_chair, find_secretary, find_signatory
from extractors.header_title import find_number, find_title
from extractors.votes import outcome
from models.document import Block, Furniture
from models.normalise.dates import find_dates
from models.normalise.identifiers import find_act_ids
from models.normalise.times import find_times
from models.parts import Act
from models.passage import Passage, from_text, join
from models.rows import Row, diagnostic

_HEAD_BLOCKS = 45  # blocks of an act's own text in which its head is told
_PLACE = re.compile(
    r"\b[Rr][ée]unie?s?\b(?:(?!pr[ée]sidence|pouvoir|procuration)[^.\n]){0,90}?\s(?P<link>à|au|aux|en)\s+(?P<town>(?:[LD]['’]|Les?\s|La\s)?[A-ZÀ-Ý][\w’'-]*(?:[\s-][A-ZÀ-Ý][\w’'-]*|-\w+)*)"
)
# "au siège de la Région à Rennes": the town behind the house, wherever the sentence of the meeting tells it.
_SEAT = re.compile(
    r"\b(?i:au\s+si[èe]ge|à\s+l['’]\s?h[ôo]tel)\s+(?i:de\s+la|du|de\s+l['’])\s?(?i:r[ée]gion|d[ée]partement|m[ée]tropole|communaut[ée]|"
    r"syndicat)[^.,;\n]{0,60}?,?\s(?P<link>à|au|aux)\s+(?P<town>(?:[LD]['’]|Les?\s|La\s)?[A-ZÀ-Ý][\w’'-]*(?:[\s-][A-ZÀ-Ý][\w’'-]*|-\w+)*)"
)
_ROOMS = re.compile(
    r"^(?:L['’]?|La\s|Le\s)?(?:H[ôo]tel|Mairie|Salle|Maison|Espace|Centre|Foyer|Si[èe]ge|Conseil|Palais|Grand)\b(?!-)",
    re.I,
)
# The meeting sentence names a room and no town: the town of the signature is not that of the meeting.
_ROOM_TOLD = re.compile(
    r"\b[Rr][ée]unie?s?\b(?:(?!pr[ée]sidence|pouvoir|procuration)[^.\n]){0,90}?\b(?i:salle|mairie|h[ôo]tel|si[èe]ge|lieu\s+(?:ordinaire|habituel)|foyer|espace|maison)\b"
)
_CLOSING_TOWN = re.compile(
    r"(?m)^(?:(?i:fait(?:\s+et\s+d[ée]lib[ée]r[ée])?|d[ée]lib[ée]r[ée])\s+(?:à|en)\s+)?"
    r"(?P<town>[A-ZÀ-Ý][\w’'-]*(?:[ ](?:[A-ZÀ-Ý][\w’'-]*|sur|sous|en|les|lès|le|la|de|du)){0,5}),?\s+(?i:le)\s+(?=\d|1er)"
)


# "Conseil municipal du Jeudi 4 mai" names a day, "conseil municipal de la Commune" no place of its own.
_NO_PLACE = re.compile(
    r"(?:s[ée]ance|commune|ville|(?:(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|mois|jour"
    r"|janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre)\b)",
    re.IGNORECASE,
)
# A date right behind these words is not the sitting's.
_OTHER_DATE = re.compile(
    r"(?:approbation|adoption|lecture|validation|pr[ée]c[ée]dent\w*|observations?|quorum|premi[èe]re|initiale\w*|lors\s+de)\b[^;\n]*$"
    r"|(?:\S\s*proc[èe]s|\S\s+compte[\s-]rendu\s+de|convo)[^,;\n]*(?:\n\W*)?$"
)


def extract(act: Act) -> list[Row]:
    """Rows of ``sessions`` and ``deliberations`` for one act, with a diagnostic for each key value not found."""
    return _Header(act).rows()


class _Header:
    """Reads one head; the texts that it looks into are gathered once."""

    def __init__(self, act: Act) -> None:
        self.act = act
        self.own = act.body.blocks[:_HEAD_BLOCKS]
        grid = grid_lines(act.head, [] if act.shared_head else act.body.blocks)
        self.head = join([act.head_passage, *grid])
        self.stamps = _near(act.furniture, act.body.page_first, act.body.page_last, act.head)
        self.running = join(f.passage for f in self.stamps)
        self.top = join([*(b.passage for b in _headings(act)), *grid])
        self.body_text = act.body.passage
        self.row = Row("deliberations", {"deliberation_id": act.deliberation_id})

    def rows(self) -> list[Row]:
        self._assembly()
        session_year = self._dates()
        self._convocation(session_year)
        self._identifiers()
        self._people()
        self._title()
        self._ending()
        self.row.values["page_first"] = self.act.body.page_first
        self.row.values["page_last"] = self.act.body.page_last
        return [self._session(), self.row, *self._missing()]

    # ---------------------------------------------------------------- who

    def _assembly(self) -> None:
        places = [self.top, self.head, self.running, self.body_text]
        assembly = next((a for a in map(find_assembly, places) if a), None)
        if assembly:
            self.row.put("body", assembly.body, assembly.source)
        body = assembly.body if assembly else None
        authority = find_authority(body, [self.top, self.head, self.running]) or _from_assembly(body, self.head)
        authority = authority or find_authority(body, [_cover(self.act.context)])
        # One sitting has one authority: all its points are told by the text of the whole.
        own = [] if self.act.shared_head else [self.body_text, *(p.passage for p in self.act.parts)]
        authority = authority or find_authority(body, [], own) or find_authority(body, [], [self.act.context])
        if authority:
            self.row.put("authority", authority.name, authority.source)
            if authority.department_code:
                self.row.put("department_code", authority.department_code, authority.source)
        if not self.row["department_code"]:
            printed = next((d for text in (self.top, self.running) for _, d in find_departments(text)), None)
            if printed:
                self.row.put("department_code", printed.department_code, printed.source)

    # ---------------------------------------------------------------- when

    def _dates(self) -> int | None:
        texts = [self.top, self.head, self.running]
        if self.act.session is not None and (days := find_dates(self.act.session.text)):
            source = self.act.session.sub(days[0].start, days[0].end)
            self.row.put("session_on", days[0].value, source)
            self.row.put("meeting_on", days[0].value, source)
            return days[0].value.year
        session = _first(texts, "head.session") or _first(texts, "head.sitting")
        meeting = _first(texts, "head.meeting") or session
        session = session or meeting or self._any_date()
        meeting = meeting or session
        if session is None or meeting is None:
            return None
        if meeting[0] > session[0]:
            meeting = session
        self.row.put("session_on", *session)
        self.row.put("meeting_on", *meeting)
        return session[0].year

    def _any_date(self) -> tuple[date, Passage] | None:
        """The first date of the head that no other label claims."""
        for text in (self.top, self.head):
            for found in find_dates(text.text):
                before = text.text[max(0, found.start - 60) : found.start].lower()
                if not re.search(
                    r"convo|publi|affich|r[ée]ception|pr[ée]fecture|transmi|[^\s][ ]*proc[èe]s[^\n]*$|\bloi\b|d[ée]cret",
                    before,
                ) and not _OTHER_DATE.search(before.rpartition("\n")[2]):
                    return found.value, text.sub(found.start, found.end)
        return None

    def _convocation(self, year: int | None) -> None:
        for text in (self.head, self.running, join(b.passage for b in self.own[:30])):
            found = date_after("header", "head.convened", text, reach=50, year=year)
            if found and (not self.row["session_on"] or found[0] <= self.row["session_on"]):
                self.row.put("convened_on", *found)
                break
        for match in matches("header", "head.opened", self.head):
            times = find_times(self.head.text[match.end() : match.end() + 40])
            if times and times[0].start <= 3:
                start = match.end() + times[0].start
                self.opened = (times[0].value, self.head.sub(start, match.end() + times[0].end))
                break

    opened: tuple[str, Passage] | None = None

    # ---------------------------------------------------------------- identifiers

    def _identifiers(self) -> None:
        texts = [self.running, self.head, self.top, self.body_text]
        for text in texts:
            found = find_act_ids(text.text)
            if found:
                best = max(found, key=lambda f: (self._is_own(f.act_id.number), f.start))
                source = text.sub(best.start, best.end)
                self.row.put("act_id", best.act_id.text, source)
                self.row.put("authority_siren", best.act_id.siren, source)
                if not self.row["department_code"]:
                    self.row.put("department_code", best.act_id.department, source)
                break
        for column in ("received_on", "transmitted_on", "published_on"):
            for text in texts:
                stamp = date_after("header", f"stamps.{column}", text, reach=60, unless=_of_something_else)
                if stamp:
                    self.row.put(column, *stamp)
                    break
        if self.act.shared_head and not self.row["published_on"]:
            # Minutes are posted once, as a whole: the note may stand on their last page.
            posted = join(
                [
                    *(f.passage for f in self.act.furniture if f.kind == "stamp"),
                    *(b.passage for b in self.act.closing),
                ]
            )
            stamp = date_after("header", "stamps.published_on", posted, reach=60, unless=_of_something_else)
            if stamp:
                self.row.put("published_on", *stamp)
        # The counts may stand at the end instead, beside the result of the vote.
        for text in (join([self.head, self.running]), *([] if self.act.shared_head else [self.body_text])):
            office = next(matches("header", "head.office", text), None)
            if office:
                self.row.put("members_in_office", int(office["count"]), text.match(office, "count"))
                break
        self._references()

    def _is_own(self, number: str) -> bool:
        """Whether the number in an act identifier is the printed one: a page may bear the stamps of two acts."""
        printed = self.act.number or find_number(self.act)
        digits = re.sub(r"\D", "", printed.text) if printed else ""
        return bool(digits) and re.sub(r"\D", "", number).endswith(digits)

    def _references(self) -> None:
        visas = join(b.passage for b in self.act.body.blocks if re.match(r"\W*vu\b", b.text, re.IGNORECASE))
        reports = join(b.passage for p in self.act.parts if p.kind == "report" for b in p.blocks[:12])
        for text in (visas, self.top, reports):
            match = next(matches("header", "head.report", text), None)
            if match:
                self.row.put("report_reference", match["number"].strip(), text.match(match, "number"))
                break
        if self.act.item and self.act.title is not None:
            self.row.values["agenda_item"] = self.act.item
            return
        opening = join(b.passage for b in self.own[:4])
        item = next(matches("header", "head.item", opening), None) or next(
            matches("header", "head.item", self.top), None
        )
        if item:
            text = opening if item.string == opening.text else self.top
            self.row.put("agenda_item", item["item"], text.match(item, "item"))

    # ---------------------------------------------------------------- people, title, end

    def _people(self) -> None:
        chair = find_chair(self.head) or find_chair(self.body_text.sub(0, 1500))
        if chair:
            self.row.put("chair", *chair)
        secretary = find_secretary(self.head) or find_secretary(self._opening())
        if secretary:
            self.row.put("secretary", *secretary)
        for told in (self.head, self._meeting_told()):
            match = _PLACE.search(told.text) or _SEAT.search(told.text)
            if match and not _ROOMS.match(match["town"]):
                town = {"au": "Le ", "aux": "Les "}.get(match["link"], "") + match["town"]
                self.row.put("place", town, told.match(match, "town"))
                break

    def _meeting_told(self) -> Passage:
        """The sentence of the meeting where it stands below the title ("Le conseil régional, réuni à X le …")."""
        opening = self.body_text.sub(0, 0 if self.act.shared_head else 1500)
        told = (
            p for p in opening.paragraphs() if find_assembly(p) and re.search("présidence", p.text, re.IGNORECASE)
        )
        return next(told, opening.sub(0, 0))

    def _opening(self) -> Passage:
        """The text in which a sitting chooses its secretary, where the head does not tell it."""
        if not self.act.shared_head:
            return self.body_text.sub(0, 4000)
        context, head = self.act.context, self.head.text[:80]
        at = context.text.find(head) if head else -1
        return context.sub(at + len(self.head), at + len(self.head) + 4000) if 0 <= at < 600 else context.sub(0, 0)

    def _title(self) -> None:
        number = self.act.number or find_number(self.act)
        if number:
            self.row.put("number", number.flat.strip(), number)
        title = find_title(self.act)
        if title and number and not self.act.shared_head:
            printed = re.match(rf"\W*{re.escape(number.text)}\s*[:–—-]\s+(?=\S)", title.text)
            title = title.sub(printed.end()) if printed else title
        if title:
            self.row.put("title", title.flat.rstrip(" .;:"), title)

    def _ending(self) -> None:
        result = outcome(self.act)
        if result.outcome:
            self.row.put("outcome", result.outcome, result.outcome_source)
        if result.unanimous is not None:
            self.row.put("unanimous", result.unanimous, result.unanimous_source)
        if self.act.shared_head:
            return
        signatory = find_signatory(self.act)
        if signatory:
            self.row.put("signatory", *signatory)
        tail = join(b.passage for b in self.act.body.blocks[-25:] if b.table is None)
        for match in _CLOSING_TOWN.finditer(tail.text):
            found = find_dates(tail.text[match.end() : match.end() + 40])
            if found and found[0].start <= 2 and found[0].value >= (self.row["session_on"] or date.min):
                start = match.end() + found[0].start
                self.row.put("signed_on", found[0].value, tail.sub(start, match.end() + found[0].end))
                if not self.row["place"] and not _ROOM_TOLD.search(self.head.text):
                    self.row.put("place", match["town"].strip(), tail.match(match, "town"))
                break

    # ---------------------------------------------------------------- session

    def _session(self) -> Row:
        session = Row("sessions")
        for column in (
            "authority", "department_code", "body", "meeting_on", "session_on", "convened_on", "place", "chair",
            "secretary", "members_in_office",
        ):  # fmt: skip
            session.values[column] = self.row[column]
        if self.opened:
            session.put("opened_at", *self.opened)
        return session

    def _missing(self) -> list[Row]:
        page = self.act.body.page_first
        wanted = {"authority": "authority", "session_on": "date of the sitting", "title": "title"}
        return [
            diagnostic(
                "header",
                "warning",
                f"no_{column}",
                f"page {page}: the {words} of the deliberation was not found",
                page,
            )
            for column, words in wanted.items()
            if not self.row[column]
        ]


def _cover(context: Passage) -> Passage:
    """The short lines at the beginning of the document: a collection names its authority on its cover alone."""
    lines = [p for p in context.paragraphs() if len(p) < 90]
    return join(p for p in lines[:12] if p.text[0].isupper() and not p.text.rstrip().endswith((".", ";", ",")))


def _headings(act: Act) -> list[Block]:
    """Short blocks of the head: where print names the authority, the assembly and the sitting."""
    blocks = act.head or act.body.blocks[:12]
    return [b for b in blocks if b.table is None and len(b.text) < 260]


def _near(furniture: list[Furniture], first: int, last: int, head: list[Block]) -> list[Furniture]:
    """Stamps and running lines on the pages of an act and of its head."""
    pages = {b.page_first for b in head} | set(range(first, last + 1))
    return [f for f in furniture if f.page in pages and f.kind != "page_number"]


def _of_something_else(text: str, start: int) -> bool:
    """Whether what was published or received is not the act: "Un avis de marché a été publié le …", "Vu la loi …"."""
    line = max(text.rfind("\n", 0, start), text.rfind(". ", 0, start), text.rfind(";", 0, start)) + 1
    before = text[line:start]
    return len(re.findall(r"[^\W\d_]+", before)) > 2 and not any(
        matches("header", "stamps.of_the_act", from_text(before))
    )


def _first(texts: list[Passage], key: str) -> tuple[date, Passage] | None:
    for text in texts:
        found = date_after("header", key, text, reach=70)
        # "L'an deux mille…" tells the sitting by itself, whatever label stands on the line above.
        if found and (found[1].text[:1] in "Ll" or not _OTHER_DATE.search(_before(text, found[1]))):
            return found
    return None


def _before(text: Passage, source: Passage) -> str:
    position = text.text.find(source.text)
    line = text.text.rfind("\n", 0, position) + 1
    return text.text[max(0, min(position - 45, max(line, position - 120))) : position].lower()


def _from_assembly(body: str | None, head: Passage) -> Authority | None:
    """ "Le conseil municipal de X": a commune, even where the word is not printed."""
    if body != "conseil_municipal":
        return None
    match = re.search(
        r"conseil\s+municipal\s+(?P<link>de\s+la\s|de\s+l['’]|des|du|de|d['’])\s*(?P<name>[A-ZÀ-Ý][\w’'-]*(?:[\s-](?:[A-ZÀ-Ý][\w’'-]*|sur|sous|la|le|les|en|de|du|des)\b)*)",
        head.text,
        re.IGNORECASE,
    )
    if not match or not match["name"][0].isupper() or _NO_PLACE.match(match["name"]):
        return None
    link = match["link"].strip().lower()
    joint = "" if link.endswith(("'", "’")) else " "
    name = re.sub(r"\s+(?:sur|sous|la|le|les|en|de|du|des)$", "", match["name"])
    return Authority(f"Commune {link}{joint}{name}", head.match(match), None)
