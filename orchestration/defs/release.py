"""The last asset: a published release.

What belongs here: gathering what `release/` needs as data. What does not: how a release is built,
guarded or published.
"""

from collections.abc import Sequence
from pathlib import Path

import dagster as dg

from orchestration.defs.ingest import landed_files, parquet_rows
from orchestration.defs.quality import LANDING_GATE, MART_GATE
from orchestration.defs.warehouse import OWNER_DATA, POOL, Warehouse
from orchestration.inventory import InputFile, gate_input_ids, release_id
from orchestration.quality.catalogue import expected_results
from orchestration.release.build import ReleaseSource, build_release, parquet_table
from orchestration.release.changes import write_changes
from orchestration.release.contract import PublicTable, tables_of_manifest
from orchestration.release.guard import expected_records, require_clean_checks
from orchestration.release.package import PackageInputs
from orchestration.release.shelf import current_release_id, looks_whole, publish, read_datapackage, sweep, use
from orchestration.release.verify import verify_release
from orchestration.settings import Settings
from orchestration.submissions.folders.intake import count_rejected

RELEASE = dg.AssetKey(["release", "compliance_release"])
#: Quality tables, which no model holds: sort keys of what the two gates wrote.
_QUALITY_KEYS = {
    "dq_run": ("gate", "school_year"),
    "dq_result": ("gate", "school_year", "suite", "expectation_id"),
    "dq_finding": ("gate", "school_year", "county_code", "suite", "expectation_id", "finding_id"),
}


class ReleaseDamagedError(RuntimeError):
    """A release does not verify right after it was built."""


def build_release_asset(
    settings: Settings, manifest_path: Path, mart_keys: Sequence[dg.AssetKey]
) -> dg.AssetsDefinition:
    """The asset `release/compliance_release`."""

    @dg.asset(
        key=RELEASE,
        deps=[*mart_keys, LANDING_GATE, MART_GATE],
        group_name="release",
        kinds={"duckdb", "parquet"},
        owners=[OWNER_DATA],
        pool=POOL,
        description=(
            "The published answer: compliance.duckdb, one Parquet file per table, the quality "
            "documents and a datapackage with every hash. Refused unless every check has a clean record."
        ),
    )
    def compliance_release(warehouse: dg.ResourceParam[Warehouse]) -> dg.MaterializeResult[None]:
        folder = _publish(settings, manifest_path, warehouse)
        package = read_datapackage(folder)
        rows = {each["path"]: each["rows"] for each in package["resources"] if "rows" in each}
        return dg.MaterializeResult(
            metadata={
                "release_id": package["id"],
                "path": dg.MetadataValue.path(str(folder)),
                "database": dg.MetadataValue.path(str(folder / "compliance.duckdb")),
                "quality_documents": dg.MetadataValue.path(str(folder / "quality")),
                "exit_status": package["exit_status"],
                "dagster/row_count": sum(rows.values()),
                "rows": rows,
                "counts": package["counts"],
            }
        )

    return compliance_release


def _publish(settings: Settings, manifest_path: Path, warehouse: Warehouse) -> Path:
    """Guard, build, verify, publish; a release that is there and whole is only made current."""
    files = landed_files(settings)
    identity = release_id(files, warehouse.code)
    sweep(settings.releases_dir, settings.current_link)
    target = settings.releases_dir / identity
    before = current_release_id(settings.current_link)
    gate_ids = gate_input_ids(files, warehouse.code)
    require_clean_checks(
        expected_records(
            settings.quality_dir,
            landing={
                year: (gate_ids[year], expected_results(settings.expectations_dir, "landing", year))
                for year in gate_ids
            },
            marts=(identity, expected_results(settings.expectations_dir, "marts")),
        )
    )
    if looks_whole(target):
        return use(settings.releases_dir, identity, settings.current_link)
    warehouse.progress("building the release")
    tables = [*tables_of_manifest(manifest_path), *_quality_tables(settings, list(gate_ids))]
    documents = settings.quality_dir / "docs"
    built = build_release(
        ReleaseSource(
            build_database=settings.build_database,
            tables=tables,
            documents={"quality": documents} if documents.is_dir() else {},
            spill_dir=settings.warehouse_dir / ".spill",
            as_filed_database=settings.as_filed_database if settings.as_filed_database.is_file() else None,
        ),
        _package_inputs(settings, identity, warehouse.code, files),
        settings.releases_dir,
    )
    problems = verify_release(built)
    if problems:
        raise ReleaseDamagedError("The release does not verify: " + " ".join(problems))
    published = publish(built, settings.releases_dir, identity, settings.current_link)
    if before and before != identity:
        write_changes(settings.releases_dir / before, published, settings.warehouse_dir / "changes")
    warehouse.progress(f"published release {identity}")
    return published


def _quality_tables(settings: Settings, years: Sequence[int]) -> list[PublicTable]:
    tables = []
    for name, key in _QUALITY_KEYS.items():
        files = [settings.quality_dir / "landing" / name / f"{year}.parquet" for year in years]
        files.append(settings.quality_dir / "marts" / f"{name}.parquet")
        tables.append(parquet_table(name, key, [file for file in files if file.exists()], ()))
    return tables


def _package_inputs(
    settings: Settings, identity: str, code: str, files: dict[int, tuple[InputFile, ...]]
) -> PackageInputs:
    quarantine = settings.landing_dir / "quarantine"
    return PackageInputs(
        release_id=identity,
        code=code,
        files=files,
        refusals=count_rejected(settings.landing_dir),
        rows_quarantined={year: parquet_rows(quarantine, f"{year}.parquet") for year in files},
    )
