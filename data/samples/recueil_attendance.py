"""The same assembly listed in three ways: columns, a table, a paragraph."""

from __future__ import annotations

from typing import Any

from samples.drawing import Sheet
from samples.grid import Cell, Grid, draw
from samples.people import INTERCOMMUNALITE as I
from samples.truth import Person, Truth

GIVEN = {
    "DUCASTAINGUE": "CAZAUBIEL",
    "LAFFITTEAU": "BLANCHETEAU",
    "NABARROUX": "LE GOASTREZ",
    "ROUMEGOUSE": "SENTENACQ",
}
EXCUSED = ("MESPLÈDERE", "TOUYAREDON")
PRESENT = [person for family, person in I.items() if family not in GIVEN and family not in EXCUSED]
TOWNS = ("Castelnau-les-Pins", "Port-Clairval", "Saint-Loubès-de-Lande", "Vieille-Sauvagne", "Arx-sur-Brédance")


def reversed_name(person: Person) -> str:
    """ "FAMILY Given"."""
    return f"{person.family} {person.given}"


def in_columns(sheet: Sheet, truth: Truth) -> None:
    """Three columns, read down each."""
    sheet.para("**Étaient présents :**", after=2)
    sheet.columns([reversed_name(person) for person in PRESENT], 3, size=9.5)
    sheet.para("**Absents ayant donné pouvoir :**", after=2)
    sheet.columns([f"{reversed_name(I[a])} à {reversed_name(I[b])}" for a, b in GIVEN.items()], 2, size=9.5)
    sheet.para("**Absents excusés :** " + ", ".join(reversed_name(I[family]) for family in EXCUSED), after=4)
    told(truth, 1)


def in_prose(sheet: Sheet, truth: Truth) -> None:
    """Paragraphs. The head says 16 present, the list has 15."""
    sheet.para("**Présents :** " + ", ".join(reversed_name(person) for person in PRESENT) + ".")
    given = ", ".join(f"{reversed_name(I[a])} (pouvoir à {reversed_name(I[b])})" for a, b in GIVEN.items())
    sheet.para(f"**Absents représentés :** {given}.")
    sheet.para("**Absents excusés :** " + ", ".join(reversed_name(I[family]) for family in EXCUSED) + ".")
    told(truth, 3)


def told(truth: Truth, act: int) -> None:
    """The truth of the lists in columns and in prose."""
    truth.listing(act, PRESENT, "present", honorific=False)
    truth.listing(act, [I[family] for family in GIVEN], "represented", honorific=False)
    truth.listing(act, [I[family] for family in EXCUSED], "excused", honorific=False)
    for giver, holder in GIVEN.items():
        truth.add("proxies", {"act": act, "giver": I[giver].name, "holder": I[holder].name, "counted": True})


def in_a_table(sheet: Sheet, truth: Truth) -> list[Grid]:
    """One row a member; one proxy goes to a member who is absent too."""
    given = {**GIVEN, "TOUYAREDON": "MESPLÈDERE"}
    rows: list[Any] = [["NOM Prénom", "Commune", "Présent", "Absent", "Pouvoir à"]]
    for n, (family, person) in enumerate(I.items()):
        here = person in PRESENT
        holder = reversed_name(I[given[family]]) if family in given else ""
        rows.append([reversed_name(person), TOWNS[n % 5], "X" if here else "", "" if here else "X", holder])
        status = "present" if here else "represented" if family in given else "absent"
        truth.listing(2, [person], status, honorific=False)
        if family in given:
            row = {"act": 2, "giver": person.name, "holder": I[given[family]].name, "counted": True}
            truth.add("proxies", row)
    grid = Grid(
        [142, 118, 48, 48, 119], rows, header=Cell(align="C", bold=True, fill=225), align="LLCCL", size=9, pad=2
    )
    draw(sheet, grid)
    return [grid]
