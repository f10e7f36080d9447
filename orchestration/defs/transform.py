"""Assets of dbt: one per seed and model, run together in one `dbt build`.

What belongs here: how dbt's nodes and their results appear in the graph. What does not: SQL, running dbt
(`transform/`). All models are rebuilt in every run.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, dbt_assets

from orchestration import pipeline
from orchestration.defs.quality import LANDING_GATE
from orchestration.defs.warehouse import OWNER_DATA, POOL
from orchestration.settings import Settings
from orchestration.transform.build import DbtBuildError, NodeResult, rows_of_tables
from orchestration.transform.gate_models import GATE_SELECTION


class JunhengTranslator(DagsterDbtTranslator):
    """Names dbt's nodes as the graph shows them: sources are landing assets, groups are folders."""

    def __init__(self) -> None:
        # The quality source holds several relations that one asset, the landing gate, writes.
        super().__init__(DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True))

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """`landing.<relation>` is the landing's asset; `quality.*` is the landing gate.

        `as_filed.*`, which this step builds first, comes of what the gate set aside too.
        """
        if dbt_resource_props["resource_type"] == "source":
            if dbt_resource_props["source_name"] in ("quality", "as_filed"):
                return LANDING_GATE
            return dg.AssetKey([dbt_resource_props["source_name"], dbt_resource_props["name"]])
        folder = (
            "standards" if dbt_resource_props["resource_type"] == "seed" else dbt_resource_props["fqn"][1]
        )
        return dg.AssetKey([folder, dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The folder: standards, facts, sections, rules, indicators_…, verdicts …"""
        if dbt_resource_props["resource_type"] == "seed":
            return "standards"
        return "_".join(dbt_resource_props["fqn"][1:-1])

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> Sequence[str] | None:
        """All of dbt is the data engineers'."""
        return [OWNER_DATA]


def build_transform_assets(settings: Settings, manifest_path: Path) -> dg.AssetsDefinition:
    """All seeds and models of the project as one step."""
    manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
    translator = JunhengTranslator()

    @dbt_assets(
        manifest=manifest,
        dagster_dbt_translator=translator,
        exclude=GATE_SELECTION,
        name="dbt_build",
        pool=POOL,
    )
    def dbt_build(
        context: dg.AssetExecutionContext, warehouse: dg.ResourceParam[pipeline.Warehouse]
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        try:
            results = pipeline.build_marts(warehouse)
        except DbtBuildError as error:
            yield from shown(context, error.results, {})
            raise
        yield from shown(context, results, rows_of_tables(settings.build_database))

    def shown(
        context: dg.AssetExecutionContext, results: Sequence[NodeResult], rows: Mapping[str, int]
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        """What was selected of the results; dbt itself always builds everything."""
        checks = {key.name: key for key in context.selected_asset_check_keys}
        for result in results:
            metadata: dict[str, float] = {"seconds": result.seconds}
            if result.resource_type == "test":
                if check := checks.get(result.name):
                    metadata["rows_failing"] = result.failures
                    yield dg.AssetCheckResult(
                        asset_key=check.asset_key,
                        check_name=check.name,
                        passed=result.is_sound,
                        metadata=metadata,
                    )
                continue
            asset = translator.get_asset_key(manifest["nodes"][result.unique_id])
            if result.is_sound and asset in context.selected_asset_keys:
                if result.name in rows:
                    metadata["dagster/row_count"] = rows[result.name]
                yield dg.MaterializeResult(asset_key=asset, metadata=metadata)

    return dbt_build


def public_mart_keys(manifest_path: Path) -> list[dg.AssetKey]:
    """Asset keys of the public models, which the mart gate and the release wait for."""
    return _model_keys(manifest_path, lambda config: bool(config.get("meta", {}).get("public")))


def mart_check_keys(manifest_path: Path) -> list[dg.AssetKey]:
    """Asset keys of the views that the mart gate tests."""
    return _model_keys(manifest_path, lambda config: "mart_check" in config["tags"])


def _model_keys(manifest_path: Path, is_wanted: Callable[[Mapping[str, Any]], bool]) -> list[dg.AssetKey]:
    manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
    translator = JunhengTranslator()
    return [
        translator.get_asset_key(node)
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and is_wanted(node["config"])
    ]
