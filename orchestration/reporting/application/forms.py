"""The sheets of the application form, 表Ⅰ to 表Ⅵ: rows of cells.

What belongs here: which figure of the release stands in which row and column, with the precision that
is printed. What does not: reading the release (`figures`), the sentences of 表Ⅳ (`sentences`), how a
sheet looks (`workbook`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from orchestration.reporting.application.cells import Cell, figure
from orchestration.reporting.application.figures import CountyFigures, Row
from orchestration.reporting.application.sentences import SENTENCES

STAGES = {"primary": "小学", "junior": "初中"}
SECTION_INDICATORS = tuple(f"R{number}" for number in range(1, 8))
#: The mean of the seven coefficients of difference.
ALL = "ALL"
MEAN = "综合"
NO_MEAN = "——"
_RATIO, _WHOLE, _VALUE, _COEFFICIENT = 1, 0, 2, 3
#: Lines of 表Ⅰ that are printed in 万 with two decimals.
_IN_TEN_THOUSANDS = "万"
_SPELLED = {"PASS": "达标", "FAIL": "未达标", "INSUFFICIENT_DATA": "数据不足"}


@dataclass(frozen=True)
class Sheet:
    """One form.

    Attributes
    ----------
    name, title: of the sheet, and printed above it.
    head: the column headings. rows: cells under them; a row of one cell runs over all columns.
    widths: of the columns, in characters; they fit one page.
    notes: lines between title and headings.
    """

    name: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    notes: tuple[str, ...] = ()
    is_landscape: bool = False


def application_forms(county: CountyFigures) -> list[Sheet]:
    """All sheets of the application form, in their order."""
    return [
        _basic_facts(county),
        _schools_up_to_standard(county),
        _sections(county),
        _differences(county),
        _government_support(county),
        _education_quality(county),
        _social_approval(county),
    ]


def _text(text: str, evidence: str = "") -> Cell:
    return Cell(text, None, evidence)


def _basic_facts(county: CountyFigures) -> Sheet:
    rows = []
    for row in sorted(county.rows("official_form_line", official_form="Ⅰ"), key=_order):
        decimals = _VALUE if (row["unit_zh"] or "").startswith(_IN_TEN_THOUSANDS) else _WHOLE
        rows.append(
            (
                _text(row["line"]),
                _text(row["name_zh"]),
                _text(row["unit_zh"] or ""),
                county.line("Ⅰ", row["line"], decimals),
            )
        )
    head = ("栏次", "项目", "单位", "数值")
    return Sheet("表Ⅰ", "表Ⅰ  县（市、区）基本情况", head, tuple(rows), (8, 40, 10, 24))


def _order(row: Row) -> int:
    return int(row["line_order"])


def _schools_up_to_standard(county: CountyFigures) -> Sheet:
    rows = []
    for stage, stage_zh in STAGES.items():
        judged = [
            row for row in county.rows("compliance_school", stage=stage) if row["status"] != "NOT_APPLICABLE"
        ]
        values = county.rows("indicator_result", entity_type="section", stage=stage)
        by_indicator = {
            indicator: [row for row in values if row["indicator_id"] == indicator]
            for indicator in SECTION_INDICATORS
        }
        counted = {indicator: _up_to_standard(found) for indicator, found in by_indicator.items()}
        counted[MEAN] = _up_to_standard(judged)
        for place, what in ((0, "达标学校数（所）"), (1, "占比（%）")):
            cells = (pair[place] for pair in counted.values())
            rows.append((_text(stage_zh), _text(what), *cells))
    head = ("学段", "", *(county.indicators[each]["name_zh"] for each in SECTION_INDICATORS), MEAN)
    widths = (6, 16, *(13 for _ in SECTION_INDICATORS), 10)
    title = "表Ⅱ-1  义务教育学校资源配置达标情况"
    return Sheet("表Ⅱ-1", title, head, tuple(rows), widths, is_landscape=True)


def _up_to_standard(rows: Sequence[Row]) -> tuple[Cell, Cell]:
    """How many sections meet a requirement, and their share of those concerned."""
    concerned = [row for row in rows if row["status"] != "NOT_APPLICABLE"]
    if not concerned:
        return (_text("没有此类学校"), _text(NO_MEAN))
    undecided = sum(row["status"] == "INSUFFICIENT_DATA" for row in concerned)
    evidence = f"在{len(concerned)}所中；未达标{sum(row['status'] == 'FAIL' for row in concerned)}所"
    why = f"{undecided}所数据不足" if undecided else ""
    met = None if undecided else sum(row["status"] == "PASS" for row in concerned)
    share = None if met is None else 100 * met / len(concerned)
    return figure(met, _WHOLE, evidence, why), figure(share, _RATIO, evidence, why)


def _sections(county: CountyFigures) -> Sheet:
    sponsors = {row["school_code"]: row["sponsor_name"] for row in county.rows("dim_school")}
    values = county.section_values()
    lines = {(row["school_code"], row["stage"]): row for row in county.rows("official_form_section")}
    judged = [row for row in county.rows("compliance_school") if row["status"] != "NOT_APPLICABLE"]
    judged.sort(key=lambda row: (list(STAGES).index(row["stage"]), row["school_code"]))
    rows = []
    for verdict in judged:
        school, stage = verdict["school_code"], verdict["stage"]
        line = lines.get((school, stage), {})
        at = f"学校代码 {school}，{STAGES[stage]}"
        found = values.get((school, stage), {})
        rows.append(
            (
                _text(STAGES[stage]),
                _text(verdict["school_name"] or school, at),
                _text(sponsors.get(school) or line.get("sponsor_code") or "缺：没有填报"),
                figure(line.get("students"), _WHOLE, at, "没有填报"),
                figure(line.get("grades"), _WHOLE, at, "未分年级"),
                figure(line.get("classes"), _WHOLE, at, "没有填报"),
                *(_section_value(county, found.get(indicator)) for indicator in SECTION_INDICATORS),
                _text(_SPELLED[verdict["status"]], county.reason(verdict["reason_code"])),
                _text(_which(found)),
            )
        )
    head = (
        *("学段", "学校名称", "举办者", "在校生数", "年级数", "班级数"),
        *(county.indicators[each]["name_zh"] for each in SECTION_INDICATORS),
        *("是否达标", "备注"),
    )
    widths = (6, 24, 14, 9, 9, 8, *(11 for _ in SECTION_INDICATORS), 10, 40)
    title = "表Ⅱ-2  义务教育学校资源配置情况"
    return Sheet("表Ⅱ-2", title, head, tuple(rows), widths, (_census(county, judged),), is_landscape=True)


def _section_value(county: CountyFigures, row: Row | None) -> Cell:
    if row is None:
        return figure(None, _VALUE, "", "没有此项结果")
    name = county.indicators[row["indicator_id"]]
    shown = [
        f"{label} {row[column]:g}"
        for label, column in (
            ("分子", "numerator"),
            ("分母", "denominator"),
            ("标准", "threshold"),
            ("底线", "floor"),
        )
        if row[column] is not None
    ]
    evidence = f"{row['indicator_id']} {name['name_zh']}：{'，'.join(shown)}"
    return figure(row["value"], _VALUE, evidence, county.reason(row["reason_code"]))


def _which(found: dict[str, Row]) -> str:
    """Which of the seven are met, at the floor, below it, or unknown."""
    groups: dict[str, list[str]] = {"达标": [], "达到85%": [], "低于85%": [], "数据不足": []}
    for indicator, row in sorted(found.items()):
        if row["status"] == "PASS":
            groups["达标"].append(indicator)
        elif row["status"] == "INSUFFICIENT_DATA":
            groups["数据不足"].append(indicator)
        else:
            groups["达到85%" if row["is_at_floor"] else "低于85%"].append(indicator)
    return "；".join(f"{group}：{' '.join(names)}" for group, names in groups.items() if names)


def _census(county: CountyFigures, judged: Sequence[Row]) -> str:
    """The line above 表Ⅱ-2 that counts the schools, those of several stages and teaching points apart."""
    kinds = {row["school_code"]: row["school_type_code"] for row in county.rows("dim_school")}
    primary = [kinds.get(row["school_code"]) for row in judged if row["stage"] == "primary"]
    junior = [kinds.get(row["school_code"]) for row in judged if row["stage"] == "junior"]
    whole = ("312", "345")
    return (
        f"小学{len(primary)}所（一贯制学校小学部{sum(kind in whole for kind in primary)}所，"
        f"50人及以上教学点{primary.count('218')}所），初中{len(junior)}所（一贯制学校初中部"
        f"{sum(kind in whole for kind in junior)}所，完全中学初中部{junior.count('341')}所）"
    )


def _differences(county: CountyFigures) -> Sheet:
    return Sheet(
        "表Ⅲ",
        "表Ⅲ  义务教育学校资源配置校际差异情况",
        ("学段", "", *(county.indicators[each]["name_zh"] for each in SECTION_INDICATORS), MEAN),
        tuple(difference_rows(county, county.school_year, ("mean", "cv"))),
        (6, 16, *(13 for _ in SECTION_INDICATORS), 10),
        is_landscape=True,
    )


def difference_rows(
    county: CountyFigures, school_year: int, columns: Sequence[str]
) -> Iterator[tuple[Cell, ...]]:
    """`mean`, `sd` or `cv` of each stage and indicator, a row each."""
    printed = {"mean": ("县均值", _VALUE), "sd": ("标准差", _COEFFICIENT), "cv": ("差异系数", _COEFFICIENT)}
    for stage, stage_zh in STAGES.items():
        rows = county.rows("balance", school_year=school_year, stage=stage)
        found = {row["indicator_id"]: row for row in rows}
        for column in columns:
            what, decimals = printed[column]
            cells = [
                _balance(county, found.get(each), column, decimals) for each in (*SECTION_INDICATORS, ALL)
            ]
            yield (_text(stage_zh), _text(what), *cells)


def _balance(county: CountyFigures, row: Row | None, column: str, decimals: int) -> Cell:
    if row is None or (row["status"] == "NOT_APPLICABLE" and row["cv"] is None):
        return _text("没有此类学校")
    if row["indicator_id"] == ALL and column != "cv":
        return _text(NO_MEAN)
    limit = "" if row["cv_limit"] is None else f"，差异系数限额 {row['cv_limit']:g}"
    evidence = f"{row['sections']}所学校，{row['students']}名学生{limit}"
    return figure(row[column], decimals, evidence, county.reason(row["reason_code"]))


def _government_support(county: CountyFigures) -> Sheet:
    rows = []
    for sentence in SENTENCES:
        cells = sentence.cells(county)
        evidence = "\n".join(f"{cell.text} ← {cell.evidence}" for cell in cells.values() if cell.evidence)
        text = sentence.text.format(**{name: cell.text for name, cell in cells.items()})
        verdict = county.rows("indicator_result", indicator_id=f"G{sentence.number}", entity_type="county")
        rows.append((_text(str(sentence.number)), _text(text, evidence), _verdict(county, verdict)))
    return Sheet("表Ⅳ", "表Ⅳ  政府保障程度", ("序号", "情况", "是否达标"), tuple(rows), (6, 72, 12))


def _verdict(county: CountyFigures, found: Sequence[Row]) -> Cell:
    if not found or found[0]["status"] == "NOT_APPLICABLE":
        return _text("不适用")
    return _text(_SPELLED[found[0]["status"]], county.reason(found[0]["reason_code"]))


def _education_quality(county: CountyFigures) -> Sheet:
    rows = []
    for line in sorted(county.rows("official_form_line", official_form="Ⅴ"), key=_order):
        decimals = _RATIO if line["unit_zh"] == "%" else _WHOLE
        rows.append(
            (
                _text(line["line"]),
                _text(f"{line['name_zh']}（{line['unit_zh']}）"),
                county.line("Ⅴ", line["line"], decimals),
                _text(""),
            )
        )
    for number in (3, 4, 5, 6, 7, 8):
        indicator = f"Q{number}"
        verdict = county.rows("indicator_result", indicator_id=indicator, entity_type="county")
        schools = county.rows("indicator_result", indicator_id=indicator, entity_type="school")
        said = _schools_met(schools) if schools else county.attested(indicator)
        rows.append(
            (
                _text(str(number)),
                _text(county.indicators[indicator]["name_zh"]),
                said,
                _verdict(county, verdict),
            )
        )
    for subject in county.rows("monitored_subject", is_judged=True):
        about = (
            f"监测年份 {subject['monitored_year']}"
            if subject["monitored_year"]
            else county.reason(subject["reason_code"])
        )
        variation = figure(
            subject["between_school_variation"], _COEFFICIENT, about, county.reason(subject["reason_code"])
        )
        level = f"学业水平等级 {subject['level']}" if subject["level"] else "缺：没有监测结果"
        rows.append(
            (
                _text("9"),
                _text(f"国家监测：{subject['name_zh']}"),
                _text(level, about),
                Cell(variation.value, variation.decimals, f"校际差异率；{about}"),
            )
        )
    head = ("栏次", "项目", "情况", "是否达标／校际差异率")
    return Sheet("表Ⅴ", "表Ⅴ  教育质量", head, tuple(rows), (7, 40, 40, 14))


def _schools_met(schools: Sequence[Row]) -> Cell:
    met, _ = _up_to_standard(schools)
    return _text(f"达标学校{met.text}所" if met.decimals is not None else met.text, met.evidence)


def _social_approval(county: CountyFigures) -> Sheet:
    lines = sorted(county.rows("official_form_line", official_form="Ⅵ"), key=_order)
    # Line 1.x is of all, line 2.x of the parents among them.
    rows = [
        (
            _text(line["line"]),
            _text(f"{line['name_zh']}（{line['unit_zh']}）"),
            county.line("Ⅵ", line["line"], _RATIO if line["unit_zh"] == "%" else _WHOLE),
        )
        for line in lines
    ]
    return Sheet("表Ⅵ", "表Ⅵ  社会认可度调查", ("栏次", "项目", "数值"), tuple(rows), (8, 48, 24))
