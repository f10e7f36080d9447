"""National basic balance (教督〔2012〕3号): the mean of eight 差异系数 per stage.

What belongs here: which sections it compares, the eight quantities, the limit of their mean. What does
not: the split of shared things (`sections`) and the weighted spread (`county`), which are the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction

from tests.oracle import standard
from tests.oracle.county import Spread, has_directory, spread
from tests.oracle.filing import (
    EQUIPMENT_VALUE,
    INDOOR_SPORTS_AREA,
    INTERMEDIATE_TITLE,
    JUNIOR,
    PRIMARY,
    SPORTS_GROUND_AREA,
    TEACHERS,
    TEACHING_AREA,
    CountyYear,
)
from tests.oracle.indicators import FAIL, INSUFFICIENT_DATA, NOT_APPLICABLE, PASS, premises_of, teachers_of
from tests.oracle.requirements import combined
from tests.oracle.sections import Section, sections_of, total

STANDARD_ID = "national-basic-2012"
#: The mean of the eight is at most this.
CV_LIMITS = {PRIMARY: Fraction("0.65"), JUNIOR: Fraction("0.55")}
CV_DECIMALS = 3
#: Teaching points are out, and schools that the county does not run (举办者 7 县级教育部门, 8 县级其他).
TYPES = ("211", "219", "311", "312", "319", "341", "345")
RUN_BY_THE_COUNTY = ("7", "8")
BOOKS, COMPUTERS = "books", "computers"
#: What a school's stages use together, and in what columns it is filed.
SHARED = {
    "B1": (TEACHING_AREA,),
    "B2": (SPORTS_GROUND_AREA, INDOOR_SPORTS_AREA),
    "B3": (EQUIPMENT_VALUE,),
    "B4": (COMPUTERS,),
    "B5": (BOOKS,),
}
INDICATORS = ("B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8")
PER_HUNDRED = ("B4",)

Share = tuple[int | None, Fraction | None, float | None]


@dataclass(frozen=True)
class Difference:
    """One quantity of one stage over a county; «ALL» is the mean of the eight CVs, which decides.

    `shares`: each section's (students, value, part of the variance), by school.
    """

    stage: str
    indicator_id: str
    sections: int
    students: int | None
    spread: Spread | None
    cv: float | None
    status: str
    reason: str | None
    rounding_matters: bool = False
    shares: dict[str, Share] = field(default_factory=dict)


@dataclass(frozen=True)
class BasicVerdict:
    """A county under basic balance."""

    filing: CountyYear
    differences: list[Difference]
    status: str

    @property
    def deciding(self) -> list[Difference]:
        """The means of both stages."""
        return [each for each in self.differences if each.indicator_id == "ALL"]


def judge_basic(filing: CountyYear) -> BasicVerdict:
    """A county that filed something."""
    compared = [section for section in sections_of(filing) if _is_compared(section)]
    differences = []
    for stage in standard.COMPULSORY:
        own = [section for section in compared if section.stage == stage]
        of_none = "NO_SECTIONS" if has_directory(filing) else "DIRECTORY_NOT_FILED"
        eight = [_difference(stage, indicator_id, own, of_none) for indicator_id in INDICATORS]
        differences += [*eight, _mean(stage, eight)]
    means = [each.status for each in differences if each.indicator_id == "ALL"]
    return BasicVerdict(filing, differences, combined(means))


def _is_compared(section: Section) -> bool:
    """A section that files students, of a school that the county runs and that is no teaching point."""
    school = section.school
    return school.type_code in TYPES and school.sponsor in RUN_BY_THE_COUNTY and bool(section.students)


def _quantity(section: Section, indicator_id: str) -> Fraction | None:
    if indicator_id in SHARED:
        whole = total(premises_of(section, column) for column in SHARED[indicator_id])
        return None if whole is None or section.share is None else section.share * whole
    if indicator_id == "B6":
        return teachers_of(section, (TEACHERS,))
    if indicator_id == "B7":
        return teachers_of(section, standard.QUALIFIED[section.stage])
    return teachers_of(section, (INTERMEDIATE_TITLE,))


def _difference(stage: str, indicator_id: str, sections: list[Section], of_none: str) -> Difference:
    """One 差异系数, which by itself decides nothing; `of_none`: why there is none without sections."""
    multiplier = 100 if indicator_id in PER_HUNDRED else 1
    values: dict[str, tuple[int, Fraction]] = {}
    shares: dict[str, Share] = {}
    for section in sections:
        quantity = _quantity(section, indicator_id)
        students = section.students or 0
        shares[section.school.code] = (students, None, None)
        if quantity is not None:
            values[section.school.code] = (students, multiplier * quantity / students)
            shares[section.school.code] = (*values[section.school.code], None)

    def without(reason: str, students: int | None = None, found: Spread | None = None) -> Difference:
        return Difference(
            stage, indicator_id, len(sections), students, found, None, NOT_APPLICABLE, reason, shares=shares
        )

    if not sections:
        return without(of_none)
    if len(values) < len(sections):
        return without("SECTION_MISSING")
    found = spread(list(values.values()))
    students = sum(number for number, _ in values.values())
    if found.mean == 0:
        return without("ZERO_MEAN", students, found)
    if found.variance:
        for code, (number, value) in values.items():
            part = number * (value - found.mean) ** 2 / students / found.variance
            shares[code] = (number, value, float(part))
    reason = "DECIDES_NOTHING"
    return Difference(
        stage, indicator_id, len(sections), students, found, found.cv, NOT_APPLICABLE, reason, shares=shares
    )


def _mean(stage: str, eight: list[Difference]) -> Difference:
    """The mean of the eight against its limit; unknown as soon as one of them is."""
    students = max((each.students for each in eight if each.students is not None), default=None)
    unknown = [each.reason or "" for each in eight if each.cv is None]
    sections = eight[0].sections
    if unknown:
        reason = max(unknown)
        status = NOT_APPLICABLE if reason == "NO_SECTIONS" else INSUFFICIENT_DATA
        return Difference(stage, "ALL", sections, students, None, None, status, reason)
    mean = math.fsum(each.cv or 0.0 for each in eight) / len(eight)
    limit = float(CV_LIMITS[stage])
    is_met = mean <= limit * (1 + float(standard.TOLERANCE))
    # Rounded half up to three decimals, as the tables print it.
    by_table = mean < limit + 0.5 / 10**CV_DECIMALS
    status = PASS if is_met else FAIL
    return Difference(stage, "ALL", sections, students, None, mean, status, None, is_met != by_table)
