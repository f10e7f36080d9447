"""What is agreed on: the landing relations, the layouts of the forms, the words of a rejection.

What belongs here: data that the other rooms go by, and its checks. What does not: reading anything that was
filed.
"""
