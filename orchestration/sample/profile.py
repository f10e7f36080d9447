"""What the application form asks of a county itself, on its 补充采集表: people, economy, survey, posts.

What belongs here: figures that agree with the county's schools and its 县级指标, and change little over the
years. What does not: figures that a rate decides (`supplement`).
"""

from __future__ import annotations

from random import Random

from orchestration.sample.model import CountyItem, CountyYear

#: Pupils of primary and junior schools per resident.
PUPILS_PER_RESIDENT = (0.10, 0.13)


def filed(county: CountyYear, code: str) -> int | float:
    """What the county's 县级指标 says."""
    return next(item.value for item in county.support.items if item.code == code)


def county_profile(county: CountyYear) -> list[CountyItem]:
    """Lines of 表Ⅰ, Ⅴ and Ⅵ that no other filing carries."""
    random = Random(f"profile:{county.code}")
    growth = 1.05 ** (county.year - 2020)
    pupils = county.section_total("primary") + county.section_total("junior")
    residents = round(pupils / random.uniform(*PUPILS_PER_RESIDENT) / 10_000, 2)
    urban_income = round(random.randint(26_000, 38_000) * growth)
    items = [
        CountyItem("C.population", "人口总数（常住）", residents, "万人"),
        CountyItem("C.rural_population", "农业人口", round(residents * random.uniform(0.4, 0.6), 2), "万人"),
        CountyItem("C.townships", "乡镇数", random.randint(7, 16), "个"),
        CountyItem("C.villages", "行政村数", random.randint(90, 230), "个"),
        CountyItem("C.gdp_per_head", "年人均GDP", round(random.randint(38_000, 72_000) * growth), "元/年"),
        CountyItem(
            "C.revenue_per_head", "年人均地方财政收入", round(random.randint(1_800, 4_200) * growth), "元/年"
        ),
        CountyItem(
            "C.rural_income", "农民年人均纯收入", round(urban_income * random.uniform(0.45, 0.6)), "元/年"
        ),
        CountyItem("C.urban_income", "城镇居民年人均可支配收入", urban_income, "元/年"),
        CountyItem(
            "Q2.disabled_special",
            "残疾儿童少年入学数中：特殊教育学校就读",
            round(filed(county, "Q2.disabled_enrolled") * random.uniform(0.3, 0.45)),
            "人",
        ),
    ]
    return [*items, *_survey(county, random), *_beside_attestations(county, random)]


def _survey(county: CountyYear, random: Random) -> list[CountyItem]:
    """Parents among the questionnaires, and visits; as satisfied as all who answered."""
    valid, satisfied = filed(county, "S1.valid"), filed(county, "S1.satisfied")
    parents = round(valid * random.uniform(0.52, 0.6))
    visited = random.randint(90, 160)
    visited_parents = round(visited * 0.5)
    share = satisfied / valid
    return [
        CountyItem("S1.valid_parents", "有效问卷中：家长", parents, "份"),
        CountyItem("S1.satisfied_parents", "满意问卷中：家长", round(parents * share), "份"),
        CountyItem("S1.visited", "实地走访人数", visited, "人"),
        CountyItem("S1.visited_satisfied", "实地走访满意人数", round(visited * share), "人"),
        CountyItem("S1.visited_parents", "实地走访人数中：家长", visited_parents, "人"),
        CountyItem(
            "S1.visited_parents_satisfied", "实地走访满意人数中：家长", round(visited_parents * share), "人"
        ),
    ]


def _beside_attestations(county: CountyYear, random: Random) -> list[CountyItem]:
    """What the data say of what is attested: quotas, posts, rural graduates. They agree with it."""
    posts = round(county.teacher_total() * random.uniform(1.06, 1.12))
    graduates = filed(county, "Q1.graduates")
    allotted, rural = filed(county, "G14.allotted"), filed(county, "G14.allotted_rural")
    return [
        CountyItem(
            "G2.province_quota_primary",
            "省定小学生均公用经费基准定额",
            filed(county, "G2.quota_primary"),
            "元/生",
        ),
        CountyItem(
            "G2.province_quota_junior",
            "省定初中生均公用经费基准定额",
            filed(county, "G2.quota_junior"),
            "元/生",
        ),
        CountyItem("G10.establishment", "核定教职工编制数", posts, "人"),
        CountyItem("G10.on_establishment", "在编教职工数", posts, "人"),
        CountyItem("G10.off_establishment", "长期聘用编外教师数", 0, "人"),
        CountyItem(
            "G14.rural_graduates",
            "初中毕业生数中：农村初中",
            int(graduates * rural / allotted * random.uniform(0.8, 0.95)),
            "人",
        ),
    ]
