"""Rows that must be there against rows that are: a line for every difference.

What belongs here: equality of rows. What does not: what the rows must be (the other modules).
"""

from __future__ import annotations

import math
from typing import Any

Row = dict[str, Any]

RELATIVE_TOLERANCE = 1e-9


def agree(expected: Any, found: Any, scale: float = 0.0) -> bool:
    """Equal; numbers to 1e-9 of themselves, or of `scale` where they are differences of larger ones."""
    if isinstance(expected, (bool, str)) or expected is None or found is None:
        return bool(expected == found)
    return math.isclose(expected, found, rel_tol=RELATIVE_TOLERANCE, abs_tol=RELATIVE_TOLERANCE * scale)


def _scale(row: Row, column: str) -> float:
    """What a column's value is a difference of, so that it may be exactly 0 on one side only."""
    if column == "margin":
        return float(row["threshold"] or 0.0)
    if column == "sd":
        # Of equal values the oracle's spread is exactly 0, a binary quotient's some 1e-16 of the mean.
        return abs(float(row["mean"] or 0.0))
    if column == "cv":
        return 1.0
    if column == "variance_share":
        # Differences from the mean are known to 1e-9 of the mean, which is 1e-9 ÷ CV of themselves.
        return max(1.0, 1 / float(row["_cv"])) if row["_cv"] else 1.0
    return 0.0


def differences(table: str, key: tuple[str, ...], expected: list[Row], found: list[Row]) -> list[str]:
    """A line for every row too few, too many or different; both directions.

    Columns whose name begins with «_» say how exactly to compare, and are not compared.
    """
    wanted = {tuple(row[column] for column in key): row for row in expected}
    there = {tuple(row[column] for column in key): row for row in found}
    lines = []
    if len(wanted) != len(expected):
        lines.append(f"{table}: the oracle has {len(expected) - len(wanted)} repeated keys")
    if len(there) != len(found):
        lines.append(f"{table}: {len(found) - len(there)} repeated keys")
    lines += [f"{table} missing: {wanted[k]}" for k in sorted(wanted.keys() - there.keys())]
    lines += [f"{table} extra: {there[k]}" for k in sorted(there.keys() - wanted.keys())]
    for k in sorted(wanted.keys() & there.keys()):
        unequal = [
            f"{column} {there[k][column]!r} should be {value!r}"
            for column, value in wanted[k].items()
            if not column.startswith("_")
            and not (there[k][column] is None and column in wanted[k].get("_may_be_withheld", ()))
            and not agree(value, there[k][column], _scale(wanted[k], column))
        ]
        if unequal:
            lines.append(f"{table} {k}: " + ", ".join(unequal))
    return lines
