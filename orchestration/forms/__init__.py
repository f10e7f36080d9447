"""Forms as an office writes them: the sheets that a layout describes, and empty ones to fill in.

What belongs here: which forms make up a workbook, titles, header rows, drop-downs and number rules. What does
not: reading a form (`submissions`), or any figure. It knows the layouts and nothing else of the house;
`sample` fills its sheets with made-up figures, `junheng template` leaves them empty.
"""
