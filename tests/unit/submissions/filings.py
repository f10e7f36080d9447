"""Filings for the tests of the intake: the examples as they are, changed copies of them, and what landed.

The examples are the golden filings of 咸安区: a 学校明细 export in two layouts, the
县级采集表, the 基层报表 of one school.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import xlwt

from orchestration.submissions.contract.schemas import BOOKKEEPING
from orchestration.submissions.folders.intake import land_year
from orchestration.submissions.folders.listing import list_raw
from orchestration.submissions.forms.file_reading import FileReading, read_file
from orchestration.submissions.sheets.filing_context import FilingContext

EXAMPLES = Path(__file__).parents[2] / "golden" / "filings"
COUNTY = "421202"
EXPORT_2023 = EXAMPLES / "2023" / COUNTY / "学校明细_咸安区_2023.xlsx"
EXPORT_2024 = EXAMPLES / "2024" / COUNTY / "学校明细_咸安区_2024.xlsx"
COLLECTION_2023 = EXAMPLES / "2023" / COUNTY / "县级采集表_咸安区_2023.xlsx"
COLLECTION_2024 = EXAMPLES / "2024" / COUNTY / "县级采集表_咸安区_2024.xlsx"
RETURN_2024 = EXAMPLES / "2024" / COUNTY / "基层报表_高桥镇高桥学校_2024.xlsx"
ALL_EXAMPLES = (EXPORT_2023, EXPORT_2024, COLLECTION_2023, COLLECTION_2024, RETURN_2024)


def year_of(path: Path) -> int:
    """The school year whose folder an example lies in."""
    return int(path.parent.parent.name)


def changed(path: Path, change: Callable[[Any], None]) -> bytes:
    """The bytes of an example after a change to its openpyxl workbook."""
    workbook = openpyxl.load_workbook(path)
    change(workbook)
    return saved(workbook)


def saved(workbook: Any) -> bytes:
    """The bytes of an openpyxl workbook."""
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def workbook_of(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """The bytes of a workbook: a name and lines of cells for each sheet."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    return saved(book)


def filled(sheet: Any) -> None:
    """Takes the merges away and repeats each one's text in all its cells."""
    for merged in list(sheet.merged_cells.ranges):
        text = sheet.cell(merged.min_row, merged.min_col).value
        sheet.unmerge_cells(str(merged))
        for row in sheet.iter_rows(merged.min_row, merged.max_row, merged.min_col, merged.max_col):
            for cell in row:
                cell.value = text


def read(content: bytes | Path, school_year: int = 2024, name: str | None = None) -> FileReading:
    """One file's reading, as filed by 咸安区 under a name, or none."""
    data = content if isinstance(content, bytes) else content.read_bytes()
    return read_file(data, FilingContext(school_year, COUNTY, "0" * 64), name=name)


def as_text(path: Path, sheet_name: str, separator: str = ",") -> str:
    """A sheet as a spreadsheet program saves it as text: merged cells are blank to the right and below."""
    stream = io.StringIO()
    sheet = openpyxl.load_workbook(path, data_only=True)[sheet_name]
    lines = csv.writer(stream, delimiter=separator)
    lines.writerows(
        ["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)
    )
    return stream.getvalue()


def as_xls(path: Path, change: Callable[[Any], None] = lambda workbook: None) -> bytes:
    """An example as a real xls, with its merges and hidden sheets, after a change to the xlwt workbook."""
    source = openpyxl.load_workbook(path)
    target = xlwt.Workbook()
    for sheet in source:
        copy = target.add_sheet(sheet.title)
        copy.visibility = 0 if sheet.sheet_state == "visible" else 1
        merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
        for row in sheet.iter_rows():
            for cell in row:
                area = merged.get((cell.row, cell.column))
                if area:
                    bounds = (area.min_row - 1, area.max_row - 1, area.min_col - 1, area.max_col - 1)
                    copy.write_merge(*bounds, cell.value)
                elif cell.value is not None:
                    copy.write(cell.row - 1, cell.column - 1, cell.value)
    change(target)
    stream = io.BytesIO()
    target.save(stream)
    return stream.getvalue()


def rows(reading: FileReading, relation: str) -> list[dict[str, Any]]:
    """A reading's landing rows of one relation."""
    found: list[dict[str, Any]] = reading.tables[relation].to_pylist() if relation in reading.tables else []
    return found


def facts(reading: FileReading, *relations: str) -> set[tuple[Any, ...]]:
    """What a reading says, without where it says it: comparable between two shapes of one filing."""
    said = set()
    for relation in relations or tuple(sorted(set(reading.tables) - BOOKKEEPING)):
        for row in rows(reading, relation):
            items = tuple((name, value) for name, value in row.items() if not name.startswith("src_"))
            said.add((relation, *items))
    return said


def codes(reading: FileReading) -> list[str]:
    """The rejection codes of a reading, in order."""
    return [rejection.code for rejection in reading.rejections]


def file_in(
    raw: Path, files: Mapping[str, bytes | Path], school_year: int = 2024, county: str = COUNTY
) -> Path:
    """Puts files into a county's folder of a year; returns the folder."""
    folder = raw / str(school_year) / county
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.read_bytes())
    return folder


def landed(landing: Path, relation: str, school_year: int = 2024) -> list[dict[str, Any]]:
    """The rows of a landing file."""
    found: list[dict[str, Any]] = pq.read_table(landing / relation / f"{school_year}.parquet").to_pylist()
    return found


def land(tmp_path: Path, files: Mapping[str, bytes | Path], school_year: int = 2024) -> Path:
    """Files some files for 咸安区 and lands the year; returns the landing folder."""
    file_in(tmp_path / "raw", files, school_year)
    land_year(list_raw(tmp_path / "raw"), tmp_path / "landing", school_year)
    return tmp_path / "landing"


def number(value: Any) -> Decimal | None:
    """A cell's number, exact as shown."""
    return None if value is None else Decimal(str(value))
