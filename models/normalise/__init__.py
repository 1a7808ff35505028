"""From printed French to values: dates, times, amounts, names, references, identifiers, assemblies."""
