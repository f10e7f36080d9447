"""From a verdict back to the cells it rests on.

What belongs here: reading a release's `evidence` and putting it into words. What does not: any figure a
release does not hold, or opening a file of raw/ (`commands/reread.py` does, when asked to).
"""
