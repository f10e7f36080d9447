"""Who hears of what: what happened → cause → message → channels → record.

What belongs here: telling people that a run ended unpublished, that filings were refused, that a deadline
passed, once a cause, and that it is mended. What does not: Dagster (`defs/alerts.py` looks at its runs and
calls this room), judging, and anything that could make a run fail: whatever goes wrong here is said, and no
more.
"""
