"""The groups of the asset graph: few, so that it is read at first sight, and named in the order of the flow.

What belongs here: their names. What does not: which asset is in which.
"""

LANDING, STANDARDS, FACTS, INDICATORS, VERDICTS, RELEASE = (
    f"{place}_{name}"
    for place, name in enumerate(
        ("landing", "standards", "facts", "indicators", "verdicts", "release"), start=1
    )
)
