"""Notebooks run, on the samples and on an empty folder, and are kept with outputs that tell nothing of a machine."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import pandas as pd
import pyarrow.parquet as pq
import pytest

import actable
from pipeline.explore import ballots, money, plots, promises
from pipeline.explore.french import euros, in_french, number, percent

pytestmark = pytest.mark.xdist_group("samples")
REPOSITORY = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
WriteTables = Callable[..., Path]


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def outputs(notebook: Any) -> list[Any]:
    return [output for cell in notebook.cells for output in cell.get("outputs", ())]


def texts(notebook: Any) -> str:
    return "\n".join(str(o.get("text") or o.get("data", {}).get("text/plain", "")) for o in outputs(notebook))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_run_on_the_samples(path: Path, sample_tables: Path) -> None:
    run = load(REPOSITORY / "notebooks" / "run.py").run(path, sample_tables)
    assert any("image/png" in output.get("data", {}) for output in outputs(run))
    printed = texts(run)
    if path.stem == "ou-va-l-argent":
        rows = pq.read_table(sample_tables / "grants.parquet").to_pylist()
        total = sum(row["amount_eur"] for row in rows if row["amount_eur"] is not None)
        assert f"{len(rows)} subventions, {euros(total)}" in printed
    if path.stem == "qui-vote-avec-qui":
        kinds = pq.read_table(sample_tables / "vote_positions.parquet")["kind"].to_pylist()
        assert f"{kinds.count('member')} votes nominatifs imprimés" in printed
    if path.stem == "promesses-et-resultats":
        assert (
            f"{pq.read_metadata(sample_tables / 'fiche_indicators.parquet').num_rows} cases d'indicateurs" in printed
        )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_run_where_there_is_nothing(
    path: Path, write_tables: WriteTables, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = write_tables(documents=[{"document_id": "a", "file_name": "a.pdf"}])
    monkeypatch.setenv("ACTABLE_TABLES", str(tables))
    names: dict[str, Any] = {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":  # a kernel of its own would cost seconds and show nothing more
            exec(compile(cell.source, path.name, "exec"), names)
    assert len(names["ds"].deliberations) == 0


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_kept_outputs_tell_nothing_of_the_machine(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(
        r"/(?:home|root|work|tmp|Users|usr)/|[A-Z]:\\\\|\\u001b", re.sub(r'"image/png": "[^"]*"', "", text)
    )
    notebook = nbformat.read(path, as_version=4)
    assert not [output for output in outputs(notebook) if output.output_type == "error"]
    assert all(cell.outputs for cell in notebook.cells[3:] if cell.cell_type == "code")
    assert all(not cell.metadata for cell in notebook.cells)


def png(plot: plots.Plot) -> bytes:
    return plot._repr_png_()


def test_plots_are_figures_that_show_themselves(sample_tables: Path) -> None:
    ds = actable.open(sample_tables)
    cast = ballots.ballots(ds).cast
    for plot in (
        plots.heat_map(ballots.agreement(cast[cast.body == "conseil_communautaire"])),
        plots.money_bars(money.grants(ds)),
        plots.share_bars(money.shares(ds)),
        plots.target_plot(promises.targets(ds)),
    ):
        assert png(plot)[:4] == b"\x89PNG"
    bars = plots.money_bars(money.grants(ds)).axes[0]
    labels = " ".join(text.get_text() for text in bars.texts)
    assert "186\u202f000\xa0€" in labels


def test_plots_of_nothing_say_so(write_tables: WriteTables) -> None:
    ds = actable.open(write_tables(documents=[{"document_id": "a"}]))
    for plot in (
        plots.heat_map(ballots.agreement(ballots.ballots(ds).cast)),
        plots.money_bars(money.grants(ds)),
        plots.share_bars(money.shares(ds)),
        plots.target_plot(promises.targets(ds)),
    ):
        assert "ne contiennent rien" in plot.axes[0].texts[0].get_text()
    assert len(ballots.attendance(ds)) == 0


def council(write_tables: WriteTables, vote: dict[str, Any], positions: dict[str, str], **act: Any) -> Any:
    """Five members, four of whom sit; one act and its vote."""
    names = ["Anne RIVAL", "Paul MARTY", "Zoé LENOIR", "Jean BLOT", "Luc ABSENT"]
    attendees = [
        {"row_id": f"t{n}", "document_id": "a", "session_id": "s", "name": name, "family_name": name.split()[1]}
        | {
            "person_id": f"p{n}",
            "position": n,
            "status": "absent" if n == 4 else "represented" if n == 3 else "present",
        }
        for n, name in enumerate(names)
    ]
    deliberation = {"document_id": "a", "deliberation_id": "d", "authority": "Ville", "body": "conseil_municipal"}
    named = [
        {"row_id": f"v{name}", "deliberation_id": "d", "kind": "member", "name": name, "choice": choice}
        for name, choice in positions.items()
    ]
    return actable.open(
        write_tables(
            documents=[{"document_id": "a"}],
            deliberations=[{**deliberation, "outcome": "adopted", **act}],
            attendees=attendees,
            votes=[{"row_id": "v", "deliberation_id": "d", **vote}] if vote else [],
            vote_positions=named,
        )
    )


@pytest.mark.parametrize(
    ("vote", "positions", "unanimous", "cast", "reason"),
    [
        ({}, {}, True, {"for": 4}, ""),
        ({"votes_for": 4}, {}, True, {"for": 4}, ""),
        ({"votes_for": 5}, {}, True, {}, "unanimité, mais 5"),
        ({"votes_for": 3, "votes_against": 1}, {"MARTY": "against"}, False, {"for": 3, "against": 1}, ""),
        ({"votes_for": 3, "votes_against": 1, "abstentions": 0}, {}, False, {}, "pas tous nominatifs"),
        ({"votes_for": 2, "votes_against": 1}, {"MARTY": "against"}, False, {"against": 1}, "2 voix pour, 3"),
        (
            {"votes_for": 2, "abstentions": 2},
            {"MARTY": "abstain", "BLOT": "abstain"},
            None,
            {"for": 2, "abstain": 2},
            "",
        ),
        ({}, {"MARTY": "against"}, None, {"against": 1}, "voix non imprimées"),
        ({}, {"INCONNU": "against"}, None, {}, "voix non imprimées"),
    ],
)
def test_only_what_is_printed_or_proved_is_a_ballot(
    vote: dict[str, Any],
    positions: dict[str, str],
    unanimous: bool | None,
    cast: dict[str, int],
    reason: str,
    write_tables: WriteTables,
) -> None:
    found = ballots.ballots(council(write_tables, vote, positions, unanimous=unanimous))
    assert found.cast.choice.value_counts().to_dict() == cast
    assert reason in found.acts.reason[0] if reason else found.acts.reason[0] == ""


def test_agreement_is_the_share_of_common_ballots() -> None:
    rows = [("d1", "A", "for"), ("d1", "B", "for"), ("d2", "A", "for"), ("d2", "B", "against"), ("d3", "C", "for")]
    cast = pd.DataFrame(rows, columns=["deliberation_id", "person", "choice"])
    share = ballots.agreement(cast)
    assert share.loc["A", "B"] == share.loc["B", "A"] == 0.5
    assert pd.isna(share.loc["A", "C"])


def test_shares_are_checked_against_the_printed_total(write_tables: WriteTables) -> None:
    figures = {"state_share": 10, "department_share": 15, "total": 26}
    ds = actable.open(
        write_tables(
            documents=[{"document_id": "a", "file_name": "a.pdf"}],
            budget_lines=[
                {"document_id": "a", "line_id": "l", "label": "Accueil", "position": 1},
                {"document_id": "a", "line_id": "t", "label": "TOTAL", "position": 2, "is_total": True},
            ],
            budget_amounts=[
                {"row_id": f"{line}{m}", "line_id": line, "measure": m, "amount_eur": Decimal(v)}
                for line in "lt"
                for m, v in figures.items()
            ],
        )
    )
    (line,) = money.shares(ds).to_dict("records")
    assert (line["state"], line["department"], line["total"], line["gap"]) == (10, 15, 26, 1)
    assert pd.isna(line["others"])


def test_the_latest_result_counts_and_text_stays_text(write_tables: WriteTables) -> None:
    base = {"fiche_id": "f", "indicator": "Places", "year": 2024}
    rows = [
        {**base, "row_id": "1", "measure": "target", "value": Decimal(40), "value_text": "40"},
        {**base, "row_id": "2", "measure": "actual", "value": Decimal(30), "as_of": date(2024, 11, 30)},
        {**base, "row_id": "3", "measure": "actual", "value": Decimal(10), "as_of": date(2024, 6, 30)},
        {**base, "row_id": "4", "indicator": "Visites", "measure": "actual", "value_text": "ND"},
        {**base, "row_id": "5", "indicator": "Nul", "measure": "target", "value": Decimal(0)},
        {**base, "row_id": "6", "indicator": "Nul", "measure": "actual", "value": Decimal(3)},
    ]
    found = promises.targets(actable.open(write_tables(documents=[{"document_id": "a"}], fiche_indicators=rows)))
    by_name = found.set_index("indicator")
    assert by_name.loc["Places", "rate"] == 0.75
    assert pd.isna(by_name.loc["Visites", "actual"]) and by_name.loc["Visites", "actual_text"] == "ND"
    assert pd.isna(by_name.loc["Nul", "rate"])


def test_french_figures() -> None:
    assert number(1234567.5, 1) == "1\u202f234\u202f567,5"
    assert euros(1200) == "1\u202f200\xa0€" and euros(Decimal("-0.50")) == "-0,50\xa0€"
    assert percent(0.125) == "12\xa0%"
    frame = pd.DataFrame({"m": [Decimal("12.50"), None], "d": pd.to_datetime(["2024-06-05", None])})
    shown = in_french(frame, {"m": "Montant, €", "d": "Date"})
    assert shown.to_numpy().tolist() == [["12,50\xa0€", "05/06/2024"], ["", ""]]
