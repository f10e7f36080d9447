"""What a county files on the 补充采集表: county items of no other filing, titles of teachers, grounds.

What belongs here: the figures of one county and year, from its schools and money where they must agree with
other filings or with last year's, else from rates. What does not: the rates (`rates`,
`committed_supplement`), headers (layouts), which counties file it (`generate`, `committed`).
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from orchestration.sample.kindergartens import kindergartens
from orchestration.sample.model import CountyItem, CountyYear, Section
from orchestration.sample.profile import county_profile, filed
from orchestration.sample.rates import Rates
from orchestration.sample.self_assessment import SelfAssessed, self_assessed

#: Share of a section's teachers of intermediate title or above, in most schools.
TITLED = (0.42, 0.68)


@dataclass(frozen=True)
class TitledSection:
    """One line of the sheet 学段."""

    school_code: str
    school_name: str
    stage: str
    titled: int
    shared: int


@dataclass(frozen=True)
class Grounds:
    """One line of the sheet 学校; areas in hundredths of m²."""

    school_code: str
    school_name: str
    rooftop_underground_area: int
    leased_venue_area: int


@dataclass(frozen=True)
class Supplement:
    """A county's 补充采集表 of one year; items whose code is in `blank` stand there without a figure."""

    items: tuple[CountyItem, ...]
    sections: tuple[TitledSection, ...]
    grounds: tuple[Grounds, ...]
    schools: tuple[SelfAssessed, ...] = ()
    blank: frozenset[str] = frozenset()


def supplement_of(
    county: CountyYear,
    before: CountyYear,
    rates: Rates,
    *,
    blank: Collection[str] = (),
    stages: Collection[str] = ("primary", "junior"),
) -> Supplement:
    """The county's sheet; `before` is its year before, `blank` the item codes left without a figure.

    Only sections of `stages` are filed.
    """
    items = (
        *_money_per_head(county, before),
        *_pupils(county, before, rates),
        *_supervision(rates),
        *kindergartens(county, rates),
        *_targets(county, rates),
        *county_profile(county),
    )
    return Supplement(
        items=items,
        sections=tuple(
            TitledSection(
                entry.school.code,
                entry.school.name,
                section.stage,
                _titled(entry.school.code, section),
                _shared(entry.school.code, section),
            )
            for entry in county.schools
            for section in entry.sections.values()
            if section.stage in stages
        ),
        grounds=tuple(
            _grounds(entry.school.code, entry.school.name)
            for entry in county.schools
            if entry.school.urban_code == "111" and entry.sections
        ),
        schools=self_assessed(county),
        blank=frozenset(blank),
    )


def _titled(school_code: str, section: Section) -> int:
    """Teachers of intermediate title or above; a school's share is the same every year."""
    random = Random(f"titled:{school_code}:{section.stage}")
    return round(section.teachers.total * random.uniform(*TITLED))


def _shared(school_code: str, section: Section) -> int:
    """PE and arts teachers whom a small section shares with others."""
    if not 50 <= section.students < 100:
        return 0
    return Random(f"shared:{school_code}:{section.stage}").randint(1, 2)


def _grounds(school_code: str, school_name: str) -> Grounds:
    random = Random(f"grounds:{school_code}")
    rooftop = random.randint(200, 900) * 50 if random.random() < 0.4 else 0
    leased = random.randint(300, 1200) * 100 if random.random() < 0.25 else 0
    return Grounds(school_code, school_name, rooftop, leased)


def _ten_thousands(fen: Fraction | int) -> float:
    """Fen as 万元 with two decimals."""
    return round(float(Fraction(fen) / 1_000_000), 2)


def _public_funds_per_pupil(county: CountyYear) -> float:
    """Yuan per pupil of the schools that are not special, as their finance sheet says."""
    schools = [entry for entry in county.schools if entry.sections and entry.finance]
    pupils = sum(entry.compulsory_students + entry.senior_students for entry in schools)
    fen = sum(entry.finance.public_funds_allocated for entry in schools if entry.finance)
    return round(fen / 100 / pupils, 2)


def _money_per_head(county: CountyYear, before: CountyYear) -> list[CountyItem]:
    return [
        CountyItem(
            "F.teacher_pay_last",
            "义务教育教师年平均工资收入（上年）",
            filed(before, "G8.teacher_pay"),
            "元/年",
        ),
        CountyItem(
            "F.public_funds_per_pupil_this", "生均公用经费（本年）", _public_funds_per_pupil(county), "元/生"
        ),
        CountyItem(
            "F.public_funds_per_pupil_last", "生均公用经费（上年）", _public_funds_per_pupil(before), "元/生"
        ),
    ]


def _pupils(county: CountyYear, before: CountyYear, rates: Rates) -> list[CountyItem]:
    """Enrolment, drop-out and the ledger, which agree: who is gone is closed, or still open."""
    items: list[CountyItem] = []
    for indicator, stage, age, enrolled, elsewhere in (
        ("E1", "primary", "小学学龄儿童", rates.primary_enrolled, rates.primary_elsewhere),
        ("E2", "junior", "初中学龄少年", rates.junior_enrolled, rates.junior_elsewhere),
    ):
        # A few pupils are younger or older than the stage's age.
        here = round(county.section_total(stage) * 0.985)
        population = round(here * 100 / (enrolled - elsewhere))
        away = min(round(population * elsewhere / 100), population - here)
        items += [
            CountyItem(f"{indicator}.in_school", f"{age}在本县就读人数", here, "人"),
            CountyItem(f"{indicator}.in_school_elsewhere", f"{age}在外地就读人数", away, "人"),
            CountyItem(f"{indicator}.population", f"{age}人数", population, "人"),
        ]
    gone = 0
    for indicator, stage, name, dropped_out in (
        ("E3", "primary", "小学", rates.primary_dropped_out),
        ("E4", "junior", "初中", rates.junior_dropped_out),
    ):
        students = before.section_total(stage)
        number = round(students * dropped_out / 100)
        gone += number
        items += [
            CountyItem(f"{indicator}.dropped_out", f"{name}辍学学生数", number, "人"),
            CountyItem(f"{indicator}.students", f"{name}上学年初在校生数", students, "人"),
        ]
    confirmed = gone + rates.returned
    return [
        *items,
        CountyItem("E5.suspected", "疑似辍学学生数", confirmed + confirmed // 3 + 2, "人"),
        CountyItem("E5.confirmed", "确认辍学学生数", confirmed, "人"),
        CountyItem("E5.returned", "劝返复学学生数", rates.returned, "人"),
        CountyItem("E5.closed", "其他原因销号学生数", math.floor(gone * rates.closed / 100), "人"),
    ]


def _supervision(rates: Rates) -> list[CountyItem]:
    return [
        CountyItem("V1.points", "县级教育督导评估总分", rates.points, "分"),
        CountyItem("V1.d_grade_area_m2", "中小学D级危房面积", rates.d_grade_area_m2, "平方米"),
        CountyItem("V1.total_area_m2", "中小学校舍总面积", rates.building_area_m2, "平方米"),
    ]


def _targets(county: CountyYear, rates: Rates) -> list[CountyItem]:
    """What plans ask for beyond the standards. Training and public funds hold those of every school."""
    tested = round((county.section_total("primary") + county.section_total("junior")) * 0.97)
    campuses = len(county.schools)
    finance = [entry.finance for entry in county.schools if entry.finance]
    training = Fraction(sum(each.training_final for each in finance))
    funds = Fraction(sum(each.public_funds_budget for each in finance))
    pay = filed(county, "G8.teacher_pay")
    return [
        CountyItem("L1.tested", "体质健康参测学生数", tested, "人"),
        CountyItem("L1.passed", "体质健康测试及格学生数", round(tested * rates.fitness / 100), "人"),
        CountyItem(
            "L3.senior_classes_over_50", "超过50人的普通高中班级数", rates.senior_classes_over_50, "班"
        ),
        CountyItem("T1.retention_percent", "九年义务教育巩固率", rates.retention, "%"),
        CountyItem("T2.myopia_fall_points", "儿童青少年总体近视率较上年下降", rates.myopia_fall, "百分点"),
        CountyItem("T3.safe_campuses", "安全文明校园数", round(campuses * rates.safe_campuses / 100), "所"),
        CountyItem("T3.campuses", "中小学校园总数", campuses, "所"),
        CountyItem(
            "T4.training_funds",
            "教师培训经费",
            _ten_thousands(training * (1 + Fraction(rates.county_training) / 100)),
            "万元",
        ),
        CountyItem(
            "T4.public_funds",
            "公用经费总额",
            _ten_thousands(funds * (1 + Fraction(rates.central_funds) / 100)),
            "万元",
        ),
        CountyItem("T5.payroll", "教职工工资总额", round(pay * county.teacher_total() / 10_000, 2), "万元"),
    ]
