"""Where a warehouse may lie, and what is said of a place where it cannot."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from orchestration.cli import main
from orchestration.commands import exits
from orchestration.lock import warehouse_lock
from orchestration.settings import Settings, SettingsError
from orchestration.submissions.folders.listing import list_raw

UNUSABLE = ("a[b]", "a?b", "a*b", "a'b", 'a"b', "a\\b", "a#b", "a%20b", "a\nb", "a\udcff")
USABLE = ("a b", "a,b", "义务教育 仓库", "a{b}", "a&b;c$d", "a+b=c@d", "~a!(b)", "-a", ".a", "a:b")


@pytest.mark.parametrize("name", UNUSABLE, ids=ascii)
def test_a_warehouse_that_databases_cannot_name_is_refused_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    places = ["--raw", str(raw), "--warehouse", str(tmp_path / name)]
    assert main(["run", *places]) == exits.USAGE
    refused = capsys.readouterr().err
    assert refused.startswith("The path of the warehouse, ") and "--warehouse" in refused
    assert list(tmp_path.iterdir()) == [raw]
    with pytest.raises(SettingsError):
        Settings.from_environment(warehouse_dir=tmp_path / name)


@pytest.mark.parametrize("name", USABLE)
def test_others_are_taken(tmp_path: Path, name: str) -> None:
    assert Settings.from_environment(warehouse_dir=tmp_path / name).warehouse_dir == tmp_path / name


@pytest.mark.parametrize("name", (*UNUSABLE[:-1], *USABLE), ids=ascii)
def test_filings_may_lie_anywhere(tmp_path: Path, name: str) -> None:
    file = tmp_path / name / "2024" / "421202" / f"{name}.xlsx"
    file.parent.mkdir(parents=True)
    file.touch()
    raw = Settings.from_environment(tmp_path / name, tmp_path).raw_dir
    if not name.startswith("."):
        assert f"2024/421202/{name}.xlsx" in [each.path for each in list_raw(raw).entries]
    assert list_raw(raw).school_years == [2024]


def _refuse_to_open(monkeypatch: pytest.MonkeyPatch, error: OSError) -> None:
    def refuse(path: Any, *arguments: Any) -> int:
        raise OSError(error.errno, error.strerror, str(path))

    monkeypatch.setattr(os, "open", refuse)


@pytest.mark.parametrize("errno", [13, 28, 30])  # not allowed, no space, read-only
def test_a_folder_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], errno: int
) -> None:
    (tmp_path / "raw" / "2024").mkdir(parents=True)
    with monkeypatch.context() as patched:
        _refuse_to_open(patched, OSError(errno, os.strerror(errno)))
        places = ["--raw", str(tmp_path / "raw"), "--warehouse", str(tmp_path / "warehouse")]
        assert main(["run", *places]) == exits.NOT_PUBLISHED
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"{tmp_path}/warehouse/.lock: {os.strerror(errno)}.\n"


def test_a_file_where_the_warehouse_should_be_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "raw" / "2024").mkdir(parents=True)
    (tmp_path / "warehouse").touch()
    places = ["--raw", str(tmp_path / "raw"), "--warehouse", str(tmp_path / "warehouse")]
    assert main(["run", *places]) == exits.NOT_PUBLISHED
    said = capsys.readouterr()
    assert said.err.count("\n") == 1 and "Traceback" not in said.err


@pytest.mark.parametrize(
    ("folder_mode", "umask", "lock_mode"),
    [(0o755, 0o022, 0o644), (0o2775, 0o022, 0o664), (0o775, 0o077, 0o660), (0o755, 0o002, 0o664)],
)
def test_a_group_shares_the_lock_of_its_folder(
    tmp_path: Path, folder_mode: int, umask: int, lock_mode: int
) -> None:
    tmp_path.chmod(folder_mode)
    before = os.umask(umask)
    try:
        with warehouse_lock(tmp_path / ".lock", "a run"):
            (tmp_path / "landing").mkdir()
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / ".lock").stat().st_mode) == lock_mode
    is_shared = bool(folder_mode & stat.S_IWGRP) or not umask & stat.S_IWGRP
    assert bool((tmp_path / "landing").stat().st_mode & stat.S_IWGRP) is is_shared


def test_a_lock_made_for_one_is_shared_by_its_owner(tmp_path: Path) -> None:
    lock_file = tmp_path / ".lock"
    lock_file.touch()
    lock_file.chmod(0o644)
    tmp_path.chmod(0o775)
    before = os.umask(0o022)
    try:
        with warehouse_lock(lock_file, "a run"):
            pass
    finally:
        os.umask(before)
    assert stat.S_IMODE(lock_file.stat().st_mode) == 0o664
