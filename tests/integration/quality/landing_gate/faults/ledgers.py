"""Faults of ledgers' records: who answers and who closes, days, steps, what is said twice.

What belongs here: one fault per expectation on ledgers. What does not: what the data say of an item, which
the mart gate knows.
"""

from __future__ import annotations

from decimal import Decimal

from tests.integration.quality.landing_gate.clean_county import Fault, Row
from tests.integration.quality.landing_gate.faults.edits import set_first, stands_again

#: The records of the clean county: one planned, one closed.
PLANNED, CLOSED = {"kind": "rectification"}, {"item_id": "危-2"}


def _said(of: Row, /, **values: object) -> Fault:
    return set_first("ledger_records", values, **of)


LEDGERS: dict[str, Fault] = {
    "ledger-item-is-number": _said(PLANNED, item_id="张三"),
    "ledger-kind-known": _said(PLANNED, kind="消防"),
    "ledger-department-known": _said(PLANNED, department="张三"),
    "ledger-approver-department-known": _said(CLOSED, approver_department="张三"),
    "ledger-post-known": _said(PLANNED, post="王芳"),
    "ledger-approver-is-another": _said(
        CLOSED, department="教育局", post="局长", approver_department="县教育局", approver_post="局长"
    ),
    "ledger-deadline-after-plan": _said(PLANNED, deadline="2000-01-01"),
    "ledger-school-of-county": _said(CLOSED, school_code="2142029999"),
    "ledger-item-said-once": stands_again("ledger_records", {"action": "租用"}, **PLANNED),
    "ledger-days-told": _said(PLANNED, told_on=None),
    "ledger-step-complete": _said(PLANNED, action=None),
    "ledger-step-in-turn": _said(CLOSED, verified_on=None),
    "ledger-days-in-order": _said(CLOSED, closed_on="2000-01-01"),
    "ledger-step-not-to-come": _said(CLOSED, told_on="2000-01-01"),
    "ledger-sum-is-county-figure": _said({"item_id": "危-1"}, quantity=Decimal(11)),
}
