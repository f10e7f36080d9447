"""The sensor that tells people how Dagster's runs ended.

What belongs here: looking at every run that ended since the last look, whichever job it was and wherever it
failed, and handing what came of it to `orchestration/alerts/`. What does not: runs of the command line, which
tells of its own; words; channels.
"""

import json
from datetime import UTC, datetime, timedelta

import dagster as dg

from orchestration.alerts.causes import cancelled, not_published
from orchestration.alerts.runs import tell_killed, tell_overdue, tell_published
from orchestration.alerts.telling import tell
from orchestration.commands.execute import BY_COMMAND
from orchestration.defs.release import RELEASE
from orchestration.defs.warehouse import name_of_run
from orchestration.instance.record import UNCHANGED, failure_in_words
from orchestration.lock import take_killed
from orchestration.settings import Settings

SECONDS = 30  # between two looks
_FIRST_LOOK_BACK = timedelta(minutes=10)
_OVERLAP = timedelta(minutes=1)  # a run may be written down later than its own time says
_ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
_FAILURES = (dg.DagsterEventType.STEP_FAILURE, dg.DagsterEventType.RUN_FAILURE)
_WILL_RETRY = "dagster/will_retry"


def build_alert_sensor(settings: Settings) -> dg.SensorDefinition:
    """Looks at the runs that ended, and at a lock that a killed process left."""

    @dg.sensor(
        name="alerts",
        target=[],
        minimum_interval_seconds=SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Tells the channels of alerts.yaml of every run that ended without a release, of refused "
        "files and of deadlines that passed; once a cause.",
    )
    def alerts(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        cursor = json.loads(context.cursor) if context.cursor else {"since": None, "seen": []}
        since = _moment(cursor["since"])
        killed = take_killed(settings.lock_file)
        # Without anything new, what nobody heard of is tried again.
        problems = tell_killed(settings, killed) if killed else tell(settings)
        records = context.instance.get_run_records(
            dg.RunsFilter(statuses=_ENDED, updated_after=since - _OVERLAP),
            order_by="update_timestamp",
            ascending=True,
        )
        fresh = [each for each in records if each.dagster_run.run_id not in cursor["seen"]]
        problems += tell_overdue(settings)
        for each in fresh:
            problems += _tell_of(settings, context.instance, each.dagster_run)
        latest = max((each.update_timestamp for each in records), default=since)
        seen = [each.dagster_run.run_id for each in records if each.update_timestamp > latest - _OVERLAP]
        context.update_cursor(json.dumps({"since": max(latest, since).isoformat(), "seen": seen}))
        return dg.SkipReason(" ".join([f"{len(fresh)} runs ended since the last look.", *problems]))

    return alerts


def _moment(said: str | None) -> datetime:
    return datetime.fromisoformat(said) if said else datetime.now(UTC) - _FIRST_LOOK_BACK


def _tell_of(settings: Settings, instance: dg.DagsterInstance, run: dg.DagsterRun) -> list[str]:
    """Exactly one place tells of a run: this one of those that Dagster started."""
    if BY_COMMAND.items() <= run.tags.items() or run.tags.get(_WILL_RETRY) == "true":
        return []
    name = name_of_run(run)
    if run.status is dg.DagsterRunStatus.CANCELED:
        cause = cancelled(name)
    elif run.status is dg.DagsterRunStatus.FAILURE:
        cause = not_published(name, failure_in_words(_events(instance, run, *_FAILURES)))
    elif UNCHANGED in run.tags:
        return tell_published(settings, settings.releases_dir / run.tags[UNCHANGED], is_new=False)
    elif RELEASE in _assets(instance, run, dg.DagsterEventType.ASSET_MATERIALIZATION):
        return tell_published(settings, settings.current_link.resolve(), is_new=True)
    elif RELEASE in _assets(instance, run, dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED):
        cause = not_published(name, "all steps ended, and no release was made.")
    else:
        return []  # nothing was to be published
    return tell(settings, [cause], run_id=run.run_id)


def _events(
    instance: dg.DagsterInstance, run: dg.DagsterRun, *kinds: dg.DagsterEventType
) -> list[dg.DagsterEvent]:
    entries = instance.all_logs(run.run_id, of_type=set(kinds))
    return [entry.dagster_event for entry in entries if entry.dagster_event]


def _assets(
    instance: dg.DagsterInstance, run: dg.DagsterRun, kind: dg.DagsterEventType
) -> set[dg.AssetKey | None]:
    return {event.asset_key for event in _events(instance, run, kind)}
