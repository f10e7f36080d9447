"""Measurements, not tests: run by `make benchmarks`, never by `make test`.

What belongs here: scripts that measure a ratio in one run and print it. What does not: assertions on time.
"""
