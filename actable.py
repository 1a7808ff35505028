"""Actable: French local authority acts as tables."""
