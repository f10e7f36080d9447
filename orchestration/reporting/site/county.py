"""What the page of a county and year says.

What belongs here: choosing and arranging the county's rows for its template. What does not: reading them
(`county_rows`), the evidence behind them (`behind`), the ledger and the plans (`tasks`).
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from orchestration.reporting.site import charts
from orchestration.reporting.site.county_rows import NATIONAL, County
from orchestration.reporting.site.words import (
    CLOSED_STATES,
    DIMENSIONS,
    STAGES,
    STATUSES,
    dimension_order,
    failed_items,
    kind_of,
    listed,
    number,
    part_name,
)

Row = dict[str, Any]

STAGES_JUDGED = ("primary", "junior")
_BY_SECTION = "resource_allocation"
_FLOOR = 85.0
#: Of those that make a difference, so many are named.
_MAKERS = 3


def county_context(county: County, year: int) -> Row:
    """Everything that the template of a county's page shows."""
    standard = county.registry.standard_id
    verdict = next(iter(county.of(county.verdicts, year, standard)), None)
    dimensions = sorted(
        county.of(county.dimensions, year, standard), key=lambda row: dimension_order(row["dimension_id"])
    )
    sections = county.of(county.sections, year, standard)
    balance = county.of(county.balance, year, standard)
    indicators = _section_indicators(county, year)
    return {
        "county": county,
        "year": year,
        "verdict": verdict,
        "sentence": _sentence(county, year, verdict, dimensions),
        "dimensions": [_dimension(county, row) for row in dimensions],
        "history": _history(county, standard),
        "section_indicators": indicators,
        "sections_table": _sections(county, year, sections, indicators),
        "out_of_scope": [row for row in sections if row["status"] == "NOT_APPLICABLE"],
        "strip": _strip(county, year, indicators),
        "trend": _trend(county, standard, year, indicators),
        "balance": _balance(county, year, balance, indicators),
        "requirements": _requirements(county, year, [row["dimension_id"] for row in dimensions]),
        "rule_sets": _rule_sets(county, year),
        "filing": county.filings.get(year),
        "submissions": county.of(county.submissions, year),
        "corrections": county.of(county.corrections, year),
        "explained": [row for row in county.of(county.findings, year) if row["explanation_state"]],
        "findings": Counter(row["severity"] for row in county.of(county.findings, year)),
        "recognition": county.recognition.get(year),
        "ledger": _ledger_counts(county, standard),
        "plans": county.of(county.plans, year),
    }


def _sentence(county: County, year: int, verdict: Row | None, dimensions: list[Row]) -> tuple[str, str]:
    """The verdict in one sentence, in both languages."""
    name = county.name
    standard = county.registry.standards.get(county.registry.standard_id, {})
    zh, en = standard.get("name_zh") or county.registry.standard_id, standard.get("name_en") or ""
    if verdict is None:
        return (
            f"{year} 学年：本发布中没有{name}按《{zh}》的结论。",
            f"School year {year}: this release holds no verdict on {name} under this rule set ({en}).",
        )
    said = {
        "PASS": (f"{year} 学年，{name}达到《{zh}》", f"In school year {year} {name} meets the {en}"),
        "FAIL": (
            f"{year} 学年，{name}未达到《{zh}》",
            f"In school year {year} {name} does not meet the {en}",
        ),
        "INSUFFICIENT_DATA": (
            f"{year} 学年，{name}是否达到《{zh}》尚不能判定",
            f"In school year {year} it cannot be decided whether {name} meets the {en}",
        ),
        "NOT_APPLICABLE": (
            f"{year} 学年，《{zh}》不适用于{name}",
            f"In school year {year} the {en} does not apply to {name}",
        ),
    }[verdict["status"]]
    causes = [cause for row in dimensions if (cause := _cause(row, verdict["status"]))]
    if verdict["vetoes"]:
        causes.insert(0, (f"一票否决：{verdict['vetoes']}", f"veto: {verdict['vetoes']}"))
    reason = county.registry.reasons.get(verdict["reason_code"])
    if not causes and reason and verdict["status"] != "PASS":
        causes = [(reason["name_zh"], reason["name_en"])]
    if not causes:
        return said[0] + "。", said[1] + "."
    return (
        f"{said[0]}：{'；'.join(zh for zh, _ in causes)}。",
        f"{said[1]}: {'; '.join(en for _, en in causes)}.",
    )


def _cause(row: Row, status: str) -> tuple[str, str] | None:
    name = DIMENSIONS.get(row["dimension_id"], (row["dimension_id"],) * 2)
    if status == "FAIL" and row["status"] == "FAIL":
        if row["sections"] and row["sections_failed"]:
            others = (row["requirements_failed"] or 0) - row["sections_failed"]
            more = (
                (f"，{others} 项差异系数超限", f" and {others} differences are over their limit")
                if others > 0
                else ("", "")
            )
            return (
                f"{name[0]}有 {row['sections_failed']}/{row['sections']} 个学段不达标{more[0]}",
                f"{name[1]}: {row['sections_failed']} of {row['sections']} sections do not comply{more[1]}",
            )
        items = listed([each["words"] for each in failed_items(row["failed_items"])])
        return (
            f"{name[0]} {row['requirements_failed']} 项不达标（{items[0]}）",
            f"{name[1]}: {row['requirements_failed']} not met ({items[1]})",
        )
    if status == "INSUFFICIENT_DATA" and row["status"] == "INSUFFICIENT_DATA":
        count = (row["requirements_missing"] or 0) or row["sections_insufficient"] or 0
        return f"{name[0]} {count} 项数据不足", f"{name[1]}: {count} lack data"
    return None


def _dimension(county: County, row: Row) -> Row:
    return {
        **row,
        "name": DIMENSIONS.get(row["dimension_id"], (row["dimension_id"],) * 2),
        "items": failed_items(row["failed_items"]),
        "reason": county.registry.reasons.get(row["reason_code"]),
        "is_by_section": row["dimension_id"] == _BY_SECTION,
    }


def _history(county: County, standard: str) -> list[Row]:
    """The verdict of every year, oldest first."""
    by_year = {row["school_year"]: row for row in county.verdicts if row["standard_id"] == standard}
    return [{"year": year, "verdict": by_year.get(year)} for year in sorted(county.years)]


def _section_indicators(county: County, year: int) -> list[Row]:
    """The indicators judged by section that have a row in that year, in their order."""
    standard = county.registry.standard_id
    found = {row["indicator_id"] for row in county.of(county.balance, year, standard)}
    found |= {
        indicator
        for (each, rules, _, _), results in county.results_of_section.items()
        if each == year and rules == standard
        for indicator in results
    }
    return [
        row
        for name, row in county.registry.indicators.items()
        if name in found and row["entity_type"] == "section"
    ]


def _sections(county: County, year: int, sections: list[Row], indicators: list[Row]) -> list[Row]:
    """A line for each section in scope: its values with their marks, those that fail first."""
    order = {"FAIL": 0, "INSUFFICIENT_DATA": 1, "PASS": 2}
    lines = []
    for row in sections:
        if row["status"] == "NOT_APPLICABLE":
            continue
        results = county.results_of_section[year, row["standard_id"], row["school_code"], row["stage"]]
        values = [
            _value(results.get(each["indicator_id"]), each["decimals_published"]) for each in indicators
        ]
        lines.append({**row, "name": county.school_name(row["school_code"], year), "values": values})
    return sorted(
        lines,
        key=lambda row: (
            order.get(row["status"], 3),
            row["indicators_met"] or 0,
            row["stage"],
            row["school_code"],
        ),
    )


def _value(result: Row | None, decimals: int | None) -> Row | None:
    if result is None:
        return None
    return {"kind": kind_of(result), "text": number(result["value"], decimals), "value": result["value"]}


def _strip(county: County, year: int, indicators: list[Row]) -> Any:
    """The strip of points, and its numbers in words; None where there is no point."""
    points, told = [], []
    for indicator in indicators:
        for stage in STAGES_JUDGED:
            row = (
                f"{indicator['indicator_id']} {STAGES[stage][0]}",
                f"{indicator['indicator_id']} {STAGES[stage][1]}",
            )
            kinds: Counter[str] = Counter()
            for (each, rules, _, at), results in county.results_of_section.items():
                result = results.get(indicator["indicator_id"])
                if (each, rules, at) != (year, county.registry.standard_id, stage) or result is None:
                    continue
                kind = kind_of(result)
                kinds[kind] += 1
                if result["value"] is not None and result["threshold"] and kind in charts.DRAWN:
                    points.append(
                        {"row": row, "percent": 100 * result["value"] / result["threshold"], "kind": kind}
                    )
            if kinds:
                counts = "，".join(f"{STATUSES[kind][0]} {count}" for kind, count in sorted(kinds.items()))
                told.append(f"{row[0]}：{counts}")
    if not points:
        return None
    return charts.strip(points, f"{county.name} {year} 学年各学段指标值占达标值的百分比", "；".join(told))


def _trend(county: County, standard: str, newest: int, indicators: list[Row]) -> Any:
    """The coefficients of the year and of those before it; None where there is none."""
    kept = {row["indicator_id"] for row in indicators}
    points, told = [], []
    for row in county.balance:
        is_shown = (
            row["standard_id"] == standard and row["indicator_id"] in kept and row["school_year"] <= newest
        )
        if not is_shown or row["cv"] is None:
            continue
        name, stage = row["indicator_id"], STAGES[row["stage"]]
        is_newest = row["school_year"] == newest
        points.append(
            {
                "row": (f"{name} {stage[0]}", f"{name} {stage[1]}"),
                "order": (name, STAGES_JUDGED.index(row["stage"]), row["school_year"]),
                "year": row["school_year"],
                "cv": row["cv"],
                "limit": row["cv_limit"],
                "kind": kind_of(row) if is_newest and kind_of(row) in charts.DRAWN else charts.BEFORE,
                "size": 62 if is_newest else 14,
            }
        )
        told.append(
            f"{name} {stage[0]} {row['school_year']}："
            f"{number(row['cv'], 3)}（上限 {number(row['cv_limit'])}）"
        )
    if not any(point["year"] == newest for point in points):
        return None
    points.sort(key=lambda point: point["order"])
    return charts.trend(points, f"{county.name} 差异系数与上限", "；".join(told))


def _balance(county: County, year: int, balance: list[Row], indicators: list[Row]) -> list[Row]:
    """Each indicator's difference by stage, with the years before and the schools that make it."""
    by_key = {
        (row["school_year"], row["indicator_id"], row["stage"]): row
        for row in county.balance
        if row["standard_id"] == county.registry.standard_id
    }
    shares: dict[tuple[str, str], list[Row]] = {}
    for row in county.of(county.shares, year, county.registry.standard_id):
        shares.setdefault((row["indicator_id"], row["stage"]), []).append(row)
    lines = []
    for indicator in indicators:
        for stage in STAGES_JUDGED:
            found = by_key.get((year, indicator["indicator_id"], stage))
            if found is None:
                continue
            makers = [
                {**each, "name": county.school_name(each["school_code"], year)}
                for each in shares.get((indicator["indicator_id"], stage), [])[:_MAKERS]
                if each["variance_share"]
            ]
            before = [
                {"year": each, "row": by_key.get((each, indicator["indicator_id"], stage))}
                for each in sorted(county.years)
                if each != year
            ]
            lines.append({**found, "indicator": indicator, "makers": makers, "before": before})
    return lines


def _requirements(county: County, year: int, dimensions: list[str]) -> list[Row]:
    """The dimensions judged by requirement, with their indicators: parts, status, trend, schools."""
    standard = county.registry.standard_id
    results = {
        row["indicator_id"]: row
        for row in county.of(county.results, year, standard)
        if row["entity_type"] == "county"
    }
    trend = {
        (row["school_year"], row["indicator_id"]): row
        for row in county.results
        if row["entity_type"] == "county" and row["standard_id"] == standard
    }
    parts: dict[str, list[Row]] = {}
    for row in county.of(county.parts, year, standard):
        if row["entity_type"] == "county":
            parts.setdefault(row["indicator_id"], []).append(row)
    schools: dict[str, Counter[str]] = {}
    for row in county.of(county.results, year, standard):
        if row["entity_type"] == "school":
            schools.setdefault(row["indicator_id"], Counter())[row["status"]] += 1
    found = []
    for dimension in dimensions:
        lines = [
            {
                "indicator": indicator,
                "result": results[name],
                "parts": [{**part, "name": part_name(part["part_id"])} for part in parts.get(name, [])],
                "schools": schools.get(name),
                "before": [{"year": each, "row": trend.get((each, name))} for each in sorted(county.years)],
                "reason": county.registry.reasons.get(results[name]["reason_code"]),
            }
            for name, indicator in county.registry.indicators.items()
            if name in results and indicator["dimension_id"] == dimension
        ]
        if lines:
            found.append(
                {"name": DIMENSIONS.get(dimension, (dimension,) * 2), "id": dimension, "lines": lines}
            )
    return found


def _rule_sets(county: County, year: int) -> list[Row]:
    """Every rule set that judges the county in that year, the chosen one first."""
    dimensions: dict[str, list[Row]] = {}
    for row in county.of(county.dimensions, year):
        dimensions.setdefault(row["standard_id"], []).append(_dimension(county, row))
    for of_standard in dimensions.values():
        of_standard.sort(key=lambda row: dimension_order(row["dimension_id"]))
    rows = [
        {
            **row,
            "standard": county.registry.standards.get(
                row["standard_id"], {"name_zh": row["standard_id"], "name_en": None}
            ),
            "dimensions": dimensions.get(row["standard_id"], []),
            "reason": county.registry.reasons.get(row["reason_code"]),
        }
        for row in county.of(county.verdicts, year)
    ]
    return sorted(
        rows,
        key=lambda row: (row["standard_id"] != county.registry.standard_id, row["standard_id"] != NATIONAL),
    )


def _ledger_counts(county: County, standard: str) -> Row:
    rows = [row for row in county.ledger if row["standard_id"] == standard]
    still = [row for row in rows if row["life_state"] not in CLOSED_STATES]
    return {
        "items": len(rows),
        "open": len(still),
        "overdue": sum(bool(row["is_overdue"]) for row in still),
        "oldest": max((row["age_years"] or 0 for row in still), default=0),
        "reopened": sum(row["life_state"] == "REOPENED" for row in still),
    }
