"""The sentences of 表Ⅳ: what the county says of each of the fifteen requirements, with the release's
figures.

What belongs here: the words of each sentence and which figure stands in it; ratios have one decimal,
all others none. What does not: the requirements themselves (registry), a limit: it is read from the
result it was judged by.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from orchestration.reporting.application.cells import Cell, figure
from orchestration.reporting.application.figures import CountyFigures, Row

_RATIO, _WHOLE = 1, 0
#: 九年一贯制 and 十二年一贯制 schools have a limit of their own.
_WHOLE_SCHOOLS = ("312", "345")


@dataclass(frozen=True)
class Sentence:
    """A sentence and the figures named in it."""

    number: int
    text: str
    figures: dict[str, Callable[[CountyFigures], Cell]]

    def cells(self, county: CountyFigures) -> dict[str, Cell]:
        """The figures of a county."""
        return {name: find(county) for name, find in self.figures.items()}


def _attested(indicator_id: str) -> dict[str, Callable[[CountyFigures], Cell]]:
    return {"attested": lambda county: county.attested(indicator_id)}


def _part(indicator_id: str, part_id: str, what: str) -> Callable[[CountyFigures], Cell]:
    return lambda county: county.part(indicator_id, part_id, what, _RATIO if what == "value" else _WHOLE)


def _item(indicator_id: str, item: str) -> Callable[[CountyFigures], Cell]:
    return lambda county: county.item(indicator_id, item, _WHOLE)


def _schools(county: CountyFigures, indicator_id: str, types: tuple[str, ...] | None = None) -> list[Row]:
    """The schools an indicator concerns, all or those of some types."""
    kinds = {row["school_code"]: row["school_type_code"] for row in county.rows("dim_school")}
    judged = [
        row
        for row in county.rows("indicator_result", indicator_id=indicator_id, entity_type="school")
        if row["status"] != "NOT_APPLICABLE"
    ]
    return [row for row in judged if types is None or kinds.get(row["entity_id"]) in types]


def _count(rows: list[Row], status: str, evidence: str) -> Cell:
    """How many have a status; where one is undecided for want of data the count is not known."""
    undecided = sum(row["status"] == "INSUFFICIENT_DATA" for row in rows)
    if undecided:
        return figure(None, _WHOLE, evidence, f"{undecided}所学校数据不全")
    return figure(sum(row["status"] == status for row in rows), _WHOLE, evidence)


def _schools_in_all(indicator_id: str) -> Callable[[CountyFigures], Cell]:
    def find(county: CountyFigures) -> Cell:
        return figure(len(_schools(county, indicator_id)), _WHOLE, f"{indicator_id}：涉及的学校")

    return find


def _schools_failing(indicator_id: str) -> Callable[[CountyFigures], Cell]:
    return lambda county: _count(_schools(county, indicator_id), "FAIL", _failing(county, indicator_id))


def _schools_meeting(indicator_id: str) -> Callable[[CountyFigures], Cell]:
    return lambda county: _count(_schools(county, indicator_id), "PASS", _failing(county, indicator_id))


def _failing(county: CountyFigures, indicator_id: str) -> str:
    """The schools that fail, by name."""
    names = {row["school_code"]: row["school_name"] for row in county.rows("dim_school")}
    failing = [row["entity_id"] for row in _schools(county, indicator_id) if row["status"] == "FAIL"]
    listed = "、".join(names.get(code) or code for code in failing)
    return f"{indicator_id} 未达标学校：{listed or '无'}"


def _too_large(whole: bool) -> tuple[Callable[[CountyFigures], Cell], Callable[[CountyFigures], Cell]]:
    """The limit of school size, and the schools above it: of 一贯制 schools, or of all others."""

    def rows(county: CountyFigures) -> list[Row]:
        of_whole = _schools(county, "G4", _WHOLE_SCHOOLS)
        return of_whole if whole else [row for row in _schools(county, "G4") if row not in of_whole]

    def limit(county: CountyFigures) -> Cell:
        limits = {row["threshold"] for row in rows(county)}
        known = limits.pop() if len(limits) == 1 else None
        return figure(known, _WHOLE, "G4", "没有此类学校" if not limits and known is None else "限额不一")

    return limit, lambda county: _count(rows(county), "FAIL", _failing(county, "G4"))


def _classes(part_id: str) -> tuple[Callable[[CountyFigures], Cell], Callable[[CountyFigures], Cell]]:
    """Classes above the limit, and all classes of a stage."""

    def total(county: CountyFigures, what: str) -> Cell:
        rows = county.rows("indicator_part", indicator_id="G5", part_id=part_id, entity_type="school")
        unknown = sum(row[what] is None for row in rows if row["status"] != "NOT_APPLICABLE")
        known = sum(row[what] or 0 for row in rows)
        return figure(
            None if unknown else known, _WHOLE, _failing(county, "G5"), f"{unknown}所学校班额数据不全"
        )

    return lambda county: total(county, "numerator"), lambda county: total(county, "denominator")


def _small_schools(what: str) -> Callable[[CountyFigures], Cell]:
    """Students, or funds, of the small schools that are to be funded as if they had a hundred."""

    def find(county: CountyFigures) -> Cell:
        codes = {row["entity_id"] for row in _schools(county, "G6")}
        if what == "students":
            rows = [row for row in county.rows("official_form_section") if row["school_code"] in codes]
            values = [row["students"] for row in rows]
        else:
            values = [row["numerator"] for row in _schools(county, "G6")]
        unknown = sum(value is None for value in values)
        total = None if unknown else sum(values)
        return figure(total, _WHOLE, _failing(county, "G6"), f"{unknown}所学校没有数据")

    return find


_size_limit, _size_over = _too_large(whole=False)
_whole_limit, _whole_over = _too_large(whole=True)
_primary_over, _primary_classes = _classes("primary")
_junior_over, _junior_classes = _classes("junior")

SENTENCES = (
    Sentence(1, "县域内义务教育学校规划布局合理，符合国家规定要求：{attested}。", _attested("G1")),
    Sentence(
        2,
        "县域内城乡义务教育学校建设标准、教师编制标准、生均公用经费基准定额、基本装备配置标准统一：{attested}。"
        "生均公用经费基准定额：小学{primary}元，初中{junior}元。",
        {
            **_attested("G2"),
            "primary": _item("G2", "G2.quota_primary"),
            "junior": _item("G2", "G2.quota_junior"),
        },
    ),
    Sentence(
        3,
        "每12个班级配备音乐、美术专用教室1间以上且面积达标：涉及学校{schools}所，达标{meeting}所，未达标{failing}所。",
        {
            "schools": _schools_in_all("G3"),
            "meeting": _schools_meeting("G3"),
            "failing": _schools_failing("G3"),
        },
    ),
    Sentence(
        4,
        "规模超过{limit}人的小学、初中{over}所；义务教育阶段规模超过{whole_limit}人的九年一贯制、"
        "十二年一贯制学校{whole_over}所。",
        {
            "limit": _size_limit,
            "over": _size_over,
            "whole_limit": _whole_limit,
            "whole_over": _whole_over,
        },
    ),
    Sentence(
        5,
        "小学共{primary_classes}个班，班额超过规定的{primary_over}个班；"
        "初中共{junior_classes}个班，班额超过规定的{junior_over}个班。",
        {
            "primary_classes": _primary_classes,
            "primary_over": _primary_over,
            "junior_classes": _junior_classes,
            "junior_over": _junior_over,
        },
    ),
    Sentence(
        6,
        "不足100名学生的村小学和教学点{schools}所，在校生{students}人，公用经费拨款{funds}元；"
        "按100名学生核定公用经费的{meeting}所，未按此核定的{failing}所。",
        {
            "schools": _schools_in_all("G6"),
            "students": _small_schools("students"),
            "funds": _small_schools("funds"),
            "meeting": _schools_meeting("G6"),
            "failing": _schools_failing("G6"),
        },
    ),
    Sentence(
        7,
        "特殊教育学校公用经费拨款{funds}元，在校生{students}人，生均{value}元。",
        {
            "funds": _part("G7", "value", "numerator"),
            "students": _part("G7", "value", "denominator"),
            "value": lambda county: county.part("G7", "value", "value", _WHOLE),
        },
    ),
    Sentence(
        8,
        "义务教育学校教师年平均工资收入{teachers}元，当地公务员年平均工资收入{civil_servants}元。",
        {
            "teachers": _part("G8", "value", "numerator"),
            "civil_servants": _part("G8", "value", "denominator"),
        },
    ),
    Sentence(
        9,
        "应完成5年360学时培训的专任教师{teachers}人，已完成{trained}人，占{value}%。",
        {
            "teachers": _part("G9", "value", "denominator"),
            "trained": _part("G9", "value", "numerator"),
            "value": _part("G9", "value", "value"),
        },
    ),
    Sentence(
        10, "县级教育行政部门在核定的教职工编制总额和岗位总量内统筹分配：{attested}。", _attested("G10")
    ),
    Sentence(
        11,
        "上一年度符合交流条件的教师{eligible}人，交流轮岗{exchanged}人，占{value}%；"
        "其中骨干教师{backbone}人，占交流教师的{backbone_value}%。",
        {
            "eligible": _part("G11", "exchanged", "denominator"),
            "exchanged": _part("G11", "exchanged", "numerator"),
            "value": _part("G11", "exchanged", "value"),
            "backbone": _part("G11", "backbone", "numerator"),
            "backbone_value": _part("G11", "backbone", "value"),
        },
    ),
    Sentence(
        12,
        "专任教师{teachers}人，持有教师资格证上岗{certified}人，占{value}%。",
        {
            "teachers": _part("G12", "value", "denominator"),
            "certified": _part("G12", "value", "numerator"),
            "value": _part("G12", "value", "value"),
        },
    ),
    Sentence(
        13,
        "城区和镇区公办（不含寄宿制）小学就近划片入学比例{primary}%，初中{junior}%。",
        {"primary": _part("G13", "primary", "value"), "junior": _part("G13", "junior", "value")},
    ),
    Sentence(
        14,
        "优质高中招生计划{planned}人，分配到初中{allotted}人，占{value}%；其中农村初中{rural}人，占{rural_value}%；"
        "向农村初中倾斜：{attested}。",
        {
            "planned": _part("G14", "allotted", "denominator"),
            "allotted": _part("G14", "allotted", "numerator"),
            "value": _part("G14", "allotted", "value"),
            "rural": lambda county: county.beside("rural_places", "numerator", _WHOLE),
            "rural_value": lambda county: county.beside("rural_places", "value", _RATIO),
            **_attested("G14"),
        },
    ),
    Sentence(
        15,
        "符合条件的随迁子女{total}人，在公办学校就读{public}人，政府购买服务民办学校就读{purchased}人，"
        "合计占{value}%；留守儿童关爱体系：{attested}。",
        {
            "total": _part("G15", "migrant", "denominator"),
            "public": _item("G15", "G15.migrant_public"),
            "purchased": _item("G15", "G15.migrant_purchased"),
            "value": _part("G15", "migrant", "value"),
            **_attested("G15"),
        },
    ),
)
