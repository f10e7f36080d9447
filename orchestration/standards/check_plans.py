"""Faults of plans: promises that contradict each other, the rules that decide, or the map.

What belongs here: what one promise says of itself, and two of the same thing. What does not: single cells
(`check_rows`), whether a promise is kept (dbt).
"""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.standards.faults import Fault
from orchestration.standards.registry import Registry, Row


def plan_faults(registry: Registry) -> Iterator[Fault]:
    """Every fault of plans and what they promise."""
    plans = {row["plan_id"]: row for row in registry.rows("plans")}
    yield from _place_faults(registry, plans)
    promises = [*registry.rows("milestones"), *registry.rows("plan_targets")]
    for row in promises:
        yield from _measured_faults(row)
    yield from _early_limit_faults(registry, plans)
    yield from _contradicted_faults(registry, plans)
    yield from _twice_faults(promises, plans)


def _place_faults(registry: Registry, plans: dict[str, Row]) -> Iterator[Fault]:
    """Plans of places that are none, and rows of counties whose plan it is not."""
    codes = [row["county_code"] for row in registry.rows("counties")]
    for row in plans.values():
        prefix = row["applies_to_code_prefix"]
        if prefix and not any(code.startswith(prefix) for code in codes):
            reason = f"It is a plan of {prefix}, and counties.csv has no county whose code begins so."
            yield row.fault(reason, "Correct the code, or add the county.")
    for seed in ("roadmap", "roadmap_totals", "plan_projects", "timetables"):
        for row in registry.rows(seed):
            code, plan = row["county_code"] or row["region_code"], plans.get(row["plan_id"])
            if plan is None:
                continue
            prefix = plan["applies_to_code_prefix"]
            # A timetable of a city or province counts its counties: its code ends in zeros.
            if not code.startswith(prefix) and code.rstrip("0") != prefix:
                reason = f"{code} is not a place of the plan {row['plan_id']}, which is that of {prefix}…."
                yield row.fault(reason, "Correct the code or the plan.")


def _measured_faults(row: Row) -> Iterator[Fault]:
    """A promise is measured by one thing, and asks either something of a figure or the rule's own."""
    if bool(row["indicator_id"]) == bool(row["measure_id"]):
        reason = "It names an indicator and a figure." if row["measure_id"] else "Nothing measures it."
        yield row.fault(reason, "Name either indicator_id or measure_id.")
    asks = [column for column in ("value", "relative_to") if row[column]]
    if len(asks) != (1 if row["operator"] else 0):
        reason = f"operator «{row['operator']}» stands beside {' and '.join(asks) or 'no value'}."
        yield row.fault(reason, "Write an operator with one value, or neither.")
    elif not row["operator"] and row["measure_id"]:
        yield row.fault("A figure has no requirement of its own.", "Write operator and value.")
    elif row["operator"] and row["indicator_id"] and not row["part_id"]:
        yield row.fault("It asks something of an indicator, and not of which part.", "Name its part_id.")
    if bool(row["baseline"]) != bool(row["baseline_year"]):
        yield row.fault("Of baseline and its year only one is there.", "Write both or neither.")


def _early_limit_faults(registry: Registry, plans: dict[str, Row]) -> Iterator[Fault]:
    """A requirement with a year is a milestone until then: a limit that holds before fails counties early."""
    for row in registry.rows("milestones"):
        plan, year = plans.get(row["plan_id"]), row.number("target_year")
        for limit in registry.rows("thresholds"):
            is_its = plan is not None and limit["standard_id"] == plan["standard_id"]
            if is_its and limit["indicator_id"] == row["indicator_id"] and limit.years[0] < (year or 0):
                reason = f"{row['milestone_id']} is due in {year:g}, but thresholds.csv row {limit.line} "
                reason += f"asks for {limit['indicator_id']} from {limit.years[0]} on."
                yield row.fault(reason, "Let the limit begin in the year in which it is due.")


def _contradicted_faults(registry: Registry, plans: dict[str, Row]) -> Iterator[Fault]:
    """Targets of a figure for which the plan's own rule set has another limit."""
    for row in registry.rows("plan_targets"):
        plan = plans.get(row["plan_id"])
        if plan is None or not row["part_id"] or not row["value"]:
            continue
        subject = (row["counted_standard_id"] or plan["standard_id"], row["indicator_id"], row["part_id"])
        limits = [
            limit
            for limit in registry.rows("thresholds")
            if (limit["standard_id"], limit["indicator_id"], limit["part_id"]) == subject
        ]
        stated = (row["operator"], row.number("value"))
        if limits and stated not in [(limit["operator"], limit.number("threshold")) for limit in limits]:
            deciding = f"{limits[0]['operator']} {limits[0]['threshold']}"
            reason = f"The target is {row['operator']} {row['value']}, but thresholds.csv row "
            reason += f"{limits[0].line} decides by {deciding}."
            yield row.fault(reason, "Make the two equal.")


def _twice_faults(promises: list[Row], plans: dict[str, Row]) -> Iterator[Fault]:
    """Two rows, of one plan or of two plans of one place, that promise the same figure for the same year."""
    told: list[tuple[tuple[str, ...], str, Row]] = []
    for row in promises:
        plan = plans.get(row["plan_id"])
        if plan is None:
            continue
        subject = tuple(row[name] for name in ("indicator_id", "part_id", "measure_id", "target_year"))
        prefix = plan["applies_to_code_prefix"]
        for other_subject, other_prefix, other in told:
            is_one_place = prefix.startswith(other_prefix) or other_prefix.startswith(prefix)
            if subject == other_subject and is_one_place:
                where = f"{other.seed}.csv row {other.line}"
                reason = f"{where} ({other['plan_id']}) states a target of the same thing for the same year."
                yield row.fault(reason, "Keep one of them, or end one plan before the other begins.")
        told.append((subject, prefix, row))
