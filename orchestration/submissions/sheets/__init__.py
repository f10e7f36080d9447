"""A sheet → its tables, the header path of every column, and what stands above them.

What belongs here: what can be told without knowing which form it is: tables, headers, title blocks, the years
and counties that titles name. What does not: layouts laid over a table (forms).
"""
