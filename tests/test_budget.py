"""Budget lines and their amounts, from tables of many authorities' making."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_builder import act, amounts, codes, grid_block, heading, paragraph, part, plain

from extractors.budget import extract
from extractors.budget_amounts import amount_of

Rows = list[list[object]]


def lines(*blocks: object, title: str = "", **kind: object) -> list:  # type: ignore[type-arg]
    return extract(part(*blocks, **kind), act(title))  # type: ignore[arg-type]


def test_charging_table() -> None:
    rows = lines(
        grid_block(
            [
                [
                    "Code Opération",
                    "Imputation Budgétaire",
                    "Libellé Opération",
                    "AE €",
                    "Disponible €",
                    "Proposition €",
                    "Solde €",
                ],
                ["D07-210C03", "6568/93420", "Aide à la lecture", "90 000,00", "40 000,00", "15 000,00", "25 000,00"],
            ]
        )
    )
    assert plain(rows, "budget_lines", "scope", "label", "operation_code", "imputation", "is_total", "section") == [
        ("imputation", "Aide à la lecture", "D07-210C03", "6568/93420", False, None)
    ]
    assert amounts(rows) == [
        {"proposed": "15000.00", "authorised": "90000.00", "available": "40000.00", "balance": "25000.00"}
    ]


def test_commitment_table_without_labels() -> None:
    rows = lines(
        grid_block(
            [
                [("CODE COMPTABLE", 2), ("ENGAGEMENTS", 3)],
                ["OPÉRATION", "ENVELOPPE", "AUTORISÉS", "DÉJÀ CONTRACTÉS", "PROPOSÉS"],
                ["44001OP009", "44001E01", "", "", "661 418"],
                ["44002OP011", "44002E03", "1 200 000", "-", "36 386"],
            ],
            header=2,
        )
    )
    found = plain(rows, "budget_lines", "scope", "label", "operation_code", "envelope", "is_total")
    assert found == [
        ("commitment", None, "44001OP009", "44001E01", False),
        ("commitment", None, "44002OP011", "44002E03", False),
    ]
    assert amounts(rows) == [{"proposed": "661418"}, {"proposed": "36386", "authorised": "1200000"}]


def test_subsidies_by_theme_with_totals() -> None:
    rows = lines(
        paragraph("• Au titre de la culture :"),
        grid_block(
            [
                ["Code", "Structure", "Nature", "Montant"],
                ["812", "Les Tréteaux du Val", "F", "2 000 €"],
                ["813", "Chorale Sol-Fa", "P", "750 €"],
                [("Total", 3), "2 750 €"],
            ]
        ),
    )
    assert plain(rows, "budget_lines", "scope", "section", "label", "is_total") == [
        ("subsidies", "Au titre de la culture", "Les Tréteaux du Val", False),
        ("subsidies", "Au titre de la culture", "Chorale Sol-Fa", False),
        ("subsidies", "Au titre de la culture", "Total", True),
    ]
    assert [a["proposed"] for a in amounts(rows)] == ["2000", "750", "2750"]


def test_what_was_voted_counts_before_what_was_asked_or_given_before() -> None:
    rows = lines(
        grid_block(
            [
                ["Tiers", "2023", ("2024", 2), "Subventions votées", "VOTE"],
                ["", "Perçues", "Demandées", "Proposées", "", ""],
                ["Boule joyeuse", "320 €", "500 €", "350 €", "340 €", "Unanimité"],
                ["TOTAL", "320 €", "500 €", "350 €", "340 €", ""],
            ],
            header=2,
        )
    )
    assert [a["proposed"] for a in amounts(rows)] == ["340", "340"]
    assert plain(rows, "budget_lines", "label", "is_total") == [("Boule joyeuse", False), ("TOTAL", True)]


def test_themes_inside_the_table_and_a_general_total() -> None:
    rows = lines(
        grid_block(
            [
                ["Bénéficiaire", "Demandé", "Attribué"],
                [("Sport", 3)],
                ["Union nautique", "7 000 €", "6 500 €"],
                [("Culture", 3)],
                ["Compagnie du Quai", "4 000 €", "2 700 €"],
                ["TOTAL", "11 000 €", "9 200 €"],
            ]
        )
    )
    assert plain(rows, "budget_lines", "section", "label") == [
        ("Sport", "Union nautique"),
        ("Culture", "Compagnie du Quai"),
        (None, "TOTAL"),
    ]


def test_sub_totals_stay_in_their_section_and_the_last_total_does_not() -> None:
    rows = lines(
        grid_block(
            [
                ["", "Part État", "Part CD 12", "", "TOTAL"],
                [("1. Jeunesse", 5)],
                ["Fiche 1 – Accueil", "10 €", "10 €", "Fiche 1", "20 €"],
                ["sous-total", "10 €", "10 €", "sous-total", "20 €"],
                [("2. Emploi", 5)],
                ["Fiche 2 – Mobilité", "5 €", "0 €", "Fiche 2", "5 €"],
                ["sous-total", "5 €", "0 €", "sous-total", "5 €"],
                ["Total", "15 €", "10 €", "Total", "25 €"],
            ]
        ),
        annex=True,
    )
    assert {r["scope"] for r in rows if r.table == "budget_lines"} == {"annex"}
    assert plain(rows, "budget_lines", "section", "label", "is_total") == [
        ("1. Jeunesse", "Fiche 1 – Accueil", False),
        ("1. Jeunesse", "sous-total", True),
        ("2. Emploi", "Fiche 2 – Mobilité", False),
        ("2. Emploi", "sous-total", True),
        (None, "Total", True),
    ]
    assert amounts(rows)[2] == {"total": "5", "state_share": "5", "department_share": "0"}


def test_budget_by_chapters_with_sections_that_repeat_the_header() -> None:
    rows = lines(
        grid_block(
            [
                [("DÉPENSES DE FONCTIONNEMENT", 2), "BP 2024", "CFU 2024", "BP 2025"],
                ["011", "Charges à caractère général", "448 950,00 €", "429 815,38 €", "418 300,00 €"],
                ["023", "Virement à la section d'investissement", "56 175,62 €", "- €", "261 716,04 €"],
                [("", 2), "505 125,62 €", "429 815,38 €", "680 016,04 €"],
                [("RECETTES DE FONCTIONNEMENT", 2), "BP 2024", "CFU 2024", "BP 2025"],
                ["70", "Produits des services", "147 300,00 €", "145 356,96 €", ""],
                [("", 2), "147 300,00 €", "145 356,96 €", "132 500,00 €"],
            ]
        )
    )
    assert plain(rows, "budget_lines", "section", "label", "is_total") == [
        ("DÉPENSES DE FONCTIONNEMENT", "Charges à caractère général", False),
        ("DÉPENSES DE FONCTIONNEMENT", "Virement à la section d'investissement", False),
        ("DÉPENSES DE FONCTIONNEMENT", None, True),
        ("RECETTES DE FONCTIONNEMENT", "Produits des services", False),
        ("RECETTES DE FONCTIONNEMENT", None, True),
    ]
    found = amounts(rows)
    assert found[0]["proposed"] == "418300.00" and found[0]["other"] == "448950.00"
    assert "proposed" not in found[3]  # an empty cell is no amount


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("+ 1 600 €", "1600"),
        ("- 2 000 €", "-2000"),
        ("-880,00 €", "-880.00"),
        ("(12 500)", "-12500"),
        ("-259 891,83 €", "-259891.83"),
        ("105.000,00", "105000.00"),
        ("0", "0"),
        ("0,00 €", "0.00"),
    ],
)
def test_modifications_keep_their_sign(printed: str, read: str) -> None:
    rows = lines(
        paragraph("Section de fonctionnement - Dépenses"),
        grid_block(
            [
                ["Chapitre", "Article", "Libellé article", ""],
                ["014", "739223", "Fonds de péréquation", printed],
                ["68", "6817", "Provisions", "400 €"],
            ]
        ),
        title="Décision modificative n° 2",
    )
    assert amounts(rows)[0] == {"proposed": read}
    assert plain(rows, "budget_lines", "section", "label", "imputation")[0] == (
        "Section de fonctionnement - Dépenses",
        "Fonds de péréquation",
        "739223",
    )


def test_modification_by_account_with_expenses_and_receipts() -> None:
    rows = lines(
        grid_block(
            [
                ["Article", "Dépenses", "Recettes"],
                [("FONCTIONNEMENT", 3)],
                ["D 6042", "6 565,00 €", ""],
                ["D 6068", "-2 000,00 €", ""],
                ["R 70688", "", "4 565,00 €"],
                ["Total section de fonctionnement", "4 565,00 €", "4 565,00 €"],
            ]
        ),
        title="Budget principal : décision modificative n° 3",
    )
    assert plain(rows, "budget_lines", "section", "label", "imputation") == [
        ("FONCTIONNEMENT", None, "D 6042"),
        ("FONCTIONNEMENT", None, "D 6068"),
        ("FONCTIONNEMENT", None, "R 70688"),
        ("FONCTIONNEMENT", "Total section de fonctionnement", None),
    ]
    assert [a["proposed"] for a in amounts(rows)] == ["6565.00", "-2000.00", "4565.00", "4565.00"]


def test_modification_told_in_words() -> None:
    rows = lines(
        grid_block(
            [
                [("FONCTIONNEMENT 2025", 2)],
                ["DÉPENSES", "RECETTES"],
                ["Compte 023 : + 5 000 € Virement à la section", "Compte 777-042 : - 1 200,50 € Quote-part"],
            ]
        ),
        title="Décision modificative n° 1",
    )
    assert plain(rows, "budget_lines", "section", "label", "imputation") == [
        ("DÉPENSES", "Virement à la section", "023"),
        ("RECETTES", "Quote-part", "777-042"),
    ]
    assert amounts(rows) == [{"proposed": "5000"}, {"proposed": "-1200.50"}]


def test_results_of_the_year() -> None:
    rows = lines(
        grid_block(
            [
                ["", "Dépenses", "Recettes", "Solde résultat N-1", "Résultat"],
                ["Fonctionnement", "459 187,90", "502 867,80", "17 700,00", "61 379,90"],
                ["Investissement", "28 228,30", "48 732,78", "-31 620,14", "-11 115,66"],
            ]
        ),
        title="Vote du compte administratif",
    )
    assert amounts(rows)[1] == {"spent": "28228.30", "other": "48732.78", "balance": "-11115.66"}


def test_results_without_headings() -> None:
    rows = lines(
        heading("Fonctionnement"),
        grid_block(
            [
                ["Recettes N", "1 727,65"],
                ["Dépenses N", "1 570,23"],
                ["Affectation N-1", ""],
                ["Résultat cumulé", "157,42"],
            ],
            header=0,
        ),
        title="Affectation des résultats",
    )
    assert amounts(rows) == [{"other": "1727.65"}, {"other": "1570.23"}, {}, {"other": "157.42"}]
    assert {r["section"] for r in rows if r.table == "budget_lines"} == {"Fonctionnement"}


def test_financing_plan_in_two_halves() -> None:
    rows = lines(
        paragraph("Le plan de financement est le suivant :"),
        grid_block(
            [
                [("DÉPENSES", 2), ("RECETTES", 3)],
                ["Désignation", "Montant HT", "Financeurs", "Taux", "Montant"],
                ["Voirie", "306 445,00 €", "État (DETR)", "20 %", "72 000,00 €"],
                ["Études", "8 000,00 €", "Conseil départemental", "35 %", "120 280,00 €"],
                ["", "", "Commune", "", "122 165,00 €"],
                ["TOTAL", "314 445,00 €", ("TOTAL", 2), "314 445,00 €"],
            ],
            header=2,
        ),
    )
    assert plain(rows, "budget_lines", "section", "label", "is_total") == [
        ("DÉPENSES", "Voirie", False),
        ("DÉPENSES", "Études", False),
        ("DÉPENSES", "TOTAL", True),
        ("RECETTES", "État (DETR)", False),
        ("RECETTES", "Conseil départemental", False),
        ("RECETTES", "Commune", False),
        ("RECETTES", "TOTAL", True),
    ]
    assert [next(iter(a)) for a in amounts(rows)] == [
        "spent",
        "spent",
        "total",
        "state_share",
        "department_share",
        "other",
        "total",
    ]


def test_budget_of_a_fiche_by_funder_down_the_rows() -> None:
    rows = lines(
        heading("Budget prévisionnel 2025"),
        grid_block(
            [
                ["Financeur", "Montant"],
                ["État", "150 000 €"],
                ["Région", "80 000,50 €"],
                ["Département", "-"],
                ["Total", "230 000,50 €"],
            ]
        ),
        kind="fiche",
    )
    assert plain(rows, "budget_lines", "scope", "fiche_id", "label") == [
        ("fiche", "p1-f", name) for name in ("État", "Région", "Département", "Total")
    ]
    assert amounts(rows) == [{"state_share": "150000"}, {"other": "80000.50"}, {}, {"total": "230000.50"}]


def test_budget_of_a_fiche_with_years_in_its_labels() -> None:
    rows = lines(
        heading("VUE D'ENSEMBLE DU BUDGET"),
        grid_block(
            [
                ["BUDGET (F3)", "TOTAL", "PART ÉTAT", "PART CD", "NOTES"],
                ["Montant exécuté 2023", "10 €", "5 €", "5 €", "Véhicule"],
                ["Montant prévisionnel 2024", "0 €", "-", "-", ""],
            ]
        ),
        kind="fiche",
    )
    assert plain(rows, "budget_lines", "label", "year") == [
        ("Montant exécuté 2023", 2023),
        ("Montant prévisionnel 2024", 2024),
    ]
    assert amounts(rows) == [{"total": "10", "state_share": "5", "department_share": "5"}, {"total": "0"}]


def test_units_in_thousands() -> None:
    rows = lines(
        heading("Recettes, en milliers d'euros"),
        grid_block(
            [
                ["Chapitre", "Libellé", "BP 2025"],
                ["73", "Impôts et taxes", "5 498"],
                ["74", "Dotations et participations", "(12)"],
            ]
        ),
    )
    assert [a["proposed"] for a in amounts(rows)] == ["5498000", "-12000"]


def test_cells_with_their_own_currency_are_not_scaled() -> None:
    rows = lines(
        heading("Recettes (en k€)"),
        grid_block(
            [
                ["Chapitre", "Libellé", "BP 2025"],
                ["73", "Impôts et taxes", "5 498 000 €"],
                ["74", "Dotations et participations", "12"],
            ]
        ),
    )
    assert [a["proposed"] for a in amounts(rows)] == ["5498000", "12000"]


def test_an_amount_that_cannot_be_read_is_empty_and_told() -> None:
    rows = lines(
        grid_block(
            [
                ["Association", "Montant voté"],
                ["Cantine du Val", "37 491,50 € (1,17 x 32044) 4 735,00 € (animation)"],
                ["Chorale", "900,00 € (sur présentation de la facture)"],
                ["Judo", "300 €"],
            ]
        )
    )
    assert amounts(rows) == [{}, {"proposed": "900.00"}, {"proposed": "300"}]
    assert codes(rows) == ["amount_unreadable"]


def test_a_column_of_amounts_that_nothing_recognises_is_other_and_told() -> None:
    rows = lines(
        grid_block(
            [
                ["Association", "Zéphyr", "Subvention votée"],
                ["Chorale", "120,00 €", "300 €"],
                ["Judo", "80,00 €", "200 €"],
            ]
        )
    )
    assert amounts(rows) == [{"proposed": "300", "other": "120.00"}, {"proposed": "200", "other": "80.00"}]
    assert codes(rows) == ["column_unrecognised"]


def test_several_columns_without_a_measure_give_no_proposal() -> None:
    rows = lines(
        grid_block(
            [
                ["Section", "Fonction 1", "Fonction 2"],
                ["Dépenses d'investissement", "10 000,00", "20 000,00"],
                ["Recettes d'investissement", "1 000,00", "0,00"],
                ["Dépenses de fonctionnement", "5,00", "6,00"],
            ]
        ),
        title="Budget primitif",
    )
    assert amounts(rows)[0] == {"other": "10000.00"}


def test_money_that_cannot_be_typed_is_told() -> None:
    rows = lines(grid_block([["Débiteur", "Zéphyr"], ["Cantine", "98 204,17"], ["Garderie", "1 112,50"]]))
    assert codes(rows) == ["table_unrecognised"]
    assert not plain(rows, "budget_lines", "label")


def test_prices_are_left_alone() -> None:
    rows = lines(grid_block([["", "Tarif 2025"], ["Adultes", "3,00 €"], ["Enfants", "1,50 €"]]), title="Tarifs 2025")
    assert rows == []


def test_a_list_turned_on_its_side() -> None:
    rows = lines(
        paragraph("Il est proposé de subventionner les travaux suivants :"),
        grid_block(
            [
                ["Bénéficiaires", "Mme Ida LORMEL", "M. Jean PRAT"],
                ["Nature des travaux", "Chaudière", "Toiture"],
                ["Dépense subventionnable", "1 540,89 €", "5 117,01 €"],
                ["Subvention Ville", "154,00 €", "512,00 €"],
            ],
            header=0,
        ),
    )
    assert plain(rows, "budget_lines", "scope", "label") == [
        ("subsidies", "Mme Ida LORMEL"),
        ("subsidies", "M. Jean PRAT"),
    ]
    assert [a["proposed"] for a in amounts(rows)] == ["154.00", "512.00"]


def test_a_label_cut_by_the_page_end_goes_on() -> None:
    head, first = ["Association", "Montant voté"], ["Cantine du Val", "37 620,00 €"]
    block = grid_block([head, first, ["(Article 6574)", ""], ["Judo", "300 €"]])
    assert block.table is not None
    for n, cell in enumerate(block.table.cells):
        if cell.row >= 2:
            words = [p.word for p in cell.passage.pieces]
            later = [type(w)(w.text, 0, 0, 0, 0, 2, has_geometry=False) for w in words]
            pieces = [type(p)(p.start, p.end, w) for p, w in zip(cell.passage.pieces, later, strict=True)]
            passage = type(cell.passage)(cell.passage.text, pieces)
            block.table.cells[n] = type(cell)(cell.row, cell.col, 1, 1, False, passage, 2, None)
    rows = lines(block)
    assert plain(rows, "budget_lines", "label") == [("Cantine du Val (Article 6574)",), ("Judo",)]


def test_evidence_of_amounts() -> None:
    rows = lines(grid_block([["Association", "Montant voté"], ["Chorale", "300 €"], ["Judo", "20 €"]]))
    amount = next(r for r in rows if r.table == "budget_amounts")
    assert amount.sources["amount_eur"][0].text == "300 €"
    assert amount["column_label"] == "Montant voté"


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False))
def test_amounts_as_france_prints_them(value: Decimal) -> None:
    text = f"{abs(value):,.2f}".replace(",", " ").replace(".", ",")
    printed = f"{'- ' if value < 0 else ''}{text} €"
    assert amount_of(printed) == (value, False)


@given(st.text(max_size=40))
def test_any_text_gives_an_amount_or_none(text: str) -> None:
    value, unread = amount_of(text)
    assert value is None or not unread
    assert not unread or any(c.isdigit() for c in text)


def test_increases_and_decreases_of_credits() -> None:
    rows = lines(
        grid_block(
            [
                ["Désignation", ("Dépenses", 2), ("Recettes", 2)],
                [
                    "",
                    "Diminution de crédits",
                    "Augmentation de crédits",
                    "Diminution de crédits",
                    "Augmentation de crédits",
                ],
                [("FONCTIONNEMENT", 5)],
                ["D-60612 : Énergie", "0,00 €", "5 000,00 €", "0,00 €", "0,00 €"],
                ["TOTAL D 011 : Charges à caractère général", "0,00 €", "5 000,00 €", "0,00 €", "0,00 €"],
                ["Total FONCTIONNEMENT", "5 000,00 €", "5 000,00 €", "0,00 €", "0,00 €"],
                ["Total Général", ("0,00 €", 2), ("0,00 €", 2)],
            ],
            header=2,
        ),
        title="Décision modificative n° 1",
    )
    assert plain(rows, "budget_lines", "section", "label", "is_total") == [
        ("FONCTIONNEMENT", "D-60612 : Énergie", False),
        ("FONCTIONNEMENT", "TOTAL D 011 : Charges à caractère général", True),
        ("FONCTIONNEMENT", "Total FONCTIONNEMENT", True),
        (None, "Total Général", True),
    ]
    assert [a["proposed"] for a in amounts(rows)] == ["5000.00", "5000.00", "5000.00", "0.00"]


def test_financing_plan_without_headings() -> None:
    rows = lines(
        grid_block(
            [
                ["Coût total de l'opération HT", "100 000 €"],
                ["DETR 30 %", "30 000 €"],
                ["Département", "20 000 €"],
                ["Autofinancement", "50 000 €"],
            ],
            header=0,
        ),
        title="Demande de subvention pour le groupe scolaire",
    )
    assert amounts(rows) == [
        {"total": "100000"},
        {"state_share": "30000"},
        {"department_share": "20000"},
        {"other": "50000"},
    ]


def test_unit_prices_and_counts_are_no_amounts() -> None:
    rows = lines(
        grid_block(
            [
                ["Commune", "Population", "Montant par habitant", "Participation"],
                ["Brézolles", "1 200", "2,00 €", "2 400,00 €"],
                ["Malvaux", "300", "2,00 €", "600,00 €"],
            ]
        )
    )
    assert amounts(rows) == [{"proposed": "2400.00"}, {"proposed": "600.00"}]


def test_credits_voted_before_a_proposal_are_authorised() -> None:
    rows = lines(
        grid_block(
            [
                ["Imputation", "Programme", "Crédits votés", "Disponible", "Montant proposé"],
                ["6574/9342", "Insertion", "1 000 000,00", "300 000,00", "20 000,00"],
            ]
        )
    )
    assert amounts(rows) == [{"proposed": "20000.00", "authorised": "1000000.00", "available": "300000.00"}]


@pytest.mark.parametrize(
    ("above", "title"),
    [("Subventions aux associations", ""), ("", "Subventions 2025 aux associations")],
)
def test_a_list_of_names_and_amounts_without_headings(above: str, title: str) -> None:
    block = grid_block([["Judo", "100 €"], ["Chorale 2000", "200 €"], ["TOTAL", "300 €"]], header=0)
    rows = lines(*([heading(above)] if above else []), block, title=title)
    assert plain(rows, "budget_lines", "scope", "label", "is_total", "year") == [
        ("subsidies", "Judo", False, None),
        ("subsidies", "Chorale 2000", False, None),
        ("subsidies", "TOTAL", True, None),
    ]


def test_a_mark_of_a_sum_before_an_amount() -> None:
    assert amount_of("II 609 368 100,00") == (Decimal("609368100.00"), False)


CELLS = st.sampled_from(
    [
        "",
        "-",
        "Montant",
        "Association",
        "Dépenses",
        "Recettes",
        "BP 2025",
        "Total",
        "12 500,00 €",
        "0",
        "(3)",
        "40 %",
        "6574",
        "Chorale du Val",
        "TOTAL",
        "Part État",
        "État",
        "2024",
        "1 200 €/an",
        "AE",
        "Section de fonctionnement",
        "n. c.",
    ]
)


@given(
    st.integers(1, 5).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1, max_size=6)),
    st.integers(0, 2),
    st.sampled_from(["", "Subventions 2025", "Décision modificative n° 2", "Plan de financement", "Tarifs 2025"]),
)
def test_any_table_gives_sound_rows(rows: list[list[str]], header: int, title: str) -> None:
    found = lines(grid_block(rows, header=min(header, len(rows))), title=title)
    ids = [r["line_id"] for r in found if r.table == "budget_lines"]
    assert len(set(ids)) == len(ids)
    printed = {amount_of(text)[0] for row in rows for text in row}
    for row in found:
        if row.table == "budget_amounts":
            assert row["line_id"] in ids
            assert row["amount_eur"] in printed  # no figure that the table does not print
    assert [r["position"] for r in found if r.table == "budget_lines"] == list(range(1, len(ids) + 1))


def test_two_sides_as_two_tables() -> None:
    """A table whose labels are headed "Dépenses" or "Recettes" is a budget by that, also without a heading."""
    got = lines(
        grid_block([["Dépenses", "Montant"], ["Fournitures", "1 790 412"], ["Salaires", "4 241 009"]]),
        grid_block([["Recettes", "Montant"], ["Participations", "5 498 021"], ["Autres", "21 109"]]),
    )
    assert plain(got, "budget_lines", "scope", "section", "label") == [
        ("budget", "Dépenses", "Fournitures"),
        ("budget", "Dépenses", "Salaires"),
        ("budget", "Recettes", "Participations"),
        ("budget", "Recettes", "Autres"),
    ]
    assert amounts(got)[3] == {"proposed": "21109"}
    assert codes(got) == []
