"""Runs whose process is gone: which they are, and closing them.

What belongs here: the rule, for `junheng dev` and `junheng run` at their start and for Dagster's monitoring
of runs (`launcher.py`). What does not: what a run does, or who hears of it.
"""

from __future__ import annotations

import time
from pathlib import Path

import dagster as dg

from orchestration.instance.living import forget, is_alive

#: A run says that it lives once its code is loaded; until then it is given this time, on a busy machine too.
PREPARING_SECONDS = 300
GONE = "The process of this run is gone: it was killed, or the machine was stopped."


def is_gone(instance: dg.DagsterInstance, run_id: str) -> bool:
    """Whether nobody executes this unfinished run any more."""
    living = is_alive(Path(instance.root_directory), run_id)
    if living is not None:
        return not living
    record = instance.get_run_record_by_id(run_id)
    began = record.start_time or record.update_timestamp.timestamp() if record else 0.0
    return time.time() - began > PREPARING_SECONDS


def close_gone_runs(instance: dg.DagsterInstance) -> list[str]:
    """Mark the runs that nobody executes as ended, so that others can begin; returns their ids."""
    begun = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]
    gone = [
        run
        for run in instance.get_runs(filters=dg.RunsFilter(statuses=begun))
        if is_gone(instance, run.run_id)
    ]
    for run in gone:
        if run.status is dg.DagsterRunStatus.CANCELING:
            instance.report_run_canceled(run, GONE)
        else:
            instance.report_run_failed(run, GONE)
        forget(Path(instance.root_directory), run.run_id)
    return [run.run_id for run in gone]
