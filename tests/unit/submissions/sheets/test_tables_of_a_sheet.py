"""Several tables in a sheet, several years and counties in a book: each read as its own, or named."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest

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
)

SENIOR = ["学校标识码", "学校名称", "在校生数"]
FINANCE = ["学校标识码", "学校名称", "公用经费拨款"]


def book(**sheets: Any) -> bytes:
    """A workbook of sheets given as rows."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, lines in sheets.items():
        sheet = workbook.create_sheet(name)
        for line in lines:
            sheet.append(line)
    return saved(workbook)


def pasted(workbook: Any, source: str, target: str, first_row: int = 1) -> int:
    """Moves a sheet's cells and merges below another sheet's table; returns the rows it moved down."""
    above, below = workbook[target], workbook[source]
    # The signatures of both stay: they stand between the tables.
    shift: int = above.max_row + 3 - first_row
    for row in below.iter_rows(min_row=first_row):
        for cell in row:
            above.cell(cell.row + shift, cell.column, cell.value)
    for merged in below.merged_cells.ranges:
        if merged.min_row >= first_row:
            left, top, right, bottom = merged.bounds
            above.merge_cells(
                start_row=top + shift, end_row=bottom + shift, start_column=left, end_column=right
            )
    workbook.remove(below)
    return shift


def test_a_second_form_below_is_read_with_its_own_rows() -> None:
    shift = 0

    def paste(workbook: Any) -> None:
        nonlocal shift
        shift = pasted(workbook, "初中明细", "小学明细")

    reading, apart = read(changed(EXPORT_2024, paste)), read(EXPORT_2024)
    assert reading.status == "accepted", reading.rejections
    assert facts(reading) == facts(apart)
    moved = {r["src_row"] for r in rows(reading, "enrolment") if r["stage"] == "junior"}
    assert moved == {r["src_row"] + shift for r in rows(apart, "enrolment") if r["stage"] == "junior"}
    places = [(r["src_sheet"], r["src_row"], r["src_field"]) for r in rows(reading, "teachers")]
    assert len(set(places)) == len(places)


def test_the_cells_of_both_tables_are_found_through_their_fields() -> None:
    """Both tables have the field enrolment.all.all, in different columns."""

    def paste(workbook: Any) -> None:
        sheet = workbook["高中明细"]
        for row in sheet.iter_rows():
            values = [cell.value for cell in row]
            for cell, value in zip(row, [None, *values[:-1]], strict=True):
                if cell.coordinate not in sheet.merged_cells:
                    cell.value = value
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        pasted(workbook, "特殊教育", "高中明细")

    reading = read(changed(EXPORT_2024, paste))
    fields = [
        (r["row"], r["column"])
        for r in rows(reading, "submission_fields")
        if (r["sheet"], r["field"]) == ("高中明细", "enrolment.all.all")
    ]
    cells = {r["src_row"]: r for r in rows(reading, "enrolment") if r["src_sheet"] == "高中明细"}
    assert {row for row, _ in fields} == set(cells)
    assert {column for row, column in fields if cells[row]["stage"] == "senior"} == {"D"}
    assert {column for row, column in fields if cells[row]["stage"] == "special"} == {"C"}
    keys = [(r["sheet"], r["relation"], r["field"], r["row"]) for r in rows(reading, "submission_fields")]
    assert len(set(keys)) == len(keys)


def test_schools_in_two_blocks_with_the_header_again() -> None:
    def split(workbook: Any) -> None:
        sheet = workbook["小学明细"]
        header = [[cell.value for cell in row] for row in sheet.iter_rows(3, 7)]
        spans = [m.bounds for m in sheet.merged_cells.ranges if m.min_row >= 3]
        moved = [[cell.value for cell in row] for row in sheet.iter_rows(15, sheet.max_row)]
        sheet.delete_rows(15, sheet.max_row)
        for line in [[], *header, *moved]:
            sheet.append(line)
        for left, top, right, bottom in spans:
            sheet.merge_cells(start_row=top + 13, end_row=bottom + 13, start_column=left, end_column=right)

    reading, whole = read(changed(EXPORT_2024, split)), read(EXPORT_2024)
    assert reading.status == "accepted", reading.rejections
    assert facts(reading) == facts(whole)
    # Both blocks have the same columns: one record a field says where its cells stand.
    assert [r["field"] for r in rows(reading, "submission_fields")] == [
        r["field"] for r in rows(whole, "submission_fields")
    ]
    assert rows(reading, "totals") == rows(whole, "totals")


def test_totals_of_two_blocks_are_added_up() -> None:
    lines = [
        ["高中明细（2024学年）"],
        SENIOR,
        ["合计", None, 30],
        ["3442020001", "南山中学", 10],
        ["3442020002", "北海中学", 20],
    ]
    below = [["高中明细（2024学年）续表"], SENIOR, ["合计", None, 5], ["3442020003", "东湖中学", 5]]
    reading = read(book(高中明细=[*lines, [], *below]))
    assert reading.status == "accepted", reading.rejections
    assert [r["students"] for r in rows(reading, "enrolment")] == [10, 20, 5]
    assert [(r["total"], r["src_row"]) for r in rows(reading, "totals")] == [(35, 9)]


def test_totals_of_two_forms_are_not_mixed_up() -> None:
    """高中 with a total, 特殊教育 without: the gate would compare the total with both."""
    senior = [["高中明细"], SENIOR, ["合计", None, 10], ["3442020001", "南山中学", 10]]
    special = [["特殊教育学校明细"], SENIOR, ["5142020000", "北海中学", 7]]
    reading = read(book(学校=[*senior, [], *special]))
    assert [(r["stage"], r["students"]) for r in rows(reading, "enrolment")] == [
        ("senior", 10),
        ("special", 7),
    ]
    assert rows(reading, "totals") == []


def test_a_second_block_without_unit_line_has_that_of_the_form_above() -> None:
    """The second page repeats the header, not the unit line: its figures are in 万元 all the same."""

    def split(workbook: Any) -> None:
        sheet = workbook["经费"]
        sheet["F2"] = "单位：万元"
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.insert_rows(10, 4)
        for row, source in ((11, 3), (12, 4), (13, 5)):
            for column in range(1, 7):
                sheet.cell(row, column, sheet.cell(source, column).value)

    reading = read(changed(COLLECTION_2024, split))
    assert reading.status == "accepted", reading.rejections
    name = "public_funds_allocated_yuan"
    expected = [row[name] * 10_000 for row in rows(read(COLLECTION_2024), "school_finance")]
    assert [row[name] for row in rows(reading, "school_finance")] == expected


@pytest.mark.parametrize("in_boxes", [False, True])
def test_two_matrix_forms_under_one_title_block(in_boxes: bool) -> None:
    def paste(workbook: Any) -> None:
        pasted(workbook, "教基5176_九年一贯制学校", "教基5170_九年一贯制学校", first_row=4)
        # The form's name stands above its header, the school's code only at the top.
        sheet = workbook["教基5170_九年一贯制学校"]
        row = next(row for row in range(10, 20) if sheet.cell(row, 1).value == "指标名称")
        sheet.cell(row - 1, 1, "占地面积及其他办学条件（2024学年）")
        if in_boxes:
            sheet["A2"] = "学校(机构)标识码："
            for place, digit in enumerate("3142020012", start=2):
                sheet.cell(2, place, digit)

    reading = read(changed(RETURN_2024, paste))
    assert reading.status == "accepted", reading.rejections
    assert facts(reading) == facts(read(RETURN_2024))


def test_three_tables_the_middle_one_unknown() -> None:
    senior = [["高中明细"], SENIOR, ["3442020001", "南山中学", 10], []]
    meals = [["学校食堂"], ["学校标识码", "食堂名称", "就餐人数"], ["3442020001", "一食堂", 900], []]
    special = [["特殊教育学校明细"], SENIOR, ["5142020000", "北海中学", 7]]
    reading = read(book(学校=[*senior, *meals, *special]))
    assert [(r.code, r.cell, r.row) for r in reading.rejections] == [("SECOND_TABLE", "A6", 6)]
    assert "row 6" in reading.rejections[0].message
    assert [(r["stage"], r["students"]) for r in rows(reading, "enrolment")] == [
        ("senior", 10),
        ("special", 7),
    ]


def test_two_tables_beside_each_other_are_rejected_as_such() -> None:
    lines = [["3442020001", "南山中学", 10, None, "3442020002", "北海中学", 20]]
    reading = read(book(高中明细=[["高中明细"], [*SENIOR, None, *SENIOR], *lines]))
    assert [(r.code, r.cell) for r in reading.rejections if r.scope == "sheet"] == [
        ("DUPLICATE_HEADER", "E2")
    ]
    assert "学校标识码" in reading.rejections[1].message


def test_records_of_two_words_between_tables_are_no_title() -> None:
    vetoes = [["一票否决事项"], ["事项", "是否存在"], ["考试招生", "否"], ["违规择校", "否"]]
    monitoring = [["质量监测"], ["学科", "学业水平等级", "校际差异率"], ["语文", "Ⅲ", 0.12]]
    reading = read(book(监测=[*vetoes, *monitoring]))
    assert len(rows(reading, "vetoes")) == 2
    assert [row["subject"] for row in rows(reading, "monitoring")] == ["语文"]


# Years


def senior_of(title: str, students: int) -> list[list[Any]]:
    return [[title], SENIOR, ["3442020001", "南山中学", students]]


def test_a_book_of_three_years_gives_that_of_the_folder() -> None:
    reading = read(
        book(
            高中2022=senior_of("高中明细（2022学年）", 1),
            高中2023=senior_of("高中明细（2023学年）", 2),
            高中2024=senior_of("高中明细（2024学年）", 3),
        )
    )
    assert [(r.code, r.sheet, r.raw) for r in reading.rejections] == [
        ("WRONG_YEAR", "高中2022", "2022"),
        ("WRONG_YEAR", "高中2023", "2023"),
    ]
    assert [row["students"] for row in rows(reading, "enrolment")] == [3]


def test_years_in_the_names_of_sheets_count_where_titles_are_silent() -> None:
    sheets = {f"{year}学年高中明细": senior_of("高中明细", year) for year in (2022, 2023, 2024)}
    reading = read(book(**sheets))
    assert [(r.code, r.sheet) for r in reading.rejections] == [
        ("WRONG_YEAR", "2022学年高中明细"),
        ("WRONG_YEAR", "2023学年高中明细"),
    ]
    assert "the sheet's name states 2022" in reading.rejections[0].message
    assert [row["students"] for row in rows(reading, "enrolment")] == [2024]


def test_two_years_with_a_dash_are_one_school_year() -> None:
    """In a sheet's name there is seldom room for the word 学年."""
    book_of_two = book(
        **{
            "高中明细2023-2024": [["高中明细"], SENIOR, ["3442020001", "南山中学", 10]],
            "高中明细2024-2025": [["高中明细"], SENIOR, ["3442020001", "南山中学", 20]],
        }
    )
    for school_year, students in ((2023, 10), (2024, 20)):
        reading = read(book_of_two, school_year)
        assert codes(reading) == ["WRONG_YEAR"]
        assert [row["students"] for row in rows(reading, "enrolment")] == [students]


def test_a_silent_sheet_in_a_book_of_several_years_is_nobodys() -> None:
    sheets = {
        "高中2023": senior_of("高中明细（2023学年）", 1),
        "高中2024": senior_of("高中明细（2024学年）", 2),
        "高中": senior_of("高中明细", 3),
        "特教": [["特殊教育学校明细"], SENIOR, ["5142020000", "北海中学", 7]],
    }
    reading = read(book(**sheets))
    assert [(r.code, r.sheet) for r in reading.rejections] == [
        ("WRONG_YEAR", "高中2023"),
        ("YEAR_UNCLEAR", "高中"),
    ]
    # Of 特殊教育 there is one sheet: it is the folder's.
    assert [row["students"] for row in rows(reading, "enrolment")] == [2, 7]


def test_the_edition_of_a_form_is_no_year_of_figures() -> None:
    reading = read(book(高中=senior_of("普通高中分学校明细（2021版）", 5)))
    assert reading.status == "accepted", reading.rejections


def test_rows_of_other_years_are_set_aside() -> None:
    lines = [
        ["高中明细"],
        ["学年", *SENIOR],
        ["2023-2024学年", "3442020001", "南山中学", 10],
        ["2024-2025学年", "3442020001", "南山中学", 11],
        [2023, "3442020002", "北海中学", 20],
        [2024, "3442020002", "北海中学", 21],
        [None, "3442020003", "东湖中学", 31],
        ["合计", None, None, 93],
    ]
    reading = read(book(高中明细=lines))
    (rejection,) = reading.rejections
    assert (reading.status, rejection.code, rejection.cell, rejection.raw) == (
        "partial",
        "ROWS_OF_OTHER_YEAR",
        "A3",
        "2023",
    )
    assert "rows 3, 5 (2 rows)" in rejection.message and "folder 2023/421202" in rejection.message
    assert [row["students"] for row in rows(reading, "enrolment")] == [11, 21, 31]
    assert rows(reading, "totals") == []


def test_a_row_whose_year_cannot_be_read_is_not_counted() -> None:
    lines = [
        ["高中明细"],
        [*SENIOR, "学年"],
        ["3442020001", "南山中学", 10, "去年"],
        ["3442020002", "北海中学", 20, "2024"],
    ]
    reading = read(book(高中明细=lines))
    assert [(r.code, r.cell, r.raw) for r in reading.rejections] == [("YEAR_UNCLEAR", "D3", "去年")]
    assert [row["students"] for row in rows(reading, "enrolment")] == [20]


# Counties


def test_rows_of_other_counties_are_set_aside_and_each_county_named() -> None:
    lines = [
        ["张掖市高中明细"],
        [*SENIOR, "县级行政区划代码", "统计三级"],
        ["3442020001", "南山中学", 10, "421202", "咸安区"],
        ["3462020002", "北海中学", 20, 620702, "甘州区"],
        ["3462020003", "东湖中学", 30, "620702", "甘州区"],
        ["3462020004", "西岭中学", 40, "620721", "肃南县"],
        ["3442020005", "戊", 50, None, None],
        ["3442020006", "己", 60, "42120", "咸安区"],
    ]
    reading = read(book(高中明细=lines))
    assert [(r.code, r.cell, r.raw) for r in reading.rejections] == [
        ("COUNTY_UNREADABLE", "D8", "42120"),
        ("ROWS_OF_OTHER_COUNTY", "D4", "620702"),
        ("ROWS_OF_OTHER_COUNTY", "D6", "620721"),
    ]
    assert "rows 4–5 (2 rows)" in reading.rejections[1].message
    assert "folder 2024/620702" in reading.rejections[1].message
    assert [row["students"] for row in rows(reading, "enrolment")] == [10, 50]


# Merged cells


def merged_book(merges: list[str], lines: Any, name: str) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = name
    for line in lines:
        sheet.append(line)
    for merge in merges:
        sheet.merge_cells(merge)
    return saved(workbook)


SECTIONS: list[list[Any]] = [
    ["补充采集表·学段（2024学年初）"],
    ["学校标识码", "学校名称", "学段", "中级及以上职称专任教师数", "交流走教兼职体育艺术教师数"],
    ["3142020012", "高桥学校", "小学", 20, 1],
    [None, None, "初中", 30, 2],
    ["2142020002", "凤凰小学", "小学", 9, 0],
]


def test_code_and_name_merged_over_two_sections() -> None:
    reading = read(merged_book(["A3:A4", "B3:B4"], SECTIONS, "补充采集表·学段"))
    assert reading.status == "accepted", reading.rejections
    assert [
        (r["school_code"], r["stage"], r["teachers"], r["src_row"])
        for r in rows(reading, "teachers")
        if r["attribute"] == "title"
    ] == [
        ("3142020012", "primary", 20, 3),
        ("3142020012", "junior", 30, 4),
        ("2142020002", "primary", 9, 5),
    ]


def test_a_blank_code_under_a_code_without_a_merge_is_rejected() -> None:
    reading = read(merged_book([], SECTIONS, "补充采集表·学段"))
    assert [(r.code, r.row) for r in reading.rejections] == [("CODE_MISSING", 4)]
    assert [r["school_code"] for r in rows(reading, "teachers")][:3] == ["3142020012", None, "2142020002"]


def test_a_figure_merged_over_two_sections_is_nobodys() -> None:
    lines = [list(line) for line in SECTIONS]
    lines[3][3] = None
    reading = read(merged_book(["A3:A4", "B3:B4", "D3:D4"], lines, "补充采集表·学段"))
    assert [(r.code, r.cell, r.raw) for r in reading.rejections] == [("MERGED_FIGURE", "D3", "20")]
    titled = [r["teachers"] for r in rows(reading, "teachers") if r["attribute"] == "title"]
    assert titled == [None, None, 9]


def test_rooms_merged_by_school_and_kind() -> None:
    lines = [
        ["音乐、美术专用教室"],
        ["学校标识码", "学校名称", "类别", "教室名称", "面积", "建成年份"],
        ["2142020002", "凤凰小学", "音乐", "一", 96, 2015],
        [None, None, None, "二", 98, 2015],
        [None, None, "美术", "三", 91, 2016],
        ["2142020003", "五星河小学", "音乐室", "四", 99, 2016],
        ["2142020003", "五星河小学", "美术专用教室", "五", 92, 2016],
    ]
    reading = read(merged_book(["A3:A5", "B3:B5", "C3:C4"], lines, "专用教室"))
    assert reading.status == "accepted", reading.rejections
    assert [(r["school_code"], r["kind"], r["area_m2"]) for r in rows(reading, "rooms")] == [
        ("2142020002", "music", 96),
        ("2142020002", "music", 98),
        ("2142020002", "art", 91),
        ("2142020003", "music", 99),
        ("2142020003", "art", 92),
    ]


# Where the header stands, and what is no record


@pytest.mark.parametrize("above", range(1, 20))
def test_the_header_may_stand_in_any_of_the_first_twenty_rows(above: int) -> None:
    notes = [
        ["高中明细（2024学年）"],
        ["填报单位：咸安区教育局"],
        ["说明：小学、初中另表填报。"],
        [],
        ["小学", "初中", "高中"],
    ]
    lines = [notes[row] if row < len(notes) else [] for row in range(above)]
    header = [["序号", None, *SENIOR], [None, None, "甲", "乙", 1], ["1", None, "3442020001", "甲校", 10]]
    reading = read(book(高中明细=[*lines, *header]))
    assert reading.status == "accepted", reading.rejections
    assert [(r["students"], r["src_row"]) for r in rows(reading, "enrolment")] == [(10, above + 3)]


@pytest.mark.parametrize(
    "numbers",
    [
        ["甲", "乙", 1],
        ["栏次", None, 1],
        ["甲", "乙", "(1)"],
        ["甲", "乙", "1=2+3"],
        ["①", "②", "③"],
        ["甲", "乙", "丙"],
        ["丁", "戊", "己"],
        ["A", "B", "C"],
        ["代号", None, "第1栏"],
        ["甲", "乙", "C1"],
        ["列次（按顺序）", 1, 2, 3],
    ],
)
def test_column_number_rows(numbers: list[Any]) -> None:
    reading = read(book(高中明细=[["高中明细"], SENIOR, numbers, ["3442020001", "南山中学", 10]]))
    assert reading.status == "accepted", reading.rejections
    assert [r["students"] for r in rows(reading, "enrolment")] == [10]


def test_two_unit_lines_and_a_unit_row() -> None:
    lines = [
        ["学校办学条件（2024学年初）"],
        ["面积单位：平方米", None, "金额单位：元"],
        [
            "学校标识码",
            "学校名称",
            "教学及辅助用房",
            None,
            "运动场地面积",
            "网络多媒体教室",
            "教学仪器设备资产值",
        ],
        [None, None, "计", "室内体育用房"],
        ["计量单位", None, "平方米", "平方米", "亩", "间", None],
        ["2142020002", "凤凰小学", 4000, 100, 3, 18, 500000],
    ]
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "办学条件"
    for line in lines:
        sheet.append(line)
    sheet["C3"] = "本学年校舍建筑面积"
    sheet.insert_rows(4)
    sheet["C4"] = "教学及辅助用房"
    sheet["E3"], sheet["E4"], sheet["E5"] = "占地面积及其他办学条件", "占地面积", "其中"
    sheet.insert_rows(6)
    sheet["E6"] = "运动场地面积"
    sheet["F3"], sheet["F4"] = "占地面积及其他办学条件", "网络多媒体教室"
    sheet["G3"], sheet["G4"], sheet["G5"] = "占地面积及其他办学条件", "固定资产总值", "教学仪器设备资产值"
    reading = read(saved(workbook))
    got = {r["item"]: r["quantity"] for r in rows(reading, "premises")}
    assert {r.code for r in reading.rejections} <= {"MISSING_HEADER"}
    assert got["sports_ground_area"] == 2000  # 3 亩, as the unit row says
    assert got["equipment_value"] == 500_000  # 元, as the second unit line says
    assert got["teaching_auxiliary_area"] == 4000

    sheet["E4"] = "占地面积（平方米）"
    reading = read(saved(workbook))
    got = {r["item"]: r["quantity"] for r in rows(reading, "premises")}
    assert [(r.code, r.cell) for r in reading.rejections if r.code != "MISSING_HEADER"] == [
        ("UNIT_CONFLICT", "E6")
    ]
    assert got["sports_ground_area"] is None


@pytest.mark.parametrize(
    "word", ["合 计", "总　计", "全县合计", "咸安区总计", "合计：", "合计（所）", "共计", "合计数"]
)
@pytest.mark.parametrize("under", [0, 1, 2])
def test_totals_however_they_are_written(word: str, under: int) -> None:
    total: list[Any] = [None, None, None, 30]
    total[under] = word
    lines = [
        ["高中明细"],
        ["乡镇", *SENIOR],
        ["甲镇", "3442020001", "南山中学", 10],
        ["乙镇", "3442020002", "北海中学", 20],
    ]
    reading = read(book(高中明细=[*lines, total]))
    assert reading.status == "accepted", reading.rejections
    assert [r["students"] for r in rows(reading, "enrolment")] == [10, 20]
    assert [r["total"] for r in rows(reading, "totals")] == [30]


def test_subtotals_headings_numbered_blanks_and_notes_are_no_records() -> None:
    lines = [
        ["高中明细（2024学年）"],
        ["序号", *SENIOR],
        [None, "一、甲镇"],
        [1, "3442020001", "南山中学", 10],
        [None, "甲镇小计", None, 10],
        [None, "2. 乙镇"],
        [2, "3442020002", "北海中学", 20],
        [None, "小 计", None, 20],
        [None, "其中：城区", None, 10],
        [None, "平均", None, 15],
        *[[number] for number in range(3, 9)],
        ["注", "乙校含复读生"],
        ["填表人：张三", None, "审核人：李四"],
        ["报出日期：2024年9月18日"],
        *[[None] for _ in range(300)],
    ]
    reading = read(book(高中明细=lines))
    assert reading.status == "accepted", reading.rejections
    assert [(r["school_code"], r["students"]) for r in rows(reading, "enrolment")] == [
        ("3442020001", 10),
        ("3442020002", 20),
    ]
    assert rows(reading, "totals") == []


@pytest.mark.parametrize(
    "word",
    ["农村学校小计（6所）", "占比", "生均", "上年数", "去年同期", "较上年增减%", "同比增长"],
)
def test_lines_that_lay_another_figure_beside_the_schools(word: str) -> None:
    lines = [["高中明细"], SENIOR, ["3442020001", "南山中学", 10], ["3442020002", "上年镇中学", 20]]
    for line in ([word, None, 15], [None, word, 15]):
        reading = read(book(高中明细=[*lines, line]))
        assert reading.status == "accepted", reading.rejections
        assert [r["students"] for r in rows(reading, "enrolment")] == [10, 20]


def test_rows_of_zeros_and_dashes_below_are_blank() -> None:
    lines = [
        ["高中明细"],
        SENIOR,
        ["3442020001", "南山中学", 0],
        [None, None, 0],
        ["—", "—", "—"],
        [0, "", "0"],
    ]
    reading = read(book(高中明细=lines))
    assert reading.status == "accepted", reading.rejections
    assert [r["students"] for r in rows(reading, "enrolment")] == [0]
    named = [*lines, [None, "北海中学", 0]]
    assert codes(read(book(高中明细=named))) == ["CODE_MISSING"]


@pytest.mark.parametrize(
    "line",
    [["以上数据属实。", "校长签字："], ["附：", "名单"], ["以下空白"], ["共22所学校"], ["第1页，共1页"]],
)
def test_lines_at_the_foot_are_no_records(line: list[str]) -> None:
    reading = read(book(高中明细=[["高中明细"], SENIOR, ["3442020001", "南山中学", 10], line]))
    assert reading.status == "accepted", reading.rejections
    assert [r["students"] for r in rows(reading, "enrolment")] == [10]


@pytest.mark.parametrize(
    "text", ["2024年9月20日", "咸安区教育局", "※ 含民办学校", "http://www.xianan.gov.cn"]
)
def test_a_line_below_a_form_of_words_is_no_record(text: str) -> None:
    vetoes = [["一票否决事项"], ["事项", "是否存在", "说明"], ["考试招生", "否"], ["违规择校", None]]
    reading = read(book(一票否决=[*vetoes, [None], [text]]))
    # An item right below the others stands unanswered.
    assert [row["item"] for row in rows(reading, "vetoes")] == ["考试招生", "违规择校"]


def test_a_school_without_code_below_the_signatures_is_not_lost() -> None:
    lines = [["高中明细"], SENIOR, ["3442020001", "南山中学", 10], ["填表人：张三"], [None, "北海中学", 20]]
    reading = read(book(高中明细=lines))
    assert [(r.code, r.row) for r in reading.rejections] == [("CODE_MISSING", 5)]


@pytest.mark.parametrize("cell", ["2142O20002", "214202000", "21420200"])
def test_a_damaged_code_alone_in_its_row_is_rejected(cell: str) -> None:
    reading = read(book(高中明细=[["高中明细"], SENIOR, ["3442020001", "南山中学", 10], [cell]]))
    assert reading.status == "partial"
    assert codes(reading)[0] in {"NOT_A_CODE", "CODE_LENGTH"}


def test_formulas_never_calculated_in_key_figure_and_matrix() -> None:
    lines = [
        ["高中明细"],
        SENIOR,
        ["=A9", "南山中学", 10],
        ["3442020002", "北海中学", "=C3+1"],
        ["=A3", "=B3", "=C3"],
    ]
    reading = read(book(高中明细=lines))
    assert {(r.code, r.cell, r.field) for r in reading.rejections} == {
        ("FORMULA_NOT_CALCULATED", "A3", "school_code"),
        ("FORMULA_NOT_CALCULATED", "A5", "school_code"),
        ("FORMULA_NOT_CALCULATED", "C4", "enrolment.all.all"),
        ("FORMULA_NOT_CALCULATED", "C5", "enrolment.all.all"),
    }

    def calculate(workbook: Any) -> None:
        workbook["教基3112_九年一贯制学校"]["I6"] = "=SUM(K6:P6)"

    matrix = read(changed(RETURN_2024, calculate))
    assert [(r.code, r.cell) for r in matrix.rejections] == [("FORMULA_NOT_CALCULATED", "I6")]
