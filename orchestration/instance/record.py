"""The UI's runs in the history of runs (`log/runs.parquet`), beside those of the command line.

What belongs here: telling from a run's tags and events what came of it. What does not: the history itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import dagster as dg

from orchestration.commands import exits
from orchestration.history import RunRecord, append_run
from orchestration.release.seal import read_datapackage
from orchestration.settings import Settings

#: Tags that the steps of a run give it.
YEARS, COUNTIES, RELEASE, UNCHANGED = (
    f"junheng/{name}" for name in ("years", "counties", "release", "unchanged")
)


@contextmanager
def recorded(instance: dg.DagsterInstance, run_id: str, command: str, settings: Settings) -> Iterator[None]:
    """Append a row for the run when the block ends, unless nothing was to be done. Hold the lock."""
    started = datetime.now(UTC)
    try:
        yield
    finally:
        run = instance.get_run_by_id(run_id)
        tags = run.tags if run else {}
        if UNCHANGED not in tags:
            release = tags.get(RELEASE, "")
            status = exits.NOT_PUBLISHED
            if release:
                status = int(read_datapackage(settings.releases_dir / release)["exit_status"])
            append_run(
                settings.log_dir,
                RunRecord(
                    started_at=started,
                    ended_at=datetime.now(UTC),
                    command=command,
                    school_years_read=tags.get(YEARS, ""),
                    release_id=release,
                    exit_status=status,
                    message="" if release else _failure(instance, run_id) or "Nothing was to be published.",
                ),
            )


def _failure(instance: dg.DagsterInstance, run_id: str) -> str:
    """The first step that failed, with its error in words."""
    for entry in instance.all_logs(run_id, of_type=dg.DagsterEventType.STEP_FAILURE):
        event = entry.dagster_event
        if event and event.step_failure_data.error:
            return f"{event.step_key}: {root_message(event)}"
    return ""


def root_message(event: dg.DagsterEvent) -> str:
    """A failed step's error in words; Dagster wraps the asset's own error as a cause."""
    error = event.step_failure_data.error
    while error is not None and error.cause is not None:
        error = error.cause
    kind, _, text = (error.message if error else "").strip().partition(": ")
    return text if kind.startswith("orchestration.") else f"{kind.rpartition('.')[2]}: {text}"
