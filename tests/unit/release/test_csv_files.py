"""CSV for spreadsheets: a byte order mark, and nothing that a program would run."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest

from orchestration.release.csv_files import write_csv

NAMES = [
    "=1+1",
    "+86",
    "-1",
    "@x",
    "\t=1",
    "咸安区",
    "<b>县</b>",
    '"引号"',
    "名" * 200,
    "😀",
    "a,b\nc",
    "",
    "x=1",
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_text_comes_back_and_is_never_a_formula(tmp_path: Path, name: str) -> None:
    file = tmp_path / "out.csv"
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE named AS SELECT $name::VARCHAR AS name, -1.5::DOUBLE AS value", {"name": name}
        )
        write_csv(connection, "FROM named", file)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8-sig", newline="") as opened:
        (row,) = csv.DictReader(opened)
    is_live = name[:1] in ("=", "+", "-", "@", "\t") and name != ""
    assert row == {"name": "'" + name if is_live else name, "value": "-1.5"}
