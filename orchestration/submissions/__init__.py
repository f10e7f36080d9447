"""Files as received → landing rows.

What belongs here: recognising a form, reading its cells, number grammar,
provenance, the landing contract. What does not: plausibility (that is
`expectations/`), formulas (that is `dbt_project/`), Dagster, dbt.
"""
