"""Reading order, paragraphs, furniture and hyphens, on words placed by hand."""

from __future__ import annotations

import pytest

from models.document import Document, Page, Word
from pipeline.layout import lay_out
from pipeline.layout.columns import reading_order
from pipeline.layout.hyphens import hyphen_rule
from pipeline.layout.rows import page_rows
from pipeline.segment.apart import set_headings_apart

WIDTH, HEIGHT = 595.0, 842.0


def put(text: str, x: float, y: float, *, page: int = 1, size: float = 10.0, bold: bool = False) -> list[Word]:
    """The words of ``text`` from ``x`` on the baseline ``y``, half a size wide a letter."""
    words = []
    for piece in text.split():
        width = 0.5 * size * len(piece)
        words.append(Word(piece, x, y - 0.8 * size, x + width, y + 0.2 * size, page, size, bold, baseline=y))
        x += width + 0.3 * size
    return words


def page(*lines: list[Word], number: int = 1) -> Page:
    return Page(number, WIDTH, HEIGHT, [w for line in lines for w in line])


def laid_out(*pages: Page) -> Document:
    return lay_out(Document("doc", "acte.pdf", len(pages), list(pages)))


def texts(*pages: Page) -> list[str]:
    return [b.text for b in laid_out(*pages).blocks if b.table is None]


LONG = "une ligne assez longue pour aller jusqu'au bord droit de la colonne de texte et le toucher tout à fait"


def test_lines_of_a_paragraph_are_joined_and_a_gap_parts() -> None:
    got = texts(page(put(LONG, 50, 100), put("puis la fin.", 50, 113), put("Un autre paragraphe.", 50, 145)))
    assert got == [f"{LONG} puis la fin.", "Un autre paragraphe."]


def test_list_items_are_paragraphs() -> None:
    got = texts(
        page(put("- le premier point", 60, 100), put("- le second point", 60, 113), put("Vu le code", 50, 126))
    )
    assert got == ["- le premier point", "- le second point", "Vu le code"]


def test_a_side_column_is_read_before_the_text_beside_it() -> None:
    prose = ["Le conseil municipal s'est réuni en séance", "ordinaire à la mairie sous la présidence du", "maire en exercice et après appel de tous",
             "les membres, le quorum étant atteint."]  # fmt: skip
    side = ["En exercice : 15", "Présents : 12", "Votants : 14"]
    lines = [put(t, 220, 100 + 13 * n) for n, t in enumerate(prose)]
    lines += [put(t, 50, 100 + 13 * n) for n, t in enumerate(side)]
    joined = " ".join(texts(page(*lines)))
    assert joined.index("Votants : 14") < joined.index("Le conseil")
    assert "séance ordinaire à la mairie" in joined


def test_labels_are_read_across_with_their_values() -> None:
    lines = []
    for n, (label, value) in enumerate([("Abstention :", "0"), ("Suffrages exprimés :", "14"), ("Pour :", "14")]):
        lines += [put(label, 50, 100 + 14 * n), put(value, 260, 100 + 14 * n)]
    assert texts(page(*lines)) == ["Abstention : 0", "Suffrages exprimés : 14", "Pour : 14"]


def test_names_in_columns_are_read_down_one_a_line() -> None:
    names = [["ROY Anne", "PETIT Paul"], ["BLANC Luce", "FAURE Jean"], ["NOIR Max", "VIDAL Eve"]]
    lines = [put(name, 50 + 200 * c, 100 + 13 * r) for r, row in enumerate(names) for c, name in enumerate(row)]
    assert texts(page(*lines)) == ["ROY Anne", "BLANC Luce", "NOIR Max", "PETIT Paul", "FAURE Jean", "VIDAL Eve"]


def test_superscripts_stay_in_their_line() -> None:
    words = [*put("le 1", 50, 100), *put("er", 68.5, 96, size=6), *put("janvier", 78, 100)]
    (row,) = page_rows(page(words))
    assert [w.text for w in row.words] == ["le", "1", "er", "janvier"]


def test_short_words_that_stand_not_quite_level_stay_one_line() -> None:
    words = [
        *put("14", 50, 100.3),
        *put("mai", 63, 100.1),
        *put("2021", 81, 99.9),
        *put("Le conseil décide", 200, 120),
    ]
    first, _ = page_rows(page(words))
    assert [w.text for w in first.words] == ["14", "mai", "2021"]


def test_running_lines_and_page_numbers_leave_the_text() -> None:
    pages = [
        page(
            put("Ville de Beaulieu - conseil municipal", 50, 40, page=n),
            put(f"Le texte de la page {n} est ici et se termine.", 50, 300, page=n),
            put(f"Page {n} / 3", 270, 820, page=n),
            number=n,
        )
        for n in (1, 2, 3)
    ]
    document = laid_out(*pages)
    assert [b.text for b in document.blocks] == [f"Le texte de la page {n} est ici et se termine." for n in (1, 2, 3)]
    assert [f.kind for f in document.furniture] == ["header", "page_number"] * 3


def test_votes_at_the_foot_of_several_pages_stay_in_the_text() -> None:
    pages = [
        page(
            put(f"Le tarif {n} est proposé au conseil.", 50, 300, page=n),
            put("Vote favorable à l'unanimité.", 50, 780, page=n),
            number=n,
        )
        for n in (1, 2)
    ]
    assert [b.text for b in laid_out(*pages).blocks][1::2] == ["Vote favorable à l'unanimité."] * 2


RESULTS = [
    ("2024-11 - Tarifs de la piscine", ["UNANIMITÉ"]),
    ("2024-12 - Vente d'un terrain", ["Pour : 12", "Contre : 2", "(M. ROY Paul,", "Mme BEC Anne)"]),
    ("2024-13 - Rapport d'activité", ["PREND ACTE"]),
    ("2024-14 - Achat d'un broyeur", ["Retiré"]),
]


def _beside(points: list[tuple[str, list[str]]], apart: float) -> list[str]:
    """The paragraphs of a page with points on the left and what stands beside each in a column on the right."""
    lines, y = [], 100.0
    for title, right in points:
        lines += [put(title, 50, y, bold=True), put("Le conseil délibère de ce point.", 50, y + 13)]
        lines += [put(text, 420, y + 13 * n, bold=True) for n, text in enumerate(right)]
        y += 13 * max(2, len(right)) + apart
    return texts(page(*lines))


def test_a_column_of_results_is_read_beside_each_point() -> None:
    told = _beside(RESULTS, 14)
    wanted = []
    for title, right in RESULTS:
        joined = " ".join(right[1:])
        wanted += [title, "Le conseil délibère de ce point.", right[0], *([joined] if joined else [])]
    assert told == wanted


def test_another_column_is_read_down() -> None:
    notes = [(title, ["Affaires", "scolaires"]) for title, _ in RESULTS]
    told = _beside(notes, 14)
    assert told.index("2024-14 - Achat d'un broyeur") < next(n for n, text in enumerate(told) if "Affaires" in text)


def test_three_columns_of_names_end_where_a_label_opens_a_list_over_the_whole_width() -> None:
    names = [
        ["Mme Anne ROY", "M. Paul BEC", "M. Luc VIAL"],
        ["M. Jean FAU", "Mme Lise GOR", "Mme Inès HUC"],
        ["M. Marc JAL", "Mme Zoé KER", "M. Noël LUR"],
    ]
    lines = [
        put(name, 50 + 170 * n, 100 + 13 * row) for row, cells in enumerate(names) for n, name in enumerate(cells)
    ]
    lines += [put("Procurations :", 50, 139, bold=True)]
    lines += [
        put("M. Tom MER donne procuration à M. Paul BEC ici présent", 50, 152),
        put("Absents : M. Guy NAL", 50, 165),
    ]
    told = texts(page(*lines))
    down = [name for column in zip(*names, strict=True) for name in column]
    assert told[: len(down) + 1] == [*down, "Procurations :"]


def test_a_section_that_stands_as_high_on_every_sheet_stays_in_the_text() -> None:
    pages = [
        page(
            put(f"Le titre de la fiche {word}", 50, 40, page=n, bold=True),
            put("I. Contexte", 50, 70, page=n, bold=True),
            put(f"La page {word} se termine.", 50, 300, page=n),
            number=n,
        )
        for n, word in ((1, "une"), (2, "deux"))
    ]
    assert [b.text for b in laid_out(*pages).blocks].count("I. Contexte") == 2


def test_the_number_of_an_act_with_a_count_of_pages_is_a_running_line() -> None:
    pages = [
        page(
            put(f"Le texte de la page {n} se termine.", 50, 300, page=n),
            put(f"Délibération n° 24-018 - {n}/3", 50, 800, page=n),
            number=n,
        )
        for n in (1, 2, 3)
    ]
    assert [b.text for b in laid_out(*pages).blocks] == [f"Le texte de la page {n} se termine." for n in (1, 2, 3)]


def test_an_axis_a_fiche_and_its_first_section_are_headings_of_their_own() -> None:
    lines = [
        "AXE 2 - Des logements pour ceux qui vivent seuls dans les bourgs et dans les villes du pays de Lorme",
        "FICHE ACTION N° 3 - Aller vers les ménages isolés au moyen d'un bus itinérant et de permanences dites",
        "I. Contexte de l'action dans les bourgs et dans les villes du pays de Lorme et de ses environs dits",
        "proches",
    ]
    document = laid_out(page(*(put(text, 50, 60 + 12 * n, bold=True) for n, text in enumerate(lines))))
    assert "FICHE" in document.blocks[0].text  # full lines run on
    starts = [block.text.split()[0] for block in set_headings_apart(document.blocks)]
    assert starts == ["AXE", "FICHE", "I."]


def test_a_stamp_leaves_the_text_with_its_value() -> None:
    document = laid_out(
        page(put("Reçu en préfecture le 14/03/2024", 400, 60), put("Le conseil municipal décide.", 50, 200))
    )
    assert [b.text for b in document.blocks] == ["Le conseil municipal décide."]
    assert [(f.kind, f.passage.text) for f in document.furniture] == [("stamp", "Reçu en préfecture le 14/03/2024")]


def test_a_paragraph_runs_over_the_page_end() -> None:
    first = page(put(LONG, 50, 780))
    second = page(put("et sa suite sur la page suivante.", 50, 60, page=2), number=2)
    (block,) = laid_out(first, second).blocks
    assert block.text == f"{LONG} et sa suite sur la page suivante."
    assert (block.page_first, block.page_last) == (1, 2)


@pytest.mark.parametrize(
    ("elsewhere", "left", "right", "keeps"),
    [
        ("les collectivités", "collec", "tivités", False),
        ("la sous-préfecture", "sous", "préfecture", True),
        ("", "MARTIN", "DURAND", True),
        ("", "peut", "être", True),
    ],
)
def test_hyphens_follow_what_the_document_writes_elsewhere(
    elsewhere: str, left: str, right: str, keeps: bool
) -> None:
    rule = hyphen_rule([page(put(elsewhere, 50, 100))])
    assert rule(left, right) is keeps


def test_bank_details_never_reach_the_text() -> None:
    document = laid_out(page(put("IBAN : FR14 2004 1010 0505 0001 3M02 606", 50, 100)))
    assert [b.text for b in document.blocks] == ["IBAN : [REDACTED]"]
    assert [n.code for n in document.notes] == ["bank_details_masked"]


def test_reading_order_of_nothing() -> None:
    assert reading_order([]) == []
