"""Executing the Dagster assets in this process, for `junheng run`.

What belongs here: choosing jobs for a plan and running them on the warehouse's own Dagster
instance, so that `junheng dev` shows them. What does not: a second path to the same result.
Importing this module imports Dagster; the command line does so only when there is work.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from orchestration.plan import RunPlan
from orchestration.settings import Settings
from orchestration.transform.process import DbtProcess, sweep_dbt

if TYPE_CHECKING:
    import dagster as dg


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
    from orchestration.defs.alerts import BY_COMMAND, failure_in_words
    from orchestration.defs.automation import LOAD_YEARS, READ_YEARS, REBUILD, range_tags
    from orchestration.defs.warehouse import write_dagster_home
    from orchestration.pipeline import Warehouse
    from orchestration.transform.compat import history_kept_open

    definitions = build_definitions(
        settings, dbt.manifest(), Warehouse(settings, plan.code, plan.raw, progress, detail, dbt)
    )
    write_dagster_home(settings)

    def run_job(instance: dg.DagsterInstance, name: str, tags: dict[str, str]) -> None:
        job: dg.JobDefinition = definitions.resolve_job_def(name)
        result = job.execute_in_process(instance=instance, tags={**BY_COMMAND, **tags}, raise_on_error=False)
        if not result.success:
            raise RunFailedError(failure_in_words(result.all_events))

    with (
        dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance,
        history_kept_open(instance),
    ):
        _close_killed_runs(instance)
        segments = plan.segments()
        progress("everything is loaded")
        # A run takes one contiguous range of partitions; all but the last range are only read.
        for first, last in segments[:-1]:
            run_job(instance, READ_YEARS, range_tags(first, last))
        if segments:
            run_job(instance, LOAD_YEARS, range_tags(*segments[-1]))
        else:
            run_job(instance, REBUILD, {})


def _close_killed_runs(instance: dg.DagsterInstance) -> None:
    """Mark runs of killed commands as failed: whoever holds the lock knows that none is alive."""
    import dagster as dg

    from orchestration.defs.alerts import BY_COMMAND

    unfinished = dg.RunsFilter(
        statuses=[dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED], tags=BY_COMMAND
    )
    for run in instance.get_runs(filters=unfinished):
        instance.report_run_failed(run, "The command that executed this run was killed.")
