"""A small build database that the mart gate finds no fault with.

What belongs here: the clean rows of one school year, of the marts and of the rules and facts that the
checks hold them against. What does not: faults (`faults`), the checks, running the gate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb

Row = dict[str, Any]
#: Mart → rows, of one school year.
Marts = dict[str, list[Row]]

STANDARD = "national-quality-2017"
COUNTY, OTHER_COUNTY = "421202", "211221"
INDICATORS = tuple(f"R{number}" for number in range(1, 8))
DIMENSIONS = ("resource_allocation", "government_support", "education_quality", "social_approval")
STRONG, WEAK = "2142020001", "2142020002"

COLUMNS: dict[str, dict[str, str]] = {
    "counties": {"county_code": "varchar", "valid_from_year": "integer", "valid_to_year": "integer"},
    "roster": {"county_code": "varchar", "valid_from_year": "integer", "valid_to_year": "integer"},
    "rule_sets": {
        "standard_id": "varchar",
        "applies_to_code_prefix": "varchar",
        "valid_from_year": "integer",
        "valid_to_year": "integer",
    },
    "dim_county": {
        "school_year": "integer",
        "county_code": "varchar",
        "city_code": "varchar",
        "province_code": "varchar",
    },
    "landed_year": {"school_year": "integer"},
    "received_file": {"school_year": "integer", "county_code": "varchar"},
    "school": {"school_year": "integer", "county_code": "varchar", "school_code": "varchar"},
    "ended_school": {"school_year": "integer", "school_code": "varchar"},
    "school_heir": {"school_code": "varchar", "heir_code": "varchar", "from_year": "integer"},
    "recoding": {"county_code": "varchar", "later_code": "varchar", "from_year": "integer"},
    "county_lineage": {"county_code": "varchar", "later_code": "varchar", "is_last": "boolean"},
    "county_standard": {"school_year": "integer", "standard_id": "varchar", "county_code": "varchar"},
    "dimension_in_force": {"school_year": "integer", "standard_id": "varchar", "dimension_id": "varchar"},
    "school_rule_in_force": {"school_year": "integer", "standard_id": "varchar", "dimension_id": "varchar"},
    "compared_dimension": {"school_year": "integer", "standard_id": "varchar", "dimension_id": "varchar"},
    "threshold_in_force": {
        "school_year": "integer",
        "standard_id": "varchar",
        "stage": "varchar",
        "indicator_id": "varchar",
        "part_id": "varchar",
    },
    "section_dimension": {
        "school_year": "integer",
        "standard_id": "varchar",
        "dimension_id": "varchar",
        "has_school_rule": "boolean",
    },
    "balance_indicator_in_force": {
        "school_year": "integer",
        "standard_id": "varchar",
        "indicator_id": "varchar",
    },
    "section_scope": {
        "school_year": "integer",
        "standard_id": "varchar",
        "county_code": "varchar",
        "school_code": "varchar",
        "stage": "varchar",
        "scope": "varchar",
        "is_judged_for_sure": "boolean",
    },
    "judged_member": {
        "school_year": "integer",
        "county_code": "varchar",
        "judged_on": "varchar",
        "entity_id": "varchar",
    },
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
        "sections": "integer",
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
    "indicator_part": {
        "school_year": "integer",
        "standard_id": "varchar",
        "county_code": "varchar",
        "entity_type": "varchar",
        "entity_id": "varchar",
        "stage": "varchar",
        "indicator_id": "varchar",
        "part_id": "varchar",
        "denominator": "double",
        "value": "double",
        "operator": "varchar",
        "threshold": "double",
        "margin": "double",
        "status": "varchar",
        "reason_code": "varchar",
    },
    "ledger": {
        "standard_id": "varchar",
        "county_code": "varchar",
        "item_type": "varchar",
        "school_code": "varchar",
        "stage": "varchar",
        "indicator_id": "varchar",
        "opened_year": "integer",
        "opening": "integer",
        "is_reopened": "boolean",
        "latest_year": "integer",
        "state": "varchar",
        "closed_year": "integer",
    },
    "ledger_action": {
        "record_year": "integer",
        "county_code": "varchar",
        "kind": "varchar",
        "item_id": "varchar",
        "school_code": "varchar",
        "standing": "varchar",
        "is_refuted": "boolean",
        "is_overdue": "boolean",
        "planned_on": "varchar",
        "deadline": "varchar",
        "claimed_on": "varchar",
        "path": "varchar",
        "src_sha256": "varchar",
        "src_sheet": "varchar",
        "src_row": "integer",
        "cell": "varchar",
    },
    "compliance_region": {
        "school_year": "integer",
        "standard_id": "varchar",
        "region_type": "varchar",
        "region_code": "varchar",
        "counties": "integer",
        "counties_complying": "integer",
        "counties_failing": "integer",
        "counties_undecided": "integer",
        "share_complying": "double",
        "counties_to_go": "integer",
    },
    "plan": {"school_year": "integer", "plan_id": "varchar", "county_code": "varchar"},
    "recognition": {
        "school_year": "integer",
        "county_code": "varchar",
        "state": "varchar",
        "step_reached": "varchar",
        "recognised_on": "varchar",
    },
    "recognition_promise": {
        "school_year": "integer",
        "county_code": "varchar",
        "transition_rule_id": "varchar",
        "indicator_id": "varchar",
        "promised_on": "varchar",
        "due_year": "integer",
        "state": "varchar",
    },
    "target_progress": {
        "school_year": "integer",
        "plan_id": "varchar",
        "target_type": "varchar",
        "region_code": "varchar",
        "target_id": "varchar",
        "target_year": "integer",
        "actual": "double",
        "status": "varchar",
        "progress": "varchar",
        "reason_code": "varchar",
    },
    "roadmap_fault": {
        "school_year": "integer",
        "plan_id": "varchar",
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
        "grade": "varchar",
        "failed_items": "varchar",
    },
    "grade_bands": {"standard_id": "varchar", "grade_zh": "varchar", "is_passing": "boolean"},
    "item_grades": {"standard_id": "varchar", "grade_zh": "varchar", "is_passing": "boolean"},
}


#: The rows of the registry that hold in every year: two counties, one rule set.
ALWAYS = {"valid_from_year": 2017, "valid_to_year": 9999}
REGISTRY: Marts = {
    "counties": [{"county_code": county} | ALWAYS for county in (COUNTY, OTHER_COUNTY)],
    "roster": [{"county_code": county} | ALWAYS for county in (COUNTY, OTHER_COUNTY)],
    "rule_sets": [{"standard_id": STANDARD, "applies_to_code_prefix": None} | ALWAYS],
    "grade_bands": [{"standard_id": STANDARD, "grade_zh": "合格", "is_passing": True}],
}


def clean_marts(school_year: int) -> Marts:
    """A county that fails by one school and one difference, and a county that passes in everything."""
    marts: Marts = {name: [] for name in COLUMNS}
    _add_rules(marts, {"school_year": school_year, "standard_id": STANDARD})
    for county, schools in ((COUNTY, (STRONG, WEAK)), (OTHER_COUNTY, ("2121120001",))):
        place: Row = {"school_year": school_year, "county_code": county}
        judged = place | {"standard_id": STANDARD}
        passes = county == OTHER_COUNTY
        region = {"city_code": f"{county[:4]}00", "province_code": f"{county[:2]}0000"}
        marts["received_file"].append(place)
        marts["county_standard"].append(judged)
        marts["dim_county"].append(place | region)
        for school in schools:
            marts["school"].append(place | {"school_code": school})
            _add_school(marts, judged, school, school != WEAK)
        _add_balance(marts, judged, schools, passes)
        _add_requirement(marts, judged, passes)
        _add_verdicts(marts, judged, passes)
        _add_plan(marts, judged, region, passes)
    return marts


def _add_rules(marts: Marts, held: Row) -> None:
    """What holds in the year: four dimensions, one with a school rule and differences; seven indicators."""
    marts["landed_year"].append(held)
    marts["dimension_in_force"] += [held | {"dimension_id": dimension} for dimension in DIMENSIONS]
    for name in ("school_rule_in_force", "compared_dimension"):
        marts[name].append(held | {"dimension_id": "resource_allocation"})
    ruled = {"dimension_id": "resource_allocation", "has_school_rule": True}
    marts["section_dimension"].append(held | ruled)
    for indicator in INDICATORS:
        limit = {"stage": "primary", "indicator_id": indicator, "part_id": "value"}
        marts["threshold_in_force"].append(held | limit)
        marts["balance_indicator_in_force"].append(held | {"indicator_id": indicator})
    for part in ("exchanged", "backbone"):
        limit = {"stage": "all", "indicator_id": "G11", "part_id": part}
        marts["threshold_in_force"].append(held | limit)


def _add_school(marts: Marts, judged: Row, school: str, passes: bool) -> None:
    section = {"school_code": school, "stage": "primary"}
    marts["section_scope"].append(judged | section | {"scope": "in", "is_judged_for_sure": True})
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


def _add_balance(marts: Marts, judged: Row, schools: Sequence[str], passes: bool) -> None:
    for indicator in (*INDICATORS, "ALL"):
        met = passes or indicator != "R1"
        decides = indicator != "ALL"
        cv = (0.2 if met else 0.6) if not passes else 0.0
        place = judged | {"stage": "primary", "indicator_id": indicator}
        marts["balance"].append(
            place
            | {
                "sections": len(schools),
                "cv": cv,
                "cv_limit": 0.5 if decides else None,
                "status": ("PASS" if met else "FAIL") if decides else "NOT_APPLICABLE",
                "reason_code": None if decides else "DECIDES_NOTHING",
            }
        )
        if decides and not passes:
            for school, share in zip(schools, (0.25, 0.75), strict=True):
                marts["balance_share"].append(place | {"school_code": school, "variance_share": share})


def _add_requirement(marts: Marts, judged: Row, passes: bool) -> None:
    """A county requirement of two parts, one of which fails where the county does; its ledger entries."""
    result = judged | {
        "entity_type": "county",
        "entity_id": judged["county_code"],
        "stage": "all",
        "indicator_id": "G11",
        "denominator": 100.0,
        "operator": ">=",
    }
    status = {"status": "PASS" if passes else "FAIL", "reason_code": None if passes else "NOT_MET"}
    marts["indicator_result"].append(
        result | {"value": None, "threshold": None, "margin": None, "is_at_floor": False} | status
    )
    good = {"value": 12.0, "margin": 2.0, "status": "PASS", "reason_code": None}
    bad = {"value": 8.0, "margin": -2.0, "status": "FAIL", "reason_code": "NOT_MET"}
    for part, found in (("exchanged", good), ("backbone", good if passes else bad)):
        marts["indicator_part"].append(result | {"part_id": part, "threshold": 10.0} | found)
    if passes:
        return
    items = (
        ("section_indicator", WEAK, "primary", "R1"),
        ("difference", "", "primary", "R1"),
        ("county_requirement", "", "backbone", "G11"),
    )
    for kind, school, stage, indicator in items:
        marts["ledger"].append(
            {name: judged[name] for name in ("standard_id", "county_code")}
            | {"item_type": kind, "school_code": school, "stage": stage, "indicator_id": indicator}
            | {"opened_year": judged["school_year"], "opening": 1, "is_reopened": False}
            | {"latest_year": judged["school_year"], "state": "OPEN", "closed_year": None}
        )
    marts["ledger_action"].append(
        {"record_year": judged["school_year"], "county_code": judged["county_code"], "kind": "rectification"}
        | {"item_id": f"R1.{WEAK}.primary", "school_code": WEAK, "standing": "open"}
        | {"is_refuted": False, "is_overdue": False, "planned_on": "2024-10-08", "deadline": "2025-06-30"}
        | {"claimed_on": None, "path": "整改台账.xlsx", "src_sha256": "0" * 64, "src_sheet": "整改台账"}
        | {"src_row": 4, "cell": "A4"}
    )


def _add_plan(marts: Marts, judged: Row, region: Row, passes: bool) -> None:
    """The county's city and province, its recognition, and the year it was to comply in: this one."""
    place = {name: judged[name] for name in ("school_year", "standard_id")}
    for kind in ("city", "province"):
        marts["compliance_region"].append(
            place
            | {"region_type": kind, "region_code": region[f"{kind}_code"], "counties": 1}
            | {"counties_complying": int(passes), "counties_failing": int(not passes)}
            | {"counties_undecided": 0, "share_complying": float(passes), "counties_to_go": int(not passes)}
        )
    place_of_county = {name: judged[name] for name in ("school_year", "county_code")}
    marts["recognition"].append(
        place_of_county | {"state": "RECOGNISED", "step_reached": "recognised", "recognised_on": "2020-12-01"}
    )
    marts["recognition_promise"].append(
        place_of_county
        | {"transition_rule_id": "T3", "indicator_id": "G3", "promised_on": "2020-12-01"}
        | {"due_year": 2023, "state": "KEPT"}
    )
    marts["target_progress"].append(
        {"school_year": judged["school_year"], "plan_id": "a-plan"}
        | {"target_type": "county", "region_code": judged["county_code"], "target_id": "plan"}
        | {"target_year": judged["school_year"], "actual": float(passes), "reason_code": None}
        | {"status": "PASS" if passes else "FAIL", "progress": "MET" if passes else "MISSED"}
    )


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
            "grade": "合格" if passes else None,
            "failed_items": None if passes else "sections 1",
        }
    )


def write_marts(build_database: Path, years: Iterable[Marts]) -> None:
    """Write the registry and the marts of all years into a DuckDB file."""
    connection = duckdb.connect(str(build_database))
    for name, columns in COLUMNS.items():
        definition = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        connection.execute(f'create table "{name}" ({definition})')
    for marts in (REGISTRY, *years):
        for name, rows in marts.items():
            places = ", ".join("?" for _ in COLUMNS[name])
            values = [[row[column] for column in COLUMNS[name]] for row in rows]
            if values:
                connection.executemany(f'insert into "{name}" values ({places})', values)
    connection.close()
