"""dbt's process: a parse that is kept is used, for any warehouse and for both readings."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.settings import Settings
from orchestration.transform.as_filed import write_no_verdicts
from orchestration.transform.process import DbtProcess, cached_or_parsed_manifest


@pytest.mark.parametrize(
    ("reading", "relation"),
    [("warehouse", "landing/quarantine"), ("as_filed", "quality/landing/quarantine_as_filed")],
)
def test_a_kept_parse_serves_this_warehouse_and_reading(tmp_path: Path, reading: str, relation: str) -> None:
    settings = Settings.from_environment(warehouse_dir=tmp_path / "moved {here}")
    write_no_verdicts(settings)
    cached_or_parsed_manifest(settings)
    dbt = DbtProcess(settings, reading)
    try:
        process = dbt.build(["--log-format", "text", "compile", "--select", "quarantined"])
        said = process.stdout.read().decode("utf-8") if process.stdout else ""
        assert process.wait() == 0, said
        assert f"from read_parquet('{settings.warehouse_dir}/{relation}/*.parquet'" in said
        assert not (dbt.target_dir / "partial_parse.msgpack").exists(), "it was parsed again"
    finally:
        dbt.close()
