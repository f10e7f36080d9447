"""`junheng alerts`: the channels that people hear through.

What belongs here: showing what came of a trial. What does not: channels, sending.
"""

from __future__ import annotations

from orchestration.commands import exits
from orchestration.commands.arguments import Command, Warehouse, application
from orchestration.commands.console import Console
from orchestration.settings import Settings

app = application()


@app.callback()
def alerts() -> None:
    """Who hears when a run ends unpublished; docs/operations.md says how to set it."""


@app.command("test", cls=Command, help="send a trial message through every channel and say what arrived")
def test_command(warehouse: Warehouse = None) -> int:
    """Send a trial through every channel. Raises `UsageError` where the settings cannot be used."""
    from orchestration.alerts.channels import ChannelsError, read_channels
    from orchestration.alerts.delivery import deliver
    from orchestration.alerts.message import trial
    from orchestration.alerts.telling import record_trial

    settings = Settings.from_environment(None, warehouse)
    console = Console()
    try:
        channels = read_channels(settings)
    except ChannelsError as error:
        raise exits.UsageError(str(error)) from None
    if not channels.channels:
        raise exits.UsageError(
            f"There is no alert channel: write {settings.alerts_file}, or set JUNHENG_ALERT_COMMAND."
        )
    problems = deliver(channels, {each: trial(channels.language) for each in channels.channels})
    for name, problem in problems.items():
        console.line(f"{name}: {problem}." if problem else f"{name}: sent.")
    for sentence in record_trial(settings, problems):
        console.line(sentence)
    return exits.NOT_PUBLISHED if any(problems.values()) else exits.PUBLISHED
