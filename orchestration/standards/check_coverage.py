"""Faults between rows: lines of inheritance, and rules that are missing in some year.

What belongs here: what must be there for a rule set to decide. What does not: single rows
(`check_rows`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from orchestration.standards.check_formulas import Parts
from orchestration.standards.check_rows import in_years
from orchestration.standards.faults import Fault
from orchestration.standards.lineage import Rules, gaps, joined, lineage, segments
from orchestration.standards.registry import Registry, Row, Seed

#: The models (rule_set_lineage) follow a rule set to its parent and grandparent.
GENERATIONS = 2
_ALL = "ALL"
_WHOLE = frozenset({"value"})
#: Where indicators stand that only move a county a band down, whatever the rule set's dimensions are.
_BAND_VETO = "band_veto"
#: Indicators that stand ready for local plans: one of which no plan names a limit judges nobody.
_NAMED_BY_PLANS = "named_by_plans"
_DECIDING = ("thresholds", "scope", "balance_indicators", "balance_limits", "dimensions")


def coverage_faults(registry: Registry, parts: Mapping[str, Parts]) -> Iterator[Fault]:
    """Faults of inheritance, dates of rule sets, and requirements that nothing decides.

    parts: those of each indicator whose model is there; the others are taken to have one.
    """
    circles = list(_inheritance_faults(registry))
    yield from circles
    yield from _date_faults(registry)
    if circles:
        return  # what a broken line inherits cannot be told
    yield from _undecided_faults(registry, parts)
    yield from _idle_limit_faults(registry, parts)
    yield from _school_rule_faults(registry)
    yield from _band_faults(registry)


def _inheritance_faults(registry: Registry) -> Iterator[Fault]:
    by_id = {row["standard_id"]: row for row in registry.rows("rule_sets")}
    for row in registry.rows("rule_sets"):
        parent = by_id.get(row["inherits_standard_id"])
        if parent is None:
            continue
        line = lineage(registry, row["standard_id"])
        if by_id[line[-1]]["inherits_standard_id"] in line:
            circle = " → ".join([*line, by_id[line[-1]]["inherits_standard_id"]])
            yield row.fault(f"It inherits from itself: {circle}.", "Break the circle.")
        elif len(line) > GENERATIONS + 1:
            reason = f"It has more than {GENERATIONS} ancestors: {' → '.join(line)}."
            yield row.fault(reason, "Inherit from a nearer one.")
        elif row.years[0] < parent.years[0] or row.years[1] > parent.years[1]:
            reason = f"It holds in {in_years(*row.years)}, but {parent['standard_id']} only in "
            yield row.fault(reason + f"{in_years(*parent.years)}.", "Fit the years of the two.")


def _date_faults(registry: Registry) -> Iterator[Fault]:
    """Rules dated outside the years of the rule set that states them."""
    by_id = {row["standard_id"]: row for row in registry.rows("rule_sets")}
    for seed in registry.rule_seeds():
        for row in seed.rows:
            standard = by_id.get(row["standard_id"])
            if not seed.is_dated or standard is None:
                continue
            if row.years[0] < standard.years[0] or row.years[1] > standard.years[1]:
                reason = f"It holds in {in_years(*row.years)}, its rule set {row['standard_id']} in "
                yield row.fault(reason + f"{in_years(*standard.years)}.", "Fit the years of the two.")


class _Decisions:
    """What a rule set and its ancestors decide, year by year."""

    def __init__(self, registry: Registry, standard: Row) -> None:
        self._rules = Rules(registry, standard["standard_id"])
        self._years = standard.years
        self._seeds = {name: registry.seeds.get(name, Seed(name)) for name in _DECIDING}

    def segments(self) -> list[tuple[int, int]]:
        """The rule set's years, cut where something that decides changes."""
        stated = [row for seed in self._seeds.values() for row in self._rules.stated(seed)]
        return segments(stated, *self._years)

    def rows(self, seed: str, year: int) -> list[Row]:
        """The rows of a seed that hold in a year."""
        return list(self._rules.resolved(self._seeds[seed], year).values())

    def without_limit(
        self, indicators: Iterable[Row], parts: Mapping[str, Parts], year: int
    ) -> list[tuple[Row, list[str]]]:
        """The indicators that nothing decides in a year, each with the stages or parts where that is so.

        One whose differences between schools are compared needs a limit of them; another a threshold.
        One judged by section needs it for each stage in scope, another for each of its parts.
        """
        thresholds = {
            (row["indicator_id"], row["part_id"], row["stage"]) for row in self.rows("thresholds", year)
        }
        limits = {(row["indicator_id"], row["stage"]) for row in self.rows("balance_limits", year)}
        compared = {row["indicator_id"] for row in self.rows("balance_indicators", year)}
        in_scope = sorted({row["stage"] for row in self.rows("scope", year)})
        composite = {stage for name, stage in limits if name == _ALL}
        found = []
        for indicator in indicators:
            name = indicator["indicator_id"]
            if indicator["entity_type"] != "section":
                required = parts[name].required if name in parts else _WHOLE
                lacking = sorted(part for part in required if (name, part, "all") not in thresholds)
                if lacking:
                    found.append((indicator, [] if required == _WHOLE else [f"part {x}" for x in lacking]))
                continue
            stages = in_scope or ["all"]
            own = {stage for stage in stages if (name, "value", stage) in thresholds}
            difference = {stage for stage in stages if (name, stage) in limits or stage in composite}
            if name not in compared:
                missing = set(stages) - own
            elif composite:
                # Judged by the mean of the differences alone, as basic balance is.
                missing = set(stages) - difference
            else:
                missing = set(stages) - (own & difference)
            if missing:
                found.append((indicator, [] if stages == ["all"] else sorted(missing)))
        return found


class _Told:
    """Faults that hold in ranges of years; the same of an heir and its ancestor is told once."""

    def __init__(self) -> None:
        self._years: dict[tuple[str, int, str], tuple[Row, list[tuple[int, int]]]] = {}

    def add(self, row: Row, reason: str, years: tuple[int, int]) -> None:
        """Note one range of years."""
        self._years.setdefault((row.seed, row.line, reason), (row, []))[1].append(years)

    def faults(self, remedy: str) -> Iterator[Fault]:
        """Each reason with its whole years."""
        for (_, _, reason), (row, years) in self._years.items():
            for first, last in joined(years):
                yield row.fault(f"{reason} in {in_years(first, last)}.", remedy)


def _undecided_faults(registry: Registry, parts: Mapping[str, Parts]) -> Iterator[Fault]:
    """Indicators that a rule set must judge and that nothing decides.

    How many a dimension has in a year is `indicators_expected`: one that begins or ends to hold has a
    limit in some years only. Where several rule sets state a dimension, each has its part of it.
    """
    owners: dict[str, set[str]] = {}
    for row in registry.rows("dimensions"):
        owners.setdefault(row["dimension_id"], set()).add(row["standard_id"])
    told = _Told()
    decided_somewhere: set[str] = set()
    for standard in registry.rows("rule_sets"):
        decisions = _Decisions(registry, standard)
        for years in decisions.segments():
            for dimension in decisions.rows("dimensions", years[0]):
                name = dimension["dimension_id"]
                indicators = [row for row in registry.rows("indicators") if row["dimension_id"] == name]
                missing = decisions.without_limit(indicators, parts, years[0])
                lacking = {indicator["indicator_id"] for indicator, _ in missing}
                decided = {row["indicator_id"] for row in indicators} - lacking
                decided_somewhere |= decided
                expected = dimension.number("indicators_expected")
                if expected is None or len(decided) == expected:
                    continue
                if missing and len(owners[name]) == 1:
                    decided_somewhere |= lacking  # or so it will be, with what is named here
                    for indicator, places in missing:
                        where = f" for {' and '.join(places)}" if places else ""
                        by = f"{dimension['standard_id']} has no threshold or limit{where}"
                        told.add(indicator, f"{indicator['indicator_id']}: {by}", years)
                else:
                    reason = f"{name} expects {expected:g} indicators and has {len(decided)}"
                    told.add(dimension, reason, years)
    yield from told.faults("Add the missing row with its citation, or correct what is expected.")
    for row in registry.rows("indicators"):
        is_ready = row["dimension_id"] == _NAMED_BY_PLANS
        if row["dimension_id"] in owners and row["indicator_id"] not in decided_somewhere and not is_ready:
            reason = f"{row['indicator_id']} has no threshold or limit in any rule set."
            yield row.fault(reason, "Add one with its citation, or remove the indicator.")


def _idle_limit_faults(registry: Registry, parts: Mapping[str, Parts]) -> Iterator[Fault]:
    """Limits that nothing is held against, and parts without any: what they were meant for is not judged."""
    indicators = {row["indicator_id"]: row for row in registry.rows("indicators")}
    limited: set[tuple[str, str]] = set()
    for row in registry.rows("thresholds"):
        name, part, stage = row["indicator_id"], row["part_id"], row["stage"]
        limited.add((name, part))
        indicator = indicators.get(name)
        if indicator is None:
            continue
        known = parts[name].required | parts[name].optional if name in parts else None
        if known is not None and part not in known:
            told = ", ".join(sorted(known)) or "none"
            yield row.fault(f"{name} has no part {part}; it has: {told}.", "Correct the part.")
        if (row["operator"] == "") != (row["threshold"] == ""):
            reason = f"{name} has an operator without a limit, or a limit without an operator."
            yield row.fault(reason, "State both, or leave both blank: then it is shown and not judged.")
        elif row["operator"] == "" and indicator["entity_type"] == "section":
            reason = f"{name} of a section is shown without a row, and judged by the differences alone."
            yield row.fault(reason, "State a limit, or remove the row.")
        if (stage == "all") == (indicator["entity_type"] == "section"):
            reason = f"{name} is judged by {indicator['entity_type']}, and the row says stage {stage}."
            yield row.fault(reason, "Correct the stage.")
        dimension = indicator["dimension_id"]
        there = _dimension_years(registry, row["standard_id"], dimension)
        for years in () if dimension == _BAND_VETO else gaps([row.years], there):
            where = f"{row['standard_id']} has no dimension {dimension} in {in_years(*years)}"
            yield row.fault(f"{where}, where {name} counts.", "Add it to dimensions.csv with its citation.")
    for name, each in parts.items():
        for part in sorted(each.optional):
            if (name, part) not in limited:
                reason = f"No rule set sets a limit for part {part} of {name}."
                yield indicators[name].fault(reason, "Add one with its citation, or remove the part.")
    stated = {
        tuple(row[column] for column in ("standard_id", "indicator_id", "part_id"))
        for row in registry.rows("thresholds")
    }
    for row in registry.rows("asked_from"):
        if tuple(row[column] for column in ("standard_id", "indicator_id", "part_id")) not in stated:
            reason = f"{row['standard_id']} sets no limit for {row['indicator_id']} {row['part_id']}."
            yield row.fault(reason, "Add it to thresholds.csv with its citation, or remove the row.")
    for row in registry.rows("balance_limits"):
        compared = _stated_in_line(registry, row["standard_id"], "balance_indicators", "indicator_id")
        if row["indicator_id"] not in compared | {_ALL}:
            reason = f"{row['standard_id']} does not compare {row['indicator_id']} between schools."
            yield row.fault(reason, "Add it to balance_indicators.csv with its citation.")


def _dimension_years(registry: Registry, standard_id: str, dimension_id: str) -> list[tuple[int, int]]:
    """The years in which a rule set, or one it inherits from, has a dimension."""
    line = lineage(registry, standard_id)
    return joined(
        [
            row.years
            for row in registry.rows("dimensions")
            if row["dimension_id"] == dimension_id and row["standard_id"] in line
        ]
    )


def _stated_in_line(registry: Registry, standard_id: str, seed: str, column: str) -> set[str]:
    """What a rule set or one it inherits from states in a column of a seed, in whichever year."""
    line = lineage(registry, standard_id)
    return {row[column] for row in registry.rows(seed) if row["standard_id"] in line}


def _school_rule_faults(registry: Registry) -> Iterator[Fault]:
    """Counts of `school_rules` against the indicators they count, and stages without one."""
    for row in registry.rows("school_rules"):
        counted = row.number("indicators")
        for dimension in registry.rows("dimensions"):
            there = dimension.number("indicators_expected")
            is_its = all(dimension[name] == row[name] for name in ("standard_id", "dimension_id"))
            overlap = max(row.years[0], dimension.years[0]) <= min(row.years[1], dimension.years[1])
            if is_its and overlap and None not in (counted, there) and counted != there:
                reason = f"It counts {counted:g} indicators, {row['dimension_id']} has {there:g}."
                yield row.fault(reason, "Write the number that the dimension has.")
        own = [each for each in registry.rows("school_rules") if each["standard_id"] == row["standard_id"]]
        ruled = {each["stage"] for each in own if each["dimension_id"] == row["dimension_id"]}
        stages = _stated_in_line(registry, row["standard_id"], "scope", "stage")
        for stage in sorted(stages - ruled):
            reason = f"{row['dimension_id']} has a school rule in this stage, but none in {stage}."
            yield row.fault(reason, "Add the missing row with its citation.")
        others = _stated_in_line(registry, row["standard_id"], "school_rules", "dimension_id")
        if others != {row["dimension_id"]}:
            reason = (
                f"{row['standard_id']} has school rules in several dimensions: {', '.join(sorted(others))}."
            )
            yield row.fault(reason, "A section has one verdict: keep the school rule of one dimension.")


def _band_faults(registry: Registry) -> Iterator[Fault]:
    """Bands and their vetoes that rest on an indicator without a threshold in the rule set."""
    stated = {(row["standard_id"], row["indicator_id"]) for row in registry.rows("thresholds")}
    for name in ("grade_bands", "band_vetoes"):
        for row in registry.rows(name):
            if row["indicator_id"] != _ALL and (row["standard_id"], row["indicator_id"]) not in stated:
                reason = f"{row['indicator_id']} has no threshold in {row['standard_id']}."
                yield row.fault(reason, "Add it to thresholds.csv with its citation.")
