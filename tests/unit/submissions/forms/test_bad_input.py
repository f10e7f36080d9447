"""What arrives wrong is rejected with file, sheet, cell and remedy, and stops itself only."""

from __future__ import annotations

import datetime
from typing import Any

import openpyxl
import pytest

from orchestration.submissions.cells.text import column_index
from orchestration.submissions.contract.rejection import REMEDIES
from tests.unit.submissions.filings import (
    COLLECTION_2023,
    COLLECTION_2024,
    EXPORT_2023,
    EXPORT_2024,
    RETURN_2024,
    changed,
    codes,
    facts,
    filled,
    read,
    rows,
    saved,
)


def set_cells(sheet_name: str, **cells: Any) -> Any:
    """A change that sets some cells of a sheet."""

    def change(workbook: Any) -> None:
        for address, value in cells.items():
            workbook[sheet_name][address] = value

    return change


def test_a_renamed_column_is_named_with_the_nearest_header() -> None:
    reading = read(changed(EXPORT_2024, set_cells("小学明细", U5="体育与健身")))
    (rejection,) = reading.rejections
    assert (reading.status, rejection.code, rejection.sheet, rejection.cell) == (
        "partial",
        "MISSING_HEADER",
        "小学明细",
        "U5",
    )
    assert "«专任教师 › #按授课课程分 › 体育与健康»" in rejection.message
    assert "«专任教师 › #按授课课程分 › 体育与健身» in U5" in rejection.message
    assert rejection.remedy
    # The other sheets are read: junior sections have all their facts.
    assert {row["stage"] for row in rows(reading, "teachers")} == {"junior"}
    assert rows(reading, "premises") == rows(read(EXPORT_2024), "premises")


@pytest.mark.parametrize(
    ("sheet_name", "column", "header"),
    [
        ("学校名录", "A", "学校标识码"),
        ("小学明细", "C", "在校生数 › 合计"),
        ("小学明细", "Y", "县级以上骨干教师(小学)"),
        ("初中明细", "Y", "县级以上骨干教师(初中)"),
        ("办学条件", "D", "本学年校舍建筑面积 › 教学及辅助用房 › 室内体育用房"),
        ("高中明细", "C", "在校生数 › 合计"),
    ],
)
def test_a_missing_column_rejects_its_sheet(sheet_name: str, column: str, header: str) -> None:
    def remove(workbook: Any) -> None:
        filled(workbook[sheet_name])
        workbook[sheet_name].delete_cols(column_index(column) + 1)

    reading = read(changed(EXPORT_2024, remove))
    (rejection,) = reading.rejections
    assert (reading.status, rejection.code, rejection.sheet) == ("partial", "MISSING_HEADER", sheet_name)
    assert f"«{header}»" in rejection.message
    assert rejection.cell
    assert all(
        row["src_sheet"] != sheet_name
        for name in reading.tables
        for row in rows(reading, name)
        if "src_sheet" in row
    )


def test_a_missing_column_that_is_not_essential_is_said_and_the_sheet_read() -> None:
    reading = read(changed(EXPORT_2024, set_cells("小学明细", M5="六十几人")))
    (rejection,) = reading.rejections
    assert (rejection.code, rejection.field, rejection.cell) == ("MISSING_HEADER", "class_sizes.61_65", "M5")
    primary = [row for row in rows(reading, "class_sizes") if row["stage"] == "primary"]
    assert {row["band"] for row in primary} == {
        *("all", "le25", "26_30", "31_35", "36_40", "41_45", "46_50", "51_55", "56_60", "ge66")
    }


def test_a_column_that_stands_twice_is_not_read_in_other_words() -> None:
    """办学类型 beside two columns 办学类型代码 does not say which of the two is meant."""
    reading = read(changed(EXPORT_2024, set_cells("学校名录", L3="办学类型代码")))
    found = [each for each in reading.rejections if each.code == "DUPLICATE_HEADER"]
    assert [each.sheet for each in found] == ["学校名录"]
    assert rows(reading, "schools") == []


def test_a_column_that_stands_twice_rejects_its_sheet() -> None:
    reading = read(changed(EXPORT_2024, set_cells("小学明细", S5="本科")))
    (rejection,) = reading.rejections
    assert (rejection.code, rejection.sheet) == ("DUPLICATE_HEADER", "小学明细")
    assert "R5" in rejection.message and "S5" in rejection.message


@pytest.mark.parametrize("text", ["12名", "12人次", "3间", "约500", "671①", "三十", "TRUE?"])
def test_text_in_a_number_is_a_rejected_cell(text: str) -> None:
    reading = read(changed(EXPORT_2024, set_cells("小学明细", C9=text)))
    (rejection,) = reading.rejections
    assert (reading.status, rejection.scope, rejection.code) == ("partial", "cell", "NOT_A_NUMBER")
    assert (rejection.sheet, rejection.cell, rejection.row, rejection.raw) == ("小学明细", "C9", 9, text)
    assert (rejection.relation, rejection.field) == ("enrolment", "enrolment.all.all")
    assert rejection.school_code == "2142020002"
    students = next(r["students"] for r in rows(reading, "enrolment") if r["school_code"] == "2142020002")
    assert students is None
    # Every other fact is there.
    assert len(facts(reading, "enrolment")) == len(facts(read(EXPORT_2024), "enrolment"))


def test_a_figure_with_the_columns_own_unit_is_taken_and_noted() -> None:
    """«671人» under 人 says nothing new: the figure counts, and the sender learns of it."""
    reading = read(changed(EXPORT_2024, set_cells("小学明细", C9="671人", C8="12551 人")))
    assert (reading.status, reading.why) == ("accepted", None)
    assert [(r.code, r.cell, r.raw) for r in reading.rejections] == [
        ("UNIT_IN_CELL", "C9", "671人"),
        ("UNIT_IN_CELL", "C8", "12551 人"),
    ]
    assert facts(reading) == facts(read(EXPORT_2024))
    assert [row["total"] for row in rows(reading, "totals") if row["src_row"] == 8] == [
        row["total"] for row in rows(read(EXPORT_2024), "totals") if row["src_row"] == 8
    ]


def test_blank_is_missing_and_zero_is_zero() -> None:
    reading = read(changed(EXPORT_2024, set_cells("办学条件", C9="—", D9=None, E9=0, F9="／")))
    school = {r["item"]: r["quantity"] for r in rows(reading, "premises") if r["src_row"] == 9}
    assert reading.status == "accepted"
    assert school["teaching_auxiliary_area"] is None
    assert school["indoor_sports_area"] is None
    assert school["computers"] is None
    assert school["sports_ground_area"] == 0


def test_negative_numbers_land_for_the_gate_to_judge() -> None:
    reading = read(changed(EXPORT_2024, set_cells("小学明细", C9=-5)))
    assert reading.status == "accepted"
    assert next(r["students"] for r in rows(reading, "enrolment") if r["src_row"] == 9) == -5


@pytest.mark.parametrize(
    "cell",
    [2142020002, 2142020002.0, "２１４２０２０００２", "'2142020002", " 2142020002\u00a0", "2142020002.0"],
)
def test_a_code_is_one_code_however_it_is_filed(cell: Any) -> None:
    reading = read(changed(EXPORT_2024, set_cells("小学明细", A9=cell)))
    assert reading.status == "accepted"
    assert facts(reading) == facts(read(EXPORT_2024))


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (214202000, "CODE_LENGTH"),
        ("2.142E+09", "LOST_DIGITS"),
        ("凤凰小学", "NOT_A_CODE"),
        (None, "CODE_MISSING"),
    ],
)
def test_an_unreadable_code_keeps_its_row_without_key(cell: Any, code: str) -> None:
    reading = read(changed(EXPORT_2024, set_cells("小学明细", A9=cell)))
    (rejection,) = reading.rejections
    assert (rejection.code, rejection.cell, rejection.field) == (code, "A9", "school_code")
    row = next(row for row in rows(reading, "enrolment") if row["src_row"] == 9 and row["stage"] == "primary")
    assert (row["school_code"], row["students"]) == (None, 671)


def test_another_years_file_is_rejected_by_what_its_titles_state() -> None:
    reading = read(EXPORT_2023, 2024)
    assert (reading.status, set(codes(reading))) == ("refused", {"WRONG_YEAR"})
    assert "states 2023; the folder is 2024" in reading.rejections[0].message
    assert reading.rejections[0].cell == "A1"
    # Sheets without a year in the title share the year of the others.
    collection = read(COLLECTION_2023, 2024)
    assert (collection.status, set(codes(collection))) == ("refused", {"WRONG_YEAR"})
    assert len(collection.rejections) == 6
    assert read(RETURN_2024, 2023).status == "refused"


@pytest.mark.parametrize(
    ("title", "accepted"),
    [
        ("咸安区小学分学校明细（2024-2025学年初）", True),
        ("咸安区小学分学校明细（2023—2024学年初）", False),
        ("咸安区小学分学校明细（填报日期：2025年1月8日）", True),
        ("咸安区小学分学校明细", True),
        ("咸安区小学分学校明细（二〇二四）", True),
    ],
)
def test_years_in_titles(title: str, accepted: bool) -> None:
    reading = read(changed(EXPORT_2024, set_cells("小学明细", A1=title)))
    assert codes(reading) == ([] if accepted else ["WRONG_YEAR"])


@pytest.mark.parametrize(
    ("word", "code"),
    [("县级\n教育部门", "7"), ("县级 教育部门", "7"), ("7", "7"), ("７", "7"), ("教育局", None)],
)
def test_sponsors_however_they_are_typed(word: str, code: str | None) -> None:
    def retype(workbook: Any) -> None:
        workbook["学校名录"]["E6"] = word

    assert rows(read(changed(EXPORT_2024, retype)), "schools")[0]["sponsor_code"] == code


def test_the_words_that_rows_are_known_by_are_compared_as_headers_are() -> None:
    def retype(workbook: Any) -> None:
        workbook["佐证材料"]["A5"] = "Ｇ１"
        workbook["县级指标"]["A5"] = "\u200bG2 .quota_primary"
        workbook["质量监测"]["A5"], workbook["质量监测"]["B5"] = "语　文", "三级"

    reading = read(changed(COLLECTION_2024, retype))
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert facts(reading) == facts(read(COLLECTION_2024))


def test_a_second_table_below_is_not_read_as_schools() -> None:
    def append(workbook: Any) -> None:
        sheet = workbook["高中明细"]
        sheet["A14"], sheet["B14"], sheet["C14"] = "学校标识码", "学校名称", "毕业生数"
        sheet["A15"], sheet["B15"], sheet["C15"] = "3442020004", "贺胜桥镇贺胜学校", 77

    reading = read(changed(EXPORT_2024, append))
    assert [(rejection.code, rejection.cell) for rejection in reading.rejections] == [("SECOND_TABLE", "A14")]
    assert facts(reading) == facts(read(EXPORT_2024))


def test_unknown_sheets_are_rejected_and_empty_ones_passed_over() -> None:
    def add(workbook: Any) -> None:
        workbook.create_sheet("空表")
        workbook.create_sheet("填表说明")["A1"] = "请于9月20日前报送。"
        workbook.create_sheet("补充")["A1"] = "请于9月20日前报送。"

    reading = read(changed(EXPORT_2024, add))
    assert [(each.code, each.sheet) for each in reading.rejections] == [
        ("NO_FORM_ON_SHEET", "填表说明"),
        ("NO_LAYOUT", "补充"),
    ]
    assert facts(reading) == facts(read(EXPORT_2024))


def test_hidden_sheets_are_not_read_silently() -> None:
    def hide(workbook: Any) -> None:
        workbook["小学明细"].sheet_state = "hidden"
        workbook.create_sheet("缓存").sheet_state = "veryHidden"

    reading = read(changed(EXPORT_2024, hide))
    assert [(each.code, each.sheet) for each in reading.rejections] == [("HIDDEN_SHEET", "小学明细")]


def test_a_workbook_without_any_form_is_rejected() -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["午餐", "价格"])
    reading = read(saved(workbook))
    assert (reading.status, codes(reading)[0]) == ("refused", "NO_FORM_IN_FILE")


def test_formulas_never_calculated_are_rejected_cells() -> None:
    """openpyxl writes formulas without their values, as many export programs do."""

    def calculate(workbook: Any) -> None:
        workbook["小学明细"]["C9"] = "=SUM(D9:E9)"
        workbook["学校名录"]["A7"] = "=B7"

    reading = read(changed(EXPORT_2024, calculate))
    rejected = {
        (rejection.code, rejection.sheet, rejection.cell, rejection.field) for rejection in reading.rejections
    }
    assert rejected == {
        ("FORMULA_NOT_CALCULATED", "学校名录", "A7", "school_code"),
        ("FORMULA_NOT_CALCULATED", "小学明细", "C9", "enrolment.all.all"),
    }


def test_error_values_are_rejected_cells() -> None:
    reading = read(changed(RETURN_2024, set_cells("教基2106_九年一贯制学校", C7="#N/A")))
    assert [(rejection.code, rejection.cell) for rejection in reading.rejections] == [("ERROR_VALUE", "C7")]


def test_dates_years_flags_and_choices() -> None:
    def spoil(workbook: Any) -> None:
        workbook["佐证材料"]["E5"] = datetime.date(2024, 10, 8)
        workbook["佐证材料"]["E6"] = "去年十月"
        workbook["专用教室"]["F5"] = "九八年"
        workbook["质量监测"]["B5"] = "III"
        workbook["质量监测"]["B6"] = "优"
        workbook["一票否决"]["B5"] = "也许"

    reading = read(changed(COLLECTION_2024, spoil))
    rejected = {(rejection.code, rejection.sheet, rejection.cell) for rejection in reading.rejections}
    assert rejected == {
        ("NOT_A_DATE", "佐证材料", "E6"),
        ("NOT_A_YEAR", "专用教室", "F5"),
        ("NOT_A_CHOICE", "质量监测", "B6"),
        ("NOT_A_FLAG", "一票否决", "B5"),
    }
    assert rows(reading, "attestations")[0]["document_date"] == "2024-10-08"
    assert rows(reading, "monitoring")[0]["level"] == "Ⅲ"


def test_a_return_of_two_schools_is_rejected_where_they_differ() -> None:
    reading = read(
        changed(RETURN_2024, set_cells("教基5170_九年一贯制学校", A2="学校(机构)标识码：3142020013"))
    )
    assert [(r.code, r.sheet, r.cell) for r in reading.rejections] == [
        ("SCHOOL_CODE_CONFLICT", "教基5170_九年一贯制学校", "A2")
    ]


def test_a_return_sheet_without_code_takes_that_of_1001() -> None:
    reading = read(changed(RETURN_2024, set_cells("教基5170_九年一贯制学校", A2=None)))
    assert facts(reading) == facts(read(RETURN_2024))

    def alone(workbook: Any) -> None:
        for name in workbook.sheetnames:
            if not name.startswith("教基5170"):
                del workbook[name]
        workbook.active["A2"] = None

    assert codes(read(changed(RETURN_2024, alone))) == ["NO_SCHOOL_CODE"]


def test_matrix_rows_under_another_label_are_rejected() -> None:
    sheet = "教基5176_九年一贯制学校"
    reading = read(changed(RETURN_2024, set_cells(sheet, A6="占地面积（平方米）", B8=None, A8="报刊")))
    rejected = {(rejection.code, rejection.cell) for rejection in reading.rejections}
    assert rejected == {("ROW_LABEL_MISMATCH", "A6"), ("MISSING_ROW", None)}
    items = {row["item"] for row in rows(reading, "premises")}
    assert items & {"sports_ground_area", "books"} == set()


def test_text_in_a_matrix_cell() -> None:
    reading = read(changed(RETURN_2024, set_cells("教基3112_九年一贯制学校", I6="约848")))
    (rejection,) = reading.rejections
    assert (rejection.code, rejection.cell, rejection.school_code) == ("NOT_A_NUMBER", "I6", "3142020012")
    assert rejection.field == "enrolment.all.all"
    whole = next(
        row
        for row in rows(reading, "enrolment")
        if (row["stage"], row["grade"], row["student_group"]) == ("primary", "all", "all")
    )
    assert whole["students"] is None
    noted = read(changed(RETURN_2024, set_cells("教基3112_九年一贯制学校", I6="848 人")))
    assert (noted.status, codes(noted)) == ("accepted", ["UNIT_IN_CELL"])
    assert facts(noted) == facts(read(RETURN_2024))


def test_a_matrix_row_that_stands_twice_is_rejected() -> None:
    """Which of two rows 03 counts is not for us to say; a numbered note below the table is no such row."""

    def repeat(workbook: Any) -> None:
        sheet = workbook["教基3112_九年一贯制学校"]
        sheet["B20"], sheet["A20"] = "01", "其中：随班就读情况说明"
        sheet["B21"], sheet["A21"], sheet["I21"] = "05", "其中：寄宿生", 99

    reading = read(changed(RETURN_2024, repeat))
    assert [(r.code, r.cell) for r in reading.rejections] == [("DUPLICATE_ROW", "B21")]
    groups = {row["student_group"] for row in rows(reading, "enrolment") if row["stage"] == "primary"}
    assert "boarders" not in groups and "all" in groups


def test_school_changes() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "学校变动"
    sheet.append(["咸安区学校变动情况（2024学年）"])
    sheet.append(["学校标识码", "学校名称", "变动类型", "生效日期", "关联学校标识码", "依据文件"])
    sheet.append(["2142020009", "某小学", "撤销", "2024-08-31", None, "咸教发〔2024〕3号"])
    sheet.append([2142020010, "某教学点", "并入", datetime.date(2024, 9, 1), 2142020002, "咸教发〔2024〕4号"])
    reading = read(saved(workbook))
    got = [
        (r["school_code"], r["change"], r["effective_date"], r["other_school_code"])
        for r in rows(reading, "changes")
    ]
    assert reading.status == "accepted"
    assert got == [
        ("2142020009", "close", "2024-08-31", None),
        ("2142020010", "merge", "2024-09-01", "2142020002"),
    ]


def test_every_rejection_has_a_remedy() -> None:
    assert all(text.endswith(".") for text in REMEDIES.values())
