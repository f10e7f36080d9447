"""A command that is ended, on a full disk, under a locale that lacks a character: one sentence each."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from orchestration.cli import main
from orchestration.commands import execute, exits
from orchestration.lock import warehouse_lock
from orchestration.settings import PROJECT_DIR, Settings

FILINGS = PROJECT_DIR / "tests" / "golden" / "filings"
#: A run whose steps take long: half a file is written, a child works.
_LONG_RUN = """
import subprocess, sys, time
from orchestration import cli
from orchestration.commands import execute
from orchestration.whole import written_whole

def work(settings, plan, progress, detail):
    child = subprocess.Popen(["sleep", "60"])
    try:
        with written_whole(settings.landing_dir / "schools" / "2024.parquet") as file:
            file.write_text("half", encoding="utf-8")
            progress(f"child {child.pid}")
            time.sleep(60)
    finally:
        child.kill()

execute.execute = work
sys.exit(cli.main())
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT], ids=lambda each: each.name)
@pytest.mark.parametrize("is_in_background", [False, True], ids=["", "in the background"])
def test_a_signal_ends_a_run_in_a_sentence(
    tmp_path: Path, number: signal.Signals, is_in_background: bool
) -> None:
    if is_in_background and number is signal.SIGINT:
        pytest.skip("a process in the background ignores Ctrl-C")
    settings = Settings.from_environment(FILINGS, tmp_path)
    places = ["--raw", str(FILINGS), "--warehouse", str(tmp_path)]
    ignore = (lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)) if is_in_background else None
    process = subprocess.Popen(
        [sys.executable, "-c", _LONG_RUN, "run", *places],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=ignore,
    )
    assert process.stdout is not None
    child = 0
    for line in process.stdout:
        if "child" in line:
            child = int(line.split()[-1])
            break
    process.send_signal(number)
    said, errors = process.communicate(timeout=20)
    assert process.returncode == exits.NOT_PUBLISHED, errors
    assert "Not published: interrupted." in said
    assert "Traceback" not in said + errors
    assert list(tmp_path.rglob(".tmp-*")) == []
    with warehouse_lock(settings.lock_file, "next"), pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_nohup_is_respected(tmp_path: Path) -> None:
    script = (
        "import os, signal\nfrom orchestration.commands.signals import end_like_ctrl_c\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\nend_like_ctrl_c()\n"
        "os.kill(os.getpid(), signal.SIGHUP)\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_full_disk_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "releases/.tmp-x/compliance.duckdb")

    monkeypatch.setattr(execute, "execute", full)
    monkeypatch.setattr("orchestration.commands.run.append_run", full)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage._replace(free=3 * 2**20))
    places = ["--raw", str(FILINGS), "--warehouse", str(tmp_path)]
    assert main(["run", *places]) == exits.NOT_PUBLISHED
    said = capsys.readouterr()
    assert "Traceback" not in said.out
    assert "Not published: No space left on device (releases/.tmp-x/compliance.duckdb).\n" in said.out
    assert "The history of runs lacks this one: No space left on device" in said.out
    assert f"The disk of {tmp_path} is full: 3 MB are free.\n" in said.out


def test_a_database_that_fails_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*arguments: object) -> None:
        raise RuntimeError("disk I/O error\n[SQL: PRAGMA main.table_xinfo(runs)]\n(Background on this error)")

    monkeypatch.setattr(execute, "execute", fail)
    assert main(["run", "--raw", str(FILINGS), "--warehouse", str(tmp_path)]) == exits.NOT_PUBLISHED
    said = capsys.readouterr().out
    assert "Not published: RuntimeError: disk I/O error\n" in said and "PRAGMA" not in said


def test_a_log_that_cannot_be_written_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(execute, "execute", lambda *arguments: shutil.rmtree(tmp_path / "log"))
    monkeypatch.setattr("orchestration.commands.run.append_run", lambda *arguments: None)
    places = ["--raw", str(FILINGS), "--warehouse", str(tmp_path)]
    assert main(["run", *places]) == exits.NOT_PUBLISHED
    assert "Everything the run said" not in capsys.readouterr().out


@pytest.mark.parametrize("limit", [0, 100, 1000])
def test_a_history_that_does_not_fit_stays_as_it_was(tmp_path: Path, limit: int) -> None:
    """As where the disk is full: the system writes no more than so many bytes of a file."""
    script = (
        "import resource, sys\nfrom datetime import UTC, datetime\nfrom pathlib import Path\n"
        "from orchestration.history import RunRecord, append_run\n"
        "record = RunRecord(*[datetime.now(UTC)] * 2, 'junheng run', '2024', 'a release', 0, '')\n"
        "append_run(Path(sys.argv[1]), record)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), -1))\n"
        "try:\n    append_run(Path(sys.argv[1]), record)\n"
        "except OSError:\n    sys.exit(3)\n"
    )
    result = subprocess.run([sys.executable, "-c", script, str(tmp_path), str(limit)], check=False)
    assert result.returncode == 3
    assert pq.read_table(tmp_path / "runs.parquet").num_rows == 1
    assert [path.name for path in tmp_path.iterdir()] == ["runs.parquet"]


_ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "latin-1", ""])
def test_no_locale_lacks_a_character(encoding: str) -> None:
    environment = {**os.environ, **_ASCII, **({"PYTHONIOENCODING": encoding} if encoding else {})}
    result = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "standards", "list"],
        env=environment,
        cwd=PROJECT_DIR,
        capture_output=True,
        check=False,
    )
    assert result.returncode == exits.PUBLISHED, result.stderr
    said = result.stdout.decode(encoding or "utf-8")
    assert ("优质均衡" in said) is (encoding in ("gbk", ""))


def test_a_reader_that_leaves_does_not_end_a_run(tmp_path: Path) -> None:
    script = _LONG_RUN.replace("time.sleep(60)", "[progress('a step') for _ in range(20000)]")
    places = ["--raw", str(FILINGS), "--warehouse", str(tmp_path)]
    process = subprocess.Popen(
        [sys.executable, "-c", script, "run", *places], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(timeout=60) == exits.NOT_PUBLISHED  # nothing was published here: that is what it says
    assert process.stderr is not None and b"Traceback" not in process.stderr.read()


@pytest.mark.parametrize("charset", ["GBK", "GB18030"])
def test_a_chinese_locale_of_another_encoding_is_left_for_utf8(tmp_path: Path, charset: str) -> None:
    name = f"zh_CN.{charset}"
    try:
        subprocess.run(["localedef", "-i", "zh_CN", "-f", charset, str(tmp_path / name)], check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this machine cannot make the locale")
    warehouse = tmp_path / "€ 状态"  # in UTF-8, what GBK does not lead back from
    result = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "release", "list", "--warehouse", str(warehouse)],
        env={**os.environ, "LOCPATH": str(tmp_path), "LC_ALL": name},
        cwd=PROJECT_DIR,
        capture_output=True,
        check=False,
    )
    assert result.returncode == exits.PUBLISHED, result.stderr
    assert f"There is no release in {warehouse}/releases yet" in result.stdout.decode("utf-8")
