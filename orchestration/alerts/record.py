"""The record of what was told: `log/alerts.jsonl`, a line a message, added to and never deleted.

What belongs here: adding a line, and what follows from all lines: which causes stand, which runs were told
of, what was looked at. What does not: what is said. A line that cannot be read (a run killed while it wrote)
is passed over.
"""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from orchestration.alerts.causes import RULES, Cause

_WAIT_SECONDS = 20.0  # for another process that is telling; then both tell
_PAUSE_SECONDS = 0.1


@dataclass(frozen=True)
class Standing:
    """A cause that is not mended: whether anybody heard of it, and when it was last tried."""

    cause: Cause
    heard: bool
    tried_at: datetime


@dataclass
class Record:
    """What follows from the lines."""

    standing: dict[str, Standing] = field(default_factory=dict)
    runs: set[str] = field(default_factory=set)
    looked: str = ""

    def take(self, line: Mapping[str, Any]) -> None:
        """One line more."""
        at = datetime.fromisoformat(line["at"])
        heard = any(not problem for problem in line.get("channels", {}).values())
        for each in line.get("begun", ()):
            if each.get("rule") in RULES:
                cause = Cause(each["rule"], each["key"], each["zh"], each["en"])
                before = self.standing.get(cause.cause_id)
                self.standing[cause.cause_id] = Standing(cause, heard or bool(before and before.heard), at)
        for cause_id in line.get("mended", ()):
            self.standing.pop(cause_id, None)
        if line.get("run_id"):
            self.runs.add(line["run_id"])
        self.looked = line.get("looked", self.looked)


def read_record(file: Path) -> Record:
    """The record so far; without a file nothing was told."""
    record = Record()
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return record
    for line in lines:
        try:
            record.take(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
    return record


def append(file: Path, **said: Any) -> None:
    """Add a line. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    line = json.dumps({"at": at, **said}, ensure_ascii=False) + "\n"
    with file.open("ab+") as stream:
        if stream.tell():
            stream.seek(-1, 2)
            if stream.read(1) != b"\n":  # a killed writer's half line
                line = "\n" + line
        stream.write(line.encode("utf-8", "backslashreplace"))


@contextmanager
def one_at_a_time(file: Path) -> Iterator[None]:
    """Keep another process from telling the same meanwhile; waits for it, but not for ever."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        stream = file.open("ab")
    except OSError:  # nothing can be written: better told twice than not at all
        yield
        return
    with stream:
        last = time.monotonic() + _WAIT_SECONDS
        while time.monotonic() < last:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                time.sleep(_PAUSE_SECONDS)
        yield
