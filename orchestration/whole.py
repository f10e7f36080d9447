"""Files that are whole or not there: written beside, renamed when whole; and what a killed process left so.

What belongs here: the name of what is unfinished, and sweeping it. What does not: what a file holds, or what
is done about one that was whole once (`state/`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Begins the name of whatever is not finished; the process that makes it ends the name.
UNFINISHED = ".tmp-"


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Where to write a file that stands at `path` once the block ended well; else nothing is left of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = unfinished_beside(path)
    try:
        yield unfinished
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def unfinished_beside(path: Path) -> Path:
    """The name beside `path` under which this process makes it."""
    return path.with_name(f"{UNFINISHED}{path.name}-{os.getpid()}")


def sweep_unfinished(folder: Path) -> list[str]:
    """Remove what ended processes left unfinished in a folder and below; returns the names. Hold the lock.

    What a living process makes is left to it: the UI takes no lock to write what is its own.
    """
    removed = []
    for parent, folders, files in os.walk(folder):
        for name in [each for each in (*folders, *files) if each.startswith(UNFINISHED)]:
            if name in folders:
                folders.remove(name)
            if is_of_another_living_process(name):
                continue
            remove(Path(parent) / name)
            removed.append(name)
    return sorted(removed)


def remove(path: Path) -> None:
    """Remove a file, a link or a whole folder."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def is_of_another_living_process(name: str) -> bool:
    """True where the process whose number ends the name runs now, and is not this one."""
    process_id = name.rpartition("-")[2]
    return process_id.isdigit() and process_id != str(os.getpid()) and Path(f"/proc/{process_id}").exists()
