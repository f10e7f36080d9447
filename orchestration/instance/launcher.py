"""The launcher of the UI's runs: Dagster's own, and it knows whether the process of a run is there.

What belongs here: what Dagster's monitoring of runs asks. What does not: launching. Dagster's own launcher
cannot tell, so that a killed run would stay «started» for ever, and all later ones in the queue.
"""

from __future__ import annotations

from typing import Any

import dagster as dg

from orchestration.instance.closing import GONE, is_gone
from orchestration.transform.compat import run_health


class WatchedRunLauncher(dg.DefaultRunLauncher):
    """Named in dagster.yaml."""

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Dagster asks `check_run_worker_health` of each run that has started."""
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> Any:
        """Running, or failed where nobody executes the run any more."""
        return run_health(GONE if is_gone(self._instance, run.run_id) else None)
