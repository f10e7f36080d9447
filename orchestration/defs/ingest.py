"""Assets of the landing: filings read into Parquet, one partition per school year.

What belongs here: which years to read and the record of what they were read from. What does
not: reading a file (`submissions/`).
"""

import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import dagster as dg
import pyarrow.parquet as pq

from orchestration.defs.warehouse import OWNER_DATA, POOL, Warehouse
from orchestration.inventory import (
    InputFile,
    LandedYear,
    by_year,
    folder_year,
    forget_landed,
    list_inputs,
    read_landed,
    record_landed,
)
from orchestration.settings import Settings
from orchestration.submissions.contract.schemas import RELATIONS
from orchestration.submissions.folders.dated_records import RecordRules
from orchestration.submissions.folders.intake import forget_year, land_folder_faults, land_year
from orchestration.submissions.sheets.county_names import names_of_registry

FIRST_YEAR = 2010
FILINGS = dg.AssetKey(["raw", "filings"])
LANDING_KEYS = {name: dg.AssetKey(["landing", name]) for name in RELATIONS}
_SCHOOL_YEAR_STARTS = "0 0 1 9 *"

_READINGS = 3  # of a year whose files change meanwhile


class FilingsChangingError(RuntimeError):
    """Files keep changing while they are read, so nothing true can be said about them."""


def years_in_raw(raw_dir: Path) -> list[int]:
    """School years that have a folder in raw/, ascending."""
    if not raw_dir.is_dir():
        return []
    return sorted(year for each in raw_dir.iterdir() if each.is_dir() and (year := folder_year(each.name)))


def school_years(raw_dir: Path) -> dg.TimeWindowPartitionsDefinition:
    """Partitions by school year ("2024" begins on 1 September 2024), from 2010 to the current year.

    The window widens where raw/ holds other years, so that any year that was filed can be read.
    """
    present = years_in_raw(raw_dir)
    today = datetime.now()
    current = today.year if today.month >= 9 else today.year - 1
    first = min([FIRST_YEAR, *present])
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
    def filings(warehouse: dg.ResourceParam[Warehouse]) -> dg.MaterializeResult[None]:
        present = years_in_raw(settings.raw_dir)
        for year in read_landed(settings.inputs_dir):
            if year and year not in present:
                warehouse.progress(f"forgetting {year}, which left raw/")
                _forget(settings, year)
        outside = tuple(list_inputs(settings.raw_dir, {0}))
        forget_landed(settings.inputs_dir, 0)
        land_folder_faults(settings.raw_dir, settings.landing_dir)
        record_landed(settings.inputs_dir, LandedYear(0, warehouse.code, outside))
        return dg.MaterializeResult(
            metadata={
                "school_years": dg.MetadataValue.text(", ".join(map(str, present))),
                "raw": dg.MetadataValue.path(str(settings.raw_dir)),
                "files_outside_a_year": len(outside),
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
        partitions_def=school_years(settings.raw_dir),
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool=POOL,
    )
    def landing(
        context: dg.AssetExecutionContext, warehouse: dg.ResourceParam[Warehouse]
    ) -> Iterator[dg.MaterializeResult[None]]:
        rows: dict[str, dict[int, int]] = {name: {} for name in RELATIONS}
        for year in _years_asked(context, settings.raw_dir):
            for name, count in _land(settings, warehouse, year).items():
                if name in rows:
                    rows[name][year] = count
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


def landed_files(settings: Settings) -> dict[int, tuple[InputFile, ...]]:
    """Every landed year's files, year 0 included: what a release is a function of."""
    return {year: record.inputs for year, record in sorted(read_landed(settings.inputs_dir).items())}


def _years_asked(context: dg.AssetExecutionContext, raw_dir: Path) -> Sequence[int]:
    if context.has_partition_key or context.has_partition_key_range:
        return [int(key) for key in context.partition_keys]
    return years_in_raw(raw_dir)


def _land(settings: Settings, warehouse: Warehouse, year: int) -> dict[str, int]:
    """Read one year; its record is written last, so that a killed reading is read again."""
    started = time.monotonic()
    forget_landed(settings.inputs_dir, year)
    today = settings.today()
    rules = RecordRules.of_registry(settings.standards_dir, today)
    county_names = names_of_registry(settings.standards_dir, year)
    for _ in range(_READINGS):
        inputs = by_year(list_inputs(settings.raw_dir, {year}, today)).get(year, [])
        if not inputs:
            _forget(settings, year)
            warehouse.progress(f"{year}: nothing filed")
            return {}
        rows: dict[str, int] = land_year(
            settings.raw_dir, settings.landing_dir, year, warehouse.detail, rules, county_names
        )
        if list_inputs(settings.raw_dir, {year}, today) == inputs:
            break
        warehouse.progress(f"{year}: files changed while they were read; reading again")
    else:
        raise FilingsChangingError(
            f"The files of {settings.raw_dir / str(year)} go on changing while they are read. "
            "Run again when copying is over."
        )
    record_landed(settings.inputs_dir, LandedYear(year, warehouse.code, tuple(inputs)))
    counties = len({each.county_code for each in inputs if each.county_code})
    seconds = time.monotonic() - started
    files = sum(1 for each in inputs if each.sha256)
    warehouse.progress(f"{year}: {files} files of {counties} counties read, {seconds:.1f} s")
    return rows


def _forget(settings: Settings, year: int) -> None:
    forget_landed(settings.inputs_dir, year)
    forget_year(settings.landing_dir, year)
    for folder in (settings.landing_dir / "quarantine", *(settings.quality_dir / "landing").glob("*")):
        (folder / f"{year}.parquet").unlink(missing_ok=True)


def parquet_rows(folder: Path, pattern: str = "*.parquet") -> int:
    """Rows in the Parquet files of a folder, from their footers."""
    return sum(pq.read_metadata(file).num_rows for file in sorted(folder.glob(pattern)))
