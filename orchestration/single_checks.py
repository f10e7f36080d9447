"""Checks one by one: what came of each, and running some of them again.

What belongs here: what a check in the graph shows, and what «Execute» on it does. What does not: the steps of
a run (`pipeline`), which write what is shown here and read nothing of it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pyarrow.parquet as pq

from orchestration.inventory import gate_input_ids, release_id
from orchestration.pipeline import Warehouse, landed_files
from orchestration.quality.models import load_gate_models
from orchestration.quality.outcome import CheckOutcome, Row, findings_of, outcomes
from orchestration.transform.build import QUIETLY, DbtBuildError, NodeResult, build
from orchestration.transform.process import DbtProcess, cached_or_compiled_gate_models


def test_marts(warehouse: Warehouse, tests: Sequence[str]) -> list[NodeResult]:
    """Let dbt run these of its tests on the marts as they are. Raises `DbtParseError` or `DbtBuildError`."""
    dbt = warehouse.dbt or DbtProcess(warehouse.settings)
    arguments = (*QUIETLY, "test", "--select", *tests)
    try:
        return build(dbt, warehouse.settings.log_dir / "dbt", arguments)
    except DbtBuildError as error:
        if not error.results:
            raise
        return list(error.results)


def check_again(warehouse: Warehouse, gate: str, expectations: Collection[str]) -> dict[str, CheckOutcome]:
    """Test these expectations of a gate alone, on what is there; what the gate wrote stays as it is."""
    from orchestration.quality.retest import (
        retest_landing,
        retest_marts,
    )  # imports Great Expectations: seconds

    settings = warehouse.settings
    if gate == "marts":
        results, found = retest_marts(
            settings.build_database, settings.expectations_dir, expectations, warehouse.detail
        )
    else:
        compiled = load_gate_models(cached_or_compiled_gate_models(settings), settings.dbt_project_dir)
        years = list(landed_files(settings))
        results, found = retest_landing(
            settings.landing_dir, settings.expectations_dir, compiled, years, expectations, warehouse.detail
        )
    by_expectation: dict[str, list[Row]] = {}
    for entry in found:
        by_expectation.setdefault(entry["expectation_id"], []).append(entry)
    return outcomes(results, by_expectation)


def check_outcomes(warehouse: Warehouse, gate: str) -> dict[str, CheckOutcome] | None:
    """By expectation, what the gate wrote of what is there now; None where it has not seen it all."""
    settings = warehouse.settings
    folder = settings.quality_dir / gate
    files = landed_files(settings)
    if gate == "marts":
        ids = {"": release_id(files, warehouse.code)}
    else:
        ids = {f"/{year}": name for year, name in gate_input_ids(files, warehouse.code).items()}
    rows: list[Row] = []
    for year, name in ids.items():
        results = folder / f"dq_result{year}.parquet"
        found = pq.read_table(results).to_pylist() if results.exists() else []
        if {row["input_id"] for row in found} != {name}:
            return None
        rows += found
    return outcomes(rows, findings_of(gate, [folder / f"dq_finding{year}.parquet" for year in ids]))
