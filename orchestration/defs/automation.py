"""Jobs, schedules and the sensor on raw/.

What belongs here: when runs start. What does not: what a run does, and who hears of its end (`alerts.py`).
Deadlines are registry data (`dbt_project/seeds/standards/deadlines.csv`), not code.
"""

import json
from collections.abc import Iterator
from datetime import date, timedelta

import dagster as dg

from orchestration.defs.ingest import LANDING_KEYS
from orchestration.inventory import year_signatures
from orchestration.plan import contiguous
from orchestration.settings import Settings
from orchestration.standards.deadlines import Deadline, read_deadlines
from orchestration.submissions.folders.listing import list_raw

LOAD_YEARS = "load_years"
LOAD_ALL_YEARS = "load_all_years"
READ_YEARS = "read_years"
REBUILD = "rebuild"
#: Dagster's own names of the tags that give a run its range of partitions.
_RANGE_START, _RANGE_END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"
_TIME_ZONE = "Asia/Shanghai"
_HOUR = 6  # before offices open


def range_tags(first: int, last: int) -> dict[str, str]:
    """Run tags that make one run read the school years from first to last."""
    return {_RANGE_START: str(first), _RANGE_END: str(last)}


def build_automation(settings: Settings) -> dg.Definitions:
    """Jobs (chosen years, all years, reading alone, rebuilding alone), schedules and the sensor."""
    landing = dg.AssetSelection.assets(*LANDING_KEYS.values())
    everything = dg.AssetSelection.all()
    present = list_raw(settings.raw_dir).school_years
    jobs = [
        dg.define_asset_job(
            LOAD_YEARS,
            selection=everything,
            description="Read one school year or a range, then check, rebuild and publish all landed years.",
        ),
        dg.define_asset_job(
            LOAD_ALL_YEARS,
            selection=everything,
            tags=range_tags(present[0], present[-1]) if present else None,
            description="Read every school year of raw/ in one run, then check, rebuild and publish.",
        ),
        dg.define_asset_job(
            READ_YEARS,
            selection=landing,
            description="Only read a range of school years; for years that are not contiguous.",
        ),
        dg.define_asset_job(
            REBUILD,
            selection=everything - landing,
            description="Read nothing again: check, rebuild and publish what is landed.",
        ),
    ]
    return dg.Definitions(jobs=jobs, schedules=build_schedules(settings), sensors=[build_sensor(settings)])


def build_schedules(settings: Settings) -> list[dg.ScheduleDefinition]:
    """One schedule per deadline, off until switched on in the UI."""
    return [_schedule(settings, deadline) for deadline in read_deadlines(settings.standards_dir)]


def build_sensor(settings: Settings) -> dg.SensorDefinition:
    """Requests a run for the years whose folder changed and then stood still for one look."""

    @dg.sensor(
        name="filings_received",
        job_name=LOAD_YEARS,
        minimum_interval_seconds=60,
        description="Looks at raw/ every minute; reads the years whose files changed, once copying is over.",
    )
    def filings_received(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
        cursor = json.loads(context.cursor) if context.cursor else {"loaded": {}, "seen": {}}
        signatures = year_signatures(list_raw(settings.raw_dir), settings.today())
        now = {str(year): text for year, text in signatures.items() if year}
        changed = [year for year in now if cursor["loaded"].get(year) != now[year]]
        resolved = [year for year in changed if cursor["seen"].get(year) == now[year]]
        loaded = {year: text for year, text in cursor["loaded"].items() if year in now}
        if resolved:
            loaded |= {year: now[year] for year in resolved}
            for first, last in contiguous([int(year) for year in resolved]):
                digest = "-".join(now[str(year)][:8] for year in range(first, last + 1))
                yield dg.RunRequest(run_key=f"{first}-{last}-{digest}", tags=range_tags(first, last))
        elif changed:
            yield dg.SkipReason(f"{', '.join(changed)} changed just now; waiting until copying is over")
        else:
            yield dg.SkipReason("nothing changed in raw/")
        context.update_cursor(json.dumps({"loaded": loaded, "seen": now}))

    return filings_received


def _schedule(settings: Settings, deadline: Deadline) -> dg.ScheduleDefinition:
    @dg.schedule(
        name=f"after_{deadline.deadline_id}",
        cron_schedule=_cron(deadline),
        job_name=LOAD_YEARS,
        execution_timezone=_TIME_ZONE,
        description=f"The morning after the deadline of: {deadline.form_en}.",
    )
    def after_deadline(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        year = context.scheduled_execution_time.year - deadline.year_offset
        if year not in list_raw(settings.raw_dir).school_years:
            return dg.SkipReason(f"no county filed anything for school year {year}: raw/{year} is not there")
        return dg.RunRequest(run_key=f"{deadline.deadline_id}-{year}", tags=range_tags(year, year))

    return after_deadline


def _cron(deadline: Deadline) -> str:
    """Early in the morning after the deadline."""
    after = date(2023, deadline.month, deadline.day) + timedelta(days=1)
    return f"0 {_HOUR} {after.day} {after.month} *"
