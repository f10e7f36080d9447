"""Faults between rows: lines of inheritance, and rules that are missing in some year.

What belongs here: what must be there for a rule set to decide. What does not: single rows
(`check_rows`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orchestration.standards.check_rows import in_years
from orchestration.standards.faults import Fault
from orchestration.standards.lineage import Rules, joined, lineage, segments
from orchestration.standards.registry import Registry, Row, Seed

#: The models (rule_set_lineage) follow a rule set to its parent and grandparent.
GENERATIONS = 2
_ALL = "ALL"
_DECIDING = ("thresholds", "scope", "balance_indicators", "balance_limits", "dimensions")


def coverage_faults(registry: Registry) -> Iterator[Fault]:
    """Faults of inheritance, dates of rule sets, and requirements that nothing decides."""
    circles = list(_inheritance_faults(registry))
    yield from circles
    yield from _date_faults(registry)
    if circles:
        return  # what a broken line inherits cannot be told
    yield from _undecided_faults(registry)
    yield from _school_rule_faults(registry)
    yield from _band_faults(registry)
    yield from _target_faults(registry)


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

    def without_limit(self, indicators: Iterable[Row], year: int) -> list[tuple[Row, list[str]]]:
        """The indicators that nothing decides in a year, each with the stages where that is so.

        One whose differences between schools are compared needs a limit of them; another a threshold.
        One judged by section needs it for each stage in scope.
        """
        thresholds = {(row["indicator_id"], row["stage"]) for row in self.rows("thresholds", year)}
        limits = {(row["indicator_id"], row["stage"]) for row in self.rows("balance_limits", year)}
        compared = {row["indicator_id"] for row in self.rows("balance_indicators", year)}
        in_scope = sorted({row["stage"] for row in self.rows("scope", year)})
        composite = {stage for name, stage in limits if name == _ALL}
        found = []
        for indicator in indicators:
            name = indicator["indicator_id"]
            stages = in_scope if indicator["entity_type"] == "section" and in_scope else ["all"]
            own = {stage for stage in stages if (name, stage) in thresholds}
            difference = {stage for stage in stages if (name, stage) in limits or stage in composite}
            if name not in compared:
                missing = set(stages) - own
            elif composite:
                # Judged by the mean of the differences alone, as basic balance is.
                missing = set(stages) - difference
            else:
                missing = set(stages) - (own & difference)
            if missing:
                found.append((indicator, sorted(missing)))
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


def _undecided_faults(registry: Registry) -> Iterator[Fault]:
    """Indicators that a rule set must judge and that nothing decides.

    Where several rule sets state one dimension, each has its part of its indicators: then their
    number is held against `indicators_expected`.
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
                missing = decisions.without_limit(indicators, years[0])
                lacking = {indicator["indicator_id"] for indicator, _ in missing}
                decided = {row["indicator_id"] for row in indicators} - lacking
                decided_somewhere |= decided
                if len(owners[name]) == 1:
                    for indicator, stages in missing:
                        where = "" if stages == ["all"] else f" for {' and '.join(stages)}"
                        by = f"{dimension['standard_id']} has no threshold or limit{where}"
                        told.add(indicator, f"{indicator['indicator_id']}: {by}", years)
                expected = dimension.number("indicators_expected")
                counted = len(indicators) if len(owners[name]) == 1 else len(decided)
                if expected is not None and counted != expected:
                    reason = f"{name} expects {expected:g} indicators and has {counted}"
                    told.add(dimension, reason, years)
    yield from told.faults("Add the missing row with its citation, or correct what is expected.")
    for row in registry.rows("indicators"):
        shared = len(owners.get(row["dimension_id"], ())) > 1
        if shared and row["indicator_id"] not in decided_somewhere:
            reason = f"{row['indicator_id']} has no threshold or limit in any rule set."
            yield row.fault(reason, "Add one with its citation, or remove the indicator.")


def _school_rule_faults(registry: Registry) -> Iterator[Fault]:
    """Counts of `school_rules` against the indicators they count."""
    expected = {
        (row["standard_id"], row["dimension_id"]): row.number("indicators_expected")
        for row in registry.rows("dimensions")
    }
    for row in registry.rows("school_rules"):
        counted = row.number("indicators")
        there = expected.get((row["standard_id"], row["dimension_id"]), counted)
        if counted is not None and counted != there:
            reason = f"It counts {counted:g} indicators, {row['dimension_id']} has {there:g}."
            yield row.fault(reason, "Write the number that the dimension has.")


def _band_faults(registry: Registry) -> Iterator[Fault]:
    """Bands and their vetoes that rest on an indicator without a threshold in the rule set."""
    stated = {(row["standard_id"], row["indicator_id"]) for row in registry.rows("thresholds")}
    for name in ("grade_bands", "band_vetoes"):
        for row in registry.rows(name):
            if row["indicator_id"] != _ALL and (row["standard_id"], row["indicator_id"]) not in stated:
                reason = f"{row['indicator_id']} has no threshold in {row['standard_id']}."
                yield row.fault(reason, "Add it to thresholds.csv with its citation.")


def _target_faults(registry: Registry) -> Iterator[Fault]:
    """Targets of plans that differ from the threshold that decides them."""
    thresholds: dict[tuple[str, str], Row] = {}
    for row in registry.rows("thresholds"):
        thresholds[(row["standard_id"], row["indicator_id"])] = row
    for row in registry.rows("plan_targets"):
        decides = thresholds.get((row["standard_id"], row["indicator_id"]))
        if decides is None:
            continue
        stated = f"{row['operator']} {row['value']}"
        if row.number("value") != decides.number("threshold") or row["operator"] != decides["operator"]:
            deciding = f"{decides['operator']} {decides['threshold']}"
            reason = f"The target is {stated}, but thresholds.csv row {decides.line} decides by {deciding}."
            yield row.fault(reason, "Make the two equal.")
