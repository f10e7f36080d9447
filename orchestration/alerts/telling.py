"""Telling people, once a cause: the one door to the channels.

What belongs here: what is new of what stands, sending it, recording it, and what becomes of a channel that
does not get through. What does not: finding causes. Nothing here raises: what went wrong is returned in
words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from orchestration.alerts.causes import Cause, dead_channel
from orchestration.alerts.record import Record, Standing, append, one_at_a_time, read_record
from orchestration.settings import Settings

if TYPE_CHECKING:
    from orchestration.alerts.channels import Channel, Channels

_AGAIN_AFTER = timedelta(minutes=10)  # that nobody heard of a cause
#: The key of the settings file among the channels.
_FILE = "alerts.yaml"


def nothing(cause: Cause) -> bool:
    """Mends nothing."""
    del cause
    return False


def are_configured(settings: Settings) -> bool:
    """True if anybody could hear; cheap, for runs in which nothing changed."""
    return bool(settings.alert_command) or settings.alerts_file.exists()


def tell(
    settings: Settings,
    begun: Sequence[Cause] = (),
    mended: Callable[[Cause], bool] = nothing,
    run_id: str = "",
) -> list[str]:
    """Tell what is new among the causes that stand, and which of those told before are mended.

    A run that was told of (`run_id`) is not told of again. Returns what went wrong, for whoever looks at the
    run itself.
    """
    if not settings.warehouse_dir.is_dir() and not are_configured(settings):
        return []  # no place for a record, and nobody to hear
    try:
        with one_at_a_time(settings.alerts_record):
            return _tell(settings, begun, mended, run_id)
    except Exception as error:  # whatever it is, it is not the run's own fault
        return [f"Alerts failed: {type(error).__name__}: {error}"]


def _tell(
    settings: Settings, begun: Sequence[Cause], mended: Callable[[Cause], bool], run_id: str
) -> list[str]:
    record = read_record(settings.alerts_record)
    if run_id and run_id in record.runs:
        return []
    now = {cause.cause_id: cause for cause in begun}
    gone = [
        each
        for cause_id, each in record.standing.items()
        if cause_id not in now and each.cause.rule != "channels" and mended(each.cause)
    ]
    new = [cause for cause_id, cause in now.items() if not _is_told(record, cause_id)]
    ended = {each.cause.cause_id for each in gone}
    if are_configured(settings):  # what nobody heard of is said again
        new += [
            each.cause
            for cause_id, each in record.standing.items()
            if cause_id not in {*now, *ended}
            and each.cause.rule != "channels"
            and not _is_told(record, cause_id)
        ]
    if not (new or gone or run_id):
        return []
    told_of_end = [each.cause for each in gone if each.heard]
    if not are_configured(settings):
        return _recorded(settings, new, [each.cause for each in gone], {}, run_id)
    channels, problems = _channels(settings)
    problems |= _send(settings, channels, new, told_of_end)
    lines = _recorded(settings, new, [each.cause for each in gone], problems, run_id)
    return lines + _tell_of_channels(settings, record, channels, problems)


def _is_told(record: Record, cause_id: str) -> bool:
    """True if it was heard of, or if it was tried just now: a dead network is not tried every minute."""
    standing = record.standing.get(cause_id)
    if standing is None:
        return False
    return standing.heard or datetime.now(UTC) - standing.tried_at < _AGAIN_AFTER


def _channels(settings: Settings) -> tuple[Channels, dict[str, str]]:
    """The channels, and by name what cannot be used."""
    from orchestration.alerts.channels import ChannelsError, command_alone, read_channels

    try:
        return read_channels(settings), {}
    except ChannelsError as error:
        return command_alone(settings), {_FILE: str(error)}


def _send(
    settings: Settings, channels: Channels, begun: Sequence[Cause], mended: Sequence[Cause]
) -> dict[str, str]:
    """By channel that had something to say, what went wrong, '' where it arrived."""
    from orchestration.alerts.delivery import deliver
    from orchestration.alerts.message import Message, compose

    places = {
        "log": str(settings.log_dir),
        "warehouse": str(settings.warehouse_dir),
        "page": str(settings.current_link / "quality" / "index.html"),
    }
    messages: dict[Channel, Message] = {}
    for channel in channels.channels:
        heard = [[each for each in causes if each.rule in channel.about] for causes in (begun, mended)]
        if any(heard):
            messages[channel] = compose(heard[0], heard[1], channels.language, places)
    return deliver(channels, messages) if messages else {}


def _recorded(
    settings: Settings,
    begun: Sequence[Cause],
    mended: Sequence[Cause],
    problems: dict[str, str],
    run_id: str = "",
    trial: bool = False,
) -> list[str]:
    said = {
        "begun": [cause.as_record() for cause in begun],
        "mended": [cause.cause_id for cause in mended],
        "channels": {name: problem for name, problem in problems.items() if name != _FILE},
        "run_id": run_id,
        "trial": trial,
    }
    try:
        append(settings.alerts_record, **{key: value for key, value in said.items() if value})
    except OSError as error:
        return [f"Alerts cannot be recorded in {settings.alerts_record}: {error.strerror}."]
    return []


def _tell_of_channels(
    settings: Settings, record: Record, channels: Channels, problems: dict[str, str]
) -> list[str]:
    """Tell of dead channels through the others, once; and of such as get through again."""
    dead = {name: problem for name, problem in problems.items() if problem}
    standing = {each.cause.key for each in record.standing.values() if each.cause.rule == "channels"}
    new = [dead_channel(name, problem) for name, problem in dead.items() if name not in standing]
    known = {channel.name for channel in channels.channels}
    mended = [
        each.cause
        for each in record.standing.values()
        if each.cause.rule == "channels"
        and each.cause.key not in dead
        and (each.cause.key in problems or (_FILE not in dead and each.cause.key not in known))
    ]
    if new or mended:
        from dataclasses import replace

        alive = replace(channels, channels=tuple(c for c in channels.channels if c.name not in dead))
        _recorded(settings, new, mended, _send(settings, alive, new, mended))
    return [f"No alert through the channel «{name}»: {problem}." for name, problem in dead.items()]


def standing_channels(settings: Settings) -> list[Standing]:
    """The channels that messages did not get through, for `junheng status`."""
    standing = read_record(settings.alerts_record).standing.values()
    return [each for each in standing if each.cause.rule == "channels"]


def record_trial(settings: Settings, problems: dict[str, str]) -> list[str]:
    """Record what came of a trial; a channel that gets through again is mended by it."""
    if not settings.warehouse_dir.is_dir():
        return []
    record = read_record(settings.alerts_record)
    mended = [
        each.cause
        for each in record.standing.values()
        if each.cause.rule == "channels" and problems.get(each.cause.key) == ""
    ]
    return _recorded(settings, [], mended, problems, trial=True)
