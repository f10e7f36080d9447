"""The same verdicts in straightforward pandas: what an office's analyst would write.

What belongs here: the pandas counterpart that the dbt build is compared with. What does not: cleverness.
"""

from __future__ import annotations

import sys

import duckdb
import numpy as np
import pandas as pd

THRESHOLDS = {
    "primary": {"R1": 4.2, "R2": 1.0, "R3": 0.9, "R4": 4.5, "R5": 7.5, "R6": 2000.0, "R7": 2.3},
    "junior": {"R1": 5.3, "R2": 1.0, "R3": 0.9, "R4": 5.8, "R5": 10.2, "R6": 2500.0, "R7": 2.4},
}
CV_LIMITS = {"primary": 0.5, "junior": 0.45}
KEY = ["school_year", "county_code", "school_code", "stage"]
RESULT = ["value", "threshold", "floor", "margin", "status", "at_floor"]


def judge(database: str) -> dict[str, pd.DataFrame]:
    """Resource allocation from `section` of a build database: the tables of by_hand.sql, by name."""
    connection = duckdb.connect(database, read_only=True)
    sections = connection.sql(
        """select s.* replace (
               cast(teaching_auxiliary_area_m2 as double) as teaching_auxiliary_area_m2,
               cast(indoor_sports_area_m2 as double) as indoor_sports_area_m2,
               cast(sports_ground_area_m2 as double) as sports_ground_area_m2,
               cast(equipment_value_yuan as double) as equipment_value_yuan,
               cast(multimedia_classrooms as double) as multimedia_classrooms)
           from section s join section_scope c using (school_year, county_code, school_code, stage)
           where c.scope = 'in' and c.standard_id = 'national-quality-2017'"""
    ).df()
    students = sections["students"]
    sections["R1"] = 100 * sections["teachers_above_required"] / students
    sections["R2"] = 100 * sections["backbone_teachers"] / students
    sections["R3"] = 100 * (sections["pe_teachers"] + sections["arts_teachers"]) / students
    inside = sections["indoor_sports_area_m2"]
    sections["R4"] = (sections["teaching_auxiliary_area_m2"] - inside) * sections["share"] / students
    sections["R5"] = (sections["sports_ground_area_m2"] + inside) * sections["share"] / students
    sections["R6"] = sections["equipment_value_yuan"] * sections["share"] / students
    sections["R7"] = 100 * sections["multimedia_classrooms"] * sections["share"] / students
    long = sections.melt([*KEY, "students"], [f"R{n}" for n in range(1, 8)], "indicator_id", "value")
    limits = pd.DataFrame(THRESHOLDS).melt(var_name="stage", value_name="threshold", ignore_index=False)
    long = long.merge(limits.rename_axis("indicator_id").reset_index(), on=["stage", "indicator_id"])
    long["floor"], long["margin"] = 0.85 * long["threshold"], long["value"] - long["threshold"]
    long["met"] = long["value"] >= long["threshold"] * (1 - 1e-9)
    long["at_floor"] = ~long["met"] & (long["value"] >= long["floor"] * (1 - 1e-9))
    long["status"] = np.where(long["met"], "PASS", "FAIL")
    schools = long.groupby(KEY, as_index=False)[["met", "at_floor"]].sum()
    schools["passes"] = (schools["met"] >= 6) & (schools["met"] + schools["at_floor"] == 7)
    long["weighted"] = long["value"] * long["students"]
    group = ["school_year", "county_code", "stage", "indicator_id"]
    totals = long.groupby(group, as_index=False)[["weighted", "students"]].sum()
    totals["mean"] = totals["weighted"] / totals["students"]
    long = long.merge(totals[[*group, "mean", "students"]], on=group, suffixes=("", "_county"))
    long["term"] = long["students"] / long["students_county"] * (long["value"] / long["mean"] - 1) ** 2
    balance = long.groupby(group, as_index=False)["term"].sum()
    balance["cv"] = np.sqrt(balance["term"])
    balance["passes"] = balance["cv"] <= balance["stage"].map(CV_LIMITS) * (1 + 1e-9)
    long = long.merge(balance[[*group, "term"]], on=group, suffixes=("", "_county"))
    long["variance_share"] = long["term"] / long["term_county"]
    county = ["school_year", "county_code"]
    passes = schools.groupby(county)["passes"].all() & balance.groupby(county)["passes"].all()
    return {
        "indicator_result": long[[*KEY, "indicator_id", *RESULT]],
        "compliance_school": schools,
        "balance": balance,
        "balance_share": long[[*KEY, "indicator_id", "students", "value", "variance_share"]],
        "compliance_county": passes.rename("passes").reset_index(),
    }


if __name__ == "__main__":
    for name, table in judge(sys.argv[1]).items():
        table.to_parquet(f"{sys.argv[2]}/{name}.parquet")
