"""`junheng trace` on the committed sample, against `import duckdb` alone.

What belongs here: whole processes, from start to end. What does not: building the release; give a warehouse
that has one, or it is built first, untimed.

Run: python -m tests.benchmarks.trace [--rounds 5] [--warehouse DIR]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from orchestration.commands import exits
from orchestration.settings import PROJECT_DIR
from tests.benchmarks.measure import machine_line, measure, ratio_line, say, seconds_line

_PUBLISHED = (exits.PUBLISHED, exits.PUBLISHED_WITH_REFUSALS)
_BASE = "import duckdb"
#: Section, school and county indicators; a school and a whole county.
_QUESTIONS = {
    "trace R4 of a combined school": ("421202", "R4", "--school", "区实验学校"),
    "trace R4 of the county (CV)": ("421202", "R4"),
    "trace G3 of the county (school list)": ("421202", "G3"),
    "trace G8 of the county": ("620702", "G8"),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure every question once per round beside the bare import, and print seconds and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--warehouse", type=Path, help="one with a release of the committed sample")
    options = parser.parse_args(arguments)
    say(machine_line())
    with tempfile.TemporaryDirectory() as scratch:
        warehouse = options.warehouse or Path(scratch) / "warehouse"
        if options.warehouse is None:
            measure(
                _junheng("run", "--raw", str(PROJECT_DIR / "raw"), "--warehouse", str(warehouse)),
                statuses=_PUBLISHED,
            )
        commands = {
            name: _junheng("trace", *question, "--warehouse", str(warehouse))
            for name, question in _QUESTIONS.items()
        }
        commands[_BASE] = [sys.executable, "-c", "import duckdb"]
        for command in commands.values():
            measure(command)  # compiles what it imports
        rounds = [
            {name: measure(command) for name, command in commands.items()} for _ in range(options.rounds)
        ]
    runs = {name: [measured[name] for measured in rounds] for name in commands}
    say(f"\n{options.rounds} rounds")
    for name, measurements in runs.items():
        say(seconds_line(name, measurements))
    for name in _QUESTIONS:
        say(ratio_line(f"{name} / {_BASE}", runs[name], runs[_BASE]))


def _junheng(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "orchestration.cli", *arguments]


if __name__ == "__main__":
    main()
