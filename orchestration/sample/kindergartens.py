"""What a county's 补充采集表 says of its kindergartens.

What belongs here: figures from the children to come and from rates. What does not: the rates (`rates`).
"""

from __future__ import annotations

import math

from orchestration.sample.model import CountyItem, CountyYear
from orchestration.sample.rates import Rates

#: Children of kindergarten age are three years of first-graders to come.
KINDERGARTEN_YEARS = 3
CHILDREN_PER_KINDERGARTEN = 180
#: From this share of the older kindergartens on, in percent, a county sees to the newer ones, too.
ENOUGH_OF_OLD = 50
VALID_ANSWERS = 800
AREAS = {
    "outdoor": "生均室外游戏场地不低于4平方米",
    "activity": "生均幼儿活动用房不低于8.17平方米",
    "building": "生均建筑面积不低于10.44平方米",
}


def kindergartens(county: CountyYear, rates: Rates) -> list[CountyItem]:
    """Lines P1 to P12."""
    entrants = sum(e.sections["primary"].grades[0] for e in county.schools if "primary" in e.sections)
    children = round(entrants * KINDERGARTEN_YEARS * rates.kindergarten / 100)
    classes = math.ceil(children / 27)
    estates = max(3, children // 400)
    return [
        CountyItem("P1.children", "在园幼儿数", children, "人"),
        CountyItem("P1.population", "学前三年适龄幼儿数", entrants * KINDERGARTEN_YEARS, "人"),
        CountyItem("P2.affordable", "普惠性幼儿园在园幼儿数", round(children * rates.affordable / 100), "人"),
        CountyItem("P3.public", "公办幼儿园在园幼儿数", round(children * rates.public / 100), "人"),
        CountyItem("P4.estate_total", "城镇小区配套幼儿园数", estates, "所"),
        CountyItem(
            "P4.estate_public_or_affordable",
            "办成公办或普惠性的小区配套幼儿园数",
            math.floor(estates * rates.estate / 100),
            "所",
        ),
        CountyItem("P6.classes", "幼儿园班级数", classes, "班"),
        CountyItem("P6.classes_within", "班额达标班级数", round(classes * rates.classes_within / 100), "班"),
        *_staff(children, rates),
        *_room(children, rates),
        CountyItem("P12.valid", "学前教育满意度有效问卷", VALID_ANSWERS, "份"),
        CountyItem(
            "P12.satisfied", "学前教育满意度满意问卷", round(VALID_ANSWERS * rates.content / 100), "份"
        ),
    ]


def _staff(children: int, rates: Rates) -> list[CountyItem]:
    """Staff, teachers, their pay and certificates, and the money per child."""
    staff = math.ceil(children / rates.children_per_staff)
    teachers = min(staff, math.ceil(children / rates.children_per_teacher))
    due = teachers + children // CHILDREN_PER_KINDERGARTEN
    pay = 68_000
    return [
        CountyItem("P5.staff", "幼儿园教职工数", staff, "人"),
        CountyItem("P5.teachers", "幼儿园专任教师数", teachers, "人"),
        CountyItem("P7.quota_public", "公办园生均公用经费财政拨款标准", rates.quota_public, "元/生"),
        CountyItem(
            "P8.subsidy_affordable", "普惠性民办园生均财政补助标准", rates.subsidy_affordable, "元/生"
        ),
        CountyItem(
            "P9.pay_off_establishment",
            "公办园非在编教师年平均工资收入",
            round(pay * rates.pay_off_establishment / 100),
            "元/年",
        ),
        CountyItem("P9.pay_on_establishment", "公办园在编教师年平均工资收入", pay, "元/年"),
        CountyItem(
            "P11.certified",
            "持证上岗的幼儿园园长、专任教师数",
            math.floor(due * rates.certified / 100),
            "人",
        ),
        CountyItem("P11.due", "幼儿园园长、专任教师数", due, "人"),
    ]


def _room(children: int, rates: Rates) -> list[CountyItem]:
    """Kindergartens with enough of each kind of room; all of the newer ones where half of the older ones."""
    every = max(6, children // CHILDREN_PER_KINDERGARTEN)
    new = every // 3
    old = every - new
    lacking = 0 if rates.areas >= ENOUGH_OF_OLD else 1
    items = [
        CountyItem("P10.new", "2017年及以后规划设计的幼儿园数", new, "所"),
        CountyItem("P10.old", "2017年以前规划设计的幼儿园数", old, "所"),
    ]
    for part, name in AREAS.items():
        items += [
            CountyItem(f"P10.{part}_new", f"2017年及以后规划设计的幼儿园中{name}", new - lacking, "所"),
            CountyItem(
                f"P10.{part}_old",
                f"2017年以前规划设计的幼儿园中{name}",
                math.ceil(old * rates.areas / 100),
                "所",
            ),
        ]
    return items
