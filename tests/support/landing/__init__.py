"""What made-up counties file, written as landing Parquet.

What belongs here: the way from the oracle's filings to the landing contract. What does not: any verdict.
"""
