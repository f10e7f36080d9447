"""A year's folder → one Parquet per landing relation.

What belongs here: going through a year's folders, compaction. What does not: a county's folder
(county_landing.py), reading a file (forms/file_reading.py), judging what it says (`expectations/`).

    raw/<school_year>/<county_code>/<file>  →  landing/<relation>/<school_year>.parquet

Every relation has a file for every landed year, perhaps without rows. Rows stand in
the order of county, path, sheet and layout column, so the same raw folder gives the
same bytes. What leaves raw/ leaves the landing.

A file's reading is kept (`landing/cache/`), and so are the tables of a city's counties together: a
country has thousands of files, and opening each of its readings would take longer than all the rest.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from orchestration.submissions.contract.landing_tables import gather, write_parquet
from orchestration.submissions.contract.schemas import REFUSALS, RELATIONS
from orchestration.submissions.folders.cache import Cache, key_of
from orchestration.submissions.folders.county_landing import CountyLanding, table_of_rejections
from orchestration.submissions.folders.dated_records import RecordRules
from orchestration.submissions.folders.listing import RawListing
from orchestration.submissions.folders.raw_tree import county_folders, root_faults
from orchestration.submissions.folders.repeats import find_repeats
from orchestration.submissions.sheets.county_names import CountyNames
from orchestration.submissions.sheets.school_types import SchoolTypes

CACHE = "cache"
#: The first four of a county's six digits are its city's.
_CITY_DIGITS = 4


def land_year(
    raw: RawListing,
    landing_dir: Path,
    school_year: int,
    progress: Callable[[str], None] = lambda text: None,
    rules: RecordRules = RecordRules(),
    county_names: CountyNames = CountyNames(),
    school_types: SchoolTypes = SchoolTypes(),
) -> dict[str, int]:
    """Reads a year's filings and writes its landing files; returns rows per relation.

    What was read before, by the same code, at the same place, is taken from landing/cache/.
    Other years are not touched. A year without a folder lands empty relations. `progress`
    is told about every file that is looked at; `rules` decide which corrections and explanations hold,
    `county_names` which titles name another county, `school_types` which rows are of another stage.
    Raises OSError where raw or landing cannot be read or written.
    """
    folders, faults = county_folders(raw, school_year)
    repeats = find_repeats(raw, school_year, folders)
    cache = Cache(landing_dir / CACHE / str(school_year))
    paths = [filed.path for folder in folders for filed in folder.files]
    numbers = {path: number for number, path in enumerate(paths, 1)}

    def tell(path: str) -> None:
        progress(f"{numbers[path]}/{len(paths)} {path}")

    collected: dict[str, list[Any]] = {name: [] for name in RELATIONS}
    collected["refusals"].append(table_of_rejections(faults, school_year, ""))
    for _, of_city in groupby(folders, key=lambda folder: folder.code[:_CITY_DIGITS]):
        counties = [
            CountyLanding(folder, school_year, repeats, rules, county_names, school_types)
            for folder in of_city
        ]
        for name, table in _of_city(counties, cache, tell).items():
            collected[name].append(table)
    rows = {}
    for name, relation in RELATIONS.items():
        table = gather(relation, collected.pop(name))
        write_parquet(relation, table, landing_dir / name / f"{school_year}.parquet")
        rows[name] = table.num_rows
    cache.sweep()
    return rows


def _of_city(
    counties: Sequence[CountyLanding], cache: Cache, progress: Callable[[str], None]
) -> dict[str, Any]:
    for county in counties:
        cache.keep(county.file_keys.values())
    key = key_of(*(county.key for county in counties))
    return cache.tables(key, partial(_land_together, counties, cache, progress))


def _land_together(
    counties: Sequence[CountyLanding], cache: Cache, progress: Callable[[str], None]
) -> dict[str, Any]:
    landed = [county.tables(cache, progress) for county in counties]
    return {
        name: gather(relation, [tables[name] for tables in landed]) for name, relation in RELATIONS.items()
    }


def forget_year(landing_dir: Path, school_year: int) -> None:
    """Removes a year's landing files and its cache; a year never landed is no error."""
    for name in RELATIONS:
        (landing_dir / name / f"{school_year}.parquet").unlink(missing_ok=True)
    shutil.rmtree(landing_dir / CACHE / str(school_year), ignore_errors=True)


def land_folder_faults(raw: RawListing, landing_dir: Path) -> int:
    """Writes landing/refusals/0.parquet: what lies in raw/ under no school year. Returns its rows."""
    faults = root_faults(raw)
    path = landing_dir / "refusals" / "0.parquet"
    write_parquet(REFUSALS, table_of_rejections(faults, 0, ""), path)
    return len(faults)


def count_rejected(landing_dir: Path) -> int:
    """What landed years could not read; notices are left out, and what a correction in force fills."""
    count = 0
    for file in (landing_dir / "refusals").glob("*.parquet"):
        rows = pq.ParquetFile(file).read(["is_notice", "correction_id"])
        is_open = pc.and_(pc.invert(rows["is_notice"]), pc.is_null(rows["correction_id"]))
        count += pc.sum(is_open).as_py() or 0
    return count
