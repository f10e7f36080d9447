"""A year's folder → one Parquet per landing relation.

What belongs here: going through folders, the cache of files read, the record of
each file, compaction. What does not: reading a file (reader.py), judging what it says
(`expectations/`).

    raw/<school_year>/<county_code>/<file>  →  landing/<relation>/<school_year>.parquet

Every relation has a file for every landed year, perhaps without rows. Rows stand in
the order of county, path, sheet and layout column, so the same raw folder gives the
same bytes. What leaves raw/ leaves the landing.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds

from orchestration.submissions.county_records import read_records
from orchestration.submissions.dated_records import RecordRules
from orchestration.submissions.folders import Filed, list_year, root_faults
from orchestration.submissions.manifest import MANIFEST
from orchestration.submissions.reader import FileReading, read_file
from orchestration.submissions.reading import Place
from orchestration.submissions.refusal import NOTICES, Refusal
from orchestration.submissions.repeats import find_repeats
from orchestration.submissions.schemas import REFUSALS, RELATIONS, SUBMISSIONS
from orchestration.submissions.supersede import Settled, facts_and_schools, settle
from orchestration.submissions.tables import (
    gather,
    read_container,
    table_of_records,
    write_container,
    write_parquet,
)

CACHE = "cache"


def land_year(
    raw_dir: Path,
    landing_dir: Path,
    school_year: int,
    progress: Callable[[str], None] = lambda text: None,
    rules: RecordRules = RecordRules(),  # noqa: B008 - a frozen value
) -> dict[str, int]:
    """Reads a year's filings and writes its landing files; returns rows per relation.

    A file read before, by the same code, at the same place, is taken from landing/cache/.
    Other years are not touched. A year without a folder lands empty relations. `progress`
    is told about every file; `rules` decide which corrections and explanations hold.
    Raises OSError where raw or landing cannot be read or written.
    """
    counties, faults = list_year(raw_dir, school_year)
    repeats = find_repeats(raw_dir, school_year, counties)
    cache_dir = landing_dir / CACHE / str(school_year)
    tables: dict[str, list[Any]] = {name: [] for name in RELATIONS}
    refusals = [_refusal_record(fault, school_year, "", path) for path, fault in faults]
    submissions: list[dict[str, Any]] = []
    kept: set[Path] = set()
    total, done = sum(len(county.files) for county in counties), 0
    for county in counties:
        refusals += [_refusal_record(fault, school_year, county.code, path) for path, fault in county.faults]
        read: dict[str, dict[str, Any]] = {}
        said_again: dict[str, str | None] = {}
        for filed in county.files:
            done += 1
            progress(f"{done}/{total} {filed.path}")
            earlier = repeats.earlier.get(filed.sha256)
            elsewhere = repeats.elsewhere(filed.sha256, county.code)
            same_as = filed.same_as or earlier or elsewhere
            if filed.status:
                record = {"status": filed.status, "why": filed.why, "rows_landed": 0, "schools": 0}
                submissions.append(_submission(filed, school_year, county.code, same_as) | record)
                continue
            place = Place(school_year, county.code, filed.sha256, earlier, elsewhere)
            container = cache_dir / f"{_cache_key(filed, place)}.arrow"
            kept.add(container)
            read[filed.name] = _read_cached(filed, place, container)
            said_again[filed.name] = same_as
        settled = settle(read, county.manifest)
        records = read_records(county, school_year, read, rules)
        for name, rows_of_records in records.tables.items():
            tables[name].append(rows_of_records)
        manifest_path = f"{school_year}/{county.code}/{MANIFEST}"
        refusals += [
            _refusal_record(fault, school_year, county.code, path)
            for path, fault in [*((manifest_path, fault) for fault in settled.faults), *records.refusals]
        ]
        for filed in county.files:
            if filed.name in read:
                record = _submission(filed, school_year, county.code, said_again[filed.name])
                closed = records.closed.get(filed.name)
                for name, table in _standing(read[filed.name], filed, settled, record, closed).items():
                    tables[name].append(table)
    tables["submissions"].append(table_of_records(SUBMISSIONS, submissions))
    tables["refusals"].insert(0, table_of_records(REFUSALS, refusals))
    rows = {}
    for name, relation in RELATIONS.items():
        table = gather(relation, tables[name])
        if name == "submissions":
            table = table.sort_by([("path", "ascending")])
        write_parquet(relation, table, landing_dir / name / f"{school_year}.parquet")
        rows[name] = table.num_rows
    _sweep(cache_dir, kept)
    return rows


def forget_year(landing_dir: Path, school_year: int) -> None:
    """Removes a year's landing files and its cache; a year never landed is no error."""
    for name in RELATIONS:
        (landing_dir / name / f"{school_year}.parquet").unlink(missing_ok=True)
    shutil.rmtree(landing_dir / CACHE / str(school_year), ignore_errors=True)


def land_folder_faults(raw_dir: Path, landing_dir: Path) -> int:
    """Writes landing/refusals/0.parquet: what lies in raw/ under no school year. Returns its rows."""
    records = [_refusal_record(fault, 0, "", path) for path, fault in root_faults(raw_dir)]
    write_parquet(REFUSALS, table_of_records(REFUSALS, records), landing_dir / "refusals" / "0.parquet")
    return len(records)


def count_refused(landing_dir: Path) -> int:
    """What landed years could not read; notices are left out, and what a correction in force fills."""
    is_open = ~ds.field("code").isin(sorted(NOTICES)) & ds.field("correction_id").is_null()
    return int(ds.dataset(landing_dir / "refusals", format="parquet").count_rows(filter=is_open))


@cache
def _code_hash() -> str:
    """Fingerprint of this package: new code or a new layout reads every file again."""
    folder = Path(__file__).parent
    fingerprint = hashlib.sha256(pa.__version__.encode())
    for path in sorted([*folder.glob("*.py"), *folder.glob("layouts/*.yaml")]):
        fingerprint.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return fingerprint.hexdigest()


def _cache_key(filed: Filed, place: Place) -> str:
    elsewhere = (place.in_earlier_year or "", place.in_other_county or "")
    said = "\0".join((_code_hash(), filed.path, place.county_code, filed.sha256, *elsewhere))
    return hashlib.sha256(said.encode()).hexdigest()


def _read_cached(filed: Filed, place: Place, container: Path) -> dict[str, Any]:
    if container.exists():
        try:
            return read_container(container)
        except (pa.ArrowInvalid, OSError, KeyError):
            # A damaged cache is no reason to stop: the file is read again.
            container.unlink(missing_ok=True)
    reading = read_file(filed.location.read_bytes(), place, name=filed.name)
    tables = dict(reading.tables)
    tables["submissions"] = table_of_records(SUBMISSIONS, [_submission_read(filed, place, reading)])
    tables["refusals"] = table_of_records(
        REFUSALS,
        [
            _refusal_record(refusal, place.school_year, place.county_code, filed.path, place.sha256)
            for refusal in reading.refusals
        ],
    )
    write_container(tables, container)
    return tables


def _submission_read(filed: Filed, place: Place, reading: FileReading) -> dict[str, Any]:
    return {
        "school_year": place.school_year,
        "county_code": place.county_code,
        "path": filed.path,
        "sha256": filed.sha256,
        "bytes": filed.size,
        "form": "+".join(form for form, _ in reading.forms) or None,
        "edition": "+".join(edition for _, edition in reading.forms) or None,
        "encoding": reading.encoding,
        "state": "final",
        "status": reading.status,
        "why": reading.why,
    }


def _submission(filed: Filed, school_year: int, county_code: str, same_as: str | None) -> dict[str, Any]:
    """What is known of a file before it is read: its place, its bytes, what the manifest says."""
    return {
        "school_year": school_year,
        "county_code": county_code,
        "path": filed.path,
        "sha256": filed.sha256,
        "bytes": filed.size,
        "received_at": filed.entry.received_at,
        "state": filed.entry.state,
        "supersedes": filed.supersedes,
        "superseded_by": filed.superseded_by,
        "same_as": same_as,
    }


def _standing(
    tables: dict[str, Any], filed: Filed, settled: Settled, known: dict[str, Any], closed: str | None
) -> dict[str, Any]:
    """What stands of a file that was read: the cache knows nothing of manifests, corrections, other files.

    `closed` says that corrections fill all that could not be read.
    """
    read = tables["submissions"].to_pylist()[0]
    if closed:
        read.update(status="accepted", why=closed)
    sentences = settled.said.get(filed.name, [])
    refused = tables["refusals"].column("scope").to_pylist() if "refusals" in tables else []
    if filed.name in settled.emptied and not {"file", "sheet"} & set(refused):
        # Nothing it says stands, nor does what was wrong with it.
        read["status"], read["why"] = "superseded", None
        tables = {"submissions": tables["submissions"]}
    rows, schools = facts_and_schools(tables)
    why = "; ".join([*([read["why"]] if read["why"] else []), *sentences]) or None
    record = read | known | {"why": why, "rows_landed": rows, "schools": schools}
    return tables | {"submissions": table_of_records(SUBMISSIONS, [record])}


def _refusal_record(
    refusal: Refusal, school_year: int, county_code: str, path: str, sha256: str = ""
) -> dict[str, Any]:
    return {
        "school_year": school_year,
        "county_code": county_code,
        "path": path,
        "scope": refusal.scope,
        "code": refusal.code,
        "relation": refusal.relation,
        "field": refusal.field,
        "school_code": refusal.school_code,
        "cell": refusal.cell,
        "raw": refusal.raw,
        "message": refusal.message,
        "remedy": refusal.remedy,
        "src_sha256": sha256,
        "src_sheet": refusal.sheet,
        "src_row": refusal.row,
        "src_field": refusal.field,
    }


def _sweep(cache_dir: Path, kept: set[Path]) -> None:
    """Removes cached readings of files that are gone or were read by other code."""
    if cache_dir.is_dir():
        for path in cache_dir.iterdir():
            if path not in kept:
                path.unlink()
