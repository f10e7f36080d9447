"""Counties where last year's filing decides this year's verdict.

What belongs here: schools and counties that vanish, stay or appear, with and
without a recorded change. What does not: anything one year alone shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field

from tests.oracle.filing import JUNIOR, PRIMARY, SENIOR, Change, School
from tests.support.cases.filings import ordinary
from tests.support.cases.school_maker import SchoolMaker


@dataclass
class YearCase:
    """A kind, and what the county filed last year and this year (None: nothing)."""

    kind: str
    last: list[School] | None
    this: list[School] | None
    changes_last: list[Change] = field(default_factory=list)
    changes_this: list[Change] = field(default_factory=list)


def year_cases(maker: SchoolMaker) -> Iterator[YearCase]:
    """Every case of this module."""
    yield from _gone(maker)
    yield from _gone_with_a_change(maker)
    yield from _back_in_part(maker)
    stay = [ordinary(maker), ordinary(maker, JUNIOR)]
    yield YearCase("county filed last year only", stay, None)
    yield YearCase("county files for the first time", None, [ordinary(maker), ordinary(maker, JUNIOR)])
    stay = stay_of(maker)
    yield YearCase("new school", stay, [*deepcopy(stay), ordinary(maker)])


def stay_of(maker: SchoolMaker) -> list[School]:
    """Two schools that are nobody else's."""
    return [ordinary(maker), ordinary(maker, JUNIOR)]


def _leaving(maker: SchoolMaker, kind: str, school: School, **changes: list[Change]) -> YearCase:
    stay = stay_of(maker)
    return YearCase(kind, [*stay, school], deepcopy(stay), **changes)


def _gone(maker: SchoolMaker) -> Iterator[YearCase]:
    """A school of last year that nobody mentions now."""
    for type_code, students in (
        ("211", {PRIMARY: 320}),
        ("311", {JUNIOR: 320}),
        ("312", {PRIMARY: 320, JUNIOR: 150}),
        ("345", {PRIMARY: 320, JUNIOR: 0, SENIOR: 500}),
        ("218", {PRIMARY: 49}),
        ("218", {PRIMARY: 50}),
        ("342", {SENIOR: 700}),
        ("514", {}),
    ):
        told = ", ".join(f"{number} {stage}" for stage, number in students.items())
        yield _leaving(maker, f"gone {type_code} {told}", maker.school(type_code, students))
    unknown = ordinary(maker)
    unknown.stages[PRIMARY].students = None
    yield _leaving(maker, "gone, students unknown last year", unknown)
    stray = maker.school("211", {PRIMARY: 70}, counted=False, parent="2199999997")
    yield _leaving(maker, "gone campus without parent", stray)
    stay = stay_of(maker)
    campus = maker.school("218", {PRIMARY: 70}, counted=False, parent=stay[0].code)
    yield YearCase("gone campus", [*stay, campus], deepcopy(stay))
    unlisted = ordinary(maker)
    unlisted.listed = False
    yield _leaving(maker, "gone, never listed", unlisted)


def _gone_with_a_change(maker: SchoolMaker) -> Iterator[YearCase]:
    """A school of last year with a recorded change of each kind."""
    for change in ("close", "merge", "rename", "split"):
        school = ordinary(maker)
        record = Change(school.code, change, "2024-07-01")
        yield _leaving(maker, f"gone with {change}", school, changes_this=[record])
    early = ordinary(maker)
    record = Change(early.code, "close", "2024-07-01")
    yield _leaving(maker, "gone, closing recorded last year", early, changes_last=[record])


def _back_in_part(maker: SchoolMaker) -> Iterator[YearCase]:
    """A school of last year that still appears somewhere."""
    stay = stay_of(maker)
    school = ordinary(maker)
    now = deepcopy(school)
    now.listed = False
    yield YearCase("listed last year, figures now", [*stay, school], [*deepcopy(stay), now])
    school = ordinary(maker)
    now = deepcopy(school)
    now.listed, now.stages = False, {}
    stay = stay_of(maker)
    yield YearCase("listed last year, premises now", [*stay, school], [*deepcopy(stay), now])
    stay = stay_of(maker)
    school = ordinary(maker)
    now = deepcopy(school)
    now.stages, now.premises = {}, None
    yield YearCase("listed now, without a row", [*stay, school], [*deepcopy(stay), now])
    stay = stay_of(maker)
    school = ordinary(maker)
    now = deepcopy(school)
    now.counted, now.parent = False, stay[0].code
    yield YearCase("a campus now", [*stay, school], [*deepcopy(stay), now])
    stay = stay_of(maker)
    school = ordinary(maker)
    now = deepcopy(school)
    now.listed_twice, now.stages = True, {}
    yield YearCase("listed twice now, without a row", [*stay, school], [*deepcopy(stay), now])
