"""`raw/` → the landing of a school year.

What belongs here: which files count, what their manifest and the dated records say, what is read again, what
takes the place of what. What does not: what stands in a file (forms).
"""
