"""What no row rests on: how much of the text, which passages, which headings and labels."""

from __future__ import annotations

import pytest
from acts_from_text import act_of, blocks_of
from hypothesis import given
from hypothesis import strategies as st

from models.document import Block, Document
from models.parts import Part
from models.passage import from_text
from models.rows import Row, diagnostic
from pipeline.assemble import TableLabel, assemble
from pipeline.document import process
from pipeline.unrecognised import unrecognised
from pipeline.unused import quoted, unused_text, used_words

LONG = "Les travaux de la passerelle ont repris après la crue et la circulation y reste alternée. " * 4


def part_of(text: str, kind: str = "deliberation") -> Part:
    return Part(kind, blocks_of(text), part_id="p1", act=1)  # type: ignore[arg-type]


def subjects(part: Part, used: frozenset[int] = frozenset()) -> list[tuple[str, str]]:
    return [(row["code"], row["subject"]) for row in unrecognised([part], used) if row["subject"]]


# --- how much ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "read", "share"),
    [
        ("abcdefghij", [(0, 0, 10)], 0.0),
        (f"abcdefghij\n{'x' * 40}", [(0, 0, 10)], 0.8),
        (f"abcdefghij {'x' * 40}", [(0, 0, 10)], 0.8),
        (f"abcdefghij {'x' * 29}", [(0, 0, 10)], 0.0),  # a few words beside a value belong to it
        (f"{'x' * 20}\nabcdefghij", [(1, 0, 10)], 0.6667),  # but a paragraph of its own does not
        ("abcdefghij", [], 1.0),
        ("", [], None),
    ],
)
def test_the_share_counts_characters_that_no_row_rests_on(
    text: str, read: list[tuple[int, int, int]], share: float | None
) -> None:
    part = part_of(text)
    rows = [Row("votes").at(part.blocks[block].passage.sub(start, end)) for block, start, end in read]
    assert unused_text([part], used_words(rows, [], [])).share == share


def test_values_titles_and_places_are_used_but_what_diagnostics_quote_is_not() -> None:
    blocks = blocks_of(
        "Le premier paragraphe\nLe deuxième paragraphe\nLe troisième paragraphe\nLe dernier paragraphe"
    )
    one, two, three, four = (block.passage for block in blocks)
    part = Part("deliberation", blocks, title=one)
    rows = [Row("grants").put("beneficiary", "X", two), Row("diagnostics").at(four)]
    used = used_words(rows, [part], [TableLabel("other", three)])
    unused = len(four.text.replace(" ", ""))
    total = sum(len(p.text.replace(" ", "")) for p in (one, two, three, four))
    assert unused_text([part], used).share == round(unused / total, 4)


def test_a_value_that_is_null_uses_nothing() -> None:
    part = part_of("Le montant de la dépense est illisible ici")
    row = Row("grants").put("amount_eur", None, part.blocks[0].passage)
    assert unused_text([part], used_words([row], [], [])).share == 1.0


def test_tables_are_not_running_text() -> None:
    assert unused_text([part_of("| Nom | Montant |\n| X | 12 |")], frozenset()).share is None


@given(st.lists(st.text("abc ", min_size=1, max_size=60), min_size=1, max_size=6), st.data())
def test_the_share_is_one_of_a_whole_and_falls_with_what_is_read(paragraphs: list[str], data: st.DataObject) -> None:
    blocks = [Block(from_text(p)) for p in paragraphs]
    words = [piece.word for block in blocks for piece in block.passage.pieces]
    part = Part("other", blocks)
    chosen = data.draw(st.lists(st.sampled_from(words), unique_by=id)) if words else []
    less, more = frozenset(map(id, chosen[:-1])), frozenset(map(id, chosen))
    shares = [unused_text([part], used).share for used in (frozenset(map(id, words)), more, less, frozenset())]
    if words:
        assert [s for s in shares if s is not None] == sorted(s for s in shares if s is not None)
        assert (shares[0], shares[-1]) == (0.0, 1.0)
    else:
        assert shares == [None] * 4


# --- which passages ---------------------------------------------------------------------------------------------


def test_the_longest_passages_are_named_with_their_page_and_part() -> None:
    part = part_of(f"{LONG}\n{LONG}\nDécide d'approuver\nVoir plus bas")
    used = used_words([Row("decisions").at(part.blocks[2].passage)], [], [])
    (row,) = unused_text([part], used).rows
    size = 2 * len(LONG.replace(" ", ""))
    assert row["message"].startswith(f"page 1: {size:,} characters in a row are in no table, from « Les travaux")
    assert row["message"].endswith("(deliberation)")
    assert (row["code"], row["severity"], row["page"]) == ("text_unused", "info", 1)


def test_a_passage_ends_with_its_part() -> None:
    parts = [part_of(LONG), part_of(LONG, "report")]
    told = [row["message"] for row in unused_text(parts, frozenset()).rows]
    assert [message.rsplit("(", 1)[1] for message in told] == ["deliberation)", "report)"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Écrire à anne.petit@beaulieu.example avant lundi", "Écrire à [REDACTED] avant lundi"),
        ("Appeler le 03 21 00 00 00 le matin", "Appeler le [REDACTED] le matin"),
        ("IBAN FR76 3000 6000 0112 3456 7890 189", "IBAN [REDACTED]"),
        ("un deux trois quatre cinq six", "un deux trois …"),
    ],
)
def test_what_is_quoted_is_masked_and_short(text: str, shown: str) -> None:
    assert quoted(from_text(text), 18 if "…" in shown else 90) == shown


# --- which wordings ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "subject"),
    [
        ("**Modalités de tirage au sort**\nLes jurés sont tirés d'une urne de verre.", "heading", "Modalités de tirage au sort"),
        ("Membres ayant siégé par écran :\nanne, jean et paul", "heading", "Membres ayant siégé par écran"),
        ("3) PÊCHE À LA LIGNE\nLes berges sont ouvertes.", "heading", "PÊCHE À LA LIGNE"),
        ("II. PÊCHE À LA LIGNE\nLes berges sont ouvertes.", "heading", "PÊCHE À LA LIGNE"),
        ("Gestionnaire du bac : la régie des eaux calmes, qui l'arme chaque été.", "label", "Gestionnaire du bac"),
    ],
)  # fmt: skip
def test_headings_and_labels_that_lead_to_nothing_are_told(text: str, code: str, subject: str) -> None:
    assert subjects(part_of(text)) == [(f"{code}_unrecognised", subject)]


@pytest.mark.parametrize(
    "text",
    [
        "**Questions diverses**\nLe marché de Noël aura lieu.",
        "Rapporteur : Anne PETIT",
        "**Anne PETIT**\nElle clôt les débats.",
        "**Le Maire,**",
        "ORDRE DU JOUR\n1. PÊCHE À LA LIGNE\n2. BAC À CHAÎNE",
        "Le montant des travaux de la passerelle se décompose comme suit :\nla pile, puis le tablier",
        "**MODALITÉS DE TIRAGE**\n| Rang | Nom |\n| 1 | X |",  # a table follows: it speaks for itself
        "La séance reprend à 19:30 après une courte suspension.",
        "**1 234 567,00 €**",
        "EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS",
        "voir aussi : le plan",
        "|r[e' *ft] lw.ry.o :\nrien",
    ],
)
def test_what_the_lexicon_knows_or_ignores_is_not_told(text: str) -> None:
    assert subjects(part_of(text)) == []


def test_a_heading_over_the_heading_of_a_list_that_was_read_is_recognised() -> None:
    part = Part("other", blocks_of("**Les élus**\n**Les titulaires :**\nMme Zoé BERTIN"), part_id="p1")
    used = {id(piece.word) for piece in part.blocks[2].passage.pieces}
    assert unrecognised([part], used)[1:] == []


def test_a_heading_that_leads_to_a_row_is_recognised() -> None:
    part = part_of("Siègent à la tribune :\nAnne PETIT, Jean ROUX")
    assert subjects(part)
    assert subjects(part, used_words([Row("attendees").at(part.blocks[1].passage)], [], [])) == []


@pytest.mark.parametrize("kind", ["report", "other"])
def test_what_is_known_as_no_deliberation_is_left_alone(kind: str) -> None:
    first = "Arrêté n° 12 portant règlement de la pêche" if kind == "other" else "Rapport de présentation"
    assert subjects(part_of(f"{first}\n**Modalités de tirage**\nRien.", kind)) == []


def test_each_wording_is_told_once_a_document() -> None:
    part = part_of("**BAC À CHAÎNE**\nIl passe.\n**Bac à chaîne**\nIl repasse.")
    assert subjects(part) == [("heading_unrecognised", "BAC À CHAÎNE")]


def test_a_document_without_deliberation_says_so() -> None:
    codes = [row["code"] for row in unrecognised([part_of("Menu de la cantine\nPotage", "other")], frozenset())]
    assert codes == ["no_deliberation"]
    assert unrecognised([Part("other", [Block(from_text(""))])], frozenset()) == []


def test_a_whole_document_has_its_share_and_its_diagnostics() -> None:
    act = f"""
VILLE DE BEAULIEU-SUR-ORNE
EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS DU CONSEIL MUNICIPAL
L'an deux mille vingt-quatre, le douze mars, le conseil municipal s'est réuni sous la présidence de Anne PETIT.

Présents : Anne PETIT, Jean ROUX, Paul LEGRAND

OBJET : Bac à chaîne

{LONG}

CLAUSE DE BATELLERIE :

{LONG}

Le conseil municipal, après en avoir délibéré, à l'unanimité, DÉCIDE :
- d'approuver le règlement du bac.
"""
    tables = process(act.encode(), "acte.txt", "acte.txt")
    share = tables["documents"][0]["unused_text_share"]
    assert 0.6 < share < 0.8
    told = {row["code"]: row for row in tables["diagnostics"]}
    assert told["heading_unrecognised"]["subject"] == "CLAUSE DE BATELLERIE"
    assert "« Les travaux" in told["text_unused"]["message"]


def test_diagnostics_never_print_contacts() -> None:
    row = diagnostic("x", "info", "heading_unrecognised", "page 1: « Joindre le 03 21 00 00 00 »", 1, "a@b.example")
    (told,) = assemble(Document("d", "a.pdf", 1, []), [], [], [row])["diagnostics"]
    assert (told["message"], told["subject"]) == ("page 1: « Joindre le [REDACTED] »", "[REDACTED]")


def test_acts_are_not_changed_by_taking_stock() -> None:
    act = act_of("Décide d'approuver le règlement.")
    before = act.body.passage.text
    unrecognised([act.body], frozenset())
    assert act.body.passage.text == before
