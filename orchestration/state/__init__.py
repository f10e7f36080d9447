"""What a warehouse holds, what can be built from raw/ again, and what becomes of it when it is damaged.

What belongs here: the table of all state, looking at it before a run works, setting aside what is damaged,
the layout of a warehouse of another version. What does not: building anything again, which a run does.
"""
