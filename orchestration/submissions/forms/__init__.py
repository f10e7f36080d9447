"""A table → the layout it fits → landing rows.

What belongs here: choosing a layout, reading lists (one record a row) and matrix forms by it, putting the
tables of a file together, and the draft of a layout for a table that none fits. What does not: folders, other
files.
"""
