"""Findings and what a county says to them: which want an explanation, and which have one in force.

What belongs here: the table `found`, which suites about explanations read, and the explanation columns of
a finding. What does not: reading explanations.yaml (`submissions/`), or deciding what fails.

An explanation closes a finding of the landing gate; it never changes a value or a verdict.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import pyarrow as pa

from orchestration.quality.findings import Finding
from orchestration.quality.session import lands

_FOUND = pa.schema(
    [
        pa.field("school_year", pa.int32()),
        pa.field("county_code", pa.string()),
        pa.field("finding_id", pa.string()),
        pa.field("wants_explanation", pa.bool_()),
    ]
)


def register_found(connection: duckdb.DuckDBPyConnection, findings: Iterable[Finding]) -> None:
    """Let the session's SELECTs read `found`: the findings so far, by year, county and id."""
    rows = [
        {
            "school_year": entry["school_year"],
            "county_code": entry["county_code"],
            "finding_id": entry["finding_id"],
            "wants_explanation": entry["wants_explanation"],
        }
        for entry in findings
    ]
    connection.register("found", pa.Table.from_pylist(rows, schema=_FOUND))


def explain(connection: duckdb.DuckDBPyConnection, findings: Iterable[Finding]) -> None:
    """Set the explanation columns of a landing session's findings, in place."""
    if not lands(connection, "explanations"):
        return
    said = {
        tuple(row[:3]): row[3:]
        for row in connection.execute(
            "select school_year, county_code, finding_id, status, text, document from explanations"
        ).fetchall()
    }
    for entry in findings:
        if not entry["wants_explanation"]:
            continue
        place = (entry["school_year"], entry["county_code"], entry["finding_id"])
        status, text, document = said.get(place, ("", None, None))
        entry["explanation_state"] = {"in_force": "explained", "expired": "expired"}.get(status, "open")
        entry["explanation"] = text
        entry["explanation_document"] = document
