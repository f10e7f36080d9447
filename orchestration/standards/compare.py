"""Two rule sets side by side: what only one of them asks, what the other replaces, in which years.

What belongs here: the comparison after inheritance. What does not: showing it.
"""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.standards.lineage import Rules, joined, rule_set, segments
from orchestration.standards.registry import FROM_YEAR, TO_YEAR, Registry, Row, Seed

ONLY_A, ONLY_B, REPLACED = "only in A", "only in B", "replaced"
_NO_VALUE = frozenset({"standard_id", "citation", FROM_YEAR, TO_YEAR})


@dataclass(frozen=True)
class Difference:
    """One rule on which two rule sets differ, in the school years `first_year` to `last_year`.

    `rule` is the seed's name, `key` what the rule is about. `a` and `b` hold the values that differ
    (all of them where the other side has no such rule), None where the side has no such rule;
    `stated_by` and `citation` are those of the row that holds there.
    """

    kind: str
    rule: str
    key: dict[str, str]
    first_year: int
    last_year: int
    a: dict[str, str] | None
    b: dict[str, str] | None
    a_stated_by: str | None
    b_stated_by: str | None
    a_citation: str | None
    b_citation: str | None


def common_years(registry: Registry, a: str, b: str) -> tuple[int, int] | None:
    """The school years in which both are in force; None if there is none. KeyError: no such rule set."""
    years_a, years_b = rule_set(registry, a).years, rule_set(registry, b).years
    first, last = max(years_a[0], years_b[0]), min(years_a[1], years_b[1])
    return (first, last) if first <= last else None


def compare(registry: Registry, a: str, b: str, year: int | None = None) -> list[Difference]:
    """Differences between two rule sets in the years in which both are in force, or in one of these.

    Rows of a seed are matched by its key; citations alone make no difference. Raises KeyError if
    there is no such rule set.
    """
    years = common_years(registry, a, b)
    if years is None or (year is not None and not years[0] <= year <= years[1]):
        return []
    if year is not None:
        years = (year, year)
    sides = Rules(registry, a), Rules(registry, b)
    return [found for seed in registry.rule_seeds() for found in _of_seed(seed, *sides, years)]


def _of_seed(seed: Seed, a: Rules, b: Rules, years: tuple[int, int]) -> list[Difference]:
    """Differences of one seed; the years of equal ones that follow each other are joined."""
    found: dict[tuple[tuple[str, ...], int, int], tuple[Row | None, Row | None, list[tuple[int, int]]]] = {}
    for segment in segments([*a.stated(seed), *b.stated(seed)], *years):
        in_a, in_b = a.resolved(seed, segment[0]), b.resolved(seed, segment[0])
        for key in sorted(in_a.keys() | in_b.keys()):
            row_a, row_b = in_a.get(key), in_b.get(key)
            if row_a is not None and row_b is not None and _values(seed, row_a) == _values(seed, row_b):
                continue
            pair = (key, row_a.line if row_a else 0, row_b.line if row_b else 0)
            found.setdefault(pair, (row_a, row_b, []))[2].append(segment)
    return [
        _difference(seed, row_a, row_b, each)
        for row_a, row_b, ranges in found.values()
        for each in joined(ranges)
    ]


def _difference(seed: Seed, row_a: Row | None, row_b: Row | None, years: tuple[int, int]) -> Difference:
    values_a = None if row_a is None else _values(seed, row_a)
    values_b = None if row_b is None else _values(seed, row_b)
    kind = REPLACED
    if values_a is None or values_b is None:
        kind = ONLY_B if values_a is None else ONLY_A
    else:
        unequal = [column for column, value in values_a.items() if values_b[column] != value]
        values_a = {column: values_a[column] for column in unequal}
        values_b = {column: values_b[column] for column in unequal}
    any_row = row_a or row_b
    assert any_row is not None  # one side has a row, or there were no difference
    return Difference(
        kind=kind,
        rule=seed.name,
        key={column: any_row[column] for column in seed.key if column != "standard_id"},
        first_year=years[0],
        last_year=years[1],
        a=values_a,
        b=values_b,
        a_stated_by=row_a["standard_id"] if row_a else None,
        b_stated_by=row_b["standard_id"] if row_b else None,
        a_citation=row_a["citation"] if row_a else None,
        b_citation=row_b["citation"] if row_b else None,
    )


def _values(seed: Seed, row: Row) -> dict[str, str]:
    """What the rule says: neither its key, nor its dates, nor whom it is stated by."""
    return {column: row[column] for column in seed.columns if column not in _NO_VALUE | set(seed.key)}
