"""The 基层报表 as schools send it: other codes, labels, headers, title blocks; several schools in one."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from orchestration.submissions.forms.file_reading import FileReading
from tests.unit.submissions.filings import (
    EXPORT_2024,
    RETURN_2024,
    changed,
    codes,
    facts,
    number,
    read,
    rows,
    saved,
)

HEADER_ROW, FIRST_ROW = 4, 6
SUFFIX = "_九年一贯制学校"
SCHOOL = "3142020012"

Change = Callable[[Any], None]


def each_row(column: int, change: Callable[[str], Any]) -> Change:
    """Changes the text in a column of every row of every form."""

    def apply(book: Any) -> None:
        for sheet in book:
            for line in range(FIRST_ROW, sheet.max_row + 1):
                cell = sheet.cell(line, column)
                if isinstance(cell.value, str) and sheet.cell(line, 2).value:
                    cell.value = change(cell.value)

    return apply


def headers(words: dict[str, str | None], *forms: str) -> Change:
    """Renames headers, in some forms or all."""

    def apply(book: Any) -> None:
        for sheet in book:
            for cell in sheet[HEADER_ROW]:
                if cell.value in words and (not forms or sheet.title[2:6] in forms):
                    cell.value = words[cell.value]

    return apply


def titled(text: str, beside: tuple[Any, ...] = ()) -> Change:
    """Another second line in the title block of every form, and other cells beside it; 教基1001 is gone."""

    def apply(book: Any) -> None:
        del book[f"教基1001{SUFFIX}"]
        for sheet in book:
            sheet["A2"] = text
            for place, value in enumerate(beside, start=2):
                sheet.cell(2, place, value)

    return apply


def without_codes(book: Any) -> None:
    for sheet in book:
        sheet.delete_cols(2)


def two_levels(book: Any) -> None:
    """在校生数 and 招生数 span their columns, the total under its own 合计; 艺术 spans 计, 音乐, 美术."""
    for form, spans in (
        ("3112", {"招生数": (4, 8, "合计"), "在校生数": (9, 16, "计")}),
        ("3115", {"在校生数": (5, 10, "合计")}),
        ("4155", {"艺术": (20, 22, "计"), "外语": (8, 11, "计")}),
    ):
        sheet = book[f"教基{form}{SUFFIX}"]
        sheet.insert_rows(HEADER_ROW)
        for column in range(1, sheet.max_column + 1):
            inside = [span for span in spans.values() if span[0] <= column <= span[1]]
            upper, leaf = sheet.cell(HEADER_ROW, column), sheet.cell(HEADER_ROW + 1, column)
            if not inside:
                upper.value, leaf.value = leaf.value, None
        for text, (left, right, total) in spans.items():
            sheet.cell(HEADER_ROW, left, text)
            sheet.cell(HEADER_ROW + 1, left, total)
            sheet.merge_cells(start_row=HEADER_ROW, end_row=HEADER_ROW, start_column=left, end_column=right)


def figures(reading: FileReading) -> set[tuple[Any, ...]]:
    """What a workbook says apart from 教基1001."""
    return facts(reading, "enrolment", "class_sizes", "teachers", "premises")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(each_row(2, lambda code: str(float(code))), id="codes as 1.0"),
        pytest.param(each_row(2, lambda code: f"'{code}"), id="codes behind an apostrophe"),
        pytest.param(each_row(2, lambda code: f"({code})"), id="codes in brackets"),
        pytest.param(each_row(2, lambda code: f"0{code}"), id="codes of three digits"),
        pytest.param(each_row(2, lambda code: None), id="codes blank"),
        pytest.param(without_codes, id="no column of codes"),
        pytest.param(headers({"代码": "编号"}), id="编号"),
        pytest.param(headers({"代码": "行号", "指标名称": "项目"}), id="行号 and 项目"),
        pytest.param(each_row(1, lambda label: label.replace("其中：", "（其中）")), id="（其中）"),
        pytest.param(each_row(1, lambda label: label.replace("其中：", "——")), id="dashes"),
        pytest.param(each_row(1, lambda label: label.replace("其中：女", "其中：女生")), id="女生"),
        pytest.param(each_row(1, lambda label: None), id="no labels"),
        pytest.param(each_row(1, lambda label: re.sub(r"(\d)-(\d+)人", r"\1至\2", label)), id="26至30"),
        pytest.param(each_row(1, lambda label: f"按学历分：{label}"), id="按学历分："),
        pytest.param(two_levels, id="two header levels"),
        pytest.param(headers({"艺术": "艺术（计）"}), id="艺术（计）"),
    ],
)
def test_a_return_written_otherwise_says_the_same(change: Change) -> None:
    reading = read(changed(RETURN_2024, change))
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert facts(reading) == facts(read(RETURN_2024))


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("县级教育部门", "7"),
        ("县级 教育部门", "7"),
        ("民 办", "10"),
        ("10", "10"),
        (10, "10"),
        ("教育局", None),
    ],
)
def test_sponsors_of_a_return_however_they_are_typed(word: Any, code: str | None) -> None:
    def retype(book: Any) -> None:
        book[f"教基1001{SUFFIX}"]["C9"] = word

    (school,) = rows(read(changed(RETURN_2024, retype)), "schools")
    assert (school["sponsor_name"], school["sponsor_code"]) == (str(word), code)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(titled("学校(机构)标识码", (SCHOOL,)), id="no colon, next cell"),
        pytest.param(titled(f"学校(机构)标识码 {SCHOOL}"), id="no colon"),
        pytest.param(titled(f"学校代码：{SCHOOL}"), id="学校代码"),
        pytest.param(titled(f"学校(机构)标识码：__{SCHOOL}__"), id="underlined"),
        pytest.param(titled("学校（机构）标识码：", tuple(SCHOOL)), id="a cell for each digit"),
        pytest.param(titled("学校(机构)标识码：", (int(SCHOOL),)), id="a number"),
        pytest.param(
            titled("组织机构代码：123456789", (f"学校(机构)标识码：{SCHOOL}",)), id="another register"
        ),
        pytest.param(
            titled("上级主管学校标识码：3142020099", (f"学校(机构)标识码：{SCHOOL}",)), id="another school's"
        ),
        pytest.param(
            titled(f"上级主管部门标识码：3142020099  学校(机构)标识码：{SCHOOL}"), id="two codes in a cell"
        ),
        pytest.param(titled(f"学校标识码：{SCHOOL} 所属学区标识码：3142020099"), id="its own code first"),
        pytest.param(titled(f"上级主管部门标识码： 学校标识码：{SCHOOL}"), id="another's code blank"),
        pytest.param(titled(f"主管部门：区教育局 学校标识码：{SCHOOL}"), id="an authority without a code"),
    ],
)
def test_the_school_code_is_found_however_the_title_states_it(change: Change) -> None:
    def wide(book: Any) -> None:
        change(book)
        for sheet in book:
            # Room for ten boxes beside the title.
            sheet.cell(1, 12, None)

    reading = read(changed(RETURN_2024, wide))
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert figures(reading) == figures(read(RETURN_2024))


def test_a_code_above_a_table_that_cannot_be_read_is_said() -> None:
    def short(book: Any) -> None:
        book[f"教基5176{SUFFIX}"]["A2"] = "学校(机构)标识码：314202001"

    reading = read(changed(RETURN_2024, short))
    assert [(each.code, each.sheet, each.cell, each.raw) for each in reading.rejections] == [
        ("CODE_LENGTH", f"教基5176{SUFFIX}", "A2", "314202001")
    ]
    assert facts(reading) == facts(read(RETURN_2024))
    alone = read(changed(RETURN_2024, titled("学校(机构)标识码：314202001")))
    assert set(codes(alone)) == {"NO_SCHOOL_CODE"}
    assert "«314202001» has 9 digits" in alone.rejections[0].message


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("学校(机构)标识码：", ("学校名称：高桥小学",)),
        ("学校(机构)标识码：", ("学校名称：第3小学",)),
        ("学校(机构)标识码", ("高桥镇高桥学校",)),
        ("学校(机构)标识码：  学校名称：高桥小学", ()),
        ("学校(机构)标识码：____", ()),
    ],
)
def test_a_code_left_blank_is_no_unreadable_one(text: str, beside: tuple[str, ...]) -> None:
    def blank(book: Any) -> None:
        sheet = book[f"教基5176{SUFFIX}"]
        sheet["A2"] = text
        for place, value in enumerate(beside, start=2):
            sheet.cell(2, place, value)

    reading = read(changed(RETURN_2024, blank))
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert facts(reading) == facts(read(RETURN_2024))


def second_school(book: Any, code: str = "3142020029") -> None:
    """The same forms once more, of another school."""
    for sheet in list(book):
        copy = book.copy_worksheet(sheet)
        copy.title = sheet.title.replace(SUFFIX, "_二")
        copy["A2"] = f"学校(机构)标识码：{code}"
        if "1001" in copy.title:
            copy["C6"] = code


@pytest.mark.parametrize("with_1001", [True, False])
def test_a_workbook_of_two_schools_is_read_as_two(with_1001: bool) -> None:
    def change(book: Any) -> None:
        second_school(book)
        for name in book.sheetnames:
            if "1001" in name and not with_1001:
                del book[name]

    reading = read(changed(RETURN_2024, change))
    assert reading.rejections == []
    both = {row["school_code"] for row in rows(reading, "premises")}
    assert both == {SCHOOL, "3142020029"}
    assert len(figures(reading)) == 2 * len(figures(read(RETURN_2024)))


def test_a_sheet_of_another_school_than_the_others_is_rejected_without_1001_too() -> None:
    def stray(book: Any) -> None:
        del book[f"教基1001{SUFFIX}"]
        book[f"教基3112{SUFFIX}"]["A2"] = "学校(机构)标识码：3142020013"

    reading = read(changed(RETURN_2024, stray))
    assert [(each.code, each.raw) for each in reading.rejections] == [("SCHOOL_CODE_CONFLICT", "3142020013")]
    assert {row["stage"] for row in rows(reading, "enrolment")} == {"junior"}


def test_a_header_that_stands_twice_is_said() -> None:
    def twice(book: Any) -> None:
        sheet = book[f"教基3112{SUFFIX}"]
        sheet.insert_cols(10)
        sheet.cell(HEADER_ROW, 10, "其中：女")

    (rejection,) = read(changed(RETURN_2024, twice)).rejections
    assert (rejection.code, rejection.cell) == ("DUPLICATE_HEADER", "K4")


def test_title_and_sheet_name_that_name_two_forms_are_rejected() -> None:
    """初中 classes under the title of 小学 would land as the primary section's."""

    def wrong(book: Any) -> None:
        book[f"教基2107{SUFFIX}"]["A1"] = "小学班额情况"

    reading = read(changed(RETURN_2024, wrong))
    assert [(each.code, each.sheet) for each in reading.rejections] == [
        ("AMBIGUOUS_LAYOUT", f"教基2107{SUFFIX}")
    ]
    assert {row["stage"] for row in rows(reading, "class_sizes")} == {"primary"}


def test_labels_that_repeat_are_not_told_apart_out_of_order_without_codes() -> None:
    def reverse(book: Any) -> None:
        sheet = book[f"教基3112{SUFFIX}"]
        lines = [[cell.value for cell in line] for line in sheet.iter_rows(FIRST_ROW, FIRST_ROW + 11)]
        for place, line in enumerate(reversed(lines)):
            for column, value in enumerate(line, start=1):
                sheet.cell(FIRST_ROW + place, column).value = value
        without_codes(book)

    reading = read(changed(RETURN_2024, reverse))
    assert set(codes(reading)) == {"MISSING_ROW"}
    assert len(reading.rejections) == 4
    assert facts(reading) < facts(read(RETURN_2024))


def unit_column(unit: str, value: Any, label: str = "教学仪器设备资产值") -> Change:
    """A column 计量单位 in 教基5176, and its last row in a unit of its own."""

    def apply(book: Any) -> None:
        sheet = book[f"教基5176{SUFFIX}"]
        sheet.insert_cols(3)
        sheet["C4"], sheet["C5"] = "计量单位", "丙"
        for line in range(FIRST_ROW, FIRST_ROW + 5):
            text, own = sheet.cell(line, 1).value.rstrip("）").split("（")
            sheet.cell(line, 1).value, sheet.cell(line, 3).value = text, own
        sheet["A10"], sheet["C10"], sheet["D10"] = label, unit, value

    return apply


def test_a_column_of_units_is_read() -> None:
    reading = read(changed(RETURN_2024, unit_column("元", 4351900)))
    assert reading.rejections == []
    assert facts(reading) == facts(read(RETURN_2024))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(unit_column("元", 4351900, "教学仪器设备资产值（万元）"), id="label and column differ"),
        pytest.param(unit_column("平方米", 435.19), id="a unit of another kind"),
    ],
)
def test_two_units_for_a_figure_are_rejected(change: Change) -> None:
    reading = read(changed(RETURN_2024, change))
    assert [(each.code, each.cell) for each in reading.rejections] == [("UNIT_CONFLICT", "D10")]
    values = {row["item"]: row["quantity"] for row in rows(reading, "premises")}
    assert values["equipment_value"] is None and values["sports_ground_area"] == number("18935.78")


def class_units(beside: bool) -> Change:
    """教基2106 with the unit 个 in a column 计量单位, or behind its labels and headers."""

    def apply(book: Any) -> None:
        sheet = book[f"教基2106{SUFFIX}"]
        for cell in sheet[HEADER_ROW][2:]:
            if cell.value:
                cell.value = f"{cell.value}（个）"
        if beside:
            sheet.insert_cols(3)
            sheet.cell(HEADER_ROW, 3, "计量单位")
            sheet.cell(HEADER_ROW + 1, 3, "丙")
        for line in range(FIRST_ROW, sheet.max_row + 1):
            if not sheet.cell(line, 2).value:
                break
            place = sheet.cell(line, 3 if beside else 1)
            place.value = "个" if beside else f"{place.value}（个）"

    return apply


@pytest.mark.parametrize("beside", [True, False])
def test_classes_may_be_counted_in_pieces(beside: bool) -> None:
    reading = read(changed(RETURN_2024, class_units(beside)))
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert facts(reading) == facts(read(RETURN_2024))


def form(title: str, name: str, columns: list[str], lines: list[tuple[str, list[Any]]]) -> bytes:
    """A workbook of one form."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = name
    for line in ([title], [f"学校(机构)标识码：{SCHOOL}", None, "2024学年"], ["指标名称", "代码", *columns]):
        sheet.append(line)
    sheet.append(["甲", "乙", *range(1, len(columns) + 1)])
    for place, (label, values) in enumerate(lines, start=1):
        sheet.append([label, f"{place:02d}", *values])
    return saved(book)


def teachers_of_a_stage(title: str, name: str, total: str = "合计") -> bytes:
    """A sheet of the teachers of 2021, which stand on a form for each stage."""
    labels = [total, "女", "少数民族", "博士", "硕士", "本科", "专科", "高中阶段", "以下"]
    lines: list[tuple[str, list[Any]]] = [
        (label, [count, *([4, 5, 2, 3] if place == 0 else [])])
        for place, (label, count) in enumerate(zip(labels, [40, 22, 1, 1, 2, 20, 14, 2, 1], strict=True))
    ]
    return form(title, name, ["合计", "体育与健康", "艺术（计）", "音乐", "美术"], lines)


def test_the_teachers_of_2021_stand_on_a_form_for_each_stage() -> None:
    for stage, name, title in (
        ("primary", "教基4155_小学", "小学专任教师分课程、分学历情况"),
        ("junior", "教基4156_初中", "初中专任教师分课程、分学历情况"),
        ("junior", "教基4155_初中", "初中专任教师分课程、分学历情况"),
        ("junior", "教基4155_初级中学", "初中专任教师分课程、分学历情况"),
        ("junior", "教基4155_初级中学", ""),
        ("junior", "教基4155_完全中学", "初中专任教师分课程、分学历情况"),
        ("primary", "教基4155_九年一贯制学校", "教基4155 小学专任教师分课程、分学历情况"),
        ("primary", "教基4155_教学点", ""),
        ("primary", "教基4155", ""),
    ):
        reading = read(teachers_of_a_stage(title, name))
        found = {(row["attribute"], row["value"]): row["teachers"] for row in rows(reading, "teachers")}
        assert {row["stage"] for row in rows(reading, "teachers")} == {stage}
        assert set(codes(reading)) == {"MISSING_HEADER"}, "subjects that decide nothing are left out here"
        assert found["all", "all"] == 40
        assert found["subject", "arts"] == 5
        assert [found["qualification", name] for name in ("doctor", "master", "bachelor", "below")] == [
            1,
            2,
            20,
            1,
        ]


@pytest.mark.parametrize("school_type", ["完全中学", "九年一贯制学校", "特殊教育学校"])
def test_teachers_of_a_stage_that_nothing_names_are_rejected(school_type: str) -> None:
    reading = read(teachers_of_a_stage("", f"教基4155_{school_type}"))
    assert codes(reading) == ["NO_FORM_IN_FILE", "AMBIGUOUS_LAYOUT"]
    for total, stage in (("小学合计", "primary"), ("初中合计", "junior")):
        named = read(teachers_of_a_stage("", f"教基4155_{school_type}", total))
        assert {row["stage"] for row in rows(named, "teachers")} == {stage}


def test_a_form_that_its_title_names_is_no_form_of_more_columns() -> None:
    """Students of a special school stand under the headers of 教基3112, and are no primary students."""
    columns = ["毕业生数", "招生数", "在校生数", "其中：女", "一年级", "二年级", "预计毕业生数"]
    lines: list[tuple[str, list[Any]]] = [
        ("总计", [9, 8, 70, 30, 8, 9, 9]),
        ("其中：女", [4, 3, 30, 30, 3, 4, 4]),
    ]
    reading = read(form("特殊教育学生情况", "教基3120_特殊教育学校", columns, lines))
    assert [(row["stage"], row["students"]) for row in rows(reading, "enrolment")] == [("special", 70)]
    assert reading.status == "accepted"


STAFF = form(
    "教职工其他情况",
    "教基4067_小学",
    ["中共党员", "共青团员", "民主党派"],
    [("教职工", [20, 5, 1]), ("其中：女", [10, 2, 0])],
)


def test_a_form_that_no_indicator_needs_is_named_and_rejects_nothing() -> None:
    def add(book: Any) -> None:
        staff = openpyxl.load_workbook(io.BytesIO(STAFF)).worksheets[0]
        sheet = book.create_sheet(staff.title)
        for line in staff.iter_rows(values_only=True):
            sheet.append(line)
        book.create_sheet("封面", 0)["A1"] = "2024学年教育事业统计基层报表"

    reading = read(changed(RETURN_2024, add))
    assert reading.status == "accepted"
    assert sorted((each.code, each.sheet) for each in reading.rejections) == [
        ("FORM_NOT_NEEDED", "教基4067_小学"),
        ("NO_FORM_ON_SHEET", "封面"),
    ]
    assert facts(reading) == facts(read(RETURN_2024))


@pytest.mark.parametrize(
    ("source", "name", "title", "said"),
    [
        # Rows and header of 教基5170, and another form.
        ("5170", "教基5171", "校舍危房情况（平方米）", "教基5171"),
        ("3112", "教基3121_小学", "", "教基3121"),
        ("3112", "小学学生", "教基3121 小学学生", "教基3121"),
    ],
)
def test_a_form_of_ours_under_the_number_of_another_is_rejected(
    source: str, name: str, title: str, said: str
) -> None:
    def rename(book: Any) -> None:
        sheet = book[f"教基{source}{SUFFIX}"]
        sheet.title, sheet["A1"] = name, title

    reading = read(changed(RETURN_2024, rename))
    assert (reading.status, [each.code for each in reading.rejections]) == ("partial", ["AMBIGUOUS_LAYOUT"])
    assert facts(reading) < facts(read(RETURN_2024))
    assert said in reading.rejections[0].message


def test_a_list_of_schools_is_read_whatever_form_its_figures_are_from() -> None:
    def only_primary(title: str) -> Change:
        def change(book: Any) -> None:
            for name in set(book.sheetnames) - {"小学明细"}:
                del book[name]
            book["小学明细"]["A1"], book["小学明细"].title = title, "Sheet1"

        return change

    staff = only_primary("咸安区小学教职工与在校生一览（来源：教基4149）")
    reading = read(changed(EXPORT_2024, staff))
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert facts(reading) == facts(read(changed(EXPORT_2024, only_primary("咸安区小学明细"))))

    def short(book: Any) -> None:
        staff(book)
        book["Sheet1"]["C4"] = "人数"

    assert codes(read(changed(EXPORT_2024, short))) == ["NO_FORM_IN_FILE", "MISSING_HEADER"]


def test_a_form_of_ours_short_of_a_header_is_not_put_aside_for_its_name() -> None:
    def rename(book: Any) -> None:
        sheet = book[f"教基3112{SUFFIX}"]
        headers({"在校生数": "人数"}, "3112")(book)
        sheet.title, sheet["A1"] = "其他", "学生与教职工情况"

    reading = read(changed(RETURN_2024, rename))
    assert (reading.status, codes(reading)) == ("partial", ["MISSING_HEADER"])


def test_a_sheet_of_no_known_form_is_rejected_still() -> None:
    def add(book: Any) -> None:
        book.create_sheet("其他")["A1"] = "其他情况"

    assert codes(read(changed(RETURN_2024, add))) == ["NO_LAYOUT"]


def test_a_figure_merged_over_several_rows_is_rejected() -> None:
    def merge(book: Any) -> None:
        book[f"教基3112{SUFFIX}"].merge_cells("I6:I7")
        # What is merged beside the table says nothing of its figures.
        book[f"教基1001{SUFFIX}"].merge_cells("C7:E7")

    reading = read(changed(RETURN_2024, merge))
    assert [(each.code, each.cell, each.raw) for each in reading.rejections] == [
        ("MERGED_FIGURE", "I6", "848"),
        ("MERGED_FIGURE", "I7", "848"),
    ]
    gone = facts(read(RETURN_2024)) - facts(reading)
    assert {dict(fact[1:])["student_group"] for fact in gone} == {"all", "girls"}


@pytest.mark.parametrize("blank", [None, "—"])
def test_a_sheet_of_a_stage_that_is_not_taught_lands_nothing(blank: str | None) -> None:
    """A primary school's workbook holds the empty sheets of 初中 as well."""

    def clear(book: Any) -> None:
        for name in ("2107", "3115"):
            for line in book[f"教基{name}{SUFFIX}"].iter_rows(FIRST_ROW, FIRST_ROW + 11, 3):
                for cell in line:
                    cell.value = blank

    reading = read(changed(RETURN_2024, clear))
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert {row["stage"] for row in (*rows(reading, "enrolment"), *rows(reading, "class_sizes"))} == {
        "primary"
    }


def test_a_form_without_the_rows_of_a_stage_is_of_a_school_that_does_not_teach_it() -> None:
    def cut(book: Any) -> None:
        book[f"教基4155{SUFFIX}"].delete_rows(12, 6)

    reading = read(changed(RETURN_2024, cut))
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert {row["stage"] for row in rows(reading, "teachers") if row["attribute"] == "all"} == {"primary"}

    def cut_one(book: Any) -> None:
        book[f"教基4155{SUFFIX}"].delete_rows(13)

    assert codes(read(changed(RETURN_2024, cut_one))) == ["MISSING_ROW"]


def test_a_list_of_schools_is_what_its_columns_are_whatever_its_title_names() -> None:
    """小学明细 under a title that speaks of 特殊教育 too says nothing of special schools."""

    def retitle(book: Any) -> None:
        for name in book.sheetnames:
            if name != "小学明细":
                del book[name]
        sheet = book["小学明细"]
        sheet.title, sheet["A1"] = "小学", "咸安区小学及特殊教育学校情况（2024学年初）"

    reading = read(changed(EXPORT_2024, retitle))
    assert reading.status == "accepted"
    assert {row["stage"] for row in rows(reading, "enrolment")} == {"primary"}


@pytest.mark.parametrize("code", ["01", 1])
def test_figures_that_count_up_are_no_column_numbers(code: object) -> None:
    def fill(book: Any) -> None:
        sheet = book[f"教基1102{SUFFIX}"]
        for column, value in zip("BCDE", (code, 2, 3, None), strict=True):
            sheet[f"{column}{FIRST_ROW}"] = value

    reading = read(changed(RETURN_2024, fill))
    assert reading.rejections == []
    backbone = {
        row["stage"]: row["teachers"] for row in rows(reading, "teachers") if row["attribute"] == "backbone"
    }
    assert (backbone["primary"], backbone["junior"]) == (2, 3)
