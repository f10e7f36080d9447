"""docs/runbooks.md carried out: `make runbooks`, some minutes, as it makes four whole runs.

What belongs here: the page's commands, in a checkout of their own, and what must come of them. What does not:
whether its commands are known (`unit/cli/test_calls`), which every `make test` asks.
"""
