"""Corrections and explanations at the landing gate: what counts is checked, what is explained is closed."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from orchestration.submissions.forms.corrected_cell import landed_text
from tests.integration.quality.landing_gate.clean_county import (
    NINE_YEAR,
    PRIMARY,
    Landing,
    Row,
    row_of,
    write_landing,
)
from tests.integration.quality.landing_gate.faults import LANDING_FAULTS
from tests.integration.quality.landing_gate.faults.received import swing_finding_id
from tests.integration.quality.landing_gate.gated import Gated, clean, gate

CLEAN_YEAR = 2024


def _correction(row: Row, relation: str, column: str, text: str | None, **values: object) -> Row:
    """A correction in force of a landing row."""
    field = row.get("src_field", column)
    return {
        **{name: row[name] for name in ("school_year", "county_code", "src_sha256", "src_sheet", "src_row")},
        "correction_id": f"{relation}-{row['src_row']}-{column}",
        "path": "2024/421202/学校明细.xlsx",
        "sheet": row["src_sheet"],
        "cell": f"C{row['src_row']}",
        "relation": relation,
        "field": field,
        "src_field": field,
        "landed_column": column,
        "landed_text": text,
        "original": "x",
        "corrected": text,
        "status": "applied",
        **values,
    }


def gated_with(folder: Path, landing: Landing) -> Gated:
    """Gates the clean year after a clean year before it."""
    write_landing(folder / "landing", {CLEAN_YEAR - 1: clean(CLEAN_YEAR - 1), CLEAN_YEAR: landing})
    return gate(folder, [CLEAN_YEAR])


def _as_filed(gated: Gated, year: int) -> list[Any]:
    file = gated.quality_dir / "landing" / "quarantine_as_filed" / f"{year}.parquet"
    return [(row["expectation_id"], row["src_field"]) for row in pq.read_table(file).to_pylist()]


#: A fault of the landing, and the cell whose correction mends it: relation, column, and the row.
MENDED: dict[str, tuple[str, str, Row]] = {
    # a cell that could not be read: its refusal is closed, and the fact has a value again
    "number-readable": ("enrolment", "students", {"school_code": PRIMARY, "grade": "all"}),
    "teachers-not-negative": ("teachers", "teachers", {"school_code": PRIMARY, "value": "pe"}),
    "class-bands-add-up": ("class_sizes", "classes", {"school_code": PRIMARY, "band": "all"}),
    "premises-unit-plausible": ("premises", "quantity", {"school_code": PRIMARY, "item": "equipment_value"}),
    "funds-budget-not-negative": ("school_finance", "public_funds_budget_yuan", {"school_code": PRIMARY}),
    "room-not-negative": ("rooms", "area_m2", {}),
    "school-type-known": ("schools", "school_type_code", {"school_code": PRIMARY}),
    "counted-flag-present": ("schools", "is_counted", {"school_code": PRIMARY}),
    "built-year-plausible": ("schools", "built_year", {"school_code": PRIMARY}),
    "county-item-filed": ("county_facts", "value", {}),
    "monitoring-level-present": ("monitoring", "level", {}),
}


#: Each fault's year; the year before each is clean, and not gated.
FAULT_YEARS = {name: CLEAN_YEAR + 2 * position for position, name in enumerate(MENDED)}


@pytest.fixture(scope="module")
def gated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Gated, Gated]:
    """Every fault in a year of its own: gated without corrections, and with the correction of each."""
    without: dict[int, Landing] = {}
    corrected: dict[int, Landing] = {}
    for name, year in FAULT_YEARS.items():
        without[year - 1] = corrected[year - 1] = clean(year - 1)
        without[year] = clean(year)
        LANDING_FAULTS[name](without[year], clean(year - 1))
        corrected[year] = _mended(without[year], name)
    folders = tmp_path_factory.mktemp("without"), tmp_path_factory.mktemp("with")
    for folder, years in zip(folders, (without, corrected), strict=True):
        write_landing(folder / "landing", years)
    before, after = (gate(folder, list(FAULT_YEARS.values())) for folder in folders)
    return before, after


def _mended(faulty: Landing, name: str) -> Landing:
    """The faulty landing with its correction."""
    relation, column, match = MENDED[name]
    text = landed_text(row_of(clean(FAULT_YEARS[name]), relation, **match)[column])
    corrected = copy.deepcopy(faulty)
    correction = _correction(row_of(corrected, relation, **match), relation, column, text)
    corrected["corrections"].append(correction)
    for refusal in corrected["refusals"]:
        refusal["correction_id"] = correction["correction_id"]
    return corrected


@pytest.mark.parametrize("name", list(MENDED))
def test_a_correction_mends_the_fault_it_is_about(gated: tuple[Gated, Gated], name: str) -> None:
    without, corrected = gated
    year = FAULT_YEARS[name]
    assert name in {row["expectation_id"] for row in without.rows("dq_finding", year)}
    assert corrected.rows("dq_finding", year) == []
    assert corrected.rows("quarantine", year) == []
    assert corrected.summary.errors == 0


@pytest.mark.parametrize("name", list(MENDED))
def test_the_reading_as_filed_sets_aside_what_it_did(gated: tuple[Gated, Gated], name: str) -> None:
    without, corrected = gated
    year = FAULT_YEARS[name]
    filed = [(row["expectation_id"], row["src_field"]) for row in without.rows("quarantine", year)]
    assert _as_filed(corrected, year) == _as_filed(without, year) == filed


def test_a_correction_that_does_not_apply_changes_no_result(tmp_path: Path) -> None:
    faulty = clean(CLEAN_YEAR)
    LANDING_FAULTS["teachers-not-negative"](faulty, faulty)
    before = gated_with(tmp_path / "before", faulty).rows("dq_finding", CLEAN_YEAR)
    row = row_of(faulty, "teachers", school_code=PRIMARY, value="pe")
    faulty["corrections"].append(_correction(row, "teachers", "teachers", "3", status="refused"))
    assert gated_with(tmp_path / "after", faulty).rows("dq_finding", CLEAN_YEAR) == before


def test_an_explanation_closes_its_finding_and_no_other(tmp_path: Path) -> None:
    landing = clean(CLEAN_YEAR)
    LANDING_FAULTS["teachers-without-swing"](landing, landing)
    LANDING_FAULTS["file-readable"](landing, landing)
    row_of(landing, "teachers", school_code=NINE_YEAR, stage="primary", attribute="all")["teachers"] = 30
    said = {"finding_id": swing_finding_id(landing), "status": "in_force"}
    LANDING_FAULTS["explained-finding-known"](landing, landing)
    landing["explanations"] = [landing["explanations"][0] | said]
    found = gated_with(tmp_path, landing).rows("dq_finding", CLEAN_YEAR)
    states = {
        (row["expectation_id"], row["school_code"]): (row["explanation_state"], row["explanation"])
        for row in found
        if row["expectation_id"] in ("teachers-without-swing", "file-readable")
    }
    assert states == {
        ("teachers-without-swing", PRIMARY): ("explained", "并入原第三小学学生"),
        ("teachers-without-swing", NINE_YEAR): ("open", None),
        ("file-readable", None): (None, None),
    }


def test_finding_ids_outlast_changes_elsewhere(tmp_path: Path) -> None:
    """Another cell refiled in the same file, another rule failing: the explained finding keeps its id."""
    landing = clean(CLEAN_YEAR)
    LANDING_FAULTS["teachers-without-swing"](landing, landing)
    before = swing_finding_id(landing)
    refiled = "9" * 64
    filed_as = row_of(landing, "teachers", school_code=PRIMARY)["src_sha256"]
    for rows in landing.values():
        for row in rows:
            for name in ("sha256", "src_sha256"):
                if row.get(name) == filed_as:
                    row[name] = refiled
    LANDING_FAULTS["built-year-plausible"](landing, landing)
    found = gated_with(tmp_path, landing).rows("dq_finding", CLEAN_YEAR)
    assert before in {row["finding_id"] for row in found if row["src_sha256"] == refiled}


def test_a_name_in_a_ledger_is_in_no_finding(tmp_path: Path) -> None:
    landing = copy.deepcopy(clean(CLEAN_YEAR))
    for name in ("ledger-item-is-number", "ledger-department-known", "ledger-post-known"):
        LANDING_FAULTS[name](landing, clean(CLEAN_YEAR - 1))
    findings = gated_with(tmp_path, landing).rows("dq_finding", CLEAN_YEAR)
    told = {row["expectation_id"] for row in findings}
    assert told >= {"ledger-item-is-number", "ledger-department-known", "ledger-post-known"}
    assert not any(name in str(row.values()) for row in findings for name in ("张三", "王芳"))
