"""Assets of dbt: one per seed and model, run together in one `dbt build`.

What belongs here: how dbt's nodes appear in the graph and how dbt is run. What does not: SQL.
All models are rebuilt in every run, and unit tests are left to `make test`.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from importlib.metadata import version
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
from dagster_dbt import (
    DagsterDbtCliRuntimeError,
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtCliInvocation,
    dbt_assets,
)
from packaging.version import Version

from orchestration.defs.quality import LANDING_GATE
from orchestration.defs.warehouse import OWNER_DATA, POOL, Warehouse
from orchestration.settings import Settings
from orchestration.standards.check import require_sound_registry
from orchestration.transform.as_filed import build_as_filed
from orchestration.transform.gate_models import GATE_SELECTION
from orchestration.transform.process import DbtProcess

# Its artifacts would be thrown away: the manifest is kept already, results become events.
_BUILD = [
    *("--no-write-json", "--log-format-file", "text", "build"),
    *("--exclude-resource-type", "unit_test", "--exclude", GATE_SELECTION),
]
_ERROR_CHARACTERS = 1500


class DbtBuildError(RuntimeError):
    """dbt failed; the text is its own errors, without its tracebacks."""


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
    def dbt_build(context: dg.AssetExecutionContext, warehouse: dg.ResourceParam[Warehouse]) -> Iterator[Any]:
        require_sound_registry(settings.standards_dir)
        if build_as_filed(settings):
            warehouse.progress("dbt: marts built as filed, without the corrections in force")
        dbt = warehouse.dbt or DbtProcess(settings)
        invocation = _start(settings, dbt, context, manifest, translator)
        events: list[Any] = []
        failure: DbtBuildError | None = None
        try:
            for event in invocation.stream():
                events.append(event)
                if isinstance(event, dg.Output):
                    warehouse.detail(f"dbt: {_node_name(event)}")
        except DagsterDbtCliRuntimeError as error:
            failure = DbtBuildError(_errors_of_dbt(error, settings.log_dir / "dbt"))
        finally:
            dbt.close()
        # Row counts are known when dbt has let go of the database; until then events wait.
        rows = {} if failure else _row_counts(settings.build_database)
        wanted_outputs = context.op_execution_context.selected_output_names
        wanted_checks = context.selected_asset_check_keys
        models = tests = 0
        for event in events:
            if isinstance(event, dg.Output):
                models += 1
                if event.output_name not in wanted_outputs:
                    continue
                name = _node_name(event)
                if name in rows:
                    event = event.with_metadata({**event.metadata, "dagster/row_count": rows[name]})
            if isinstance(event, dg.AssetCheckResult):
                tests += 1
                if not _is_wanted(event, wanted_checks):
                    continue
            yield event
        if failure is not None:
            raise failure
        warehouse.progress(f"dbt: {models} seeds and models built, {tests} tests passed")

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


def _start(
    settings: Settings,
    dbt: DbtProcess,
    context: dg.AssetExecutionContext,
    manifest: Mapping[str, Any],
    translator: DagsterDbtTranslator,
) -> DbtCliInvocation:
    """dagster-dbt's view of our own dbt process.

    Its `DbtCliResource.cli` first runs `dbt --version` in a process of its own, opens an adapter in
    this one and parses again; together they take longer than the models of the sample.
    """
    return DbtCliInvocation(
        process=dbt.build(_BUILD),
        manifest=manifest,
        dagster_dbt_translator=translator,
        project_dir=settings.dbt_project_dir,
        target_path=dbt.target_dir,
        raise_on_error=True,
        cli_version=Version(version("dbt-core")),
        context=context,
    )


def _node_name(output: dg.Output[Any]) -> str:
    return str(output.metadata["unique_id"].value).split(".")[-1]


def _errors_of_dbt(error: Exception, log_dir: Path) -> str:
    """What dbt reported, cut where it begins to unroll its stack."""
    reported = str(error).partition("Errors parsed from dbt logs:")[2] or str(error)
    text = reported.partition("Traceback (most recent call last)")[0].strip()[:_ERROR_CHARACTERS]
    return f"{text}\nAll that dbt said is in {log_dir}."


def _is_wanted(result: dg.AssetCheckResult, wanted: AbstractSet[dg.AssetCheckKey]) -> bool:
    if result.asset_key is None or result.check_name is None:
        return True
    return dg.AssetCheckKey(result.asset_key, result.check_name) in wanted


def _row_counts(database: Path) -> dict[str, int]:
    """Rows of every table in the build database, from its catalogue; views are not counted."""
    if not database.exists():
        return {}
    with duckdb.connect(str(database), read_only=True) as connection:
        return dict(
            connection.execute(
                "SELECT table_name, estimated_size FROM duckdb_tables() WHERE schema_name = 'main'"
            ).fetchall()
        )
