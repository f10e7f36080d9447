"""dbt's process: a parse that is kept is used, for any warehouse and for both readings."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from orchestration.settings import Settings
from orchestration.transform.as_filed import write_no_verdicts
from orchestration.transform.build import DbtBuildError, NodeResult, nodes_of_build, require_all_nodes
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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DBT_TARGET", "as_filed"),
        ("DBT_EMPTY", "1"),
        ("DBT_LOG_LEVEL", "error"),
        ("DBT_QUIET", "1"),
        ("DBT_PROFILES_DIR", "/nowhere"),
        ("DBT_ENGINE_TARGET", "as_filed"),
    ],
)
def test_the_callers_settings_for_dbt_do_not_reach_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    given: dict[str, str] = {}

    started: Any = subprocess.Popen

    def recorded(*arguments: Any, env: dict[str, str], **named: Any) -> Any:
        given.update(env)
        return started(*arguments, env=env, **named)

    monkeypatch.setenv(name, value)
    monkeypatch.setattr(subprocess, "Popen", recorded)
    settings = Settings.from_environment(warehouse_dir=tmp_path)
    DbtProcess(settings).close()
    assert given.get(name) != value
    assert given["DBT_PROFILES_DIR"] == given["DBT_PROJECT_DIR"] == str(settings.dbt_project_dir)


def test_a_build_that_tells_nothing_of_a_node_is_no_build(tmp_path: Path) -> None:
    manifest = cached_or_parsed_manifest(Settings.from_environment(warehouse_dir=tmp_path))
    nodes = nodes_of_build(manifest)
    results = [
        NodeResult(node, node.split(".")[2], node.split(".")[0], True, 0.0, 0) for node in sorted(nodes)
    ]
    require_all_nodes(results, manifest)
    with pytest.raises(DbtBuildError, match=rf"told nothing of 1 of its nodes: {results[7].name}\."):
        require_all_nodes(results[:7] + results[8:], manifest)
    with pytest.raises(DbtBuildError, match=rf"told nothing of {len(nodes)} of its nodes"):
        require_all_nodes([], manifest)
