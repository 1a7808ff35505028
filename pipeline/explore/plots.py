"""Plots: functions that return matplotlib figures with French labels and colours that all readers tell apart."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from pipeline.explore.french import euros, number, percent

# Okabe and Ito's colours, told apart with any colour vision; hatches and marks say the same without colour.
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#E69F00", "#009E73", "#999999"
_MOST = 60  # members of a heat map
_DPI = 110


class Plot(Figure):
    """A figure that a notebook shows by itself, the same everywhere."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__(figsize=(width, height), dpi=_DPI, layout="constrained")
        FigureCanvasAgg(self)

    def _repr_png_(self) -> bytes:
        out = io.BytesIO()
        self.savefig(out, format="png", metadata={"Software": None})
        return out.getvalue()


def _empty(title: str) -> Plot:
    plot = Plot(7, 1.2)
    axes = plot.add_subplot()
    axes.set_axis_off()
    axes.set_title(title, loc="left")
    axes.text(0, 0.5, "Les tables ne contiennent rien à montrer ici.", color="#555555")
    return plot


def heat_map(share: pd.DataFrame, title: str = "Qui vote avec qui") -> Plot:
    """A heat map of ``ballots.agreement``: the darker, the more often two members chose alike."""
    share = share.iloc[:_MOST, :_MOST]
    if len(share) < 2:
        return _empty(title)
    size = min(11.0, 3.6 + 0.2 * len(share))
    plot = Plot(size + 0.8, size)
    axes = plot.add_subplot()
    values = share.to_numpy(float, copy=True)
    np.fill_diagonal(values, np.nan)
    known = values[~np.isnan(values)]
    least = float(known.min()) if len(known) and known.min() < 1 else 0.0
    picture = axes.imshow(values, cmap="cividis_r", vmin=least, vmax=1.0)
    axes.set_facecolor("#EEEEEE")
    axes.set_xticks(range(len(share)), list(share.columns), rotation=90, fontsize=7)
    axes.set_yticks(range(len(share)), list(share.index), fontsize=7)
    axes.set_title(title, loc="left")
    bar = plot.colorbar(picture, ax=axes, shrink=0.6, format=FuncFormatter(lambda v, _: percent(v)))
    bar.set_label("votes communs au même choix (gris clair : aucun vote commun)")
    return plot


def money_bars(grants: pd.DataFrame, title: str = "Subventions par bénéficiaire", most: int = 15) -> Plot:
    """Bars of ``money.grants``: the largest beneficiaries, with their sums, coloured by year of decision."""
    known = grants[grants.amount_eur.notna() & grants.beneficiary.notna()]
    if not len(known):
        return _empty(title)
    amounts = known.assign(amount=known.amount_eur.astype("float64"), year=known.year.astype("Int64"))
    table = amounts.pivot_table(index="beneficiary", columns="year", values="amount", aggfunc="sum", fill_value=0.0)
    table = table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").index[:most]][::-1]
    plot = Plot(9, 1.2 + 0.38 * len(table))
    axes = plot.add_subplot()
    colours, hatches = (BLUE, ORANGE, GREEN, GREY), ("", "//", "..", "xx")
    left = np.zeros(len(table))
    for rank, year in enumerate(table.columns):
        colour, hatch = colours[rank % 4], hatches[rank // 4 % 4]
        axes.barh(
            range(len(table)), table[year], left=left, label=str(year), color=colour, hatch=hatch, edgecolor="white"
        )
        left += table[year].to_numpy(float)
    _labelled(axes, table.index, left)
    axes.legend(title="année de la décision", loc="lower right", frameon=False)
    axes.set_title(title, loc="left")
    return plot


def _labelled(axes: Axes, names: Sequence[str] | pd.Index[str], sums: np.ndarray) -> None:
    axes.set_yticks(range(len(names)), [_two_lines(str(n)) for n in names], fontsize=8)
    for row, value in enumerate(sums):
        axes.text(value, row, f" {euros(round(float(value), 2))}", va="center", fontsize=8)
    axes.set_xlim(0, float(sums.max()) * 1.18 or 1)
    _in_euros(axes)


def _two_lines(text: str) -> str:
    return "\n".join(textwrap.wrap(text, 44, max_lines=2, placeholder=" …"))


def _in_euros(axes: Axes) -> None:
    axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: number(v) + "\u00a0€"))
    axes.tick_params(axis="x", labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)


def share_bars(lines: pd.DataFrame, title: str = "Qui paie : État, Département, autres", most: int = 25) -> Plot:
    """Stacked bars of ``money.shares``: one bar a line, with the printed total as a mark."""
    if not len(lines):
        return _empty(title)
    rows = lines.iloc[:most][::-1].reset_index(drop=True)
    plot = Plot(9, 1.4 + 0.36 * len(rows))
    axes = plot.add_subplot()
    left = np.zeros(len(rows))
    parts = (
        ("state", "État", BLUE, ""),
        ("department", "Département", ORANGE, "//"),
        ("others", "autres", GREY, ".."),
    )
    for column, label, colour, hatch in parts:
        values = rows[column].astype("float64").fillna(0.0).to_numpy()
        axes.barh(range(len(rows)), values, left=left, label=label, color=colour, hatch=hatch, edgecolor="white")
        left += values
    total = rows.total.astype("float64")
    axes.plot(total, range(len(rows)), "k|", markersize=13, markeredgewidth=2, label="total imprimé", clip_on=False)
    names = [str(label) if pd.notna(label) else "(sans libellé)" for label in rows.label]
    axes.set_yticks(range(len(rows)), [_two_lines(n) for n in names], fontsize=8)
    axes.margins(x=0.06)
    _in_euros(axes)
    plot.legend(loc="outside lower right", ncols=4, frameon=False, fontsize=8)
    axes.set_title(title, loc="left")
    return plot


def target_plot(targets: pd.DataFrame, title: str = "Promesses et résultats", most: int = 25) -> Plot:
    """``promises.targets`` as rates: a dot for the result, a line where the target stands.

    It says where the result stands, not whether that is good: a delay is meant to stay below its target.
    """
    known = targets[targets.rate.notna()].iloc[:most][::-1].reset_index(drop=True)
    if not len(known):
        return _empty(title)
    plot = Plot(9, 1.4 + 0.36 * len(known))
    axes = plot.add_subplot()
    axes.axvline(1, color="black", linewidth=1)
    for row, (rate, actual, target) in enumerate(zip(known.rate, known.actual, known.target, strict=True)):
        reached = float(rate)
        mark, colour = ("o", BLUE) if reached >= 1 else ("D", ORANGE)
        axes.hlines(row, min(reached, 1), max(reached, 1), color=GREY, linewidth=2)
        axes.plot(reached, row, mark, color=colour, markersize=8)
        figures = f"  {_figure(actual)} pour {_figure(target)} visés"
        axes.text(max(reached, 1), row, figures, va="center", fontsize=8)
    names = [f"{name} ({year})" for name, year in zip(known.indicator, known.year, strict=True)]
    axes.set_yticks(range(len(known)), [_two_lines(n) for n in names], fontsize=8)
    axes.set_xlim(0, max(1.3, float(known.rate.max()) * 1.35))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: percent(v)))
    axes.set_xlabel(
        "résultat rapporté à la cible (rond : au moins la cible ; losange : en dessous ; pour un délai, moins vaut mieux)",
        fontsize=8,
    )
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title(title, loc="left")
    return plot


def _figure(value: object) -> str:
    plain = float(str(value))
    return number(plain, 0 if plain == int(plain) else 1)
