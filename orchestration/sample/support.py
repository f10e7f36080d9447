"""What a county files beyond the annual statistics: the 县级采集表.

What belongs here: finance, music and art rooms, county items, attestations, monitoring, vetoes, derived
from the schools where they must agree. What does not: the schools themselves (`world`), headers (layouts).

A requirement is met with the probability `Profile.support`, else missed by a little.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from random import Random

from orchestration.sample.groups import groups_of
from orchestration.sample.model import (
    Attestation,
    Change,
    CountyItem,
    CountySpec,
    CountyYear,
    Finance,
    Room,
    School,
    SchoolYear,
    Support,
)

#: Per-pupil public funds quota in yuan, as in the plan of 铁岭县 (2019).
QUOTA_PRIMARY, QUOTA_JUNIOR, QUOTA_SENIOR = 850, 1050, 1200

#: A year in which each subject was monitored; the cycle has three.
FIRST_MONITORED = {"语文": 2022, "数学": 2021, "科学": 2023, "体育": 2021, "艺术": 2022, "德育": 2023}
ATTESTED_INDICATORS = ("G1", "G2", "G10", "G14", "G15", "Q3", "Q5", "Q6", "Q7", "Q8")
VETO_ITEMS = (
    "考试招生",
    "违规择校",
    "重点学校或重点班",
    "有编不补或长期聘用编外教师",
    "重大安全责任事故或严重违纪违规",
    "弄虚作假",
)

Cohorts = Mapping[int, Mapping[int, int]]


def complete(
    spec: CountySpec,
    year: int,
    entries: tuple[SchoolYear, ...],
    changes: tuple[Change, ...],
    cohorts: Cohorts,
    seed: int,
) -> CountyYear:
    """A county's year with everything filed; `cohorts` gives pupils by year and grade, three years back."""
    random = Random(f"{seed}:{spec.code}:{year}")
    equipped = tuple(
        replace(
            entry,
            rooms=_rooms(entry, spec.profile.support, seed),
            finance=_finance(entry, spec.profile.support, random),
        )
        for entry in entries
    )
    county = CountyYear(spec.code, spec.name, year, equipped, changes, Support((), (), (), ()))
    filed = _support(county, spec.profile.support, cohorts, random)
    money = (*_public_money(county, spec.profile.support, seed), *_pupil_totals(county, cohorts))
    return replace(county, support=replace(filed, items=(*filed.items, *money)))


def _rooms(entry: SchoolYear, support: float, seed: int) -> tuple[Room, ...]:
    """One music and one art room per 12 classes, of which a few are too small where support is weak.

    A room is the same every year.
    """
    classes = sum(len(section.classes) for section in entry.sections.values())
    number = max(1, math.ceil(classes / 12))
    built = entry.school.built_year
    rooms: list[Room] = []
    for kind, smallest in (("音乐", 96), ("美术", 90)):
        for place in range(number):
            random = Random(f"{seed}:{entry.school.code}:{kind}:{place}")
            enough = random.random() < support
            area = smallest * 100 + random.randint(0, 24) * 50 if enough else smallest * 100 - 250
            rooms.append(Room(kind, f"{kind}教室", area, built))
    return tuple(rooms)


def _finance(entry: SchoolYear, support: float, random: Random) -> Finance:
    """Public funds by quota, small schools as if they had 100 pupils; 5 % or more for training."""
    if entry.school.is_special:
        per_pupil = 6500 if random.random() < support else 5800
        allocated = per_pupil * entry.special_students
    else:
        quotas = {"primary": QUOTA_PRIMARY, "junior": QUOTA_JUNIOR}
        allocated = sum(quotas[stage] * section.students for stage, section in entry.sections.items())
        allocated += QUOTA_SENIOR * entry.senior_students
        small = entry.compulsory_students + entry.senior_students < 100
        if small and random.random() < support:
            allocated = max(allocated, max(quotas[stage] for stage in entry.sections) * 100)
    permille = random.choice((50, 52, 55, 60)) if random.random() < support else 48
    training = math.ceil(allocated * permille / 10)  # fen
    return Finance(allocated * 100, allocated * 100, training, training)


def _support(county: CountyYear, support: float, cohorts: Cohorts, random: Random) -> Support:
    def holds() -> bool:
        return random.random() < support

    items = [
        *_quotas_and_staff(county, support, random),
        *_admission_and_places(county, support, random),
        *_pupils_and_survey(county, support, cohorts, random),
    ]
    attestations = tuple(
        Attestation(
            indicator_id=indicator,
            conclusion="达到" if holds() else "未达到",
            document=f"{indicator}佐证材料汇编",
            document_number=f"县教发〔{county.year}〕{21 + place}号",
            document_date=f"{county.year}-10-{8 + place:02d}",
        )
        for place, indicator in enumerate(ATTESTED_INDICATORS)
    )
    monitoring = tuple(
        (
            subject,
            random.choice("ⅢⅣ") if holds() else "Ⅱ",
            round(random.uniform(0.08, 0.145) if holds() else random.uniform(0.151, 0.17), 3),
        )
        for subject in FIRST_MONITORED
    )
    return Support(tuple(items), attestations, monitoring, tuple((item, False) for item in VETO_ITEMS))


def last_monitored(subject: str, school_year: int) -> int:
    """The year in which a subject was last monitored."""
    return school_year - (school_year - FIRST_MONITORED[subject]) % 3


def admits_nearby(school: School) -> bool:
    """A public non-boarding school of city or town."""
    return school.sponsor_code != "10" and not school.boarding and school.urban_code[0] == "1"


def _quotas_and_staff(county: CountyYear, support: float, random: Random) -> list[CountyItem]:
    def holds() -> bool:
        return random.random() < support

    teachers = county.teacher_total()
    civil_servant_pay = 74_000 + 10 * random.randint(0, 400)
    pay_gap = 10 * random.randint(0, 500)
    eligible = max(10, teachers * 2 // 5)
    exchanged = math.ceil(eligible * (random.uniform(0.10, 0.15) if holds() else 0.08))
    backbone = math.ceil(exchanged * (random.uniform(0.2, 0.3) if holds() else 0.12))
    return [
        CountyItem("G2.quota_primary", "小学生均公用经费基准定额", QUOTA_PRIMARY, "元/生"),
        CountyItem("G2.quota_junior", "初中生均公用经费基准定额", QUOTA_JUNIOR, "元/生"),
        CountyItem(
            "G8.teacher_pay",
            "义务教育教师年平均工资收入",
            civil_servant_pay + (pay_gap if holds() else -1500),
            "元/年",
        ),
        CountyItem("G8.civil_servant_pay", "当地公务员年平均工资收入", civil_servant_pay, "元/年"),
        CountyItem("G9.completed", "5年360学时培训完成教师数", teachers if holds() else teachers - 3, "人"),
        CountyItem("G9.teachers", "应完成培训专任教师数", teachers, "人"),
        CountyItem("G11.eligible", "符合交流条件教师总数", eligible, "人"),
        CountyItem("G11.exchanged", "交流轮岗教师数", exchanged, "人"),
        CountyItem("G11.exchanged_backbone", "其中：骨干教师", backbone, "人"),
        CountyItem(
            "G12.certified", "持教师资格证上岗专任教师数", teachers if holds() else teachers - 1, "人"
        ),
        CountyItem("G12.teachers", "专任教师数", teachers, "人"),
    ]


def _admission_and_places(county: CountyYear, support: float, random: Random) -> list[CountyItem]:
    def holds() -> bool:
        return random.random() < support

    def admitted(stage: str) -> int:
        """First-graders of city and town public non-boarding schools."""
        return sum(
            entry.sections[stage].grades[0]
            for entry in county.schools
            if stage in entry.sections and admits_nearby(entry.school)
        )

    primary, junior = admitted("primary"), admitted("junior")
    planned = 100 * random.randint(4, 12)
    allotted = planned * (random.randint(50, 70) if holds() else 48) // 100
    public, private = (_migrants(county, is_private) for is_private in (False, True))
    # Either private places are paid for, or too many children have neither kind of place.
    paid = holds()
    seeking = (public + private) * 103 // 100 if paid else max(public + private, public * 5 // 4)
    return [
        CountyItem(
            "G13.primary_nearby", "小学就近划片入学人数", primary if holds() else primary * 97 // 100, "人"
        ),
        CountyItem("G13.primary_total", "小学招生人数（城区镇区公办非寄宿）", primary, "人"),
        CountyItem(
            "G13.junior_nearby",
            "初中就近划片入学人数",
            math.ceil(junior * 0.97) if holds() else junior * 93 // 100,
            "人",
        ),
        CountyItem("G13.junior_total", "初中招生人数（城区镇区公办非寄宿）", junior, "人"),
        CountyItem("G14.planned", "优质高中招生计划", planned, "人"),
        CountyItem("G14.allotted", "分配到初中名额", allotted, "人"),
        CountyItem("G14.allotted_rural", "其中：农村初中名额", allotted * 54 // 100, "人"),
        CountyItem("G15.migrant_total", "符合条件随迁子女数", seeking, "人"),
        CountyItem("G15.migrant_public", "公办学校就读", public, "人"),
        CountyItem("G15.migrant_purchased", "政府购买服务民办学校就读", private if paid else 0, "人"),
    ]


def _migrants(county: CountyYear, is_private: bool) -> int:
    """Migrant children of primary and junior sections, as the student forms of the schools count them."""
    return sum(
        sum(groups_of(entry.school, section.grades, section.graduates)["migrant"].grades)
        for entry in county.schools
        if (entry.school.sponsor_code == "10") == is_private
        for section in entry.sections.values()
    )


def _pupils_and_survey(
    county: CountyYear, support: float, cohorts: Cohorts, random: Random
) -> list[CountyItem]:
    def holds() -> bool:
        return random.random() < support

    # Pupils who left last summer were in grade 9 a year ago and in grade 7 three years ago.
    graduates, grade_7 = cohorts[county.year - 1][9], cohorts[county.year - 3][7]
    deaths = random.randint(0, 1)
    lost = math.floor(grade_7 * (random.uniform(0, 0.02) if holds() else 0.06))
    moved_in = random.randint(3, 15)
    moved_out = grade_7 - deaths - lost + moved_in - graduates
    if moved_out < 0:
        moved_in, moved_out = moved_in - moved_out, 0
    disabled = random.randint(60, 240)
    valid = random.randint(280, 295) * 10
    satisfied = math.ceil(valid * (random.uniform(0.85, 0.95) if holds() else 0.83))
    return [
        CountyItem("Q1.graduates", "初中毕业生数", graduates, "人"),
        CountyItem("Q1.transferred_in", "三年转入", moved_in, "人"),
        CountyItem("Q1.transferred_out", "三年转出", moved_out, "人"),
        CountyItem("Q1.grade7", "三年前初一在校生数", grade_7, "人"),
        CountyItem("Q1.deaths", "三年死亡", deaths, "人"),
        CountyItem("Q2.disabled_total", "适龄残疾儿童少年数", disabled, "人"),
        CountyItem(
            "Q2.disabled_enrolled",
            "残疾儿童少年入学数",
            math.ceil(disabled * (random.uniform(0.95, 1) if holds() else 0.93)),
            "人",
        ),
        CountyItem("S1.issued", "发放问卷", 3000, "份"),
        CountyItem("S1.valid", "回收有效问卷", valid, "份"),
        CountyItem("S1.satisfied", "满意问卷", satisfied, "份"),
    ]


def _public_money(county: CountyYear, support: float, seed: int) -> list[CountyItem]:
    """General public education spending and regular revenue, in 万元, one series over the years."""
    random = Random(f"{seed}:{county.code}:money")
    spending = random.randint(9_000, 60_000)
    revenue = round(spending * random.uniform(2, 3))
    spending_growth = 1.064 if random.random() < support else 1.05
    revenue_growth = 1.057

    def in_year(base: int, growth: float, year: int) -> int:
        wobble = 1 + Random(f"{seed}:{county.code}:{base}:{year}").uniform(-0.001, 0.001)
        return round(base * growth ** (year - 2020) * wobble)

    lines = (
        ("F.spending_this", "一般公共预算教育支出（本年）", spending, spending_growth, county.year),
        ("F.spending_last", "一般公共预算教育支出（上年）", spending, spending_growth, county.year - 1),
        ("F.revenue_this", "经常性财政收入（本年）", revenue, revenue_growth, county.year),
        ("F.revenue_last", "经常性财政收入（上年）", revenue, revenue_growth, county.year - 1),
    )
    return [
        CountyItem(code, name, in_year(base, growth, year), "万元")
        for code, name, base, growth, year in lines
    ]


def _pupil_totals(county: CountyYear, cohorts: Cohorts) -> list[CountyItem]:
    """Primary and junior pupils, this year and last."""
    this, last = (
        sum(cohorts[year][grade] for grade in range(1, 10)) for year in (county.year, county.year - 1)
    )
    return [
        CountyItem("F.students_this", "在校学生数（本年）", this, "人"),
        CountyItem("F.students_last", "在校学生数（上年）", last, "人"),
    ]
