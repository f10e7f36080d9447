"""The sensor sees every run of Dagster, whichever job it was and wherever it failed, and tells of it once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from orchestration.commands.execute import BY_COMMAND
from orchestration.defs import alerts
from orchestration.defs.release import RELEASE
from orchestration.defs.warehouse import name_of_run
from orchestration.instance.record import UNCHANGED
from orchestration.lock import warehouse_lock
from orchestration.settings import Settings
from tests.unit.alerts.releases import release

PLANNED = dg.AssetKey("figures")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    alert = tmp_path / "alert"
    alert.write_text(f'#!/bin/sh\nprintf "%s\\n=====\\n" "$1" >> "{tmp_path}/heard"\n', encoding="utf-8")
    alert.chmod(0o755)
    monkeypatch.setenv("JUNHENG_ALERT_COMMAND", str(alert))
    monkeypatch.setenv("JUNHENG_AS_OF", "2024-09-01")
    monkeypatch.delenv("JUNHENG_ALERTS", raising=False)
    settings = Settings.from_environment(tmp_path / "raw", tmp_path / "warehouse")
    settings.warehouse_dir.mkdir()
    return settings


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


class Looks:
    """The sensor, looking again and again."""

    def __init__(self, settings: Settings, instance: dg.DagsterInstance) -> None:
        self.settings, self.instance = settings, instance
        self.sensor = alerts.build_alert_sensor(settings)
        self.cursor: str | None = None

    def __call__(self) -> list[str]:
        """What is heard after a look."""
        with dg.build_sensor_context(instance=self.instance, cursor=self.cursor) as context:
            self.sensor.evaluate_tick(context)
            self.cursor = context.cursor
        file = self.settings.raw_dir.with_name("heard")
        if not file.exists():
            return []
        text = file.read_text(encoding="utf-8")
        file.unlink()
        return text.split("\n=====\n")[:-1]


@pytest.fixture
def look(settings: Settings, instance: dg.DagsterInstance) -> Looks:
    return Looks(settings, instance)


def _assets(error: Exception | None = None, in_resource: bool = False) -> dg.Definitions:
    """Figures and a release, which may fail in the step or before any step."""

    @dg.resource
    def warehouse(context: dg.InitResourceContext) -> str:
        if error and in_resource:
            raise error
        return ""

    @dg.asset(key=PLANNED, required_resource_keys={"warehouse"})
    def figures() -> None:
        if error and not in_resource:
            raise error

    @dg.asset(key=RELEASE, deps=[figures])
    def publish() -> None:
        pass

    return dg.Definitions(
        assets=[figures, publish],
        jobs=[dg.define_asset_job("load_years", "*")],
        resources={"warehouse": warehouse},
        executor=dg.in_process_executor,
    )


def _run(definitions: dg.Definitions, instance: dg.DagsterInstance, **given: object) -> None:
    job = definitions.resolve_job_def("load_years")
    job.execute_in_process(instance=instance, raise_on_error=False, **given)  # type: ignore[arg-type]


def test_a_failed_step_is_told_once_and_mended_by_a_release(
    settings: Settings, instance: dg.DagsterInstance, look: Looks
) -> None:
    broken = _assets(ValueError("the table is broken"))
    _run(broken, instance)
    (message,) = look()
    assert message.startswith("均衡：没有发布 · Junheng: not published")
    assert "of load_years» published nothing. Why: figures: ValueError: the table is broken" in message
    _run(broken, instance)
    assert look() == look() == []
    release(settings, findings=[("critical", "refusals", "2024/421202/坏.xlsx", None, None, None)])
    _run(_assets(), instance)
    (message,) = look()
    assert message.startswith("均衡：已发布，但有文件或数据未被采用")
    assert "已恢复" in message and "the table is broken" in message
    assert look() == []


def test_a_failure_before_any_step_is_told(instance: dg.DagsterInstance, look: Looks) -> None:
    _run(_assets(OSError(28, "No space left on device"), in_resource=True), instance)
    (message,) = look()
    assert "No space left on device" in message


def test_materialize_on_a_page_of_assets_is_told(instance: dg.DagsterInstance, look: Looks) -> None:
    job = _assets(ValueError("broken")).resolve_implicit_global_asset_job_def()
    job.execute_in_process(instance=instance, raise_on_error=False, asset_selection=[PLANNED])
    (message,) = look()
    assert "of chosen assets» published nothing. Why: figures: ValueError: broken" in message


def test_reading_alone_was_not_to_publish(instance: dg.DagsterInstance, look: Looks) -> None:
    job = _assets().resolve_implicit_global_asset_job_def()
    job.execute_in_process(instance=instance, asset_selection=[PLANNED])
    assert look() == []


def test_a_run_that_found_nothing_changed_mends_what_stood(
    settings: Settings, instance: dg.DagsterInstance, look: Looks
) -> None:
    _run(_assets(ValueError("broken")), instance)
    assert len(look()) == 1
    standing = release(settings).name
    _run(_assets(), instance, tags={UNCHANGED: standing}, asset_selection=[PLANNED])
    (message,) = look()
    assert message.startswith("均衡：已恢复")


def _run_that_ended(instance: dg.DagsterInstance, status: dg.DagsterRunStatus, **tags: str) -> dg.DagsterRun:
    job = _assets().resolve_job_def("load_years")
    run = instance.create_run_for_job(job, tags=tags, status=dg.DagsterRunStatus.STARTED)
    if status is dg.DagsterRunStatus.FAILURE:
        instance.report_run_failed(run, "The process of this run is gone.")
    else:
        instance.report_run_canceled(run)
    return run


def test_a_deadline_that_passes_is_told_without_a_run(settings: Settings, look: Looks) -> None:
    release(settings, filings=[(2023, "421202", "咸安区", 3, None)])
    assert look() == []
    look.settings = replace(settings, as_of=date(2024, 9, 21))
    look.sensor = alerts.build_alert_sensor(look.settings)
    (message,) = look()
    assert "421202 咸安区, school year 2024" in message
    assert look() == []


def test_a_cancelled_run_and_one_whose_process_is_gone_are_told(
    instance: dg.DagsterInstance, look: Looks
) -> None:
    _run_that_ended(instance, dg.DagsterRunStatus.CANCELED)
    _run_that_ended(instance, dg.DagsterRunStatus.FAILURE)
    first, second = look()
    assert "was cancelled; nothing was published" in first
    assert "Why: The process of this run is gone." in second


def test_others_tell_of_a_run_of_the_command_line_and_of_one_that_is_tried_again(
    instance: dg.DagsterInstance, look: Looks
) -> None:
    _run_that_ended(instance, dg.DagsterRunStatus.FAILURE, **BY_COMMAND)
    _run_that_ended(instance, dg.DagsterRunStatus.FAILURE, **{"dagster/will_retry": "true"})
    assert look() == []


def test_a_killed_run_is_told_once_whoever_notices_first(
    settings: Settings, instance: dg.DagsterInstance, look: Looks
) -> None:
    run = _run_that_ended(instance, dg.DagsterRunStatus.FAILURE)
    with warehouse_lock(settings.lock_file, name_of_run(run)):
        left = settings.lock_file.read_text(encoding="utf-8")
    settings.lock_file.write_text(left.replace('"host": "', '"host": "another-'), encoding="utf-8")
    (message,) = look()
    assert "never ended: its process is gone" in message
    assert look() == []
