"""The warehouse as a Dagster resource, and the Dagster home inside it.

What belongs here: holding the lock for the length of a run, and names that every asset uses.
What does not: assets.
"""

from collections.abc import Iterator
from dataclasses import replace

import dagster as dg

from orchestration.lock import warehouse_lock
from orchestration.pipeline import Warehouse, silent
from orchestration.settings import Settings
from orchestration.state.layout import require_known_layout
from orchestration.state.mend import mend
from orchestration.transform.compat import NO_COMPUTE_LOGS

#: Every asset that writes to the warehouse is in this pool; dagster.yaml gives it a limit of one.
POOL = "warehouse"
OWNER_DATA = "team:data-engineering"
OWNER_AUDIT = "team:audit"

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


def warehouse_resource(settings: Settings, attended: Warehouse | None) -> dg.ResourceDefinition:
    """The resource `warehouse`: holds the lock from a run's first step to its last.

    A run that finds the lock held by another process fails at once, with the holder's name. `attended`: the
    warehouse of a caller who executes runs in its own process; without it, steps tell the run's own log.
    """

    @dg.resource(description="The warehouse directory, locked for the length of the run.")
    def warehouse(context: dg.InitResourceContext) -> Iterator[Warehouse]:
        run = f"Dagster run {context.run.run_id} of {context.run.job_name}" if context.run else "Dagster"
        with warehouse_lock(settings.lock_file, run):
            if attended:
                yield attended
            else:
                tell = context.log.info if context.log else silent
                require_known_layout(settings.warehouse_dir)
                for line in mend(settings, is_dagster_open=True):
                    tell(line)
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
