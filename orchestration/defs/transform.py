"""Assets of dbt: one per seed and model, run together in one `dbt build`.

What belongs here: how dbt's nodes and their results appear in the graph. What does not: SQL, running dbt
(`transform/`). All models are rebuilt in every run.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, dbt_assets

from orchestration import pipeline
from orchestration.defs import groups
from orchestration.defs.quality import LANDING_GATE
from orchestration.defs.warehouse import OWNER_DATA, POOL, refusals_final
from orchestration.quality.catalogue import Suite
from orchestration.quality.concerned import concerned
from orchestration.settings import Settings
from orchestration.single_checks import test_marts
from orchestration.transform.build import DbtBuildError, NodeResult, rows_of_tables
from orchestration.transform.columns import Lineage, column_lineage
from orchestration.transform.gate_models import GATE_SELECTION

#: By folder of the project; the others hold the public marts.
_GROUPS = {
    "facts": groups.FACTS,
    "rules": groups.INDICATORS,
    "sections": groups.INDICATORS,
    "indicators": groups.INDICATORS,
    "checks": groups.RELEASE,
}
_COMMENT = re.compile(r"\s*(?:--[^\n]*\n\s*)+|\s*\{#-?(?P<jinja>.*?)-?#\}", re.DOTALL)


class JunhengTranslator(DagsterDbtTranslator):
    """Names dbt's nodes as the graph shows them: sources are landing assets, groups are stages."""

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
        """The stage of the flow."""
        if dbt_resource_props["resource_type"] == "seed":
            return groups.STANDARDS
        return _GROUPS.get(dbt_resource_props["fqn"][1], groups.VERDICTS)

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """What the project says of the node, or the comment its SQL begins with; never the SQL itself."""
        if said := dbt_resource_props["description"]:
            return str(said)
        comment = _COMMENT.match(dbt_resource_props["raw_code"])
        text = comment.group("jinja") or comment.group() if comment else dbt_resource_props["name"]
        return " ".join(text.replace("--", " ").split())

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> Sequence[str] | None:
        """All of dbt is the data engineers'."""
        return [OWNER_DATA]


class DbtAssets:
    """The assets of dbt, from its manifest."""

    def __init__(self, settings: Settings, manifest_path: Path) -> None:
        self._settings = settings
        self._folder = manifest_path.parent
        self._manifest: dict[str, Any] = json.loads(manifest_path.read_text(encoding="utf-8"))
        self._translator = JunhengTranslator()

    def public_marts(self) -> list[dg.AssetKey]:
        """The public models, which the mart gate and the release wait for."""
        return self._models(lambda config: bool(config.get("meta", {}).get("public")))

    def mart_checks(self) -> list[dg.AssetKey]:
        """The views that the mart gate tests."""
        return self._models(lambda config: "mart_check" in config["tags"])

    def asset_of(self, suite: Suite) -> dg.AssetKey:
        """What a suite is about."""
        name = concerned(suite, self._manifest)
        return self._translator.get_asset_key(
            self._manifest["nodes"].get(name) or self._manifest["sources"][name]
        )

    def build(self) -> dg.AssetsDefinition:
        """All seeds and models of the project as one step; their tests are checks, which can run alone."""

        @dbt_assets(
            manifest=self._manifest,
            dagster_dbt_translator=self._translator,
            exclude=GATE_SELECTION,
            name="dbt_build",
            pool=POOL,
        )
        def dbt_build(
            context: dg.AssetExecutionContext, warehouse: dg.ResourceParam[pipeline.Warehouse]
        ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
            with refusals_final():
                if not context.selected_asset_keys:
                    tests = [key.name for key in context.selected_asset_check_keys]
                    yield from self._shown(context, test_marts(warehouse, tests), {}, {})
                    return
                try:
                    results = pipeline.build_marts(warehouse)
                except DbtBuildError as error:
                    yield from self._shown(context, error.results, {}, {})
                    raise
            database = self._settings.build_database
            lineage = column_lineage(self._folder, database)
            yield from self._shown(context, results, rows_of_tables(database), lineage)

        return dbt_build

    def _shown(
        self,
        context: dg.AssetExecutionContext,
        results: Sequence[NodeResult],
        rows: Mapping[str, int],
        lineage: Lineage,
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        """What was selected of the results; a build always makes everything."""
        checks = {key.name: key for key in context.selected_asset_check_keys}
        for result in results:
            metadata: dict[str, Any] = {"seconds": result.seconds}
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
            asset = self._translator.get_asset_key(self._manifest["nodes"][result.unique_id])
            if result.is_sound and asset in context.selected_asset_keys:
                if result.name in rows:
                    metadata["dagster/row_count"] = rows[result.name]
                if result.name in lineage:
                    metadata["dagster/column_lineage"] = self._columns(lineage[result.name])
                yield dg.MaterializeResult(asset_key=asset, metadata=metadata)

    def _columns(self, columns: Mapping[str, Sequence[tuple[str, str]]]) -> dg.TableColumnLineage:
        keys = {
            node["name"]: self._translator.get_asset_key(node)
            for nodes in (self._manifest["sources"], self._manifest["nodes"])
            for node in nodes.values()
            if node["resource_type"] in ("source", "seed", "model")
        }
        return dg.TableColumnLineage(
            {
                column: [dg.TableColumnDep(keys[table], name) for table, name in behind if table in keys]
                for column, behind in columns.items()
            }
        )

    def _models(self, is_wanted: Callable[[Mapping[str, Any]], bool]) -> list[dg.AssetKey]:
        return [
            self._translator.get_asset_key(node)
            for node in self._manifest["nodes"].values()
            if node["resource_type"] == "model" and is_wanted(node["config"])
        ]
