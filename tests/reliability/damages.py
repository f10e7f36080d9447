"""Every kind of state damaged in every way, and a run after each.

What belongs here: the order. What does not: the damages (`tests/support/damages.py`).
"""

from __future__ import annotations

from collections.abc import Callable

from orchestration.state.table import STATES
from tests.reliability.desk import Desk
from tests.support.damages import DAMAGES, damage_everything, places


def damage_trials(desk: Desk, each_row: bool, say: Callable[[str], None]) -> list[str]:
    """Damage, file something new, run; returns what went wrong. `each_row`: one kind of state at a time."""
    failures = desk.complete()
    warehouse = desk.settings.warehouse_dir
    runs = harmed = 0
    for damage in DAMAGES:
        for state in STATES if each_row else (None,):
            runs += 1
            desk.file_anew(runs)
            if state is None:
                names = damage_everything(warehouse, damage)
            else:
                names = []
                for path in places(warehouse, state, damage):
                    names.append(path.relative_to(warehouse).as_posix())
                    DAMAGES[damage](path)
            harmed += len(names)
            failures += [f"{damage}, {', '.join(names)}: {fault}" for fault in desk.complete()]
    say(f"{harmed} damages before {runs} runs: {len(failures)} failures")
    return failures
