"""Titles and sheet names that name a county: the folder's, or another one of the registry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from orchestration.settings import Settings
from orchestration.submissions.forms.file_reading import FileReading, read_file
from orchestration.submissions.sheets.county_names import CountyNames, names_of_registry
from orchestration.submissions.sheets.filing_context import FilingContext
from tests.unit.submissions.filings import COLLECTION_2024, COUNTY, changed, facts, read, rows, saved

ROSTER = """county_code,county_name,city_name,province_name,valid_from_year,valid_to_year,successor_code
421202,咸安区,咸宁市,湖北省,2017,,
211221,铁岭县,铁岭市,辽宁省,2017,9999,
620723,临泽县,张掖市,甘肃省,2017,9999,
429999,泽县城,某市,湖北省,2017,9999,
140202,城区,大同市,山西省,2017,9999,
110105,朝阳区,北京市,北京市,2017,9999,
220104,朝阳区,长春市,吉林省,2017,9999,
220183,德惠市,长春市,吉林省,2017,9999,
120105,河北区,天津市,天津市,2017,9999,
421002,沙市区,荆州市,湖北省,2017,9999,
430102,芙蓉区,长沙市,湖南省,2017,9999,
610102,新城区,西安市,陕西省,2017,9999,
500001,老河县,重庆市,重庆市,2017,2020,
500001,新河县,重庆市,重庆市,2021,2022,500002
500002,新河区,重庆市,重庆市,2023,2023,500003
500003,新河市,重庆市,重庆市,2024,9999,
500004,旧溪县,重庆市,重庆市,2017,9999,500003
"""


@pytest.fixture
def names(tmp_path: Path) -> CountyNames:
    """The names of a registry whose 老河县 was renamed once and recoded twice."""
    (tmp_path / "counties.csv").write_text(ROSTER, encoding="utf-8")
    return names_of_registry(tmp_path, 2024)


def placed(content: bytes, names: CountyNames, county: str = COUNTY) -> FileReading:
    return read_file(content, FilingContext(2024, county, "0" * 64, county_names=names))


def renamed(county: str) -> bytes:
    """The county collection workbook under another county's name."""

    def rename(workbook: Any) -> None:
        for sheet in workbook:
            sheet["A1"] = str(sheet["A1"].value).replace("咸安区", county)

    return changed(COLLECTION_2024, rename)


def test_a_file_of_another_county_is_rejected_sheet_by_sheet(names: CountyNames) -> None:
    reading = placed(renamed("辽宁省铁岭市铁岭县"), names)
    assert (reading.status, reading.tables.get("county_facts")) == ("refused", None)
    assert {(r.code, r.cell, r.raw) for r in reading.rejections} == {("WRONG_COUNTY", "A1", "铁岭县")}
    assert "铁岭县 (211221 辽宁省铁岭市); the folder is 421202" in reading.rejections[0].message


@pytest.mark.parametrize(
    "county",
    [
        "咸安区",
        "咸宁市咸安区",
        "",
        "全区",
        "嘉鱼县",
        "咸安区（对口铁岭县）",
        "铁岭县、咸安区",
        "城区",
        "老河县",
        "长沙市区",
        "河北区域",
        "新城区小学",
    ],
)
def test_nothing_speaks_against_the_folders_county(county: str, names: CountyNames) -> None:
    """Of a county that the registry does not know nothing is said."""
    reading = placed(renamed(county), names)
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert facts(reading) == facts(read(COLLECTION_2024))


def test_of_several_counties_in_one_book_only_the_folders_lands(names: CountyNames) -> None:
    lines = [["一票否决事项"], ["事项", "是否存在", "说明"]]
    workbook = openpyxl.Workbook()
    for name, said in (("一票否决-铁岭县", "是"), ("一票否决-咸安区", "否"), ("一票否决-临泽县", "是")):
        sheet = workbook.create_sheet(name)
        for line in [*lines, ["考试招生", said]]:
            sheet.append(line)
    reading = placed(saved(workbook), names)
    assert [(r.code, r.sheet, r.raw) for r in reading.rejections] == [
        ("WRONG_COUNTY", "一票否决-铁岭县", "铁岭县"),
        ("WRONG_COUNTY", "一票否决-临泽县", "临泽县"),
    ]
    assert [(row["item"], row["occurred"]) for row in rows(reading, "vetoes")] == [("考试招生", False)]


@pytest.mark.parametrize(
    ("first", "second"), [("参照临泽县样表填报", "咸安区2024年"), ("咸安区2024年", "临泽县样表")]
)
def test_the_own_county_is_looked_for_in_every_title(first: str, second: str, names: CountyNames) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "一票否决"
    for line in [[first], [f"{second}一票否决事项"], ["事项", "是否存在", "说明"], ["考试招生", "否"]]:
        sheet.append(line)
    reading = placed(saved(workbook), names)
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert len(rows(reading, "vetoes")) == 1


@pytest.mark.parametrize(
    ("folder", "title", "said"),
    [
        *((code, name, None) for code in ("500001", "500002", "500003") for name in ("新河市", "老河县")),
        *((code, "新河区参照铁岭县", None) for code in ("500001", "500002")),
        # 旧溪县 is another county until its code ends.
        ("500004", "新河市", "新河市 (500003 重庆市)"),
        ("500003", "旧溪县", "旧溪县 (500004 重庆市)"),
        ("500001", "旧溪县", "旧溪县 (500004 重庆市)"),
        ("500001", "重庆市新河市", None),
    ],
)
def test_a_county_is_known_by_its_names_of_any_year_and_of_the_code_that_followed(
    folder: str, title: str, said: str | None, names: CountyNames
) -> None:
    reading = placed(renamed(title), names, folder)
    rejected = [rejection.message for rejection in reading.rejections if rejection.code == "WRONG_COUNTY"]
    assert all(said and said in message for message in rejected)
    assert bool(rejected) == bool(said)


@pytest.mark.parametrize(
    ("folder", "title", "said"),
    [
        *((code, "朝阳区", None) for code in ("110105", "220104")),
        ("110105", "北京市朝阳区", None),
        ("220104", "吉林省长春市朝阳区", None),
        ("110105", "长春市朝阳区", "朝阳区 (220104 吉林省长春市); the folder is 110105"),
        # Another county of the same city means the nearer one.
        ("220183", "朝阳区", "朝阳区 (220104 吉林省长春市); the folder"),
        (
            "421202",
            "朝阳区",
            "朝阳区 (110105 北京市, 220104 吉林省长春市), and does not say which; the folder is 421202",
        ),
        # A word of titles is a county after its city.
        ("421202", "西安市新城区", "新城区 (610102 陕西省西安市)"),
        ("421202", "山西省大同市城区", "城区 (140202 山西省大同市)"),
    ],
)
def test_counties_of_one_name_are_told_by_city_and_province(
    folder: str, title: str, said: str | None, names: CountyNames
) -> None:
    reading = placed(renamed(title), names, folder)
    rejected = [rejection.message for rejection in reading.rejections if rejection.code == "WRONG_COUNTY"]
    assert all(said and said in message for message in rejected)
    assert bool(rejected) == bool(said)


STANDARDS = Settings.from_environment().standards_dir


@pytest.mark.parametrize(
    ("year", "text", "codes"),
    [
        (2024, "南京市鼓楼区2024年学校名录", {"320106"}),
        (2024, "江苏省鼓楼区", {"320106", "320302"}),
        (2024, "江苏省徐州市鼓楼区", {"320302"}),
        (2024, "朝阳区", {"110105", "220104"}),
        (2024, "辽宁省朝阳市朝阳县", {"211321"}),
        (2024, "内蒙古自治区呼伦贝尔市鄂伦春自治旗", {"150723"}),
        (2024, "湖北省神农架林区", {"429021"}),
        (2024, "六枝特区", {"520203"}),
        (2024, "新疆维吾尔自治区石河子市", {"659001"}),
        (2024, "长沙市区学校", set()),
        # 密云县 became 密云区 in 2015.
        (2014, "密云县", {"110228"}),
        (2015, "密云区", {"110118"}),
        (2024, "密云县", set()),
    ],
)
def test_every_county_of_the_country_is_known_by_its_name(year: int, text: str, codes: set[str]) -> None:
    assert names_of_registry(STANDARDS, year).counties_in(text) == codes


def test_a_recoded_county_goes_by_its_old_and_new_names() -> None:
    names = names_of_registry(STANDARDS, 2024)
    assert names.of_county["110228"] == {"密云县", "密云区"}
