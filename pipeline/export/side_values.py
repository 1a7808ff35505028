"""Values that acts do not print: read from a side file, and the list of those still missing in the same form."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.export.flat import safe_cell

SCOPES = ("subvention", "deliberation", "beneficiaire", "collectivite", "tout")  # the narrowest first
COLUMNS = ("portee", "cle", "champ", "valeur")


class SideFileError(ValueError):
    """A side file that cannot be used; the message names the line and the way out."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A value that an export would need and does not have, or one that it left out, and why."""

    file: str
    line: int | None
    scope: str
    key: str
    field: str
    reason: str


@dataclass
class SideValues:
    """Values by scope (``collectivite``, ``deliberation``…), key (its name, number or id) and field."""

    values: dict[tuple[str, str, str], str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path, schemas: Sequence[Mapping[str, Any]]) -> SideValues:
        """Read a CSV file with the columns portee, cle, champ, valeur; commas or semicolons, UTF-8.

        Raises SideFileError on a line that no field of ``schemas`` takes.
        """
        try:
            text = path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as problem:
            raise SideFileError(f"{path} cannot be read as UTF-8 text ({type(problem).__name__})") from None
        fields = {spec["name"]: spec for schema in schemas for spec in schema["fields"]}
        delimiter = ";" if ";" in text.split("\n", 1)[0] else ","
        reader = csv.DictReader(text.splitlines(), delimiter=delimiter)
        if not set(COLUMNS) <= set(reader.fieldnames or ()):
            raise SideFileError(f"{path}: its first line must name the columns {', '.join(COLUMNS)}")
        found = cls()
        for row in reader:
            value = (row["valeur"] or "").strip()
            if not value:
                continue
            scope, name = (row["portee"] or "").strip(), (row["champ"] or "").strip()
            where = f"{path}, line {reader.line_num}"
            if scope not in SCOPES:
                raise SideFileError(f"{where}: portee is one of {', '.join(SCOPES)}, not {scope!r}")
            if name not in fields:
                raise SideFileError(f"{where}: there is no field {name!r}")
            value = value.removeprefix("'")
            if value not in TOKENS:
                _check(fields[name], value, where)
            found.values[scope, folded(row["cle"] if scope != "tout" else ""), name] = value
        return found

    def get(self, name: str, keys: Mapping[str, Sequence[str | None]]) -> str | None:
        """The value of a field for the narrowest scope that has one; ``keys`` are the names of each scope."""
        for scope in SCOPES:
            for key in keys.get(scope, ("",) if scope == "tout" else ()):
                if key is not None and (scope, folded(key), name) in self.values:
                    return self.values[scope, folded(key), name]
        return None


SITTING, YEARS = "date de la délibération", "années de la subvention"
TOKENS = (SITTING, YEARS)
"""What a side file may say instead of a date: take it from the act, on the word of whoever writes the file."""


def folded(key: str | None) -> str:
    """A key without case and surplus spaces, and without the apostrophe that keeps spreadsheets from running it."""
    return " ".join((key or "").removeprefix("'").split()).casefold()


def _check(spec: Mapping[str, Any], value: str, where: str) -> None:
    rules = spec.get("constraints", {})
    name = spec["name"]
    if "pattern" in rules and not re.fullmatch(rules["pattern"].strip("^$"), value):
        raise SideFileError(f"{where}: {name} has the form {rules['pattern']}, which {value!r} has not")
    if "enum" in rules and value not in rules["enum"]:
        raise SideFileError(f"{where}: {name} is one of {', '.join(rules['enum'])}")
    if spec["type"] == "boolean" and value not in ("oui", "non"):
        raise SideFileError(f"{where}: {name} is oui or non")
    if spec["type"] == "date" and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise SideFileError(f"{where}: {name} is a date AAAA-MM-JJ")
    if spec["type"] in ("number", "integer") and not re.fullmatch(r"-?\d+(\.\d+)?", value):
        raise SideFileError(f"{where}: {name} is a number with a decimal point")
    if "SIRET" in spec["description"] and re.fullmatch(r"\d{14}", value):
        from stdnum.fr import siret

        if not siret.is_valid(value):
            raise SideFileError(f"{where}: {value} is no SIRET (its check digit is wrong)")


def write_gaps(path: Path, gaps: Sequence[Gap]) -> None:
    """Write what is missing as a side file to fill in: one line for each value, with the reason beside it."""
    seen: dict[tuple[str, str, str, str], Gap] = {}
    for gap in gaps:
        seen.setdefault((gap.file, gap.scope, gap.key, gap.field), gap)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*COLUMNS, "fichier", "ligne", "raison"])
        for gap in seen.values():
            line = gap.line or ""
            writer.writerow([gap.scope, safe_cell(gap.key), gap.field, "", gap.file, line, safe_cell(gap.reason)])
