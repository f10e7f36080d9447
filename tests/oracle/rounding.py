"""Comparing a raw value or its rounded form with a threshold.

What belongs here: rounding as the published tables do it, and whether it
would change a decision. What does not: thresholds.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from tests.oracle.rule_sets import Demand


def rounded(value: Fraction, decimals: int) -> Fraction:
    """Rounded half up."""
    return Fraction(floor(value * 10**decimals + Fraction(1, 2)), 10**decimals)


@dataclass(frozen=True)
class Decision:
    """Whether a value meets a demand as decided; `rounding_matters`: raw and rounded differ."""

    is_met: bool
    rounding_matters: bool


def decide(value: Fraction, demand: Demand, decimals: int, decides_on: str) -> Decision:
    """Compare the raw or the rounded value, as the rule set says."""
    raw, by_table = demand.is_met_by(value), demand.is_met_by(rounded(value, decimals))
    return Decision(by_table if decides_on == "rounded" else raw, raw != by_table)
