"""Files that move while they are read: told as changing, and no figure lands under another hash."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from orchestration import pipeline
from orchestration.inventory import list_inputs
from orchestration.sealed import sha256_of
from orchestration.settings import Settings
from orchestration.submissions.contract.schemas import RELATIONS
from orchestration.submissions.folders import county_landing
from orchestration.submissions.folders.listing import FilesChangingError, list_raw
from tests.unit.submissions.filings import EXPORT_2024


@pytest.fixture
def warehouse(tmp_path: Path) -> pipeline.Warehouse:
    """A county of one file, received and not yet read."""
    folder = tmp_path / "raw" / "2024" / "421202"
    folder.mkdir(parents=True)
    shutil.copy(EXPORT_2024, folder / "a.xlsx")
    settings = Settings.from_environment(tmp_path / "raw", tmp_path / "warehouse")
    return pipeline.Warehouse(settings, code="", raw=list_raw(settings.raw_dir))


def _while_reading(monkeypatch: pytest.MonkeyPatch, change: Callable[[], object], times: int = 1) -> None:
    """Changes something in front of the first readings of a file."""
    read, left = county_landing._read, [change] * times

    def moved(*arguments: object) -> object:
        if left:
            left.pop()()
        return read(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(county_landing, "_read", moved)


def _exchange(path: Path) -> None:
    """Other bytes of the same size under the same times."""
    status, content = path.stat(), path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_a_file_exchanged_for_another_of_its_size_and_time_lands_under_its_own_hash(
    warehouse: pipeline.Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = warehouse.settings.raw_dir / "2024/421202/a.xlsx"
    list_inputs(warehouse.raw)
    _while_reading(monkeypatch, lambda: _exchange(file))
    pipeline.land(warehouse, [2024])
    (landed,) = pq.read_table(warehouse.settings.landing_dir / "submissions/2024.parquet").to_pylist()
    assert landed["sha256"] == sha256_of(file)
    assert [each.sha256 for each in pipeline.landed_files(warehouse.settings)[2024]] == [sha256_of(file)]


def test_a_file_that_goes_on_changing_is_told_in_words(
    warehouse: pipeline.Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = warehouse.settings.raw_dir / "2024/421202/a.xlsx"
    _while_reading(monkeypatch, lambda: _exchange(file), times=9)
    with pytest.raises(FilesChangingError, match=r"2024 is changing while it is read.*在读取过程中发生变动"):
        pipeline.land(warehouse, [2024])
    assert not pipeline.landed_files(warehouse.settings).get(2024)


@pytest.mark.parametrize("gone", ["2024/421202/a.xlsx", "2024/421202", "2024"])
def test_what_disappears_before_or_while_it_is_read_is_no_crash(
    warehouse: pipeline.Warehouse, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    path = warehouse.settings.raw_dir / gone

    def remove() -> None:
        path.unlink() if path.is_file() else shutil.rmtree(path, ignore_errors=True)

    _while_reading(monkeypatch, remove)
    rows = pipeline.land(warehouse, [2024])
    assert set(rows) == set(RELATIONS) and all(counts[2024] >= 0 for counts in rows.values())
    assert rows["enrolment"][2024] == 0
    rows = pipeline.land(warehouse, [2024])  # from the listing in which it still stood
    assert rows["enrolment"][2024] == 0


def test_a_listed_file_that_is_gone_is_told_as_changing(warehouse: pipeline.Warehouse) -> None:
    shutil.rmtree(warehouse.settings.raw_dir / "2024")
    with pytest.raises(FilesChangingError):
        list_inputs(warehouse.raw)


def test_a_manifest_exchanged_while_it_is_read_is_told_as_changing(warehouse: pipeline.Warehouse) -> None:
    path = warehouse.settings.raw_dir / "2024/421202/manifest.yaml"
    path.write_text("files: {}\n")
    raw = list_raw(warehouse.settings.raw_dir)
    list_inputs(raw)
    path.write_text("files: []\n")
    (entry,) = (each for each in raw.entries if each.name == "manifest.yaml")
    with pytest.raises(FilesChangingError):
        entry.content(1000)
