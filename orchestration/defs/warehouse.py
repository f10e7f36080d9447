"""The warehouse as a Dagster resource, and the Dagster home inside it.

What belongs here: holding the lock for the length of a run, and names that every asset uses.
What does not: assets.
"""

from collections.abc import Iterator
from dataclasses import replace

import dagster as dg

from orchestration.alerts.runs import tell_killed
from orchestration.lock import warehouse_lock
from orchestration.pipeline import Warehouse, silent
from orchestration.settings import Settings
from orchestration.transform.compat import NO_COMPUTE_LOGS

#: Every asset that writes to the warehouse is in this pool; dagster.yaml gives it a limit of one.
POOL = "warehouse"
OWNER_DATA = "team:data-engineering"
OWNER_AUDIT = "team:audit"
#: Dagster's own name of the job of «Materialize» on a page of assets.
_ASSET_JOB = "__ASSET_JOB"

# Granularity `run`: a whole run waits in the queue while another one writes. With `op`, a run
# killed while it held a slot would keep it for ever.
_DAGSTER_YAML = f"""\
# Written by orchestration/defs/warehouse.py; changes here are overwritten.
telemetry:
  enabled: false
# No sign-up form over an auditor's first page.
nux:
  enabled: false
concurrency:
  pools:
    default_limit: 1
    granularity: run
  runs:
    max_concurrent_runs: 1
{NO_COMPUTE_LOGS}
retention:
  schedule:
    purge_after_days: 90
  sensor:
    purge_after_days:
      skipped: 7
      failure: 90
      success: 90
"""


def name_of_run(run: dg.DagsterRun) -> str:
    """What a run that Dagster started is called in the lock and to people."""
    what = "chosen assets" if run.job_name == _ASSET_JOB else run.job_name
    return f"Dagster run {run.run_id} of {what}"


def warehouse_resource(settings: Settings, attended: Warehouse | None) -> dg.ResourceDefinition:
    """The resource `warehouse`: holds the lock from a run's first step to its last.

    A run that finds the lock held by another process fails at once, with the holder's name. `attended`: the
    warehouse of a caller who executes runs in its own process; without it, steps tell the run's own log.
    """

    @dg.resource(description="The warehouse directory, locked for the length of the run.")
    def warehouse(context: dg.InitResourceContext) -> Iterator[Warehouse]:
        run = name_of_run(context.run) if context.run else "Dagster"
        with warehouse_lock(settings.lock_file, run) as killed:
            for problem in tell_killed(settings, killed) if killed else ():
                (context.log.warning if context.log else silent)(problem)
            if attended:
                yield attended
            else:
                tell = context.log.info if context.log else silent
                yield replace(Warehouse.of(settings), progress=tell, detail=tell)

    return warehouse


def write_dagster_home(settings: Settings) -> None:
    """Make DAGSTER_HOME below the warehouse; its file is only touched where it differs."""
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    file = settings.dagster_home / "dagster.yaml"
    if not file.exists() or file.read_text(encoding="utf-8") != _DAGSTER_YAML:
        temporary = file.with_suffix(".tmp")
        temporary.write_text(_DAGSTER_YAML, encoding="utf-8")
        temporary.replace(file)
