"""The identities that follow from what stands in raw/.

What belongs here: the files received as inputs, the hash of the code, the ids of years and releases, and the
record of what each year's landing was read from. What does not: walking raw/ (`submissions/folders/listing`),
reading a submission, or anything heavier than the standard library, since the command line computes all of
this before it decides whether there is anything to do.

Ids are the same on every machine: relative paths with forward slashes, sorted, and contents;
never times, owners or absolute paths. The day of the run is an input like a file, but enters ids
only through the records of corrections.yaml and explanations.yaml that it ends, and through the days
that ledgers name: from one day to the next an id changes only where a day that such a file names has passed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from orchestration.sealed import Seals, read_seals, sha256_of
from orchestration.submissions.folders import told_days
from orchestration.submissions.folders.listing import (
    RECORD_FILES,
    FilesChangingError,
    Kind,
    RawEntry,
    RawListing,
)
from orchestration.whole import written_whole

ID_LENGTH = 16  # hex digits: 64 bits, short enough for a folder name

#: Of a file of dated records; a larger one is not read (yaml_files.py).
_LARGEST_RECORD_BYTES = 2**20
#: A day on which an entry of a dated record ends.
_DAY = re.compile(rb"\d{4}-\d{2}-\d{2}")

#: Parts of dbt_project/ that dbt writes itself.
_DBT_OUTPUT = frozenset({"target", "logs", "dbt_packages", ".user.yml"})


@dataclass(frozen=True, order=True)
class InputFile:
    """One file of raw/ (or an empty folder: path ends in '/', sha256 is '').

    Attributes
    ----------
    path: relative to raw/, forward slashes.
    school_year: the year folder's year; 0 where the folder is no year.
    county_code: the county folder's code; '' where it is no county.
    days_passed: of a file of dated records, how many of the days it names lie before the run's; of ledgers
        see told_days.py.
    """

    path: str
    sha256: str
    bytes: int
    school_year: int
    county_code: str
    days_passed: int = 0

    @property
    def identity(self) -> str:
        """What ids take of it."""
        return f"{self.path}\t{self.sha256}" + (f"\t{self.days_passed}" if self.days_passed else "")


def list_inputs(
    raw: RawListing, school_years: Collection[int] | None = None, as_of: date | None = None
) -> list[InputFile]:
    """Every file of raw/ with its sha256, in order of path; links and empty folders too.

    `school_years` limits what is hashed; 0 stands for everything outside a year's folder. `as_of` is the day
    of the run; without it no record has expired.
    """
    wanted = [each for each in raw.entries if school_years is None or each.place[0] in school_years]
    files = [each for each in wanted if each.kind is Kind.FILE]
    with ThreadPoolExecutor(max_workers=min(8, os.cpu_count() or 1)) as pool:
        hashes = pool.map(lambda file: file.sha256, files)
    inputs = [
        InputFile(file.path, sha256, file.size, *file.place, _days_passed(file, as_of))
        for file, sha256 in zip(files, hashes, strict=True)
    ]
    inputs += [
        InputFile(f"{each.path}/", "", 0, *each.place)
        for each in wanted
        if each.kind is Kind.LINK or (each.is_folder and not raw.inside(each.path))
    ]
    return sorted(inputs)


def _days_passed(file: RawEntry, as_of: date | None) -> int:
    """Days named in a file of dated records that lie before `as_of`, told without reading its YAML."""
    if as_of is None or not file.place[1]:
        return 0
    if told_days.tells_days(file.name):
        return told_days.days_passed(file, as_of)
    if file.name not in RECORD_FILES:
        return 0
    today = as_of.isoformat().encode()
    return sum(1 for day in _DAY.findall(file.content(_LARGEST_RECORD_BYTES)) if day < today)


def year_signatures(raw: RawListing, as_of: date | None = None) -> dict[int, str]:
    """A cheap digest of each year's folder from names, sizes and modification times.

    For the sensor, which looks every minute and must not read gigabytes. It may change without
    a change of content (a touched file); the run then finds that nothing changed.
    """
    lines: dict[int, list[str]] = {}
    for each in raw.entries:
        line = each.path
        if each.kind is Kind.FILE:
            try:
                days = _days_passed(each, as_of)
            except FilesChangingError:
                days = -1  # told anew when it has come to rest
            line += f"\t{each.size}\t{each.modified_ns}\t{days}"
        lines.setdefault(each.place[0], []).append(line)
    return {year: _digest(sorted(texts)) for year, texts in sorted(lines.items())}


def by_year(inputs: Iterable[InputFile]) -> dict[int, list[InputFile]]:
    """Inputs per school year, years ascending; 0 holds what stands outside a year's folder."""
    years: dict[int, list[InputFile]] = {}
    for each in sorted(inputs):
        years.setdefault(each.school_year, []).append(each)
    return dict(sorted(years.items()))


def code_hash(project_dir: Path) -> str:
    """Hash of all code a release is a function of: package, dbt project, expectations, lock file."""
    lines = []
    for root in ("orchestration", "dbt_project", "expectations", "requirements.lock"):
        for path in _code_files(project_dir / root):
            lines.append(f"{path.relative_to(project_dir).as_posix()}\t{sha256_of(path)}")
    return _digest(lines)


def dbt_project_hash(project_dir: Path) -> str:
    """Hash of what dbt's manifest and the compiled models are a function of: dbt project, lock file, how
    dbt is run.
    """
    roots = ("dbt_project", "requirements.lock", "orchestration/transform")
    files = [path for root in roots for path in _code_files(project_dir / root)]
    return _digest(f"{path.relative_to(project_dir).as_posix()}\t{sha256_of(path)}" for path in files)


def year_input_id(inputs: Iterable[InputFile], code: str) -> str:
    """Identity of one year's landing: its files and the code that reads them."""
    return _digest([code, *(each.identity for each in sorted(inputs))])[:ID_LENGTH]


def gate_input_ids(years: Mapping[int, Iterable[InputFile]], code: str) -> dict[int, str]:
    """Identity of what the landing gate of each year sees: that year and all years before it.

    Checks across years look back, so a year is checked again when an earlier one changed.
    Year 0 (faults of folders) is always among them.
    """
    ids = {0: year_input_id(years.get(0, ()), code)}
    seen: list[str] = []
    for year in sorted(year for year in years if year):
        seen.append(year_input_id(years[year], code))
        ids[year] = _digest(seen)[:ID_LENGTH]
    return ids


def release_id(years: Mapping[int, Iterable[InputFile]], code: str) -> str:
    """Identity of a release: every landed year's files (and faults of folders, year 0) and the code."""
    return _digest([code, *(f"{y}\t{year_input_id(years[y], code)}" for y in sorted(years))])[:ID_LENGTH]


@dataclass(frozen=True)
class LandedYear:
    """What a year's landing was read from, and what was written.

    Attributes
    ----------
    code: hash of the code that read it; "" where the reading has not ended, or is to be done again.
    seals: of the landing files, by their path below the warehouse.
    """

    school_year: int
    code: str
    inputs: tuple[InputFile, ...]
    seals: Seals = field(default_factory=dict, compare=False)


def read_landed(inputs_dir: Path) -> dict[int, LandedYear]:
    """The record of every landed year. One that cannot be read, or is of another layout, is of no code: no
    run takes the year for read.
    """
    records = (path for path in sorted(inputs_dir.glob("*.json")) if re.fullmatch(r"0|\d{4}", path.stem))
    return {int(path.stem): read_record(path) or LandedYear(int(path.stem), "", ()) for path in records}


def read_record(path: Path) -> LandedYear | None:
    """A year's record; None where it cannot be read, or is of another layout."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        files = tuple(InputFile(**each) for each in record["inputs"])
        return LandedYear(int(path.stem), record["code"], files, read_seals(record.get("seals", {})))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def record_landed(inputs_dir: Path, year: LandedYear) -> None:
    """Write a year's record, whole or not at all; call after its landing is complete."""
    record = {
        "school_year": year.school_year,
        "code": year.code,
        "inputs": [asdict(each) for each in year.inputs],
        "seals": dict(year.seals),
    }
    with written_whole(inputs_dir / f"{year.school_year}.json") as file:
        # Escaped: a name need not be UTF-8.
        file.write_text(json.dumps(record, indent=1), encoding="utf-8")


def record_unread(inputs_dir: Path, school_year: int) -> None:
    """Record that a year is to be read, or is being read; call before its landing is touched."""
    record_landed(inputs_dir, LandedYear(school_year, "", ()))


def forget_landed(inputs_dir: Path, school_year: int) -> None:
    """Remove the record of a year that left raw/; call before its landing is removed."""
    (inputs_dir / f"{school_year}.json").unlink(missing_ok=True)


def _code_files(root: Path) -> list[Path]:
    if root.is_file():
        return [root]
    found = []
    for folder, folders, files in os.walk(root):
        folders[:] = [
            name for name in folders if name not in _DBT_OUTPUT and name != "__pycache__" and name[0] != "."
        ]
        found += [
            Path(folder) / name
            for name in files
            if name not in _DBT_OUTPUT and name[0] != "." and not name.endswith((".pyc", ".md"))
        ]
    return sorted(found, key=lambda path: path.relative_to(root).as_posix())


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()
