"""From what was filed to a published release: one plain function a step, and one that takes them in order.

What belongs here: the order, and what one step hands to the next. What does not: the work (`submissions/`,
`quality/`, `transform/`, `release/`), or what runs the steps: `junheng run` and the UI run them as Dagster's
assets (`defs/`), `junheng check` and tests call them as they stand.

    receive → land → check_landing (and quarantine) → build_marts → check_marts → publish
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from orchestration.inventory import (
    InputFile,
    LandedYear,
    code_hash,
    forget_landed,
    gate_input_ids,
    list_inputs,
    read_landed,
    record_landed,
    record_unread,
    release_id,
)
from orchestration.quality.catalogue import expected_results
from orchestration.quality.checked import CHECKED, is_checked, record_checked
from orchestration.quality.models import load_gate_models
from orchestration.release.build import ReleaseSource, build_release, parquet_table
from orchestration.release.changes import write_changes
from orchestration.release.contract import PublicTable, tables_of_manifest
from orchestration.release.guard import expected_records, require_all_submissions, require_clean_checks
from orchestration.release.package import PackageInputs
from orchestration.release.seal import damage
from orchestration.release.store import current_release_id, sweep, use
from orchestration.release.store import publish as put_into_store
from orchestration.release.verify import verify_release
from orchestration.sealed import seals_of
from orchestration.settings import Settings
from orchestration.submissions.contract.schemas import REFUSALS, RELATIONS
from orchestration.submissions.folders.dated_records import RecordRules
from orchestration.submissions.folders.intake import (
    count_rejected,
    forget_year,
    land_folder_faults,
    land_year,
)
from orchestration.submissions.folders.listing import FilesChangingError, RawListing, list_raw
from orchestration.submissions.sheets.county_names import names_of_registry
from orchestration.submissions.sheets.school_types import types_of_registry
from orchestration.transform.as_filed import build_as_filed
from orchestration.transform.build import NodeResult, build, remove_database, require_all_nodes
from orchestration.transform.process import (
    DbtProcess,
    cached_or_compiled_gate_models,
    cached_or_parsed_manifest,
)
from orchestration.whole import written_whole

if TYPE_CHECKING:
    from orchestration.plan import RunPlan
    from orchestration.quality.gate import GateSummary, SuiteEngine

Progress = Callable[[str], None]

_READINGS = 3  # of a year whose files change meanwhile
#: Quality tables, which no model holds: sort keys of what the two gates wrote.
_QUALITY_KEYS = {
    "dq_run": ("gate", "school_year"),
    "dq_result": ("gate", "school_year", "suite", "expectation_id"),
    "dq_finding": ("gate", "school_year", "county_code", "suite", "expectation_id", "finding_id"),
}


class ReleaseDamagedError(RuntimeError):
    """A release does not verify right after it was built."""


def silent(text: str) -> None:
    """Tells nobody."""
    del text


@dataclass(frozen=True)
class Warehouse:
    """What a step works on. Whoever calls steps holds the warehouse's lock.

    Attributes
    ----------
    code: hash of the code that runs, taken once, so that an edit during a run does not split it.
    raw: the listing of raw/, walked once a run.
    progress: told each step; detail: told each file, suite and model of a step.
    dbt: dbt, started already, or None where the step that needs it starts it.
    plan: what the caller decided to do, or None where the run decides.
    """

    settings: Settings
    code: str
    raw: RawListing
    progress: Progress = silent
    detail: Progress = silent
    dbt: DbtProcess | None = None
    plan: RunPlan | None = None

    @classmethod
    def of(cls, settings: Settings) -> Warehouse:
        """The warehouse these settings name, with the code and raw/ as they stand; its steps tell nobody."""
        return cls(settings, code_hash(settings.project_dir), list_raw(settings.raw_dir))


def run(warehouse: Warehouse) -> Path:
    """All steps over all years of raw/; returns the published release's folder."""
    years, _ = receive(warehouse)
    land(warehouse, years)
    check_landing(warehouse)
    build_marts(warehouse)
    check_marts(warehouse)
    return publish(warehouse)


def receive(warehouse: Warehouse) -> tuple[list[int], int]:
    """The years in raw/, and how many files lie outside of them; years that left raw/ leave the landing."""
    settings = warehouse.settings
    present = warehouse.raw.school_years
    for year in read_landed(settings.inputs_dir):
        if year and year not in present:
            warehouse.progress(f"forgetting {year}, which left raw/")
            _forget(settings, year)
    outside = tuple(list_inputs(warehouse.raw, {0}))
    record_unread(settings.inputs_dir, 0)
    land_folder_faults(warehouse.raw, settings.landing_dir)
    seals = seals_of(settings.warehouse_dir, [settings.landing_dir / REFUSALS.name / "0.parquet"])
    record_landed(settings.inputs_dir, LandedYear(0, warehouse.code, outside, seals))
    return present, len(outside)


def landed_files(settings: Settings) -> dict[int, tuple[InputFile, ...]]:
    """Every landed year's files, year 0 included: what a release is a function of."""
    return {year: record.inputs for year, record in sorted(read_landed(settings.inputs_dir).items())}


def land(warehouse: Warehouse, years: Iterable[int]) -> dict[str, dict[int, int]]:
    """Read these years' filings into the landing; returns rows by relation and year.

    Raises `FilesChangingError`.
    """
    rows: dict[str, dict[int, int]] = {name: {} for name in RELATIONS}
    for year in years:
        for name, count in _land_year(warehouse, year).items():
            rows[name][year] = count
    return rows


def _land_year(warehouse: Warehouse, year: int) -> dict[str, int]:
    """Read one year; its record is written last, so that a killed reading is read again."""
    settings = warehouse.settings
    started = time.monotonic()
    record_unread(settings.inputs_dir, year)
    today = settings.today()
    rules = RecordRules.of_registry(settings.standards_dir, today)
    county_names = names_of_registry(settings.standards_dir, year)
    school_types = types_of_registry(settings.standards_dir)
    raw = warehouse.raw
    for _ in range(_READINGS):
        try:
            inputs = list_inputs(raw, {year}, today)
            if not inputs:
                _forget(settings, year)
                warehouse.progress(f"{year}: nothing filed")
                return dict.fromkeys(RELATIONS, 0)
            rows: dict[str, int] = land_year(
                raw, settings.landing_dir, year, warehouse.detail, rules, county_names, school_types
            )
            raw = raw.look_again(year)
            if list_inputs(raw, {year}, today) == inputs:
                break
        except FilesChangingError:
            # An earlier year's file, which may be sent again in this one, moves as well.
            raw = list_raw(settings.raw_dir)
        warehouse.progress(f"{year}: files changed while they were read; reading again")
    else:
        raise FilesChangingError(settings.raw_dir / str(year))
    written = [settings.landing_dir / name / f"{year}.parquet" for name in RELATIONS]
    seals = seals_of(settings.warehouse_dir, written)
    record_landed(settings.inputs_dir, LandedYear(year, warehouse.code, tuple(inputs), seals))
    counties = len({each.county_code for each in inputs if each.county_code})
    seconds = time.monotonic() - started
    files = sum(1 for each in inputs if each.sha256)
    warehouse.progress(f"{year}: {files} files of {counties} counties read, {seconds:.1f} s")
    return rows


def _forget(settings: Settings, year: int) -> None:
    forget_landed(settings.inputs_dir, year)
    forget_year(settings.landing_dir, year)
    for file in (*_gate_files(settings, year), _record_of_gate(settings, year)):
        file.unlink(missing_ok=True)


def _read_what_is_not(warehouse: Warehouse) -> None:
    """Read the landed years whose reading was broken off, whose landing was damaged, or that other code read.

    Whatever years a run was asked for, its release holds every landed year.
    """
    for year, record in read_landed(warehouse.settings.inputs_dir).items():
        if record.code == warehouse.code:
            continue
        if year:
            warehouse.progress(f"{year} is not read, or not by this code")
            _land_year(warehouse, year)
        else:
            receive(warehouse)


def check_landing(
    warehouse: Warehouse, years: Sequence[int] | None = None, engine: SuiteEngine | None = None
) -> GateSummary:
    """Check what was landed, and set rows aside that marts must not count.

    Without `years`, every landed year is checked whose results are not there already; without `engine`, by
    Great Expectations.
    """
    from orchestration.quality.gate import gate_landing  # imports Great Expectations: seconds

    settings = warehouse.settings
    _read_what_is_not(warehouse)
    compiled = warehouse.dbt.gate_models() if warehouse.dbt else cached_or_compiled_gate_models(settings)
    ids = gate_input_ids(landed_files(settings), warehouse.code)
    if years is None:
        years = [
            year
            for year in ids
            if not is_checked(settings.warehouse_dir, _record_of_gate(settings, year), ids[year])
        ]
    summary = gate_landing(
        settings.landing_dir,
        settings.quality_dir,
        settings.expectations_dir,
        load_gate_models(compiled, settings.dbt_project_dir),
        years,
        ids,
        warehouse.detail,
        engine,
    )
    for year in summary.school_years:
        record_checked(
            settings.warehouse_dir,
            _record_of_gate(settings, year),
            ids.get(year, ""),
            _gate_files(settings, year),
        )
    warehouse.progress(
        f"landing gate: {summary.passed} results passed, {summary.failed} failed, "
        f"{summary.errors} crashed, {summary.rows_quarantined} rows quarantined"
    )
    return summary


def landing_results(settings: Settings, years: Iterable[int]) -> list[Path]:
    """Where the landing gate's results of these years are."""
    return [settings.quality_dir / "landing" / "dq_result" / f"{year}.parquet" for year in years]


def _record_of_gate(settings: Settings, year: int) -> Path:
    return settings.quality_dir / "landing" / CHECKED / f"{year}.json"


def _gate_files(settings: Settings, year: int) -> list[Path]:
    """What the landing gate wrote for a year."""
    folders = (settings.quality_dir / "landing").glob("[!.]*")
    files = (folder / f"{year}.parquet" for folder in (settings.landing_dir / "quarantine", *folders))
    return [file for file in files if file.is_file()]


def build_marts(warehouse: Warehouse) -> list[NodeResult]:
    """Build all seeds and models, twice where a correction is in force: as filed first.

    Nothing of an earlier build is left to be published. Raises `FaultyRegistryError`, `DbtParseError`, or
    `DbtBuildError` also where dbt ends well and has not told of every node.
    """
    from orchestration.standards.check import require_sound_registry  # imports what renders templates

    settings = warehouse.settings
    require_sound_registry(settings.standards_dir)
    if build_as_filed(settings):
        warehouse.progress("dbt: marts built as filed, without the corrections in force")

    def tell(result: NodeResult) -> None:
        if result.resource_type != "test":
            warehouse.detail(f"dbt: {result.name}")

    remove_database(settings.build_database)
    results = build(warehouse.dbt or DbtProcess(settings), settings.log_dir / "dbt", tell=tell)
    require_all_nodes(results, cached_or_parsed_manifest(settings))
    tests = sum(1 for result in results if result.resource_type == "test")
    warehouse.progress(f"dbt: {len(results) - tests} seeds and models built, {tests} tests passed")
    return results


def check_marts(warehouse: Warehouse) -> GateSummary:
    """Check the marts, and draw the page that shows the results of both gates."""
    from orchestration.quality.docs import render_docs
    from orchestration.quality.gate import gate_marts  # imports Great Expectations: seconds

    settings = warehouse.settings
    files = landed_files(settings)
    identity = release_id(files, warehouse.code)
    summary = gate_marts(
        settings.build_database,
        settings.quality_dir,
        settings.expectations_dir,
        identity,
        warehouse.detail,
    )
    with written_whole(settings.quality_dir / "docs" / "index.html") as page:
        text = render_docs(settings.landing_dir, settings.quality_dir, identity, list(files))
        page.write_text(text, encoding="utf-8")
    warehouse.progress(
        f"mart gate: {summary.passed} results passed, {summary.failed} failed, {summary.errors} crashed"
    )
    return summary


def publish(warehouse: Warehouse) -> Path:
    """Guard, build, verify, publish; a release that is there and whole is only made current.

    Raises `GuardError`, `ReleaseBuildError` or `ReleaseDamagedError`; the release before it then stands.
    """
    settings = warehouse.settings
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
    require_all_submissions(settings.landing_dir, settings.build_database, files)
    if target.is_dir() and not damage(target):
        return use(settings.releases_dir, identity, settings.current_link)
    warehouse.progress("building the release")
    documents = settings.quality_dir / "docs"
    built = build_release(
        ReleaseSource(
            build_database=settings.build_database,
            tables=[
                *tables_of_manifest(cached_or_parsed_manifest(settings)),
                *_quality_tables(settings, list(gate_ids)),
            ],
            documents={"quality": documents} if documents.is_dir() else {},
            spill_dir=settings.warehouse_dir / ".spill",
            as_filed_database=settings.as_filed_database if settings.as_filed_database.is_file() else None,
            draw=_draw_report,
        ),
        PackageInputs(
            release_id=identity,
            code=warehouse.code,
            files=files,
            refusals=count_rejected(settings.landing_dir),
            rows_quarantined={year: rows_quarantined(settings, year) for year in files},
        ),
        settings.releases_dir,
    )
    problems = verify_release(built)
    if problems:
        raise ReleaseDamagedError("The release does not verify: " + " ".join(problems))
    published = put_into_store(built, settings.releases_dir, identity, settings.current_link)
    if before and before != identity:
        if damage(settings.releases_dir / before):
            warehouse.progress(f"release {before} is damaged: what changed since is not written")
        else:
            write_changes(settings.releases_dir / before, published, settings.warehouse_dir / "changes")
    warehouse.progress(f"published release {identity}")
    return published


def _draw_report(folder: Path, identity: str) -> None:
    """The report of a release that is being built, of all it holds."""
    from orchestration.reporting.site.site import write_site

    write_site(folder, folder, release_id=identity)


def rows_quarantined(settings: Settings, year: int) -> int:
    """Rows and cells of a year that the landing gate set aside."""
    file = settings.landing_dir / "quarantine" / f"{year}.parquet"
    return int(pq.read_metadata(file).num_rows) if file.exists() else 0


def _quality_tables(settings: Settings, years: Sequence[int]) -> list[PublicTable]:
    tables = []
    for name, key in _QUALITY_KEYS.items():
        files = [settings.quality_dir / "landing" / name / f"{year}.parquet" for year in years]
        files.append(settings.quality_dir / "marts" / f"{name}.parquet")
        tables.append(parquet_table(name, key, [file for file in files if file.exists()], ()))
    return tables
