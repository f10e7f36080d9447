"""`junheng check` as a county officer meets it: what is wrong is named with file, sheet, cell and remedy."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt

from orchestration import cli
from orchestration.checking.request import RequestError, make_request
from orchestration.checking.result import DryRunResult, Finding
from orchestration.settings import PROJECT_DIR
from orchestration.submissions.files.opening import open_file
from tests.unit.submissions.filings import (
    COLLECTION_2024,
    COUNTY,
    EXAMPLES,
    EXPORT_2023,
    EXPORT_2024,
    RETURN_2024,
    changed,
    filled,
)

STANDARDS_DIR = PROJECT_DIR / "dbt_project" / "seeds" / "standards"
FORMS_RULES = {"directory-filed", "detail-filed", "collection-filed"}


@pytest.fixture(autouse=True)
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a warehouse would be, were one touched."""
    folder = tmp_path / "warehouse"
    monkeypatch.setenv("JUNHENG_WAREHOUSE", str(folder))
    return folder


class Checked:
    """What one call gave: exit status, the JSON findings, the text on stderr."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.err = status, err
        self.findings: list[dict[str, Any]] = json.loads(out)

    @property
    def rules(self) -> set[str]:
        return {finding["rule_id"] for finding in self.findings}

    def of(self, rule_id: str) -> list[dict[str, Any]]:
        return [finding for finding in self.findings if finding["rule_id"] == rule_id]


Check = Callable[..., Checked]


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    def run(path: Path, *arguments: str) -> Checked:
        capsys.readouterr()
        status = cli.main(["check", str(path), "--format", "json", *arguments])
        captured = capsys.readouterr()
        return Checked(status, captured.out, captured.err)

    return run


def write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def faulty(workbook: Any) -> None:
    """Three faults a county makes: words in a number, a code cut short, a total that is none."""
    workbook["小学明细"]["C9"] = "约500"
    workbook["小学明细"]["D8"] = 9999
    workbook["学校名录"]["A8"] = "31420200"


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    return write(tmp_path / "报送" / "学校明细_咸安区.xlsx", changed(EXPORT_2024, faulty))


def test_each_fault_is_named_with_its_place_and_remedy(broken: Path, check: Check, warehouse: Path) -> None:
    checked = check(broken)
    assert checked.status == 1
    (number,) = checked.of("number-readable")
    assert number["file"] == str(broken)
    assert (number["sheet"], number["cell"], number["raw"]) == ("小学明细", "C9", "约500")
    assert number["severity"] == "critical"
    assert "约500" in number["message"]
    assert number["remedy"] == "File digits only; the unit stands in the header."
    assert "C9" in number["message_zh"] and "请" in number["remedy_zh"] and number["why"] and number["why_zh"]
    assert (number["school_year"], number["county_code"]) == (2024, COUNTY)
    places = {(finding["sheet"], finding["cell"], finding["raw"]) for finding in checked.findings}
    assert ("小学明细", "D8", "9999") in places
    assert ("学校名录", "A8", "31420200") in places
    assert not warehouse.exists()


@pytest.mark.parametrize("path", [EXPORT_2024, RETURN_2024], ids=["export", "return"])
def test_a_clean_file_alone_is_clean(path: Path, tmp_path: Path, check: Check) -> None:
    """Its year and county come from its own cells and titles; what it leaves to other files is no fault."""
    alone = write(tmp_path / "邮件附件" / path.name, path.read_bytes())
    checked = check(alone)
    assert (checked.status, checked.findings) == (0, [])


def test_of_a_file_alone_missing_forms_are_told_and_do_not_drown_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = write(tmp_path / "县级采集表.xlsx", COLLECTION_2024.read_bytes())
    assert cli.main(["check", str(alone)]) == 0
    shown = capsys.readouterr().out
    assert "没有报送：学校名录" in shown
    # Whether its schools are in the directory cannot be told without one.
    assert "缺少学校名录，无法检查：填报数据的学校都在本学年名录中。" in shown
    assert "filed-school-in-directory" not in shown
    assert "经费" in shown and "一票否决" in shown
    assert cli.main(["check", str(alone), "--lang", "en"]) == 0
    assert "Nothing was found wrong." in capsys.readouterr().out


def test_of_a_countys_folder_missing_forms_are_findings(tmp_path: Path, check: Check) -> None:
    write(tmp_path / "2024" / COUNTY / "学校明细.xlsx", EXPORT_2024.read_bytes())
    checked = check(tmp_path / "2024" / COUNTY)
    assert checked.status == 1
    assert checked.rules == {"collection-filed"}
    assert {finding["raw"] for finding in checked.findings} >= {"经费", "专用教室", "县级指标"}


def test_a_whole_raw_folder_is_checked_with_what_lies_astray_in_it(tmp_path: Path, check: Check) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "raw")
    write(tmp_path / "raw" / "新建文件夹" / "a.xlsx", b"")
    checked = check(tmp_path / "raw")
    (astray,) = checked.of("folder-layout")
    assert (astray["raw"], astray["school_year"]) == ("新建文件夹", None)
    # A school of 2023 has students and no teachers; from 2023 to 2024 some figures jump.
    assert {finding["school_year"] for finding in checked.of("students-have-teachers")} == {2023}
    swings = checked.of("students-without-swing")
    assert {finding["school_year"] for finding in swings} == {2024}
    # What the county explains under its id is closed.
    explained = "- {finding: %s, text: 撤并, document: 1号, by: 王芳, on: 2024-10-08, expires: 2099-08-31}\n"
    entries = "".join(explained % finding["finding_id"] for finding in swings)
    write(tmp_path / "raw" / "2024" / COUNTY / "explanations.yaml", entries.encode())
    again = check(tmp_path / "raw" / "2024" / COUNTY)
    assert {finding["explanation"] for finding in again.of("students-without-swing")} == {"撤并"}


def test_the_rest_of_the_county_and_the_year_before_are_read_along(tmp_path: Path, check: Check) -> None:
    """A school that was filed last year and is not this year: the file that lists schools is told."""

    def without_a_school(workbook: Any) -> None:
        for name, row in (("学校名录", 8), ("小学明细", 9)):
            sheet = workbook[name]
            dropped = sheet.cell(row, 1).value
            assert dropped == "2142020002"
            sheet.delete_rows(row)

    raw = tmp_path / "raw"
    shutil.copytree(EXAMPLES, raw)
    new = write(tmp_path / "new" / "学校明细_咸安区_2024.xlsx", changed(EXPORT_2024, without_a_school))
    assert "school-still-filed" not in check(new).rules
    with_raw = check(new, "--raw", str(raw))
    (gone,) = with_raw.of("school-still-filed")
    assert gone["school_code"] == "2142020002"
    # The county's other file names the school: a fault of this filing, shown where it stands.
    in_place = write(raw / "2024" / COUNTY / new.name, new.read_bytes())
    assert check(in_place).of("school-still-filed")
    assert "filed-school-in-directory" in check(raw / "2024" / COUNTY / COLLECTION_2024.name).rules


def test_what_cannot_be_opened_exits_2(
    tmp_path: Path, check: Check, capsys: pytest.CaptureFixture[str]
) -> None:
    cut = write(tmp_path / "学校明细.xlsx", EXPORT_2024.read_bytes()[:5000])
    checked = check(cut)
    assert checked.status == 2
    (finding,) = checked.of("file-readable")
    assert finding["file"] == str(cut) and finding["remedy"]
    assert (finding["school_year"], finding["county_code"]) == (None, None)
    # Nothing is said of the county it might have been of.
    assert checked.rules == {"file-readable"}
    cli.main(["check", str(cut)])
    assert "999999" not in capsys.readouterr().out
    web = write(tmp_path / "2024" / COUNTY / "导出.xls", b"<html><table><tr><td>1</td></tr></table></html>")
    assert (check(web).status, check(web).rules) == (2, {"file-readable"})


def test_a_workbook_without_a_form_is_a_finding(tmp_path: Path, check: Check) -> None:
    def without_required_header(workbook: Any) -> None:
        for name in workbook.sheetnames[1:]:
            del workbook[name]
        workbook["学校名录"]["A3"] = "编号"

    checked = check(
        write(tmp_path / "2024" / COUNTY / "名录.xlsx", changed(EXPORT_2024, without_required_header))
    )
    assert checked.status == 1
    assert any("学校标识码" in finding["message"] and finding["cell"] for finding in checked.findings)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.xlsx"], "There is no file or folder"),
        (["names.xlsx"], "--year"),
        (["names.xlsx", "--year", "2024"], "--county"),
        (["names.xlsx", "--year", "2024", "--county", "421200"], "no county code"),
        (["names.xlsx", "--raw", "nowhere"], "There is no folder"),
        (["."], "holds no files"),
    ],
)
def test_a_call_that_does_not_say_what_to_check_is_usage(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    book = openpyxl.Workbook()
    book.active.append(["学校", "电话"])
    if arguments != ["."]:
        book.save(tmp_path / "names.xlsx")
    assert cli.main(["check", *arguments]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""


def _entitle(workbook: Any, county: str) -> None:
    """Writes another county's name into the titles."""
    for sheet in workbook:
        sheet["A1"] = str(sheet["A1"].value).replace("咸安区", county)


def test_a_file_belongs_to_its_folder_then_to_the_options_then_to_what_it_states(tmp_path: Path) -> None:
    content = EXPORT_2023.read_bytes()
    filed = write(tmp_path / "2024" / "620702" / "a.xlsx", content)
    assert make_request(filed, None, None, None, STANDARDS_DIR).only == "2024/620702/a.xlsx"
    with pytest.raises(RequestError, match="2024"):
        make_request(filed, 2023, None, None, STANDARDS_DIR)
    loose = write(tmp_path / "loose" / "a.xlsx", content)
    assert make_request(loose, 2022, "620702", None, STANDARDS_DIR).only == "2022/620702/a.xlsx"
    assert make_request(loose, None, None, None, STANDARDS_DIR).only == f"2023/{COUNTY}/a.xlsx"
    # A sheet of the county names it in its title only.
    named = write(tmp_path / "named" / "b.xlsx", COLLECTION_2024.read_bytes())
    assert make_request(named, None, None, None, STANDARDS_DIR).only == f"2024/{COUNTY}/b.xlsx"
    write(tmp_path / "named" / "c.xlsx", RETURN_2024.read_bytes())
    assert set(make_request(tmp_path / "named", None, None, None, STANDARDS_DIR).links) == {f"2024/{COUNTY}"}
    for title, said in (("南京市鼓楼区", "320106"), ("鼓楼区", "320106, 320302, 350102, 410204")):
        book = changed(COLLECTION_2024, partial(_entitle, county=title))
        entitled = write(tmp_path / title / "f.xlsx", book)
        if len(said) == 6:
            assert make_request(entitled, None, None, None, STANDARDS_DIR).only == f"2024/{said}/f.xlsx"
        else:
            with pytest.raises(RequestError, match=said):
                make_request(entitled, None, None, None, STANDARDS_DIR)
    write(tmp_path / "tied" / "d.xlsx", content)
    write(tmp_path / "tied" / "e.xlsx", EXPORT_2024.read_bytes())
    with pytest.raises(RequestError, match="2023, 2024"):
        make_request(tmp_path / "tied", None, None, None, STANDARDS_DIR)


def test_one_slip_does_not_hide_whose_file_it_is(tmp_path: Path) -> None:
    def slips(workbook: Any) -> None:
        directory = workbook["学校名录"]
        headers = [cell.value for cell in directory[3]]
        directory.cell(8, headers.index("县级行政区划代码") + 1).value = "620702"
        workbook["小学明细"]["A1"] = "咸安区小学分学校明细（2023学年初）"

    loose = write(tmp_path / "a.xlsx", changed(EXPORT_2024, slips))
    assert make_request(loose, None, None, None, STANDARDS_DIR).only == f"2024/{COUNTY}/a.xlsx"


def test_a_file_is_checked_itself_though_another_has_its_bytes(tmp_path: Path, check: Check) -> None:
    raw = tmp_path / "raw"
    content = changed(EXPORT_2024, faulty)
    write(raw / "2024" / COUNTY / "a.xlsx", content)
    asked = write(raw / "2024" / COUNTY / "b.xlsx", content)
    assert {finding["file"] for finding in check(asked).of("number-readable")} == {str(asked)}
    manifest = "files:\n  a.xlsx: {supersedes: b.xlsx}\n"
    write(asked.parent / "manifest.yaml", manifest.encode())
    write(asked.parent / "a.xlsx", EXPORT_2024.read_bytes())
    assert cli.main(["check", str(asked)]) == 2
    assert cli.main(["check", str(asked.parent / "manifest.yaml")]) == 2


def _finding(severity: str, explanation: str | None) -> Finding:
    texts = dict.fromkeys(
        ("message", "remedy", "why", "message_zh", "remedy_zh", "why_zh", "what", "what_zh"), "…"
    )
    places = dict.fromkeys(
        ("file", "sheet", "cell", "raw", "row", "field", "school_code", "county_code", "school_year")
    )
    rest: dict[str, Any] = {**texts, **places}
    return Finding(
        rule_id="rule",
        severity=severity,
        finding_id="3f0c9a51c2d4e687",
        wants_explanation=True,
        explanation=explanation,
        **rest,
    )


@pytest.mark.parametrize(
    ("severity", "explanation", "clean"),
    [("critical", None, False), ("warning", None, False), ("warning", "撤并", True), ("info", None, True)],
)
def test_information_and_what_is_explained_make_nothing_unclean(
    severity: str, explanation: str | None, clean: bool
) -> None:
    assert DryRunResult((), (_finding(severity, explanation),), (), (), (), (), 0).is_clean is clean


def test_json_is_all_that_is_said_on_stdout(broken: Path, warehouse: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "check", str(broken), "--format", "json"],
        capture_output=True,
        text=True,
        cwd=PROJECT_DIR,
        env={**os.environ, "JUNHENG_WAREHOUSE": str(warehouse), "PYTHONPATH": str(PROJECT_DIR)},
    )
    assert result.returncode == 1
    assert {finding["rule_id"] for finding in json.loads(result.stdout)} >= {"number-readable"}
    assert "Traceback" not in result.stderr and "1 file checked" in result.stderr


def test_the_annotated_copy_marks_the_cells_and_leaves_the_original(
    broken: Path, check: Check, tmp_path: Path
) -> None:
    def injected(workbook: Any) -> None:
        faulty(workbook)
        cell = workbook["小学明细"]["C10"]
        cell.value, cell.data_type = "=cmd|'/c calc'!A1", "s"

    write(broken, changed(EXPORT_2024, injected))
    before = broken.read_bytes()
    folder = tmp_path / "退回"
    checked = check(broken, "--annotate", str(folder))
    assert broken.read_bytes() == before
    (copy,) = folder.iterdir()
    book = openpyxl.load_workbook(copy)
    assert book.sheetnames[0] == "校验结果"
    cell = book["小学明细"]["C9"]
    assert cell.fill.start_color.rgb[-6:] == "FFC7CE"
    for text in ("number-readable", "不是数字", "请只填数字", "is not a number", "File digits only"):
        assert text in cell.comment.text
    assert book["小学明细"]["C11"].comment is None
    original = openpyxl.load_workbook(EXPORT_2024)["小学明细"]
    assert str(book["小学明细"].merged_cells) == str(original.merged_cells)
    listed = list(book["校验结果"].iter_rows(min_row=4))
    assert len(listed) == len(checked.findings)
    for row, finding in zip(listed, checked.findings, strict=True):
        assert [row[1].value or None, row[2].value or None] == [finding["sheet"], finding["cell"]]
        if finding["cell"]:
            assert row[2].hyperlink.location == f"'{finding['sheet']}'!{finding['cell']}"
        assert not any(cell.data_type == "f" for cell in row)
    assert book["小学明细"]["C10"].data_type == "s"


def _as_xls(rows: list[list[Any]]) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("小学明细")
    for line, row in enumerate(rows):
        for place, value in enumerate(row):
            sheet.write(line, place, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _as_csv(rows: list[list[Any]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode("gb18030")


@pytest.mark.parametrize(("name", "written"), [("小学.xls", _as_xls), ("小学.csv", _as_csv)])
def test_an_annotated_copy_of_another_format_is_an_xlsx_of_the_same_cells(
    tmp_path: Path, check: Check, name: str, written: Callable[[list[list[Any]]], bytes]
) -> None:
    sheets = open_file(changed(EXPORT_2024, faulty)).sheets
    (source,) = [sheet for sheet in sheets if sheet.name == "小学明细"]
    filled(source_sheet := openpyxl.load_workbook(EXPORT_2024)["小学明细"])
    for line, row in enumerate(source_sheet.iter_rows(min_row=3, max_row=6, values_only=True), start=2):
        source.rows[line] = ["" if value is None else value for value in row]
    source.rows[8][1] = "=1+1"
    filed = write(tmp_path / "2024" / COUNTY / name, written(source.rows))
    assert check(filed, "--annotate", str(tmp_path / "退回")).status == 1
    sheet = openpyxl.load_workbook(tmp_path / "退回" / "小学_校验.xlsx").worksheets[1]
    assert sheet["C9"].value == "约500" and sheet["C9"].comment
    assert sheet["A9"].value == "2142020002"
    assert (sheet["B9"].value, sheet["B9"].data_type) == ("=1+1", "s")


def test_no_annotated_copy_goes_among_the_filings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filed = write(tmp_path / "2024" / COUNTY / "a.xlsx", EXPORT_2024.read_bytes())
    for path in (filed, filed.parent, tmp_path / "2024"):
        assert cli.main(["check", str(path), "--annotate", str(filed.parent)]) == 2
        assert "among the filings" in capsys.readouterr().err
