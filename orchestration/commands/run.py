"""`junheng run`: from raw/ to a published release, or the news that nothing changed.

What belongs here: the order of a run and what its user sees. What does not: the work, which the
Dagster assets do, and its execution (`execute.py`, imported only when there is work).
"""

from __future__ import annotations

import shutil
import sys
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from orchestration.alerts.runs import RunWatch, watched
from orchestration.commands import exits
from orchestration.commands.arguments import Command, Raw, Warehouse, application
from orchestration.commands.console import Console, everything_else_into
from orchestration.history import RunRecord, append_run
from orchestration.inventory import code_hash, read_landed, release_id
from orchestration.lock import warehouse_lock
from orchestration.plan import NothingToReadError, RunPlan, in_words, make_plan
from orchestration.release.seal import damage, read_datapackage
from orchestration.release.store import current_release_id, sweep, use
from orchestration.settings import Settings
from orchestration.state.aside import DAMAGED
from orchestration.state.layout import require_known_layout
from orchestration.state.mend import mend
from orchestration.submissions.folders.listing import list_raw

app = application()

_FEW_MEGABYTES = 64  # less than a release of a few counties takes
_SHOWN = 3  # ways in which a release is damaged; «junheng release verify» names all


@app.command(cls=Command, epilog=exits.EPILOG)
def run(
    context: typer.Context,
    warehouse: Warehouse = None,
    raw: Raw = None,
    year: Annotated[
        list[int] | None,
        typer.Option(
            metavar="Y...",
            help="read only these school years again; the release still holds every landed year",
        ),
    ] = None,
) -> int:
    """Do what is to be done and return the exit status.

    Raises `UsageError` if there is nothing to read, `WarehouseLockedError` if another run is on.
    """
    settings = Settings.from_environment(raw, warehouse)
    command: str = context.obj
    console = Console()
    with watched(settings, command, console.line, _sentence) as watch:
        return _run(console, settings, year or (), command, watch)


def _run(console: Console, settings: Settings, years: Sequence[int], command: str, watch: RunWatch) -> int:
    if not settings.raw_dir.is_dir():
        raise exits.UsageError(
            f"There is no folder {settings.raw_dir}. Name the folder of your filings with --raw, "
            "or make a sample with «junheng sample --out DIR»."
        )
    with warehouse_lock(settings.lock_file, command) as killed:
        watch.found_killed(killed)
        require_known_layout(settings.warehouse_dir)
        code = code_hash(settings.project_dir)
        filings = list_raw(settings.raw_dir)

        def planned() -> RunPlan:
            return make_plan(filings, settings.inputs_dir, code, years, settings.today())

        try:
            plan = planned()
        except NothingToReadError as error:
            raise exits.UsageError(str(error)) from None
        sweep(settings.releases_dir, settings.current_link)
        folder = settings.releases_dir / plan.release_id
        if folder.is_dir():
            problems = damage(folder)
            if not problems:
                return _repeat(console, settings, folder, watch)
            console.line(
                f"Release {folder.name} is damaged: {' '.join(problems[:_SHOWN])} It is built again, and the "
                f"damaged one kept in {settings.releases_dir} as {DAMAGED}{folder.name}-<time>."
            )
        for line in mend(settings):
            console.line(line)
        return _work(console, settings, planned(), command, watch)  # what is damaged is read again


def _repeat(console: Console, settings: Settings, folder: Path, watch: RunWatch) -> int:
    """Nothing to build: say so, point `current` there if it is not, repeat the exit status."""
    is_new = current_release_id(settings.current_link) != folder.name
    if is_new:
        use(settings.releases_dir, folder.name, settings.current_link)
    watch.published(folder, is_new)
    if is_new:
        console.line(f"Release {folder.name} holds exactly these filings and this code; it is current again.")
    else:
        console.line(f"Nothing changed since release {folder.name}: same filings, same code.")
    return _show(console, folder)


def _show(console: Console, folder: Path) -> int:
    from orchestration.commands.summary import summary_table

    package = read_datapackage(folder)
    status = int(package["exit_status"])
    console.table(summary_table(package["counts"]))
    explained = sum(counts["findings_explained"] for counts in package["counts"])
    if explained:
        console.line(f"Besides, {explained} findings are explained (explanations.yaml).")
    console.line(f"Release: {folder}")
    if status != exits.PUBLISHED:
        console.line(f"Exit status {status}: {exits.MEANING[status]}.")
    return status


def _work(console: Console, settings: Settings, plan: RunPlan, command: str, watch: RunWatch) -> int:
    started = datetime.now(UTC)
    log_file = settings.log_dir / f"run-{started:%Y%m%dT%H%M%S}Z.log"
    files = sum(1 for year in plan.read for each in plan.years[year] if each.sha256)
    what = in_words(plan.read) or "no school year"
    console.step(f"reading {what} again ({files} files) from {settings.raw_dir}")
    failure: BaseException | None = None
    with everything_else_into(log_file) as shown:
        try:
            from orchestration.commands.execute import execute
            from orchestration.standards.check import require_sound_registry

            require_sound_registry(settings.standards_dir)
            terminal = console.on(shown)
            execute(settings, plan, terminal.step, terminal.detail)
            _require_published(settings, plan)
        except (Exception, KeyboardInterrupt) as error:
            failure = error
            traceback.print_exc(file=sys.stderr)  # stderr is the log file here
    published = None if failure else current_release_id(settings.current_link)
    folder = settings.releases_dir / (published or plan.release_id)
    status = int(read_datapackage(folder)["exit_status"]) if published else exits.NOT_PUBLISHED
    record = RunRecord(
        started_at=started,
        ended_at=datetime.now(UTC),
        command=command,
        school_years_read=" ".join(map(str, plan.read)),
        release_id=published or "",
        exit_status=status,
        message=_sentence(failure) if failure else "",
    )
    try:
        append_run(settings.log_dir, record)
    except OSError as error:
        console.line(f"The history of runs lacks this one: {_of_system(error)}.")
    if failure is None:
        if published != plan.release_id:
            console.line("Filings changed while they were read; the release holds what was read.")
        watch.published(folder, is_new=True)
        return _show(console, folder)
    watch.failed(_sentence(failure))
    console.line(f"Not published: {_sentence(failure)}")
    free = shutil.disk_usage(settings.warehouse_dir).free // 2**20
    if free < _FEW_MEGABYTES:
        console.line(f"The disk of {settings.warehouse_dir} is full: {free} MB are free.")
    standing = current_release_id(settings.current_link)
    console.line(f"The release before it stands: {standing}." if standing else "There is no release yet.")
    if log_file.is_file():
        console.line(f"Everything the run said is in {log_file}.")
    return status


class NotPublishedError(RuntimeError):
    """All steps ended well, and what was read is not the current release."""


def _require_published(settings: Settings, plan: RunPlan) -> None:
    """Raise `NotPublishedError` unless the current release is of what was landed, by this plan's code."""
    landed = {year: record.inputs for year, record in sorted(read_landed(settings.inputs_dir).items())}
    identity = release_id(landed, plan.code)
    if current_release_id(settings.current_link) != identity:
        raise NotPublishedError(
            f"all steps ended, and release {identity}, which holds what was read, was not made."
        )


def _sentence(failure: BaseException) -> str:
    """The failure in words; a crash of our own is named with its kind."""
    if isinstance(failure, KeyboardInterrupt):
        return "interrupted."
    if isinstance(failure, OSError) and failure.strerror:
        return f"{_of_system(failure)}."
    text = str(failure).strip()
    if type(failure).__module__.startswith("orchestration."):
        return text
    # The first line says what; a database of Dagster's adds its statement, and all stands in the log.
    return f"{type(failure).__name__}: {text.splitlines()[0] if text else ''}"


def _of_system(error: OSError) -> str:
    """What the system refused, and where, without the words of a programmer."""
    return f"{error.strerror or error}{f' ({error.filename})' if error.filename else ''}"
