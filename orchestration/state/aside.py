"""Setting aside what is damaged: beside where it stood, under a name that nothing reads.

What belongs here: the name, and how many are kept. What does not: telling what is damaged (`mend.py`).
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from orchestration.whole import remove

DAMAGED = ".damaged-"
#: Of the same thing, where a run builds it again.
_KEPT = 3


def set_aside(path: Path, from_raw: bool) -> Path:
    """Rename what stands at `path` to `.damaged-<name>-<time>`; returns where it is now.

    Of what can be built again the last three are kept, of everything else all. Hold the lock.
    """
    aside = path.with_name(f"{DAMAGED}{path.name}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}Z")
    path.rename(aside)
    if from_raw:
        earlier = sorted(each for each in path.parent.iterdir() if _is_of(each.name, path.name))
        for each in earlier[:-_KEPT]:
            remove(each)
    return aside


def _is_of(aside: str, name: str) -> bool:
    return aside.rpartition("-")[0] == f"{DAMAGED}{name}"
