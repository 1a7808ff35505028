"""The minutes of a conseil municipal (layout C)."""

from __future__ import annotations

from samples.drawing import Sheet, Style
from samples.grid import Grid
from samples.people import COMMUNE as C
from samples.proces_verbal_points import (
    AGENDA,
    TARIFFS,
    amendment,
    budget_grid,
    parcel,
    put_off,
    rejected,
    subsidies,
    subsidy_grid,
    tariffs,
)
from samples.truth import Truth

NAME = "pv-conseil-municipal"
STYLE = Style(
    "Times",
    11.5,
    leading=1.16,
    margins=(57, 50, 57, 62),
    hyphenated=True,
    number="- {page} -",
    number_at="R",
    footer="Ville de Port-Clairval, procès-verbal de la séance du 26 septembre 2024",
)

MAYOR = C["MARSAUDIN"]
MEN = [
    C[k]
    for k in (
        "PONTGIBAULD",
        "L'HERMENAULT",
        "COURTEVILLAIN",
        "DU PLANTIER",
        "FERRAGUTEL",
        "HÉRICOURTIN",
        "LACOMBREZ",
        "NAVARRENX-COLIN",
        "PEYREHORTE",
        "RAVANELLI",
        "TAHRAOUINE",
    )
]
WOMEN = [
    C[k]
    for k in (
        "LESTRADE-VIAUD",
        "BEAUFRETON",
        "BELKHIRANE",
        "DE SAINT-ORENS",
        "GARRIGUENC",
        "IDRISSOUANE",
        "KERLOGUEN",
        "OUDINEAU",
        "QUÉMENARD",
        "SOULIGNACQ",
    )
]
PROXIES = [
    (C["JOUANNETEAU"], C["COURTEVILLAIN"]),
    (C["ENGELBRAND"], C["BEAUFRETON"]),
    (C["MAZEROLLET"], C["FERRAGUTEL"]),
    (C["VIGNEMALLE"], C["SOULIGNACQ"]),
    (C["THOUVENOTTE"], C["PEYREHORTE"]),
]
EXCUSED, ABSENT = [C["WATTRELIER"]], [C["YVONNICK"]]


def build() -> tuple[Sheet, Truth, list[Grid]]:
    """The document, its truth and its tables."""
    sheet, truth = Sheet(STYLE, "Procès-verbal du conseil municipal de Port-Clairval"), Truth(NAME)
    sheet.add_page()
    head(sheet, truth)
    grids = [budget_grid(), subsidy_grid(), TARIFFS]
    opening(sheet)
    amendment(sheet, truth, grids[0])
    subsidies(sheet, truth, grids[1])
    tariffs(sheet, truth)
    parcel(sheet, truth)
    put_off(sheet, truth)
    rejected(sheet, truth)
    closing(sheet)
    truth.add("conventions")
    truth.add("fiches")
    truth.add("findings", {"act": 4, "check": "vote_arithmetic", "severity": "error"})
    return sheet, truth, grids


def head(sheet: Sheet, truth: Truth) -> None:
    """The town, the side column of counts, the opening sentence and the lists."""
    sheet.para("VILLE DE PORT-CLAIRVAL", bold=True, size=16, align="C", after=3)
    sheet.para("PROCÈS-VERBAL DU CONSEIL MUNICIPAL", bold=True, size=13, align="C", after=3)
    sheet.para("Séance du jeudi 26 septembre 2024", bold=True, align="C", after=16)
    sheet.lines(
        [
            "Nombre de conseillers",
            "municipaux :",
            "En exercice : 29",
            "Présents : 22",
            "Votants : 27",
            "",
            "Date de convocation :",
            "20 septembre 2024",
        ],
        x=sheet.l_margin,
        y=sheet.get_y(),
        size=10,
    )
    side = 128.0
    sheet.para(
        "L’an deux mille vingt-quatre, le vingt-six septembre à dix-huit heures trente, le conseil "
        "municipal, dûment convoqué le 20 septembre 2024, s’est réuni en séance publique dans la salle des "
        "délibérations de l’hôtel de ville, sous la présidence de Monsieur Thibault MARSAUDIN, Maire.",
        indent=side,
    )
    men = ", ".join(p.name + (" (à partir de 18 h 52)" if p.family == "PONTGIBAULD" else "") for p in MEN)
    women = ", ".join(p.name for p in WOMEN)
    sheet.para(
        f"**Présents :** M. {MAYOR.name}, Maire ; MM. {men} ; Mmes {women}.",
        indent=side,
    )
    sheet.para("**Absents ayant donné procuration :**", indent=side, after=2)
    for giver, holder in PROXIES:
        sheet.item(f"{giver.polite} à {holder.polite}", indent=side + 8, after=1)
    sheet.space(4)
    sheet.para(f"**Absente excusée :** {EXCUSED[0].polite}.", indent=side)
    sheet.para(f"**Absent :** {ABSENT[0].polite}.", indent=side)
    sheet.para("**Secrétaire de séance :** Mme Yasmine IDRISSOUANE.", indent=side, after=12)
    truth.listing(None, [MAYOR, *MEN, *WOMEN], "present")
    truth.listing(None, [giver for giver, _ in PROXIES], "represented")
    truth.listing(None, EXCUSED, "excused")
    truth.listing(None, ABSENT, "absent")
    for giver, holder in PROXIES:
        truth.add("proxies", {"act": None, "giver": giver.name, "holder": holder.name, "counted": True})


def opening(sheet: Sheet) -> None:
    """Quorum, agenda and the approval of the last minutes, which is no deliberation."""
    sheet.heading("ORDRE DU JOUR", after=4)
    for n, text in enumerate(AGENDA, 1):
        sheet.para(f"{n}. {text}", align="L", indent=24, after=1)
    sheet.para("Questions diverses", align="L", indent=24, after=10)
    sheet.para("Le quorum étant atteint, Monsieur le Maire ouvre la séance à 18 h 35.", after=10)
    sheet.heading(f"1. {AGENDA[0]}", align="L")
    sheet.para(
        "Monsieur le Maire demande si le procès-verbal appelle des observations. Aucune observation "
        "n’étant formulée, le procès-verbal est approuvé à l’unanimité.",
        after=10,
    )


def closing(sheet: Sheet) -> None:
    """An information point, the end and the signatures."""
    sheet.heading(f"9. {AGENDA[8]}", align="L")
    sheet.para(
        "Monsieur L'HERMENAULT présente le rapport transmis par le syndicat des eaux. Le rendement du "
        "réseau atteint 84,6 %. Le prix du mètre cube s’établit à 2,31 € pour une consommation de 120 m³. "
        "Le conseil municipal prend acte de ce rapport."
    )
    sheet.heading("Questions diverses", align="L")
    sheet.para(
        "Madame OUDINEAU signale le mauvais état de l’escalier de la jetée. Les services techniques interviendront."
    )
    sheet.para("L’ordre du jour étant épuisé, la séance est levée à 20 h 47.", after=14)
    sheet.keep(90)
    sheet.side_by_side(
        ["La secrétaire de séance,", "", "", "Yasmine IDRISSOUANE"], ["Le Maire,", "", "", "Thibault MARSAUDIN"]
    )
    sheet.para("Affiché le 3 octobre 2024", size=10, align="L", before=12)
