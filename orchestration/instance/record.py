"""The UI's runs in the history of runs (`log/runs.parquet`), beside those of the command line.

What belongs here: telling from a run's tags and events what came of it. What does not: the history itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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

#: What is said of a run that Ctrl-C or a signal ended, and what Dagster makes of it in a step.
INTERRUPTED, _ENDED_IN_A_STEP = "interrupted.", "DagsterExecutionInterruptedError"


@contextmanager
def recorded(instance: dg.DagsterInstance, run_id: str, command: str, settings: Settings) -> Iterator[None]:
    """Append a row for the run when the block ends, if it read, published or failed. Hold the lock."""
    started = datetime.now(UTC)
    try:
        yield
    finally:
        run = instance.get_run_by_id(run_id)
        tags = run.tags if run else {}
        failure = _failure(instance, run_id)
        if failure or tags.keys() & {YEARS, RELEASE}:
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
                    message=failure if failure or release else "Nothing was to be published.",
                ),
            )


def _failure(instance: dg.DagsterInstance, run_id: str) -> str:
    """The first step that failed, with its error in words."""
    entries = instance.all_logs(run_id, of_type=dg.DagsterEventType.STEP_FAILURE)
    events = [entry.dagster_event for entry in entries if entry.dagster_event]
    return failure_in_words(events) if events else ""


def failure_in_words(events: Iterable[dg.DagsterEvent]) -> str:
    """The first error of a run, with its step if it was in one; `INTERRUPTED` where it was ended."""
    failures = [event for event in events if event.is_failure]
    for event in failures:
        if getattr(event.event_specific_data, "error", None) is not None:
            message = root_message(event)
            if message.startswith(_ENDED_IN_A_STEP):
                return INTERRUPTED
            return f"{event.step_key}: {message}" if event.step_key else message
    return next((event.message for event in failures if event.message), INTERRUPTED)


def root_message(event: dg.DagsterEvent) -> str:
    """A failure's error in words; Dagster wraps the asset's own error as a cause."""
    error = getattr(event.event_specific_data, "error", None)
    while error is not None and error.cause is not None:
        error = error.cause
    kind, _, text = (error.message if error else "").strip().partition(": ")
    return text if kind.startswith("orchestration.") else f"{kind.rpartition('.')[2]}: {text}"
