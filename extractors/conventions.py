"""Conventions: title, years, duration, money, parties and articles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache

from extractors.convention_articles import Article, clean, find_articles
from extractors.convention_parties import Party, find_parties
from extractors.decisions import item_passage
from extractors.dispositif import operative_items
from extractors.header_title import find_title
from models.document import Block
from models.lexicon import load
from models.normalise.amounts import find_amounts
from models.normalise.dates import find_dates, parse_duration_months, parse_year_span
from models.normalise.names import parse_person
from models.parts import Act, Part
from models.passage import Passage, join
from models.rows import Row, diagnostic

_HEAD = 14  # blocks within which the title stands


def extract(part: Part, act: Act | None = None) -> list[Row]:
    """The rows of ``conventions``, ``convention_parties`` and ``convention_articles`` of a part of kind convention.

    ``act`` is the deliberation that approves it, None where there is none. Years come from the title, else from the
    act's title or decisions. What cannot be read is null; a convention without articles or parties is reported.
    """
    articles, first, last = find_articles(part.blocks)
    head, tail = part.blocks[: min(first, len(part.blocks))], part.blocks[last:]
    parties = find_parties(head, tail or part.blocks[-30:])
    row = _convention(part, act, head, articles)
    rows = [row]
    rows += [_party(row["convention_id"], n, party) for n, party in enumerate(parties, start=1)]
    rows += [_article(row["convention_id"], n, article) for n, article in enumerate(articles, start=1)]
    name = row["title"] or f"page {part.page_first}"
    for found, missing in ((articles, "aucun article n'a été reconnu"), (parties, "aucune partie n'a été reconnue")):
        if not found:
            text = f"{missing} dans la convention « {name[:120]} »"
            rows.append(diagnostic("conventions", "info", "convention_incomplete", text, part.page_first))
    return rows


@cache
def _pattern(section: str, key: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    words = load("conventions")
    value = words[section][key] if section else words[key]
    return re.compile("|".join(value) if isinstance(value, list) else value, flags)


def _convention(part: Part, act: Act | None, head: Sequence[Block], articles: list[Article]) -> Row:
    row = Row("conventions").put("convention_id", f"{part.part_id}-c")
    row.put("deliberation_id", act.deliberation_id if act else None).put("part_id", part.part_id)
    title = _title(part, head)
    row.put("title", title.flat.rstrip(" .:;,–-") if title else None, title)
    years, source = _years(title, act)
    row.put("year_first", years[0] if years else None, source).put("year_last", years[1] if years else None, source)
    months, source = _duration(articles)
    row.put("duration_months", months, source)
    start, source = _effective(articles)
    row.put("effective_on", start, source)
    amount, source = _amount(head, articles, years, months)
    row.put("amount_eur", amount, source)
    return row.put("page_first", part.page_first).put("page_last", part.page_last)


def _party(convention_id: str, position: int, party: Party) -> Row:
    row = Row("convention_parties").put("convention_id", convention_id).put("position", position)
    name = party.name_text or (party.name.flat if party.name else None)
    row.put("name", name, party.name)
    row.put("alias", party.alias.flat if party.alias else None, party.alias)
    who = party.representative.flat if party.representative else None
    person = parse_person(who) if who and " et " not in who else None  # several stay as printed
    who = person.name if person else who
    row.put("representative", who, party.representative)
    row.put("representative_role", party.role.flat if party.role else None, party.role)
    return row.at(party.source)


def _article(convention_id: str, position: int, article: Article) -> Row:
    row = Row("convention_articles").put("convention_id", convention_id).put("position", position)
    row.put("number", article.number, article.heading).put("parent_number", article.parent)
    row.put("level", article.level).put("title", article.title.flat if article.title else None, article.title)
    text = article.text
    row.put("text", clean(text) or None, text if text else None)
    row.put("page_first", article.heading.page)
    return row.put("page_last", max(article.heading.page_last, text.page_last if text.pieces else 1))


# -- title and years


def _title(part: Part, head: Sequence[Block]) -> Passage | None:
    """The text behind "Objet :", else the heading, over as many paragraphs as it runs."""
    blocks = [b for b in head[: _HEAD + 6] if b.table is None] or list(part.blocks[:_HEAD])
    for index, block in enumerate(blocks):
        match = re.compile(rf"\W*(?:{_pattern('', 'object').pattern})", re.IGNORECASE).match(block.text)
        if match:
            return _running(blocks, index, block.passage.sub(match.end()), same_style=False)
    kinds = _pattern("", "kinds")
    headings = [i for i, b in enumerate(blocks[:_HEAD]) if kinds.search(b.text[:160]) and _heads(b)]
    if not headings:
        return part.title
    index = headings[0]
    block = blocks[index]
    before = re.compile(rf"\W*(?:{_pattern('', 'before_title').pattern})", re.IGNORECASE).match(block.text)
    return _running(blocks, index, block.passage.sub(before.end() if before else 0), same_style=True)


def _heads(block: Block) -> bool:
    """Whether a paragraph may be the heading of a convention."""
    styled = block.bold or block.centred or block.large or block.text.isupper()
    return len(block.text) < (420 if styled else 160)


_OPEN_ENDED = re.compile(r"(?:[,(–-]|\b(?:et|de|du|des|la|le|les|l['’]|d['’]|à|au|aux|pour|entre|en|sur))\s*$")


def _running(blocks: Sequence[Block], index: int, first: Passage, *, same_style: bool) -> Passage:
    """A title with the paragraphs that go on with it."""
    parts = [first]
    own = blocks[index]
    over = re.compile(rf"\W*(?:{_pattern('', 'after_title').pattern})", re.IGNORECASE)
    for block in blocks[index + 1 :]:
        styled = block.bold == own.bold and (block.bold or block.centred or block.large or block.text.isupper())
        names_parties = styled and re.match(r"entre\b.+\bet\b", block.text, re.IGNORECASE | re.DOTALL)
        if names_parties and not re.search(r"repr[ée]sent|ci-apr", block.text):
            parts.append(block.passage)
            continue
        if over.match(block.text) or len(block.text) > 300 or (same_style and not styled):
            break
        if not same_style and not (_OPEN_ENDED.search(parts[-1].text) or block.text[:1].islower()):
            break
        parts.append(block.passage)
    return join([p for p in parts if p], " ")


def _years(title: Passage | None, act: Act | None) -> tuple[tuple[int, int] | None, Passage | None]:
    for source in _tellers(title, act):
        span = parse_year_span(source.text)
        if span:
            return span, source
    return None, None


def _tellers(title: Passage | None, act: Act | None) -> Iterator[Passage]:
    """What may tell the years: the title, else the title and the decisions of the act that name the convention."""
    if title:
        yield title
    if act is None:
        return
    of_act = find_title(act)
    if of_act:
        yield of_act
    for item in operative_items(act.body.blocks):
        passage = item_passage(item)
        if _pattern("", "kinds").search(passage.text):
            yield passage


# -- duration, start, money


_ABOUT = re.compile(
    r"\b(?:convention|contrat|avenant|bail|protocole|accord|charte|partenariat|elle|il)\b", re.IGNORECASE
)


def _sentences(article: Article) -> Iterator[Passage]:
    """The sentences of an article, in order."""
    text = article.text
    start = 0
    for match in re.finditer(r"(?<![A-Z])[.;]\s+(?=[A-ZÀ-Ý«-])|\s-\s", text.text):
        yield text.sub(start, match.start() + 1)
        start = match.end()
    yield text.sub(start)


def _timed(articles: list[Article]) -> list[Article]:
    """The articles, those on duration first."""
    return [a for a in articles if _is_timed(a)] + [a for a in articles if not _is_timed(a)]


def _is_timed(article: Article) -> bool:
    return article.title is not None and _pattern("figures", "duration_titles").search(article.title.text) is not None


def _duration(articles: list[Article]) -> tuple[int | None, Passage | None]:
    """The duration of the convention in months: "conclue pour une durée d'un an", "pour 3 ans"."""
    for article in _timed(articles):
        for sentence in _sentences(article):
            text = sentence.text
            about = _ABOUT.search(text) or _is_timed(article)
            if not (about and _pattern("figures", "lasts").search(text)):
                continue
            for match in _pattern("figures", "duration").finditer(text):
                behind = text[match.end() : match.end() + 30]
                months = parse_duration_months(behind) if re.match(r"\w", behind) else None
                around = text[max(0, match.start() - 60) : match.end()] + re.split(r"[,;]", behind)[0]
                if months and not _pattern("figures", "not_duration").search(around):
                    return months, sentence
    return None, None


_UNTIL = re.compile(r"jusqu['’]\s?(?:au|en)\s*$|\bau\s+plus\s+tard\s+(?:le|au)\s*$", re.IGNORECASE)


def _effective(articles: list[Article]) -> tuple[date | None, Passage | None]:
    """The calendar date on which the convention takes effect; null for "à compter de sa signature"."""
    for article in _timed(articles):
        for sentence in _sentences(article):
            if not (_ABOUT.search(sentence.text) or _is_timed(article)):
                continue
            for found in find_dates(sentence.text):
                before = sentence.text[: found.start]
                if _pattern("figures", "effective").search(before) and not _UNTIL.search(before):
                    return found.value, sentence
    return None, None


def _amount(
    head: Sequence[Block], articles: list[Article], years: tuple[int, int] | None, months: int | None
) -> tuple[Decimal | None, Passage | None]:
    """The whole amount paid under the convention: printed below the heading, or told in its articles.

    A yearly amount alone is multiplied by the years of the convention where they are known.
    """
    for block in head[:_HEAD]:
        match = _pattern("", "header_amount").match(block.text) if block.table is None else None
        if match:
            found = find_amounts(block.text[match.end() :])
            if len(found) == 1:
                return found[0].value, block.passage
    paid = [
        (value, kind, sentence)
        for article in articles
        for sentence in _sentences(article)
        for value, kind in _paid(sentence.text)
    ]
    for wanted in ("whole", "plain"):
        best = next(((value, sentence) for value, kind, sentence in paid if kind == wanted), None)
        if best:
            return best
    return _of_years(paid, years, months)


def _of_years(
    paid: list[tuple[Decimal, str, Passage]], years: tuple[int, int] | None, months: int | None
) -> tuple[Decimal | None, Passage | None]:
    """The whole of yearly amounts: one for each year of the convention, or one that holds for all of them."""
    if not paid:
        return None, None
    count = years[1] - years[0] + 1 if years else months // 12 if months and months % 12 == 0 else None
    named = {kind: value for value, kind, _ in reversed(paid) if kind.isdigit()}
    yearly = {value for value, kind, _ in paid if kind == "annual"}
    if named:
        covered = years is None or set(named) >= {str(year) for year in range(years[0], years[1] + 1)}
        alone = len(named) == 1 or years is not None
        return (sum(named.values(), Decimal(0)), paid[0][2]) if covered and alone else (None, None)
    return (yearly.pop() * count, paid[0][2]) if len(yearly) == 1 and count else (None, None)


_YEAR = re.compile(r"pour\s+(?:l['’](?:ann[ée]e|exercice)\s+)?(20\d\d)\b(?!\s*[-–/]\s*20)")


def _paid(text: str) -> Iterator[tuple[Decimal, str]]:
    """The amounts that a sentence says are paid, each "whole", "annual", "plain" or for one year ("2023")."""
    if not _pattern("figures", "paid_object").search(text):
        return
    start = 0
    for found in find_amounts(text):
        before = text[max(start, found.start - 160) : found.start]
        behind = text[found.end : found.end + 40]
        start = found.end
        if found.value <= 0 or _pattern("figures", "not_paid").search(before + re.split(r"[,;.]", behind)[0]):
            continue
        if not _pattern("figures", "paid").search(text[: found.start][-320:]):
            continue
        clause = re.split(r"[,;]", before)[-1] + re.split(r"[,;.]", behind)[0]
        year = _YEAR.search(behind) or _YEAR.search(before)
        if year and not _pattern("figures", "whole").search(clause):
            yield found.value, year.group(1)
        elif _pattern("figures", "whole").search(before + behind) and not _pattern("figures", "annual").search(
            clause
        ):
            yield found.value, "whole"
        else:
            yield found.value, "annual" if _pattern("figures", "annual").search(clause) else "plain"
