"""Files and sheets of which nothing is read: what each is told to be, and the status of its file."""

from __future__ import annotations

import re
from typing import Any

import openpyxl
import pytest

from orchestration.submissions.contract.layout_files import load_layouts
from orchestration.submissions.contract.layouts import CodedLayout
from orchestration.submissions.contract.rejection import NOTICES
from orchestration.submissions.forms.not_needed import load_patterns
from tests.unit.submissions.filings import (
    COLLECTION_2024,
    EXPORT_2024,
    RETURN_2024,
    changed,
    codes,
    facts,
    read,
    rows,
    saved,
    workbook_of,
)

SUFFIX = "_九年一贯制学校"
SCHOOL_LINE = ["学校(机构)标识码：3142020012", None, "2024学年"]
Lines = list[list[Any]]


def by_age(title: str, grades: int, ages: tuple[str, ...] = ("5岁及以下", "6岁", "7岁", "8岁")) -> Lines:
    """The students of a stage by age: under the headers of 教基3112, and no form that is read."""
    columns = ["招生数", "在校生数", "#女", *("一二三四五六"[place] + "年级" for place in range(grades))]
    width = len(columns)
    return [
        [title],
        SCHOOL_LINE,
        ["指标名称", "代码", *columns],
        ["甲", "乙", *range(1, width + 1)],
        ["总计", "01", *[50] * width],
        *([age, f"{place:02d}", *[10] * width] for place, age in enumerate(ages, start=2)),
    ]


def staff(title: str, rest: Lines | None = None) -> Lines:
    columns = ["30岁及以下", "31-50岁", "51岁及以上"]
    header: Lines = [["指标名称", "代码", *columns], ["甲", "乙", 1, 2, 3]]
    return [[title], SCHOOL_LINE, *header, *(rest or [["总计", "01", 50, 40, 5], ["#女", "02", 30, 25, 2]])]


LIST: Lines = [
    ["咸安区中小学情况统计表（2024年9月）"],
    ["学校", "学生情况", None, "教职工情况"],
    [None, "班数", "人数", "教职工数", "专任教师", "其中高于规定学历"],
    ["示例一小", 18, 800, 50, 46, 44],
    ["示例二小", 12, 520, 34, 31, 30],
]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Sheet1", LIST),
        ("Sheet1", LIST[1:]),
        ("教职工情况", LIST),
        ("Sheet1", [["咸安区2024学年教职工情况一览"], *LIST[1:]]),
        ("教基4149", [["中小学教职工（教基4149）"], *LIST[1:]]),
        (
            "教职工",
            [["中小学教职工数"], ["序号", "学校名称", "教职工数", "专任教师"], [1, "示例一小", 50, 46]],
        ),
    ],
)
def test_a_list_of_schools_that_no_layout_knows_is_refused(name: str, lines: Lines) -> None:
    reading = read(workbook_of({name: lines}))
    assert reading.status == "refused"
    assert codes(reading)[0] == "NO_FORM_IN_FILE" and set(codes(reading)) - NOTICES


def test_a_file_without_a_row_is_neither_accepted_nor_partial() -> None:
    def no_rows(book: Any) -> None:
        for name in book.sheetnames:
            if name != "小学明细":
                del book[name]
        sheet = book["小学明细"]
        sheet.delete_rows(8, sheet.max_row)

    def no_figures(book: Any) -> None:
        for sheet in book:
            for line in sheet.iter_rows(min_row=6, min_col=3):
                for cell in line:
                    cell.value = None

    def no_code(book: Any) -> None:
        for sheet in book:
            sheet["A2"] = None
        del book[f"教基1001{SUFFIX}"]

    assert told(changed(EXPORT_2024, no_rows)) == ("unused", ["NO_RECORDS"])
    blank = read(changed(RETURN_2024, no_figures))
    assert blank.status == "unused" and set(codes(blank)) == {"BLANK_FORM"}
    assert blank.why and "holds no figure" in blank.why
    assert told(workbook_of({"教基4067": staff("教职工其他情况")})) == ("unused", ["FORM_NOT_NEEDED"])
    notes = workbook_of({"填表说明": [["一、请于9月20日前报送。"]], "封面": [["咸安区教育局"]]})
    assert told(notes) == ("unused", ["NO_FORM_ON_SHEET"] * 2)
    refused = read(changed(RETURN_2024, no_code))
    assert refused.status == "refused" and set(codes(refused)) == {"NO_SCHOOL_CODE"}
    assert told(workbook_of({"Sheet1": []})) == ("refused", ["NO_FORM_IN_FILE"])


def told(content: bytes) -> tuple[str, list[str]]:
    reading = read(content)
    return reading.status, codes(reading)


def test_a_blank_form_beside_others_is_passed_over() -> None:
    def no_seniors(book: Any) -> None:
        book["高中明细"].delete_rows(6, 20)

    assert read(changed(EXPORT_2024, no_seniors)).status == "accepted"
    assert read(COLLECTION_2024).status == "accepted"


def added(sheets: dict[str, Lines]) -> bytes:
    def add(book: Any) -> None:
        for name, lines in sheets.items():
            sheet = book.create_sheet(name)
            for line in lines:
                sheet.append(line)

    return changed(RETURN_2024, add)


def test_official_forms_without_use_are_named_among_the_others() -> None:
    older = ("14岁及以下", "15岁", "16岁", "17岁及以上")
    sheets = {
        f"教基3113{SUFFIX}": by_age("小学分年龄学生数", 6),
        f"教基3116{SUFFIX}": by_age("初中分年龄学生数", 4),
        f"教基3119{SUFFIX}": by_age("高中阶段分年龄学生数", 4, older),
        "教基3117": by_age("", 4),
        "初中分年龄": by_age("初中分年龄学生数", 3),
        f"教基4148{SUFFIX}": staff("幼儿园教职工"),
        "教基4067": staff("教职工其他情况", [["教职工", 1, 10, 0, 1], [" #女", 2, 5, 0, 1]]),
        "教基9999": staff("一张新表"),
    }
    reading = read(added(sheets))
    assert (reading.status, set(codes(reading))) == ("accepted", {"FORM_NOT_NEEDED"})
    assert {each.sheet for each in reading.rejections} == set(sheets)
    assert facts(reading) == facts(read(RETURN_2024))
    assert "«教基3113 小学分年龄学生数»" in reading.rejections[0].message


def test_a_form_that_has_the_rows_of_another_stage_is_told_by_its_whole_name() -> None:
    def senior(name: str, title: str) -> Any:
        def rename(book: Any) -> None:
            copy = book.copy_worksheet(book[f"教基2107{SUFFIX}"])
            copy.title, copy["A1"] = name, title

        return read(changed(RETURN_2024, rename))

    assert codes(senior("教基2108", "普通高中班额情况")) == ["FORM_NOT_NEEDED"]
    assert codes(senior("教基2108", "班额情况")) == ["AMBIGUOUS_LAYOUT"]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("教基3113", "小学分年龄学生数"),
        ("教基3113", "小学分类型学生数"),
        ("学生", "教基3113 小学分类型学生数"),
        ("教基3113", ""),
    ],
)
@pytest.mark.parametrize("broken", [False, True])
def test_a_form_of_ours_under_a_number_without_use_is_not_passed_over(
    name: str, title: str, broken: bool
) -> None:
    def rename(book: Any) -> None:
        sheet = book[f"教基3112{SUFFIX}"]
        sheet.title, sheet["A1"] = name, title
        if broken:
            sheet["I4"] = "人数"
            sheet.delete_rows(14, 3)

    reading = read(changed(RETURN_2024, rename))
    assert (reading.status, codes(reading)) == ("partial", ["AMBIGUOUS_LAYOUT"])
    assert {row["stage"] for row in rows(reading, "enrolment")} == {"junior"}


NOTES: dict[str, Lines] = {
    "指标计算说明": [
        ["序号", "指标名称", "计算公式", "小学标准", "初中标准"],
        [1, "每百名学生拥有高于规定学历教师数", "高于规定学历教师数÷在校生数×100", 4.2, 5.3],
        [2, "每百名学生拥有骨干教师数", "骨干教师数÷在校生数×100", 1, 1],
    ],
    "需上传材料说明": [["序号", "材料名称", "要求"], [1, "教师资格证", "扫描件"], [2, "任课表", "盖章"]],
    "填报要求": [["学校名称、学校标识码请与教育事业统计一致。"]],
    "目录": [["表号", "表名", "页码"], ["教基1001", "学校(机构)基本情况", 1], ["教基3112", "小学学生", 2]],
    "审核关系": [["表号", "审核关系"], ["教基3112", "(7)=(9)+…+(14)"]],
    "封面": [["学校(机构)标识码", *"3142020012"], ["2024学年教育事业统计基层报表"]],
    "Sheet9": [["填表说明"], ["一、在校生数：指学年初在册的学生人数。"]],
}


def test_sheets_of_notes_are_named_and_reject_nothing() -> None:
    reading = read(added(NOTES))
    assert (reading.status, set(codes(reading))) == ("accepted", {"NO_FORM_ON_SHEET"}), reading.rejections
    assert {each.sheet for each in reading.rejections} == set(NOTES)
    assert facts(reading) == facts(read(RETURN_2024))


def test_a_broken_form_that_is_called_notes_is_refused() -> None:
    def rename(book: Any) -> None:
        book["小学明细"].title = "小学明细说明"
        book["小学明细说明"]["C4"] = "人数"

    assert codes(read(changed(EXPORT_2024, rename))) == ["MISSING_HEADER"]


def test_the_listed_forms_are_none_that_is_read() -> None:
    """A name that a layout takes for its own would put a form of ours aside."""
    patterns = load_patterns()
    coded = [layout for layout in load_layouts() if isinstance(layout, CodedLayout)]
    numbers = [form.number for form in patterns.forms]
    assert len(set(numbers)) == len(numbers)
    for form in patterns.forms:
        assert patterns.numbers.fullmatch(form.number), form.number
        ours = [
            layout.form
            for layout in coded
            if layout.title_pattern.search(form.number) or layout.title_pattern.search(form.name)
        ]
        assert ours == [], (form, ours)
        title = re.sub(r"[（(].*", "", form.name)
        assert all(title not in layout.title for layout in coded), form


def test_every_listed_form_is_passed_over_by_number_and_by_name() -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for form in load_patterns().forms:
        for title, name in ((form.name, form.number), (form.name, f"{form.number}按名称")):
            sheet = book.create_sheet(name)
            for line in staff(title):
                sheet.append(line)
    reading = read(saved(book))
    assert (reading.status, set(codes(reading))) == ("unused", {"FORM_NOT_NEEDED"})
