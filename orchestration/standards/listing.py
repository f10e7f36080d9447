"""The rule sets of the registry, and what each states itself.

What belongs here: counting what is replaced and added. What does not: showing it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from orchestration.standards.lineage import Rules, lineage, rule_key
from orchestration.standards.registry import Registry


@dataclass(frozen=True)
class RuleSet:
    """One rule set. `inherits` are its ancestors, nearest first; an empty prefix applies everywhere.

    `rows_replaced` are own rules on what an ancestor rules too, `rows_added` the other own rules,
    `rows_planned` what plans that are judged by it promise: roadmaps, milestones, targets, projects, duties.
    """

    standard_id: str
    name_zh: str
    name_en: str
    document: str
    first_year: int
    last_year: int
    inherits: list[str]
    applies_to_code_prefix: str
    decides_on: str
    rows_replaced: int
    rows_added: int
    rows_planned: int


def rule_sets(registry: Registry) -> list[RuleSet]:
    """Every rule set in the registry's order."""
    judged_by = {row["plan_id"]: row["standard_id"] for row in registry.rows("plans")}
    planned = Counter(
        judged_by.get(row["plan_id"], "")
        for seed in registry.seeds.values()
        if seed.is_plan and seed.name != "plans"
        for row in seed.rows
    )
    found = []
    for row in registry.rows("rule_sets"):
        standard_id = row["standard_id"]
        replaced, added = _own_rules(registry, standard_id)
        first, last = row.years
        found.append(
            RuleSet(
                standard_id=standard_id,
                name_zh=row["name_zh"],
                name_en=row["name_en"],
                document=row["document"],
                first_year=first,
                last_year=last,
                inherits=lineage(registry, standard_id)[1:],
                applies_to_code_prefix=row["applies_to_code_prefix"],
                decides_on=row["decides_on"],
                rows_replaced=replaced,
                rows_added=added,
                rows_planned=planned[standard_id],
            )
        )
    return found


def _own_rules(registry: Registry, standard_id: str) -> tuple[int, int]:
    """(replaced, added): own rows whose subject an ancestor rules in some of their years, and the rest."""
    rules = Rules(registry, standard_id)
    replaced = added = 0
    for seed in registry.rule_seeds():
        stated = rules.stated(seed)
        own = [row for row in stated if row["standard_id"] == standard_id]
        inherited = [row for row in stated if row["standard_id"] != standard_id]
        for row in own:
            same = (each for each in inherited if rule_key(seed, each) == rule_key(seed, row))
            if any(each.years[0] <= row.years[1] and row.years[0] <= each.years[1] for each in same):
                replaced += 1
            else:
                added += 1
    return replaced, added
