"""The oracle: the verdicts of a county, worked out in plain Python from the documents.

What belongs here: the standard's numbers typed a second time, and the
arithmetic in exact fractions, in the order a county statistician would do it
by hand. What does not: SQL, data frames, the registry seeds, or anything the
dbt models use: the two are compared, so they must share nothing but the text.

Reading order: `filing` (what a county files), `standard` (the numbers),
`sections` (which school sections there are), `indicators` (R1–R7 and the
section's verdict), `county` (differences between schools), `collection` (a
county's own sheets), `rule_sets`, `government`, `quality_of_education`,
`requirements` (how parts decide), `transition`, and `verdict` (the county). Beside quality balance:
`neighbours` (rule sets that rest on a county's items) and `basic_balance`; beside verdicts: `plans`,
`recognition`, `townships`, `ledger_life`.
"""
