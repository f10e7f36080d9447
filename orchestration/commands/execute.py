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

#: The tag of a run that the command line executes: it tells people of its end itself.
BY_COMMAND = {"junheng/started_by": "command line"}
#: Dagster must not try such a run again by itself: whoever called it is told.
_TAGS = {**BY_COMMAND, "dagster/max_retries": "0"}


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
    from orchestration.instance.record import failure_in_words
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
        result = job.execute_in_process(instance=instance, tags=_TAGS, raise_on_error=False)
    if not result.success:
        raise RunFailedError(failure_in_words(result.all_events))
