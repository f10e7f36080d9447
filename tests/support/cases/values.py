"""Counties whose values sit exactly where a verdict turns.

What belongs here: values on, just above and just below thresholds, floors and
limits of difference. What does not: missing or odd filings (`filings`).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from tests.oracle import standard
from tests.oracle.filing import JUNIOR, PRIMARY, SENIOR, School
from tests.support.cases.filings import TYPE_OF_STAGE
from tests.support.cases.school_maker import UNIT, SchoolMaker, numerator_for, without_input

#: So many students that every threshold, and 85 % of it, is a whole number of teachers or rooms.
ROUND_STUDENTS = 20000

Case = tuple[str, list[School]]


def value_cases(maker: SchoolMaker) -> Iterator[Case]:
    """Every case of this module: its kind and the schools of its county."""
    for stage in standard.COMPULSORY:
        for indicator_id in standard.INDICATORS:
            yield from _on_the_line(maker, stage, indicator_id)
            yield from _difference(maker, stage, indicator_id)
        yield from _filed_decimals(maker, stage)
        yield from _within_tolerance(maker, stage)
        yield from _school_rule(maker, stage)
        yield from _equal_and_zero(maker, stage)
    yield from _split_on_the_line(maker)


def _on_the_line(maker: SchoolMaker, stage: str, indicator_id: str) -> Iterator[Case]:
    """One indicator on its threshold, on its floor, and a unit below each; the others on theirs."""
    exact = {name: numerator_for(stage, name, ROUND_STUDENTS, Fraction(1)) for name in standard.INDICATORS}
    floor = numerator_for(stage, indicator_id, ROUND_STUDENTS, standard.FLOOR_SHARE)
    unit = Fraction(UNIT[indicator_id])
    lines = {
        "on threshold": exact[indicator_id],
        "below threshold": exact[indicator_id] - unit,
        "on floor": floor,
        "below floor": floor - unit,
    }
    for name, numerator in lines.items():
        wanted = {**exact, indicator_id: numerator}
        special = maker.school(TYPE_OF_STAGE[stage], {stage: ROUND_STUDENTS}, wanted)
        neighbour = maker.school(TYPE_OF_STAGE[stage], {stage: 600}, of_threshold=Fraction(11, 10))
        yield f"{name} {stage} {indicator_id}", [special, neighbour]


def _difference(maker: SchoolMaker, stage: str, indicator_id: str) -> Iterator[Case]:
    """Two schools whose difference is exactly at its limit, and a unit above and below."""
    limit = standard.CV_LIMITS[stage]
    mean = 4 * standard.THRESHOLDS[stage][indicator_id]
    if standard.INDICATORS.index(indicator_id) % 2:
        # Equal weights: mean·(1 ± CV).
        small, large = 10000, 10000
        high, low = mean * (1 + limit), mean * (1 - limit)
    else:
        # Weights 1 : 4 put the values at mean·(1 + 2·CV) and mean·(1 − CV/2).
        small, large = 10000, 40000
        high, low = mean * (1 + 2 * limit), mean * (1 - limit / 2)
    multiplier = standard.MULTIPLIERS[indicator_id]
    unit = Fraction(UNIT[indicator_id])
    for name, step in (("at limit", Fraction(0)), ("above limit", unit), ("below limit", -unit)):
        schools = []
        for students, numerator in (
            (small, high * small / multiplier + step),
            (large, low * large / multiplier),
        ):
            others = {
                other: numerator_for(stage, other, students, Fraction(2))
                for other in standard.INDICATORS
                if other != indicator_id
            }
            wanted = {**others, indicator_id: numerator}
            schools.append(maker.school(TYPE_OF_STAGE[stage], {stage: students}, wanted))
        yield f"difference {name} {stage} {indicator_id}", schools


def _filed_decimals(maker: SchoolMaker, stage: str) -> Iterator[Case]:
    """Areas with decimals, and odd numbers of students, that hit a threshold exactly."""
    for indicator_id in ("R4", "R5", "R6"):
        schools = []
        for _ in range(5):
            students = 2 * maker.random.randint(100, 900) + 1
            exact = numerator_for(stage, indicator_id, students, Fraction(1))
            schools.append(maker.school(TYPE_OF_STAGE[stage], {stage: students}, {indicator_id: exact}))
        students = 200 * maker.random.randint(1, 9)
        floor = numerator_for(stage, indicator_id, students, standard.FLOOR_SHARE)
        schools.append(maker.school(TYPE_OF_STAGE[stage], {stage: students}, {indicator_id: floor}))
        yield f"filed decimals {stage} {indicator_id}", schools


def _within_tolerance(maker: SchoolMaker, stage: str) -> Iterator[Case]:
    """A value below its threshold by less than the tolerance meets it."""
    exact = numerator_for(stage, "R6", ROUND_STUDENTS, Fraction(1))
    wanted = {"R6": exact - Fraction("0.01")}
    yield (
        f"within tolerance {stage}",
        [maker.school(TYPE_OF_STAGE[stage], {stage: ROUND_STUDENTS}, wanted)],
    )


def _school_rule(maker: SchoolMaker, stage: str) -> Iterator[Case]:
    """So many indicators at the floor, below it, and missing: every line of the three-valued rule."""
    for at_floor, below, missing in (
        (0, 0, 0),
        (1, 0, 0),
        (2, 0, 0),
        (0, 1, 0),
        (0, 0, 1),
        (0, 0, 2),
        (0, 0, 7),
        (1, 0, 1),
        (2, 0, 1),
        (0, 1, 1),
        (1, 1, 0),
        (2, 0, 5),
        (7, 0, 0),
    ):
        order = list(standard.INDICATORS)
        if missing < 7:
            maker.random.shuffle(order)
        shares = [Fraction(9, 10)] * at_floor + [Fraction(1, 2)] * below
        wanted = {
            name: numerator_for(stage, name, ROUND_STUDENTS, share)
            for name, share in zip(order, shares, strict=False)
        }
        school = maker.school(TYPE_OF_STAGE[stage], {stage: ROUND_STUDENTS}, wanted)
        for name in order[at_floor + below : at_floor + below + missing]:
            without_input(school, stage, name)
        yield f"{at_floor} at floor, {below} below, {missing} missing {stage}", [school]


def _equal_and_zero(maker: SchoolMaker, stage: str) -> Iterator[Case]:
    """Equal values in every school, a single section, and nothing of one resource anywhere."""
    equal = [
        maker.school(
            TYPE_OF_STAGE[stage],
            {stage: students},
            {name: numerator_for(stage, name, students, Fraction(2)) for name in standard.INDICATORS},
        )
        for students in (2000, 6000, 20000)
    ]
    yield f"equal values {stage}", equal
    yield f"one section {stage}", [maker.school(TYPE_OF_STAGE[stage], {stage: 431})]
    for indicator_id in standard.INDICATORS:
        nothing = {indicator_id: Fraction(0)}
        yield (
            f"zero mean {stage} {indicator_id}",
            [maker.school(TYPE_OF_STAGE[stage], {stage: students}, nothing) for students in (310, 640)],
        )


def _split_on_the_line(maker: SchoolMaker) -> Iterator[Case]:
    """Combined schools whose share puts one section exactly on a threshold, and a unit below."""
    weights = standard.SPLIT_WEIGHTS
    for type_code, students in (
        ("312", {PRIMARY: 110, JUNIOR: 100}),
        ("312", {PRIMARY: 3300, JUNIOR: 2000}),
        ("341", {JUNIOR: 600, SENIOR: 500}),
        ("345", {PRIMARY: 1320, JUNIOR: 1200, SENIOR: 1000}),
    ):
        weighted = sum((weights[stage] * number for stage, number in students.items()), Fraction(0))
        for stage in students:
            if stage == SENIOR:
                continue
            for indicator_id in ("R4", "R5", "R6"):
                threshold = standard.THRESHOLDS[stage][indicator_id]
                whole = threshold * weighted / weights[stage]
                for name, numerator in (("on", whole), ("below", whole - Fraction("0.01"))):
                    rounded = Fraction(round(numerator * 10**6), 10**6)
                    if name == "on" and rounded != numerator:
                        continue
                    school = maker.school(type_code, students, {indicator_id: rounded})
                    yield f"split {name} threshold {type_code} {stage} {indicator_id}", [school]
