"""Folders: what is landed, rejected, replaced, remembered and forgotten."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from orchestration.inventory import list_inputs
from orchestration.settings import Settings
from orchestration.submissions.contract.schemas import RELATIONS
from orchestration.submissions.folders import county_landing
from orchestration.submissions.folders.cache import key_of
from orchestration.submissions.folders.intake import (
    count_rejected,
    forget_year,
    land_folder_faults,
    land_year,
)
from orchestration.submissions.folders.listing import list_raw
from orchestration.submissions.forms.file_reading import read_file
from orchestration.submissions.sheets.county_names import CountyNames, names_of_registry
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

STANDARDS = Settings.from_environment().standards_dir
EXAMPLE = {"学校明细.xlsx": EXPORT_2024, "县级采集表.xlsx": COLLECTION_2024, "基层报表.xlsx": RETURN_2024}


def fingerprints(landing: Path, school_year: int = 2024) -> dict[str, str]:
    """The sha256 of every landing file of a year."""
    return {
        name: hashlib.sha256((landing / name / f"{school_year}.parquet").read_bytes()).hexdigest()
        for name in RELATIONS
    }


def landed_years(landing: Path) -> list[int]:
    """The school years that have landing files, the same ones for every relation."""
    years = {
        name: sorted(int(path.stem) for path in (landing / name).glob("*.parquet")) for name in RELATIONS
    }
    assert len({tuple(found) for found in years.values()}) == 1
    return years["submissions"]


def test_every_relation_has_a_file_of_its_schema(tmp_path: Path) -> None:
    landing = land(tmp_path, EXAMPLE)
    for name, relation in RELATIONS.items():
        assert pq.read_schema(landing / name / "2024.parquet").equals(relation.schema), name
    assert landed_years(landing) == [2024]


def test_addresses_are_unique(tmp_path: Path) -> None:
    landing = land(tmp_path, EXAMPLE)
    for name in ("enrolment", "class_sizes", "teachers", "premises"):
        places = [
            tuple(row[c] for c in ("src_sha256", "src_sheet", "src_row", "src_field"))
            for row in landed(landing, name)
        ]
        assert len(places) == len(set(places)), name


def test_the_same_folder_gives_the_same_bytes_fresh_and_from_the_cache(tmp_path: Path) -> None:
    landing = land(tmp_path / "one", EXAMPLE)
    first = fingerprints(landing)
    land_year(list_raw(tmp_path / "one" / "raw"), landing, 2024)
    assert fingerprints(landing) == first
    assert fingerprints(land(tmp_path / "two", dict(reversed(EXAMPLE.items())))) == first


def test_files_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    landing = land(tmp_path, EXAMPLE)
    calls: list[Any] = []

    def counted(content: bytes, place: Any, **options: Any) -> Any:
        calls.append(place)
        return read_file(content, place, **options)

    monkeypatch.setattr(county_landing, "read_file", counted)
    land_year(list_raw(tmp_path / "raw"), landing, 2024)
    assert calls == []
    for path in (landing / "cache").rglob("*.arrow"):
        path.write_bytes(path.read_bytes()[:100])
    land_year(list_raw(tmp_path / "raw"), landing, 2024)
    assert len(calls) == 3


def test_what_leaves_raw_leaves_the_landing(tmp_path: Path) -> None:
    landing = land(tmp_path, EXAMPLE)
    (tmp_path / "raw" / "2024" / "421202" / "县级采集表.xlsx").unlink()
    counts = land_year(list_raw(tmp_path / "raw"), landing, 2024)
    assert counts["rooms"] == 0 and counts["schools"] == 24
    # Two readings, and the city's tables made of them.
    assert len(list((landing / "cache").rglob("*.arrow"))) == 3


def test_other_years_are_not_touched_and_a_year_can_be_forgotten(tmp_path: Path) -> None:
    landing = land(tmp_path, EXAMPLE)
    before = fingerprints(landing)
    land(tmp_path, {"学校明细.xlsx": EXPORT_2023}, 2023)
    assert fingerprints(landing) == before
    assert landed_years(landing) == [2023, 2024]
    forget_year(landing, 2023)
    forget_year(landing, 2023)
    assert landed_years(landing) == [2024]
    assert fingerprints(landing) == before


def test_a_year_without_folder_lands_empty_relations(tmp_path: Path) -> None:
    counts = land_year(list_raw(tmp_path / "raw"), tmp_path / "landing", 2019)
    assert set(counts.values()) == {0}
    assert landed_years(tmp_path / "landing") == [2019]


def test_progress_names_every_file(tmp_path: Path) -> None:
    file_in(tmp_path / "raw", EXAMPLE)
    said: list[str] = []
    land_year(list_raw(tmp_path / "raw"), tmp_path / "landing", 2024, said.append)
    assert len(said) == 3
    assert said[-1] == "3/3 2024/421202/学校明细.xlsx"


def test_a_change_in_one_county_looks_at_no_other_city(tmp_path: Path) -> None:
    raw, landing = tmp_path / "raw", tmp_path / "landing"
    for county_code in ("421202", "421221", "421181"):
        file_in(
            raw, {"县级采集表.xlsx": COLLECTION_2024, f"{county_code}.csv": b"a,b\n1,2\n"}, 2024, county_code
        )
    land_year(list_raw(raw), landing, 2024)
    file_in(raw, {"manifest.yaml": b"files: {421221.csv: {received_at: 2024-09-18}}"}, 2024, "421221")
    said: list[str] = []
    land_year(list_raw(raw), landing, 2024, said.append)
    assert said == [
        *("3/6 2024/421202/421202.csv", "4/6 2024/421202/县级采集表.xlsx"),
        *("5/6 2024/421221/421221.csv", "6/6 2024/421221/县级采集表.xlsx"),
    ]
    once = fingerprints(landing)
    assert [row["received_at"] for row in landed(landing, "submissions")].count("2024-09-18") == 1
    land_year(list_raw(raw), tmp_path / "anew", 2024)
    assert fingerprints(tmp_path / "anew") == once


def test_a_file_whose_titles_name_another_county_lands_nothing(tmp_path: Path) -> None:
    raw, landing = tmp_path / "raw", tmp_path / "landing"
    file_in(raw, {"县级采集表.xlsx": COLLECTION_2024}, 2024, "211221")
    assert land_year(list_raw(raw), landing, 2024)["county_facts"] > 0
    counts = land_year(list_raw(raw), landing, 2024, county_names=names_of_registry(STANDARDS, 2024))
    assert (counts["county_facts"], counts["rooms"], counts["vetoes"]) == (0, 0, 0)
    (said,) = {(row["code"], row["raw"]) for row in landed(landing, "refusals")}
    assert said == ("WRONG_COUNTY", "咸安区")


def test_files_are_read_anew_under_other_names_of_counties(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_in(tmp_path / "raw", EXAMPLE)
    hashed: list[str] = []

    def noted(*parts: str) -> str:
        hashed.extend(parts)
        return key_of(*parts)

    monkeypatch.setattr(county_landing, "key_of", noted)
    said: list[str] = []
    for last in ("铁岭县", "临泽县"):
        bearers = {f"第{number}县": (f"{number:06}",) for number in range(2800)}
        names = CountyNames(bearers=bearers | {last: ("211221",)})
        for _ in range(2):
            land_year(list_raw(tmp_path / "raw"), tmp_path / "landing", 2024, said.append, county_names=names)
    assert len(said) == 2 * len(EXAMPLE)
    # No file's key is made of every name anew.
    assert max(map(len, hashed)) < 2800


def test_a_bad_file_stops_itself_only(tmp_path: Path) -> None:
    content = EXPORT_2024.read_bytes()
    landing = land(
        tmp_path, {**EXAMPLE, "坏.xlsx": content[:5000], "网页.xls": b"<html></html>", "旧.xlsx": EXPORT_2023}
    )
    status = {
        row["path"].rpartition("/")[2]: (row["status"], row["form"]) for row in landed(landing, "submissions")
    }
    assert status["坏.xlsx"] == status["网页.xls"] == status["旧.xlsx"] == ("refused", None)
    assert status["学校明细.xlsx"] == ("accepted", "directory+junior+premises+primary+senior+special")
    assert len(landed(landing, "schools")) == 24
    rejections = landed(landing, "refusals")
    assert {(row["path"], row["scope"], row["code"]) for row in rejections} == {
        ("2024/421202/坏.xlsx", "file", "TRUNCATED_FILE"),
        ("2024/421202/网页.xls", "file", "HTML_NOT_A_WORKBOOK"),
        ("2024/421202/旧.xlsx", "sheet", "WRONG_YEAR"),
    }
    assert all(row["remedy"] and row["message"] for row in rejections)


def test_a_fault_of_the_reader_stops_its_file_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(content: bytes, place: Any, **options: Any) -> Any:
        if content == RETURN_2024.read_bytes():
            raise IndexError("list index out of range")
        return read_file(content, place, **options)

    monkeypatch.setattr(county_landing, "read_file", faulty)
    landing = land(tmp_path, EXAMPLE)
    statuses = {row["path"].rpartition("/")[2]: row["status"] for row in landed(landing, "submissions")}
    assert statuses == {
        "县级采集表.xlsx": "accepted",
        "基层报表.xlsx": "refused",
        "学校明细.xlsx": "accepted",
    }
    (rejection,) = landed(landing, "refusals")
    assert (rejection["code"], rejection["scope"]) == ("READER_FAILED", "file")
    assert "IndexError: list index out of range, test_intake.py line" in rejection["message"]


def test_duplicates_are_read_once(tmp_path: Path) -> None:
    landing = land(tmp_path, {"a.xlsx": EXPORT_2024, "b.xlsx": EXPORT_2024})
    status = [(row["path"], row["status"], row["why"]) for row in landed(landing, "submissions")]
    assert status == [
        ("2024/421202/a.xlsx", "accepted", None),
        ("2024/421202/b.xlsx", "duplicate", "the same bytes as a.xlsx, which is read"),
    ]
    assert len(landed(landing, "schools")) == 23


def test_files_that_are_no_submissions(tmp_path: Path) -> None:
    others = {"~$学校明细.xlsx": b"lock", ".gitkeep": b"", "README.md": b"words", ".DS_Store": b"x"}
    landing = land(tmp_path, {"学校明细.xlsx": EXPORT_2024, **others})
    assert len(landed(landing, "submissions")) == 1
    assert landed(landing, "refusals") == []


def test_folder_faults_of_a_year(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    file_in(raw, {"学校明细.xlsx": EXPORT_2024})
    for name in ("咸安区", "421200", "4212021", "421203", "421202/旧件"):
        (raw / "2024" / name).mkdir()
    (raw / "2024" / "汇总.xlsx").write_bytes(b"x")
    (raw / "2024" / "咸安区" / "学校明细.xlsx").write_bytes(EXPORT_2024.read_bytes())
    land_year(list_raw(raw), tmp_path / "landing", 2024)
    got = {
        (row["path"], row["scope"], row["code"], row["county_code"])
        for row in landed(tmp_path / "landing", "refusals")
    }
    assert got == {
        ("2024/咸安区", "folder", "FOLDER_NOT_A_COUNTY", ""),
        ("2024/421200", "folder", "FOLDER_NOT_A_COUNTY", ""),
        ("2024/4212021", "folder", "FOLDER_NOT_A_COUNTY", ""),
        ("2024/421203", "folder", "EMPTY_FOLDER", "421203"),
        ("2024/421202/旧件", "folder", "STRAY_FOLDER", "421202"),
        ("2024/汇总.xlsx", "file", "STRAY_FILE", ""),
    }
    assert len(landed(tmp_path / "landing", "schools")) == 23


def test_folder_faults_outside_any_year(tmp_path: Path) -> None:
    raw, landing = tmp_path / "raw", tmp_path / "landing"
    assert land_folder_faults(list_raw(raw), landing) == 0
    assert landed(landing, "refusals", 0) == []
    for name in ("2024", "2024学年", ".git"):
        (raw / name).mkdir(parents=True)
    (raw / "notes.txt").write_text("x")
    (raw / "README.md").write_text("x")
    assert land_folder_faults(list_raw(raw), landing) == 2
    got = [(row["school_year"], row["path"], row["code"]) for row in landed(landing, "refusals", 0)]
    assert got == [(0, "2024学年", "FOLDER_NOT_A_YEAR"), (0, "notes.txt", "STRAY_FILE")]


def correction(workbook: Any) -> None:
    """A resubmission of 小学明细 and its first two schools only, with another enrolment."""
    for name in workbook.sheetnames:
        if name != "小学明细":
            del workbook[name]
    sheet = workbook["小学明细"]
    sheet.delete_rows(11, 30)
    sheet.delete_rows(8)
    sheet["C8"] = 700


def primary_students(landing: Path) -> dict[str, int]:
    return {
        row["school_code"]: row["students"]
        for row in landed(landing, "enrolment")
        if (row["stage"], row["grade"], row["src_shape"]) == ("primary", "all", "export")
    }


def test_a_superseded_file_is_not_landed(tmp_path: Path) -> None:
    manifest = (
        "files:\n"
        "  b.xlsx: {received_at: 2024-10-08, state: final, supersedes: a.xlsx}\n"
        "  a.xlsx: {state: preliminary}\n"
    )
    landing = land(
        tmp_path,
        {
            "a.xlsx": EXPORT_2024,
            "b.xlsx": changed(EXPORT_2024, correction),
            "manifest.yaml": manifest.encode(),
        },
    )
    assert len(primary_students(landing)) == 2
    assert landed(landing, "schools") == []
    older, newer = landed(landing, "submissions")
    assert (older["status"], older["state"], older["why"]) == (
        "superseded",
        "preliminary",
        "replaced by b.xlsx, as manifest.yaml says",
    )
    assert (newer["received_at"], newer["state"], newer["supersedes"]) == (
        "2024-10-08",
        "final",
        "2024/421202/a.xlsx",
    )


def test_a_partial_file_replaces_only_what_it_says(tmp_path: Path) -> None:
    manifest = "files:\n  b.xlsx: {supersedes: a.xlsx, partial: true}\n"
    files: dict[str, bytes | Path] = {
        "a.xlsx": EXPORT_2024,
        "b.xlsx": changed(EXPORT_2024, correction),
        "manifest.yaml": manifest.encode(),
    }
    landing = land(tmp_path / "changed", files)
    before = primary_students(land(tmp_path / "plain", {"a.xlsx": EXPORT_2024}))
    after = primary_students(landing)
    assert after == {**before, "2142020002": 700}
    assert len(landed(landing, "teachers")) == len(landed(tmp_path / "plain" / "landing", "teachers"))
    assert "46 rows replaced by b.xlsx" in landed(landing, "submissions")[0]["why"]
    assert landed(landing, "totals") == []


def test_two_files_without_manifest_both_land(tmp_path: Path) -> None:
    """Which of two holds is not ours to say: the gate finds the double facts."""
    landing = land(tmp_path, {"a.xlsx": EXPORT_2024, "b.xlsx": changed(EXPORT_2024, correction)})
    twice = [row for row in landed(landing, "enrolment") if row["school_code"] == "2142020002"]
    assert sorted(row["students"] for row in twice) == [671, 700]


@pytest.mark.parametrize(
    ("manifest", "key"),
    [
        ("files:\n  c.xlsx: {state: final}\n", "files.c.xlsx"),
        ("files:\n  a.xlsx: {state: last}\n", "files.a.xlsx.state"),
        ("files:\n  a.xlsx: {stat: final}\n", "files.a.xlsx.stat"),
        ("files:\n  a.xlsx: {received_at: soon}\n", "files.a.xlsx.received_at"),
        ("files:\n  a.xlsx: {partial: maybe}\n", "files.a.xlsx.partial"),
        ("files:\n  a.xlsx: {supersedes: z.xlsx}\n", "files.a.xlsx.supersedes"),
        ("files:\n  a.xlsx: {supersedes: a.xlsx}\n", "files.a.xlsx.supersedes"),
        ("- a.xlsx\n", "files"),
        ("files: [\n", None),
    ],
)
def test_a_faulty_manifest_is_rejected_naming_the_key(tmp_path: Path, manifest: str, key: str | None) -> None:
    landing = land(tmp_path, {"a.xlsx": EXPORT_2024, "manifest.yaml": manifest.encode()})
    (rejection,) = landed(landing, "refusals")
    assert (rejection["code"], rejection["path"], rejection["raw"]) == (
        "MANIFEST_FAULT",
        "2024/421202/manifest.yaml",
        key,
    )
    assert key is None or key in rejection["message"]
    assert [row["status"] for row in landed(landing, "submissions")] == ["accepted"]


@pytest.mark.parametrize(
    "name", ["县.xlsx".encode("gb18030"), b"\x1b[31m.xlsx", b"a\nb.xlsx", b"\xe2\x80\xae.xlsx"]
)
def test_names_that_cannot_be_printed(tmp_path: Path, name: bytes) -> None:
    folder = file_in(tmp_path / "raw", {"采集表.xlsx": COLLECTION_2024})
    Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(EXPORT_2024.read_bytes())
    Path(os.fsdecode(os.fsencode(folder.parent) + b"/" + name)).write_bytes(b"")
    Path(os.fsdecode(os.fsencode(tmp_path / "raw") + b"/" + name)).write_bytes(b"")
    land_year(list_raw(tmp_path / "raw"), tmp_path / "landing", 2024)
    rejected = landed(tmp_path / "landing", "refusals")
    assert [(row["code"], row["path"].count("/")) for row in rejected] == [
        ("UNPRINTABLE_NAME", 1),
        ("UNPRINTABLE_NAME", 2),
    ]
    assert all(row["path"].isprintable() and row["message"].isprintable() for row in rejected)
    assert land_folder_faults(list_raw(tmp_path / "raw"), tmp_path / "landing") == 1
    assert [row["path"].rpartition("/")[2] for row in landed(tmp_path / "landing", "submissions")] == [
        "采集表.xlsx"
    ]


@pytest.mark.parametrize(
    "name",
    ["=cmd|' C calc'!A0.xlsx", "+1.xlsx", "-表.xlsx", "@SUM(1).xlsx", "..表..xlsx", "学校　明细\u00a0.xlsx"],
)
def test_names_that_a_spreadsheet_would_run_are_names(tmp_path: Path, name: str) -> None:
    landing = land(tmp_path, {name: COLLECTION_2024})
    said = [(row["path"], row["status"]) for row in landed(landing, "submissions")]
    assert said == [(f"2024/{COUNTY}/{name}", "accepted")]


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.xlsx").write_bytes(EXPORT_2024.read_bytes())
    folder = file_in(tmp_path / "raw", {"采集表.xlsx": COLLECTION_2024})
    (folder / "学校明细.xlsx").symlink_to(outside / "secret.xlsx")
    (folder / "sub").symlink_to(outside, target_is_directory=True)
    (folder.parent / "620722").symlink_to(outside, target_is_directory=True)
    (folder.parent / "round").symlink_to(tmp_path / "raw", target_is_directory=True)
    land_year(list_raw(tmp_path / "raw"), tmp_path / "landing", 2024)
    assert [row["path"].rpartition("/")[2] for row in landed(tmp_path / "landing", "submissions")] == [
        "采集表.xlsx"
    ]
    assert {row["code"] for row in landed(tmp_path / "landing", "refusals")} == {"LINK"}
    # The plan of a run sees that the links are there, and looks into none.
    assert {(each.path, each.bytes) for each in list_inputs(list_raw(tmp_path / "raw"))} == {
        (f"2024/{COUNTY}/采集表.xlsx", COLLECTION_2024.stat().st_size),
        (f"2024/{COUNTY}/学校明细.xlsx/", 0),
        (f"2024/{COUNTY}/sub/", 0),
        ("2024/620722/", 0),
        ("2024/round/", 0),
    }


def test_notices_are_no_rejections(tmp_path: Path) -> None:
    def hide(book: Any) -> None:
        book["小学明细"].row_dimensions[9].hidden = True

    hidden = changed(EXPORT_2024, hide)
    landing = land(tmp_path, {"学校明细.xlsx": hidden})
    (noticed,) = landed(landing, "refusals")
    assert (noticed["code"], noticed["is_notice"]) == ("HIDDEN_CELLS", True)
    assert [row["status"] for row in landed(landing, "submissions")] == ["accepted"]
    assert count_rejected(landing) == 0
    land(tmp_path, {"学校明细.xlsx": hidden[:-100]})
    assert [row["is_notice"] for row in landed(landing, "refusals")] == [False]
    assert count_rejected(landing) == 1
