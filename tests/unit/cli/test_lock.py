"""The warehouse lock: one process, re-entrant in it, named, gone with its holder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.lock import WarehouseLockedError, read_holder, warehouse_lock

_HOLD = """
import sys, time
from pathlib import Path
from orchestration.lock import warehouse_lock
with warehouse_lock(Path(sys.argv[1]), "junheng run --year 2024"):
    sys.stdout.write("held\\n")
    sys.stdout.flush()
    time.sleep(60)
"""


def _holder(lock_file: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", _HOLD, str(lock_file)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    return process


def test_a_second_process_is_told_who_holds_it(tmp_path: Path) -> None:
    lock_file = tmp_path / "warehouse" / ".lock"
    process = _holder(lock_file)
    try:
        with pytest.raises(WarehouseLockedError) as caught, warehouse_lock(lock_file, "another"):
            pass
    finally:
        process.kill()
        process.communicate()
    assert caught.value.holder is not None
    assert caught.value.holder.pid == process.pid
    assert "«junheng run --year 2024»" in str(caught.value)


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    lock_file = tmp_path / ".lock"
    process = _holder(lock_file)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    with warehouse_lock(lock_file, "next"):
        holder = read_holder(lock_file)
    assert holder is not None
    assert (holder.pid, holder.command) == (os.getpid(), "next")


def test_it_is_reentrant_and_released_with_the_outermost_block(tmp_path: Path) -> None:
    lock_file = tmp_path / ".lock"
    check = [sys.executable, "-c", _HOLD.replace("time.sleep(60)", ""), str(lock_file)]
    with warehouse_lock(lock_file, "outer"):
        with warehouse_lock(lock_file, "inner"):
            pass
        assert subprocess.run(check, capture_output=True, check=False).returncode == 1
    assert subprocess.run(check, capture_output=True, check=False).returncode == 0


def test_an_unreadable_holder_still_refuses(tmp_path: Path) -> None:
    lock_file = tmp_path / ".lock"
    process = _holder(lock_file)
    try:
        lock_file.write_text("", encoding="utf-8")
        with (
            pytest.raises(WarehouseLockedError, match="another process holds it"),
            warehouse_lock(lock_file, "x"),
        ):
            pass
    finally:
        process.kill()
        process.communicate()
