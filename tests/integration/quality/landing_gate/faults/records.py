"""Faults of dated records, ledgers and lists: recognition, promises, drop-out cases, townships, scores.

What belongs here: one fault per expectation on the sheets of the 专项记录表. What does not: the other sheets.
"""

from __future__ import annotations

from decimal import Decimal

from tests.integration.quality.landing_gate.clean_county import (
    Fault,
    Landing,
    row_of,
    rows_of,
)
from tests.integration.quality.landing_gate.faults.edits import set_first, stands_again, without
from tests.integration.quality.landing_gate.faults.received import refused

_LEDGER = {"case_number": "C-1"}


def _recorded(step: str, on: str, **values: object) -> Fault:
    """A record more; `{year}` in its day is the school year."""

    def fault(now: Landing, before: Landing) -> None:
        row = row_of(now, "recognition_records", step="basic_balance_recognised")
        day = on.format(year=row["school_year"], next=row["school_year"] + 1)
        now["recognition_records"].append(row | {"src_row": 90, "step": step, "recorded_on": day} | values)

    return fault


def _of_other_county(relation: str, county_code: str) -> Fault:
    """What any year's file says of a county holds for the years after it: one that has filed nothing else."""

    def fault(now: Landing, before: Landing) -> None:
        for name in (relation, "submissions"):
            now[name].append(now[name][-1] | {"county_code": county_code})
        for row in rows_of(now, "submission_fields", relation=relation):
            now["submission_fields"].append(row | {"county_code": county_code})

    return fault


def _other_month(now: Landing, before: Landing) -> None:
    row = row_of(now, "dropout_cases", **_LEDGER)
    year = row["school_year"]
    said = {"ledger_month": f"{year}-11", "opened_on": f"{year}-10-30"}
    now["dropout_cases"].append(row | {"src_row": 90, "back_on": None, "how": None} | said)


def _case(**values: object) -> Fault:
    return set_first("dropout_cases", values, **_LEDGER)


def _on_the_day(field: str, day: str) -> Fault:
    def fault(now: Landing, before: Landing) -> None:
        row = row_of(now, "dropout_cases", **_LEDGER)
        row[field] = day.format(year=row["school_year"])

    return fault


def _promise(**values: object) -> Fault:
    return set_first("recognition_promises", values)


RECORD_FAULTS: dict[str, Fault] = {
    "recognition-step-known": _recorded("县委审议", "{year}-10-08"),
    "recognition-date-has-been": _recorded("city_reviewed", "{next}-09-01"),
    "recognition-record-of-own-county": _recorded("revoked", "{year}-10-08", county_code_filed="999998"),
    "recognition-records-agree": _recorded("self_assessed", "{year}-10-09"),
    "recognition-after-basic-balance": _of_other_county("recognition_records", "211221"),
    "recognition-in-order": _recorded("recognised", "{year}-10-08"),
    "recognition-after-wait": set_first(
        "recognition_records", {"recorded_on": "2016-11-19"}, step="self_assessed"
    ),
    "promise-of-transition-rule": _promise(transition_rule_id="T9"),
    "promise-due-in-time": _promise(due_year=9999),
    "promise-of-county-on-record": _of_other_county("recognition_promises", "620702"),
    "case-number-once": stands_again("dropout_cases", {}, **_LEDGER),
    "case-number-is-no-person": _case(case_number="张小明"),
    "case-not-closed-before-opened": _on_the_day("back_on", "{year}-09-01"),
    "case-complete": _case(how=None),
    "case-stage-and-state-filed": _case(state=None),
    "case-of-own-school": _case(school_code="2142029999"),
    "case-months-agree": _other_month,
    "case-month-of-year": _case(ledger_month="十月"),
    "listed-item-agrees": set_first("county_facts", {"value": Decimal(9)}, item_code="E5.confirmed"),
    "score-within-maximum": set_first("supervision_scores", {"points": Decimal(61)}, item="教育经费"),
    "score-complete": set_first("supervision_scores", {"points": None}, item="教育经费"),
    "score-maxima-whole": without("supervision_scores", item="教育经费"),
    "township-elsewhere-filed": set_first("townships", {"junior_in_school_elsewhere": None}),
    "township-in-directory": set_first("townships", {"township": "高桥乡"}, township="高桥镇"),
    "township-once": stands_again("townships", {}, township="高桥镇"),
    "township-sum-is-county": set_first("townships", {"primary_population": 7}, township="高桥镇"),
    "no-personal-columns": refused("PERSONAL_COLUMN", "sheet", src_sheet="控辍保学台账", raw="姓名"),
}
