"""Makes described schools whose values are known by construction.

What belongs here: one school at a time, with the numerators a case asks for.
What does not: counties, cases, verdicts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from random import Random

from tests.oracle import standard
from tests.oracle.filing import (
    BACKBONE,
    EQUIPMENT_VALUE,
    INDOOR_SPORTS_AREA,
    MULTIMEDIA_CLASSROOMS,
    SENIOR,
    SPORTS_GROUND_AREA,
    TEACHING_AREA,
    PremisesRow,
    School,
    StageRow,
)

#: One unit of each filed figure (equipment is filed in 万元 with two decimals).
UNIT: dict[str, Decimal] = {
    "R1": Decimal(1),
    "R2": Decimal(1),
    "R3": Decimal(1),
    "R4": Decimal("0.01"),
    "R5": Decimal("0.01"),
    "R6": Decimal(100),
    "R7": Decimal(1),
}
_CODE_CLASS = {"2": "21", "3": "31", "5": "51"}


def decimal_of(number: Fraction) -> Decimal:
    """An exact decimal; the number must have one of at most six places."""
    scaled = number * 10**6
    assert scaled.denominator == 1, f"{number} has more than six decimal places"
    return Decimal(scaled.numerator).scaleb(-6).normalize() + Decimal(0)


def numerator_for(stage: str, indicator_id: str, students: int, of_threshold: Fraction) -> Fraction:
    """The numerator that puts a section of so many students at a multiple of its threshold."""
    threshold = standard.THRESHOLDS[stage][indicator_id]
    return of_threshold * threshold * students / standard.MULTIPLIERS[indicator_id]


class SchoolMaker:
    """Makes schools with codes that never repeat, from one seed; two makers need serials of their own."""

    def __init__(self, seed: int, first_serial: int = 0) -> None:
        self.random = Random(seed)
        self._serial = first_serial

    def code(self, type_code: str | None) -> str:
        """A new school code with the class digits of the type."""
        self._serial += 1
        kind = type_code or "211"
        head = "34" if kind in ("341", "342", "345") else _CODE_CLASS.get(kind[0], "21")
        return f"{head}{self._serial:08d}"

    def school(
        self,
        type_code: str | None,
        students: Mapping[str, int | None],
        numerators: Mapping[str, Fraction] | None = None,
        of_threshold: Fraction = Fraction(3, 2),
        counted: bool | None = True,
        parent: str | None = None,
    ) -> School:
        """A school with a row for each stage of `students`, and premises.

        `numerators`: exact numerators by indicator; R1–R3 go to every stage, R4–R7
        to the school as a whole. What is not given lies at `of_threshold` times
        the threshold, rounded up to whole units.
        """
        given = dict(numerators or {})
        code = self.code(type_code)
        stages = {
            stage: self.stage_row(stage, number, given, of_threshold) for stage, number in students.items()
        }
        premises = self.premises_row(students, given, of_threshold)
        return School(code, f"学校{code[-5:]}", type_code, counted, parent, stages, premises)

    def stage_row(
        self, stage: str, students: int | None, given: Mapping[str, Fraction], of_threshold: Fraction
    ) -> StageRow:
        """A stage's row; a senior one has no teachers on file."""
        if stage == SENIOR:
            return StageRow(students)

        def wanted(indicator_id: str) -> int:
            if indicator_id in given:
                return int(given[indicator_id])
            return math.ceil(numerator_for(stage, indicator_id, students or 100, of_threshold))

        qualified = self._parts(wanted("R1"), standard.QUALIFIED[stage])
        pe_and_arts = self._parts(wanted("R3"), ("pe", "arts"))
        # What the required qualification does not reach must not be counted.
        unqualified = {"upper_secondary": self.random.randint(0, 9)}
        if "college" not in qualified:
            unqualified["college"] = self.random.randint(0, 9)
        return StageRow(students, {**qualified, **unqualified, **pe_and_arts, BACKBONE: wanted("R2")})

    def premises_row(
        self, students: Mapping[str, int | None], given: Mapping[str, Fraction], of_threshold: Fraction
    ) -> PremisesRow:
        """Premises of a whole school, enough for the most demanding of its stages."""
        weights = standard.SPLIT_WEIGHTS
        weighted = sum((weights[stage] * (number or 100) for stage, number in students.items()), Fraction(0))

        def wanted(indicator_id: str) -> Decimal:
            if indicator_id in given:
                return decimal_of(given[indicator_id])
            judged = [stage for stage in students if stage != SENIOR] or ["junior"]
            each = (standard.THRESHOLDS[stage][indicator_id] / weights[stage] for stage in judged)
            amount = of_threshold * max(each) * weighted / standard.MULTIPLIERS[indicator_id]
            return Decimal(math.ceil(amount))

        rooms, sports = wanted("R4"), wanted("R5")
        # Two decimals, as filed; R4 takes indoor sports rooms out, R5 takes them in.
        indoor = Decimal(self.random.randint(0, min(50000, int(sports * 50)))) / 100
        return PremisesRow(
            {
                TEACHING_AREA: rooms + indoor,
                INDOOR_SPORTS_AREA: indoor,
                SPORTS_GROUND_AREA: sports - indoor,
                EQUIPMENT_VALUE: wanted("R6"),
                MULTIMEDIA_CLASSROOMS: wanted("R7"),
            }
        )

    def _parts(self, whole: int, names: tuple[str, ...]) -> dict[str, int | None]:
        """A count told apart into columns whose sum it is."""
        parts: dict[str, int | None] = {}
        rest = whole
        for name in names[:-1]:
            part = self.random.randint(0, rest)
            parts[name] = part
            rest -= part
        parts[names[-1]] = rest
        return parts


#: A column of each indicator whose absence leaves the indicator unknown, and no other one.
INPUT: dict[str, str] = {
    "R2": BACKBONE,
    "R3": "pe",
    "R4": TEACHING_AREA,
    "R5": SPORTS_GROUND_AREA,
    "R6": EQUIPMENT_VALUE,
    "R7": MULTIMEDIA_CLASSROOMS,
}


def without_input(school: School, stage: str, indicator_id: str) -> None:
    """Blank the one cell that an indicator of the school cannot be known without."""
    column = "bachelor" if indicator_id == "R1" else INPUT[indicator_id]
    row = school.stages[stage]
    if column in row.teachers:
        row.teachers[column] = None
    elif school.premises is not None:
        school.premises.items[column] = None
