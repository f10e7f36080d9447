"""Schools as wholes, for the requirements that look at a school and not at its sections.

What belongs here: which schools G3, G4, G5 and which G6, Q4 look at, and their
campuses. What does not: the requirements themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from tests.oracle import standard
from tests.oracle.filing import ALL, CountyYear, School, StageRow
from tests.oracle.sections import Scope, Section, members_of, total

#: Reasons for which it is not even known what kind of school this is, or whose.
WITHOUT_PLACE = ("NOT_IN_DIRECTORY", "PARENT_NOT_IN_DIRECTORY", "SCHOOL_NOT_FILED", "SCHOOL_TYPE_UNKNOWN")

#: 511–514, and classes attached for special education.
SPECIAL_TYPES = ("511", "512", "513", "514", "519")


@dataclass(frozen=True)
class WholeSchool:
    """A school with its campuses and its primary and junior sections (any scope).

    `stages`: of all its sections. `unknown`: why its scope is not known (it has no
    place in the directory, its type or its students are unknown); else None.
    """

    school: School
    members: tuple[School, ...]
    sections: tuple[Section, ...]
    stages: tuple[str, ...]
    unknown: str | None

    @property
    def is_without_place(self) -> bool:
        """True where nothing at all can be said of the school."""
        return self.unknown in WITHOUT_PLACE

    @property
    def compulsory_students(self) -> int | None:
        """Primary and junior students; None where a stage's are unknown."""
        students = total(
            None if section.students is None else Fraction(section.students) for section in self.sections
        )
        return None if students is None else int(students)

    @property
    def special_students(self) -> int | None:
        """Students of 特殊教育, campuses included; None where none are filed."""
        filed = [member.special_students for member in self.members if member.special_students is not None]
        return sum(filed) if filed else None

    @property
    def known_compulsory_students(self) -> int:
        """Primary and junior students that are filed."""
        return sum(
            (row.believed_students() or 0)
            for member in self.members
            for stage, row in member.stages.items()
            if stage in standard.COMPULSORY
        )

    def rows(self, stage: str) -> list[StageRow]:
        """The rows of a stage that the school and its campuses filed."""
        return [member.stages[stage] for member in self.members if stage in member.stages]


def whole_schools(filing: CountyYear, sections: Iterable[Section]) -> list[WholeSchool]:
    """Every school that the sections speak of, campuses merged into their schools left out."""
    members = members_of(filing)
    by_code: dict[str, list[Section]] = {}
    for section in sections:
        by_code.setdefault(section.school.code, []).append(section)
    found = []
    for code, own in by_code.items():
        if any(section.reason == "MERGED_INTO_PARENT" for section in own):
            continue
        unknown = next((section.reason for section in own if section.scope is Scope.PERHAPS), None)
        compulsory = tuple(section for section in own if section.stage in standard.COMPULSORY)
        school = own[0].school
        stages = tuple(section.stage for section in own)
        found.append(WholeSchool(school, members.get(code, (school,)), compulsory, stages, unknown))
    return found


def in_scope(filing: CountyYear, sections: Iterable[Section]) -> list[WholeSchool]:
    """Schools with a section that is, or may be, judged on R1–R7: those of G3, G4, G5."""
    sections = list(sections)
    judged = {
        section.school.code
        for section in sections
        if section.scope is not Scope.OUT and section.stage in (*standard.COMPULSORY, ALL)
    }
    return [whole for whole in whole_schools(filing, sections) if whole.school.code in judged]


def not_special(filing: CountyYear, sections: Iterable[Section]) -> list[WholeSchool]:
    """All schools of the directory but special ones, and those that may be one: those of G6 and Q4."""
    wholes = whole_schools(filing, sections)
    return [
        whole
        for whole in wholes
        if not _is_special(whole.school) and (whole.school.in_directory or whole.is_without_place)
    ]


def special(filing: CountyYear, sections: Iterable[Section]) -> list[WholeSchool]:
    """All special schools of the directory: those of G7."""
    wholes = whole_schools(filing, sections)
    return [whole for whole in wholes if _is_special(whole.school)]


def _is_special(school: School) -> bool:
    """By the directory, which alone tells the type."""
    return school.in_directory and school.type_code in SPECIAL_TYPES
