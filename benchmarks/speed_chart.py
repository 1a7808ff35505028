"""The chart of a speed report, and what machine it is of."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot as plt


def machine() -> str:
    """One sentence on the machine and the versions."""
    cores = len(os.sched_getaffinity(0))
    return f"Measured on {cores} cores ({platform.machine()}), Python {platform.python_version()}; `make bench` measures again."


def draw(costs: Mapping[str, float], path: Path, pages: int) -> None:
    """Draw milliseconds a page by tool, on a logarithmic scale, into the PNG file ``path``."""
    names = sorted(costs, key=lambda name: -costs[name])
    figure, axes = plt.subplots(figsize=(8, 0.6 * len(names) + 1.2), dpi=120)
    colours = ["#0b5394" if name.startswith("Actable") else "#9aa5b1" for name in names]
    bars = axes.barh(names, [costs[name] for name in names], color=colours)
    axes.bar_label(bars, [f" {costs[name]:.1f} ms" for name in names])
    axes.set_xscale("log")
    axes.set_xlim(right=2.5 * max(costs.values()))
    axes.set_xlabel(f"milliseconds of CPU a page, over {pages} pages (logarithmic)")
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(path)
    plt.close(figure)
