"""One writer per warehouse: a lock of the operating system on `warehouse/.lock`.

What belongs here: taking, naming and releasing the lock. What does not: deciding what to do
when it is held (the command line exits 4, a Dagster run waits for a while).

The lock belongs to the process: it dies with it, however it dies, so no stale lock is ever
left behind. The text in the file only names the holder. A holder that ends takes its name out: a name in a
lock that is free is that of a process that was killed.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from orchestration.state.aside import set_aside


@dataclass(frozen=True)
class Holder:
    """Who holds a warehouse: machine and process id, what it runs, since when (ISO time, UTC)."""

    host: str
    pid: int
    command: str
    since: str


class WarehouseLockedError(RuntimeError):
    """Another process writes to this warehouse; `holder` is None where it left no name yet."""

    def __init__(self, lock_file: Path, holder: Holder | None) -> None:
        who = (
            f"«{holder.command}» (process {holder.pid}) holds it since {holder.since}"
            if holder
            else "another process holds it"
        )
        super().__init__(
            f"The warehouse {lock_file.parent} is locked: {who}. Wait until that run has ended, or end it."
        )
        self.holder = holder


_LOOK_SECONDS = 1.0  # between two tries to take a lock that is held

_guard = threading.Lock()
_held: dict[Path, tuple[int, int]] = {}  # lock file → (descriptor, times taken) in this process


@contextmanager
def warehouse_lock(lock_file: Path, command: str) -> Iterator[Holder | None]:
    """Hold the lock for the length of the block; taken again in the same process it just counts.

    Yields the holder before, if it was killed while it held the lock. Raises `WarehouseLockedError` at once,
    without waiting, if another process holds it.
    """
    path = lock_file.resolve()
    killed = None
    with _guard:
        descriptor, times = _held.get(path) or (_acquire(path), 0)
        if not times:
            killed = read_holder(path)
            _name(descriptor, command)
        _held[path] = (descriptor, times + 1)
    try:
        yield killed
    finally:
        with _guard:
            descriptor, times = _held[path]
            if times > 1:
                _held[path] = (descriptor, times - 1)
            else:
                del _held[path]
                with suppress(OSError):
                    os.ftruncate(descriptor, 0)
                os.close(descriptor)


@contextmanager
def warehouse_lock_when_free(
    lock_file: Path, command: str, seconds: float, tell: Callable[[str], None]
) -> Iterator[Holder | None]:
    """Hold the lock for the length of the block; wait for it first, and `tell` for whom.

    Yields the holder before, if it was killed. Raises `WarehouseLockedError` if another process holds it for
    so many seconds.
    """
    until = time.monotonic() + seconds
    told = ""
    with ExitStack() as held:
        while True:
            try:
                killed = held.enter_context(warehouse_lock(lock_file, command))
                break
            except WarehouseLockedError as busy:
                if time.monotonic() >= until:
                    raise
                if str(busy) != told:
                    told = str(busy)
                    tell(f"Waiting at most {seconds / 60:.0f} minutes. {busy}")
            time.sleep(min(_LOOK_SECONDS, seconds))
        yield killed


def take_killed(lock_file: Path) -> Holder | None:
    """The holder that was killed, if one was and nobody has taken the lock since; it is named once.

    Takes no lock while the holder's process is on this machine: a run that begins would find it taken.
    """
    path = lock_file.resolve()
    holder = read_holder(path)
    if holder is None or (holder.host == socket.gethostname() and _is_there(holder.pid)):
        return None
    try:
        with warehouse_lock(path, "looking after a killed run") as killed:
            return killed
    except WarehouseLockedError:
        return None


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def read_holder(lock_file: Path) -> Holder | None:
    """The name last left in the lock file, if it can be read; says nothing about whether it lives."""
    try:
        return Holder(**json.loads(lock_file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _acquire(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    is_shared = bool(path.parent.stat().st_mode & stat.S_IWGRP)
    if is_shared:  # with a group, of which another may replace what this process writes
        os.umask(os.umask(0) & ~stat.S_IRWXG)
    if path.is_dir():
        set_aside(path, from_raw=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)  # not inherited by child programs
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise WarehouseLockedError(path, read_holder(path)) from None
    if is_shared:
        with suppress(PermissionError):  # another one's, of the group
            os.fchmod(descriptor, os.fstat(descriptor).st_mode | stat.S_IRGRP | stat.S_IWGRP)
    return descriptor


def _name(descriptor: int, command: str) -> None:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    holder = Holder(socket.gethostname(), os.getpid(), command, since)
    with suppress(OSError):  # a full disk takes no name; the lock is held all the same
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(asdict(holder)).encode("utf-8"), 0)
