"""Differences between a county's schools, and its resource allocation.

What belongs here: the student-weighted 差异系数 and the dimension that rests on
sections and differences. What does not: how a single section is judged, or the
county's verdict (`verdict`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction

from tests.oracle import standard
from tests.oracle.filing import CountyYear
from tests.oracle.indicators import (
    FAIL,
    INSUFFICIENT_DATA,
    NOT_APPLICABLE,
    PASS,
    SectionVerdict,
)
from tests.oracle.rule_sets import CV_DECIMALS
from tests.oracle.sections import Scope, Section, sections_of

#: Changes after which a school need not file any more.
ENDINGS = ("close", "merge")

#: Half of the last decimal at which coefficients are published.
ROUNDING_HALF = Fraction(1, 2 * 10**CV_DECIMALS)


@dataclass(frozen=True)
class Spread:
    """Student-weighted mean and variance of one indicator, exact."""

    mean: Fraction
    variance: Fraction

    @property
    def sd(self) -> float:
        """Standard deviation S."""
        return math.sqrt(self.variance)

    @property
    def cv(self) -> float:
        """差异系数 S ÷ mean."""
        return math.sqrt(self.variance / self.mean**2)


def spread(values: list[tuple[int, Fraction]]) -> Spread:
    """差异系数, from (students P, value X) of each section: X̄ = ΣP·X ÷ ΣP, S² = Σ(P ÷ ΣP)·(X − X̄)²."""
    students = sum(number for number, _ in values)
    mean = sum((number * value for number, value in values), Fraction(0)) / students
    variance = sum((number * (value - mean) ** 2 for number, value in values), Fraction(0)) / students
    return Spread(mean, variance)


@dataclass(frozen=True)
class Balance:
    """One indicator of one stage over a county; «ALL» is the mean of the seven CVs.

    `shares`: each section's (students, value, part of the variance), by school;
    the part is None where there is no variance to have a part of.
    """

    stage: str
    indicator_id: str
    sections: int
    students: int | None
    mean: float | None
    sd: float | None
    cv: float | None
    status: str
    reason: str | None
    shares: dict[str, tuple[int | None, Fraction | None, float | None]] = field(default_factory=dict)
    rounding_matters: bool = False


def has_directory(filing: CountyYear) -> bool:
    return any(school.in_directory for school in filing.schools)


def gone(this: CountyYear, last: CountyYear | None) -> list[Section]:
    """Sections that were judged last year, or should have been, of a school that has vanished since.

    It is neither listed nor filed for now, and no ending is on record.
    """
    if last is None:
        return []
    here = {school.code for school in this.schools if school.in_directory or school.stages}
    changes = [*last.changes, *this.changes]
    ended = {change.school_code for change in changes if change.change in ENDINGS}
    return [
        Section(section.school, section.stage, Scope.PERHAPS, "SCHOOL_NOT_FILED", None, None, ())
        for section in sections_of(last)
        if section.scope is not Scope.OUT
        if section.school.in_directory and section.school.counted is not False
        if section.school.code not in here | ended
    ]


def _balance(
    stage: str, indicator_id: str, verdicts: list[SectionVerdict], this: CountyYear, decides_on: str
) -> Balance:
    """One indicator's difference between the sections of one stage."""

    def without(reason: str, status: str = INSUFFICIENT_DATA) -> Balance:
        return Balance(stage, indicator_id, len(verdicts), None, None, None, None, status, reason, shares)

    shares: dict[str, tuple[int | None, Fraction | None, float | None]] = {}
    if not verdicts and this.filed:
        if not has_directory(this):
            return without("DIRECTORY_NOT_FILED")
        return without("NO_SECTIONS", NOT_APPLICABLE)
    values: list[tuple[str, int, Fraction]] = []
    for verdict in verdicts:
        code = verdict.section.school.code
        having = verdict.indicators[indicator_id]
        shares[code] = (having.denominator, having.value, None)
        if having.value is not None and having.denominator is not None:
            values.append((code, having.denominator, having.value))
    if not this.filed:
        return without("NOT_FILED")
    if len(values) < len(verdicts):
        return without("SECTION_MISSING")
    found = spread([(number, value) for _, number, value in values])
    students = sum(number for _, number, _ in values)
    if found.mean == 0:
        reason = "ZERO_MEAN"
        return Balance(
            stage, indicator_id, len(verdicts), students, 0.0, None, None, INSUFFICIENT_DATA, reason, shares
        )
    limit = standard.CV_LIMITS[stage]
    # Compared as squares, so that the root costs no exactness: CV ≤ limit·(1 + tolerance).
    raw = found.variance <= (limit * (1 + standard.TOLERANCE) * found.mean) ** 2
    # Rounded half up to three decimals, a coefficient below limit + 0.0005 is the limit or less.
    by_table = found.variance < ((limit + ROUNDING_HALF) * found.mean) ** 2
    within = by_table if decides_on == "rounded" else raw
    if found.variance > 0:
        for code, number, value in values:
            part = number * (value - found.mean) ** 2 / students / found.variance
            shares[code] = (number, value, float(part))
    return Balance(
        stage,
        indicator_id,
        len(verdicts),
        students,
        float(found.mean),
        found.sd,
        found.cv,
        PASS if within else FAIL,
        None,
        shares,
        raw != by_table,
    )


def balance_of(verdicts: list[SectionVerdict], this: CountyYear, decides_on: str = "raw") -> list[Balance]:
    """All 差异系数 of a county: seven for each stage, and their mean, which decides nothing."""
    rows: list[Balance] = []
    for stage in standard.COMPULSORY:
        judged = [
            verdict
            for verdict in verdicts
            if verdict.section.stage == stage and verdict.section.scope is not Scope.OUT
        ]
        seven = [
            _balance(stage, indicator_id, judged, this, decides_on) for indicator_id in standard.INDICATORS
        ]
        coefficients = [row.cv for row in seven if row.cv is not None]
        whole = len(coefficients) == len(seven)
        mean = math.fsum(coefficients) / len(seven) if whole else None
        reason = "DECIDES_NOTHING" if whole else max(row.reason or "" for row in seven if row.cv is None)
        known = [row.students for row in seven if row.students is not None]
        students = max(known) if known else None
        sections = seven[0].sections
        composite = Balance(stage, "ALL", sections, students, None, None, mean, NOT_APPLICABLE, reason)
        rows += [*seven, composite]
    return rows


def resource_allocation(
    this: CountyYear, judged: list[str], differences: list[str]
) -> tuple[str, str | None]:
    """Every section complies, and each of the differences is within its limit; three-valued."""
    if not this.filed:
        return INSUFFICIENT_DATA, "NOT_FILED"
    if FAIL in judged and FAIL in differences:
        return FAIL, "SECTIONS_AND_BALANCE_FAIL"
    if FAIL in judged:
        return FAIL, "SECTIONS_FAIL"
    if FAIL in differences:
        return FAIL, "BALANCE_FAILS"
    if not has_directory(this):
        return INSUFFICIENT_DATA, "DIRECTORY_NOT_FILED"
    if not judged:
        return NOT_APPLICABLE, "NO_SECTIONS"
    if INSUFFICIENT_DATA in judged or INSUFFICIENT_DATA in differences:
        return INSUFFICIENT_DATA, "REQUIREMENT_MISSING"
    return PASS, None
