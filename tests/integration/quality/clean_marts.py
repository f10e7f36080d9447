"""A small build database that the mart gate finds no fault with, and the fault for every expectation.

What belongs here: the clean mart rows of one school year and one change per expectation id. What does
not: running the gate. Columns are those of dbt_project/models/marts (a test holds them against it).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import duckdb

Row = dict[str, Any]
#: Mart → rows, of one school year.
Marts = dict[str, list[Row]]
Fault = Callable[[Marts], None]

STANDARD = "national-quality-2017"
COUNTY, OTHER_COUNTY = "421202", "211221"
INDICATORS = tuple(f"R{number}" for number in range(1, 8))
DIMENSIONS = ("resource_allocation", "government_support", "education_quality", "social_approval")
STRONG, WEAK = "2142020001", "2142020002"

COLUMNS: dict[str, dict[str, str]] = {
    "dim_county": {"school_year": "integer", "county_code": "varchar"},
    "dim_school": {"school_year": "integer", "county_code": "varchar", "school_code": "varchar"},
    "school_history": {"school_code": "varchar", "valid_to_year": "integer", "ended_by": "varchar"},
    "school_succession": {"from_code": "varchar", "school_year": "integer", "is_ended": "boolean"},
    "compliance_school": {
        "school_year": "integer",
        "standard_id": "varchar",
        "county_code": "varchar",
        "school_code": "varchar",
        "stage": "varchar",
        "school_name": "varchar",
        "students": "bigint",
        "indicators_met": "integer",
        "indicators_at_floor": "integer",
        "indicators_below_floor": "integer",
        "indicators_missing": "integer",
        "status": "varchar",
        "reason_code": "varchar",
    },
    "indicator_result": {
        "school_year": "integer",
        "standard_id": "varchar",
        "county_code": "varchar",
        "entity_type": "varchar",
        "entity_id": "varchar",
        "stage": "varchar",
        "indicator_id": "varchar",
        "denominator": "double",
        "value": "double",
        "threshold": "double",
        "margin": "double",
        "status": "varchar",
        "is_at_floor": "boolean",
        "reason_code": "varchar",
    },
    "balance": {
        "school_year": "integer",
        "standard_id": "varchar",
        "county_code": "varchar",
        "stage": "varchar",
        "indicator_id": "varchar",
        "cv": "double",
        "cv_limit": "double",
        "status": "varchar",
        "reason_code": "varchar",
    },
    "balance_share": {
        "school_year": "integer",
        "standard_id": "varchar",
        "county_code": "varchar",
        "stage": "varchar",
        "indicator_id": "varchar",
        "school_code": "varchar",
        "variance_share": "double",
    },
    "compliance_dimension": {
        "school_year": "integer",
        "standard_id": "varchar",
        "county_code": "varchar",
        "dimension_id": "varchar",
        "status": "varchar",
        "reason_code": "varchar",
        "requirements": "integer",
        "requirements_passed": "integer",
        "requirements_failed": "integer",
        "requirements_missing": "integer",
    },
    "roadmap_fault": {
        "school_year": "integer",
        "standard_id": "varchar",
        "county_code": "varchar",
        "fault": "varchar",
        "subject": "varchar",
        "stated": "double",
        "found": "double",
    },
    "compliance_county": {
        "school_year": "integer",
        "standard_id": "varchar",
        "county_code": "varchar",
        "county_name": "varchar",
        "status": "varchar",
        "reason_code": "varchar",
        "failed_items": "varchar",
    },
}


def clean_marts(school_year: int) -> Marts:
    """A county that fails by one school and one difference, and a county that passes in everything."""
    marts: Marts = {name: [] for name in COLUMNS}
    for county, schools in ((COUNTY, (STRONG, WEAK)), (OTHER_COUNTY, ("2121120001",))):
        place: Row = {"school_year": school_year, "county_code": county}
        judged = place | {"standard_id": STANDARD}
        passes = county == OTHER_COUNTY
        marts["dim_county"].append(dict(place))
        for school in schools:
            marts["dim_school"].append(place | {"school_code": school})
            _add_school(marts, judged, school, school != WEAK)
        _add_balance(marts, judged, schools, passes)
        _add_verdicts(marts, judged, passes)
    return marts


def _add_school(marts: Marts, judged: Row, school: str, passes: bool) -> None:
    marts["compliance_school"].append(
        judged
        | {
            "school_code": school,
            "stage": "primary",
            "school_name": "一所小学",
            "students": 100,
            "indicators_met": 7 if passes else 6,
            "indicators_at_floor": 0,
            "indicators_below_floor": 0 if passes else 1,
            "indicators_missing": 0,
            "status": "PASS" if passes else "FAIL",
            "reason_code": None if passes else "BELOW_FLOOR",
        }
    )
    for indicator in INDICATORS:
        met = passes or indicator != "R1"
        marts["indicator_result"].append(
            judged
            | {
                "entity_type": "section",
                "entity_id": school,
                "stage": "primary",
                "indicator_id": indicator,
                "denominator": 100.0,
                "value": 5.0 if met else 1.0,
                "threshold": 4.0,
                "margin": 1.0 if met else -3.0,
                "status": "PASS" if met else "FAIL",
                "is_at_floor": False,
                "reason_code": None if met else "BELOW_FLOOR",
            }
        )


def _add_balance(marts: Marts, judged: Row, schools: Iterable[str], passes: bool) -> None:
    for indicator in (*INDICATORS, "ALL"):
        met = passes or indicator != "R1"
        decides = indicator != "ALL"
        cv = (0.2 if met else 0.6) if not passes else 0.0
        place = judged | {"stage": "primary", "indicator_id": indicator}
        marts["balance"].append(
            place
            | {
                "cv": cv,
                "cv_limit": 0.5 if decides else None,
                "status": ("PASS" if met else "FAIL") if decides else "NOT_APPLICABLE",
                "reason_code": None if decides else "DECIDES_NOTHING",
            }
        )
        if decides and not passes:
            for school, share in zip(schools, (0.25, 0.75), strict=True):
                marts["balance_share"].append(place | {"school_code": school, "variance_share": share})


def _add_verdicts(marts: Marts, judged: Row, passes: bool) -> None:
    for dimension in DIMENSIONS:
        fails = dimension == "resource_allocation" and not passes
        marts["compliance_dimension"].append(
            judged
            | {
                "dimension_id": dimension,
                "status": "FAIL" if fails else "PASS",
                "reason_code": "SECTIONS_FAIL" if fails else None,
                "requirements": 9,
                "requirements_passed": 7 if fails else 9,
                "requirements_failed": 2 if fails else 0,
                "requirements_missing": 0,
            }
        )
    marts["compliance_county"].append(
        judged
        | {
            "county_name": "一个县",
            "status": "PASS" if passes else "FAIL",
            "reason_code": None if passes else "DIMENSION_FAILS",
            "failed_items": None if passes else "sections 1",
        }
    )


def write_marts(build_database: Path, years: Iterable[Marts]) -> None:
    """Write the marts of all years into a DuckDB file."""
    connection = duckdb.connect(str(build_database))
    for name, columns in COLUMNS.items():
        definition = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        connection.execute(f'create table "{name}" ({definition})')
    for marts in years:
        for name, rows in marts.items():
            places = ", ".join("?" for _ in COLUMNS[name])
            values = [[row[column] for column in COLUMNS[name]] for row in rows]
            if values:
                connection.executemany(f'insert into "{name}" values ({places})', values)
    connection.close()


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
        found = {"standard_id": STANDARD, "fault": fault, "subject": "一所小学", "stated": 1.0, "found": 2.0}
        marts["roadmap_fault"].append(place | found)

    return add


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
    "roadmap-name-listed-once": _with_roadmap_fault("NAME_TWICE"),
    "roadmap-as-long-as-stated": _with_roadmap_fault("FEWER_THAN_STATED"),
    "roadmap-name-has-code": _with_roadmap_fault("NAME_WITHOUT_CODE"),
    "indicator-tells-apart": _vacuous,
}
