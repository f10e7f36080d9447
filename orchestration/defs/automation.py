"""Jobs, schedules, the sensor on raw/ and the alert of a failed run.

What belongs here: when runs start and who hears of a failure. What does not: what a run does.
Deadlines are registry data (`dbt_project/seeds/standards/deadlines.csv`), not code.
"""

import csv
import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import dagster as dg

from orchestration.defs.ingest import LANDING_KEYS
from orchestration.inventory import year_signatures
from orchestration.plan import contiguous
from orchestration.settings import Settings
from orchestration.submissions.folders.listing import list_raw

LOAD_YEARS = "load_years"
LOAD_ALL_YEARS = "load_all_years"
READ_YEARS = "read_years"
REBUILD = "rebuild"
#: Dagster's own names of the tags that give a run its range of partitions.
_RANGE_START, _RANGE_END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"
_TIME_ZONE = "Asia/Shanghai"
_HOUR = 6  # before offices open
_ALERT_SECONDS = 60


@dataclass(frozen=True)
class Deadline:
    """A filing deadline: the day, and how many calendar years after the school year's start."""

    deadline_id: str
    form_en: str
    month: int
    day: int
    year_offset: int

    def cron(self) -> str:
        """Early in the morning after the deadline."""
        after = date(2023, self.month, self.day) + timedelta(days=1)
        return f"0 {_HOUR} {after.day} {after.month} *"


def read_deadlines(settings: Settings) -> list[Deadline]:
    """The deadlines of the registry, in its order."""
    with (settings.standards_dir / "deadlines.csv").open(encoding="utf-8", newline="") as stream:
        return [
            Deadline(
                deadline_id=row["deadline_id"],
                form_en=row["form_en"],
                month=int(row["month"]),
                day=int(row["day"]),
                year_offset=int(row["year_offset"]),
            )
            for row in csv.DictReader(stream)
        ]


def range_tags(first: int, last: int) -> dict[str, str]:
    """Run tags that make one run read the school years from first to last."""
    return {_RANGE_START: str(first), _RANGE_END: str(last)}


def build_automation(settings: Settings) -> dg.Definitions:
    """Jobs (chosen years, all years, reading alone, rebuilding alone), schedules and the sensor."""
    hooks = {_alert_hook(settings)}
    landing = dg.AssetSelection.assets(*LANDING_KEYS.values())
    everything = dg.AssetSelection.all()
    present = list_raw(settings.raw_dir).school_years
    jobs = [
        dg.define_asset_job(
            LOAD_YEARS,
            selection=everything,
            hooks=hooks,
            description="Read one school year or a range, then check, rebuild and publish all landed years.",
        ),
        dg.define_asset_job(
            LOAD_ALL_YEARS,
            selection=everything,
            hooks=hooks,
            tags=range_tags(present[0], present[-1]) if present else None,
            description="Read every school year of raw/ in one run, then check, rebuild and publish.",
        ),
        dg.define_asset_job(
            READ_YEARS,
            selection=landing,
            hooks=hooks,
            description="Only read a range of school years; for years that are not contiguous.",
        ),
        dg.define_asset_job(
            REBUILD,
            selection=everything - landing,
            hooks=hooks,
            description="Read nothing again: check, rebuild and publish what is landed.",
        ),
    ]
    return dg.Definitions(jobs=jobs, schedules=build_schedules(settings), sensors=[build_sensor(settings)])


def build_schedules(settings: Settings) -> list[dg.ScheduleDefinition]:
    """One schedule per deadline, off until switched on in the UI."""
    return [_schedule(settings, deadline) for deadline in read_deadlines(settings)]


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
        cron_schedule=deadline.cron(),
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


def _alert_hook(settings: Settings) -> dg.HookDefinition:
    @dg.failure_hook(name="alert", required_resource_keys=set())
    def alert(context: dg.HookContext) -> None:
        error = context.op_exception
        text = f"Junheng: the run {context.run_id} failed in {context.op.name}: {error}"
        record = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "run_id": context.run_id,
            "job": context.job_name,
            "step": context.op.name,
            "error": str(error),
        }
        write_alert(settings, record, text)

    return alert


def write_alert(settings: Settings, record: dict[str, str], text: str) -> None:
    """Append to log/alerts.jsonl and hand the text to the alert command, if there is one.

    A command that fails or hangs is noted in the same file; it never hides the run's own error.
    """
    settings.log_dir.mkdir(parents=True, exist_ok=True)
    if settings.alert_command:
        try:
            subprocess.run([settings.alert_command, text], check=True, timeout=_ALERT_SECONDS)
        except (OSError, subprocess.SubprocessError) as failure:
            record["alert_command_failed"] = str(failure)
    with (settings.log_dir / "alerts.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(record, ensure_ascii=False) + "\n")
