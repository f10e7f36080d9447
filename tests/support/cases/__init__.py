"""Counties about one thing each: a line that a verdict turns on, what lies beside it, what was not filed.

What belongs here: a module per subject, each yielding (kind, county); and what they are made of
(`school_maker`, `model_county`). What does not: which code and years a county gets (`counties`), or what its
verdict is (`tests.oracle`).
"""
