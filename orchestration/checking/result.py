"""What came of a dry run, as plain records.

What belongs here: the records, and the finding as machines get it. What does not: finding anything out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

#: Severities that make a filing unclean. `info` is told and counts for nothing.
COUNTING = ("critical", "warning")


@dataclass(frozen=True)
class Finding:
    """One fault of a filing. `file` is the path as the caller named it; `raw` is the cell's text as filed.

    `sheet` and `cell` are None where a finding is about a whole file or county. `row` counts from 1.
    A suspicion `wants_explanation`; the one in force in the county's explanations.yaml closes it.
    """

    rule_id: str
    severity: str
    file: str | None
    sheet: str | None
    cell: str | None
    raw: str | None
    message: str
    remedy: str
    why: str
    message_zh: str
    remedy_zh: str
    why_zh: str
    what: str
    what_zh: str
    row: int | None
    field: str | None
    school_code: str | None
    county_code: str | None
    school_year: int | None
    finding_id: str
    wants_explanation: bool
    explanation: str | None

    @property
    def counts(self) -> bool:
        """True where a filing with this finding is not clean."""
        return self.severity in COUNTING and self.explanation is None


@dataclass(frozen=True)
class RecognisedSheet:
    """A sheet that was read: as which form, and how many rows of it landed."""

    sheet: str
    form: str
    name_zh: str
    edition: str
    rows: int


@dataclass(frozen=True)
class CheckedFile:
    """A file asked about: its status in the intake, why it is not (wholly) accepted, its sheets."""

    file: str
    status: str
    why: str | None
    sheets: tuple[RecognisedSheet, ...]


@dataclass(frozen=True)
class DryRunResult:
    """What came of a dry run.

    Attributes
    ----------
    files: the files asked about.
    findings: their faults, worst first.
    missing: forms that the county owes and no file gives; for one file alone they are no fault of it.
    unreadable: files that could not be opened at all.
    not_checked: what needs a form that is not there: the form's Chinese name → the rules' own words (zh, en).
    crashed: checks that crashed, with their errors; no fault of the filing.
    elsewhere: findings of the county's other files, which were read along.
    """

    files: tuple[CheckedFile, ...]
    findings: tuple[Finding, ...]
    missing: tuple[Finding, ...]
    unreadable: tuple[str, ...]
    not_checked: tuple[tuple[str, str, str], ...]
    crashed: tuple[str, ...]
    elsewhere: int

    @property
    def is_clean(self) -> bool:
        return not any(finding.counts for finding in self.findings)


def as_json(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """The findings as machines get them."""
    return [asdict(finding) for finding in findings]
