"""A country's year as one folder a county: intake of all, of one changed county, and the whole run after it.

What belongs here: these runs and their ratios. What does not: the filings (`junheng sample` writes them).

Run: python -m tests.benchmarks.counties [--counties 2800] [--keep DIR] [--no-run]

Bare is python-calamine reading every sheet of every file. «Landing» is `land_year` with an empty cache and
the names of all these counties, as a run has them; «one county changed» is the same again after one figure of
one county's workbook was changed. «junheng run» is the command, first into an empty warehouse, then after
that change. Every run is a fresh process.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl

from orchestration.sample.plans import made_up_place
from tests.benchmarks.measure import child_environment, machine_line, measure, say

SCHOOL_YEAR = 2024
BARE = """
import sys
from pathlib import Path
from python_calamine import CalamineWorkbook
cells = 0
for path in sorted(Path(sys.argv[1]).rglob("*.xlsx")):
    workbook = CalamineWorkbook.from_path(path)
    for name in workbook.sheet_names:
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
"""
LAND = """
import json, sys
from pathlib import Path
from orchestration.submissions.sheets.county_names import names_of_registry
from orchestration.submissions.folders.intake import land_year
from orchestration.submissions.folders.listing import list_raw
year = int(sys.argv[3])
names = names_of_registry(Path(sys.argv[5]), year)
rows = land_year(list_raw(Path(sys.argv[1])), Path(sys.argv[2]), year, county_names=names)
Path(sys.argv[4]).write_text(json.dumps(rows))
assert rows["refusals"] == 0, rows
"""
#: `junheng run` publishes (0), or publishes and names what it refused (3).
PUBLISHED = (0, 3)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the filings unless they are there, take the runs one after the other, print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, default=2800)
    parser.add_argument("--keep", type=Path, help="work in this folder and leave it there")
    parser.add_argument("--no-run", action="store_true", help="intake only")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        raw_dir = folder / "raw"
        junheng = [sys.executable, "-m", "orchestration.cli"]
        if not raw_dir.is_dir():
            order = ["sample", "--counties", str(options.counties), "--years", str(SCHOOL_YEAR)]
            measure([*junheng, *order, "--out", str(raw_dir)])
        files = sorted(raw_dir.rglob("*.xlsx"))
        megabytes = sum(path.stat().st_size for path in files) / 1e6
        say(machine_line())
        say(f"{options.counties} counties, {len(files)} workbooks, {megabytes:.0f} MB")
        _write_roster(folder, options.counties)
        _intake(folder, raw_dir, len(files))
        if not options.no_run:
            _whole_run(folder, raw_dir, junheng)


def _write_roster(folder: Path, counties: int) -> None:
    """The registry's list of counties: every title is searched for all their names."""
    with (folder / "counties.csv").open("w", encoding="utf-8", newline="") as stream:
        roster = csv.writer(stream)
        columns = ["city_name", "province_name", "valid_from_year", "valid_to_year", "successor_code"]
        roster.writerow(["county_code", "county_name", *columns])
        roster.writerows(
            [*made_up_place(index), "某市", "某省", SCHOOL_YEAR, "", ""] for index in range(counties)
        )


def _intake(folder: Path, raw_dir: Path, files: int) -> None:
    landing_dir, counts = folder / "landing", folder / "rows.json"
    shutil.rmtree(landing_dir, ignore_errors=True)
    bare = measure([sys.executable, "-c", BARE, str(raw_dir)])
    say(f"bare python-calamine        {bare.wall_seconds:8.1f} s {bare.peak_gigabytes:6.2f} GB")
    land = [
        sys.executable,
        "-c",
        LAND,
        str(raw_dir),
        str(landing_dir),
        str(SCHOOL_YEAR),
        str(counts),
        str(folder),
    ]
    whole = measure(land)
    rows = sum(json.loads(counts.read_text()).values())
    say(
        f"landing, nothing read       {whole.wall_seconds:8.1f} s {whole.peak_gigabytes:6.2f} GB"
        f"  {files / whole.wall_seconds:.0f} files/s, {rows / whole.wall_seconds:,.0f} landing rows/s,"
        f" {whole.wall_seconds / bare.wall_seconds:.2f} × bare"
    )
    unchanged = measure(land)
    _change_one_county(raw_dir)
    changed = measure(land)
    for name, run in (("nothing changed", unchanged), ("one county changed", changed)):
        share = run.wall_seconds / whole.wall_seconds
        say(f"landing, {name:19}{run.wall_seconds:8.1f} s {run.peak_gigabytes:6.2f} GB  {share:.1%} of all")


def _whole_run(folder: Path, raw_dir: Path, junheng: list[str]) -> None:
    warehouse_dir = folder / "warehouse"
    shutil.rmtree(warehouse_dir, ignore_errors=True)
    run = [*junheng, "run", "--raw", str(raw_dir), "--warehouse", str(warehouse_dir)]
    first = measure(run, child_environment(), statuses=PUBLISHED)
    _change_one_county(raw_dir)
    second = measure(run, child_environment(), statuses=PUBLISHED)
    say(f"junheng run, first          {first.wall_seconds:8.1f} s {first.peak_gigabytes:6.2f} GB")
    say(
        f"junheng run, one changed    {second.wall_seconds:8.1f} s {second.peak_gigabytes:6.2f} GB"
        f"  {second.wall_seconds / first.wall_seconds:.1%} of the first"
    )


def _change_one_county(raw_dir: Path) -> None:
    """Adds one book to one school's library: the smallest change that a resubmission may be."""
    path = min(raw_dir.rglob("学校明细*.xlsx"))
    workbook = openpyxl.load_workbook(path)
    cell = next(
        cell
        for row in workbook["办学条件"].iter_rows(min_row=8)
        for cell in row
        if isinstance(cell.value, (int, float)) and cell.value > 100
    )
    cell.value += 1
    workbook.save(path)


if __name__ == "__main__":
    main()
