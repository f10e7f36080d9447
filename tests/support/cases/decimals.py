"""Counties whose values miss a threshold by so little that a published decimal decides whether they do.

What belongs here: values 0.4 and 4 units of the last published decimal short of each threshold and beyond
each limit of difference: rounded as published the first do not miss it, with one decimal fewer the second
do not. What does not: values on the line itself (`values`, `county_items`, `school_requirements`).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from tests.oracle import standard
from tests.oracle.collection import MUSIC, Monitoring
from tests.oracle.filing import PRIMARY
from tests.oracle.rule_sets import CV_DECIMALS, DECIMALS
from tests.support.cases.county_items import RATIOS, Case
from tests.support.cases.filings import TYPE_OF_STAGE
from tests.support.cases.model_county import Draft, model_county, set_classes
from tests.support.cases.school_maker import SchoolMaker, numerator_for

#: Parts of the last published decimal.
STEPS = (Fraction("0.4"), Fraction(4))
#: So many that a decimal of a value is a whole number of everything.
MANY = 100_000
#: What the numerators and denominators of two ratios hold besides the item that moves them.
BESIDE = {"G15": (100, 0), "Q1": (25, 4)}


def decimal_cases(maker: SchoolMaker) -> Iterator[Case]:
    """Every case of this module."""
    for step in STEPS:
        yield f"R1–R7 {step} decimals short", _sections(maker, step)
        yield f"differences {step} decimals too large", _differences(maker, step)
        for ratio in RATIOS:
            yield f"{ratio[0]} {step} decimals short", _item(maker, ratio, step)
        yield f"G3 {step} decimals short", _rooms(maker, step)
        yield f"G6, G7, Q4 {step} decimals short", _funds(maker, step)
        draft = model_county(maker)
        variation = Decimal("0.15") - _unit("Q9", step)
        draft.collection.monitoring["语文"] = Monitoring("Ⅲ", variation)
        yield f"Q9 {step} decimals under its limit", draft


def local_decimal_cases(maker: SchoolMaker) -> Iterator[Case]:
    """A county that misses one ratio by less than a decimal, for each plan to decide on the raw value."""
    yield "S1 short under a local plan", _item(maker, RATIOS[-1], STEPS[0])


def _unit(indicator_id: str, step: Fraction) -> Decimal:
    short = step / 10 ** DECIMALS[indicator_id]
    return Decimal(short.numerator) / Decimal(short.denominator)


def _sections(maker: SchoolMaker, step: Fraction) -> Draft:
    """A primary and a junior school that miss each of R1–R7."""
    draft = model_county(maker)
    for stage in standard.COMPULSORY:
        wanted = {}
        for indicator_id in standard.INDICATORS:
            short = step / 10 ** DECIMALS[indicator_id] / standard.THRESHOLDS[stage][indicator_id]
            wanted[indicator_id] = numerator_for(stage, indicator_id, MANY, 1 - short)
        draft.add(maker.school(TYPE_OF_STAGE[stage], {stage: MANY}, wanted))
    return draft


def _differences(maker: SchoolMaker, step: Fraction) -> Draft:
    """Two schools of each stage, and no other, that differ too much in all seven."""
    draft = model_county(maker)
    for stage in standard.COMPULSORY:
        cv = standard.CV_LIMITS[stage] + step / 10**CV_DECIMALS
        pair = [
            maker.school(
                TYPE_OF_STAGE[stage],
                {stage: MANY},
                dict.fromkeys(standard.INDICATORS, 10_000 * (1 + sign * cv)),
            )
            for sign in (1, -1)
        ]
        if stage == PRIMARY:
            draft.primary, draft.point = pair
        else:
            draft.junior = pair[0]
            draft.add(pair[1])
    return draft


def _item(maker: SchoolMaker, ratio: tuple[str, str, str, int, int], step: Fraction) -> Draft:
    """A county item that leaves its ratio short."""
    name, numerator, denominator, _, _ = ratio
    indicator_id = name.split()[0]
    besides = BESIDE.get(indicator_id, (0, 0))
    draft = model_county(maker)
    demand = _threshold(name) - _unit(indicator_id, step)
    draft.collection.items[denominator] = Decimal(MANY + besides[1])
    draft.collection.items[numerator] = demand / 100 * MANY - besides[0]
    return draft


def _threshold(name: str) -> Decimal:
    """In per cent: what the ratio is of when its numerator is on the threshold."""
    (_, _, _, base, on_threshold) = next(each for each in RATIOS if each[0] == name)
    besides = BESIDE.get(name, (0, 0))
    return Decimal(100 * (on_threshold + besides[0])) / Decimal(base - besides[1])


def _rooms(maker: SchoolMaker, step: Fraction) -> Draft:
    """So many classes that one room fewer is that little short."""
    draft = model_county(maker)
    needed = int(1 / (step / 10 ** DECIMALS["G3"]))
    set_classes(draft.primary.stages[PRIMARY], {"36_40": 12 * needed})
    draft.set_rooms(draft.primary, MUSIC, *["96"] * (needed - 1))
    return draft


def _funds(maker: SchoolMaker, step: Fraction) -> Draft:
    """A teaching point, the special school and a primary school."""
    draft = model_county(maker)
    funds = draft.collection.funds
    quota = draft.collection.items["G2.quota_primary"] or Decimal(0)
    funds[draft.point.code].allocated = 100 * quota * (1 - _unit("G6", step))
    students = draft.special.special_students or 0
    funds[draft.special.code].allocated = students * (6000 - _unit("G7", step))
    budget = funds[draft.primary.code].budget or Decimal(0)
    funds[draft.primary.code].training = budget * (5 - _unit("Q4", step)) / 100
    return draft
