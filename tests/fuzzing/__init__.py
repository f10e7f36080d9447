"""Filings with faults put in on purpose, and what must be seen of each."""
