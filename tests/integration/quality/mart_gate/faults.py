"""For every expectation of the mart gate, the smallest fault that breaks it.

What belongs here: one change of the clean marts per expectation id. What does not: the clean marts
(`clean_marts`), running the gate.
"""

from __future__ import annotations

import copy
from collections.abc import Callable

from tests.integration.quality.mart_gate.clean_marts import (
    COUNTY,
    OTHER_COUNTY,
    STRONG,
    WEAK,
    Marts,
)

#: Changes the clean marts of one school year.
Fault = Callable[[Marts], None]


def _set(mart: str, **values: object) -> Callable[..., Fault]:
    """The first row that matches gets these values."""

    def matching(**match: object) -> Fault:
        def fault(marts: Marts) -> None:
            rows = (row for row in marts[mart] if all(row[name] == value for name, value in match.items()))
            next(rows).update(values)

        return fault

    return matching


def _without(mart: str, **match: object) -> Fault:
    def fault(marts: Marts) -> None:
        rows = marts[mart]
        rows.remove(next(row for row in rows if all(row[name] == value for name, value in match.items())))

    return fault


def _vacuous(marts: Marts) -> None:
    # A rule set of its own, as vacuity looks at all years together.
    row = copy.deepcopy(marts["indicator_result"][0])
    for number in range(40):
        marts["indicator_result"].append(
            row
            | {
                "standard_id": "made-up",
                "entity_id": f"21420300{number:02d}",
                "status": "PASS",
                "margin": 1.0,
            }
        )


def _with_roadmap_fault(fault: str) -> Fault:
    def add(marts: Marts) -> None:
        place = {"school_year": marts["dim_county"][0]["school_year"], "county_code": COUNTY}
        found = {"plan_id": "a-plan", "fault": fault, "subject": "一所小学", "stated": 1.0, "found": 2.0}
        marts["roadmap_fault"].append(place | found)

    return add


def _with_planned_school(marts: Marts) -> None:
    """A plan in force, whose published roadmap lists schools."""
    place = {"school_year": marts["dim_county"][0]["school_year"], "county_code": COUNTY}
    marts["plan"].append(place | {"plan_id": "xianan-2023"})


_FAILING = {"county_code": COUNTY}
_PASSING = {"county_code": OTHER_COUNTY}
_ALLOCATION = {"dimension_id": "resource_allocation"}

MART_FAULTS: dict[str, Fault] = {
    "school-status-known": _set("compliance_school", status="OK")(school_code=STRONG),
    "school-status-present": _set("compliance_school", status=None)(school_code=STRONG),
    "school-reason-given": _set("compliance_school", reason_code=None)(school_code=WEAK),
    "school-students-not-negative": _set("compliance_school", students=-1)(school_code=WEAK),
    "school-indicators-add-up": _set("compliance_school", indicators_met=5)(school_code=WEAK),
    "school-results-complete": _without("indicator_result", entity_id=STRONG, indicator_id="R7"),
    "school-pass-above-floor": _set("indicator_result", status="FAIL", margin=-1.0)(entity_id=STRONG),
    "indicator-answered-by-all": _without("indicator_part", part_id="exchanged", county_code=COUNTY),
    "school-in-index-judged": _without("compliance_school", school_code=STRONG),
    "county-in-index-judged": _without("compliance_county", **_FAILING),
    "county-status-known": _set("compliance_county", status="OK")(**_FAILING),
    "county-reason-given": _set("compliance_county", reason_code=None)(**_FAILING),
    "county-dimensions-complete": _without("compliance_dimension", dimension_id="social_approval"),
    "county-pass-has-no-failure": _set("compliance_county", status="PASS")(**_FAILING),
    "county-pass-fully-evaluated": _set("compliance_dimension", reason_code="DIMENSION_NOT_EVALUATED")(
        dimension_id="social_approval", **_PASSING
    ),
    "county-pass-lists-nothing-failed": _set("compliance_county", failed_items="sections 1")(**_PASSING),
    "county-failure-fails": _set("compliance_county", status="INSUFFICIENT_DATA")(**_FAILING),
    "county-grade-agrees": _set("compliance_county", grade="合格")(status="FAIL"),
    "dimension-status-known": _set("compliance_dimension", status="OK")(**_ALLOCATION),
    "dimension-status-present": _set("compliance_dimension", status=None)(**_ALLOCATION),
    "dimension-reason-given": _set("compliance_dimension", reason_code=None)(**_ALLOCATION),
    "dimension-requirements-add-up": _set("compliance_dimension", requirements=99)(**_ALLOCATION),
    "dimension-pass-has-nothing-open": _set("compliance_dimension", status="PASS")(**_ALLOCATION),
    "dimension-failure-fails": _set("compliance_dimension", status="INSUFFICIENT_DATA")(**_ALLOCATION),
    "result-status-known": _set("indicator_result", status="OK")(entity_id=STRONG),
    "result-status-present": _set("indicator_result", status=None)(entity_id=STRONG),
    "result-reason-given": _set("indicator_result", status="INSUFFICIENT_DATA", value=None)(entity_id=STRONG),
    "result-value-not-negative": _set("indicator_result", value=-1.0)(entity_id=STRONG),
    "result-denominator-positive": _set("indicator_result", denominator=0.0)(entity_id=STRONG),
    "result-value-fits-status": _set("indicator_result", value=None)(entity_id=STRONG),
    "result-pass-reaches-threshold": _set("indicator_result", margin=-0.1)(entity_id=STRONG),
    "result-fail-misses-threshold": _set("indicator_result", margin=0.0)(entity_id=WEAK, indicator_id="R1"),
    "balance-status-known": _set("balance", status="OK")(**_FAILING),
    "balance-status-present": _set("balance", status=None)(**_FAILING),
    "balance-reason-given": _set("balance", status="INSUFFICIENT_DATA")(**_FAILING),
    "cv-not-negative": _set("balance", cv=-0.1)(**_FAILING),
    "shares-sum-to-one": _set("balance_share", variance_share=0.3)(**_FAILING),
    "balance-pass-within-limit": _set("balance", cv=0.51)(indicator_id="R2", **_FAILING),
    "balance-value-fits-status": _set("balance", cv=None)(**_FAILING),
    "part-status-known": _set("indicator_part", status="OK")(part_id="exchanged"),
    "part-status-present": _set("indicator_part", status=None)(part_id="exchanged"),
    "part-operator-known": _set("indicator_part", operator="=>")(part_id="exchanged"),
    "part-reason-given": _set("indicator_part", reason_code=None)(part_id="backbone", **_FAILING),
    "part-value-fits-status": _set("indicator_part", value=None)(part_id="exchanged"),
    "part-denominator-positive": _set("indicator_part", denominator=0.0)(part_id="exchanged"),
    "part-pass-reaches-threshold": _set("indicator_part", margin=-0.1)(part_id="exchanged"),
    "part-fail-misses-threshold": _set("indicator_part", margin=0.0)(part_id="backbone", **_FAILING),
    "part-failure-fails-whole": _set("indicator_result", status="PASS")(entity_type="county", **_FAILING),
    "ledger-item-type-known": _set("ledger", item_type="school")(item_type="difference"),
    "ledger-state-known": _set("ledger", state="DONE")(item_type="difference"),
    # Entries of earlier years stay open and cover what fails again: only a new failure is uncovered.
    "ledger-failure-entered": _set("balance", status="FAIL", cv=0.9)(indicator_id="R2", **_FAILING),
    "ledger-closing-has-year": _set("ledger", state="CLOSED")(item_type="difference"),
    "ledger-years-in-order": _set("ledger", latest_year=0)(item_type="difference"),
    "ledger-reopening-marked": _set("ledger", is_reopened=True)(item_type="difference"),
    "ledger-action-of-open-item": _set("ledger_action", standing="not open")(**_FAILING),
    "ledger-claim-borne-out": _set("ledger_action", is_refuted=True)(**_FAILING),
    "ledger-deadline-kept": _set("ledger_action", is_overdue=True)(**_FAILING),
    "region-type-known": _set("compliance_region", region_type="prefecture")(region_type="city"),
    "region-in-index-listed": _without("compliance_region", region_type="city"),
    "region-counties-add-up": _set("compliance_region", counties_failing=2)(region_type="city"),
    "region-counts-verdicts": _set("compliance_region", counties=2, counties_undecided=1)(region_type="city"),
    "region-share-in-range": _set("compliance_region", share_complying=1.5)(region_type="city"),
    "region-share-is-quotient": _set("compliance_region", share_complying=0.5)(region_type="city"),
    "region-to-go-possible": _set("compliance_region", counties_to_go=2)(region_type="city"),
    "recognition-state-known": _set("recognition", state="DONE")(**_FAILING),
    "recognised-county-holds": _set("recognition", state="SLIPPED_BACK")(**_FAILING),
    "promise-kept-by-its-year": _set("recognition_promise", state="OVERDUE")(**_FAILING),
    "target-type-known": _set("target_progress", target_type="town")(target_id="plan"),
    "target-status-known": _set("target_progress", status="OK")(target_id="plan"),
    "target-progress-known": _set("target_progress", progress="DONE")(target_id="plan"),
    "target-progress-fits-status": _set("target_progress", progress="NOT_DUE")(target_id="plan"),
    "target-share-in-range": _set("target_progress", actual=1.5)(target_id="plan"),
    "target-school-listed": _with_planned_school,
    "roadmap-name-listed-once": _with_roadmap_fault("NAME_TWICE"),
    "roadmap-as-long-as-stated": _with_roadmap_fault("FEWER_THAN_STATED"),
    "roadmap-name-has-code": _with_roadmap_fault("NAME_WITHOUT_CODE"),
    "indicator-tells-apart": _vacuous,
}
