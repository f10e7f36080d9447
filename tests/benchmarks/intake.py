"""A large export workbook to landing Parquet, against bare python-calamine reading of the same sheets.

What belongs here: the pairs and their ratio. What does not: the workbook (export.py).

Run: python -m tests.benchmarks.intake [--rows 100000] [--pairs 5]

Two workbooks: one sheet of 40 columns, of which the form asks for 25; and sheets of 13, 25 and 9 columns,
which are all landed. Each run is a fresh process, from its start to its end, imports included. Bare and
landing runs alternate, so that a busy minute of the machine falls on both.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.export import COUNTY_CODE, SCHOOL_YEAR, WORKBOOKS
from tests.benchmarks.measure import (
    Measurement,
    machine_line,
    measure,
    ratio_line,
    say,
    seconds_line,
)

BARE = """
import sys
from python_calamine import CalamineWorkbook
workbook = CalamineWorkbook.from_path(sys.argv[1])
sheets = [workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names]
"""
LAND = """
import sys
from pathlib import Path
from orchestration.submissions.folders.intake import land_year
from orchestration.submissions.folders.listing import list_raw
rows = land_year(list_raw(Path(sys.argv[1])), Path(sys.argv[2]), int(sys.argv[3]))
assert sum(rows.values()) > int(sys.argv[4]) and rows["refusals"] == 0, rows
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the workbooks, read each in both ways by turns, print seconds and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--pairs", type=int, default=5)
    options = parser.parse_args(arguments)
    say(machine_line())
    for name, forms in WORKBOOKS.items():
        with tempfile.TemporaryDirectory() as scratch:
            _compare(Path(scratch), name, len(forms), options.rows, options.pairs)


def _compare(folder: Path, name: str, sheets: int, rows: int, pairs: int) -> None:
    raw_dir, landing_dir = folder / "raw", folder / "landing"
    workbook = raw_dir / str(SCHOOL_YEAR) / COUNTY_CODE / f"学校明细_{name}.xlsx"
    workbook.parent.mkdir(parents=True)
    measure([sys.executable, "-m", "tests.benchmarks.export", name, str(workbook), str(rows)])
    bare_command = [sys.executable, "-c", BARE, str(workbook)]
    land_command = [sys.executable, "-c", LAND, str(raw_dir), str(landing_dir), str(SCHOOL_YEAR), str(rows)]
    bare: list[Measurement] = []
    landed: list[Measurement] = []
    again: list[Measurement] = []
    for _ in range(pairs):
        shutil.rmtree(landing_dir, ignore_errors=True)
        bare.append(measure(bare_command))
        landed.append(measure(land_command))
        again.append(measure(land_command))
    megabytes = workbook.stat().st_size / 1e6
    say(f"\n{name}: {sheets} sheets of {rows} rows, {megabytes:.0f} MB, {pairs} pairs")
    say(seconds_line("bare python-calamine", bare))
    say(seconds_line("landing, nothing read before", landed))
    say(seconds_line("landing again, nothing changed", again))
    say(ratio_line("landing / bare  (aim: at most 1.5)", landed, bare))
    say(ratio_line("landing again / bare", again, bare))


if __name__ == "__main__":
    main()
