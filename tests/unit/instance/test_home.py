"""dagster.yaml: ours below an engineer's own, which stays as it was written."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import dagster as dg
import pytest
import yaml

from orchestration.instance.home import write_dagster_home
from orchestration.settings import PROJECT_DIR, Settings, SettingsError

#: As version 1 wrote it.
EARLIER = Path(__file__).with_name("dagster_earlier.yaml")
POSTGRES = """\
# The history of all machines stands in one place.
storage:
  postgres:
    postgres_url:
      env: JUNHENG_POSTGRES
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(tmp_path / "raw", tmp_path / "仓库 'one'")
    made.dagster_home.mkdir(parents=True)
    return made


def _written(settings: Settings, own: str = "") -> str:
    file = settings.dagster_home / "dagster.yaml"
    if own:
        file.write_text(own, encoding="utf-8")
    write_dagster_home(settings)
    return file.read_text(encoding="utf-8")


def test_an_instance_is_made_of_it(settings: Settings) -> None:
    text = _written(settings)
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        assert not instance.telemetry_enabled
        assert instance.run_monitoring_enabled
        assert instance.run_launcher.supports_check_run_worker_health
        assert type(instance.compute_log_manager).__name__ == "StepOutput"
        assert instance.run_retries_enabled
        queue = instance.get_concurrency_config().run_queue_config
        assert queue is not None and queue.max_concurrent_runs == 1
    assert _written(settings) == text


@pytest.mark.parametrize(
    "own",
    [
        POSTGRES,
        "telemetry:\n  enabled: true  # ours is off",
        "run_monitoring: {enabled: false}\nretention: {}\n",
        "# nothing but a remark\n",
    ],
)
def test_what_an_engineer_wrote_stays_word_by_word(settings: Settings, own: str) -> None:
    text = _written(settings, own)
    assert text.startswith(own.rstrip("\n"))
    read = yaml.safe_load(text)
    theirs = yaml.safe_load(own) or {}
    assert {name: read[name] for name in theirs} == theirs
    assert read["run_launcher"]["class"] == "WatchedRunLauncher"
    assert _written(settings) == text
    more = own.rstrip("\n") + "\nnux: {enabled: true}\n" + text[len(own) :].lstrip("\n")
    assert yaml.safe_load(_written(settings, more))["nux"] == {"enabled": True}


@pytest.mark.skipif(find_spec("dagster_postgres") is not None, reason="it would ask a server")
def test_a_storage_of_another_kind_is_accepted_as_far_as_its_package(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUNHENG_POSTGRES", "postgresql+psycopg2://user:password@localhost/junheng")
    written = (PROJECT_DIR / "docs" / "operations.md").read_text(encoding="utf-8")
    assert POSTGRES.partition("\n")[2] in written  # as the document says it
    _written(settings, POSTGRES)
    # The settings are read and found sound; what is missing is the package that the document names.
    with pytest.raises(Exception, match="dagster_postgres"):
        dg.DagsterInstance.from_config(str(settings.dagster_home))


def test_what_was_changed_below_the_mark_is_the_engineers_too(settings: Settings) -> None:
    changed = _written(settings).replace("poll_interval_seconds: 30", "poll_interval_seconds: 5")
    assert yaml.safe_load(_written(settings, changed))["run_monitoring"]["poll_interval_seconds"] == 5
    assert yaml.safe_load(_written(settings))["run_monitoring"]["poll_interval_seconds"] == 5


def test_what_an_earlier_version_wrote_is_replaced(settings: Settings) -> None:
    text = _written(settings, EARLIER.read_text(encoding="utf-8"))
    assert "NoOpComputeLogManager" not in text and "will be overwritten" not in text


def test_a_queue_of_the_engineers_own_is_not_told_twice(settings: Settings) -> None:
    _written(settings, "run_queue:\n  max_concurrent_runs: 3\n")
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        queue = instance.get_concurrency_config().run_queue_config
        assert queue is not None and queue.max_concurrent_runs == 3


@pytest.mark.parametrize("own", ["storage: [", "- storage\n"])
def test_a_file_that_is_no_yaml_is_named(settings: Settings, own: str) -> None:
    with pytest.raises(SettingsError, match=r"dagster\.yaml.* Put it right, or remove it"):
        _written(settings, own)
    assert (settings.dagster_home / "dagster.yaml").read_text(encoding="utf-8") == own
