"""A run's end, whichever way it was started: what people are told of it.

What belongs here: from how a run ended to causes. What does not: Dagster; telling itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration.alerts.causes import Cause, killed, locked, not_published
from orchestration.alerts.record import append, read_record
from orchestration.alerts.telling import are_configured, tell
from orchestration.lock import Holder, WarehouseLockedError
from orchestration.settings import Settings

#: Dagster's id of a run that it started: it must not be told of again when Dagster notices.
_RUN_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class RunWatch:
    """One run of the command line; what went wrong in telling is said by `say`."""

    def __init__(self, settings: Settings, command: str, say: Callable[[str], None]) -> None:
        self._settings = settings
        self._command = command
        self._say = say

    def found_killed(self, holder: Holder | None) -> None:
        """The run before, if it was killed."""
        if holder:
            self._told(tell_killed(self._settings, holder))

    def failed(self, reason: str) -> None:
        """The run ended and published nothing."""
        self._told(tell(self._settings, [not_published(self._command, reason)]))

    def published(self, folder: Path, is_new: bool) -> None:
        """The run ended with a current release, which may be the one that was there."""
        self._told(tell_published(self._settings, folder, is_new))

    def _locked(self, error: WarehouseLockedError) -> None:
        self._told(tell(self._settings, [locked(self._command, str(error))]))

    def _told(self, problems: list[str]) -> None:
        for problem in problems:
            self._say(problem)


@contextmanager
def watched(
    settings: Settings, command: str, say: Callable[[str], None], sentence: Callable[[BaseException], str]
) -> Iterator[RunWatch]:
    """A run that is watched: whatever it raises is told, and raised."""
    watch = RunWatch(settings, command, say)
    try:
        yield watch
    except WarehouseLockedError as error:
        watch._locked(error)
        raise
    except (Exception, KeyboardInterrupt) as error:
        watch.failed(sentence(error))
        raise


def tell_killed(settings: Settings, holder: Holder) -> list[str]:
    """A run whose process is gone: it left its name in the lock."""
    by_dagster = _RUN_ID.search(holder.command)
    run_id = by_dagster.group() if by_dagster else f"{holder.command} {holder.since}"
    return tell(settings, [killed(holder.command, holder.since)], run_id=run_id)


def tell_published(settings: Settings, folder: Path, is_new: bool) -> list[str]:
    """What stood between filings and a release is mended; what is refused, and what is overdue, stands."""
    try:
        return _tell_published(settings, folder, is_new)
    except Exception as error:  # a release that is damaged, a full disk: not the run's own fault
        return [f"Alerts failed: {type(error).__name__}: {error}"]


def _tell_published(settings: Settings, folder: Path, is_new: bool) -> list[str]:
    record = read_record(settings.alerts_record)
    standing = [each.cause for each in record.standing.values()]
    begun: list[Cause] = []
    ended = {"runs"}
    if is_new:
        from orchestration.alerts.refusals import refusals_of

        begun += refusals_of(folder)
        ended.add("refusals")
    looked = f"{settings.today()} {folder.name}"
    looks = are_configured(settings) and record.looked != looked
    if looks:
        from orchestration.alerts.deadlines import overdue

        begun += overdue(settings, folder, standing)
        ended.add("deadlines")
    if not begun and not any(cause.rule in ended for cause in standing):
        problems = []
    else:
        problems = tell(settings, begun, lambda cause: cause.rule in ended)
    if looks:
        append(settings.alerts_record, looked=looked)
    return problems
