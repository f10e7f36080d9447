"""Which school sections a county has, and which of them the standard judges.

What belongs here: merging of campuses, the stages a school has, scope, and
each section's share of what a combined school's sections use together. What
does not: thresholds and verdicts.

Missing figures are None and stay None through every sum.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

from tests.oracle import standard
from tests.oracle.filing import ALL, SENIOR, STAGES, CountyYear, School


class Scope(Enum):
    """Whether the standard judges a section. PERHAPS: the filing does not tell."""

    IN = "in"
    OUT = "out"
    PERHAPS = "perhaps"


@dataclass(frozen=True)
class Section:
    """A school's pupils of one stage, campuses included.

    A school without any section of its own is one entry of stage «all».

    `students`: None where unknown. `reason`: why the section is not judged
    (scope OUT) or cannot be (scope PERHAPS, or its students are unknown). `share`: its part of the school's
    buildings and equipment, None where a stage's students are unknown.
    `members`: the school and the campuses merged into it. `compulsory_students`:
    primary and junior students of the whole school, None where unknown.
    """

    school: School
    stage: str
    scope: Scope
    reason: str | None
    students: int | None
    share: Fraction | None
    members: tuple[School, ...]
    compulsory_students: int | None = None


def total(figures: Iterable[Fraction | None]) -> Fraction | None:
    """The sum, or None as soon as one figure is missing."""
    result = Fraction(0)
    for figure in figures:
        if figure is None:
            return None
        result += figure
    return result


def sections_of(filing: CountyYear) -> list[Section]:
    """Every section of every school that filed anything, judged or not."""
    directory = {school.code: school for school in filing.schools if school.in_directory}
    members = members_of(filing)
    sections: list[Section] = []
    for school in filing.schools:
        if not school.in_directory:
            sections += _unplaced(school, "NOT_IN_DIRECTORY", filing)
        elif school.counted is False and _parent(school, directory) is None:
            sections += _unplaced(school, "PARENT_NOT_IN_DIRECTORY", filing)
        elif school.counted is False:
            sections.append(_whole(school, Scope.OUT, "MERGED_INTO_PARENT"))
        else:
            sections += _sections_of_school(school, members[school.code], filing)
    return sections


def members_of(filing: CountyYear) -> dict[str, tuple[School, ...]]:
    """Each counted school of the directory with the campuses merged into it, by its code."""
    directory = {school.code: school for school in filing.schools if school.in_directory}
    members = {code: [school] for code, school in directory.items() if school.counted is not False}
    for school in directory.values():
        parent = _parent(school, directory)
        if school.counted is False and parent is not None:
            members[parent.code].append(school)
    return {code: tuple(schools) for code, schools in members.items()}


def _parent(campus: School, directory: dict[str, School]) -> School | None:
    """The counted school a campus belongs to, if the directory has it."""
    parent = directory.get(campus.parent or "")
    if parent is None or parent.counted is False:
        return None
    return parent


def expected_stages(school: School) -> tuple[str, ...]:
    """The stages a school of this type has."""
    return standard.STAGES_OF_TYPE.get(school.type_code or "", ())


def _students(school: School, stage: str, filing: CountyYear) -> int | None:
    """Students of one school, campuses apart: 0 where it has no such section, None where unknown."""
    row = school.stages.get(stage)
    if row is not None:
        return row.believed_students()
    expected = expected_stages(school)
    if stage not in expected:
        return 0
    others_filed = len(expected) > 1 and any(other in school.stages for other in expected)
    by_return = any(row.shape == "return" for row in school.stages.values())
    if others_filed and (stage in filing.sheets or by_return):
        # The form came in and this combined school is not on it: it has no such section.
        return 0
    return None


def _students_with_campuses(members: tuple[School, ...], stage: str, filing: CountyYear) -> int | None:
    """Students of a stage over a school and its campuses; None where any part is unknown."""
    school, *campuses = members
    students = _students(school, stage, filing)
    for campus in campuses:
        if stage not in campus.stages and stage in school.stages:
            continue  # the campus teaches no such stage: the school's own row says it all
        part = _students(campus, stage, filing)
        students = None if students is None or part is None else students + part
    return students


def _known_compulsory_students(members: tuple[School, ...]) -> int:
    """Primary and junior students that are filed, over a school and its campuses."""
    rows = (member.stages.get(stage) for member in members for stage in standard.COMPULSORY)
    return sum((row.believed_students() or 0) for row in rows if row is not None)


def _scope_of_school(
    school: School, members: tuple[School, ...], students: dict[str, int | None]
) -> tuple[Scope, str | None]:
    """Scope of a school by its type, and the 50-student test of teaching points after merging."""
    if school.type_code is None:
        return Scope.PERHAPS, "SCHOOL_TYPE_UNKNOWN"
    if school.type_code in standard.TYPES_IN_SCOPE:
        return Scope.IN, None
    if school.type_code != standard.TEACHING_POINT:
        return Scope.OUT, "SCHOOL_TYPE_OUT_OF_SCOPE"
    if _known_compulsory_students(members) >= standard.TEACHING_POINT_STUDENTS:
        return Scope.IN, None
    if any(students.get(stage, 0) is None for stage in standard.COMPULSORY):
        return Scope.PERHAPS, "STUDENTS_MISSING"
    return Scope.OUT, "BELOW_MIN_STUDENTS"


def _shares(students: dict[str, int | None]) -> dict[str, Fraction | None]:
    """Each stage's share of common resources: weight × students, over the stages with students."""
    if len(students) == 1:
        return dict.fromkeys(students, Fraction(1))
    weighted: dict[str, Fraction] = {}
    for stage, number in students.items():
        if number is None:
            return dict.fromkeys(students)
        if number > 0:
            weighted[stage] = standard.SPLIT_WEIGHTS[stage] * number
    whole = sum(weighted.values(), Fraction(0))
    return {stage: weighted[stage] / whole if stage in weighted else None for stage in students}


def _sections_of_school(school: School, members: tuple[School, ...], filing: CountyYear) -> list[Section]:
    """The sections of a counted school with its campuses."""
    students: dict[str, int | None] = {}
    for stage in STAGES:
        has_row = any(stage in member.stages for member in members)
        is_expected = any(stage in expected_stages(member) for member in members)
        number = _students_with_campuses(members, stage, filing)
        if has_row or (is_expected and number is None):
            students[stage] = number
    school_scope, school_reason = _scope_of_school(school, members, students)
    shares = _shares(students)
    compulsory = [number for stage, number in students.items() if stage in standard.COMPULSORY]
    whole = total(None if number is None else Fraction(number) for number in compulsory)
    sections = []
    for stage in students:
        scope, reason = school_scope, school_reason
        if stage == SENIOR:
            scope, reason = Scope.OUT, "STAGE_OUT_OF_SCOPE"
        elif reason != "SCHOOL_TYPE_OUT_OF_SCOPE" and students[stage] == 0:
            scope, reason = Scope.OUT, "NO_STUDENTS"
        elif scope is Scope.IN and students[stage] is None:
            reason = "STUDENTS_MISSING"
        own = Section(school, stage, scope, reason, students[stage], shares[stage], members)
        sections.append(replace(own, compulsory_students=None if whole is None else int(whole)))
    if not sections:
        sections.append(_whole(school, school_scope, school_reason or "STUDENTS_MISSING"))
    return sections


def _stages_filed(school: School) -> list[str]:
    """Stages a school has by its type or by its rows."""
    return [stage for stage in STAGES if stage in expected_stages(school) or stage in school.stages]


def _whole(school: School, scope: Scope, reason: str) -> Section:
    """A school that has no section of its own."""
    return Section(school, ALL, scope, reason, None, None, ())


def _unplaced(school: School, reason: str, filing: CountyYear) -> list[Section]:
    """A school whose figures belong somewhere, but the directory does not say where."""
    # The directory tells the type; what it does not list has the stages it filed figures for.
    stages = _stages_filed(school) if school.in_directory else [s for s in STAGES if s in school.stages]
    sections = []
    for stage in stages:
        scope, why = (Scope.OUT, "STAGE_OUT_OF_SCOPE") if stage == SENIOR else (Scope.PERHAPS, reason)
        sections.append(Section(school, stage, scope, why, _students(school, stage, filing), None, (school,)))
    if not sections:
        sections.append(_whole(school, Scope.PERHAPS, reason))
    return sections
