"""The filing deadlines in Dagster's terms: when a schedule ticks, and how long data is fresh.

What belongs here: cron and the time zone of the filings. What does not: the deadlines, which are registry
data, or what a tick starts.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import dagster as dg

from orchestration.standards.deadlines import Deadline

#: Deadlines are days of the filing offices, wherever the server stands. Dagster asks for a zone by its name.
FILING_ZONE = ZoneInfo("Asia/Shanghai")
_HOUR = 6  # before offices open
_COMMON_YEAR = 2023


def cron_after(deadline: Deadline) -> str:
    """Early in the morning after the deadline; after the end of February, 1 March in every year."""
    after = _in_common_year(deadline) + timedelta(days=1)
    return f"0 {_HOUR} {after.day} {after.month} *"


def school_year_due(deadline: Deadline, tick: datetime) -> int:
    """The school year whose deadline passed the day before a tick, which may lie in the year before.

    A tick without a zone is in that of the filings.
    """
    there = tick.astimezone(FILING_ZONE) if tick.tzinfo else tick
    return deadline.last_passed(there.date())


def freshness(deadline: Deadline, deadlines: Sequence[Deadline]) -> dg.FreshnessPolicy:
    """On the morning after the deadline, what it is about must have been read since the one before it."""
    due = _in_common_year(deadline)
    days = [(due - _in_common_year(other)).days % 365 for other in deadlines]
    since = min((each for each in days if each), default=364)
    return dg.FreshnessPolicy.cron(cron_after(deadline), timedelta(days=since), timezone=FILING_ZONE.key)


def _in_common_year(deadline: Deadline) -> date:
    day = min(deadline.day, 28) if deadline.month == 2 else deadline.day
    return date(_COMMON_YEAR, deadline.month, day)
