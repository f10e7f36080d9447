"""A file's bytes → its sheets of cells, or a rejection that says why.

What belongs here: xlsx, xls, ods, csv: what is inside them. What does not: what a cell means, where a table
begins.
"""
