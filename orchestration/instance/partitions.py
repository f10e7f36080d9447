"""The school years as Dagster's partitions: those that stand in raw/, at any time.

What belongs here: keeping the list. What does not: what a partition holds. A window of years would be fixed
when the UI starts, and show years that nobody filed beside those that were.
"""

from __future__ import annotations

from collections.abc import Iterable

import dagster as dg

SCHOOL_YEARS = dg.DynamicPartitionsDefinition(name="school_year")


def keep_partitions(instance: dg.DagsterInstance, school_years: Iterable[int]) -> None:
    """Let the partitions be these years, in order: a range of partitions follows the order of the list."""
    name = str(SCHOOL_YEARS.name)
    wanted = [str(year) for year in sorted(school_years)]
    there = list(instance.get_dynamic_partitions(name))
    alike = next((n for n, pair in enumerate(zip(there, wanted, strict=False)) if pair[0] != pair[1]), None)
    kept = min(len(there), len(wanted)) if alike is None else alike
    for year in there[kept:]:
        instance.delete_dynamic_partition(name, year)
    if wanted[kept:]:
        instance.add_dynamic_partitions(name, wanted[kept:])
