"""Identifiers: the same content gives the same ones on every machine and in every run."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import date
from functools import lru_cache

_LENGTH = 16  # hexadecimal digits kept of a sha256: no clash to fear below a billion documents


def document_id(sha256: str) -> str:
    """The id of a document, from the sha256 of its bytes in hexadecimal."""
    return sha256[:_LENGTH]


def place_id(source_uri: str) -> str:
    """The id of an input without bytes (a missing file), from its place."""
    return "place-" + hashlib.sha256(source_uri.encode("utf-8", "surrogateescape")).hexdigest()[:_LENGTH]


def session_id(authority: str | None, body: str | None, session_on: date | None) -> str | None:
    """The id of a sitting, readable: ``ville-de-beaulieu_conseil-municipal_2023-06-26``.

    None when authority or date is not known: two such sittings must not pass for one. Spelling, case and accents of
    the authority do not count.
    """
    slug = _slug(authority or "")
    if not slug or session_on is None:
        return None
    return "_".join(part for part in (slug, _slug(body or ""), session_on.isoformat()) if part)


@lru_cache(4096)
def authority_key(authority: str | None) -> str | None:
    """An authority as ids know it, None when it is not known: "Ville de Lyon" is "Commune de Lyon"."""
    return re.sub(r"^(?:ville|mairie|municipalite)-", "commune-", _slug(authority or "")) or None


def person_id(name: str, scope: str | None = None) -> str | None:
    """The id of a person, from the folded name and the authority; None for a name without a letter."""
    from models.normalise.names import fold_name

    folded = fold_name(name)
    if not folded:
        return None
    key = f"{scope} {folded}" if scope else folded
    return "person-" + hashlib.sha256(key.encode("utf-8")).hexdigest()[:_LENGTH]


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE")).lower()
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")
