"""A release's public tables as rows, whatever version of the code made it.

What belongs here: which tables and columns the site reads. What does not: anything made of them. A release
of older code may lack a table or a column: its rows are then none, its values None, and `missing` names it,
so that the site can say so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

Row = dict[str, Any]

DATABASE = "compliance.duckdb"
_DATAPACKAGE = "datapackage.json"

#: Table → the columns that the site reads.
COLUMNS = {
    "balance": (
        "school_year standard_id county_code stage indicator_id sections students mean sd cv operator "
        "cv_limit status reason_code rounding_matters"
    ),
    "balance_share": (
        "school_year standard_id county_code stage indicator_id school_code students value variance_share"
    ),
    "compliance_county": (
        "school_year standard_id county_code county_name status grade reason_code failed_items vetoes "
        "verdicts_on_corrections"
    ),
    "compliance_dimension": (
        "school_year standard_id county_code dimension_id status reason_code requirements "
        "requirements_passed requirements_failed requirements_missing requirements_shown sections "
        "sections_passed sections_failed sections_insufficient failed_items"
    ),
    "compliance_region": (
        "school_year standard_id region_type region_code region_name counties counties_complying "
        "counties_failing counties_undecided share_complying fails_most next_target_year "
        "next_target_share counties_to_go"
    ),
    "compliance_school": (
        "school_year standard_id county_code school_code stage school_name students indicators_met "
        "indicators_at_floor indicators_below_floor indicators_missing status reason_code"
    ),
    "correction": (
        "school_year county_code correction_id school_code path sheet cell original corrected "
        "reason_zh reason_en document requested_on expires_on status why"
    ),
    "county_filing": (
        "school_year county_code files files_refused files_late filing_state forms_filed "
        "forms_missing items_refused rows_quarantined findings_critical findings_warning "
        "findings_info findings_explained corrections_in_force"
    ),
    "dim_county": (
        "school_year county_code county_name city_code city_name province_code province_name "
        "is_on_roster has_filed"
    ),
    "dim_indicator": (
        "indicator_id indicator_order dimension_id entity_type name_zh name_en numerator_zh "
        "numerator_en denominator_zh denominator_en multiplier unit_zh unit_en decimals_published "
        "judged_on responsible_department citation"
    ),
    "dim_reason": "reason_code kind name_zh name_en",
    "dim_school": (
        "school_year school_code county_code school_name school_type_name_zh school_type_name_en "
        "sponsor_name urban_rural_code parent_school_code"
    ),
    "dim_standard": (
        "standard_id name_zh name_en inherits_standard_id document valid_from_year valid_to_year citation"
    ),
    "dq_finding": (
        "finding_id gate school_year county_code school_code suite expectation_id severity "
        "wants_explanation field path src_sheet src_row cell observed message_en message_zh remedy_en "
        "remedy_zh explanation_state explanation_document"
    ),
    "dq_result": (
        "gate school_year suite expectation_id severity dimension owner wants_explanation status "
        "rows_checked rows_failing error what_en what_zh"
    ),
    "evidence": (
        "school_year county_code entity_type entity_id stage indicator_id part_id input_no "
        "school_code fact_no role coefficient share name_zh name_en relation item member_stage "
        "is_campus value text contribution state form_zh form_en path "
        "src_sheet cell header raw correction_id unit factor"
    ),
    "filed_field": "school_year county_code path src_sheet field src_row unit factor",
    "indicator_part": (
        "school_year standard_id county_code entity_type entity_id stage indicator_id part_id value "
        "operator threshold margin status reason_code rounding_matters transition_rule_id"
    ),
    "indicator_result": (
        "school_year standard_id county_code entity_type entity_id stage indicator_id value operator "
        "threshold floor margin status is_at_floor reason_code rounding_matters transition_rule_id"
    ),
    "ledger": (
        "standard_id county_code item_type school_code stage indicator_id opened_year opening "
        "measure_at_opening measure_latest required_latest latest_year closed_year planned_year "
        "responsible_department item_id life_state age_years owner_department deadline is_overdue"
    ),
    "plan": (
        "school_year plan_id county_code name_zh name_en document promises met on_the_way missed "
        "not_due not_measurable"
    ),
    "recognition": (
        "school_year county_code state step_reached_zh step_reached_en reached_on next_step_zh "
        "next_step_en barred_by"
    ),
    "rule_clause": (
        "school_year standard_id kind indicator_id part_id stage operator limit_value floor_share "
        "stated_by_standard_id citation valid_from_year valid_to_year"
    ),
    "submissions": (
        "school_year county_code path sha256 received_at deadline is_late state status story_en story_zh"
    ),
    "target_progress": (
        "school_year plan_id standard_id target_type region_code target_id school_code indicator_id "
        "name_zh name_en target_year planned actual pace_needed pace_so_far progress reason_code "
        "responsible_department citation"
    ),
}


def blank(table: str) -> Row:
    """A row of a table that says nothing."""
    return dict.fromkeys(COLUMNS[table].split())


class Tables:
    """Reads of one release."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, release_id: str) -> None:
        self._connection = connection
        self.release_id = release_id
        self._columns: dict[str, set[str]] = {}
        for table, column in connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'main' AND NOT internal"
        ).fetchall():
            self._columns.setdefault(table, set()).add(column)

    @property
    def missing(self) -> list[str]:
        """The tables, and the columns of others, that the release does not have."""
        lacking = []
        for table, columns in COLUMNS.items():
            if table not in self._columns:
                lacking.append(table)
                continue
            lacking += [f"{table}.{name}" for name in columns.split() if name not in self._columns[table]]
        return lacking

    def rows(self, table: str, where: str = "true", order: str = "", **parameters: Any) -> list[Row]:
        """The rows of a table, with every column that the site reads of it."""
        if table not in self._columns:
            return []
        names = COLUMNS[table].split()
        columns = ", ".join(n if n in self._columns[table] else f"NULL AS {n}" for n in names)
        sort = f" ORDER BY {order}" if order else ""
        found = self._connection.execute(
            f"SELECT * FROM (SELECT {columns} FROM {table}) AS read WHERE {where}{sort}", parameters or None
        ).fetchall()
        return [dict(zip(names, row, strict=True)) for row in found]


@contextmanager
def opened(release_dir: Path, release_id: str | None = None) -> Iterator[Tables]:
    """The tables of the release in this folder, opened read-only; its id where it has no datapackage yet."""
    package = _package(release_dir)
    with duckdb.connect(str(release_dir / DATABASE), read_only=True) as connection:
        yield Tables(connection, release_id or package.get("id") or release_dir.name)


def _package(release_dir: Path) -> Row:
    file = release_dir / _DATAPACKAGE
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else {}
