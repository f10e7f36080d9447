"""`junheng dev`: Dagster's UI on this machine, over the same warehouse as `junheng run`.

What belongs here: starting it. What does not: definitions.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Annotated

import typer

from orchestration.commands.arguments import Command, Raw, Warehouse, application
from orchestration.commands.console import Console
from orchestration.lock import WarehouseLockedError, warehouse_lock
from orchestration.settings import Settings
from orchestration.state.layout import require_known_layout
from orchestration.state.mend import mend

HOST = "127.0.0.1"
#: What Dagster loads.
DEFINITIONS = "orchestration.definitions"

app = application()


@app.command(cls=Command)
def dev(
    warehouse: Warehouse = None,
    raw: Raw = None,
    port: Annotated[int, typer.Option(metavar="N", help="where it listens on this machine")] = 3000,
) -> int:
    """Replace this process by `dagster dev`; returns only if that fails."""
    from orchestration.commands import quality_page
    from orchestration.instance.home import prepare

    settings = Settings.from_environment(raw, warehouse)
    settings.raw_dir.mkdir(parents=True, exist_ok=True)
    console = Console()
    with suppress(WarehouseLockedError), warehouse_lock(settings.lock_file, "junheng dev, starting"):
        require_known_layout(settings.warehouse_dir)
        for line in mend(settings):
            console.line(line)
    for run_id in prepare(settings):
        console.line(f"Closed run {run_id}: the process that executed it is gone.")
    console.line(f"Dagster: http://{HOST}:{port} (it takes some 20 seconds to answer; Ctrl-C ends it)")
    arguments = ["-m", "dagster", "dev", "-m", DEFINITIONS, "-h", HOST, "-p", str(port)]
    page = quality_page.start(settings.quality_dir / "docs", HOST, port + 1)
    console.line(f"All checks, passes too: {page}")
    os.chdir(settings.project_dir)
    environment = {**os.environ, **settings.as_environment(), "JUNHENG_QUALITY_PAGE": page}
    os.execve(sys.executable, [sys.executable, *arguments], environment)
