"""Which kinds of case a set of counties holds, so that a comparison cannot lose one unseen.

What belongs here: recognising a case by figures and verdicts. What does not: making cases (`cases`).
"""
