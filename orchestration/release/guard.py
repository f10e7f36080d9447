"""The guard: no release without a complete, clean record of its checks.

What belongs here: comparing the results on disk with the results that must be there. What does
not: running a check. Asset checks are for display only; this is what stops a release, however
it was started.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

_SHOWN = 5  # problems of one kind named in the message; the rest is counted
_COLUMNS = ["input_id", "suite", "expectation_id", "severity", "status"]


#: A check: (suite, expectation_id).
Check = tuple[str, str]


@dataclass(frozen=True)
class GateRecord:
    """What one gate must have left behind: where its results are, of which input, for which checks."""

    label: str
    result_file: Path
    input_id: str
    expected: frozenset[Check]
    is_marts: bool = False


class GuardError(RuntimeError):
    """The release is refused; `problems` are plain sentences, one per missing or bad result."""

    def __init__(self, problems: list[str]) -> None:
        shown = problems[:_SHOWN]
        if len(problems) > len(shown):
            shown.append(f"… and {len(problems) - len(shown)} more of this kind")
        super().__init__("The release is refused by its guard:\n  " + "\n  ".join(shown))
        self.problems = problems


def expected_records(
    quality_dir: Path,
    landing: Mapping[int, tuple[str, Iterable[Check]]],
    marts: tuple[str, Iterable[Check]],
) -> list[GateRecord]:
    """The records a release needs: (input id, expected checks) per landed year, and for the marts."""
    records = [
        GateRecord(
            f"landing gate of {year}" if year else "landing gate of folder faults (year 0)",
            quality_dir / "landing" / "dq_result" / f"{year}.parquet",
            input_id,
            frozenset(checks),
        )
        for year, (input_id, checks) in sorted(landing.items())
    ]
    input_id, checks = marts
    file = quality_dir / "marts" / "dq_result.parquet"
    return [*records, GateRecord("mart gate", file, input_id, frozenset(checks), is_marts=True)]


def require_clean_checks(records: Sequence[GateRecord]) -> None:
    """Raise `GuardError` unless every expected result is there, of this input, and lets a release pass.

    Landing results may be FAIL: what they found is quarantined or flagged. On a mart a critical
    FAIL means that an invariant of our code broke. ERROR, a check that crashed, never passes.
    """
    problems: list[str] = []
    if not any(record.is_marts and record.expected for record in records):
        problems.append("mart gate: the catalogue (expectations/marts) holds no check, so nothing guards it")
    if not any(record.expected for record in records if not record.is_marts):
        problems.append("landing gate: no landed year with a check of expectations/landing")
    for record in records:
        problems += _problems_of(record)
    if problems:
        raise GuardError(problems)


def require_all_submissions(landing_dir: Path, build_database: Path, years: Iterable[int]) -> None:
    """Raise `GuardError` unless the marts hold every submission that was landed in these years.

    Checks of marts that hold nothing find nothing, so what was landed is counted beside them.
    """
    files = {year: landing_dir / "submissions" / f"{year}.parquet" for year in years}
    landed = {year: pq.read_metadata(file).num_rows for year, file in files.items() if file.is_file()}
    with duckdb.connect(str(build_database), read_only=True) as connection:
        query = "select school_year, count(*) from submissions group by school_year"
        built = dict(connection.execute(query).fetchall())
    problems = [
        f"{year}: {rows} submissions were landed, the marts hold {built.get(year, 0)}; run the build again"
        for year, rows in landed.items()
        if built.get(year, 0) != rows
    ]
    if problems:
        raise GuardError(problems)


def _problems_of(record: GateRecord) -> list[str]:
    where = record.label
    if not record.result_file.exists():
        return [f"{where}: no results at all ({record.result_file} is missing); run the gate again"]
    rows = pq.read_table(record.result_file, columns=_COLUMNS).to_pylist()
    found = {(row["suite"], row["expectation_id"]): row for row in rows if row["input_id"] == record.input_id}
    if rows and not found:
        other = rows[0]["input_id"]
        return [
            f"{where}: its results are of another input ({other}, not {record.input_id}); run the gate again"
        ]
    problems = [
        f"{where}: no result for {suite}.{expectation}; run the gate again"
        for suite, expectation in sorted(record.expected - set(found))
    ]
    for (suite, expectation), row in sorted(found.items()):
        name = f"{where}: {suite}.{expectation}"
        if row["status"] not in ("PASS", "FAIL"):
            problems.append(f"{name} is {row['status']}: the check itself crashed, see warehouse/log")
        elif record.is_marts and row["status"] == "FAIL" and row["severity"] == "critical":
            problems.append(f"{name} failed and is critical: an invariant of the models is broken")
    return problems
