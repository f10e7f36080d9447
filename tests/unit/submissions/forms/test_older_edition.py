"""The 基础基 edition before 2021 says the same of the same school as the later editions do."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from orchestration.forms.editions import EXPORT_FORMS
from orchestration.sample import facts as sample_facts
from orchestration.sample.generate import made_up_county
from orchestration.sample.model import CountyYear, SchoolYear
from orchestration.sample.sheets import add_return_sheet, add_rows_sheet
from orchestration.sample.world import simulate
from orchestration.submissions.contract.layout_files import load_layouts
from orchestration.submissions.contract.layouts import CodedLayout, Layout
from orchestration.submissions.forms.file_reading import FileReading, read_file
from orchestration.submissions.sheets.filing_context import FilingContext
from tests.unit.submissions.filings import facts, rows, saved

YEAR = 2024
LAYOUTS = {(layout.form, layout.edition): layout for layout in load_layouts()}
NEWER_RETURN = {
    **dict.fromkeys(("1001", "1102", "2106", "2107", "3112", "3115", "3118", "5170", "5176"), "2021"),
    "4155": "2024",
}
TEACHERS_OLDER = {"primary": "423", "junior": "424"}
#: What one of the two forms does not ask.
NOT_ASKED = ("entrants_preschool", "migrant_other", "migrant_worker_other", "fixed_assets_value")


@pytest.fixture(scope="module")
def county() -> CountyYear:
    years = range(YEAR - 1, YEAR + 1)
    return simulate(made_up_county(0, years, 7, 1.1, 0.1), years, 7)[-1]


def read(book: Workbook, county: CountyYear) -> FileReading:
    return read_file(saved(book), FilingContext(YEAR, county.code, "0" * 64))


def return_book(county: CountyYear, entry: SchoolYear, older: bool) -> Workbook:
    """A school's 基层报表 workbook in the older or the newer edition."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for form in sample_facts.return_forms(entry):
        said = sample_facts.return_facts(form, county, entry)
        layouts: list[Layout] = [LAYOUTS[form, NEWER_RETURN[form]]]
        if older and form == "4155":
            layouts = [
                LAYOUTS[{"primary": "423", "junior": "424"}[stage], "2019"] for stage in entry.sections
            ]
        elif older:
            layouts = [LAYOUTS[form, "2019"]]
        for layout in layouts:
            assert isinstance(layout, CodedLayout)
            add_return_sheet(book, layout, entry.school, YEAR, said)
    return book


def comparable(reading: FileReading) -> set[tuple[Any, ...]]:
    """What a reading says of facts that both editions ask for."""
    return {
        fact
        for fact in facts(reading, "schools", "enrolment", "class_sizes", "teachers", "premises")
        if not any(str(value).startswith(NOT_ASKED) for _, value in fact[1:])
    }


def schools_of(county: CountyYear) -> list[SchoolYear]:
    """A school of every type that files a workbook of its own."""
    found: dict[str, SchoolYear] = {}
    for entry in county.schools:
        if entry.premises and not entry.school.is_special:
            found.setdefault(entry.school.type_code, entry)
    return list(found.values())


def test_a_return_of_the_older_edition_lands_what_the_newer_one_does(county: CountyYear) -> None:
    schools = schools_of(county)
    assert {"211", "311", "312"} <= {entry.school.type_code for entry in schools}
    for entry in schools:
        older, newer = (read(return_book(county, entry, older), county) for older in (True, False))
        assert older.status == newer.status == "accepted", older.rejections
        assert {edition for _, edition in older.forms} == {"2019"}
        assert "2019" not in {edition for _, edition in newer.forms}
        asked = {(r["relation"], r["field"]) for r in rows(older, "submission_fields")}
        assert {r for r, _ in asked} == {"schools", "enrolment", "class_sizes", "teachers", "premises"}
        ours, theirs = comparable(older), comparable(newer)
        assert ours <= theirs, ours - theirs
        # The older forms do not ask what these groups are further made of.
        missing = {value for fact in theirs - ours for name, value in fact[1:] if name == "student_group"}
        assert missing <= {f"{group}_girls" for group in ("migrant_other_province", "migrant_other_county")}


def test_an_export_of_the_older_edition_lands_what_the_newer_one_does(county: CountyYear) -> None:
    readings = {}
    for edition in ("2019", "2021", "2024"):
        book = Workbook()
        book.remove(book.worksheets[0])
        for form in EXPORT_FORMS:
            lines = sample_facts.export_rows(form, county, county.schools)
            layout = LAYOUTS.get((form, edition)) or LAYOUTS[form, "2021"]
            add_rows_sheet(book, layout, county.name, YEAR, lines)
        readings[edition] = read(book, county)
        assert readings[edition].status == "accepted", readings[edition].rejections
    assert {edition for _, edition in readings["2019"].forms} == {"2019"}
    assert facts(readings["2019"]) == facts(readings["2021"]) == facts(readings["2024"])


def test_monitoring_without_the_year_lands_the_same_results(county: CountyYear) -> None:
    readings = {}
    for edition in ("2023", "2025"):
        book = Workbook()
        book.remove(book.worksheets[0])
        lines = sample_facts.collection_rows("monitoring", county)
        add_rows_sheet(book, LAYOUTS["monitoring", edition], county.name, YEAR, lines)
        readings[edition] = read(book, county)
        assert readings[edition].forms == [("monitoring", edition)], readings[edition].rejections
    older, newer = (rows(reading, "monitoring") for reading in readings.values())
    years = {row["subject"]: row.pop("monitored_year") for row in newer}
    assert {row.pop("monitored_year") for row in older} == {None}
    assert years == {"语文": 2022, "数学": 2024, "科学": 2023, "体育": 2024, "艺术": 2022, "德育": 2023}
    assert older == newer


def test_the_row_names_may_stand_under_a_blank_header(county: CountyYear) -> None:
    """The specimen of 基础基512 has 编号 and the columns, and nothing above the names."""
    entry = schools_of(county)[0]
    stream = io.BytesIO(saved(return_book(county, entry, True)))
    book = openpyxl.load_workbook(stream)
    for sheet in book:
        for row in sheet.iter_rows(max_row=8):
            for cell in row:
                if cell.value == "指标名称":
                    cell.value = None
    reading = read(book, county)
    assert reading.status == "accepted", reading.rejections
    assert comparable(reading) == comparable(read(return_book(county, entry, True), county))


def test_no_two_editions_fit_one_sheet(county: CountyYear) -> None:
    """Each edition's own headers, written out, are those of that edition alone."""
    school = county.schools[0].school
    for layout in LAYOUTS.values():
        book = Workbook()
        book.remove(book.worksheets[0])
        if isinstance(layout, CodedLayout):
            add_return_sheet(book, layout, school, YEAR, {"school_code": school.code})
        else:
            add_rows_sheet(book, layout, "咸安区", YEAR, [])
        reading = read_file(saved(book), FilingContext(YEAR, "421202", "0" * 64))
        assert (layout.form, layout.edition) in reading.forms, (layout.path.name, reading.rejections)
        assert len(reading.forms) == 1


def number_only(prefix: str) -> Callable[[Any], None]:
    """The sheet says which form it is by its number alone, above the table."""

    def change(sheet: Any) -> None:
        number = sheet.title.split("_")[0].removeprefix("基础基")
        sheet["A1"], sheet["C2"] = None, f"表    号：{prefix}{number}"
        sheet.title = f"Sheet{number}"

    return change


def renamed(sheet: Any) -> None:
    sheet["A1"], sheet.title = None, sheet.title.replace("基础基", "教基")


def coded_as_newer(sheet: Any) -> None:
    for row in sheet.iter_rows(max_row=8):
        for cell in row:
            if cell.value == "编号":
                cell.value = "代码"


@pytest.mark.parametrize(
    "change",
    [renamed, number_only("教基"), number_only("基础基"), coded_as_newer],
    ids=["教基312", "表号 教基312", "表号 基础基312", "代码"],
)
def test_the_older_forms_are_known_under_both_spellings(
    county: CountyYear, change: Callable[[Any], None]
) -> None:
    for entry in schools_of(county):
        book = return_book(county, entry, True)
        for sheet in book.worksheets:
            change(sheet)
        reading = read(book, county)
        assert reading.status == "accepted", reading.rejections
        assert {edition for _, edition in reading.forms} == {"2019"}
        assert comparable(reading) == comparable(read(return_book(county, entry, True), county))


def test_editions_may_stand_beside_each_other_in_a_workbook(county: CountyYear) -> None:
    entry = next(entry for entry in schools_of(county) if entry.school.type_code == "312")
    book = return_book(county, entry, True)
    for name in book.sheetnames[4:]:
        del book[name]
    for sheet in return_book(county, entry, False).worksheets[4:]:
        copy = book.create_sheet(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                copy[cell.coordinate].value = cell.value
    reading = read(book, county)
    assert reading.status == "accepted", reading.rejections
    assert {edition for _, edition in reading.forms} == {"2019", "2021", "2024"}
    said = comparable(reading)
    assert said <= comparable(read(return_book(county, entry, False), county))
    assert {fact[0] for fact in said} == {"schools", "enrolment", "class_sizes", "teachers", "premises"}
