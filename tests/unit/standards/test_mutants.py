"""The mutants of `make mutate`: each is one change, and the file that carries it is a sound table."""

from __future__ import annotations

import csv
import io

import pytest

from orchestration.settings import Settings
from orchestration.standards.registry import Registry, load_registry
from tests.mutation.mutants import NO_RULES, Mutant, mutants, mutated


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry(Settings.from_environment().standards_dir)[0]


@pytest.fixture(scope="module")
def every(registry: Registry) -> list[Mutant]:
    return list(mutants(registry, lambda seed, column: True))


def test_every_rule_has_mutants(registry: Registry, every: list[Mutant]) -> None:
    changed = {(each.seed, each.line) for each in every}
    rules = [seed for name, seed in registry.seeds.items() if name not in NO_RULES and not seed.is_plan]
    assert changed == {(seed.name, row.line) for seed in rules for row in seed.rows}
    cells = {(each.seed, each.column) for each in every}
    assert {("thresholds", name) for name in ("operator", "threshold", "floor_share")} <= cells
    assert {("balance_limits", "cv_limit"), ("split_weights", "weight"), ("scope", "students_min")} <= cells
    assert {("school_rules", "indicators_required"), ("scope", ""), ("rule_sets", "decides_on")} <= cells


def test_a_mutant_is_one_change(registry: Registry, every: list[Mutant]) -> None:
    for mutant in every:
        seed = registry.seeds[mutant.seed]
        rows = list(csv.DictReader(io.StringIO(mutated(seed, mutant))))
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


def test_what_no_model_reads_is_left_out(registry: Registry) -> None:
    only = list(mutants(registry, lambda seed, column: (seed, column) == ("thresholds", "threshold")))
    assert {(each.seed, each.column) for each in only} == {("thresholds", "threshold")}
