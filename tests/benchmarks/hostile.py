"""Hostile files, each landed beside a sound one: how long, how much memory, and what is said of it.

What belongs here: landing, measuring, printing. What does not: the files (tests/fuzzing/hostile.py).

Run: python -m tests.benchmarks.hostile [--size 200000000] [--only WORDS]

A file may take 30 seconds of the processor and 1 GB, must be refused in words or read, and its neighbour must
land. Status 1 where one does not hold. Every file is made and landed by processes of their own.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow.parquet as pq

from tests.benchmarks.measure import Measurement, machine_line, measure, say
from tests.fuzzing.hostile import CATALOGUE, EXPORT

_SECONDS, _GIGABYTES = 30, 1.0
_PLACE = "2024/421202"
_MAKE = """
import sys
from pathlib import Path
from tests.fuzzing.hostile import make
name, content = make(sys.argv[1], int(sys.argv[2]))
(Path(sys.argv[3]) / name).write_bytes(content)
"""
_LAND = """
import sys
from pathlib import Path
from orchestration.submissions.folders.intake import land_year
from orchestration.submissions.folders.listing import list_raw
land_year(list_raw(Path(sys.argv[1])), Path(sys.argv[2]), 2024)
"""


def landed(name: str, size: int, folder: Path) -> tuple[int, Measurement, str, str]:
    """A file's bytes, what landing it took, its status with the reason, and its neighbour's status."""
    county = folder / "raw" / _PLACE
    county.mkdir(parents=True)
    subprocess.run([sys.executable, "-c", _MAKE, name, str(size), str(county)], check=True)
    (file,) = county.iterdir()
    shutil.copy(EXPORT.with_name("县级采集表_咸安区_2024.xlsx"), county / "z.xlsx")
    places = [str(folder / "raw"), str(folder / "landing")]
    took = measure([sys.executable, "-c", _LAND, *places])
    rows = pq.read_table(folder / "landing" / "submissions" / "2024.parquet").to_pylist()
    said = {Path(row["path"]).name: f"{row['status']} {row['why'] or ''}" for row in rows}
    return file.stat().st_size, took, said[file.name], said["z.xlsx"]


def main() -> int:
    """Land each, print what it took, and how many do not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=200_000_000, help="bytes that a file unpacks to, roughly")
    parser.add_argument("--only", default="", help="files whose names hold these words")
    options = parser.parse_args()
    say(machine_line())
    failed = []
    seconds = memory = 0.0
    names = [name for name in CATALOGUE if options.only in name]
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            size, took, said, neighbour = landed(name, options.size, Path(folder))
        seconds, memory = max(seconds, took.cpu_seconds), max(memory, took.peak_gigabytes)
        say(
            f"{name:44} {size / 1000:8.0f} KB {took.wall_seconds:6.1f} s, {took.cpu_seconds:5.1f} s of the "
            f"processor {took.peak_gigabytes:5.2f} GB  {said[:120]}"
        )
        if (
            took.cpu_seconds > _SECONDS
            or took.peak_gigabytes > _GIGABYTES
            or "the reader failed" in said
            or not neighbour.startswith("accepted")
        ):
            failed.append(name)
    say(f"\n{len(names)} files, at most {seconds:.1f} s of the processor and {memory:.2f} GB")
    say(f"beyond limits, crashed, or to a neighbour's loss: {len(failed)} {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
