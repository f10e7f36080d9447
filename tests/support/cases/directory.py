"""Counties where it matters who is listed, counted, and part of whom.

What belongs here: campuses, teaching points around 50 students, schools that
the directory does not list. What does not: gaps inside a school's own rows
(`filings`).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from tests.oracle.filing import INDOOR_SPORTS_AREA, JUNIOR, PRIMARY, SENIOR, School
from tests.support.cases.filings import ALL_SHEETS, FilingCase, make_missing, ordinary
from tests.support.cases.school_maker import SchoolMaker

#: Poor enough to fail wherever it is judged, so that the question of scope decides the county.
POOR = Fraction(1, 2)


def directory_cases(maker: SchoolMaker) -> Iterator[FilingCase]:
    """Every case of this module."""
    yield from _campuses(maker)
    yield from _campuses_with_gaps(maker)
    yield from _teaching_points(maker)
    yield from _outside_directory(maker)


def _campus(maker: SchoolMaker, parent: School | None, students: int | None = 66) -> School:
    return maker.school(
        "218", {PRIMARY: students}, counted=False, parent=parent.code if parent else None, of_threshold=POOR
    )


def _campuses(maker: SchoolMaker) -> Iterator[FilingCase]:
    """Campuses 不计校数, with all their rows, and a parent or none."""
    parent = ordinary(maker, students=200)
    yield FilingCase("campus", [ordinary(maker), parent, _campus(maker, parent)])
    parent = ordinary(maker, students=200)
    yield FilingCase("two campuses", [parent, _campus(maker, parent), _campus(maker, parent, 12)])
    parent = maker.school("312", {PRIMARY: 200, JUNIOR: 150})
    yield FilingCase("campus of a combined school", [parent, _campus(maker, parent)])
    parent = ordinary(maker, students=200)
    junior = maker.school("311", {JUNIOR: 90}, counted=False, parent=parent.code)
    yield FilingCase("campus with another stage", [parent, junior])
    parent = ordinary(maker, students=200)
    empty = _campus(maker, parent)
    empty.stages[PRIMARY].students = 0
    yield FilingCase("campus without students", [parent, empty])
    for how in ("blank", "quarantined"):
        parent = ordinary(maker, students=200)
        empty = _campus(maker, parent)
        empty.stages[PRIMARY].students = 0
        make_missing(empty, PRIMARY, "pe", how)
        yield FilingCase(f"campus without students, teachers {how}", [parent, empty])
    yield FilingCase("campus without parent", [ordinary(maker), _campus(maker, None)])
    stray = _campus(maker, None)
    stray.parent = "2199999998"
    yield FilingCase("campus of an unlisted parent", [ordinary(maker), stray])
    parent = ordinary(maker, students=200)
    parent.listed_twice = True
    yield FilingCase("campus of a parent listed twice", [ordinary(maker), parent, _campus(maker, parent)])
    parent = ordinary(maker, students=200)
    first = _campus(maker, parent)
    yield FilingCase("campus of a campus", [parent, first, _campus(maker, first)])
    own = _campus(maker, None)
    own.parent = own.code
    yield FilingCase("campus of itself", [ordinary(maker), own])
    special = maker.school("514", {})
    special.special_students = 40
    yield FilingCase("campus of a special school", [ordinary(maker), special, _campus(maker, special)])
    stray_special = maker.school("514", {}, counted=False)
    yield FilingCase("special campus without parent", [ordinary(maker), stray_special])
    parent = ordinary(maker, students=200)
    counted = maker.school("218", {PRIMARY: 66}, parent=parent.code, of_threshold=POOR)
    yield FilingCase("teaching point with a parent, counted", [parent, counted])


def _campuses_with_gaps(maker: SchoolMaker) -> Iterator[FilingCase]:
    """A campus or its parent that does not file everything."""
    for column in ("students", "bachelor", "pe", "backbone", INDOOR_SPORTS_AREA, "multimedia_classrooms"):
        for how in ("blank", "quarantined"):
            parent = ordinary(maker, students=400)
            campus = _campus(maker, parent)
            make_missing(campus, PRIMARY, column, how)
            yield FilingCase(f"campus with {column} {how}", [ordinary(maker), parent, campus])
    parent = ordinary(maker, students=400)
    campus = _campus(maker, parent)
    campus.stages[PRIMARY].filed_twice = True
    yield FilingCase("campus filed twice", [ordinary(maker), parent, campus])
    parent = ordinary(maker, students=400)
    campus = _campus(maker, parent)
    campus.premises = None
    yield FilingCase("campus without premises row", [ordinary(maker), parent, campus])
    parent = ordinary(maker, students=400)
    campus = _campus(maker, parent)
    campus.stages = {}
    yield FilingCase("campus without stage row", [ordinary(maker), parent, campus])
    parent = ordinary(maker, students=400)
    campus = _campus(maker, parent)
    campus.stages, campus.premises = {}, None
    yield FilingCase("campus without any row", [ordinary(maker), parent, campus])
    parent = ordinary(maker, students=400)
    campus = _campus(maker, parent)
    parent.stages = {}
    yield FilingCase("campus with a row, parent without", [ordinary(maker), parent, campus])
    parent = ordinary(maker, students=400)
    campus = _campus(maker, parent)
    parent.stages, campus.stages = {}, {}
    yield FilingCase("neither campus nor parent has a row", [ordinary(maker), parent, campus])
    parent = ordinary(maker, JUNIOR, students=400)
    campus = _campus(maker, parent)
    campus.stages = {}
    yield FilingCase("campus without row for a stage its parent lacks", [ordinary(maker), parent, campus])
    parent = maker.school("312", {PRIMARY: 300, JUNIOR: 200})
    campus = _campus(maker, parent)
    del parent.stages[PRIMARY]
    yield FilingCase("campus brings the stage its parent lacks", [ordinary(maker), parent, campus])


def _teaching_points(maker: SchoolMaker) -> Iterator[FilingCase]:
    """教学点 around 50 students, before and after merging."""

    def point(students: int | None, **others: int | None) -> School:
        return maker.school("218", {PRIMARY: students, **others}, of_threshold=POOR)

    for students in (0, 49, 50, 51):
        yield FilingCase(f"teaching point of {students}", [ordinary(maker), point(students)])
    for known in (20, 60):
        for part in (49 - known, 50 - known, 51 - known, None):
            if part is not None and part < 0:
                continue
            parent = point(known)
            schools = [ordinary(maker), parent, _campus(maker, parent, part)]
            yield FilingCase(f"teaching point of {known} with a campus of {part}", schools)
    for known, attached in ((30, 19), (30, 20), (30, 21), (30, None), (60, None), (20, 0)):
        both = point(known, junior=attached)
        yield FilingCase(f"teaching point of {known} with {attached} attached", [ordinary(maker), both])
    unknown = point(None)
    yield FilingCase("teaching point, students unknown", [ordinary(maker), unknown])
    absent = point(80)
    absent.stages = {}
    yield FilingCase("teaching point not on its sheet", [ordinary(maker), absent])
    rich = maker.school("218", {PRIMARY: 60, JUNIOR: None})
    yield FilingCase("rich teaching point of 60 with unknown attached", [ordinary(maker), rich])


def _outside_directory(maker: SchoolMaker) -> Iterator[FilingCase]:
    """Figures of schools that the directory does not list, or lists twice."""

    def unlisted(students: dict[str, int | None]) -> School:
        school = maker.school("312", students)
        school.listed = False
        return school

    for name, students in (
        ("primary", {PRIMARY: 300}),
        ("junior", {JUNIOR: 200}),
        ("both stages", {PRIMARY: 300, JUNIOR: 200}),
        ("senior", {SENIOR: 100}),
        ("no students", {PRIMARY: 0}),
    ):
        schools = [ordinary(maker), ordinary(maker, JUNIOR), unlisted(dict(students))]
        yield FilingCase(f"not in the directory: {name}", schools)
    premises_only = unlisted({})
    yield FilingCase("not in the directory: premises only", [ordinary(maker), premises_only])
    twice = ordinary(maker)
    twice.listed_twice = True
    yield FilingCase("listed twice", [ordinary(maker), twice])
    none_listed = [ordinary(maker), ordinary(maker, JUNIOR)]
    for school in none_listed:
        school.listed = False
    yield FilingCase("no directory", none_listed)
    yield FilingCase("filed, but no school", [], ALL_SHEETS)
