"""What a county sends twice, corrects or moves to another code, from its files to the marts.

What belongs here: stories that only landing, gate and models together can tell, in one warehouse.
What does not: which file stands (tests/unit/submissions/folders/test_time.py), what a single expectation
finds, the rules of the verdict.

The county is 咸安区 of the golden filings. In 2024 it sends 小学明细 of two schools again, without a
manifest and with another enrolment; its list of rooms twice, the same; and one school under a new
code, as a recorded change of type. Its export lies in a neighbour's folder as well. Its ledgers say what is
done about what failed in 2023.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from orchestration.settings import Settings
from tests.support import dbt, warehouse
from tests.unit.submissions.filings import (
    COLLECTION_2023,
    COLLECTION_2024,
    COUNTY,
    EXPORT_2023,
    EXPORT_2024,
    changed,
    file_in,
)
from tests.unit.submissions.folders.test_ledgers import as_yaml
from tests.unit.submissions.folders.test_ledgers import sheet as ledger_sheet

#: Two schools of 小学明细 that are sent again, one of them as it was.
DOUBTED, SAME = "2142020002", "2142020003"
NEIGHBOUR = "211221"
#: A school whose directory row gives it to a county that does not list it.
MISTYPED = "3442020004"
#: A school that goes on under another code.
OLD, NEW = "3142020016", "3142029916"


def _sent_again(workbook: Any) -> None:
    for name in workbook.sheetnames:
        if name != "小学明细":
            del workbook[name]
    sheet = workbook["小学明细"]
    for row in range(sheet.max_row, 7, -1):
        if sheet.cell(row, 1).value not in (DOUBTED, SAME):
            sheet.delete_rows(row)
        elif sheet.cell(row, 1).value == DOUBTED:
            sheet.cell(row, 3).value = 640


def _recoded(workbook: Any) -> None:
    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == OLD:
                    cell.value = NEW


def _mistyped(workbook: Any) -> None:
    """A row of another county. No title names the county: intake would reject a neighbour's copy whole."""
    _recoded(workbook)
    for sheet in workbook:
        sheet["A1"].value = sheet["A1"].value.removeprefix("咸安区")
    for row in workbook["学校名录"].iter_rows():
        if row[0].value == MISTYPED:
            next(cell for cell in row if str(cell.value) == COUNTY).value = "421299"


def _with_change(workbook: Any) -> None:
    _recoded(workbook)
    sheet = workbook.create_sheet("学校变动")
    sheet.append(["咸安区学校变动情况（2024学年）"])
    sheet.append(["学校标识码", "学校名称", "变动类型", "生效日期", "关联学校标识码", "依据文件"])
    sheet.append([OLD, "马桥镇麻塘学校", "变更类型", "2024-08-20", NEW, "咸安区教育局〔2024〕1号"])


def _foreseen(workbook: Any) -> None:
    _recoded(workbook)
    workbook["小学明细"]["C9"].value = 600


def _rooms_again(workbook: Any) -> None:
    for name in workbook.sheetnames:
        if name != "专用教室":
            del workbook[name]
    _recoded(workbook)


#: What the county files of its open items: one planned and claimed, one that is not open, a recommendation.
PLAN = {
    "台账类别": "整改",
    "整改措施": "扩建",
    "责任单位": "区住建局",
    "责任岗位": "局长",
    "部署日期": "2023-11-01",
    "完成期限": "2024-08-31",
    "申报完成日期": "2024-06-01",
}
CLAIMED, NOT_OPEN, RECOMMENDED = "G3.3142020012.music", "R1.2142020002.primary", "督-1"
RECORDS = [
    {**PLAN, "事项编号": CLAIMED},
    {**PLAN, "事项编号": NOT_OPEN, "责任岗位": "王芳"},
]
RECOMMENDATION = {
    "事项编号": RECOMMENDED,
    "台账类别": "督导意见",
    "学校标识码": DOUBTED,
    "事项": "完善档案",
    "立项日期": "2024-10-10",
    "核验日期": "2024-12-20",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The warehouse after landing, gate and dbt."""
    folder = tmp_path_factory.mktemp("over_time")
    here = Settings.from_environment(folder / "raw", folder / "warehouse")
    settings = replace(here, as_of=date(2025, 3, 1))
    file_in(folder / "raw", {"明细.xlsx": EXPORT_2023, "采集表.xlsx": COLLECTION_2023}, 2023)
    now: dict[str, bytes | Path] = {
        "明细.xlsx": changed(EXPORT_2024, _mistyped),
        "采集表.xlsx": changed(COLLECTION_2024, _with_change),
        "补报.xlsx": changed(EXPORT_2024, _sent_again),
        "专用教室再报.xlsx": changed(COLLECTION_2024, _rooms_again),
        "明细（副本）.xlsx": b"",
        "预报.xlsx": changed(EXPORT_2024, _foreseen),
        "manifest.yaml": (
            "files:\n  采集表.xlsx: {received_at: 2025-04-02}\n  预报.xlsx: {state: preliminary}\n"
        ).encode(),
    }
    now["明细（副本）.xlsx"] = now["明细.xlsx"]
    now |= {"整改台账.xlsx": ledger_sheet(*RECORDS), "ledger.yaml": as_yaml(RECOMMENDATION)}
    file_in(folder / "raw", now, 2024)
    file_in(folder / "raw", {"明细.xlsx": now["明细.xlsx"]}, 2024, NEIGHBOUR)
    warehouse.built(settings)
    return settings


def _rows(built: Settings, table: str, **values: object) -> list[dict[str, Any]]:
    rows = dbt.read_mart(built.warehouse_dir, table)
    return [row for row in rows if all(row[name] == value for name, value in values.items())]


def _findings(built: Settings, rule: str) -> list[dict[str, Any]]:
    file = built.quality_dir / "landing" / "dq_finding" / "2024.parquet"
    return [row for row in pq.read_table(file).to_pylist() if row["expectation_id"] == rule]


NATIONAL = {"school_year": 2024, "standard_id": "national-quality-2017", "county_code": COUNTY}


def test_two_finals_that_differ_leave_the_school_undecided(built: Settings) -> None:
    found = _findings(built, "fact-values-agree")
    assert {(row["school_code"], row["severity"]) for row in found} == {(DOUBTED, "critical")}
    assert {row["path"] for row in found} == {f"2024/{COUNTY}/明细.xlsx", f"2024/{COUNTY}/补报.xlsx"}
    (section,) = _rows(built, "compliance_school", **NATIONAL, school_code=DOUBTED, stage="primary")
    assert (section["status"], section["students"]) == ("INSUFFICIENT_DATA", None)
    # Neither value, the later nor the earlier, stands for a difference between schools either.
    balance = _rows(built, "balance", **NATIONAL, stage="primary", indicator_id="R1")
    assert [row["status"] for row in balance] == ["INSUFFICIENT_DATA"]


def test_two_finals_that_agree_do_no_harm(built: Settings) -> None:
    assert SAME in {row["school_code"] for row in _findings(built, "fact-filed-once")}
    (section,) = _rows(built, "compliance_school", **NATIONAL, school_code=SAME, stage="primary")
    assert section["students"] == 1619
    assert section["status"] in ("PASS", "FAIL")


def test_a_copy_in_a_neighbours_folder_counts_in_neither_but_its_own(built: Settings) -> None:
    def sections(county: str) -> list[dict[str, Any]]:
        return _rows(built, "compliance_school", **(NATIONAL | {"county_code": county}))

    taken = pq.read_table(built.landing_dir / "quarantine" / "2024.parquet").to_pylist()
    rows = {
        (row["src_sha256"], row["src_sheet"], row["src_row"])
        for row in taken
        if row["county_code"] == NEIGHBOUR
    }
    own = pq.read_table(built.landing_dir / "schools" / "2024.parquet").to_pylist()
    assert {(row["src_sha256"], row["src_sheet"], row["src_row"]) for row in own} == {
        place for place in rows if place[1] == "学校名录"
    }
    assert {row["school_code"] for row in sections(NEIGHBOUR)} == {MISTYPED}
    unplaced = {row["school_code"] for row in sections(COUNTY) if row["reason_code"] == "NOT_IN_DIRECTORY"}
    assert len(sections(COUNTY)) > 20 and unplaced == {MISTYPED}, (
        "a school no county lists stays to be decided"
    )
    (premises,) = [
        row
        for row in _rows(built, "evidence", county_code=COUNTY, entity_id=SAME, indicator_id="R6")
        if (row["school_year"], row["item"]) == (2024, "equipment_value")
    ]
    assert premises["state"] == "used" and premises["path"] == f"2024/{COUNTY}/明细.xlsx"


def test_rooms_listed_twice_count_once(built: Settings) -> None:
    assert _findings(built, "room-lists-agree") == []
    assert _findings(built, "room-list-sent-once")
    rooms = pq.read_table(built.landing_dir / "rooms" / "2024.parquet").to_pylist()
    counted = _rows(built, "rooms", school_year=2024)
    assert len(rooms) == 2 * len(counted) > 0


def test_every_file_tells_its_story(built: Settings) -> None:
    stories = {row["path"].rpartition("/")[2]: row for row in _rows(built, "submissions", school_year=2024)}
    copy = stories["明细（副本）.xlsx"]
    assert (copy["status"], copy["same_as"]) == ("duplicate", f"2024/{COUNTY}/明细.xlsx")
    assert "Sent again" in copy["story_en"] and "重复报送" in copy["story_zh"]
    assert "与 明细.xlsx 完全相同。" in copy["story_zh"]
    foreseen = stories["预报.xlsx"]
    assert foreseen["status"] == "superseded" and "which is final while this file" in foreseen["story_en"]
    assert "改用 明细.xlsx（该文件为正式数据，本文件为预报）" in foreseen["story_zh"]
    assert not _findings(built, "file-final"), "what was replaced asks for nothing"
    late = stories["采集表.xlsx"]
    assert (late["deadline"], late["is_late"]) == ("2025-03-31", True)
    assert "after the deadline 2025-03-31" in late["story_en"] and "晚于截止日期" in late["story_zh"]
    assert {row["path"] for row in _findings(built, "form-in-time")} == {late["path"]}
    assert stories["明细.xlsx"]["findings"] > 0
    (filing,) = _rows(built, "county_filing", school_year=2024, county_code=COUNTY)
    assert (filing["filing_state"], filing["files_late"]) == ("final", 1)


def test_a_school_goes_on_under_its_new_code(built: Settings) -> None:
    (succession,) = _rows(built, "school_succession")
    assert (succession["from_code"], succession["to_code"], succession["source"]) == (OLD, NEW, "filed")
    assert (succession["effective_year"], succession["is_ended"]) == (2024, True)
    (before,) = _rows(built, "school_history", school_code=OLD)
    assert (before["state"], before["ended_by"], before["successor_school_codes"]) == (
        "ENDED",
        "change_type",
        NEW,
    )
    (after,) = _rows(built, "school_history", school_code=NEW)
    assert after["predecessor_school_codes"] == OLD
    # It is not missing, not new, and nothing is to be guessed.
    for rule in ("school-still-filed", "new-school-recorded", "successor-candidate"):
        assert {OLD, NEW}.isdisjoint(row["school_code"] for row in _findings(built, rule)), rule
    assert _rows(built, "compliance_school", **NATIONAL, school_code=OLD) == []


def test_trends_follow_the_new_code(built: Settings) -> None:
    swings = [row for row in _findings(built, "premises-without-swing") if row["school_code"] == NEW]
    assert swings, "the golden filings have this school's premises swing"
    assert all(f"[{OLD} → {NEW}]" in row["message_en"] for row in swings)


def test_the_ledger_goes_on_under_the_new_code(built: Settings) -> None:
    entries = _rows(built, "ledger", standard_id="national-quality-2017", school_code=NEW, opened_year=2023)
    assert entries
    assert {row["opened_school_code"] for row in entries} == {OLD}
    assert 2024 in {row["latest_year"] for row in entries}
    assert _rows(built, "ledger", school_code=OLD) == []


def test_a_claim_that_the_next_filing_refutes_stays_open(built: Settings) -> None:
    (entry,) = _rows(
        built, "ledger", standard_id="national-quality-2017", item_id=CLAIMED, owner_department="住建局"
    )
    assert (entry["state"], entry["life_state"], entry["is_refuted"]) == ("OPEN", "REFUTED", True)
    assert (entry["owner_post"], entry["deadline"], entry["age_years"]) == ("局长", "2024-08-31", 2)
    action = _rows(built, "ledger_action", item_id=CLAIMED)[0]
    assert (action["path"], action["src_sheet"], action["cell"]) == (
        f"2024/{COUNTY}/整改台账.xlsx",
        "整改台账",
        "A4",
    )
    (fault,) = _rows(built, "check_mart_ledger_action", claim="refuted")
    assert (fault["item_id"], fault["path"], fault["cell"]) == (CLAIMED, action["path"], "A4")


def test_an_action_for_an_item_that_is_not_open_is_told_with_its_cell(built: Settings) -> None:
    (fault,) = _rows(built, "check_mart_ledger_action", standing="not open")
    assert (fault["item_id"], fault["cell"]) == (NOT_OPEN, "A5")


def test_a_name_in_place_of_a_post_reaches_no_public_table(built: Settings) -> None:
    (action,) = _rows(built, "ledger_action", item_id=NOT_OPEN)
    assert action["post"] is None and "王芳" not in str(_rows(built, "ledger_action"))
    (found,) = _findings(built, "ledger-post-known")
    assert "王芳" not in str(found) and found["src_row"] == 5


def test_a_recommendation_has_the_same_life(built: Settings) -> None:
    (action,) = _rows(built, "ledger_action", item_id=RECOMMENDED)
    assert (action["kind"], action["life_state"], action["verified_by"]) == (
        "recommendation",
        "VERIFIED",
        "approval",
    )
    assert (action["path"], action["cell"]) == (f"2024/{COUNTY}/ledger.yaml", None)


def test_classes_over_the_limit_are_counted_down(built: Settings) -> None:
    schools = _rows(built, "ledger_count", school_year=2024, standard_id="national-quality-2017")
    county = [row for row in schools if not row["school_code"]]
    assert county and all(row["county_code"] == COUNTY for row in county)
    for total in county:
        of_stage = [row for row in schools if row["school_code"] and row["stage"] == total["stage"]]
        assert total["still_to_go"] == sum(row["still_to_go"] for row in of_stage)
        assert total["over_this_year"] == sum(row["over_this_year"] or 0 for row in of_stage)
