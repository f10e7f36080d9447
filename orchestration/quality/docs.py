"""The Data Docs: one page that shows every check of a run, the passes too, and what was found.

What belongs here: reading the Parquet that the gates wrote and drawing it with the template. What does
not: running checks. The page is self-contained (no network, no script) and holds no time, so that equal
results give an equal page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from orchestration.quality.schemas import SCHEMAS

#: Longest lists on the page; the whole lists stand in dq_finding and quarantine.
FINDINGS_PER_EXPECTATION = 40
QUARANTINE_ROWS = 200

_TEMPLATES = Path(__file__).parent / "templates"
_STATUS_ORDER = {"ERROR": 0, "FAIL": 1, "PASS": 2}
_SEVERITY_ORDER = {"critical": 0, "warning": 1, "info": 2}

Row = dict[str, Any]


def render_docs(landing_dir: Path, quality_dir: Path, school_years: Sequence[int] | None = None) -> str:
    """The page as HTML text, from the results of both gates as far as they are there.

    school_years: the landing years to show (0: faults of the folders); by default all that were gated.
    Raises `FileNotFoundError` where neither gate has written results.
    """
    connection = duckdb.connect()
    results = _rows(connection, _files(quality_dir, "dq_result", school_years), "dq_result", "true")
    if not results:
        raise FileNotFoundError(f"{quality_dir}: no gate has written results")
    findings_files = _files(quality_dir, "dq_finding", school_years)
    findings = first_findings(connection, findings_files, FINDINGS_PER_EXPECTATION)
    totals = _finding_totals(connection, findings_files)
    quarantine_files = _year_files(landing_dir / "quarantine", school_years)
    quarantine = _rows(connection, quarantine_files, "quarantine", f"true limit {QUARANTINE_ROWS}")
    quarantined = _count(connection, quarantine_files)
    connection.close()
    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined)
    environment.filters["thousands"] = lambda number: f"{number:,}"
    return environment.get_template("data_docs.html.j2").render(
        summary=_summary(results, totals, quarantined),
        years=_years(results, totals),
        gates=_gates(results, findings, totals),
        quarantine=quarantine,
        quarantined=quarantined,
    )


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


def _rows(connection: duckdb.DuckDBPyConnection, files: list[Path], table: str, condition: str) -> list[Row]:
    if not files:
        return []
    columns = ", ".join(f'"{name}"' for name in SCHEMAS[table].names)
    cursor = connection.execute(f"select {columns} from {_from(files)} where {condition}")
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def first_findings(
    connection: duckdb.DuckDBPyConnection, files: list[Path], number: int
) -> dict[tuple[str, str], list[Row]]:
    """The first findings of each (gate, expectation), the latest year first."""
    if not files:
        return {}
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
    grouped: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        grouped.setdefault((row["gate"], row["expectation_id"]), []).append(row)
    return grouped


def _finding_totals(connection: duckdb.DuckDBPyConnection, files: list[Path]) -> list[Row]:
    if not files:
        return []
    cursor = connection.execute(
        "select gate, school_year, expectation_id, severity, count(*) as findings "
        f"from {_from(files)} group by gate, school_year, expectation_id, severity"
    )
    names = ("gate", "school_year", "expectation_id", "severity", "findings")
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _count(connection: duckdb.DuckDBPyConnection, files: list[Path]) -> int:
    if not files:
        return 0
    row = connection.execute(f"select count(*) from {_from(files)}").fetchone()
    return int(row[0]) if row else 0


def _summary(results: list[Row], totals: list[Row], quarantined: int) -> Row:
    statuses = Counter(result["status"] for result in results)
    severities: Counter[str] = Counter()
    for total in totals:
        severities[total["severity"]] += total["findings"]
    return {
        "results": len(results),
        "rows_checked": sum(result["rows_checked"] for result in results),
        "statuses": {name: statuses[name] for name in ("PASS", "FAIL", "ERROR")},
        "severities": {name: severities[name] for name in _SEVERITY_ORDER},
        "quarantined": quarantined,
    }


def _years(results: list[Row], totals: list[Row]) -> list[Row]:
    """One row per gate and school year: results by status, findings by severity."""
    places = sorted({(result["gate"], result["school_year"]) for result in results})
    rows = []
    for gate, year in places:
        statuses = Counter(
            result["status"] for result in results if (result["gate"], result["school_year"]) == (gate, year)
        )
        severities: Counter[str] = Counter()
        for total in totals:
            # Results of the mart gate stand under year 0, its findings under the year of their row.
            if total["gate"] == gate and (gate == "marts" or total["school_year"] == year):
                severities[total["severity"]] += total["findings"]
        rows.append({"gate": gate, "school_year": year, "statuses": statuses, "severities": severities})
    return rows


def _gates(results: list[Row], findings: dict[tuple[str, str], list[Row]], totals: list[Row]) -> list[Row]:
    """Gates → suites → expectations, each expectation with its results by year and its first findings."""
    found: Counter[tuple[str, str]] = Counter()
    for total in totals:
        found[(total["gate"], total["expectation_id"])] += total["findings"]
    expectations: dict[tuple[str, str, str], Row] = {}
    for result in sorted(results, key=lambda row: int(row["school_year"])):
        gate, suite, name = result["gate"], result["suite"], result["expectation_id"]
        entry = expectations.setdefault(
            (gate, suite, name),
            result
            | {"by_year": [], "found": found[(gate, name)], "findings": findings.get((gate, name), [])},
        )
        entry["by_year"].append(result)
    for entry in expectations.values():
        entry["worst"] = min((row["status"] for row in entry["by_year"]), key=_STATUS_ORDER.__getitem__)
    gates = []
    for gate in sorted({key[0] for key in expectations}):
        suites = []
        for suite in sorted({key[1] for key in expectations if key[0] == gate}):
            entries = [entry for key, entry in expectations.items() if key[:2] == (gate, suite)]
            entries.sort(
                key=lambda row: (
                    _STATUS_ORDER[row["worst"]],
                    _SEVERITY_ORDER[row["severity"]],
                    row["expectation_id"],
                )
            )
            suites.append({"name": suite, "expectations": entries, "worst": entries[0]["worst"]})
        suites.sort(key=lambda row: (_STATUS_ORDER[row["worst"]], row["name"]))
        gates.append({"name": gate, "suites": suites})
    return gates
