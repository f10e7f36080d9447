"""Faults between registry and models: an indicator's model, input, filed item or rule is missing.

What belongs here: whatever a registered indicator needs before it can be computed and shown. What does not:
whether a rule set decides it (`check_coverage`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from orchestration.standards.check_rows import in_years
from orchestration.standards.faults import Fault
from orchestration.standards.formulas import Input, Model, Models
from orchestration.standards.lineage import gaps, joined
from orchestration.standards.registry import Registry, Row

#: Roles of inputs that decide of whom a formula speaks, and not what it comes to.
_LOOKED_AT = ("condition", "scope")
_EVERY_STAGE = "all"
#: Where any row of a seed is what a formula needs of it.
_ANY_ROW = ""
#: A part of indicator_inputs.csv that stands for whichever part a school has.
_ANY = "any"
_ITEM = "Add it with its names and form, or correct the item."


@dataclass(frozen=True)
class Parts:
    """The parts an indicator's model gives: those that every rule set must limit, and those one may."""

    required: frozenset[str]
    optional: frozenset[str]


def parts_of(registry: Registry, models: Models) -> Mapping[str, Parts]:
    """The parts of every registered indicator whose model could be read."""
    found = {}
    for indicator in registry.rows("indicators"):
        name = indicator["indicator_id"]
        model = models.indicators.get(name)
        if model is None or model.error:
            continue
        parts = set(model.parts or model.inputs)
        for row in _seeded(registry, name):
            if row["expands"] == "subjects":
                parts |= {
                    f"{each['subject_id']}_{row['part_id']}"
                    for each in registry.rows("monitoring_subjects")
                    if each["is_judged"] == "true"
                }
            elif row["part_id"] != _ANY:
                parts.add(row["part_id"])
        found[name] = Parts(frozenset(parts) - model.optional_parts, model.optional_parts)
    return found


def formula_faults(registry: Registry, models: Models) -> Iterator[Fault]:
    """Everything that keeps an indicator from being computed, or its verdict from being shown."""
    yield from _model_faults(registry, models)
    yield from _input_faults(registry, models)
    yield from _numbering_faults(registry)
    yield from _named_rule_faults(registry, models)
    yield from _expansion_faults(registry, models)


def _seeded(registry: Registry, indicator_id: str) -> list[Row]:
    return [row for row in registry.rows("indicator_inputs") if row["indicator_id"] == indicator_id]


def _model_faults(registry: Registry, models: Models) -> Iterator[Fault]:
    registered = {row["indicator_id"]: row for row in registry.rows("indicators")}
    for name, row in registered.items():
        if name not in models.indicators:
            file = f"models/indicators/<dimension>/indicator_{name.lower()}.sql"
            yield row.fault(f"{name} has no model: there is no {file}.", "Write it, or remove the row.")
    for name, model in models.indicators.items():
        if name not in registered:
            yield Fault(model.file, 0, f"indicators.csv has no {name}.", "Add its row, or remove the model.")
        elif model.error:
            yield Fault(model.file, 0, f"It cannot be read ({model.error}).", "Correct the call.")
        elif f"'{name}'" not in model.sql:
            yield Fault(model.file, 0, f"It gives no result of {name}.", "State the formula, with its id.")
        elif not model.inputs and not _seeded(registry, name):
            remedy = "State them in its call, or in indicator_inputs.csv."
            yield Fault(model.file, 0, f"Nothing says which filed items {name} is computed of.", remedy)
        elif model.sql.count("union all") < len(model.inputs) - 1:
            reason = f"It has the parts {', '.join(sorted(model.inputs))}, and does not put them together."
            yield Fault(model.file, 0, reason, "Write union all between them.")
        for part in sorted(model.optional_parts - set(model.inputs) - model.parts):
            reason = f"It calls part {part} of {name} optional, and does not compute it."
            yield Fault(model.file, 0, reason, "State its formula, or do not name it.")
    for row in registry.rows("indicator_inputs"):
        stated = models.indicators.get(row["indicator_id"], Model("")).inputs
        if row["part_id"] in stated:
            reason = f"The model of {row['indicator_id']} states the inputs of {row['part_id']} itself."
            yield row.fault(reason, "Keep one of the two.")


def _input_faults(registry: Registry, models: Models) -> Iterator[Fault]:
    """Inputs that are no filed item, or whose form is none."""
    items = {(row["relation"], row["item"]): row for row in registry.rows("filed_items")}
    items |= {("county_facts", row["item_code"]): row for row in registry.rows("county_items")}
    forms = {row["form"] for row in registry.rows("forms")}
    of_section = {
        row["indicator_id"] for row in registry.rows("indicators") if row["entity_type"] == "section"
    }

    def missing(each: Input) -> str:
        seed = "county_items" if each.relation == "county_facts" else "filed_items"
        return f"{each.relation}.{each.item} is no filed item: {seed}.csv has no such row."

    for name, model in models.indicators.items():
        for each in {each for part in model.inputs.values() for each in part}:
            if (each.relation, each.item) not in items:
                yield Fault(model.file, 0, missing(each), _ITEM)
            elif name in of_section and each.role == "numerator":
                item = f"{each.relation}.{each.item}"
                if item not in models.section_items:
                    remedy = "Add it to section_items in macros/section_indicator.sql."
                    yield Fault(model.file, 0, f"The model section has no column of {item}.", remedy)
    for row in registry.rows("indicator_inputs"):
        each = Input(row["role"], row["relation"], row["item"])
        if (each.relation, each.item) not in items:
            yield row.fault(missing(each), _ITEM)
        elif not items[each.relation, each.item]["form"] and row["member_stage"] not in forms:
            reason = f"{row['relation']}.{row['item']} is filed on the sheet {row['member_stage']}, "
            yield row.fault(reason + "which forms.csv does not have.", "Add the form.")
        is_shared = row["is_shared"] == "true"
        if row["role"] in _LOOKED_AT and (row.number("coefficient") != 1 or is_shared):
            reason = f"A {row['role']} is looked at and not summed: nothing multiplies it."
            yield row.fault(reason, "Write coefficient 1 and is_shared false.")
        elif is_shared and row["member_stage"] == _EVERY_STAGE:
            reason = "Of what a school has for every stage no stage has a share."
            yield row.fault(reason, "Write is_shared false, or the stage.")
    for filed in items.values():
        if filed["form"] and filed["form"] not in forms:
            yield filed.fault(f"forms.csv has no form {filed['form']}.", "Add it, or correct the form.")


def _numbering_faults(registry: Registry) -> Iterator[Fault]:
    """Every part of indicator_inputs.csv says how many inputs it has, so that a lost row is seen."""
    parts: dict[tuple[str, str], list[Row]] = {}
    for row in registry.rows("indicator_inputs"):
        parts.setdefault((row["indicator_id"], row["part_id"]), []).append(row)
    for (name, part), rows in parts.items():
        numbers = sorted(row.number("input_order") or 0 for row in rows)
        for row in rows:
            count = row.number("inputs") or 0
            if numbers != [float(each) for each in range(1, int(count) + 1)]:
                told = ", ".join(f"{each:g}" for each in numbers)
                reason = f"{name} {part} has {count:g} inputs, and rows for {told}."
                yield row.fault(reason, "Restore the missing row, or number them anew.")
                break


def _named_rule_faults(registry: Registry, models: Models) -> Iterator[Fault]:
    """Rules that a model reads by name and no row states."""
    transitions = {(row["transition_rule_id"], row["parameter"]) for row in registry.rows("transition_rules")}
    funding = {(row["rule_id"], "") for row in registry.rows("funding_rules")}
    for model in (*models.indicators.values(), *models.others):
        for name, parameter in sorted(model.rules - transitions - funding):
            seed = "transition_rules" if parameter else "funding_rules"
            reason = f"{model.file} reads {f'{name} {parameter}'.strip()}, which no row states."
            yield Fault(f"{seed}.csv", 0, reason, "Restore the row with its citation.")


def _expansion_faults(registry: Registry, models: Models) -> Iterator[Fault]:
    """What a formula takes from elsewhere in the registry, in every year that it is judged."""
    stages = {row["stage"] for row in registry.rows("school_type_stages")}
    compulsory = sorted({row["stage"] for row in registry.rows("scope")})
    needed: set[tuple[str, str, str, str]] = set()  # indicator, seed, column, value
    for row in registry.rows("indicator_inputs"):
        name = row["indicator_id"]
        if row["item"] == "over_limit":
            needed.add((name, "class_limits", "stage", row["member_stage"]))
        if row["expands"] == "per_room":
            needed.add((name, "room_standards", "part_id", row["part_id"]))
        elif row["expands"] == "subjects":
            needed.add((name, "monitoring_cycles", _ANY_ROW, "the cycle"))
        elif row["expands"]:
            seed = "survey_rules" if row["role"] in _LOOKED_AT else "funding_rules"
            needed.add((name, seed, "rule_id", row["expands"]))
    for name, model in models.indicators.items():
        inputs = {each for part in model.inputs.values() for each in part}
        if any(each.role == "split" for each in inputs):
            needed |= {(name, "split_weights", "stage", stage) for stage in stages}
        if any(each.item == "above_required" for each in inputs):
            needed |= {(name, "qualifications", "stage", stage) for stage in compulsory}
    told = set()
    for name, seed, column, value in sorted(needed):
        judged = _years(registry, "thresholds", "indicator_id", name)
        judged += _years(registry, "balance_indicators", "indicator_id", name)
        there = _years(registry, seed, column, value)
        for first, last in gaps(joined(judged), joined(there)):
            reason = f"No row holds for {value} in {in_years(first, last)}, which {name} needs."
            if (seed, value) not in told:
                yield Fault(f"{seed}.csv", 0, reason, "Restore the row with its citation.")
            told.add((seed, value))


def _years(registry: Registry, seed: str, column: str, value: str) -> list[tuple[int, int]]:
    return [row.years for row in registry.rows(seed) if column == _ANY_ROW or row[column] == value]
