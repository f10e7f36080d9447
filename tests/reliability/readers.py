"""Readers who open the current release over and over while others are published.

What belongs here: that. What does not: `junheng run`: releases are made of a miniature build.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from orchestration.inventory import InputFile
from orchestration.release.seal import read_datapackage
from orchestration.release.store import publish
from tests.unit.release.conftest import MiniatureWarehouse


def read_while_publishing(folder: Path, readers: int, releases: int, say: Callable[[str], None]) -> list[str]:
    """Publish so many releases; each reader must find a whole one each time. Returns what went wrong."""
    miniature = MiniatureWarehouse(folder)
    miniature.write_build()
    miniature.write_clean_results()
    _publish_next(miniature, 0)
    is_over = threading.Event()
    failures: list[str] = []
    reads = [0] * readers

    def read(number: int) -> None:
        while not is_over.is_set():
            try:
                _read_once(miniature.current)
                reads[number] += 1
            except Exception as error:
                failures.append(f"reader {number}: {type(error).__name__}: {error}")

    threads = [threading.Thread(target=read, args=(number,)) for number in range(readers)]
    for thread in threads:
        thread.start()
    try:
        for number in range(1, releases + 1):
            _publish_next(miniature, number)
    finally:
        is_over.set()
        for thread in threads:
            thread.join()
    idle = sum(1 for each in reads if not each)
    say(
        f"{readers} readers over {releases} releases: {sum(reads)} reads, {len(failures)} failed, "
        f"{idle} readers never read"
    )
    return failures + ([f"{idle} readers never read"] if idle else [])


def _publish_next(miniature: MiniatureWarehouse, number: int) -> None:
    """A release of another filing and another verdict, so that a mixture of two would show."""
    miniature.files[2024] = (InputFile("2024/421202/a.xlsx", f"{number:064x}", 10, 2024, "421202"),)
    miniature.write_build({"421202": ("FAIL", "PASS")[number % 2]})
    publish(miniature.build(), miniature.releases, miniature.release_id, miniature.current)


def _read_once(current: Path) -> None:
    """Resolve `current` once, and read all that it names: one release, in every table and file."""
    release = Path(os.path.realpath(current))
    package = read_datapackage(release)
    assert package["id"] == release.name
    with duckdb.connect(str(release / "compliance.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT release_id FROM release").fetchall() == [(release.name,)]
        for resource in package["resources"]:
            if "rows" not in resource or Path(resource["path"]).parent.name != "parquet":
                continue
            table = Path(resource["path"]).stem
            stored = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()
            rows = pq.read_metadata(release / resource["path"]).num_rows
            assert stored == (resource["rows"],) and rows == resource["rows"], table
