"""The definitions: they load, they read by themselves, and a range of partitions executes."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.definitions import build_definitions
from orchestration.defs import automation
from orchestration.defs.ingest import LANDING_KEYS, school_years
from orchestration.defs.warehouse import write_dagster_home
from orchestration.inventory import read_landed
from orchestration.quality.catalogue import expected_results
from orchestration.settings import Settings
from orchestration.standards.deadlines import read_deadlines
from orchestration.standards.registry import load_registry
from orchestration.transform.compat import history_kept_open

FILINGS = Path(__file__).resolve().parents[2] / "golden" / "filings"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings.from_environment(FILINGS, tmp_path_factory.mktemp("definitions") / "warehouse")


@pytest.fixture(scope="module")
def definitions(settings: Settings) -> dg.Definitions:
    return build_definitions(settings)


@pytest.fixture(scope="module")
def nodes(definitions: dg.Definitions) -> dict[str, Any]:
    graph = definitions.resolve_asset_graph()
    return {"/".join(node.key.path): node for node in graph.asset_nodes}


def test_every_asset_says_what_it_is(nodes: dict[str, Any]) -> None:
    assert {"raw/filings", "landing/schools", "landing/quarantine", "quality/landing_gate"} <= set(nodes)
    assert {"verdicts/compliance_county", "quality/mart_gate", "release/compliance_release"} <= set(nodes)
    for name, node in nodes.items():
        assert node.description, name
        assert node.owners, name
        assert node.kinds, name
        assert node.group_name != "default", name
        assert node.is_executable, f"{name} is named by something and made by nothing"


def test_the_graph_leads_from_filings_to_the_release(nodes: dict[str, Any]) -> None:
    def upstream(name: str, seen: set[str]) -> set[str]:
        for key in nodes[name].parent_keys:
            parent = "/".join(key.path)
            if parent not in seen:
                seen.add(parent)
                upstream(parent, seen)
        return seen

    behind = upstream("release/compliance_release", set())
    assert {"raw/filings", "landing/enrolment", "landing/quarantine", "quality/mart_gate"} <= behind
    assert {"sections/section", "standards/thresholds"} <= behind
    assert "landing/quarantine" in upstream("facts/school", set())


def test_every_expectation_is_a_check(settings: Settings, definitions: dg.Definitions) -> None:
    checks = definitions.resolve_asset_graph().asset_check_keys
    for gate, asset in (("landing", "landing_gate"), ("marts", "mart_gate")):
        shown = [key for key in checks if key.asset_key == dg.AssetKey(["quality", asset])]
        assert len(shown) == len(expected_results(settings.expectations_dir, gate))


def test_partitions_reach_from_the_first_rule_set_to_the_current_year_and_any_year_in_raw(
    tmp_path: Path,
) -> None:
    settings = Settings.from_environment(raw_dir=tmp_path)
    keys = school_years(settings).get_partition_keys()
    today = datetime.now()
    registry, _ = load_registry(settings.standards_dir)
    assert keys[0] == str(min(row.years[0] for row in registry.rows("rule_sets")))
    assert keys[-1] == str(today.year if today.month >= 9 else today.year - 1)
    for year in ("1998", "2071"):
        (tmp_path / year).mkdir()
    wider = school_years(settings).get_partition_keys()
    assert (wider[0], wider[-1], len(wider)) == ("1998", "2071", 74)


def test_a_schedule_follows_each_deadline(settings: Settings, definitions: dg.Definitions) -> None:
    deadlines = read_deadlines(settings.standards_dir)
    crons = {schedule.name: schedule.cron_schedule for schedule in automation.build_schedules(settings)}
    assert len(crons) == len(deadlines)
    assert crons["after_annual_statistics"] == "0 6 21 9 *"
    assert crons["after_school_finance"] == "0 6 1 4 *"
    finance = definitions.resolve_schedule_def("after_school_finance")
    for moment, year in ((datetime(2025, 4, 1), "2024"), (datetime(2030, 4, 1), None)):
        with dg.build_schedule_context(scheduled_execution_time=moment) as context:
            requests = finance.evaluate_tick(context).run_requests or []
        asked = [request.tags["dagster/asset_partition_range_start"] for request in requests]
        assert asked == ([year] if year else [])


def test_the_sensor_waits_until_copying_is_over(tmp_path: Path) -> None:
    settings = Settings.from_environment(tmp_path / "raw", tmp_path / "warehouse")
    sensor = automation.build_sensor(settings)
    for year in (2020, 2022, 2023):
        file = settings.raw_dir / str(year) / "421202" / "a.xlsx"
        file.parent.mkdir(parents=True)
        file.write_bytes(b"half")

    def look(cursor: str | None) -> tuple[list[tuple[str, str]], str | None]:
        with dg.build_sensor_context(cursor=cursor) as context:
            result = sensor.evaluate_tick(context)
        ranges = [
            (
                request.tags["dagster/asset_partition_range_start"],
                request.tags["dagster/asset_partition_range_end"],
            )
            for request in result.run_requests or []
        ]
        return ranges, result.cursor

    first, cursor = look(None)
    assert first == []
    second, cursor = look(cursor)
    assert second == [("2020", "2020"), ("2022", "2023")]
    third, cursor = look(cursor)
    assert third == []
    (settings.raw_dir / "2022/421202/a.xlsx").write_bytes(b"whole now")
    assert look(cursor)[0] == []
    assert look(look(cursor)[1])[0] == [("2022", "2022")]


def test_a_range_of_partitions_executes_in_one_run(settings: Settings, definitions: dg.Definitions) -> None:
    job = definitions.resolve_job_def(automation.READ_YEARS)
    with dg.DagsterInstance.ephemeral() as instance:
        # 2022 was not filed: a backfill may name years that have no folder.
        result = job.execute_in_process(instance=instance, tags=automation.range_tags(2022, 2024))
        assert result.success
        materialized = instance.get_materialized_partitions(LANDING_KEYS["schools"])
        assert materialized == {"2022", "2023", "2024"}
        event = instance.get_latest_materialization_event(LANDING_KEYS["schools"])
    assert event is not None and event.asset_materialization is not None
    by_year = event.asset_materialization.metadata["rows_by_year"].value
    assert isinstance(by_year, dict) and {"2023", "2024"} <= set(by_year)
    assert list(read_landed(settings.inputs_dir)) == [2023, 2024]
    for relation in LANDING_KEYS:
        folder = settings.landing_dir / relation
        assert {file.name for file in folder.glob("*.parquet")} >= {"2023.parquet", "2024.parquet"}


def test_one_partition_of_the_whole_job_is_accepted(definitions: dg.Definitions) -> None:
    for name in (automation.LOAD_YEARS, automation.LOAD_ALL_YEARS):
        job = definitions.resolve_job_def(name)
        assert {"landing", "dbt_build", "release__compliance_release"} <= {node.name for node in job.nodes}
        assert job.partitions_def is not None
    tags = definitions.resolve_job_def(automation.LOAD_ALL_YEARS).tags
    assert (tags["dagster/asset_partition_range_start"], tags["dagster/asset_partition_range_end"]) == (
        "2023",
        "2024",
    )


_HOLD = """
import sys, time
from pathlib import Path
from orchestration.lock import warehouse_lock
with warehouse_lock(Path(sys.argv[1]), "junheng run"):
    sys.stdout.write("held\\n")
    sys.stdout.flush()
    time.sleep(60)
"""


def test_a_run_of_dagster_meets_the_lock(settings: Settings, definitions: dg.Definitions) -> None:
    holder = subprocess.Popen([sys.executable, "-c", _HOLD, str(settings.lock_file)], stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        job = definitions.resolve_job_def(automation.READ_YEARS)
        with dg.DagsterInstance.ephemeral() as instance:
            result = job.execute_in_process(
                instance=instance, tags=automation.range_tags(2023, 2023), raise_on_error=False
            )
            said = str([event.event_specific_data for event in result.all_events if event.is_failure])
    finally:
        holder.kill()
        holder.communicate()
    assert not result.success
    assert "«junheng run»" in said


def test_fast_history_is_read_by_the_stock_storage(tmp_path: Path) -> None:
    settings = Settings.from_environment(FILINGS, tmp_path / "warehouse")
    write_dagster_home(settings)

    @dg.asset
    def number() -> dg.MaterializeResult[None]:
        return dg.MaterializeResult(metadata={"rows": 3})

    home = str(settings.dagster_home)
    with dg.DagsterInstance.from_config(home) as instance:
        with history_kept_open(instance):
            assert dg.materialize([number], instance=instance).success
        assert vars(instance.event_log_storage).keys().isdisjoint({"_connect", "has_table"})
    with dg.DagsterInstance.from_config(home) as instance:
        assert not instance.telemetry_enabled
        assert [run.status for run in instance.get_runs()] == [dg.DagsterRunStatus.SUCCESS]
        event = instance.get_latest_materialization_event(dg.AssetKey("number"))
        assert event is not None and event.asset_materialization is not None
        assert event.asset_materialization.metadata["rows"].value == 3
