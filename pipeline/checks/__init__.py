"""The checks that an auditor would make, over the tables of a run. They read Parquet only."""

from __future__ import annotations

from pipeline.checks.catalogue import CHECKS
from pipeline.checks.registry import SEVERITIES, Check, Finding, Rule, Severity, Silent, rule
from pipeline.checks.run import Report, check_files, check_folder, check_tables

__all__ = [
    "CHECKS",
    "SEVERITIES",
    "Check",
    "Finding",
    "Report",
    "Rule",
    "Severity",
    "Silent",
    "check_files",
    "check_folder",
    "check_tables",
    "rule",
]
