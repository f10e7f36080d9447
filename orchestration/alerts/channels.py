"""The channels: `alerts.yaml`, and the secrets it names but never holds.

What belongs here: reading the settings file, and finding a channel's address when a message goes out. What
does not: sending. An address (Apprise's URL) holds a token or a password, so it stands in a variable of the
environment or in a file of its own that only its owner reads.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from orchestration.alerts.causes import RULES, Rule
from orchestration.settings import Settings
from orchestration.yaml_files import Strict, YamlFaultsError, YamlFile

Language = Literal["both", "zh", "en"]

#: The channel of JUNHENG_ALERT_COMMAND.
COMMAND = "JUNHENG_ALERT_COMMAND"
_OF_OTHERS = 0o077


class ChannelsError(ValueError):
    """The settings file cannot be used; the text names it, the line and the key."""


class AddressError(ValueError):
    """A channel's address is not there; the text says what to do."""


class Channel(Strict):
    """A way to people: one of a variable or a file with an address, or a command.

    Attributes
    ----------
    about: what is told here; without it everything.
    command: a program that gets the text as its one argument.
    """

    name: str = Field(min_length=1, max_length=60)
    variable: str | None = None
    file: str | None = None
    command: str | None = None
    about: tuple[Rule, ...] = Field(default=RULES, min_length=1)

    @model_validator(mode="after")
    def _one_way(self) -> Channel:
        if sum(way is not None for way in (self.variable, self.file, self.command)) != 1:
            raise ValueError("needs one of variable, file, command")
        return self


class _AlertsFile(Strict):
    language: Language = "both"
    channels: tuple[Channel, ...]


@dataclass(frozen=True)
class Channels:
    """All channels, the language of what is told, and the folder that their files are named from."""

    channels: tuple[Channel, ...]
    language: Language
    folder: Path

    def address(self, channel: Channel, environment: Mapping[str, str] | None = None) -> str:
        """Apprise's URL of a channel that is no command. Raises `AddressError`, which tells nothing of it."""
        if channel.variable is not None:
            found = (os.environ if environment is None else environment).get(channel.variable, "")
            if not found.strip():
                raise AddressError(f"the variable {channel.variable} is not set")
            return found.strip()
        file = self.folder / (channel.file or "")
        try:
            if file.stat().st_mode & _OF_OTHERS:
                raise AddressError(f"{file} can be read by others: chmod 600 {file}")
            found = file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeError) as error:
            raise AddressError(
                f"{file} cannot be read: {getattr(error, 'strerror', None) or error}"
            ) from None
        if not found:
            raise AddressError(f"{file} is empty")
        return found


def read_channels(settings: Settings) -> Channels:
    """The channels of the settings file and the alert command. Raises `ChannelsError`."""
    file = settings.alerts_file
    own = command_alone(settings).channels
    if not file.exists():
        return command_alone(settings)
    try:
        read = YamlFile.received(file.read_bytes())
        said = read.read(_AlertsFile)
        names = [each.name for each in (*own, *said.channels)]
        read.check(
            (("channels", place, "name"), "stands twice")
            for place, each in enumerate(said.channels)
            if each.name in names[: len(own) + place]
        )
    except YamlFaultsError as error:
        raise ChannelsError(f"{file}: {error}") from None
    except OSError as error:
        raise ChannelsError(f"{file} cannot be read: {error.strerror}") from None
    return Channels((*own, *said.channels), said.language, file.parent)


def command_alone(settings: Settings) -> Channels:
    """The alert command, which is left where there is no settings file or it cannot be used."""
    own = (Channel(name=COMMAND, command=settings.alert_command),) if settings.alert_command else ()
    return Channels(own, "both", settings.alerts_file.parent)
