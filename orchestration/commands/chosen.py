"""The release that a command reads.

What belongs here: finding it, whole. What does not: choosing which one is current (`release`).
"""

from __future__ import annotations

from pathlib import Path

from orchestration.commands import exits
from orchestration.release.store import ReleaseNotFoundError, current_release_id, whole_release
from orchestration.settings import Settings


def release_dir(settings: Settings, release_id: str | None) -> Path:
    """The folder of the release asked for. Raises `UsageError` where it is not there, or damaged."""
    chosen = release_id or current_release_id(settings.current_link)
    if chosen is None:
        raise exits.UsageError(
            f"There is no release in {settings.warehouse_dir} yet; «junheng run» makes one."
        )
    try:
        return whole_release(settings.releases_dir, chosen)
    except ReleaseNotFoundError as error:
        raise exits.UsageError(str(error)) from None
