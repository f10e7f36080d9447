"""The sheets a county works with beside the application form: differences over the years, suspicions,
ledger.

What belongs here: their columns and order. What does not: the application form (`forms`), what a
suspicion is or when an item of the ledger closes (`dbt_project`, `expectations`).
"""

from __future__ import annotations

from orchestration.reporting.application.cells import Cell
from orchestration.reporting.application.figures import CountyFigures, Row
from orchestration.reporting.application.forms import (
    MEAN,
    SECTION_INDICATORS,
    STAGES,
    Sheet,
    difference_rows,
)

_SEVERITIES = {"critical": "严重", "warning": "警告", "info": "提示"}
_EXPLAINED = {"explained": "已说明", "expired": "说明已过期", "open": "待说明"}
_NOTHING = "没有"


def differences(county: CountyFigures) -> Sheet:
    """Mean, standard deviation and coefficient of difference of every year, as counties publish them."""
    years = sorted({row["school_year"] for row in county.tables["balance"]}, reverse=True)
    rows = [
        (_text(str(year)), *cells)
        for year in years
        for cells in difference_rows(county, year, ("mean", "sd", "cv"))
    ]
    head = ("学年", "学段", "", *(county.indicators[each]["name_zh"] for each in SECTION_INDICATORS), MEAN)
    widths = (7, 6, 10, *(13 for _ in SECTION_INDICATORS), 10)
    return Sheet("校际差异", "义务教育学校资源配置校际差异情况", head, tuple(rows), widths, is_landscape=True)


def suspicions(county: CountyFigures) -> Sheet:
    """What the checks found in the county's filings: what waits for an explanation first."""
    found = county.rows("dq_finding", gate="landing")
    order = list(_SEVERITIES)
    found.sort(
        key=lambda row: (not _waits(row), order.index(row["severity"]), row["path"] or "", row["cell"] or "")
    )
    rows = [
        (
            _text(row["finding_id"]),
            _text(_SEVERITIES[row["severity"]]),
            _text(_EXPLAINED.get(row["explanation_state"] or "", "请更正")),
            _text(" › ".join(part for part in (row["path"], row["src_sheet"], row["cell"]) if part)),
            _text(row["observed"] or "空白"),
            _text(row["message_zh"]),
            _text(row["remedy_zh"]),
            _text(row["explanation_document"] or ""),
        )
        for row in found
    ]
    head = ("编号", "程度", "状态", "位置", "原文", "问题", "怎么改", "说明依据")
    return Sheet(
        "存疑清单",
        "数据核查存疑清单",
        head,
        tuple(rows) or (_none(len(head)),),
        (18, 7, 9, 34, 12, 40, 34, 24),
        is_landscape=True,
    )


def _waits(row: Row) -> bool:
    return row["explanation_state"] in ("open", "expired")


def ledger(county: CountyFigures) -> Sheet:
    """What is not met yet, and what was closed: open items first, the oldest of them before the others."""
    names = {row["school_code"]: row["school_name"] for row in county.rows("dim_school")}
    items = sorted(
        county.tables["ledger"],
        key=lambda row: (row["closed_year"] is not None, row["opened_year"], row["item_id"]),
    )
    rows = [
        (
            _text(row["item_id"]),
            _text(names.get(row["school_code"]) or row["school_code"] or county.county_name),
            _text(STAGES.get(row["stage"], "")),
            _text(county.indicators[row["indicator_id"]]["name_zh"] if row["indicator_id"] else ""),
            _text(str(row["opened_year"])),
            _text("" if row["closed_year"] is None else str(row["closed_year"])),
            _text("" if row["measure_latest"] is None else f"{row['measure_latest']:.6g}"),
            _text("" if row["required_latest"] is None else f"{row['required_latest']:.6g}"),
            _text(row["owner_department"] or row["responsible_department"] or ""),
            _text("" if row["deadline"] is None else str(row["deadline"])),
        )
        for row in items
    ]
    head = ("编号", "学校", "学段", "指标", "发现学年", "销号学年", "最近数值", "要求", "责任部门", "期限")
    return Sheet(
        "整改台账",
        "未达标项目台账",
        head,
        tuple(rows) or (_none(len(head)),),
        (24, 24, 6, 34, 9, 9, 11, 11, 22, 12),
        is_landscape=True,
    )


def _text(text: str) -> Cell:
    return Cell(text)


def _none(columns: int) -> tuple[Cell, ...]:
    return (Cell(_NOTHING), *(Cell("") for _ in range(columns - 1)))
