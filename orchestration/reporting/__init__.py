"""What people get in their hands: workbooks and reports made from findings and marts.

What belongs here: how results are written for people. What does not: finding anything out; what comes in is
data. Of other working packages only the trace's is imported: a formula is written in one way.
"""
