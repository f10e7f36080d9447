"""Files of a sample: equal bytes for equal arguments, forms as offices fill them in, nothing overwritten."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from orchestration.forms.editions import layout_for
from orchestration.sample import make_sample
from orchestration.sample.generate import made_up_county
from orchestration.sample.sheets import MADE_UP
from orchestration.sample.workbooks import FilingPlan, write_county
from orchestration.sample.world import simulate
from orchestration.submissions.forms.file_reading import read_file
from orchestration.submissions.sheets.filing_context import FilingContext

YEARS = range(2023, 2025)


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    summary = make_sample(tmp_path / "a", 3, YEARS, 11, returns_share=1.0)
    make_sample(tmp_path / "b", 3, YEARS, 11, returns_share=1.0)
    make_sample(tmp_path / "c", 3, YEARS, 12, returns_share=1.0)
    first, second, other = (_files(tmp_path / name) for name in "abc")
    assert first == second
    assert first != other
    assert summary.counties == 3 and summary.years == 2 and summary.files == len(first)
    assert any("基层报表" in name for name in first)


def test_who_files_a_supplement_changes_no_other_file(tmp_path: Path) -> None:
    make_sample(tmp_path / "none", 4, YEARS, 11, returns_share=1.0, supplement_share=0.0)
    make_sample(tmp_path / "all", 4, YEARS, 11, returns_share=1.0, supplement_share=1.0)
    without, with_all = _files(tmp_path / "none"), _files(tmp_path / "all")
    added = with_all.keys() - without.keys()
    assert {name: with_all[name] for name in without} == without
    assert len(added) == 4 and all(name.startswith("2024/") and "补充采集表" in name for name in added)


def test_a_folder_with_anything_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "2024").mkdir()
    with pytest.raises(FileExistsError, match="not empty"):
        make_sample(tmp_path, 1, YEARS, 1)


@pytest.mark.parametrize(
    ("counties", "years", "quality"), [(0, YEARS, 1.0), (1, range(2024, 2024), 1.0), (1, YEARS, 0.0)]
)
def test_settings_out_of_range_are_refused(
    tmp_path: Path, counties: int, years: range, quality: float
) -> None:
    with pytest.raises(ValueError, match=r"must be|at least"):
        make_sample(tmp_path, counties, years, 1, quality=quality)


def test_sheets_look_like_those_of_an_office(tmp_path: Path) -> None:
    county = simulate(made_up_county(0, YEARS, 3, 1.1, 0.1), YEARS, 3)[-1]
    combined = next(entry.school for entry in county.schools if entry.school.type_code == "345")
    write_county(tmp_path, county, FilingPlan(besides=frozenset({combined.code})))
    books = {
        path.name.split("_")[0]: openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
        for path in tmp_path.rglob("*.xlsx")
    }
    assert set(books) == {"学校明细", "县级采集表", "基层报表"}
    for book in books.values():
        for sheet in book:
            assert any(MADE_UP in str(cell.value) for (cell,) in sheet.iter_rows(max_col=1))
            assert "2024" in " ".join(str(c.value) for row in sheet.iter_rows(max_row=3) for c in row) or (
                sheet.title in ("专用教室", "佐证材料", "质量监测", "一票否决")
            )
    primary = books["学校明细"]["小学明细"]
    assert {"A3:A6", "D3:N3", "E4:N4", "V5:X5"} <= {str(each) for each in primary.merged_cells.ranges}
    assert [cell.value for cell in primary[7]][:4] == ["甲", "乙", 1, 2]
    assert primary["A8"].value == "合计"
    assert primary["C8"].value == county.section_total("primary")
    assert isinstance(primary["A9"].value, str) and isinstance(books["学校明细"]["学校名录"]["D6"].value, int)
    return_sheets = books["基层报表"].sheetnames
    assert [name.split("_")[0] for name in return_sheets] == [
        f"教基{form}"
        for form in ("1001", "1102", "2106", "2107", "3112", "3115", "3118", "4155", "5170", "5176")
    ]
    assert all(name.endswith("_十二年一贯制学校") for name in return_sheets)


def test_the_edition_follows_the_year() -> None:
    assert [layout_for("primary", year).edition for year in (2019, 2021, 2023, 2024, 2030)] == [
        "2019",
        "2021",
        "2021",
        "2024",
        "2024",
    ]
    with pytest.raises(KeyError, match="no layout"):
        layout_for("no such form", 2024)


@pytest.mark.parametrize("year", [2019, 2022, 2024])
def test_a_return_has_the_teachers_of_every_stage_in_the_years_edition(tmp_path: Path, year: int) -> None:
    county = simulate(made_up_county(0, range(year, year + 1), 3, 1.1, 0.1), range(year, year + 1), 3)[-1]
    entry = next(entry for entry in county.schools if entry.school.type_code == "312")
    write_county(tmp_path, county, FilingPlan(instead=frozenset({entry.school.code})))
    (path,) = tmp_path.rglob("基层报表*.xlsx")
    reading = read_file(path.read_bytes(), FilingContext(year, county.code, "0" * 64))
    assert reading.status == "accepted", reading.rejections
    counted = {
        row["stage"]: row["teachers"]
        for row in reading.tables["teachers"].to_pylist()
        if row["attribute"] == "all"
    }
    assert counted == {stage: section.teachers.total for stage, section in entry.sections.items()}
