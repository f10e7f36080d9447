"""The landing gate on a clean county, on every fault, and on a check that crashes.

One gate run serves all faults: each has a school year of its own (with a clean year before it), and
results are per school year.
"""

from __future__ import annotations

import copy
import csv
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from orchestration.quality.catalogue import expected_results, load_catalogue
from orchestration.quality.engine import Engine
from orchestration.quality.schemas import DQ_FINDING, DQ_RESULT, DQ_RUN, QUARANTINE
from tests.integration.quality.landing_gate.clean_county import (
    COUNTY,
    PRIMARY,
    Landing,
    write_landing,
)
from tests.integration.quality.landing_gate.faults import LANDING_FAULTS
from tests.integration.quality.landing_gate.gated import EXPECTATIONS, STANDARDS, Gated, clean, gate

CLEAN_YEAR = 2024
ATTACHED_YEAR = 2030
NO_SUPPLEMENT_YEAR = 2032
PART_SUPPLEMENT_YEAR = 2034
OTHER_YEARS = (ATTACHED_YEAR, NO_SUPPLEMENT_YEAR, PART_SUPPLEMENT_YEAR)
#: Each fault's year; the year before each is clean, and not gated.
FAULT_YEARS = {name: 2102 + 2 * position for position, name in enumerate(LANDING_FAULTS)}
CATALOGUE = {
    expectation.id: (suite, expectation)
    for suite in load_catalogue(EXPECTATIONS, "landing")
    for expectation in suite.expectations
}


@pytest.fixture(scope="module")
def gated(tmp_path_factory: pytest.TempPathFactory) -> Gated:
    """Every fault in a year of its own, and one clean year with a clean year before it."""
    folder = tmp_path_factory.mktemp("gate")
    years: dict[int, Landing] = {}
    for year in (CLEAN_YEAR - 1, CLEAN_YEAR):
        years[year] = clean(year)
    for name, year in FAULT_YEARS.items():
        years[year - 1] = clean(year - 1)
        years[year] = clean(year)
        LANDING_FAULTS[name](years[year], years[year - 1])
    years[ATTACHED_YEAR] = _with_attached_class(clean(ATTACHED_YEAR))
    for year in (NO_SUPPLEMENT_YEAR, PART_SUPPLEMENT_YEAR):
        years[year] = clean(year)
        items = [row for row in years[year]["county_facts"] if row["src_shape"] == "supplement"]
        for row in items[1:] if year == PART_SUPPLEMENT_YEAR else items:
            years[year]["county_facts"].remove(row)
    years[0] = _folder_faults(years[FAULT_YEARS["folder-layout"]])
    write_landing(folder / "landing", years)
    return gate(folder, [CLEAN_YEAR, *OTHER_YEARS, *FAULT_YEARS.values()], Engine())


def _with_attached_class(landing: Landing) -> Landing:
    """A kindergarten class under the code of its host."""
    attached = {"school_type_code": "119", "school_name": "第二学校附设幼儿班", "src_row": 20}
    landing["schools"].append(landing["schools"][1] | attached)
    return landing


def _folder_faults(faulty: Landing) -> Landing:
    """Year 0: what lies in raw/ outside any school year."""
    refusal = faulty["refusals"][0] | {"school_year": 0, "county_code": "", "path": "stray.txt"}
    return {name: [refusal] if name == "refusals" else [] for name in faulty}


def test_every_expectation_has_a_fault_that_breaks_it() -> None:
    assert set(LANDING_FAULTS) == set(CATALOGUE)


@pytest.mark.parametrize("name", list(LANDING_FAULTS))
def test_expectation_fails_on_what_it_guards(gated: Gated, name: str) -> None:
    year = FAULT_YEARS[name]
    suite, expectation = CATALOGUE[name]
    result = next(row for row in gated.rows("dq_result", year) if row["expectation_id"] == name)
    assert (result["status"], result["suite"], result["error"]) == ("FAIL", suite.name, None)
    assert 0 < result["rows_failing"] <= result["rows_checked"]
    findings = [row for row in gated.rows("dq_finding", year) if row["expectation_id"] == name]
    assert len(findings) == result["rows_failing"]
    for finding in findings:
        assert finding["severity"] == expectation.severity
        assert finding["path"], finding
        assert finding["message_en"] and finding["message_zh"]
        assert finding["remedy_en"] and finding["remedy_zh"]
        if finding["src_row"] and finding["field"] and suite.relation != "submissions":
            assert finding["cell"] and finding["cell"].endswith(str(finding["src_row"])), finding
    quarantine = [row for row in gated.rows("quarantine", year) if row["expectation_id"] == name]
    assert len(quarantine) == (len(findings) if expectation.quarantine else 0)


def test_clean_landing_gives_no_finding(gated: Gated) -> None:
    assert gated.rows("dq_finding", CLEAN_YEAR) == []
    assert gated.rows("quarantine", CLEAN_YEAR) == []
    assert {row["status"] for row in gated.rows("dq_result", CLEAN_YEAR)} == {"PASS"}


def test_passes_say_how_many_rows_were_looked_at(gated: Gated) -> None:
    checked = {row["expectation_id"]: row["rows_checked"] for row in gated.rows("dq_result", CLEAN_YEAR)}
    assert checked["school-name-present"] == 3
    assert checked["school-code-once"] == 3
    assert checked["class-bands-add-up"] == 4


def test_every_year_has_every_expected_result(gated: Gated) -> None:
    of_every_year = expected_results(EXPECTATIONS, "landing", CLEAN_YEAR)
    of_folders = expected_results(EXPECTATIONS, "landing", 0)
    for year in (CLEAN_YEAR, *FAULT_YEARS.values(), 0):
        results = gated.rows("dq_result", year)
        pairs = sorted((row["suite"], row["expectation_id"]) for row in results)
        assert pairs == (of_every_year if year else of_folders)
        assert {row["input_id"] for row in results} == {f"inputs-{year}"}
        (run,) = gated.rows("dq_run", year)
        assert run["expectations"] == len(results) == run["passed"] + run["failed"] + run["errors"]


def test_no_check_crashed(gated: Gated) -> None:
    assert gated.summary.errors == 0


@pytest.fixture(scope="module")
def quickly_gated(gated: Gated, tmp_path_factory: pytest.TempPathFactory) -> Gated:
    """The same landing, by the engine of `junheng check`."""
    folder = tmp_path_factory.mktemp("quick")
    shutil.copytree(gated.landing_dir, folder / "landing")
    return gate(folder, [CLEAN_YEAR, *OTHER_YEARS, *FAULT_YEARS.values()])


@pytest.mark.parametrize("table", ["dq_result", "dq_finding", "quarantine"])
def test_the_engine_of_check_finds_what_great_expectations_finds(
    gated: Gated, quickly_gated: Gated, table: str
) -> None:
    for year in (0, CLEAN_YEAR, *OTHER_YEARS, *FAULT_YEARS.values()):
        found, expected = (sorted(each.rows(table, year), key=str) for each in (quickly_gated, gated))
        assert found == expected


def test_files_have_the_contracted_schemas(gated: Gated) -> None:
    for table, schema in (("dq_result", DQ_RESULT), ("dq_finding", DQ_FINDING), ("dq_run", DQ_RUN)):
        assert pq.read_schema(gated.quality_dir / "landing" / table / f"{CLEAN_YEAR}.parquet").equals(schema)
    assert pq.read_schema(gated.landing_dir / "quarantine" / f"{CLEAN_YEAR}.parquet").equals(QUARANTINE)


def test_finding_ids_are_unique(gated: Gated) -> None:
    ids = [row["finding_id"] for year in FAULT_YEARS.values() for row in gated.rows("dq_finding", year)]
    assert len(ids) == len(set(ids))


def test_refused_number_is_quarantined_with_its_field(gated: Gated) -> None:
    (row,) = gated.rows("quarantine", FAULT_YEARS["number-readable"])
    assert (row["relation"], row["src_sheet"], row["src_row"]) == ("enrolment", "小学明细", 8)
    assert (row["src_field"], row["school_code"], row["county_code"]) == (
        "enrolment.all.all",
        PRIMARY,
        COUNTY,
    )


def test_contradicting_values_are_both_quarantined(gated: Gated) -> None:
    rows = [
        row
        for row in gated.rows("quarantine", FAULT_YEARS["fact-values-agree"])
        if row["expectation_id"] == "fact-values-agree"
    ]
    assert sorted(row["src_row"] for row in rows) == [8, 90]
    assert {row["src_field"] for row in rows} == {"premises.computers"}


def test_both_rows_of_a_duplicated_code_are_quarantined_whole(gated: Gated) -> None:
    rows = gated.rows("quarantine", FAULT_YEARS["school-code-once"])
    assert sorted((row["relation"], row["src_row"], row["src_field"]) for row in rows) == [
        ("schools", 5, None),
        ("schools", 90, None),
    ]


def test_an_incomplete_record_is_shown_at_its_blank_cell(gated: Gated) -> None:
    findings = gated.rows("dq_finding", FAULT_YEARS["record-complete"])
    (finding,) = [row for row in findings if row["expectation_id"] == "record-complete"]
    assert (finding["relation"], finding["field"]) == ("premises", "premises.books")


def test_what_could_not_be_read_is_no_blank(gated: Gated) -> None:
    named = {row["expectation_id"] for row in gated.rows("dq_finding", FAULT_YEARS["number-readable"])}
    assert "number-readable" in named
    # Nor is the column's 合计 wrong: it may hold what could not be read.
    assert not named & {"record-complete", "sheet-total-is-sum"}


def test_warning_sets_nothing_aside(gated: Gated) -> None:
    assert gated.rows("quarantine", FAULT_YEARS["backbone-within-teachers"]) == []


def test_attached_class_beside_its_host_is_no_duplicate(gated: Gated) -> None:
    assert gated.rows("quarantine", ATTACHED_YEAR) == []
    assert "school-code-once" not in {
        row["expectation_id"] for row in gated.rows("dq_finding", ATTACHED_YEAR)
    }


def test_items_of_the_supplement_are_owed_by_those_who_file_it(gated: Gated) -> None:
    with (STANDARDS / "county_items.csv").open(encoding="utf-8") as file:
        asked = {row["item_code"] for row in csv.DictReader(file) if row["form"] == "supplement_county"}
    # the county of these landings is 咸安区, whose plan asks for none of these
    of_other_plans = {name for name in asked if name.startswith("T")}
    of_other_plans |= {"M.class_teacher_allowance", "M.psychology_schools", "M.films"}
    missing = {
        year: sum(row["expectation_id"] == "county-item-filed" for row in gated.rows("dq_finding", year))
        for year in (NO_SUPPLEMENT_YEAR, PART_SUPPLEMENT_YEAR)
    }
    assert missing == {NO_SUPPLEMENT_YEAR: 0, PART_SUPPLEMENT_YEAR: len(asked - of_other_plans) - 1}


def test_folder_faults_stand_under_year_zero(gated: Gated) -> None:
    (finding,) = gated.rows("dq_finding", 0)
    assert (finding["expectation_id"], finding["path"]) == ("folder-layout", "stray.txt")


def test_crashed_check_is_an_error_of_every_year_and_a_rerun_gives_equal_bytes(tmp_path: Path) -> None:
    landing = clean(CLEAN_YEAR)
    years = {CLEAN_YEAR: landing, CLEAN_YEAR + 1: copy.deepcopy(landing)}
    for rows in years[CLEAN_YEAR + 1].values():
        for row in rows:
            row["school_year"] = CLEAN_YEAR + 1
    write_landing(tmp_path / "landing", years, change=lambda column: column == "monitoring.level")
    gated = gate(tmp_path, list(years), Engine())
    crashed = {
        name
        for name, (suite, _) in CATALOGUE.items()
        if suite.name in ("monitoring", "monitoring_again", "county_rows_repeated", "texts", "unit_slips")
    }
    for year in years:
        results = {row["expectation_id"]: row for row in gated.rows("dq_result", year)}
        assert set(results) == set(CATALOGUE)
        for name in crashed:
            assert results[name]["status"] == "ERROR"
            assert "level" in results[name]["error"]
            assert results[name]["rows_failing"] is None
        others = {row["status"] for name, row in results.items() if name not in crashed}
        assert "ERROR" not in others
    assert gated.summary.errors == len(crashed) * len(years)
    _write_folder_fault(tmp_path, landing)
    gate(tmp_path, [], Engine())
    assert [row["status"] for row in gated.rows("dq_result", 0)].count("FAIL") == 1
    assert "ERROR" not in {row["status"] for row in gated.rows("dq_result", 0)}
    first = _bytes(tmp_path)
    gate(tmp_path, list(years), Engine())
    assert _bytes(tmp_path) == first


def _write_folder_fault(folder: Path, landing: Landing) -> None:
    """As the intake leaves it: only the refusals have a file of year 0."""
    LANDING_FAULTS["folder-layout"](landing, landing)
    write_landing(folder / "landing", {0: {"refusals": _folder_faults(landing)["refusals"]}})


def _bytes(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in sorted(folder.glob("**/*.parquet"))}


@pytest.mark.parametrize(
    ("name", "said", "exported_at"),
    [
        ("directory-equals-return", "220", "学校明细.xlsx 学校名录!"),
        ("export-equals-return", "229", "学校明细.xlsx 小学明细!"),
    ],
)
def test_a_difference_of_export_and_return_names_both_cells(
    gated: Gated, name: str, said: str, exported_at: str
) -> None:
    (found,) = [row for row in gated.rows("dq_finding", FAULT_YEARS[name]) if row["expectation_id"] == name]
    assert found["path"].endswith("基层报表.xlsx") and found["cell"]
    for message in (found["message_en"], found["message_zh"]):
        assert exported_at in message and said in message
