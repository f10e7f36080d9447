"""Who may notice a mutant: the check of the registry, the oracle, dbt's unit tests, the registry's own tests.

What belongs here: one question to each, whether it notices. What does not: the order in which they
are asked.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orchestration.standards.check import check_registry
from orchestration.standards.faults import Fault
from orchestration.standards.registry import Seed
from tests.mutation.models import CompiledModels
from tests.mutation.mutants import Mutant
from tests.support.expected_marts import Row, differences
from tests.support.expected_standard import KEYS

#: Rows handed to the slow comparison at first; nearly always one of them decides.
_FIRST = 50


class RegistryJudge:
    """The check that every build waits for: it notices if it names a fault that was not there."""

    def __init__(self, standards_dir: Path) -> None:
        self._standards_dir = standards_dir
        self._before: set[Fault] = set(check_registry(standards_dir))

    def notices(self) -> bool:
        """Whether the registry as it now stands has a new fault."""
        return not set(check_registry(self._standards_dir)) <= self._before


class OracleJudge:
    """The marts against the oracle's rows: the same comparison as `test_whole_standard_against_oracle`."""

    def __init__(self, models: CompiledModels, expected: dict[str, list[Row]]) -> None:
        self._models = models
        self._expected = {
            table: {_key(table, row): row for row in rows} for table, rows in expected.items() if rows
        }
        self._standards = {row["standard_id"] for rows in expected.values() for row in rows}
        self._columns = {
            table: tuple(dict.fromkeys(name for row in rows for name in row if not name.startswith("_")))
            for table, rows in expected.items()
            if rows
        }
        for table in self._expected:
            models.keep_as_baseline(table)

    def notices(self, seed: Seed, file: Path) -> bool:
        """Whether any mart built on the changed seed differs from what the oracle expects."""
        tables = [table for table in self._expected if self._models.affected(seed.name, table)]
        with self._models.with_seed(seed, file) as rebuild:
            for table in tables:
                appeared, gone = rebuild.changed_rows(table, self._columns[table])
                if self._differ(table, appeared, gone):
                    return True
        return False

    def _differ(self, table: str, appeared: list[Row], gone: list[Row]) -> bool:
        """Whether rows that differ from the baseline differ from the oracle's too.

        Most differ at once; only where the first do not (their last binary digits changed) are all read.
        """
        expected = self._expected[table]
        judged = [row for row in appeared if row["standard_id"] in self._standards]
        there = {_key(table, row) for row in judged}
        if any(_key(table, row) in expected and _key(table, row) not in there for row in gone):
            return True
        for found in (judged[:_FIRST], judged):
            keys = {_key(table, row) for row in found}
            wanted = [expected[key] for key in keys if key in expected]
            if found and differences(table, KEYS[table], wanted, found):
                return True
        return False


def _key(table: str, row: Row) -> tuple[Any, ...]:
    return tuple(row[column] for column in KEYS[table])


class UnitTestJudge:
    """dbt's unit tests that read the changed seed, in a warehouse of their own.

    dbt reads a seed that a unit test names without rows when it parses; the change is made in the
    parsed project, so that it parses once only. Runs dbt in this process.
    """

    def __init__(self, project_dir: Path, environment: dict[str, str], seeds: Mapping[str, Seed]) -> None:
        from dbt.cli.main import dbtRunner

        os.environ.update(environment)
        place = ["--project-dir", str(project_dir), "--profiles-dir", str(project_dir)]
        self._quietly = ["--log-level", "none", "--log-level-file", "none"]
        parsed = dbtRunner().invoke([*self._quietly, "parse", *place])
        if parsed.exception is not None:
            raise parsed.exception
        manifest: Any = parsed.result
        self._runner = dbtRunner(manifest=manifest)
        self._test = ["test", *place, "--select"]
        self._readers: dict[str, list[tuple[str, Any]]] = {}
        for test in manifest.unit_tests.values():
            for given in test.given:
                seed = seeds.get(given.input.removeprefix("ref('").removesuffix("')"))
                if seed is not None and _is_whole(seed, given.rows):
                    self._readers.setdefault(seed.name, []).append((test.name, given))

    def are_sound(self) -> bool:
        """Whether every unit test passes while nothing is changed."""
        return self._pass({name for readers in self._readers.values() for name, _ in readers})

    def notices(self, seed: Seed, mutant: Mutant) -> bool:
        """Whether a unit test that reads the seed fails."""
        readers = self._readers.get(seed.name, [])
        if not readers:
            return False
        kept = [(given, given.rows) for _, given in readers]
        place = next(index for index, row in enumerate(seed.rows) if row.line == mutant.line)
        try:
            for given, rows in kept:
                changed = {**rows[place], mutant.column: mutant.becomes} if mutant.column else None
                given.rows = [*rows[:place], *([changed] if changed else []), *rows[place + 1 :]]
            return not self._pass({name for name, _ in readers})
        finally:
            for given, rows in kept:
                given.rows = rows

    def _pass(self, names: set[str]) -> bool:
        selected = [f"unit_test:{name}" for name in sorted(names)]
        result = self._runner.invoke([*self._quietly, *self._test, *selected])
        if result.exception is not None:
            raise result.exception
        return bool(result.success)


def _is_whole(seed: Seed, rows: Any) -> bool:
    """Whether a unit test's rows are the seed's own, and not made up for it."""
    return isinstance(rows, list) and [dict(row) for row in rows] == [dict(row.values) for row in seed.rows]


def suite_notices(checkout: Path, tests: list[str]) -> bool:
    """Whether a pytest suite fails in a checkout whose registry is the changed one."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    done = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stdout.decode("utf-8", "replace")[-2000:])
    return done.returncode == 1
