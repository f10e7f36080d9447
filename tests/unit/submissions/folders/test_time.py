"""Files sent again, in part, in several states, in the wrong place: which stands, and what is said of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from orchestration.submissions.folders.intake import land_year
from orchestration.submissions.folders.listing import list_raw
from tests.unit.submissions.filings import (
    COLLECTION_2024,
    COUNTY,
    EXPORT_2023,
    EXPORT_2024,
    RETURN_2024,
    changed,
    file_in,
    land,
    landed,
)

OTHER_COUNTY = "211221"
#: The schools of the first three rows of 小学明细, 9 to 11.
FIRST, SECOND, THIRD = "2142020002", "2142020003", "3442020004"
FACTS = (
    "schools",
    "enrolment",
    "class_sizes",
    "teachers",
    "premises",
    "rooms",
    "school_finance",
    "county_facts",
)


def resent(students: dict[int, int], sheet_name: str = "小学明细") -> bytes:
    """小学明细 alone with the schools of these rows of the export, and their enrolment."""

    def change(workbook: Any) -> None:
        for name in workbook.sheetnames:
            if name != sheet_name:
                del workbook[name]
        sheet = workbook[sheet_name]
        for row, count in students.items():
            sheet.cell(row, 3).value = count
        for row in range(sheet.max_row, 7, -1):
            if row not in students:
                sheet.delete_rows(row)

    return changed(EXPORT_2024, change)


def without_year(path: Path) -> bytes:
    """A workbook whose titles state no year, otherwise as it was."""

    def change(workbook: Any) -> None:
        for sheet in workbook:
            for row in sheet.iter_rows(1, 3):
                for cell in row:
                    if isinstance(cell.value, str) and "20" in cell.value:
                        cell.value = "年报"

    return changed(path, change)


def manifest(*lines: str) -> bytes:
    """A manifest with these lines under `files`."""
    return "\n".join(["files:", *(f"  {line}" for line in lines)]).encode()


def stories(landing: Path, school_year: int = 2024) -> dict[str, dict[str, Any]]:
    """The files of a year by name."""
    return {row["path"].rpartition("/")[2]: row for row in landed(landing, "submissions", school_year)}


def students(landing: Path) -> dict[str, int]:
    """Primary students by school, of every row that landed."""
    rows = [
        row
        for row in landed(landing, "enrolment")
        if (row["stage"], row["grade"], row["student_group"]) == ("primary", "all", "all")
        and row["src_shape"] == "export"
    ]
    assert len({row["school_code"] for row in rows}) == len(rows), "a school stands twice"
    return {row["school_code"]: row["students"] for row in rows}


def facts(landing: Path, school_year: int = 2024) -> dict[str, list[dict[str, Any]]]:
    """All facts of a year, without the file they come from."""
    return {
        name: [
            {key: value for key, value in row.items() if key != "src_sha256"}
            for row in landed(landing, name, school_year)
        ]
        for name in FACTS
    }


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The landing of the export alone."""
    return land(tmp_path_factory.mktemp("plain"), {"a.xlsx": EXPORT_2024})


def test_a_file_tells_what_landed_of_it(tmp_path: Path) -> None:
    landing = land(tmp_path, {"a.xlsx": EXPORT_2024, "b.xlsx": COLLECTION_2024})
    for name in ("a.xlsx", "b.xlsx"):
        story = stories(landing)[name]
        own = {
            relation: [row for row in landed(landing, relation) if row["src_sha256"] == story["sha256"]]
            for relation in (*FACTS, "monitoring", "attestations", "vetoes", "changes")
        }
        assert story["rows_landed"] == sum(map(len, own.values())) > 100
        codes = {row.get("school_code") for name in FACTS for row in own[name]} - {None}
        assert story["schools"] == len(codes) > 10
        assert (story["same_as"], story["superseded_by"]) == (None, None)


def test_a_chain_of_three_whole_files_leaves_the_last(tmp_path: Path, plain: Path) -> None:
    said = manifest("c.xlsx: {supersedes: b.xlsx}", "b.xlsx: {supersedes: a.xlsx}")
    files: dict[str, bytes | Path] = {
        "a.xlsx": resent({9: 1}),
        "b.xlsx": resent({9: 2}),
        "c.xlsx": EXPORT_2024,
        "manifest.yaml": said,
    }
    landing = land(tmp_path, files)
    assert facts(landing) == facts(plain)
    found = {name: (row["status"], row["rows_landed"]) for name, row in stories(landing).items()}
    assert found == {
        "a.xlsx": ("superseded", 0),
        "b.xlsx": ("superseded", 0),
        "c.xlsx": ("accepted", stories(plain)["a.xlsx"]["rows_landed"]),
    }
    assert stories(landing)["a.xlsx"]["superseded_by"] == f"2024/{COUNTY}/b.xlsx"
    assert stories(landing)["a.xlsx"]["why"] == "replaced by b.xlsx, as manifest.yaml says"


def test_a_chain_of_three_where_each_corrects_a_part(tmp_path: Path, plain: Path) -> None:
    """The last file corrects a school of the first that the second does not mention."""
    said = manifest(
        "c.xlsx: {supersedes: b.xlsx, partial: true}", "b.xlsx: {supersedes: a.xlsx, partial: true}"
    )
    files: dict[str, bytes | Path] = {
        "a.xlsx": EXPORT_2024,
        "b.xlsx": resent({9: 501, 10: 502}),
        "c.xlsx": resent({10: 702, 11: 703}),
        "manifest.yaml": said,
    }
    landing = land(tmp_path, files)
    assert students(landing) == {**students(plain), FIRST: 501, SECOND: 702, THIRD: 703}
    assert landed(landing, "totals") == [
        row for row in landed(landing, "totals") if row["src_sha256"] == stories(landing)["c.xlsx"]["sha256"]
    ]


def test_what_replaces_a_part_wholly_still_replaces_only_parts_of_the_first(
    tmp_path: Path, plain: Path
) -> None:
    said = manifest("c.xlsx: {supersedes: b.xlsx}", "b.xlsx: {supersedes: a.xlsx, partial: true}")
    files: dict[str, bytes | Path] = {
        "a.xlsx": EXPORT_2024,
        "b.xlsx": resent({9: 501, 10: 502}),
        "c.xlsx": resent({10: 702}),
        "manifest.yaml": said,
    }
    landing = land(tmp_path, files)
    assert students(landing) == {**students(plain), SECOND: 702}
    assert stories(landing)["b.xlsx"]["status"] == "superseded"


def test_a_partial_file_of_one_sheet_leaves_the_other_sheets(tmp_path: Path, plain: Path) -> None:
    codes = sorted(students(plain))
    said = manifest("b.xlsx: {supersedes: a.xlsx, partial: true}")
    resubmitted = resent({9 + place: 100 + place for place in range(len(codes))})
    landing = land(tmp_path, {"a.xlsx": EXPORT_2024, "b.xlsx": resubmitted, "manifest.yaml": said})
    assert sorted(students(landing).values()) == [100 + place for place in range(len(codes))]
    for name in ("schools", "premises"):
        assert landed(landing, name) == landed(plain, name)


def test_a_partial_file_may_withdraw_schools(tmp_path: Path, plain: Path) -> None:
    said = manifest(f'b.xlsx: {{supersedes: a.xlsx, partial: true, withdrawn: ["{SECOND}"]}}')
    landing = land(tmp_path, {"a.xlsx": EXPORT_2024, "b.xlsx": resent({9: 501}), "manifest.yaml": said})
    rest = {code: count for code, count in students(plain).items() if code != SECOND}
    assert students(landing) == {**rest, FIRST: 501}
    for name in ("schools", "premises", "teachers", "class_sizes"):
        assert SECOND in {row["school_code"] for row in landed(plain, name)}
        assert SECOND not in {row["school_code"] for row in landed(landing, name)}
    assert "rows of schools withdrawn by b.xlsx, as manifest.yaml says" in stories(landing)["a.xlsx"]["why"]
    assert landed(landing, "refusals") == []


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ('{supersedes: a.xlsx, partial: true, withdrawn: ["2142029999"]}', "stands in none of the files"),
        (f'{{supersedes: a.xlsx, partial: true, withdrawn: ["{FIRST}"]}}', "yet b.xlsx states it"),
        (f'{{supersedes: a.xlsx, withdrawn: ["{FIRST}"]}}', "says nothing without supersedes and partial"),
        ("{supersedes: a.xlsx, partial: true, withdrawn: [2142020002]}", "a list of school codes"),
        (f'{{supersedes: a.xlsx, partial: true, withdrawn: "{FIRST}"}}', "must be a list"),
    ],
)
def test_a_withdrawal_that_cannot_be_is_rejected(tmp_path: Path, said: str, message: str) -> None:
    files: dict[str, bytes | Path] = {
        "a.xlsx": EXPORT_2024,
        "b.xlsx": resent({9: 501}),
        "manifest.yaml": manifest(f"b.xlsx: {said}"),
    }
    (rejection,) = landed(land(tmp_path, files), "refusals")
    assert rejection["code"] == "MANIFEST_FAULT"
    assert message in rejection["message"] and "files.b.xlsx.withdrawn" in rejection["message"]


def test_final_replaces_preliminary_where_both_say_a_school(tmp_path: Path, plain: Path) -> None:
    said = manifest("a.xlsx: {state: preliminary}")
    landing = land(
        tmp_path, {"a.xlsx": EXPORT_2024, "b.xlsx": resent({9: 501, 10: 502}), "manifest.yaml": said}
    )
    assert students(landing) == {**students(plain), FIRST: 501, SECOND: 502}
    story = stories(landing)["a.xlsx"]
    assert (story["status"], story["state"]) == ("accepted", "preliminary")
    assert "rows replaced by b.xlsx, which is final while this file is preliminary" in story["why"]


def test_final_silence_is_not_filled_from_preliminary(tmp_path: Path) -> None:
    """A school and form that the final file states is stated by it alone, blanks and missing columns too."""

    def without_a_column(workbook: Any) -> None:
        sheet = workbook["小学明细"]
        assert sheet["T5"].value == "高中阶段"
        for row in (5, *range(8, 28)):
            sheet.cell(row, 20).value = None

    files: dict[str, bytes | Path] = {
        "a.xlsx": EXPORT_2024,
        "b.xlsx": changed(EXPORT_2024, without_a_column),
        "manifest.yaml": manifest("a.xlsx: {state: preliminary}"),
    }
    landing = land(tmp_path / "both", files)
    alone = land(tmp_path / "alone", {"b.xlsx": files["b.xlsx"]})
    assert facts(landing) == facts(alone)
    story = stories(landing)["a.xlsx"]
    assert (story["status"], story["rows_landed"]) == ("superseded", 0)
    assert {row["sha256"] for row in landed(landing, "submission_fields")} == {
        stories(landing)["b.xlsx"]["sha256"]
    }


def test_a_notice_keeps_no_replaced_file_open(tmp_path: Path) -> None:
    """A sheet that is no form was not refused: with the rows, what was wrong with them is replaced too."""

    def with_a_fault_and_a_cover(workbook: Any) -> None:
        workbook["小学明细"]["C9"] = "约500"
        workbook.create_sheet("封面")["A1"] = "2024学年学校明细"

    files: dict[str, bytes | Path] = {
        "a.xlsx": changed(EXPORT_2024, with_a_fault_and_a_cover),
        "b.xlsx": EXPORT_2024,
        "manifest.yaml": manifest("a.xlsx: {state: preliminary}"),
    }
    landing = land(tmp_path, files)
    story = stories(landing)["a.xlsx"]
    assert (story["status"], story["rows_landed"]) == ("superseded", 0)
    assert landed(landing, "refusals") == []


def test_a_final_return_replaces_the_preliminary_export_of_its_school(tmp_path: Path) -> None:
    """Where both count the export wins: between states it must not."""
    files: dict[str, bytes | Path] = {
        "a.xlsx": EXPORT_2024,
        "b.xlsx": RETURN_2024,
        "manifest.yaml": manifest("a.xlsx: {state: preliminary}"),
    }
    landing = land(tmp_path, files)
    returned = stories(landing)["b.xlsx"]["sha256"]
    (code,) = {row["school_code"] for row in landed(landing, "schools") if row["src_sha256"] == returned}
    said = [
        (row["stage"], row["src_sha256"] == returned)
        for row in landed(landing, "enrolment")
        if row["school_code"] == code and (row["grade"], row["student_group"]) == ("all", "all")
    ]
    assert said and all(by_return for _, by_return in said)


def test_preliminary_alone_stands(tmp_path: Path, plain: Path) -> None:
    files: dict[str, bytes | Path] = {
        "a.xlsx": EXPORT_2024,
        "manifest.yaml": manifest("a.xlsx: {state: preliminary}"),
    }
    landing = land(tmp_path, files)
    assert facts(landing) == facts(plain)
    assert stories(landing)["a.xlsx"]["state"] == "preliminary"


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ((), "a.xlsx"),
        (("a.xlsx: {state: preliminary}",), "b.xlsx"),
        (("b.xlsx: {supersedes: old.xlsx, partial: true}",), "b.xlsx"),
    ],
)
def test_of_two_copies_the_one_is_read_of_which_the_manifest_says_most(
    tmp_path: Path, plain: Path, said: tuple[str, ...], read: str
) -> None:
    files: dict[str, bytes | Path] = {"a.xlsx": EXPORT_2024, "b.xlsx": EXPORT_2024}
    if said:
        files |= {"manifest.yaml": manifest(*said), "old.xlsx": resent({9: 1})}
    landing = land(tmp_path, files)
    if not said:
        assert facts(landing) == facts(plain)
    copy = ({"a.xlsx", "b.xlsx"} - {read}).pop()
    assert stories(landing)[read]["status"] == "accepted"
    assert (stories(landing)[copy]["status"], stories(landing)[copy]["same_as"]) == (
        "duplicate",
        f"2024/{COUNTY}/{read}",
    )


def test_a_copy_of_a_replaced_file_is_replaced_with_it(tmp_path: Path, plain: Path) -> None:
    """Otherwise the copy would bring back what the county took back."""
    files: dict[str, bytes | Path] = {
        "a.xlsx": resent({9: 1}),
        "b.xlsx": EXPORT_2024,
        "manifest.yaml": manifest("b.xlsx: {supersedes: a.xlsx}"),
    }
    files["a 副本.xlsx"] = files["a.xlsx"]
    landing = land(tmp_path, files)
    assert facts(landing) == facts(plain)
    copy = stories(landing)["a 副本.xlsx"]
    assert copy["status"] == "duplicate"
    assert copy["why"] == "the same bytes as a.xlsx, which b.xlsx replaces, as manifest.yaml says"


def test_a_county_may_go_back_to_what_it_had_sent_first(tmp_path: Path, plain: Path) -> None:
    said = manifest("c.xlsx: {supersedes: b.xlsx}", "b.xlsx: {supersedes: a.xlsx}")
    files: dict[str, bytes | Path] = {
        "a.xlsx": EXPORT_2024,
        "b.xlsx": resent({9: 1}),
        "c.xlsx": EXPORT_2024,
        "manifest.yaml": said,
    }
    landing = land(tmp_path, files)
    assert facts(landing) == facts(plain)
    assert stories(landing)["c.xlsx"]["status"] == "accepted"


def _land_two_years(tmp_path: Path, before: bytes | Path, now: bytes | Path) -> Path:
    file_in(tmp_path / "raw", {"去年.xlsx": before}, 2023)
    file_in(tmp_path / "raw", {"今年.xlsx": now}, 2024)
    for year in (2023, 2024):
        land_year(list_raw(tmp_path / "raw"), tmp_path / "landing", year)
    return tmp_path / "landing"


def test_last_years_file_is_rejected_though_it_states_no_year(tmp_path: Path) -> None:
    content = without_year(EXPORT_2023)
    landing = _land_two_years(tmp_path, content, content)
    assert stories(landing, 2023)["去年.xlsx"]["status"] == "accepted"
    story = stories(landing)["今年.xlsx"]
    assert (story["status"], story["same_as"]) == ("refused", f"2023/{COUNTY}/去年.xlsx")
    assert all(not rows for rows in facts(landing).values())
    rejections = landed(landing, "refusals")
    assert {row["code"] for row in rejections} == {"EARLIER_FILE_AGAIN"}
    assert all(f"2023/{COUNTY}/去年.xlsx" in row["message"] for row in rejections)


def test_a_file_that_states_its_year_is_read_where_it_belongs(tmp_path: Path) -> None:
    """This year's file also lies in last year's folder: it is last year's folder that is wrong."""
    landing = _land_two_years(tmp_path, EXPORT_2024, EXPORT_2024)
    assert stories(landing, 2023)["去年.xlsx"]["status"] == "refused"
    assert {row["code"] for row in landed(landing, "refusals", 2023)} == {"WRONG_YEAR"}
    assert stories(landing)["今年.xlsx"]["status"] == "accepted"


def test_an_earlier_file_is_noticed_when_the_year_is_read_again(tmp_path: Path) -> None:
    """The reading is cached: what other folders hold must be part of what is remembered."""
    content = without_year(EXPORT_2024)
    file_in(tmp_path / "raw", {"a.xlsx": content}, 2024)
    for expected in ("accepted", "refused", "accepted"):
        land_year(list_raw(tmp_path / "raw"), tmp_path / "landing", 2024)
        assert stories(tmp_path / "landing")["a.xlsx"]["status"] == expected
        if expected == "accepted":
            folder = file_in(tmp_path / "raw", {"b.xlsx": content}, 2022)
        else:
            (folder / "b.xlsx").unlink()


def test_the_county_sheets_of_a_file_in_two_counties_belong_to_neither(tmp_path: Path) -> None:
    for county in (COUNTY, OTHER_COUNTY):
        file_in(tmp_path / "raw", {"采集表.xlsx": COLLECTION_2024}, 2024, county)
    land_year(list_raw(tmp_path / "raw"), tmp_path / "landing", 2024)
    landing = tmp_path / "landing"
    for name in ("county_facts", "attestations", "monitoring", "vetoes"):
        assert landed(landing, name) == []
    paths = {f"2024/{county}/采集表.xlsx" for county in (COUNTY, OTHER_COUNTY)}
    for row in landed(landing, "submissions"):
        assert row["same_as"] == (paths - {row["path"]}).pop()
        assert row["status"] == "partial"
    unclear = [row for row in landed(landing, "refusals") if row["code"] == "COUNTY_UNCLEAR"]
    assert {row["path"] for row in unclear} == paths
    assert {row["src_sheet"] for row in unclear} == {"县级指标", "佐证材料", "质量监测", "一票否决"}
    # Sheets of schools say whose they are by the codes in them.
    assert {row["county_code"] for row in landed(landing, "rooms")} == {COUNTY, OTHER_COUNTY}


def test_a_directory_in_two_counties_is_read_in_both(tmp_path: Path) -> None:
    """The sheet names the county of every school: the gate sets the wrong ones aside."""
    for county in (COUNTY, OTHER_COUNTY):
        file_in(tmp_path / "raw", {"明细.xlsx": EXPORT_2024}, 2024, county)
    land_year(list_raw(tmp_path / "raw"), tmp_path / "landing", 2024)
    filed = {row["county_code_filed"] for row in landed(tmp_path / "landing", "schools")}
    assert filed == {COUNTY}
    assert all(row["same_as"] for row in landed(tmp_path / "landing", "submissions"))


def test_the_same_bytes_again_change_no_fact(tmp_path: Path, plain: Path) -> None:
    landing = land(tmp_path, {"a.xlsx": EXPORT_2024, "再次报送.xlsx": EXPORT_2024})
    assert facts(landing) == facts(plain)
    again = stories(landing)["再次报送.xlsx"]
    assert (again["status"], again["same_as"], again["rows_landed"]) == (
        "duplicate",
        f"2024/{COUNTY}/a.xlsx",
        0,
    )
