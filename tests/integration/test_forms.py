"""`junheng forms` on the committed sample: what is printed is what the release says.

What belongs here: the forms of every county that filed, against the release's own tables. What does not:
how a workbook looks (`tests/unit/reporting/application`).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from orchestration import cli
from orchestration.commands import exits

NATIONAL = "national-quality-2017"
YEAR = 2024
FORMS = ["表Ⅰ", "表Ⅱ-1", "表Ⅱ-2", "表Ⅲ", "表Ⅳ", "表Ⅴ", "表Ⅵ"]


def _rows(sample: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(sample / "current" / "compliance.duckdb"), read_only=True) as connection:
        return connection.execute(sql, list(values)).fetchall()


@pytest.fixture(scope="module")
def counties(committed_sample: Path) -> list[str]:
    sql = "select county_code from dim_county where school_year = ? and has_filed order by 1"
    return [code for (code,) in _rows(committed_sample, sql, YEAR)]


@pytest.fixture(scope="module")
def folder(committed_sample: Path, counties: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("forms")
    for code in counties:
        arguments = ["--year", str(YEAR), "--out", str(out), "--warehouse", str(committed_sample)]
        assert cli.main(["forms", code, *arguments]) == exits.PUBLISHED
    return out


@cache
def _book(folder: Path, name: str, county: str) -> Any:
    return openpyxl.load_workbook(folder / f"{name}_{county}_{YEAR}.xlsx")


def _table(page: Any) -> list[list[Any]]:
    """The rows under the headings."""
    first = next(row for row in range(1, 9) if page.cell(row, 2).fill.fgColor.rgb == "FFEEEEEE")
    return [[cell.value for cell in row] for row in page.iter_rows(min_row=first + 1)]


def _printed(value: float, decimals: int) -> float:
    return float(Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def test_each_county_has_every_form_and_no_cell_is_blank(folder: Path, counties: list[str]) -> None:
    assert len(counties) == 8
    for county in counties:
        book = _book(folder, "申报表", county)
        assert book.sheetnames == FORMS
        for form in FORMS:
            rows = _table(book[form])
            assert rows, (county, form)
            # The last column of 表Ⅴ stands for what is judged alone.
            blank = [row for row in rows if None in (row[:-1] if form == "表Ⅴ" else row)]
            assert not blank, (county, form, blank[:2])
            assert not [row for row in rows if any("None" in str(cell) or "nan" in str(cell) for cell in row)]


def test_differences_are_those_of_the_release_at_the_printed_precision(
    committed_sample: Path, folder: Path, counties: list[str]
) -> None:
    compared = 0
    for county in counties:
        table = {(row[0], row[1]): row[2:] for row in _table(_book(folder, "申报表", county)["表Ⅲ"])}
        found = _rows(
            committed_sample,
            "select stage, indicator_id, mean, cv from balance where school_year = ? and county_code = ?"
            " and standard_id = ? and cv is not null",
            *(YEAR, county, NATIONAL),
        )
        for stage, indicator, mean, cv in found:
            place = 7 if indicator == "ALL" else int(indicator[1]) - 1
            name = {"primary": "小学", "junior": "初中"}[stage]
            assert table[name, "差异系数"][place] == _printed(cv, 3)
            assert table[name, "县均值"][place] == ("——" if indicator == "ALL" else _printed(mean, 2))
            compared += 1
    assert compared > 80


def test_schools_up_to_standard_are_counted_as_the_release_judges_them(
    committed_sample: Path, folder: Path, counties: list[str]
) -> None:
    for county in counties:
        counted = {row[0]: row[9] for row in _table(_book(folder, "申报表", county)["表Ⅱ-1"])[::2]}
        listed = _table(_book(folder, "申报表", county)["表Ⅱ-2"])
        for stage, name in (("primary", "小学"), ("junior", "初中")):
            judged = _rows(
                committed_sample,
                "select status, count(*) from compliance_school where school_year = ? and county_code = ?"
                " and standard_id = ? and stage = ? and status <> 'NOT_APPLICABLE' group by status",
                *(YEAR, county, NATIONAL, stage),
            )
            of_status = dict(judged)
            if not of_status:
                assert counted[name] == "没有此类学校"
            elif "INSUFFICIENT_DATA" in of_status:
                assert counted[name] == f"缺：{of_status['INSUFFICIENT_DATA']}所数据不足"
            else:
                assert counted[name] == of_status.get("PASS", 0)
            assert len([row for row in listed if row[0] == name]) == sum(of_status.values())


def test_a_sentence_carries_the_figures_and_the_cells_they_were_filed_in(folder: Path) -> None:
    page = _book(folder, "申报表", "421202")["表Ⅳ"]
    sentences = {row[0].value: row[1] for row in page.iter_rows() if row[0].value}
    cell = sentences["11"]
    assert cell.value == (
        "上一年度符合交流条件的教师1261人，交流轮岗143人，占11.3%；其中骨干教师42人，占交流教师的29.4%。"
    )
    assert "2024/421202/县级采集表_咸安区_2024.xlsx › 县级指标 › C12" in cell.comment.text
    assert "规模超过2000人的小学、初中1所；" in sentences["4"].value


def test_what_is_not_filed_is_said(folder: Path, committed_sample: Path) -> None:
    missing = _rows(
        committed_sample,
        "select county_code, line from official_form_line where school_year = ? and official_form = 'Ⅰ'"
        " and source = 'not_filed' order by all",
        YEAR,
    )
    assert missing
    for county, line in missing:
        table = {row[0]: row[3] for row in _table(_book(folder, "申报表", county)["表Ⅰ"])}
        assert table[line] == "缺：没有填报"


def test_every_open_finding_and_item_of_the_ledger_is_listed_with_its_id(
    committed_sample: Path, folder: Path, counties: list[str]
) -> None:
    for county in counties:
        listed = {row[0] for row in _table(_book(folder, "存疑清单", county)["存疑清单"])}
        found = _rows(
            committed_sample,
            "select finding_id from dq_finding"
            " where school_year = ? and county_code = ? and gate = 'landing'",
            *(YEAR, county),
        )
        assert listed == ({each for (each,) in found} or {"没有"})
        rows = _table(_book(folder, "整改清单", county)["整改台账"])
        items = _rows(
            committed_sample,
            "select count(*) from ledger where county_code = ? and standard_id = ?",
            *(county, NATIONAL),
        )
        assert [(len(rows),)] == items


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["999999"], "no county 999999"),
        (["421202", "--year", "1999"], "Its years there: 2022, 2023, 2024."),
        (["421202", "--standard", "nonesuch"], "is not judged by «nonesuch»"),
    ],
)
def test_what_the_release_does_not_have_is_refused_and_nothing_written(
    committed_sample: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    places = ["--out", str(tmp_path), "--warehouse", str(committed_sample)]
    assert cli.main(["forms", *arguments, *places]) == exits.USAGE
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
