"""dbt in a child process: parse at once, build when told to, die with the parent.

What belongs here: nothing but that. The parent imports Dagster and Great Expectations meanwhile,
and runs the gate; when it is ready, dbt is imported and the project parsed. Were dbt to outlive
a killed run, it would go on writing build.duckdb after the warehouse lock was gone.

Its arguments: `compile`, where the models of the landing gate are to be compiled; and a parse that was
kept of the same state of the project, if there is one. It serves any warehouse and both readings: of the
paths it holds only those of the sources are used, and models ask for the reading when they are compiled.

Protocol: the child writes the line `PARSED`, or dbt's error and exits with 1. Told to compile, it then
compiles the models of the landing gate into its target folder and writes the line `COMPILED`, or dbt's
error and exits with 1. It then reads one line, a JSON object {"arguments": [...], "environment": {...}},
runs dbt with it and exits with dbt's status. Each node that ends and each error is told as a line of JSON,
whatever dbt's own settings say of its log. A closed stdin means that nothing is to be built.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from orchestration.transform.columns import write_mart_sql
from orchestration.transform.compat import kept_parse, without_debug_events
from orchestration.transform.gate_models import GateModelsError, write_gate_models

PARSED = "PARSED"
COMPILED = "COMPILED"
COMPILE = "compile"
#: What dbt calls it when a node has ended.
_TESTED = "LogTestResult"
_ENDED = ("LogSeedResult", "LogModelResult", _TESTED)
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
    """Parse, compile for the gate, wait, build; returns the exit status."""
    die_with_parent()
    from dbt.cli.main import dbtRunner

    without_debug_events()
    kept = [argument for argument in sys.argv[1:] if argument != COMPILE]
    if kept:
        manifest: Any = kept_parse(Path(kept[0]))
    else:
        parse = dbtRunner().invoke(["--log-level", "none", "parse"])
        if not parse.success:
            sys.stdout.write(f"{parse.exception}\n")
            return 1
        manifest = parse.result
    sys.stdout.write(PARSED + "\n")
    sys.stdout.flush()
    if COMPILE in sys.argv[1:]:
        try:
            write_gate_models(manifest, Path(os.environ["DBT_TARGET_PATH"]))
        except GateModelsError as error:
            sys.stdout.write(f"{error}\n")
            return 1
        sys.stdout.write(COMPILED + "\n")
        sys.stdout.flush()
    order = sys.stdin.readline()
    if not order.strip():
        return 0
    told = json.loads(order)
    os.environ.update(told["environment"])
    build = dbtRunner(manifest=manifest, callbacks=[_tell]).invoke(told["arguments"])
    if build.exception:
        sys.stdout.write(f"{build.exception}\n")
    elif told["mart_sql"]:
        write_mart_sql(build.result, manifest, Path(told["mart_sql"]))
    return 0 if build.success else 1


def _tell(event: Any) -> None:
    """Write what the parent wants to know of an event of dbt's."""
    if event.info.name in _ENDED:
        node = event.data.node_info
        told = {
            "unique_id": node.unique_id,
            "name": node.node_name,
            "resource_type": node.resource_type,
            "status": event.data.status if event.info.name == _TESTED else node.node_status,
            "seconds": event.data.execution_time,
            "failures": getattr(event.data, "num_failures", 0),
        }
    elif event.info.level == "error":
        told = {"error": event.info.msg}
    else:
        return
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
