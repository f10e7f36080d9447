"""What the sample says is what the intake reads: nothing refused, every figure the one of the world."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from orchestration.sample import make_sample
from orchestration.sample.generate import made_up_county
from orchestration.sample.model import CountyYear
from orchestration.sample.rates import drawn_rates
from orchestration.sample.supplement import supplement_of
from orchestration.sample.world import simulate
from orchestration.submissions.folders.intake import land_folder_faults, land_year
from orchestration.submissions.folders.listing import list_raw
from tests.unit.sample.test_committed import RAW

YEARS = range(2023, 2025)
SEED, COUNTIES = 23, 5
#: Years of which a 补充采集表 can be filed: it tells of the year before too.
WITH_SUPPLEMENT = YEARS[1:]


def _rows(landing: Path, relation: str, year: int) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = pq.read_table(landing / relation / f"{year}.parquet").to_pylist()
    return rows


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    make_sample(folder / "raw", COUNTIES, YEARS, SEED, returns_share=1.0, supplement_share=1.0)
    for year in YEARS:
        land_year(list_raw(folder / "raw"), folder / "landing", year)
    return folder / "landing"


@pytest.fixture(scope="module")
def world() -> list[CountyYear]:
    specs = [made_up_county(index, YEARS, SEED, 1.12, 0.12) for index in range(COUNTIES)]
    return [county for spec in specs for county in simulate(spec, YEARS, SEED)]


def test_every_file_is_accepted_and_nothing_refused(landing: Path) -> None:
    for year in YEARS:
        assert _rows(landing, "refusals", year) == []
        assert {row["status"] for row in _rows(landing, "submissions", year)} == {"accepted"}


def test_the_committed_sample_is_read_whole(tmp_path: Path) -> None:
    for year in (2022, 2023, 2024):
        land_year(list_raw(RAW), tmp_path, year)
        assert _rows(tmp_path, "refusals", year) == []
        assert {row["status"] for row in _rows(tmp_path, "submissions", year)} == {"accepted"}
    land_folder_faults(list_raw(RAW), tmp_path)
    assert _rows(tmp_path, "refusals", 0) == []


def test_identities_are_read_back(landing: Path, world: list[CountyYear]) -> None:
    columns = {
        "school_name": "name",
        "school_type_code": "type_code",
        "sponsor_code": "sponsor_code",
        "urban_rural_code": "urban_code",
        "is_counted": "is_counted",
        "parent_school_code": "parent_code",
        "is_boarding": "boarding",
        "built_year": "built_year",
    }
    for year in YEARS:
        schools = {e.school.code: e.school for c in world if c.year == year for e in c.schools}
        rows = _rows(landing, "schools", year)
        assert {row["school_code"] for row in rows} == set(schools)
        for row in rows:
            school = schools[str(row["school_code"])]
            assert {name: row[name] for name in columns} == {
                name: getattr(school, attribute) for name, attribute in columns.items()
            }


def test_figures_are_read_back_the_same_from_both_shapes(landing: Path, world: list[CountyYear]) -> None:
    shapes = set()
    for year in YEARS:
        entries = {e.school.code: e for county in world if county.year == year for e in county.schools}
        seen = set()
        for row in _rows(landing, "enrolment", year):
            if row["grade"] == "all" and row["student_group"] == "all":
                code, stage = str(row["school_code"]), str(row["stage"])
                seen.add((code, stage))
                entry = entries[code]
                students = {"senior": entry.senior_students, "special": entry.special_students}
                students |= {name: section.students for name, section in entry.sections.items()}
                assert row["students"] == students[stage]
                shapes.add(row["src_shape"])
        assert seen >= {(code, stage) for code, entry in entries.items() for stage in entry.sections}
        for row in _rows(landing, "teachers", year):
            teachers = entries[str(row["school_code"])].sections[str(row["stage"])].teachers
            if row["attribute"] == "qualification" or row["value"] in ("pe", "arts", "music", "fine_arts"):
                assert row["teachers"] == getattr(teachers, str(row["value"]))
            elif row["attribute"] == "backbone":
                assert row["teachers"] == teachers.backbone
        for row in _rows(landing, "premises", year):
            premises = entries[str(row["school_code"])].premises
            item = str(row["item"])
            if row["src_shape"] == "supplement":
                continue
            # Areas stand in hundredths of m², equipment in hundredths of 万元, that is in 100 yuan.
            factor = {"equipment_value": Decimal(100)}.get(item, Decimal("0.01" if "area" in item else 1))
            assert row["quantity"] == getattr(premises, item) * factor
    assert shapes == {"export", "return"}


def test_the_supplement_is_read_back(landing: Path, world: list[CountyYear]) -> None:
    by_place = {(county.code, county.year): county for county in world}
    for year in WITH_SUPPLEMENT:
        filed = {
            code: supplement_of(county, by_place[code, year - 1], drawn_rates(county, SEED))
            for (code, its_year), county in by_place.items()
            if its_year == year
        }
        read = {
            relation: [row for row in _rows(landing, relation, year) if row["src_shape"] == "supplement"]
            for relation in ("county_facts", "teachers", "premises")
        }
        ten_thousand = dict.fromkeys(("万元", "万人"), Decimal(10_000))
        assert {(row["county_code"], row["item_code"]): row["value"] for row in read["county_facts"]} == {
            (code, item.code): Decimal(str(item.value)) * ten_thousand.get(item.unit, 1)
            for code, sheet in filed.items()
            for item in sheet.items
        }
        assert {
            (row["school_code"], row["stage"], row["attribute"], row["teachers"]) for row in read["teachers"]
        } == {
            (line.school_code, line.stage, attribute, number)
            for sheet in filed.values()
            for line in sheet.sections
            for attribute, number in (("title", line.titled), ("subject_shared", line.shared))
        }
        assert {(row["school_code"], row["item"], row["quantity"]) for row in read["premises"]} == {
            (line.school_code, item, Decimal(getattr(line, item)) / 100)
            for sheet in filed.values()
            for line in sheet.grounds
            for item in ("rooftop_underground_area", "leased_venue_area")
        }


def test_subjects_of_a_return_add_up_to_all_teachers(landing: Path) -> None:
    parts = {"english", "japanese", "russian", "music", "fine_arts"}  # inside 外语 and 艺术
    totals: dict[tuple[object, object], int] = {}
    subjects: dict[tuple[object, object], int] = {}
    for row in _rows(landing, "teachers", 2024):
        if row["src_shape"] == "return" and isinstance(row["teachers"], int):
            key = row["school_code"], row["stage"]
            if row["attribute"] == "all":
                totals[key] = row["teachers"]
            elif row["attribute"] == "subject" and row["value"] not in parts:
                subjects[key] = subjects.get(key, 0) + row["teachers"]
    assert totals and totals == subjects


def test_changes_are_read_back(landing: Path, world: list[CountyYear]) -> None:
    columns = ("school_code", "change", "other_school_code")
    found = {tuple(row[name] for name in columns) for row in _rows(landing, "changes", 2024)}
    changes = [change for county in world if county.year == 2024 for change in county.changes]
    assert found == {(each.school_code, each.kind, each.other_code) for each in changes}
    assert changes
