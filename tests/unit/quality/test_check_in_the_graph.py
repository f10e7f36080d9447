"""What a check in the graph says: how many rows fail, the first place, what to do, in both languages."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from orchestration.defs.quality import check_result, findings_table
from orchestration.quality.catalogue import Expectation, load_catalogue
from orchestration.quality.outcome import CheckOutcome, outcomes
from orchestration.settings import PROJECT_DIR, Settings

FINDING = {
    "school_year": 2024,
    "county_code": "421202",
    "path": "2024/421202/坏|文件.xlsx",
    "src_sheet": "",
    "cell": None,
    "message_en": "The file is no workbook.",
    "message_zh": "不是工作簿。",
    "remedy_en": "Save it anew.",
    "remedy_zh": "重新保存。",
}
KEY = dg.AssetCheckKey(dg.AssetKey(["landing", "refusals"]), "refusals__file_readable")


@pytest.fixture(scope="module")
def expectation() -> Expectation:
    suites = load_catalogue(PROJECT_DIR / "expectations", "landing")
    return next(each for suite in suites for each in suite.expectations if each.id == "file-readable")


def _result(
    expectation: Expectation, *statuses: tuple[str, int], page: str | None = None
) -> dg.AssetCheckResult:
    rows = [
        {
            "expectation_id": "file-readable",
            "status": status,
            "rows_checked": 10,
            "rows_failing": failing if status != "ERROR" else None,
            "error": "no such table" if status == "ERROR" else None,
        }
        for status, failing in statuses
    ]
    failing = {"file-readable": [FINDING]} if any(failing for _, failing in statuses) else {}
    found = outcomes(rows, failing).get("file-readable", CheckOutcome())
    settings = Settings(Path("/raw"), Path("/warehouse"), quality_page=page)
    return check_result(settings, "landing", KEY, expectation, found)


def test_a_failing_check_names_the_place_and_the_remedy(expectation: Expectation) -> None:
    result = _result(expectation, ("PASS", 0), ("FAIL", 3), page="http://127.0.0.1:3001/index.html")
    assert (result.passed, result.severity) == (False, dg.AssetCheckSeverity.ERROR)
    shown = {name: value.value for name, value in result.metadata.items()}
    assert (shown["rows_failing"], shown["rows_checked"]) == (3, 20)
    assert shown["file"] == "2024/421202/坏|文件.xlsx" and "sheet" not in shown
    assert shown["remedy"] == "Save it anew.\n重新保存。"
    assert shown["quality_page"] == "http://127.0.0.1:3001/index.html#landing-file-readable"
    said = str(result.description)
    assert (
        "Rows that fail: 3. 未通过：3 行" in said
        and expectation.fix.en in said
        and expectation.fix.zh in said
    )


def test_a_passing_check_says_what_it_looked_at(expectation: Expectation) -> None:
    result = _result(expectation, ("PASS", 0))
    assert result.passed and "10" in str(result.description)
    assert set(result.metadata) == {"rows_failing", "rows_checked"}


def test_a_check_that_crashed_or_never_ran_did_not_pass(expectation: Expectation) -> None:
    crashed = _result(expectation, ("ERROR", 0))
    assert not crashed.passed and "no such table" in str(crashed.description)
    unknown = _result(expectation)
    assert not unknown.passed and "没有检查结果" in str(unknown.description)


def test_findings_make_a_table_whatever_they_hold() -> None:
    lines = findings_table([{**FINDING, "message_en": "a <b>\nnew line"}]).splitlines()
    assert len(lines) == 3
    assert "坏\\|文件.xlsx" in lines[2] and "a &lt;b> new line" in lines[2]
    assert len({line.replace("\\|", "").count("|") for line in lines}) == 1
