"""dbt in a child process: parse at once, build when told to, die with the parent.

What belongs here: nothing but that. The parent imports Dagster and Great Expectations meanwhile,
and runs the gate; when it is ready, dbt is imported and the project parsed. Were dbt to outlive
a killed run, it would go on writing build.duckdb after the warehouse lock was gone.

Its argument, if there is one, is a parse that was kept of the same state of the project. It serves any
warehouse and both readings: of the paths it holds only those of the sources are used, and models ask for
the reading when they are compiled.

Protocol: the child writes the line `PARSED`, or dbt's error and exits with 1. It then reads one
line, a JSON object {"arguments": [...], "environment": {...}}, runs dbt with it and exits with
dbt's status. A closed stdin means that nothing is to be built.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from orchestration.transform.compat import kept_parse

PARSED = "PARSED"
_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask Linux for SIGKILL when the parent ends; elsewhere there is no such request."""
    if not sys.platform.startswith("linux"):
        return
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the request
        sys.exit(1)


def main() -> int:
    """Parse, wait, build; returns the exit status."""
    die_with_parent()
    from dbt.cli.main import dbtRunner

    if len(sys.argv) > 1:
        manifest: Any = kept_parse(Path(sys.argv[1]))
    else:
        parse = dbtRunner().invoke(["--log-level", "none", "parse"])
        if not parse.success:
            sys.stdout.write(f"{parse.exception}\n")
            return 1
        manifest = parse.result
    sys.stdout.write(PARSED + "\n")
    sys.stdout.flush()
    order = sys.stdin.readline()
    if not order.strip():
        return 0
    told = json.loads(order)
    os.environ.update(told["environment"])
    build = dbtRunner(manifest=manifest).invoke(told["arguments"])
    if build.exception:
        sys.stdout.write(f"{build.exception}\n")
    return 0 if build.success else 1


if __name__ == "__main__":
    sys.exit(main())
