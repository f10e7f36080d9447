"""The mutants of `make mutate`: each is one change, and the file that carries it is a sound table."""

from __future__ import annotations

import csv
import io

import pytest

from orchestration.settings import Settings
from orchestration.standards.registry import Registry, load_registry
from tests.mutation.mutants import (
    NO_RULES,
    READ_BY_PYTHON,
    SHOWN_APART,
    Equivalent,
    Mutant,
    as_csv,
    batches,
    changed,
    mutants,
)
from tests.mutation.mutate import UnsoundBaselineError, told_apart


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry(Settings.from_environment().standards_dir)[0]


@pytest.fixture(scope="module")
def every(registry: Registry) -> list[Mutant]:
    return list(mutants(registry, lambda seed, column: True))


def test_every_rule_has_mutants(registry: Registry, every: list[Mutant]) -> None:
    changed = {(each.seed, each.line) for each in every}
    rules = [seed for name, seed in registry.seeds.items() if name not in NO_RULES]
    assert changed == {(seed.name, row.line) for seed in rules for row in seed.rows}
    cells = {(each.seed, each.column) for each in every}
    assert {("thresholds", name) for name in ("operator", "threshold", "floor_share")} <= cells
    assert {("balance_limits", "cv_limit"), ("split_weights", "weight"), ("scope", "students_min")} <= cells
    assert {("school_rules", "indicators_required"), ("scope", ""), ("rule_sets", "decides_on")} <= cells
    assert {("milestones", "target_year"), ("timetables", "share_numerator"), ("deadlines", "day")} <= cells


def test_a_mutant_is_one_change(registry: Registry, every: list[Mutant]) -> None:
    for mutant in every:
        seed = registry.seeds[mutant.seed]
        rows = list(csv.DictReader(io.StringIO(as_csv(changed(registry, mutant).seeds[seed.name]))))
        before = [dict(row.values) for row in seed.rows]
        if not mutant.column:
            assert len(rows) == len(before) - 1
            continue
        unequal = [
            (column, old[column], new[column])
            for old, new in zip(before, rows, strict=True)
            for column in seed.columns
            if old[column] != new[column]
        ]
        assert unequal == [(mutant.column, mutant.was, mutant.becomes)], mutant.name


def test_what_nothing_reads_is_left_out(registry: Registry) -> None:
    only = list(mutants(registry, lambda seed, column: (seed, column) == ("thresholds", "threshold")))
    assert {(each.seed, each.column) for each in only} == {("thresholds", "threshold"), *READ_BY_PYTHON}


def test_a_batch_changes_each_row_once_and_no_two_share_their_rows_of_a_mart(
    registry: Registry, every: list[Mutant]
) -> None:
    together = list(batches(every))
    assert {mutant.seed for batch in together for mutant in batch} == set(SHOWN_APART)
    assert sum(map(len, together)) == sum(mutant.seed in SHOWN_APART for mutant in every)
    for batch in together:
        assert len({(mutant.seed, mutant.column) for mutant in batch}) == 1
        assert len({mutant.line for mutant in batch}) == len(batch)
        seed = registry.seeds[batch[0].seed]
        unchanged = {row.line: dict(row.values) for row in seed.rows}
        rows = list(csv.DictReader(io.StringIO(as_csv(changed(registry, *batch).seeds[seed.name]))))
        if batch[0].column:
            lines = [line for line, row in zip(unchanged, rows, strict=True) if row != unchanged[line]]
            assert lines == [mutant.line for mutant in batch]


def test_equivalents_are_told_apart_and_must_speak_of_a_mutant(every: list[Mutant]) -> None:
    first = every[0]
    line = Equivalent(first.seed, "*", first.column, first.was, "*", "for the test")
    different, same = told_apart(every, [line])
    alike = [
        each for each in every if (each.seed, each.column, each.was) == (first.seed, first.column, first.was)
    ]
    assert same == {line: len(alike)} and len(different) + len(alike) == len(every)
    with pytest.raises(UnsoundBaselineError, match="speaks of no mutant"):
        told_apart(every, [Equivalent(first.seed, "no such row", "*", "*", "*", "for the test")])
