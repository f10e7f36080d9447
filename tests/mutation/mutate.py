"""`make mutate`: changes each rule of the registry a little and counts whether a test notices.

What belongs here: the order of the work and its report. What does not: the changes (`mutants`), the
tests (`judges`).

A mutant is noticed if the registry's check refuses it, if a mart built on it differs from the
oracle's rows on the counties of the oracle comparison, if a dbt unit test fails, or if one of the
registry's own tests does; asked in that order, the cheapest first. Columns that no model reads are
left out, as they decide nothing; mutants that say the same as the rule are counted apart. Everything
happens in a copy of the checkout.

    python -m tests.mutation.mutate [--seed NAME …] [--sample N] [--suite PATH …] [--out FILE]

Exit status 0 if every mutant was noticed, 1 if some survived, 2 if nothing could be measured.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from orchestration.settings import PROJECT_DIR, Settings
from orchestration.standards.registry import Registry, load_registry
from tests.mutation.judges import OracleJudge, RegistryJudge, UnitTestJudge, suite_notices
from tests.mutation.models import CompiledModels
from tests.mutation.mutants import Mutant, equivalent, mutants, mutated
from tests.support import dbt
from tests.support.expected_marts import Row, differences
from tests.support.expected_standard import KEYS, expected_rows
from tests.support.landing import Landing
from tests.support.standard_counties import YEARS, standard_counties

#: The same counties as the oracle comparison.
COUNTIES_SEED = 20241122
_COPIED = ("dbt_project", "orchestration", "tests", "pyproject.toml")
_SURVIVED = "nobody"
_REGISTRY_TESTS = ["tests/unit/standards/test_dates.py", "tests/unit/standards/test_compare.py"]


@dataclass(frozen=True)
class Outcome:
    """Who noticed a mutant («nobody»: it survived) and how long asking took."""

    mutant: Mutant
    noticed_by: str
    seconds: float


class UnsoundBaselineError(RuntimeError):
    """A test fails without any mutant: nothing could be told from its failing with one."""


class Laboratory:
    """A copy of the checkout with a warehouse of the oracle's counties, in which one rule is changed."""

    def __init__(self, folder: Path, suite: Sequence[str]) -> None:
        self.checkout = folder / "checkout"
        self.suite = list(suite)
        for name in _COPIED:
            source = PROJECT_DIR / name
            if source.is_dir():
                shutil.copytree(source, self.checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, self.checkout / name)
        settings = Settings.from_environment(warehouse_dir=folder / "warehouse")
        expected = _build(settings)
        spare = folder / "spare"
        shutil.copytree(settings.warehouse_dir, spare)
        self.standards_dir = self.checkout / "dbt_project" / "seeds" / "standards"
        self.registry: Registry = load_registry(self.standards_dir)[0]
        manifest = settings.dbt_target_dir / "manifest.json"
        self._models = CompiledModels(manifest, settings.build_database)
        self._oracle = OracleJudge(self._models, expected)
        self._check = RegistryJudge(self.standards_dir)
        environment = Settings.from_environment(warehouse_dir=spare).as_environment()
        self._unit_tests = UnitTestJudge(self.checkout / "dbt_project", environment, self.registry.seeds)
        if not self._unit_tests.are_sound():
            raise UnsoundBaselineError("A dbt unit test fails before anything is changed.")
        if self.suite and suite_notices(self.checkout, self.suite):
            raise UnsoundBaselineError(f"{' '.join(self.suite)} fails before anything is changed.")

    def mutants(self) -> list[Mutant]:
        """Every mutant of the registry's rules that says something else than the rule."""
        every = mutants(self.registry, self._models.is_read)
        return [each for each in every if self._why_same(each) is None]

    def same_as_the_rule(self) -> Counter[str]:
        """How many mutants say the same as the rule they change, by the reason."""
        every = mutants(self.registry, self._models.is_read)
        return Counter(reason for reason in map(self._why_same, every) if reason is not None)

    def _why_same(self, mutant: Mutant) -> str | None:
        return equivalent(self.registry.seeds[mutant.seed], mutant)

    def try_out(self, mutant: Mutant) -> Outcome:
        """Change the rule, ask everybody until somebody notices, change it back."""
        seed = self.registry.seeds[mutant.seed]
        file = self.standards_dir / f"{mutant.seed}.csv"
        kept = file.read_bytes()
        started = time.monotonic()
        file.write_text(mutated(seed, mutant), encoding="utf-8")
        judges: list[tuple[str, Callable[[], bool]]] = [
            ("check of the registry", self._check.notices),
            ("oracle", lambda: self._oracle.notices(seed, file)),
            ("dbt unit tests", lambda: self._unit_tests.notices(seed, mutant)),
            ("registry tests", lambda: bool(self.suite) and suite_notices(self.checkout, self.suite)),
        ]
        try:
            by = next((name for name, notices in judges if notices()), _SURVIVED)
        except duckdb.Error:
            by = "failed build"
        finally:
            file.write_bytes(kept)
        return Outcome(mutant, by, time.monotonic() - started)

    def close(self) -> None:
        """Let go of the database."""
        self._models.close()


def _build(settings: Settings) -> dict[str, list[Row]]:
    """Build the oracle's counties with dbt; returns the rows the oracle expects.

    Raises `UnsoundBaselineError` if the marts differ from these.
    """
    with (settings.standards_dir / "counties.csv").open(encoding="utf-8") as lines_of_roster:
        names = {row["county_code"]: row["county_name"] for row in csv.DictReader(lines_of_roster)}
    counties = standard_counties(COUNTIES_SEED, names)
    landing = Landing()
    for county in counties:
        for filing in county.filings.values():
            landing.add(filing)
    landing.write(settings.warehouse_dir, YEARS)
    dbt.build(settings.warehouse_dir, "--exclude-resource-type", "test")
    expected = expected_rows(verdict for county in counties for verdict in county.verdicts())
    standards = {row["standard_id"] for rows in expected.values() for row in rows}
    for table in KEYS:
        found = [
            row for row in dbt.read_mart(settings.warehouse_dir, table) if row["standard_id"] in standards
        ]
        lines = differences(table, KEYS[table], expected[table], found)
        if lines:
            raise UnsoundBaselineError(
                f"{table} differs from the oracle in {len(lines)} rows before anything is changed; first:\n"
                f"{lines[0]}\nRun pytest tests/integration/test_whole_standard_against_oracle.py first."
            )
    return expected


def report(outcomes: Sequence[Outcome]) -> list[str]:
    """The share noticed, by whom, per seed, and every survivor."""
    noticed = sum(each.noticed_by != _SURVIVED for each in outcomes)
    by = Counter(each.noticed_by for each in outcomes if each.noticed_by != _SURVIVED)
    share = f"{noticed} of {len(outcomes)} mutants noticed ({noticed / len(outcomes):.1%})"
    lines = [f"{share}: " + ", ".join(f"{count} by the {name}" for name, count in by.most_common()) + "."]
    for seed in sorted({each.mutant.seed for each in outcomes}):
        mine = [each.noticed_by for each in outcomes if each.mutant.seed == seed]
        lines.append(f"  {seed}: {len(mine) - mine.count(_SURVIVED)} of {len(mine)}")
    survivors = [each.mutant.name for each in outcomes if each.noticed_by == _SURVIVED]
    if survivors:
        lines += ["Survived:", *(f"  {name}" for name in survivors)]
    seconds = sorted(each.seconds for each in outcomes)
    lines.append(f"Seconds per mutant: median {seconds[len(seconds) // 2]:.2f}, longest {seconds[-1]:.2f}.")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the mutation check and return the exit status."""
    parsed = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="junheng-mutation-") as folder:
        _say("building the counties of the oracle once …")
        try:
            laboratory = Laboratory(Path(folder), parsed.suite)
        except UnsoundBaselineError as error:
            _say(str(error))
            return 2
        try:
            outcomes = _try_all(laboratory, _chosen(laboratory.mutants(), parsed.seed, parsed.sample))
            same = laboratory.same_as_the_rule()
        finally:
            laboratory.close()
    if not outcomes:
        _say("No mutant was chosen.")
        return 2
    for line in report(outcomes):
        _say(line)
    for reason, count in same.items():
        _say(f"Left out: {count} mutants that change nothing, as {reason}.")
    if parsed.out:
        rows = [{**asdict(each.mutant), "noticed_by": each.noticed_by} for each in outcomes]
        Path(parsed.out).write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0 if all(each.noticed_by != _SURVIVED for each in outcomes) else 1


def _chosen(every: Sequence[Mutant], seeds: Sequence[str], sample: int | None) -> list[Mutant]:
    """All mutants, or those of some seeds, or a sample that is the same every time."""
    found = [each for each in every if not seeds or each.seed in seeds]
    if sample is None or sample >= len(found):
        return found
    chosen = set(random.Random(COUNTIES_SEED).sample(range(len(found)), sample))
    return [each for place, each in enumerate(found) if place in chosen]


def _try_all(laboratory: Laboratory, chosen: Sequence[Mutant]) -> list[Outcome]:
    outcomes = []
    for place, mutant in enumerate(chosen, start=1):
        outcome = laboratory.try_out(mutant)
        outcomes.append(outcome)
        if outcome.noticed_by == _SURVIVED:
            _say(f"{place}/{len(chosen)} survived: {mutant.name}")
        elif place % 50 == 0:
            _say(f"{place}/{len(chosen)}")
    return outcomes


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mutate", description="Does a test notice each rule?")
    parser.add_argument("--seed", nargs="+", default=[], metavar="NAME", help="only rules of these seeds")
    parser.add_argument("--sample", type=int, metavar="N", help="only N mutants, the same every time")
    parser.add_argument(
        "--suite",
        nargs="*",
        default=_REGISTRY_TESTS,
        metavar="PATH",
        help=f"pytest paths that survivors meet last (default: {' '.join(_REGISTRY_TESTS)})",
    )
    parser.add_argument("--out", metavar="FILE", help="every mutant and who noticed it, as JSON")
    return parser


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
