"""A small made-up release: enough rows of the public tables to draw every page.

What belongs here: counties that are odd in one way each. What does not: rows as models make them; the pages
only show what stands in a table.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.reporting.site.site import Asked, write_site
from orchestration.reporting.site.tables import COLUMNS
from orchestration.sealed import sha256_of

RELEASE = "0123456789abcdef"
NATION = "national-quality-2017"
#: The way out of an attribute, of an element, of a script and of a style, 200 characters, pictures.
HOSTILE = "\"><script>alert(1)</script>'</style>{{ 7*7 }}=1+1 «😀» " + "长" * 160
SHORT = "<b>第一</b>&小学"

Row = dict[str, Any]

_TYPES = {
    "school_year": "INTEGER", "opened_year": "INTEGER", "target_year": "INTEGER", "value": "DOUBLE",
    "threshold": "DOUBLE", "floor": "DOUBLE", "margin": "DOUBLE", "students": "DOUBLE", "mean": "DOUBLE",
    "sd": "DOUBLE", "cv": "DOUBLE", "cv_limit": "DOUBLE", "variance_share": "DOUBLE", "coefficient": "DOUBLE",
    "contribution": "DOUBLE", "factor": "DOUBLE", "share": "DOUBLE", "multiplier": "DOUBLE",
    "limit_value": "DOUBLE", "planned": "DOUBLE", "actual": "DOUBLE", "counties": "INTEGER",
    "decimals_published": "INTEGER", "indicator_order": "INTEGER", "sections": "INTEGER",
    "sections_passed": "INTEGER", "sections_failed": "INTEGER", "requirements": "INTEGER",
    "requirements_passed": "INTEGER", "requirements_failed": "INTEGER", "indicators_met": "INTEGER",
    "indicators_at_floor": "INTEGER", "indicators_below_floor": "INTEGER", "indicators_missing": "INTEGER",
    "rows_checked": "INTEGER", "rows_failing": "INTEGER", "is_at_floor": "BOOLEAN", "is_campus": "BOOLEAN",
    "input_no": "INTEGER", "fact_no": "INTEGER", "valid_from_year": "INTEGER", "valid_to_year": "INTEGER",
    "src_row": "INTEGER", "files": "INTEGER", "files_refused": "INTEGER", "files_late": "INTEGER",
    "rows_quarantined": "INTEGER", "corrections_in_force": "INTEGER", "findings_critical": "INTEGER",
    "findings_warning": "INTEGER", "findings_explained": "INTEGER", "age_years": "INTEGER",
    "is_overdue": "BOOLEAN", "measure_at_opening": "DOUBLE", "measure_latest": "DOUBLE",
    "required_latest": "DOUBLE", "promises": "INTEGER", "met": "INTEGER", "opening": "INTEGER",
}  # fmt: skip


class MadeUpRelease:
    """The rows of a release, written into a folder as a run leaves it."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {name: [] for name in COLUMNS}
        self.without: set[str] = set()
        self._registry()

    def add(self, table: str, **row: Any) -> None:
        unknown = set(row) - set(COLUMNS[table].split())
        assert not unknown, f"{table} has no {unknown}"
        self.rows[table].append(row)

    def write(self, folder: Path) -> Path:
        folder.mkdir(parents=True)
        with duckdb.connect(str(folder / "compliance.duckdb")) as connection:
            for table, rows in self.rows.items():
                if table in self.without:
                    continue
                names = [n for n in COLUMNS[table].split() if f"{table}.{n}" not in self.without]
                columns = ", ".join(f"{name} {_TYPES.get(name, 'VARCHAR')}" for name in names)
                connection.execute(f"CREATE TABLE {table} ({columns})")
                values = [[row.get(name) for name in names] for row in rows]
                if values:
                    marks = ", ".join("?" * len(names))
                    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", values)
        database = folder / "compliance.duckdb"
        resource = {"path": database.name, "bytes": database.stat().st_size}
        resource["hash"] = f"sha256:{sha256_of(database)}"
        package = {"id": RELEASE, "resources": [resource]}
        (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
        return folder

    def _registry(self) -> None:
        self.add("dim_standard", standard_id=NATION, name_zh="国家标准", name_en="National standard")
        self.add(
            "dim_reason", reason_code="NOT_FILED", kind="insufficient", name_zh="未报送", name_en="Not filed"
        )
        numbers: Row = {"multiplier": 1.0, "decimals_published": 2, "unit_zh": "人", "unit_en": "teachers"}
        for order, name in enumerate(("R1", "R2"), 1):
            self.add(
                "dim_indicator",
                indicator_id=name,
                indicator_order=order,
                dimension_id="resource_allocation",
                entity_type="section",
                name_zh=f"教师数{name}",
                name_en=f"Teachers {name}",
                **numbers,
            )
        for name in ("G4", "G7", "G9"):
            self.add(
                "dim_indicator",
                indicator_id=name,
                indicator_order=int(name[1:]),
                dimension_id="government_support",
                entity_type="school" if name == "G4" else "county",
                name_zh=f"要求{name}",
                name_en=f"Requirement {name}",
                **numbers,
            )

    def county(self, code: str, name: str | None, years: list[int], status: str, **verdict: Any) -> None:
        """A county with a verdict in each of these years."""
        for year in years:
            place: Row = {"city_code": code[:4] + "00", "city_name": "某市", "province_name": "某省"}
            place |= {"province_code": code[:2] + "0000"}
            self.add("dim_county", school_year=year, county_code=code, county_name=name, **place)
            at: Row = {"school_year": year, "standard_id": NATION, "county_code": code}
            self.add("compliance_county", **at, county_name=name, status=status, **verdict)
            self.add(
                "compliance_dimension",
                **at,
                dimension_id="government_support",
                status=status,
                requirements=15,
                requirements_passed=14,
                requirements_failed=1,
                failed_items="G9",
            )
            self.add(
                "indicator_result",
                **at,
                entity_type="county",
                entity_id=code,
                stage="all",
                indicator_id="G9",
                value=99.0,
                operator=">=",
                threshold=100.0,
                margin=-1.0,
                status="FAIL",
                reason_code="NOT_MET",
            )
            self.add(
                "indicator_part",
                **at,
                entity_type="county",
                entity_id=code,
                stage="all",
                indicator_id="G9",
                part_id="value",
                value=99.0,
                operator=">=",
                threshold=100.0,
                margin=-1.0,
                status="FAIL",
            )
            for role, value in (("numerator", 99.0), ("denominator", 1.0)):
                self._evidence(code, year, "county", code, "all", "G9", role, value, name or "")
            # Nobody is concerned, and nothing was filed.
            nobody: Row = {"entity_type": "county", "entity_id": code, "stage": "all", "indicator_id": "G7"}
            nobody |= {"status": "NOT_APPLICABLE", "reason_code": "NOBODY_CONCERNED"}
            self.add("indicator_result", **at, **nobody)
            self.add("indicator_part", **at, **nobody, part_id="value")

    def school(
        self, county: str, code: str, name: str | None, years: list[int], stage: str = "primary"
    ) -> None:
        """A school with one section, judged by two indicators: one met, one below the floor."""
        for year in years:
            at: Row = {"school_year": year, "county_code": county}
            self.add("dim_school", **at, school_code=code, school_name=name)
            self.add(
                "compliance_school",
                **at,
                standard_id=NATION,
                school_code=code,
                stage=stage,
                school_name=name,
                students=100.0,
                indicators_met=1,
                indicators_at_floor=0,
                indicators_below_floor=1,
                indicators_missing=0,
                status="FAIL",
            )
            # Its inputs are those of any of its parts.
            asked: Row = {"entity_type": "school", "entity_id": code, "stage": "all", "indicator_id": "G4"}
            self.add("indicator_result", **at, **asked, standard_id=NATION, status="FAIL")
            limit: Row = {"value": 2100.0, "operator": "<=", "threshold": 2000.0, "status": "FAIL"}
            self.add("indicator_part", **at, **asked, **limit, standard_id=NATION, part_id="single_stage")
            self._evidence(county, year, "school", code, "all", "G4", "condition", 2100.0, name or "")
            for indicator, value, status in (("R1", 5.0, "PASS"), ("R2", 0.5, "FAIL")):
                self.add(
                    "indicator_result",
                    **at,
                    standard_id=NATION,
                    entity_type="section",
                    entity_id=code,
                    stage=stage,
                    indicator_id=indicator,
                    value=value,
                    operator=">=",
                    threshold=1.0,
                    floor=0.85,
                    margin=value - 1,
                    status=status,
                    is_at_floor=False,
                )
                self.add(
                    "balance",
                    **at,
                    standard_id=NATION,
                    stage=stage,
                    indicator_id=indicator,
                    mean=value,
                    sd=0.1,
                    cv=0.1,
                    operator="<=",
                    cv_limit=0.5,
                    status="PASS",
                    sections=1,
                    students=100.0,
                )
                self.add(
                    "balance_share",
                    **at,
                    standard_id=NATION,
                    stage=stage,
                    indicator_id=indicator,
                    school_code=code,
                    students=100.0,
                    value=value,
                    variance_share=1.0,
                )
                for role, filed in (("numerator", value), ("denominator", 1.0)):
                    self._evidence(county, year, "section", code, stage, indicator, role, filed, name or "")

    def _evidence(
        self,
        county: str,
        year: int,
        kind: str,
        entity: str,
        stage: str,
        indicator: str,
        role: str,
        value: float,
        name: str,
    ) -> None:
        is_above = role == "numerator"
        self.add(
            "evidence",
            school_year=year,
            county_code=county,
            entity_type=kind,
            entity_id=entity,
            stage=stage,
            indicator_id=indicator,
            part_id="value" if is_above else "any",
            input_no=1 if is_above else 2,
            school_code=entity if kind != "county" else "",
            fact_no=1,
            role=role,
            coefficient=1.0,
            name_zh="数",
            name_en="figure",
            relation="teachers",
            item=f"{indicator}.{role}",
            member_stage=stage,
            is_campus=False,
            value=value,
            contribution=value,
            state="used",
            form_zh="明细",
            form_en="detail",
            path=f"{year}/{county}/{name or 'x'}.xlsx",
            src_sheet="小学",
            cell="B7",
            header=name,
            raw=None,
            unit="人",
            factor=1.0,
        )


@pytest.fixture(scope="session")
def made_up() -> MadeUpRelease:
    """Counties odd in one way each: hostile names, none, one school, no junior one, no filing, a gap."""
    release = MadeUpRelease()
    release.county(
        "420001", HOSTILE, [2022, 2024], "FAIL", failed_items="government_support: G9; CV R2 primary"
    )
    release.school("420001", "2142000001", HOSTILE, [2022, 2024])
    release.school("420001", "2142000002", SHORT, [2024])
    release.school("420001", "2142000003", SHORT, [2024])
    release.school("420001", '"><img src=x onerror=alert(1)>/../../etc', None, [2024])
    release.county("420002", "甲县", [2024], "PASS")
    release.school("420002", "2142000009", "独校", [2024])
    release.add(
        "compliance_county",
        school_year=2024,
        standard_id=NATION,
        county_code="420003",
        status="INSUFFICIENT_DATA",
        reason_code="NOT_FILED",
    )
    release.add(
        "dq_finding",
        finding_id="f1f1",
        gate="landing",
        school_year=2024,
        county_code="420001",
        school_code="2142000001",
        suite="s",
        expectation_id="e",
        severity="warning",
        path="2024/420001/x.xlsx",
        src_sheet="小学",
        cell="B7",
        observed=HOSTILE,
        message_zh=HOSTILE,
        message_en="wrong",
        remedy_zh="核对",
        remedy_en="check",
        explanation_state="explained",
    )
    up: Row = {"school_year": 2024, "county_code": "420001", "path": "2024/420001/x.xlsx"}
    up |= {"src_sheet": "办学条件", "field": "premises.equipment"}
    release.add("filed_field", **up, unit="万元", factor=10000.0)
    release.add(
        "dq_finding",
        **up,
        finding_id="f2f2",
        gate="landing",
        suite="s",
        expectation_id="e",
        severity="warning",
        src_row=9,
        cell="I9",
        observed="260200",
        message_zh="涨",
        message_en="up",
        remedy_zh="核对",
        remedy_en="check",
        explanation_state="open",
    )
    result: Row = {
        "gate": "landing",
        "school_year": 2024,
        "suite": "s",
        "severity": "warning",
        "owner": "县 county",
    }
    release.add(
        "dq_result",
        **result,
        expectation_id="e",
        status="FAIL",
        rows_checked=9,
        rows_failing=1,
        what_zh="查",
        what_en="look",
    )
    release.add(
        "dq_result",
        **result,
        expectation_id="none",
        status="PASS",
        rows_checked=0,
        rows_failing=0,
        what_zh="无",
        what_en="none",
    )
    release.add(
        "submissions",
        school_year=2024,
        county_code="420001",
        path="2024/420001/x.xlsx",
        received_at="2024-09-19",
        status="accepted",
        story_zh=HOSTILE,
        story_en="read",
    )
    release.add(
        "ledger",
        standard_id=NATION,
        county_code="420001",
        item_type="section_indicator",
        school_code="2142000001",
        stage="primary",
        indicator_id="R2",
        opened_year=2022,
        opening=1,
        measure_at_opening=0.4,
        measure_latest=0.5,
        required_latest=1.0,
        item_id="R2.2142000001.primary",
        life_state="OPEN",
        age_years=3,
        is_overdue=False,
    )
    return release


@pytest.fixture(scope="session")
def report(made_up: MadeUpRelease, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every page of the made-up release, by file."""
    folder = tmp_path_factory.mktemp("made-up")
    write_site(made_up.write(folder / "release"), folder, Asked())
    site = folder / "report"
    return {
        file.relative_to(site).as_posix(): file.read_text(encoding="utf-8") for file in site.rglob("*.html")
    }
