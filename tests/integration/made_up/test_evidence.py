"""Evidence against the models: what the inputs come to is the figure the verdict was reached with.

What belongs here: every indicator of the committed sample and of some of the made-up counties, recomputed
from evidence rows. What does not: whether the models are right (`test_quality_balance`).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from orchestration.trace.formula import formula, sums
from orchestration.trace.numbers import close
from tests.support import dbt

pytestmark = pytest.mark.long

Row = dict[str, Any]
Key = tuple[Any, ...]

ENTITY = ("school_year", "county_code", "entity_type", "entity_id", "stage", "indicator_id")
#: Every fourth county of many, for all of them would take minutes; and one with a correction.
SOME_COUNTIES = """
    select county_code from correction
    union
    select county_code
    from (select county_code, row_number() over (order by county_code) as place, count(*) over () as counties
        from dim_county group by county_code)
    where counties < 100 or place % 4 = 0
"""


@pytest.fixture(scope="module", autouse=True)
def read_once() -> Iterator[None]:
    """What is read of a warehouse is kept for the tests of this file, and no longer."""
    yield
    for reading in (_inputs, _figures):
        reading.cache_clear()


@pytest.fixture(params=["committed_sample", "made_up_counties"])
def warehouse_dir(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue(request.param)
    return found


def _read(warehouse_dir: Path, table: str) -> list[Row]:
    return dbt.read_mart(warehouse_dir, table, f"county_code in ({SOME_COUNTIES})")


@cache
def _inputs(warehouse_dir: Path) -> dict[Key, list[Row]]:
    """Evidence rows in the order of the formula, by entity and indicator."""
    by_entity: dict[Key, list[Row]] = defaultdict(list)
    for row in _read(warehouse_dir, "evidence"):
        by_entity[tuple(row[name] for name in ENTITY)].append(row)
    for rows in by_entity.values():
        rows.sort(key=lambda row: (row["part_id"], row["input_no"], row["school_code"], row["fact_no"]))
    return by_entity


def _of_part(rows: list[Row], part_id: str) -> list[Row]:
    return [row for row in rows if row["part_id"] in (part_id, "any")]


@cache
def _figures(warehouse_dir: Path) -> list[Row]:
    """Every figure the models reached, in scope of a rule set or not; a part in whose place what is attested
    decides has none, whatever was filed for it."""
    return [
        row
        for table in ("section_value", "part_value")
        for row in _read(warehouse_dir, table)
        if row["part_id"] != "attested" and row["reason_code"] != "DECIDED_BY_ATTESTATION"
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


def test_every_indicator_is_measured_somewhere(committed_sample: Path, made_up_counties: Path) -> None:
    """So that the comparison above leaves none out; those that are attested alone have no sum."""
    ids = {row["indicator_id"] for row in dbt.read_mart(committed_sample, "dim_indicator")}
    figures = [*_figures(committed_sample), *_figures(made_up_counties)]
    measured = {figure["indicator_id"] for figure in figures if figure["numerator"] is not None}
    assert measured == ids - {"G1", "Q3", "Q5", "Q6", "Q7", "Q8"}


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


def _counts(row: Row) -> bool:
    """Whether something can be computed with an input: it has a value, and none that divides by nothing."""
    divides_by_nothing = row["role"].endswith("_divisor") and row["value"] == 0
    return row["state"] == "used" and row["value"] is not None and not divides_by_nothing


def test_a_verdict_without_value_shows_what_is_missing(made_up_counties: Path) -> None:
    """Where the models lack a figure for want of an input, an input of the evidence does not count."""
    inputs = _inputs(made_up_counties)
    silent = [
        figure
        for figure in _figures(made_up_counties)
        if figure["reason_code"] == "INPUT_MISSING"
        and all(
            _counts(row)
            for row in _of_part(inputs.get(tuple(figure[name] for name in ENTITY), []), figure["part_id"])
            if row["role"] not in ("scope", "condition")
        )
    ]
    assert not silent, silent[:3]


def test_a_corrected_input_shows_what_was_filed(made_up_counties: Path) -> None:
    (correction,) = dbt.read_mart(made_up_counties, "correction")
    rows = [row for found in _inputs(made_up_counties).values() for row in found if row["correction_id"]]
    assert rows
    for row in rows:
        found = (row["correction_id"], str(int(row["value"])), row["raw"], row["state"])
        assert found == (correction["correction_id"], correction["corrected"], "约七百", "used")
