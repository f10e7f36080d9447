"""What stands behind a county's verdict: its requirements' formulas and cells, its differences, its schools.

What belongs here: the contexts of the pages of evidence, differences and schools. What does not: the formulas
themselves (`evidence`).
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from orchestration.reporting.site.county_rows import County
from orchestration.reporting.site.evidence import Sheet, statements
from orchestration.reporting.site.words import kind_of, number

Row = dict[str, Any]


def evidence_context(county: County, year: int) -> Row:
    """The county's own requirements, and the results of each school in those that schools are asked."""
    sheet = Sheet(year)
    results = county.judged[year, county.code]
    statements(
        sheet, county.evidence.get((year, "county", county.code), []), county.registry.indicators, results
    )
    for statement in sheet.statements:
        statement["clause"] = _clause(county, year, statement["result"])
    return {"county": county, "year": year, "sheet": sheet, "schools": _school_requirements(county, year)}


def _clause(county: County, year: int, result: Row | None) -> Row | None:
    if result is None:
        return None
    key = (
        year,
        result["standard_id"],
        "threshold",
        result["indicator_id"],
        result["part_id"],
        result["stage"],
    )
    return county.registry.clauses.get(key)


def _school_requirements(county: County, year: int) -> list[Row]:
    """Each indicator asked of schools: a line for each that does not meet it, and who meets it."""
    order = {"FAIL": 0, "INSUFFICIENT_DATA": 1, "PASS": 2}
    lines: dict[str, list[Row]] = defaultdict(list)
    for (each, code), results in county.asked_of.items():
        for row in results if each == year else ():
            parts = county.parts_of.get((year, code, row["indicator_id"]), [])
            told = {"code": code, "name": county.school_name(code, year), "result": row, "parts": parts}
            lines[row["indicator_id"]].append(told)
    for told_of in lines.values():
        told_of.sort(key=lambda each: (order.get(each["result"]["status"], 3), each["code"]))
    return [
        {
            "indicator": indicator,
            "lines": [each for each in lines[name] if each["result"]["status"] != "PASS"],
            "passing": [each for each in lines[name] if each["result"]["status"] == "PASS"],
        }
        for name, indicator in county.registry.indicators.items()
        if name in lines
    ]


def differences_context(county: County, year: int) -> Row:
    """Every difference between schools that any rule set looks at, with the sections that make it."""
    shares: dict[tuple[str, str], dict[str, Row]] = defaultdict(dict)
    for row in county.of(county.shares, year):
        shares[row["indicator_id"], row["stage"]][row["school_code"]] = row
    found: dict[tuple[str, str], Row] = {}
    means: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in county.of(county.balance, year):
        indicator = county.registry.indicators.get(row["indicator_id"])
        if indicator is None:  # the mean of a rule set's differences
            means[row["standard_id"], row["stage"]].append(row)
            continue
        entry = found.setdefault(
            (row["indicator_id"], row["stage"]),
            {
                "indicator": indicator,
                "stage": row["stage"],
                "balance": row,
                "limits": [],
                "lines": [
                    {**each, "name": county.school_name(each["school_code"], year)}
                    for each in shares[row["indicator_id"], row["stage"]].values()
                ],
            },
        )
        standard = county.registry.standards.get(row["standard_id"])
        entry["limits"].append({**row, "standard": standard})
    order = list(county.registry.indicators)
    entries = sorted(
        found.values(),
        key=lambda each: (order.index(each["indicator"]["indicator_id"]), each["stage"] != "primary"),
    )
    entries.sort(key=lambda each: each["indicator"]["dimension_id"] != "resource_allocation")
    means_told = [
        {**row, "standard": county.registry.standards.get(row["standard_id"])}
        for rows in means.values()
        for row in rows
    ]
    return {"county": county, "year": year, "entries": entries, "means": means_told}


def school_context(county: County, code: str) -> Row:
    """A school over all years: its sections, their values, the history, and its cells."""
    standard = county.registry.standard_id
    years = []
    for year in county.years:
        sections = county.sections_of.get((year, code), [])
        evidence = county.evidence.get((year, "school", code), [])
        if not sections and not evidence and (year, code) not in county.schools:
            continue
        sheet = Sheet(year)
        statements(sheet, evidence, county.registry.indicators, county.judged[year, code])
        years.append(
            {
                "year": year,
                "directory": county.schools.get((year, code)),
                "sections": [
                    _section(county, year, row) for row in sections if row["standard_id"] == standard
                ],
                "elsewhere": [
                    {**row, "standard": county.registry.standards.get(row["standard_id"])}
                    for row in sections
                    if row["standard_id"] != standard
                ],
                "requirements": _requirements(county, year, code),
                "sheet": sheet,
            }
        )
    return {
        "county": county,
        "code": code,
        "name": county.school_name(code),
        "years": years,
        "history": _history(years),
        "findings": [row for row in county.findings if row["school_code"] == code],
        "ledger": [
            row for row in county.ledger if row["school_code"] == code and row["standard_id"] == standard
        ],
    }


def _section(county: County, year: int, row: Row) -> Row:
    results = county.results_of_section[year, row["standard_id"], row["school_code"], row["stage"]]
    values: list[Row] = [
        {"indicator": county.registry.indicators[name], "result": result, "kind": kind_of(result)}
        for name, result in results.items()
        if name in county.registry.indicators
    ]
    values.sort(key=lambda each: each["indicator"]["indicator_order"])
    return {**row, "values": values, "reason": county.registry.reasons.get(row["reason_code"])}


def _requirements(county: County, year: int, code: str) -> list[Row]:
    return [
        {
            "indicator": county.registry.indicators.get(row["indicator_id"], row),
            "result": row,
            "parts": county.parts_of.get((year, code, row["indicator_id"]), []),
            "reason": county.registry.reasons.get(row["reason_code"]),
        }
        for row in county.asked_of.get((year, code), [])
    ]


def _history(years: list[Row]) -> list[Row]:
    """Indicator and stage by year, for the years in which the school was judged."""
    found: dict[tuple[str, str], Row] = {}
    for each in years:
        for section in each["sections"]:
            for value in section["values"]:
                indicator = value["indicator"]
                entry = found.setdefault(
                    (section["stage"], indicator["indicator_id"]),
                    {"indicator": indicator, "stage": section["stage"], "by_year": {}},
                )
                entry["by_year"][each["year"]] = {
                    "kind": value["kind"],
                    "text": number(value["result"]["value"], indicator["decimals_published"]),
                }
    return sorted(
        found.values(), key=lambda each: (each["stage"] != "primary", each["indicator"]["indicator_order"])
    )
