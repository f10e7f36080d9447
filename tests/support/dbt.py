"""Builds the dbt project on a test's warehouse, and opens what it built.

What belongs here: running dbt, reading marts. What does not: making landing
rows, or judging results.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from orchestration.quality.models import GateModels, load_gate_models
from orchestration.settings import PROJECT_DIR, Settings
from orchestration.transform.as_filed import write_no_verdicts
from orchestration.transform.build import QUIETLY, DbtBuildError, NodeResult
from orchestration.transform.build import build as build_nodes
from orchestration.transform.process import DbtProcess, cached_or_compiled_gate_models

Record = dict[str, Any]

#: No file of what dbt says either: it takes a good part of its time, and no test looks at it.
_QUIETLY = (*QUIETLY, "--log-level-file", "none")


def build(warehouse_dir: Path, *arguments: str, project_dir: Path = PROJECT_DIR) -> None:
    """Run `dbt build` on a warehouse whose landing is written. Raises AssertionError with dbt's errors.

    `project_dir`: a directory with another `dbt_project` than the checkout's, with a registry of its own.
    """
    settings = replace(Settings.from_environment(warehouse_dir=warehouse_dir), project_dir=project_dir)
    if not settings.as_filed_dir.exists():
        write_no_verdicts(settings)
    run(settings, "build", "--exclude-resource-type", "unit_test", *arguments)


def run(settings: Settings, *arguments: str) -> list[NodeResult]:
    """Run dbt on a warehouse; returns what it ran, at least one node. Raises AssertionError if it fails."""
    try:
        results = build_nodes(DbtProcess(settings), settings.log_dir / "dbt", (*_QUIETLY, *arguments))
    except DbtBuildError as error:
        raise AssertionError(str(error)) from error
    assert results, f"dbt found nothing to do: {arguments}"
    return results


def gate_models(settings: Settings | None = None) -> GateModels:
    """The compiled models of the landing gate, of the checkout's dbt project or another one's."""
    settings = settings or Settings.from_environment()
    return load_gate_models(cached_or_compiled_gate_models(settings), settings.dbt_project_dir)


def read_mart(warehouse_dir: Path, table: str, where: str = "true") -> list[Record]:
    """The rows of a table of build.duckdb that meet a condition, as dictionaries, opened read-only."""
    database = Settings.from_environment(warehouse_dir=warehouse_dir).build_database
    with duckdb.connect(str(database), read_only=True) as connection:
        cursor = connection.execute(f"select * from {table} where {where}")
        columns = [column[0] for column in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
