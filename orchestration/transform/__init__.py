"""dbt: parsed and run in a process of its own, for the marts and for the marts as filed.

What belongs here: starting dbt, telling it what to build, what it said. What does not: SQL (`dbt_project/`),
how its nodes are shown (`defs/`). `compat.py` alone touches what Dagster and dbt keep to themselves.
"""
