"""The sheet 学校自评表 of a county: what its 县级指标 say, school by school.

What belongs here: spreading the county's figures over its schools so that they add up. What does not: the
county's figures (`support`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from orchestration.sample.model import CountyYear
from orchestration.sample.profile import filed
from orchestration.sample.support import admits_nearby


@dataclass(frozen=True)
class SelfAssessed:
    """One line of the sheet: a school's figures by item code; items that do not concern it are absent."""

    school_code: str
    school_name: str
    values: Mapping[str, int]


def self_assessed(county: CountyYear) -> tuple[SelfAssessed, ...]:
    """A line for every school with sections; whom the county's figure lacks, its largest school lacks."""
    lines: dict[str, dict[str, int]] = {entry.school.code: {} for entry in county.schools if entry.sections}
    for whole, part, sizes in _pairs(county):
        missing = int(filed(county, whole) - filed(county, part))
        largest = max(sizes, key=lambda code: sizes[code], default="")
        for code, size in sizes.items():
            lines[code] |= {whole: size, part: size - missing if code == largest else size}
    names = {entry.school.code: entry.school.name for entry in county.schools}
    return tuple(SelfAssessed(code, names[code], values) for code, values in lines.items())


def _pairs(county: CountyYear) -> Iterator[tuple[str, str, dict[str, int]]]:
    """Items and those that are part of them, with the whole of each school that they concern."""
    teachers = {
        entry.school.code: sum(section.teachers.total for section in entry.sections.values())
        for entry in county.schools
        if entry.sections
    }
    yield "G9.teachers", "G9.completed", teachers
    yield "G12.teachers", "G12.certified", teachers
    for stage in ("primary", "junior"):
        entrants = {
            entry.school.code: entry.sections[stage].grades[0]
            for entry in county.schools
            if stage in entry.sections and admits_nearby(entry.school)
        }
        yield f"G13.{stage}_total", f"G13.{stage}_nearby", entrants
