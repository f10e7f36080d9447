"""The warehouse as a Dagster resource, and names that every asset uses.

What belongs here: holding the lock and being known as alive for the length of a run, and what becomes of an
error in a step. What does not: assets.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import dagster as dg

from orchestration.alerts.runs import tell_killed
from orchestration.instance.living import alive
from orchestration.instance.record import recorded
from orchestration.lock import warehouse_lock_when_free
from orchestration.pipeline import Warehouse, silent
from orchestration.settings import Settings
from orchestration.state.layout import require_known_layout
from orchestration.state.mend import mend
from orchestration.submissions.folders.listing import FilesChangingError

#: Every asset that writes to the warehouse is in this pool; dagster.yaml gives it a limit of one.
POOL = "warehouse"
OWNER_DATA = "team:data-engineering"
OWNER_AUDIT = "team:audit"
#: Dagster's own name of the job of «Materialize» on a page of assets.
_ASSET_JOB = "__ASSET_JOB"
#: What failed of itself (a full disk, a database that is busy) is tried again; what we refused is not.
RETRIES = dg.RetryPolicy(max_retries=2, delay=30, backoff=dg.Backoff.EXPONENTIAL)
#: Longer than a run of a whole province takes.
LOCK_WAIT_SECONDS = 30 * 60


def name_of_run(run: dg.DagsterRun) -> str:
    """What a run that Dagster started is called in the lock and to people."""
    what = "chosen assets" if run.job_name == _ASSET_JOB else run.job_name
    return f"Dagster run {run.run_id} of {what}"


def warehouse_resource(settings: Settings, attended: Warehouse | None) -> dg.ResourceDefinition:
    """The resource `warehouse`: holds the lock from a run's first step to its last.

    A run that finds the lock held by another process waits for it, and says in its log for whom. `attended`:
    the warehouse of a caller who executes runs in its own process, and writes the history of runs itself;
    without it, steps tell the run's own log.
    """

    @dg.resource(description="The warehouse directory, locked for the length of the run.")
    def warehouse(context: dg.InitResourceContext) -> Iterator[Warehouse]:
        tell = context.log.info if context.log else silent
        run, instance = context.run, context.instance
        with ExitStack() as held:
            if run:
                held.enter_context(alive(settings.dagster_home, run.run_id))
            name = name_of_run(run) if run else "Dagster"
            lock = warehouse_lock_when_free(settings.lock_file, name, LOCK_WAIT_SECONDS, tell)
            killed = held.enter_context(lock)
            for problem in tell_killed(settings, killed) if killed else ():
                tell(problem)
            if run and instance and not attended:
                held.enter_context(recorded(instance, run.run_id, name, settings))
            if not attended:
                require_known_layout(settings.warehouse_dir)
                for line in mend(settings, is_dagster_open=True):
                    tell(line)
            yield attended or replace(Warehouse.of(settings), progress=tell, detail=tell)

    return warehouse


@contextmanager
def refusals_final() -> Iterator[None]:
    """What our own code refuses in a step it would refuse again: such an error is not tried again."""
    try:
        yield
    except FilesChangingError:
        raise
    except Exception as error:
        if type(error).__module__.startswith("orchestration."):
            raise dg.Failure(description=str(error), allow_retries=False) from error
        raise
