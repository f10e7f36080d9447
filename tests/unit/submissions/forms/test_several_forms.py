"""A wide export of an office: several forms side by side in one sheet, one sheet a stage.

What belongs here: which forms a sheet of many columns is read as, what breaks a tie, schools without codes.
What does not: one form in a sheet (test_bad_input.py), forms of one school (test_returns.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from orchestration.settings import PROJECT_DIR
from orchestration.submissions.contract.layout_files import load_layouts
from orchestration.submissions.contract.layouts import RowsLayout
from orchestration.submissions.contract.rejection import Rejection
from orchestration.submissions.folders.declared_place import declared_place
from orchestration.submissions.forms.file_reading import FileReading, read_file
from orchestration.submissions.sheets.county_names import names_of_registry
from orchestration.submissions.sheets.filing_context import FilingContext
from orchestration.submissions.sheets.school_names import SchoolNames
from orchestration.submissions.sheets.school_types import types_of_registry
from tests.unit.submissions.filings import COUNTY, codes, land, landed, rows, saved

STANDARDS = PROJECT_DIR / "dbt_project" / "seeds" / "standards"
TYPES = types_of_registry(STANDARDS)
COUNTIES = names_of_registry(STANDARDS, 2024)
LEVEL = " › "

#: Header path → the figures of three schools.
Columns = dict[str, Sequence[Any]]

SCHOOLS: Columns = {
    "学校名称": ("第一小学", "第二小学", "镇东教学点"),
    "学校标识码": ("2142020101", "2142020102", "2142020103"),
    "统计三级": ("咸安区", "咸安区", "咸安区"),
    "办学类型": ("小学", "九年一贯制学校", "小学教学点"),
    "城乡分类": ("主城区", "镇乡结合区", "村庄"),
    "举办者": ("县级教育部门",) * 3,
    "是否计校数": (1, 1, 0),
}
PUPILS: Columns = {
    "在校生数 › 合计": (900, 620, 40),
    "在校生数 › #女": (430, 300, 18),
    "专任教师 › 合计": (50, 36, 4),
    "专任教师 › #按学历分 › 博士研究生": (0, 0, 0),
    "专任教师 › #按学历分 › 硕士研究生": (4, 1, 0),
    "专任教师 › #按学历分 › 本科": (38, 25, 2),
    "专任教师 › #按学历分 › 专科": (8, 10, 2),
    "专任教师 › #按学历分 › 高中阶段": (0, 0, 0),
    "专任教师 › #按授课课程分 › 语文": (18, 13, 2),
    "专任教师 › #按授课课程分 › 体育与健康": (6, 4, 0),
    "专任教师 › #按授课课程分 › 艺术 › 计": (7, 4, 0),
    "教基1102 › 县级以上骨干教师(小学)": (12, 7, 0),
}
PREMISES: Columns = {
    "本学年校舍建筑面积 › 教学及辅助用房 › 计": (4800.5, 3100, 380),
    "本学年校舍建筑面积 › 教学及辅助用房 › 教室": (3000, 2000, 300),
    "本学年校舍建筑面积 › 教学及辅助用房 › 室内体育用房": (400, 0, 0),
    "占地面积及其他办学条件 › 占地面积（平方米） › 其中 › 运动场地面积": (7200, 5200, 800),
    "占地面积及其他办学条件 › 图书（册）": (22000, 15000, 1500),
    "占地面积及其他办学条件 › 网络多媒体教室": (26, 16, 2),
    "占地面积及其他办学条件 › 固定资产总值 › 教学仪器设备资产值(万元)": (230.5, 150.25, 8.5),
}
WIDE: Columns = {**SCHOOLS, **PUPILS, **PREMISES}


def renamed(columns: Columns, old: str, new: str) -> Columns:
    """The columns with a word of their headers changed."""
    return {header.replace(old, new): cells for header, cells in columns.items()}


def without(columns: Columns, *headers: str) -> Columns:
    """The columns without some."""
    assert set(headers) <= set(columns)
    return {header: cells for header, cells in columns.items() if header not in headers}


def add(book: Workbook, columns: Columns, name: str = "Sheet1", title: str | None = None) -> None:
    """A sheet of the columns: levels one below the other, equal neighbours merged, as exports have them."""
    sheet = book.create_sheet(name)
    top = 1
    if title:
        sheet.append([title])
        top = 2
    paths = [header.removesuffix("*").split(LEVEL) for header in columns]
    depth = max(map(len, paths))
    for number, path in enumerate(paths, 1):
        for level, text in enumerate(path):
            sheet.cell(top + level, number, text)
        if len(path) < depth:
            sheet.merge_cells(None, top + len(path) - 1, number, top + depth - 1, number)
    for level in range(depth - 1):
        start = 0
        for number in range(1, len(paths) + 1):
            same = number < len(paths) and level + 1 < min(len(paths[number]), len(paths[start]))
            if same and paths[number][: level + 1] == paths[start][: level + 1]:
                continue
            if number - start > 1:
                sheet.merge_cells(None, top + level, start + 1, top + level, number)
                for column in range(start + 2, number + 1):
                    assert sheet.cell(top + level, column).value is None
            start = number
    for record in zip(*columns.values(), strict=True):
        sheet.append([*record])


def book_of(columns: Columns, name: str = "Sheet1", title: str | None = None) -> bytes:
    """A workbook with one sheet of the columns."""
    book = Workbook()
    book.remove(book.worksheets[0])
    add(book, columns, name, title)
    return saved(book)


def read(content: bytes, names: SchoolNames | None = None) -> FileReading:
    """The reading of a workbook filed by 咸安区."""
    context = FilingContext(
        2024,
        COUNTY,
        "0" * 64,
        county_names=COUNTIES,
        school_types=TYPES,
        school_names=names or SchoolNames(),
    )
    return read_file(content, context)


def forms(reading: FileReading) -> list[str]:
    """The forms read."""
    return [form for form, _ in reading.forms]


def said(reading: FileReading, code: str) -> Rejection:
    """The one rejection of a code."""
    (found,) = (each for each in reading.rejections if each.code == code)
    return found


def test_every_form_of_a_wide_sheet_is_read() -> None:
    reading = read(book_of(WIDE))
    assert forms(reading) == ["directory", "premises", "primary"]
    first, second, third = rows(reading, "schools")
    assert [row["school_type_code"] for row in (first, second, third)] == ["211", "312", "218"]
    assert [row["urban_rural_code"] for row in (first, second, third)] == ["111", "122", "220"]
    assert [row["is_counted"] for row in (first, second, third)] == [True, True, False]
    assert (first["sponsor_code"], first["county_name_filed"]) == ("7", "咸安区")
    assert [row["students"] for row in rows(reading, "enrolment")] == [900, 620, 40]
    assert {row["stage"] for row in rows(reading, "teachers")} == {"primary"}
    area = {row["item"]: row["quantity"] for row in rows(reading, "premises") if row["src_row"] == 5}
    assert str(area["equipment_value"]) == "2305000.000000" or float(area["equipment_value"]) == 2305000
    assert "COLUMNS_NOT_READ" in codes(reading)


def test_each_cell_has_its_own_address() -> None:
    reading = read(book_of(WIDE))
    at = {
        (row["relation"], row["field"]): (row["form"], row["column"], row["header"])
        for row in rows(reading, "submission_fields")
    }
    assert at["schools", "school_type_code"] == ("directory", "D", "办学类型")
    assert at["enrolment", "enrolment.all.all"] == ("primary", "H", "在校生数 › 合计")
    assert at["premises", "premises.books"][:2] == ("premises", "X")
    assert at["premises", "school_code"] == ("premises", "B", "学校标识码")


def test_columns_that_feed_nothing_are_one_notice() -> None:
    more: Columns = {f"其他信息 › 第{number}项": (1, 2, 3) for number in range(200)}
    reading = read(book_of({**WIDE, **more}))
    notice = said(reading, "COLUMNS_NOT_READ")
    assert notice.is_notice
    assert notice.message.startswith("203 columns feed no form and are not read: 在校生数 › #女、")
    assert notice.message.endswith(" and 195 more")
    assert rows(reading, "premises") == rows(read(book_of({**WIDE, **more})), "premises")
    assert len(reading.rejections) < 8


@pytest.mark.parametrize("turn", [lambda items: items[::-1], lambda items: items[7:] + items[:7], sorted])
def test_the_order_of_columns_plays_no_part(turn: Callable[[list[Any]], list[Any]]) -> None:
    def figures(reading: FileReading) -> list[tuple[Any, ...]]:
        return sorted(
            (relation, row["school_code"], str(row.get("src_field")), str(row.get("teachers")))
            for relation in ("schools", "enrolment", "teachers", "premises")
            for row in rows(reading, relation)
        )

    turned = read(book_of(dict(turn(list(WIDE.items())))))
    assert forms(turned) == ["directory", "premises", "primary"]
    assert figures(turned) == figures(read(book_of(WIDE)))


@pytest.mark.parametrize("separator", ["_", "-", ">", "|", "›"])
def test_a_header_of_one_row_holds_its_levels(separator: str) -> None:
    one_row = {header.replace(LEVEL, separator): cells for header, cells in WIDE.items()}
    reading = read(book_of(one_row))
    assert forms(reading) == ["directory", "premises", "primary"]
    assert [row["students"] for row in rows(reading, "enrolment")] == [900, 620, 40]


def test_the_form_that_fits_whole_is_read() -> None:
    senior = renamed(WIDE, "(小学)", "(高中)") | {"办学类型": ("高级中学", "完全中学", "十二年一贯制学校")}
    reading = read(book_of(senior))
    assert forms(reading) == ["directory", "premises", "senior"]
    assert {row["stage"] for row in rows(reading, "enrolment")} == {"senior"}
    # Its teachers are no part of the senior form.
    assert rows(reading, "teachers") == []


@pytest.mark.parametrize("sign", ["title", "name", "header", "types"])
def test_one_sign_tells_a_stage(sign: str) -> None:
    columns = without(WIDE, "教基1102 › 县级以上骨干教师(小学)")
    title = name = None
    if sign == "title":
        title = "咸安区2024学年高中数据"
    elif sign == "name":
        name = "高中"
    elif sign == "header":
        columns = columns | {"教基1102 › 县级以上骨干教师(高中)": (1, 2, 3)}
    types = ("高级中学",) * 3 if sign == "types" else ("十二年一贯制学校",) * 3
    reading = read(book_of(columns | {"办学类型": types}, name or "Sheet1", title))
    assert "senior" in forms(reading)


def test_a_header_that_is_missing_is_named_beside_the_forms_that_are_read() -> None:
    reading = read(book_of(without(WIDE, "专任教师 › 合计")))
    assert forms(reading) == ["directory", "premises"]
    missing = [each for each in reading.rejections if "专任教师 › 合计" in each.message]
    assert [each.code for each in missing] == ["MISSING_HEADER"]
    assert "小学分学校明细" in missing[0].message
    assert rows(reading, "enrolment") == []


def test_a_directory_that_lacks_a_header_is_missed_beside_several_forms_only() -> None:
    reading = read(book_of(without(WIDE, "是否计校数")))
    assert forms(reading) == ["premises", "primary"]
    assert any("«是否计校数» of form 学校名录" in each.message for each in reading.rejections)
    # On a sheet of one form, columns of the directory are only beside it.
    alone = read(book_of(without({**SCHOOLS, **PUPILS}, "是否计校数")))
    assert forms(alone) == ["primary"]
    assert not any("学校名录" in each.message for each in alone.rejections)


def test_a_stage_that_no_sign_tells_is_not_read() -> None:
    columns = without(WIDE, "教基1102 › 县级以上骨干教师(小学)", "办学类型")
    reading = read(book_of(columns))
    assert not {"primary", "junior", "senior", "special"} & set(forms(reading))
    assert reading.status == "partial"
    assert any(not each.is_notice and "骨干教师" in each.message for each in reading.rejections)


def test_a_sheet_that_is_of_two_stages_is_refused_with_both_named() -> None:
    columns = WIDE | {"教基1102 › 县级以上骨干教师(初中)": (1, 2, 3), "办学类型": ("九年一贯制学校",) * 3}
    reading = read(book_of(columns))
    assert forms(reading) == ["directory", "premises"]
    tie = said(reading, "AMBIGUOUS_LAYOUT")
    assert "小学分学校明细" in tie.message
    assert "初中分学校明细" in tie.message
    assert "primary" in forms(read(book_of(columns, "小学")))
    assert "junior" in forms(read(book_of(columns, "Sheet1", "咸安区初中基本情况")))


def everyone(reading: FileReading) -> list[dict[str, Any]]:
    """The rows of all pupils of a stage."""
    return [row for row in rows(reading, "enrolment") if row["student_group"] == "all"]


def beside(words: Sequence[str] = ("小学", "初中")) -> Columns:
    """Two stages side by side: a primary school, one of nine years, and a junior school."""
    types = {"办学类型": ("小学", "九年一贯制学校", "初级中学"), "是否计校数": (1, 1, 1)}
    pupils = without(PUPILS, "教基1102 › 县级以上骨干教师(小学)")
    filed = []
    for word, stage, places in zip(words, ("小学", "初中"), ((0, 1, None), (None, 0, 1)), strict=True):
        backbone = "县级以上骨干教师" if word == stage else f"县级以上骨干教师({stage})"
        figures = {**pupils, backbone: (12, 7, 0)}
        filed.append(
            {
                f"{word} › {header}": [None if place is None else cells[place] for place in places]
                for header, cells in figures.items()
            }
        )
    return {**SCHOOLS, **types, **filed[0], **filed[1]}


@pytest.mark.parametrize("words", [("小学", "初中"), ("小学阶段", "初中阶段"), ("小学部", "初中部")])
@pytest.mark.parametrize("blank", [None, 0])
def test_two_stages_side_by_side_are_both_read(words: Sequence[str], blank: int | None) -> None:
    columns: Columns = {
        header: [blank if cell is None else cell for cell in cells] for header, cells in beside(words).items()
    }
    reading = read(book_of(columns))
    assert forms(reading) == ["directory", "junior", "primary"]
    # As of one stage alone: class sizes and columns of the directory are not in the sheet.
    assert {each.code for each in reading.rejections if not each.is_notice} == {"MISSING_HEADER"}
    first, second, third = SCHOOLS["学校标识码"]
    assert {(row["school_code"], row["stage"], row["students"]) for row in everyone(reading)} == {
        *{(first, "primary", 900), (second, "primary", 620)},
        *{(second, "junior", 900), (third, "junior", 620)},
    }


def test_a_column_of_one_stage_never_feeds_the_other() -> None:
    columns = without(beside(), "初中 › 专任教师 › 合计")
    reading = read(book_of(columns))
    assert forms(reading) == ["directory", "primary"]
    assert any("专任教师" in each.message and not each.is_notice for each in reading.rejections)


def test_figures_under_a_stage_that_the_school_lacks_are_named() -> None:
    columns = beside()
    columns["初中 › 在校生数 › 合计"] = (7, 900, 620)
    found = said(read(book_of(columns)), "ROWS_OF_OTHER_STAGE")
    assert (found.raw, found.is_notice) == ("小学", False)
    assert (found.row or 0) > 3


def test_a_school_of_both_stages_that_leaves_one_blank_is_missed_there() -> None:
    columns = {
        header: (cells[0], None, cells[2]) if header.startswith("初中") else cells
        for header, cells in beside().items()
    }
    reading = read(book_of(columns))
    assert (SCHOOLS["学校标识码"][1], "junior", None) in {
        (row["school_code"], row["stage"], row["students"]) for row in everyone(reading)
    }


def test_rows_of_another_stage_are_named_and_not_counted() -> None:
    columns = WIDE | {"办学类型": ("小学", "初级中学", "小学教学点")}
    reading = read(book_of(columns, "小学"))
    found = said(reading, "ROWS_OF_OTHER_STAGE")
    assert (found.row, found.raw, found.is_notice) == (6, "初级中学", False)
    assert [row["students"] for row in rows(reading, "enrolment")] == [900, 40]
    assert len(rows(reading, "premises")) == len(rows(read(book_of(WIDE)), "premises"))


@pytest.mark.parametrize("place", ["甘州区", "421281000000", "421281"])
def test_rows_of_another_county_are_noticed(place: str) -> None:
    columns = WIDE | {"统计三级": ("咸安区", place, "421202000000")}
    reading = read(book_of(columns))
    assert said(reading, "ROWS_OF_OTHER_COUNTY").row == 6
    assert [row["students"] for row in rows(reading, "enrolment")] == [900, 40]
    # A code is no name.
    assert {row["county_name_filed"] for row in rows(reading, "schools")} <= {"咸安区", place, None}
    assert rows(reading, "schools")[-1]["county_name_filed"] is None


def test_what_a_wide_sheet_states_of_its_county_is_its_place() -> None:
    assert "咸安区" in declared_place(book_of(WIDE)).titles


@pytest.mark.parametrize(
    "header", ["在校生数 › 合计", "专任教师 › 合计", "占地面积及其他办学条件 › 网络多媒体教室"]
)
def test_a_doubled_column_is_named(header: str) -> None:
    reading = read(book_of(WIDE | {header + "*": (1, 1, 1)}))
    twice = said(reading, "DUPLICATE_HEADER")
    assert header in twice.message
    whole = {"premises": "premises"} if header.startswith("占地") else {"enrolment": "primary"}
    for relation, form in whole.items():
        assert form not in forms(reading)
        assert rows(reading, relation) == []


def test_words_of_two_editions_are_read_and_both_named() -> None:
    reading = read(book_of(renamed(WIDE, "体育与健康", "体育")))
    assert "primary" not in forms(reading), "another word for one header is in no edition"
    mixed = renamed(renamed(WIDE, "#按授课课程分 › 体育与健康", "按课程分 › 体育"), "室内体育用房", "体育馆")
    reading = read(book_of(mixed))
    notice = said(reading, "WORDS_OF_TWO_EDITIONS")
    assert notice.is_notice
    assert "2021" in notice.message
    assert "2024" in notice.message
    assert {row["teachers"] for row in rows(reading, "teachers") if row["value"] == "pe"} == {6, 4, 0}


def test_directory_words_are_those_of_the_registry() -> None:
    for layout in load_layouts():
        if layout.form != "directory":
            continue
        assert isinstance(layout, RowsLayout)
        kind = layout.source_of("school_type_code").kind
        assert all(kind.read(name) == code for code, name in TYPES.names.items())


def test_schools_without_codes_are_found_by_name_in_the_same_workbook() -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    add(book, without({**PUPILS, **SCHOOLS}, "学校标识码"), "小学")
    add(book, SCHOOLS, "学校名录")
    reading = read(saved(book))
    assert forms(reading) == ["directory", "primary"]
    assert said(reading, "SCHOOLS_BY_NAME").is_notice
    assert [row["school_code"] for row in rows(reading, "enrolment")] == list(SCHOOLS["学校标识码"])


def test_without_directory_the_missing_column_is_named() -> None:
    reading = read(book_of(without(WIDE, "学校标识码")))
    assert reading.status == "refused"
    assert "«学校标识码» is missing" in said(reading, "NO_SCHOOL_CODES").message
    assert reading.why == said(reading, "NO_SCHOOL_CODES").message
    assert codes(reading) == ["NO_SCHOOL_CODES"]


def test_a_name_that_stands_twice_or_nowhere_is_refused() -> None:
    names = SchoolNames(
        {
            "第一小学": frozenset({"2142020101"}),
            "第二小学": frozenset({"2142020102", "2142020199"}),
            "镇东小学教学点": frozenset({"2142020103"}),
        }
    )
    reading = read(book_of(without(WIDE, "学校标识码")), names)
    twice, unknown = said(reading, "SCHOOL_NAME_TWICE"), said(reading, "SCHOOL_NAME_UNKNOWN")
    assert (twice.row, unknown.row) == (6, 7)
    assert "2142020102、2142020199" in twice.message
    assert "«镇东小学教学点» (2142020103)" in unknown.message
    assert [row["school_code"] for row in rows(reading, "enrolment")] == ["2142020101", None, None]


def test_the_folder_s_directory_finds_schools_of_another_file(tmp_path: Path) -> None:
    files = {"小学.xlsx": book_of(without(WIDE, "学校标识码")), "学校名录.xlsx": book_of(SCHOOLS)}
    landing = land(tmp_path, files)
    students = {row["school_code"]: row["students"] for row in landed(landing, "enrolment")}
    assert students == dict(zip(SCHOOLS["学校标识码"], (900, 620, 40), strict=True))
    # What was kept of the first reading is read again when the directory changes.
    files["学校名录.xlsx"] = book_of(SCHOOLS | {"学校名称": ("第一小学", "第二小学", "镇西教学点")})
    landing = land(tmp_path, files)
    assert [row["school_code"] for row in landed(landing, "enrolment")][-1] is None
