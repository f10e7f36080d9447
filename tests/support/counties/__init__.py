"""All counties of a comparison with the oracle: every case and random ones, each with a code and its years.

What belongs here: a module per group of rule sets that one comparison is about. What does not: what is wrong
with a county (`cases`), or what its verdict is (`tests.oracle`).
"""

#: Any seed will do; this one is kept so that a failure can be looked at again.
SEED = 20241122
