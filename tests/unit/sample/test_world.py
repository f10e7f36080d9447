"""The figures of made-up counties agree with each other, within a form, between forms and between years."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

from orchestration.sample.committed import committed_counties
from orchestration.sample.generate import made_up_county
from orchestration.sample.groups import groups_of
from orchestration.sample.model import BANDS, CODE_CLASS, CountyYear, SchoolYear, Section
from orchestration.sample.resources import at_level, classes_of
from orchestration.sample.world import simulate
from tests.unit.sample.evaluator import evaluate

YEARS = range(2021, 2025)


def _made_up(number: int = 12, quality: float = 1.12, spread: float = 0.12) -> list[list[CountyYear]]:
    return [simulate(made_up_county(index, YEARS, 5, quality, spread), YEARS, 5) for index in range(number)]


@pytest.fixture(scope="module")
def histories() -> list[list[CountyYear]]:
    """Made-up counties and those of the committed sample, each with its years."""
    return [*_made_up(), *(filed for _, filed in committed_counties())]


def _entries(histories: list[list[CountyYear]]) -> Iterator[SchoolYear]:
    return (entry for filed in histories for county in filed for entry in county.schools)


def _sections(histories: list[list[CountyYear]]) -> Iterator[Section]:
    return (section for entry in _entries(histories) for section in entry.sections.values())


def test_class_bands_count_the_classes_and_bracket_the_pupils(histories: list[list[CountyYear]]) -> None:
    lower = dict(zip((name for name, _ in BANDS), (1, *(limit + 1 for _, limit in BANDS)), strict=False))
    upper = dict(BANDS)
    for section in _sections(histories):
        bands = section.classes_by_band()
        assert sum(bands.values()) == len(section.classes)
        least = sum(lower[name] * number for name, number in bands.items())
        most = sum(upper[name] * number for name, number in bands.items())
        assert least <= section.students <= most
        assert sum(section.classes) == section.students


def test_teachers_add_up(histories: list[list[CountyYear]]) -> None:
    for section in _sections(histories):
        teachers = section.teachers
        assert min(vars(teachers).values()) >= 0
        assert teachers.arts >= teachers.music + teachers.fine_arts
        assert teachers.pe + teachers.arts <= teachers.total
        assert teachers.backbone <= teachers.total
        assert teachers.women <= teachers.total


def test_indoor_sports_area_is_part_of_the_teaching_area(histories: list[list[CountyYear]]) -> None:
    for entry in _entries(histories):
        if entry.premises:
            assert 0 <= entry.premises.indoor_sports_area <= entry.premises.teaching_auxiliary_area
            assert entry.premises.sports_ground_area >= 0


def test_groups_of_pupils_are_parts_of_all(histories: list[list[CountyYear]]) -> None:
    for entry in _entries(histories):
        for section in entry.sections.values():
            groups = groups_of(entry.school, section.grades, section.graduates)
            for group in groups.values():
                assert all(part <= whole for part, whole in zip(group.grades, section.grades, strict=True))
                assert all(girls <= both for girls, both in zip(group.girls, group.grades, strict=True))
            migrants = [groups[name].grades for name in ("migrant_other_province", "migrant_other_county")]
            assert groups["migrant"].grades == tuple(a + b for a, b in zip(*migrants, strict=True))
            assert groups["all"].girls == groups["girls"].grades


def test_cohorts_move_up(histories: list[list[CountyYear]]) -> None:
    for filed in histories:
        for before, after in pairwise(filed):
            touched = {code for change in after.changes for code in (change.school_code, change.other_code)}
            closed = any(change.kind == "close" for change in after.changes)
            earlier = {entry.school.code: entry for entry in before.schools}
            for entry in after.schools:
                if closed or entry.school.code in touched:
                    continue
                for stage, section in entry.sections.items():
                    last_year = earlier[entry.school.code].sections[stage]
                    assert section.graduates == last_year.grades[-1]
                    for now, then in zip(section.grades[1:], last_year.grades[:-1], strict=True):
                        assert abs(now - then) <= 1 + 0.02 * then


def test_junior_intake_comes_from_the_primary_schools(histories: list[list[CountyYear]]) -> None:
    for filed in histories:
        for before, after in pairwise(filed):
            leaving = sum(e.sections["primary"].grades[-1] for e in before.schools if "primary" in e.sections)
            entering = sum(e.sections["junior"].grades[0] for e in after.schools if "junior" in e.sections)
            assert entering == pytest.approx(leaving, rel=0.05)


def test_codes_are_unique_well_formed_and_kept(histories: list[list[CountyYear]]) -> None:
    owner: dict[str, str] = {}
    for filed in histories:
        for county in filed:
            codes = [entry.school.code for entry in county.schools]
            assert len(set(codes)) == len(codes)
            assert len({entry.school.name for entry in county.schools}) == len(codes)
            for entry in county.schools:
                code, parent = entry.school.code, entry.school.parent_code
                assert len(code) == 10 and code.isdigit()
                assert code[:2] == CODE_CLASS[entry.school.type_code] and code[2:4] == county.code[:2]
                assert entry.school.is_counted == (parent is None)
                assert parent is None or parent in codes
                assert owner.setdefault(code, county.code) == county.code


def test_a_school_goes_only_with_a_recorded_change(histories: list[list[CountyYear]]) -> None:
    kinds = set()
    for filed in histories:
        for before, after in pairwise(filed):
            gone = {e.school.code for e in before.schools} - {e.school.code for e in after.schools}
            recorded = {change.school_code for change in after.changes if change.kind != "rename"}
            assert gone == recorded
            names = {entry.school.code: entry.school.name for entry in before.schools}
            renamed = {e.school.code for e in after.schools if e.school.name != names[e.school.code]}
            assert renamed == {change.school_code for change in after.changes if change.kind == "rename"}
            kinds |= {change.kind for change in after.changes}
    assert kinds == {"rename", "merge", "close"}


def test_county_items_agree_with_the_schools(histories: list[list[CountyYear]]) -> None:
    for filed in histories:
        for county in filed:
            items = {item.code: item.value for item in county.support.items}
            assert items["G12.teachers"] == items["G9.teachers"] == county.teacher_total()
            assert items["F.students_this"] == county.section_total("primary") + county.section_total(
                "junior"
            )
            assert items["Q1.graduates"] == sum(
                entry.sections["junior"].graduates for entry in county.schools if "junior" in entry.sections
            )
            assert items["G15.migrant_public"] + items["G15.migrant_purchased"] <= items["G15.migrant_total"]
            assert min(items.values()) >= 0
        for before, after in pairwise(filed):
            last, this = ({item.code: item.value for item in each.support.items} for each in (before, after))
            for series in ("spending", "revenue", "students"):
                assert this[f"F.{series}_last"] == last[f"F.{series}_this"]


def test_every_kind_of_school_occurs(histories: list[list[CountyYear]]) -> None:
    for filed in (histories[0], histories[-8]):
        schools = filed[-1].schools
        assert {entry.school.type_code for entry in schools} == set(CODE_CLASS)
        assert any(entry.school.sponsor_code == "10" for entry in schools)
        assert any(not entry.school.is_counted for entry in schools)
        points = [e for e in schools if e.school.type_code == "218" and e.school.is_counted]
        assert {entry.compulsory_students >= 50 for entry in points} == {True, False}


def test_quality_and_spread_decide_how_many_comply() -> None:
    def complying(quality: float, spread: float) -> int:
        return sum(evaluate(f[-1]).outcome == "complies" for f in _made_up(16, quality, spread))

    def uneven(spread: float) -> int:
        return sum(bool(evaluate(filed[-1]).uneven) for filed in _made_up(16, 1.12, spread))

    assert complying(0.85, 0.12) == 0
    assert 0 < complying(1.12, 0.12) < 16
    assert complying(1.5, 0.1) > 12
    assert uneven(0.1) == 0
    assert uneven(0.6) > 8


@pytest.mark.parametrize(
    ("yardstick", "level", "number"),
    [(10.0, 1.0, 10), (10.2, 1.0, 11), (10.0, 0.99, 9), (10.2, 0.99, 10), (0.9, 0.95, 1), (20.0, 0.5, 10)],
)
def test_rounding_stays_on_the_side_of_the_level(yardstick: float, level: float, number: int) -> None:
    assert at_level(yardstick, level) == number


def test_classes_are_even_and_empty_grades_have_none() -> None:
    assert classes_of((46, 0, 45), 45) == (23, 23, 45)
