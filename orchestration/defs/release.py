"""The last asset: a published release.

What belongs here: what the graph shows of it. What does not: how a release is built, guarded or published.
"""

from collections.abc import Sequence

import dagster as dg

from orchestration import pipeline
from orchestration.defs import groups
from orchestration.defs.quality import LANDING_GATE, MART_GATE, quality_page
from orchestration.defs.warehouse import OWNER_DATA, POOL, refusals_final
from orchestration.instance.record import RELEASE as TAG
from orchestration.release.seal import read_datapackage
from orchestration.settings import Settings

RELEASE = dg.AssetKey(["release", "compliance_release"])


def build_release_asset(settings: Settings, mart_keys: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """The asset `release/compliance_release`."""

    @dg.asset(
        key=RELEASE,
        deps=[*mart_keys, LANDING_GATE, MART_GATE],
        group_name=groups.RELEASE,
        kinds={"duckdb", "parquet"},
        owners=[OWNER_DATA],
        pool=POOL,
        description=(
            "The published answer: compliance.duckdb, one Parquet file per table, the quality "
            "documents and a datapackage with every hash. Refused unless every check has a clean record."
        ),
    )
    def compliance_release(
        context: dg.AssetExecutionContext, warehouse: dg.ResourceParam[pipeline.Warehouse]
    ) -> dg.MaterializeResult[None]:
        with refusals_final():
            folder = pipeline.publish(warehouse)
        package = read_datapackage(folder)
        context.instance.add_run_tags(context.run.run_id, {TAG: package["id"]})
        rows = {each["path"]: each["rows"] for each in package["resources"] if "rows" in each}
        return dg.MaterializeResult(
            metadata={
                "release_id": package["id"],
                "path": dg.MetadataValue.path(str(folder)),
                "database": dg.MetadataValue.path(str(folder / "compliance.duckdb")),
                "quality_page": quality_page(settings),
                "report": dg.MetadataValue.path(str(folder / "report" / "index.html")),
                "exit_status": package["exit_status"],
                "dagster/row_count": sum(rows.values()),
                "rows": rows,
                "counts": package["counts"],
            }
        )

    return compliance_release
