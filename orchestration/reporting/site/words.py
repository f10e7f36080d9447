"""The words of the site in both languages, and how a value, a status, a place is written.

What belongs here: fixed words, terms and their meaning, the text macros of the templates. What does not:
names that a release holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from markupsafe import Markup, escape

from orchestration.trace.words import WORDS

Row = dict[str, Any]
Pair = tuple[str, str]

#: Status → the shape that stands for it beside its word.
MARKS = {
    "PASS": "✓",
    "FLOOR": "◐",
    "FAIL": "✕",
    "INSUFFICIENT_DATA": "?",
    "NOT_APPLICABLE": "–",
    "SHOWN": "○",
}
STATUSES: dict[str, Pair] = {
    **{name: WORDS[name] for name in ("PASS", "FAIL", "INSUFFICIENT_DATA", "NOT_APPLICABLE", "SHOWN")},
    "FLOOR": ("未达标，85%以上", "not met, at the floor"),
}
#: The reason of what has a value and is not judged.
DECIDES_NOTHING = "DECIDES_NOTHING"

#: Of the registry's dimensions.csv, in the order in which they are shown; a test holds them together.
DIMENSIONS: dict[str, Pair] = {
    "resource_allocation": ("资源配置", "Resource allocation"),
    "government_support": ("政府保障程度", "Government support"),
    "education_quality": ("教育质量", "Education quality"),
    "social_approval": ("社会认可度", "Social approval"),
    "basic_balance": ("基本均衡", "Basic balance"),
    "drop_out": ("辍学", "Drop-out"),
    "enrolment": ("入学", "Enrolment"),
    "ledger": ("控辍保学台账", "Drop-out ledger"),
    "local_requirements": ("本地要求", "Local requirements"),
    "never_decrease": ("两个只增不减", "Two never-decrease rules"),
    "preschool_approval": ("社会认可度", "Social approval of preschool education"),
    "preschool_support": ("政府保障情况", "Government support of preschool education"),
    "quality": ("保教质量保障", "Care and education quality"),
    "score": ("督导评分", "Supervision score"),
    "three_growths": ("三个增长", "Three growths"),
    "universal": ("普及普惠水平", "Universality and affordability"),
}
#: Of the registry's ledger_states.csv; a test holds them together.
LIFE_STATES: dict[str, Pair] = {
    "OPEN": ("未整改", "Open"),
    "REOPENED": ("返账", "Reopened"),
    "PLANNED": ("已部署", "Planned"),
    "STARTED": ("已启动", "Started"),
    "OVERDUE": ("已逾期", "Overdue"),
    "CLAIMED": ("已申报完成", "Claimed done"),
    "REFUTED": ("数据未证实", "Claimed but failing"),
    "VERIFIED": ("已核实", "Verified"),
    "CLOSED": ("已销号", "Closed"),
}
CLOSED_STATES = ("VERIFIED", "CLOSED")
PROGRESS: dict[str, tuple[str, str, str]] = {
    "MET": ("✓", "已完成", "met"),
    "ON_THE_WAY": ("◐", "推进中", "on the way"),
    "MISSED": ("✕", "到期未完成", "missed"),
    "NOT_DUE": ("○", "未到期", "not due"),
    "NOT_MEASURABLE": ("?", "无法衡量", "not measurable"),
}
STAGES: dict[str, Pair] = {
    "primary": WORDS["primary"],
    "junior": WORDS["junior"],
    "senior": WORDS["senior"],
    "all": WORDS["all"],
}
SEVERITIES: dict[str, tuple[str, str, str]] = {
    "critical": ("✕", "严重", "critical"),
    "warning": ("!", "警告", "warning"),
    "info": ("i", "提示", "for information"),
}
#: What a part of a compound requirement is about.
PARTS: dict[str, Pair] = {
    "value": ("指标值", "value"),
    "attested": ("县级结论", "attested by the county"),
    "primary": WORDS["primary"],
    "junior": WORDS["junior"],
    "backbone": ("其中骨干教师", "backbone teachers among them"),
    "exchanged": ("交流教师", "teachers exchanged"),
    "within": ("在编教职工占核定编制", "staff on the establishment, of its posts"),
    "allotted": ("分配名额", "places allotted"),
    "tilt": ("农村初中名额占比不低于毕业生占比", "rural share of places, to that of graduates"),
    "migrant": ("随迁子女", "migrant children"),
    "music": ("音乐专用教室", "music rooms"),
    "art": ("美术专用教室", "art rooms"),
    "chinese": ("语文", "Chinese"),
    "mathematics": ("数学", "mathematics"),
    "science": ("科学", "science"),
    "pe": ("体育与健康", "physical education"),
    "arts": ("艺术", "arts"),
    "moral_education": ("德育", "moral education"),
    "single_stage": ("小学或初中", "primary or junior school"),
    "combined": ("一贯制学校", "combined school"),
    "teacher_pay": ("教师工资", "pay of teachers"),
    "public_funds": ("公用经费", "public funds"),
    "quota_primary": ("小学定额", "quota, primary"),
    "quota_junior": ("初中定额", "quota, junior"),
    "staff": ("教职工", "staff"),
    "activity_new": ("活动用房（新建园）", "activity rooms, new"),
    "activity_old": ("活动用房（原有园）", "activity rooms, old"),
    "building_new": ("园舍（新建园）", "buildings, new"),
    "building_old": ("园舍（原有园）", "buildings, old"),
    "outdoor_new": ("室外活动场地（新建园）", "outdoor area, new"),
    "outdoor_old": ("室外活动场地（原有园）", "outdoor area, old"),
    "national_quota": ("国家定额", "national quota"),
    "level": ("水平等级", "level"),
    "variation": ("校际差异率", "variation between schools"),
}
#: Term → name and meaning in both languages; explained where it stands, and all on the page of the rules.
TERMS: dict[str, tuple[str, str, str, str]] = {
    "cv": (
        "差异系数",
        "coefficient of variation",
        "各校指标值按在校生数加权的标准差除以全县均值：S ÷ X̄，S = √Σ(Pᵢ/ΣP)(Xᵢ − X̄)²。越小，校际差距越小。",
        "The deviation between schools, weighted by students, divided by the county's mean: S ÷ X̄. The "
        "smaller, the more alike the schools.",
    ),
    "section": (
        "学段",
        "section",
        "一所学校的小学部或初中部。资源配置七项指标按学段评判；一贯制学校分为两个学段。",
        "The primary or the junior stage of a school. The seven resource indicators are judged by section; a "
        "combined school has two.",
    ),
    "six": (
        "7 项达 6 项",
        "6 of 7",
        "学段达标：七项指标至少六项达标，其余一项不低于达标值的 85%。",
        "A section complies when at least six of the seven are met and the other is not below 85 % of its "
        "limit.",
    ),
    "floor": (
        "下限（85%）",
        "floor (85 %)",
        "达标值的 85%。未达标但不低于下限的，记为 ◐。",
        "85 % of the limit. A value below the limit but not below the floor is marked ◐.",
    ),
    "margin": (
        "差距",
        "margin",
        "指标值与达标值之差，以指标单位计；正数为优于达标值。",
        "Value against limit, in the indicator's unit; a positive margin is better than asked.",
    ),
    "insufficient": (
        "数据不足",
        "insufficient data",
        "缺报的数据补齐后，结论可能达标也可能不达标，故不作评判。",
        "What is missing could decide either way, so nothing is decided.",
    ),
    "share": (
        "对差异的贡献",
        "share of the variance",
        "该学段占全县加权方差的比例；比例最大的学校最能影响差异系数。",
        "This section's part of the weighted variance; those with the largest make the coefficient.",
    ),
    "ledger": (
        "整改台账",
        "rectification ledger",
        "每一项不达标从立账到销号的记录。数据再次不达标的为返账。",
        "Every failing item from the year it opened to the year it closed. One that fails again is reopened.",
    ),
    "suspicion": (
        "存疑",
        "suspicion",
        "数据可能属实的异常。核实后由县级作出说明即可销号；说明不改变结论。",
        "Something unusual that may be right. An explanation by the county closes it and changes no verdict.",
    ),
    "correction": (
        "更正",
        "correction",
        "有依据、有审核的更正记录，使单元格按更正值计算；原报文件不变。",
        "A dated record, approved by another, by which a cell counts otherwise than filed; the file stays.",
    ),
    "quarantine": (
        "隔离",
        "quarantine",
        "代码、数值、学年或县别不可信的行，不参与计算。",
        "Rows whose code, number, year or county cannot be trusted; they do not count.",
    ),
    "ruleset": (
        "标准",
        "rule set",
        "国家标准、地方方案等一套要求。同一年数据按每一套适用的标准分别评判。",
        "A national standard or a local plan with its requirements. One year's data are judged by each that "
        "applies.",
    ),
}

_FAILED_CV = re.compile(r"CV (\w+) (\w+)$")
_FAILED_SECTIONS = re.compile(r"sections (\d+)$")


@lru_cache(maxsize=8192)
def both(zh: object, en: object) -> Markup:
    """A text in both languages, of which one is shown; once where they are the same."""
    first, second = escape("" if zh is None else zh), escape("" if en is None else en)
    if first == second or not second:
        return Markup(first)
    if not first:
        return Markup(second)
    return Markup(f'<span lang="zh">{first}</span><span lang="en">{second}</span>')


def dimension_order(dimension_id: str) -> int:
    """Where a dimension stands among others."""
    known = list(DIMENSIONS)
    return known.index(dimension_id) if dimension_id in known else len(known)


def named(row: Mapping[str, Any] | None, column: str = "name") -> Markup:
    """`name_zh` and `name_en` of a row."""
    return both(row.get(f"{column}_zh"), row.get(f"{column}_en")) if row else Markup("")


def kind_of(row: Mapping[str, Any]) -> str:
    """The status of a row as it is shown: FLOOR and SHOWN are told apart."""
    if row.get("is_at_floor") and row["status"] == "FAIL":
        return "FLOOR"
    return "SHOWN" if row.get("reason_code") == DECIDES_NOTHING else str(row["status"])


@cache
def status(kind: str) -> Markup:
    """A status by shape and word."""
    return Markup(f'<span class="st {kind}">{mark(kind)} ') + both(*STATUSES[kind]) + Markup("</span>")


@cache
def mark(kind: str) -> Markup:
    """The shape of a status, where its word stands near."""
    return Markup(f'<b class="mk {kind}" aria-hidden="true">{MARKS[kind]}</b>')


def number(value: float | None, decimals: int | None = None) -> str:
    """A figure as people read it: with separators, to the decimals given, or to as few as tell it."""
    if value is None:
        return "—"
    if decimals is None:
        text = f"{value:,.4f}".rstrip("0").rstrip(".")
        return "0" if text in ("-0", "") else text.replace("-", "−")
    return f"{value:,.{decimals}f}".replace("-", "−")


def signed(value: float | None, decimals: int | None) -> str:
    """A margin with its sign."""
    if value is None:
        return "—"
    return ("+" if value > 0 else "") + number(value, decimals)


def part_name(part_id: str) -> Pair:
    """What a part is called: its own word, or those it is made of."""
    if part_id in PARTS:
        return PARTS[part_id]
    subject, _, aspect = part_id.rpartition("_")
    if subject in PARTS and aspect in PARTS:
        return f"{PARTS[subject][0]}{PARTS[aspect][0]}", f"{PARTS[subject][1]}, {PARTS[aspect][1]}"
    return part_id, part_id


def failed_items(text: str | None) -> list[Row]:
    """The items of `failed_items`, each with its indicator (None: sections) and its words."""
    items: list[Row] = []
    for each in (text or "").split("; "):
        name = each.rpartition(": ")[2].strip()
        if not name:
            continue
        if found := _FAILED_CV.match(name):
            indicator, stage = found[1], STAGES.get(found[2], (found[2], found[2]))
            words = (f"{indicator} 差异系数（{stage[0]}）", f"{indicator} CV, {stage[1]}")
            items.append({"key": f"{indicator} CV", "indicator": indicator, "words": words})
        elif found := _FAILED_SECTIONS.match(name):
            words = (f"{found[1]} 个学段", f"{found[1]} section{'' if found[1] == '1' else 's'}")
            items.append({"key": "sections", "indicator": None, "words": words})
        else:
            items.append({"key": name, "indicator": name, "words": (name, name)})
    return items


def listed(words: Sequence[Pair]) -> Pair:
    """Several words as one phrase."""
    return "、".join(zh for zh, _ in words), ", ".join(en for _, en in words)
