"""What a county has still to do: its ledger, and what its plans promise.

What belongs here: the context of that page. What does not: the verdicts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from orchestration.reporting.site.county_rows import County
from orchestration.reporting.site.words import CLOSED_STATES

Row = dict[str, Any]

_OF_A_SCHOOL = ("school", "schools")


def tasks_context(county: County) -> Row:
    """The ledger's open items by kind, what was closed, and each plan's promises over the years."""
    rows = [row for row in county.ledger if row["standard_id"] == county.registry.standard_id]
    still: dict[str, list[Row]] = defaultdict(list)
    closed: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        told = {
            **row,
            "indicator": county.registry.indicators.get(row["indicator_id"]),
            "school_name": county.school_name(row["school_code"]) if row["school_code"] else None,
        }
        (closed if row["life_state"] in CLOSED_STATES else still)[row["item_type"]].append(told)
    for items in (*still.values(), *closed.values()):
        items.sort(key=lambda row: (not row["is_overdue"], -(row["age_years"] or 0), row["item_id"]))
    return {
        "county": county,
        "open": still,
        "closed": closed,
        "counts": Counter(row["life_state"] for row in rows),
        "plans": _plans(county),
    }


def _plans(county: County) -> list[Row]:
    """Each plan with its promises as of the newest year, those of single schools as a roadmap."""
    newest = max((row["school_year"] for row in county.plans), default=None)
    found = []
    for plan in county.plans:
        if plan["school_year"] != newest:
            continue
        promises: dict[tuple[str, str], Row] = {}
        for row in county.targets:
            if row["plan_id"] == plan["plan_id"]:
                key = (row["target_id"], row["school_code"])
                entry = promises.setdefault(key, {"by_year": {}})
                entry.update(row)
                entry["by_year"][row["school_year"]] = row["progress"]
        told = [
            {**each, "school_name": county.school_name(each["school_code"]) if each["school_code"] else None}
            for each in promises.values()
        ]
        told.sort(key=lambda row: (row["target_year"] or 9999, row["indicator_id"] or "", row["target_id"]))
        found.append(
            {
                **plan,
                "promised": [row for row in told if row["target_type"] not in _OF_A_SCHOOL],
                "roadmap": [row for row in told if row["target_type"] in _OF_A_SCHOOL],
                "years": sorted({year for row in told for year in row["by_year"]}),
            }
        )
    return found
