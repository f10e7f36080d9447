"""The dated records of one county's folder, put to the files that were read there.

What belongs here: handing corrections.yaml, explanations.yaml and ledger.yaml to their readers, and closing
the rejections of cells that a correction in force fills. What does not: reading an entry.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from orchestration.submissions.contract.landing_tables import table_of_records
from orchestration.submissions.contract.rejection import Rejection
from orchestration.submissions.contract.schemas import CORRECTIONS, EXPLANATIONS, REFUSALS
from orchestration.submissions.files.opening import LARGEST_FILE_BYTES
from orchestration.submissions.folders.corrections import Corrections, read_corrections
from orchestration.submissions.folders.dated_records import RecordRules
from orchestration.submissions.folders.explanations import read_explanations
from orchestration.submissions.folders.ledgers import read_ledgers
from orchestration.submissions.folders.listing import CORRECTIONS_FILE, EXPLANATIONS_FILE, LEDGER_FILE
from orchestration.submissions.folders.raw_tree import CountyFolder
from orchestration.yaml_files import LARGEST_BYTES


@dataclass
class CountyRecords:
    """Tables by relation, rejections by path, and what to say of files all of whose rejections are closed."""

    tables: dict[str, Any] = field(default_factory=dict)
    rejections: list[tuple[str, Rejection]] = field(default_factory=list)
    closed: dict[str, str] = field(default_factory=dict)


def read_records(
    county: CountyFolder, school_year: int, read: dict[str, dict[str, Any]], rules: RecordRules
) -> CountyRecords:
    """Reads the folder's records. In `read` (tables by file name) it marks the rejections that are closed."""
    folder = f"{school_year}/{county.code}"
    result = CountyRecords()
    if EXPLANATIONS_FILE in county.records:
        path = f"{folder}/{EXPLANATIONS_FILE}"
        content = county.records[EXPLANATIONS_FILE].content(LARGEST_BYTES)
        rows, rejections = read_explanations(content, school_year, county.code, path, rules)
        result.tables["explanations"] = table_of_records(EXPLANATIONS, rows)
        result.rejections += [(path, rejection) for rejection in rejections]
    place = {"school_year": school_year, "county_code": county.code}
    ledgers, faults = read_ledgers(county.records.get(LEDGER_FILE), place, read, rules.as_of)
    result.tables["ledger_records"] = ledgers
    result.rejections += [(f"{folder}/{LEDGER_FILE}", rejection) for rejection in faults]
    if CORRECTIONS_FILE in county.records:
        files = {filed.name: filed for filed in county.files}
        corrections = read_corrections(
            county.records[CORRECTIONS_FILE].content(LARGEST_BYTES),
            folder,
            read,
            {filed.name: filed.why or filed.status for filed in county.files if filed.status},
            lambda name: files[name].raw.content(LARGEST_FILE_BYTES),
            rules,
        )
        result.tables["corrections"] = table_of_records(CORRECTIONS, corrections.rows)
        path = f"{folder}/{CORRECTIONS_FILE}"
        result.rejections += [(path, rejection) for rejection in corrections.rejections]
        result.closed = _close(county, corrections, read)
    return result


def _close(county: CountyFolder, corrections: Corrections, read: dict[str, dict[str, Any]]) -> dict[str, str]:
    closed: dict[str, str] = {}
    for filed in county.files:
        applied = corrections.applied(filed.path)
        rejected = read.get(filed.name, {}).get("refusals")
        if not applied or rejected is None:
            continue
        rows = rejected.to_pylist()
        for row in rows:
            if row["scope"] == "cell":
                row["correction_id"] = applied.get((row["src_sheet"], row["cell"]))
        read[filed.name]["refusals"] = table_of_records(REFUSALS, rows)
        # A notice is of what was read all the same.
        unread = [row for row in rows if not row["is_notice"]]
        if unread and all(row["correction_id"] for row in unread):
            closed[filed.name] = (
                f"cells that could not be read and are corrected: {len(unread)} ({CORRECTIONS_FILE})"
            )
    return closed
