"""The commands behind `junheng`: thin, one module each, heavy imports inside functions.

Layer: calls inventory, plan, lock, release and, for a run, the Dagster definitions; nothing
imports it but `cli.py`.
"""
