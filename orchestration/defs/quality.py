"""Assets of the two gates, with one asset check per expectation.

What belongs here: how the results of the gates are shown. What does not: a check (`quality/`,
`expectations/`), which years are checked (`pipeline`), or the decision to publish (`release/`): asset checks
are for display, and a run that leaves them out still meets the release's guard.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow.parquet as pq

from orchestration import pipeline
from orchestration.defs.ingest import LANDING_KEYS
from orchestration.defs.warehouse import OWNER_AUDIT, OWNER_DATA, POOL
from orchestration.quality.catalogue import Expectation, Suite, load_catalogue
from orchestration.settings import Settings

LANDING_GATE = dg.AssetKey(["quality", "landing_gate"])
QUARANTINE = dg.AssetKey(["landing", "quarantine"])
MART_GATE = dg.AssetKey(["quality", "mart_gate"])
_SEVERITY = {
    "critical": dg.AssetCheckSeverity.ERROR,
    "warning": dg.AssetCheckSeverity.WARN,
    "info": dg.AssetCheckSeverity.WARN,
}


def build_quality_assets(settings: Settings, tested_keys: Sequence[dg.AssetKey]) -> list[dg.AssetsDefinition]:
    """The landing gate (with the quarantine) and the mart gate, in this order.

    `tested_keys`: the marts, and the views over them that the mart gate tests.
    """
    landing_suites = load_catalogue(settings.expectations_dir, "landing")
    mart_suites = load_catalogue(settings.expectations_dir, "marts")

    @dg.multi_asset(
        name="landing_gate",
        specs=[
            dg.AssetSpec(
                LANDING_GATE,
                deps=list(LANDING_KEYS.values()),
                group_name="landing_gate",
                kinds={"python", "greatexpectations"},
                owners=[OWNER_AUDIT],
                description=(
                    "Great Expectations over the landing: keys, values, sums, comparisons with last "
                    "year. Every result is recorded, passes too."
                ),
            ),
            dg.AssetSpec(
                QUARANTINE,
                deps=list(LANDING_KEYS.values()),
                group_name="landing_gate",
                kinds={"python", "parquet"},
                owners=[OWNER_DATA],
                description="Rows and cells the landing gate took out; the facts leave them out.",
            ),
        ],
        check_specs=_check_specs(LANDING_GATE, landing_suites),
        pool=POOL,
    )
    def landing_gate(
        warehouse: dg.ResourceParam[pipeline.Warehouse],
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        summary = pipeline.check_landing(warehouse)
        years = list(pipeline.landed_files(settings))
        yield dg.MaterializeResult(
            asset_key=LANDING_GATE,
            metadata={
                "school_years_checked": ", ".join(map(str, summary.school_years)),
                "passed": summary.passed,
                "failed": summary.failed,
                "errors": summary.errors,
                "findings": dict(summary.findings),
                "path": dg.MetadataValue.path(str(settings.quality_dir / "landing")),
            },
        )
        yield dg.MaterializeResult(
            asset_key=QUARANTINE,
            metadata={
                "dagster/row_count": sum(pipeline.rows_quarantined(settings, year) for year in years),
                "path": dg.MetadataValue.path(str(settings.landing_dir / "quarantine")),
            },
        )
        yield from _check_results(LANDING_GATE, landing_suites, pipeline.landing_results(settings, years))

    @dg.asset(
        key=MART_GATE,
        deps=[*tested_keys, LANDING_GATE],
        group_name="mart_gate",
        kinds={"python", "greatexpectations"},
        owners=[OWNER_AUDIT],
        check_specs=_check_specs(MART_GATE, mart_suites),
        pool=POOL,
        description=(
            "Great Expectations over the marts: statuses, completeness against the expected index, "
            "ranges. A critical failure means that an invariant of our code broke."
        ),
    )
    def mart_gate(warehouse: dg.ResourceParam[pipeline.Warehouse]) -> Iterator[dg.MaterializeResult[None]]:
        summary = pipeline.check_marts(warehouse)
        yield dg.MaterializeResult(
            metadata={
                "passed": summary.passed,
                "failed": summary.failed,
                "errors": summary.errors,
                "findings": dict(summary.findings),
                "path": dg.MetadataValue.path(str(settings.quality_dir / "marts")),
                "documents": dg.MetadataValue.path(str(settings.quality_dir / "docs" / "index.html")),
            },
            check_results=list(
                _check_results(MART_GATE, mart_suites, [settings.quality_dir / "marts" / "dq_result.parquet"])
            ),
        )

    return [landing_gate, mart_gate]


def _check_name(suite: str, expectation_id: str) -> str:
    return f"{suite}__{expectation_id}".replace("-", "_")


def _check_specs(asset: dg.AssetKey, suites: Sequence[Suite]) -> list[dg.AssetCheckSpec]:
    return [
        dg.AssetCheckSpec(
            name=_check_name(suite.name, expectation.id),
            asset=asset,
            description=_explained(expectation),
            metadata={
                "severity": expectation.severity,
                "dimension": expectation.dimension,
                "owner": expectation.owner,
            },
        )
        for suite in suites
        for expectation in suite.expectations
    ]


def _explained(expectation: Expectation) -> str:
    parts = (expectation.what, expectation.why, expectation.fix)
    return "\n\n".join(f"{part.en} {part.zh}" for part in parts)


def _check_results(
    asset: dg.AssetKey, suites: Sequence[Suite], files: Sequence[Path]
) -> Iterator[dg.AssetCheckResult]:
    """One result per expectation, over all years: failed if any year failed or crashed."""
    rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for file in files:
        if file.exists():
            for row in pq.read_table(file).to_pylist():
                rows.setdefault((row["suite"], row["expectation_id"]), []).append(row)
    for suite in suites:
        for expectation in suite.expectations:
            found = rows.get((suite.name, expectation.id), [])
            statuses = {row["status"] for row in found}
            errors = sorted({row["error"] for row in found if row["error"]})
            yield dg.AssetCheckResult(
                asset_key=asset,
                check_name=_check_name(suite.name, expectation.id),
                passed=bool(found) and statuses == {"PASS"},
                severity=(
                    dg.AssetCheckSeverity.ERROR if "ERROR" in statuses else _SEVERITY[expectation.severity]
                ),
                metadata={
                    "rows_checked": sum(row["rows_checked"] for row in found),
                    "rows_failing": sum(row["rows_failing"] or 0 for row in found),
                    **({"error": errors[0]} if errors else {}),
                },
            )
