"""All checks, in the order of rules.toml: importing their modules registers them."""

from __future__ import annotations

from models.lexicon import load
from pipeline.checks import across, acts, attendance, money_amounts, money_codes, money_sums, privacy, votes
from pipeline.checks.registry import REGISTERED, Check

MODULES = (attendance, votes, acts, money_sums, money_amounts, money_codes, across, privacy)
CHECKS: dict[str, Check] = {slug: REGISTERED[slug] for slug in load("rules")["checks"]}
