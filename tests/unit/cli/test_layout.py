"""`junheng layout suggest`: by its draft a changed form is read as the old form was by its layout."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from orchestration import cli
from orchestration.submissions.contract.layout_files import load_layout, load_layouts
from orchestration.submissions.contract.layouts import CodedLayout, Layout, MatrixLayout
from orchestration.submissions.forms.file_reading import read_file
from orchestration.submissions.forms.likeness import path_likeness, text_likeness
from orchestration.submissions.sheets.filing_context import FilingContext
from tests.unit.submissions.filings import (
    COLLECTION_2024,
    COUNTY,
    EXPORT_2024,
    RETURN_2024,
    changed,
    facts,
    filled,
    rows,
    workbook_of,
)

Change = Callable[[Worksheet], None]


def only(workbook: Any, name: str) -> Worksheet:
    for other in workbook.sheetnames:
        if other != name:
            del workbook[other]
    sheet: Worksheet = workbook[name]
    return sheet


def rename(sheet: Worksheet, names: Mapping[str, str], last_row: int = 8) -> None:
    """Gives header cells other texts; every name must be there."""
    there = set()
    for row in sheet.iter_rows(max_row=last_row):
        for cell in row:
            if cell.value in names:
                there.add(cell.value)
                cell.value = names[cell.value]
    assert there == set(names)


def move(sheet: Worksheet, old: int, new: int) -> None:
    """Moves a column of a sheet without merged cells."""
    moved = [sheet.cell(row, old).value for row in range(1, sheet.max_row + 1)]
    sheet.delete_cols(old)
    sheet.insert_cols(new)
    for row, value in enumerate(moved, start=1):
        sheet.cell(row, new).value = value


def add_column(sheet: Worksheet, header_rows: range, data_row: int, header: str, value: Any) -> None:
    place = sheet.max_column + 1
    for row in header_rows:
        sheet.cell(row, place).value = header
    for row in range(data_row, sheet.max_row + 1):
        if sheet.cell(row, 1).value:
            sheet.cell(row, place).value = value


def suggested(tmp_path: Path, content: bytes, *arguments: str) -> tuple[Layout, str]:
    """The draft for a workbook, loaded, and its text."""
    path = tmp_path / "new.xlsx"
    path.write_bytes(content)
    target = tmp_path / "draft.yaml"
    assert cli.main(["layout", "suggest", str(path), "--out", str(target), *arguments]) == 0
    return load_layout(target), target.read_text(encoding="utf-8")


def primary_of_2027(workbook: Any) -> None:
    sheet = only(workbook, "小学明细")
    filled(sheet)
    rename(
        sheet,
        {
            "学校标识码": "学校(机构)标识码",
            "学校名称": "学校全称",
            "在校生数": "在校学生数",
            "教学班数": "班级数",
            "按班额分": "按班级规模分",
            "25人及以下": "25人以下",
            "66人及以上": "66人以上",
            "#按学历分": "学历",
            "博士研究生": "博士",
            "本科": "大学本科",
            "#按授课课程分": "授课课程",
            "体育与健康": "体育",
            "县级以上骨干教师(小学)": "县级及以上骨干教师（小学）",
        },
    )
    add_column(sheet, range(3, 7), 8, "校车数（辆）", 2)
    add_column(sheet, range(3, 7), 8, "食堂从业人员", 3)
    move(sheet, 3, 20)


def premises_of_2027(workbook: Any) -> None:
    sheet = only(workbook, "办学条件")
    rename(
        sheet,
        {
            "教学及辅助用房": "教学辅助用房",
            "室内体育用房": "室内体育用房面积",
            "运动场地面积": "体育运动场地面积",
            "网络多媒体教室": "网络多媒体教室数",
            "图书": "纸质图书册数",
        },
    )


def finance_of_2027(workbook: Any) -> None:
    sheet = only(workbook, "经费")
    filled(sheet)
    rename(
        sheet,
        {"公用经费": "生均公用经费情况", "拨款": "拨款数", "教师培训经费": "培训经费", "决算": "决算数"},
    )
    add_column(sheet, range(3, 5), 6, "债务余额", 100)
    move(sheet, 6, 3)


@pytest.mark.parametrize(
    ("source", "change", "form", "unknown"),
    [
        (EXPORT_2024, primary_of_2027, "primary", {"校车数(辆)", "食堂从业人员"}),
        (EXPORT_2024, premises_of_2027, "premises", set()),
        (COLLECTION_2024, finance_of_2027, "finance", {"债务余额"}),
    ],
    ids=["primary", "premises", "finance"],
)
def test_a_changed_sheet_is_read_by_its_draft_like_the_old_one_by_its_layout(
    tmp_path: Path, source: Path, change: Callable[[Any], None], form: str, unknown: set[str]
) -> None:
    draft, text = suggested(tmp_path, changed(source, change), "--edition", "2027")
    assert (draft.form, draft.edition) == (form, "2027")
    known = next(
        layout
        for layout in reversed(load_layouts())
        if layout.form == form and f"edition {layout.edition}." in text.splitlines()[0]
    )
    assert {column.field for column in draft.columns} == {
        column.field for column in known.columns if column.written
    }
    place = FilingContext(2024, COUNTY, "0" * 64)
    old = read_file(changed(source, lambda workbook: only(workbook, known.sheet_name) and None), place)
    new = read_file((tmp_path / "new.xlsx").read_bytes(), place, [draft])
    assert new.rejections == []
    relations = sorted(set(old.tables) - {"submission_fields", "totals"})
    assert relations and facts(new, *relations) == facts(old, *relations)
    assert set(re.findall(r"# unknown: (\S+) in", text)) == unknown
    assert "MISSING" not in text


def pupils_of_2027(workbook: Any) -> None:
    """A row goes in (孤儿) and every code below it moves on; columns and labels are renamed."""
    sheet = only(workbook, next(name for name in workbook.sheetnames if name.startswith("教基3112")))
    rename(sheet, {"在校生数": "在校学生数", "预计毕业生数": "预计毕业学生数", "其中：女": "女生"})
    line = next(row[0].row for row in sheet.iter_rows() if row[1].value == "05")
    sheet.insert_rows(line)
    sheet.cell(line, 1).value, sheet.cell(line, 2).value = "其中：孤儿", "05"
    for row in sheet.iter_rows(min_row=line + 1, max_row=line + 8):
        row[1].value = f"{int(row[1].value) + 1:02d}"
    sheet.cell(line + 1, 1).value = "其中：寄宿学生"


def test_rows_of_a_matrix_are_known_by_label_and_order(tmp_path: Path) -> None:
    """外省迁入 stands twice: which is which only their order says."""
    draft, text = suggested(tmp_path, changed(RETURN_2024, pupils_of_2027), "--edition", "2027")
    assert draft.form == "3112" and isinstance(draft, MatrixLayout)
    known = next(layout for layout in load_layouts() if layout.form == "3112" and layout.edition == "2021")
    assert isinstance(known, MatrixLayout)
    moved = {row.code: f"{int(row.code) + (row.code >= '05'):02d}" for row in known.rows}
    assert {row.code: row.set for row in draft.rows} == {moved[row.code]: row.set for row in known.rows}
    assert [column.set for column in draft.columns] == [column.set for column in known.columns]
    assert "# unknown: row 05 其中:孤儿" in text
    place = FilingContext(2024, COUNTY, "0" * 64)
    content = changed(RETURN_2024, lambda workbook: only(workbook, sheet_of(workbook, "教基3112")) and None)
    assert facts(read_file((tmp_path / "new.xlsx").read_bytes(), place, [draft]), "enrolment") == facts(
        read_file(content, place), "enrolment"
    )


def names_of_2027(workbook: Any) -> None:
    """The names stand under another header, a column that decides nothing is gone, one is new."""
    sheet = only(workbook, sheet_of(workbook, "教基3112"))
    rename(sheet, {"指标名称": "统计项目", "未接受过学前教育": "送教上门"})


def test_a_draft_says_what_is_gone_and_takes_the_names_from_beside_the_codes(tmp_path: Path) -> None:
    draft, text = suggested(tmp_path, changed(RETURN_2024, names_of_2027), "--edition", "2027")
    assert isinstance(draft, CodedLayout) and draft.name_header == "统计项目"
    assert "# missing, expected: column.3, known as 未接受过学前教育" in text
    assert "# unknown: 送教上门 in E4" in text and "MISSING" not in text
    reading = read_file((tmp_path / "new.xlsx").read_bytes(), FilingContext(2024, COUNTY, "0" * 64), [draft])
    assert reading.rejections == []


def rows_of(layout: Layout) -> dict[str, Any]:
    return (
        {row.code: (row.set, row.columns) for row in layout.rows} if isinstance(layout, CodedLayout) else {}
    )


def sheet_of(workbook: Any, start: str) -> str:
    names: list[str] = workbook.sheetnames
    return next(name for name in names if name.startswith(start))


@pytest.mark.parametrize(
    "source", [EXPORT_2024, COLLECTION_2024, RETURN_2024], ids=["export", "collection", "return"]
)
def test_a_known_sheet_gives_its_own_layout_back(tmp_path: Path, source: Path) -> None:
    for sheet in openpyxl.load_workbook(source).sheetnames:
        folder = tmp_path / sheet
        folder.mkdir()
        draft, text = suggested(folder, source.read_bytes(), "--sheet", sheet)
        known = next(layout for layout in load_layouts() if (layout.form, layout.edition) == _nearest(text))
        assert [(c.field, c.set, c.relation, c.number) for c in draft.columns] == [
            (c.field, c.set, c.relation, c.number)
            for c in known.columns
            if any(c.field == present.field for present in draft.columns)
        ]
        assert rows_of(draft).items() <= rows_of(known).items()
        assert "unknown" not in text and "MISSING" not in text


def _nearest(text: str) -> tuple[str, str]:
    found = re.search(r"nearest: (\S+), edition (\S+)\.", text)
    assert found
    return found.group(1), found.group(2)


def test_a_draft_read_from_what_it_was_made_of_lands_rows(tmp_path: Path) -> None:
    draft, _ = suggested(tmp_path, EXPORT_2024.read_bytes(), "--sheet", "学校名录")
    reading = read_file(EXPORT_2024.read_bytes(), FilingContext(2024, COUNTY, "0" * 64), [draft])
    assert len(rows(reading, "schools")) > 20


def test_what_is_missing_is_listed_and_nothing_stands_in_for_it(tmp_path: Path) -> None:
    def without_students(workbook: Any) -> None:
        sheet = only(workbook, "小学明细")
        filled(sheet)
        sheet.delete_cols(3)

    draft, text = suggested(tmp_path, changed(EXPORT_2024, without_students))
    assert "enrolment.all.all" not in {column.field for column in draft.columns}
    assert "# MISSING, required: enrolment.all.all" in text
    assert draft.edition == "2024"  # as the title states


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["none.xlsx"], "There is no file"),
        (["list.xlsx"], "looks like the header of a form"),
        (["list.xlsx", "--sheet", "小学"], "It has: Sheet"),
        (["list.xlsx", "--form", "9999"], "primary"),
        (["cut.xlsx"], "cut short"),
    ],
)
def test_what_cannot_be_drafted_is_usage(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    book = openpyxl.Workbook()
    book.active.append(["2024-09-01", 3.5])
    book.save("list.xlsx")
    Path("cut.xlsx").write_bytes(EXPORT_2024.read_bytes()[:4000])
    assert cli.main(["layout", "suggest", *arguments]) == 2
    assert told in capsys.readouterr().err


def test_the_draft_goes_to_the_screen_and_notes_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["layout", "suggest", str(EXPORT_2024), "--sheet", "办学条件"]) == 0
    captured = capsys.readouterr()
    assert captured.out.startswith("# DRAFT") and "form: premises" in captured.out
    assert "is most like premises" in captured.err


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (("教学班数", "按班额分", "26-30人"), ("教学班数", "按班额分", "31-35人"), False),
        (("一年级",), ("二年级",), False),
        (("专任教师", "合计"), ("专任教师数",), True),
        (("专任教师", "按学历分", "本科"), ("专任教师", "学历结构", "大学本科"), True),
        (("艺术", "音乐"), ("艺术", "美术"), False),
        (("骨干教师(小学)", "校车数"), ("骨干教师(小学)",), False),
        (("在校生数", "合计"), ("专任教师", "合计"), False),
        (("固定资产总值", "教学仪器设备资产值"), ("固定资产值", "教学仪器设备值"), True),
    ],
)
def test_likeness(one: tuple[str, ...], other: tuple[str, ...], alike: bool) -> None:
    assert (path_likeness(one, other) >= 0.6) is alike
    assert path_likeness(one, other) == pytest.approx(path_likeness(other, one))
    assert text_likeness(one[-1], one[-1]) == 1


COUNTY_LIST = ["学校代码", "学校名称", "学生人数（在校人数）", "班级数", "专任教师总人数", "专科学历教师人数"]
COUNTY_LIST += ["本科学历教师人数", "硕士研究生学历教师人数", "博士及以上学历教师人数"]
COUNTY_LIST += ["县级及以上骨干教师人数", "体育专任教师人数", "音乐专任教师人数", "美术专任教师人数"]
FIGURES = [["2142020101", "示例一小", 1200, 24, 68, 15, 45, 8, 0, 12, 4, 3, 3]]


@pytest.mark.parametrize(
    ("title", "name", "form"),
    [
        ("2025年小学部数据填报汇总", "小学部数据", "primary"),
        ("2025年初中部数据填报汇总", "Sheet1", "junior"),
        ("数据填报汇总", "小学部", "primary"),
    ],
)
def test_of_forms_as_near_the_one_that_title_or_name_names_is_drafted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], title: str, name: str, form: str
) -> None:
    layout, draft = suggested(tmp_path, workbook_of({name: [[title], COUNTY_LIST, *FIGURES]}))
    other = "junior" if form == "primary" else "primary"
    assert layout.form == form
    assert f"# AS NEAR: {other}" in draft and "stage: " in draft
    assert "title or sheet name decide" in capsys.readouterr().err
    assert not layout.title_pattern.search("Sheet1")


def test_a_tie_that_nothing_decides_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    layout, draft = suggested(tmp_path, workbook_of({"Sheet1": [COUNTY_LIST, *FIGURES]}))
    assert "Nothing on the sheet decides" in draft
    assert "nothing on the sheet decides" in capsys.readouterr().err
    assert "Sheet1" not in layout.title_pattern.pattern


def test_of_a_sheet_that_is_like_no_form_no_draft_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lunch.xlsx"
    lines: list[list[Any]] = [
        ["日期", "学校名称", "菜名", "价格", "份数", "供应商"],
        ["9月1日", "示例一小", "米饭", 2, 300, "甲"],
    ]
    path.write_bytes(workbook_of({"Sheet1": lines}))
    assert cli.main(["layout", "suggest", str(path)]) == 2
    assert "No form is near sheet «Sheet1»" in capsys.readouterr().err
