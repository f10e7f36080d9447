"""The warehouse as a Dagster resource, and the Dagster home inside it.

What belongs here: holding the lock for the length of a run, and what every asset needs to know.
What does not: assets.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import dagster as dg

from orchestration.inventory import code_hash
from orchestration.lock import warehouse_lock
from orchestration.settings import Settings
from orchestration.transform.compat import NO_COMPUTE_LOGS
from orchestration.transform.process import DbtProcess

#: Every asset that writes to the warehouse is in this pool; dagster.yaml gives it a limit of one.
POOL = "warehouse"
OWNER_DATA = "team:data-engineering"
OWNER_AUDIT = "team:audit"

Progress = Callable[[str], None]

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


@dataclass(frozen=True)
class Warehouse:
    """What an asset works on.

    Attributes
    ----------
    code: hash of the code that runs.
    progress: told each step; detail: told each file, suite and model of a step.
    dbt: dbt, started already, or None where an asset starts it when it needs it.
    """

    settings: Settings
    code: str
    progress: Progress
    detail: Progress
    dbt: DbtProcess | None


@dataclass(frozen=True)
class Attended:
    """What a caller who executes runs in its own process brings along.

    code: its hash of the code, taken once, so that an edit during the run does not split it.
    """

    code: str
    progress: Progress
    detail: Progress
    dbt: DbtProcess


def warehouse_resource(settings: Settings, attended: Attended | None) -> dg.ResourceDefinition:
    """The resource `warehouse`: holds the lock from a run's first step to its last.

    A run that finds the lock held by another process fails at once, with the holder's name.
    Unattended, assets tell the run's own log.
    """

    @dg.resource(description="The warehouse directory, locked for the length of the run.")
    def warehouse(context: dg.InitResourceContext) -> Iterator[Warehouse]:
        run = f"Dagster run {context.run.run_id} of {context.run.job_name}" if context.run else "Dagster"
        with warehouse_lock(settings.lock_file, run):
            if attended:
                yield Warehouse(settings, attended.code, attended.progress, attended.detail, attended.dbt)
            else:
                tell = context.log.info if context.log else _silent
                yield Warehouse(settings, code_hash(settings.project_dir), tell, tell, None)

    return warehouse


def write_dagster_home(settings: Settings) -> None:
    """Make DAGSTER_HOME below the warehouse; its file is only touched where it differs."""
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    file = settings.dagster_home / "dagster.yaml"
    if not file.exists() or file.read_text(encoding="utf-8") != _DAGSTER_YAML:
        temporary = file.with_suffix(".tmp")
        temporary.write_text(_DAGSTER_YAML, encoding="utf-8")
        temporary.replace(file)


def _silent(text: str) -> None:
    del text
