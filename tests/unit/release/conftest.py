"""A miniature build: enough of the marts, quality results and manifest to make releases from.

Made here by hand, so that these tests need neither dbt nor Great Expectations.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.inventory import InputFile, gate_input_ids, release_id
from orchestration.release.build import ReleaseSource, build_release, parquet_table
from orchestration.release.contract import tables_of_manifest
from orchestration.release.package import PackageInputs

CODE = "0" * 64
LANDING_CHECKS = (("schools", "code-readable"), ("schools", "code-unique"))
MART_CHECKS = (("compliance_county", "status-known"),)

#: Published a second time, with nothing corrected.
AS_FILED = ("compliance_county", "compliance_school")

_TABLES: dict[str, tuple[str, tuple[str, ...], list[tuple[Any, ...]]]] = {
    "compliance_county": (
        "school_year INTEGER NOT NULL, standard_id VARCHAR NOT NULL, county_code VARCHAR NOT NULL, "
        "status VARCHAR NOT NULL, reason_code VARCHAR, PRIMARY KEY (school_year, standard_id, county_code)",
        ("school_year", "standard_id", "county_code"),
        [
            (2024, "national-quality-2017", "421202", "FAIL", None),
            (2024, "national-quality-2017", "211221", "INSUFFICIENT_DATA", "NOT_FILED"),
        ],
    ),
    "compliance_dimension": (
        "school_year INTEGER, standard_id VARCHAR, county_code VARCHAR, dimension_id VARCHAR, status VARCHAR",
        ("school_year", "standard_id", "county_code", "dimension_id"),
        [(2024, "national-quality-2017", "421202", "resource_allocation", "FAIL")],
    ),
    "compliance_school": (
        "school_year INTEGER, standard_id VARCHAR, county_code VARCHAR, school_code VARCHAR, stage VARCHAR, "
        "status VARCHAR, reason_code VARCHAR, students DECIMAL(20, 6)",
        ("school_year", "standard_id", "county_code", "school_code", "stage"),
        [
            (2024, "national-quality-2017", "421202", "2142000002", "primary", "PASS", None, 310),
            (2024, "national-quality-2017", "421202", "2142000001", "primary", "FAIL", None, 52),
            (
                2024,
                "national-quality-2017",
                "421202",
                "5142000001",
                "primary",
                "NOT_APPLICABLE",
                "SCHOOL_TYPE_OUT_OF_SCOPE",
                9,
            ),
        ],
    ),
    "indicator_result": (
        "school_year INTEGER, standard_id VARCHAR, indicator_id VARCHAR, status VARCHAR",
        ("school_year", "standard_id", "indicator_id"),
        [(2024, "national-quality-2017", "R1", "FAIL")],
    ),
    "balance": (
        "school_year INTEGER, standard_id VARCHAR, indicator_id VARCHAR, status VARCHAR",
        ("school_year", "standard_id", "indicator_id"),
        [(2024, "national-quality-2017", "R1", "PASS")],
    ),
    "submissions": (
        "school_year INTEGER, path VARCHAR, status VARCHAR, received_at VARCHAR",
        ("path",),
        [(2024, "a", "accepted", "2024-10-08"), (2024, "b", "accepted", None)],
    ),
}


@dataclass
class MiniatureWarehouse:
    """Paths of a made-up warehouse and the files it claims to be built from."""

    root: Path
    files: dict[int, tuple[InputFile, ...]] = field(
        default_factory=lambda: {
            0: (),
            2024: (InputFile("2024/421202/a.xlsx", "a" * 64, 10, 2024, "421202"),),
        }
    )

    @property
    def releases(self) -> Path:
        return self.root / "releases"

    @property
    def current(self) -> Path:
        return self.root / "current"

    @property
    def quality(self) -> Path:
        return self.root / "quality"

    @property
    def release_id(self) -> str:
        return release_id(self.files, CODE)

    @property
    def gate_ids(self) -> dict[int, str]:
        return gate_input_ids(self.files, CODE)

    def write_build(self, statuses: dict[str, str] | None = None, folder: str = "") -> None:
        """The build database; `statuses` overrides the status of a county."""
        path = self.root / folder / "build.duckdb"
        path.parent.mkdir(exist_ok=True)
        path.unlink(missing_ok=True)
        with duckdb.connect(str(path)) as connection:
            for name, (columns, _, rows) in _TABLES.items():
                connection.execute(f"CREATE TABLE {name} ({columns})")
                marks = ", ".join("?" * len(rows[0]))
                connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
            for county, status in (statuses or {}).items():
                connection.execute(
                    "UPDATE compliance_county SET status = ? WHERE county_code = ?", [status, county]
                )
            connection.execute(
                'CREATE VIEW "build"."main"."passing" AS '
                """SELECT county_code FROM "build"."main"."compliance_county" WHERE status = 'PASS'"""
            )

    def write_manifest(self) -> Path:
        """dbt's manifest, as far as a release reads it."""
        nodes = {
            f"model.junheng.{name}": {
                "name": name,
                "resource_type": "model",
                "description": f"All of {name}",
                "config": {
                    "materialized": "table",
                    "meta": {"public": True, "key": list(key), "zh": "表", "as_filed": name in AS_FILED},
                },
                "columns": {
                    "school_year": {
                        "name": "school_year",
                        "description": "School year",
                        "config": {"meta": {"zh": "学年", "unit": "year"}},
                    }
                },
            }
            for name, (_, key, _) in _TABLES.items()
        }
        nodes["model.junheng.passing"] = {
            "name": "passing",
            "resource_type": "model",
            "description": "",
            "config": {"materialized": "view", "meta": {"public": True, "key": ["county_code"]}},
            "columns": {"county_code": {"name": "county_code", "description": "County"}},
        }
        nodes["model.junheng.own_step"] = {
            "name": "own_step",
            "resource_type": "model",
            "config": {"materialized": "table", "meta": {}},
            "columns": {},
        }
        path = self.root / "manifest.json"
        path.write_text(json.dumps({"nodes": nodes}), encoding="utf-8")
        return path

    def write_results(
        self,
        gate: str,
        rows: Sequence[tuple[str, str, str, str]],
        year: int = 0,
        input_id: str | None = None,
    ) -> Path:
        """dq_result of a gate: rows of (suite, expectation_id, severity, status)."""
        folder = self.quality / gate / "dq_result"
        file = (
            folder / f"{year}.parquet" if gate == "landing" else self.quality / "marts" / "dq_result.parquet"
        )
        identity = input_id or (self.gate_ids[year] if gate == "landing" else self.release_id)
        file.parent.mkdir(parents=True, exist_ok=True)
        records = [
            {
                "input_id": identity,
                "gate": gate,
                "school_year": year,
                "suite": suite,
                "expectation_id": expectation,
                "severity": severity,
                "status": status,
            }
            for suite, expectation, severity, status in rows
        ]
        pq.write_table(pa.Table.from_pylist(records), file)
        return file

    def write_clean_results(self) -> None:
        """All expected results, passing."""
        for year in self.files:
            self.write_results("landing", [(*check, "critical", "PASS") for check in LANDING_CHECKS], year)
        self.write_results("marts", [(*check, "critical", "PASS") for check in MART_CHECKS])

    def build(
        self,
        rows_quarantined: int = 0,
        as_filed: Path | None = None,
        draw: Callable[[Path, str], object] | None = None,
    ) -> Path:
        """Build (not publish) a release; returns its temporary folder."""
        finding = self.quality / "landing" / "dq_finding" / "2024.parquet"
        finding.parent.mkdir(parents=True, exist_ok=True)
        described = {"description_en": "Id", "description_zh": "标识"}
        schema = pa.schema(
            [
                pa.field("finding_id", pa.string(), nullable=False, metadata=described),
                pa.field("explanation", pa.string(), metadata={"published": "false"}),
                pa.field("school_year", pa.int32(), nullable=False),
                pa.field("severity", pa.string(), nullable=False),
                pa.field("explanation_state", pa.string()),
            ],
            metadata={"description_en": "What was found", "description_zh": "所发现的问题"},
        )
        found = [{"finding_id": name, "school_year": 2024, "severity": "warning"} for name in "ba"]
        pq.write_table(pa.Table.from_pylist(found, schema=schema), finding)
        tables = tables_of_manifest(self.write_manifest())
        documents = self.quality / "docs"
        documents.mkdir(exist_ok=True)
        (documents / "index.html").write_text("<p>质量</p>", encoding="utf-8")
        return build_release(
            ReleaseSource(
                build_database=self.root / "build.duckdb",
                tables=[*tables, parquet_table("dq_finding", ("finding_id",), [finding], ())],
                documents={"quality": documents},
                spill_dir=self.root / ".spill",
                as_filed_database=as_filed,
                draw=draw,
            ),
            PackageInputs(self.release_id, CODE, self.files, 0, {2024: rows_quarantined}),
            self.releases,
        )


@pytest.fixture
def miniature(tmp_path: Path) -> Iterator[MiniatureWarehouse]:
    """A miniature warehouse with a build database and clean results."""
    warehouse = MiniatureWarehouse(tmp_path)
    warehouse.write_build()
    warehouse.write_clean_results()
    yield warehouse
