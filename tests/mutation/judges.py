"""Who may notice a mutant: check and tests of the registry, oracle, evidence, dbt's unit tests.

What belongs here: one question to each, whether it notices. What does not: the order in which they
are asked.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from orchestration.standards.check import faults_of
from orchestration.standards.formulas import Models
from orchestration.standards.registry import Registry, Seed
from orchestration.trace.formula import sums
from orchestration.trace.numbers import close
from tests.mutation.models import CompiledModels
from tests.mutation.mutants import SHOWN_APART, Mutant
from tests.support.expected.comparison import Row, differences
from tests.support.expected.quality_balance import KEYS

#: What is built on what: a mart that others look at comes before them.
_CHEAPEST_FIRST = ("indicator_part", *(table for table in KEYS if table != "indicator_part"))
#: Rows handed to the slow comparison at first; nearly always one of them decides.
_FIRST = 50


class RegistryJudge:
    """The check that every build waits for: it notices if it names a fault that was not there."""

    def __init__(self, registry: Registry, models: Models) -> None:
        self._models = models
        self._before = frozenset(faults_of(registry, models))

    def notices(self, registry: Registry) -> bool:
        """Whether the changed registry has a new fault."""
        return any(fault not in self._before for fault in faults_of(registry, self._models))


@dataclass(frozen=True)
class Expectation:
    """What the oracle says of some counties under some rule sets: rows by mart."""

    standard_ids: frozenset[str]
    county_codes: frozenset[str]
    rows: Mapping[str, list[Row]]

    def is_about(self, row: Row) -> bool:
        """Whether a mart's row is one the oracle speaks of, or should have."""
        return row["standard_id"] in self.standard_ids and row["county_code"] in self.county_codes


class OracleJudge:
    """The marts against the oracle's rows: the comparison of the two tests «… against oracle»."""

    def __init__(self, models: CompiledModels, expectations: Sequence[Expectation]) -> None:
        self._models = models
        self._expectations = expectations
        rows = {table: [row for each in expectations for row in each.rows.get(table, [])] for table in KEYS}
        self._expected = {table: {_key(table, row): row for row in rows[table]} for table in KEYS}
        self._columns = {
            table: tuple({name: None for row in rows[table] for name in row if not name.startswith("_")})
            for table in KEYS
        }
        for table in KEYS:
            models.keep_as_baseline(table)

    def faults(self) -> list[str]:
        """Where the marts differ from the oracle's rows before anything is changed."""
        lines = []
        for table in KEYS:
            columns = ", ".join(f'"{column}"' for column in self._columns[table])
            every = self._models.rows(f"SELECT {columns} FROM {table}")
            found = [row for row in every if self._is_judged(row)]
            lines += differences(table, KEYS[table], list(self._expected[table].values()), found)
        return lines

    def notices(self, seed: Seed, file: Path, column: str) -> bool:
        """Whether any mart built on the changed seed differs from what the oracle expects."""
        with self._models.with_seed(seed, file, column) as rebuild:
            for table in _CHEAPEST_FIRST:
                appeared, gone = rebuild.changed_rows(table, self._columns[table])
                if self._differ(table, appeared, gone):
                    return True
        return False

    def notices_of(self, seed: Seed, file: Path, batch: Sequence[Mutant]) -> set[Mutant]:
        """Those of a batch, all of them made in the file, whose own rows of a mart differ from the oracle's.

        A row of a mart is one mutant's own if it alone has the row's `SHOWN_APART` columns.
        """
        noticed: set[Mutant] = set()
        rows = {row.line: row for row in seed.rows}
        with self._models.with_seed(seed, file, batch[0].column) as rebuild:
            for table, columns in SHOWN_APART[seed.name].items():
                owners = defaultdict(list)
                for mutant in batch:
                    owners[tuple(rows[mutant.line][column] for column in columns)].append(mutant)
                appeared, gone = (
                    _by(columns, side) for side in rebuild.changed_rows(table, self._columns[table])
                )
                for own, mutants in owners.items():
                    if len(mutants) == 1 and self._differ(table, appeared[own], gone[own]):
                        noticed.add(mutants[0])
        return noticed

    def _is_judged(self, row: Row) -> bool:
        return any(each.is_about(row) for each in self._expectations)

    def _differ(self, table: str, appeared: list[Row], gone: list[Row]) -> bool:
        """Whether rows that differ from the baseline differ from the oracle's too.

        Most differ at once; only where the first do not (their last binary digits changed) are all read.
        """
        expected = self._expected[table]
        judged = [row for row in appeared if self._is_judged(row)]
        there = {_key(table, row) for row in judged}
        if any(_key(table, row) in expected and _key(table, row) not in there for row in gone):
            return True
        for found in (judged[:_FIRST], judged):
            keys = {_key(table, row) for row in found}
            wanted = [expected[key] for key in keys if key in expected]
            if found and differences(table, KEYS[table], wanted, found):
                return True
        return False


def _by(columns: tuple[str, ...], rows: list[Row]) -> dict[tuple[Any, ...], list[Row]]:
    """Rows by what they have in some columns; none where nothing has it."""
    found: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        found[tuple(row[column] for column in columns)].append(row)
    return found


def _key(table: str, row: Row) -> tuple[Any, ...]:
    return tuple(row[column] for column in KEYS[table])


class EvidenceJudge:
    """What verdicts are said to rest on, against the models' figures: the comparison of test_evidence.

    Only of seeds that no figure is computed from: with another, evidence and figure would change together.
    """

    SEEDS = frozenset({"indicator_inputs"})
    _ENTITY = ("school_year", "county_code", "entity_type", "entity_id", "stage", "indicator_id")
    _SHOWN = (
        *_ENTITY,
        "part_id",
        "input_no",
        "school_code",
        "role",
        "relation",
        "contribution",
        "share",
        "state",
    )
    #: Entities compared; a change of a formula's input reaches most of those that have it.
    _COMPARED = 2_000

    def __init__(self, models: CompiledModels) -> None:
        self._models = models
        self._figures: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for table in ("section_value", "part_value"):
            for row in models.rows(f"SELECT * FROM {table} WHERE part_id <> 'attested'"):
                self._figures[self._entity(row)].append(row)
        models.keep_as_baseline("evidence")

    def are_sound(self) -> bool:
        """Whether inputs and figures agree while nothing is changed."""
        return self._agree(list(self._figures))

    def notices(self, seed: Seed, file: Path, column: str) -> bool:
        """Whether the inputs no longer come to the figures of those whose evidence has changed."""
        if seed.name not in self.SEEDS:
            return False
        with self._models.with_seed(seed, file, column) as rebuild:
            appeared, gone = rebuild.changed_rows("evidence", self._SHOWN)
            entities = list(dict.fromkeys(self._entity(row) for row in (*appeared, *gone)))
            return not self._agree(entities[: self._COMPARED])

    def _agree(self, entities: Sequence[tuple[Any, ...]]) -> bool:
        rows: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        columns = ", ".join(self._SHOWN)
        for indicator in sorted({entity[-1] for entity in entities}):
            for row in self._models.rows(
                f"SELECT {columns} FROM evidence WHERE indicator_id = '{indicator}'"
            ):
                rows[self._entity(row)].append(row)
        return all(
            close(found, figure[side])
            for entity in entities
            for figure in self._figures[entity]
            for found, side in zip(
                sums([row for row in rows[entity] if row["part_id"] in (figure["part_id"], "any")]),
                ("numerator", "denominator"),
                strict=True,
            )
        )

    def _entity(self, row: Row) -> tuple[Any, ...]:
        return tuple(row[name] for name in self._ENTITY)


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


class RegistryTestsJudge:
    """Tests of tests/unit/standards that hold what a document says and no county could show: in process."""

    def __init__(self, *modules: ModuleType) -> None:
        self._tests: list[Callable[[Registry], None]] = [
            test for module in modules for name, test in vars(module).items() if name.startswith("test_")
        ]

    def notices(self, registry: Registry) -> bool:
        """Whether one of them fails on the changed registry."""
        for test in self._tests:
            try:
                test(registry)
            except Exception:
                return True
        return False
