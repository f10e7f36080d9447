"""Assets of the landing: filings read into Parquet, one partition per school year.

What belongs here: the partitions, and what the graph shows of a reading. What does not: which files are read
(`pipeline`), reading a file (`submissions/`).
"""

from collections.abc import Iterator, Mapping, Sequence

import dagster as dg

from orchestration import pipeline
from orchestration.defs import groups
from orchestration.defs.filing_time import freshness
from orchestration.defs.warehouse import OWNER_DATA, POOL, refusals_final
from orchestration.due import counties_in_words, standing_release
from orchestration.instance.partitions import SCHOOL_YEARS, keep_partitions
from orchestration.instance.record import COUNTIES, UNCHANGED, YEARS
from orchestration.plan import RunPlan, in_words, make_plan
from orchestration.release.store import use
from orchestration.settings import Settings
from orchestration.standards.deadlines import Deadline, read_deadlines
from orchestration.standards.registry import load_registry
from orchestration.submissions.contract.layout_files import load_layouts
from orchestration.submissions.contract.schemas import RELATIONS

FILINGS = dg.AssetKey(["raw", "filings"])
LANDING_KEYS = {name: dg.AssetKey(["landing", name]) for name in RELATIONS}
#: Dagster's own names of the tags that give a run its partitions.
PARTITION = "dagster/partition"
RANGE_START, RANGE_END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"
#: A job with this tag reads what changed in all years of raw/, whichever partitions were chosen for it.
ALL_YEARS = {"junheng/reads": "every year that changed"}


def build_ingest_assets(settings: Settings) -> list[dg.AssetsDefinition]:
    """`raw/filings` (what was received) and `landing/*` (what it says), in this order."""

    @dg.asset(
        key=FILINGS,
        group_name=groups.LANDING,
        kinds={"python", "filesystem"},
        owners=[OWNER_DATA],
        pool=POOL,
        output_required=False,
        description=(
            "What stands in raw/, by file and sha256. Years that left raw/ leave the landing here, "
            "and folders that are no school year or no county are recorded. Where a release holds exactly "
            "what stands there, the run ends here: nothing changed."
        ),
    )
    def filings(
        context: dg.AssetExecutionContext, warehouse: dg.ResourceParam[pipeline.Warehouse]
    ) -> Iterator[dg.MaterializeResult[None]]:
        with refusals_final():
            plan = warehouse.plan or _plan(warehouse, context.run.tags)
            standing = None if warehouse.plan else standing_release(settings, plan)
            if standing:
                use(settings.releases_dir, standing.name, settings.current_link)
                context.log.info(f"Nothing changed since release {standing.name}: same filings, same code.")
                context.instance.add_run_tags(context.run.run_id, {UNCHANGED: standing.name})
                return
            years, files_outside = pipeline.receive(warehouse)
        yield dg.MaterializeResult(
            metadata={
                "school_years": dg.MetadataValue.text(", ".join(map(str, years))),
                "raw": dg.MetadataValue.path(str(settings.raw_dir)),
                "files_outside_a_year": files_outside,
            }
        )

    due = deadlines_of_relations(settings)
    deadlines = read_deadlines(settings.standards_dir)

    @dg.multi_asset(
        name="landing",
        specs=[
            dg.AssetSpec(
                LANDING_KEYS[relation.name],
                deps=[FILINGS],
                group_name=groups.LANDING,
                kinds={"python", "parquet"},
                owners=[OWNER_DATA],
                description=f"Filed facts as read, one row per {relation.grain}.",
                freshness_policy=(freshness(due[relation.name], deadlines) if relation.name in due else None),
            )
            for relation in RELATIONS.values()
        ],
        partitions_def=SCHOOL_YEARS,
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool=POOL,
    )
    def landing(
        context: dg.AssetExecutionContext, warehouse: dg.ResourceParam[pipeline.Warehouse]
    ) -> Iterator[dg.MaterializeResult[None]]:
        is_partitioned = context.has_partition_key or context.has_partition_key_range
        with refusals_final():
            if is_partitioned and not ALL_YEARS.items() <= context.run.tags.items():
                years = [int(key) for key in context.partition_keys]
            else:
                years = list((warehouse.plan or _plan(warehouse, context.run.tags)).read)
            named = {YEARS: in_words(years), COUNTIES: counties_in_words(warehouse.raw, years)}
            if years:
                context.instance.add_run_tags(context.run.run_id, named)
            rows = pipeline.land(warehouse, years)
        for name, key in LANDING_KEYS.items():
            for year, count in rows[name].items():
                shown = {"dagster/row_count": count}
                if is_partitioned and str(year) in context.partition_keys:
                    context.add_asset_metadata(shown, asset_key=key, partition_key=str(year))
                else:
                    context.log_event(dg.AssetMaterialization(key, metadata=shown, partition=str(year)))
            yield dg.MaterializeResult(
                asset_key=key,
                metadata={
                    **({} if is_partitioned else {"dagster/row_count": sum(rows[name].values())}),
                    "path": dg.MetadataValue.path(str(settings.landing_dir / name)),
                },
            )
        keep_partitions(context.instance, warehouse.raw.school_years)

    return [filings, landing]


def _plan(warehouse: pipeline.Warehouse, tags: Mapping[str, str]) -> RunPlan:
    """What the run is to do: read the years of its partitions, or what changed."""
    settings = warehouse.settings
    years = chosen_years(tags, warehouse.raw.school_years)
    return make_plan(warehouse.raw, settings.inputs_dir, warehouse.code, years, settings.today())


def chosen_years(tags: Mapping[str, str], present: Sequence[int]) -> list[int]:
    """The school years that a run's tags choose of those in raw/; none: all that changed."""
    if ALL_YEARS.items() <= tags.items():
        return []
    one = tags.get(PARTITION)
    first, last = tags.get(RANGE_START, one), tags.get(RANGE_END, one)
    return [year for year in present if first and last and int(first) <= year <= int(last)]


def deadlines_of_relations(settings: Settings) -> dict[str, Deadline]:
    """The deadline by which a relation is filed, where a form that feeds it has one."""
    by_id = {each.deadline_id: each for each in read_deadlines(settings.standards_dir)}
    rows = load_registry(settings.standards_dir)[0].rows("form_deadlines")
    of_form = {row["form"]: by_id[row["deadline_id"]] for row in rows}
    found: dict[str, Deadline] = {}
    for layout in load_layouts():
        for relation in layout.relations:
            if layout.form in of_form:
                found.setdefault(relation, of_form[layout.form])
    return found
