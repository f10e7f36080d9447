"""Faults of seeds whose rows complete each other: a list with a hole, a pair with one half.

What belongs here: what one seed, or a seed and the list it refers to, says about its own completeness. What
does not: single rows (`check_rows`), what decides an indicator (`check_coverage`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from orchestration.standards.faults import Fault
from orchestration.standards.registry import UNTIL_REPLACED, Registry, Row

_RESTORE = "Restore the missing row with its citation."
#: Where indicators stand that only move a county a band down.
_BAND_VETO = "band_veto"


def list_faults(registry: Registry) -> Iterator[Fault]:
    """Every hole in a list."""
    yield from _scope_faults(registry)
    yield from _stage_faults(registry)
    yield from _class_band_faults(registry)
    yield from _qualification_faults(registry)
    yield from _level_faults(registry)
    yield from _grade_band_faults(registry)
    yield from _item_grade_faults(registry)
    yield from _small_school_faults(registry)
    yield from _veto_faults(registry)
    yield from _idle_rule_set_faults(registry)
    yield from _judged_on_faults(registry)


def _scope_faults(registry: Registry) -> Iterator[Fault]:
    """A school type is judged in both compulsory stages: attached classes may stand in any school."""
    stages = {row["stage"] for row in registry.rows("scope")}
    by_type: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in registry.rows("scope"):
        by_type[row["standard_id"], row["school_type_code"]].append(row)
    for (standard_id, code), rows in by_type.items():
        for stage in sorted(stages - {row["stage"] for row in rows}):
            yield rows[0].fault(f"{standard_id} judges {code} in this stage, but not in {stage}.", _RESTORE)


def _stage_faults(registry: Registry) -> Iterator[Fault]:
    """Types in scope teach a compulsory stage, combined ones all; those of one class share a stage."""
    stages: dict[str, set[str]] = defaultdict(set)
    for row in registry.rows("school_type_stages"):
        stages[row["school_type_code"]].add(row["stage"])
    compulsory = {row["stage"] for row in registry.rows("scope")}
    in_scope = {row["school_type_code"] for row in registry.rows("scope")}
    classes: dict[str, list[Row]] = defaultdict(list)
    for row in registry.rows("school_types"):
        code = row["school_type_code"]
        needed = compulsory if row["is_combined_compulsory"] == "true" else set()
        if needed - stages[code] or (code in in_scope and not compulsory & stages[code]):
            reason = f"School type {code} lacks a compulsory stage that it teaches."
            yield Fault("school_type_stages.csv", 0, reason, _RESTORE)
        if row["code_class"]:
            classes[row["code_class"]].append(row)
    for name, rows in classes.items():
        taught = [stages[row["school_type_code"]] for row in rows]
        if any(taught) and not set.intersection(*taught):
            codes = ", ".join(row["school_type_code"] for row in rows)
            reason = f"The school types of class {name} ({codes}) have no stage in common."
            yield Fault("school_type_stages.csv", 0, reason, _RESTORE)


def _class_band_faults(registry: Registry) -> Iterator[Fault]:
    """Bands follow each other from 1 student on without a gap."""
    expected = 1
    rows = sorted(registry.rows("class_bands"), key=lambda row: row.number("students_from") or 0)
    for row in rows:
        if row.number("students_from") != expected:
            yield row.fault(f"No band holds a class of {expected} students.", _RESTORE)
        expected = int(row.number("students_to") or 0) + 1
    if rows and expected <= UNTIL_REPLACED:
        yield rows[-1].fault(f"No band holds a class of {expected} students.", _RESTORE)


def _qualification_faults(registry: Registry) -> Iterator[Fault]:
    """Every stage knows the same qualifications."""
    stages: dict[str, set[str]] = defaultdict(set)
    for row in registry.rows("qualifications"):
        stages[row["qualification"]].add(row["stage"])
    every = set().union(*stages.values())
    for name, there in stages.items():
        for stage in sorted(every - there):
            reason = f"{stage} has no row for {name}, which {', '.join(sorted(there))} has."
            yield Fault("qualifications.csv", 0, reason, _RESTORE)


def _level_faults(registry: Registry) -> Iterator[Fault]:
    """Every level of monitoring is spelt in as many ways as the others."""
    ways = Counter(row["rank"] for row in registry.rows("monitoring_levels"))
    for rank, count in sorted(ways.items()):
        if count < max(ways.values()):
            reason = f"Rank {rank} is spelt in {count} ways, others in {max(ways.values())}."
            yield Fault("monitoring_levels.csv", 0, reason, _RESTORE)


def _grade_band_faults(registry: Registry) -> Iterator[Fault]:
    """Bands are numbered from 1, the last takes everybody; an indicator that moves one says by how much."""
    bands: dict[str, list[Row]] = defaultdict(list)
    for row in registry.rows("grade_bands"):
        bands[row["standard_id"]].append(row)
    for standard_id, rows in bands.items():
        rows.sort(key=lambda row: row.number("grade_order") or 0)
        if [row.number("grade_order") for row in rows] != [float(each) for each in range(1, len(rows) + 1)]:
            yield rows[0].fault(f"The bands of {standard_id} are not numbered from 1 on.", _RESTORE)
        if rows[-1].number("points_min") or rows[-1].number("indicators_met_min"):
            yield rows[-1].fault(f"No band of {standard_id} takes those below all others.", _RESTORE)
    moving = {row["indicator_id"] for row in registry.rows("band_vetoes")}
    for row in registry.rows("indicators"):
        if row["dimension_id"] == _BAND_VETO and row["indicator_id"] not in moving:
            reason = f"band_vetoes.csv does not say by how many bands {row['indicator_id']} moves a county."
            yield row.fault(reason, _RESTORE)


def _item_grade_faults(registry: Registry) -> Iterator[Fault]:
    """What is graded item by item has a grade for what meets its limit, and one for what does not."""
    grades: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in registry.rows("item_grades"):
        grades[row["standard_id"], row["indicator_id"]].append(row)
    for (standard_id, name), rows in grades.items():
        for passing, said in (("true", "meets"), ("false", "misses")):
            if not any(row["is_passing"] == passing and not row["value_from"] for row in rows):
                reason = f"{standard_id} has no grade of {name} for whatever {said} its limit."
                yield rows[0].fault(reason, _RESTORE)


def _small_school_faults(registry: Registry) -> Iterator[Fault]:
    """Small schools that teach the same stages are funded alike; the wording in force names some."""
    taught: dict[str, set[str]] = defaultdict(set)
    for row in registry.rows("school_type_stages"):
        taught[row["school_type_code"]].add(row["stage"])
    wordings: dict[str, list[Row]] = defaultdict(list)
    for row in registry.rows("small_school_types"):
        wordings[row["wording"]].append(row)
    for wording, rows in wordings.items():
        there = {row["school_type_code"] for row in rows}
        alike = {code for code, stages in taught.items() if any(stages == taught[each] for each in there)}
        for code in sorted(alike - there):
            reason = (
                f"The wording of {wording} lacks school type {code}, which teaches what others of it teach."
            )
            yield Fault("small_school_types.csv", 0, reason, _RESTORE)
    for row in registry.rows("funding_rules"):
        if row["rule_id"] == "small_school_wording" and row["value"] not in wordings:
            yield row.fault(f"No school type stands under the wording of {row['value']}.", _RESTORE)


def _veto_faults(registry: Registry) -> Iterator[Fault]:
    """A rule set says how many vetoes it has: a lost one would stand for no county."""
    for standard in registry.rows("rule_sets"):
        rows = [row for row in registry.rows("veto_items") if row["standard_id"] == standard["standard_id"]]
        expected = standard.number("vetoes_expected") or 0
        if len({row["veto_id"] for row in rows}) != expected:
            reason = f"{standard['standard_id']} expects {expected:g} vetoes, veto_items.csv has {len(rows)}."
            yield standard.fault(reason, "Restore the missing row, or correct what is expected.")


def _idle_rule_set_faults(registry: Registry) -> Iterator[Fault]:
    stating = {row["standard_id"] for seed in registry.rule_seeds() for row in seed.rows}
    for row in registry.rows("rule_sets"):
        if row["standard_id"] not in stating:
            reason = f"{row['standard_id']} states no rule of its own."
            yield row.fault(reason, "Add its rules, or remove the rule set.")


def _judged_on_faults(registry: Registry) -> Iterator[Fault]:
    """Schools are picked by `judged_on`; of the others all are judged."""
    for row in registry.rows("indicators"):
        kind, judged_on = row["entity_type"], row["judged_on"]
        if judged_on != kind and not (kind == "school" and judged_on.startswith("schools_")):
            yield row.fault(f"A {kind} indicator is judged on «{judged_on}».", "Correct one of the two.")
