"""Made-up counties: names, codes, and schools of every kind.

What belongs here: which schools a county has, how large, where. What does not: their figures (`world`),
or the counties of the committed sample (`committed`).

Made-up counties carry the city code 97, which no city of GB/T 2260 has, so that none passes for a real one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, islice
from random import Random

from orchestration.sample.model import SchoolPlan

PROVINCES = (
    *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41"),
    *("42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65"),
)
MADE_UP_CITY = "97"
COUNTIES_PER_PROVINCE = 99

#: Serial numbers set aside for each county of a province.
SERIALS_PER_COUNTY = 1000

_FIRST = "云清松柏青白金石龙凤玉溪岭长永新安平和东西南北明秀兴"
_SECOND = "岭溪川原山河湖泉林桥塘坪湾洲阳华宁丰源谷"
_VILLAGES = ("上庄", "下庄", "东坡", "西沟", "南湾", "北岭", "前坪", "后山", "柳树", "杨家", "李家", "石桥")


def made_up_place(index: int) -> tuple[str, str]:
    """Code and name of the made-up county number `index`, from 0.

    Raises ValueError where the codes run out.
    """
    province, place = index % len(PROVINCES), index // len(PROVINCES)
    if place >= COUNTIES_PER_PROVINCE:
        raise ValueError(
            f"at most {len(PROVINCES) * COUNTIES_PER_PROVINCE} made-up counties, not {index + 1}"
        )
    first, second = _FIRST[index % len(_FIRST)], _SECOND[index // len(_FIRST) % len(_SECOND)]
    round_ = index // (len(_FIRST) * len(_SECOND))
    # 虚拟和平县 would name 和平县.
    name = f"{first}{second}{'一二三四五六七八九'[round_ - 1] if round_ else ''}虚拟县"
    return f"{PROVINCES[province]}{MADE_UP_CITY}{place + 1:02d}", name


def serial_base(county_code: str) -> int:
    """First school serial number of a made-up county; no two of one province share a block."""
    return int(county_code[4:]) * SERIALS_PER_COUNTY


def town_names(number: int, random: Random) -> list[str]:
    """Distinct made-up town names."""
    names = [f"{first}{second}镇" for first in _FIRST for second in _SECOND if first != second]
    return random.sample(names, number)


def made_up_schools(
    county_name: str, size: int, random: Random, largest_grade: int = 260
) -> tuple[SchoolPlan, ...]:
    """About `size` schools of one county, with every kind that the rules treat apart if `size` is large.

    `largest_grade` limits the pupils per grade of the town's primary schools.
    """
    towns = town_names(max(2, size // 7), random)
    plans: list[SchoolPlan] = []
    if size >= 8:
        plans.append(
            SchoolPlan(
                f"{county_name}特殊教育学校",
                "514",
                special_students=random.randint(25, 120),
                urban_code="111",
                built_year=2012,
            )
        )
    plans += _town_schools(county_name[-1], size, random, largest_grade)
    plans += _village_schools(towns, size - len(plans), random)
    plans += _campuses(plans, size, random)
    return tuple(plans)


def _town_schools(unit: str, size: int, random: Random, largest_grade: int) -> list[SchoolPlan]:
    """The schools of the county town: large, all types; `unit` is 县 or 区."""
    plans = [
        SchoolPlan(
            f"{unit}第一中学", "311", junior_weight=random.uniform(2, 4), urban_code="111", built_year=2009
        ),
        SchoolPlan(
            f"{unit}第一小学",
            "211",
            grade_size=random.randint(largest_grade * 2 // 3, largest_grade),
            urban_code="111",
            built_year=2003,
        ),
    ]
    if size >= 12:
        plans += [
            SchoolPlan(
                f"{unit}高级中学",
                "341",
                junior_weight=random.uniform(1, 2),
                senior_students=random.randint(600, 1800),
                urban_code="111",
                boarding=True,
                built_year=2006,
            ),
            SchoolPlan(
                f"{unit}实验学校",
                "345",
                grade_size=random.randint(60, 120),
                junior_weight=random.uniform(0.8, 1.6),
                senior_students=random.randint(300, 900),
                urban_code="121",
                built_year=2015,
            ),
            SchoolPlan(
                "育才学校（民办）",
                "312",
                grade_size=random.randint(50, 110),
                junior_weight=random.uniform(0.6, 1.2),
                sponsor_code="10",
                urban_code="112",
                built_year=2014,
            ),
        ]
    ordinals = "二三四五六七八九"
    for place in range(min(len(ordinals), size // 7)):
        plans.append(
            SchoolPlan(
                f"{unit}第{ordinals[place]}小学",
                "211",
                grade_size=random.randint(largest_grade // 4, largest_grade),
                urban_code=random.choice(("111", "112", "121")),
                built_year=random.randint(1996, 2021),
            )
        )
    return plans


def _village_schools(towns: Sequence[str], number: int, random: Random) -> list[SchoolPlan]:
    """The schools of the towns and villages, small to middling, teaching points among them."""
    kinds: list[tuple[str, str]] = []
    for town in towns:
        kinds += [(f"{town}中心小学", "211"), (f"{town}中学", "311")]
    kinds += [(f"{town}{village}小学", "211") for town, village in zip(towns, cycle(_VILLAGES), strict=False)]
    kinds += [(f"{town}学校", "312") for town in towns[: (len(towns) + 1) // 2]]
    far = cycle(_VILLAGES[::-1])
    kinds += [(f"{town}{village}教学点", "218") for town, village in zip(towns, far, strict=False)]
    for shift in range(1, len(_VILLAGES)):
        villages = islice(cycle(_VILLAGES), shift, None)
        kinds += [(f"{town}{village}小学", "211") for town, village in zip(towns, villages, strict=False)]
    plans = []
    points = 0
    for name, kind in kinds[: max(0, number)]:
        size = {"211": random.randint(12, 60), "312": random.randint(14, 45), "311": 0}.get(kind, 0)
        if kind == "218":
            # By turns below and above 50 pupils.
            size = random.randint(4, 6) if points % 2 == 0 else random.randint(11, 15)
            points += 1
        plans.append(
            SchoolPlan(
                name,
                kind,
                grade_size=size,
                junior_weight=random.uniform(0.3, 1.2) if kind in ("311", "312") else 0.0,
                urban_code=random.choice(("121", "122", "210", "220")) if kind != "218" else "220",
                boarding=kind in ("311", "312") and random.random() < 0.4,
                built_year=random.randint(1995, 2020),
            )
        )
    return plans


def _campuses(plans: Sequence[SchoolPlan], size: int, random: Random) -> list[SchoolPlan]:
    """One campus 不计校数 of a primary school, where the county is not tiny."""
    if size < 12:
        return []
    parent = next(plan for plan in reversed(plans) if plan.type_code == "211")
    return [
        SchoolPlan(
            f"{parent.name}分校区",
            "218",
            grade_size=random.randint(6, 10),
            urban_code="220",
            parent_name=parent.name,
            built_year=parent.built_year,
        )
    ]
