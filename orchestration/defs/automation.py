"""Jobs, schedules and the sensors on raw/.

What belongs here: when runs start. What does not: what a run does, whether there is anything to do (`due`),
or who hears of its end (`alerts.py`). Deadlines are registry data
(`dbt_project/seeds/standards/deadlines.csv`).
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import dagster as dg

from orchestration.defs.filing_time import FILING_ZONE, cron_after, school_year_due
from orchestration.defs.ingest import ALL_YEARS, LANDING_KEYS, RANGE_END, RANGE_START
from orchestration.defs.warehouse import RETRIES
from orchestration.due import Tried, due, may_try, signatures
from orchestration.instance.partitions import keep_partitions
from orchestration.inventory import code_hash
from orchestration.settings import Settings
from orchestration.standards.deadlines import Deadline, read_deadlines
from orchestration.submissions.folders.listing import list_raw

LOAD_YEARS = "load_years"
LOAD_ALL_YEARS = "load_all_years"
READ_YEARS = "read_years"
REBUILD = "rebuild"
#: The tag of a run that the sensor asked for: the release that would come of it.
WANTED = "junheng/wanted"
#: A killed run is tried again from its first step: raw/ may have changed since, and what is read is kept.
_RETRIED_WHOLE = {"dagster/retry_strategy": "ALL_STEPS"}


def range_tags(first: int, last: int) -> dict[str, str]:
    """Run tags that make one run read the school years from first to last."""
    return {RANGE_START: str(first), RANGE_END: str(last)}


def build_automation(settings: Settings, retries: dg.RetryPolicy | None = RETRIES) -> dg.Definitions:
    """Jobs (chosen years, all years, reading alone, rebuilding alone), schedules and the sensors."""
    landing = dg.AssetSelection.assets(*LANDING_KEYS.values())
    everything = dg.AssetSelection.all()
    jobs = [
        dg.define_asset_job(
            LOAD_YEARS,
            selection=everything,
            tags=_RETRIED_WHOLE,
            op_retry_policy=retries,
            description="Read one school year or a range, then check, rebuild and publish all landed years.",
        ),
        dg.define_asset_job(
            LOAD_ALL_YEARS,
            selection=everything,
            tags={**ALL_YEARS, **_RETRIED_WHOLE},
            op_retry_policy=retries,
            description="Do what «junheng run» does: read what changed in the school years that stand in "
            "raw/ when the run begins, then check, rebuild and publish; if nothing changed, nothing.",
        ),
        dg.define_asset_job(
            READ_YEARS,
            selection=landing.without_checks(),
            tags=_RETRIED_WHOLE,
            op_retry_policy=retries,
            description="Only read a range of school years; for years that are not contiguous.",
        ),
        dg.define_asset_job(
            REBUILD,
            selection=everything - landing,
            tags=_RETRIED_WHOLE,
            op_retry_policy=retries,
            description="Read nothing again: check, rebuild and publish what is landed.",
        ),
    ]
    return dg.Definitions(
        jobs=jobs,
        schedules=build_schedules(settings),
        sensors=[build_sensor(settings), build_partition_sensor(settings)],
    )


def build_schedules(settings: Settings) -> list[dg.ScheduleDefinition]:
    """One schedule per deadline, off until switched on in the UI."""
    return [_schedule(settings, deadline) for deadline in read_deadlines(settings.standards_dir)]


def build_sensor(settings: Settings) -> dg.SensorDefinition:
    """Requests a run when raw/ is not what was read and published, and stood still for one look.

    A run that failed is followed by others, after pauses that grow, and by no more than a few.
    """

    @dg.sensor(
        name="filings_received",
        job_name=LOAD_ALL_YEARS,
        minimum_interval_seconds=60,
        description="Compares raw/ with what was read and published, every minute; starts a run where they "
        "differ, once copying is over. A run that failed is tried again a few times, ever later.",
    )
    def filings_received(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
        raw = list_raw(settings.raw_dir)
        found = due(settings, raw, code_hash(settings.project_dir), json.loads(context.cursor or "null"))
        context.update_cursor(json.dumps(signatures(settings, raw)))
        if found.plan is None:
            yield dg.SkipReason(found.reason)
            return
        wanted = {WANTED: found.plan.release_id}
        tried = [
            Tried(each.dagster_run.run_id, _ended(each))
            for each in context.instance.get_run_records(dg.RunsFilter(tags=wanted))
        ]
        hindered = may_try(tried, datetime.now(UTC))
        if hindered:
            yield dg.SkipReason(f"{found.reason}: {hindered}")
        else:
            yield dg.RunRequest(run_key=f"{found.plan.release_id}-{len(tried)}", tags=wanted)

    return filings_received


def _ended(record: dg.RunRecord) -> datetime | None:
    if not record.dagster_run.is_finished:
        return None
    return datetime.fromtimestamp(record.end_time, UTC) if record.end_time else record.create_timestamp


def build_partition_sensor(settings: Settings) -> dg.SensorDefinition:
    """Keeps the partitions in line with raw/, so that a year can be chosen as soon as it is there."""

    @dg.sensor(
        name="school_years_in_raw",
        target=[],
        minimum_interval_seconds=60,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Lets the partitions be the school years that stand in raw/. Starts nothing.",
    )
    def school_years_in_raw(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        years = list_raw(settings.raw_dir).school_years
        keep_partitions(context.instance, years)
        return dg.SkipReason(f"school years in raw/: {', '.join(map(str, years)) or 'none'}")

    return school_years_in_raw


def _schedule(settings: Settings, deadline: Deadline) -> dg.ScheduleDefinition:
    @dg.schedule(
        name=f"after_{deadline.deadline_id}",
        cron_schedule=cron_after(deadline),
        job_name=LOAD_ALL_YEARS,
        execution_timezone=FILING_ZONE.key,
        description=f"The morning after the deadline of: {deadline.form_en}.",
    )
    def after_deadline(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        year = school_year_due(deadline, context.scheduled_execution_time)
        if year not in list_raw(settings.raw_dir).school_years:
            return dg.SkipReason(f"no county filed anything for school year {year}: raw/{year} is not there")
        name = f"{deadline.deadline_id}-{year}"
        return dg.RunRequest(run_key=name, tags={"junheng/deadline": name})

    return after_deadline
