"""Townships of a county, told once more: enrolment, drop-out and retention by the county's own formulas.

What belongs here: the ratios in exact fractions, pupils at school elsewhere among them. What does not: a
county's own verdict (`neighbours`, `quality_of_education`).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from tests.oracle.indicators import FAIL, INSUFFICIENT_DATA, NOT_APPLICABLE, PASS

Filed = Mapping[str, int | None]

#: 教督〔2017〕6号 教育质量第1项. For enrolment and drop-out no national limit is stated.
RETENTION_LEAST = 95


def ratios(filed: Filed) -> dict[str, tuple[Fraction, Fraction] | None]:
    """Numerator and denominator of each indicator; None where a figure was left blank."""
    found: dict[str, tuple[Fraction, Fraction] | None] = {}
    for indicator, stage in (("E1", "primary"), ("E2", "junior")):
        in_school = _sum(filed, {f"{stage}_in_school": 1, f"{stage}_in_school_elsewhere": 1})
        found[indicator] = _both(in_school, _sum(filed, {f"{stage}_population": 1}))
    for indicator, stage in (("E3", "primary"), ("E4", "junior")):
        gone = _sum(filed, {f"{stage}_dropped_out": 1})
        found[indicator] = _both(gone, _sum(filed, {f"{stage}_students": 1}))
    stayed = {"junior_graduates": 1, "junior_transferred_in": -1, "junior_transferred_out": 1}
    began = {"junior_grade7": 1, "junior_deaths": -1}
    found["Q1"] = _both(_sum(filed, stayed), _sum(filed, began))
    return found


def _sum(filed: Filed, terms: Mapping[str, int]) -> Fraction | None:
    total = Fraction(0)
    for name, sign in terms.items():
        value = filed.get(name)
        if value is None:
            return None
        total += sign * value
    return total


def _both(part: Fraction | None, whole: Fraction | None) -> tuple[Fraction, Fraction] | None:
    return None if part is None or whole is None else (part, whole)


def percent(ratio: tuple[Fraction, Fraction] | None) -> Fraction | None:
    """The rate in percent; None where it is not known, or of nobody."""
    return 100 * ratio[0] / ratio[1] if ratio is not None and ratio[1] else None


def status(indicator: str, value: Fraction | None) -> str:
    """Whether a township meets the limit, where there is one."""
    if value is None:
        return INSUFFICIENT_DATA
    if indicator != "Q1":
        return NOT_APPLICABLE
    return PASS if value >= RETENTION_LEAST else FAIL
