"""The Data Docs: one page that shows every check of a run, the passes too, and what was found.

What belongs here: reading the Parquet that the gates wrote and drawing it with the template. What does
not: running checks. The page is self-contained (no network) and holds no time, so that equal results give an
equal page; nothing on it is cut.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from orchestration import look
from orchestration.quality.schemas import SCHEMAS

#: Of a check that passed and had no row to look at: it says nothing of the data.
NOTHING = "NOTHING"

_TEMPLATES = Path(__file__).parent / "templates"
_STATUS_ORDER = {"ERROR": 0, "FAIL": 1, "PASS": 2, NOTHING: 3}
_SEVERITY_ORDER = {"critical": 0, "warning": 1, "info": 2}
#: What could not be read at all is read first.
_FIRST_SUITE = "refusals"

Row = dict[str, Any]


def render_docs(
    landing_dir: Path, quality_dir: Path, release_id: str, school_years: Sequence[int] | None = None
) -> str:
    """The page as HTML text, from the results of both gates as far as they are there.

    school_years: the landing years to show (0: faults of the folders); by default all that were gated.
    Raises `FileNotFoundError` where neither gate has written results.
    """
    with duckdb.connect() as connection:
        results = _rows(connection, _files(quality_dir, "dq_result", school_years), "dq_result", "true")
        if not results:
            raise FileNotFoundError(f"{quality_dir}: no gate has written results")
        _landed(connection, landing_dir, school_years)
        findings = _findings(connection, _files(quality_dir, "dq_finding", school_years))
        quarantine = _quarantine(connection, _year_files(landing_dir / "quarantine", school_years), findings)
        counties = dict(connection.execute(_COUNTY_NAMES).fetchall())
    for row in results:
        row["state"] = NOTHING if row["status"] == "PASS" and not row["rows_checked"] else row["status"]
    owners = {row["expectation_id"]: row["owner"] for row in results}
    for row in findings:
        row["owner"] = owners.get(row["expectation_id"], "")
    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined)
    environment.filters["thousands"] = lambda number: f"{number:,}"
    return environment.get_template("data_docs.html.j2").render(
        release_id=release_id,
        style=look.inlined(look.STYLE),
        script=look.inlined(look.SCRIPT),
        summary=_summary(results, findings, quarantine),
        years=_years(results, findings),
        groups=_groups(results, findings),
        quarantine=quarantine,
        counties={code: counties.get(code) or code for code in sorted(_codes(findings))},
        owners=sorted({row["owner"] for row in findings} - {""}),
    )


def _codes(findings: Iterable[Row]) -> set[str]:
    return {row["county_code"] for row in findings if row["county_code"]}


def _files(quality_dir: Path, table: str, school_years: Sequence[int] | None) -> list[Path]:
    marts = quality_dir / "marts" / f"{table}.parquet"
    return [
        *_year_files(quality_dir / "landing" / table, school_years),
        *([marts] if marts.is_file() else []),
    ]


def _year_files(folder: Path, school_years: Sequence[int] | None) -> list[Path]:
    return [
        file
        for file in sorted(folder.glob("*.parquet"))
        if file.stem.isdigit() and (school_years is None or int(file.stem) in school_years)
    ]


def _from(files: Iterable[Path]) -> str:
    listed = ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)
    return f"read_parquet([{listed}])"


def _read(connection: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _rows(connection: duckdb.DuckDBPyConnection, files: list[Path], table: str, condition: str) -> list[Row]:
    if not files:
        return []
    columns = ", ".join(f'"{name}"' for name in SCHEMAS[table].names)
    return _read(connection, f"select {columns} from {_from(files)} where {condition}")


#: Landing relation → the columns by which findings are told in a reader's words.
_LANDED = {
    "schools": "school_year int, county_code varchar, school_code varchar, school_name varchar, "
    "county_name_filed varchar",
    "submissions": "school_year int, county_code varchar, sha256 varchar, path varchar",
    "submission_fields": "school_year int, county_code varchar, sha256 varchar, sheet varchar, "
    'field varchar, "row" int, unit varchar, factor double',
}
_COUNTY_NAMES = "select county_code, min(county_name_filed) from schools group by county_code"
#: A figure as it stands in its cell is what was landed, in the unit of the cell.
_FINDINGS = """
    select findings.*, names.school_name, places.unit as filed_unit,
        case when places.factor <> 1 then try_cast(findings.observed as double) / places.factor end as filed
    from {findings} as findings
    left join (
        select school_year, county_code, school_code, min(school_name) as school_name
        from schools group by school_year, county_code, school_code
    ) as names using (school_year, county_code, school_code)
    left join (
        select sha256, sheet, field, "row", min(unit) as unit, min(factor) as factor
        from submission_fields group by sha256, sheet, field, "row"
    ) as places
        on findings.src_sha256 = places.sha256 and findings.src_sheet = places.sheet
        and findings.field = places.field and findings.src_row = coalesce(places."row", findings.src_row)
    order by gate, expectation_id, school_year desc, county_code, path, src_sheet, src_row, cell, finding_id
"""
_QUARANTINE = """
    select quarantine.*, null as cell, files.path, names.school_name
    from {quarantine} as quarantine
    left join (
        select sha256, min(path) as path from submissions group by sha256
    ) as files on quarantine.src_sha256 = files.sha256
    left join (
        select school_year, county_code, school_code, min(school_name) as school_name
        from schools group by school_year, county_code, school_code
    ) as names using (school_year, county_code, school_code)
    order by school_year desc, county_code, path, src_sheet, src_row, src_field
"""


def _landed(connection: duckdb.DuckDBPyConnection, landing_dir: Path, years: Sequence[int] | None) -> None:
    """What was landed of schools, files and columns, as tables; empty where nothing was."""
    for relation, columns in _LANDED.items():
        connection.execute(f"create table {relation} ({columns})")
        if files := _year_files(landing_dir / relation, years):
            names = ", ".join(column.split()[0] for column in columns.split(", "))
            connection.execute(f"insert into {relation} select {names} from {_from(files)}")


def _findings(connection: duckdb.DuckDBPyConnection, files: list[Path]) -> list[Row]:
    """Every finding, with the school's name, and the figure in the unit of its cell."""
    if not files:
        return []
    rows = _read(connection, _FINDINGS.format(findings=_from(files)))
    for row in rows:
        if row["filed"] is None:
            row["filed"], row["filed_unit"] = row["observed"], None
        else:
            row["filed"] = f"{row['filed']:.9f}".rstrip("0").rstrip(".")
    return rows


def _quarantine(
    connection: duckdb.DuckDBPyConnection, files: list[Path], findings: Sequence[Row]
) -> list[Row]:
    """Every row that was set aside, with its file and why, in both languages."""
    if not files:
        return []
    said = {(row["expectation_id"], row["message_en"]): row["message_zh"] for row in findings}
    rows = _read(connection, _QUARANTINE.format(quarantine=_from(files)))
    return [
        row | {"reason_zh": said.get((row["expectation_id"], row["reason"]), row["reason"])} for row in rows
    ]


def first_findings(
    connection: duckdb.DuckDBPyConnection, files: list[Path], number: int
) -> dict[tuple[str, str], list[Row]]:
    """The first findings of each (gate, expectation), the latest year first."""
    rows = _rows(
        connection,
        files,
        "dq_finding",
        "true qualify row_number() over (partition by gate, expectation_id "
        "order by school_year desc, county_code, path, src_sheet, src_row, cell, finding_id) "
        f"<= {number} "
        "order by gate, expectation_id, school_year desc, county_code, path, src_sheet, src_row, cell, "
        "finding_id",
    )
    return _by_expectation(rows)


def _by_expectation(findings: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    grouped: dict[tuple[str, str], list[Row]] = {}
    for row in findings:
        grouped.setdefault((row["gate"], row["expectation_id"]), []).append(row)
    return grouped


def _summary(results: list[Row], findings: list[Row], quarantine: list[Row]) -> Row:
    states = Counter(result["state"] for result in results)
    severities = Counter(row["severity"] for row in findings)
    explained = Counter(row["explanation_state"] for row in findings)
    return {
        "results": len(results),
        "rows_checked": sum(result["rows_checked"] for result in results),
        "states": {name: states[name] for name in _STATUS_ORDER},
        "severities": {name: severities[name] for name in _SEVERITY_ORDER},
        "explained": explained["explained"],
        "quarantined": len(quarantine),
    }


def _years(results: list[Row], findings: list[Row]) -> list[Row]:
    """One row per gate and school year: results by state, findings by severity."""
    rows = []
    for gate, year in sorted({(result["gate"], result["school_year"]) for result in results}):
        states = Counter(
            result["state"] for result in results if (result["gate"], result["school_year"]) == (gate, year)
        )
        # Results of the mart gate stand under year 0, its findings under the year of their row.
        severities = Counter(
            row["severity"]
            for row in findings
            if row["gate"] == gate and (gate == "marts" or row["school_year"] == year)
        )
        rows.append({"gate": gate, "school_year": year, "states": states, "severities": severities})
    return rows


def _groups(results: list[Row], findings: list[Row]) -> list[Row]:
    """The expectations by their worst state: those that crashed or found something first, each with its
    results by year and its findings; what is worst, and what could not be read, comes first.
    """
    found = _by_expectation(findings)
    expectations: dict[tuple[str, str, str], Row] = {}
    for result in sorted(results, key=lambda row: int(row["school_year"])):
        gate, suite, name = result["gate"], result["suite"], result["expectation_id"]
        entry = expectations.setdefault(
            (gate, suite, name), result | {"by_year": [], "findings": found.get((gate, name), [])}
        )
        entry["by_year"].append(result)
    for entry in expectations.values():
        entry["worst"] = min((row["state"] for row in entry["by_year"]), key=_STATUS_ORDER.__getitem__)
    ordered = sorted(
        expectations.values(),
        key=lambda row: (
            _SEVERITY_ORDER[row["severity"]],
            row["suite"] != _FIRST_SUITE,
            row["gate"],
            row["suite"],
            row["expectation_id"],
        ),
    )
    return [
        {"state": state, "expectations": [each for each in ordered if each["worst"] == state]}
        for state in _STATUS_ORDER
    ]
