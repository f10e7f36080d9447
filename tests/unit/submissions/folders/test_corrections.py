"""corrections.yaml: what it corrects in either shape, and every way an entry is rejected."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.submissions.contract.rejection import REMEDIES
from orchestration.submissions.folders.dated_records import RecordRules
from orchestration.submissions.folders.intake import land_year
from orchestration.submissions.folders.listing import list_raw
from tests.unit.submissions.filings import (
    COLLECTION_2024,
    COUNTY,
    EXPORT_2024,
    RETURN_2024,
    changed,
    file_in,
    landed,
)

RULES = RecordRules(datetime.date(2024, 12, 1), frozenset({"typing_error", "recount"}))
FOLDER = f"2024/{COUNTY}"
COPY = EXPORT_2024.name.replace(".", "_副本.")

Row = dict[str, Any]


def entry(**said: str) -> Row:
    """A sound correction of 在校生数 of the first primary school, with what is said besides."""
    return {
        "file": EXPORT_2024.name,
        "sheet": "小学明细",
        "cell": "C9",
        "original": "459",
        "corrected": "495",
        "reason": "typing_error",
        "document": "咸教统函〔2024〕7号",
        "requester": "李强",
        "approver": "王芳",
        "on": "2024-10-08",
        "expires": "2025-08-31",
        **said,
    }


def written(*entries: Row) -> bytes:
    """A corrections.yaml of these entries."""
    return yaml.safe_dump(list(entries), allow_unicode=True).encode()


def land(tmp_path: Path, content: bytes, *files: Path, **others: bytes) -> Path:
    """Lands the examples named, or the export, with a corrections.yaml; returns the landing."""
    filed: dict[str, bytes | Path] = {path.name: path for path in files or (EXPORT_2024,)}
    file_in(tmp_path / "raw", filed | others | {"corrections.yaml": content})
    land_year(list_raw(tmp_path / "raw"), tmp_path / "landing", 2024, rules=RULES)
    return tmp_path / "landing"


def only(landing: Path) -> Row:
    """The one row of `corrections`."""
    (row,) = landed(landing, "corrections")
    return row


def rejections(landing: Path) -> list[Row]:
    """What was rejected of corrections.yaml."""
    return [row for row in landed(landing, "refusals") if row["path"].endswith("corrections.yaml")]


def stands(cell: str, sheet: str = "小学明细") -> str:
    """What the example holds in a cell, as text."""
    import openpyxl

    return str(openpyxl.load_workbook(EXPORT_2024)[sheet][cell].value)


ORIGINAL = stands("C9")


@pytest.fixture
def sound() -> Row:
    return entry(original=ORIGINAL)


def test_a_correction_names_the_landing_row_it_concerns(tmp_path: Path, sound: Row) -> None:
    landing = land(tmp_path, written(sound))
    row = only(landing)
    assert rejections(landing) == []
    assert (row["status"], row["why"]) == ("applied", None)
    assert (row["relation"], row["landed_column"]) == ("enrolment", "students")
    assert (row["landed_text"], row["corrected_value"]) == ("495", Decimal(495))
    facts = [
        fact
        for fact in landed(landing, "enrolment")
        if all(fact[name] == row[name] for name in ("src_sha256", "src_sheet", "src_row", "src_field"))
    ]
    (fact,) = facts
    # Landing keeps what was filed.
    assert (fact["students"], fact["school_code"]) == (int(ORIGINAL), row["school_code"])


@pytest.mark.parametrize(
    ("said", "landed_values"),
    [
        # 元 in a sheet whose unit line says 元
        (
            {"file": COLLECTION_2024.name, "sheet": "经费", "cell": "C6", "original": "552,500.00"},
            [("school_finance", "public_funds_allocated_yuan", "495.000000")],
        ),
        # an item whose unit stands in another cell of its row
        (
            {"file": COLLECTION_2024.name, "sheet": "县级指标", "cell": "C5", "original": "850"},
            [("county_facts", "value", "495.000000")],
        ),
        (
            {"file": COLLECTION_2024.name, "sheet": "专用教室", "cell": "E5", "original": "105"},
            [("rooms", "area_m2", "495.000000")],
        ),
        (
            {"file": COLLECTION_2024.name, "sheet": "专用教室", "cell": "C5", "original": "音乐",
             "corrected": "美术"},
            [("rooms", "kind", "art")],
        ),
        (
            {"file": COLLECTION_2024.name, "sheet": "质量监测", "cell": "C5", "original": "0.102",
             "corrected": "12%"},
            [("monitoring", "between_school_variation", "0.120000")],
        ),
        # matrix and record sheets of the 基层报表
        (
            {"file": RETURN_2024.name, "sheet": "教基2106_九年一贯制学校", "cell": "C7", "original": "2"},
            [("class_sizes", "classes", "495")],
        ),
        (
            {"file": RETURN_2024.name, "sheet": "教基1001_九年一贯制学校", "cell": "C8", "original": "312",
             "corrected": "311"},
            [("schools", "school_type_code", "311")],
        ),
        # a name that decides a code: both columns are corrected
        (
            {"file": RETURN_2024.name, "sheet": "教基1001_九年一贯制学校", "cell": "C9",
             "original": "县级教育部门", "corrected": "民办"},
            [("schools", "sponsor_code", "10"), ("schools", "sponsor_name", "民办")],
        ),
        # a flag, in the directory of the export
        (
            {"sheet": "学校名录", "cell": "$j$7", "original": "是", "corrected": "否"},
            [("schools", "is_counted", "false")],
        ),
        # to blank: it was never meant to be filed
        ({"original": ORIGINAL, "corrected": "—"}, [("enrolment", "students", None)]),
    ],
)  # fmt: skip
def test_cells_of_every_shape_can_be_corrected(
    tmp_path: Path, said: Row, landed_values: list[tuple[str, str, str | None]]
) -> None:
    landing = land(tmp_path, written(entry(**said)), EXPORT_2024, COLLECTION_2024, RETURN_2024)
    assert rejections(landing) == []
    rows = landed(landing, "corrections")
    assert {row["status"] for row in rows} == {"applied"}
    found = [(row["relation"], row["landed_column"], row["landed_text"]) for row in rows]
    assert sorted(found) == sorted(landed_values)


def test_the_factor_of_the_cell_holds_for_what_is_corrected(tmp_path: Path) -> None:
    """教学仪器设备资产值 is filed in 万元 and lands in 元."""
    import openpyxl

    sheet = openpyxl.load_workbook(EXPORT_2024)["办学条件"]
    letters = next(
        cell.column_letter
        for row in sheet.iter_rows(max_row=6)
        for cell in row
        if "教学仪器" in str(cell.value)
    )
    cell = f"{letters}9"
    said = {"sheet": "办学条件", "cell": cell, "original": stands(cell, "办学条件"), "corrected": "12.5"}
    assert only(land(tmp_path, written(entry(**said))))["landed_text"] == "125000.000000"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("CORRECTION_UNMET", {"original": "1"}),
        ("CORRECTION_UNMET", {"original": ""}),
        ("CORRECTION_NO_CELL", {"file": "没有此文件.xlsx"}),
        ("CORRECTION_NO_CELL", {"sheet": "小学"}),
        ("CORRECTION_NO_CELL", {"cell": "C"}),
        ("CORRECTION_NO_CELL", {"cell": "C9000"}),
        ("CORRECTION_NO_CELL", {"cell": "ZZ9"}),
        ("CORRECTION_NO_CELL", {"cell": "C1", "original": ""}),
        ("CORRECTION_NO_CELL", {"cell": "C8", "original": stands("C8")}),
        ("CORRECTION_OF_KEY", {"cell": "A9", "original": stands("A9")}),
        ("CORRECTION_UNAPPROVED", {"approver": "李 强"}),
        ("CORRECTION_REASON", {"reason": "because"}),
        ("CORRECTION_UNREADABLE", {"corrected": "约500"}),
        ("CORRECTION_UNREADABLE", {"corrected": "500.5"}),
        ("CORRECTIONS_FAULT", {"expires": "2024-09-01"}),
        ("CORRECTIONS_FAULT", {"expires": "2024/12/31"}),
        ("CORRECTIONS_FAULT", {"document": " "}),
        ("CORRECTIONS_FAULT", {"remark": "x"}),
    ],
)
def test_an_entry_that_does_not_hold_is_rejected(tmp_path: Path, code: str, said: dict[str, str]) -> None:
    landing = land(tmp_path, written(entry(**{"original": ORIGINAL} | said)))
    (rejection,) = rejections(landing)
    assert rejection["code"] == code
    assert rejection["path"] == f"{FOLDER}/corrections.yaml"
    assert "corrections.yaml, entry 1 (line 1)" in rejection["message"]
    assert rejection["remedy"] == REMEDIES[code]
    assert all(row["status"] == "refused" and row["why"] for row in landed(landing, "corrections"))


def test_an_unmet_original_says_what_stands_there(tmp_path: Path) -> None:
    landing = land(tmp_path, written(entry(original="1")))
    (rejection,) = rejections(landing)
    assert rejection["raw"] == ORIGINAL
    assert f"{EXPORT_2024.name} › 小学明细 › C9: «{ORIGINAL}» stands there" in rejection["message"]


@pytest.mark.parametrize(
    "content", [b"- file: [", b"records: []", b"text", b"\xff\xfe\x00", b"- - a", b"[" * 5000]
)
def test_a_file_that_is_no_list_of_entries_is_rejected(tmp_path: Path, content: bytes) -> None:
    landing = land(tmp_path, content)
    (rejection,) = rejections(landing)
    assert rejection["code"] == "CORRECTIONS_FAULT"
    assert "corrections.yaml" in rejection["message"]
    assert landed(landing, "corrections") == []


@pytest.mark.parametrize("content", [b"", b"# nothing yet\n", b"[]", b"corrections: []", b"corrections:\n"])
def test_a_file_without_entries_says_nothing(tmp_path: Path, content: bytes) -> None:
    assert rejections(land(tmp_path, content)) == []


def test_two_corrections_of_one_cell_are_both_rejected(tmp_path: Path, sound: Row) -> None:
    landing = land(tmp_path, written(sound, sound | {"cell": "c9", "corrected": "496"}))
    assert [row["code"] for row in rejections(landing)] == ["CORRECTION_TWICE"] * 2
    assert {row["status"] for row in landed(landing, "corrections")} == {"refused"}
    assert len({row["correction_id"] for row in landed(landing, "corrections")}) == 2


def test_an_expired_entry_applies_no_more_and_may_be_renewed(tmp_path: Path, sound: Row) -> None:
    expired = sound | {"expires": "2024-11-30", "approver": "赵敏"}
    assert only(land(tmp_path / "a", written(expired)))["status"] == "expired"
    landing = land(tmp_path / "b", written(expired, sound))
    assert rejections(landing) == []
    assert [row["status"] for row in landed(landing, "corrections")] == ["expired", "applied"]


def test_an_entry_holds_through_the_day_it_names(tmp_path: Path, sound: Row) -> None:
    assert only(land(tmp_path, written(sound | {"expires": "2024-12-01"})))["status"] == "applied"


def test_the_list_may_stand_under_its_name_and_in_gb18030(tmp_path: Path, sound: Row) -> None:
    text = yaml.safe_dump({"corrections": [sound]}, allow_unicode=True)
    assert only(land(tmp_path, text.encode("gb18030")))["status"] == "applied"


def test_values_are_the_text_that_was_typed(tmp_path: Path) -> None:
    """YAML itself would read 0211 as 137, and 是 and 1_000 as it likes."""
    said = entry(sheet="学校名录", cell="D8", original="211")
    text = written(said).decode().replace("corrected: '495'", "corrected: 0211")
    (rejection,) = rejections(land(tmp_path, text.encode()))
    assert "«0211» has 4 digits" in rejection["message"]


def _rejected_cell(workbook: Any) -> None:
    workbook["小学明细"]["C9"] = "约500"


def test_a_rejected_cell_is_closed_by_its_correction(tmp_path: Path) -> None:
    filed = {"学校明细.xlsx": changed(EXPORT_2024, _rejected_cell)}
    said = entry(file="学校明细.xlsx", original="约500", corrected="500")
    landing = land(tmp_path, written(said), COLLECTION_2024, **filed)
    row = only(landing)
    assert row["status"] == "applied"
    (rejected,) = landed(landing, "refusals")
    assert (rejected["raw"], rejected["correction_id"]) == ("约500", row["correction_id"])
    (submission,) = (
        each for each in landed(landing, "submissions") if each["path"].endswith("学校明细.xlsx")
    )
    assert submission["status"] == "accepted"
    assert "corrections.yaml" in submission["why"]


def _rejected_and_noticed_cells(workbook: Any) -> None:
    sheet = workbook["小学明细"]
    sheet["C9"], sheet["C10"] = "约500", f"{sheet['C10'].value}人"


def test_a_notice_keeps_no_corrected_file_open(tmp_path: Path) -> None:
    filed = {"学校明细.xlsx": changed(EXPORT_2024, _rejected_and_noticed_cells)}
    said = entry(file="学校明细.xlsx", original="约500", corrected="500")
    landing = land(tmp_path, written(said), COLLECTION_2024, **filed)
    found = {row["code"]: (row["is_notice"], row["correction_id"]) for row in landed(landing, "refusals")}
    assert found == {
        "NOT_A_NUMBER": (False, only(landing)["correction_id"]),
        "UNIT_IN_CELL": (True, None),
    }
    (submission,) = (
        each for each in landed(landing, "submissions") if each["path"].endswith("学校明细.xlsx")
    )
    assert submission["status"] == "accepted"
    assert submission["why"].startswith("cells that could not be read and are corrected: 1 ")


def test_a_cell_of_a_file_that_is_not_read_cannot_be_corrected(tmp_path: Path, sound: Row) -> None:
    said = sound | {"file": COPY}
    landing = land(tmp_path, written(said), EXPORT_2024, **{COPY: EXPORT_2024.read_bytes()})
    (rejection,) = rejections(landing)
    assert rejection["code"] == "CORRECTION_NO_CELL"
    assert "the same bytes as" in rejection["message"]


def test_without_the_registry_no_reason_is_known(tmp_path: Path, sound: Row) -> None:
    file_in(tmp_path / "raw", {EXPORT_2024.name: EXPORT_2024, "corrections.yaml": written(sound)})
    land_year(list_raw(tmp_path / "raw"), tmp_path / "landing", 2024)
    assert [row["code"] for row in rejections(tmp_path / "landing")] == ["CORRECTION_REASON"]


def test_names_of_persons_stand_nowhere_but_in_their_columns(tmp_path: Path) -> None:
    landing = land(tmp_path, written(entry(original="1", approver="李强"), entry(cell="C10", original="x")))
    for row in rejections(landing):
        assert "李强" not in str(row) and "王芳" not in str(row)
    for row in landed(landing, "corrections"):
        assert "李强" not in row["why"] and "王芳" not in row["why"]
