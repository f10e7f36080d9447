"""Builds the dbt project on a test's warehouse, and opens what it built.

What belongs here: running dbt, reading marts. What does not: making landing
rows, or judging results.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from orchestration.defs.as_filed import write_no_verdicts
from orchestration.settings import Settings

Record = dict[str, Any]


def build(warehouse_dir: Path, *arguments: str, project_dir: Path | None = None) -> None:
    """Run `dbt build` on a warehouse whose landing is written. Raises AssertionError with dbt's log.

    `project_dir`: a directory with another `dbt_project` than the checkout's, with a registry of its own.
    """
    settings = Settings.from_environment(warehouse_dir=warehouse_dir)
    if project_dir is not None:
        settings = replace(settings, project_dir=project_dir)
    if not settings.as_filed_dir.exists():
        write_no_verdicts(settings)
    command = [sys.executable, "-m", "dbt.cli.main", "build", "--exclude-resource-type", "unit_test"]
    result = subprocess.run(
        [*command, *arguments],
        cwd=settings.dbt_project_dir,
        env={**os.environ, **settings.as_environment()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-6000:] + result.stderr[-2000:]


def read_mart(warehouse_dir: Path, table: str) -> list[Record]:
    """All rows of a table of build.duckdb, as dictionaries, opened read-only."""
    database = Settings.from_environment(warehouse_dir=warehouse_dir).build_database
    with duckdb.connect(str(database), read_only=True) as connection:
        cursor = connection.execute(f"select * from {table}")
        columns = [column[0] for column in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
