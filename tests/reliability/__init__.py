"""What a service that runs for years must survive, counted: kills, readers meanwhile, damaged state.

What belongs here: trials that report counts, of any size. What does not: tests, which hold a small run of
each.
"""
