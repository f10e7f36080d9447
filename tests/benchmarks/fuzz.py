"""Mutated filings: does any crash the intake, is any known fault accepted in silence?

What belongs here: how many of each kind, counting, printing. What does not: the faults (tests/fuzzing).

Run: python -m tests.benchmarks.fuzz [--filings 10000] [--seed 1] [--only NUMBER --keep FOLDER]

Nine filings of ten are single forms, read as one file each; every second fault stands in a form that is
changed otherwise too, in a way that means nothing. The others are whole counties, landed together in one
folder and gated once, for faults that only the gate sees. The same seed gives the same filings.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.settings import PROJECT_DIR
from tests.benchmarks.measure import machine_line, say
from tests.fuzzing.counties import COUNTY_KINDS, gate_counties
from tests.fuzzing.forms import Form, forms_of
from tests.fuzzing.judge import CRASH, DISTURBED, SILENT, Failure, judge
from tests.fuzzing.mutations import FAULTS, KINDS, Case, disguised

GOLDEN = PROJECT_DIR / "tests" / "golden" / "filings"
SAMPLE = PROJECT_DIR / "raw"
#: Of the sample: a county of every form, and the smallest ones of other years.
SAMPLED = ("2024/620722", "2023/620721", "2022/620721")
_SHOWN = 12


@dataclass
class Tally:
    """What was filed and what failed, by kind."""

    filed: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[int, str, str, Failure]] = field(default_factory=list)

    def count(self, what: str) -> int:
        """Failures of one sort."""
        return sum(failure.what == what for *_, failure in self.failures)


def example_forms() -> list[Form]:
    """The sheets that are mutated."""
    paths = sorted(GOLDEN.glob("*/*/*.xlsx"))
    for folder in SAMPLED:
        paths += sorted((SAMPLE / folder).glob("*.xlsx"))
    return [form for path in paths for form in forms_of(path)]


def mutated(forms: list[Form], seed: int, number: int) -> tuple[str, Form, Case]:
    """The filing of a number: its kind, the form it was made from, and what must be seen."""
    rng = random.Random(f"{seed}-{number}")
    names = list(KINDS)
    name = names[number % len(names)]
    # Every second fault stands in a form that is changed otherwise too.
    twice = name in FAULTS and number // len(names) % 2 == 1
    for form in rng.sample(forms, len(forms)):
        form = disguised(rng, form) if twice else form
        case = KINDS[name](rng, form)
        if case is not None:
            return name, form, case
    raise AssertionError(f"no example can carry {name}")


def run_forms(forms: list[Form], filings: int, seed: int, tally: Tally) -> None:
    """Mutates and reads single forms."""
    for number in range(filings):
        name, form, case = mutated(forms, seed, number)
        tally.filed[name] += 1
        failure = judge(form, case)
        if failure:
            tally.failures.append((number, name, f"{form.path.name} «{form.grid.name}»", failure))


def run_counties(counties: int, seed: int, folder: Path, tally: Tally) -> None:
    """Mutates whole counties, lands them together and gates them once."""
    for number, (name, failure) in enumerate(gate_counties(counties, seed, folder)):
        tally.filed[name] += 1
        if failure:
            tally.failures.append((number, name, "county", failure))


def fuzz(filings: int, seed: int) -> Tally:
    """Files, reads and judges; nothing is printed."""
    tally = Tally()
    counties = max(filings // 10, len(COUNTY_KINDS))
    run_forms(example_forms(), filings - counties, seed, tally)
    with tempfile.TemporaryDirectory() as folder:
        run_counties(counties, seed, Path(folder), tally)
    return tally


def main() -> int:
    """Run, print the counts by kind, and the first failures; 1 where there is any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--filings", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="read this one filing of a form and show what is seen")
    parser.add_argument("--keep", type=Path, help="with --only: write the file into this folder")
    options = parser.parse_args()
    if options.only is not None:
        return _show(options.seed, options.only, options.keep)
    say(machine_line())
    started = time.perf_counter()
    tally = fuzz(options.filings, options.seed)
    failed = Counter(name for _, name, _, _ in tally.failures)
    for name in sorted(tally.filed):
        say(f"{name:32} {tally.filed[name]:6} filings {failed[name]:6} failures")
    for number, name, place, failure in tally.failures[:_SHOWN]:
        say(f"\n{name} (number {number}, seed {options.seed}) of {place}: {failure.what}\n  {failure.seen}")
    say(
        f"\n{sum(tally.filed.values())} filings in {time.perf_counter() - started:.0f} s, seed {options.seed}"
    )
    say(f"crashes: {tally.count(CRASH)}")
    say(f"silent acceptances of a known fault: {tally.count(SILENT)}")
    say(f"sound filings disturbed: {tally.count(DISTURBED)}")
    return 1 if tally.failures else 0


def _show(seed: int, number: int, folder: Path | None) -> int:
    name, form, case = mutated(example_forms(), seed, number)
    failure = judge(form, case)
    say(f"{name} of {form.path.name} «{form.grid.name}»")
    say(f"must be {case.must} {' or '.join(sorted(case.codes))} {case.cell or ''}")
    say(f"{failure.what}: {failure.seen}" if failure else "as it must be")
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / (case.name or f"{number}")).write_bytes(case.content)
    return 1 if failure else 0


if __name__ == "__main__":
    sys.exit(main())
