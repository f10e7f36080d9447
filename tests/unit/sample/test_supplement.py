"""The 补充采集表 of the sample agrees with the other filings, and with itself over the years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

import pytest

from orchestration.sample.committed import committed_counties
from orchestration.sample.committed_supplement import LEFT_BLANK, committed_supplement
from orchestration.sample.generate import made_up_county
from orchestration.sample.kindergartens import AREAS
from orchestration.sample.model import CountyYear
from orchestration.sample.rates import drawn_rates
from orchestration.sample.supplement import Supplement, supplement_of
from orchestration.sample.world import simulate

YEARS = range(2021, 2025)
Filed = tuple[CountyYear, CountyYear, Supplement]


def _items(supplement: Supplement) -> dict[str, Fraction | None]:
    return {
        item.code: None if item.code in supplement.blank else Fraction(str(item.value))
        for item in supplement.items
    }


def _share(supplement: Supplement, part: str, whole: str) -> Fraction:
    items = _items(supplement)
    numerator, denominator = items[part], items[whole]
    assert numerator is not None and denominator
    return 100 * numerator / denominator


@pytest.fixture(scope="module")
def committed() -> Mapping[tuple[str, int], Filed]:
    found = {}
    for _, filed in committed_counties():
        for before, county in zip((None, *filed), filed, strict=False):
            supplement = committed_supplement(county, before)
            if supplement is not None and before is not None:
                found[county.name, county.year] = (county, before, supplement)
    return found


def _made_up() -> Iterator[Filed]:
    for index in range(12):
        filed = simulate(made_up_county(index, YEARS, 5, 1.12, 0.12), YEARS, 5)
        for before, county in pairwise(filed):
            yield county, before, supplement_of(county, before, drawn_rates(county, 5))


@pytest.fixture(scope="module")
def every(committed: Mapping[tuple[str, int], Filed]) -> list[Filed]:
    return [*committed.values(), *_made_up()]


def test_parts_are_within_their_wholes(every: list[Filed]) -> None:
    pairs = (
        *(("E3.dropped_out", "E3.students"), ("E4.dropped_out", "E4.students")),
        *(("E5.confirmed", "E5.suspected"), ("V1.d_grade_area_m2", "V1.total_area_m2")),
        *(("P1.children", "P1.population"), ("P2.affordable", "P1.children"), ("P3.public", "P1.children")),
        ("P4.estate_public_or_affordable", "P4.estate_total"),
        *(("P5.teachers", "P5.staff"), ("P11.certified", "P11.due"), ("P12.satisfied", "P12.valid")),
        *((f"P10.{area}_{age}", f"P10.{age}") for area in AREAS for age in ("new", "old")),
        *(
            ("P6.classes_within", "P6.classes"),
            ("L1.passed", "L1.tested"),
            ("T3.safe_campuses", "T3.campuses"),
        ),
    )
    for county, _, supplement in every:
        items = _items(supplement)
        for part, whole in pairs:
            smaller, larger = items[part], items[whole]
            if smaller is not None and larger is not None:
                assert 0 <= smaller <= larger, (county.name, county.year, part)
        ledger = [items[f"E5.{name}"] for name in ("confirmed", "returned", "closed")]
        if None not in ledger:
            confirmed, returned, closed = (each or Fraction(0) for each in ledger)
            assert returned + closed <= confirmed
        for stage in ("E1", "E2"):
            here, away, population = (
                items[f"{stage}.{name}"] for name in ("in_school", "in_school_elsewhere", "population")
            )
            assert here is not None and away is not None and population is not None
            assert away >= 0 and here + away <= population


def test_last_years_figures_are_those_of_last_year(every: list[Filed]) -> None:
    for county, before, supplement in every:
        items = _items(supplement)
        pay = {item.code: item.value for item in before.support.items}["G8.teacher_pay"]
        assert items["F.teacher_pay_last"] == pay
        if items["E3.students"] is not None:
            assert items["E3.students"] == before.section_total("primary")
        assert items["E4.students"] in (before.section_total("junior"), None)
        assert items["T3.campuses"] == len(county.schools)


def test_public_funds_of_one_year_are_the_same_on_both_sheets(
    committed: Mapping[tuple[str, int], Filed],
) -> None:
    for name in ("铁岭县", "甘州区", "临泽县"):
        earlier, later = (_items(committed[name, year][2]) for year in (2023, 2024))
        assert earlier["F.public_funds_per_pupil_this"] == later["F.public_funds_per_pupil_last"]


def test_training_funds_hold_those_of_every_school(every: list[Filed]) -> None:
    for county, _, supplement in every:
        items = _items(supplement)
        finance = [entry.finance for entry in county.schools if entry.finance]
        for code, of_schools in (
            ("T4.training_funds", sum(each.training_final for each in finance)),
            ("T4.public_funds", sum(each.public_funds_budget for each in finance)),
        ):
            filed = items[code]
            # 万元 with two decimals beside fen.
            assert filed is None or filed >= Fraction(of_schools, 1_000_000) - Fraction(1, 100)


def test_titles_are_within_the_teachers_and_cover_every_section(every: list[Filed]) -> None:
    for county, _, supplement in every:
        teachers = {
            (entry.school.code, stage): section.teachers.total
            for entry in county.schools
            for stage, section in entry.sections.items()
        }
        titled = {(line.school_code, line.stage): line.titled for line in supplement.sections}
        assert all(0 <= number <= teachers[key] for key, number in titled.items())
        if county.name == "民乐县":
            assert titled.keys() == {key for key in teachers if key[1] == "primary"}
        else:
            assert titled.keys() == teachers.keys()


def test_who_files_in_the_committed_sample(committed: Mapping[tuple[str, int], Filed]) -> None:
    full = {(name, year) for name in ("铁岭县", "甘州区", "临泽县") for year in (2023, 2024)}
    partly = ("民乐县", 2024)
    assert committed.keys() == full | {("咸安区", 2024), partly}
    for key, (_, _, supplement) in committed.items():
        blank = {code for code, value in _items(supplement).items() if value is None}
        assert blank == (set(LEFT_BLANK) if key == partly else set())


def test_tieling_has_the_published_case_of_a_veto(committed: Mapping[tuple[str, int], Filed]) -> None:
    supplement = committed["铁岭县", 2024][2]
    items = _items(supplement)
    assert (items["V1.points"], items["V1.d_grade_area_m2"]) == (Fraction("91.5"), Fraction(45_584))
    assert round(float(_share(supplement, "V1.d_grade_area_m2", "V1.total_area_m2")), 2) == 16.21


def test_neighbours_are_met_by_some_and_missed_by_others(
    committed: Mapping[tuple[str, int], Filed],
) -> None:
    """Both sides of what the neighbouring rule sets ask for; the limits are those of their documents."""
    sides: dict[str, set[bool]] = {}
    for county, _, supplement in committed.values():
        items = _items(supplement)

        def note(name: str, *codes: str, met: object, items: dict[str, Fraction | None] = items) -> None:
            if all(items[code] is not None for code in codes):
                sides.setdefault(name, set()).add(bool(met))

        def ratio(part: str, whole: str, items: dict[str, Fraction | None] = items) -> Fraction:
            return (items[part] or Fraction(0)) / (items[whole] or Fraction(1))

        pay = {item.code: item.value for item in county.support.items}["G8.teacher_pay"]
        note("F5", "F.teacher_pay_last", met=pay > (items["F.teacher_pay_last"] or 0))
        present = (items["E2.in_school"] or 0) + (items["E2.in_school_elsewhere"] or 0)
        note("E2", "E2.population", met=20 * present >= 19 * (items["E2.population"] or 0))
        note("E3", "E3.dropped_out", met=items["E3.dropped_out"] == 0)
        note("E4", "E4.dropped_out", met=ratio("E4.dropped_out", "E4.students") <= Fraction(3, 100))
        resolved = (items["E5.returned"] or 0) + (items["E5.closed"] or 0)
        note("E5", "E5.confirmed", met=resolved == items["E5.confirmed"])
        danger = ratio("V1.d_grade_area_m2", "V1.total_area_m2")
        note("V2", "V1.total_area_m2", met=danger <= Fraction(3, 100))
        note("advanced", "V1.points", met=(items["V1.points"] or 0) >= 90)
        note("P7", "P7.quota_public", met=(items["P7.quota_public"] or 0) >= 500)
        note("P8", "P8.subsidy_affordable", met=(items["P8.subsidy_affordable"] or 0) >= 500)
        for name, part, whole, least in (
            ("P9", "P9.pay_off_establishment", "P9.pay_on_establishment", Fraction(75, 100)),
            ("P10 new", "P10.outdoor_new", "P10.new", Fraction(1)),
            ("P10 old", "P10.outdoor_old", "P10.old", Fraction(50, 100)),
            ("P11", "P11.certified", "P11.due", Fraction(1)),
            ("P12", "P12.satisfied", "P12.valid", Fraction(85, 100)),
            ("P2", "P2.affordable", "P1.children", Fraction(80, 100)),
            ("P3", "P3.public", "P1.children", Fraction(50, 100)),
            ("P4", "P4.estate_public_or_affordable", "P4.estate_total", Fraction(1)),
            ("P5", "P5.teachers", "P1.children", Fraction(1, 15)),
            ("P6", "P6.classes_within", "P6.classes", Fraction(85, 100)),
            ("T3", "T3.safe_campuses", "T3.campuses", Fraction(80, 100)),
            ("T4", "T4.training_funds", "T4.public_funds", Fraction(5, 100)),
            ("T5", "T4.training_funds", "T5.payroll", Fraction(2, 100)),
        ):
            note(name, part, whole, met=ratio(part, whole) >= least)
        note("T1", "T1.retention_percent", met=(items["T1.retention_percent"] or 0) >= 99)
        note("T2", "T2.myopia_fall_points", met=(items["T2.myopia_fall_points"] or 0) >= Fraction(1, 2))
        note("L3", "L3.senior_classes_over_50", met=items["L3.senior_classes_over_50"] == 0)
    assert {name: both for name, both in sides.items() if both != {True, False}} == {}


def test_tieling_reaches_its_own_limit_in_one_year_and_not_in_the_other(
    committed: Mapping[tuple[str, int], Filed],
) -> None:
    per_staff = [
        _share(committed["铁岭县", year][2], "L6.students", "L6.staff") / 100 for year in (2023, 2024)
    ]
    assert per_staff[0] > Fraction("13.5") >= per_staff[1]
