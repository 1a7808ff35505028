"""Invented acts of invented authorities, set on paper, with the rows that a perfect run would find in them.

The places, the bodies and the people do not exist; the bank details are the textbook's.
"""

from __future__ import annotations

from importlib import import_module

MODULES = {
    "cd-deliberation-convention": "deliberation_convention",
    "cp-fiches-action": "fiches_action",
    "annexe-financiere": "annexe_financiere",
    "pv-conseil-municipal": "proces_verbal",
    "recueil-deliberations-cc": "recueil",
    "deliberation-subvention": "subvention",
    "tableaux": "tableaux",
    "convention-avenant": "convention",
    "scan": "scan",
}
NAMES = tuple(MODULES)


def make(name: str) -> dict[str, bytes]:
    """The files of one sample: path below the data folder → content. Raises KeyError for an unknown name."""
    sheet, truth, grids = import_module(f"samples.{MODULES[name]}").build()
    pages = '<!doctype html><meta charset="utf-8">\n' + "".join(grid.to_html() for grid in grids)
    return {
        f"raw/{name}.pdf": bytes(sheet.output()),
        f"truth/{name}.json": truth.to_json().encode(),
        f"truth/tables/{name}.html": pages.encode(),
    }
