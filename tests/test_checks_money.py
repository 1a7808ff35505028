"""Checks on money: sums, balances, one amount in several places, imputations, grants."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from checks_world import Row, act, budget, findings, line, said

Line = tuple[Row, list[Row]]

# --- rows -------------------------------------------------------------------------------------------------------


def _shares(n: int, state: Any, department: Any, total: Any, **more: Any) -> Line:
    amounts = {"state_share": state, "department_share": department, "total": total, **more}
    return line(n, f"Action {n}", amounts={key: value for key, value in amounts.items() if value is not None})


def _funders(n: int, town: int, community: int, total: int) -> Line:
    return line(n, f"Action {n}", amounts={"other|Ville": town, "other|Communauté": community, "total|Total": total})


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([_shares(1, 100, 200, 300)], []),
        ([_shares(1, 100, 200, 310)], [("error", "300.00", "310.00")]),
        ([_shares(1, 100, 200, 301)], [("info", "300.00", "301.00")]),
        ([_shares(1, 100, 200, 299)], [("info", "300.00", "299.00")]),
        ([_shares(1, "100.50", "200.50", 302)], [("info", "301.00", "302.00")]),
        ([_shares(1, 100, 200, "301.01")], [("error", "300.00", "301.01")]),
        ([_shares(1, -100, -200, -300)], []),
        ([_shares(1, None, 200, 200)], []),  # a share that is not printed is none
        ([_shares(1, 100, 200, None)], []),
        ([_shares(1, None, None, 300)], []),
        # columns of other funders are shares where other lines show it
        ([_shares(1, 10, 20, 60, **{"other|CAF": 30}), _shares(2, 1, 2, 6, **{"other|CAF": 3})], []),
        (
            [_shares(1, 10, 20, 60, **{"other|CAF": 30}), _shares(2, 1, 2, 9, **{"other|CAF": 3})],
            [("error", "6.00", "9.00")],
        ),
        ([_shares(1, 10, 20, 90, **{"other|CAF": 30})], []),  # nothing shows what the column is
        ([_shares(1, 10, 20, 30, **{"other|2023": 25})], []),  # another year
        ([_funders(1, 10, 20, 30), _funders(2, 5, 5, 10), _funders(3, 4, 5, 12)], [("error", "9.00", "12.00")]),
        ([_funders(1, 10, 20, 30), _funders(3, 4, 5, 12)], []),  # one line shows too little
        # a total that some of the figures make: the rest is a proposal, another budget
        (
            [
                _funders(1, 10, 20, 30),
                _funders(2, 5, 5, 10),
                line(3, "Reprise", amounts={"other|Ville": 8, "other|Communauté": 9, "total|Total": 9}),
            ],
            [],
        ),
    ],
)
def test_budget_row_sum(lines: list[Line], expected: list[Any]) -> None:
    assert said("budget_row_sum", **budget(*lines)) == expected


# --- columns ----------------------------------------------------------------------------------------------------


def _column(*values: Any, label: str = "Total") -> list[Line]:
    """Lines with one figure each, the last of which is the total."""
    *parts, total = values
    lines = [line(n, f"Ligne {n}", amounts={"proposed|Montant": v}) for n, v in enumerate(parts, 1)]
    return [*lines, line(len(values), label, total=True, amounts={"proposed|Montant": total})]


def _pair(n: int, label: str, one: Any, two: Any, *, total: bool = False, **values: Any) -> Line:
    amounts = {"other|2023": one, "proposed|2024": two}
    return line(n, label, total=total, amounts={k: v for k, v in amounts.items() if v is not None}, **values)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (_column(10, 20, 30, 60), []),
        (_column(1000, 2000, 3000, 6010), [("error", "6000.00", "6010.00")]),
        (_column(1000, 2000, 3000, 6003), [("info", "6000.00", "6003.00")]),  # a euro a line
        (_column(1000, 2000, 3000, 6004), [("error", "6000.00", "6004.00")]),
        (_column("0.10", "0.20", "0.30"), []),
        (_column(1000, 3000), []),  # one line is too little to say
        (_column(1000, 2000, 9000), [("warning", "3000.00", "9000.00")]),  # so far off that lines may be missing
        (_column(1000, 2000, 3010, label="Total reste à réaliser"), [("error", "3000.00", "3010.00")]),
        (_column(1000, 2000, 3010, label="Capacité totale"), [("warning", "3000.00", "3010.00")]),
        (_column(-12500, 18000, 6500, 12000), []),
        # a line that heads its details
        (_column(500, 200, 300, 40, 540), []),
        (_column(500, 500, 40, 540), []),
        (_column(500, 200, 300, 40, 50, 690), [("error", "590.00", "690.00")]),
        # another column of the same total adds up
        (
            [_pair(1, "A", 400, 500), _pair(2, "B", 600, 700), _pair(3, "Total", 1000, 1240, total=True)],
            [("error", "1200.00", "1240.00")],
        ),
        # no column adds up: the make-up of the table is not understood
        (
            [
                _pair(1, "A", 400, 500),
                _pair(2, "B", 600, 700),
                _pair(3, "Total 1", 1100, 1240, total=True),
                _pair(4, "C", 400, 500),
                _pair(5, "D", 600, 700),
                _pair(6, "Total 2", 1500, 1740, total=True),
            ],
            [],
        ),
        # sub-totals and a grand total
        (
            [
                _pair(1, "A", 1, 5),
                _pair(2, "B", 2, 6),
                _pair(3, "Sous-total 1", 3, 11, total=True),
                _pair(4, "C", 3, 7),
                _pair(5, "D", 4, 8),
                _pair(6, "Sous-total 2", 7, 15, total=True),
                _pair(7, "TOTAL GÉNÉRAL", 10, 26, total=True),
            ],
            [],
        ),
        (
            [
                _pair(1, "A", 1, 500),
                _pair(2, "B", 2, 600),
                _pair(3, "Sous-total 1", 3, 1100, total=True),
                _pair(4, "C", 3, 700),
                _pair(5, "D", 4, 800),
                _pair(6, "Sous-total 2", 7, 1500, total=True),
                _pair(7, "TOTAL GÉNÉRAL", 10, 2690, total=True),
            ],
            [("error", "2600.00", "2690.00")],
        ),
        # sections, the total of which stands at the end of each
        (
            [
                _pair(1, "A", 1, 5, section="Dépenses"),
                _pair(2, "B", 2, 6, section="Dépenses"),
                _pair(3, "Total", 3, 11, total=True, section="Dépenses"),
                _pair(4, "C", 3, 7, section="Recettes"),
                _pair(5, "D", 4, 8, section="Recettes"),
                _pair(6, "Total", 7, 15, total=True, section="Recettes"),
            ],
            [],
        ),
        # a result is what receipts exceed expenses by; a total may come first; "dont" tells a part
        ([_pair(1, "Recettes", 1, 9), _pair(2, "Dépenses", 2, 6), _pair(3, "Total", -1, 3, total=True)], []),
        ([_pair(1, "Total", 5, 11, total=True), _pair(2, "A", 2, 5), _pair(3, "B", 3, 6)], []),
        (
            [
                _pair(1, "A", 2, 5),
                _pair(2, "dont ménage", 1, 4),
                _pair(3, "B", 3, 6),
                _pair(4, "Total", 5, 11, total=True),
            ],
            [],
        ),
        # an empty cell counts nothing
        (
            [_pair(1, "A", None, 5), _pair(2, "B", 2, 6), _pair(3, "C", 3, 7), _pair(4, "Total", 5, 18, total=True)],
            [],
        ),
    ],
)
def test_budget_column_sum(lines: list[Line], expected: list[Any]) -> None:
    assert said("budget_column_sum", **budget(*lines)) == expected


def _placed(lines: list[Line], *texts: str) -> dict[str, list[Row]]:
    """Lines in a table of which the cells, a row a line, have these texts."""
    tables = budget(*lines)
    cells = []
    for n, row in enumerate(tables["budget_lines"]):
        box = [50.0, 100.0 + 20 * n, 400.0, 120.0 + 20 * n]
        row["bbox"] = [60.0, 105.0 + 20 * n, 90.0, 115.0 + 20 * n]
        text = texts[n] if n < len(texts) else ""
        cell = {
            "document_id": "d",
            "row_id": f"c{n}",
            "table_id": "d-t1",
            "row": n,
            "col": 0,
            "text": text,
            "page": 1,
        }
        cells.append({**cell, "bbox": box})
    table = {"document_id": "d", "table_id": "d-t1", "position": 1, "confidence": 1.0}
    return {**tables, "tables": [table], "table_cells": cells}


def test_a_figure_with_a_note_may_stand_apart_from_the_sum() -> None:
    lines = _column(1000, 2000, 3000, 4000)
    assert said("budget_column_sum", **_placed(lines, "1 000 €"))
    assert said("budget_column_sum", **_placed(lines, "1 000 €*")) == []


def test_a_doubtful_grid_is_told_first_and_makes_no_error() -> None:
    tables = _placed(_column(1000, 2000, 3000, 6010))
    tables["tables"][0]["confidence"] = 0.4
    (found,) = findings("budget_column_sum", **tables)
    assert found["severity"] == "warning"
    assert found["message"].startswith("Sous réserve, la grille du tableau étant incertaine : Dans le tableau")


def test_groups_of_columns_side_by_side_are_tables_of_their_own() -> None:
    left, right = _column(100, 200, 300), _column(10, 20, 30)
    tables = _placed([*left])
    others = _placed([*right])
    for row in others["budget_lines"]:
        row["line_id"] = "r" + row["line_id"]
        row["position"] += 10
    for row in others["budget_amounts"]:
        row["line_id"], row["row_id"] = "r" + row["line_id"], "r" + row["row_id"]
    both = {name: [*tables[name], *others[name]] for name in ("budget_lines", "budget_amounts")}
    assert said("budget_column_sum", **{**tables, **both}) == []


# --- balances ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ({"available": 300, "proposed": 180, "balance": 120}, []),
        ({"available": 300, "proposed": 180, "balance": 130}, [("error", "120.00", "130.00")]),
        ({"available": 300, "proposed": 180, "balance": 121}, [("info", "120.00", "121.00")]),
        ({"available": 300, "proposed": 400, "balance": -100}, []),
        ({"available": 300, "proposed": 180}, []),
        ({"proposed": 180, "balance": 130}, []),
        ({"available": 300, "proposed|a": 180, "proposed|b": 20, "balance": 130}, []),
    ],
)
def test_budget_balance(amounts: dict[str, Any], expected: list[Any]) -> None:
    assert said("budget_balance", **budget(line(1, "Voirie", amounts=amounts))) == expected


# --- one amount, several times ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("une aide de vingt mille euros (20 000 €)", []),
        ("une aide de vingt mille euros (22 000 €)", [("error", "20000.00", "22000.00")]),
        ("une aide de vingt mille euros (20 000,00 € TTC)", []),
        ("une aide de 20 000 € (vingt mille euros)", []),
        ("une aide de 20 000 € (douze mille euros)", [("error", "12000.00", "20000.00")]),
        ("une aide de vingt mille (22 000) euros", [("error", "20000.00", "22000.00")]),
        ("une aide de vingt mille (20 000) euros", []),
        ("vingt mille euros, dont une part (22 000 €) est déjà versée", []),
        ("vingt mille euros, puis 22 000 €", []),
        ("un coût de 20 000 € (22 000 € en 2023)", []),
        ("deux communes (3 000 €)", []),
    ],
)
@pytest.mark.parametrize("table", ["convention_articles", "decisions"])
def test_letters_and_figures(table: str, text: str, expected: list[Any]) -> None:
    if table == "decisions":
        row = {"document_id": "d", "decision_id": "x", "deliberation_id": "d-d1", "label": "Article 1", "page": 1}
        tables: dict[str, list[Row]] = {"decisions": [{**row, "text": text}]}
    else:
        article = {"document_id": "d", "row_id": "x", "convention_id": "c", "number": "4", "page_first": 1}
        convention = {"document_id": "d", "convention_id": "c", "deliberation_id": "d-d1"}
        tables = {"convention_articles": [{**article, "text": text}], "conventions": [convention]}
    assert said("amount_mismatch", **tables) == expected


def _article(text: str) -> dict[str, list[Row]]:
    article = {"document_id": "d", "row_id": "x", "convention_id": "c", "number": "4", "page_first": 1, "text": text}
    convention = {"document_id": "d", "convention_id": "c", "deliberation_id": "d-d1", "amount_eur": Decimal(60000)}
    return {"convention_articles": [article], "conventions": [convention]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("un coût total de 672 000 € (500 000 € + 100 000 € + 72 000 €)", []),
        ("un coût total de 662 000 € (500 000 € + 100 000 € + 72 000 €)", [("error", "672000.00", "662000.00")]),
        ("un coût de 300,50 € (soit 100,25 € + 200 €)", [("info", "300.25", "300.50")]),
        ("1 200 € + 300 € = 1 500 €", []),
        ("1 200 € + 300 €, soit un total de 1 600 €", [("error", "1500.00", "1600.00")]),
        ("800 € HT + 100 € + 50 € = 950 €", []),
        ("un coût de 950 € (100 € + 50 € + les frais de 800 €)", []),
        ("un coût de 130 € (100 € + 50 € - 20 € de remise)", []),
        ("une part de 500 € ; 100 € + 50 € sont dus", []),
    ],
)
def test_sums_written_out(text: str, expected: list[Any]) -> None:
    assert said("amount_mismatch", **_article(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("60 000 € : 2023 : 20 000 €, 2024 : 20 000 € et 2025 : 20 000 €", []),
        ("2023 : 20 000 €, 2024 : 20 000 € et 2025 : 25 000 €", [("warning", "60000.00", "65000.00")]),
        ("en 2023 (30 000 €) puis en 2024 (29 999 €)", [("info", "60000.00", "59999.00")]),
        ("2023 : 20 000 € et 2023 : 30 000 €", []),  # two payers of a year
        ("2023 : 20 000 €, 2024 : 20 000 €, et 5 000 € de la commune", []),
        ("2023 : 20 000 €", []),
        ("un acompte de 30 000 € et un solde de 20 000 €", []),
    ],
)
def test_schedule_by_years(text: str, expected: list[Any]) -> None:
    assert said("amount_mismatch", **_article(text)) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["D'attribuer les subventions du tableau, pour un montant total de 5 000 €"], []),
        (["D'attribuer ces subventions, pour un montant total de 5 500 €"], [("warning", "5000.00", "5500.00")]),
        (["De dire que le total est de 7 000 €"], []),  # a line of the act's tables
        (["D'attribuer un total de 5 500 €", "De vendre pour un total de 900 €"], []),
        (["D'attribuer ces subventions et de vendre la parcelle à 900 €"], []),
    ],
)
def test_total_that_a_decision_announces(texts: list[str], expected: list[Any]) -> None:
    decisions = [
        {"document_id": "d", "decision_id": f"x{n}", "deliberation_id": "d-d1", "text": text, "page": 1}
        for n, text in enumerate(texts)
    ]
    grants = [_grant(amount_eur=3000), {**_grant(amount_eur=2000), "row_id": "g2", "beneficiary": "Club des Dunes"}]
    other = budget(line(1, "Plafond", amounts={"total": 7000}))
    assert said("annex_total", decisions=decisions, grants=grants, **other) == expected


def _grant(**values: Any) -> Row:
    row: Row = {"document_id": "d", "row_id": "g1", "deliberation_id": "d-d1", "beneficiary": "Association des Rives"}
    money = {k: Decimal(v) if k.endswith("_eur") else v for k, v in values.items()}
    return {**row, "page": 1, **money}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"amount_eur": 60000, "annual_amount_eur": 20000, "year_first": 2023, "year_last": 2025}, []),
        (
            {"amount_eur": 50000, "annual_amount_eur": 20000, "year_first": 2023, "year_last": 2025},
            [("error", "60000.00", "50000.00")],
        ),
        (
            {"amount_eur": 20000, "annual_amount_eur": 6667, "year_first": 2023, "year_last": 2025},
            [("info", "20001.00", "20000.00")],
        ),
        ({"amount_eur": 50000, "year_first": 2023, "year_last": 2025}, []),
        ({"amount_eur": 50000, "annual_amount_eur": 20000}, []),
    ],
)
def test_annual_amounts_make_the_whole(values: Row, expected: list[Any]) -> None:
    assert said("amount_mismatch", grants=[_grant(**values)]) == expected


@pytest.mark.parametrize(
    ("paid", "grants", "expected"),
    [
        (60000, [_grant(amount_eur=60000)], []),
        (66000, [_grant(amount_eur=60000)], [("warning", "60000.00", "66000.00")]),
        (20000, [_grant(amount_eur=60000, annual_amount_eur=20000)], []),
        (66000, [_grant(amount_eur=60000), _grant(amount_eur=6000, row_id="g2")], []),
        (None, [_grant(amount_eur=60000)], []),
        (66000, [], []),
    ],
)
def test_grant_and_convention(paid: int | None, grants: list[Row], expected: list[Any]) -> None:
    convention = {"document_id": "d", "convention_id": "c", "deliberation_id": "d-d1", "page_first": 3}
    convention["amount_eur"] = Decimal(paid) if paid else None
    assert said("amount_mismatch", grants=grants, conventions=[convention]) == expected


def _charged(n: int, amounts: dict[str, Any], **values: Any) -> Line:
    return line(n, "Voirie", amounts=amounts, **{"scope": "imputation", "operation_code": "C02", **values})


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([_charged(1, {"spent": 60000, "authorised": 90000})], []),
        ([_charged(1, {"spent": 20000})], []),  # a year's part
        ([_charged(1, {"spent": 66000})], [("warning", "60000.00", "66000.00")]),
        ([_charged(1, {"spent": 60000}), _charged(2, {"spent": 6000}, operation_code="C03")], []),
        ([_charged(1, {"authorised": 66000})], []),
        # decision and report
        ([_charged(1, {"spent": 60000}), _charged(2, {"proposed": 60000}, part_id="d-p2", page=4)], []),
        (
            [_charged(1, {"spent": 60000}), _charged(2, {"proposed": 66000}, part_id="d-p2", page=4)],
            [("error", "60000.00", "66000.00")],
        ),
        (
            [
                _charged(1, {"authorised": 90000, "spent": 60000}),
                _charged(2, {"authorised": 95000, "proposed": 60000}, part_id="d-p2", page=4),
            ],
            [("error", "90000.00", "95000.00")],
        ),
        ([_charged(1, {"spent": 60000}), _charged(2, {"proposed": 6000})], []),  # two lines of one table
    ],
)
def test_grant_and_imputation(lines: list[Line], expected: list[Any]) -> None:
    grant = _grant(amount_eur=60000, annual_amount_eur=20000, year_first=2023, year_last=2025)
    assert said("amount_mismatch", grants=[grant], **budget(*lines)) == expected


# --- annexes and fiches -------------------------------------------------------------------------------------------


def _annex_total(n: int, label: str, state: int, department: int, total: int, **values: Any) -> Line:
    amounts = {"state_share": state, "department_share": department, "total": total}
    return line(n, label, total=True, amounts=amounts, scope="annex", part_id=f"d-p{n}", **values)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([_annex_total(1, "Total du socle", 100, 200, 300), _annex_total(2, "Total", 100, 200, 300)], []),
        (
            [_annex_total(1, "Total du socle", 100, 210, 300), _annex_total(2, "Total", 100, 200, 300)],
            [("error", "210.00", "200.00")],
        ),
        ([_annex_total(1, "Total du socle", 110, 210, 300), _annex_total(2, "Total", 100, 200, 300)], []),
        ([_annex_total(1, "Total 1", 100, 200, 300), _annex_total(2, "Total 2", 7, 8, 15)], []),
        ([_annex_total(1, "Total 1", 0, 200, 200), _annex_total(2, "Total 2", 0, 90, 90)], []),
    ],
)
def test_annex_total(lines: list[Line], expected: list[Any]) -> None:
    assert said("annex_total", **budget(*lines)) == expected


def _fiche(n: int, number: str | None, title: str | None = "Relais de nuit") -> Row:
    return {"document_id": "d", "fiche_id": f"f{n}", "deliberation_id": "d-d1", "number": number, "title": title}


def _of_fiche(n: int, fiche: int, total: int, **values: Any) -> Line:
    shares = {"state_share": total // 2, "department_share": total // 2, "total": total}
    return line(n, "Montant prévu", amounts=shares, scope="fiche", fiche_id=f"f{fiche}", **values)


def _of_annex(n: int, label: str, total: int) -> Line:
    shares = {"state_share": total // 2, "department_share": total // 2, "total": total}
    return line(n, label, amounts=shares, scope="annex", page=9)


@pytest.mark.parametrize(
    ("fiches", "lines", "expected"),
    [
        ([_fiche(1, "3")], [_of_fiche(1, 1, 800), _of_annex(2, "Fiche 3 - Relais de nuit", 800)], []),
        (
            [_fiche(1, "3")],
            [_of_fiche(1, 1, 800), _of_annex(2, "Fiche 3 - Relais de nuit", 900)],
            [("error", "450.00", "400.00")],
        ),
        (
            [_fiche(1, "3")],
            [_of_fiche(1, 1, 800), _of_annex(2, "Fiche-action n° 3 : Relais de nuit", 900)],
            [("error", "450.00", "400.00")],
        ),
        ([_fiche(1, "3")], [_of_fiche(1, 1, 800), _of_annex(2, "F3", 802)], [("info", "401.00", "400.00")]),
        ([_fiche(1, "3")], [_of_fiche(1, 1, 800), _of_annex(2, "Fiche 4 - Relais de nuit", 900)], []),
        ([_fiche(1, "3")], [_of_fiche(1, 1, 800), _of_annex(2, "Fiche 3 - Bourse au permis", 900)], []),
        ([_fiche(1, "3 et 4")], [_of_fiche(1, 1, 800), _of_annex(2, "Fiche 3 - Relais de nuit", 900)], []),
        ([_fiche(1, None)], [_of_fiche(1, 1, 800), _of_annex(2, "Fiche 3 - Relais de nuit", 900)], []),
        # two fiches of one number: the title tells them apart
        (
            [_fiche(1, "3"), _fiche(2, "3", "Bourse au permis")],
            [
                _of_fiche(1, 1, 800),
                _of_fiche(2, 2, 500),
                _of_annex(3, "Fiche 3 - Relais de nuit", 800),
                _of_annex(4, "Fiche 3 - Bourse au permis", 600),
            ],
            [("error", "300.00", "250.00")],
        ),
        # the line of the last year stands for the fiche
        (
            [_fiche(1, "3")],
            [
                _of_fiche(1, 1, 700, year=2023),
                _of_fiche(2, 1, 800, year=2024),
                _of_annex(3, "Fiche 3 - Relais de nuit", 800),
            ],
            [],
        ),
    ],
)
def test_fiche_budget_mismatch(fiches: list[Row], lines: list[Line], expected: list[Any]) -> None:
    assert said("fiche_budget_mismatch", fiches=fiches, **budget(*lines)) == expected


# --- imputations ------------------------------------------------------------------------------------------------


def _imputed(*forms: str) -> dict[str, list[Row]]:
    return budget(*(line(n, "Voirie", imputation=form) for n, form in enumerate(forms, 1)))


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        (["6568/93428"], []),
        (["6568//93428"], [("warning", "6568/93428", "6568//93428")]),
        (["6568//93428", "6568/93428"], [("warning", "6568/93428", "6568//93428")]),
        (["6568/93428", "6568//93428"], [("warning", "6568/93428", "6568//93428")]),
        (["6568/93428", "6568 / 93428"], []),
        (["6568-93428", "6568/93428", "6568/93428"], [("warning", "6568/93428", "6568-93428")]),
        (["2313-118"], []),
        (["2313-118", "2315-121"], []),
        (["6574"], []),
        (["65.74", "6574"], [("warning", "65.74", "6574")]),
    ],
)
def test_imputation_format(forms: list[str], expected: list[Any]) -> None:
    assert said("imputation_format", **_imputed(*forms)) == expected


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("6568/93428", []),
        ("6568/90428", [("warning", "93", "90")]),
        ("2031/90312", []),
        ("2031/93312", [("warning", "90", "93")]),
        ("7478/93428", []),
        ("7478/90428", [("warning", "93", "90")]),
        ("1641/90923", []),
        ("6568 / 90428", [("warning", "93", "90")]),
        ("2313-118", []),
        ("6574/020", []),
    ],
)
def test_imputation_section(form: str, expected: list[Any]) -> None:
    assert said("imputation_section", **_imputed(form)) == expected


# --- grants -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ({"beneficiary": "ASSOCIATION des Rives", "amount_eur": 500}, [("warning", "1", "2")]),
        ({"beneficiary": "Association des Rives", "amount_eur": 600}, []),
        ({"beneficiary": "Club des Rives", "amount_eur": 500}, []),
        ({"amount_eur": 500, "year_first": 2025, "year_last": 2025}, []),
        ({"amount_eur": 500, "deliberation_id": "d-d2"}, []),
    ],
)
def test_duplicate_grant(second: Row, expected: list[Any]) -> None:
    grants = [_grant(amount_eur=500), _grant(row_id="g2", **second)]
    assert said("duplicate_grant", grants=grants, deliberations=[act(1), act(2)]) == expected


@pytest.mark.parametrize(
    ("grant", "values", "decision", "expected"),
    [
        ({"amount_eur": 23000}, {}, "D'attribuer", []),
        ({"amount_eur": 23001}, {}, "D'attribuer", [("info", "≤ 23000.00", "23001.00")]),
        ({"amount_eur": 60000, "year_first": 2023, "year_last": 2025}, {}, "D'attribuer", []),
        (
            {"amount_eur": 90000, "year_first": 2023, "year_last": 2025},
            {},
            "D'attribuer",
            [("info", "≤ 23000.00", "30000.00")],
        ),
        ({"amount_eur": 30000}, {}, "De signer la convention", []),
        ({"amount_eur": 30000}, {"title": "Conventions d'objectifs"}, "D'attribuer", []),
        ({"amount_eur": 30000, "beneficiary": "Commune de Rives"}, {}, "D'attribuer", []),
        ({"amount_eur": 30000, "beneficiary": "Union des communes"}, {}, "D'attribuer", []),
        ({"amount_eur": 30000, "beneficiary": "Rives"}, {}, "D'attribuer", []),  # nothing says what it is
        # the law of 12 April 2000 waited for its decree
        ({"amount_eur": 30000}, {"session_on": date(2001, 6, 9)}, "D'attribuer", []),
        (
            {"amount_eur": 30000},
            {"session_on": date(2001, 6, 10)},
            "D'attribuer",
            [("info", "≤ 23000.00", "30000.00")],
        ),
    ],
)
def test_convention_threshold(grant: Row, values: Row, decision: str, expected: list[Any]) -> None:
    decided = {"document_id": "d", "decision_id": "x", "deliberation_id": "d-d1", "text": decision}
    tables = {"grants": [_grant(**grant)], "deliberations": [act(**values)], "decisions": [decided]}
    assert said("convention_threshold", **tables) == expected
