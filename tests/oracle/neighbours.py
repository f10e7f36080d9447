"""The rule sets beside quality balance that rest on a county's own items, typed from their documents.

What belongs here: fiscal tests, 控辍保学, 教育督导评估 with its bands, 学前普及普惠 with its bands:
what each demands, how it is measured, how a county is judged. What does not: quality balance
(`verdict`), basic balance, which rests on sections (`basic_balance`), or plans (`plans`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from tests.oracle.filing import CountyYear
from tests.oracle.indicators import FAIL, INSUFFICIENT_DATA, NOT_APPLICABLE, PASS
from tests.oracle.requirements import (
    SHOWN,
    Measure,
    Requirement,
    combined,
    judge_part,
    ratio,
    requirement,
)
from tests.oracle.rule_sets import Demand, Demands, RuleSet, at_least, at_most

Items = Callable[[str], Fraction | None]


@dataclass(frozen=True)
class Band:
    """A band: reached with so many points of an indicator (None: none asked)."""

    name: str
    points: Fraction | None
    is_passing: bool = True


@dataclass(frozen=True)
class Neighbour:
    """A rule set with what only neighbours have.

    `beside`: requirements that belong to no dimension. `bands` from the best down; `points_of`: the
    indicator whose value is the score. `graded_by_item`: 合格 or 不合格 item by item, and the county as its
    worst item. `bands_down`: how many bands a failed requirement costs.
    """

    rules: RuleSet
    beside: tuple[str, ...] = ()
    bands: tuple[Band, ...] = ()
    points_of: str = ""
    graded_by_item: bool = False
    bands_down: Mapping[str, int] = field(default_factory=dict)

    @property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator, those of no dimension too."""
        return (*self.rules.indicators, *self.beside)


@dataclass(frozen=True)
class NeighbourVerdict:
    """What the oracle says of a county under a neighbour; `dimensions`: status and reason by name."""

    neighbour: Neighbour
    filing: CountyYear
    requirements: list[Requirement]
    dimensions: dict[str, tuple[str, str | None]]
    grade: str | None
    status: str
    reason: str | None


def _more_than(threshold: str) -> Demand:
    return Demand(">", Fraction(threshold))


def _rules(standard_id: str, from_year: int, demands: Demands, **dimensions: tuple[str, ...]) -> RuleSet:
    return RuleSet(standard_id, from_year, demands=demands, dimensions=dimensions)


def _value(**demands: Demand) -> dict[tuple[str, str], Demand | None]:
    return {(indicator_id, "value"): demand for indicator_id, demand in demands.items()}


#: 两个只增不减 (E_t ≥ E_{t−1}, each also per student) and 三个增长 (growth beyond revenue's, and growth).
FISCAL = Neighbour(
    _rules(
        "fiscal-growth",
        2012,
        {
            **_value(F1=at_least("100"), F2=at_least("100"), F3=_more_than("100"), F4=_more_than("100")),
            ("F5", "teacher_pay"): _more_than("100"),
            ("F5", "public_funds"): _more_than("100"),
        },
        never_decrease=("F1", "F2"),
        three_growths=("F3", "F4", "F5"),
    )
)
#: Cases closed one by one; enrolment and drop-out are shown, as no text sets the nation a limit.
RETENTION = Neighbour(
    _rules(
        "enrolment-retention",
        2017,
        {**dict.fromkeys((each, "value") for each in ("E1", "E2", "E3", "E4")), **_value(E5=at_least("100"))},
        enrolment=("E1", "E2"),
        drop_out=("E3", "E4"),
        ledger=("E5",),
    )
)
#: Yunnan's limits of about 2009: junior enrolment 95 %, junior drop-out 3 %.
YUNNAN_RETENTION = Neighbour(
    replace(
        RETENTION.rules,
        standard_id="yunnan-retention-2009",
        code_prefix="53",
        demands={**RETENTION.rules.demands, **_value(E2=at_least("95"), E4=at_most("3"))},
    )
)
#: A case of Yunnan: 91.5 of 100 points reached the «advanced» band, and D级危房 above 3 % vetoed it down
#: to «qualified».
SUPERVISION = Neighbour(
    replace(
        _rules(
            "county-supervision",
            2008,
            {("V1", "value"): None, **_value(V2=at_most("3"))},
            score=("V1",),
        ),
        code_prefix="53",
    ),
    beside=("V2",),
    bands=(
        Band("先进", Fraction(90)),
        Band("合格", Fraction(60)),
        Band("不合格", None, is_passing=False),
    ),
    points_of="V1",
    bands_down={"V2": 1},
)
#: 教督〔2020〕1号 and a county's table of its figures: what the sheets ask for from 2027 on counts before
#: where it is filed; staff per child is shown beside full-time teachers per child.
PRESCHOOL_AREAS = ("outdoor", "activity", "building")
PRESCHOOL_SINCE_2027 = (
    *((each, "value") for each in ("P5", "P7", "P8", "P9", "P11", "P12")),
    *(("P10", f"{area}_{age}") for age in ("new", "old") for area in PRESCHOOL_AREAS),
)
PRESCHOOL = Neighbour(
    replace(
        _rules(
            "preschool-universal-2020",
            2020,
            {
                **_value(
                    P1=at_least("85"),
                    P2=at_least("80"),
                    P3=at_least("50"),
                    P4=at_least("100"),
                    P5=at_least("1/15"),
                    P6=at_least("85"),
                    P7=at_least("500"),
                    P8=at_least("500"),
                    P9=at_least("75"),
                    P11=at_least("100"),
                    P12=at_least("85"),
                ),
                ("P5", "staff"): None,
                **{("P10", f"{area}_new"): at_least("100") for area in PRESCHOOL_AREAS},
                **{("P10", f"{area}_old"): at_least("50") for area in PRESCHOOL_AREAS},
            },
            universal=("P1", "P2", "P3", "P4"),
            quality=("P5", "P6", "P10", "P11"),
            preschool_support=("P7", "P8", "P9"),
            preschool_approval=("P12",),
        ),
        asked_from=dict.fromkeys(PRESCHOOL_SINCE_2027, 2027),
    ),
    bands=(Band("合格", None), Band("不合格", None, is_passing=False)),
    graded_by_item=True,
)
NEIGHBOURS = (FISCAL, RETENTION, YUNNAN_RETENTION, SUPERVISION, PRESCHOOL)

#: Numerator and denominator of the shares in per cent that are plain quotients of two items.
SHARES: dict[str, tuple[str, str]] = {
    "F1": ("F.spending_this", "F.spending_last"),
    "E3": ("E3.dropped_out", "E3.students"),
    "E4": ("E4.dropped_out", "E4.students"),
    "V2": ("V1.d_grade_area_m2", "V1.total_area_m2"),
    "P1": ("P1.children", "P1.population"),
    "P2": ("P2.affordable", "P1.children"),
    "P3": ("P3.public", "P1.children"),
    "P4": ("P4.estate_public_or_affordable", "P4.estate_total"),
    "P6": ("P6.classes_within", "P6.classes"),
    "P9": ("P9.pay_off_establishment", "P9.pay_on_establishment"),
    "P11": ("P11.certified", "P11.due"),
    "P12": ("P12.satisfied", "P12.valid"),
}
#: Figures that are filed as they are.
FIGURES = {"V1": "V1.points", "P7": "P7.quota_public", "P8": "P8.subsidy_affordable"}
#: A denominator of 0 says that there is nobody the requirement could concern.
NOBODY_IF_ZERO = ("E5", "P4")


def _quotient(numerator: Fraction | None, denominator: Fraction | None) -> Fraction | None:
    return None if numerator is None or not denominator else numerator / denominator


def _sum(first: Fraction | None, second: Fraction | None) -> Fraction | None:
    return None if first is None or second is None else first + second


def measures(indicator_id: str, item: Items) -> list[Measure]:
    """The parts of an indicator, from the items that the county filed."""
    if_zero = "NOBODY_CONCERNED" if indicator_id in NOBODY_IF_ZERO else "ZERO_DENOMINATOR"

    def share(numerator: Fraction | None, denominator: Fraction | None, part_id: str = "value") -> Measure:
        return ratio(part_id, numerator, denominator, 100, if_zero)

    if indicator_id in FIGURES:
        figure = item(FIGURES[indicator_id])
        return [Measure("value", figure, figure, reason="INPUT_MISSING" if figure is None else None)]
    if indicator_id in SHARES:
        numerator, denominator = SHARES[indicator_id]
        return [share(item(numerator), item(denominator))]
    if indicator_id in ("E1", "E2"):
        # Who studies elsewhere is enrolled too (92.37 % was wrong, as these were not counted).
        enrolled = _sum(item(f"{indicator_id}.in_school"), item(f"{indicator_id}.in_school_elsewhere"))
        return [share(enrolled, item(f"{indicator_id}.population"))]
    if indicator_id == "E5":
        return [share(_sum(item("E5.returned"), item("E5.closed")), item("E5.confirmed"))]
    if indicator_id == "P5":
        # One full-time teacher to fifteen children: a ratio, not per cent.
        children = item("P1.children")
        return [
            ratio("value", item("P5.teachers"), children),
            ratio("staff", item("P5.staff"), children),
        ]
    if indicator_id == "P10":
        return [
            ratio(f"{area}_{age}", item(f"P10.{area}_{age}"), item(f"P10.{age}"), 100, "NOBODY_CONCERNED")
            for age in ("new", "old")
            for area in PRESCHOOL_AREAS
        ]
    if indicator_id == "F3":
        spending = _quotient(item("F.spending_this"), item("F.spending_last"))
        return [share(spending, _quotient(item("F.revenue_this"), item("F.revenue_last")))]
    if indicator_id == "F5":
        pay = share(item("G8.teacher_pay"), item("F.teacher_pay_last"), "teacher_pay")
        this, last = item("F.public_funds_per_pupil_this"), item("F.public_funds_per_pupil_last")
        return [pay, share(this, last, "public_funds")]
    per_student = _quotient(item("F.spending_this"), item("F.students_this"))
    return [share(per_student, _quotient(item("F.spending_last"), item("F.students_last")))]


def judge_neighbour(neighbour: Neighbour, filing: CountyYear) -> NeighbourVerdict:
    """A county that filed, under a neighbour."""

    def item(code: str) -> Fraction | None:
        figure = filing.collection.item(code)
        return None if figure is None else Fraction(figure)

    rules = neighbour.rules.in_year(filing.school_year)
    requirements = []
    for indicator_id in neighbour.indicators:
        parts = tuple(judge_part(each, indicator_id, rules) for each in measures(indicator_id, item))
        requirements.append(requirement(indicator_id, "county", filing.county_code, parts))
    dimensions = {}
    for name, ids in rules.dimensions.items():
        own = [each for each in requirements if each.indicator_id in ids]
        status = combined(each.status for each in own)
        is_shown = any(each.reason in SHOWN for each in own)
        reasons = {**_DIMENSION_REASONS, **({NOT_APPLICABLE: "DECIDES_NOTHING"} if is_shown else {})}
        dimensions[name] = (status, reasons.get(status))
    grade = _band(neighbour, requirements) if neighbour.bands else None
    status, reason = _county(neighbour, [status for status, _ in dimensions.values()], grade)
    band = None if grade is None else grade.name
    return NeighbourVerdict(neighbour, filing, requirements, dimensions, band, status, reason)


_DIMENSION_REASONS = {
    FAIL: "REQUIREMENTS_FAIL",
    INSUFFICIENT_DATA: "REQUIREMENT_MISSING",
    "NOT_APPLICABLE": "NO_SECTIONS",
}


def _band(neighbour: Neighbour, requirements: list[Requirement]) -> Band | None:
    """The best band reached, moved down by vetoes; None while anything is unknown."""
    found = {each.indicator_id: each for each in requirements}
    if neighbour.graded_by_item:
        overall = combined(each.status for each in requirements)
        return {PASS: neighbour.bands[0], FAIL: neighbour.bands[-1]}.get(overall)
    points = found[neighbour.points_of].parts[0].measure.value
    if points is None or any(each.status == INSUFFICIENT_DATA for each in requirements):
        return None
    reached = next(
        place for place, band in enumerate(neighbour.bands) if band.points is None or points >= band.points
    )
    down = sum(bands for name, bands in neighbour.bands_down.items() if found[name].status == FAIL)
    return neighbour.bands[min(reached + down, len(neighbour.bands) - 1)]


def _county(neighbour: Neighbour, statuses: list[str], band: Band | None) -> tuple[str, str | None]:
    """All dimensions hold, and the band, where there are bands, is one that passes; it may decide alone."""
    overall = combined(statuses)
    if overall == FAIL:
        return FAIL, "DIMENSION_FAILS"
    if band is not None and not band.is_passing:
        return FAIL, "GRADE_TOO_LOW"
    if overall == INSUFFICIENT_DATA:
        return INSUFFICIENT_DATA, "DIMENSION_INSUFFICIENT"
    if neighbour.points_of and band is None:
        return INSUFFICIENT_DATA, "GRADE_UNDECIDED"
    if overall == NOT_APPLICABLE and band is None:
        return NOT_APPLICABLE, "DECIDES_NOTHING"
    return PASS, None
