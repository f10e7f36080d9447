"""Which runs are alive: each holds a lock of the operating system on a file of its own.

What belongs here: taking that lock, and telling whether it is held. What does not: what becomes of a run
whose process is gone (`closing.py`, `launcher.py`). The lock dies with the process, however it dies, and no
process id, which may be given to another process, is asked for.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_RUNNING = "running"


@contextmanager
def alive(dagster_home: Path, run_id: str) -> Iterator[None]:
    """Let the run be known as alive for the length of the block."""
    file = dagster_home / _RUNNING / run_id
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
    fcntl.flock(descriptor, fcntl.LOCK_EX)  # held by others only for the moment of a question
    try:
        yield
    finally:
        file.unlink(missing_ok=True)
        os.close(descriptor)


def is_alive(dagster_home: Path, run_id: str) -> bool | None:
    """Whether the run's process is there; None where the run never said so: it began just now, or was killed
    before it could.
    """
    try:
        descriptor = os.open(dagster_home / _RUNNING / run_id, os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def forget(dagster_home: Path, run_id: str) -> None:
    """Remove what a killed run left."""
    (dagster_home / _RUNNING / run_id).unlink(missing_ok=True)
