"""What conventions and deliberations of every layout are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from samples.drawing import Sheet
from samples.grid import Grid, draw
from samples.truth import Row, Truth, plain

IBAN = "FR14 2004 1010 0505 0001 3M02 606"  # the textbook's


class Bank(NamedTuple):
    """A bank detail: printed in clear, masked in the truth."""

    label: str
    value: str


Visas = Sequence[tuple[str, str, dict[str, Any]]]  # text, kind, what it cites
Item = str | tuple[Bank, ...] | Grid  # a paragraph ("- " opens a list item), bank details of one line, a table


@dataclass
class Article:
    """An article of a convention, or a sub-article when it has a parent."""

    number: str
    title: str
    body: list[Item] = field(default_factory=list)
    parent: str | None = None

    @property
    def text(self) -> str | None:
        """The body as the truth has it: bank details masked, tables left out."""
        parts = []
        for item in self.body:
            if isinstance(item, str):
                parts.append(plain(item))
            elif isinstance(item, tuple):
                parts.extend(f"{bank.label} : [REDACTED]" for bank in item)
        return " ".join(parts) or None


def article_rows(convention: int, articles: Sequence[Article]) -> list[Row]:
    """The truth of the articles of the ``convention``-th convention."""
    return [
        {
            "convention": convention,
            "position": n,
            "number": article.number,
            "parent_number": article.parent,
            "level": 2 if article.parent else 1,
            "title": plain(article.title),
            "text": article.text,
        }
        for n, article in enumerate(articles, 1)
    ]


def set_articles(
    sheet: Sheet,
    articles: Sequence[Article],
    heading: Callable[[Article], str],
    *,
    mark: str = "-",
    size: float | None = None,
) -> None:
    """Print articles; ``heading`` words the line above each."""
    for article in articles:
        sheet.space(4 if article.parent else 8)
        sheet.heading(heading(article), align="L", size=size if not article.parent else None, after=4)
        for item in article.body:
            if isinstance(item, Grid):
                draw(sheet, item)
            elif isinstance(item, tuple):
                sheet.para(
                    "          ".join(f"{bank.label} : {bank.value}" for bank in item), align="L", indent=20, after=1
                )
            elif item.startswith("- "):
                sheet.item(item[2:], mark)
            else:
                sheet.para(item)


def visas(
    sheet: Sheet,
    truth: Truth,
    act: int | None,
    found: Visas,
    *,
    convention: int | None = None,
    bold: bool = False,
) -> None:
    """Print visas, and put them in the truth: (text, kind, what it cites)."""
    for n, (text, kind, cites) in enumerate(found, 1):
        sheet.para(text.replace("Vu", "**Vu**", 1) if bold else text)
        truth.visa(act, n, text, kind, convention=convention, **cites)


def party(convention: int, position: int, name: str, alias: str | None, who: str, role: str | None) -> Row:
    """The truth of one party of a convention."""
    return {
        "convention": convention,
        "position": position,
        "name": name,
        "alias": alias,
        "representative": who,
        "representative_role": role,
    }


def fiche_rows(fiche: int, sections: Sequence[tuple[str, str, list[str]]]) -> list[Row]:
    """The truth of the numbered sections of a fiche: (number, heading, paragraphs)."""
    return [
        {
            "fiche": fiche,
            "position": n,
            "number": number,
            "heading": plain(heading),
            "text": " ".join(map(plain, texts)) or None,
        }
        for n, (number, heading, texts) in enumerate(sections, 1)
    ]
