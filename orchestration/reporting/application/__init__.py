"""The application form 申报表 of a county, filled in from a release.

What belongs here: what stands in which cell of the official forms, and the evidence of each. What does
not: deciding anything; a form holds figures of the release, and nothing else.
"""
