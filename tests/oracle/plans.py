"""What three plans promise in figures of a county, typed again from their texts, and where it stands.

What belongs here: figures of 铁县政办发〔2019〕15号, 咸安区 2023 and 市委办发〔2024〕2号, by when; met, on
the way with its paces, missed, not due, not measurable. What does not: how a figure is measured (`verdict`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.filing import CountyYear
from tests.oracle.indicators import FAIL, INSUFFICIENT_DATA, NOT_APPLICABLE, PASS
from tests.oracle.requirements import Requirement, combined
from tests.oracle.rule_sets import TIELING, XIANAN, ZHANGYE, Demand, RuleSet, at_least, at_most
from tests.oracle.verdict import judge_by

MET, ON_THE_WAY, MISSED = "MET", "ON_THE_WAY", "MISSED"
NOT_DUE, NOT_MEASURABLE = "NOT_DUE", "NOT_MEASURABLE"


@dataclass(frozen=True)
class Promise:
    """A figure of a county and what it shall be; `due`: by the end of which year, None: in every year.

    `part_id` of schools: that all of them meet the requirement, which is told by their share.
    """

    indicator_id: str
    part_id: str
    demand: Demand
    due: int | None = None


@dataclass(frozen=True)
class Plan:
    """A plan, the rules that measure it, the counties it is of and the year it begins."""

    plan_id: str
    rules: RuleSet
    code_prefix: str
    from_year: int
    promises: dict[str, Promise]


@dataclass(frozen=True)
class Standing:
    """Where a promise stands in one year."""

    plan_id: str
    target_id: str
    county_code: str
    school_year: int
    actual: Fraction | None
    progress: str
    pace_needed: Fraction | None
    pace_so_far: Fraction | None


SCHOOLS = "schools"
PLANS = (
    Plan(
        "tieling-2019",
        TIELING,
        "211221",
        2019,
        {
            # 三(一)1: 普通小学每生每年850元、普通初中每生每年1050元; 2: 初中三年巩固率达到95%以上
            "tieling-quota-primary": Promise("G2", "quota_primary", at_least("850")),
            "tieling-quota-junior": Promise("G2", "quota_junior", at_least("1050")),
            "tieling-retention": Promise("Q1", "value", at_least("95"), 2022),
            # 三(三)3: 交流轮岗不低于10%, 骨干不低于20%; 三(四)3: 优质高中名额100%定向分配
            "tieling-exchange": Promise("G11", "exchanged", at_least("10")),
            "tieling-exchange-backbone": Promise("G11", "backbone", at_least("20")),
            "tieling-senior-places": Promise("G14", "allotted", at_least("100")),
            # 三(七): 社会认可度达到85%以上
            "tieling-approval": Promise("S1", "value", at_least("85"), 2022),
        },
    ),
    Plan(
        "xianan-2023",
        XIANAN,
        "421202",
        2023,
        {
            # 四(二)2: 学生体质健康及格率达98%以上; 3: 优质高中不低于50%; 6: 残疾儿童95%以上
            "xianan-fitness": Promise("L1", "value", at_least("98")),
            "xianan-senior-places": Promise("G14", "allotted", at_least("50")),
            "xianan-disabled": Promise("Q2", "value", at_least("95")),
        },
    ),
    Plan(
        "zhangye-2024",
        ZHANGYE,
        "6207",
        2024,
        {
            # 二2: 到2035年 … 普通高中学校规模不超过3000人，班额不超过50人
            "zhangye-L2": Promise("L2", SCHOOLS, at_least("1"), 2035),
            "zhangye-L3": Promise("L3", "value", at_most("0"), 2035),
        },
    ),
)


def standings(filings: Iterable[CountyYear]) -> Iterator[Standing]:
    """Every promise to one county in each year it filed."""
    filed = sorted((each for each in filings if each.filed), key=lambda each: each.school_year)
    for plan in PLANS:
        own = [each for each in filed if each.county_code.startswith(plan.code_prefix)]
        first: dict[str, tuple[int, Fraction]] = {}
        for filing in own:
            if filing.school_year < plan.from_year:
                continue
            found = {each.indicator_id: each for each in judge_by(plan.rules, filing).requirements}
            for target_id, promise in plan.promises.items():
                actual, status = _measured(found[promise.indicator_id], promise)
                if actual is not None:
                    first.setdefault(target_id, (filing.school_year, actual))
                yield _standing(plan, target_id, filing, actual, status, first.get(target_id))


def _measured(found: Requirement, promise: Promise) -> tuple[Fraction | None, str]:
    if promise.part_id == SCHOOLS:
        share = Fraction(found.passed or 0, found.judged) if found.judged else None
        return share, found.status
    (part,) = (each for each in found.parts if each.measure.part_id == promise.part_id)
    value = part.measure.value
    if value is None:
        return None, combined([part.status])
    return value, PASS if promise.demand.is_met_by(value) else FAIL


def _standing(
    plan: Plan,
    target_id: str,
    filing: CountyYear,
    actual: Fraction | None,
    status: str,
    first: tuple[int, Fraction] | None,
) -> Standing:
    promise, year = plan.promises[target_id], filing.school_year
    is_due = promise.due is None or year >= promise.due
    if status == PASS:
        progress = MET
    elif status == NOT_APPLICABLE or (is_due and status == INSUFFICIENT_DATA):
        progress = NOT_MEASURABLE
    elif is_due:
        progress = MISSED
    else:
        progress = NOT_DUE if actual is None else ON_THE_WAY
    needed = so_far = None
    if progress == ON_THE_WAY and promise.due is not None and actual is not None:
        needed = (promise.demand.threshold - actual) / (promise.due - year)
    if actual is not None and first is not None and year > first[0]:
        so_far = (actual - first[1]) / (year - first[0])
    return Standing(plan.plan_id, target_id, filing.county_code, year, actual, progress, needed, so_far)
