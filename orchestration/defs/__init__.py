"""Dagster, thin: assets, checks, jobs and automation over the working packages.

Layer: may import everything else; nothing imports it but `definitions.py` and the commands.
"""
