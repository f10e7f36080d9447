"""整改台账 as a sheet and as ledger.yaml: the same rows, the day they are told of, and what is masked."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration import inventory
from orchestration.forms.editions import layout_for
from orchestration.forms.sheets import written_columns
from orchestration.quality.refusal_words import RefusalWords
from orchestration.settings import PROJECT_DIR
from orchestration.submissions.folders.dated_records import RecordRules
from orchestration.submissions.folders.intake import land_year
from orchestration.submissions.folders.listing import list_raw
from orchestration.submissions.folders.told_days import told_on
from tests.unit.submissions.filings import COUNTY, EXPORT_2024, file_in, landed, workbook_of

AS_OF = datetime.date(2024, 12, 1)
BOOK = "整改台账_咸安区_2024.xlsx"
Row = dict[str, Any]

#: As a county writes it, by header.
SAID: Row = {
    "事项编号": "R4.2142020009.primary",
    "台账类别": "整改",
    "学校标识码": "2142020009",
    "学校名称": "双溪桥镇担山高小",
    "事项": "教学用房不足",
    "立项日期": "2023-09-01",
    "整改措施": "新建教学楼",
    "责任单位": "住建局",
    "责任岗位": "项目科科长",
    "部署日期": "2024年1月8日",
    "完成期限": "2024/11/30",
    "文号": "咸教发〔2024〕3号",
    "审核单位": "教育局",
    "审核岗位": "分管副局长",
}


def sheet(*records: Row) -> bytes:
    """A workbook with the sheet 整改台账."""
    columns = written_columns(layout_for("ledger", 2024))
    lines: list[list[Any]] = [["咸安区整改台账（2024学年）"], [], [column.header for column in columns]]
    lines += [[record.get(column.header) for column in columns] for record in records]
    return workbook_of({"整改台账": lines})


def as_yaml(*records: Row) -> bytes:
    """The same as ledger.yaml."""
    field = {column.header: column.field for column in layout_for("ledger", 2024).columns}
    entries = [{field[header]: said for header, said in record.items()} for record in records]
    return yaml.safe_dump(entries, allow_unicode=True).encode()


def land(
    tmp_path: Path, files: dict[str, bytes], as_of: datetime.date = AS_OF
) -> tuple[list[Row], list[Row]]:
    """The rows of `ledger_records`, and the rejections."""
    file_in(tmp_path / "raw", {EXPORT_2024.name: EXPORT_2024, **files})
    land_year(list_raw(tmp_path / "raw"), tmp_path / "landing", 2024, rules=RecordRules(as_of))
    return landed(tmp_path / "landing", "ledger_records"), landed(tmp_path / "landing", "refusals")


def test_a_sheet_and_its_yaml_land_alike(tmp_path: Path) -> None:
    (row,), refused = land(tmp_path / "sheet", {BOOK: sheet(SAID)})
    (other,), also_refused = land(tmp_path / "yaml", {"ledger.yaml": as_yaml(SAID)})
    assert refused == also_refused == []
    assert (row["kind"], row["planned_on"], row["deadline"]) == ("rectification", "2024-01-08", "2024-11-30")
    place = {name for name in row if name.startswith("src_")} | {"path"}
    assert {n: v for n, v in row.items() if n not in place} == {
        n: v for n, v in other.items() if n not in place
    }
    assert (row["src_sheet"], row["path"]) == ("整改台账", None)
    assert (other["src_row"], other["path"]) == (1, f"2024/{COUNTY}/ledger.yaml")


def test_faulty_entries_are_refused_by_line_and_the_others_stand(tmp_path: Path) -> None:
    content = (
        as_yaml(SAID)
        + (
            "- item_id: G1.county.attested\n  deadline: soon\n"
            "- kind: 整改\n  name: 王芳\n"
            "- item_id: x\n  school_code: '12'\n"
        ).encode()
    )
    rows, rejections = land(tmp_path, {"ledger.yaml": content})
    assert [row["item_id"] for row in rows] == [SAID["事项编号"]]
    assert {row["code"] for row in rejections} == {"LEDGER_FAULT"}
    said = [row["message"] for row in rejections]
    assert "deadline" in said[0] and "is not a date" in said[0]
    assert "item_id is missing" in said[1] and "name is not a known key" in said[1]
    assert "school_code" in said[2]
    with (PROJECT_DIR / "dbt_project/seeds/quality/refusal_words.csv").open(encoding="utf-8") as stream:
        words = RefusalWords((row["words_en"], row["words_zh"]) for row in csv.DictReader(stream))
    chinese = [words.in_chinese(each) or "" for each in said]
    assert ["不是日期" in chinese[0], "缺少 item_id" in chinese[1], "school_code 无法读取" in chinese[2]] == [
        True
    ] * 3


def test_names_are_not_asked_for_and_numbers_are_masked(tmp_path: Path) -> None:
    columns = written_columns(layout_for("ledger", 2024))
    assert not [column.header for column in columns if "姓名" in column.header or "责任人" in column.header]
    number = "42120219850101123X"
    (row,), _ = land(tmp_path, {BOOK: sheet({**SAID, "事项": f"张三 {number}"})})
    assert number not in str(row)
    (row,), _ = land(tmp_path / "yaml", {"ledger.yaml": as_yaml({**SAID, "事项": f"张三 {number}"})})
    assert number not in str(row)


@pytest.mark.parametrize(
    ("as_of", "told"),
    [
        ("2023-01-01", "2023-08-31"),
        ("2023-09-01", "2023-09-01"),
        ("2023-10-10", "2023-09-02"),
        ("2024-11-30", "2024-11-30"),
        ("2024-12-01", "2024-12-01"),
        ("2030-01-01", "2024-12-01"),
    ],
)
def test_the_day_is_told_as_far_as_the_ledger_names_days(tmp_path: Path, as_of: str, told: str) -> None:
    (row,), _ = land(tmp_path, {BOOK: sheet(SAID)}, datetime.date.fromisoformat(as_of))
    assert row["told_on"] == told


def test_a_ledger_in_a_file_of_another_name_is_read_and_not_told(tmp_path: Path) -> None:
    (row,), _ = land(tmp_path, {"整改.xlsx": sheet(SAID)})
    assert row["action"] == "新建教学楼" and row["told_on"] is None


@pytest.mark.parametrize("name", [BOOK, "ledger.yaml", "台账.csv"])
def test_an_id_changes_where_a_day_passes_that_a_ledger_names(tmp_path: Path, name: str) -> None:
    content = {BOOK: sheet(SAID), "ledger.yaml": as_yaml(SAID)}.get(name, "期限,2024/11/30".encode())
    file_in(tmp_path / "raw", {name: content})

    def ids(*days: str) -> set[str]:
        found = set()
        for day in days:
            listed = inventory.list_inputs(list_raw(tmp_path / "raw"), as_of=datetime.date.fromisoformat(day))
            found.add(inventory.year_input_id(listed, "code"))
        return found

    assert len(ids("2024-11-29", "2024-11-30", "2024-12-01")) == 3
    assert len(ids("2024-12-01", "2024-12-24", "2025-02-03")) == 1


def _with_a_byte_changed_in_its_sheet(content: bytes) -> bytes:
    damaged = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        part = package.getinfo("xl/worksheets/sheet1.xml")
    damaged[part.header_offset + 30 + len(part.filename)] ^= 0xFF
    return bytes(damaged)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("整改台账.xls", b"\xd0\xcf\x11\xe0\xff"),
        (BOOK, _with_a_byte_changed_in_its_sheet(sheet(SAID))),
    ],
    ids=["xls", "damaged"],
)
def test_days_that_cannot_be_found_change_every_day(tmp_path: Path, name: str, content: bytes) -> None:
    file_in(tmp_path / "raw", {name: content})
    (first,), (second,) = (
        inventory.list_inputs(list_raw(tmp_path / "raw"), as_of=datetime.date(2025, 1, day)) for day in (1, 2)
    )
    assert first.identity != second.identity


def test_before_on_and_after_a_day_stay_what_they_are() -> None:
    days = [datetime.date(2024, 1, day) for day in (3, 5, 6, 20)]
    for number in range(1, 31):
        as_of = datetime.date(2024, 1, number)
        told = told_on(days, as_of)
        assert told is not None
        assert [(day < told, day == told) for day in days] == [(day < as_of, day == as_of) for day in days]
    assert told_on([], AS_OF) is None
