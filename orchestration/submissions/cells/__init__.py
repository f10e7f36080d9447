"""What a cell says: the grammar of numbers, codes and words, text made comparable, units.

What belongs here: single cells, and whole columns of them by the same grammar. What does not: where a cell
stands in a sheet, what it is called, what lands of it.
"""
