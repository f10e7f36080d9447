"""The time-limited transition rules T1–T4 of 2019 (国教督办函〔2019〕30号).

What belongs here: to which school or section each rule applies, and what it
allows. What does not: the requirements, and whether a rule decided a result.
"""

from __future__ import annotations

from fractions import Fraction

from tests.oracle.collection import ART, MUSIC
from tests.oracle.filing import CLASS_BANDS, PRIMARY
from tests.oracle.rule_sets import ROOM_AREA, TRANSITION_YEARS, Demand
from tests.oracle.sections import Section
from tests.oracle.whole_schools import WholeSchool

T1_STUDENTS = range(50, 100)
T2_URBAN_RURAL = "111"
T2_ITEMS = ("rooftop_underground_area", "leased_venue_area")
T3_BUILT_BY = 2016
T3_AREA = {MUSIC: Fraction(73), ART: Fraction(67)}
T3_RURAL_LARGEST_CLASS_BELOW = 30
T3_RURAL_AREA_WITH_PRIMARY, T3_RURAL_AREA_JUNIOR_ONLY = Fraction(54), Fraction(61)
T4_BUILT_BY = 2010
T4_MIGRANT_SHARE = Fraction(1, 2)
T4_LIMIT = {"single_stage": Fraction(2400), "combined": Fraction(3000)}

#: Class-size bands in which every class has fewer than 30 students: 26–30 may hold one of 30.
SURELY_SMALL = CLASS_BANDS[:1]


def in_force(school_year: int) -> bool:
    """True in the years in which T1–T4 hold."""
    return school_year in TRANSITION_YEARS


def shared_teachers(section: Section) -> Fraction:
    """T1: exchanged, part-time and visiting PE and art teachers that a small rural school may count."""
    is_rural = (section.school.urban_rural or "").startswith("2")
    if section.compulsory_students not in T1_STUDENTS or not is_rural:
        return Fraction(0)
    rows = (member.stages.get(section.stage) for member in section.members)
    return Fraction(sum((row.shared_teachers or 0) for row in rows if row is not None))


def extra_sports_area(section: Section) -> Fraction:
    """T2: rooftop, underground and leased areas of a school in a dense city centre, before the split, m²."""
    if section.school.urban_rural != T2_URBAN_RURAL:
        return Fraction(0)
    areas = (member.extra_sports_areas.get(item) for member in section.members for item in T2_ITEMS)
    return sum((Fraction(area) for area in areas if area is not None), Fraction(0))


def room_area(whole: WholeSchool, kind: str) -> Fraction:
    """T3: the least area of a music or art room of this school, m²; the lowest rule that applies."""
    areas = [ROOM_AREA[kind]]
    if whole.school.built_year is not None and whole.school.built_year <= T3_BUILT_BY:
        areas.append(T3_AREA[kind])
    if _is_rural(whole) and _has_small_classes_only(whole):
        has_primary = any(section.stage == PRIMARY and section.students for section in whole.sections)
        areas.append(T3_RURAL_AREA_WITH_PRIMARY if has_primary else T3_RURAL_AREA_JUNIOR_ONLY)
    return min(areas)


def size_limit(whole: WholeSchool, part_id: str, demand: Demand) -> Demand:
    """T4: the limit of students of this school."""
    built = whole.school.built_year
    if (built is not None and built <= T4_BUILT_BY) or _is_mostly_migrant(whole):
        return Demand(demand.operator, T4_LIMIT[part_id])
    return demand


def _is_rural(whole: WholeSchool) -> bool:
    return (whole.school.urban_rural or "").startswith("2")


def _has_small_classes_only(whole: WholeSchool) -> bool:
    """True where no class can have 30 students or more; False also where that is unknown."""
    rows = [row for section in whole.sections if section.students for row in whole.rows(section.stage)]
    larger = [row.believed_classes(band) for row in rows for band in CLASS_BANDS if band not in SURELY_SMALL]
    return bool(rows) and all(count == 0 for count in larger)


def _is_mostly_migrant(whole: WholeSchool) -> bool:
    students = whole.compulsory_students
    rows = [row for section in whole.sections for row in whole.rows(section.stage)]
    migrants = sum(row.migrants or 0 for row in rows)
    return bool(students) and migrants > T4_MIGRANT_SHARE * (students or 0)
