"""What is to be done about raw/: for the sensor that starts runs, and for the first step of a run.

What belongs here: comparing what stands in raw/ with what was landed and published, and when a run that
failed is tried again. What does not: what a run does, or Dagster, which tells of the runs there were.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from orchestration.inventory import year_signatures
from orchestration.plan import NothingToReadError, RunPlan, in_words, make_plan
from orchestration.release.seal import damage
from orchestration.settings import Settings
from orchestration.submissions.folders.listing import RawListing

_CODES_SHOWN = 20  # of counties
#: How long after a run that failed the next one begins: so many runs are tried, and no more.
PAUSES = (timedelta(0), timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=2))


@dataclass(frozen=True)
class Tried:
    """A run that was started for the same filings and code; `ended` is None while it is not over."""

    run_id: str
    ended: datetime | None


@dataclass(frozen=True)
class Due:
    """What the sensor does: `plan` is to be carried out, or nothing, and `reason` says why."""

    plan: RunPlan | None
    reason: str


def standing_release(settings: Settings, plan: RunPlan) -> Path | None:
    """The release that holds exactly what the plan would make, if it is there and whole."""
    folder = settings.releases_dir / plan.release_id
    return folder if folder.is_dir() and not damage(folder) else None


def signatures(settings: Settings, raw: RawListing) -> dict[str, str]:
    """What each folder of raw/ looks like from outside, to tell whether it still changes."""
    return {str(year): text for year, text in year_signatures(raw, settings.today()).items()}


def due(settings: Settings, raw: RawListing, code: str, seen: Mapping[str, str] | None) -> Due:
    """What is to be done; `seen`: the signatures of the look before, None where there was none."""
    now = signatures(settings, raw)
    if seen != now:
        changing = sorted(year for year in {*now, *(seen or {})} if (seen or {}).get(year) != now.get(year))
        return Due(None, f"{', '.join(changing) or 'raw/'} changed just now; waiting until copying is over")
    try:
        plan = make_plan(raw, settings.inputs_dir, code, as_of=settings.today())
    except NothingToReadError as error:
        return Due(None, str(error))
    if standing_release(settings, plan):
        return Due(None, "everything in raw/ is read and published")
    return Due(plan, _to_be_done(plan))


def may_try(tried: Sequence[Tried], now: datetime) -> str | None:
    """Why no run is to be started now for what such runs were started for; None: one is."""
    under_way = [run.run_id for run in tried if run.ended is None]
    if under_way:
        return f"run {under_way[0]} is under way"
    if len(tried) >= len(PAUSES):
        return (
            f"{len(tried)} runs for these filings published nothing, and no further one is started. See the "
            "last one, put right what it names, and start «load_all_years», or change the filings."
        )
    ended = max((run.ended for run in tried if run.ended), default=now)
    begins = ended + PAUSES[len(tried)]
    if now < begins:
        return f"{len(tried)} runs for these filings published nothing; the next after {begins:%H:%M} UTC"
    return None


def _to_be_done(plan: RunPlan) -> str:
    parts = []
    if plan.read:
        parts.append(f"{in_words(plan.read)} to be read")
    if plan.forget:
        parts.append(f"{in_words(plan.forget)} left raw/")
    return "; ".join(parts) or f"release {plan.release_id} is to be built"


def counties_in_words(raw: RawListing, years: Collection[int]) -> str:
    """The counties that have a folder in these years, for a label: their codes, or how many they are."""
    places = {each.place for each in raw.entries}
    codes = sorted({county for year, county in places if county and year in years})
    return ", ".join(codes) if len(codes) <= _CODES_SHOWN else f"{len(codes)} counties"
