"""The order of the test files.

What belongs here: what concerns all tests. What does not: fixtures, which stand beside their tests.
"""

from __future__ import annotations

import pytest

#: Files that take longest, longest first: they begin first, so that no process is left alone with one.
LONGEST = (
    "dagster/test_run.py",
    "made_up/test_quality_balance.py",
    "landing_gate/test_gate.py",
    "cli/test_check.py",
    "made_up/test_neighbours.py",
    "golden/test_neighbours.py",
    "landing_gate/test_records.py",
    "test_filings_over_time.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Longest files first; the others, and the tests of a file, as they were found."""
    items.sort(key=lambda item: _place(item.path.as_posix()))


def _place(path: str) -> int:
    places = (place for place, file in enumerate(LONGEST) if path.endswith(f"/{file}"))
    return next(places, len(LONGEST))
