"""Dagster's instance in the warehouse: its settings, its runs' lives, what their steps print.

Layer: knows Dagster and no asset; `defs/` and the commands stand above it.
"""
