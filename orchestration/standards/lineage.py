"""Which row holds: a rule set's own, or else that of the nearest rule set it inherits from.

What belongs here: lines of ancestors, resolution by year, the years between which nothing changes.
What does not: comparing two rule sets (`compare`), the same resolution in SQL (the models' own).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from orchestration.standards.registry import UNTIL_REPLACED, Registry, Row, Seed

RuleKey = tuple[str, ...]


def rule_set(registry: Registry, standard_id: str) -> Row:
    """The row of a rule set. Raises KeyError if there is none."""
    for row in registry.rows("rule_sets"):
        if row["standard_id"] == standard_id:
            return row
    raise KeyError(standard_id)


def lineage(registry: Registry, standard_id: str) -> list[str]:
    """The rule set and its ancestors, nearest first; a circle or an unknown ancestor ends the line."""
    parents = {row["standard_id"]: row["inherits_standard_id"] for row in registry.rows("rule_sets")}
    line: list[str] = []
    current = standard_id
    while current in parents and current not in line:
        line.append(current)
        current = parents[current]
    return line


def rule_key(seed: Seed, row: Row) -> RuleKey:
    """What the row is about: its key without the rule set that states it."""
    return tuple(row[column] for column in seed.key if column != "standard_id")


class Rules:
    """The rows of one rule set and its ancestors, by seed."""

    def __init__(self, registry: Registry, standard_id: str) -> None:
        self.standard_id = standard_id
        self.line = lineage(registry, standard_id)
        self._by_seed: dict[str, list[list[Row]]] = {}

    def stated(self, seed: Seed) -> list[Row]:
        """Every row of the seed that the line states, the nearest rule set's first."""
        return [row for rows in self._ranked(seed) for row in rows]

    def resolved(self, seed: Seed, year: int) -> dict[RuleKey, Row]:
        """Per key the row that holds in a school year."""
        holding: dict[RuleKey, Row] = {}
        for rows in self._ranked(seed):
            for row in rows:
                if row.holds_in(year):
                    holding.setdefault(rule_key(seed, row), row)
        return holding

    def _ranked(self, seed: Seed) -> list[list[Row]]:
        if seed.name not in self._by_seed:
            by_standard: dict[str, list[Row]] = {}
            for row in seed.rows:
                by_standard.setdefault(row["standard_id"], []).append(row)
            self._by_seed[seed.name] = [by_standard.get(each, []) for each in self.line]
        return self._by_seed[seed.name]


def segments(rows: Iterable[Row], first: int, last: int) -> list[tuple[int, int]]:
    """The years first to last, cut wherever one of the rows begins or ends to hold."""
    cuts = {first}
    for row in rows:
        begins, ends = row.years
        cuts |= {year for year in (begins, ends + 1) if first < year <= min(last, UNTIL_REPLACED)}
    starts = sorted(cuts)
    return [(start, following - 1) for start, following in zip(starts, [*starts[1:], last + 1], strict=True)]


def joined(years: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges of years in order, with those that follow each other made one."""
    whole: list[tuple[int, int]] = []
    for first, last in sorted(years):
        if whole and first <= whole[-1][1] + 1:
            whole[-1] = (whole[-1][0], max(last, whole[-1][1]))
        else:
            whole.append((first, last))
    return whole


def gaps(wanted: Sequence[tuple[int, int]], there: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The years wanted that are not there; both in order, without overlaps."""
    for first, last in wanted:
        for begins, ends in there:
            if ends < first or begins > last:
                continue
            if begins > first:
                yield first, begins - 1
            first = ends + 1
        if first <= last:
            yield first, last
