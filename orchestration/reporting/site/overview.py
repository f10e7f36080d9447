"""What the pages over all counties say: the overview, the quality of the data, the rules.

What belongs here: the contexts of those three pages. What does not: anything of a single county's page.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from orchestration.reporting.site import charts
from orchestration.reporting.site.county_rows import Registry
from orchestration.reporting.site.findings import findings
from orchestration.reporting.site.tables import Tables, blank
from orchestration.reporting.site.words import STATUSES, TERMS, dimension_order, failed_items

Row = dict[str, Any]

_ORDER = {"PASS": 0, "INSUFFICIENT_DATA": 1, "FAIL": 2, "NOT_APPLICABLE": 3}
_DRAWN = 12


def overview_context(tables: Tables, registry: Registry, counties: Sequence[str]) -> Row:
    """Counties ranked as of their newest year, verdicts by year, timetables, what fails most."""
    kept = set(counties)
    standard = registry.standard_id
    verdicts = [
        row
        for row in tables.rows("compliance_county", "standard_id = $id", "school_year", id=standard)
        if row["county_code"] in kept
    ]
    places = {row["county_code"]: row for row in tables.rows("dim_county", order="school_year")}
    dimensions: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in tables.rows("compliance_dimension", "standard_id = $id", "school_year", id=standard):
        dimensions[row["school_year"], row["county_code"]].append(row)
    years = sorted({row["school_year"] for row in verdicts})
    newest = years[-1] if years else None
    lines = _ranked(kept, verdicts, places, dimensions)
    regions = kept | {line["place"][f"{kind}_code"] for line in lines for kind in ("city", "province")}
    return {
        "newest": newest,
        "years": years,
        "lines": lines,
        "dimensions": sorted({name for line in lines for name in line["by_dimension"]}, key=dimension_order),
        "provinces": sorted({line["place"].get("province_name") or "" for line in lines} - {""}),
        "cities": sorted({line["place"].get("city_name") or "" for line in lines} - {""}),
        "statuses": [name for name in _ORDER if any(line["status"] == name for line in lines)],
        "items": sorted({item for line in lines for item in line["keys"]}, key=_item_order),
        "counts": _counts(verdicts, years),
        "chart": _verdict_chart(verdicts, years),
        "failing": _failing(lines, registry),
        "failing_chart": _failing_chart(lines, registry),
        "timetables": [row for row in _timetables(tables, newest) if row["region_code"] in regions],
        "regions": [
            row
            for row in tables.rows(
                "compliance_region", "standard_id = $id", "region_type, region_code", id=standard
            )
            if row["school_year"] == newest and row["region_code"] in regions
        ],
        "missing": tables.missing,
    }


def _ranked(
    kept: set[str], verdicts: list[Row], places: dict[str, Row], dimensions: dict[tuple[int, str], list[Row]]
) -> list[Row]:
    """A line for each county: those that comply first, then by how little fails."""
    by_county: dict[str, dict[int, Row]] = defaultdict(dict)
    for row in verdicts:
        by_county[row["county_code"]][row["school_year"]] = row
    lines: list[Row] = []
    for code in kept:
        history = by_county.get(code, {})
        year = max(history, default=None)
        verdict = history[year] if year is not None else None
        place = places.get(code) or blank("dim_county")
        items = failed_items(verdict["failed_items"] if verdict else None)
        of_year = dimensions.get((year, code), []) if year is not None else []
        resource = next((row for row in of_year if row["sections"]), {})
        lines.append(
            {
                "code": code,
                "year": year,
                "name": place.get("county_name") or (verdict or {}).get("county_name") or code,
                "place": place,
                "verdict": verdict,
                "status": verdict["status"] if verdict else "INSUFFICIENT_DATA",
                "history": history,
                "items": items,
                "keys": list(dict.fromkeys(item["key"] for item in items)),
                "by_dimension": {row["dimension_id"]: row for row in of_year},
                "sections": resource.get("sections"),
                "sections_passed": resource.get("sections_passed"),
            }
        )
    lines.sort(key=lambda line: (_ORDER[line["status"]], len(line["items"]), -_share(line), line["code"]))
    for rank, line in enumerate(lines, 1):
        line["rank"] = rank
    return lines


def _share(line: Row) -> float:
    return (line["sections_passed"] or 0) / line["sections"] if line["sections"] else 0.0


def _item_order(key: str) -> tuple[int, str, int]:
    """R1 before R10; sections first."""
    digits = "".join(character for character in key if character.isdigit())
    return (0 if key == "sections" else 1, key.rstrip("0123456789 CV")[:2], int(digits or 0))


def _counts(verdicts: list[Row], years: list[int]) -> list[Row]:
    found = {(row["school_year"], name): 0 for row in verdicts for name in _ORDER}
    for row in verdicts:
        found[row["school_year"], row["status"]] += 1
    return [
        {"year": year, "by_status": {name: found[year, name] for name in _ORDER}} for year in reversed(years)
    ]


def _verdict_chart(verdicts: list[Row], years: list[int]) -> Any:
    drawn, told = [], []
    for counts in _counts(verdicts, years):
        before = 0
        for place, (name, number) in enumerate(counts["by_status"].items()):
            if not number or name not in charts.DRAWN:
                continue
            label = {"row": str(counts["year"]), "kind": name, "counties": number, "place": place}
            drawn.append({**label, "middle": before + number / 2, "label": str(number)})
            before += number
            told.append(f"{counts['year']} {STATUSES[name][0]} {number}")
    return charts.verdicts(drawn, "各学年按结论的县数", "；".join(told)) if drawn else None


def _failing(lines: list[Row], registry: Registry) -> list[Row]:
    """What fails most, over the counties' newest years."""
    counts: Counter[str] = Counter(key for line in lines for key in line["keys"])
    told = []
    for key, number in sorted(counts.items(), key=lambda each: (-each[1], _item_order(each[0]))):
        indicator = registry.indicators.get(key.split(" ")[0])
        told.append({"key": key, "indicator": indicator, "counties": number})
    return told


def _failing_chart(lines: list[Row], registry: Registry) -> Any:
    rows = _failing(lines, registry)[:_DRAWN]
    if not rows:
        return None
    drawn = [{"row": _label(each), "counties": each["counties"]} for each in rows]
    told = "；".join(f"{_label(each)[0]} {each['counties']}" for each in rows)
    return charts.failing(drawn, "不达标的县最多的要求", told)


_LABEL_CHARACTERS = 18


def _label(each: Row) -> tuple[str, str]:
    if each["key"] == "sections":
        return "学段达标", "sections"
    name = (each["indicator"] or {}).get("name_zh") or ""
    shown = name if len(name) <= _LABEL_CHARACTERS else name[: _LABEL_CHARACTERS - 1] + "…"
    english = (each["indicator"] or {}).get("name_en") or ""
    told = english if len(english) <= 2 * _LABEL_CHARACTERS else english[: 2 * _LABEL_CHARACTERS - 1] + "…"
    return f"{each['key']} {shown}", f"{each['key']} {told}"


def _timetables(tables: Tables, newest: int | None) -> list[Row]:
    """What plans promise of whole counties and cities, as of the newest year."""
    rows = tables.rows(
        "target_progress", "target_type IN ('city', 'county')", "target_year, region_code, target_id"
    )
    regions = {
        code: row[f"{kind}_name"]
        for row in tables.rows("dim_county", order="school_year")
        for kind in ("province", "city", "county")
        if (code := row[f"{kind}_code"])
    }
    return [
        {**row, "region": regions.get(row["region_code"], row["region_code"])}
        for row in rows
        if row["school_year"] == newest
    ]


def quality_context(
    tables: Tables, registry: Registry, counties: Sequence[str], schools: dict[tuple[str, str], str]
) -> Row:
    """Every check with its results by year, and the findings: of whom, in which file, explained or open."""
    results = tables.rows("dq_result", order="gate, suite, expectation_id, school_year")
    found = [
        {**row, "school_name": schools.get((row["county_code"], row["school_code"]))}
        for row in findings(tables)
        if row["county_code"] is None or row["county_code"] in counties
    ]
    checks: dict[tuple[str, str, str], Row] = {}
    for row in results:
        entry = checks.setdefault((row["gate"], row["suite"], row["expectation_id"]), {**row, "by_year": {}})
        entry["by_year"][row["school_year"]] = {**row, "state": check_state(row)}
    owners = {row["expectation_id"]: row["owner"] for row in results}
    for row in found:
        row["owner"] = owners.get(row["expectation_id"]) or ""
    filings = [
        row
        for row in tables.rows("county_filing", order="county_code, school_year DESC")
        if row["county_code"] in counties
    ]
    names = {row["county_code"]: row["county_name"] for row in tables.rows("dim_county", order="school_year")}
    return {
        "checks": sorted(checks.values(), key=_worst_first),
        "years": sorted({row["school_year"] for row in results}),
        "findings": found,
        "by_owner": Counter((row["owner"], row["severity"]) for row in found),
        "by_file": Counter((row["path"] or "", row["severity"]) for row in found),
        "names": names,
        "filings": filings,
        "totals": Counter(check_state(row) for row in results),
        "suspicions": Counter(row["explanation_state"] for row in found if row["explanation_state"]),
    }


def check_state(result: Row) -> str:
    """PASS, FAIL, ERROR, or NOTHING where a check that passed had no row to look at."""
    return "NOTHING" if result["status"] == "PASS" and not result["rows_checked"] else str(result["status"])


def _worst_first(check: Row) -> tuple[Any, ...]:
    order = {"ERROR": 0, "FAIL": 1, "PASS": 2, "NOTHING": 3}
    worst = min((order.get(each["state"], 9) for each in check["by_year"].values()), default=9)
    return (worst, check["gate"], check["suite"], check["expectation_id"])


def method_context(tables: Tables, registry: Registry, newest: int | None) -> Row:
    """The rule sets in force in the newest year, each indicator with its formula, limits and citation."""
    clauses: dict[str, list[Row]] = defaultdict(list)
    for row in registry.clauses.values():
        if row["school_year"] == newest:
            clauses[row["indicator_id"]].append(row)
    for rows in clauses.values():
        rows.sort(
            key=lambda row: (
                row["standard_id"] != registry.standard_id,
                row["standard_id"],
                row["kind"],
                row["stage"],
                row["part_id"],
            )
        )
    dimensions: dict[str, list[Row]] = defaultdict(list)
    for name, indicator in registry.indicators.items():
        dimensions[indicator["dimension_id"]].append({**indicator, "clauses": clauses.get(name, [])})
    return {
        "newest": newest,
        "standards": list(registry.standards.values()),
        "dimensions": dimensions,
        "all_reasons": sorted(registry.reasons.values(), key=lambda row: (row["kind"], row["reason_code"])),
        "terms": TERMS,
    }
