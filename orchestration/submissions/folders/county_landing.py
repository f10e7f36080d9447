"""A county's folder → what stands of its files, by landing relation.

What belongs here: putting the readings of the folder's files, its manifest and its dated records
together, and the record of each file. What does not: reading a file (forms/file_reading.py), going
through a year (intake.py).
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from orchestration.submissions.contract.landing_tables import gather, table_of_records
from orchestration.submissions.contract.rejection import Rejection
from orchestration.submissions.contract.schemas import REFUSALS, RELATIONS, SUBMISSIONS
from orchestration.submissions.files.opening import LARGEST_FILE_BYTES
from orchestration.submissions.folders.cache import Cache, key_of
from orchestration.submissions.folders.county_records import CountyRecords, read_records
from orchestration.submissions.folders.dated_records import RecordRules
from orchestration.submissions.folders.listing import MANIFEST
from orchestration.submissions.folders.raw_tree import CountyFolder, Filed
from orchestration.submissions.folders.repeats import Repeats
from orchestration.submissions.folders.supersede import Resolved, facts_and_schools, resolve
from orchestration.submissions.folders.told_days import tells_days
from orchestration.submissions.forms.file_reading import FileReading, read_file, status_of
from orchestration.submissions.sheets.county_names import CountyNames
from orchestration.submissions.sheets.filing_context import FilingContext
from orchestration.submissions.sheets.school_names import SchoolNames
from orchestration.submissions.sheets.school_types import SchoolTypes

#: What is said of lists without codes.
_BY_NAME = frozenset({"NO_SCHOOL_CODES", "SCHOOLS_BY_NAME", "SCHOOL_NAME_UNKNOWN", "SCHOOL_NAME_TWICE"})


@dataclass(frozen=True)
class CountyLanding:
    """A county's folder of a school year, and all that its tables follow from besides its own files."""

    folder: CountyFolder
    school_year: int
    repeats: Repeats
    rules: RecordRules
    county_names: CountyNames
    school_types: SchoolTypes

    @cached_property
    def file_keys(self) -> dict[str, str]:
        """The keys of the readings of the files that are read, by file name."""
        return {
            filed.name: _file_key(filed, self._context(filed)) for filed in self._files if not filed.status
        }

    @cached_property
    def key(self) -> str:
        """The key of the county's tables."""
        files = [(self._submission(filed), filed.status, filed.why) for filed in self._files]
        # An entry holds by the day of the run, and by the reasons of the registry.
        names = [*self.folder.records, *(filed.name for filed in self._files if tells_days(filed.name))]
        rules = (self.rules.as_of, sorted(self.rules.reasons)) if names else ()
        records = {name: entry.sha256 for name, entry in self.folder.records.items()}
        folder = (self.folder.manifest, self.folder.faults)
        return key_of(*self.file_keys.values(), repr((files, records, rules, folder)))

    def tables(self, cache: Cache, progress: Callable[[str], None]) -> dict[str, Any]:
        """Reads the folder. `progress` is told the path of every file."""
        read: dict[str, dict[str, Any]] = {}
        for filed in self._files:
            progress(filed.path)
            if filed.name in self.file_keys:
                make = partial(_read, filed, self._context(filed))
                read[filed.name] = cache.tables(self.file_keys[filed.name], make)
        self._find_by_name(read, cache)
        resolved = resolve(read, self.folder.manifest)
        records = read_records(self.folder, self.school_year, read, self.rules)
        collected: dict[str, list[Any]] = {name: [] for name in RELATIONS}
        collected["refusals"].append(self._rejections_of_folder(resolved, records))
        for name, table in records.tables.items():
            collected[name].append(table)
        for filed in self._files:
            said = self._submission(filed)
            if filed.name not in read:
                record = said | {"status": filed.status, "why": filed.why, "rows_landed": 0, "schools": 0}
                collected["submissions"].append(table_of_records(SUBMISSIONS, [record]))
                continue
            standing = _standing(read[filed.name], filed, resolved, said, records.closed.get(filed.name))
            for name, table in standing.items():
                collected[name].append(table)
        return {name: gather(RELATIONS[name], tables) for name, tables in collected.items()}

    def _find_by_name(self, read: dict[str, dict[str, Any]], cache: Cache) -> None:
        """Reads again the files that name schools without codes, by the names in the directories."""
        lacking = [filed for filed in self._files if filed.name in read and _lacks_codes(read[filed.name])]
        names = SchoolNames.of_tables(tables["schools"] for tables in read.values() if "schools" in tables)
        for filed in lacking if names.codes else ():
            context = replace(self._context(filed), school_names=names)
            read[filed.name] = cache.tables(_file_key(filed, context), partial(_read, filed, context))

    @property
    def _files(self) -> tuple[Filed, ...]:
        return self.folder.files

    def _context(self, filed: Filed) -> FilingContext:
        earlier = self.repeats.earlier.get(filed.sha256)
        elsewhere = self.repeats.elsewhere(filed.sha256, self.folder.code)
        return FilingContext(
            self.school_year,
            self.folder.code,
            filed.sha256,
            earlier,
            elsewhere,
            self.county_names,
            self.school_types,
        )

    def _submission(self, filed: Filed) -> dict[str, Any]:
        """What is known of a file before it is read: its place, its bytes, what the manifest says."""
        context = self._context(filed)
        received = filed.entry.received_at
        return {
            "school_year": self.school_year,
            "county_code": self.folder.code,
            "path": filed.path,
            "sha256": filed.sha256,
            "bytes": filed.size,
            "received_at": received and received.isoformat(),
            "state": filed.entry.state,
            "supersedes": filed.supersedes,
            "superseded_by": filed.superseded_by,
            "same_as": filed.same_as or context.in_earlier_year or context.in_other_county,
        }

    def _rejections_of_folder(self, resolved: Resolved, records: CountyRecords) -> Any:
        manifest_path = f"{self.school_year}/{self.folder.code}/{MANIFEST}"
        rejections = [
            *self.folder.faults,
            *((manifest_path, fault) for fault in resolved.faults),
            *records.rejections,
        ]
        return table_of_rejections(rejections, self.school_year, self.folder.code)


def table_of_rejections(
    rejections: list[tuple[str, Rejection]], school_year: int, county_code: str, sha256: str = ""
) -> Any:
    """The landing rows of rejections, each with the path below raw/ that it is about."""
    return table_of_records(
        REFUSALS,
        [
            {
                "school_year": school_year,
                "county_code": county_code,
                "path": path,
                "scope": rejection.scope,
                "code": rejection.code,
                "relation": rejection.relation,
                "field": rejection.field,
                "school_code": rejection.school_code,
                "cell": rejection.cell,
                "raw": rejection.raw,
                "message": rejection.message,
                "remedy": rejection.remedy,
                "is_notice": rejection.is_notice,
                "src_sha256": sha256,
                "src_sheet": rejection.sheet,
                "src_row": rejection.row,
                "src_field": rejection.field,
            }
            for path, rejection in rejections
        ],
    )


def _lacks_codes(tables: dict[str, Any]) -> bool:
    """True for a file that was read without knowing the schools that the folder's directories name."""
    said = tables["refusals"].column("code").to_pylist() if "refusals" in tables else []
    return not _BY_NAME.isdisjoint(said)


def _file_key(filed: Filed, context: FilingContext) -> str:
    elsewhere = (context.in_earlier_year or "", context.in_other_county or "")
    known = (context.county_names, context.school_types, context.school_names)
    fingerprints = [each.fingerprint for each in known]
    return key_of(filed.path, context.county_code, filed.sha256, *elsewhere, *fingerprints)


def _read(filed: Filed, context: FilingContext) -> dict[str, Any]:
    content = filed.raw.content(LARGEST_FILE_BYTES)
    try:
        reading = read_file(content, context, name=filed.name)
    except MemoryError:
        raise
    except Exception as error:
        # A fault of the reader stops the file that meets it, not the country, and is said as loudly.
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__}: {error}, {Path(last.filename).name} line {last.lineno}"
        failed = Rejection("file", "READER_FAILED", f"the reader failed on this file ({where})")
        reading = FileReading("refused", failed.message, rejections=[failed])
    rejections = [(filed.path, rejection) for rejection in reading.rejections]
    return reading.tables | {
        "submissions": table_of_records(SUBMISSIONS, [_submission_read(filed, context, reading)]),
        "refusals": table_of_rejections(rejections, context.school_year, context.county_code, context.sha256),
    }


def _submission_read(filed: Filed, context: FilingContext, reading: FileReading) -> dict[str, Any]:
    return {
        "school_year": context.school_year,
        "county_code": context.county_code,
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


def _standing(
    tables: dict[str, Any], filed: Filed, resolved: Resolved, known: dict[str, Any], closed: str | None
) -> dict[str, Any]:
    """What stands of a file that was read: the cache knows nothing of manifests, corrections, other files.

    `closed` says that corrections fill all that could not be read.
    """
    read = tables["submissions"].to_pylist()[0]
    if closed:
        read.update(status=status_of(tables, is_faultless=True), why=closed)
    sentences = resolved.said.get(filed.name, [])
    refusals = tables["refusals"].select(["scope", "is_notice"]).to_pylist() if "refusals" in tables else []
    # A notice is of what was read all the same, or need not be.
    unread = {row["scope"] for row in refusals if not row["is_notice"]}
    if filed.name in resolved.emptied and not {"file", "sheet"} & unread:
        # Nothing it says stands, nor does what was wrong with it.
        read["status"], read["why"] = "superseded", None
        tables = {"submissions": tables["submissions"]}
    rows, schools = facts_and_schools(tables)
    why = "; ".join([*([read["why"]] if read["why"] else []), *sentences]) or None
    record = read | known | {"why": why, "rows_landed": rows, "schools": schools}
    return tables | {"submissions": table_of_records(SUBMISSIONS, [record])}
