"""The datapackage: what a release is made of, in a form that people and programs can check.

What belongs here: listing a built folder's files with hashes and schemas, the inputs, and the
counts a run ends with. What does not: times, machine names, absolute paths: the file says only
what follows from the inputs and the code. So it has no `created`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from orchestration import __version__
from orchestration.inventory import InputFile
from orchestration.release.contract import PublicTable
from orchestration.release.seal import DATAPACKAGE
from orchestration.sealed import sha256_of

#: Exit statuses of `junheng run` that go with a published release.
CLEAN, WITH_REFUSALS = 0, 3


@dataclass(frozen=True)
class PackageInputs:
    """What a release is a function of: every landed file by school year, and the code."""

    release_id: str
    code: str
    files: Mapping[int, Sequence[InputFile]]
    refusals: int
    rows_quarantined: Mapping[int, int]


def write_datapackage(folder: Path, tables: Sequence[PublicTable], inputs: PackageInputs) -> None:
    """Write datapackage.json for the built folder; it must hold everything else already."""
    stored = [table for table in tables if not table.is_view]
    # A table of the other reading is as the one it is read beside.
    by_path = {
        f"parquet/{reading}{table.name}.parquet": table for reading in ("", "as_filed/") for table in stored
    }
    resources = []
    with duckdb.connect(str(folder / "compliance.duckdb"), read_only=True) as connection:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            path = file.relative_to(folder).as_posix()
            resource: dict[str, Any] = {
                "name": path.replace("/", "-"),
                "path": path,
                "format": file.suffix.lstrip("."),
                "bytes": file.stat().st_size,
                "hash": f"sha256:{sha256_of(file)}",
            }
            if path in by_path:
                resource |= _table_schema(connection, by_path[path])
                resource["rows"] = pq.read_metadata(file).num_rows
            resources.append(resource)
        counts = _counts(connection, inputs)
    package = {
        "name": "junheng-compliance",
        "title": "Junheng 均衡: compliance with the standard for high-quality balanced compulsory education",
        "title_zh": "均衡：县域义务教育优质均衡发展达标情况",
        "id": inputs.release_id,
        "version": __version__,
        # Of what Junheng adds. What counties filed is theirs, and whoever publishes it says on what terms.
        "licenses": [
            {
                "name": "Apache-2.0",
                "title": "Apache License 2.0",
                "path": "https://www.apache.org/licenses/LICENSE-2.0",
            }
        ],
        "code": inputs.code,
        "exit_status": WITH_REFUSALS if inputs.refusals or any(inputs.rows_quarantined.values()) else CLEAN,
        "counts": counts,
        "resources": resources,
        "inputs": [
            {"path": each.path, "hash": f"sha256:{each.sha256}", "bytes": each.bytes, "school_year": year}
            for year in sorted(inputs.files)
            for each in inputs.files[year]
        ],
    }
    text = json.dumps(package, ensure_ascii=False, indent=2)
    # A filing's name need not be UTF-8: such bytes are escaped, as JSON has it.
    (folder / DATAPACKAGE).write_text(text + "\n", encoding="utf-8", errors="backslashreplace")


#: Types of DuckDB as Table Schema calls them; one that is not here (a map, a list) is any.
_TYPES = {
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "DOUBLE": "number",
    **dict.fromkeys(("INTEGER", "BIGINT"), "integer"),
}


def _table_schema(connection: duckdb.DuckDBPyConnection, table: PublicTable) -> dict[str, Any]:
    known = {column.name: column for column in table.columns}
    fields = []
    for name, kind, nullable in connection.execute(
        "SELECT column_name, data_type, is_nullable FROM duckdb_columns() "
        "WHERE schema_name = 'main' AND table_name = ? ORDER BY column_index",
        [table.name],
    ).fetchall():
        type_of = "number" if kind.startswith("DECIMAL") else _TYPES.get(kind, "any")
        field: dict[str, Any] = {"name": name, "type": type_of, "type_sql": kind}
        field |= {"constraints": {"required": not nullable}}
        if name in known:
            column = known[name]
            field |= {
                key: value
                for key, value in (
                    ("unit", column.unit),
                    ("title", column.description_en),
                    ("title_zh", column.description_zh),
                )
                if value
            }
        fields.append(field)
    return {
        "title": table.description_en,
        "title_zh": table.description_zh,
        # Parquet knows null, and '' is a value; by way of pandas, as frictionless reads, null is nan.
        "schema": {"fields": fields, "primaryKey": list(table.key), "missingValues": ["nan"]},
    }


def _counts(connection: duckdb.DuckDBPyConnection, inputs: PackageInputs) -> list[dict[str, int]]:
    """One row of figures per landed school year, for the table a run ends with."""
    years = {
        year: {
            "school_year": year,
            "files": sum(1 for each in inputs.files[year] if each.sha256),
            "rows_quarantined": inputs.rows_quarantined.get(year, 0),
        }
        for year in sorted(inputs.files)
        if year
    }
    for name, query in _COUNT_QUERIES.items():
        found = dict(connection.execute(query).fetchall())
        for year, counts in years.items():
            counts[name] = found.get(year, 0)
    return list(years.values())


#: The rule set the short table of a run speaks of; the marts hold all of them.
SUMMARY_STANDARD = "national-quality-2017"

_OF_STANDARD = f"standard_id = '{SUMMARY_STANDARD}'"
_COUNT_QUERIES = {
    "counties": f"""
        SELECT school_year, count(*) FROM compliance_county WHERE {_OF_STANDARD} GROUP BY school_year""",
    "counties_passing": f"""
        SELECT school_year, count(*) FROM compliance_county
        WHERE {_OF_STANDARD} AND status = 'PASS' GROUP BY school_year""",
    "sections": f"""
        SELECT school_year, count(*) FROM compliance_school
        WHERE {_OF_STANDARD} AND status <> 'NOT_APPLICABLE' GROUP BY school_year""",
    "sections_passing": f"""
        SELECT school_year, count(*) FROM compliance_school
        WHERE {_OF_STANDARD} AND status = 'PASS' GROUP BY school_year""",
    "indicators_failing": f"""
        SELECT school_year, count(*) FROM indicator_result
        WHERE {_OF_STANDARD} AND status = 'FAIL' GROUP BY school_year""",
    "balance_failing": f"""
        SELECT school_year, count(*) FROM balance
        WHERE {_OF_STANDARD} AND status = 'FAIL' GROUP BY school_year""",
    "findings": """
        SELECT school_year, count(*) FROM dq_finding
        WHERE severity <> 'info' AND explanation_state IS DISTINCT FROM 'explained' GROUP BY school_year""",
    "findings_explained": """
        SELECT school_year, count(*) FROM dq_finding
        WHERE explanation_state = 'explained' GROUP BY school_year""",
    "files_refused": """
        SELECT school_year, count(*) FROM submissions
        WHERE status IN ('refused', 'partial') GROUP BY school_year""",
}
