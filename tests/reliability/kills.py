"""Runs that are killed at random moments, all their processes at once.

What belongs here: the moments, and what is looked at afterwards. What does not: the command (`desk.py`).
"""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Callable

from tests.reliability.desk import Desk, kill_all

_TOLD_EVERY = 10


def kill_trials(
    desk: Desk, kills: int, complete_every: int, seed: int, say: Callable[[str], None]
) -> list[str]:
    """Kill runs; after each the release before must be whole; every so often one must end by itself.

    Returns what went wrong.
    """
    moments = random.Random(seed)
    started = time.monotonic()
    failures = desk.complete()
    seconds = time.monotonic() - started
    say(f"a first run takes {seconds:.1f} s")
    standing, completed, ended = desk.current, 0, 0
    for number in range(1, kills + 1):
        desk.file_anew(number)
        process = desk.start()
        try:
            process.wait(moments.uniform(0, seconds))
            ended += 1
        except subprocess.TimeoutExpired:
            pass
        kill_all(process)
        faults = desk.faults_of_release()
        if number % complete_every == 0:
            faults += desk.complete()
            completed += 1
            if desk.current == standing:
                faults.append("the run after it published nothing new")
            standing = desk.current
        failures += [f"kill {number}: {fault}" for fault in faults]
        if number % _TOLD_EVERY == 0:
            say(f"{number} kills, {len(failures)} failures so far")
    say(
        f"{kills} kills ({ended} after the run had ended): {len(failures)} failures; "
        f"{completed} next runs completed by themselves"
    )
    return failures
