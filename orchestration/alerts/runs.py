"""A run's end, whichever way it was started: what people are told of it.

What belongs here: from how a run ended to causes. What does not: Dagster; telling itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration.alerts.causes import Cause, Rule, killed, locked, not_published
from orchestration.alerts.record import append, read_record
from orchestration.alerts.telling import are_configured, tell
from orchestration.lock import Holder, WarehouseLockedError
from orchestration.settings import Settings

#: Dagster's id of a run that it started: it must not be told of again when Dagster notices.
_RUN_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class RunWatch:
    """One run of the command line: told of at most once, whatever becomes of showing its end."""

    def __init__(self, settings: Settings, command: str) -> None:
        self._settings = settings
        self._command = command
        self._is_told = False
        self.problems: list[str] = []

    def found_killed(self, holder: Holder | None) -> None:
        """The run before, if it was killed."""
        if holder:
            self.problems += tell_killed(self._settings, holder)

    def failed(self, reason: str) -> None:
        """The run ended and published nothing."""
        self._tell(not_published(self._command, reason))

    def met_a_lock(self, reason: str) -> None:
        """The run found the warehouse held by another."""
        self._tell(locked(self._command, reason))

    def published(self, folder: Path, is_new: bool) -> None:
        """The run ended with a current release, which may be the one that was there."""
        self._is_told = True
        self.problems += tell_published(self._settings, folder, is_new)

    def _tell(self, cause: Cause) -> None:
        if not self._is_told:
            self._is_told = True
            self.problems += tell(self._settings, [cause])


@contextmanager
def watched(
    settings: Settings, command: str, say: Callable[[str], None], sentence: Callable[[BaseException], str]
) -> Iterator[RunWatch]:
    """A run that is watched: whatever it raises is told, and raised; what went wrong in telling is said."""
    watch = RunWatch(settings, command)
    try:
        yield watch
    except WarehouseLockedError as error:
        watch.met_a_lock(str(error))
        raise
    except (Exception, KeyboardInterrupt) as error:
        watch.failed(sentence(error))
        raise
    finally:
        for problem in watch.problems:
            say(problem)


def tell_killed(settings: Settings, holder: Holder) -> list[str]:
    """A run whose process is gone: it left its name in the lock."""
    by_dagster = _RUN_ID.search(holder.command)
    run_id = by_dagster.group() if by_dagster else f"{holder.command} {holder.since}"
    return tell(settings, [killed(holder.command, holder.since)], run_id=run_id)


def tell_published(settings: Settings, folder: Path, is_new: bool) -> list[str]:
    """What stood between filings and a release is mended; what is refused, and what is overdue, stands."""
    return _tell_of_release(settings, folder, {"runs", "refusals"} if is_new else {"runs"})


def tell_overdue(settings: Settings) -> list[str]:
    """What the current release shows of deadlines that passed: looked at once a day."""
    folder = settings.current_link.resolve()
    return _tell_of_release(settings, folder, set()) if folder.is_dir() else []


def _tell_of_release(settings: Settings, folder: Path, ended: set[Rule]) -> list[str]:
    """Tell what stands of the rules that a release settles, and of deadlines, once a day and release."""
    try:
        record = read_record(settings.alerts_record)
        standing = [each.cause for each in record.standing.values()]
        begun: list[Cause] = []
        if "refusals" in ended:
            from orchestration.alerts.refusals import refusals_of

            begun += refusals_of(folder)
        looked = f"{settings.today()} {folder.name}"
        looks = are_configured(settings) and record.looked != looked
        if looks:
            from orchestration.alerts.deadlines import overdue

            begun += overdue(settings, folder, standing)
            ended = {*ended, "deadlines"}
        problems = []
        if begun or any(cause.rule in ended for cause in standing):
            problems = tell(settings, begun, lambda cause: cause.rule in ended)
        if looks:
            append(settings.alerts_record, looked=looked)
    except Exception as error:  # a release that is damaged, a full disk: not the run's own fault
        return [f"Alerts failed: {type(error).__name__}: {error}"]
    return problems
