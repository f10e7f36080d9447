"""The one assembly point: Dagster definitions built from settings.

What belongs here: putting the parts together. What does not: any part. Importing this module
builds nothing; Dagster calls `junheng` when it loads the code location, tests and the command
line call `build_definitions` with their own settings.
"""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from orchestration.defs.alerts import build_alert_sensor
from orchestration.defs.automation import build_automation
from orchestration.defs.ingest import build_ingest_assets
from orchestration.defs.quality import build_quality_assets, build_quality_checks
from orchestration.defs.release import build_release_asset
from orchestration.defs.transform import DbtAssets
from orchestration.defs.warehouse import warehouse_resource
from orchestration.pipeline import Warehouse
from orchestration.settings import Settings
from orchestration.transform.process import cached_or_parsed_manifest


def build_definitions(
    settings: Settings, manifest_path: Path | None = None, attended: Warehouse | None = None
) -> dg.Definitions:
    """Assets, checks, jobs, schedules and the sensor for one warehouse.

    `manifest_path`: dbt's manifest, if the caller has it; else it is parsed (once per state of
    the dbt project). `attended`: the warehouse as a caller who executes runs in this process works on it.
    """
    dbt = DbtAssets(settings, manifest_path or cached_or_parsed_manifest(settings))
    work = dg.Definitions(
        assets=[
            *build_ingest_assets(settings),
            *build_quality_assets(settings, [*dbt.public_marts(), *dbt.mart_checks()]),
            dbt.build(),
            build_release_asset(settings, dbt.public_marts()),
        ],
        sensors=[build_alert_sensor(settings)],
        asset_checks=build_quality_checks(settings, dbt.asset_of),
        resources={"warehouse": warehouse_resource(settings, attended)},
        # Assets hand each other files, not values; a process per step would cost seconds each.
        executor=dg.in_process_executor,
    )
    # Who waits at a command line decides himself whether to try again.
    automation = build_automation(settings, retries=None) if attended else build_automation(settings)
    return dg.Definitions.merge(work, automation)


@dg.definitions
def junheng() -> dg.Definitions:
    """The code location, for the warehouse that the environment names."""
    return build_definitions(Settings.from_environment())
