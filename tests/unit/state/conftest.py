"""A warehouse with some of every kind of state, made in seconds: no dbt, no Great Expectations."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration import pipeline
from orchestration.history import RunRecord, append_run
from orchestration.instance.home import write_dagster_home
from orchestration.quality.checked import CHECKED, record_checked
from orchestration.release.seal import DATAPACKAGE
from orchestration.release.store import use
from orchestration.sealed import sha256_of
from orchestration.settings import Settings
from orchestration.state.layout import write_layout

FILINGS = Path(__file__).resolve().parents[2] / "golden" / "filings"
YEAR = 2024


def _write(file: Path, text: str = "text\n") -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def _gate_results(settings: Settings) -> None:
    rows = pa.table({"input_id": ["an input"] * 50, "status": ["PASS"] * 50})
    names = ("dq_result", "dq_finding", "dq_run", "quarantine_as_filed")
    files = [settings.quality_dir / "landing" / name / f"{YEAR}.parquet" for name in names]
    for file in (*files, settings.quality_dir / "marts" / "dq_result.parquet"):
        file.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(rows, file)
    record = settings.quality_dir / "landing" / CHECKED / f"{YEAR}.json"
    record_checked(settings.warehouse_dir, record, "an input", files)
    _write(settings.quality_dir / "docs" / "index.html")


def _release(settings: Settings) -> None:
    folder = settings.releases_dir / "0123456789abcdef"
    mart = _write(folder / "parquet" / "balance.parquet", "rows of a mart")
    resource = {
        "path": "parquet/balance.parquet",
        "bytes": mart.stat().st_size,
        "hash": f"sha256:{sha256_of(mart)}",
    }
    package = {"id": folder.name, "exit_status": 0, "counts": [], "resources": [resource]}
    _write(folder / DATAPACKAGE, json.dumps(package))
    use(settings.releases_dir, folder.name, settings.current_link)
    _write(settings.warehouse_dir / "changes" / "a..b" / "compliance_county.csv")


def _histories(settings: Settings) -> None:
    now = datetime.now(UTC)
    append_run(settings.log_dir, RunRecord(now, now, "junheng run", "2024", "0123456789abcdef", 0, ""))
    for name in ("run-20260101T000000Z.log", "alerts.jsonl", "dbt/dbt.log"):
        _write(settings.log_dir / name)
    write_dagster_home(settings)
    _write(settings.dagster_home / "running" / "a-run")
    _write(settings.dagster_home / "storage" / "a-run" / "compute_logs" / "landing.out")
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        run = instance.create_run_for_job(dg.GraphDefinition(name="nothing").to_job())
        instance.report_engine_event("an event", run)
        instance.all_instigator_state()


@pytest.fixture(scope="module")
def a_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Filings and their warehouse; tests damage copies."""
    root = tmp_path_factory.mktemp("state")
    shutil.copytree(FILINGS, root / "raw")
    settings = Settings.from_environment(root / "raw", root / "warehouse")
    warehouse = pipeline.Warehouse.of(settings)
    pipeline.receive(warehouse)
    pipeline.land(warehouse, [2023, YEAR])
    _gate_results(settings)
    settings.as_filed_dir.mkdir()
    pq.write_table(pa.table({"status": ["PASS"] * 50}), settings.as_filed_dir / "verdict.parquet")
    for database in (settings.build_database, settings.as_filed_database):
        with duckdb.connect(str(database)) as connection:
            connection.execute("CREATE TABLE balance AS SELECT 1 AS one")
    _release(settings)
    _histories(settings)
    _write(settings.dbt_target_dir / "parsed-0123456789abcdef" / "manifest.json", "{}")
    _write(settings.lock_file, json.dumps({"pid": 1, "command": "a run", "since": "2026-01-01"}))
    write_layout(settings.warehouse_dir)
    return settings


@pytest.fixture
def settings(a_warehouse: Settings, tmp_path: Path) -> Settings:
    """A copy of it, to be damaged."""
    folder = tmp_path / "warehouse"
    shutil.copytree(a_warehouse.warehouse_dir, folder, symlinks=True)
    return replace(a_warehouse, warehouse_dir=folder)
