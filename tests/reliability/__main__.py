"""Every trial, and its counts: `python -m tests.reliability [kills|readers|damages …] [--kills 100] …`.

What belongs here: the sizes, and what is printed. What does not: a trial. The status is the number of
failures, at most 100. By default the command is `junheng run` as it stands, a minute a run; `--short` takes
one with made-up marts, without dbt and Great Expectations, in seconds: for many kills in the steps around
them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.reliability.damages import damage_trials
from tests.reliability.desk import Desk
from tests.reliability.kills import kill_trials
from tests.reliability.readers import read_while_publishing

_MOST = 100  # failures that an exit status tells


def main(arguments: list[str] | None = None) -> int:
    """Run what is asked for and print a line of counts each; returns the number of failures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("trials", nargs="*", metavar="TRIAL", help="kills, readers, damages; all by default")
    parser.add_argument("--kills", type=int, default=100, help="random moments at which a run is killed")
    parser.add_argument("--complete-every", type=int, default=1, help="kills after which a run is let end")
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--releases", type=int, default=20, help="published while they read")
    parser.add_argument("--each-row", action="store_true", help="damage one kind of state at a time")
    parser.add_argument("--short", action="store_true", help="a run without dbt and Great Expectations")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    trials: dict[str, Callable[[Path], list[str]]] = {
        "kills": lambda folder: kill_trials(
            Desk.at(folder, options.short), options.kills, options.complete_every, options.seed, say
        ),
        "readers": lambda folder: read_while_publishing(folder, options.readers, options.releases, say),
        "damages": lambda folder: damage_trials(Desk.at(folder, options.short), options.each_row, say),
    }
    failures = []
    for name in options.trials or trials:
        with tempfile.TemporaryDirectory(prefix="junheng-reliability-") as folder:
            failures += [f"{name}: {failure}" for failure in trials[name](Path(folder))]
    for failure in failures:
        say(failure)
    say(f"{len(failures)} failures")
    return min(len(failures), _MOST)


def say(text: str) -> None:
    """One line, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
