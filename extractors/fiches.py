"""Fiches-action: their heading, their summary and their narrative sections."""

from __future__ import annotations

from extractors.fiche_heads import fiche_starts, opens_fiche

__all__ = ["fiche_starts", "opens_fiche"]
