"""Executing the Dagster assets in this process, for `junheng run`.

What belongs here: choosing jobs for a plan and running them on the warehouse's own Dagster
instance, so that `junheng dev` shows them. What does not: a second path to the same result.
Importing this module imports Dagster; the command line does so only when there is work.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from orchestration.commands.dev import DEFINITIONS
from orchestration.plan import RunPlan
from orchestration.settings import Settings
from orchestration.transform.process import DbtProcess, sweep_dbt

if TYPE_CHECKING:
    import dagster as dg

#: Dagster must not try such a run again by itself: whoever called it is told.
_TAGS = {"junheng/started_by": "command line", "dagster/max_retries": "0"}


class RunFailedError(RuntimeError):
    """An asset failed; the text says which and why. The traceback is in the run's log."""


def execute(
    settings: Settings, plan: RunPlan, progress: Callable[[str], None], detail: Callable[[str], None]
) -> None:
    """Run the assets for the plan; `progress` is told each step, `detail` what is done in it.

    Raises `RunFailedError`, or `DbtParseError` where no asset ran. Hold the lock.
    """
    sweep_dbt(settings)
    dbt = DbtProcess(settings)  # parses in a process of its own, while this one imports
    try:
        _execute(settings, plan, dbt, progress, detail)
    finally:
        dbt.close()


def _execute(
    settings: Settings,
    plan: RunPlan,
    dbt: DbtProcess,
    progress: Callable[[str], None],
    detail: Callable[[str], None],
) -> None:
    detail("loading Dagster and Great Expectations; dbt parses its project meanwhile")
    import dagster as dg

    importlib.import_module("great_expectations")  # the gate's seconds are better spent now
    from orchestration.definitions import build_definitions
    from orchestration.defs.automation import LOAD_ALL_YEARS
    from orchestration.instance.closing import close_gone_runs
    from orchestration.instance.home import write_dagster_home
    from orchestration.pipeline import Warehouse
    from orchestration.transform.compat import history_kept_open, runs_of_the_ui

    definitions = build_definitions(
        settings, dbt.manifest(), Warehouse(settings, plan.code, plan.raw, progress, detail, dbt, plan)
    )
    write_dagster_home(settings)
    job: dg.JobDefinition = definitions.resolve_job_def(LOAD_ALL_YEARS)
    with (
        dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance,
        history_kept_open(instance),
        runs_of_the_ui(instance, DEFINITIONS),
    ):
        close_gone_runs(instance)
        progress("everything is loaded")
        # Not raising, as the alert hook runs only where the run itself deals with the failure.
        result = job.execute_in_process(instance=instance, tags=_TAGS, raise_on_error=False)
    if not result.success:
        raise _failure_of(result)


def _failure_of(result: dg.ExecuteInProcessResult) -> RunFailedError:
    """The first failed step's error in words."""
    from orchestration.instance.record import root_message

    for event in result.all_events:
        if event.is_step_failure and event.step_failure_data.error is not None:
            return RunFailedError(f"{event.step_key}: {root_message(event)}")
    return RunFailedError("the run was interrupted")
