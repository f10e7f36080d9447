"""Hostile files are refused in words or read rightly, within limits, and nobody else's file suffers."""

from __future__ import annotations

import os
import resource
import shutil
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from orchestration.submissions.contract.rejection import FileRejected, Rejection
from orchestration.submissions.files import apart
from orchestration.submissions.folders.intake import land_year
from orchestration.submissions.folders.listing import list_raw
from tests.fuzzing.hostile import CATALOGUE, make
from tests.unit.submissions.filings import COLLECTION_2024, EXPORT_2024, codes, facts, read
from tests.unit.submissions.packages import repacked

#: Small enough to be read here: what is bounded by rules, not by the second process. Those left out say
#: nothing that others do not, or take a second each.
_SMALL = 100_000
_DEAR = frozenset(
    {"formulas", "error values", "sheets", "very many parts", "csv: records", "xls: cells in the last place"}
)

#: Its one string stands in 20 000 cells: of the usual size it takes half a minute.
_SMALLER = {"a long string in many cells": 20_000}


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name in CATALOGUE if name not in _DEAR])
def test_what_a_small_file_says_is_read_or_refused_in_words(name: str) -> None:
    file_name, content = make(name, _SMALLER.get(name, _SMALL))
    started = time.process_time()
    reading = read(content, name=file_name)
    assert time.process_time() - started < 20
    assert reading.status in ("accepted", "partial", "refused", "unused")
    assert "READER_FAILED" not in codes(reading)
    assert all(len(rejection.message) < 2_000 for rejection in reading.rejections[:50])


def _large(parts: dict[str, bytes]) -> None:
    parts["xl/styles.xml"] += b" " * 2_000_000


def test_a_large_file_is_read_apart_as_it_would_be_here() -> None:
    content = repacked(EXPORT_2024, _large)
    assert apart._takes_much(content) and not apart._takes_much(EXPORT_2024.read_bytes())
    reading = read(content)
    assert reading.status == "accepted" and facts(reading) == facts(read(EXPORT_2024))


def _too_long(content: bytes) -> bytes:
    while content:
        pass
    return content


def _too_much(content: bytes) -> int:
    return len([content * 1000 for _ in range(1000)])


def _refused(content: bytes) -> None:
    raise FileRejected(Rejection("file", "EMPTY_FILE", str(len(content))))


def _failed(content: bytes) -> None:
    raise KeyError(len(content))


def _size(content: bytes) -> int:
    return len(content)


def test_who_takes_too_much_apart_is_refused_and_the_next_file_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_SECONDS", 1)
    monkeypatch.setattr(apart, "_SECONDS_PER_MEGABYTE", 0)
    content = b"x" * 2_000_000
    assert apart.read_bounded(content, _size) == 2_000_000
    for hostile, said in (
        (_too_long, "takes too much time: 1 seconds"),
        (_too_much, "takes too much memory"),
    ):
        with pytest.raises(FileRejected) as refused:
            apart.read_bounded(content, hostile)
        assert refused.value.rejection.code == "OVERSIZE_FILE" and said in str(refused.value)
        assert apart.read_bounded(content, _size) == 2_000_000
    with pytest.raises(FileRejected, match="2000000"):
        apart.read_bounded(content, _refused)
    with pytest.raises(RuntimeError, match=r"KeyError: 2000000, test_hostile_files\.py line"):
        apart.read_bounded(content, _failed)
    assert resource.getrlimit(resource.RLIMIT_CPU)[0] == resource.RLIM_INFINITY


def _traces(content: bytes) -> str | None:
    return os.environ.get("RUST_BACKTRACE")


def test_what_runs_out_of_memory_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Rust traces its end, it waits for a lock that it holds itself once memory is gone."""
    monkeypatch.setenv("RUST_BACKTRACE", "1")
    assert apart.read_bounded(b"x" * 2_000_000, _traces) == "0"


def test_the_neighbours_of_a_hostile_file_land(tmp_path: Path) -> None:
    folder = tmp_path / "raw" / "2024" / "421202"
    folder.mkdir(parents=True)
    name, content = make("merges of all cells", 4_000_000)
    (folder / name).write_bytes(content)
    (folder / "c.ods").write_bytes(make("ods: cells repeated", 4_000_000)[1])
    shutil.copy(COLLECTION_2024, folder / "b.xlsx")
    land_year(list_raw(tmp_path / "raw"), tmp_path / "landing", 2024)
    landed = pq.read_table(tmp_path / "landing" / "submissions" / "2024.parquet").to_pylist()
    assert [(row["path"], row["status"]) for row in landed] == [
        ("2024/421202/a.xlsx", "partial"),  # one figure over all cells is no school's
        ("2024/421202/b.xlsx", "accepted"),
        ("2024/421202/c.ods", "refused"),
    ]
