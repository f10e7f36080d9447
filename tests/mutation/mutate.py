"""`make mutate`: changes each rule of the registry a little and counts whether a test notices.

What belongs here: the order of the work and its report. What does not: the changes (`mutants`), the
tests (`judges`).

A mutant is noticed if tests/unit/standards/test_dates, test_facts or test_procedures fails, if the
registry's check refuses it, if a mart built on it differs from the oracle's rows on the counties of the
comparisons in tests/integration, if inputs shown as evidence no longer come to the figures there, or if a
dbt unit test fails; the cheapest are asked first. Mutants of rows that decide rows of their own in a mart
are built together, each judged by its own rows; one that is not noticed so is built alone. Columns that
nothing reads are left out, as they decide nothing; mutants that say the same as the rule are listed with the
reason in equivalent.csv and counted apart. Everything happens in a copy of the dbt project. About half an
hour for the whole registry on two cores.

    python -m tests.mutation.mutate [--seed NAME …] [--sample N] [--out FILE]

A run that was broken off goes on where FILE ends; survivors in FILE are tried again.
Exit status 0 if every mutant was noticed, 1 if some survived, 2 if nothing could be measured.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from orchestration.settings import PROJECT_DIR, Settings
from orchestration.standards.formulas import read_models
from orchestration.standards.registry import Registry, load_registry
from tests.mutation.judges import (
    EvidenceJudge,
    Expectation,
    OracleJudge,
    RegistryJudge,
    RegistryTestsJudge,
    UnitTestJudge,
)
from tests.mutation.models import CompiledModels, compile_models
from tests.mutation.mutants import (
    Equivalent,
    Mutant,
    as_csv,
    batches,
    changed,
    mutants,
    read_equivalents,
)
from tests.support import dbt
from tests.support.counties import SEED
from tests.support.counties.neighbours import neighbour_counties
from tests.support.counties.quality_balance import YEARS, quality_balance_counties
from tests.support.expected import neighbours, quality_balance
from tests.support.landing.writer import write_landing
from tests.unit.standards import test_dates, test_facts, test_procedures

_COPIED = ("dbt_project",)
_SURVIVED = "nobody"
#: Counties of the oracle comparison that are left out, for time: random ones, and those about what was not
#: filed, which lie on no line. A mutant that only they would show survives here.
_GAPS = re.compile(
    r"random|not filed|filed twice|zero denominator|^(missing|split|zero|campus|gone|filed|row|sheet|blank|"
    r"quarantined|not|listed|premises|students|export)\b"
)


@dataclass(frozen=True)
class Outcome:
    """Who noticed a mutant («nobody»: it survived) and how long asking took."""

    mutant: Mutant
    noticed_by: str
    seconds: float

    def as_line(self) -> str:
        """The outcome as a line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


class UnsoundBaselineError(RuntimeError):
    """A test fails without any mutant: nothing could be told from its failing with one."""


class Laboratory:
    """A copy of the checkout with a warehouse of the oracle's counties, in which one rule is changed."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "checkout"
        for name in _COPIED:
            shutil.copytree(PROJECT_DIR / name, self.checkout / name)
        settings = Settings.from_environment(warehouse_dir=folder / "warehouse")
        expectations = _build(settings)
        spare = folder / "spare"
        shutil.copytree(settings.warehouse_dir, spare)
        standards_dir = self.checkout / "dbt_project" / "seeds" / "standards"
        self.registry: Registry = load_registry(standards_dir)[0]
        self._models = CompiledModels(compile_models(settings), settings.build_database)
        self._oracle = OracleJudge(self._models, expectations)
        self._evidence = EvidenceJudge(self._models)
        self._check = RegistryJudge(self.registry, read_models(self.checkout / "dbt_project"))
        self._registry_tests = RegistryTestsJudge(test_dates, test_facts, test_procedures)
        environment = Settings.from_environment(warehouse_dir=spare).as_environment()
        self._unit_tests = UnitTestJudge(self.checkout / "dbt_project", environment, self.registry.seeds)
        faults = self._oracle.faults()
        if faults:
            raise UnsoundBaselineError(
                f"The marts differ from the oracle in {len(faults)} rows before anything is changed; first:\n"
                f"{faults[0]}\nRun pytest tests/integration/made_up first."
            )
        if not self._evidence.are_sound():
            raise UnsoundBaselineError("Inputs do not come to their figures before anything is changed.")
        if self._registry_tests.notices(self.registry):
            raise UnsoundBaselineError("A test of the registry fails before anything is changed.")
        if not self._unit_tests.are_sound():
            raise UnsoundBaselineError("A dbt unit test fails before anything is changed.")

    def mutants(self) -> list[Mutant]:
        """Every mutant of the registry's rules."""
        return list(mutants(self.registry, self._models.is_read))

    def read(self, mutant: Mutant) -> Outcome:
        """Whether the registry's own tests notice, which takes no time."""
        registry = changed(self.registry, mutant)
        return self._ask([("registry tests", lambda: self._registry_tests.notices(registry))], mutant)

    def build(self, mutant: Mutant) -> Outcome:
        """Who notices by checking the registry and building on it."""
        seed = self.registry.seeds[mutant.seed]
        file = self._written(mutant)
        judges: list[tuple[str, Callable[[], bool]]] = [
            ("check of the registry", lambda: self._check.notices(changed(self.registry, mutant))),
            ("oracle", lambda: self._oracle.notices(seed, file, mutant.column)),
            ("evidence", lambda: self._evidence.notices(seed, file, mutant.column)),
            ("dbt unit tests", lambda: self._unit_tests.notices(seed, mutant)),
        ]
        return self._ask(judges, mutant)

    def build_together(self, batch: Sequence[Mutant]) -> list[Outcome]:
        """Those of a batch that the oracle notices when all are made at once."""
        started = time.monotonic()
        seed = self.registry.seeds[batch[0].seed]
        try:
            noticed = self._oracle.notices_of(seed, self._written(*batch), batch)
        except duckdb.Error:
            return []
        seconds = (time.monotonic() - started) / len(batch)
        return [Outcome(mutant, "oracle", seconds) for mutant in batch if mutant in noticed]

    def _ask(self, judges: Sequence[tuple[str, Callable[[], bool]]], mutant: Mutant) -> Outcome:
        started = time.monotonic()
        try:
            by = next((name for name, notices in judges if notices()), _SURVIVED)
        except duckdb.Error:
            by = "failed build"
        return Outcome(mutant, by, time.monotonic() - started)

    def _written(self, *batch: Mutant) -> Path:
        """The changed seed in a file beside the registry, which stays as it is."""
        name = batch[0].seed
        file = self.checkout / f"changed_{name}.csv"
        file.write_text(as_csv(changed(self.registry, *batch).seeds[name]), encoding="utf-8")
        return file

    def close(self) -> None:
        """Let go of the database."""
        self._models.close()


def _build(settings: Settings) -> list[Expectation]:
    """Build the oracle's counties with dbt; returns what the oracle says of them."""
    standard = [each for each in quality_balance_counties(SEED) if not _GAPS.search(each.kind)]
    beside = neighbour_counties(SEED)
    filings = [filing for county in standard for filing in county.filings.values()]
    write_landing(settings.warehouse_dir, [*filings, *beside], YEARS)
    dbt.build(settings.warehouse_dir, "--exclude-resource-type", "test")
    verdicts = (verdict for county in standard for verdict in county.verdicts())
    return [
        Expectation(
            frozenset(quality_balance.STANDARD_IDS),
            frozenset(county.county_code for county in standard),
            quality_balance.expected_rows(verdicts),
        ),
        Expectation(
            frozenset(neighbours.STANDARD_IDS),
            frozenset(filing.county_code for filing in beside),
            neighbours.expected_rows(beside),
        ),
    ]


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
            laboratory = Laboratory(Path(folder))
            every = laboratory.mutants()
            different, same = told_apart(every, read_equivalents())
            chosen = _chosen(different, parsed.seed, parsed.sample)
            outcomes = _try_all(laboratory, chosen, Path(parsed.out) if parsed.out else None)
        except UnsoundBaselineError as error:
            _say(str(error))
            return 2
        laboratory.close()
    if not outcomes:
        _say("No mutant was chosen.")
        return 2
    for line in report(outcomes):
        _say(line)
    _say(f"Left out: {sum(same.values())} mutants that change nothing (tests/mutation/equivalent.csv).")
    return 0 if all(each.noticed_by != _SURVIVED for each in outcomes) else 1


def told_apart(
    every: Sequence[Mutant], stated: Sequence[Equivalent]
) -> tuple[list[Mutant], Counter[Equivalent]]:
    """The mutants that say something else than the rule, and how many each line of equivalents leaves out.

    Raises `UnsoundBaselineError` if a line speaks of no mutant: its rule has changed.
    """
    same: Counter[Equivalent] = Counter()
    different = []
    for mutant in every:
        line = next((each for each in stated if each.is_about(mutant)), None)
        if line is None:
            different.append(mutant)
        else:
            same[line] += 1
    idle = [each for each in stated if each not in same]
    if idle:
        raise UnsoundBaselineError("\n".join(f"equivalent.csv speaks of no mutant: {each}" for each in idle))
    return different, same


def _chosen(every: Sequence[Mutant], seeds: Sequence[str], sample: int | None) -> list[Mutant]:
    """All mutants, or those of some seeds, or a sample that is the same every time."""
    found = [each for each in every if not seeds or each.seed in seeds]
    if sample is None or sample >= len(found):
        return found
    chosen = set(random.Random(SEED).sample(range(len(found)), sample))
    return [each for place, each in enumerate(found) if place in chosen]


def _try_all(laboratory: Laboratory, chosen: Sequence[Mutant], out: Path | None) -> list[Outcome]:
    """Try each mutant, the quickest way first; what `out` tells to be noticed already is not tried again."""
    wanted = set(chosen)
    found = {mutant: outcome for mutant, outcome in _already_noticed(out).items() if mutant in wanted}
    with out.open("a", encoding="utf-8") if out else nullcontext() as lines:

        def keep(outcome: Outcome) -> None:
            found[outcome.mutant] = outcome
            if lines:
                lines.write(outcome.as_line() + "\n")
                lines.flush()

        def rest() -> list[Mutant]:
            return [mutant for mutant in chosen if mutant not in found]

        _say(f"{len(rest())} mutants: reading …")
        for mutant in rest():
            outcome = laboratory.read(mutant)
            if outcome.noticed_by != _SURVIVED:
                keep(outcome)
        _say(f"{len(rest())} mutants: building, many at once …")
        for batch in batches(rest()):
            for outcome in laboratory.build_together(batch):
                keep(outcome)
        _say(f"{len(rest())} mutants: building, one at a time …")
        for place, mutant in enumerate(single := rest(), start=1):
            outcome = laboratory.build(mutant)
            keep(outcome)
            if outcome.noticed_by == _SURVIVED:
                _say(f"{place}/{len(single)} survived: {mutant.name}")
            elif place % 50 == 0:
                _say(f"{place}/{len(single)}")
    return [found[mutant] for mutant in chosen]


def _already_noticed(out: Path | None) -> dict[Mutant, Outcome]:
    """What an earlier run wrote: its survivors are worth another try, the rest is settled."""
    if out is None or not out.exists():
        return {}
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    found = [Outcome(Mutant(**row["mutant"]), row["noticed_by"], row["seconds"]) for row in rows]
    return {each.mutant: each for each in found if each.noticed_by != _SURVIVED}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mutate", description="Does a test notice each rule?")
    parser.add_argument("--seed", nargs="+", default=[], metavar="NAME", help="only rules of these seeds")
    parser.add_argument("--sample", type=int, metavar="N", help="only N mutants, the same every time")
    parser.add_argument(
        "--out", metavar="FILE", help="a line of JSON per mutant; what FILE settles is not tried again"
    )
    return parser


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
