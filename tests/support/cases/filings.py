"""Counties whose filings have a gap, or a school that is no plain primary or junior school.

What belongs here: what one school files and what it does not, in one school
year. What does not: campuses and directories (`directory`), values at
thresholds (`values`), one year and the next (`years`).
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.filing import (
    JUNIOR,
    PREMISES_COLUMNS,
    PRIMARY,
    SENIOR,
    STAGES,
    TEACHER_COLUMNS,
    School,
    StageRow,
)
from tests.support.cases.school_maker import SchoolMaker

TYPE_OF_STAGE = {PRIMARY: "211", JUNIOR: "311", SENIOR: "342"}
ALL_SHEETS = frozenset(STAGES)


@dataclass
class FilingCase:
    """A kind, the schools of its county, and the stage sheets that came in."""

    kind: str
    schools: list[School]
    sheets: frozenset[str] = ALL_SHEETS


def filing_cases(maker: SchoolMaker) -> Iterator[FilingCase]:
    """Every case of this module."""
    for stage in (PRIMARY, JUNIOR):
        yield from _missing_cells(maker, stage)
        yield from _unknown_students(maker, stage)
        yield FilingCase(f"zero students {stage}", [ordinary(maker, stage), _empty(maker, stage)])
        yield FilingCase(f"only zero students {stage}", [_empty(maker, stage)])
        yield FilingCase(f"no sections but {stage}", [ordinary(maker, stage), ordinary(maker, stage)])
    yield from _nine_year(maker)
    yield from _with_senior(maker)
    yield from _attached(maker)
    yield from _types(maker)
    yield from _two_shapes(maker)


def ordinary(maker: SchoolMaker, stage: str = PRIMARY, students: int = 540) -> School:
    """A school of one stage that complies."""
    return maker.school(TYPE_OF_STAGE[stage], {stage: students})


def _empty(maker: SchoolMaker, stage: str) -> School:
    """A school with teachers and rooms, and no students."""
    school = ordinary(maker, stage)
    school.stages[stage].students = 0
    return school


def make_missing(school: School, stage: str, column: str, how: str) -> None:
    """Take a figure out of a school's row: «blank», «column not filed» or «quarantined»."""
    if column in PREMISES_COLUMNS:
        assert school.premises is not None
        if how == "blank":
            school.premises.items[column] = None
        elif how == "column not filed":
            del school.premises.items[column]
        else:
            school.premises.quarantined = frozenset({column})
        return
    row = school.stages[stage]
    if how == "quarantined":
        row.quarantined = frozenset({column})
    elif column == "students":
        row.students = None
    elif how == "blank":
        row.teachers[column] = None
    else:
        del row.teachers[column]


def _missing_cells(maker: SchoolMaker, stage: str) -> Iterator[FilingCase]:
    """Each column blank, not filed at all, and filed with a figure that cannot be."""
    for column in (*TEACHER_COLUMNS, *PREMISES_COLUMNS):
        schools = [ordinary(maker, stage)]
        for how in ("blank", "column not filed", "quarantined"):
            schools.append(ordinary(maker, stage))
            make_missing(schools[-1], stage, column, how)
        yield FilingCase(f"missing {column} {stage}", schools)
    without_premises = ordinary(maker, stage)
    without_premises.premises = None
    premises_twice = ordinary(maker, stage)
    assert premises_twice.premises is not None
    premises_twice.premises.filed_twice = True
    yield FilingCase(f"premises row missing {stage}", [ordinary(maker, stage), without_premises])
    yield FilingCase(f"premises filed twice {stage}", [ordinary(maker, stage), premises_twice])


def _unknown_students(maker: SchoolMaker, stage: str) -> Iterator[FilingCase]:
    """Students blank, quarantined, filed twice, or the school not on its sheet."""
    blank, quarantined, twice, absent = (ordinary(maker, stage) for _ in range(4))
    make_missing(blank, stage, "students", "blank")
    make_missing(quarantined, stage, "students", "quarantined")
    twice.stages[stage].filed_twice = True
    del absent.stages[stage]
    yield FilingCase(f"students blank {stage}", [ordinary(maker, stage), blank])
    yield FilingCase(f"students quarantined {stage}", [ordinary(maker, stage), quarantined])
    yield FilingCase(f"row filed twice {stage}", [ordinary(maker, stage), twice])
    yield FilingCase(f"school not on its sheet {stage}", [ordinary(maker, stage), absent])
    lonely = ordinary(maker, stage)
    del lonely.stages[stage]
    yield FilingCase(f"sheet not filed {stage}", [lonely], ALL_SHEETS - {stage})


def _gaps(maker: SchoolMaker, school: School, stage: str) -> Iterator[tuple[str, School, bool]]:
    """A combined school with each way of lacking one stage; True where that stage's sheet came in."""
    for how in ("row missing", "sheet not filed", "blank", "quarantined", "filed twice", "zero"):
        copy = deepcopy(school)
        copy.code = maker.code(school.type_code)
        if how in ("row missing", "sheet not filed"):
            del copy.stages[stage]
        elif how == "filed twice":
            copy.stages[stage].filed_twice = True
        elif how == "zero":
            copy.stages[stage].students = 0
        else:
            make_missing(copy, stage, "students", how)
        yield f"{how} {school.type_code} {stage}", copy, how != "sheet not filed"


def _nine_year(maker: SchoolMaker) -> Iterator[FilingCase]:
    """九年一贯制 with one stage, and with a stage that is unknown."""
    school = maker.school("312", {PRIMARY: 620, JUNIOR: 410})
    for stage in (PRIMARY, JUNIOR):
        for kind, copy, is_filed in _gaps(maker, school, stage):
            if is_filed:
                yield FilingCase(kind, [ordinary(maker, PRIMARY), ordinary(maker, JUNIOR), copy])
            else:
                yield FilingCase(kind, [copy], ALL_SHEETS - {stage})
    neither = maker.school("312", {PRIMARY: 620, JUNIOR: 410})
    neither.stages = {}
    yield FilingCase("no row at all 312", [ordinary(maker, PRIMARY), ordinary(maker, JUNIOR), neither])


def _with_senior(maker: SchoolMaker) -> Iterator[FilingCase]:
    """完全中学 and 十二年一贯制, with senior students known, none, and unknown."""
    for type_code, students in (
        ("341", {JUNIOR: 550, SENIOR: 800}),
        ("345", {PRIMARY: 700, JUNIOR: 340, SENIOR: 420}),
    ):
        school = maker.school(type_code, students)
        yield FilingCase(f"whole {type_code}", [school])
        for stage in students:
            for kind, copy, is_filed in _gaps(maker, school, stage):
                others = [ordinary(maker, other) for other in students] if is_filed else []
                sheets = ALL_SHEETS if is_filed else ALL_SHEETS - {stage}
                yield FilingCase(kind, [*others, copy], sheets)
        alone = maker.school(type_code, students)
        del alone.stages[SENIOR]
        yield FilingCase(f"senior sheet without a school {type_code}", [alone])


def _attached(maker: SchoolMaker) -> Iterator[FilingCase]:
    """附设班: students of a stage beyond the school's type."""
    for type_code, own, attached in (
        ("211", (PRIMARY,), JUNIOR),
        ("211", (PRIMARY,), SENIOR),
        ("311", (JUNIOR,), PRIMARY),
        ("311", (JUNIOR,), SENIOR),
        ("312", (PRIMARY, JUNIOR), SENIOR),
        ("341", (JUNIOR, SENIOR), PRIMARY),
        ("218", (PRIMARY,), JUNIOR),
    ):
        for number in (90, 0, None):
            students: dict[str, int | None] = {**dict.fromkeys(own, 400), attached: number}
            school = maker.school(type_code, students)
            yield FilingCase(f"attached {attached} to {type_code}: {number}", [school])
    only_attached = maker.school("211", {PRIMARY: 300, JUNIOR: 80})
    del only_attached.stages[PRIMARY]
    yield FilingCase("attached junior, own row missing 211", [ordinary(maker), only_attached])


def _types(maker: SchoolMaker) -> Iterator[FilingCase]:
    """Every other school type, special schools, and a type that is not stated."""
    for type_code, stage in (("219", PRIMARY), ("319", JUNIOR)):
        yield FilingCase(f"type {type_code}", [maker.school(type_code, {stage: 130})])
    special = [maker.school(type_code, {}) for type_code in ("511", "512", "513", "514")]
    for school in special:
        school.special_students = 85
    yield FilingCase("only special schools", special)
    for type_code in ("111", "119", "361", "371", "519", "514"):
        other = maker.school(type_code, {PRIMARY: 70}, of_threshold=Fraction(1, 2))
        yield FilingCase(f"type {type_code} with students", [ordinary(maker), other])
        listed = maker.school(type_code, {})
        yield FilingCase(f"type {type_code} without rows", [ordinary(maker), listed])
    senior = maker.school("342", {SENIOR: 900, JUNIOR: 60}, of_threshold=Fraction(1, 2))
    yield FilingCase("type 342", [ordinary(maker, JUNIOR), senior])
    unknown = maker.school(None, {PRIMARY: 300})
    yield FilingCase("type not stated", [ordinary(maker), unknown])
    unsaid = maker.school("211", {PRIMARY: 300}, counted=None, parent="2199999999")
    yield FilingCase("counted not said", [ordinary(maker), unsaid])


def _two_shapes(maker: SchoolMaker) -> Iterator[FilingCase]:
    """The same facts in the export and in the school's own return."""

    def both(students: int | None, stage: str = PRIMARY) -> School:
        school = ordinary(maker, stage)
        row = school.stages[stage]
        teachers = {name: (count or 0) * 3 for name, count in row.teachers.items()}
        row.by_return = StageRow(321, dict(teachers), shape="return")
        row.students = students
        return school

    yield FilingCase("export and return differ", [ordinary(maker), both(540)])
    yield FilingCase("export blank, return speaks", [ordinary(maker), both(None)])
    part = both(540)
    del part.stages[PRIMARY].teachers["master"]
    part.stages[PRIMARY].teachers["bachelor"] = None
    yield FilingCase("export has gaps, return speaks", [ordinary(maker), part])
    bad = both(540)
    bad.stages[PRIMARY].quarantined = frozenset({"students", "pe"})
    yield FilingCase("export quarantined, return speaks", [ordinary(maker), bad])
    by_return = maker.school("312", {PRIMARY: 300, JUNIOR: 200})
    for row in by_return.stages.values():
        row.shape = "return"
    yield FilingCase("return only", [ordinary(maker), by_return])
    one_stage = maker.school("312", {PRIMARY: 300})
    one_stage.stages[PRIMARY].shape = "return"
    yield FilingCase("return of one stage only", [one_stage], frozenset())
