"""What came of each expectation, over all years, with its first findings: for a check in the graph.

What belongs here: reading the Parquet that a gate wrote, or the rows it would write. What does not: how it is
shown (`defs/quality.py`), the whole page (`docs.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from orchestration.quality.docs import first_findings

#: Findings named at a check; the quality page has more, dq_finding all.
SHOWN = 20

Row = Mapping[str, Any]


@dataclass
class CheckOutcome:
    """One expectation: whether it held in every year, rows looked at and failing, what is wrong."""

    statuses: set[str] = field(default_factory=set)
    rows_checked: int = 0
    rows_failing: int = 0
    error: str = ""
    findings: Sequence[Row] = ()

    @property
    def passed(self) -> bool:
        return self.statuses == {"PASS"}


def findings_of(gate: str, files: Iterable[Path]) -> dict[str, Sequence[Row]]:
    """By expectation, the first findings in the files that a gate wrote."""
    connection = duckdb.connect()
    found = first_findings(connection, [file for file in files if file.exists()], SHOWN)
    connection.close()
    return {name: rows for (of_gate, name), rows in found.items() if of_gate == gate}


def outcomes(results: Iterable[Row], findings: Mapping[str, Sequence[Row]]) -> dict[str, CheckOutcome]:
    """By expectation, what its results of all years and its findings come to."""
    made: dict[str, CheckOutcome] = {}
    for row in results:
        name = row["expectation_id"]
        outcome = made.setdefault(name, CheckOutcome(findings=findings.get(name, ())[:SHOWN]))
        outcome.statuses.add(row["status"])
        outcome.rows_checked += row["rows_checked"]
        outcome.rows_failing += row["rows_failing"] or 0
        outcome.error = outcome.error or row["error"] or ""
    return made
