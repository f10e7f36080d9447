"""Mutation of the registry: each rule is changed a little, one at a time, and a test must notice.

`make mutate` runs it; it is not part of `make test`. See `mutate.py`.
"""
