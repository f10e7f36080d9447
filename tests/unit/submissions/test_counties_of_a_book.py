"""Titles and sheet names that name a county: the folder's, or another one of the registry."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest

from orchestration.submissions.reader import FileReading, read_file
from orchestration.submissions.reading import Place
from tests.unit.submissions.filings import COLLECTION_2024, COUNTY, changed, facts, read, rows, saved

NAMES = {COUNTY: "咸安区", "211221": "铁岭县", "620723": "临泽县", "429999": "泽县城", "140202": "城区"}


def placed(content: bytes) -> FileReading:
    return read_file(content, Place(2024, COUNTY, "0" * 64, county_names=NAMES))


def renamed(county: str) -> bytes:
    """The county collection workbook under another county's name."""

    def rename(workbook: Any) -> None:
        for sheet in workbook:
            sheet["A1"] = str(sheet["A1"].value).replace("咸安区", county)

    return changed(COLLECTION_2024, rename)


def test_a_file_of_another_county_is_refused_sheet_by_sheet() -> None:
    reading = placed(renamed("辽宁省铁岭市铁岭县"))
    assert (reading.status, reading.tables.get("county_facts")) == ("refused", None)
    assert {(r.code, r.cell, r.raw) for r in reading.refusals} == {("WRONG_COUNTY", "A1", "铁岭县")}
    assert "铁岭县 (211221); the folder is 421202" in reading.refusals[0].message


@pytest.mark.parametrize(
    "county", ["咸安区", "咸宁市咸安区", "", "全区", "嘉鱼县", "咸安区（对口铁岭县）", "城区"]
)
def test_nothing_speaks_against_the_folders_county(county: str) -> None:
    """Of a county that the registry does not know nothing is said."""
    reading = placed(renamed(county))
    assert (reading.status, reading.refusals) == ("accepted", [])
    assert facts(reading) == facts(read(COLLECTION_2024))


def test_of_several_counties_in_one_book_only_the_folders_lands() -> None:
    lines = [["一票否决事项"], ["事项", "是否存在", "说明"]]
    workbook = openpyxl.Workbook()
    for name, said in (("一票否决-铁岭县", "是"), ("一票否决-咸安区", "否"), ("一票否决-临泽县", "是")):
        sheet = workbook.create_sheet(name)
        for line in [*lines, ["考试招生", said]]:
            sheet.append(line)
    reading = placed(saved(workbook))
    assert [(r.code, r.sheet, r.raw) for r in reading.refusals] == [
        ("WRONG_COUNTY", "一票否决-铁岭县", "铁岭县"),
        ("WRONG_COUNTY", "一票否决-临泽县", "临泽县"),
    ]
    assert [(row["item"], row["occurred"]) for row in rows(reading, "vetoes")] == [("考试招生", False)]
