"""The definitions: they load, they read by themselves, and a range of partitions executes."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow.parquet as pq
import pytest

from orchestration.definitions import build_definitions
from orchestration.defs import automation, warehouse
from orchestration.defs.filing_time import FILING_ZONE, cron_after, school_year_due
from orchestration.defs.ingest import LANDING_KEYS, chosen_years
from orchestration.due import PAUSES
from orchestration.instance.home import write_dagster_home
from orchestration.instance.partitions import keep_partitions
from orchestration.inventory import LandedYear, code_hash, read_landed, record_landed
from orchestration.plan import RunPlan, make_plan
from orchestration.quality.catalogue import expected_results
from orchestration.settings import Settings
from orchestration.standards.deadlines import Deadline, read_deadlines
from orchestration.submissions.folders.listing import list_raw
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


def test_groups_are_few_and_in_the_order_of_the_flow(nodes: dict[str, Any]) -> None:
    groups = {node.key: node.group_name for node in nodes.values()}
    behind: dict[str, set[str]] = {}
    for node in nodes.values():
        parents = {groups[parent] for parent in node.parent_keys}
        behind.setdefault(node.group_name, set()).update(parents - {node.group_name})
    flow = ["1_landing", "2_standards", "3_facts", "4_indicators", "5_verdicts", "6_release"]
    assert sorted(behind) == flow
    assert all(parent < group for group, parents in behind.items() for parent in parents)


def test_a_description_is_prose(nodes: dict[str, Any]) -> None:
    for name, node in nodes.items():
        assert "select" not in node.description.split("\n")[0].lower().split(), name
        assert "Raw SQL" not in node.description and "```" not in node.description, name
        assert node.description != name.rpartition("/")[2], name


def test_every_expectation_is_a_check_of_what_it_is_about(
    settings: Settings, definitions: dg.Definitions
) -> None:
    graph = definitions.resolve_asset_graph()
    expected = {
        f"{suite}__{name}".replace("-", "_")
        for gate in ("landing", "marts")
        for suite, name in expected_results(settings.expectations_dir, gate)
    }
    shown = [key for key in graph.asset_check_keys if key.name in expected]
    assert len(shown) == len(expected)
    by_asset = Counter("/".join(key.asset_key.path) for key in shown)
    assert max(by_asset.values()) < 30, by_asset.most_common(3)
    assert not {"quality/landing_gate", "quality/mart_gate"} & set(by_asset)
    assert graph.get(dg.AssetKey(["landing", "enrolment"])).check_keys
    keys = {key.name: "/".join(key.asset_key.path) for key in graph.asset_check_keys}
    assert keys["refusals__file_readable"] == "landing/refusals"
    assert {keys[name] for name in keys if name.startswith("compliance_county__")} == {
        "verdicts/compliance_county"
    }


def test_partitions_are_the_years_in_raw_in_order() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        for years in ([2023, 2024], [2023, 2024], [1998, 2023, 2024, 2071], [2024], []):
            keep_partitions(instance, years)
            assert instance.get_dynamic_partitions("school_year") == [str(year) for year in years]


def test_a_schedule_follows_each_deadline(settings: Settings, definitions: dg.Definitions) -> None:
    deadlines = read_deadlines(settings.standards_dir)
    schedules = {schedule.name: schedule for schedule in automation.build_schedules(settings)}
    assert len(schedules) == len(deadlines)
    assert {schedule.execution_timezone for schedule in schedules.values()} == {"Asia/Shanghai"}
    assert schedules["after_annual_statistics"].cron_schedule == "0 6 21 9 *"
    assert schedules["after_school_finance"].cron_schedule == "0 6 1 4 *"
    finance = definitions.resolve_schedule_def("after_school_finance")
    for moment, year in ((datetime(2025, 4, 1), "2024"), (datetime(2030, 4, 1), None)):
        with dg.build_schedule_context(scheduled_execution_time=moment) as context:
            requests = finance.evaluate_tick(context).run_requests or []
        asked = [request.tags["junheng/deadline"] for request in requests]
        assert asked == ([f"school_finance-{year}"] if year else [])


@pytest.mark.parametrize(
    ("month", "day", "offset", "cron", "tick", "year"),
    [
        (9, 20, 0, "0 6 21 9 *", datetime(2024, 9, 21, 6, tzinfo=FILING_ZONE), 2024),
        (12, 31, 0, "0 6 1 1 *", datetime(2025, 1, 1, 6, tzinfo=FILING_ZONE), 2024),
        # In UTC it is still the old year, where the filing offices have the new one.
        (12, 31, 0, "0 6 1 1 *", datetime(2024, 12, 31, 22, tzinfo=UTC), 2024),
        (12, 30, 0, "0 6 31 12 *", datetime(2024, 12, 30, 22, tzinfo=UTC), 2024),
        (3, 31, 1, "0 6 1 4 *", datetime(2025, 3, 31, 22, tzinfo=UTC), 2024),
        (2, 28, 1, "0 6 1 3 *", datetime(2024, 3, 1, 6, tzinfo=FILING_ZONE), 2023),
        (8, 31, 1, "0 6 1 9 *", datetime(2025, 8, 31, 22, tzinfo=UTC), 2024),
    ],
)
def test_the_morning_after_a_deadline_is_of_the_year_that_was_due(
    month: int, day: int, offset: int, cron: str, tick: datetime, year: int
) -> None:
    deadline = Deadline("any", "任何", "any", month, day, offset)
    assert cron_after(deadline) == cron
    assert school_year_due(deadline, tick) == year


def test_what_is_filed_by_a_deadline_is_fresh_until_the_next(nodes: dict[str, Any]) -> None:
    schools, finance = (nodes[f"landing/{name}"].freshness_policy for name in ("schools", "school_finance"))
    assert (schools.deadline_cron, schools.timezone) == ("0 6 21 9 *", "Asia/Shanghai")
    assert schools.lower_bound_delta == timedelta(days=173)  # since 31 March
    assert finance.deadline_cron == "0 6 1 4 *"
    assert nodes["landing/refusals"].freshness_policy is None


@dataclass
class Look:
    """The sensor over a folder of one's own, asked again and again."""

    settings: Settings
    instance: dg.DagsterInstance
    cursor: str | None = None

    def __call__(self) -> list[str]:
        """The keys of the runs it asks for; `said` is why there is none."""
        sensor = automation.build_sensor(self.settings)
        with dg.build_sensor_context(cursor=self.cursor, instance=self.instance) as context:
            result = sensor.evaluate_tick(context)
        self.cursor, self.said = result.cursor, result.skip_message or ""
        return [str(request.run_key) for request in result.run_requests or []]

    def begin(self, key: str) -> dg.DagsterRun:
        """A run that was asked for."""
        tags = {automation.WANTED: key.rpartition("-")[0]}
        return self.instance.create_run_for_job(dg.job(name="any")(lambda: None), tags=tags)


@pytest.fixture
def look(tmp_path: Path) -> Iterator[Look]:
    settings = Settings.from_environment(tmp_path / "raw", tmp_path / "warehouse")
    for year in (2020, 2022, 2023):
        file = settings.raw_dir / str(year) / "421202" / "a.xlsx"
        file.parent.mkdir(parents=True)
        file.write_bytes(b"half")
    with dg.DagsterInstance.ephemeral() as instance:
        yield Look(settings, instance)


def _landed(settings: Settings) -> RunPlan:
    """The landing as a run would leave it, and the plan that it carried out."""
    code = code_hash(settings.project_dir)
    plan = make_plan(list_raw(settings.raw_dir), settings.inputs_dir, code, as_of=settings.today())
    for year in plan.read:
        record_landed(settings.inputs_dir, LandedYear(year, code, plan.years[year]))
    return plan


def test_the_sensor_waits_until_copying_is_over(look: Look) -> None:
    assert look() == [] and "waiting until copying is over" in look.said
    (first,) = look()
    (look.settings.raw_dir / "2022/421202/a.xlsx").write_bytes(b"whole now")
    assert look() == [] and "2022 changed just now" in look.said
    (second,) = look()
    assert first != second


def test_the_sensor_compares_raw_with_what_was_read_and_published(look: Look) -> None:
    look()
    plan = _landed(look.settings)
    (key,) = look()
    assert key == f"{plan.release_id}-0"  # read, and not published
    release = look.settings.releases_dir / plan.release_id
    release.mkdir(parents=True)
    (release / "datapackage.json").write_text('{"resources": []}', encoding="utf-8")
    assert look() == [] and "read and published" in look.said
    shutil.rmtree(look.settings.raw_dir / "2022")
    assert look() == []
    (gone,) = look()
    assert gone != key
    shutil.rmtree(look.settings.raw_dir)
    assert look() == [] and look() == []
    assert "holds no school year" in look.said


def test_a_run_of_the_sensor_that_failed_is_followed_by_a_few_others_ever_later(look: Look) -> None:
    look()
    (first,) = look()
    run = look.begin(first)
    assert look() == [] and "is under way" in look.said
    look.instance.report_run_failed(run, "broken")
    assert look() == [] and "the next after" in look.said
    for _ in PAUSES[1:]:
        look.instance.report_run_failed(look.begin(first), "broken")
    assert look() == [] and "no further one is started" in look.said
    (look.settings.raw_dir / "2022/421202/a.xlsx").write_bytes(b"put right")
    assert look() == []
    assert len(look()) == 1


@pytest.fixture(scope="module")
def read_run(
    settings: Settings, definitions: dg.Definitions
) -> Iterator[tuple[dg.DagsterInstance, dg.ExecuteInProcessResult]]:
    """One run that reads all the partitions there are."""
    job = definitions.resolve_job_def(automation.READ_YEARS)
    with dg.DagsterInstance.ephemeral() as instance:
        keep_partitions(instance, [2023, 2024])
        yield instance, job.execute_in_process(instance=instance, tags=automation.range_tags(2023, 2024))


def test_a_range_of_partitions_executes_in_one_run(
    settings: Settings, read_run: tuple[dg.DagsterInstance, dg.ExecuteInProcessResult]
) -> None:
    instance, result = read_run
    assert result.success
    schools = LANDING_KEYS["schools"]
    assert instance.get_materialized_partitions(schools) == {"2023", "2024"}
    rows = {
        record.partition_key: record.asset_materialization.metadata["dagster/row_count"].value
        for record in instance.fetch_materializations(schools, limit=10).records
        if record.asset_materialization
    }
    landed = {
        year: pq.read_metadata(settings.landing_dir / "schools" / f"{year}.parquet").num_rows
        for year in ("2023", "2024")
    }
    assert rows == landed  # each its own
    assert list(read_landed(settings.inputs_dir)) == [2023, 2024]
    for relation in LANDING_KEYS:
        folder = settings.landing_dir / relation
        assert {file.name for file in folder.glob("*.parquet")} >= {"2023.parquet", "2024.parquet"}


def test_execute_on_a_check_runs_that_check_alone(
    settings: Settings,
    definitions: dg.Definitions,
    read_run: tuple[dg.DagsterInstance, dg.ExecuteInProcessResult],
) -> None:
    instance, _ = read_run
    name = "directory__school_code_present"
    graph = definitions.resolve_asset_graph()
    chosen = {key for key in graph.asset_check_keys if key.name == name}
    whole = definitions.resolve_implicit_global_asset_job_def()
    job = whole.get_subset(asset_selection=set(), asset_check_selection=chosen)
    result = job.execute_in_process(instance=instance)
    assert [event.step_key for event in result.all_events if event.is_step_success] == ["landing_checks"]
    (evaluation,) = result.get_asset_check_evaluations()
    assert (evaluation.check_name, evaluation.passed) == (name, True)
    assert evaluation.metadata["rows_checked"].value == evaluation_rows(settings)
    assert "全部通过" in str(evaluation.description)
    assert not (settings.quality_dir / "landing").exists()  # the gate's own results are the gate's


def evaluation_rows(settings: Settings) -> int:
    """Rows of the landing relation that the check looks at."""
    files = (settings.landing_dir / "schools").glob("*.parquet")
    return sum(pq.read_metadata(file).num_rows for file in files)


def test_a_run_that_finds_nothing_changed_ends_at_its_first_step(
    settings: Settings, definitions: dg.Definitions
) -> None:
    code = code_hash(settings.project_dir)
    plan = make_plan(list_raw(settings.raw_dir), settings.inputs_dir, code, as_of=settings.today())
    release = settings.releases_dir / plan.release_id
    release.mkdir(parents=True)
    (release / "datapackage.json").write_text('{"resources": []}', encoding="utf-8")
    history = settings.log_dir / "runs.parquet"
    before = history.read_bytes() if history.exists() else b""
    job = definitions.resolve_job_def(automation.LOAD_ALL_YEARS)
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(instance=instance)
        run = instance.get_run_by_id(result.run_id)
    shutil.rmtree(settings.releases_dir)
    settings.current_link.unlink()
    assert [event.step_key for event in result.all_events if event.is_step_success] == ["raw__filings"]
    assert result.success and run is not None
    assert run.tags["junheng/unchanged"] == plan.release_id
    assert (history.read_bytes() if history.exists() else b"") == before


def test_a_run_without_release_stands_in_the_history(
    settings: Settings, read_run: tuple[dg.DagsterInstance, dg.ExecuteInProcessResult]
) -> None:
    _, result = read_run
    (row,) = pq.read_table(settings.log_dir / "runs.parquet").to_pylist()
    assert row["command"] == f"Dagster run {result.run_id} of read_years"
    assert (row["release_id"], row["message"]) == ("", "Nothing was to be published.")
    assert row["school_years_read"] == "2023–2024"


def test_all_years_are_those_of_the_run_s_own_moment(settings: Settings, definitions: dg.Definitions) -> None:
    job = definitions.resolve_job_def(automation.LOAD_ALL_YEARS)
    assert {"landing", "dbt_build", "release__compliance_release"} <= {node.name for node in job.nodes}
    assert not any("partition" in tag for tag in job.tags)
    present = [2022, 2023, 2024]
    assert chosen_years({**job.tags, **automation.range_tags(2023, 2023)}, present) == []  # what changed
    assert chosen_years(automation.range_tags(2021, 2023), present) == [2022, 2023]
    assert chosen_years({"dagster/partition": "2024"}, present) == [2024]
    assert chosen_years({}, present) == []


_HOLD = """
import sys, time
from pathlib import Path
from orchestration.lock import warehouse_lock
with warehouse_lock(Path(sys.argv[1]), "junheng run"):
    sys.stdout.write("held\\n")
    sys.stdout.flush()
    time.sleep(60)
"""


def test_a_run_of_dagster_waits_for_the_lock_and_says_for_whom(
    settings: Settings, definitions: dg.Definitions, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = definitions.resolve_job_def(automation.READ_YEARS)
    tags = automation.range_tags(2023, 2023)
    holder = subprocess.Popen([sys.executable, "-c", _HOLD, str(settings.lock_file)], stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        with dg.DagsterInstance.ephemeral() as instance:
            keep_partitions(instance, [2023])
            monkeypatch.setattr(warehouse, "LOCK_WAIT_SECONDS", 0.1)
            refused = job.execute_in_process(instance=instance, tags=tags, raise_on_error=False)
            said = str([event.event_specific_data for event in refused.all_events if event.is_failure])
            monkeypatch.setattr(warehouse, "LOCK_WAIT_SECONDS", 60)
            threading.Timer(1, holder.kill).start()
            waited = job.execute_in_process(instance=instance, tags=tags)
            told = [entry.user_message for entry in instance.all_logs(waited.run_id)]
    finally:
        holder.kill()
        holder.communicate()
    assert not refused.success
    assert "«junheng run»" in said
    assert waited.success
    assert any("Waiting at most 1 minutes" in text and "«junheng run»" in text for text in told)


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
