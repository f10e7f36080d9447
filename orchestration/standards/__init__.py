"""The registry of standards: read, checked, compared.

Layer: reads the CSV seeds of `dbt_project/seeds/standards` and their properties files. Knows no
Dagster, no dbt, no Great Expectations; imports nothing heavy. Judging counties is the models' work.
"""
