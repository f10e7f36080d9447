"""R1–R7 and the differences of a sample county, from its figures alone.

What belongs here: a small second reading of 资源配置 and of its scope, for steering and testing the sample.
It takes the model's records, not filings, and knows nothing of the pipeline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from orchestration.sample.model import CountyYear, SchoolYear

THRESHOLDS: dict[str, dict[str, Fraction]] = {
    "primary": dict(
        zip(
            ("R1", "R2", "R3", "R4", "R5", "R6", "R7"),
            map(Fraction, ["4.2", "1", "0.9", "4.5", "7.5", "2000", "2.3"]),
            strict=True,
        )
    ),
    "junior": dict(
        zip(
            ("R1", "R2", "R3", "R4", "R5", "R6", "R7"),
            map(Fraction, ["5.3", "1", "0.9", "5.8", "10.2", "2500", "2.4"]),
            strict=True,
        )
    ),
}
CV_LIMIT = {"primary": 0.50, "junior": 0.45}
FLOOR = Fraction(85, 100)
WEIGHT = {"primary": Fraction(1), "junior": Fraction(11, 10), "senior": Fraction(132, 100)}
QUALIFIED = {
    "primary": ("college", "bachelor", "master", "doctor"),
    "junior": ("bachelor", "master", "doctor"),
}


@dataclass(frozen=True)
class SectionResult:
    """A section's students and values, and how many of the seven are met, at the floor or below."""

    code: str
    name: str
    stage: str
    students: int
    values: Mapping[str, Fraction]

    @property
    def met(self) -> int:
        return sum(value >= THRESHOLDS[self.stage][each] for each, value in self.values.items())

    @property
    def below_floor(self) -> list[str]:
        return [each for each, v in self.values.items() if v < FLOOR * THRESHOLDS[self.stage][each]]

    @property
    def unmet(self) -> list[str]:
        return [each for each, value in self.values.items() if value < THRESHOLDS[self.stage][each]]

    @property
    def passes(self) -> bool:
        return self.met >= 6 and not self.below_floor


@dataclass(frozen=True)
class CountyResult:
    """All sections in scope and the coefficient of variation by stage and indicator."""

    sections: list[SectionResult]
    variation: Mapping[tuple[str, str], float]

    @property
    def failing(self) -> list[SectionResult]:
        return [section for section in self.sections if not section.passes]

    @property
    def failing_schools(self) -> set[str]:
        return {section.code for section in self.failing}

    @property
    def uneven(self) -> list[tuple[str, str]]:
        return [key for key, cv in self.variation.items() if cv > CV_LIMIT[key[0]]]

    @property
    def outcome(self) -> str:
        """complies, difference, floor, one_school or several: what alone keeps the county from complying."""
        if not self.failing and not self.uneven:
            return "complies"
        if not self.failing:
            return "difference"
        if self.uneven:
            return "several"
        if all(section.met == 6 for section in self.failing):
            return "floor"
        return "one_school" if len(self.failing_schools) == 1 else "several"


def evaluate(county: CountyYear) -> CountyResult:
    """Resource allocation of one county and year."""
    campuses: dict[str, list[SchoolYear]] = {}
    for entry in county.schools:
        if entry.school.parent_code:
            campuses.setdefault(entry.school.parent_code, []).append(entry)
    sections = [
        section
        for entry in county.schools
        if entry.school.is_counted and not entry.school.is_special
        for section in _sections([entry, *campuses.get(entry.school.code, [])])
    ]
    variation = {}
    for stage, thresholds in THRESHOLDS.items():
        own = [section for section in sections if section.stage == stage]
        for indicator in thresholds if own else ():
            total = sum(section.students for section in own)
            mean = sum(section.values[indicator] * section.students for section in own) / total
            squares = (
                sum(section.students * (section.values[indicator] - mean) ** 2 for section in own) / total
            )
            variation[stage, indicator] = float(squares) ** 0.5 / float(mean)
    return CountyResult(sections, variation)


def _sections(entries: list[SchoolYear]) -> list[SectionResult]:
    school = entries[0].school
    students = {
        stage: sum(e.sections[stage].students for e in entries if stage in e.sections) for stage in THRESHOLDS
    }
    students["senior"] = sum(entry.senior_students for entry in entries)
    if school.type_code == "218" and students["primary"] + students["junior"] < 50:
        return []
    premises = [entry.premises for entry in entries if entry.premises]
    indoor = sum(each.indoor_sports_area for each in premises)
    quantities = {
        "R4": Fraction(sum(each.teaching_auxiliary_area for each in premises) - indoor, 100),
        "R5": Fraction(sum(each.sports_ground_area for each in premises) + indoor, 100),
        "R6": Fraction(sum(each.equipment_value for each in premises) * 100),
        "R7": Fraction(sum(each.multimedia_classrooms for each in premises) * 100),
    }
    weighted = sum(WEIGHT[stage] * number for stage, number in students.items())
    results = []
    for stage in THRESHOLDS:
        number = students[stage]
        if not number:
            continue
        teachers = [entry.sections[stage].teachers for entry in entries if stage in entry.sections]
        qualified = sum(getattr(each, level) for each in teachers for level in QUALIFIED[stage])
        values = {
            "R1": Fraction(100 * qualified, number),
            "R2": Fraction(100 * sum(each.backbone for each in teachers), number),
            "R3": Fraction(100 * sum(each.pe + each.arts for each in teachers), number),
            **{each: quantity * WEIGHT[stage] / weighted for each, quantity in quantities.items()},
        }
        results.append(SectionResult(school.code, school.name, stage, number, values))
    return results
