"""Runs whose process is gone are known, and closed; those that live are left alone."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from orchestration.instance import closing
from orchestration.instance.closing import close_gone_runs
from orchestration.instance.home import prepare, write_dagster_home
from orchestration.instance.living import alive
from orchestration.settings import Settings

_LIVE = """
import sys, time
from pathlib import Path
from orchestration.instance.living import alive
with alive(Path(sys.argv[1]), sys.argv[2]):
    sys.stdout.write("alive\\n")
    sys.stdout.flush()
    time.sleep(60)
"""


@dg.job
def any_job() -> None:
    """A run of nothing."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(tmp_path / "raw", tmp_path / "warehouse")
    write_dagster_home(made)
    return made


@pytest.fixture
def instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as made:
        yield made


def _begun(instance: dg.DagsterInstance, status: dg.DagsterRunStatus) -> str:
    return instance.create_run_for_job(any_job, status=status).run_id


def _status(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRunStatus:
    run = instance.get_run_by_id(run_id)
    assert run is not None
    return run.status


def test_a_killed_run_is_closed_and_a_living_one_is_not(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    living, killed, cancelled = (
        _begun(instance, status)
        for status in (
            dg.DagsterRunStatus.STARTED,
            dg.DagsterRunStatus.STARTED,
            dg.DagsterRunStatus.CANCELING,
        )
    )
    waiting = _begun(instance, dg.DagsterRunStatus.NOT_STARTED)
    processes = []
    for run_id in (killed, cancelled):
        command = [sys.executable, "-c", _LIVE, str(settings.dagster_home), run_id]
        processes.append(subprocess.Popen(command, stdout=subprocess.PIPE))
        assert processes[-1].stdout is not None and processes[-1].stdout.readline() == b"alive\n"
    with alive(settings.dagster_home, living):
        assert close_gone_runs(instance) == []
        for process in processes:
            process.kill()
            process.communicate()
        assert set(close_gone_runs(instance)) == {killed, cancelled}
    assert _status(instance, living) is dg.DagsterRunStatus.STARTED
    assert _status(instance, killed) is dg.DagsterRunStatus.FAILURE
    assert _status(instance, cancelled) is dg.DagsterRunStatus.CANCELED
    assert _status(instance, waiting) is dg.DagsterRunStatus.NOT_STARTED
    assert list((settings.dagster_home / "running").iterdir()) == []


@pytest.mark.parametrize("status", [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED])
def test_a_run_that_never_said_it_lives_has_some_time_for_it(
    settings: Settings,
    instance: dg.DagsterInstance,
    status: dg.DagsterRunStatus,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run_id = _begun(instance, status)
    assert prepare(settings) == []
    later = time.time() + closing.PREPARING_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert prepare(settings) == [run_id]
    assert _status(instance, run_id) is dg.DagsterRunStatus.FAILURE


def test_dagsters_monitoring_asks_the_same(settings: Settings, instance: dg.DagsterInstance) -> None:
    run_id = _begun(instance, dg.DagsterRunStatus.STARTED)
    run = instance.get_run_by_id(run_id)
    assert run is not None
    with alive(settings.dagster_home, run_id):
        assert instance.run_launcher.check_run_worker_health(run).status.value == "RUNNING"
    (settings.dagster_home / "running" / run_id).touch()  # as a killed process leaves it
    health = instance.run_launcher.check_run_worker_health(run)
    assert (health.status.value, health.msg) == ("FAILED", closing.GONE)


def test_what_a_step_prints_is_kept_and_echoed(
    settings: Settings, instance: dg.DagsterInstance, capfd: pytest.CaptureFixture[str]
) -> None:
    @dg.op
    def talks() -> None:
        os.write(1, b"said by python\n")
        subprocess.run(["sh", "-c", "echo said by a child; echo complaint >&2"], check=True)

    @dg.job
    def talking() -> None:
        talks()

    result = talking.execute_in_process(instance=instance)
    folder = settings.dagster_home / "storage" / result.run_id / "compute_logs"
    (out,) = folder.glob("*.out")
    (err,) = folder.glob("*.err")
    assert out.read_text(encoding="utf-8") == "said by python\nsaid by a child\n"
    assert "complaint" in err.read_text(encoding="utf-8")
    said = capfd.readouterr()
    assert "said by a child" in said.out and "complaint" in said.err
