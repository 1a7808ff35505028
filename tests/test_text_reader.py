"""The text reader: what OCR tools write, into blocks and tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.document import Document, Table
from pipeline.batch.inputs import find_inputs
from pipeline.readers import ReadError, ReadOptions, is_text, open_document
from pipeline.readers.text.marks import plain, words_of


def read(text: str, name: str = "acte.txt") -> Document:
    return open_document(text.encode(), name, ReadOptions())


def paragraphs(document: Document) -> list[str]:
    return [block.text for block in document.blocks if block.table is None]


def grid(table: Table) -> list[list[str]]:
    return [[cell.text for cell in table.row(row)] for row in range(table.n_rows)]


def only_table(document: Document) -> Table:
    assert len(document.tables) == 1, [grid(t) for t in document.tables]
    return document.tables[0]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("le 1<sup>er</sup> mars", "le 1er mars"),
        ("le 1 <sup>er</sup> mars", "le 1er mars"),
        ("la 2^{ème} commission", "la 2ème commission"),
        (r"la 3$^{\mathrm{e}}$ séance", "la 3e séance"),
        (r"soit $15\%$ du total", "soit 15% du total"),
        ("coût de $x$", "coût de x"),
        ("A &amp; B &lt; C", "A & B < C"),
        ("voir [la charte](https://exemple.fr/a_(b)) ici", "voir la charte ici"),
        ("site <https://exemple.fr/x>, merci", "site https://exemple.fr/x, merci"),
        ("![logo](img/1.png) Ville de Brévan", "Ville de Brévan"),
        ("un *mot* penché, _deux_ aussi", "un mot penché, deux aussi"),
        ("acte n° 2021_47_B et fichier a_b", "acte n° 2021_47_B et fichier a_b"),
        (r"1\. Finances \*", "1. Finances *"),
        ("5 * 3 = 15 * 1", "5 * 3 = 15 * 1"),
        ("**Vu** la loi", "Vu la loi"),
        ("un <u>souligné</u> et <i>penché</i>", "un souligné et penché"),
        ("A<br>B", "A B"),
    ],
)
def test_marks_inside_a_line(written: str, read_as: str) -> None:
    assert " ".join(w.text for w in words_of(written, 1)) == read_as


def test_weight_is_told_by_stars_and_tags() -> None:
    words = words_of("**Article 1** : <b>objet</b> du <strong>pr</strong>ojet", 1)
    assert [w.text for w in words if w.bold] == ["Article", "1", "objet"]
    assert not any(w.has_geometry for w in words)


def test_weight_reaches_over_lines() -> None:
    document = read("**RÉUNION DU 4 MARS\nSÉANCE DU 5 MARS**\n\nTexte.")
    assert [(b.text, b.bold) for b in document.blocks] == [
        ("RÉUNION DU 4 MARS SÉANCE DU 5 MARS", True),
        ("Texte.", False),
    ]


def test_headings_are_large_and_bold() -> None:
    document = read("# Convention\n\nEntre la ville et l'association.\n\n### Article 1", "acte.md")
    assert [(b.text, b.bold, b.large) for b in document.blocks] == [
        ("Convention", True, True),
        ("Entre la ville et l'association.", False, False),
        ("Article 1", True, True),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # one line, one paragraph
        ("Vu le code ;\nVu la loi ;\nConsidérant le rapport,", ["Vu le code ;", "Vu la loi ;", "Considérant le rapport,"]),
        ("Le Maire,\nPaule Grandvier", ["Le Maire,", "Paule Grandvier"]),
        # lines that go on
        ("le projet de construction d'une\nécole", ["le projet de construction d'une école"]),
        ("réunion en date du\n\n06/03/2023 ;", ["réunion en date du 06/03/2023 ;"]),
        # list marks
        ("* un\n+ deux\n- trois\n-\n• quatre", ["- un", "- deux", "- trois", "• quatre"]),
        # rules, fences and rows of dots say nothing
        ("Pour : 4 voix\n--\n\n.....\nLE MAIRE", ["Pour : 4 voix", "LE MAIRE"]),
        ("..... CONVENTION", ["CONVENTION"]),
        ("```\nArrêté\n```", ["Arrêté"]),
        # a label and its value are no table, nor is an indent
        ("Pour :\t12\nContre :\t0", ["Pour : 12", "Contre : 0"]),
        ("\t\tLe Maire", ["Le Maire"]),
    ],
)  # fmt: skip
def test_paragraphs(text: str, expected: list[str]) -> None:
    document = read(text)
    assert paragraphs(document) == expected
    assert not document.tables


def test_a_wrapped_text_is_joined() -> None:
    lines = (
        "Monsieur le Maire rappelle que la commune a acquis en 2019 le moulin\n"
        "de la Fosse et qu'il convient de désigner un maître d'œuvre pour les\n"
        "travaux de couverture, dont le coût est estimé à 120 000 € hors taxe.\n"
        "Le conseil en délibère.\n"
        "Il charge Madame Orvanne du dossier, avec l'appui du service des bâti-\n"
        "ments de la communauté de communes.\n"
    )
    assert [p.split()[-1] for p in paragraphs(read(lines))] == ["délibère.", "communes."]
    assert "bâti-" not in " ".join(paragraphs(read(lines + "\nLes bâtiments sont vieux.")))


def test_tabs_make_a_table_with_its_header() -> None:
    table = only_table(read("Code\tLibellé\tAE €\nC02\tPartenariats\t375 000,00\n\nFin."))
    assert grid(table) == [["Code", "Libellé", "AE €"], ["C02", "Partenariats", "375 000,00"]]
    assert table.header_rows == 1
    assert all(c.bbox is None for c in table.cells)


def test_empty_cells_at_either_end_of_a_row_are_kept() -> None:
    table = only_table(read("\tBilan 2021\tObjectif 2022\nFamilles\t24\t\nEnfants\t\t30\n"))
    assert grid(table) == [["", "Bilan 2021", "Objectif 2022"], ["Familles", "24", ""], ["Enfants", "", "30"]]


def test_a_heading_over_several_columns_is_told_by_the_row_below() -> None:
    table = only_table(
        read("\tBILAN 2020\t\tBILAN 2021\t\n\tOBJECTIF\tREALISE\tOBJECTIF\tREALISE\nAgents\t10\t12\t20\t18\n")
    )
    assert [(c.text, c.col, c.col_span) for c in table.row(0) if c.text] == [
        ("BILAN 2020", 1, 2),
        ("BILAN 2021", 3, 2),
    ]
    assert table.header_rows == 2


def test_marks_inside_cells_give_paragraphs() -> None:
    rows = (
        "Action\tSuivi\tDate\n"
        "Former\t<p>&gt; Module 1</p> <ul style='x'> <li>▪ deux jours</li> <li>reste</li> </ul>\t1 <sup>er</sup> mai\n"
    )
    table = only_table(read(rows))
    assert table.row(1)[1].passage.text == "> Module 1\n▪ deux jours\n- reste"
    assert table.row(1)[2].text == "1er mai"


def test_a_table_cut_by_a_page_end_is_one_table() -> None:
    table = only_table(
        read(
            "Action\tSuivi\tPartenaires\nAccueillir\tOuvert en mai\tVille\nFormer\tLe groupe se réunit\tRégion\n"
            "\n\tchaque mois\t\nÉvaluer\tBilan en juin\tÉtat\n--\t--\t--\n"
        )
    )
    assert grid(table)[2:] == [
        ["Former", "Le groupe se réunit chaque mois", "Région"],
        ["Évaluer", "Bilan en juin", "État"],
    ]


def test_tables_with_text_between_them_stay_two() -> None:
    assert len(read("A\tB\tC\n1\t2\t3\n\nPuis :\n\nA\tB\tC\n4\t5\t6\n").tables) == 2


def test_pipe_tables() -> None:
    table = only_table(
        read("| Nom | Montant |\n|:---|---:|\n| Les Amis \\| du Lac | 1 200 € |\n| Chorale | 300 € |\n", "a.md")
    )
    assert grid(table) == [["Nom", "Montant"], ["Les Amis | du Lac", "1 200 €"], ["Chorale", "300 €"]]
    assert table.header_rows == 1


HTML_TABLE = (
    "<table><thead><tr><th rowspan='2'>Objet</th><th colspan=2>2023</th></tr><tr><th>AE</th><th>CP</th></tr></thead>"
    "<tr><td>Voirie</td><td>10&nbsp;000</td><td><b>4 000</b><br>dont 1 000</td></tr></table>"
)


@pytest.mark.parametrize("name", ["acte.md", "acte.txt", "acte.html"])
def test_html_tables_keep_their_spans(name: str) -> None:
    table = only_table(
        read(f"<p>Budget</p>\n{HTML_TABLE}\n<p>Fin</p>" if name.endswith("html") else HTML_TABLE, name)
    )
    assert [(c.row, c.col, c.row_span, c.col_span, c.text) for c in table.cells] == [
        (0, 0, 2, 1, "Objet"),
        (0, 1, 1, 2, "2023"),
        (1, 1, 1, 1, "AE"),
        (1, 2, 1, 1, "CP"),
        (2, 0, 1, 1, "Voirie"),
        (2, 1, 1, 1, "10 000"),
        (2, 2, 1, 1, "4 000 dont 1 000"),
    ]
    assert table.header_rows == 2


def test_an_html_page() -> None:
    page = """<!DOCTYPE html><html><head><title>Site</title><style>p{}</style></head><body><h1>Délibération</h1>
    <p>Le <strong>conseil</strong><br>décide&nbsp;:</p><ol><li>d'approuver</li><li>d'autoriser</li></ol>
    <script>var x = "<p>";</script><ul><li>un</li></ul></body></html>"""
    assert paragraphs(read(page, "acte.html")) == [
        "Délibération",
        "Le conseil décide :",
        "1. d'approuver",
        "2. d'autoriser",
        "- un",
    ]


@pytest.mark.parametrize(
    "mark",
    ["\f", "<!-- page 2 -->", "{1}------------------------------------------------", "--- Page 2 ---", "[Page 2]"],
)
def test_page_marks(mark: str) -> None:
    document = read(f"Première page.\n\n{mark}\n\nDeuxième page.")
    assert document.page_count == 2
    assert [(b.text, b.page_first) for b in document.blocks] == [("Première page.", 1), ("Deuxième page.", 2)]


def test_numbers_at_the_foot_of_pages() -> None:
    document = read("Un.\n\n1/3\n\nDeux.\n\n2/3\n\nTrois.\n\n3/3\n")
    assert [(b.text, b.page_first) for b in document.blocks] == [("Un.", 1), ("Deux.", 2), ("Trois.", 3)]


def test_a_vote_that_reads_like_a_page_number_is_kept() -> None:
    assert "12/27" in paragraphs(read("Présents :\n12/27\nVotants : 14"))


def test_stamps_are_set_apart() -> None:
    document = read("Accusé de réception de la préfecture : 077-217700012-20240304-12-DE\n\nDélibération")
    assert [(f.kind, f.passage.text[:18]) for f in document.furniture] == [("stamp", "Accusé de réceptio")]
    assert paragraphs(document) == ["Délibération"]


def test_bank_details_are_masked_and_noted() -> None:
    document = read("Compte FR76 3000 6000 0112 3456 7890 189 au nom de l'association.")
    assert "3456" not in document.blocks[0].text
    assert [n.code for n in document.notes] == ["bank_details_masked"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    document = open_document("Décide à l'unanimité".encode(encoding), "a.txt")
    assert paragraphs(document) == ["Décide à l'unanimité"]
    assert document.text_source == "text"


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"--\n\n...", b"\x00\x01\x02\x00"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"a\.txt"):
        open_document(data, "a.txt")


def test_a_folder_gives_texts_too_but_not_those_of_its_pdfs(tmp_path: Path) -> None:
    for name in ("a.pdf", "a.txt", "b.TXT", "c.md", "d.html", "notes.odt"):
        (tmp_path / name).write_text(name)
    assert [item.file_name for item in find_inputs([tmp_path])] == ["a.pdf", "b.TXT", "c.md", "d.html"]
    assert is_text("X.HTM") and not is_text("txt.pdf")


@given(st.text(alphabet="ab 1\t\n|-*#<>/p$^{}_.&;éB:\f", max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        document = read(text, "a.md")
    except ReadError:
        return
    assert all(1 <= b.page_first <= b.page_last <= document.page_count for b in document.blocks)
    for table in document.tables:
        assert all(c.row + c.row_span <= table.n_rows and c.col + c.col_span <= table.n_cols for c in table.cells)


@given(st.text(alphabet=st.characters(categories=("L", "N", "Zs")), max_size=60))
def test_letters_and_digits_are_kept(text: str) -> None:
    assert [w.text for w in words_of(text, 1)] == text.split()
    assert plain(text) == text
