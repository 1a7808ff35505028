"""The marks inside a line of OCR text (Markdown, HTML, LaTeX), resolved into words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from models.document import Word

_TOKEN = re.compile(r"\*\*\*|\*\*|__(?=\S)|(?<=\S)__|</?(?:b|strong)\b[^<>]*>|</?[a-zA-Z][^<>]*>")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)|!\[\[[^\]]*\]\]")
_LINK = re.compile(r"\[([^\]]+)\]\((?:[^()\s]|\([^()]*\))*\)")
_ADDRESS = re.compile(r"<((?:https?|ftp|mailto):[^<>\s]+|[^<>\s@]+@[^<>\s@]+)>")
_RAISED = re.compile(r"\s*<su[pb]>\s*([^<>]{1,12}?)\s*</su[pb]>", re.IGNORECASE)
# "2^{ème}", "$1^{\mathrm{er}}$", "\(n^{o}\)": marks raised as in formulas
_POWER = re.compile(r"\s*[\^_]\s*\{\s*(?:\\[a-z]+\s*\{)?\s*([^{}$\\]{1,12}?)\s*\}?\s*\}")
_FORMULA = re.compile(r"\$([^$\n]{1,80})\$|\\\(([^()\n]{1,80})\\\)")
_COMMAND = re.compile(r"\\(?:mathrm|text|textbf|textit|mathbf|mathsf|operatorname)\s*\{([^{}]*)\}")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>$%&~])")
_SLANTED = re.compile(
    r"(?<![*\w])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![*\w])|(?<![_\w])_(?=[^\s_])([^_\n]*[^\s_])_(?![_\w])"
)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


class Run(NamedTuple):
    """A stretch of text in one weight."""

    text: str
    bold: bool


class Weight:
    """Whether text is bold at this point; marks may reach over lines."""

    def __init__(self) -> None:
        self.stars = False
        self.depth = 0

    @property
    def bold(self) -> bool:
        return self.stars or self.depth > 0

    def take(self, token: str) -> None:
        """Note a mark; others than those of weight change nothing."""
        if token in ("**", "***", "__"):
            self.stars = not self.stars
        elif re.match(r"<(?:b|strong)\b", token, re.IGNORECASE):
            self.depth += 1
        elif re.match(r"</(?:b|strong)\b", token, re.IGNORECASE):
            self.depth = max(self.depth - 1, 0)


def plain(text: str) -> str:
    """``text`` with pictures, links, raised letters and formulas made plain; marks of weight stay."""
    text = _IMAGE.sub(" ", text)
    text = _LINK.sub(r"\1", text)
    text = _ADDRESS.sub(lambda m: m[1].removeprefix("mailto:"), text)
    text = _RAISED.sub(r"\1", text)
    text = _FORMULA.sub(lambda m: _formula(m[1] or m[2]) or m[0], text)
    text = _POWER.sub(r"\1", text)
    text = _SLANTED.sub(lambda m: m[1] or m[2], text)
    return _ESCAPE.sub(r"\1", text)


def _formula(text: str) -> str | None:
    """What a formula says in print, None when it is more than a number with raised letters."""
    text = _POWER.sub(r"\1", _COMMAND.sub(r"\1", text))
    text = text.replace(r"\%", "%").replace(r"\,", " ").replace(r"\;", " ").replace(r"\circ", "°").replace("~", " ")
    text = re.sub(r"\^\s*", "", text)
    return None if "\\" in text else text.strip()


def runs(text: str, weight: Weight) -> Iterator[Run]:
    """The stretches of ``text``, with ``weight`` kept up to date."""
    start = 0
    for token in _TOKEN.finditer(text):
        if token.start() > start:
            yield Run(html.unescape(text[start : token.start()]), weight.bold)
        if re.match(r"</?(?:p|div|li|td|th|tr|h[1-6])\b", token[0], re.IGNORECASE):
            yield Run(" ", weight.bold)
        weight.take(token[0])
        start = token.end()
    if start < len(text):
        yield Run(html.unescape(text[start:]), weight.bold)


def words_of(text: str, page: int, weight: Weight | None = None, size: float = 0.0) -> list[Word]:
    """The words of one line of marked text; a word is bold when most of its characters are."""
    out: list[Word] = []
    letters: list[tuple[str, bool]] = []

    def close() -> None:
        if letters:
            bold = 2 * sum(b for _, b in letters) > len(letters)
            word = "".join(c for c, _ in letters)
            out.append(Word(word, 0, 0, 0, 0, page, size=size, bold=bold, has_geometry=False))
            letters.clear()

    for run in runs(plain(_BREAK.sub(" ", text)), weight or Weight()):
        for char in run.text:
            if char.isspace():
                close()
            elif char not in "\ufeff\u200b":
                letters.append((char, run.bold))
    close()
    return out


def lines_in(text: str) -> list[str]:
    """The lines that marks inside a text part: ``<br>``, paragraphs and list items; items get a bullet."""
    text = re.sub(r"<li\b[^>]*>\s*(?=[-–•▪●○◦■□➢➔→✓>*]|&gt;)", "\n", text, flags=re.IGNORECASE)
    text = re.sub(r"<li\b[^>]*>\s*", "\n- ", text, flags=re.IGNORECASE)
    text = re.sub(r"<br\s*/?>|</?(?:p|div|ul|ol|h[1-6])\b[^>]*>|</li\s*>", "\n", text, flags=re.IGNORECASE)
    return [line.strip() for line in text.split("\n") if line.strip()]
