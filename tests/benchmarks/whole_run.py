"""`junheng run` on the committed sample, against the bare parts it cannot do without.

What belongs here: the rounds and their ratios. What does not: the sample, which is raw/ of the repository.

Run: python -m tests.benchmarks.whole_run [--rounds 3]

The base is the sum of three commands, one after the other: `dbt build` of the same project on the same
landing, and `import dagster` and `import great_expectations`, each in a fresh interpreter. dbt's target
folder is empty in one figure, so that it parses the project as a first run must; in the other it holds the
parse. Set-up is over before anything is measured: one untimed run writes the landing that dbt builds from,
and leaves every import compiled.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from orchestration.commands import exits
from orchestration.settings import PROJECT_DIR, Settings
from orchestration.transform.build import BUILD
from tests.benchmarks.measure import (
    Measurement,
    child_environment,
    machine_line,
    measure,
    ratio_line,
    say,
    seconds_line,
    total,
)

RAW = PROJECT_DIR / "raw"
_PUBLISHED = (exits.PUBLISHED, exits.PUBLISHED_WITH_REFUSALS)
_RUN = "junheng run, empty warehouse"
_AGAIN = "junheng run again, nothing changed"
_PARSED, _CACHED = "dbt build, target empty", "dbt build, parse cached"
_DAGSTER, _EXPECTATIONS = "import dagster", "import great_expectations"


def main(arguments: Sequence[str] | None = None) -> None:
    """Set up, then measure every command once per round, and print seconds and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    say(machine_line())
    with tempfile.TemporaryDirectory() as scratch:
        prepared = Path(scratch) / "prepared"
        _junheng(prepared)
        rounds = [_round(Path(scratch) / f"round-{n}", prepared) for n in range(options.rounds)]
    runs = {name: [measured[name] for measured in rounds] for name in rounds[0]}
    say(f"\n{options.rounds} rounds")
    for name, measurements in runs.items():
        say(seconds_line(name, measurements))
    for build in (_PARSED, _CACHED):
        bases = [total([measured[each] for each in (build, _DAGSTER, _EXPECTATIONS)]) for measured in rounds]
        say(seconds_line(f"sum of {build} and both imports", bases))
        aim = "  (aim: at most 1.5)" if build == _PARSED else ""
        say(ratio_line(f"run / sum with {build}{aim}", runs[_RUN], bases))


def _round(folder: Path, prepared: Path) -> dict[str, Measurement]:
    """Every command once; the folder is removed again."""
    dbt = _bare_warehouse(folder / "bare", prepared)
    measured = {_RUN: _junheng(folder / "warehouse")}
    measured[_PARSED] = _dbt_build(dbt)
    measured[_AGAIN] = _junheng(folder / "warehouse")
    dbt.build_database.unlink()
    measured[_CACHED] = _dbt_build(dbt)
    for name in (_DAGSTER, _EXPECTATIONS):
        measured[name] = measure([sys.executable, "-c", name])
    shutil.rmtree(folder)
    return measured


def _bare_warehouse(folder: Path, prepared: Path) -> Settings:
    """A warehouse with what dbt reads of the prepared one, and nothing else."""
    settings = Settings.from_environment(RAW, folder)
    folder.mkdir(parents=True)
    for source in (settings.landing_dir, settings.quality_dir, settings.as_filed_dir):
        source.symlink_to(prepared / source.name, target_is_directory=True)
    return settings


def _junheng(warehouse: Path) -> Measurement:
    command = [str(Path(sys.executable).with_name("junheng")), "run"]
    return measure([*command, "--raw", str(RAW), "--warehouse", str(warehouse)], statuses=_PUBLISHED)


def _dbt_build(settings: Settings, *selection: str) -> Measurement:
    """As `junheng run` has it done, by the bare command."""
    command = [str(Path(sys.executable).with_name("dbt")), *BUILD[BUILD.index("build") :], *selection]
    return measure(command, child_environment(settings.as_environment()), settings.dbt_project_dir)


if __name__ == "__main__":
    main()
