"""Evidence against the models: what the inputs come to is the figure the verdict was reached with.

What belongs here: every indicator of the committed sample and of some of the oracle's counties, recomputed
from evidence rows. What does not: whether the models are right (`test_quality_balance_against_oracle`).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.settings import Settings
from orchestration.submissions.contract.schemas import CORRECTIONS
from orchestration.trace.formula import formula, sums
from orchestration.trace.numbers import close
from tests.support import dbt
from tests.support.counties.quality_balance import YEARS, quality_balance_counties
from tests.support.landing.writer import write_landing

Row = dict[str, Any]
Key = tuple[Any, ...]

SEED = 20241122
CORRECTED_YEAR = 2023
EVERY = 4  # of the oracle's counties; all of them would take minutes
ENTITY = ("school_year", "county_code", "entity_type", "entity_id", "stage", "indicator_id")


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some of the oracle's counties: gaps, campuses, combined schools, transition years, quarantine."""
    warehouse_dir = tmp_path_factory.mktemp("evidence") / "made_up"
    counties = quality_balance_counties(SEED)[::EVERY]
    write_landing(warehouse_dir, [filing for county in counties for filing in county.filings.values()], YEARS)
    _correct_one_cell(warehouse_dir)
    dbt.build(warehouse_dir)
    return warehouse_dir


def _correct_one_cell(warehouse_dir: Path) -> None:
    """A correction in force of the first students landed in a year, as the intake records it."""
    folder = Settings.from_environment(warehouse_dir=warehouse_dir).landing_dir
    facts = pq.read_table(folder / "enrolment" / f"{CORRECTED_YEAR}.parquet").to_pylist()
    fact = next(row for row in facts if (row["grade"], row["student_group"]) == ("all", "all"))
    record: Row = {name: fact.get(name) for name in CORRECTIONS.schema.names}
    record |= {
        "correction_id": "c0ffee",
        "relation": "enrolment",
        "field": fact["src_field"],
        "status": "applied",
    }
    record |= {"original": "约七百", "corrected": "777", "landed_column": "students", "landed_text": "777"}
    table = pa.Table.from_pylist([record], schema=CORRECTIONS.schema)
    pq.write_table(table, folder / "corrections" / f"{CORRECTED_YEAR}.parquet")


@pytest.fixture(scope="module", autouse=True)
def read_once() -> Iterator[None]:
    """What is read of a warehouse is kept for the tests of this file, and no longer."""
    yield
    for reading in (_inputs, _figures):
        reading.cache_clear()


@pytest.fixture(params=["committed_sample", "made_up"])
def warehouse_dir(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue(request.param)
    return found


@cache
def _inputs(warehouse_dir: Path) -> dict[Key, list[Row]]:
    """Evidence rows in the order of the formula, by entity and indicator."""
    by_entity: dict[Key, list[Row]] = defaultdict(list)
    for row in dbt.read_mart(warehouse_dir, "evidence"):
        by_entity[tuple(row[name] for name in ENTITY)].append(row)
    for rows in by_entity.values():
        rows.sort(key=lambda row: (row["part_id"], row["input_no"], row["school_code"], row["fact_no"]))
    return by_entity


def _of_part(rows: list[Row], part_id: str) -> list[Row]:
    return [row for row in rows if row["part_id"] in (part_id, "any")]


@cache
def _figures(warehouse_dir: Path) -> list[Row]:
    """Every figure the models reached, in scope of a rule set or not."""
    return [
        row
        for table in ("section_value", "part_value")
        for row in dbt.read_mart(warehouse_dir, table)
        if row["part_id"] != "attested"
    ]


def test_inputs_come_to_the_models_figures(warehouse_dir: Path) -> None:
    inputs = _inputs(warehouse_dir)
    figures = _figures(warehouse_dir)
    wrong = []
    for figure in figures:
        rows = _of_part(inputs.get(tuple(figure[name] for name in ENTITY), []), figure["part_id"])
        numerator, denominator = sums(rows)
        if not (close(numerator, figure["numerator"]) and close(denominator, figure["denominator"])):
            wrong.append((*(figure[name] for name in (*ENTITY, "part_id")), figure, numerator, denominator))
    assert not wrong, f"{len(wrong)} of {len(figures)}; the first: {wrong[:3]}"


def test_every_indicator_is_measured_somewhere(committed_sample: Path) -> None:
    """So that the comparison above leaves none out; those that are attested alone have no sum."""
    ids = {row["indicator_id"] for row in dbt.read_mart(committed_sample, "dim_indicator")}
    figures = _figures(committed_sample)
    measured = {figure["indicator_id"] for figure in figures if figure["numerator"] is not None}
    assert measured == ids - {"G1", "G10", "Q3", "Q5", "Q6", "Q7", "Q8"}


def test_the_printed_formula_computes_to_the_printed_value(committed_sample: Path) -> None:
    inputs = _inputs(committed_sample)
    multipliers = {
        row["indicator_id"]: row["multiplier"] for row in dbt.read_mart(committed_sample, "dim_indicator")
    }
    computed = 0
    for figure in _figures(committed_sample):
        rows = _of_part(inputs[tuple(figure[name] for name in ENTITY)], figure["part_id"])
        name = figure["indicator_id"]
        made = formula(name, multipliers[name], rows, figure["value"])
        if figure["value"] is None:
            continue
        assert close(made.value, figure["value"]), (figure, made)
        written = made.text.removeprefix(f"{name} = ").rsplit(" = ", 1)[0]
        if "…" in written:
            continue
        assert close(_evaluated(written), figure["value"]), (figure, made.text)
        computed += 1
    assert computed > 10_000


def _evaluated(text: str) -> float:
    """What a written formula comes to, read as anybody would read it."""
    for sign, python in {"×": "*", "÷": "/", "−": "-", "⌈": "ceil(", "⌉": ")"}.items():
        text = text.replace(sign, python)
    assert re.fullmatch(r"[-+*/(). \dceil]+", text), text
    return float(eval(text, {"__builtins__": {}}, {"ceil": math.ceil}))


def test_every_input_has_one_row(warehouse_dir: Path) -> None:
    keys = [
        (*key, row["part_id"], row["input_no"], row["school_code"], row["fact_no"])
        for key, rows in _inputs(warehouse_dir).items()
        for row in rows
    ]
    assert len(keys) == len(set(keys)) > 0


def test_every_filed_input_has_its_cell_and_every_missing_one_its_form(committed_sample: Path) -> None:
    rows = [row for found in _inputs(committed_sample).values() for row in found]
    for row in rows:
        if row["state"] in ("missing", "none_listed"):
            assert row["form_zh"] and row["cell"] is None, row
        else:
            assert row["path"] and row["cell"] and row["header"] and row["src_sha256"], row
    assert {row["state"] for row in rows} >= {"used", "missing", "blank"}


def test_a_verdict_without_value_shows_what_is_missing(made_up: Path) -> None:
    """Where the models lack a figure for want of an input, an input of the evidence is not in use."""
    inputs = _inputs(made_up)
    silent = [
        figure
        for figure in _figures(made_up)
        if figure["reason_code"] == "INPUT_MISSING"
        and all(
            row["state"] == "used"
            for row in _of_part(inputs.get(tuple(figure[name] for name in ENTITY), []), figure["part_id"])
            if row["role"] not in ("scope", "condition")
        )
    ]
    assert not silent, silent[:3]


def test_a_corrected_input_shows_what_was_filed(made_up: Path) -> None:
    rows = [row for found in _inputs(made_up).values() for row in found if row["correction_id"]]
    assert rows
    for row in rows:
        assert (row["correction_id"], row["value"], row["raw"], row["state"]) == (
            "c0ffee",
            777,
            "约七百",
            "used",
        )


def test_no_person_is_named(made_up: Path, committed_sample: Path) -> None:
    for warehouse_dir in (made_up, committed_sample):
        people = {
            person
            for row in dbt.read_mart(warehouse_dir, "attestations")
            for person in (row["filer"], row["reviewer"])
            if person
        }
        texts = {row["text"] for row in dbt.read_mart(warehouse_dir, "filed_fact")}
        assert people and not people & texts
