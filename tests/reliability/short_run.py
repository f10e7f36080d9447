"""`junheng run` with made-up marts in place of dbt and Great Expectations: seconds instead of a minute.

What belongs here: those steps. What does not: what comes before and after them, which is the command's own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

from orchestration import cli, pipeline
from orchestration.commands import execute
from orchestration.inventory import release_id
from orchestration.plan import RunPlan
from orchestration.release.store import publish
from orchestration.settings import Settings
from tests.unit.release.conftest import MiniatureWarehouse


@dataclass
class _Marts(MiniatureWarehouse):
    code: str = ""

    @property
    def release_id(self) -> str:
        return release_id(self.files, self.code)


def _steps(
    settings: Settings, plan: RunPlan, progress: Callable[[str], None], detail: Callable[[str], None]
) -> None:
    warehouse = pipeline.Warehouse(settings, plan.code, plan.raw, progress, detail)
    pipeline.receive(warehouse)
    pipeline.land(warehouse, plan.read)
    marts = _Marts(settings.warehouse_dir, pipeline.landed_files(settings), plan.code)
    marts.write_build()
    marts.write_clean_results()
    publish(marts.build(), settings.releases_dir, marts.release_id, settings.current_link)


if __name__ == "__main__":
    execute.execute = _steps
    sys.exit(cli.main())
