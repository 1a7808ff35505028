"""Paragraphs and table pieces in the order in which a text input writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from pipeline.readers.text.tables import Piece, html_piece, is_dashes, pipe_piece, tab_piece


@dataclass(slots=True)
class Paragraph:
    """Lines of marked text without an empty line between them; ``heading`` is the level of a heading, 0 for none."""

    lines: list[str]
    page: int
    heading: int = 0


Item = Paragraph | Piece

_RULE = re.compile(r"\s*(?:(?:[-–—*_=.·…]\s*){2,}|\\newpage|\\pagebreak)$")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_BULLET = re.compile(r"^[*+]\s+(?=\S)")
_LEADER = re.compile(r"\s*[.…]{3,}\s*(?=[^\s.…])")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# What tools print between pages; group "n" is the page that begins, group "end" the page that ends.
_PAGE_MARK = re.compile(
    r"\s*(?:"
    r"<!--\s*(?:page|p\.)\s*(?:number)?\s*[:=]?\s*(?P<n1>\d{1,4})\b.*?-->"
    r"|\{(?P<n0>\d{1,4})\}-{5,}"
    r"|[-=#*_\[\s]*(?:\bpage\b|\bp\.)\s*(?:n°\s*)?(?P<n2>\d{1,4})\s*(?:(?:/|sur|of|de)\s*\d{1,4})?[-=#*_\]\s]*"
    r"|<page(?:_number)?>\s*(?:page\s*)?(?P<n3>\d{1,4})[^<]*</page(?:_number)?>"
    r"|[-–—\s]*(?P<n4>\d{1,4})\s*(?:/|sur)\s*(?P<of>\d{1,4})[-–—\s]*"
    r")\s*$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[^\t]{1,80}:\s*\t[^\t]+$")  # "Pour :<tab>42": a label and its value
_CELL = re.compile(r"\s*<(p|ul|ol)\b[^>]*>.*", re.IGNORECASE)


def text_items(text: str) -> Iterator[Item]:
    """The items of plain text or Markdown."""
    reader = _TextReader()
    pages = text.split("\f")
    for number, page in enumerate(pages):
        if number and page.strip():
            reader.turn()
        yield from reader.read(_COMMENT.sub(_kept_mark, page))
    yield from reader.end()


def _kept_mark(comment: re.Match[str]) -> str:
    return comment[0] if _PAGE_MARK.match(comment[0]) else ""


class _TextReader:
    """Gathers lines into items."""

    def __init__(self) -> None:
        self.page = 1
        self._lines: list[str] = []
        self._rows: list[str] = []
        self._kind = ""

    def turn(self) -> None:
        self.page += 1

    def read(self, text: str) -> Iterator[Item]:
        lines = _joined_tables(text)
        for number, line in enumerate(lines):
            before = lines[number - 1] if number else ""
            after = lines[number + 1] if number + 1 < len(lines) else ""
            yield from self._take(line.rstrip(" "), before, after)

    def end(self) -> Iterator[Item]:
        """What is still open."""
        yield from self._close()

    def _take(self, line: str, before: str, after: str) -> Iterator[Item]:
        if not line.strip():
            yield from self._close()
            return
        mark = _PAGE_MARK.match(line)
        if mark and self._is_page(mark, before, after):
            yield from self._close()
            return
        kind = _table_kind(line, before, after)
        if kind:
            if self._lines or (self._rows and kind != self._kind):
                yield from self._close()
            self._kind = kind
            self._rows.append(line)
            return
        if self._rows:
            yield from self._close()
        if _RULE.match(line) or _FENCE.match(line):
            yield from self._close()
            return
        yield from self._take_text(line)

    def _take_text(self, line: str) -> Iterator[Item]:
        heading = _HEADING.match(line)
        if heading:
            yield from self._close()
            yield Paragraph([heading[2]], self.page, len(heading[1]))
            return
        leader = _LEADER.match(line)
        if leader:  # a row of dots, then what it parted from the text above
            yield from self._close()
            line = line[leader.end() :]
        line = _BULLET.sub("- ", line.replace("\t", " ").strip())
        if line != "-":
            self._lines.append(line)

    def _is_page(self, mark: re.Match[str], before: str, after: str) -> bool:
        """Whether a line tells a page; the mark of a page's beginning or its printed number, as the case may be."""
        found = mark.groupdict()
        told = next(int(found[name]) for name in ("n0", "n1", "n2", "n3", "n4") if found[name])
        if found["n4"] and (before.strip() or after.strip() or told > int(found["of"])):
            return False
        if found["n0"]:
            told += 1  # counts from 0
        # A number printed at a page's foot confirms it; a mark at its head opens it.
        if self.page < told <= self.page + 50 and not found["n4"]:
            self.page = told
        elif found["n4"] and self.page <= told:
            self.page = told + 1 if told < int(found["of"]) else told
        return True

    def _close(self) -> Iterator[Item]:
        if self._lines:
            yield Paragraph(self._lines, self.page)
        if self._rows:
            piece = _piece(self._kind, self._rows, self.page)
            if piece is not None:
                yield piece
        self._lines, self._rows, self._kind = [], [], ""


def _piece(kind: str, rows: list[str], page: int) -> Piece | None:
    if kind == "html":
        return html_piece("\n".join(rows), page)
    return pipe_piece(rows, page) if kind == "pipe" else tab_piece(rows, page)


def _joined_tables(text: str) -> list[str]:
    """The lines of a text, each HTML table on a line of its own."""
    text = re.sub(r"(?is)<table\b.*?(?:</table\s*>|\Z)", lambda m: "\n" + re.sub(r"\s*\n\s*", " ", m[0]) + "\n", text)
    return text.split("\n")


def _table_kind(line: str, before: str, after: str) -> str:
    """How a line writes a row of a table; "" when it is text."""
    stripped = line.strip()
    if re.match(r"<table\b", stripped, re.IGNORECASE):
        return "html"
    if stripped.count("|") >= 2 and (stripped[0] == "|" or is_dashes(stripped) or _pipes(before) or _pipes(after)):
        return "pipe"
    if _CELL.match(line):
        return "tab"
    if "\t" not in line:
        return ""
    if is_dashes(line):
        return "tab"
    inner = line.strip(" \t").count("\t")
    beside = [other for other in (before, after) if "\t" in other and other.strip()]
    if inner == 0 and not any(other.count("\t") == line.count("\t") for other in beside):
        return ""  # an indent
    if _LABEL.match(stripped):
        return ""
    return "tab" if inner > 1 or beside or line.startswith("\t") else ""


def _pipes(line: str) -> bool:
    return line.count("|") >= 2


def html_items(text: str) -> Iterator[Item]:
    """The items of an HTML page."""
    reader = _HtmlReader()
    reader.feed(text)
    reader.close()
    reader.flush()
    yield from reader.items


_BLOCK = re.compile(
    "address|article|aside|blockquote|body|center|d[dlt]|div|fieldset|figure|footer|form|h[1-6]|header|hr|li|main|nav"
    "|ol|p|pre|section|t[dhr]|title|ul"
)
_KEPT = frozenset(["b", "strong", "sup", "sub"])
_SKIPPED = frozenset(["script", "style", "head", "template", "noscript", "svg"])


@dataclass(slots=True)
class _List:
    ordered: bool
    count: int = field(default=0)


class _HtmlReader(HTMLParser):
    """Gathers blocks of marked text and whole tables."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.items: list[Item] = []
        self._page = 1
        self._text = ""
        self._heading = 0
        self._skipped = 0
        self._tables = 0
        self._table = ""
        self._lists: list[_List] = []

    def flush(self) -> None:
        """End the block that is being gathered."""
        lines = [" ".join(line.split()) for line in re.split(r"<br\s*/?>", self._text)]
        lines = [line for line in lines if re.sub(r"<[^>]*>", "", line).strip()]
        if len(lines) == 1 and (mark := _PAGE_MARK.match(lines[0])):
            told = next((mark[n] for n in ("n1", "n2", "n3", "n4") if mark[n]), None)
            self._page = max(self._page, int(told)) if told else self._page
        elif lines:
            self.items.append(Paragraph(lines, self._page, self._heading))
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self._skipped += 1
        if tag == "table":
            if not self._tables:
                self.flush()
            self._tables += 1
        if self._tables:
            self._table += self.get_starttag_text() or ""
            return
        if _BLOCK.fullmatch(tag):
            self.flush()
            self._open(tag)
        elif tag == "br":
            self._text += "<br>"
        elif tag in _KEPT:
            self._text += f"<{tag}>"

    def _open(self, tag: str) -> None:
        if re.fullmatch("h[1-6]", tag):
            self._heading = int(tag[1])
        elif tag in ("ul", "ol"):
            self._lists.append(_List(tag == "ol"))
        elif tag == "li":
            ordered = bool(self._lists) and self._lists[-1].ordered
            if self._lists:
                self._lists[-1].count += 1
            self._text = f"{self._lists[-1].count}. " if ordered else "- "

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipped = max(self._skipped - 1, 0)
        if self._tables:
            self._table += f"</{tag}>"
            if tag == "table":
                self._tables -= 1
                if not self._tables:
                    piece = html_piece(self._table, self._page)
                    self.items += [piece] if piece else []
                    self._table = ""
            return
        if _BLOCK.fullmatch(tag):
            self.flush()
            self._heading = 0
            if tag in ("ul", "ol") and self._lists:
                self._lists.pop()
        elif tag in _KEPT:
            self._text += f"</{tag}>"

    def handle_data(self, data: str) -> None:
        if self._tables:
            self._table += data
        elif not self._skipped:
            self._text += data

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")
