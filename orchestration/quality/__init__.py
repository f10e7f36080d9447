"""The gates: what is checked on the landing and on the marts, and what was found.

What belongs here: reading the suites of `expectations/`, running them with Great Expectations,
writing results, findings and quarantine as Parquet, drawing the Data Docs. What does not: reading
submissions, building marts, deciding whether a release may be published (`release/` does).
"""
