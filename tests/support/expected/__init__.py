"""The rows that the marts must have, from the oracle's verdicts, and how rows are compared.

What belongs here: the shape of the marts, a module per group of rule sets. What does not: how a verdict
comes about (`tests.oracle`).
"""
