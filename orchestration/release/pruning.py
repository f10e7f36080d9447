"""Which releases may go, and removing them.

What belongs here: the rules of keeping. What does not: releases that are damaged (`store` sets them aside).

Kept are: the current release, the one published before it (to go back to), and so many of the newest. A
release can be built again from its filings and its code; without these it is gone.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from orchestration.release.seal import forget
from orchestration.release.store import ReleaseEntry
from orchestration.whole import unfinished_beside


def releases_to_prune(entries: Sequence[ReleaseEntry], keep: int) -> list[ReleaseEntry]:
    """Those that may go, of all releases as they are listed, the oldest first."""
    places = [number for number, entry in enumerate(entries) if entry.is_current]
    before_current = {number - 1 for number in places}
    newest = set(range(len(entries) - keep, len(entries)))
    kept = {*places, *before_current, *newest}
    return [entry for number, entry in enumerate(entries) if number not in kept]


def prune(entry: ReleaseEntry) -> int:
    """Remove a release; returns its bytes. Hold the lock.

    It leaves its name in one step, so that nobody takes a half of it for a release.
    """
    size = sum(file.stat().st_size for file in entry.path.rglob("*") if file.is_file())
    gone: Path = unfinished_beside(entry.path)
    entry.path.rename(gone)
    forget(entry.path)
    shutil.rmtree(gone)
    return size
