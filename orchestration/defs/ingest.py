"""Assets of the landing: filings read into Parquet, one partition per school year.

What belongs here: the partitions, and what the graph shows of a reading. What does not: which files are read
(`pipeline`), reading a file (`submissions/`).
"""

from collections.abc import Iterator
from datetime import datetime

import dagster as dg

from orchestration import pipeline
from orchestration.defs.warehouse import OWNER_DATA, POOL
from orchestration.settings import Settings
from orchestration.standards.registry import load_registry
from orchestration.submissions.contract.schemas import RELATIONS
from orchestration.submissions.folders.listing import list_raw

FILINGS = dg.AssetKey(["raw", "filings"])
LANDING_KEYS = {name: dg.AssetKey(["landing", name]) for name in RELATIONS}
_SCHOOL_YEAR_STARTS = "0 0 1 9 *"


def school_years(settings: Settings) -> dg.TimeWindowPartitionsDefinition:
    """Partitions by school year ("2024" begins on 1 September 2024), from the first rule set until now.

    The window widens where raw/ holds other years, so that any year that was filed can be read.
    """
    rule_sets = load_registry(settings.standards_dir)[0].rows("rule_sets")
    present = list_raw(settings.raw_dir).school_years
    today = datetime.now()
    current = today.year if today.month >= 9 else today.year - 1
    first = min([current, *present, *(row.years[0] for row in rule_sets)])
    # The current year's window has not ended: without an offset of one it would be missing.
    ahead = max([current, *present]) - current
    return dg.TimeWindowPartitionsDefinition(
        start=datetime(first, 9, 1),
        fmt="%Y",
        cron_schedule=_SCHOOL_YEAR_STARTS,
        timezone="Asia/Shanghai",
        end_offset=1 + ahead,
    )


def build_ingest_assets(settings: Settings) -> list[dg.AssetsDefinition]:
    """`raw/filings` (what was received) and `landing/*` (what it says), in this order."""

    @dg.asset(
        key=FILINGS,
        group_name="landing",
        kinds={"python", "filesystem"},
        owners=[OWNER_DATA],
        pool=POOL,
        description=(
            "What stands in raw/, by file and sha256. Years that left raw/ leave the landing here, "
            "and folders that are no school year or no county are recorded."
        ),
    )
    def filings(warehouse: dg.ResourceParam[pipeline.Warehouse]) -> dg.MaterializeResult[None]:
        years, files_outside = pipeline.receive(warehouse)
        return dg.MaterializeResult(
            metadata={
                "school_years": dg.MetadataValue.text(", ".join(map(str, years))),
                "raw": dg.MetadataValue.path(str(settings.raw_dir)),
                "files_outside_a_year": files_outside,
            }
        )

    @dg.multi_asset(
        name="landing",
        specs=[
            dg.AssetSpec(
                LANDING_KEYS[relation.name],
                deps=[FILINGS],
                group_name="landing",
                kinds={"python", "parquet"},
                owners=[OWNER_DATA],
                description=f"Filed facts as read, one row per {relation.grain}.",
            )
            for relation in RELATIONS.values()
        ],
        partitions_def=school_years(settings),
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool=POOL,
    )
    def landing(
        context: dg.AssetExecutionContext, warehouse: dg.ResourceParam[pipeline.Warehouse]
    ) -> Iterator[dg.MaterializeResult[None]]:
        is_partitioned = context.has_partition_key or context.has_partition_key_range
        years = map(int, context.partition_keys) if is_partitioned else warehouse.raw.school_years
        rows = pipeline.land(warehouse, years)
        for name, key in LANDING_KEYS.items():
            yield dg.MaterializeResult(
                asset_key=key,
                metadata={
                    "dagster/row_count": sum(rows[name].values()),
                    "rows_by_year": {str(year): count for year, count in rows[name].items()},
                    "path": dg.MetadataValue.path(str(settings.landing_dir / name)),
                },
            )

    return [filings, landing]
