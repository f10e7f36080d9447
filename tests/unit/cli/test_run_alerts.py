"""Whatever way `junheng run` ends: people are told once, and once when it is mended."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from orchestration.alerts.telling import standing_channels
from orchestration.cli import main
from orchestration.commands import execute, exits
from orchestration.inventory import code_hash
from orchestration.lock import read_holder, take_killed
from orchestration.plan import make_plan
from orchestration.settings import Settings
from orchestration.standards import check
from orchestration.standards.faults import FaultyRegistryError
from orchestration.submissions.folders.listing import list_raw
from orchestration.transform.process import DbtParseError
from tests.unit.alerts.releases import release

FILINGS = Path(__file__).resolve().parents[2] / "golden" / "filings"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Filings, steps that end well and do nothing, and an alert command that keeps what it hears."""
    shutil.copytree(FILINGS, tmp_path / "raw")
    alert = tmp_path / "alert"
    alert.write_text(f'#!/bin/sh\nprintf "%s\\n=====\\n" "$1" >> "{tmp_path}/heard"\n', encoding="utf-8")
    alert.chmod(0o755)
    monkeypatch.setenv("JUNHENG_ALERT_COMMAND", str(alert))
    monkeypatch.setenv("JUNHENG_AS_OF", "2024-09-01")
    monkeypatch.setattr(execute, "execute", lambda *arguments: None)
    return Settings.from_environment(tmp_path / "raw", tmp_path / "warehouse")


def _run(settings: Settings) -> int:
    return main(["run", "--raw", str(settings.raw_dir), "--warehouse", str(settings.warehouse_dir)])


def _heard(settings: Settings) -> list[str]:
    """What was heard since the last time this was asked."""
    file = settings.raw_dir.with_name("heard")
    if not file.exists():
        return []
    text = file.read_text(encoding="utf-8")
    file.unlink()
    return text.split("\n=====\n")[:-1]


def _fails(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(*arguments: Any) -> None:
        raise error

    monkeypatch.setattr(execute, "execute", fail)


def _release_of_plan(settings: Settings, **given: Any) -> None:
    code = code_hash(settings.project_dir)
    plan = make_plan(list_raw(settings.raw_dir), settings.inputs_dir, code, (), settings.today())
    release(settings, plan.release_id, **given)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (execute.RunFailedError("dbt_build: 3 models failed"), "Why: dbt_build: 3 models failed"),
        (DbtParseError("a model does not parse"), "Why: a model does not parse"),
        (OSError(28, "No space left on device"), "Why: No space left on device."),
        (KeyboardInterrupt(), "Why: interrupted."),
        (None, "which holds what was read, was not made"),
    ],
)
def test_a_run_that_publishes_nothing_is_told_once(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, error: BaseException | None, said: str
) -> None:
    if error:
        _fails(monkeypatch, error)
    for _ in range(2):
        assert _run(settings) == exits.NOT_PUBLISHED
    (message,) = _heard(settings)
    assert message.startswith("均衡：没有发布 · Junheng: not published")
    assert said in message and "没有发布。原因：" in message


def test_a_faulty_registry_and_a_folder_that_is_gone_are_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(standards_dir: Path) -> None:
        raise FaultyRegistryError([])

    monkeypatch.setattr(check, "require_sound_registry", faulty)
    assert _run(settings) == exits.NOT_PUBLISHED
    assert len(_heard(settings)) == 1
    shutil.rmtree(settings.raw_dir)
    assert _run(settings) == exits.USAGE
    (message,) = _heard(settings)
    assert "There is no folder" in message


def test_a_warehouse_that_cannot_be_made_is_told(settings: Settings) -> None:
    settings.warehouse_dir.write_text("in the way", encoding="utf-8")
    with contextlib.suppress(OSError):
        _run(settings)
    assert len(_heard(settings)) == 1


def _hold(settings: Settings) -> subprocess.Popen[bytes]:
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom orchestration.lock import warehouse_lock\n"
        "with warehouse_lock(Path(sys.argv[1]), 'junheng run --year 2023'):\n"
        "    sys.stdout.write('held\\n'); sys.stdout.flush(); time.sleep(60)\n"
    )
    command = [sys.executable, "-c", script, str(settings.lock_file)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline() == b"held\n"
    return process


def test_a_busy_lock_is_told_once_and_the_killed_run_by_the_next_one(settings: Settings) -> None:
    holder = _hold(settings)
    try:
        for _ in range(2):
            assert _run(settings) == exits.LOCKED
        (message,) = _heard(settings)
        assert "«junheng run --year 2023»" in message and "is locked" in message
        assert take_killed(settings.lock_file) is None
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.communicate()
    _release_of_plan(settings)
    assert _run(settings) == exits.PUBLISHED
    told, mended = _heard(settings)
    assert "«junheng run --year 2023»" in told and "never ended" in told
    assert mended.startswith("均衡：已恢复 · Junheng: mended")
    assert "is locked" in mended and "never ended" in mended
    assert _run(settings) == exits.PUBLISHED
    assert _heard(settings) == []


def test_a_killed_holder_is_found_once_without_a_run(settings: Settings) -> None:
    holder = _hold(settings)
    holder.kill()
    holder.communicate()
    killed = take_killed(settings.lock_file)
    assert killed is not None and (killed.pid, killed.command) == (holder.pid, "junheng run --year 2023")
    assert take_killed(settings.lock_file) is None
    assert read_holder(settings.lock_file) is None


def test_a_lock_of_the_version_before_names_no_killed_run(settings: Settings) -> None:
    settings.warehouse_dir.mkdir()
    older = {"pid": os.getpid() + 4_000_000, "command": "junheng run", "since": "2026-01-01T00:00:00+00:00"}
    settings.lock_file.write_text(json.dumps(older), encoding="utf-8")
    assert take_killed(settings.lock_file) is None


def test_refused_files_of_a_green_run_are_told_with_their_remedy(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = ("critical", "refusals", "2024/421202/坏文件.xlsx", "Sheet1", 3, "C3")

    def publish(*arguments: Any) -> None:
        _release_of_plan(settings, findings=[finding], exit_status=3)

    monkeypatch.setattr(execute, "execute", publish)
    monkeypatch.setattr("orchestration.commands.run._require_published", lambda *arguments: None)
    assert _run(settings) == exits.PUBLISHED_WITH_REFUSALS
    (message,) = _heard(settings)
    assert message.startswith(
        "均衡：已发布，但有文件或数据未被采用 · Junheng: published, but something was refused"
    )
    assert "- 2024/421202/坏文件.xlsx，表 Sheet1，单元格 C3：请更正" in message
    assert "- 2024/421202/坏文件.xlsx, sheet Sheet1, cell C3: Correct it" in message
    assert _run(settings) == exits.PUBLISHED_WITH_REFUSALS
    assert _heard(settings) == []


def test_a_dead_channel_fails_no_run_and_is_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JUNHENG_ALERT_COMMAND", "/nowhere/alert")
    holder = _hold(settings)
    holder.kill()
    holder.communicate()
    _release_of_plan(settings)
    assert _run(settings) == exits.PUBLISHED
    problem = "«JUNHENG_ALERT_COMMAND»: /nowhere/alert cannot be started: No such file or directory"
    assert f"No alert through the channel {problem}." in capsys.readouterr().out
    assert [each.cause.en for each in standing_channels(settings)] == [
        f"The channel {problem.replace('»:', '» does not get through:')}"
    ]


def test_a_reader_who_has_seen_enough_makes_no_run_a_failure(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*arguments: Any) -> None:
        raise BrokenPipeError

    _release_of_plan(settings)
    monkeypatch.setattr("orchestration.commands.console.Console.line", closed)
    _run(settings)
    assert _heard(settings) == []
    shutil.rmtree(settings.releases_dir)
    _run(settings)
    assert len(_heard(settings)) == 1


def test_a_trial_says_what_arrived(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.warehouse_dir.mkdir()
    arguments = ["alerts", "test", "--warehouse", str(settings.warehouse_dir)]
    assert main(arguments) == exits.PUBLISHED
    assert capsys.readouterr().out == "JUNHENG_ALERT_COMMAND: sent.\n"
    (message,) = _heard(settings)
    assert "This is a trial" in message
    settings.alerts_file.write_text("channels: [{name: a, variable: NOT_SET}]", encoding="utf-8")
    assert main(arguments) == exits.NOT_PUBLISHED
    assert "a: the variable NOT_SET is not set.\n" in capsys.readouterr().out
    settings.alerts_file.write_text("channels: [{name: a}]", encoding="utf-8")
    assert main(arguments) == exits.USAGE
    assert "line 1: channels[a] needs one of" in capsys.readouterr().err
    settings.alerts_file.unlink()
    monkeypatch.delenv("JUNHENG_ALERT_COMMAND")
    assert main(arguments) == exits.USAGE
    assert "There is no alert channel" in capsys.readouterr().err
