"""The example filings give exactly the facts that stand in them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from orchestration.submissions.contract.schemas import RELATIONS
from tests.unit.submissions.filings import (
    ALL_EXAMPLES,
    COLLECTION_2023,
    COLLECTION_2024,
    EXPORT_2023,
    EXPORT_2024,
    RETURN_2024,
    facts,
    number,
    read,
    rows,
    year_of,
)

BANDS = ["le25", "26_30", "31_35", "36_40", "41_45", "46_50", "51_55", "56_60", "61_65", "ge66"]
QUALIFICATIONS = ["doctor", "master", "bachelor", "college", "upper_secondary"]
SUBJECTS = ["pe", "arts", "music", "fine_arts"]
#: Column letter → what its cells mean, as a person reads the two editions of 小学明细 and 初中明细.
DETAIL_2024 = dict(
    zip(
        "CDEFGHIJKLMNOPQRSTUVWXY",
        [
            ("enrolment", ("all", "all")),
            ("class_sizes", ("all",)),
            *(("class_sizes", (band,)) for band in BANDS),
            ("teachers", ("all", "all")),
            *(("teachers", ("qualification", value)) for value in QUALIFICATIONS),
            *(("teachers", ("subject", value)) for value in SUBJECTS),
            ("teachers", ("backbone", "county_or_above")),
        ],
        strict=True,
    )
)
DETAIL_2023 = dict(
    zip(
        "CDEFGHIJKLMNOPQRSTUVWXY",
        [
            ("teachers", ("all", "all")),
            *(("teachers", ("qualification", value)) for value in QUALIFICATIONS),
            *(("teachers", ("subject", value)) for value in SUBJECTS),
            ("teachers", ("backbone", "county_or_above")),
            ("enrolment", ("all", "all")),
            ("class_sizes", ("all",)),
            *(("class_sizes", (band,)) for band in BANDS),
        ],
        strict=True,
    )
)
PREMISES = dict(
    zip(
        "CDEFGHI",
        [
            ("teaching_auxiliary_area", 1),
            ("indoor_sports_area", 1),
            ("sports_ground_area", 1),
            ("computers", 1),
            ("books", 1),
            ("multimedia_classrooms", 1),
            ("equipment_value", 10000),
        ],
        strict=True,
    )
)


def school_rows(sheet: Any, first_row: int) -> list[int]:
    """Rows whose column A holds a school code."""
    return [
        row for row in range(first_row, sheet.max_row + 1) if str(sheet.cell(row, 1).value or "").isdigit()
    ]


@pytest.mark.parametrize("path", ALL_EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_accepted_whole(path: Path) -> None:
    reading = read(path, year_of(path))
    assert (reading.status, reading.rejections) == ("accepted", [])
    for name, table in reading.tables.items():
        for column in RELATIONS[name].schema:
            assert column.nullable or table.column(column.name).null_count == 0, (name, column.name)


@pytest.mark.parametrize(
    ("path", "columns"), [(EXPORT_2023, DETAIL_2023), (EXPORT_2024, DETAIL_2024)], ids=["2023", "2024"]
)
@pytest.mark.parametrize(("sheet_name", "stage"), [("小学明细", "primary"), ("初中明细", "junior")])
def test_detail_sheets_give_every_cell(
    path: Path, columns: dict[str, Any], sheet_name: str, stage: str
) -> None:
    sheet = openpyxl.load_workbook(path)[sheet_name]
    expected = {
        (relation, sheet.cell(row, 1).value, stage, *keys, sheet[f"{letter}{row}"].value, row)
        for row in school_rows(sheet, 8)
        for letter, (relation, keys) in columns.items()
    }
    reading = read(path, year_of(path))
    got = set()
    for relation, keys, value in (
        ("enrolment", ("grade", "student_group"), "students"),
        ("class_sizes", ("band",), "classes"),
        ("teachers", ("attribute", "value"), "teachers"),
    ):
        for row in rows(reading, relation):
            if row["src_sheet"] == sheet_name:
                cell = (
                    row["school_code"],
                    row["stage"],
                    *(row[key] for key in keys),
                    row[value],
                    row["src_row"],
                )
                got.add((relation, *cell))
    assert got == expected


@pytest.mark.parametrize("path", [EXPORT_2023, EXPORT_2024], ids=["2023", "2024"])
def test_premises_land_in_square_metres_and_yuan(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["办学条件"]
    expected = {
        (sheet.cell(row, 1).value, item, Decimal(str(sheet[f"{letter}{row}"].value)) * factor, row)
        for row in school_rows(sheet, 8)
        for letter, (item, factor) in PREMISES.items()
    }
    got = rows(read(path, year_of(path)), "premises")
    assert {(row["school_code"], row["item"], row["quantity"], row["src_row"]) for row in got} == expected


@pytest.mark.parametrize("path", [EXPORT_2023, EXPORT_2024], ids=["2023", "2024"])
def test_directory(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["学校名录"]
    got = {row["school_code"]: row for row in rows(read(path, year_of(path)), "schools")}
    assert list(got) == [sheet.cell(row, 1).value for row in school_rows(sheet, 6)]
    for row in school_rows(sheet, 6):
        cells = [cell.value for cell in sheet[row]]
        school = got[cells[0]]
        assert school["school_name"] == cells[1]
        assert (school["school_type_name"], school["school_type_code"]) == (cells[2], str(cells[3]))
        assert (school["sponsor_name"], school["sponsor_code"]) == ("县级教育部门", "7")
        assert school["urban_rural_code"] == str(cells[5])
        assert (school["county_name_filed"], school["county_code_filed"]) == ("咸安区", "421202")
        assert school["is_counted"] == (cells[9] == "是")
        assert school["parent_school_code"] == cells[10]
        assert school["is_boarding"] == (cells[11] == "是")
        assert school["built_year"] == cells[12]


@pytest.mark.parametrize("path", [EXPORT_2023, EXPORT_2024], ids=["2023", "2024"])
def test_total_rows_are_totals_and_no_schools(path: Path) -> None:
    reading = read(path, year_of(path))
    totals = rows(reading, "totals")
    sheet = openpyxl.load_workbook(path)["办学条件"]
    equipment = next(row for row in totals if row["src_field"] == "premises.equipment_value")
    assert (equipment["src_row"], equipment["total"]) == (8, Decimal(str(sheet["I8"].value)) * 10000)
    # 23 columns in each of two stages, 7 of premises, one each of senior and special.
    assert len(totals) == 23 * 2 + 7 + 2
    for relation in ("enrolment", "teachers", "premises", "class_sizes"):
        assert all(row["school_code"] for row in rows(reading, relation))


def test_senior_and_special_are_told_apart_by_their_titles() -> None:
    got = {
        (row["school_code"], row["stage"], row["students"])
        for row in rows(read(EXPORT_2024), "enrolment")
        if row["stage"] in ("senior", "special")
    }
    assert got == {
        ("3442020004", "senior", 1447),
        ("3442020020", "senior", 693),
        ("5142020000", "special", 85),
    }


@pytest.mark.parametrize("path", [COLLECTION_2023, COLLECTION_2024], ids=["2023", "2024"])
def test_county_collection(path: Path) -> None:
    year = year_of(path)
    workbook = openpyxl.load_workbook(path)
    reading = read(path, year)

    sheet = workbook["经费"]
    amounts = {
        tuple(
            cell.value if index == 0 else number(cell.value)
            for index, cell in enumerate(sheet[row])
            if index != 1
        )
        for row in school_rows(sheet, 6)
    }
    names = (
        "public_funds_allocated_yuan",
        "public_funds_budget_yuan",
        "training_budget_yuan",
        "training_final_yuan",
    )
    finance = rows(reading, "school_finance")
    assert {(row["school_code"], *(row[name] for name in names)) for row in finance} == amounts
    assert {row["fiscal_year"] for row in finance} == {year}

    sheet = workbook["专用教室"]
    kinds = {"音乐": "music", "美术": "art"}
    rooms = [
        (row, code, kinds[kind], name, number(area), built)
        for row in school_rows(sheet, 5)
        for code, _, kind, name, area, built in [[cell.value for cell in sheet[row]]]
    ]
    got = rows(reading, "rooms")
    room_columns = ("src_row", "school_code", "kind", "room_name", "area_m2", "built_year")
    assert [tuple(row[name] for name in room_columns) for row in got] == rooms

    sheet = workbook["县级指标"]
    items = {}
    for code, label, value, unit, _ in sheet.iter_rows(min_row=5, max_row=41, values_only=True):
        items[code] = (label, Decimal(str(value)) * (10000 if unit == "万元" else 1), unit)
    got_items = {
        r["item_code"]: (r["item_name"], r["value"], r["unit"]) for r in rows(reading, "county_facts")
    }
    assert got_items == items
    assert len(items) == 37

    sheet = workbook["佐证材料"]
    attested = [tuple(cell.value for cell in sheet[row]) for row in range(5, 15)]
    columns = [field.name for field in RELATIONS["attestations"].schema][2:9]
    assert [tuple(row[name] for name in columns) for row in rows(reading, "attestations")] == attested

    sheet = workbook["质量监测"]
    monitored = [(s, level, number(v)) for s, level, v in sheet.iter_rows(5, 10, max_col=3, values_only=True)]
    got = rows(reading, "monitoring")
    assert [(row["subject"], row["level"], row["between_school_variation"]) for row in got] == monitored

    vetoes = [(row["item"], row["occurred"]) for row in rows(reading, "vetoes")]
    assert vetoes == [(row[0], False) for row in workbook["一票否决"].iter_rows(5, 10, values_only=True)]


def test_the_return_says_what_the_export_says_of_that_school() -> None:
    export, basic = read(EXPORT_2024), read(RETURN_2024)
    relations = ("enrolment", "class_sizes", "teachers", "premises")
    of_school = {fact for fact in facts(export, *relations) if ("school_code", "3142020012") in fact}
    assert len(of_school) == 2 * 23 + 7
    assert of_school <= facts(basic, *relations)
    school = next(row for row in rows(export, "schools") if row["school_code"] == "3142020012")
    (returned,) = rows(basic, "schools")
    for name in school:
        # 教基1001 states the type by code only.
        if not name.startswith("src_") and name != "school_type_name":
            assert returned[name] == school[name], name


def test_the_return_lands_grades_and_groups() -> None:
    got = {
        (row["stage"], row["grade"], row["student_group"]): row["students"]
        for row in rows(read(RETURN_2024), "enrolment")
    }
    assert len(got) == 15 * 12 + 9 * 12
    assert got["primary", "1", "all"] == 136
    assert got["primary", "all", "girls"] == got["primary", "all", "all_girls"] == 405
    assert got["primary", "all", "migrant_other_province"] == 18
    assert got["primary", "all", "migrant_worker_other_county"] == 56
    assert got["junior", "9", "left_behind"] == 34
    assert got["junior", "junior_4", "all"] == 0


def test_a_stage_the_school_does_not_teach_lands_nothing() -> None:
    stages = {row["stage"] for row in rows(read(RETURN_2024), "teachers")}
    assert stages == {"primary", "junior"}


@pytest.mark.parametrize("path", ALL_EXAMPLES, ids=lambda path: path.stem)
def test_submission_fields_lead_every_fact_to_its_cell(path: Path) -> None:
    workbook = openpyxl.load_workbook(path)
    reading = read(path, year_of(path))
    leads: dict[tuple[str, str, str, int | None], tuple[str, float]] = {}
    for lead in rows(reading, "submission_fields"):
        key = (lead["relation"], lead["sheet"], lead["field"], lead["row"])
        assert key not in leads
        leads[key] = (lead["column"], lead["factor"])
    values = {
        "enrolment": "students",
        "class_sizes": "classes",
        "teachers": "teachers",
        "premises": "quantity",
    }
    checked = 0
    for relation, value in (
        *values.items(),
        ("county_facts", "value"),
        ("school_finance", "training_budget_yuan"),
    ):
        for row in rows(reading, relation):
            field = row.get("src_field", value)
            place = (relation, row["src_sheet"], field)
            column, factor = leads.get((*place, row["src_row"])) or leads[(*place, None)]
            cell = workbook[row["src_sheet"]][f"{column}{row['src_row']}"].value
            assert row[value] == Decimal(str(cell)) * Decimal(factor), (relation, row)
            checked += 1
    assert checked >= 60
