"""Findings and what a county says to them: which want an explanation, and which have one in force.

What belongs here: the explanation columns of a finding. What does not: reading explanations.yaml
(`submissions/`), or deciding what fails.

An explanation closes a finding of the landing gate; it never changes a value or a verdict.
"""

from __future__ import annotations

from collections.abc import Iterable

from orchestration.quality.findings import Finding
from orchestration.quality.session import Session, lands


def explain(session: Session, findings: Iterable[Finding]) -> None:
    """Set the explanation columns of a landing session's findings, in place."""
    if not lands(session, "explanations"):
        return
    said = {
        tuple(row[:3]): row[3:]
        for row in session.connection.execute(
            "select school_year, county_code, finding_id, status, text, document from landing.explanations"
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
